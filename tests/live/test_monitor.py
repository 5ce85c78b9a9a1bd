"""The health of the Pi: by push, by poll while there is none, by push again; never invented."""

import asyncio
import json
import logging
from typing import Literal

from homeassistant.const import Platform
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator import monitor as glue
from custom_components.piorchestrator.client import monitor as socket, stream
from custom_components.piorchestrator.client.backoff import Backoff
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.monitor import MonitorCoordinator
from simulator import Board, Simulator
from tests.conftest import make_entry, wait_for
from tests.live.home import Home
from tests.live.journal import lines

SYSTEM_INFO = "GET /api/v1/system/info"
LEGACY = "GET /api/system/info"
PUSHED_ONLY = ("failed_ssh_attempts", "threat_level", "alerts_count")
A = "24:6F:28:B0:F7:F1"


@pytest.fixture
def speed() -> float:
    """An update of the socket each half a second."""
    return 10


@pytest.fixture
def wanted() -> str:
    """The option of the entry."""
    return "push"


@pytest.fixture
def entry_data(simulator: Simulator, wanted: str) -> MockConfigEntry:
    """The entry with the option set."""
    return make_entry(simulator, options={"monitor": wanted})


@pytest.fixture(autouse=True)
def _sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts and first looks follow sooner; what is told on the wire keeps its order."""
    monkeypatch.setattr(stream, "Backoff", lambda: Backoff(first=0.1, ceiling=0.5))
    monkeypatch.setattr(glue, "MONITOR_FIRST_SECONDS", 0.3)
    monkeypatch.setattr("custom_components.piorchestrator.monitor_entity.NOISE_SECONDS", 0.0)


def monitor(home: Home) -> MonitorCoordinator:
    """The entry's monitor."""
    found = home.entry.runtime_data.monitor
    assert isinstance(found, MonitorCoordinator)
    return found


def is_on(home: Home, key: str, scope: str = "") -> str:
    """The state of a binary sensor."""
    return home.state(Platform.BINARY_SENSOR, key, scope).state


async def pushed(home: Home) -> None:
    """Wait for figures by push."""
    await wait_for(lambda: monitor(home).source == "push")
    await wait_for(lambda: is_on(home, "monitor_stream") == "on")


async def polled(home: Home) -> None:
    """Wait for figures by poll."""
    await wait_for(lambda: monitor(home).source == "poll")


async def test_push_shows_what_the_pi_says(home: Home) -> None:
    await pushed(home)
    assert float(home.value("memory_usage")) == 10.8
    assert float(home.value("load_average")) == 0.2
    assert home.value("threat_level") == "low"
    assert is_on(home, "mqtt_connected") == is_on(home, "database_connected") == "on"
    await home.simulator.send_socket(update(system_health={"cpu_usage": 77.7, "temperature": 71.5}))
    await wait_for(lambda: monitor(home).data.cpu_usage == 77.7)
    assert home.value("cpu_usage") == "77.7"
    assert home.value("temperature") == "71.5"


def update(**sections: object) -> str:
    """A partial update as the server sends it."""
    return json.dumps({"type": "monitoring_update", "data": sections})


async def test_what_is_missing_in_an_update_is_unchanged(home: Home) -> None:
    await pushed(home)
    await home.simulator.send_socket(update(alerts_count=4))
    await wait_for(lambda: home.value("alerts_count") == "4")
    assert float(home.value("memory_usage")) == 10.8
    await home.simulator.send_socket(update(service_status={"mqtt_connected": False}))
    await wait_for(lambda: is_on(home, "mqtt_connected") == "off")
    assert is_on(home, "database_connected") == "on"


@pytest.mark.parametrize("info", ["both", "legacy_only"])
async def test_lost_socket_and_back(home: Home, info: Literal["both", "legacy_only"]) -> None:
    pi = home.simulator
    pi.switches.system_info = info
    await pushed(home)
    boot = home.value("last_boot")
    opened = pi.counts.sockets_opened
    pi.switches.ws = "off"
    pi.cut_sockets()
    await polled(home)
    assert is_on(home, "monitor_stream") == "off"
    assert float(home.value("memory_usage")) == 10.8
    assert [home.value(key) for key in PUSHED_ONLY] == ["unknown"] * 3
    assert is_on(home, "mqtt_connected") == is_on(home, "mqtt_secure") == "unknown"
    assert home.value("last_boot") == boot, "seconds of one, days and minutes of the other: the same start"
    pi.switches.ws = "on"
    monitor(home).socket.wake()
    await pushed(home)
    assert is_on(home, "mqtt_connected") == "on"
    assert pi.counts.sockets_opened == opened + 1


async def test_silent_socket_is_found(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "PING_SECONDS", 0.5)
    monkeypatch.setattr(socket, "PONG_SECONDS", 0.3)
    home.simulator.cut_sockets()
    await wait_for(lambda: home.simulator.counts.sockets_opened == 2)
    await pushed(home)
    opened = home.simulator.counts.sockets_opened
    home.simulator.silence_sockets()
    await wait_for(lambda: home.simulator.counts.sockets_opened > opened, 10)
    await pushed(home)


async def test_socket_that_pongs_and_says_nothing_else(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alive it may be; its figures are old all the same, and a poll tells newer ones."""
    await pushed(home)
    monkeypatch.setattr(glue, "MONITOR_SILENCE_SECONDS", 0.0)
    await monitor(home).async_refresh()
    assert monitor(home).source == "poll"


async def test_both_gone(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    await pushed(home)
    pi = home.simulator
    pi.switches.ws = "off"
    pi.faults.answer(SYSTEM_INFO, 404, times=None)
    pi.faults.answer(LEGACY, 404, times=None)
    caplog.clear()
    pi.cut_sockets()
    await wait_for(lambda: monitor(home).source is None)
    assert home.value("cpu_usage") == is_on(home, "mqtt_connected") == "unavailable"
    assert is_on(home, "monitor_stream") == "off"
    assert home.value("session_state") == "idle", "the rest goes on"
    assert lines(caplog, logging.WARNING) == []
    asked = pi.counts.requests[LEGACY]
    await monitor(home).async_refresh()
    assert pi.counts.requests[LEGACY] == asked, "a route that is absent is not asked for each 5 s"
    pi.faults.clear()
    pi.switches.ws = "on"
    monitor(home).socket.wake()
    await pushed(home)


async def test_a_push_during_a_poll_wins(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    await pushed(home)
    pi = home.simulator
    pi.faults.delay(SYSTEM_INFO, 0.6)
    with monkeypatch.context() as patched:
        patched.setattr(glue, "MONITOR_SILENCE_SECONDS", 0.0)
        poll = asyncio.create_task(monitor(home).async_refresh())
        await wait_for(lambda: pi.counts.requests[SYSTEM_INFO] == 1)
    await pi.send_socket(update(alerts_count=9))
    await wait_for(lambda: home.value("alerts_count") == "9")
    await poll
    assert monitor(home).source == "push"
    assert home.value("alerts_count") == "9"


@pytest.mark.parametrize("wanted", ["poll"])
async def test_polls_only(home: Home) -> None:
    await polled(home)
    assert home.simulator.counts.sockets_opened == 0
    assert float(home.value("memory_usage")) == 10.8
    assert home.value("alerts_count") == "unknown"


@pytest.mark.parametrize("wanted", ["off"])
async def test_switched_off(home: Home) -> None:
    assert home.entry.runtime_data.monitor is None
    assert home.entity_id(Platform.SENSOR, "cpu_usage") is None
    assert home.simulator.counts.sockets_opened == home.simulator.counts.requests[SYSTEM_INFO] == 0


async def test_change_of_the_option_takes_effect_at_once(home: Home) -> None:
    await pushed(home)
    hass, pi = home.hass, home.simulator
    hass.config_entries.async_update_entry(home.entry, options={"monitor": "off"})
    await hass.async_block_till_done()
    await wait_for(lambda: pi.counts.sockets == 0)
    assert home.entity_id(Platform.SENSOR, "cpu_usage") is None
    hass.config_entries.async_update_entry(home.entry, options={"monitor": "push"})
    await hass.async_block_till_done()
    await pushed(home)
    assert float(home.value("memory_usage")) == 10.8


async def test_unload_and_reloads_leave_one_socket(home: Home) -> None:
    await pushed(home)
    for _ in range(5):
        assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await pushed(home)
    await wait_for(lambda: home.simulator.counts.sockets == 1)
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await wait_for(lambda: home.simulator.counts.sockets == 0)


async def test_verified_boards_are_cameras(home: Home) -> None:
    await pushed(home)
    pi = home.simulator
    pi.add_board(Board(A, rssi=-57))
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", A))
    await home.call("provision_all")
    await wait_for(lambda: home.shows("verified", "status", A))
    await wait_for(lambda: home.entity_id(Platform.BINARY_SENSOR, "online", A) is not None)
    await wait_for(lambda: is_on(home, "online", A) == "on")
    await home.simulator.send_socket(
        update(camera_status={f"esp-{A.replace(':', '').lower()}": {"online": False}})
    )
    await wait_for(lambda: is_on(home, "online", A) == "off")


async def test_a_short_id_is_matched_once_its_board_is_known(home: Home) -> None:
    await pushed(home)
    pi = home.simulator
    await pi.send_socket(update(camera_status={"espcam-b0f7f1": {"online": True}}))
    own = f"{home.entry.entry_id}_camera_espcam-b0f7f1"
    await wait_for(lambda: device_of(home, own) is not None)
    device = device_of(home, own)
    assert device is not None
    assert device.name == "espcam-b0f7f1"
    pi.allow(A, "Top shelf")
    await home.coordinator.async_refresh()
    await pi.send_socket(update(camera_status={"espcam-b0f7f1": {"online": False}}))
    await wait_for(lambda: home.entity_id(Platform.BINARY_SENSOR, "online", A) is not None)
    assert device_of(home, own) is None, "the board has taken over"
    await wait_for(lambda: is_on(home, "online", A) == "off")


def device_of(home: Home, identifier: str) -> dr.DeviceEntry | None:
    """The device with this identifier."""
    return dr.async_get(home.hass).async_get_device_by_identifier((DOMAIN, identifier), home.entry.entry_id)


async def test_a_camera_whose_id_is_a_mac_has_a_place_in_the_registry(home: Home) -> None:
    await pushed(home)
    await home.simulator.send_socket(
        update(camera_status={"esp-1cdbd47a4f10": {"online": True, "rssi": -50}})
    )
    await wait_for(lambda: home.entity_id(Platform.BINARY_SENSOR, "online", "1C:DB:D4:7A:4F:10") is not None)
    assert "1C:DB:D4:7A:4F:10" in home.coordinator.boards
    assert home.coordinator.places.is_wanted(home.coordinator.data, "1C:DB:D4:7A:4F:10")


async def test_refused_key_is_asked_for_once(home: Home) -> None:
    await pushed(home)
    pi = home.simulator
    pi.switches.ws = "off"
    pi.api_key = "another"
    pi.cut_sockets()
    pi.cut_streams()
    await wait_for(lambda: bool(home.hass.config_entries.flow.async_progress()))
    await wait_for(lambda: is_on(home, "monitor_stream") == "off")
    assert len(home.hass.config_entries.flow.async_progress()) == 1
