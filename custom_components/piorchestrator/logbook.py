"""Logbook: what was done without a click, in plain sentences with the reason."""

from collections.abc import Callable, Mapping
from typing import Final

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.const import ATTR_ENTITY_ID, ATTR_NAME
from homeassistant.core import Event, HomeAssistant, callback

from .acts_told import ATTR_ACT, ATTR_REASON, EVENT_ACT, PAUSED, REFUSED
from .const import DOMAIN
from .core.ledger import Step

_UNKNOWN: Final = "a board"


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[[str, str, Callable[[Event], dict[str, str]]], None],
) -> None:
    """Tell the logbook how to read our events."""
    async_describe_event(DOMAIN, EVENT_ACT, _describe)


@callback
def _describe(event: Event) -> dict[str, str]:
    data = event.data
    found = {LOGBOOK_ENTRY_NAME: "Unattended mode", LOGBOOK_ENTRY_MESSAGE: sentence(data)}
    if (entity_id := data.get(ATTR_ENTITY_ID)) is not None:
        found[LOGBOOK_ENTRY_ENTITY_ID] = entity_id
    return found


def sentence(data: Mapping[str, object]) -> str:
    """What happened, after the name of the mode."""
    name = data.get(ATTR_NAME, _UNKNOWN)
    match data.get(ATTR_ACT):
        case Step.PROVISION:
            return f"provisions {name}: it is allowed and waits"
        case Step.RETRY:
            reason = _reason(data) or "no reason was given"
            return f"tries {name} again (attempt {data.get('attempt', '?')}), which failed: {reason}"
        case str() as act if act == REFUSED:
            return f"could not go on with {name}: {_reason(data) or 'no reason was given'}"
        case str() as act if act == PAUSED:
            return "pauses, since more than half of the boards have failed; switch it off and on to go on"
        case _:
            return f"did something with {name}"


def _reason(data: Mapping[str, object]) -> str | None:
    reason, code = data.get(ATTR_REASON), data.get("error_code")
    if reason is None:
        return None if code is None else str(code)
    return str(reason) if code is None or str(code) in str(reason) else f"{reason} ({code})"
