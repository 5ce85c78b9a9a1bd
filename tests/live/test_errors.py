"""US6 over sockets: every code, what a board was refused, reads that wait, and the server's log [C §6, §7, §13]."""

import asyncio
from collections.abc import Mapping

from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from custom_components.piorchestrator import event, sent_requests
from custom_components.piorchestrator.client import ErrorCode, category_of, stream
from custom_components.piorchestrator.client.backoff import Backoff
from custom_components.piorchestrator.client.errors import RETRYABLE_CODES
from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.test_unload import tasks_of_ours
from tests.live.truth import truth

MACS = ("24:6F:28:0E:00:01", "24:6F:28:0E:00:02")
ONE = "POST /batch/{id}/devices/{mac}/provision"
LIST = "GET /allowlist"
LOG, OTHER_LOG = "GET /api/v1/system/logs/stream", "GET /api/v1/dashboard/logs"


async def found(home: Home) -> None:
    """A session with two boards that wait."""
    home.simulator.add_boards(Board(mac) for mac in MACS)
    await home.press_start()
    await wait_for(lambda: all(home.shows("discovered", "status", mac) for mac in MACS))


async def test_each_code_in_turn(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row, last error, and the board; one line of attributes each, and nothing is sent twice."""
    monkeypatch.setattr(sent_requests, "REPEAT_SECONDS", 0.0)  # in place of the wait after an unknown outcome
    await found(home)
    pi, before = home.simulator, set[str]()
    for count, code in enumerate(ErrorCode, 1):
        pi.faults.fail(ONE, code, message=f"because of {count}")
        (row,) = (await home.call("provision_device", mac=MACS[0]))["results"]
        assert row["code"] == code
        assert f"because of {count}" in row["message"]
        assert row["category"] == category_of(code)
        assert ("retry_after" in row) == (code in RETRYABLE_CODES)
        assert row["correlation_id"] not in before
        before.add(row["correlation_id"])
        last = home.state("sensor", "last_error")
        assert last.state == code.lower()
        assert last.attributes["correlation_id"] == row["correlation_id"]
        assert last.attributes["category"] == row["category"]
        assert last.attributes["retryable"] is (code in RETRYABLE_CODES)
        assert last.attributes["message"] == f"because of {count}"
        if code is not ErrorCode.UNAUTHORIZED:
            words = home.state("sensor", "status", MACS[0]).attributes
            assert (words["error_code"], words["correlation_id"]) == (code, row["correlation_id"])
        assert pi.counts.requests[ONE] == count
    await truth(home, clients=False)


@pytest.mark.usefixtures("impatient")
async def test_error_of_a_board_comes_and_goes(home: Home) -> None:
    await found(home)
    pi = home.simulator

    def code(mac: str) -> object:
        return home.state("sensor", "status", mac).attributes["error_code"]

    for mac in MACS:
        pi.faults.fail(ONE, "DEVICE_UNREACHABLE")
        with pytest.raises(HomeAssistantError, match="DEVICE_UNREACHABLE"):
            await home.press("provision", mac)
    assert [code(mac) for mac in MACS] == ["DEVICE_UNREACHABLE"] * 2
    pi.cut_streams()  # neither a reconnect nor the reads after it take it away
    await home.reconnected(1)
    await home.streaming()
    await truth(home, clients=False)
    assert [code(mac) for mac in MACS] == ["DEVICE_UNREACHABLE"] * 2
    await home.press("provision", MACS[0])
    await pi.wait_idle()
    await truth(home, clients=False)
    assert [code(mac) for mac in MACS] == [None, "DEVICE_UNREACHABLE"]
    await home.press("stop_session")
    await truth(home)
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", MACS[1]))
    assert code(MACS[1]) is None


async def test_retryable_reads_wait_and_repeat(home: Home) -> None:
    """As long as the server asks for, three times at most [C §6]."""
    pi = home.simulator
    await truth(home)
    await home.coordinator.async_refresh()  # after one that is under way
    await home.coordinator.async_shutdown()  # no read of its own comes in between
    asked = pi.counts.requests[LIST]
    pi.faults.fail(LIST, "MQTT_UNAVAILABLE", times=2, retry_after=0.3)
    begun = asyncio.get_running_loop().time()
    assert (await home.call("get_allowlist"))["total"] == 0
    assert asyncio.get_running_loop().time() - begun >= 0.6
    assert pi.counts.requests[LIST] == asked + 3

    pi.faults.fail(LIST, "MQTT_UNAVAILABLE", times=None, retry_after=0.1)
    with pytest.raises(HomeAssistantError, match=r"MQTT_UNAVAILABLE.* wait 0.1 s") as raised:
        await home.call("get_allowlist")
    assert raised.value.translation_key == "mqtt_unavailable"
    assert pi.counts.requests[LIST] == asked + 6
    pi.faults.clear()
    pi.faults.fail(LIST, "DATABASE_ERROR", times=None)
    with pytest.raises(HomeAssistantError, match="DATABASE_ERROR"):
        await home.call("get_allowlist")
    assert pi.counts.requests[LIST] == asked + 7, "what is final is not repeated"


class Log:
    """A home whose log entity is enabled, and all that it told."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.lines: list[Mapping[str, object]] = []
        entity_id = home.entity_id("event", "log_event")
        assert entity_id is not None
        async_track_state_change_event(home.hass, [entity_id], self._changed)

    @callback
    def _changed(self, change: Event[EventStateChangedData]) -> None:
        new = change.data["new_state"]
        if new is not None and new.state not in ("unavailable", "unknown"):
            self.lines.append(new.attributes)

    async def hears(self, *words: str) -> None:
        """Wait for these lines, each once and no others."""
        await wait_for(lambda: len(self.lines) >= len(words))
        assert [line["message"] for line in self.lines] == [*words]

    @property
    def asked(self) -> list[str | None]:
        """What each request for the log wanted to resume after."""
        received = self.home.simulator.received
        return [request.headers.get("Last-Event-ID") for request in received if "logs" in request.path]


async def want_log(home: Home) -> Log:
    """Enable the entity, as its owner does, and load it."""
    entity_id = home.entity_id("event", "log_event")
    assert entity_id is not None
    er.async_get(home.hass).async_update_entity(entity_id, disabled_by=None)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    await wait_for(lambda: home.simulator.counts.log_streams == 1)
    await home.streaming()
    return Log(home)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is held back, and streams come back soon."""
    monkeypatch.setattr(event, "LOG_SECONDS", 0.0)
    monkeypatch.setattr(stream, "Backoff", lambda: Backoff(first=0.1, ceiling=0.5))


@pytest.fixture
async def log(at_once: None, home: Home) -> Log:
    """The log is wanted from now on; before, nobody asked for it."""
    assert not [request for request in home.simulator.received if "logs" in request.path]
    return await want_log(home)


async def test_log(log: Log) -> None:
    pi = log.home.simulator
    for level in ("info", "warn", "error"):
        pi.log(level, "mqtt", level)
    await log.hears("warn", "error")
    assert [line["event_type"] for line in log.lines] == ["warning", "error"]


async def test_log_across_a_gap(log: Log) -> None:
    """Without loss and without duplicates."""
    pi = log.home.simulator
    pi.log("warn", "mqtt", "one")
    await log.hears("one")
    pi.faults.drop(LOG, times=2)
    pi.cut_log_streams()
    pi.log("error", "mqtt", "two")
    pi.log("info", "mqtt", "nothing")
    pi.log("warn", "mqtt", "three")
    await wait_for(lambda: pi.counts.log_streams == 1)
    pi.log("warn", "mqtt", "four")
    await log.hears("one", "two", "three", "four")
    assert log.asked[0] is None
    assert set(log.asked[1:]) == {"1"}


@pytest.mark.usefixtures("at_once")
async def test_log_on_the_other_path(home: Home) -> None:
    home.simulator.faults.answer(LOG, 404, times=None)
    log = await want_log(home)
    home.simulator.log("warn", "mqtt", "here")
    await log.hears("here")
    assert home.simulator.counts.requests[OTHER_LOG] == 1


async def test_log_that_is_not_there(log: Log) -> None:
    """An update took it away: unavailable, and the rest goes on."""
    home, pi = log.home, log.home.simulator
    pi.faults.answer("GET *logs*", 404, times=None)
    pi.cut_log_streams()
    await wait_for(lambda: home.state("event", "log_event").state == "unavailable")
    await found(home)
    await truth(home, clients=False)
    pi.faults.clear()
    pi.cut_streams()
    await wait_for(lambda: pi.counts.log_streams == 1)
    pi.log("warn", "mqtt", "again")
    await wait_for(lambda: [line["message"] for line in log.lines][-1:] == ["again"])


async def test_unload_leaves_no_log_stream(log: Log) -> None:
    home, pi = log.home, log.home.simulator
    assert any("log stream" in name for name in tasks_of_ours())
    pi.log("warn", "mqtt", "before")
    await log.hears("before")
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await wait_for(lambda: pi.counts.log_streams == 0)
    await wait_for(lambda: not tasks_of_ours())
    asked = len(log.asked)
    pi.log("error", "mqtt", "after")
    await asyncio.sleep(0.3)
    assert len(log.asked) == asked
    await log.hears("before")
