"""What comes and goes for months leaves nothing behind."""

from datetime import timedelta

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util.dt import utcnow
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.conftest import wait_for

from .pi import Pi, expect_state
from .repair import issues


async def test_another_server_that_comes_and_goes(hass: HomeAssistant, fresh: Pi) -> None:
    """Each attempt to set the entry up finds a web page or nobody; listeners of its state do not add up."""
    pi, entry, faults = fresh.simulator, fresh.entry, fresh.simulator.faults
    faults.answer("*", 404, b"<html></html>", "text/html", times=None)
    await hass.config_entries.async_setup(entry.entry_id)
    when, seen = utcnow(), set()
    for attempt in range(8):
        asked = len(pi.received)
        faults.clear()
        if attempt % 2:
            faults.answer("*", 404, b"<html></html>", "text/html", times=None)
        else:
            faults.drop("*", times=None)
        when += timedelta(hours=1)
        async_fire_time_changed(hass, when)
        await wait_for(lambda asked=asked: len(pi.received) > asked)  # type: ignore[misc]
        await wait_for(lambda: entry.state is ConfigEntryState.SETUP_RETRY)
        await hass.async_block_till_done()
        seen.add(tuple(issues(hass)))
        assert len(entry._on_state_change or ()) <= 1
    assert seen == {(), ("api_absent",)}
    await hass.config_entries.async_unload(entry.entry_id)
    expect_state(entry, ConfigEntryState.NOT_LOADED)
    assert issues(hass) == {}
    await hass.async_block_till_done()
    assert not entry._on_state_change
