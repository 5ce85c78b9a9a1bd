"""Promise 13: texts that no file, no registry and no log can take, in every place that a server has for texts."""

import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.json import JSONEncoder, prepare_save_json
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from tests.promises.conftest import SetUp
from tests.promises.house import House, moment, record
from tests.promises.mutation import noticed

FORGED = "2026-01-01 00:00:00.000 ERROR (MainThread) [homeassistant.core] all is lost"
TEXTS = (
    "x\ud800y",
    "\udfff",
    f"gone\n{FORGED}",
    f"gone\r{FORGED}",
    f"gone\u2028{FORGED}",
    f"gone\x85{FORGED}",
    "\0",
    "\x1b[31mred",
    "abc\u202egnp.exe",
    "\ufffe\U0010ffff",
    "   ",
    "x" * 20_000,
    "9999-12-31T23:59:59Z",
)
MAC = "24:6F:28:2D:00:01"


@noticed("client/monitor.py", "names.has(camera, LONGEST_CAMERA_ID)", "camera")
@noticed(
    "client/codec.py", 'character if character.isprintable() or character in _HARMLESS else " "', "character"
)
@pytest.mark.timeout(180)
@pytest.mark.usefixtures("every_entity")
async def test_no_text_of_the_wire_harms_home_assistant(
    set_up: SetUp,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Promise 13: registries and states stay serialisable, and no line of the log can be forged."""
    caplog.set_level("DEBUG")
    house = await set_up(speed=20, monitor="push")
    hass = house.hass
    assert await async_setup_component(hass, "api", {})
    assert await async_setup_component(hass, "config", {})
    await house.pi.order("world", {"boards": [{"mac": MAC}]})
    await house.pi.order("start")
    await house.settled()
    for number, text in enumerate(TEXTS):
        await _say(house, text)
        await _understood(house, number)
    await house.coordinator.async_refresh()
    await hass.async_block_till_done()

    assert_storable(hass)
    websocket = await hass_ws_client(hass)
    page = await hass_client()
    answer = await page.get("/api/states")
    assert answer.status == 200
    assert len(await answer.json()) == len(hass.states.async_all())
    for kind in ("get_states", "config/device_registry/list", "config/entity_registry/list"):
        await websocket.send_json_auto_id({"type": kind})
        assert (await websocket.receive_json())["success"]
    lines = [record.getMessage() for record in caplog.get_records("call") if "piorchestrator" in record.name]
    assert all(line.isprintable() for line in lines)
    assert lines
    record(13, "hostile texts in each place", len(TEXTS), "")


def assert_storable(hass: HomeAssistant) -> None:
    """The registries can be written to a file, and nothing in them is more than a line."""
    for registry in (dr.async_get(hass), er.async_get(hass)):
        prepare_save_json(registry._data_to_save(), encoder=JSONEncoder)
    for device in dr.async_get(hass).devices:
        for text in (*(part for pair in device.identifiers for part in pair), device.name, device.sw_version):
            assert text is None or (text.isprintable() and len(text) <= 1024)
    for state in hass.states.async_all():
        state.as_dict_json.decode()
        assert len(state.state) <= 255


async def _say(house: House, text: str) -> None:
    """The text in every place, as keys too."""
    cameras: dict[str, Any] = {text: {"online": True, "rssi": -50, text: 1, "last_seen": text}}
    sections = {name: {text: text, "threat_level": text, "uptime": text} for name in ("system_health", text)}
    data = {**sections, "security_metrics": {"threat_level": text, "certificate_expiry": text}}
    for message in (
        {"type": "monitoring_update", "data": {**data, "camera_status": cameras}},
        {"type": text, "data": {text: text}},
    ):
        await house.pi.order("socket", {"text": json.dumps(message)})
    session = (await house.so()).session
    assert session is not None
    board = {
        "mac": MAC,
        "state": text,
        "error_message": text,
        "ip": text,
        "firmware_version": text,
        "container_id": text,
    }
    network = {"ssid": text, "is_active": True}
    for event in (
        {"type": "device.state_changed", "session_id": session["id"], "payload": {"device": board}},
        {"type": "device.discovered", "session_id": text, "payload": board},
        {
            "type": "session.state_changed",
            "payload": {"session": {"id": text, "state": text, "target_ssid": text}},
        },
        {"type": "session.state_changed", "payload": {"session": {"id": session["id"], "expires_at": text}}},
        {"type": "network.status_changed", "payload": {"status": network}},
        {"type": "error.occurred", "payload": {"code": text, "message": text, "correlation_id": text}},
        {"type": text, "payload": {text: text}},
    ):
        await house.pi.order("raw", {"text": f"data: {json.dumps(event)}\n\n"})
    entry = {"id": text, "level": "error", "message": text, "component": text, "timestamp": text}
    await house.pi.order("log-raw", {"text": f"event: log\ndata: {json.dumps(entry)}\n\n"})
    body = json.dumps({"error": {"code": text, "message": text, "details": text}, "correlation_id": text})
    await house.pi.order("fault", {"kind": "answer", "route": "*", "status": 400, "body": body, "times": 2})
    await house.coordinator.async_refresh()
    await house.pi.order("clear-faults")


async def _understood(house: House, number: int) -> None:
    """The next good event arrives."""
    payload = {"code": "MQTT_UNAVAILABLE", "message": f"word {number}"}
    await house.pi.order("event", {"type": "error.occurred", "payload": payload})
    await moment(
        lambda: house.state("sensor", "last_error").attributes.get("message") == f"word {number}", 20
    )
