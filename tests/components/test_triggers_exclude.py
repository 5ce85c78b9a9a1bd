"""Targets with exceptions, which Home Assistant has since 2026.11; 2026.10 refuses them in an automation."""

from collections.abc import Mapping

from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.helpers.target import TargetSelection
import pytest

from custom_components.piorchestrator.happenings import Kind
from custom_components.piorchestrator.trigger_target import covers

from .pi import NAMED, NAMED_DIGITS, PLAIN, PLAIN_DIGITS, STRANGER, Pi
from .test_triggers import about, child_id, device_id

type Target = Mapping[str, str | list[str]]


class Selection(TargetSelection):
    """A target as 2026.11 has it."""

    def __init__(self, config: Target, exclude: Target | TargetSelection | None) -> None:
        super().__init__(dict(config))
        self.exclude: object = TargetSelection(dict(exclude)) if isinstance(exclude, Mapping) else exclude


def heard(pi: Pi, config: Target, exclude: Target | TargetSelection | None) -> set[str | None]:
    """Boards that a trigger hears of, and None for what is about the batch."""
    selection = Selection(config, exclude)
    boards = {
        mac for mac in (NAMED, PLAIN, STRANGER) if covers(pi.hass, selection, about(Kind.DEVICE_FAILED, mac))
    }
    batch = covers(pi.hass, selection, about(Kind.SESSION_FINISHED))
    return boards | ({None} if batch else set())


ALL = {NAMED, PLAIN, STRANGER, None}


async def test_a_board_that_is_excluded_is_not_covered_by_its_pi(pi: Pi) -> None:
    ours, board = device_id(pi), device_id(pi, NAMED_DIGITS)
    status = pi.entity_id("sensor", "status", NAMED_DIGITS)
    for target in (
        {"device_id": ours},
        {"device_id": [ours, board]},
        {"entity_id": status, "device_id": ours},
    ):
        assert heard(pi, target, None) == ALL
        assert heard(pi, target, {}) == ALL
        assert heard(pi, target, {"device_id": board}) == ALL - {NAMED}
        assert heard(pi, target, {"entity_id": status}) == ALL - {NAMED}
        assert heard(pi, target, {"device_id": [board, device_id(pi, PLAIN_DIGITS)]}) == {STRANGER, None}
    assert heard(pi, {"device_id": board}, {"device_id": board}) == set()
    assert heard(pi, {"entity_id": status}, {"entity_id": status}) == set()


async def test_areas_floors_and_labels_are_exceptions_too(pi: Pi) -> None:
    hass, devices = pi.hass, dr.async_get(pi.hass)
    floor = fr.async_get(hass).async_create("Cellar")
    lab = ar.async_get(hass).async_create("Lab", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("Ignored")
    target = {"device_id": device_id(pi)}
    exclusions: tuple[Target, ...] = (
        {"area_id": lab.id},
        {"floor_id": floor.floor_id},
        {"label_id": label.label_id},
    )
    for exclude in exclusions:
        assert heard(pi, target, exclude) == ALL
    board = device_id(pi, PLAIN_DIGITS)
    devices.async_update_device(board, area_id=lab.id, labels={label.label_id})
    for exclude in exclusions:
        assert heard(pi, target, exclude) == ALL - {PLAIN}
    devices.async_update_device(board, area_id=None, labels=set())
    status = pi.entity_id("sensor", "status", PLAIN_DIGITS)
    er.async_get(hass).async_update_entity(status, labels={label.label_id}, area_id=lab.id)
    for exclude in exclusions:
        assert heard(pi, target, exclude) == ALL - {PLAIN}


async def test_everything_but_the_pi(pi: Pi) -> None:
    """A board that is named by itself is heard of, although its Pi is excluded."""
    ours, board = device_id(pi), device_id(pi, NAMED_DIGITS)
    lab = ar.async_get(pi.hass).async_create("Lab")
    for device in (ours, board):
        dr.async_get(pi.hass).async_update_device(device, area_id=lab.id)
    assert heard(pi, {"area_id": lab.id}, None) == ALL
    assert heard(pi, {"area_id": lab.id}, {"device_id": ours}) == {NAMED}
    assert heard(pi, {"device_id": ours}, {"device_id": ours}) == set()
    assert heard(pi, {"device_id": ours}, {"area_id": lab.id}) == set()


async def test_a_part_of_the_pi(pi: Pi) -> None:
    ours, child = device_id(pi), child_id(pi)
    progress = pi.entity_id("sensor", "progress")
    stream = pi.entity_id("binary_sensor", "event_stream")
    assert heard(pi, {"device_id": child}, {"device_id": child}) == set()
    assert heard(pi, {"device_id": ours}, {"device_id": child}) == ALL, "the Pi itself is still named"
    assert heard(pi, {"entity_id": progress}, {"entity_id": progress}) == set()
    assert heard(pi, {"entity_id": progress}, {"device_id": child}) == set()
    assert heard(pi, {"entity_id": [progress, stream]}, {"entity_id": progress}) == ALL
    assert heard(pi, {"device_id": ours}, {"entity_id": progress}) == ALL


@pytest.mark.parametrize("key", ["device_id", "entity_id", "area_id", "floor_id", "label_id"])
async def test_exceptions_that_do_not_exist(pi: Pi, key: str) -> None:
    assert heard(pi, {"device_id": device_id(pi)}, {key: "gone"}) == ALL


async def test_a_target_without_the_attribute(pi: Pi) -> None:
    """As 2026.10 has it; and one whose exceptions are not resolved yet."""
    ours = device_id(pi)
    assert covers(pi.hass, TargetSelection({"device_id": ours}), about(Kind.DEVICE_FAILED))
    selection = Selection({"device_id": ours}, None)
    selection.exclude = {"device_id": device_id(pi, NAMED_DIGITS)}
    assert not covers(pi.hass, selection, about(Kind.DEVICE_FAILED, NAMED))
    assert covers(pi.hass, selection, about(Kind.DEVICE_FAILED, PLAIN))
