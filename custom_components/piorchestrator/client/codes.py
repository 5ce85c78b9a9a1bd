"""The error codes of the wire: what kind each is, and whether waiting helps [C §7]."""

from enum import StrEnum
from typing import Final


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


# Codes that are retryable when the body does not say [C §7].
RETRYABLE_CODES: Final = frozenset(
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
FINAL_CODES: Final = frozenset(ErrorCode) - RETRYABLE_CODES


class ErrorCategory(StrEnum):
    """Whom an error concerns [C §7]."""

    AUTH = "auth"
    SESSION = "session"
    DEVICE = "device"
    NETWORK = "network"
    VALIDATION = "validation"
    INFRASTRUCTURE = "infrastructure"


_CATEGORIES: Final = {
    ErrorCode.UNAUTHORIZED: ErrorCategory.AUTH,
    ErrorCode.TOTP_INVALID: ErrorCategory.AUTH,
    ErrorCode.TOTP_EXPIRED: ErrorCategory.AUTH,
    ErrorCode.SESSION_NOT_FOUND: ErrorCategory.SESSION,
    ErrorCode.SESSION_EXPIRED: ErrorCategory.SESSION,
    ErrorCode.SESSION_ALREADY_ACTIVE: ErrorCategory.SESSION,
    ErrorCode.SESSION_ALREADY_CLOSED: ErrorCategory.SESSION,
    ErrorCode.SESSION_NOT_RECOVERABLE: ErrorCategory.SESSION,
    ErrorCode.DEVICE_NOT_FOUND: ErrorCategory.DEVICE,
    ErrorCode.DEVICE_NOT_IN_ALLOWLIST: ErrorCategory.DEVICE,
    ErrorCode.DEVICE_ALREADY_PROVISIONING: ErrorCategory.DEVICE,
    ErrorCode.DEVICE_INVALID_STATE: ErrorCategory.DEVICE,
    ErrorCode.DEVICE_UNREACHABLE: ErrorCategory.DEVICE,
    ErrorCode.DEVICE_REJECTED: ErrorCategory.DEVICE,
    ErrorCode.DEVICE_TIMEOUT: ErrorCategory.DEVICE,
    ErrorCode.MAX_RETRIES_EXCEEDED: ErrorCategory.DEVICE,
    ErrorCode.VERIFICATION_TIMEOUT: ErrorCategory.DEVICE,
    ErrorCode.NETWORK_ERROR: ErrorCategory.NETWORK,
    ErrorCode.CIRCUIT_OPEN: ErrorCategory.NETWORK,
    ErrorCode.RATE_LIMITED: ErrorCategory.NETWORK,
    ErrorCode.VALIDATION_FAILED: ErrorCategory.VALIDATION,
    ErrorCode.INVALID_REQUEST: ErrorCategory.VALIDATION,
    ErrorCode.MISSING_PARAMETER: ErrorCategory.VALIDATION,
    ErrorCode.MQTT_UNAVAILABLE: ErrorCategory.INFRASTRUCTURE,
    ErrorCode.DATABASE_ERROR: ErrorCategory.INFRASTRUCTURE,
    ErrorCode.INTERNAL_ERROR: ErrorCategory.INFRASTRUCTURE,
}


def known_code(text: str | None) -> ErrorCode | None:
    """The code of the registry; None for those that nobody knows."""
    return ErrorCode.__members__.get(text) if text is not None else None


def category_of(text: str | None) -> ErrorCategory | None:
    """The category of a code of the registry."""
    code = known_code(text)
    return _CATEGORIES[code] if code is not None else None
