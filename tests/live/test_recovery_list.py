"""The list of interrupted sessions: when it is read, and a server that has none or fails ([C §10.5])."""

from datetime import timedelta

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.piorchestrator import reader
from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import LIST, interrupted, offers, reload, restarted, sent
from tests.live.truth import truth


@pytest.fixture
def minutely(monkeypatch: pytest.MonkeyPatch, impatient: None) -> None:
    """A minute of the list takes two reads, of two seconds each."""
    monkeypatch.setattr(reader, "RECOVERY_SECONDS", 4.0)


@pytest.mark.usefixtures("minutely")
@pytest.mark.parametrize("told", [True, False], ids=["event", "list alone"])
async def test_expiry_while_interrupted(home: Home, *, told: bool) -> None:
    pi = home.simulator
    await interrupted(home)
    if not told:
        pi.mute_events()
    pi.expire_session()
    await offers(home)
    await truth(home)
    assert home.value("session_state") == "closed"
    with pytest.raises(ServiceValidationError) as wrong:
        await home.call("resume_session")
    assert wrong.value.translation_key == "nothing_to_resume"


@pytest.mark.usefixtures("minutely")
async def test_when_the_list_is_read(home: Home) -> None:
    """At start-up, after each reconnect, and each minute; not with every read."""
    pi = home.simulator
    await home.coordinator.async_refresh()
    home.coordinator.update_interval = timedelta(seconds=2)
    await home.coordinator.async_refresh()
    assert sent(pi, LIST) >= 1
    lists, reads = sent(pi, LIST), sent(pi, "GET /allowlist")
    begun = home.hass.loop.time()
    await wait_for(lambda: sent(pi, LIST) >= lists + 2)
    assert home.hass.loop.time() - begun > 3.5, "two of them lie a minute apart"
    assert sent(pi, "GET /allowlist") - reads >= 3
    lists = sent(pi, LIST)
    opened = pi.counts.streams_opened
    pi.cut_streams()
    await home.reconnected(opened)
    await home.streaming()
    await wait_for(lambda: sent(pi, LIST) > lists, 1.5)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b"", "text/plain"),
        (
            404,
            b'{"success":false,"error":{"code":"NOT_FOUND","path":"/x","message":"no"}}',
            "application/json",
        ),
        (200, b"<html><body>PiDashboard</body></html>", "text/html"),
    ],
    ids=["empty", "E4", "HTML"],
)
async def test_server_without_the_list(home: Home, status: int, body: bytes, kind: str) -> None:
    pi = home.simulator
    pi.faults.answer(LIST, status, body, kind, times=None)
    await reload(home)
    assert home.value("recoverable_sessions") == STATE_UNAVAILABLE
    assert home.state("binary_sensor", "recoverable_session").state == STATE_UNAVAILABLE
    assert not home.available("resume_session")
    with pytest.raises(ServiceValidationError):
        await home.call("get_recoverable_sessions")
    pi.add_board(Board("24:6F:28:0A:00:03"))
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("1", "verified_count"))
    await home.press("stop_session")
    assert home.value("session_state") == "closed"
    pi.faults.clear()
    await home.call("get_recoverable_sessions")
    await truth(home)


@pytest.mark.usefixtures("impatient")
async def test_a_list_that_fails_once_is_read_with_the_next_read(home: Home) -> None:
    """Not a minute later: the Pi has just started and is busy."""
    pi = home.simulator
    pi.start_session()
    await truth(home)
    pi.faults.fail(LIST, "DATABASE_ERROR", times=2)
    await restarted(home)
    await truth(home)
    assert home.value("recoverable_sessions") == "1"


@pytest.mark.usefixtures("impatient")
async def test_null_lists(home: Home) -> None:
    pi = home.simulator
    pi.switches.null_lists = "on"
    await reload(home)
    await truth(home)
    assert (await home.call("get_recoverable_sessions"))["sessions"] == []
    await interrupted(home)
    await home.press("resume_session")
    await truth(home)
