"""Errors of the client in the words of Home Assistant: translated, with code, correlation id and waiting time."""

from typing import Final

from homeassistant.exceptions import ConfigEntryAuthFailed, HomeAssistantError, ServiceValidationError
from homeassistant.helpers.update_coordinator import UpdateFailed

from .client import (
    LONGEST_HINT_SECONDS,
    ErrorCode,
    KeyRefusedError,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    TimedOutError,
    UnreachableError,
)
from .const import DOMAIN

# Texts of an outcome that nobody knows, with and without a waiting time.
UNCERTAIN: Final = ("outcome_unknown", "outcome_unknown_for_now")


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
        case RefusedError(code=str(code)) if error.is_registered:
            return ErrorCode(code).lower(), placeholders | _waiting(error)
        case RefusedError() if error.retry_after is not None:
            return "refused_for_now", placeholders | _waiting(error)
        case RefusedError():
            return "refused", placeholders
        case _:
            return "unreadable_answer", placeholders


def _waiting(error: PiOrchestratorError) -> dict[str, str]:
    """The waiting time, which the texts of retryable codes name."""
    return {} if error.retry_after is None else {"retry_after": f"{error.retry_after:g}"}


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
        translation_key="outcome_unknown" if error.retry_after is None else "outcome_unknown_for_now",
        translation_placeholders={
            "message": f"{error.message} ({error.code})" if error.code else error.message,
            "correlation_id": error.correlation_id or "–",
        }
        | _waiting(error),
    )


def not_available(title: str, failure: PiOrchestratorError | None) -> HomeAssistantError:
    """The server could not be read; with the time to wait where the refusal names one."""
    if failure is not None and failure.retry_after is not None:
        return failed(failure)
    return wrong_use("not_available", name=title)


class OperationEndedError(ServiceValidationError):
    """The operation ended before this request was sent; the requests that would follow it are not sent either."""


def not_loaded(title: str) -> OperationEndedError:
    """The entry was unloaded while the action waited: nothing was sent."""
    return OperationEndedError(
        translation_domain=DOMAIN, translation_key="not_loaded", translation_placeholders={"name": title}
    )


def session_stopped() -> OperationEndedError:
    """The session was stopped while the action waited: nothing was sent."""
    return OperationEndedError(translation_domain=DOMAIN, translation_key="session_stopped")


def wrong_use(key: str, **placeholders: str) -> ServiceValidationError:
    """Bad input: nothing was sent."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )
