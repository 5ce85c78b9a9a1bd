"""Devices: which there are, what they are called, when they come."""

from homeassistant.core import HomeAssistant, valid_entity_id
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from custom_components.piorchestrator.client import mac_digits
from tests.conftest import PROFILE_ID, wait_for

from .pi import NAMED, NAMED_DIGITS, PLAIN, PLAIN_DIGITS, STRANGER, STRANGER_DIGITS, Pi

LONG = "24:6F:28:00:0A:01"


def name_of(pi: Pi, identifier: str) -> str | None:
    device = pi.device(identifier)
    assert device is not None
    return device.name


async def test_snapshot(hass: HomeAssistant, pi: Pi, snapshot: SnapshotAssertion) -> None:
    await pi.batch()
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), pi.entry.entry_id)
    # The address has a port that the system chose.
    assert sorted(devices, key=lambda device: sorted(device.identifiers)) == snapshot(
        exclude=props("configuration_url")
    )
    pi_device = pi.device()
    assert pi_device is not None
    assert pi_device.configuration_url == pi.simulator.url


async def test_they_belong_to_the_pi(pi: Pi) -> None:
    parent = pi.device()
    assert parent is not None
    for identifier in (PROFILE_ID, NAMED_DIGITS):
        device = pi.device(identifier)
        assert device is not None
        assert device.via_device_id == parent.id
    board = pi.device(NAMED_DIGITS)
    assert board is not None
    assert board.connections == {("mac", NAMED.lower())}


async def test_name_follows_the_allowlist(pi: Pi) -> None:
    assert name_of(pi, NAMED_DIGITS) == "Top shelf"
    assert name_of(pi, PLAIN_DIGITS) == "ESP-CAM 000002"
    pi.simulator.allow(PLAIN, "Bottom shelf")
    pi.simulator.allow(NAMED, None)
    await pi.coordinator.async_refresh()
    assert name_of(pi, PLAIN_DIGITS) == "Bottom shelf"
    assert name_of(pi, NAMED_DIGITS) == "ESP-CAM 000001"


@pytest.mark.parametrize(
    "text",
    ["b" * 1000, "shelf two " * 100, "東京の冷蔵庫" * 100, "ä" * 300, f"{'x' * 99}{'_' * 200}"],
    ids=["word", "words", "CJK", "Latin", "underscores"],
)
async def test_long_names_leave_room_in_entity_ids(hass: HomeAssistant, pi: Pi, text: str) -> None:
    """Home Assistant registers no entity whose id is invalid after it was cut, or registers it all the same."""
    pi.simulator.allow(LONG, text)
    await pi.coordinator.async_refresh()
    await hass.async_block_till_done()
    name = name_of(pi, mac_digits(LONG))
    assert name is not None
    assert name.startswith(text[:10])
    assert name.endswith("…")
    assert len(name) <= 100
    registered = er.async_entries_for_config_entry(er.async_get(hass), pi.entry.entry_id)
    ids = [entity.entity_id for entity in registered if mac_digits(LONG) in entity.unique_id]
    assert ids
    assert all(valid_entity_id(entity_id) and len(entity_id) <= 255 for entity_id in ids)


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u200e", "\u2800", "\u3164"])
async def test_a_blank_description_is_no_name(pi: Pi, blank: str) -> None:
    """Of another client, or of a person."""
    mac = "24:6F:28:0C:0A:0B"
    pi.simulator.allow(mac, blank)
    await pi.coordinator.async_refresh()
    await pi.hass.async_block_till_done()
    device = pi.device(mac_digits(mac))
    assert device is not None
    assert device.name == "ESP-CAM 0C0A0B"
    entry = (await pi.ask("add_to_allowlist", mac="24:6F:28:0C:0A:0C", description=blank))["entry"]
    assert "description" not in entry
    assert pi.simulator.truth().allowlist["24:6F:28:0C:0A:0C"].get("description") is None


async def test_name_that_the_user_gave_stays(hass: HomeAssistant, pi: Pi) -> None:
    device = pi.device(NAMED_DIGITS)
    assert device is not None
    dr.async_get(hass).async_update_device(device.id, name_by_user="Mine")
    pi.simulator.allow(NAMED, "Other shelf")
    await pi.coordinator.async_refresh()
    device = pi.device(NAMED_DIGITS)
    assert device is not None
    assert (device.name, device.name_by_user) == ("Other shelf", "Mine")


async def test_firmware_is_learnt_and_kept(pi: Pi) -> None:
    device = pi.device(NAMED_DIGITS)
    assert device is not None
    assert device.sw_version is None
    await pi.batch()
    device = pi.device(NAMED_DIGITS)
    assert device is not None
    assert device.sw_version == "2.4.1"
    await pi.ask("stop_session")
    pi.simulator.start_session()
    await wait_for(lambda: len(pi.simulator.truth().devices) == 3)
    await pi.agreed()
    device = pi.device(NAMED_DIGITS)
    assert device is not None
    assert device.sw_version == "2.4.1"


async def test_board_that_is_allowed_later(pi: Pi) -> None:
    await pi.batch()
    assert pi.device(STRANGER_DIGITS) is None
    pi.simulator.allow(STRANGER, "No stranger")
    await wait_for(lambda: pi.device(STRANGER_DIGITS) is not None)
    await pi.hass.async_block_till_done()
    await wait_for(lambda: pi.state("binary_sensor", "allowlisted", STRANGER_DIGITS) == "on")
    assert name_of(pi, STRANGER_DIGITS) == "No stranger"
    assert pi.state("sensor", "status", STRANGER_DIGITS) == "discovered"


async def test_stranger_that_somebody_provisioned(pi: Pi) -> None:
    await pi.batch()
    await pi.ask("provision_all", only_allowlisted=False)
    await pi.agreed()
    await wait_for(lambda: pi.device(STRANGER_DIGITS) is not None)


async def test_empty_and_failed_lists_delete_nothing(pi: Pi) -> None:
    pi.simulator.disallow(NAMED)
    pi.simulator.disallow(PLAIN)
    for _ in range(3):
        await pi.coordinator.async_refresh()
    assert pi.device(NAMED_DIGITS) is not None
    assert pi.state("sensor", "status", NAMED_DIGITS) == "unknown"
    pi.simulator.faults.fail("GET /allowlist", "DATABASE_ERROR", times=None)
    await pi.coordinator.async_refresh()
    assert pi.device(NAMED_DIGITS) is not None


async def test_device_that_the_registry_lost(hass: HomeAssistant, pi: Pi) -> None:
    """Removed behind our back: a change of its board is no error."""
    device = pi.device(NAMED_DIGITS)
    assert device is not None
    dr.async_get(hass).async_remove_device(device.id)
    await hass.async_block_till_done()
    await pi.batch()
    await pi.force("provisioning", NAMED)
    assert pi.state("sensor", "device_count") == "3"
