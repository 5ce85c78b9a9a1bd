"""Promise 8: secrets that were replaced or removed, and spellings in which a server may echo them."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
import json
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, MATCH_ALL
from homeassistant.core import Event, callback
import pytest

from custom_components.piorchestrator.const import CONF_SSID
from custom_components.piorchestrator.diagnostics import async_get_config_entry_diagnostics
from tests.conftest import API_KEY, PROFILE_ID, SSID
from tests.promises.conftest import SetUp
from tests.promises.house import House, record
from tests.promises.mutation import noticed

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
            "log": "\n".join(f"{entry.getMessage()} {entry.args!r} {entry.exc_info}" for entry in records),
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


@noticed("known_secrets.py", "memory.remember(*passwords_of(entry), entry.data.get(CONF_API_KEY))", "pass")
@noticed("client/transport.py", "self._secrets.remember(*_passwords(body))", "pass")
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
