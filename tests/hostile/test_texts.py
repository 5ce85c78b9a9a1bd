"""Texts that are markup, templates, formulas or commands elsewhere: data wherever they are shown (SECURITY.md)."""

from collections.abc import AsyncIterator
import json
import logging
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.piorchestrator.client.codec import single_line, wire_line
from custom_components.piorchestrator.diagnostics import async_get_config_entry_diagnostics
from simulator import Board, Simulator
from tests.conftest import API_KEY, SSID, WIFI_PASSWORD, make_entry, wait_for
from tests.live.home import Home
from tests.live.journal import OURS, assert_no_traceback

BOARD: Final = "24:6F:28:00:00:01"
TEXTS: Final = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markdown": "[click](javascript:alert(1)) ![x](http://elsewhere/x) **bold** `code`\n# title\n| a | b |",
    "a template": "{{ 7 * 7 }} {% for x in range(10**9) %}x{% endfor %} {# x #} ${7*7}",
    "placeholders": "{name} {0} {message} %(name)s %s %n {{name}} {",
    "a formula": "=cmd|' /C calc'!A0",
    "another formula": "@SUM(1+1)*cmd|' /C calc'!A0",
    "lines": "gone\r\n2026-01-01 00:00:00.000 ERROR (MainThread) [homeassistant.core] all is lost\n",
    "escapes": "\x1b[31mred\x1b[0m\x1b]0;title\x07\x08\x08\x00",
    "directions": "abc\u202egnp.exe\u2066\u2069\u200f\ufeff\u2028\u2029",
    "half a letter": "x\ud800y",
    "combining": "z" + "\u0351" * 900,
    "json": '","admin":true,"x":"',
    "shell": "$(reboot) `reboot` ; rm -rf / #",
    "a path": "../../../etc/passwd\0.png",
}


@pytest.fixture
async def home(
    hass: HomeAssistant, socket_enabled: None, hass_storage: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Home]:
    """A Pi that says strange things, and an entry that is not set up yet."""
    async with Simulator(api_key=API_KEY, speed=20) as pi:
        yield Home(hass, pi, make_entry(pi))
    assert_no_traceback(caplog)


@pytest.mark.parametrize("name", TEXTS)
async def test_wherever_a_server_may_say_it(home: Home, caplog: pytest.LogCaptureFixture, name: str) -> None:
    """It stands there as it came, shortened at most; a line of the log stays one line, and nothing is carried out."""
    pi, text, hass = home.simulator, TEXTS[name], home.hass
    board = {"mac": BOARD, "description": text, "container_id": text, "used": False}
    pi.faults.answer("GET /allowlist", body=json.dumps({"entries": [board]}).encode(), times=None)
    pi.faults.answer("GET /health", body=json.dumps({"status": text, "version": text}).encode(), times=None)
    await home.set_up()
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), home.entry.entry_id)
    assert single_line(text[:1]) in {(device.name or "")[:1] for device in devices}
    pi.add_board(Board(BOARD, firmware_version=text))
    pi.start_session(SSID, WIFI_PASSWORD)
    await wait_for(lambda: home.value("session_state") != "idle")
    session = pi.truth().session
    assert session is not None
    failed = {"mac": BOARD, "state": "failed", "error_message": text, "retry_count": 1}
    event = {"type": "device.failed", "session_id": session["id"], "payload": failed}
    for told in (event, {"type": text}):
        pi.send_raw(f"data: {json.dumps(told)}\n\n".encode())
    pi.send_error("INTERNAL_ERROR", text)
    await wait_for(lambda: home.coordinator.data.fault is not None)
    pi.faults.fail("*", "ODD", message=text, details=text, status=400, times=None)
    with pytest.raises(HomeAssistantError) as caught:
        await home.call("provision_all")
    as_line = wire_line(text, 100)
    assert as_line is not None
    assert as_line in str(caught.value)
    await home.coordinator.async_refresh()
    pi.faults.clear()
    await hass.async_block_till_done()
    for record in caplog.get_records("call"):
        if record.name.startswith(OURS) and record.levelno > logging.DEBUG:
            assert "\n" not in record.getMessage(), record.getMessage()
            assert "\x1b" not in record.getMessage()
    assert all(len(shown.state) <= 255 for shown in hass.states.async_all())
    json.dumps(await async_get_config_entry_diagnostics(hass, home.entry), default=str).encode()
    answer = await home.call("export_allowlist")
    json.dumps(answer).encode()
    cells = [line for line in str(answer["content"]).splitlines() if line]
    assert not any(cell.startswith(("=", "@", "+", "-")) for line in cells for cell in line.split(","))
