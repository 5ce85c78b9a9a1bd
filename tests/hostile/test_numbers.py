"""More of everything than any Pi has: what Home Assistant keeps of it stays bounded (SECURITY.md, limits)."""

import asyncio
from collections.abc import AsyncIterator
import json
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest

from custom_components.piorchestrator.client.models import MOST_ITEMS
from custom_components.piorchestrator.core import state
from custom_components.piorchestrator.core.places import MOST_PLACES
from custom_components.piorchestrator.diagnostics import async_get_config_entry_diagnostics
from simulator import Simulator
from tests.conftest import API_KEY, SSID, WIFI_PASSWORD, make_entry, wait_for
from tests.live.home import Home
from tests.live.journal import assert_no_traceback, lines

from .harm import measured

# Home Assistant's recorder keeps no attributes beyond this.
MOST_ATTRIBUTES: Final = 16_384
MOST_STATE: Final = 255


@pytest.fixture
async def pi(socket_enabled: None, hass_storage: dict[str, Any]) -> AsyncIterator[Simulator]:
    """A Pi of which one route lies."""
    async with Simulator(api_key=API_KEY, speed=20) as pi:
        yield pi


@pytest.fixture
async def home(hass: HomeAssistant, pi: Simulator, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Home]:
    """An entry that is not set up yet; whatever comes, there is no traceback, and no state is too large."""
    home = Home(hass, pi, make_entry(pi))
    yield home
    for shown in hass.states.async_all():
        assert len(shown.state) <= MOST_STATE, shown.entity_id
        assert len(json.dumps(dict(shown.attributes), default=str)) <= MOST_ATTRIBUTES, shown.entity_id
    assert_no_traceback(caplog)


def mac(number: int) -> str:
    """A different one for each number."""
    return ":".join(f"{byte:02X}" for byte in (0x02FF_0000_0000 + number).to_bytes(6))


async def test_a_list_of_far_too_many_boards(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    """Each is counted, some have a place, one line says so; the next reads are as quick as ever."""
    entries = [{"mac": mac(number), "used": False} for number in range(3 * MOST_ITEMS)]
    home.simulator.faults.answer("GET /allowlist", body=json.dumps({"entries": entries}).encode(), times=None)
    async with measured(memory=False) as harm:
        await home.set_up()
    assert harm.seconds < 30, harm
    assert home.value("allowlist_total") == str(MOST_ITEMS)
    assert len(home.coordinator.places.macs) == MOST_PLACES
    registry = dr.async_get(home.hass)
    assert len(dr.async_entries_for_config_entry(registry, home.entry.entry_id)) <= MOST_PLACES + 3
    for _ in range(3):
        async with measured(memory=False) as harm:
            await home.coordinator.async_refresh()
        assert harm.longest_pause < 1, harm
    assert len([line for line in lines(caplog) if "boards" in line]) == 1
    assert len(home.coordinator._store._known.boards) == MOST_PLACES


@pytest.mark.parametrize("subject", ["device.discovered", "device.provisioning"])
async def test_events_of_far_too_many_boards(
    home: Home, monkeypatch: pytest.MonkeyPatch, subject: str
) -> None:
    """No event alone gives a board a place, and no more boards are known than a read may tell of."""
    most, pi = 1000, home.simulator
    monkeypatch.setattr(state, "MOST_ITEMS", most)
    await home.set_up()
    await home.press_start()
    session = pi.truth().session
    assert session is not None

    def frame(number: int) -> bytes:
        payload = {"mac": mac(number), "session_id": session["id"], "state": subject.removeprefix("device.")}
        event = {"type": subject, "session_id": session["id"], "payload": payload}
        return f"data: {json.dumps(event)}\n\n".encode()

    pi.faults.hang("GET /batch/{id}", times=None)  # no read may take them away again
    statistics = home.coordinator.stream.statistics
    frames, count = statistics.frames, most + 500
    async with measured(memory=False) as harm:
        pi.send_raw(b"".join(frame(number) for number in range(count)))
        await wait_for(lambda: statistics.frames >= frames + count, 60)
        await asyncio.sleep(0.1)
    assert harm.longest_pause < 1, harm
    assert len(home.coordinator.data.devices) == most
    assert not home.coordinator.places.macs
    pi.faults.clear()


async def test_far_too_many_interrupted_sessions(home: Home) -> None:
    sessions = [{"id": f"s{number}", "state": "active"} for number in range(3 * MOST_ITEMS)]
    body = json.dumps({"sessions": sessions}).encode()
    home.simulator.faults.answer("GET /sessions/recoverable", body=body, times=None)
    await home.set_up()
    await home.call("get_recoverable_sessions")
    assert home.value("recoverable_sessions") == str(MOST_ITEMS)
    assert len(ir.async_get(home.hass).issues) <= 5


@pytest.mark.parametrize("size", [1_000_000, 2_000])
async def test_texts_of_a_megabyte(home: Home, caplog: pytest.LogCaptureFixture, size: int) -> None:
    """Names, states, attributes and repairs hold what they can; an id of that size names nothing."""
    pi, long = home.simulator, "x" * size
    board = {"mac": mac(1), "description": long, "container_id": long, "used": False}
    pi.faults.answer("GET /allowlist", body=json.dumps({"entries": [board]}).encode(), times=None)
    pi.faults.answer("GET /health", body=json.dumps({"status": long, "version": long}).encode(), times=None)
    pi.faults.answer(
        "GET /batch/network", body=json.dumps({"ssid": long, "is_active": True}).encode(), times=None
    )
    await home.set_up()
    pi.start_session(SSID, WIFI_PASSWORD)
    pi.send_error("INTERNAL_ERROR", long)
    for text in (f'{{"type":"{long}"}}', json.dumps({"type": "session.started", "payload": {"id": long}})):
        pi.send_raw(f"data: {text}\n\n".encode())
    await wait_for(lambda: home.value("session_state") != "idle")
    await wait_for(lambda: home.coordinator.data.fault is not None)
    assert home.coordinator.data.session_id != long
    assert all(len(line) < 2000 for line in lines(caplog))
    diagnostics = await async_get_config_entry_diagnostics(home.hass, home.entry)
    assert len(json.dumps(diagnostics, default=str)) < 100_000


NUMBERS: Final[list[object]] = [
    2**53 + 1, -(2**80), 10**400, 1e308, -1, 0.5, "12", True, [], {}, None,
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS, ids=str)
async def test_numbers_beyond_all_limits(home: Home, number: object) -> None:
    """What is no count is unknown or left alone; nothing stops working."""
    pi = home.simulator
    await home.set_up()
    await home.press_start()
    session = pi.truth().session
    assert session is not None
    detail = {
        "session": {
            **{name: session[name] for name in ("id", "state", "target_ssid", "created_at")},
            **{f"{kind}_count": number for kind in ("device", "provisioned", "verified", "failed")},
            "config": number,
            "expires_at": number,
        },
        "devices": [{"mac": mac(1), "state": "provisioning", "rssi": number, "retry_count": number}],
        "timeout_remaining": number,
        "network_status": {"connected_devices": number},
    }
    body = json.dumps(detail).encode()
    pi.faults.answer("GET /batch/{id}", body=body, times=None)
    await home.coordinator.async_refresh()
    assert home.coordinator.last_update_success
    assert home.entry.state is ConfigEntryState.LOADED
    pi.faults.clear()


async def test_what_json_does_not_allow(home: Home) -> None:
    """Not a number, infinity, and the same field twice: as far as it can be read, it is."""
    await home.set_up()
    body = b'{"ssid":"a","ssid":"b","is_active":true,"connected_devices":NaN,"x":Infinity,"y":-Infinity}'
    home.simulator.faults.answer("GET /batch/network", body=body, times=None)
    await home.coordinator.async_refresh()
    assert home.coordinator.last_update_success
