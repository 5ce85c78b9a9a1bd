"""The last line of the server's log: only where somebody wants it, and never faster than anybody reads."""

from collections.abc import Mapping

from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from custom_components.piorchestrator import event
from custom_components.piorchestrator.core.rate import Rate
from tests.conftest import API_KEY, WIFI_PASSWORD, wait_for

from .pi import Pi


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is held back."""
    monkeypatch.setattr(event, "LOG_SECONDS", 0.0)


@pytest.fixture
async def read(fresh: Pi, every_entity: None) -> Pi:
    """A Pi whose log is wanted and streams."""
    await fresh.set_up()
    await wait_for(lambda: fresh.simulator.counts.log_streams == 1)
    await fresh.hass.async_block_till_done()
    return fresh


class Told:
    """Everything that the entity told."""

    def __init__(self, pi: Pi) -> None:
        self.lines: list[Mapping[str, object]] = []
        async_track_state_change_event(pi.hass, [pi.entity_id("event", "log_event")], self._changed)

    @callback
    def _changed(self, change: Event[EventStateChangedData]) -> None:
        new = change.data["new_state"]
        if new is not None and new.state not in {"unavailable", "unknown"}:
            self.lines.append(new.attributes)

    @property
    def words(self) -> list[object]:
        """Messages alone."""
        return [line.get("message") for line in self.lines]


async def test_off_by_default(pi: Pi, entity_registry: er.EntityRegistry) -> None:
    """Nobody wants it, nobody asks the server for it."""
    entry = entity_registry.async_get(pi.entity_id("event", "log_event"))
    assert entry is not None
    assert entry.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    assert entry.entity_category == "diagnostic"
    device = pi.device()
    assert device is not None
    assert entry.device_id == device.id
    assert not [request for request in pi.simulator.received if "logs" in request.path]


@pytest.mark.usefixtures("quick")
async def test_warnings_and_errors_fire(read: Pi) -> None:
    told = Told(read)
    for level in ("debug", "info", "warn", "error", "catastrophic"):
        read.simulator.log(level, "mqtt", f"broker {level}")
    await wait_for(lambda: len(told.lines) == 2)
    warning, error = told.lines
    assert (warning["event_type"], warning["message"]) == ("warning", "broker warn")
    assert (error["event_type"], error["message"]) == ("error", "broker error")
    assert error["component"] == "mqtt"
    assert str(error["timestamp"]).startswith("20")
    assert error["left_out"] == 0


@pytest.mark.usefixtures("quick")
async def test_line_with_nothing_but_a_level(read: Pi) -> None:
    told = Told(read)
    read.simulator.log_raw(b'event: log\ndata: {"level":"warn"}\n\n')
    await wait_for(lambda: bool(told.lines))
    assert {"message", "component", "timestamp"}.isdisjoint(told.lines[0])


async def test_a_flood_is_counted(read: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first at once; of the rest the last error, and how many were left out before it."""
    monkeypatch.setattr(event, "LOG_SECONDS", 5.0)  # longer than the flood, on a busy machine as well
    told = Told(read)
    for number in range(1000):
        read.simulator.log("warn", "wifi", f"line {number}")
    read.simulator.log("error", "wifi", "the end")
    await wait_for(lambda: len(told.lines) == 2)
    assert told.words == ["line 0", "the end"]
    assert [line["left_out"] for line in told.lines] == [0, 999]
    monkeypatch.setattr(event, "LOG_SECONDS", 0.0)
    read.simulator.log("warn", "wifi", "later")
    await wait_for(lambda: len(told.lines) == 3)
    assert told.lines[2]["left_out"] == 0


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        (("error", "warn"), "line 0"),  # the first of them is held back; the warning does not replace it
        (("warn", "error", "warn", "warn"), "line 1"),
        (("error", "warn", "error", "warn"), "line 2"),
        (("warn", "warn"), "line 1"),
    ],
)
async def test_the_most_severe_line_of_a_second(
    read: Pi, monkeypatch: pytest.MonkeyPatch, levels: tuple[str, ...], shown: str
) -> None:
    monkeypatch.setattr(event, "LOG_SECONDS", 1.0)
    told = Told(read)
    read.simulator.log("warn", "wifi", "at once")
    for number, level in enumerate(levels):
        read.simulator.log(level, "wifi", f"line {number}")
    await wait_for(lambda: len(told.lines) == 2)
    assert told.words == ["at once", shown]
    assert told.lines[1]["event_type"] == ("error" if "error" in levels else "warning")
    assert [line["left_out"] for line in told.lines] == [0, len(levels) - 1]


async def test_a_flood_that_lasts_is_told_less_often(read: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the limit of a second; an error among it is told in any case."""
    monkeypatch.setattr(event, "LOG_SECONDS", 0.0)
    monkeypatch.setattr(event, "LOG_EVENT_RATES", (Rate(2, 1.0),))
    await read.unload()
    await read.set_up()
    await wait_for(lambda: read.simulator.counts.log_streams == 1)
    told = Told(read)
    for number in range(50):
        read.simulator.log("error" if number == 20 else "warn", "wifi", f"line {number}")
    await wait_for(lambda: len(told.lines) == 3)
    assert told.words == ["line 0", "line 1", "line 20"]
    assert told.lines[2]["left_out"] == 47


@pytest.mark.usefixtures("quick")
async def test_nothing_is_replayed_after_a_reload(read: Pi) -> None:
    read.simulator.log("error", "mqtt", "before")
    await wait_for(lambda: read.full("event", "log_event").attributes.get("message") == "before")
    shown = read.state("event", "log_event")
    await read.unload()
    await wait_for(lambda: read.simulator.counts.log_streams == 0)
    read.simulator.log("error", "mqtt", "while nobody listened")
    await read.set_up()
    await wait_for(lambda: read.simulator.counts.log_streams == 1)
    await read.hass.async_block_till_done()
    assert "Last-Event-ID" not in [r for r in read.simulator.received if "logs" in r.path][-1].headers
    assert read.state("event", "log_event") == shown
    told = Told(read)
    read.simulator.log("warn", "mqtt", "after")
    await wait_for(lambda: bool(told.lines))
    assert told.words == ["after"]


@pytest.mark.usefixtures("every_entity")
async def test_history_does_not_fire(fresh: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event, "LOG_SECONDS", 0.0)
    fresh.simulator.tell_log_history()
    old = '{"level":"error","message":"old","timestamp":"2020-01-01T00:00:00Z"}'
    fresh.simulator._logs._lines.append((1, f"id: 1\nevent: log\ndata: {old}\n\n".encode()))
    await fresh.set_up()
    await wait_for(lambda: fresh.simulator.counts.log_streams == 1)
    told = Told(fresh)
    fresh.simulator.log("warn", "mqtt", "new")
    await wait_for(lambda: bool(told.lines))
    assert told.words == ["new"]


@pytest.mark.usefixtures("every_entity")
async def test_absent_log(fresh: Pi) -> None:
    """A server without one: unavailable, and nothing else is the worse for it."""
    fresh.simulator.faults.answer("GET *logs*", 404, times=None)
    await fresh.set_up()
    await wait_for(lambda: fresh.state("event", "log_event") == "unavailable")
    assert fresh.state("sensor", "session_state") == "idle"
    fresh.simulator.faults.clear()
    fresh.simulator.cut_streams()  # as an update of the server does
    await wait_for(lambda: fresh.state("event", "log_event") == "unknown")
    assert fresh.simulator.counts.log_streams == 1


async def test_short_loss_is_no_loss(read: Pi) -> None:
    told = Told(read)
    read.simulator.cut_log_streams()
    await wait_for(lambda: len([r for r in read.simulator.received if "logs" in r.path]) == 2)
    assert read.state("event", "log_event") == "unknown"
    assert not told.lines


async def test_disabled_again(read: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stream ends with the entity; a line that is held back goes nowhere."""
    monkeypatch.setattr(event, "LOG_SECONDS", 5.0)
    told = Told(read)
    for word in ("one", "two"):
        read.simulator.log("warn", "mqtt", word)
    await wait_for(lambda: told.words == ["one"])
    registry = er.async_get(read.hass)
    registry.async_remove(read.entity_id("event", "log_event"))
    await wait_for(lambda: read.simulator.counts.log_streams == 0)
    await read.hass.async_block_till_done()
    assert told.words == ["one"]


@pytest.mark.usefixtures("quick")
async def test_secrets_are_concealed(read: Pi) -> None:
    told = Told(read)
    read.simulator.log("error", API_KEY, f"no way into Workshop with {WIFI_PASSWORD}")
    await wait_for(lambda: bool(told.lines))
    assert told.lines[0]["message"] == "no way into Workshop with ***"
    assert told.lines[0]["component"] == "***"
