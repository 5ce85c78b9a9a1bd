"""Codes, their categories, and what a body may say otherwise [C §6, §7]."""

import pytest

from custom_components.piorchestrator.client.errors import (
    RETRYABLE_CODES,
    ErrorCategory,
    ErrorCode,
    KeyRefusedError,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    UnreachableError,
    category_of,
    concerns_every_request,
)


@pytest.mark.parametrize(
    ("category", "count", "samples"),
    [
        (ErrorCategory.AUTH, 3, {"UNAUTHORIZED", "TOTP_INVALID", "TOTP_EXPIRED"}),
        (ErrorCategory.SESSION, 5, {"SESSION_EXPIRED"}),
        (ErrorCategory.DEVICE, 9, {"DEVICE_REJECTED", "MAX_RETRIES_EXCEEDED", "VERIFICATION_TIMEOUT"}),
        (ErrorCategory.NETWORK, 3, {"NETWORK_ERROR", "CIRCUIT_OPEN", "RATE_LIMITED"}),
        (ErrorCategory.VALIDATION, 3, {"VALIDATION_FAILED", "INVALID_REQUEST", "MISSING_PARAMETER"}),
        (ErrorCategory.INFRASTRUCTURE, 3, {"MQTT_UNAVAILABLE", "DATABASE_ERROR", "INTERNAL_ERROR"}),
    ],
)
def test_each_code_has_its_category(category: ErrorCategory, count: int, samples: set[str]) -> None:
    of_registry = {code for code in ErrorCode if category_of(code) is category}
    assert len(of_registry) == count
    assert samples <= of_registry
    assert all(code.startswith("SESSION_") for code in of_registry) == (category is ErrorCategory.SESSION)


def test_all_26_are_sorted() -> None:
    assert len(ErrorCode) == 26
    assert all(category_of(code) for code in ErrorCode)


@pytest.mark.parametrize(
    ("code", "category"),
    [
        (None, None),
        ("", None),
        ("BOARD_ON_FIRE", None),
        ("NOT_FOUND", None),
        ("CAMERA_OFFLINE", ErrorCategory.DEVICE),
        ("BAD_REQUEST", ErrorCategory.VALIDATION),
        ("TIMEOUT", ErrorCategory.NETWORK),
        ("SERVICE_UNAVAILABLE", ErrorCategory.INFRASTRUCTURE),
    ],
)
def test_codes_outside_the_registry(code: str | None, category: ErrorCategory | None) -> None:
    assert category_of(code) is category


@pytest.mark.parametrize("code", ErrorCode)
def test_the_body_may_say_otherwise(code: ErrorCode) -> None:
    waits = 5.0 if code in RETRYABLE_CODES else None
    assert RefusedError("no", code=code, retryable=waits is not None, retry_after=waits).is_registered
    other = None if waits else 5.0
    assert not RefusedError("no", code=code, retryable=other is not None, retry_after=other).is_registered


def test_a_code_that_nobody_knows_is_not_registered() -> None:
    assert not RefusedError("no", code="BOARD_ON_FIRE").is_registered
    assert not RefusedError("no").is_registered


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (KeyRefusedError("no"), True),
        (RouteAbsentError("no"), True),
        (RefusedError("no", code="UNAUTHORIZED", status=200), True),
        (RefusedError("no", code="SESSION_EXPIRED"), True),
        (RefusedError("no", code="RATE_LIMITED", status=200), True),
        (RefusedError("no", code="SLOW_DOWN", status=429), True),
        (RefusedError("no", code="DEVICE_NOT_IN_ALLOWLIST", status=403), False),
        (RefusedError("no", code="DEVICE_REJECTED", status=502), False),
        (RefusedError("no", code="DATABASE_ERROR", status=500), False),
        (RefusedError("no", code="NO_CODE_OF_THE_CONTRACT", status=400), False),
        (UnreachableError("no answer"), False),
    ],
)
def test_refusals_that_do_not_depend_on_the_board(error: PiOrchestratorError, expected: bool) -> None:
    assert concerns_every_request(error) is expected
