"""What happened, as triggers tell it: each thing once, and nothing for what a resync or a restart merely shows again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.start import async_at_started
from homeassistant.util.signal_type import SignalType

from .const import DOMAIN
from .happening_rates import async_may_fire


class Kind(StrEnum):
    """What can happen; the keys of the triggers."""

    SESSION_STARTED = "session_started"
    SESSION_FINISHED = "session_finished"
    SESSION_EXPIRING = "session_expiring"
    DEVICE_DISCOVERED = "device_discovered"
    DEVICE_VERIFIED = "device_verified"
    DEVICE_FAILED = "device_failed"
    RECOVERY_AVAILABLE = "recovery_available"
    BATCH_COMPLETE = "batch_complete"


type Words = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened on one server.

    Attributes:
        entry_id: of the config entry.
        mac: the board that it is about; None where it is about the batch.
        words: what a trigger tells of it: plain values, no secrets.
    """

    kind: Kind
    entry_id: str
    session_id: str | None = None
    mac: str | None = None
    words: Words = field(default_factory=lambda: MappingProxyType({}))


# Sent with each happening of each entry: a trigger may be there before the entry is loaded, and stay when it goes.
SIGNAL_HAPPENED: Final = SignalType[Happening](f"{DOMAIN}_happened")


@callback
def async_tell(hass: HomeAssistant, happening: Happening) -> None:
    """Tell every trigger; what is found while Home Assistant starts is told once automations can hear it."""
    if not async_may_fire(hass, happening.entry_id, happening.kind, happening.mac):
        return

    @callback
    def tell(hass: HomeAssistant) -> None:
        async_dispatcher_send(hass, SIGNAL_HAPPENED, happening)

    async_at_started(hass, tell)
