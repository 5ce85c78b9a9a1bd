"""Conditions of our own: which entity they ask, and what the editor is offered."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, device_registry as dr, entity_registry as er
from homeassistant.helpers.condition import (
    ConditionChecker,
    async_from_config,
    async_validate_condition_config,
)
from homeassistant.setup import async_setup_component
import probatio
import pytest
from pytest_homeassistant_custom_component.components.common import (
    TargetSupport,
    assert_conditions_target_support,
)

from custom_components.piorchestrator.condition import async_get_conditions
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.sensor import SESSION_STATES
from tests.conftest import make_entry

from .pi import ENTRY_ID, NAMED_DIGITS, Pi


async def condition(
    hass: HomeAssistant, key: str, target: dict[str, object], **options: object
) -> ConditionChecker:
    config = cv.CONDITION_SCHEMA({"condition": f"{DOMAIN}.{key}", "target": target, "options": options})
    return await async_from_config(hass, await async_validate_condition_config(hass, config))


def holds(checker: ConditionChecker) -> bool:
    return checker.async_check() is True


def target(pi: Pi) -> dict[str, object]:
    device = pi.device()
    assert device is not None
    return {"device_id": device.id}


def child(pi: Pi) -> dict[str, object]:
    registry = dr.async_get(pi.hass)
    found = registry.async_get_child_device_by_identifier((DOMAIN, f"{ENTRY_ID}_provisioning"), ENTRY_ID)
    assert found is not None
    return {"device_id": found.id}


def batch_complete(pi: Pi, scope: str = "", translation_key: str = "batch_complete") -> str:
    """The entity of the child as it will be registered."""
    entity = er.async_get(pi.hass).async_get_or_create(
        "binary_sensor",
        DOMAIN,
        f"{pi.entry.entry_id}_{scope}{translation_key}",
        config_entry=pi.entry,
        device_id=str(child(pi)["device_id"]),
        translation_key=translation_key,
    )
    return entity.entity_id


async def test_targets_are_certified(hass: HomeAssistant) -> None:
    conditions = await async_get_conditions(hass)
    assert set(conditions) == {"is_session_active", "is_session_state", "is_connected", "is_batch_complete"}
    assert_conditions_target_support(conditions, dict.fromkeys(conditions, TargetSupport.STANDARD))


async def test_session_active(pi: Pi) -> None:
    """The onboarding network, which is on the same device and on as well, does not count."""
    checks = [await condition(pi.hass, "is_session_active", names) for names in (target(pi), child(pi))]
    assert not any(map(holds, checks))
    pi.hass.states.async_set(pi.entity_id("binary_sensor", "onboarding_network"), "on")
    assert not any(map(holds, checks))
    await pi.batch()
    assert all(map(holds, checks))
    pi.simulator.stop_session()
    await pi.agreed()
    assert not any(map(holds, checks))


async def test_session_state(pi: Pi) -> None:
    idle = await condition(pi.hass, "is_session_state", target(pi), state="idle")
    others = await condition(
        pi.hass, "is_session_state", target(pi), state=[one for one in SESSION_STATES if one != "idle"]
    )
    assert (holds(idle), holds(others)) == (True, False)
    await pi.batch()
    assert (holds(idle), holds(others)) == (False, True)
    entity_id = pi.entity_id("sensor", "session_state")
    for state in SESSION_STATES:
        pi.hass.states.async_set(entity_id, state)
        alone = await condition(pi.hass, "is_session_state", {"entity_id": entity_id}, state=state)
        assert holds(alone)
        assert holds(idle) == (state == "idle")
    # Another sensor that says the same word.
    pi.hass.states.async_set(pi.entity_id("sensor", "last_error"), "idle")
    pi.hass.states.async_set(pi.entity_id("sensor", "status", NAMED_DIGITS), "idle")
    assert not holds(idle)


async def test_connected(pi: Pi) -> None:
    """Also by device, though the entity is a diagnostic one; a board's own connection is none."""
    check = await condition(pi.hass, "is_connected", target(pi))
    assert holds(check)
    pi.simulator.faults.drop("GET /batch/events", times=None)
    pi.simulator.cut_streams()
    await pi.hass.async_block_till_done()
    pi.hass.states.async_set(pi.entity_id("binary_sensor", "event_stream"), "off")
    assert not holds(check)


async def test_batch_complete(pi: Pi) -> None:
    entity_id = batch_complete(pi)
    by_device = await condition(pi.hass, "is_batch_complete", target(pi))
    by_entity = await condition(pi.hass, "is_batch_complete", {"entity_id": entity_id})
    for state, expected in {"off": False, "on": True, "unavailable": False, "unknown": False}.items():
        pi.hass.states.async_set(entity_id, state)
        assert (holds(by_device), holds(by_entity)) == (expected, expected), state


async def test_entities_of_others_do_not_count(pi: Pi) -> None:
    """Neither another integration's with the same words, nor one that is in no registry, nor another entry's."""
    registry = er.async_get(pi.hass)
    theirs = registry.async_get_or_create(
        "binary_sensor", "somebody", "x", translation_key="session_active"
    ).entity_id
    names: dict[str, object] = {"entity_id": [theirs, "binary_sensor.nobodys"]}
    check = await condition(pi.hass, "is_session_active", names)
    for entity_id in (theirs, "binary_sensor.nobodys"):
        pi.hass.states.async_set(entity_id, "on")
    assert not holds(check)
    other = make_entry(pi.simulator, entry_id="another")
    other.add_to_hass(pi.hass)
    another = registry.async_get_or_create(
        "binary_sensor", DOMAIN, "another", config_entry=other, translation_key="session_active"
    ).entity_id
    pi.hass.states.async_set(another, "on")
    assert not holds(await condition(pi.hass, "is_session_active", target(pi)))
    assert holds(await condition(pi.hass, "is_session_active", {"entity_id": another}))


async def test_any_and_all(pi: Pi) -> None:
    first, second = batch_complete(pi), batch_complete(pi, "other_")
    one = await condition(pi.hass, "is_batch_complete", child(pi), behavior="any")
    every = await condition(pi.hass, "is_batch_complete", child(pi), behavior="all")
    for states, expected in {
        ("on", "off"): (True, False),
        ("on", "on"): (True, True),
        ("off", "off"): (False, False),
    }.items():
        for entity_id, state in zip((first, second), states, strict=True):
            pi.hass.states.async_set(entity_id, state)
        assert (holds(one), holds(every)) == expected


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("is_session_active", {}),
        ("is_session_state", {"state": ["discovering", "active", "closing"]}),
    ],
)
async def test_for(pi: Pi, freezer: FrozenDateTimeFactory, key: str, options: dict[str, object]) -> None:
    """A change between two states that count does not begin anew."""
    check = await condition(pi.hass, key, target(pi), **options, **{"for": {"minutes": 5}})
    active, state = pi.entity_id("binary_sensor", "session_active"), pi.entity_id("sensor", "session_state")
    pi.hass.states.async_set(active, "on")
    pi.hass.states.async_set(state, "discovering")
    await pi.hass.async_block_till_done()
    assert not holds(check)
    freezer.tick(timedelta(minutes=4))
    pi.hass.states.async_set(state, "active")
    await pi.hass.async_block_till_done()
    freezer.tick(timedelta(minutes=2))
    assert holds(check)
    pi.hass.states.async_set(active, "off")
    pi.hass.states.async_set(state, "idle")
    await pi.hass.async_block_till_done()
    assert not holds(check)


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("is_session_state", {}),
        ("is_session_state", {"state": []}),
        ("is_session_state", {"state": "lost"}),
        ("is_session_active", {"state": "idle"}),
        ("is_connected", {"behavior": "some"}),
    ],
)
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant, key: str, options: dict[str, object]
) -> None:
    with pytest.raises(probatio.Invalid):
        await condition(hass, key, {"device_id": "x"}, **options)


async def test_an_automation_asks(pi: Pi) -> None:
    """The way by which a user gets there."""
    ran: list[str] = []
    pi.hass.bus.async_listen("ran", callback(lambda event: ran.append(event.data["name"])))
    keys: dict[str, dict[str, Any]] = {
        "is_session_active": {},
        "is_session_state": {"state": ["idle"]},
        "is_connected": {},
        "is_batch_complete": {},
    }
    automations = [
        {
            "alias": key,
            "triggers": {"trigger": "event", "event_type": "ask"},
            "conditions": {"condition": f"{DOMAIN}.{key}", "target": target(pi), "options": options},
            "actions": [{"event": "ran", "event_data": {"name": key}}],
        }
        for key, options in keys.items()
    ]
    pi.hass.states.async_set(batch_complete(pi), "off")
    assert await async_setup_component(pi.hass, "automation", {"automation": automations})
    await pi.hass.async_block_till_done()
    pi.hass.bus.async_fire("ask")
    await pi.hass.async_block_till_done()
    assert sorted(ran) == ["is_connected", "is_session_state"]
