"""Each code of the contract as a user meets it: raised, in a row, as the last error, at the board [C §7]."""

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.client import ErrorCode, category_of
from custom_components.piorchestrator.client.errors import RETRYABLE_CODES
from simulator.codes import CODES
from tests.conftest import WIFI_PASSWORD, wait_for

from .actions import ALL, ONE, refused
from .pi import NAMED, NAMED_DIGITS, PLAIN, PLAIN_DIGITS, Pi
from .test_event import Fired

MESSAGE = "The server's own words"
WAIT = 17
# These two leave open whether the work was done; the code's own text is for reads.
UNCERTAIN = {ErrorCode.DATABASE_ERROR, ErrorCode.INTERNAL_ERROR}
BOARD_WORDS = ("error_code", "error_message", "error_category", "correlation_id")


def fail(pi: Pi, route: str, code: str, *, retryable: bool | None = None) -> None:
    """Refuse the next request; retryable codes ask for an unusual waiting time."""
    waits = (code in RETRYABLE_CODES) if retryable is None else retryable
    retry_after = WAIT if waits else None
    pi.simulator.faults.fail(route, code, message=MESSAGE, retryable=retryable, retry_after=retry_after)


def assert_says_all(text: str, code: str, correlation_id: str, *, waits: bool) -> None:
    """Nothing that the support needs is missing, and nothing of the template is left."""
    assert f"{MESSAGE} ({code})" in text
    assert len(correlation_id) == 36
    assert correlation_id in text
    assert (f"{WAIT} s" in text) is waits
    assert "{" not in text


@pytest.mark.parametrize("code", ErrorCode)
async def test_press_of_a_button(pi: Pi, code: ErrorCode) -> None:
    await pi.batch()
    fail(pi, f"POST {ALL}", code)
    with pytest.raises(HomeAssistantError) as raised:
        await pi.press("provision_all")
    last = pi.full("sensor", "last_error")
    assert_says_all(str(raised.value), code, last.attributes["correlation_id"], waits=code in RETRYABLE_CODES)
    if code is ErrorCode.UNAUTHORIZED:
        expected = "key_refused"
    elif code in UNCERTAIN:
        expected = "outcome_unknown"
    else:
        expected = code.lower()
    assert raised.value.translation_key == expected
    assert last.state == code.lower()
    assert last.attributes["message"] == MESSAGE
    assert last.attributes["category"] == category_of(code)
    assert last.attributes["retryable"] is CODES[code].retryable
    assert pi.posts(ALL) == 1


@pytest.mark.parametrize("code", ErrorCode)
async def test_row_and_board(pi: Pi, code: ErrorCode) -> None:
    await pi.batch()
    fail(pi, f"POST {ONE}", code)
    (row,) = (await pi.ask("provision_device", mac=NAMED))["results"]
    assert (row["code"], row["category"]) == (code, category_of(code))
    assert MESSAGE in row["message"]
    assert row.get("retry_after") == (WAIT if code in RETRYABLE_CODES else None)
    words = pi.full("sensor", "status", NAMED_DIGITS).attributes
    if code is ErrorCode.UNAUTHORIZED:  # it is not about the board
        assert all(words[name] is None for name in BOARD_WORDS)
        return
    assert [words[name] for name in BOARD_WORDS] == [code, MESSAGE, category_of(code), row["correlation_id"]]
    assert pi.full("sensor", "status", PLAIN_DIGITS).attributes["error_code"] is None


@pytest.mark.parametrize("code", ErrorCode)
async def test_read_for_an_action(pi: Pi, code: ErrorCode) -> None:
    """Here also those that leave an action's outcome open have words of their own."""
    await pi.agreed()
    for _ in range(3):
        fail(pi, "GET /allowlist", code)
    if code in RETRYABLE_CODES:  # the wait would be longer than the time for a read
        pi.simulator.faults.clear()
        fail(pi, "GET /allowlist", code)
    error = await refused(pi, HomeAssistantError, "get_allowlist")
    assert error.translation_placeholders is not None
    correlation_id = error.translation_placeholders["correlation_id"]
    assert_says_all(str(error), code, correlation_id, waits=code in RETRYABLE_CODES)
    expected = "key_refused" if code is ErrorCode.UNAUTHORIZED else code.lower()
    assert error.translation_key == expected


@pytest.mark.parametrize(
    ("code", "retryable", "key"),
    [
        ("BOARD_ON_FIRE", False, "refused"),
        ("BOARD_ON_FIRE", True, "refused_for_now"),
        ("SESSION_EXPIRED", True, "refused_for_now"),
        ("RATE_LIMITED", False, "refused"),
    ],
)
async def test_codes_that_do_not_fit_the_registry(pi: Pi, code: str, key: str, *, retryable: bool) -> None:
    """The body decides [C §6]; the words of the registry might be wrong then."""
    await pi.batch()
    pi.simulator.faults.fail(
        f"POST {ALL}",
        code,
        status=429,
        message=MESSAGE,
        retryable=retryable,
        retry_after=WAIT if retryable else None,
    )
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == key
    last = pi.full("sensor", "last_error").attributes
    assert_says_all(str(error), code, last["correlation_id"], waits=retryable)
    assert last["retryable"] is retryable
    assert last["category"] == category_of(code)


async def test_key_code_without_its_status(pi: Pi) -> None:
    """Only a 401 asks for another key [C §4]."""
    await pi.batch()
    pi.simulator.faults.fail(f"POST {ALL}", "UNAUTHORIZED", status=403, message=MESSAGE)
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == "unauthorized"
    assert not pi.hass.config_entries.flow.async_progress()


async def test_details_are_told(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.faults.fail(f"POST {ALL}", "VALIDATION_FAILED", message=MESSAGE, details="only_allowlisted")
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert f"{MESSAGE} (only_allowlisted)" in str(error)


async def test_equal_faults_are_written_once(pi: Pi) -> None:
    await pi.batch()
    written = pi.full("sensor", "last_error").last_reported
    for _ in range(3):
        pi.simulator.send_error("MQTT_UNAVAILABLE", "gone", retryable=True)
    await wait_for(lambda: pi.state("sensor", "last_error") == "mqtt_unavailable")
    first = pi.full("sensor", "last_error")
    assert first.last_reported > written
    assert (first.attributes["category"], first.attributes["retryable"]) == ("infrastructure", True)
    pi.simulator.send_error("MQTT_UNAVAILABLE", "gone", retryable=True)
    pi.simulator.force_state("failed", PLAIN)
    await pi.agreed()
    assert pi.full("sensor", "last_error").last_reported == first.last_reported


async def test_error_of_a_board_goes_when_it_moves_on(pi: Pi) -> None:
    await pi.batch()
    for code in ("CIRCUIT_OPEN", "DEVICE_UNREACHABLE"):
        fail(pi, f"POST {ONE}", code)
        with pytest.raises(HomeAssistantError):
            await pi.press("provision", NAMED_DIGITS)
        assert pi.full("sensor", "status", NAMED_DIGITS).attributes["error_code"] == code
    await pi.coordinator.async_refresh()
    assert pi.full("sensor", "status", NAMED_DIGITS).attributes["error_code"] == "DEVICE_UNREACHABLE"
    await pi.press("provision", NAMED_DIGITS)
    await pi.agreed()
    assert all(pi.full("sensor", "status", NAMED_DIGITS).attributes[name] is None for name in BOARD_WORDS)


async def test_failure_of_a_board_is_told_with_the_refusal_before_it(pi: Pi) -> None:
    session_id = await pi.batch()
    fired = Fired(pi)
    fail(pi, f"POST {ONE}", "DEVICE_REJECTED")
    with pytest.raises(HomeAssistantError):
        await pi.press("provision", NAMED_DIGITS)
    words = pi.full("sensor", "status", NAMED_DIGITS).attributes
    for mac, wire in ((NAMED, None), (PLAIN, "no answer")):
        device = {"mac": mac, "state": "failed", "error_message": wire, "session_id": session_id}
        pi.simulator.send_event("device.provisioning_failed", {"device": device}, session_id)
    await wait_for(lambda: len(fired.of("device_provisioning_failed")) == 2)
    known, unknown = fired.of("device_provisioning_failed")
    assert (known["error_code"], known["error_message"]) == ("DEVICE_REJECTED", MESSAGE)
    assert known["correlation_id"] == words["correlation_id"]
    assert unknown["error_message"] == "no answer"
    assert "error_code" not in unknown
    assert "correlation_id" not in unknown


async def test_secrets_that_the_server_quotes(pi: Pi) -> None:
    """The Wi-Fi password belongs to the session; here it comes back with calls that did not send it."""
    session_id = await pi.batch()
    quoting = f"cannot join with {WIFI_PASSWORD}"
    pi.simulator.faults.fail(f"POST {ONE}", "DEVICE_REJECTED", message=quoting, details=quoting)
    with pytest.raises(HomeAssistantError) as raised:
        await pi.press("provision", NAMED_DIGITS)
    assert "cannot join with ***" in str(raised.value)
    device = {"mac": PLAIN, "state": "failed", "error_message": quoting, "session_id": session_id}
    pi.simulator.send_event("device.provisioning_failed", {"device": device}, session_id)
    pi.simulator.send_error("NETWORK_ERROR", quoting)
    await wait_for(lambda: pi.state("sensor", "last_error") == "network_error")
    everything = repr([state.as_dict() for state in pi.hass.states.async_all()])
    assert "cannot join with ***" in everything
    assert WIFI_PASSWORD not in everything + repr(pi.coordinator.history.errors)
