"""A key that the server no longer takes: one question to the user, and no restart afterwards [C §4]."""

import asyncio

from homeassistant.config_entries import SOURCE_REAUTH, ConfigFlowResult
from homeassistant.const import CONF_API_KEY, STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.client import LinkState
from custom_components.piorchestrator.const import DOMAIN
from simulator import Board
from tests.conftest import API_KEY, wait_for
from tests.live.home import Home
from tests.live.truth import truth

STREAM = "GET /batch/events"
OTHER_KEY = "another-key-of-the-pi"


def questions(home: Home) -> list[ConfigFlowResult]:
    """The flows that ask for a key."""
    flows = home.hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    return [flow for flow in flows if flow["context"]["source"] == SOURCE_REAUTH]


async def refuse(home: Home) -> None:
    """Change the key on the server until everything of ours was refused more than once."""
    pi = home.simulator
    pi.api_key = OTHER_KEY
    pi.cut_streams()
    await wait_for(lambda: home.coordinator.stream.state is LinkState.REFUSED)
    await wait_for(lambda: home.value("session_state") == STATE_UNAVAILABLE)
    before = len(pi.received)
    await wait_for(lambda: len(pi.received) >= before + 2)
    assert len(questions(home)) == 1


@pytest.mark.usefixtures("impatient")
async def test_new_key_works_without_a_restart(home: Home) -> None:
    pi = home.simulator
    pi.add_board(Board("24:6F:28:03:00:01"))
    await home.press_start()
    await refuse(home)
    attempts = pi.counts.requests[STREAM]
    pi.stop_session()
    before = home.coordinator
    data = {**home.entry.data, CONF_API_KEY: OTHER_KEY}
    home.hass.config_entries.async_update_entry(home.entry, data=data)
    await home.streaming(3)
    await truth(home)
    assert home.coordinator is before
    assert pi.counts.requests[STREAM] == attempts + 1, "a refused stream waits for another key"


@pytest.mark.usefixtures("impatient")
async def test_old_key_is_taken_again(home: Home) -> None:
    await refuse(home)
    home.simulator.api_key = API_KEY
    await home.streaming()
    assert not questions(home), "nobody needs another key any more"
    home.simulator.start_session("Cellar")
    await truth(home)


@pytest.mark.usefixtures("impatient")
async def test_reauth_flow_ends_it(home: Home) -> None:
    await refuse(home)
    flow = questions(home)[0]
    result = await home.hass.config_entries.flow.async_configure(flow["flow_id"], {CONF_API_KEY: OTHER_KEY})
    assert result["type"] == "abort"
    assert result["reason"] == "reauth_successful"
    await home.streaming(3)
    await truth(home)
    assert not questions(home)


async def test_key_refused_to_a_button_alone(home: Home) -> None:
    home.simulator.faults.fail("POST /batch/start", "UNAUTHORIZED")
    with pytest.raises(HomeAssistantError) as refused:
        await home.press_start()
    assert refused.value.translation_key == "key_refused"
    assert len(questions(home)) == 1
    await truth(home)


@pytest.mark.parametrize("code", ["TOTP_INVALID", "TOTP_EXPIRED"])
async def test_wrong_one_time_code_is_no_wrong_key(home: Home, code: str) -> None:
    """Both are 401; the code in the body tells them apart [C §7]."""
    pi = home.simulator
    pi.faults.fail("POST /batch/start", code)
    with pytest.raises(HomeAssistantError) as refused:
        await home.press_start()
    assert refused.value.translation_placeholders is not None
    assert refused.value.translation_placeholders["code"] == code
    pi.faults.fail(STREAM, code, retry_after=0.1)
    pi.cut_streams()
    await home.deaf()
    await home.streaming()
    await asyncio.sleep(0)
    assert not questions(home)
    await truth(home)


def form(home: Home) -> str:
    """The one form that asks for a key, in which somebody types."""
    (question,) = questions(home)
    return question["flow_id"]


async def reads(home: Home, count: int = 3) -> None:
    """Read as often as that, whatever comes of it."""
    for _ in range(count):
        await home.coordinator.async_refresh()


@pytest.mark.usefixtures("impatient")
async def test_form_stays_while_the_stream_is_taken_and_reads_are_refused(home: Home) -> None:
    pi = home.simulator
    await refuse(home)
    asked = form(home)
    pi.faults.fail("GET /batch", "UNAUTHORIZED", times=None)
    pi.faults.fail("GET /batch/{id}", "UNAUTHORIZED", times=None)
    pi.faults.fail("GET /allowlist", "UNAUTHORIZED", times=None)
    pi.api_key = API_KEY
    for _ in range(3):
        opened = pi.counts.streams_opened
        home.coordinator.stream.wake()
        pi.cut_streams()
        await wait_for(lambda: pi.counts.streams_opened > opened)  # noqa: B023 - waited for in this turn
        await wait_for(lambda: home.coordinator.stream.state is LinkState.LIVE)
        await reads(home)
        assert not home.coordinator.last_update_success
        assert form(home) == asked
    pi.faults.clear()
    await wait_for(lambda: not questions(home))
    await truth(home)


@pytest.mark.usefixtures("impatient")
async def test_form_stays_while_reads_are_taken_and_the_stream_is_refused(home: Home) -> None:
    pi = home.simulator
    await refuse(home)
    asked = form(home)
    pi.faults.fail(STREAM, "UNAUTHORIZED", times=None)
    pi.api_key = API_KEY
    for _ in range(3):
        attempts = pi.counts.requests[STREAM]
        home.coordinator.stream.wake()
        await wait_for(lambda: pi.counts.requests[STREAM] > attempts)  # noqa: B023 - waited for in this turn
        await wait_for(lambda: home.coordinator.stream.state is LinkState.REFUSED)
        await reads(home)
        assert home.coordinator.last_update_success
        assert form(home) == asked
    pi.faults.clear()
    home.coordinator.stream.wake()
    await wait_for(lambda: not questions(home))
    await home.streaming()
    await truth(home)


async def test_form_goes_when_reads_are_taken_again_under_a_stream_that_never_ended(home: Home) -> None:
    """A server may look at the key of a stream only when it begins."""
    home.simulator.faults.fail("GET /allowlist", "UNAUTHORIZED", times=None)
    await home.coordinator.async_refresh()
    await wait_for(lambda: bool(questions(home)))
    asked = form(home)
    assert home.coordinator.stream.state is LinkState.LIVE
    await reads(home)
    assert form(home) == asked
    home.simulator.faults.clear()
    await home.coordinator.async_refresh()
    assert not questions(home)


async def test_form_stays_after_reads_while_an_action_is_refused(home: Home) -> None:
    home.simulator.faults.fail("POST /batch/start", "UNAUTHORIZED")
    with pytest.raises(HomeAssistantError):
        await home.press_start()
    await wait_for(lambda: bool(questions(home)))
    asked = form(home)
    await reads(home)
    assert home.coordinator.last_update_success
    assert form(home) == asked
    home.simulator.cut_streams()
    await home.deaf()
    await home.streaming()
    await wait_for(lambda: not questions(home))
