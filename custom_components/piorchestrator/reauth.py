"""The question for another key: asked by whoever is refused, withdrawn when nobody is any more."""

from typing import TYPE_CHECKING

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import callback

if TYPE_CHECKING:
    from .coordinator import ProvisioningCoordinator


@callback
def async_ask_for_key(coordinator: ProvisioningCoordinator) -> None:
    """An action was refused the key; an entry that is gone needs no other one."""
    if not coordinator.is_over:
        coordinator.config_entry.async_start_reauth(coordinator.hass)


@callback
def async_withdraw_question(coordinator: ProvisioningCoordinator) -> None:
    """The server takes the present key: nobody needs to type another one."""
    hass = coordinator.hass
    for flow in tuple(coordinator.config_entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        hass.config_entries.flow.async_abort(flow["flow_id"])
