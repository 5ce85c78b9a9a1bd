"""The reauth flow: started when the key is refused, aborted once the server takes the key everywhere again."""

from typing import TYPE_CHECKING

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import callback

from .client import LinkState

if TYPE_CHECKING:
    from .coordinator import ProvisioningCoordinator


class KeyQuestion:
    """Decides when the user need not type another key any more.

    A server may take the key for the stream and refuse it for reads, or the other way round: the form stays open until
    the stream is live and the last read has succeeded. Whether actions are accepted again is not known, so after a refused
    action the stream has to connect again, and a read that begins after that has to succeed.
    """

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        self._coordinator = coordinator
        self._live_at = 0.0  # by the event loop's clock
        self._action_refused_at: float | None = None

    @callback
    def async_action_refused(self) -> None:
        """Start the reauth flow unless the entry was unloaded."""
        self._action_refused_at = self._coordinator.hass.loop.time()
        if not self._coordinator.is_over:
            self._coordinator.config_entry.async_start_reauth(self._coordinator.hass)

    @callback
    def async_stream_is_live(self) -> None:
        """Note that the stream has connected with the present key."""
        self._live_at = self._coordinator.hass.loop.time()
        if self._action_refused_at is None and self._coordinator.failure is None:
            self._abort_flow()

    @callback
    def async_read_succeeded(self, begun: float) -> None:
        """Note a successful read; `begun` is the event loop's time at which it began."""
        if self._coordinator.stream.state is not LinkState.LIVE:
            return
        if self._action_refused_at is None or self._action_refused_at < self._live_at <= begun:
            self._action_refused_at = None
            self._abort_flow()

    def _abort_flow(self) -> None:
        hass = self._coordinator.hass
        for flow in tuple(self._coordinator.config_entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
            hass.config_entries.flow.async_abort(flow["flow_id"])


@callback
def async_ask_for_key(coordinator: ProvisioningCoordinator) -> None:
    """Ask the user for another key after an action was refused."""
    coordinator.key_question.async_action_refused()
