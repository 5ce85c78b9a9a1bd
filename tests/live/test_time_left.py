"""How long a session lasts still: the clocks of the Pi and of Home Assistant differ, and the answer may say little."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

from homeassistant.const import Platform
from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
import pytest

from custom_components.piorchestrator.happenings import SIGNAL_HAPPENED, Happening, Kind
from simulator import Simulator
from tests.conftest import wait_for
from tests.live.home import Home

DETAIL = "GET /batch/{id}"
# A test takes less.
TOLERANCE = timedelta(seconds=30)
HOUR = 3600.0
DAY = 24 * HOUR


@pytest.fixture
def speed() -> float:
    """In real time: a session lasts an hour."""
    return 1


def left(home: Home) -> timedelta | None:
    """What is left by the sensor and the clock of Home Assistant."""
    value = home.value("session_expires")
    ends = dt_util.parse_datetime(value)
    return ends - dt_util.utcnow() if ends else None


def is_about(home: Home, seconds: float) -> Callable[[], bool]:
    """Whether so many seconds are left."""

    def check() -> bool:
        found = left(home)
        return found is not None and abs(found - timedelta(seconds=seconds)) < TOLERANCE

    return check


async def active(home: Home, pi: Simulator) -> None:
    """Another client's session, after its discovery."""
    pi.start_session()
    await wait_for(lambda: home.shows("discovering", "session_state"))
    pi.force_state("active")
    await wait_for(lambda: home.shows("active", "session_state"))
    await home.coordinator.async_refresh()


@pytest.mark.parametrize("style", ["go", "clock", "ns", "absent"])
@pytest.mark.parametrize("jump", [0.0, -HOUR, 3 * HOUR, -20_000 * DAY])
async def test_the_clocks_differ(
    home: Home, style: Literal["go", "clock", "ns", "absent"], jump: float
) -> None:
    """Also while boards are looked for: the time that is left for that is another one."""
    pi = home.simulator
    pi.switches.timeout_style = style
    pi.jump_clock(jump)
    pi.start_session()
    await wait_for(lambda: home.shows("discovering", "session_state"))
    await wait_for(is_about(home, HOUR))
    pi.force_state("active")
    await wait_for(lambda: home.shows("active", "session_state"))
    await home.coordinator.async_refresh()
    assert is_about(home, HOUR)()


@pytest.mark.parametrize("jump", [-HOUR, 3 * HOUR, 20_000 * DAY])
async def test_the_pis_clock_is_set_during_a_session(home: Home, jump: float) -> None:
    await active(home, home.simulator)
    before = home.state(Platform.SENSOR, "session_expires")
    home.simulator.jump_clock(jump)
    await home.coordinator.async_refresh()
    assert home.state(Platform.SENSOR, "session_expires") is before
    assert is_about(home, HOUR)()


@pytest.mark.parametrize("jump", [-HOUR, HOUR])
async def test_home_assistants_clock_is_set_during_a_session(
    home: Home, jump: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    await active(home, home.simulator)
    utcnow = dt_util.utcnow
    monkeypatch.setattr(dt_util, "utcnow", lambda: utcnow() + timedelta(seconds=jump))
    await home.coordinator.async_refresh()
    assert is_about(home, HOUR)()


async def test_reads_alone_write_no_row(home: Home) -> None:
    """Each of them brings another number of seconds, and some take long."""
    pi = home.simulator
    await active(home, pi)
    rows: list[Event[EventStateChangedData]] = []
    entity_id = home.entity_id(Platform.SENSOR, "session_expires")
    assert entity_id is not None

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        rows.append(event)

    async_track_state_change_event(home.hass, entity_id, note)
    for seconds, after_work in ((0.0, False), (1.5, False), (0.0, False), (1.5, True), (0.0, False)):
        pi.faults.delay(DETAIL, seconds, after_work=after_work)
        await home.coordinator.async_refresh()
    assert rows == []


async def test_a_trigger_gets_a_time_of_home_assistants_clock(home: Home) -> None:
    """At the start of a session, before the first read of it, and afterwards."""
    pi, happened = home.simulator, list[Happening]()

    @callback
    def note(happening: Happening) -> None:
        happened.append(happening)

    async_dispatcher_connect(home.hass, SIGNAL_HAPPENED, note)
    pi.jump_clock(-20_000 * DAY)
    pi.start_session()
    await wait_for(lambda: bool(happened))
    await wait_for(is_about(home, HOUR))
    truth = pi.truth().session
    pi.send_event("session.timeout_warning", {"session": truth})
    await wait_for(lambda: len(happened) == 2)
    assert [happening.kind for happening in happened] == [Kind.SESSION_STARTED, Kind.SESSION_EXPIRING]
    for happening in happened:
        ends = dt_util.parse_datetime(str(happening.words["expires_at"]), raise_on_error=True)
        assert abs(ends - dt_util.utcnow() - timedelta(hours=1)) < TOLERANCE
