"""Entities of the monitor: what they are, how often they are written, and what becomes of them."""

from collections.abc import Mapping
from datetime import timedelta
import json

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components.piorchestrator import async_remove_config_entry_device, monitor as module
from custom_components.piorchestrator.client import Device
from custom_components.piorchestrator.core.state import ProvisioningState
from custom_components.piorchestrator.monitor import MonitorCoordinator, Source
from tests.conftest import wait_for

from .conftest import only
from .pi import NAMED, NAMED_DIGITS, Pi

TOLD: dict[str, object] = {
    "system_health": {
        "cpu_usage": 12.4,
        "memory_usage": 10.8,
        "disk_usage": 36.9,
        "temperature": 54.8,
        "load_average": "0.20 0.10 0.10",
    },
    "security_metrics": {
        "failed_ssh_attempts": 3,
        "mqtt_secure_connections": 1,
        "certificate_expiry": "2027-01-01T00:00:00Z",
        "threat_level": "MEDIUM",
    },
    "service_status": {"mqtt_connected": True, "mqtt_secure": False, "database_connected": True},
    "network_metrics": {
        "active_connections": 4,
        "bytes_received": 1_048_576,
        "bytes_sent": 2_097_152,
        "packet_loss": 0.5,
        "latency": 12.5,
    },
    "camera_status": {
        f"esp-{NAMED_DIGITS}": {
            "online": True,
            "rssi": -61,
            "free_heap": 180_000,
            "last_seen": "2026-01-15T08:30:00Z",
            "fps": 12.5,
        },
        "front-door": {"online": False, "rssi": -70},
    },
    "alerts_count": 2,
    "connected_clients": 1,
}


@pytest.fixture
def monitor() -> str:
    """By poll, which the tests forestall: they push by themselves."""
    return "poll"


@pytest.fixture
def fresh(fresh: Pi) -> Pi:
    """A server without anything to poll."""
    for route in ("GET /api/v1/system/info", "GET /api/system/info"):
        fresh.simulator.faults.answer(route, 404, times=None)
    return fresh


def of(pi: Pi) -> MonitorCoordinator:
    """The monitor."""
    monitor = pi.entry.runtime_data.monitor
    assert isinstance(monitor, MonitorCoordinator)
    return monitor


def push(pi: Pi, told: Mapping[str, object] = TOLD) -> None:
    """As the socket does it."""
    of(pi)._on_data(told)


def cpu(pi: Pi, usage: float | None) -> None:
    """Push one figure."""
    push(pi, {"system_health": {"cpu_usage": usage}})


def camera(pi: Pi, **fields: object) -> None:
    """Push one camera."""
    push(pi, {"camera_status": {f"esp-{NAMED_DIGITS}": fields}})


@pytest.mark.usefixtures("every_entity")
@pytest.mark.parametrize("platform", [Platform.SENSOR, Platform.BINARY_SENSOR])
async def test_snapshot(
    fresh: Pi, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion, platform: Platform
) -> None:
    with only(platform):
        await fresh.set_up()
        push(fresh)
        await fresh.hass.async_block_till_done()
        await snapshot_platform(fresh.hass, entity_registry, snapshot, fresh.entry.entry_id)


async def test_unavailable_until_something_is_told(pi: Pi) -> None:
    assert pi.state("sensor", "cpu_usage") == pi.state("binary_sensor", "mqtt_connected") == "unavailable"
    assert pi.state("binary_sensor", "monitor_stream") == "off"
    push(pi)
    assert pi.state("sensor", "cpu_usage") == "12.4"
    push(pi, {"system_health": {"cpu_usage": 101}})
    assert pi.state("sensor", "cpu_usage") == pi.state("binary_sensor", "mqtt_connected") == "unknown"


async def test_noise_is_written_now_and_then(hass: HomeAssistant, pi: Pi) -> None:
    """The last of the values that were held back is the one that is written."""
    cpu(pi, 10)
    for usage in (11, 12, 13):
        cpu(pi, usage)
    assert pi.state("sensor", "cpu_usage") == "10.0"
    async_fire_time_changed(hass, utcnow() + timedelta(seconds=31))
    await hass.async_block_till_done()
    assert pi.state("sensor", "cpu_usage") == "13.0"


async def test_noise_that_came_back_is_not_written(hass: HomeAssistant, pi: Pi) -> None:
    """Nothing changed between the two moments."""
    cpu(pi, 10)
    written = hass.states.get(entity_id(pi, "cpu_usage"))
    cpu(pi, 11)
    cpu(pi, 10)
    async_fire_time_changed(hass, utcnow() + timedelta(seconds=31))
    await hass.async_block_till_done()
    assert hass.states.get(entity_id(pi, "cpu_usage")) is written


@pytest.mark.parametrize("usage", [90, 99.9])
async def test_threshold(pi: Pi, usage: float) -> None:
    """Up and down again, at once."""
    cpu(pi, 10)
    cpu(pi, usage)
    assert pi.state("sensor", "cpu_usage") == str(float(usage))
    cpu(pi, 89.9)
    assert pi.state("sensor", "cpu_usage") == "89.9"


async def test_unknown_is_no_noise(pi: Pi) -> None:
    """That nobody knows any more is no noise."""
    cpu(pi, 10)
    cpu(pi, None)
    assert pi.state("sensor", "cpu_usage") == "unknown"
    cpu(pi, 11)
    assert pi.state("sensor", "cpu_usage") == "11.0"


async def test_loss_of_everything_is_no_noise(pi: Pi) -> None:
    """Nor is the loss of everything."""
    cpu(pi, 10)
    of(pi)._accept(of(pi).data, None)
    assert pi.state("sensor", "cpu_usage") == "unavailable"


async def test_news_is_written_at_once(pi: Pi) -> None:
    """A count of alerts is news each time."""
    for alerts in (1, 2, 3):
        push(pi, {"alerts_count": alerts})
        assert pi.state("sensor", "alerts_count") == str(alerts)


async def test_nothing_waits_after_the_end(pi: Pi) -> None:
    """The test's own clean-up would find the timer."""
    cpu(pi, 10)
    cpu(pi, 11)
    await pi.unload()


def entity_id(pi: Pi, key: str) -> str:
    """Of a sensor."""
    found = er.async_get(pi.hass).async_get_entity_id(
        "sensor", "piorchestrator", f"{pi.entry.entry_id}_{key}"
    )
    assert found is not None
    return found


@pytest.mark.usefixtures("every_entity")
async def test_signal_of_a_board(pi: Pi) -> None:
    """On the onboarding network the server tells it, afterwards the camera does."""
    scope = f"{NAMED_DIGITS}_rssi"
    assert pi.state("sensor", scope) == "unknown"
    camera(pi, rssi=-66)
    assert pi.state("sensor", scope) == "-66"
    pi.coordinator.data = ProvisioningState(devices={NAMED: Device(mac=NAMED, rssi=-50)})
    camera(pi, rssi=-67)
    assert pi.state("sensor", scope) == "-50"


@pytest.mark.usefixtures("every_entity")
async def test_figures_of_a_camera_are_noise(pi: Pi) -> None:
    camera(pi, free_heap=180_000)
    scope = f"{NAMED_DIGITS}_free_heap"
    await wait_for(lambda: pi.state("sensor", scope) == "180000")
    camera(pi, free_heap=170_000)
    assert pi.state("sensor", scope) == "180000"
    camera(pi)
    assert pi.state("sensor", scope) == "unknown"


async def test_camera_that_stays_away_is_not_gone(pi: Pi) -> None:
    push(pi)
    await pi.hass.async_block_till_done()
    assert pi.state("binary_sensor", f"{NAMED_DIGITS}_online") == "on"
    push(pi, {"alerts_count": 1})
    assert pi.state("binary_sensor", f"{NAMED_DIGITS}_online") == "unknown"
    assert pi.coordinator.places.is_wanted(pi.coordinator.data, NAMED)
    push(pi)
    assert pi.state("binary_sensor", f"{NAMED_DIGITS}_online") == "on"


async def test_a_camera_of_its_own_can_be_removed_and_come_again(hass: HomeAssistant, pi: Pi) -> None:
    push(pi)
    await hass.async_block_till_done()
    registry = dr.async_get(hass)
    identifier = ("piorchestrator", f"{pi.entry.entry_id}_camera_front-door")
    device = registry.async_get_device_by_identifier(identifier, pi.entry.entry_id)
    assert device is not None
    assert not await async_remove_config_entry_device(hass, pi.entry, device), "it is reported"
    push(pi, {"alerts_count": 1})
    assert await async_remove_config_entry_device(hass, pi.entry, device)
    registry.async_remove_device(device.id)
    await hass.async_block_till_done()
    push(pi)
    await hass.async_block_till_done()
    assert pi.state("binary_sensor", "camera_front-door_online") == "off"


async def test_option(hass: HomeAssistant, pi: Pi) -> None:
    push(pi)
    await hass.async_block_till_done()
    flow = await hass.config_entries.options.async_init(pi.entry.entry_id)
    assert flow["type"] is FlowResultType.FORM
    done = await hass.config_entries.options.async_configure(flow["flow_id"], {"monitor": "off", "gates": {}})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert pi.entry.options["monitor"] == "off"
    entities = er.async_entries_for_config_entry(er.async_get(hass), pi.entry.entry_id)
    keys = {entity.translation_key for entity in entities}
    assert not keys & {"cpu_usage", "monitor_stream", "mqtt_connected", "online", "fps"}
    assert {"status", "rssi", "session_state", "event_stream"} <= keys
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), pi.entry.entry_id)
    assert "front-door" not in {device.name for device in devices}
    await wait_for(lambda: pi.stream == "live")


async def test_source_is_told(pi: Pi) -> None:
    assert of(pi).source is None
    push(pi)
    assert of(pi).source is Source.PUSH
    assert json.dumps(of(pi).source) == '"push"'


async def test_invented_cameras_fill_no_registry(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CAMERAS", 3)
    for number in range(10):  # new ones with each connection
        push(pi, {"camera_status": {f"front-door-{number}": {"online": True}}})
    await pi.hass.async_block_till_done()
    devices = dr.async_entries_for_config_entry(dr.async_get(pi.hass), pi.entry.entry_id)
    assert sum((device.name or "").startswith("front-door") for device in devices) == 3


def cameras(count: int, rssi: int) -> Mapping[str, object]:
    """Some cameras without boards, and one that is a board; each value differs with `rssi`."""
    ids = [f"door-{number}" for number in range(count)]
    return {"camera_status": {name: {"online": True, "rssi": rssi} for name in [*ids, f"esp-{NAMED_DIGITS}"]}}


async def test_entities_of_a_camera_are_created_once(
    pi: Pi, entity_registry: er.EntityRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    """With one diagnostic sensor enabled by the user, the others disabled as they are by default."""
    push(pi, cameras(3, -50))
    await pi.hass.async_block_till_done()
    for platform, key in (("sensor", "camera_door-1_rssi"), ("sensor", f"{NAMED_DIGITS}_fps")):
        entity_registry.async_update_entity(pi.entity_id(platform, key), disabled_by=None)
    await pi.hass.config_entries.async_reload(pi.entry.entry_id)
    for rssi in range(-51, -60, -1):
        push(pi, cameras(3, rssi))
        await pi.hass.async_block_till_done()
    assert "does not generate unique IDs" not in caplog.text
    assert pi.state("sensor", "camera_door-1_rssi") == "-51"  # the rest is noise of the same half minute


@pytest.mark.parametrize("camera_id", ["", " ", "\u200e"])
async def test_a_camera_whose_id_is_blank_has_a_name(hass: HomeAssistant, pi: Pi, camera_id: str) -> None:
    push(pi, {"camera_status": {camera_id: {"online": True}}})
    await hass.async_block_till_done()
    identifier = ("piorchestrator", f"{pi.entry.entry_id}_camera_{camera_id}")
    device = dr.async_get(hass).async_get_device_by_identifier(identifier, pi.entry.entry_id)
    assert device is not None
    assert device.name == "ESP-CAM"


async def test_no_key_of_a_camera_is_a_topic(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids that equal the names of figures and topics reach no other listener."""
    calls: list[str] = []
    for key in ("cameras", "source", "cpu_usage", "topic.cameras", "topic.source"):
        of(pi).dispatcher.async_subscribe(key, lambda key=key: calls.append(key))  # type: ignore[misc]
    names = ("cameras", "source", "cpu_usage", "s", "topic.cameras")
    push(pi, {"camera_status": {name: {"rssi": -1} for name in names}})
    calls.clear()
    push(pi, {"camera_status": {name: {"rssi": -2} for name in names}})
    assert calls == []


async def test_unchanged_set_of_cameras_creates_nothing(pi: Pi) -> None:
    """Only a camera that was not reported before asks for entities."""
    asked: list[None] = []
    of(pi).dispatcher.async_subscribe(module.MonitorTopic.CAMERAS, lambda: asked.append(None))
    for rssi in range(-50, -60, -1):
        push(pi, cameras(3, rssi))
    assert len(asked) == 1
    for count in (4, 2, 4):
        push(pi, cameras(count, -50))
    assert len(asked) == 2
