"""Event entities: each event once, with what is known, and never what a read found out."""

from collections.abc import Mapping

from homeassistant.const import Platform
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import wait_for

from .conftest import only
from .pi import NAMED, PLAIN, STRANGER, Pi


class Fired:
    """The events of the two entities, in order."""

    def __init__(self, pi: Pi) -> None:
        self.events: list[Mapping[str, object]] = []
        self.stop = async_track_state_change_event(
            pi.hass,
            [pi.entity_id("event", "session_event"), pi.entity_id("event", "device_event")],
            self._changed,
        )

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        came_back = old is not None and old.state == "unavailable"
        if new is not None and new.state not in {"unavailable", "unknown"} and not came_back:
            self.events.append(new.attributes)

    @property
    def kinds(self) -> list[object]:
        """Types alone."""
        return [event["event_type"] for event in self.events]

    def of(self, kind: str, mac: str | None = None) -> list[Mapping[str, object]]:
        """Those of one type, and of one board if named."""
        return [
            event
            for event in self.events
            if event["event_type"] == kind and (mac is None or event.get("mac") == mac)
        ]


@pytest.mark.usefixtures("every_entity")
async def test_snapshot(fresh: Pi, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion) -> None:
    with only(Platform.EVENT):
        await fresh.set_up()
        await snapshot_platform(fresh.hass, entity_registry, snapshot, fresh.entry.entry_id)


async def test_a_batch(pi: Pi) -> None:
    fired = Fired(pi)
    session_id = await pi.batch()
    assert pi.simulator.provision_all() == 2
    await pi.simulator.wait_idle()
    await pi.agreed()
    pi.simulator.stop_session()
    await pi.agreed()
    await wait_for(lambda: "network_stopped" in fired.kinds)

    assert fired.kinds[:2] == ["network_started", "session_started"]
    assert fired.of("session_started")[0]["session_id"] == session_id
    assert fired.of("session_started")[0]["state"] == "discovering"
    assert len(fired.of("session_closed")) == len(fired.of("network_stopped")) == 1
    assert len(fired.of("device_discovered")) == 3
    for mac in (NAMED, PLAIN):
        for kind in (
            "device_discovered",
            "device_provisioning_started",
            "device_provisioning_completed",
            "device_verified",
        ):
            (event,) = fired.of(kind, mac)
            assert event["session_id"] == session_id
    (verified,) = fired.of("device_verified", NAMED)
    known = {"mac", "name", "state", "container_id", "rssi", "firmware_version", "session_id"}
    assert {name: verified[name] for name in known} == {
        "mac": NAMED,
        "name": "Top shelf",
        "state": "verified",
        "container_id": "fridge-1",
        "rssi": -61,
        "firmware_version": "2.4.1",
        "session_id": session_id,
    }
    (stranger,) = fired.of("device_discovered", STRANGER)
    assert stranger["name"] == "ESP-CAM 000003"
    assert "container_id" not in stranger
    assert "error_message" not in stranger


async def test_failures_say_why(pi: Pi) -> None:
    fired = Fired(pi)
    session_id = await pi.batch()
    pi.simulator.provision(NAMED)
    pi.simulator.stop_session()
    await wait_for(lambda: bool(fired.of("device_provisioning_failed")))
    (failed,) = fired.of("device_provisioning_failed")
    assert failed["error_message"] == "session ended before the device was done"
    pi.simulator.send_error("NETWORK_ERROR", "No Wi-Fi", retryable=True)
    await wait_for(lambda: bool(fired.of("error_occurred")))
    (error,) = fired.of("error_occurred")
    assert (error["error_code"], error["error_message"]) == ("NETWORK_ERROR", "No Wi-Fi")
    assert failed["session_id"] == session_id


async def test_flat_dialect(pi: Pi) -> None:
    """What its short events leave out is known from before."""
    pi.simulator.switches.sse_dialect = "flat"
    fired = Fired(pi)
    await pi.batch()
    pi.simulator.provision(NAMED)
    await pi.simulator.wait_idle()
    await wait_for(lambda: any(event["state"] == "verified" for event in fired.of("device_state_changed")))
    event = fired.of("device_state_changed", NAMED)[-1]
    assert event["rssi"] == -61
    assert event["container_id"] == "fridge-1"
    assert len(fired.of("session_status")) > 0


async def test_repeated_frames_fire_once(pi: Pi) -> None:
    pi.simulator.repeat_events(3)
    fired = Fired(pi)
    await pi.batch()
    pi.simulator.send_error("NETWORK_ERROR", "No Wi-Fi", retryable=True)
    await wait_for(lambda: bool(fired.of("error_occurred")))
    await pi.coordinator.async_refresh()
    for kind, count in {
        "session_started": 1,
        "network_started": 1,
        "device_discovered": 3,
        "error_occurred": 1,
    }.items():
        assert len(fired.of(kind)) == count, kind


async def test_memory_of_repetitions_is_bounded(pi: Pi) -> None:
    await pi.batch()
    for number in range(200):
        pi.simulator.send_error("NETWORK_ERROR", f"No Wi-Fi {number}")
    await wait_for(lambda: pi.full("sensor", "last_error").attributes["message"] == "No Wi-Fi 199")
    assert len(pi.coordinator.news._repetitions._recent) == 64


async def test_other_sessions_fire_nothing(pi: Pi) -> None:
    await pi.batch()
    await pi.agreed()
    fired = Fired(pi)
    device = {"mac": NAMED, "state": "failed"}
    pi.simulator.send_event("device.provisioning_failed", {"device": device}, "some-old-session")
    session = {"id": "some-old-session", "state": "closed"}
    pi.simulator.send_event("session.closed", {"session": session}, "some-old-session")
    pi.simulator.send_event("connection.heartbeat", None)
    pi.simulator.send_event("camera.exploded", {"mac": NAMED}, "some-old-session")
    pi.simulator.send_error("NETWORK_ERROR", "No Wi-Fi")
    await wait_for(lambda: bool(fired.events))
    assert fired.kinds == ["error_occurred"]


async def test_unknown_types_fire_nothing(pi: Pi) -> None:
    session_id = await pi.batch()
    fired = Fired(pi)
    pi.simulator.send_event("device.exploded", {"device": {"mac": NAMED, "state": "discovered"}}, session_id)
    pi.simulator.send_error("NETWORK_ERROR", "No Wi-Fi")
    await wait_for(lambda: bool(fired.events))
    assert fired.kinds == ["error_occurred"]


async def test_nothing_is_replayed_after_a_gap(pi: Pi) -> None:
    await pi.batch()
    fired = Fired(pi)
    pi.simulator.faults.drop("GET /batch/events", times=None)
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "waiting")
    pi.simulator.provision_all()
    await pi.simulator.wait_idle()
    pi.simulator.faults.clear()
    pi.coordinator.stream.wake()
    await wait_for(lambda: pi.stream == "live")
    await pi.agreed()
    assert pi.state("sensor", "verified_count") == "2"
    assert fired.events == []


async def test_nothing_is_replayed_after_an_outage(pi: Pi) -> None:
    """The entities come back with what they showed last."""
    await pi.batch()
    before = pi.full("event", "device_event")
    pi.simulator.faults.drop("*", times=None)
    await pi.coordinator.async_refresh()
    assert pi.state("event", "device_event") == "unavailable"
    pi.simulator.faults.clear()
    await pi.coordinator.async_refresh()
    after = pi.full("event", "device_event")
    assert (after.state, after.attributes) == (before.state, before.attributes)


async def test_nothing_is_replayed_after_a_reload(hass: HomeAssistant, pi: Pi) -> None:
    await pi.batch()
    before = pi.state("event", "device_event")
    await pi.unload()
    await pi.set_up()
    await pi.coordinator.async_refresh()
    assert pi.state("event", "device_event") == before
    assert pi.state("sensor", "device_count") == "3"
