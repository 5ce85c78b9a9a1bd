"""Unattended mode where something comes in between: what cannot be sent, what nobody knows, what is gone."""

import asyncio
from collections.abc import Callable
from unittest.mock import AsyncMock, patch

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.acts_told import ATTR_ACT, EVENT_ACT
from custom_components.piorchestrator.commands import Commands
from custom_components.piorchestrator.core.ledger import MOST_REFUSALS, Act, Step
from custom_components.piorchestrator.core.unattended import Hold, Policy
from custom_components.piorchestrator.exceptions import wrong_use
from custom_components.piorchestrator.logbook import async_describe_events, sentence
from custom_components.piorchestrator.unattended import Unattended
from tests.conftest import wait_for

from .pi import NAMED, PLAIN, Pi


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """What may be tried again is tried at once."""
    monkeypatch.setattr("custom_components.piorchestrator.unattended.DEFAULT_WAIT_SECONDS", 0.0)
    monkeypatch.setattr("custom_components.piorchestrator.unattended.SETTLE_SECONDS", 0.0)


def mode(pi: Pi) -> Unattended:
    unattended: Unattended = pi.entry.runtime_data.unattended
    return unattended


async def test_what_cannot_be_sent_is_not_tried_for_ever(pi: Pi) -> None:
    with patch.object(Commands, "provision", AsyncMock(side_effect=wrong_use("no_session"))) as sent:
        await pi.batch()
        await mode(pi).async_switch(on=True)
        await wait_for(lambda: mode(pi).decision.holds.get(PLAIN) is Hold.REFUSED)
    assert sent.await_count == 2 * MOST_REFUSALS
    assert not mode(pi).decision.ledger.begun


async def test_an_error_of_nobody_knows_what_counts_as_sent(pi: Pi) -> None:
    with patch.object(Commands, "provision", AsyncMock(side_effect=HomeAssistantError("?"))) as sent:
        await pi.batch()
        await mode(pi).async_switch(on=True)
        await wait_for(lambda: len(mode(pi).decision.holds) == 2)
        await pi.coordinator.async_refresh()
    assert sent.await_count == 2
    assert set(mode(pi).decision.holds.values()) == {Hold.SENT}


async def test_a_board_that_is_gone_is_not_written_down(pi: Pi) -> None:
    await pi.batch()
    await mode(pi)._do(Act(Step.PROVISION, "24:6F:28:FF:FF:FF"))
    assert not mode(pi).decision.ledger.sent


async def test_a_policy_is_given_back(pi: Pi) -> None:
    """The switch goes on with its own where it is on; two runs at a time are one too many."""
    await pi.batch()
    with mode(pi).taken(Policy(ceiling=0, retries=0)):
        await mode(pi).async_switch(on=True)
        await wait_for(lambda: set(mode(pi).decision.holds.values()) == {Hold.CEILING})
        with pytest.raises(HomeAssistantError), mode(pi).taken(Policy(ceiling=1, retries=0)):
            pass
    await wait_for(lambda: mode(pi).decision.ledger.begun == {NAMED, PLAIN})


async def test_nothing_is_done_while_the_server_is_away(pi: Pi) -> None:
    await pi.batch()
    pi.coordinator.last_update_success = False
    await mode(pi).async_switch(on=True)
    for _ in range(20):  # more turns than it takes to begin with two boards
        await asyncio.sleep(0)
    assert not mode(pi).decision.ledger.begun
    await pi.coordinator.async_refresh()
    await wait_for(lambda: mode(pi).decision.ledger.begun == {NAMED, PLAIN})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"act": "provision", "name": "Door"}, "provisions Door: it is allowed and waits"),
        (
            {"act": "retry", "name": "Door", "attempt": 2},
            "tries Door again (attempt 2), which failed: no reason was given",
        ),
        (
            {
                "act": "retry",
                "name": "Door",
                "attempt": 3,
                "reason": "no answer",
                "error_code": "DEVICE_TIMEOUT",
            },
            "tries Door again (attempt 3), which failed: no answer (DEVICE_TIMEOUT)",
        ),
        (
            {"act": "retry", "name": "Door", "error_code": "X"},
            "tries Door again (attempt ?), which failed: X",
        ),
        ({"act": "refused", "name": "Door"}, "could not go on with Door: no reason was given"),
        ({"act": "something new"}, "did something with a board"),
    ],
)
def test_sentences(data: dict[str, object], words: str) -> None:
    assert sentence(data) == words


async def test_the_logbook_is_told_of_the_switch(hass: HomeAssistant, pi: Pi) -> None:
    described: dict[str, Callable[[Event], dict[str, str]]] = {}
    async_describe_events(hass, lambda _, kind, describe: described.update({kind: describe}))
    told: list[Event] = []

    @callback
    def hear(event: Event) -> None:
        told.append(event)

    hass.bus.async_listen(EVENT_ACT, hear)
    await pi.batch()
    await mode(pi).async_switch(on=True)
    await wait_for(lambda: len(told) == 2)
    line = described[EVENT_ACT](told[0])
    assert line["entity_id"] == pi.entity_id("switch", "unattended")
    assert line["message"] == "provisions Top shelf: it is allowed and waits"
    assert "entity_id" not in described[EVENT_ACT](Event(EVENT_ACT, {ATTR_ACT: "provision"}))
