"""The error registry of [C §7] and the one exception that carries its codes."""

from types import EllipsisType
from typing import NamedTuple


class Code(NamedTuple):
    """Status, retry flag and default text of one code."""

    status: int
    retryable: bool
    message: str


CODES = {
    "SESSION_NOT_FOUND": Code(404, False, "Session not found"),
    "SESSION_EXPIRED": Code(410, False, "Session has expired"),
    "SESSION_ALREADY_ACTIVE": Code(409, False, "Another session is open"),
    "SESSION_ALREADY_CLOSED": Code(409, False, "Session is closed"),
    "SESSION_NOT_RECOVERABLE": Code(409, False, "Session cannot be resumed"),
    "DEVICE_NOT_FOUND": Code(404, False, "Device not found"),
    "DEVICE_NOT_IN_ALLOWLIST": Code(403, False, "Device is not approved"),
    "DEVICE_ALREADY_PROVISIONING": Code(409, False, "Device is being provisioned"),
    "DEVICE_INVALID_STATE": Code(409, False, "Not possible in this state"),
    "MAX_RETRIES_EXCEEDED": Code(409, False, "Too many attempts"),
    "TOTP_INVALID": Code(401, True, "One-time code is wrong"),
    "TOTP_EXPIRED": Code(401, True, "One-time code is too old"),
    "RATE_LIMITED": Code(429, True, "Too many requests"),
    "UNAUTHORIZED": Code(401, False, "Invalid API key"),
    "DEVICE_UNREACHABLE": Code(502, True, "No connection to the device"),
    "DEVICE_REJECTED": Code(502, True, "Device refused the credentials"),
    "DEVICE_TIMEOUT": Code(504, True, "Device did not answer in time"),
    "CIRCUIT_OPEN": Code(503, True, "Device temporarily unavailable"),
    "VERIFICATION_TIMEOUT": Code(504, True, "Device was not seen on the target network in time"),
    "NETWORK_ERROR": Code(503, True, "Trouble with the onboarding network"),
    "MQTT_UNAVAILABLE": Code(503, True, "No broker connection"),
    "DATABASE_ERROR": Code(500, False, "Storage failed"),
    "INTERNAL_ERROR": Code(500, False, "Internal error"),
    "VALIDATION_FAILED": Code(400, False, "Validation failed"),
    "INVALID_REQUEST": Code(400, False, "Request cannot be read"),
    "MISSING_PARAMETER": Code(400, False, "A required parameter is absent"),
}

# What an injected code outside the registry becomes unless the test says otherwise.
UNREGISTERED = Code(500, False, "Something else went wrong")

RETRY_AFTER_SECONDS = 5  # server constant [C §6]
RATE_LIMIT_RETRY_AFTER_SECONDS = 30  # server constant for 429 [C §6]


class ApiError(Exception):
    """A refusal with its code; `retry_after=...` stands for the server's own hint."""

    def __init__(
        self,
        code: str,
        details: str | None = None,
        *,
        status: int | None = None,
        message: str | None = None,
        retryable: bool | None = None,
        retry_after: float | EllipsisType | None = ...,
    ) -> None:
        super().__init__(code)
        known = CODES.get(code, UNREGISTERED)
        self.code = code
        self.details = details
        self.status = known.status if status is None else status
        self.message = known.message if message is None else message
        self.retryable = known.retryable if retryable is None else retryable
        if not isinstance(retry_after, EllipsisType):
            self.retry_after = retry_after
        elif not self.retryable:
            self.retry_after = None
        elif self.status == 429:
            self.retry_after = RATE_LIMIT_RETRY_AFTER_SECONDS
        else:
            self.retry_after = RETRY_AFTER_SECONDS
