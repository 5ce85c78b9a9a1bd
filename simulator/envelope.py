"""Answers: success S1 and the error shapes of [C §5]."""

import json

from aiohttp import web

from .clock import Clock
from .codes import ApiError
from .entities import Wire
from .switches import Switches

PAGE = "<!doctype html><html><head><title>PiDashboard</title></head><body><div id=root></div></body></html>"
UNAUTHORIZED = ApiError("UNAUTHORIZED")


class Envelopes:
    """Builds every JSON answer, by the switches."""

    def __init__(self, clock: Clock, switches: Switches) -> None:
        self._clock = clock
        self._switches = switches

    def success(self, data: Wire, correlation_id: str, status: int = 200) -> web.Response:
        """Shape S1; `status_style` may flatten the status [C D9]."""
        if self._switches.status_style == "all200":
            status = 200
        body: Wire = {"success": True, "data": data}
        return self._json(body, status, correlation_id)

    def no_content(self, message: str, correlation_id: str) -> web.Response:
        """204 without a body, or 200 with one [C D9]."""
        if self._switches.status_style == "all200":
            return self._json({"success": True, "message": message}, 200, correlation_id)
        return web.Response(status=204, headers={"X-Request-Id": correlation_id})

    def error(self, error: ApiError, correlation_id: str) -> web.Response:
        """Shape E1, or E3 or E5 by `error_shape`; the middleware's own refusal is E2."""
        flat = self._switches.auth_error_shape == "flat"
        if error.code == "UNAUTHORIZED" and flat:
            return self._flat(error, correlation_id)
        shape = self._switches.error_shape
        hint: Wire = {} if error.retry_after is None else {"retry_after_seconds": error.retry_after}
        details: Wire = {} if error.details is None else {"details": error.details}
        headers: dict[str, str] = {}
        if error.retry_after is not None and error.status == 429:
            headers["Retry-After"] = str(error.retry_after)
        body: Wire
        if shape == "legacy":
            fields: Wire = {} if error.details is None else {"details": {"reason": error.details}}
            body = {
                "error": error.message,
                "code": error.code,
                "retryable": error.retryable,
                **fields,
                **hint,
            }
            return web.Response(
                body=dumps(body), status=error.status, content_type="application/json", headers=headers
            )
        inner: Wire = {"code": error.code, "message": error.message}
        if shape == "nested":
            inner["retryable"] = error.retryable
        inner |= hint | details
        body = {"success": False, "error": inner}
        return self._json(body, error.status, correlation_id, headers, old_id=shape == "older")

    def not_found(self, path: str) -> web.Response:
        """Shape E4, or the dashboard's page under status 200 [C D8]; `path` comes without its query."""
        if self._switches.unknown_route == "html":
            return web.Response(text=PAGE, content_type="text/html")
        inner: Wire = {
            "code": "NOT_FOUND",
            "message": "API endpoint not found",
            "path": path,
            "retryable": False,
        }
        body: Wire = {"success": False, "error": inner, "timestamp": self._clock.stamp()}
        return web.Response(body=dumps(body), status=404, content_type="application/json")

    def bare(self, body: Wire, status: int = 200) -> web.Response:
        """JSON without an envelope, as older routes answer."""
        return web.Response(body=dumps(body), status=status, content_type="application/json")

    def _flat(self, error: ApiError, correlation_id: str) -> web.Response:
        body: Wire = {
            "success": False,
            "error": error.message,
            "code": error.code,
            "retryable": error.retryable,
        }
        return self._json(body, error.status, correlation_id)

    def _json(
        self,
        body: Wire,
        status: int,
        correlation_id: str,
        headers: dict[str, str] | None = None,
        *,
        old_id: bool = False,
    ) -> web.Response:
        body |= {
            "request_id" if old_id else "correlation_id": correlation_id,
            "timestamp": self._clock.stamp(),
        }
        return web.Response(
            body=dumps(body),
            status=status,
            content_type="application/json",
            charset="utf-8",
            headers={"X-Request-Id": correlation_id} | (headers or {}),
        )


def dumps(body: object) -> bytes:
    """Compact UTF-8 JSON as Go writes it; like Go it replaces a lone surrogate that a client sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
