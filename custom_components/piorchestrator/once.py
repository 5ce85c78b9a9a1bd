"""One request that changes something: sent once, and the truth read after an uncertain outcome [C §6]."""

from collections.abc import Awaitable, Callable

from homeassistant.core import callback

from .client import KeyRefusedError, PiOrchestratorError
from .coordinator import ProvisioningCoordinator
from .exceptions import failed, not_loaded, uncertain
from .reauth import async_ask_for_key


@callback
def async_check_loaded(coordinator: ProvisioningCoordinator) -> None:
    """To be asked before each request of an action that waited for anything.

    Raises:
        ServiceValidationError: the entry was unloaded, and nobody may act with this coordinator any more.
    """
    if coordinator.is_over:
        raise not_loaded(coordinator.config_entry.title)


async def once[T](
    coordinator: ProvisioningCoordinator,
    request: Callable[[], Awaitable[T]],
    was_done: Callable[[], Awaitable[bool | None]],
    mac: str | None = None,
) -> T | None:
    """Send one request; None when its answer was lost but a read shows that it was carried out.

    `was_done` reads the server, and answers None where it cannot be read. `mac` is of the board that it is about.

    Raises:
        HomeAssistantError: it was refused, or nobody knows.
    """
    try:
        return await request()
    except PiOrchestratorError as error:
        note(coordinator, error, mac)
        if not error.outcome_unknown:
            raise failed(error) from error
        # Without an entry there are no reads, and what was known before tells nothing.
        found = None if coordinator.is_over else await was_done()
        if found:
            return None
        # With a retryable refusal and a read that shows nothing new, nothing is uncertain any more [C §6].
        raise (failed(error) if found is False and error.retryable else uncertain(error)) from error


def note(coordinator: ProvisioningCoordinator, error: PiOrchestratorError, mac: str | None = None) -> None:
    """Remember the error, and ask the user for another key where this one is refused."""
    coordinator.async_report(error, mac)
    if isinstance(error, KeyRefusedError):
        async_ask_for_key(coordinator)
