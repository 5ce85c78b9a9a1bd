"""A box of boards from start to verified."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator.const import DOMAIN
from simulator import Simulator, World
from tests.conftest import wait_for


async def test_smoke(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    simulator.load_world(World.batch(12, seed=1))
    response = await hass.services.async_call(DOMAIN, "start_session", {}, blocking=True, return_response=True)
    print(response)
    await wait_for(lambda: len(simulator.truth().devices) == 12)
    coordinator = entry.runtime_data.coordinator
    await wait_for(lambda: len(coordinator.data.devices) == 12)
    print(await hass.services.async_call(DOMAIN, "provision_all", {}, blocking=True, return_response=True))
    await simulator.wait_idle()
    await wait_for(lambda: {m: d.state for m, d in coordinator.data.devices.items()} == {m: d["state"] for m, d in simulator.truth().devices.items()})
    print(coordinator.data.counters, simulator.truth().session)
    await hass.async_block_till_done()
    for state in hass.states.async_all():
        print(state.entity_id, state.state)
    print(er.async_get(hass).entities.keys())
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    await wait_for(lambda: simulator.counts.streams == 0)
    print(simulator.counts.requests, simulator.unexpected)
