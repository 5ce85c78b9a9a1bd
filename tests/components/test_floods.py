"""Floods within every other limit: bounded in rows of the recorder, triggers, issues and log lines; the last value stays."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
import json
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Event, EventStateChangedData, HassJob, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util.async_ import get_scheduled_timer_handles
import pytest

from custom_components.piorchestrator import entity, event, happening_rates, sensor
from custom_components.piorchestrator.client.models import MOST_RECOVERABLE
from custom_components.piorchestrator.core.rate import Rate
from custom_components.piorchestrator.happenings import Happening, Kind, async_tell
from tests.conftest import wait_for
from tests.floods import Fired, Rows

from .pi import NAMED, NAMED_DIGITS, PLAIN_DIGITS, Pi

FLOOD = 2000
LONG = "x" * 900


def mac(number: int) -> str:
    """One of many boards."""
    return f"02:00:00:00:{number >> 8:02X}:{number & 255:02X}"


def seen(pi: Pi, message: str) -> Callable[[], bool]:
    """The condition that the last error has this text."""
    return lambda: pi.full("sensor", "last_error").attributes["message"] == message


async def settled(pi: Pi) -> None:
    """Wait until everything that was sent was taken in."""
    pi.simulator.send_error("NETWORK_ERROR", "The end")
    await wait_for(lambda: bool((fault := pi.coordinator.data.fault) and fault.message == "The end"), 30)


def written(pi: Pi, key: str) -> list[str]:
    """The error message, or else the type, of each event that the event entity writes from now on."""
    words: list[str] = []

    @callback
    def on_write(change: Event[EventStateChangedData]) -> None:
        if change.data["new_state"] is not None:
            attributes = change.data["new_state"].attributes
            words.append(attributes.get("error_message", attributes["event_type"]))

    async_track_state_change_event(pi.hass, [pi.entity_id("event", key)], on_write)
    return words


async def test_errors(pi: Pi) -> None:
    """2,000 errors with texts of their own are a few rows, and the last one is shown."""
    await pi.batch()
    rows, words = Rows(pi.hass, pi.entry), written(pi, "session_event")
    for number in range(FLOOD):
        pi.simulator.send_error("NETWORK_ERROR", f"{number} {LONG}")
    pi.simulator.send_error("MQTT_UNAVAILABLE", "the last one")
    begun = pi.hass.loop.time()
    await wait_for(seen(pi, "the last one"), 30)
    await wait_for(lambda: "the last one" in words, 60)
    seconds = pi.hass.loop.time() - begun
    assert rows.count["last_error"] <= 62 + seconds
    assert rows.count["session_event"] <= 102 + seconds
    assert rows.bytes < 200_000


def change_session(pi: Pi, number: int) -> None:
    """Report another change of the session, as a server does with each step of each board."""
    session = {
        "id": pi.coordinator.data.session_id,
        "state": ("active", "paused")[number % 2],
        "target_ssid": f"net-{number}",
    }
    pi.simulator.send_event("session.state_changed", {"session": session}, pi.coordinator.data.session_id)


async def test_a_frequent_event_type_takes_nothing_from_a_rare_one(pi: Pi) -> None:
    """Each error of a batch of 500 boards is written, in its order, and the last event is the one that is shown."""
    await pi.batch()
    await pi.force("active")  # the simulator would report the end of the discovery meanwhile
    words = written(pi, "session_event")
    for number in range(1000):
        change_session(pi, number)
        if number % 100 == 99:
            pi.simulator.send_error("MQTT_UNAVAILABLE", f"error {number // 100}")
    await wait_for(lambda: "error 9" in words, 30)
    errors = [word for word in words if word.startswith("error ")]
    assert errors == [f"error {number}" for number in range(10)]
    assert words[-1] == "error 9", "a change that is older is not shown as the last event"
    assert 100 < words.count("session_state_changed") < 200
    change_session(pi, 1000)
    await wait_for(lambda: words[-1] == "session_state_changed", 30)


async def test_what_was_written_before_a_newer_event_is_no_debt(
    pi: Pi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a long flood of two types, an event that comes alone is written as soon as after a short one."""
    monkeypatch.setattr(event.SessionEvent, "_write_rates", (Rate(1, 0.1),))
    await pi.unload()
    await pi.set_up()
    await pi.batch()
    words = written(pi, "session_event")
    for number in range(150):
        pi.simulator.send_error("NETWORK_ERROR", f"{number} {LONG}")
        change_session(pi, number)
        await asyncio.sleep(0.02)
    pi.simulator.send_error("NETWORK_ERROR", "the last one")
    await wait_for(lambda: "the last one" in words, 8)  # without a limit the wait would be far longer


async def test_a_change_of_availability_costs_no_event(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """The characters of an event are counted once, not each time that the state is written."""
    monkeypatch.setattr(event.SessionEvent, "_write_rates", (Rate(12, 3600.0),))
    await pi.unload()
    await pi.set_up()
    pi.simulator.send_error("NETWORK_ERROR", LONG)
    await wait_for(seen(pi, LONG))
    for _ in range(4):
        for is_available in (False, True):
            pi.coordinator.last_update_success = is_available
            pi.coordinator.dispatcher.async_notify_all()
            assert (pi.state("event", "session_event") != STATE_UNAVAILABLE) == is_available
    for number in range(3):
        pi.simulator.send_error("NETWORK_ERROR", f"error {number}")
        await wait_for(seen(pi, f"error {number}"))
        assert pi.full("event", "session_event").attributes["error_message"] == f"error {number}"


async def test_one_board(pi: Pi) -> None:
    """The same of a board that fails again and again, each time with another text."""
    session_id = await pi.batch()
    rows, fired = Rows(pi.hass, pi.entry), Fired(pi.hass)
    device = {"mac": NAMED, "state": "failed"}
    for number in range(FLOOD):
        failed = device | {"error_message": f"{number} {LONG}", "retry_count": number % 3}
        pi.simulator.send_event("device.provisioning_failed", {"device": failed}, session_id)
    last = device | {"error_message": "the last one", "retry_count": 3}
    pi.simulator.send_event("device.provisioning_failed", {"device": last}, session_id)
    begun = pi.hass.loop.time()

    def message(platform: str, key: str, scope: str = "") -> object:
        return pi.full(platform, key, scope).attributes.get("error_message")

    await wait_for(lambda: message("event", "device_event") == "the last one", 90)
    # A refresh may have read meanwhile that the board has not failed.
    await wait_for(
        lambda: message("sensor", "status", NAMED_DIGITS) == pi.coordinator.data.devices[NAMED].error_message,
        30,
    )
    seconds = pi.hass.loop.time() - begun
    assert rows.count[f"{NAMED_DIGITS}_status"] <= 62 + seconds
    assert rows.bytes < 2_000_000
    assert fired.count[Kind.DEVICE_FAILED] <= 1500 + 2 * seconds + 1


async def test_the_network_flaps(pi: Pi) -> None:
    await pi.batch()
    await pi.agreed()
    rows, begun = Rows(pi.hass, pi.entry), pi.hass.loop.time()
    for number in range(FLOOD):
        network = {"ssid": f"setup-{number}", "is_active": bool(number % 2), "connected_devices": number}
        pi.simulator.send_event("network.status_changed", {"status": network})
    await settled(pi)

    def is_shown() -> bool:
        known = pi.coordinator.data.network
        return known is not None and pi.state("sensor", "onboarding_clients") == str(known.connected_devices)

    await wait_for(is_shown)
    seconds = pi.hass.loop.time() - begun
    assert max(rows.count["onboarding_clients"], rows.count["onboarding_network"]) <= 62 + seconds


async def test_the_session_flaps(pi: Pi) -> None:
    session_id = await pi.batch()
    await pi.agreed()
    rows, fired, started = Rows(pi.hass, pi.entry), Fired(pi.hass), pi.hass.loop.time()
    for number in range(FLOOD):
        session = {
            "id": session_id,
            "state": ("active", "paused")[number % 2],
            "target_ssid": f"net-{number}",
        }
        pi.simulator.send_event("session.state_changed", {"session": session}, session_id)
    await settled(pi)

    def is_shown() -> bool:  # which network that is, a refresh may have read meanwhile
        known = pi.coordinator.data.session
        return known is not None and pi.state("sensor", "target_ssid") == known.target_ssid

    await wait_for(is_shown, 30)
    seconds = pi.hass.loop.time() - started
    assert rows.count.pop("session_event") <= 102 + seconds
    # A button that becomes unavailable says so at once; only the way back is limited.
    assert max(rows.count.values()) <= 2 * (62 + seconds), rows.count
    assert sum(fired.count.values()) <= 1


async def test_sessions_begin_one_after_the_other(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    fired = Fired(pi.hass)
    for number in range(300):
        created = f"2026-01-{1 + number // 24:02}T{number % 24:02}:00:00Z"
        session = {"id": f"s-{number}", "state": "discovering", "created_at": created}
        pi.simulator.send_event("session.started", {"session": session}, session["id"])
    await settled(pi)
    burst = happening_rates.SESSION_RATES[0].burst
    assert burst <= fired.count[Kind.SESSION_STARTED] <= burst + 2
    assert caplog.text.count("some session_started triggers do not fire") == 1


async def test_500_boards_within_a_minute_all_fire(pi: Pi) -> None:
    """Discovered, failed and verified, each of them; and the boards of the next batch."""
    session_id = pi.simulator.start_session()
    await wait_for(lambda: pi.coordinator.data.session_id == session_id)
    rows, fired = Rows(pi.hass, pi.entry), Fired(pi.hass)
    for kind, state in (
        ("discovered", "discovered"),
        ("provisioning_failed", "failed"),
        ("verified", "verified"),
    ):
        for number in range(500):
            device = {"mac": mac(number), "state": state}
            pi.simulator.send_event(f"device.{kind}", {"device": device}, session_id)
    await settled(pi)
    kinds = (Kind.DEVICE_DISCOVERED, Kind.DEVICE_FAILED, Kind.DEVICE_VERIFIED)
    assert fired.macs >= {(kind, mac(number)) for kind in kinds for number in range(500)}
    assert rows.count["device_event"] >= 1500


async def test_a_flood_of_boards_does_not_fire_without_end(
    pi: Pi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It ends, the log says so once, and what comes later fires again."""
    monkeypatch.setattr(happening_rates, "BOARD_RATES", (Rate(100, 0.5),))
    monkeypatch.setattr(event.BoardEvent, "_write_rates", (Rate(100, 0.5),))
    session_id = await pi.batch()
    fired, begun = Fired(pi.hass), pi.hass.loop.time()
    for number in range(FLOOD):
        device = {"mac": mac(number), "state": "discovered"}
        pi.simulator.send_event("device.discovered", {"device": device}, session_id)
    await settled(pi)
    seconds = pi.hass.loop.time() - begun
    assert 97 <= fired.count[Kind.DEVICE_DISCOVERED] <= 101 + 2 * seconds
    assert caplog.text.count("some device_discovered triggers do not fire") == 1
    last = mac(FLOOD - 1)
    await wait_for(lambda: pi.full("event", "device_event").attributes["mac"] == last)
    pi.simulator.provision(NAMED)  # another trigger: the flood took nothing from it
    await wait_for(lambda: fired.count[Kind.DEVICE_VERIFIED] == 1)


async def test_a_reload_does_not_start_the_rates_anew(pi: Pi) -> None:
    fired = Fired(pi.hass)
    most = happening_rates.SESSION_RATES[0].burst
    for _ in range(2):
        for _ in range(most):
            async_tell(pi.hass, Happening(Kind.SESSION_STARTED, pi.entry.entry_id))
        await pi.unload()
        await pi.set_up()
    assert fired.count[Kind.SESSION_STARTED] == most
    async_tell(pi.hass, Happening(Kind.SESSION_STARTED, "another entry"))
    async_tell(pi.hass, Happening(Kind.SESSION_EXPIRING, pi.entry.entry_id))
    assert fired.count == {Kind.SESSION_STARTED: most + 1, Kind.SESSION_EXPIRING: 1}
    await pi.hass.config_entries.async_remove(pi.entry.entry_id)
    assert pi.entry.entry_id not in pi.hass.data[happening_rates._LIMITS]


def interrupted(ids: Iterable[object]) -> bytes:
    """A list of interrupted sessions, the first one being the newest."""
    sessions = [{"id": f"s-{number}", "state": "active", "target_ssid": LONG[:200]} for number in ids]
    return json.dumps({"success": True, "data": {"sessions": sessions}}).encode()


def issues(pi: Pi) -> int:
    """Repairs that offer a session."""
    return sum("recoverable_session" in issue_id for _, issue_id in ir.async_get(pi.hass).issues)


async def test_interrupted_sessions(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    """10,000 of them, others each time: a few are offered, and not without end."""
    rows, fired, changes = Rows(pi.hass, pi.entry), Fired(pi.hass), list[Mapping[str, Any]]()
    pi.hass.bus.async_listen(
        ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, lambda event: changes.append(event.data)
    )
    began = pi.hass.loop.time()
    for turn in range(30):
        pi.simulator.faults.clear()
        listed = range(turn * 10_000, (turn + 1) * 10_000)
        pi.simulator.faults.answer("*recoverable", 200, interrupted(listed), times=None)
        pi.coordinator.look_around()
        await pi.coordinator.async_refresh()
        kept = listed[:MOST_RECOVERABLE]
        assert pi.coordinator._reader.recovery.told == {f"s-{number}" for number in kept}
        assert fired.count[Kind.RECOVERY_AVAILABLE] <= 5 * (turn + 1)
        assert issues(pi) <= 5
    assert fired.count[Kind.RECOVERY_AVAILABLE] == happening_rates.SESSION_RATES[0].burst
    assert caplog.text.count("some recovery_available triggers do not fire") == 1
    assert len(changes) <= 10 * 62
    assert rows.count["recoverable_sessions"] <= 61 + pi.hass.loop.time() - began
    pi.simulator.faults.clear()
    pi.coordinator.look_around()
    await pi.coordinator.async_refresh()
    await wait_for(lambda: issues(pi) == 0, 15)
    await wait_for(lambda: pi.state("sensor", "recoverable_sessions") == "0")


async def test_what_becomes_unavailable_is_never_delayed(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entity.BoardEntity, "_write_rates", (Rate(1, 3600.0),))
    await pi.unload()
    await pi.set_up()
    await pi.batch()
    for word in ("one", "two"):  # the second one has to wait
        pi.simulator.send_event(
            "device.provisioning_failed",
            {"device": {"mac": NAMED, "state": "failed", "error_message": word}},
            pi.coordinator.data.session_id,
        )
    await settled(pi)
    pi.simulator.faults.drop("*", times=None)
    await pi.coordinator.async_refresh()
    assert not pi.coordinator.last_update_success
    assert pi.state("sensor", "status", NAMED_DIGITS) == STATE_UNAVAILABLE
    assert pi.state("sensor", "status", PLAIN_DIGITS) == STATE_UNAVAILABLE


async def test_the_first_changes_are_shown_at_once(pi: Pi) -> None:
    """Within the step of the loop that took them in."""
    await pi.batch()
    for number in range(5):
        pi.simulator.send_error("NETWORK_ERROR", f"error {number}")
        await wait_for(
            lambda number=number: (
                (fault := pi.coordinator.data.fault) is not None  # type: ignore[misc]
                and fault.message == f"error {number}"
            )
        )
        assert pi.full("sensor", "last_error").attributes["message"] == f"error {number}"


async def test_an_entity_that_goes_leaves_no_timer(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensor, "TEXT_RATES", (Rate(1, 3600.0),))
    await pi.unload()
    await pi.set_up()
    pi.simulator.send_error("NETWORK_ERROR", "the first one")
    await settled(pi)
    assert seen(pi, "the first one")()

    def waiting() -> int:
        return sum(
            isinstance(argument, HassJob) and argument.name == "piorchestrator rate limit"
            for handle in get_scheduled_timer_handles(pi.hass.loop)
            if not handle.cancelled()
            for argument in handle._args or ()
        )

    assert waiting() == 1
    await pi.unload()
    assert waiting() == 0
