"""One request that changes something: sent once, and verified by a read after an uncertain outcome."""

from collections.abc import Awaitable, Callable

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError

from .client import KeyRefusedError, PiOrchestratorError
from .coordinator import ProvisioningCoordinator
from .exceptions import UNCERTAIN, failed, not_loaded, uncertain
from .reauth import async_ask_for_key


@callback
def async_check_loaded(coordinator: ProvisioningCoordinator) -> None:
    """Check before each request of an action that waited for its turn.

    Raises:
        ServiceValidationError: the entry was unloaded, and nobody may act with this coordinator any more.
    """
    if coordinator.is_over:
        raise not_loaded(coordinator.config_entry.title)


async def async_send_once[T](
    coordinator: ProvisioningCoordinator,
    request: Callable[[], Awaitable[T]],
    verify: Callable[[], Awaitable[bool | None]],
    mac: str | None = None,
) -> T | None:
    """Send one request, and never repeat it.

    Args:
        coordinator: Of the server.
        request: Sends the request.
        verify: Reads whether the request was carried out; None where the server cannot be read.
        mac: The board that the request is about.

    Returns:
        The answer; None when it was lost but a read shows that the request was carried out.

    Raises:
        HomeAssistantError: the request was refused, or its outcome is unknown.
    """
    try:
        return await request()
    except PiOrchestratorError as error:
        note(coordinator, error, mac)
        if not error.outcome_unknown:
            raise failed(error) from error
        # An entry that was unloaded reads nothing any more, and its last state proves nothing.
        found = None if coordinator.is_over else await verify()
        if found:
            return None
        # A retryable refusal and a read that shows no change leave no doubt.
        raise (failed(error) if found is False and error.retryable else uncertain(error)) from error


def is_disproved(error: HomeAssistantError) -> bool:
    """Whether a read has left no doubt that a request of an uncertain outcome was not carried out."""
    cause = error.__cause__
    is_uncertain = isinstance(cause, PiOrchestratorError) and cause.outcome_unknown
    return is_uncertain and error.translation_key not in UNCERTAIN


def note(coordinator: ProvisioningCoordinator, error: PiOrchestratorError, mac: str | None = None) -> None:
    """Remember the error, and ask the user for another key where this one is refused."""
    coordinator.async_report(error, mac)
    if isinstance(error, KeyRefusedError):
        async_ask_for_key(coordinator)
