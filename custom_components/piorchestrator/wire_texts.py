"""Texts of the wire that are no option of an enum: unknown, and logged once per run."""

from datetime import datetime
from typing import Final

from homeassistant.components.sensor import SensorEntityDescription
from homeassistant.helpers.typing import StateType

from .const import LOGGER

_unknown_texts: set[str] = set()
_MOST_UNKNOWN_TEXTS: Final = 20  # a newer server has a few; whoever sends more gets no more log lines


def within_options(description: SensorEntityDescription, value: StateType | datetime) -> StateType | datetime:
    """Home Assistant refuses other texts; what a newer server says is unknown, not wrong."""
    options = description.options
    if options is None or value is None or value in options:
        return value
    text = f"{description.key}: {str(value)[:64]!r}"
    if text not in _unknown_texts and len(_unknown_texts) < _MOST_UNKNOWN_TEXTS:
        _unknown_texts.add(text)
        LOGGER.info("The server uses a text that this version does not know: %s", text)
    return None
