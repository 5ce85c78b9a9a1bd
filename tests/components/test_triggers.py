"""Triggers of our own: which happening reaches which automation, and what it tells."""

from types import MappingProxyType
from typing import Any
from unittest.mock import Mock

from homeassistant.core import Context, CoreState, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.helpers.trigger import async_initialize_triggers, async_validate_trigger_config
import probatio
import pytest
from pytest_homeassistant_custom_component.components.common import (
    TargetSupport,
    assert_triggers_target_support,
)

from custom_components.piorchestrator.happenings import Happening, Kind, async_tell
from custom_components.piorchestrator.trigger import TRIGGERS, async_get_triggers
from tests.conftest import make_entry

from .automations import Heard, trigger
from .pi import ENTRY_ID, NAMED, NAMED_DIGITS, PLAIN, PLAIN_DIGITS, STRANGER, Pi

BATCH_KINDS = [kind for kind in Kind if not kind.startswith("device_")]
BOARD_KINDS = [kind for kind in Kind if kind.startswith("device_")]


@pytest.fixture
def heard(hass: HomeAssistant) -> Heard:
    return Heard(hass)


def device_id(pi: Pi, identifier: str = "") -> str:
    device = pi.device(identifier)
    assert device is not None
    return device.id


def child_id(pi: Pi) -> str:
    registry = dr.async_get(pi.hass)
    child = registry.async_get_child_device_by_identifier(
        ("piorchestrator", f"{ENTRY_ID}_provisioning"), ENTRY_ID
    )
    assert child is not None
    return child.id


def about(kind: Kind, mac: str | None = None, entry_id: str = ENTRY_ID, **words: str | bool) -> Happening:
    if kind in BOARD_KINDS:
        mac = mac or NAMED
    return Happening(kind, entry_id, "s-1", mac, MappingProxyType(words))


def test_each_kind_has_its_trigger() -> None:
    assert set(TRIGGERS) == set(Kind)


async def test_targets_are_certified(hass: HomeAssistant) -> None:
    triggers = await async_get_triggers(hass)
    assert_triggers_target_support(triggers, dict.fromkeys(triggers, TargetSupport.CUSTOM))


@pytest.mark.parametrize("kind", Kind)
async def test_a_trigger_hears_of_its_kind_alone(pi: Pi, heard: Heard, kind: Kind) -> None:
    await heard.listen({"it": trigger(kind, {"device_id": device_id(pi)})})
    for other in Kind:
        if other is not kind:
            async_tell(pi.hass, about(other))
    await heard.settled()
    assert heard.told == []
    async_tell(pi.hass, about(kind, name="Top shelf", allowed=True))
    await heard.settled()
    ((_, told),) = heard.told
    expected = {
        "platform": f"piorchestrator.{kind}",
        "name": "Top shelf",
        "allowed": True,
        "config_entry_id": ENTRY_ID,
        "session_id": "s-1",
        "mac": NAMED if kind in BOARD_KINDS else None,
        "description": kind.replace("_", " "),
    }
    assert {name: told[name] for name in expected} == expected


@pytest.mark.parametrize("kind", Kind)
async def test_whom_a_target_names(pi: Pi, heard: Heard, kind: Kind) -> None:
    """The Pi, its child and their entities hear of everything, a board and its entities of that board."""
    await heard.listen(
        {
            "pi": trigger(kind, {"device_id": device_id(pi)}),
            "child": trigger(kind, {"device_id": [child_id(pi)]}),
            "board": trigger(kind, {"device_id": device_id(pi, NAMED_DIGITS)}),
            "other board": trigger(kind, {"device_id": device_id(pi, PLAIN_DIGITS)}),
            "entity of pi": trigger(kind, {"entity_id": pi.entity_id("binary_sensor", "event_stream")}),
            "entity of child": trigger(kind, {"entity_id": pi.entity_id("sensor", "progress")}),
            "entity of board": trigger(kind, {"entity_id": pi.entity_id("sensor", "status", NAMED_DIGITS)}),
            "entity of other": trigger(kind, {"entity_id": pi.entity_id("sensor", "status", PLAIN_DIGITS)}),
            "stranger": trigger(kind, {"entity_id": "sensor.of_somebody_else", "device_id": "gone"}),
        }
    )
    async_tell(pi.hass, about(kind))
    await heard.settled()
    expected = {"pi", "child", "entity of pi", "entity of child"}
    if kind in BOARD_KINDS:
        expected |= {"board", "entity of board"}
    assert sorted(heard.names) == sorted(expected)
    heard.told.clear()
    async_tell(pi.hass, about(kind, STRANGER))
    await heard.settled()
    assert "board" not in heard.names
    assert "pi" in heard.names


async def test_areas_floors_and_labels_as_they_are_at_that_moment(pi: Pi, heard: Heard) -> None:
    hass, kind = pi.hass, Kind.DEVICE_FAILED
    floor = fr.async_get(hass).async_create("Cellar")
    lab = ar.async_get(hass).async_create("Lab")
    store = ar.async_get(hass).async_create("Store", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("Watched")
    await heard.listen(
        {
            "lab": trigger(kind, {"area_id": lab.id}),
            "cellar": trigger(kind, {"floor_id": floor.floor_id}),
            "watched": trigger(kind, {"label_id": label.label_id}),
        }
    )
    async_tell(hass, about(kind))
    await heard.settled()
    assert heard.told == []
    devices = dr.async_get(hass)
    devices.async_update_device(device_id(pi, NAMED_DIGITS), area_id=lab.id)
    devices.async_update_device(device_id(pi, PLAIN_DIGITS), area_id=store.id)
    async_tell(hass, about(kind, NAMED))
    await heard.settled()
    assert heard.names == ["lab"]
    async_tell(hass, about(kind, PLAIN))
    await heard.settled()
    assert heard.names == ["lab", "cellar"]
    devices.async_update_device(device_id(pi), labels={label.label_id})
    devices.async_update_device(device_id(pi, NAMED_DIGITS), area_id=None)
    async_tell(hass, about(kind, NAMED))
    await heard.settled()
    assert heard.names == ["lab", "cellar", "watched"]
    # The child alone, moved away from the Pi.
    devices.async_update_child_device(child_id(pi), area_id=store.id)
    devices.async_update_device(device_id(pi), labels=set())
    async_tell(hass, about(kind, STRANGER))
    await heard.settled()
    assert heard.names == ["lab", "cellar", "watched", "cellar"]
    # An entity that stands elsewhere than its device.
    status = pi.entity_id("sensor", "status", NAMED_DIGITS)
    er.async_get(hass).async_update_entity(status, area_id=lab.id)
    devices.async_update_child_device(child_id(pi), area_id=None)
    async_tell(hass, about(kind, NAMED))
    await heard.settled()
    assert heard.names == ["lab", "cellar", "watched", "cellar", "lab"]
    # The same of a diagnostic one.
    er.async_get(hass).async_update_entity(status, area_id=None)
    er.async_get(hass).async_update_entity(
        pi.entity_id("binary_sensor", "allowlisted", NAMED_DIGITS), area_id=lab.id
    )
    async_tell(hass, about(kind, NAMED))
    await heard.settled()
    assert heard.names == ["lab", "cellar", "watched", "cellar", "lab", "lab"]


@pytest.mark.parametrize("kind", Kind)
async def test_another_entry_is_not_heard(pi: Pi, heard: Heard, kind: Kind) -> None:
    other = make_entry(pi.simulator, entry_id="another")
    other.add_to_hass(pi.hass)
    registry = dr.async_get(pi.hass)
    theirs = registry.async_get_or_create(
        config_entry_id="another", identifiers={("piorchestrator", "another")}
    )
    await heard.listen(
        {
            "ours": trigger(kind, {"device_id": device_id(pi)}),
            "our board": trigger(kind, {"device_id": device_id(pi, NAMED_DIGITS)}),
            "theirs": trigger(kind, {"device_id": theirs.id}),
        }
    )
    async_tell(pi.hass, about(kind, entry_id="another"))
    await heard.settled()
    assert heard.names == ["theirs"]


@pytest.mark.parametrize(
    ("outcome", "hears"),
    [
        (None, ["all_verified", "with_failures", "nothing_done"]),
        ("any", ["all_verified", "with_failures", "nothing_done"]),
        ("all_verified", ["all_verified"]),
        ("with_failures", ["with_failures"]),
        ("nothing_done", ["nothing_done"]),
    ],
)
async def test_outcome(pi: Pi, heard: Heard, outcome: str | None, hears: list[str]) -> None:
    options = None if outcome is None else {"outcome": outcome}
    await heard.listen({"it": trigger("session_finished", {"device_id": device_id(pi)}, options)})
    for end in ("all_verified", "with_failures", "nothing_done"):
        async_tell(pi.hass, about(Kind.SESSION_FINISHED, outcome=end))
    await heard.settled()
    assert [told["outcome"] for told in heard.of("it")] == hears


@pytest.mark.parametrize(
    ("boards", "hears"),
    [
        (None, [NAMED, STRANGER]),
        ("any", [NAMED, STRANGER]),
        ("allowed", [NAMED]),
        ("strangers", [STRANGER]),
    ],
)
async def test_boards(pi: Pi, heard: Heard, boards: str | None, hears: list[str]) -> None:
    options = None if boards is None else {"boards": boards}
    await heard.listen({"it": trigger("device_discovered", {"device_id": device_id(pi)}, options)})
    async_tell(pi.hass, about(Kind.DEVICE_DISCOVERED, NAMED, allowed=True))
    async_tell(pi.hass, about(Kind.DEVICE_DISCOVERED, STRANGER, allowed=False))
    await heard.settled()
    assert [told["mac"] for told in heard.of("it")] == hears


@pytest.mark.parametrize(
    "config",
    [
        {"trigger": "piorchestrator.session_started"},
        {"trigger": "piorchestrator.session_started", "target": {}},
        {"trigger": "piorchestrator.session_started", "target": {"planet_id": "mars"}},
        trigger("session_started", {"device_id": "x"}, {"outcome": "any"}),
        trigger("session_finished", {"device_id": "x"}, {"outcome": "lost"}),
        trigger("session_finished", {"device_id": "x"}, {"boards": "any"}),
        trigger("device_discovered", {"device_id": "x"}, {"boards": "mine"}),
    ],
)
async def test_what_could_never_fire_is_refused(hass: HomeAssistant, config: dict[str, object]) -> None:
    with pytest.raises(probatio.Invalid):
        await async_validate_trigger_config(hass, cv.TRIGGER_SCHEMA([config]))
    await async_validate_trigger_config(
        hass, cv.TRIGGER_SCHEMA([trigger("session_started", {"device_id": "x"})])
    )


async def test_attached_before_the_entry_is_loaded_and_heard_after_its_reload(
    fresh: Pi, heard: Heard
) -> None:
    registry = dr.async_get(fresh.hass)
    device = registry.async_get_or_create(
        config_entry_id=ENTRY_ID, identifiers={("piorchestrator", ENTRY_ID)}
    )
    await heard.listen({"it": trigger("device_verified", {"device_id": device.id})})
    await fresh.set_up()
    async_tell(fresh.hass, about(Kind.DEVICE_VERIFIED))
    await fresh.unload()
    await fresh.set_up()
    async_tell(fresh.hass, about(Kind.DEVICE_VERIFIED))
    await heard.settled()
    assert heard.names == ["it", "it"]


async def test_detached(pi: Pi) -> None:
    """What has been let go hears nothing."""
    ran: list[object] = []

    async def action(variables: dict[str, Any], context: Context | None = None) -> None:
        ran.append(variables["trigger"]["mac"])

    config = cv.TRIGGER_SCHEMA([trigger("device_verified", {"device_id": device_id(pi)})])
    detach = await async_initialize_triggers(
        pi.hass, await async_validate_trigger_config(pi.hass, config), action, "test", "it", Mock()
    )
    assert detach is not None
    for mac in (NAMED, PLAIN):
        async_tell(pi.hass, about(Kind.DEVICE_VERIFIED, mac))
        await pi.hass.async_block_till_done()
        detach()
        detach = Mock()
    assert ran == [NAMED]


async def test_what_is_found_while_home_assistant_starts_is_heard(pi: Pi, heard: Heard) -> None:
    """Automations attach their triggers at the very end of the start."""
    hass = pi.hass
    hass.set_state(CoreState.not_running)
    await heard.listen({"it": trigger("batch_complete", {"device_id": device_id(pi)})})
    async_tell(hass, about(Kind.BATCH_COMPLETE))
    await heard.settled()
    assert heard.told == []
    await hass.async_start()
    await heard.settled()
    assert heard.names == ["it"]
