"""Giving an interrupted session up, refusals, and answers that are lost ([C §6, §10.5.2, §10.6])."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.piorchestrator import reader
from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import (
    DISCARD,
    LIST,
    RESUME,
    STOP,
    interrupted,
    offered,
    offers,
    reload,
    restarted,
    sent,
    state_of,
)
from tests.live.truth import truth

NO = "DEVICE_INVALID_STATE"


@pytest.fixture(autouse=True)
def _minutely(monkeypatch: pytest.MonkeyPatch, impatient: None) -> None:
    """A minute of the list takes two reads."""
    monkeypatch.setattr(reader, "RECOVERY_SECONDS", 4.0)


async def fails(home: Home, action: str, **data: object) -> HomeAssistantError:
    """Call an action that must fail with a text made of its translation."""
    with pytest.raises(HomeAssistantError) as raised:
        await home.call(action, **data)
    assert raised.value.translation_key is not None
    assert raised.value.translation_key not in str(raised.value)
    assert "{" not in str(raised.value)
    return raised.value


async def test_discarded_by_stop(home: Home) -> None:
    pi = home.simulator
    session_id = await interrupted(home)
    answer = await home.call("discard_session", session_id=session_id)
    assert answer["session"]["id"] == session_id
    assert answer["session"]["state"] == "closed"
    assert offered(home) == []
    assert state_of(pi, session_id) == "closed"
    await truth(home)
    assert (sent(pi, STOP), sent(pi, RESUME)) == (1, 0)


async def test_discarded_by_its_own_route(home: Home) -> None:
    pi = home.simulator
    pi.switches.extended_routes = "on"
    session_id = await interrupted(home)
    await home.call("discard_session", session_id=session_id)
    assert offered(home) == []
    assert state_of(pi, session_id) is None
    assert home.value("session_state") == "closed"
    assert (sent(pi, DISCARD), sent(pi, STOP), sent(pi, RESUME)) == (1, 0, 0)


async def test_discarded_by_resume_and_stop(home: Home) -> None:
    pi = home.simulator
    session_id = await interrupted(home)
    pi.faults.fail(STOP, NO, status=409)
    await home.call("discard_session", session_id=session_id)
    assert state_of(pi, session_id) == "closed"
    await truth(home)
    assert (sent(pi, STOP), sent(pi, RESUME)) == (2, 1)


async def test_the_older_of_two_is_discarded(home: Home) -> None:
    pi = home.simulator
    first = await interrupted(home, "Cellar")
    second = await interrupted(home, "Attic")
    await home.call("discard_session", session_id=first)
    assert offered(home) == [second]
    assert state_of(pi, first) == "closed"
    await truth(home)
    assert home.value("target_ssid") == "Attic"


@pytest.mark.parametrize("absent", [False, True], ids=["refused", "no such route"])
async def test_what_the_server_will_not_end_is_hidden(home: Home, *, absent: bool) -> None:
    pi = home.simulator
    session_id = await interrupted(home)
    for route in (DISCARD, STOP, "POST /batch/{id}/close", RESUME):
        if absent:
            pi.faults.answer(route, 404, b"", "text/plain", times=None)
        else:
            pi.faults.fail(route, NO, times=None, status=409)
    await home.call("discard_session", session_id=session_id)
    for again in range(3):
        assert offered(home) == [], again
        assert home.value("recoverable_sessions") == "0"
        assert not home.available("resume_session")
        assert state_of(pi, session_id) == "discovering"
        if again < 2:
            await reload(home)
    assert (await fails(home, "discard_session", session_id=session_id)).translation_key == "not_recoverable"
    pi.faults.clear()
    second = await interrupted(home, "Attic")
    assert offered(home) == [second], "the next one is offered all the same"


async def test_a_session_that_runs_after_all_is_not_called_discarded(home: Home) -> None:
    """Resumed for the sake of stopping it, and then not stopped."""
    pi = home.simulator
    session_id = await interrupted(home)
    pi.faults.fail(STOP, NO, times=None, status=409)
    await fails(home, "discard_session", session_id=session_id)
    await truth(home)
    assert home.state("binary_sensor", "session_active").state == "on"
    pi.faults.clear()
    await restarted(home)
    await offers(home, session_id)
    await truth(home)


@pytest.mark.parametrize("known", [True, False])
async def test_discard_of_one_that_is_gone(home: Home, *, known: bool) -> None:
    pi = home.simulator
    session_id = await interrupted(home)
    pi.mute_events()
    pi.expire_session()
    pi._engine.forget(list(pi._engine.sessions.values()))
    if not known:
        await offers(home)
        wrong = await fails(home, "discard_session", session_id=session_id)
        assert isinstance(wrong, ServiceValidationError)
        assert wrong.translation_key == "not_recoverable"
    else:
        await home.call("discard_session", session_id=session_id)
    assert offered(home) == []
    assert home.value("session_state") == "closed"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("SESSION_NOT_RECOVERABLE", 409),
        ("SESSION_EXPIRED", 410),
        ("SESSION_ALREADY_ACTIVE", 409),
        ("SESSION_NOT_FOUND", 404),
    ],
)
async def test_resume_that_is_refused(home: Home, code: str, status: int) -> None:
    pi = home.simulator
    session_id = await interrupted(home)
    pi.faults.fail(RESUME, code, status=status)
    lists = sent(pi, LIST)
    error = await fails(home, "resume_session", session_id=session_id)
    assert isinstance(error.translation_placeholders, dict)
    assert code in str(error)
    assert error.translation_placeholders["correlation_id"] in str(error)
    assert home.value("last_error") == code.lower()
    await wait_for(lambda: sent(pi, LIST) > lists, 1.5)  # not a minute later
    await truth(home)  # the refusal was a fault: it is still there to be resumed
    await home.press("resume_session")
    await truth(home)


@pytest.mark.parametrize("cause", ["expired", "resumed", "forgotten", "other active"])
async def test_the_offer_goes_with_its_cause(home: Home, cause: str) -> None:
    """Nothing tells Home Assistant before it asks."""
    pi = home.simulator
    session_id = await interrupted(home)
    pi.mute_events()
    match cause:
        case "expired":
            pi.expire_session()
        case "resumed":
            pi.resume_session()
        case "forgotten":
            pi._engine.forget(list(pi._engine.sessions.values()))
        case _:
            pi.start_session("Attic")
    if session_id in offered(home):
        await fails(home, "resume_session", session_id=session_id)
    if cause == "other active":  # only its own words tell of it: the API names no current session
        pi.unmute_events()
        pi.add_board(Board("24:6F:28:0A:03:01"))
    await wait_for(lambda: not home.available("resume_session"))
    match cause:
        case "forgotten":
            await offers(home)
            assert home.value("session_state") == "closed"
        case "other active":
            await wait_for(lambda: len(pi.truth().devices) == 1)
            await truth(home, clients=False)
            assert home.value("target_ssid") == "Attic"
        case _:
            await offers(home)
            await truth(home)


@pytest.mark.parametrize("after_work", [True, False])
async def test_lost_answer_of_a_resume(home: Home, *, after_work: bool) -> None:
    pi = home.simulator
    session_id = await interrupted(home)
    pi.faults.drop(RESUME, after_work=after_work)
    if after_work:
        assert (await home.call("resume_session"))["session"]["id"] == session_id
    else:
        assert (await fails(home, "resume_session")).translation_key == "outcome_unknown"
    await truth(home)
    assert sent(pi, RESUME) == 1
    assert home.available("resume_session") is not after_work


@pytest.mark.parametrize("after_work", [True, False])
@pytest.mark.parametrize("own", ["on", "off"])
async def test_lost_answer_of_a_discard(home: Home, *, own: str, after_work: bool) -> None:
    pi = home.simulator
    if own == "on":
        pi.switches.extended_routes = "on"
    session_id = await interrupted(home)
    pi.faults.drop(DISCARD if own == "on" else STOP, after_work=after_work)
    if after_work:
        await home.call("discard_session", session_id=session_id)
        assert offered(home) == []
    else:
        assert (
            await fails(home, "discard_session", session_id=session_id)
        ).translation_key == "outcome_unknown"
        assert offered(home) == [session_id]
    assert sent(pi, RESUME) == 0
    assert sent(pi, DISCARD) == 1
    assert sent(pi, STOP) == (own == "off")
    if own == "off":
        await truth(home)


async def test_resume_of_one_that_was_never_there(home: Home) -> None:
    for action in ("resume_session", "discard_session"):
        error = await fails(home, action, session_id="../allowlist")
        assert isinstance(error, ServiceValidationError)
        assert error.translation_key == "not_recoverable"
    assert (await fails(home, "resume_session")).translation_key == "nothing_to_resume"
    assert sent(home.simulator, RESUME) == 0
    assert not home.simulator.unexpected


async def test_two_who_press_at_once(home: Home) -> None:
    """The second finds that it is resumed already."""
    pi = home.simulator
    session_id = await interrupted(home)
    pi.faults.delay(RESUME, 0.3)
    first = home.hass.async_create_task(home.call("resume_session", session_id=session_id))
    second = home.hass.async_create_task(home.call("resume_session", session_id=session_id))
    await first
    with pytest.raises(ServiceValidationError):
        await second
    assert sent(pi, RESUME) == 1
    await truth(home)
