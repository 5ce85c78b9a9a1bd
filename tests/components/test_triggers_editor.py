"""What the automation editor finds of our triggers and conditions, and for which targets it offers them."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.icon import async_get_icons
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.piorchestrator.condition import CONDITIONS
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.happenings import Kind
from tests.conftest import PROFILE_ID

from .pi import ENTRY_ID, NAMED_DIGITS, Pi

BATCH = {f"{DOMAIN}.{kind}" for kind in Kind if not kind.startswith("device_")}
BOARD = {f"{DOMAIN}.{kind}" for kind in Kind if kind.startswith("device_")}
CONDITION_KEYS = {f"{DOMAIN}.{key}" for key in CONDITIONS}


@pytest.fixture(autouse=True)
async def _websocket(hass: HomeAssistant) -> None:
    for component in ("websocket_api", "automation"):
        assert await async_setup_component(hass, component, {})


async def described(hass_ws_client: WebSocketGenerator, hass: HomeAssistant, kind: str) -> dict[str, Any]:
    """Everything of ours that the editor is told of."""
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": f"{kind}_platforms/subscribe"})
    assert (await client.receive_json())["success"]
    found: dict[str, Any] = (await client.receive_json())["event"]
    return {key: value for key, value in found.items() if key.startswith(f"{DOMAIN}.")}


async def offered(
    hass_ws_client: WebSocketGenerator, hass: HomeAssistant, kind: str, target: dict[str, object]
) -> set[str]:
    """What of ours the editor offers for a target."""
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": f"get_{kind}s_for_target", "target": target})
    answer = await client.receive_json()
    assert answer["success"], answer
    return {key for key in answer["result"] if key.startswith(f"{DOMAIN}.")}


async def test_listed(pi: Pi, hass_ws_client: WebSocketGenerator) -> None:
    triggers = await described(hass_ws_client, pi.hass, "trigger")
    assert set(triggers) == BATCH | BOARD
    assert triggers[f"{DOMAIN}.session_finished"]["fields"]["outcome"]["default"] == "any"
    assert triggers[f"{DOMAIN}.device_discovered"]["fields"]["boards"]["default"] == "any"
    conditions = await described(hass_ws_client, pi.hass, "condition")
    assert set(conditions) == CONDITION_KEYS
    assert all("target" in description for description in [*triggers.values(), *conditions.values()])


def devices(pi: Pi) -> dict[str, dict[str, object]]:
    registry = dr.async_get(pi.hass)
    server, board, profile = pi.device(), pi.device(NAMED_DIGITS), pi.device(PROFILE_ID)
    part = registry.async_get_child_device_by_identifier((DOMAIN, f"{ENTRY_ID}_provisioning"), ENTRY_ID)
    assert server is not None
    assert part is not None
    assert board is not None
    assert profile is not None
    named = {"pi": server.id, "child": part.id, "board": board.id, "profile": profile.id}
    return {name: {"device_id": [device_id]} for name, device_id in named.items()}


async def test_triggers_for_a_target(pi: Pi, hass_ws_client: WebSocketGenerator) -> None:
    names = devices(pi)
    for name, expected in {
        "pi": BATCH | BOARD,
        "child": BATCH | BOARD,
        "board": BOARD,
        "profile": set(),
    }.items():
        assert await offered(hass_ws_client, pi.hass, "trigger", names[name]) == expected, name
    events: dict[str, object] = {"entity_id": [pi.entity_id("event", "session_event")]}
    assert await offered(hass_ws_client, pi.hass, "trigger", events) == BATCH | BOARD
    status: dict[str, object] = {"entity_id": [pi.entity_id("sensor", "status", NAMED_DIGITS)]}
    assert await offered(hass_ws_client, pi.hass, "trigger", status) == BOARD


async def test_conditions_for_a_target(pi: Pi, hass_ws_client: WebSocketGenerator) -> None:
    names = devices(pi)
    for name, expected in {
        "pi": CONDITION_KEYS,
        "child": CONDITION_KEYS - {f"{DOMAIN}.is_connected"},
        # The editor cannot tell a board's status from the session's state.
        "board": {f"{DOMAIN}.is_session_state"},
        "profile": set(),
    }.items():
        assert await offered(hass_ws_client, pi.hass, "condition", names[name]) == expected, name
    stream: dict[str, object] = {"entity_id": [pi.entity_id("binary_sensor", "event_stream")]}
    assert f"{DOMAIN}.is_connected" in await offered(hass_ws_client, pi.hass, "condition", stream)


@pytest.mark.parametrize(("category", "keys"), [("triggers", set(Kind)), ("conditions", set(CONDITIONS))])
async def test_texts_and_icons_are_found(pi: Pi, category: str, keys: set[str]) -> None:
    texts = await async_get_translations(pi.hass, "en", category, [DOMAIN])
    icons = (await async_get_icons(pi.hass, category, [DOMAIN]))[DOMAIN]
    assert set(icons) == keys
    for key in keys:
        where = f"component.{DOMAIN}.{category}.{key}"
        assert texts[f"{where}.name"]
        beginning = "Triggers when " if category == "triggers" else "Tests if "
        assert texts[f"{where}.description"].startswith(beginning)
        assert icons[key][category.removesuffix("s")].startswith("mdi:")
