"""Two at once: people, reloads, an end of Home Assistant, two entries."""

import asyncio
from collections.abc import AsyncIterator, Awaitable

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_PORT, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.piorchestrator.client import transport
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.devices import boards_in_registry
from simulator import Board, Fate, Simulator
from tests.conftest import API_KEY, PROFILE_ID, make_entry, wait_for
from tests.live.home import Home
from tests.live.test_unload import assert_nothing_runs, tasks_of_ours
from tests.live.truth import truth

A, B, C = "24:6F:28:0C:00:01", "24:6F:28:0C:00:02", "24:6F:28:0C:00:03"
START = "POST /batch/start"


@pytest.fixture
async def other(hass: HomeAssistant, home: Home) -> AsyncIterator[Home]:
    """A second Pi with an entry of its own, and the same boards."""
    async with Simulator(api_key=API_KEY, speed=20) as simulator:
        other = Home(hass, simulator, make_entry(simulator))
        await other.set_up()
        yield other
        await hass.config_entries.async_unload(other.entry.entry_id)


async def outcomes(*calls: Awaitable[object]) -> list[bool]:
    """What each of those who pressed at once got: True, or an error that tells why."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert all(result is None or isinstance(result, dict | HomeAssistantError) for result in results), results
    return [not isinstance(result, BaseException) for result in results]


# --- two people ----------------------------------------------------------------------------------------------------


async def test_two_start(home: Home) -> None:
    """The server has one session; the second person learns why there is no other one."""
    assert sorted(await outcomes(home.press_start(), home.press_start())) == [False, True]
    await truth(home)
    assert len(home.simulator.truth().sessions) == 1


async def test_two_provision_all(home: Home) -> None:
    home.simulator.add_boards([Board(A), Board(B)])
    await home.press_start()
    await wait_for(lambda: home.shows("2", "device_count"))
    await outcomes(home.press("provision_all"), home.press("provision_all"))
    await home.simulator.wait_idle()
    await truth(home, clients=False)
    assert {device["retry_count"] for device in home.simulator.truth().devices.values()} == {0}


async def test_two_retry_one_board(home: Home) -> None:
    home.simulator.add_board(Board(A, fate=Fate.REJECT_ONCE))
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("1", "failed_count"))
    await outcomes(home.press("retry", A), home.press("retry_failed"), home.call("retry_device", mac=A))
    await home.simulator.wait_idle()
    await truth(home, clients=False)
    assert home.simulator.truth().devices[A]["retry_count"] == 1


async def test_two_stop(home: Home) -> None:
    await home.press_start()
    await truth(home)
    assert True in await outcomes(home.press("stop_session"), home.press("stop_session"))
    await truth(home)


async def test_stop_while_somebody_provisions(home: Home) -> None:
    home.simulator.add_board(Board(A, provision_seconds=60))
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    await outcomes(home.press("provision_all"), home.press("stop_session"))
    await truth(home, clients=False)
    assert home.value("session_state") == "closed"


async def test_two_allow_the_same_board(home: Home) -> None:
    calls = [home.call("add_to_allowlist", mac=A) for _ in range(3)]
    assert sorted(await outcomes(*calls)) == [False, False, True]
    assert home.simulator.counts.requests["POST /allowlist"] == 1
    await truth(home)


# --- the entry goes while something is under way ---------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["hang", "delay"])
async def test_unload_during_an_action(home: Home, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The unload does not wait for the server, and the request is not sent again."""
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 2.0)
    pi = home.simulator
    if fault == "hang":
        pi.faults.hang(START)
    else:
        pi.faults.delay(START, 20.0)
    pressing = asyncio.create_task(home.press_start())
    await wait_for(lambda: pi.counts.requests[START] == 1)
    async with asyncio.timeout(10):  # and does not wait for the answer
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await asyncio.wait({pressing}, timeout=10)
    assert pressing.done()
    assert pressing.exception() is None or isinstance(pressing.exception(), HomeAssistantError)
    assert pi.counts.requests[START] == 1
    await assert_nothing_runs(home)


@pytest.mark.usefixtures("impatient")
async def test_reload_during_reconnects(home: Home) -> None:
    """Whatever the stream is doing just then: connecting, waiting, reading anew."""
    pi = home.simulator
    pi.start_session()
    await truth(home)
    pi.faults.delay("GET /batch/events", 0.15, times=None, after_work=False)
    for pause in (0.0, 0.05, 0.1, 0.2, 0.3, 0.0):
        pi.cut_streams()
        await asyncio.sleep(pause)
        assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    pi.faults.clear()
    await home.streaming()
    await wait_for(lambda: pi.counts.streams == 1)
    await truth(home)
    await wait_for(lambda: len([name for name in tasks_of_ours() if "event stream" in name]) == 1)


async def test_home_assistant_stops_during_an_action(home: Home) -> None:
    pi = home.simulator
    pi.faults.hang(START)
    pressing = asyncio.create_task(home.press_start())
    await wait_for(lambda: pi.counts.requests[START] == 1)
    began = asyncio.get_running_loop().time()
    await home.hass.async_stop(force=True)
    assert asyncio.get_running_loop().time() - began < 5
    await wait_for(lambda: pi.counts.streams == 0)
    pressing.cancel()
    await asyncio.wait({pressing})
    assert pi.counts.requests[START] == 1
    assert not tasks_of_ours()


async def test_profile_removed_while_its_button_is_pressed(home: Home) -> None:
    pi = home.simulator
    pi.faults.delay(START, 0.3)
    pressing = asyncio.create_task(home.press_start())
    await wait_for(lambda: pi.counts.requests[START] == 1)
    assert home.hass.config_entries.async_remove_subentry(home.entry, PROFILE_ID)
    await pressing
    await home.hass.async_block_till_done()
    assert home.entity_id("button", "start_session", PROFILE_ID) is None
    assert pi.truth().session is not None
    assert home.shows("discovering", "session_state") or home.shows("active", "session_state")


async def test_entry_removed_during_a_read(home: Home) -> None:
    home.simulator.faults.hang("GET /allowlist")
    asked = home.simulator.counts.requests["GET /allowlist"]
    reading = asyncio.create_task(home.coordinator.async_refresh())
    await wait_for(lambda: home.simulator.counts.requests["GET /allowlist"] > asked)
    async with asyncio.timeout(10):  # a request lasts for 30 s
        await home.hass.config_entries.async_remove(home.entry.entry_id)
    await asyncio.wait({reading}, timeout=5)
    await assert_nothing_runs(home)


# --- another address, another Pi -------------------------------------------------------------------------------------


async def test_reconfigured_during_a_batch(home: Home) -> None:
    """The new Pi's state shows, nothing goes to the old one any more, and the way back finds the batch again."""
    pi = home.simulator
    pi.add_boards([Board(A), Board(B)])
    await home.press_start()
    await wait_for(lambda: home.shows("2", "device_count"))
    async with Simulator(api_key=API_KEY, speed=20) as second:
        await _move(home, second.port)
        await wait_for(lambda: second.counts.streams == 1 and pi.counts.streams == 0)
        asked = len(pi.received)
        assert home.value("session_state") == "idle"
        assert home.value("device_count") == "0"
        home.simulator = second
        await home.press_start()
        await truth(home)
        assert len(pi.received) == asked
        assert boards_in_registry(home.hass, home.entry) == {A, B}, (
            "boards of the first Pi are not thrown away"
        )
        await _move(home, pi.port)
        await wait_for(lambda: pi.counts.streams == 1 and second.counts.streams == 0)
    home.simulator = pi
    pi.add_board(Board(C))  # the next word of the session leads back to it
    await truth(home, clients=False)
    assert home.value("device_count") == "3"


async def _move(home: Home, port: int) -> None:
    home.hass.config_entries.async_update_entry(home.entry, data={**home.entry.data, CONF_PORT: port})
    await home.hass.async_block_till_done()
    await wait_for(lambda: home.entry.state is ConfigEntryState.LOADED)
    await home.streaming()


async def test_two_pis_with_the_same_boards(home: Home, other: Home) -> None:
    """Each entry shows its own Pi, has its own devices, and takes only these along when it goes."""
    for each in (home, other):
        each.simulator.add_boards([Board(A), Board(B)])
        await each.press_start()
        await wait_for(lambda each=each: each.shows("2", "device_count"))  # type: ignore[misc]
    await home.press("provision_all")
    await home.simulator.wait_idle()
    await truth(home, clients=False)
    await truth(other, clients=False)
    assert (home.value("status", A), other.value("status", A)) == ("verified", "discovered")
    with pytest.raises(HomeAssistantError):
        await home.call("provision_all")  # which of the two?
    await home.call("provision_all", config_entry_id=other.entry.entry_id)
    await other.simulator.wait_idle()
    await truth(other, clients=False)
    assert home.simulator.counts.requests["POST /batch/{id}/provision-all"] == 1

    assert await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.hass.async_block_till_done()
    await truth(other, clients=False)
    registry = dr.async_get(home.hass)
    assert not dr.async_entries_for_config_entry(registry, home.entry.entry_id)
    assert boards_in_registry(home.hass, other.entry) == {A, B}


async def test_the_same_pi_twice(hass: HomeAssistant, home: Home) -> None:
    """By two names of it, which no flow can see through: harmless."""
    twice = Home(hass, home.simulator, make_entry(home.simulator))
    await twice.set_up()
    home.simulator.add_board(Board(A))
    await home.press_start()
    await truth(home)
    await truth(twice)
    await outcomes(home.press("provision_all"), twice.press("provision_all"))
    await home.simulator.wait_idle()
    await truth(home, clients=False)
    await truth(twice, clients=False)
    assert await hass.config_entries.async_remove(twice.entry.entry_id)
    await hass.async_block_till_done()
    await truth(home, clients=False)
    assert home.state("sensor", "status", A).state != STATE_UNAVAILABLE
    assert home.simulator.counts.streams == 1


async def test_two_flows_for_one_address(hass: HomeAssistant, simulator: Simulator) -> None:
    data = {
        "host": "127.0.0.1",
        "api_key": API_KEY,
        "advanced": {"port": simulator.port, "ssl": False, "verify_ssl": True},
    }
    results = await asyncio.gather(
        *(
            hass.config_entries.flow.async_init(DOMAIN, context={"source": "user"}, data=data)
            for _ in range(2)
        )
    )
    await hass.async_block_till_done()
    assert sorted(result["type"] for result in results) == ["abort", "create_entry"]
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1
