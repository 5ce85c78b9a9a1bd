"""What is said of each trouble with address, key and server, and the way out of it."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from homeassistant.const import CONF_API_KEY, CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.piorchestrator.const import DOMAIN, SECTION_ADVANCED
from simulator import Faults, Simulator
from tests.conftest import API_KEY

from .forms import begin, closed_port, is_open, submit, suggested, typed

pytestmark = pytest.mark.usefixtures("socket_enabled")

type Trouble = Callable[[Faults], None]


async def fails_then_works(
    hass: HomeAssistant, simulator: Simulator, form: dict[str, Any], errors: dict[str, str]
) -> None:
    """An error keeps what was typed and stores nothing; the same form then takes a good answer."""
    flow = await begin(hass)
    with patch("custom_components.piorchestrator.config_flow.READ_BUDGET_SECONDS", 0.5):
        result = await submit(hass, flow, form)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    assert suggested(result) == form
    assert not hass.config_entries.async_entries(DOMAIN)

    simulator.faults.clear()
    result = await submit(hass, flow, typed("127.0.0.1", simulator.port))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_API_KEY] == API_KEY


@pytest.mark.parametrize(
    ("host", "api_key", "errors"),
    [
        ("not a host", API_KEY, {CONF_HOST: "invalid_host"}),
        ("http://127.0.0.1/api", API_KEY, {CONF_HOST: "invalid_host"}),
        ("ftp://127.0.0.1", API_KEY, {CONF_HOST: "invalid_host"}),
        ("[fe80::1%25eth0]", API_KEY, {CONF_HOST: "scoped_address"}),
        ("fe80::1", API_KEY, {CONF_HOST: "scoped_address"}),
        ("127.0.0.1:{closed}", API_KEY, {"base": "cannot_connect"}),
        ("127.0.0.1", None, {CONF_API_KEY: "api_key_required"}),
        ("127.0.0.1", "   ", {CONF_API_KEY: "api_key_required"}),
        ("127.0.0.1", "wrong", {CONF_API_KEY: "invalid_auth"}),
        ("127.0.0.1", "one\ntwo", {CONF_API_KEY: "invalid_key"}),
        ("127.0.0.1", f"{API_KEY}\r\nX-Other: 1", {CONF_API_KEY: "invalid_key"}),
        ("127.0.0.1", "one\0two", {CONF_API_KEY: "invalid_key"}),
        ("127.0.0.1", "one\ttwo", {CONF_API_KEY: "invalid_key"}),
        ("127.0.0.1", "one\u200btwo", {CONF_API_KEY: "invalid_key"}),
        ("127.0.0.1", "one\u2028two", {CONF_API_KEY: "invalid_key"}),
        ("127.0.0.1", "one\u00a0two", {CONF_API_KEY: "invalid_key"}),
        ("127.0.0.1", "schlüssel", {CONF_API_KEY: "invalid_auth"}),
    ],
)
async def test_bad_input(
    hass: HomeAssistant, simulator: Simulator, host: str, api_key: str | None, errors: dict[str, str]
) -> None:
    form = typed(host.format(closed=closed_port()), simulator.port, api_key)
    await fails_then_works(hass, simulator, form, errors)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (lambda faults: faults.fail("GET /allowlist", "DATABASE_ERROR", times=None), "server_error"),
        (
            lambda faults: faults.answer("GET /health", 502, b"<html>", "text/html", times=None),
            "server_error",
        ),
        (lambda faults: faults.answer("GET /health", 429, b"", times=None), "server_error"),
        (
            lambda faults: faults.answer("GET /allowlist", 400, b"no", "text/plain", times=None),
            "server_error",
        ),
        (lambda faults: faults.answer("GET /health", 403, b"{}"), "forbidden"),
        (lambda faults: faults.answer("GET /allowlist", 403, b"<html>", "text/html"), "forbidden"),
        (lambda faults: faults.answer("GET /allowlist", 403, b"Forbidden", "text/plain"), "forbidden"),
        (lambda faults: faults.redirect("GET /health", "https://127.0.0.1/health", 301), "https_required"),
        (lambda faults: faults.redirect("GET /allowlist", "HTTPS://pi.local/", 308), "https_required"),
        (lambda faults: faults.drop("GET /health", times=None), "cannot_connect"),
        (lambda faults: faults.hang("GET /health", times=None), "timeout_connect"),
        (lambda faults: faults.answer("GET /health", 200, b"<html>", "text/html"), "not_piorchestrator"),
        (lambda faults: faults.answer("GET /allowlist", 404, b"", "text/plain"), "not_piorchestrator"),
        (lambda faults: faults.redirect("GET /health", "http://127.0.0.1:1/"), "not_piorchestrator"),
        (lambda faults: faults.answer("GET /allowlist", 200, b"[1]"), "unknown"),
    ],
)
async def test_bad_server(hass: HomeAssistant, simulator: Simulator, trouble: Trouble, error: str) -> None:
    trouble(simulator.faults)
    await fails_then_works(hass, simulator, typed("127.0.0.1", simulator.port), {"base": error})


async def test_https_where_the_server_speaks_http(hass: HomeAssistant, simulator: Simulator) -> None:
    form = typed("127.0.0.1", simulator.port, ssl=True)
    await fails_then_works(hass, simulator, form, {"base": "tls_failed"})


async def test_invisible_characters_around_what_was_pasted(hass: HomeAssistant, simulator: Simulator) -> None:
    form = typed("\u200e127.0.0.1\ufeff ", simulator.port, f"\ufeff {API_KEY}\u200e\n")
    result = await submit(hass, await begin(hass), form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_HOST] == "127.0.0.1"
    assert result["data"][CONF_API_KEY] == API_KEY


async def test_the_section_is_open_while_an_error_concerns_it(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    flow = await begin(hass)
    assert not is_open(flow, SECTION_ADVANCED)
    for form, trouble, error, unfolded in (
        (typed("127.0.0.1", closed_port()), None, "cannot_connect", True),
        (typed("127.0.0.1", simulator.port, ssl=True), None, "tls_failed", True),
        (typed("no host"), None, "invalid_host", False),
        (typed("127.0.0.1", simulator.port, "a\nb"), None, "invalid_key", False),
        (typed("127.0.0.1", simulator.port, "wrong"), None, "invalid_auth", False),
        (typed("127.0.0.1", simulator.port), 404, "not_piorchestrator", True),
        (typed("127.0.0.1", simulator.port), 403, "forbidden", False),
        (typed("127.0.0.1", simulator.port), 500, "server_error", False),
    ):
        simulator.faults.clear()
        if trouble is not None:
            simulator.faults.answer("GET /health", trouble, b"", "text/plain", times=None)
        with patch("custom_components.piorchestrator.config_flow.READ_BUDGET_SECONDS", 0.5):
            result = await submit(hass, flow, form)
        assert list((result["errors"] or {}).values()) == [error]
        assert is_open(result, SECTION_ADVANCED) is unfolded, error
        assert suggested(result) == form
