"""Voice assistants: which entities Home Assistant exposes to them when nobody has chosen."""

from homeassistant.components.homeassistant.const import DATA_EXPOSED_ENTITIES
from homeassistant.components.homeassistant.exposed_entities import (
    KNOWN_ASSISTANTS,
    async_expose_entity,
    async_should_expose,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from .pi import ENTRY_ID, NAMED_DIGITS, Pi
from .test_monitor import push


@pytest.fixture
def monitor() -> str:
    """By poll: the entities of the monitor are there, and its figures are pushed."""
    return "poll"


async def entities(pi: Pi) -> list[er.RegistryEntry]:
    """Every kind of entity that the integration has, all of them with a state."""
    assert await async_setup_component(pi.hass, "homeassistant", {})
    await pi.batch()
    await pi.agreed()
    push(pi)
    await pi.hass.async_block_till_done()
    found = er.async_entries_for_config_entry(er.async_get(pi.hass), ENTRY_ID)
    assert {entity.domain for entity in found} == {"binary_sensor", "button", "event", "sensor", "switch"}
    assert pi.entity_id("sensor", "temperature")
    assert pi.entity_id("binary_sensor", "online", NAMED_DIGITS)
    return found


@pytest.mark.usefixtures("every_entity")
@pytest.mark.parametrize("assistant", KNOWN_ASSISTANTS)
async def test_nothing_is_exposed_by_default(pi: Pi, assistant: str) -> None:
    """Neither to Assist nor to one that was told to take new entities; for what voice may do, see SECURITY.md."""
    found = await entities(pi)
    pi.hass.data[DATA_EXPOSED_ENTITIES].async_set_expose_new_entities(assistant, True)
    exposed = [e.entity_id for e in found if async_should_expose(pi.hass, assistant, e.entity_id)]
    assert exposed == []


async def test_what_the_user_chose_stays(pi: Pi) -> None:
    """An entity category decides the default alone."""
    assert await async_setup_component(pi.hass, "homeassistant", {})
    switch = pi.entity_id("switch", "unattended")
    async_expose_entity(pi.hass, "conversation", switch, True)
    await pi.unload()
    await pi.set_up()
    assert async_should_expose(pi.hass, "conversation", switch)


async def test_an_older_switch_becomes_a_configuration_entity(fresh: Pi, hass: HomeAssistant) -> None:
    """Also where it was registered before it had a category."""
    registry = er.async_get(hass)
    older = registry.async_get_or_create(
        "switch", "piorchestrator", f"{ENTRY_ID}_unattended", config_entry=fresh.entry
    )
    assert older.entity_category is None
    await fresh.set_up()
    now = registry.async_get(older.entity_id)
    assert now is not None
    assert now.entity_category == "config"
    assert await async_setup_component(hass, "homeassistant", {})
    assert not async_should_expose(hass, "conversation", older.entity_id)
