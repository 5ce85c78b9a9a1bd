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


def register_older(pi: Pi) -> er.RegistryEntry:
    """Register the switch as an earlier version did: without a category."""
    older = er.async_get(pi.hass).async_get_or_create(
        "switch", "piorchestrator", f"{ENTRY_ID}_unattended", config_entry=pi.entry
    )
    assert older.entity_category is None
    return older


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("is_loaded", [True, False])
async def test_an_older_switch_is_withdrawn_from_voice_once(
    fresh: Pi, hass: HomeAssistant, caplog: pytest.LogCaptureFixture, asked: bool, is_loaded: bool
) -> None:
    """Home Assistant stores its default when an assistant asks for the first time, also before the switch had a category."""
    caplog.set_level("INFO")
    older = register_older(fresh)
    assert await async_setup_component(hass, "homeassistant", {})
    data = hass.data[DATA_EXPOSED_ENTITIES]
    if asked:
        data.async_set_expose_new_entities("cloud.alexa", True)
        for assistant in ("conversation", "cloud.alexa"):
            assert async_should_expose(hass, assistant, older.entity_id)
        async_expose_entity(hass, "cloud.google_assistant", older.entity_id, False)
    heard: list[str] = []
    data.async_listen_entity_updates("conversation", lambda: heard.append("conversation"))
    if not is_loaded:
        del hass.data[DATA_EXPOSED_ENTITIES]
    await fresh.set_up()
    hass.data[DATA_EXPOSED_ENTITIES] = data
    now = er.async_get(hass).async_get(older.entity_id)
    assert now is not None
    assert now.entity_category == "config"
    for assistant in KNOWN_ASSISTANTS:
        assert not async_should_expose(hass, assistant, older.entity_id)
    assert heard == ["conversation"] * (asked and is_loaded)
    assert caplog.text.count("is no longer exposed to voice assistants (") == asked
    # Once: what the user chooses from now on stays.
    async_expose_entity(hass, "conversation", older.entity_id, True)
    await fresh.unload()
    await fresh.set_up()
    assert async_should_expose(hass, "conversation", older.entity_id)
    assert caplog.text.count("is no longer exposed to voice assistants (") == asked
