"""The blueprint `warn_hot_pi` as an automation over the simulator."""

from typing import Final

from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.conftest import wait_for
from tests.live.home import Home

from .automated import Desk, automate, device_of
from .work import quiet

SHORT: Final = {"seconds": 0.5}


@pytest.fixture(autouse=True)
def _noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each figure is written as it comes."""
    monkeypatch.setattr("custom_components.piorchestrator.monitor_entity.NOISE_SECONDS", 0.0)


async def heat(home: Home, degrees: int) -> None:
    """Bring the Pi to a temperature, and wait until it is known."""
    home.simulator._vitals.temperature = degrees
    await wait_for(lambda: abs((home.entry.runtime_data.monitor.data.temperature or 0) - degrees) < 5)
    await home.hass.async_block_till_done()


@pytest.mark.parametrize("unit", ["°C", "°F"])
async def test_while_a_session_is_open(home: Home, desk: Desk, unit: str) -> None:
    texts = async_mock_service(home.hass, "notify", "send_message")
    await heat(home, 50)
    er.async_get(home.hass).async_update_entity_options(
        str(home.entity_id("sensor", "temperature")), "sensor", {"unit_of_measurement": unit}
    )
    await home.hass.async_block_till_done()
    assert home.state("sensor", "temperature").attributes["unit_of_measurement"] == unit
    await automate(
        home.hass,
        "warn_hot_pi",
        device_of(home.hass, home.entry),
        limit=65,
        duration=SHORT,
        targets=["notify.team"],
    )
    await heat(home, 72)
    await quiet(home)
    assert not desk.shown, "no session is open"
    await heat(home, 50)
    await home.press_start()
    await quiet(home)
    assert not desk.shown, "it is cool"
    await heat(home, 72)
    await wait_for(lambda: len(texts) == 1)
    assert [text.splitlines()[0] for text in desk.texts] == ["The Pi is too hot"]
    assert "above 65 °C" in desk.texts[0]
    assert "Server: PiOrchestrator (127.0.0.1)" in texts[0].data["message"]


async def test_hot_before_the_session(home: Home, desk: Desk) -> None:
    await heat(home, 72)
    await automate(home.hass, "warn_hot_pi", device_of(home.hass, home.entry), limit=65, duration=SHORT)
    await quiet(home)
    assert not desk.shown
    await home.press_start()
    await wait_for(lambda: len(desk.shown) == 1)


async def test_not_when_it_cools_down_in_time(home: Home, desk: Desk) -> None:
    await heat(home, 72)
    await automate(
        home.hass, "warn_hot_pi", device_of(home.hass, home.entry), limit=65, duration={"seconds": 2}
    )
    await home.press_start()
    await heat(home, 50)
    await quiet(home, 2.5)
    assert not desk.shown


async def test_not_for_a_short_time(home: Home, desk: Desk) -> None:
    await heat(home, 50)
    await automate(
        home.hass, "warn_hot_pi", device_of(home.hass, home.entry), limit=65, duration={"seconds": 3}
    )
    await home.press_start()
    await heat(home, 72)
    await quiet(home, 0.5)
    await heat(home, 50)
    await quiet(home, 3)
    assert not desk.shown
