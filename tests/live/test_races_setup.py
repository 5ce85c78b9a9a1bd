"""The entry is changed while it is being set up or connects; keys, forms and options of two people at once."""

import asyncio
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigSubentry,
)
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PASSWORD, CONF_PORT, Platform
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator.const import (
    CONF_MONITOR,
    CONF_SSID,
    DOMAIN,
    MONITOR_OFF,
    SUBENTRY_NETWORK,
)
from simulator import Simulator
from tests.conftest import API_KEY, make_entry, wait_for
from tests.live.home import Home
from tests.live.truth import truth

LIST = "GET /allowlist"
NEW_KEY = "canary-api-key-new"
SECOND_PROFILE = "01PROFILE0000000000000000B"


def follows_options(hass: HomeAssistant, entry: MockConfigEntry) -> Callable[[], bool]:
    """The monitor is switched off."""
    hass.config_entries.async_update_entry(entry, options={CONF_MONITOR: MONITOR_OFF})
    return lambda: entry.runtime_data.monitor is None


def follows_key(hass: HomeAssistant, entry: MockConfigEntry) -> Callable[[], bool]:
    """Another key."""
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_API_KEY: NEW_KEY})
    return lambda: entry.runtime_data.coordinator.client.transport.api_key == NEW_KEY


def follows_profile(hass: HomeAssistant, entry: MockConfigEntry) -> Callable[[], bool]:
    """One more Wi-Fi profile."""
    profile = ConfigSubentry(
        data=MappingProxyType({CONF_SSID: "Cellar", CONF_PASSWORD: "canary-wifi-password"}),
        subentry_id=SECOND_PROFILE,
        subentry_type=SUBENTRY_NETWORK,
        title="Cellar",
        unique_id="Cellar",
    )
    hass.config_entries.async_add_subentry(entry, profile)
    home = Home(hass, Simulator(), entry)
    return lambda: home.entity_id(Platform.BUTTON, "start_session", SECOND_PROFILE) is not None


async def loaded(home: Home) -> None:
    """Wait until the entry is, with nothing on its way any more."""
    await wait_for(lambda: home.entry.state is ConfigEntryState.LOADED)
    await home.hass.async_block_till_done()
    await wait_for(lambda: home.entry.state is ConfigEntryState.LOADED)


async def test_another_address_during_the_first_read(
    hass: HomeAssistant, simulator: Simulator, entry_data: MockConfigEntry
) -> None:
    """What was begun at the old Pi is over with its answer."""
    home = Home(hass, simulator, entry_data)
    entry_data.add_to_hass(hass)
    simulator.faults.delay(LIST, 0.5)
    setting_up = hass.async_create_task(hass.config_entries.async_setup(entry_data.entry_id))
    await wait_for(lambda: simulator.counts.requests[LIST] == 1)
    async with Simulator(api_key=API_KEY, speed=20) as second:
        hass.config_entries.async_update_entry(entry_data, data={**entry_data.data, CONF_PORT: second.port})
        await setting_up
        await loaded(home)
        await wait_for(lambda: second.counts.streams == 1)
        await wait_for(lambda: simulator.counts.streams == 0)
        assert home.coordinator.client.transport.address.port == second.port
        assert await hass.config_entries.async_unload(entry_data.entry_id)


@pytest.mark.parametrize("change", [follows_options, follows_key, follows_profile])
async def test_a_change_after_everything_was_read(
    hass: HomeAssistant,
    simulator: Simulator,
    entry_data: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[HomeAssistant, MockConfigEntry], Callable[[], bool]],
) -> None:
    """The platforms have been made, and the entry is not quite loaded."""
    home = Home(hass, simulator, entry_data)
    entry_data.add_to_hass(hass)
    forward = hass.config_entries.async_forward_entry_setups
    so: list[Callable[[], bool]] = []

    async def forward_and_change(entry: MockConfigEntry, platforms: Iterable[Platform]) -> None:
        await forward(entry, platforms)
        if not so:
            so.append(change(hass, entry))
            simulator.api_key = entry.data[CONF_API_KEY]

    monkeypatch.setattr(hass.config_entries, "async_forward_entry_setups", forward_and_change)
    await hass.config_entries.async_setup(entry_data.entry_id)
    await loaded(home)
    assert so[0]()
    await home.streaming()
    await wait_for(lambda: simulator.counts.streams == 1)
    await truth(home)
    assert await hass.config_entries.async_unload(entry_data.entry_id)


async def test_the_monitor_is_switched_off_while_it_connects(home: Home) -> None:
    """And on, and off: what is there at the end is what was said last."""
    pi = home.simulator
    for option in ("off", "push", "poll", "push", "off"):
        home.hass.config_entries.async_update_entry(home.entry, options={CONF_MONITOR: option})
        await asyncio.sleep(0.02)
    await loaded(home)
    await home.streaming()
    await wait_for(lambda: home.entry.runtime_data.monitor is None)
    await wait_for(lambda: pi.counts.sockets == 0 and pi.counts.streams == 1)
    await truth(home)


async def _answer(home: Home, flow_id: str, data: dict[str, Any]) -> str:
    result = await home.hass.config_entries.flow.async_configure(flow_id, data)
    return str(result.get("reason") or result["type"])


async def test_two_people_type_the_new_key(home: Home) -> None:
    """One form for both, and the second answer finds it done; the key works without a reload."""
    coordinator = home.coordinator
    home.simulator.api_key = NEW_KEY
    home.simulator.cut_streams()
    flows = home.hass.config_entries.flow
    await wait_for(lambda: bool(flows.async_progress_by_handler(DOMAIN)))
    for _ in range(3):
        await coordinator.async_refresh()
        home.entry.async_start_reauth(home.hass)
    await home.hass.async_block_till_done()
    (flow,) = flows.async_progress_by_handler(DOMAIN)
    assert flow["context"]["source"] == SOURCE_REAUTH
    answers = await asyncio.gather(
        *(_answer(home, flow["flow_id"], {CONF_API_KEY: NEW_KEY}) for _ in range(2)), return_exceptions=True
    )
    assert "reauth_successful" in answers
    await home.streaming()
    await truth(home)
    assert home.coordinator is coordinator
    assert not flows.async_progress_by_handler(DOMAIN)
    assert home.simulator.counts.streams == 1


async def test_two_reconfigure_to_two_addresses(home: Home) -> None:
    """The last word counts, for the data as for the connections."""
    flows = home.hass.config_entries.flow
    async with (
        Simulator(api_key=API_KEY, speed=20) as second,
        Simulator(api_key=API_KEY, speed=20) as third,
    ):
        forms = [
            await flows.async_init(
                DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": home.entry.entry_id}
            )
            for _ in range(2)
        ]
        data = [
            {
                CONF_HOST: "127.0.0.1",
                CONF_API_KEY: API_KEY,
                "advanced": {"port": pi.port, "ssl": False, "verify_ssl": True},
            }
            for pi in (second, third)
        ]
        answers = await asyncio.gather(
            *(_answer(home, form["flow_id"], typed) for form, typed in zip(forms, data, strict=True)),
            return_exceptions=True,
        )
        assert "reconfigure_successful" in answers
        await loaded(home)
        wanted = home.entry.data[CONF_PORT]
        await wait_for(lambda: home.coordinator.client.transport.address.port == wanted)
        await home.streaming()
        for pi in (home.simulator, second, third):
            await wait_for(lambda pi=pi: pi.counts.streams == (pi.port == wanted))  # type: ignore[misc]
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)


async def test_an_entry_for_the_address_that_another_one_moves_to(home: Home) -> None:
    """Both forms are open at once; only one of the entries gets the address."""
    flows = home.hass.config_entries.flow
    async with Simulator(api_key=API_KEY, speed=20) as second:
        entry = make_entry(second)
        typed = {
            CONF_HOST: "127.0.0.1",
            CONF_API_KEY: API_KEY,
            "advanced": {"port": entry.data[CONF_PORT], "ssl": False, "verify_ssl": True},
        }
        move = await flows.async_init(
            DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": home.entry.entry_id}
        )
        add = await flows.async_init(DOMAIN, context={"source": "user"})
        answers = await asyncio.gather(
            _answer(home, move["flow_id"], typed), _answer(home, add["flow_id"], typed)
        )
        assert sorted(answers) in (
            ["already_configured", "create_entry"],
            ["already_configured", "reconfigure_successful"],
        )
        await home.hass.async_block_till_done()
        there = [entry.data[CONF_PORT] for entry in home.hass.config_entries.async_entries(DOMAIN)]
        assert there.count(second.port) == 1
        for entry_ in home.hass.config_entries.async_entries(DOMAIN):
            await wait_for(lambda entry_=entry_: entry_.state is ConfigEntryState.LOADED)  # type: ignore[misc]
            assert await home.hass.config_entries.async_unload(entry_.entry_id)
