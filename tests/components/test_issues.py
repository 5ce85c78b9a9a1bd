"""Each issue is there for its cause, goes with it, and is not there for anything else (`design.md` §8, US3 and US6)."""

from collections.abc import Callable
from datetime import datetime
import json
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import CONF_PORT
from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest

from custom_components.piorchestrator.client import LinkState
from custom_components.piorchestrator.const import DOMAIN
from simulator import Simulator
from tests.conftest import API_KEY, make_entry, wait_for

from .pi import Pi, expect_state
from .repair import issues, withdrawn

EVERYTHING = "*"
STREAM = "GET /batch/events"
WEB_PAGE = b"<html><body>PiDashboard</body></html>"


def web_page(simulator: Simulator, route: str = EVERYTHING, status: int = 404) -> None:
    """What another server on this port says."""
    simulator.faults.answer(route, status, WEB_PAGE, "text/html", times=None)


def lose_stream(pi: Pi) -> None:
    """The stream alone is away for good."""
    pi.simulator.faults.fail(STREAM, "INTERNAL_ERROR", times=None)
    pi.simulator.cut_streams()


async def test_a_healthy_server_has_no_issue(hass: HomeAssistant, pi: Pi) -> None:
    await pi.batch()
    await pi.press("provision_all")
    await pi.simulator.wait_idle()
    await pi.agreed()
    await pi.press("stop_session")
    assert issues(hass) == {}


# --- the provisioning API is not there ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 404])
async def test_api_absent_at_the_first_set_up(hass: HomeAssistant, fresh: Pi, status: int) -> None:
    web_page(fresh.simulator, status=status)
    assert not await hass.config_entries.async_setup(fresh.entry.entry_id)
    expect_state(fresh.entry, ConfigEntryState.SETUP_RETRY)
    issue = issues(hass)["api_absent"]
    assert issue.is_fixable
    assert issue.severity is ir.IssueSeverity.ERROR
    assert issue.translation_placeholders == {
        "name": fresh.entry.title,
        "host": "127.0.0.1",
        "port": str(fresh.simulator.port),
    }
    assert API_KEY not in json.dumps(issue.translation_placeholders | (issue.data or {}))
    fresh.simulator.faults.clear()
    await hass.config_entries.async_reload(fresh.entry.entry_id)
    expect_state(fresh.entry, ConfigEntryState.LOADED)
    assert issues(hass) == {}


async def test_api_absent_is_withdrawn_when_nothing_answers(hass: HomeAssistant, fresh: Pi) -> None:
    """Another failure is another cause."""
    web_page(fresh.simulator)
    await hass.config_entries.async_setup(fresh.entry.entry_id)
    assert "api_absent" in issues(hass)
    fresh.simulator.faults.clear()
    fresh.simulator.faults.drop(EVERYTHING, times=None)
    await hass.config_entries.async_reload(fresh.entry.entry_id)
    expect_state(fresh.entry, ConfigEntryState.SETUP_RETRY)
    assert issues(hass) == {}


@pytest.mark.parametrize("fault", ["drop", "fail"])
async def test_other_failures_of_the_first_set_up(hass: HomeAssistant, fresh: Pi, fault: str) -> None:
    getattr(fresh.simulator.faults, fault)(EVERYTHING, times=None)
    await hass.config_entries.async_setup(fresh.entry.entry_id)
    assert issues(hass) == {}


async def test_api_absent_while_running(hass: HomeAssistant, pi: Pi) -> None:
    web_page(pi.simulator)
    await pi.coordinator.async_refresh()
    assert "api_absent" in issues(hass)
    pi.simulator.faults.clear()
    await pi.coordinator.async_refresh()
    assert issues(hass) == {}


async def test_api_absent_after_an_outage(hass: HomeAssistant, pi: Pi) -> None:
    """The server goes, and something else comes back in its place: one failure becomes another."""
    pi.simulator.faults.drop(EVERYTHING, times=None)
    await pi.coordinator.async_refresh()
    assert issues(hass) == {}
    pi.simulator.faults.clear()
    web_page(pi.simulator)
    await pi.coordinator.async_refresh()
    assert "api_absent" in issues(hass)
    pi.simulator.faults.clear()
    pi.simulator.faults.drop(EVERYTHING, times=None)
    await pi.coordinator.async_refresh()
    assert issues(hass) == {}


@pytest.mark.parametrize("route", ["GET /network/status", "GET /sessions/recoverable", STREAM, "GET /health"])
async def test_a_side_route_that_is_absent_is_no_absent_api(
    hass: HomeAssistant, fresh: Pi, route: str
) -> None:
    web_page(fresh.simulator, route)
    assert await hass.config_entries.async_setup(fresh.entry.entry_id)
    await fresh.coordinator.async_refresh()
    assert issues(hass) == {}


async def test_another_port_ends_it(hass: HomeAssistant, fresh: Pi) -> None:
    async with Simulator(api_key=API_KEY, speed=20) as other:
        web_page(fresh.simulator)
        await hass.config_entries.async_setup(fresh.entry.entry_id)
        assert "api_absent" in issues(hass)
        form = await fresh.entry.start_reconfigure_flow(hass)
        await hass.config_entries.flow.async_configure(
            form["flow_id"],
            {"host": "127.0.0.1", "advanced": {"port": other.port, "ssl": False, "verify_ssl": True}},
        )
        await hass.async_block_till_done()
        expect_state(fresh.entry, ConfigEntryState.LOADED)
        assert fresh.entry.data[CONF_PORT] == other.port
        assert issues(hass) == {}
        await hass.config_entries.async_unload(fresh.entry.entry_id)


async def test_disabled_before_it_was_ever_loaded(hass: HomeAssistant, fresh: Pi) -> None:
    web_page(fresh.simulator)
    for _ in range(2):
        await hass.config_entries.async_set_disabled_by(fresh.entry.entry_id, None)
        await hass.config_entries.async_reload(fresh.entry.entry_id)
        assert "api_absent" in issues(hass)
        await hass.config_entries.async_set_disabled_by(fresh.entry.entry_id, ConfigEntryDisabler.USER)
        await hass.async_block_till_done()
        assert issues(hass) == {}


# --- the event stream --------------------------------------------------------------------------------------------


class Timers:
    """Stands in for Home Assistant's clock: what waits, and the passing of its time."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[datetime], None]] = []
        self.seconds: set[float] = set()

    def call_later(self, _: object, delay: float, action: Callable[[datetime], None]) -> CALLBACK_TYPE:
        """What Home Assistant's helper of this name does."""
        self.waiting.append(action)
        self.seconds.add(delay)
        return lambda: self.waiting.remove(action)

    def pass_time(self) -> None:
        """Let the one that waits go."""
        (action,) = self.waiting
        self.waiting.clear()
        action(dt_util.utcnow())


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> Timers:
    timers = Timers()
    monkeypatch.setattr("custom_components.piorchestrator.issues.async_call_later", timers.call_later)
    return timers


async def test_stream_lost_for_long(hass: HomeAssistant, timers: Timers, pi: Pi) -> None:
    assert not timers.waiting
    lose_stream(pi)
    await wait_for(lambda: pi.stream == "waiting")
    await pi.coordinator.async_refresh()
    assert issues(hass) == {}
    assert timers.seconds == {15 * 60}
    timers.pass_time()
    issue = issues(hass)["stream_lost"]
    assert issue.severity is ir.IssueSeverity.WARNING
    assert issue.is_fixable
    attempts = pi.coordinator.stream.statistics.attempts
    pi.coordinator.stream.wake()
    await wait_for(lambda: pi.coordinator.stream.statistics.attempts > attempts and pi.stream == "waiting")
    await pi.coordinator.async_refresh()
    assert "stream_lost" in issues(hass)
    assert not timers.waiting, "it was told already"
    pi.simulator.faults.clear()
    pi.coordinator.stream.wake()
    await withdrawn(hass, "stream_lost")


async def test_stream_that_comes_back_in_time(hass: HomeAssistant, timers: Timers, pi: Pi) -> None:
    lose_stream(pi)
    await wait_for(lambda: len(timers.waiting) == 1)
    pi.simulator.faults.clear()
    pi.coordinator.stream.wake()
    await wait_for(lambda: pi.stream == "live")
    assert not timers.waiting
    assert issues(hass) == {}


async def test_stream_is_not_missed_while_reads_fail(hass: HomeAssistant, timers: Timers, pi: Pi) -> None:
    """A Pi that was off for an hour has no faulty stream, neither then nor when it is back."""
    pi.simulator.faults.drop(EVERYTHING, times=None)
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.coordinator.failure is not None and pi.stream == "waiting")
    assert not timers.waiting
    pi.simulator.faults.clear()
    lose_stream(pi)
    await pi.coordinator.async_refresh()
    assert pi.coordinator.last_update_success
    assert issues(hass) == {}, "the time counts from now on"
    timers.pass_time()
    assert "stream_lost" in issues(hass)
    pi.simulator.faults.drop(EVERYTHING, times=None)
    await pi.coordinator.async_refresh()
    assert issues(hass) == {}, "nothing answers now"


async def test_server_without_a_stream(hass: HomeAssistant, timers: Timers, fresh: Pi) -> None:
    web_page(fresh.simulator, STREAM)
    assert await hass.config_entries.async_setup(fresh.entry.entry_id)
    await wait_for(lambda: fresh.stream == LinkState.ABSENT)
    timers.pass_time()
    assert "stream_lost" in issues(hass)


async def test_unload_stops_the_time(hass: HomeAssistant, timers: Timers, pi: Pi) -> None:
    lose_stream(pi)
    await wait_for(lambda: len(timers.waiting) == 1)
    await pi.unload()
    assert not timers.waiting


def frame(version: str) -> bytes:
    """An event of that version."""
    event = {"type": "device.verified", "version": version, "payload": {}}
    return f"event: device.verified\ndata: {json.dumps(event)}\n\n".encode()


async def test_events_of_another_version(hass: HomeAssistant, pi: Pi) -> None:
    assert not pi.coordinator.stream.speaks_another_version
    pi.simulator.send_raw(frame("2.0"))
    await wait_for(lambda: pi.coordinator.stream.speaks_another_version)
    await pi.coordinator.async_refresh()
    issue = issues(hass)["event_version"]
    assert not issue.is_fixable
    assert issue.learn_more_url
    assert (issue.translation_placeholders or {})["version"] == pi.coordinator.server_version
    pi.simulator.send_error("MQTT_UNAVAILABLE", "still of this version")
    await pi.coordinator.async_refresh()
    assert "event_version" in issues(hass), "some are left out all the same"


async def test_events_of_a_newer_minor_version_are_understood(hass: HomeAssistant, pi: Pi) -> None:
    frames = pi.coordinator.stream.statistics.frames
    pi.simulator.send_raw(frame("1.9"))
    await wait_for(lambda: pi.coordinator.stream.statistics.frames > frames)
    await pi.coordinator.async_refresh()
    assert issues(hass) == {}


async def test_another_version_goes_with_the_connection(hass: HomeAssistant, pi: Pi) -> None:
    pi.simulator.send_raw(frame("2.0"))
    await wait_for(lambda: pi.coordinator.stream.speaks_another_version)
    await pi.coordinator.async_refresh()
    ir.async_ignore_issue(hass, DOMAIN, issues(hass)["event_version"].issue_id, ignore=True)
    opened = pi.simulator.counts.streams_opened
    pi.simulator.switches.heartbeat = "off"
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.simulator.counts.streams_opened > opened and pi.stream == "live")
    await pi.coordinator.async_refresh()
    if pi.coordinator.stream.speaks_another_version:  # the server greets with an event, or with nothing
        assert issues(hass)["event_version"].dismissed_version, "what was ignored stays so over a reconnect"
    pi.simulator.send_error("MQTT_UNAVAILABLE", "of this version")
    await wait_for(lambda: not pi.coordinator.stream.speaks_another_version)
    await pi.coordinator.async_refresh()
    assert issues(hass) == {}


# --- interrupted sessions ------------------------------------------------------------------------------------------


async def interrupt(pi: Pi) -> str:
    """A batch, and a restart of the Pi in the middle of it."""
    session_id = await pi.batch()
    await pi.simulator.restart()
    await wait_for(lambda: any(issue == "recoverable_session" for issue in issues(pi.hass)))
    return session_id


async def test_interrupted_session(hass: HomeAssistant, pi: Pi) -> None:
    session_id = await interrupt(pi)
    issue = issues(hass)["recoverable_session"]
    assert issue.data == {
        "entry_id": pi.entry.entry_id,
        "issue": "recoverable_session",
        "session_id": session_id,
    }
    words = issue.translation_placeholders or {}
    assert words["ssid"] == "Workshop"
    assert words["boards"] == "3"
    assert words["verified"] == "0"
    pi.simulator.resume_session()  # another client
    await withdrawn(hass, "recoverable_session")


async def test_interrupted_session_that_expires(hass: HomeAssistant, pi: Pi) -> None:
    await interrupt(pi)
    pi.simulator.expire_session()
    await withdrawn(hass, "recoverable_session")


async def test_interrupted_session_is_found_at_the_start(hass: HomeAssistant, fresh: Pi) -> None:
    fresh.simulator.start_session()
    await fresh.simulator.restart()
    await fresh.set_up()
    assert "recoverable_session" in issues(hass)


async def test_ignored_session_stays_ignored_and_the_next_is_not(hass: HomeAssistant, pi: Pi) -> None:
    session_id = await interrupt(pi)
    first = issues(hass)["recoverable_session"].issue_id
    ir.async_ignore_issue(hass, DOMAIN, first, ignore=True)
    pi.simulator.start_session("Cellar")
    await wait_for(lambda: pi.state("sensor", "target_ssid") == "Cellar")
    await pi.simulator.restart()
    registry = ir.async_get(hass)

    def shown() -> dict[str, bool]:
        return {
            str((issue.data or {}).get("session_id")): issue.dismissed_version is not None
            for issue in registry.issues.values()
            if issue.domain == DOMAIN and issue.active
        }

    await wait_for(lambda: len(shown()) == 2)
    other = next(found for found in shown() if found != session_id)
    assert shown() == {session_id: True, other: False}
    pi.simulator.stop_session()
    await wait_for(lambda: other not in shown())
    assert shown() == {session_id: True}


# --- the end of an entry -------------------------------------------------------------------------------------------


async def all_raised(hass: HomeAssistant, pi: Pi) -> None:
    await interrupt(pi)
    await wait_for(lambda: pi.stream == "live" and pi.simulator.counts.streams == 1)
    pi.simulator.send_raw(frame("2.0"))
    await wait_for(lambda: pi.coordinator.stream.speaks_another_version)
    web_page(pi.simulator)
    await pi.coordinator.async_refresh()
    assert {"recoverable_session", "api_absent"} <= set(issues(hass))


async def test_unload_leaves_no_issue(hass: HomeAssistant, pi: Pi) -> None:
    await all_raised(hass, pi)
    await pi.unload()
    assert issues(hass) == {}


async def test_removal_leaves_no_issue(hass: HomeAssistant, pi: Pi, hass_storage: dict[str, Any]) -> None:
    await all_raised(hass, pi)
    await hass.config_entries.async_remove(pi.entry.entry_id)
    assert not [issue for domain, issue in ir.async_get(hass).issues if domain == DOMAIN]


async def test_two_entries_do_not_mix(hass: HomeAssistant, pi: Pi) -> None:
    async with Simulator(api_key=API_KEY, speed=20) as simulator:
        other = Pi(hass, simulator, make_entry(simulator))
        other.entry.add_to_hass(hass)
        await other.set_up()
        await interrupt(pi)
        web_page(other.simulator)
        await other.coordinator.async_refresh()
        assert {key: (issue.data or {})["entry_id"] for key, issue in issues(hass).items()} == {
            "recoverable_session": pi.entry.entry_id,
            "api_absent": other.entry.entry_id,
        }
        await other.unload()
        assert set(issues(hass)) == {"recoverable_session"}
        await pi.coordinator.async_refresh()
        assert set(issues(hass)) == {"recoverable_session"}
