"""What is done without a click, and why: on Home Assistant's bus, from where the logbook reads it."""

from collections.abc import Mapping
from typing import Final

from homeassistant.const import ATTR_ENTITY_ID, ATTR_NAME, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from .client import Device, PiOrchestratorError
from .const import DOMAIN
from .coordinator import ProvisioningCoordinator
from .core.batch import board_fault
from .core.ledger import Act, Pause, Step
from .devices import board_name

EVENT_ACT: Final = f"{DOMAIN}_unattended"
ATTR_ACT: Final = "act"
ATTR_REASON: Final = "reason"

REFUSED: Final = "refused"
PAUSED: Final = "paused"


@callback
def async_tell_act(
    hass: HomeAssistant, coordinator: ProvisioningCoordinator, act: Act, device: Device
) -> None:
    """A board is begun or tried again."""
    words: dict[str, str | int | None] = {}
    if act.step is Step.RETRY:
        fault = board_fault(coordinator.data, act.mac)
        words["attempt"] = (device.retry_count or 0) + 2  # the first one was none of the retries
        words[ATTR_REASON] = (fault.message if fault else None) or device.error_message
        words["error_code"] = fault.code if fault else None
    _fire(hass, coordinator, act.step, act.mac, words)


@callback
def async_tell_refusal(
    hass: HomeAssistant, coordinator: ProvisioningCoordinator, act: Act, error: HomeAssistantError
) -> None:
    """The server did not take it, or did not say."""
    cause = error.__cause__
    reason = cause if isinstance(cause, PiOrchestratorError) else None
    words = {
        "refused": act.step,
        ATTR_REASON: str(error),
        "error_code": reason.code if reason else None,
        "correlation_id": reason.correlation_id if reason else None,
    }
    _fire(hass, coordinator, REFUSED, act.mac, words)


@callback
def async_tell_pause(hass: HomeAssistant, coordinator: ProvisioningCoordinator, pause: Pause) -> None:
    """Too much goes wrong."""
    _fire(hass, coordinator, PAUSED, None, {ATTR_REASON: pause})


def _fire(
    hass: HomeAssistant,
    coordinator: ProvisioningCoordinator,
    act: str,
    mac: str | None,
    words: Mapping[str, str | int | None],
) -> None:
    entry_id = coordinator.config_entry.entry_id
    known = {
        "config_entry_id": entry_id,
        ATTR_ENTITY_ID: er.async_get(hass).async_get_entity_id(
            Platform.SWITCH, DOMAIN, f"{entry_id}_unattended"
        ),
        "session_id": coordinator.data.session_id,
        ATTR_ACT: act,
        "mac": mac,
        ATTR_NAME: board_name(coordinator, mac) if mac else None,
        **words,
    }
    hass.bus.async_fire(EVENT_ACT, {name: value for name, value in known.items() if value is not None})
