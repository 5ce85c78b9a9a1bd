"""What can go wrong, sorted by what helps: time, a key, another route, or a different request [C §5–§7]."""

from enum import StrEnum
from typing import override

# Server constants [C §4 of the hand-off, §6 here]: the wait when a retryable error names none.
DEFAULT_WAIT_SECONDS = 5.0
RATE_LIMITED_WAIT_SECONDS = 30.0
# A server that asks for more than an hour is read as one that miscounted.
LONGEST_WAIT_SECONDS = 3600.0


class ErrorCode(StrEnum):
    """The 26 codes of the provisioning API [C §7]; others exist on the wire and stay plain text."""

    SESSION_NOT_FOUND = "SESSION_NOT_FOUND"
    SESSION_EXPIRED = "SESSION_EXPIRED"
    SESSION_ALREADY_ACTIVE = "SESSION_ALREADY_ACTIVE"
    SESSION_ALREADY_CLOSED = "SESSION_ALREADY_CLOSED"
    SESSION_NOT_RECOVERABLE = "SESSION_NOT_RECOVERABLE"
    DEVICE_NOT_FOUND = "DEVICE_NOT_FOUND"
    DEVICE_NOT_IN_ALLOWLIST = "DEVICE_NOT_IN_ALLOWLIST"
    DEVICE_ALREADY_PROVISIONING = "DEVICE_ALREADY_PROVISIONING"
    DEVICE_INVALID_STATE = "DEVICE_INVALID_STATE"
    MAX_RETRIES_EXCEEDED = "MAX_RETRIES_EXCEEDED"
    TOTP_INVALID = "TOTP_INVALID"
    TOTP_EXPIRED = "TOTP_EXPIRED"
    RATE_LIMITED = "RATE_LIMITED"
    UNAUTHORIZED = "UNAUTHORIZED"
    DEVICE_UNREACHABLE = "DEVICE_UNREACHABLE"
    DEVICE_REJECTED = "DEVICE_REJECTED"
    DEVICE_TIMEOUT = "DEVICE_TIMEOUT"
    CIRCUIT_OPEN = "CIRCUIT_OPEN"
    VERIFICATION_TIMEOUT = "VERIFICATION_TIMEOUT"
    NETWORK_ERROR = "NETWORK_ERROR"
    MQTT_UNAVAILABLE = "MQTT_UNAVAILABLE"
    DATABASE_ERROR = "DATABASE_ERROR"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    INVALID_REQUEST = "INVALID_REQUEST"
    MISSING_PARAMETER = "MISSING_PARAMETER"


_REGISTRY = frozenset(ErrorCode)
# Codes that are retryable when the body does not say [C §7].
RETRYABLE_CODES = frozenset(
    {
        ErrorCode.TOTP_INVALID,
        ErrorCode.TOTP_EXPIRED,
        ErrorCode.RATE_LIMITED,
        ErrorCode.DEVICE_UNREACHABLE,
        ErrorCode.DEVICE_REJECTED,
        ErrorCode.DEVICE_TIMEOUT,
        ErrorCode.CIRCUIT_OPEN,
        ErrorCode.VERIFICATION_TIMEOUT,
        ErrorCode.NETWORK_ERROR,
        ErrorCode.MQTT_UNAVAILABLE,
    }
)


class ErrorCategory(StrEnum):
    """What an error is about, for display [C §7]."""

    AUTH = "auth"
    SESSION = "session"
    DEVICE = "device"
    NETWORK = "network"
    VALIDATION = "validation"
    INFRASTRUCTURE = "infrastructure"


_CATEGORIES = {
    ErrorCategory.AUTH: {"UNAUTHORIZED", "TOTP_INVALID", "TOTP_EXPIRED"},
    ErrorCategory.SESSION: {
        "SESSION_NOT_FOUND",
        "SESSION_EXPIRED",
        "SESSION_ALREADY_ACTIVE",
        "SESSION_ALREADY_CLOSED",
        "SESSION_NOT_RECOVERABLE",
    },
    ErrorCategory.DEVICE: {
        "DEVICE_NOT_FOUND",
        "DEVICE_NOT_IN_ALLOWLIST",
        "DEVICE_ALREADY_PROVISIONING",
        "DEVICE_INVALID_STATE",
        "DEVICE_UNREACHABLE",
        "DEVICE_REJECTED",
        "DEVICE_TIMEOUT",
        "MAX_RETRIES_EXCEEDED",
        "VERIFICATION_TIMEOUT",
        # Of other routes, as the rest below the codes of the registry in each category.
        "CAMERA_OFFLINE",
        "CAMERA_NOT_FOUND",
        "CAPTURE_FAILED",
        "CAPTURE_TIMEOUT",
        "REBOOT_FAILED",
    },
    ErrorCategory.NETWORK: {"NETWORK_ERROR", "CIRCUIT_OPEN", "RATE_LIMITED", "TIMEOUT"},
    ErrorCategory.VALIDATION: {
        "VALIDATION_FAILED",
        "INVALID_REQUEST",
        "MISSING_PARAMETER",
        "BAD_REQUEST",
        "VALIDATION_ERROR",
    },
    ErrorCategory.INFRASTRUCTURE: {
        "MQTT_UNAVAILABLE",
        "DATABASE_ERROR",
        "INTERNAL_ERROR",
        "SERVICE_UNAVAILABLE",
    },
}
_CATEGORY_OF = {code: category for category, codes in _CATEGORIES.items() for code in codes}


def category_of(code: str | None) -> ErrorCategory | None:
    """What a code is about; None for one that nobody knows, and for those that say nothing of it (`NOT_FOUND`)."""
    return None if code is None else _CATEGORY_OF.get(code)


def code_in(message: str | None) -> str | None:
    """The code of the registry that a message begins with: a failed board has no field for it on the wire [C §8.3]."""
    code, colon, _ = (message or "").partition(":")
    return code if colon and code in _REGISTRY else None


def is_code(text: str) -> bool:
    """Whether a text is one of the codes of the contract."""
    return text in _CATEGORY_OF


class PiOrchestratorError(Exception):
    """Anything that kept a request from its answer; the subclass tells what would help.

    Attributes:
        message: short English text, the server's own where it gave one; data, never markup.
        code: the wire's error code, also one nobody knows; None without an answer.
        details: the server's further words.
        correlation_id: what the server's owner needs to find the call in the server's log.
        status: HTTP status; None without an answer.
        retryable: the server says that the same call may succeed later.
        retry_after: seconds to wait before that; None when not retryable.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        details: str | None = None,
        correlation_id: str | None = None,
        status: int | None = None,
        retryable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.details = details
        self.correlation_id = correlation_id
        self.status = status
        self.retryable = retryable
        self.retry_after = retry_after

    @property
    def is_registered(self) -> bool:
        """One of the 26 codes, with a waiting time where the registry has one [C §7]; the body may say otherwise."""
        waits = self.retry_after is not None
        return self.code in _REGISTRY and waits == (self.code in RETRYABLE_CODES)

    @property
    def outcome_unknown(self) -> bool:
        """An action may have been carried out all the same: read before deciding [C §6]."""
        return self.status is None or not 200 <= self.status < 500

    @property
    def is_rate_limited(self) -> bool:
        """The server is busy."""
        return self.status == 429 or self.code == ErrorCode.RATE_LIMITED

    @override
    def __str__(self) -> str:
        parts = [f"{self.code}: {self.message}" if self.code else self.message]
        if self.details:
            parts.append(f"({self.details})")
        if self.correlation_id:
            parts.append(f"[{self.correlation_id}]")
        return " ".join(parts)


class UnreachableError(PiOrchestratorError):
    """No connection, or one that broke; heals by itself."""


class UntrustedError(UnreachableError):
    """The certificate of the server proves nothing to this machine; nothing was sent to it."""


class TlsFailedError(UnreachableError):
    """The server speaks no TLS, or none that this machine speaks; nothing was sent to it."""


class TimedOutError(UnreachableError):
    """No answer within the time limit; heals by itself."""


class KeyRefusedError(PiOrchestratorError):
    """401 `UNAUTHORIZED`: nothing but another key helps [C §4]."""


class RouteAbsentError(PiOrchestratorError):
    """HTML, E4, a redirect or an empty 404: this address does not offer the route [C §2]."""


class SecureElsewhereError(RouteAbsentError):
    """A redirect of a read to an address with `https`, which is not followed."""


class RedirectedError(RouteAbsentError):
    """A redirect, which is not followed: whatever answered may have passed the request on."""

    @property
    @override
    def outcome_unknown(self) -> bool:
        """Whether the action was carried out is not known."""
        return True


class RefusedError(PiOrchestratorError):
    """The server answered no, with a code [C §7]."""


class UnreadableAnswerError(PiOrchestratorError):
    """An answer outside the contract: no JSON, too large, or without its identity field."""

    @property
    @override
    def outcome_unknown(self) -> bool:
        """The server did answer, so the action was probably carried out."""
        return True


class WebPageError(UnreadableAnswerError):
    """A web page that does not say that the route is absent: a proxy or a captive portal answered."""


def concerns_every_request(error: PiOrchestratorError) -> bool:
    """Whether the server would refuse the next request as well, whichever board it is about."""
    return (
        isinstance(error, KeyRefusedError | RouteAbsentError | WebPageError)
        or error.is_rate_limited
        or error.code == ErrorCode.UNAUTHORIZED
        or category_of(error.code) is ErrorCategory.SESSION
    )


class InvalidMacError(ValueError):
    """The text is no MAC address in any common notation."""

    def __init__(self, value: object) -> None:
        # What is no text may be as large and as deep as JSON allows.
        self.value = value[:64] if isinstance(value, str) else type(value).__name__
        super().__init__(f"not a MAC address: {self.value}")


class ImpossibleMacError(InvalidMacError):
    """The MAC address is one that no board has: all zeros, broadcast or multicast."""


class InvalidAddressError(ValueError):
    """The text is no host name, address or URL of a server."""


class ScopedAddressError(InvalidAddressError):
    """The IPv6 address is valid on one link only, or names a zone: no URL can carry the zone that it needs."""
