"""An automation made of a blueprint of this repository, phones that it tells, and what Home Assistant shows of it."""

import asyncio
from collections.abc import Mapping
import logging
from pathlib import Path
import shutil
from typing import Any, Final

from homeassistant.components import persistent_notification
from homeassistant.components.persistent_notification import Notification, UpdateType
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator.const import DOMAIN
from tests.conftest import wait_for

AUTOMATION: Final = "automation"
FOLDER: Final = Path(__file__).resolve().parents[3] / "blueprints" / AUTOMATION / DOMAIN
PRESSED: Final = "mobile_app_notification_action"


def copy_blueprints(config: Path) -> None:
    """Put them where Home Assistant keeps what was imported."""
    shutil.copytree(FOLDER, config / "blueprints" / AUTOMATION / DOMAIN)


def device_of(hass: HomeAssistant, entry: ConfigEntry[Any]) -> str:
    """The id of a Pi's device, as the form of an automation has it."""
    found = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, entry.entry_id), entry.entry_id)
    assert found is not None
    return found.id


class Phone:
    """A phone with the app: the action that reaches it is ours, everything else is real."""

    def __init__(self, hass: HomeAssistant, name: str) -> None:
        entry = MockConfigEntry(domain="mobile_app", title=name)
        entry.add_to_hass(hass)
        self._hass = hass
        self.device_id = (
            dr.async_get(hass)
            .async_get_or_create(
                config_entry_id=entry.entry_id, identifiers={("mobile_app", name)}, name=name
            )
            .id
        )
        self.calls: list[ServiceCall] = []
        self.seconds = 0.0  # until the push service has answered
        hass.services.async_register("notify", f"mobile_app_{name.lower().replace(' ', '_')}", self._show)

    async def _show(self, call: ServiceCall) -> None:
        await asyncio.sleep(self.seconds)
        self.calls.append(call)

    @property
    def messages(self) -> list[str]:
        """What it showed, title and text."""
        return [f"{call.data['title']}\n{call.data['message']}" for call in self.calls]

    def buttons(self, number: int = -1) -> Mapping[str, str]:
        """What the buttons of a notification would send, by their titles."""
        return {button["title"]: button["action"] for button in self.calls[number].data["data"]["actions"]}

    def press(self, title: str, number: int = -1) -> None:
        """Press a button, as the app tells of it."""
        self.send(self.buttons(number)[title])

    def send(self, action: object) -> None:
        """Whatever an app may send."""
        self._hass.bus.async_fire(PRESSED, {"action": action})

    async def shows(self, count: int) -> None:
        """Wait for so many notifications.

        Not for the automations to end: a run goes on for as long as its notification may be answered.
        """
        await wait_for(lambda: len(self.calls) >= count)
        await asyncio.sleep(0.1)
        assert len(self.calls) == count


class Desk:
    """The notifications in Home Assistant itself."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.shown: dict[str, Notification] = {}
        persistent_notification.async_register_callback(hass, self._on_change)

    @callback
    def _on_change(self, kind: UpdateType, changed: dict[str, Notification]) -> None:
        if kind is UpdateType.REMOVED:
            for name in changed:
                self.shown.pop(name, None)
        else:
            self.shown |= changed

    @property
    def texts(self) -> list[str]:
        """Title and text of each, the oldest first."""
        return [f"{found['title']}\n{found['message']}" for found in self.shown.values()]


async def automate(hass: HomeAssistant, blueprint: str, *pis: str | list[str], **inputs: object) -> str:
    """Make an automation for each choice of devices, as a user does; the entity id of the first."""
    config = [
        {
            "id": f"{blueprint}_{number}",
            "alias": f"{blueprint} {number}",
            "use_blueprint": {"path": f"{DOMAIN}/{blueprint}.yaml", "input": {**inputs, "pi": pi}},
        }
        for number, pi in enumerate(pis)
    ]
    assert await async_setup_component(hass, persistent_notification.DOMAIN, {})
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: config})
    await hass.async_block_till_done()
    states = hass.states.async_all(AUTOMATION)
    assert [state.state for state in states] == ["on"] * len(config)
    return states[0].entity_id


def assert_no_complaint(caplog: pytest.LogCaptureFixture) -> None:
    """No automation failed, and no template missed a value or a queue its place."""
    told = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING
        and record.name.startswith(("homeassistant.components.automation", "homeassistant.helpers"))
    ]
    assert not told, told
