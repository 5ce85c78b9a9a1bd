"""Errors of the client in the words of Home Assistant: translated, with code, correlation id and waiting time."""

from homeassistant.exceptions import ConfigEntryAuthFailed, HomeAssistantError, ServiceValidationError
from homeassistant.helpers.update_coordinator import UpdateFailed

from .client import (
    LONGEST_HINT_SECONDS,
    KeyRefusedError,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    TimedOutError,
    UnreachableError,
)
from .const import DOMAIN


def translation_of(error: PiOrchestratorError) -> tuple[str, dict[str, str]]:
    """Translation key and placeholders of an error."""
    placeholders = {
        "code": error.code or "–",
        "message": f"{error.message} ({error.details})" if error.details else error.message,
        "correlation_id": error.correlation_id or "–",
    }
    match error:
        case KeyRefusedError():
            return "key_refused", placeholders
        case RouteAbsentError():
            return "route_absent", placeholders
        case TimedOutError():
            return "no_answer", {}
        case UnreachableError():
            return "unreachable", {"message": error.message}
        case RefusedError() if error.retry_after is not None:
            return "refused_for_now", placeholders | {"retry_after": f"{error.retry_after:g}"}
        case RefusedError():
            return "refused", placeholders
        case _:
            return "unreadable_answer", placeholders


def failed(error: PiOrchestratorError) -> HomeAssistantError:
    """What a failing button or action raises."""
    key, placeholders = translation_of(error)
    return HomeAssistantError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def key_needed(error: KeyRefusedError) -> ConfigEntryAuthFailed:
    """What a set-up raises when the server refuses the key."""
    key, placeholders = translation_of(error)
    return ConfigEntryAuthFailed(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def read_failed(error: PiOrchestratorError) -> UpdateFailed:
    """What a read raises; a server that asks for a longer wait is asked again all the same."""
    key, placeholders = translation_of(error)
    return UpdateFailed(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
        retry_after=None if error.retry_after is None else min(error.retry_after, LONGEST_HINT_SECONDS),
    )


def uncertain(error: PiOrchestratorError) -> HomeAssistantError:
    """An action whose outcome a read could not confirm; it is never repeated by itself [C §6]."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="outcome_unknown",
        translation_placeholders={
            "message": f"{error.message} ({error.code})" if error.code else error.message,
            "correlation_id": error.correlation_id or "–",
        },
    )


def wrong_use(key: str, **placeholders: str) -> ServiceValidationError:
    """Bad input: nothing was sent."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )
