"""Promise 8: canaries, searched in everything that Home Assistant says of itself, to a file or over the network."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
import json
import logging
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from aiohttp.test_utils import TestClient
from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, MATCH_ALL
from homeassistant.core import Event, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.piorchestrator.const import CONF_SSID, DOMAIN
from custom_components.piorchestrator.diagnostics import async_get_config_entry_diagnostics
from tests.conftest import API_KEY, PROFILE_ID, SSID, WIFI_PASSWORD
from tests.promises.conftest import SetUp
from tests.promises.house import House, record
from tests.promises.mutation import noticed

CANARIES = (API_KEY, WIFI_PASSWORD)
# A server that quotes what it was sent, in each place that it has for words.
QUOTE = f"refused {API_KEY} for {WIFI_PASSWORD}"
AUTOMATION_ID = "box_of_boards"
# What a page of the frontend asks for, as far as it can touch us.
QUESTIONS: tuple[dict[str, object], ...] = (
    {"type": "get_states"},
    {"type": "config_entries/get"},
    {"type": "config/device_registry/list"},
    {"type": "config/entity_registry/list"},
    {"type": "repairs/list_issues"},
    {"type": "trace/list", "domain": "automation", "item_id": AUTOMATION_ID},
    {"type": "trace/contexts"},
    {"type": "get_services"},
    {"type": "config_entries/flow/progress"},
    {"type": "diagnostics/list"},
)


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All loggers tell all they know."""
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "aiohttp.client", "asyncio", "homeassistant", "custom_components"):
        caplog.set_level(logging.DEBUG, name)
    return caplog


@pytest.fixture
async def house(set_up: SetUp) -> House:
    return await set_up(speed=20, monitor="push")


@noticed(
    "client/event_stream.py", "decode_event(frame.data, self._transport.conceal)", "decode_event(frame.data)"
)
@noticed("client/transport.py", "        return self._secrets.conceal", "        return str")
async def test_secrets_stand_nowhere(
    house: House,
    told: pytest.LogCaptureFixture,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    hass_storage: dict[str, Any],
) -> None:
    """Promise 8: no log, trace, state, event, diagnostics, stored file or page has the key or a Wi-Fi password."""
    hass = house.hass
    bus: list[Event[Any]] = []

    @callback
    def hear(event: Event[Any]) -> None:
        bus.append(event)

    hass.bus.async_listen(MATCH_ALL, hear)
    for component in ("websocket_api", "trace", "diagnostics", "repairs", "config", "api"):
        assert await async_setup_component(hass, component, {})
    await _automate(house)
    errors = await _use(house)

    page: TestClient[Any, Any] = await hass_client()
    websocket = await hass_ws_client(hass)
    answers = []
    for question in QUESTIONS:
        await websocket.send_json_auto_id(question)
        answers.append(await websocket.receive_json())
    runs = next(answer["result"] for answer in answers if _has_runs(answer))
    await websocket.send_json_auto_id(
        {"type": "trace/get", "domain": "automation", "item_id": AUTOMATION_ID, "run_id": runs[0]["run_id"]}
    )
    answers.append(await websocket.receive_json())
    pages = {
        path: await (await page.get(path)).text()
        for path in (f"/api/diagnostics/config_entry/{house.entry.entry_id}", "/api/states", "/api/services")
    }
    records = told.get_records("setup") + told.get_records("call")
    places = {
        "log": _formatted(records),
        "states": repr([state.as_dict() for state in hass.states.async_all()]),
        "events": repr([event.as_dict() for event in bus]),
        "answers": json.dumps(answers),
        "errors": repr(errors),
        "storage": repr({key: data for key, data in hass_storage.items() if key != "core.config_entries"}),
        **pages,
    }
    # A place without what must stand there was not searched.
    assert "batch/start" in places["log"]
    assert "refused ***" in places["states"]
    assert "start_session" in places["answers"]
    assert "provisioning" in next(iter(pages.values()))
    found = {name: canary for name, text in places.items() for canary in CANARIES if canary in text}
    assert not found
    record(8, "places searched", len(places), "")
    record(8, "characters searched", sum(map(len, places.values())), "")


def _formatted(records: list[logging.LogRecord]) -> str:
    """Each record as it is written to the log, with the causes of its exception, and its arguments."""
    formatter = logging.Formatter()
    return "\n".join(f"{formatter.format(entry)} {entry.args!r}" for entry in records)


def _has_runs(answer: dict[str, Any]) -> bool:
    result = answer.get("result")
    return isinstance(result, list) and bool(result) and "run_id" in result[0]


async def _automate(house: House) -> None:
    """An automation that starts a session, and keeps a trace of it."""
    config = {
        "id": AUTOMATION_ID,
        "alias": "Box of boards",
        "triggers": {"trigger": "event", "event_type": "box_is_here"},
        "actions": [
            {"action": f"{DOMAIN}.start_session", "data": {"network": SSID}, "response_variable": "started"},
            {"event": "box_is_open", "event_data": {"session": "{{ started }}"}},
        ],
    }
    assert await async_setup_component(house.hass, "automation", {"automation": config})


async def _use(house: House) -> list[str]:
    """A batch with every kind of refusal, each quoting the secrets; the texts that a person got to see."""
    errors = []
    refusal = {"success": False, "error": {"code": "INTERNAL_ERROR", "message": QUOTE, "details": QUOTE}}
    for fault in (
        {"kind": "answer", "status": 500, "body": json.dumps(refusal)},
        {"kind": "answer", "status": 500, "body": json.dumps({"error": QUOTE})},
        {"kind": "redirect", "location": f"/elsewhere?key={API_KEY}"},
        {"kind": "drop"},
    ):
        await house.pi.order("fault", {"route": "POST /batch/start", "times": 1, **fault})
        with pytest.raises(HomeAssistantError) as caught:
            await house.press_start()
        errors.append(f"{caught.value} {caught.value!r} {caught.value.translation_placeholders}")
    await house.pi.order("world", {"boards": [{"mac": "24:6F:28:28:00:01", "fate": "reject"}]})
    house.hass.bus.async_fire("box_is_here")
    await house.hass.async_block_till_done()
    await house.settled()
    await house.truth()
    await house.press("provision_all")
    await house.settled()
    failed = {"mac": "24:6F:28:28:00:01", "state": "failed", "error_message": QUOTE}
    for kind, payload in (
        ("device.state_changed", {"device": failed}),
        ("error.occurred", {"code": "MQTT_UNAVAILABLE", "message": QUOTE}),
    ):
        session = (await house.so()).session
        assert session is not None
        await house.pi.order("event", {"type": kind, "payload": payload, "session_id": session["id"]})
    await house.pi.order("log", {"level": "error", "message": QUOTE})
    await house.pi.order("raw", {"text": f'data: {QUOTE}\n\ndata: {{"type": "{QUOTE}"}}\n\n'})
    await house.truth()
    return errors


PASSWORD = 'canary "pass" & \\word/7'
NEW_PASSWORD = "another-password-1"
NEW_KEY = "canary-new-key-2b7d"
BOARD = "24:6F:28:28:00:02"
SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret))[1:-1],
    "all escaped": lambda secret: "".join(f"\\u{ord(letter):04X}" for letter in secret),
    "percent": lambda secret: quote(secret, safe=""),
    "small percent": lambda secret: "".join(f"%{byte:02x}" for byte in secret.encode()),
    "HTML": escape,
    "base64": lambda secret: b64encode(secret.encode()).decode(),
    "hexadecimal": lambda secret: secret.encode().hex(),
}


@dataclass
class Seen:
    """Everything that Home Assistant says of itself."""

    house: House
    bus: list[Event[Any]]
    caplog: pytest.LogCaptureFixture
    storage: dict[str, Any]

    async def search(self, *secrets: str) -> None:
        """No spelling of the secrets stands anywhere but in the entry."""
        hass = self.house.hass
        await hass.async_block_till_done()
        records = self.caplog.get_records("setup") + self.caplog.get_records("call")
        places = {
            "log": _formatted(records),
            "states": repr([state.as_dict() for state in hass.states.async_all()]),
            "events": repr([event.as_dict() for event in self.bus if event.event_type != "call_service"]),
            "storage": repr({k: v for k, v in self.storage.items() if k != "core.config_entries"}),
            "diagnostics": json.dumps(
                await async_get_config_entry_diagnostics(hass, self.house.entry), default=str
            ),
        }
        assert "refused ***" in places["states"]
        spellings = {(name, spell(secret)) for name, spell in SPELLINGS.items() for secret in secrets}
        forms = {(name, form) for name, text in spellings for form in (text, repr(text)[1:-1])}
        found = [(place, name) for place, text in places.items() for name, form in forms if form in text]
        assert not found


@noticed(
    "known_secrets.py", "memory = hass.data.setdefault(_MEMORY, SecretMemory())", "memory = SecretMemory()"
)
@noticed("client/redaction.py", "self.remember(*sorted(before - self._kept))", "pass")
@noticed("client/spellings.py", 'text = _text_of(bytes.fromhex(re.sub(r"\\\\x|%", "", run)))', "text = run")
@pytest.mark.timeout(120)
async def test_replaced_secrets_stand_nowhere(
    set_up: SetUp, caplog: pytest.LogCaptureFixture, hass_storage: dict[str, Any]
) -> None:
    """Promise 8: nor a password or key that was replaced, in whatever spelling, also after a reload of the entry."""
    caplog.set_level("DEBUG")
    house = await set_up(speed=20)
    hass, entry = house.hass, house.entry
    bus: list[Event[Any]] = []

    @callback
    def hear(event: Event[Any]) -> None:
        bus.append(event)

    hass.bus.async_listen(MATCH_ALL, hear)
    seen = Seen(house, bus, caplog, hass_storage)
    _use_password(house, PASSWORD)
    await house.pi.order("world", {"boards": [{"mac": BOARD}]})
    await house.press_start()
    await house.settled()
    await house.truth()
    _use_password(house, NEW_PASSWORD)
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_API_KEY: NEW_KEY})
    await house.pi.order("key", {"key": NEW_KEY})
    await hass.async_block_till_done()
    await _quote(house, PASSWORD, API_KEY, NEW_PASSWORD, NEW_KEY)
    await seen.search(PASSWORD, API_KEY, NEW_PASSWORD, NEW_KEY)

    hass.config_entries.async_remove_subentry(entry, PROFILE_ID)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await house.streaming()
    await _quote(house, PASSWORD, API_KEY, NEW_PASSWORD, NEW_KEY)
    await seen.search(PASSWORD, API_KEY, NEW_PASSWORD, NEW_KEY)
    record(8, "spellings searched", len(SPELLINGS), "")


def _use_password(house: House, password: str) -> None:
    data = MappingProxyType({CONF_SSID: SSID, CONF_PASSWORD: password})
    profile = house.entry.subentries[PROFILE_ID]
    house.hass.config_entries.async_update_subentry(house.entry, profile, data=data)


async def _quote(house: House, *secrets: str) -> None:
    """A failed board, an error and a line of the log, with every spelling of every secret."""
    session = (await house.so()).session
    assert session is not None
    for name, spell in SPELLINGS.items():
        for secret in secrets:
            text = f"refused {spell(secret)}"
            failed = {
                "mac": BOARD,
                "state": "failed",
                "error_message": text,
                "container_id": text,
                "ip": text,
            }
            for kind, payload in (
                ("device.state_changed", {"device": failed}),
                ("error.occurred", {"code": text, "message": text, "correlation_id": text}),
                (f"x.{spell(secret)}", {}),
            ):
                event = {"type": kind, "payload": payload, "session_id": session["id"]}
                await house.pi.order("raw", {"text": f"data: {json.dumps(event)}\n\n"})
            await house.pi.order("log", {"level": "error", "message": f"{name} {text}"})
    await house.pi.order(
        "event",
        {
            "type": "error.occurred",
            "payload": {"code": "MQTT_UNAVAILABLE", "message": f"refused {secrets[0]}"},
        },
    )
    await house.settled()
    await house.coordinator.async_refresh()
