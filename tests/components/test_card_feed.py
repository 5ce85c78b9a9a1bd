"""The feed that all cards of an entry share: computed once, complete for each, and gone with the last of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
import json
from typing import Any
from unittest.mock import Mock

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import get_scheduled_timer_handles
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.piorchestrator import card_feed
from custom_components.piorchestrator.client.models import Session
from custom_components.piorchestrator.const import FEED_SECONDS
from custom_components.piorchestrator.coordinator import LINK
from custom_components.piorchestrator.core.feed import MOST_OFFERS, boards_of, parts_of
from custom_components.piorchestrator.core.state import ProvisioningState, Snapshot, Subject
from tests.conftest import make_entry, wait_for

from .pi import ENTRY_ID, NAMED, PLAIN, STRANGER, Pi, expect_state


@dataclass
class Screen:
    """A subscriber that keeps what a card would show."""

    messages: list[bytes] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=lambda: {"boards": {}, "allowlist": {}})
    stop: CALLBACK_TYPE = lambda: None

    def send(self, message: bytes) -> None:
        """Take a message."""
        self.messages.append(message)
        heard = json.loads(message)
        assert (heard["kind"] == "snapshot") == (len(self.messages) == 1)
        self.parts |= heard.get("parts", {})
        for name, known in self.rows.items():
            known.update(heard.get(name, {}))
            for mac in [mac for mac, row in known.items() if row is None]:
                del known[mac]

    @property
    def shown(self) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        """All of it."""
        return self.parts, self.rows

    @property
    def boards(self) -> dict[str, Any]:
        """The rows of the boards."""
        return self.rows["boards"]


def look(pi: Pi) -> Screen:
    """Subscribe one more."""
    screen = Screen()
    screen.stop = card_feed.async_subscribe(pi.hass, pi.coordinator.config_entry, screen.send)
    return screen


def feeds(hass: HomeAssistant) -> dict[str, card_feed.CardFeed]:
    """The feeds that there are."""
    return hass.data.get(card_feed._FEEDS, {})


def timers(hass: HomeAssistant) -> list[str]:
    """Timers of feeds that are set."""
    return [
        str(handle)
        for handle in get_scheduled_timer_handles(hass.loop)
        if not handle.cancelled() and "CardFeed" in str(handle)
    ]


def followers(hass: HomeAssistant) -> int:
    """Listeners to changes of entries."""
    return len(hass.data[DATA_DISPATCHER].get(SIGNAL_CONFIG_ENTRY_CHANGED, {}))


def tell_of(pi: Pi, mac: str, **fields: object) -> None:
    """What an event does that is about one board alone."""
    data = pi.coordinator.data
    board = data.devices[mac].model_copy(update=fields)
    pi.coordinator.data = replace(data, devices={**data.devices, mac: board})
    pi.coordinator.dispatcher.async_notify({mac, Subject.COUNTERS})


@pytest.fixture
async def quiet(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> Pi:
    """A batch of which nothing new is read: what a test changes stays changed."""

    async def read(state: ProvisioningState) -> tuple[ProvisioningState, Snapshot]:
        return state, Snapshot()

    await pi.batch()
    await pi.coordinator.async_refresh()
    monkeypatch.setattr(pi.coordinator._reader, "read", read)
    await pi.coordinator.async_refresh()  # the one that was under way has ended
    return pi


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Counts the views that are computed."""
    counted = Mock(wraps=parts_of)
    monkeypatch.setattr(card_feed, "parts_of", counted)
    return counted


async def test_ten_cards_are_one_computation(quiet: Pi, views: Mock) -> None:
    screens = [look(quiet) for _ in range(10)]
    assert views.call_count == 1
    assert len({id(screen.messages[0]) for screen in screens}) == 1, "serialised once"
    tell_of(quiet, NAMED, rssi=-41)
    await wait_for(lambda: all(screen.boards[NAMED]["rssi"] == -41 for screen in screens))
    assert views.call_count == 2
    assert len({id(screen.messages[1]) for screen in screens}) == 1
    for screen in screens:
        screen.stop()


async def test_a_connection_gets_the_same_bytes(pi: Pi, hass_ws_client: WebSocketGenerator) -> None:
    screen = look(pi)
    client = await hass_ws_client(pi.hass)
    await client.send_json_auto_id({"type": "piorchestrator/subscribe", "config_entry_id": ENTRY_ID})
    assert (await client.receive_json())["success"]
    told = await client.receive_json()
    now = dt_util.parse_datetime(told["event"].pop("now"), raise_on_error=True)
    assert told == {"id": 1, "type": "event", "event": json.loads(screen.messages[0])}
    assert abs((dt_util.utcnow() - now).total_seconds()) < 30
    screen.stop()


async def test_who_comes_between_a_change_and_its_delta_misses_nothing(pi: Pi) -> None:
    await pi.batch()
    first = look(pi)
    tell_of(pi, NAMED, rssi=-41)  # the delta waits for its turn
    second = look(pi)
    await wait_for(lambda: first.boards[NAMED]["rssi"] == -41)
    assert second.shown == first.shown
    third = look(pi)
    assert third.shown == first.shown
    await pi.force("verified", NAMED)
    await wait_for(lambda: first.boards[NAMED]["state"] == "verified")
    assert first.shown == second.shown == third.shown
    for screen in (first, second, third):
        screen.stop()


async def test_a_card_that_cannot_be_served_does_not_affect_the_others(
    quiet: Pi, caplog: pytest.LogCaptureFixture
) -> None:
    calls = 0

    def broken(message: bytes) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("no more")

    before, after = look(quiet), Screen()
    card_feed.async_subscribe(quiet.hass, quiet.entry, broken)
    after.stop = card_feed.async_subscribe(quiet.hass, quiet.entry, after.send)
    for rssi in (-41, -42, -43):
        tell_of(quiet, NAMED, rssi=rssi)
        await wait_for(
            lambda rssi=rssi: before.boards[NAMED]["rssi"] == after.boards[NAMED]["rssi"] == rssi  # type: ignore[misc]
        )
    assert calls == 2
    assert caplog.text.count("RuntimeError: no more") == 1
    before.stop()
    after.stop()
    assert not feeds(quiet.hass)


async def test_a_card_that_breaks_at_once_leaves_nothing_behind(pi: Pi) -> None:
    observers = len(pi.coordinator.dispatcher._observers)

    def broken(message: bytes) -> None:
        raise RuntimeError

    stop = card_feed.async_subscribe(pi.hass, pi.entry, broken)
    assert not feeds(pi.hass)
    assert len(pi.coordinator.dispatcher._observers) == observers
    stop()


async def test_a_view_that_cannot_be_computed_leaves_nothing_behind(
    pi: Pi, monkeypatch: pytest.MonkeyPatch
) -> None:
    observers = len(pi.coordinator.dispatcher._observers)
    with monkeypatch.context() as patch:
        patch.setattr(card_feed, "parts_of", Mock(side_effect=ZeroDivisionError))
        with pytest.raises(ZeroDivisionError):
            look(pi)
    assert not feeds(pi.hass)
    assert len(pi.coordinator.dispatcher._observers) == observers
    screen = look(pi)
    assert screen.parts["pi"]["state"] == "ok"
    screen.stop()


async def test_a_delta_that_fails_is_made_up_for(
    quiet: Pi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    screen = look(quiet)
    fail = Mock(side_effect=ZeroDivisionError)
    with monkeypatch.context() as patch:
        patch.setattr(card_feed, "parts_of", fail)
        for count in (1, 2, 3):
            tell_of(quiet, NAMED, rssi=-40 - count)
            await wait_for(lambda count=count: fail.call_count == count)  # type: ignore[misc]
    assert caplog.text.count("cannot be updated") == 1
    caplog.clear()
    tell_of(quiet, PLAIN, rssi=-50)
    await wait_for(lambda: screen.boards[PLAIN]["rssi"] == -50)
    assert screen.boards[NAMED]["rssi"] == -43
    screen.stop()


async def test_the_last_card_takes_everything_along(quiet: Pi) -> None:
    """A timer that waits included; before that, a card that goes takes nothing from the others."""
    observers, entries = len(quiet.coordinator.dispatcher._observers), followers(quiet.hass)
    first, second = look(quiet), look(quiet)
    assert len(quiet.coordinator.dispatcher._observers) == observers + 1
    tell_of(quiet, NAMED, rssi=-41)
    assert len(timers(quiet.hass)) == 1
    first.stop()
    assert len(timers(quiet.hass)) == 1
    await wait_for(lambda: second.boards[NAMED]["rssi"] == -41)
    assert len(first.messages) == 1
    tell_of(quiet, NAMED, rssi=-42)
    assert len(timers(quiet.hass)) == 1
    second.stop()
    assert timers(quiet.hass) == []
    assert not feeds(quiet.hass)
    assert len(quiet.coordinator.dispatcher._observers) == observers
    assert followers(quiet.hass) == entries
    second.stop()  # once more does no harm, also not to a feed that began since
    third = look(quiet)
    second.stop()
    assert list(feeds(quiet.hass)) == [ENTRY_ID]
    third.stop()


async def test_a_card_that_goes_while_it_is_served(quiet: Pi) -> None:
    screens = [Screen(), Screen()]
    for screen, other in zip(screens, reversed(screens), strict=True):

        def send(message: bytes, screen: Screen = screen, other: Screen = other) -> None:
            screen.send(message)
            if len(screen.messages) == 2:
                other.stop()

        screen.stop = card_feed.async_subscribe(quiet.hass, quiet.entry, send)
    tell_of(quiet, NAMED, rssi=-41)
    await wait_for(lambda: any(len(screen.messages) == 2 for screen in screens))
    assert sorted(len(screen.messages) for screen in screens) == [1, 2]
    for screen in screens:
        screen.stop()
    assert not feeds(quiet.hass)


def _closing(quiet: Pi) -> set[str]:
    data = quiet.coordinator.data
    assert data.session is not None
    quiet.coordinator.data = replace(data, session=data.session.model_copy(update={"state": "closing"}))
    return {Subject.SESSION}


def _interrupted(quiet: Pi) -> set[str]:
    data = quiet.coordinator.data
    assert data.session is not None
    quiet.coordinator.data = replace(data, recoverable=(data.session,))
    return {Subject.RECOVERY}


def _not_allowed(quiet: Pi) -> set[str]:
    data = quiet.coordinator.data
    devices = {mac: device.model_copy(update={"in_allowlist": None}) for mac, device in data.devices.items()}
    quiet.coordinator.data = replace(data, devices=devices, allowlist={})
    return {Subject.ALLOWLIST}


@pytest.mark.parametrize("also", [set(), {NAMED}, {LINK, Subject.COUNTERS}])
@pytest.mark.parametrize("change", [_closing, _interrupted, _not_allowed])
async def test_what_concerns_every_board_is_told_of_every_board(
    quiet: Pi, change: Callable[[Pi], set[str]], also: set[str]
) -> None:
    """Also where it comes together with something that concerns one board, or none."""
    screen = look(quiet)
    assert {mac for mac, row in screen.boards.items() if row["step"]} == {NAMED, PLAIN}
    quiet.coordinator.dispatcher.async_notify(change(quiet) | also)
    await wait_for(lambda: len(screen.messages) > 1)
    assert not [mac for mac, row in screen.boards.items() if row["step"]]
    fresh = Screen()
    other = card_feed.CardFeed(quiet.hass, quiet.entry)
    quiet.hass.data[card_feed._FEEDS]["other"] = other
    other.async_subscribe(fresh.send)
    assert screen.shown == fresh.shown
    other._let_go()
    assert other._forget_entry is not None
    other._forget_entry()
    screen.stop()


async def test_one_board_alone_is_computed_alone(quiet: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Mock(wraps=boards_of)
    screen = look(quiet)
    monkeypatch.setattr(card_feed, "boards_of", counted)
    tell_of(quiet, STRANGER, rssi=-41)
    await wait_for(lambda: screen.boards[STRANGER]["rssi"] == -41)
    assert [call.args[3] for call in counted.call_args_list] == [{STRANGER}]
    screen.stop()


async def test_the_feed_survives_a_reload_and_another_entry_of_the_same_id(pi: Pi) -> None:
    await pi.batch()
    screen = look(pi)
    (feed,) = feeds(pi.hass).values()
    await pi.unload()
    await wait_for(lambda: screen.parts["pi"]["state"] == "not_loaded")
    await pi.set_up()
    await wait_for(lambda: screen.parts["pi"]["state"] == "ok")
    second = look(pi)
    assert feeds(pi.hass) == {ENTRY_ID: feed}
    await pi.hass.config_entries.async_remove(ENTRY_ID)
    await wait_for(lambda: screen.parts["pi"]["state"] == second.parts["pi"]["state"] == "removed")
    again = make_entry(pi.simulator, entry_id=ENTRY_ID, options={"monitor": "off"})
    again.add_to_hass(pi.hass)
    await Pi(pi.hass, pi.simulator, again).set_up()
    expect_state(again, ConfigEntryState.LOADED)
    await wait_for(lambda: screen.parts["pi"]["state"] == second.parts["pi"]["state"] == "ok")
    screen.stop()
    second.stop()
    assert not feeds(pi.hass)


async def test_the_pause_grows_with_what_is_sent(quiet: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody draws megabytes five times a second; the last value is told all the same."""
    monkeypatch.setattr(card_feed, "_BYTES_PER_SECOND", 500)
    screen = look(quiet)
    (feed,) = feeds(quiet.hass).values()
    begun = quiet.hass.loop.time()
    await wait_for(lambda: quiet.hass.loop.time() > begun + FEED_SECONDS)
    tell_of(quiet, NAMED, rssi=-41)
    await wait_for(lambda: len(screen.messages) == 2)
    size = len(screen.messages[1])
    assert feed._next_at - begun > FEED_SECONDS + size / 500
    assert size / 500 > FEED_SECONDS
    tell_of(quiet, NAMED, rssi=-42)
    tell_of(quiet, NAMED, rssi=-43)
    await wait_for(lambda: screen.boards[NAMED]["rssi"] == -43, 30)
    assert len(screen.messages) == 3
    screen.stop()


async def test_the_newest_offers_are_shown(quiet: Pi) -> None:
    offers = tuple(Session.model_validate({"id": f"s-{number}", "state": "active"}) for number in range(500))
    quiet.coordinator.data = replace(quiet.coordinator.data, recoverable=offers)
    screen = look(quiet)
    assert [offer["id"] for offer in screen.parts["offers"]] == [f"s-{n}" for n in range(MOST_OFFERS)]
    screen.stop()
