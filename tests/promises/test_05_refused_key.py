"""Promise 5: another key, and everything goes on."""

from time import monotonic

from homeassistant.const import CONF_API_KEY
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.const import DOMAIN
from tests.promises.conftest import SetUp
from tests.promises.house import House, moment, record
from tests.promises.mutation import noticed

NEW_KEY = "canary-new-key-51b8"


def flows(house: House) -> list[str]:
    """Everything that asks the user for something."""
    progress = house.hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert all(flow["context"]["source"] == "reauth" for flow in progress)
    return [flow["flow_id"] for flow in progress]


@noticed("coordinator.py", "        self.client.use_key(api_key)\n", "")
@noticed(
    "coordinator.py",
    "self.config_entry.async_start_reauth(self.hass)",
    "self.config_entry.async_get_active_flows(self.hass, set())",
)
async def test_a_refused_key(set_up: SetUp) -> None:
    """Promise 5: one question, however often the old key is refused; the answer works without a restart."""
    house = await set_up(speed=20)
    runtime = house.entry.runtime_data
    await house.pi.order("key", {"key": NEW_KEY})
    await house.pi.order("cut")
    refused = monotonic()
    asked = await moment(lambda: bool(flows(house)), 10) - refused
    for _ in range(3):
        await house.coordinator.async_refresh()
        with pytest.raises(HomeAssistantError):
            await house.call("start_session")
    await house.hass.async_block_till_done()
    assert len(flows(house)) == 1

    began = monotonic()
    await house.hass.config_entries.flow.async_configure(flows(house)[0], {CONF_API_KEY: NEW_KEY})
    await house.streaming()
    took = await house.truth(2) - began
    assert took < 2
    assert not flows(house)
    assert house.entry.runtime_data is runtime, "nothing was set up again"
    await house.press_start()
    record(5, "key asked for after", asked)
    record(5, "truth with the new key after", took)
