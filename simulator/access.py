"""The key check, a middleware in front of all routing [C §4]."""

import hmac

from aiohttp import web

from .codes import ApiError
from .routing import BASE
from .switches import Switches

PROTECTED = (
    f"{BASE}/batch",
    f"{BASE}/allowlist",
    f"{BASE}/sessions",
    "/api/v1/door",
    "/api/v1/diagnostics/sessions",
)


def protected(method: str, path: str) -> bool:
    """Whether the path belongs to a group that asks for the key."""
    if any(path == prefix or path.startswith(f"{prefix}/") for prefix in PROTECTED):
        return True
    return (method == "PUT" and path.startswith("/api/v1/config/")) or (
        method == "POST" and path == "/api/system/reset"
    )


def refuse_key(request: web.BaseRequest, switches: Switches, expected: str | None) -> ApiError | None:
    """The refusal, or None; the header wins over the query parameter."""
    if switches.auth == "off" or not protected(request.method, request.path):
        return None
    given = request.headers.get("X-API-Key", request.query.get("api_key", ""))
    if not given:
        return ApiError("UNAUTHORIZED", message="API key required")
    if expected is None or not hmac.compare_digest(_bytes(given), _bytes(expected)):
        return ApiError("UNAUTHORIZED", message="Invalid API key")
    return None


def _bytes(key: str) -> bytes:
    return key.encode(
        errors="surrogateescape"
    )  # a header that is not UTF-8 is wrong, not an error of the server
