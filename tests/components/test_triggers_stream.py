"""What the stream says reaches triggers once, whatever the words; what a read finds out does not."""

from itertools import count
from typing import Literal

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.happenings import Kind
from tests.conftest import wait_for

from .automations import Heard, trigger
from .pi import NAMED, NAMED_DIGITS, PLAIN, STRANGER, Pi

_marks = count()
KINDS = ("session_started", "session_expiring", "device_discovered", "device_verified", "device_failed")


@pytest.fixture
async def heard(pi: Pi) -> Heard:
    """An automation for each kind of the stream, with the Pi as its target."""
    device = pi.device()
    assert device is not None
    heard = Heard(pi.hass)
    await heard.listen({kind: trigger(kind, {"device_id": device.id}) for kind in KINDS})
    return heard


async def _say(pi: Pi, heard: Heard, kind: str, session_id: str | None, **device: object) -> None:
    """An event of a board as a server sends it, taken in."""
    pi.simulator.send_event(kind, {"device": device}, session_id)
    await _sync(pi, heard)


async def _sync(pi: Pi, heard: Heard) -> None:
    """Wait until everything that was sent was taken in and heard."""
    words = f"Mark {next(_marks)}"
    pi.simulator.send_error("NETWORK_ERROR", words)
    await wait_for(lambda: bool((fault := pi.coordinator.data.fault) and fault.message == words))
    await heard.settled()


@pytest.mark.parametrize("dialect", ["entity", "flat", "mixed"])
@pytest.mark.parametrize("also", ["off", "on"])
async def test_a_batch(
    pi: Pi, heard: Heard, dialect: Literal["entity", "flat", "mixed"], also: Literal["off", "on"]
) -> None:
    """Each thing once, with what is known of it, in every dialect."""
    pi.simulator.switches.sse_dialect = dialect
    pi.simulator.switches.sse_also_state_changed = also
    session_id = await pi.batch()
    assert pi.simulator.provision_all() == 2
    await pi.simulator.wait_idle()
    await pi.agreed()
    pi.simulator.stop_session()
    await pi.agreed()
    await _sync(pi, heard)
    (started,) = heard.of("session_started")
    assert started["session_id"] == session_id
    assert started["target_ssid"] == "Workshop"
    assert sorted(told["mac"] for told in heard.of("device_discovered")) == [NAMED, PLAIN, STRANGER]
    assert {told["mac"]: told["allowed"] for told in heard.of("device_discovered")} == {
        NAMED: True,
        PLAIN: True,
        STRANGER: False,
    }
    assert sorted(told["mac"] for told in heard.of("device_verified")) == [NAMED, PLAIN]
    (verified,) = (told for told in heard.of("device_verified") if told["mac"] == NAMED)
    expected = {
        "name": "Top shelf",
        "allowed": True,
        "state": "verified",
        "container_id": "fridge-1",
        "rssi": -61,
        "firmware_version": "2.4.1",
        "session_id": session_id,
        "config_entry_id": pi.entry.entry_id,
    }
    assert {name: verified[name] for name in expected} == expected
    assert not heard.of("device_failed")
    assert not heard.of("session_expiring")


async def test_a_failure_says_why_and_a_retry_that_fails_is_another(pi: Pi, heard: Heard) -> None:
    session_id = await pi.batch()
    for number in (1, 2):
        board = {"mac": NAMED, "retry_count": number}
        await _say(pi, heard, "device.provisioning_started", session_id, **board, state="provisioning")
        failed = {**board, "state": "failed", "error_message": "No answer"}
        await _say(pi, heard, "device.provisioning_failed", session_id, **failed)
        await _say(pi, heard, "device.state_changed", session_id, **failed)
        flat = {"mac": NAMED, "previous_state": "provisioning", "new_state": "failed", "error": "No answer"}
        pi.simulator.send_event("device.state_changed", flat, session_id)
        await _sync(pi, heard)
        told = heard.of("device_failed")
        assert len(told) == number
        assert (told[-1]["mac"], told[-1]["error_message"]) == (NAMED, "No answer")
        assert "error_code" not in told[-1]


async def test_a_failure_brings_the_refusal_that_came_before_it(pi: Pi, heard: Heard) -> None:
    session_id = await pi.batch()
    pi.simulator.faults.fail("POST /batch/{id}/devices/{mac}/provision", "DEVICE_UNREACHABLE")
    with pytest.raises(HomeAssistantError):
        await pi.press("provision", NAMED_DIGITS)
    await _say(pi, heard, "device.provisioning_failed", session_id, mac=NAMED, state="failed")
    (failed,) = heard.of("device_failed")
    assert failed["error_code"] == "DEVICE_UNREACHABLE"
    assert failed["error_message"] == "No connection to the device"
    assert failed["correlation_id"]


async def test_the_warning_is_told_once(pi: Pi, heard: Heard) -> None:
    session_id = await pi.batch()
    session = {"id": session_id, "state": "active"}
    for word in ("again", "and again"):
        pi.simulator.send_event("session.timeout_warning", {"session": session, "x": word}, session_id)
        await _sync(pi, heard)
    (told,) = heard.of("session_expiring")
    assert told["session_id"] == session_id
    assert told["expires_at"].startswith("20")


async def test_repeated_frames_are_told_once(pi: Pi, heard: Heard) -> None:
    pi.simulator.repeat_events(3)
    await pi.batch()
    await _sync(pi, heard)
    assert sorted(heard.names) == ["device_discovered"] * 3 + ["session_started"]


async def test_other_sessions_are_not_told(pi: Pi, heard: Heard) -> None:
    ours = await pi.batch()
    await _sync(pi, heard)
    heard.told.clear()
    for state in ("discovered", "verified", "failed"):
        await _say(pi, heard, "device.state_changed", "some-old-session", mac=NAMED, state=state)
    session = {"id": "some-old-session", "state": "active"}
    pi.simulator.send_event("session.timeout_warning", {"session": session}, "some-old-session")
    pi.simulator.send_event("session.timeout_warning", {"session": session}, ours)
    await _say(pi, heard, "device.state_changed", None, mac="none")
    await _sync(pi, heard)
    assert heard.told == []


@pytest.mark.parametrize(
    "session",
    [
        {"id": "s-9", "state": "active", "created_at": "2020-01-01T00:00:00Z"},
        {"id": "s-9", "state": "active"},
        {"id": "s-9", "state": "closed", "created_at": "2020-01-01T00:00:00Z"},
    ],
)
async def test_a_later_word_of_a_running_session_is_no_start(
    pi: Pi, heard: Heard, session: dict[str, str]
) -> None:
    """The flat dialect says everything about a session in the same words."""
    pi.simulator.send_event("session.status", {"session": session}, "s-9")
    await _sync(pi, heard)
    assert heard.told == []


async def test_a_resync_tells_nothing(pi: Pi, heard: Heard) -> None:
    await pi.batch()
    await _sync(pi, heard)
    heard.told.clear()
    pi.simulator.faults.drop("GET /batch/events", times=None)
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "waiting")
    pi.simulator.provision_all()
    await pi.simulator.wait_idle()
    pi.simulator.faults.clear()
    pi.coordinator.stream.wake()
    await wait_for(lambda: pi.stream == "live")
    await pi.agreed()
    for _ in range(2):
        await pi.coordinator.async_refresh()
    await _sync(pi, heard)
    assert pi.state("sensor", "verified_count") == "2"
    assert heard.told == []


async def test_a_reload_tells_nothing_again(pi: Pi, heard: Heard) -> None:
    """Not even where the server says again what it said before."""
    session_id = await pi.batch()
    await pi.force("failed", PLAIN)
    await _sync(pi, heard)
    heard.told.clear()
    await pi.unload()
    await pi.set_up()
    await pi.coordinator.async_refresh()
    await _say(pi, heard, "device.discovered", session_id, mac=NAMED, state="discovered")
    await _say(pi, heard, "device.state_changed", session_id, mac=PLAIN, state="failed")
    assert heard.told == []
    await pi.hass.config_entries.async_remove(pi.entry.entry_id)
    assert pi.hass.data["piorchestrator_told"] == {}


async def test_a_restart_tells_nothing_again(hass: HomeAssistant, pi: Pi) -> None:
    await pi.batch()
    await pi.force("failed", PLAIN)
    device = pi.device()
    assert device is not None
    await pi.unload()
    hass.data.pop("piorchestrator_told", None)
    heard = Heard(hass)
    hass.set_state(CoreState.not_running)
    await heard.listen({kind: trigger(kind, {"device_id": device.id}) for kind in Kind})
    await pi.set_up()
    await hass.async_start()
    await pi.coordinator.async_refresh()
    await _sync(pi, heard)
    assert heard.told == []
