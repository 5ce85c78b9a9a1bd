"""What the card hears: the Pis that there are, and the feed of one, over a real connection (`design.md` §9)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
import json
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_PASSWORD
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from custom_components.piorchestrator.const import CONF_SSID, FEED_SECONDS, SUBENTRY_NETWORK
from custom_components.piorchestrator.core.state import Subject
from custom_components.piorchestrator.core.unattended import Policy
from simulator import Simulator
from tests.conftest import API_KEY, PROFILE_ID, SSID, WIFI_PASSWORD, make_entry

from .pi import ENTRY_ID, NAMED, PLAIN, STRANGER, Pi

type Message = dict[str, Any]


@dataclass
class Card:
    """A card that does with messages what `card/src/feed/feed.ts` does."""

    client: MockHAClientWebSocket
    parts: Message = field(default_factory=dict)
    boards: Message = field(default_factory=dict)
    allowlist: Message = field(default_factory=dict)
    heard: list[Message] = field(default_factory=list)

    @classmethod
    async def of(cls, client: MockHAClientWebSocket, entry_id: str = ENTRY_ID) -> Card:
        """Subscribe, and take the snapshot."""
        await client.send_json_auto_id({"type": "piorchestrator/subscribe", "config_entry_id": entry_id})
        assert (await client.receive_json())["success"]
        card = cls(client)
        await card.hear()
        assert card.heard[0]["kind"] == "snapshot"
        return card

    async def hear(self) -> None:
        """Take the next message."""
        message = (await self.client.receive_json())["event"]
        self.heard.append(message)
        self.parts |= message.get("parts", {})
        for known, rows in ((self.boards, message.get("boards")), (self.allowlist, message.get("allowlist"))):
            for mac, row in (rows or {}).items():
                if row is None:
                    del known[mac]
                else:
                    known[mac] = row

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Take messages until the card shows it."""
        while not is_so():
            await self.hear()

    @property
    def state(self) -> str:
        """Whether what it shows can be believed."""
        return str(self.parts["pi"]["state"])

    def is_at(self, state: str) -> Callable[[], bool]:
        """The condition that it is in a state."""
        return lambda: self.state == state


@pytest.fixture
async def client(hass: HomeAssistant, hass_ws_client: WebSocketGenerator, pi: Pi) -> MockHAClientWebSocket:
    """A browser's connection, once the integration is there."""
    return await hass_ws_client(hass)


async def test_the_pis_and_their_entities(client: MockHAClientWebSocket, pi: Pi) -> None:
    registry = er.async_get(pi.hass)
    disabled = pi.entity_id("sensor", "progress")
    registry.async_update_entity(disabled, disabled_by=er.RegistryEntryDisabler.USER)
    await pi.hass.async_block_till_done()
    await pi.batch()
    await client.send_json_auto_id({"type": "piorchestrator/entries"})
    (told,) = (await client.receive_json())["result"]
    assert (told["entry_id"], told["title"], told["is_loaded"]) == (ENTRY_ID, pi.entry.title, True)
    assert told["entities"]["session_state"] == pi.entity_id("sensor", "session_state")
    assert "progress" not in told["entities"]
    assert not [key for key in told["entities"] if "246f28" in key]  # those of boards come in the feed


async def test_a_pi_that_is_not_loaded_is_told_too(client: MockHAClientWebSocket, pi: Pi) -> None:
    await pi.unload()
    await client.send_json_auto_id({"type": "piorchestrator/entries"})
    (told,) = (await client.receive_json())["result"]
    assert told["is_loaded"] is False
    assert "session_state" in told["entities"]


async def test_the_snapshot_is_everything(client: MockHAClientWebSocket, pi: Pi) -> None:
    await pi.batch()
    card = await Card.of(client)
    assert card.parts["pi"] == {
        "title": pi.entry.title,
        "state": "ok",
        "live": True,
        "error": None,
        "profiles": [{"id": PROFILE_ID, "title": SSID}],
    }
    assert card.parts["session"]["state"] == "discovering"
    assert {mac: row["allowed"] for mac, row in card.boards.items()} == {
        NAMED: True,
        PLAIN: True,
        STRANGER: False,
    }
    assert card.boards[NAMED]["name"] == "Top shelf"
    assert {mac: row["used"] for mac, row in card.allowlist.items()} == {NAMED: False, PLAIN: False}


async def test_then_it_tells_what_changes_and_nothing_else(client: MockHAClientWebSocket, pi: Pi) -> None:
    await pi.batch()
    card = await Card.of(client)
    await pi.force("verified", NAMED)
    await card.until(lambda: bool(card.boards[NAMED]["state"] == "verified"))
    for delta in card.heard[1:]:
        assert delta["kind"] == "delta"
        assert set(delta.get("boards", {})) <= {NAMED}
        assert "session" not in delta.get("parts", {})
        assert "pi" not in delta.get("parts", {})
    assert card.parts["counters"]["verified"] == 1


def tell_of(pi: Pi, mac: str, **fields: object) -> None:
    """What an event does that is about one board alone."""
    data = pi.coordinator.data
    board = data.devices[mac].model_copy(update=fields)
    pi.coordinator.data = replace(data, devices={**data.devices, mac: board})
    pi.coordinator.dispatcher.async_notify({mac, Subject.COUNTERS})


async def test_a_board_that_is_verified_has_used_its_place_at_once(
    client: MockHAClientWebSocket, pi: Pi
) -> None:
    await pi.batch()
    card = await Card.of(client)
    tell_of(pi, NAMED, state="verified")
    await card.hear()
    assert card.boards[NAMED]["state"] == "verified"
    assert card.allowlist[NAMED]["used"] is True
    assert card.allowlist[PLAIN]["used"] is False
    assert card.parts["allowlist"]["unused"] == 1


async def test_boards_that_are_allowed_and_taken_away(client: MockHAClientWebSocket, pi: Pi) -> None:
    card = await Card.of(client)
    await pi.ask("add_to_allowlist", mac=STRANGER, description="New")
    await card.until(lambda: STRANGER in card.allowlist)
    assert card.allowlist[STRANGER]["description"] == "New"
    await pi.ask("remove_from_allowlist", mac=STRANGER)
    await card.until(lambda: STRANGER not in card.allowlist)


async def test_a_burst_is_told_together_and_a_pause_lies_between(
    client: MockHAClientWebSocket, pi: Pi
) -> None:
    await pi.batch()
    card = await Card.of(client)
    loop = pi.hass.loop
    begun = loop.time()
    for rssi in range(-90, -40):
        tell_of(pi, NAMED, rssi=rssi)
        await asyncio.sleep(0.01)  # each comes alone
    await card.until(lambda: bool(card.boards[NAMED]["rssi"] == -41))
    assert len(card.heard) - 1 <= (loop.time() - begun) / FEED_SECONDS + 1


async def test_a_reader_who_is_no_administrator_may_look(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, hass_read_only_access_token: str, pi: Pi
) -> None:
    client = await hass_ws_client(hass, hass_read_only_access_token)
    card = await Card.of(client)
    assert card.state == "ok"


@pytest.mark.parametrize("entry_id", ["nobody", "of-another-integration"])
async def test_a_pi_that_does_not_exist(client: MockHAClientWebSocket, pi: Pi, entry_id: str) -> None:
    MockConfigEntry(domain="other", entry_id="of-another-integration").add_to_hass(pi.hass)
    await client.send_json_auto_id({"type": "piorchestrator/subscribe", "config_entry_id": entry_id})
    answer = await client.receive_json()
    assert answer["error"]["code"] == "not_found"


async def test_the_card_survives_an_unload_and_a_reload(client: MockHAClientWebSocket, pi: Pi) -> None:
    await pi.batch()
    card = await Card.of(client)
    await pi.unload()
    await card.until(card.is_at("not_loaded"))
    assert card.boards[NAMED]["state"] == "discovered"  # what was known stays to be read
    await pi.set_up()
    await card.until(card.is_at("ok"))
    await pi.force("verified", NAMED)
    await card.until(lambda: bool(card.boards[NAMED]["state"] == "verified"))


async def test_a_card_of_a_pi_that_was_never_loaded(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, pi: Pi
) -> None:
    async with Simulator(api_key=API_KEY) as simulator:
        other = make_entry(simulator, entry_id="01ENTRY000000000000000000B")
        other.add_to_hass(hass)
        card = await Card.of(await hass_ws_client(hass), other.entry_id)
        (heard,) = card.heard
        assert heard == {"now": heard["now"], "kind": "snapshot", "parts": {"pi": card.parts["pi"]}}
        assert card.state == "not_loaded"


async def test_the_card_survives_the_removal_of_its_pi(client: MockHAClientWebSocket, pi: Pi) -> None:
    card = await Card.of(client)
    await pi.hass.config_entries.async_remove(pi.entry.entry_id)
    await card.until(card.is_at("removed"))


async def test_a_pi_that_does_not_answer_and_answers_again(client: MockHAClientWebSocket, pi: Pi) -> None:
    card = await Card.of(client)
    pi.simulator.faults.drop("*", times=None)
    await pi.coordinator.async_refresh()
    await card.until(card.is_at("unreachable"))
    assert card.parts["pi"]["error"]["key"]
    pi.simulator.faults.clear()
    await pi.coordinator.async_refresh()
    await card.until(card.is_at("ok"))
    assert card.parts["pi"]["error"] is None


async def test_a_pi_that_refuses_the_key(client: MockHAClientWebSocket, pi: Pi) -> None:
    card = await Card.of(client)
    pi.simulator.api_key = "another"
    pi.simulator.cut_streams()
    await card.until(lambda: not card.parts["pi"]["live"])
    await pi.coordinator.async_refresh()
    await card.until(card.is_at("key_refused"))


async def test_a_profile_is_told_without_its_password(client: MockHAClientWebSocket, pi: Pi) -> None:
    card = await Card.of(client)
    data = {CONF_SSID: "Lab", CONF_PASSWORD: WIFI_PASSWORD}
    lab = ConfigSubentry(
        data=MappingProxyType(data),
        subentry_id="lab",
        subentry_type=SUBENTRY_NETWORK,
        title="Lab",
        unique_id="Lab",
    )
    pi.hass.config_entries.async_add_subentry(pi.entry, lab)
    await card.until(lambda: len(card.parts["pi"]["profiles"]) == 2)
    assert card.parts["pi"]["profiles"] == [{"id": PROFILE_ID, "title": SSID}, {"id": "lab", "title": "Lab"}]
    told = json.dumps(card.heard)
    assert WIFI_PASSWORD not in told
    assert API_KEY not in told


async def test_a_card_that_goes_hears_nothing_any_more(client: MockHAClientWebSocket, pi: Pi) -> None:
    await Card.of(client)
    await client.send_json_auto_id({"type": "unsubscribe_events", "subscription": 1})
    assert (await client.receive_json())["success"]
    await pi.batch()
    pi.hass.config_entries.async_update_entry(pi.entry, title="Another name")
    await asyncio.sleep(2 * FEED_SECONDS)
    await client.send_json_auto_id({"type": "ping"})
    assert (await client.receive_json())["type"] == "pong"


async def test_what_was_held_back_is_free_once_nobody_holds_it(client: MockHAClientWebSocket, pi: Pi) -> None:
    await pi.batch()
    card = await Card.of(client)
    with pi.entry.runtime_data.unattended.taken(Policy(ceiling=0, retries=0)):
        await card.until(lambda: card.boards[NAMED]["hold"] == "ceiling")
    await card.until(lambda: card.boards[NAMED]["hold"] is None)
