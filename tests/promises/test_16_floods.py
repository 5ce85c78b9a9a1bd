"""Promise 16, floods: what a server says without end makes no trigger, card, row of the recorder or memory grow without end."""

import gc
from itertools import count
import json
import tracemalloc

import pytest

from custom_components.piorchestrator.card_feed import async_subscribe
from custom_components.piorchestrator.client.models import MOST_RECOVERABLE
from custom_components.piorchestrator.const import FEED_SECONDS
from custom_components.piorchestrator.core.feed import MOST_OFFERS
from custom_components.piorchestrator.happening_rates import SESSION_RATES
from custom_components.piorchestrator.happenings import Kind
from tests.floods import Fired, Rows
from tests.promises.conftest import SetUp
from tests.promises.house import House, eventually, moment, record
from tests.promises.mutation import noticed

EVENTS = 4000
PIECE = 400  # events in one order of the control route
CARDS = 10
OFFERS = 10_000
READS = 20
TEXT = "x" * 500
BOARD = "24:6F:28:16:00:00"


class Cards:
    """Subscribers of an entry's feed, and what one of them was sent."""

    def __init__(self, house: House) -> None:
        self.messages: list[list[bytes]] = [[] for _ in range(CARDS)]
        self.stops = [async_subscribe(house.hass, house.entry, messages.append) for messages in self.messages]

    def got(self, text: str) -> bool:
        """Whether each card got a message with this text."""
        return all(any(text.encode() in message for message in messages) for messages in self.messages)

    def shows_fault(self, text: str) -> bool:
        """Whether the last fault that each card got has this text; something else may have changed after it."""
        return all(self._last_fault(messages) == text for messages in self.messages)

    @staticmethod
    def _last_fault(messages: list[bytes]) -> str | None:
        for message in reversed(messages):
            if fault := json.loads(message).get("parts", {}).get("fault"):
                return str(fault["message"])
        return None

    @property
    def most_offers(self) -> int:
        """The number of interrupted sessions in the largest message that one of them was sent."""
        return max(
            len(json.loads(message).get("parts", {}).get("offers", ())) for message in self.messages[0]
        )

    @property
    def bytes(self) -> int:
        """The size of what one of them was sent after its snapshot."""
        return sum(map(len, self.messages[0][1:]))

    def assert_served_by_one_feed(self) -> None:
        """Each message is the same object for all of them."""
        for copies in zip(*self.messages, strict=True):
            assert len({id(copy) for copy in copies}) == 1


def flood(session_id: str, numbers: list[int]) -> str:
    """Events that each say something new, in turns: a fault, a board that fails, the network, another session."""
    frames = []
    for number in numbers:
        text = f"{number} {TEXT}"
        failed = {"mac": BOARD, "state": "failed", "error_message": text, "retry_count": number}
        begun = {"id": f"s-{number}", "state": "discovering", "created_at": "2020-01-01T00:00:00Z"}
        kind, payload = (
            ("error.occurred", {"code": "NETWORK_ERROR", "message": text}),
            ("device.provisioning_failed", {"device": failed}),
            (
                "network.status_changed",
                {"status": {"ssid": text, "is_active": True, "connected_devices": number}},
            ),
            ("session.state_changed", {"session": begun}),
        )[number % 4]
        session = {"session_id": session_id} if kind.startswith("device") else {}
        frames.append(
            f"data: {json.dumps({'version': '1.0', 'type': kind, 'payload': payload, **session})}\n\n"
        )
    return "".join(frames)


async def poured(house: House, session_id: str, numbers: range) -> None:
    """Send a flood and its last event, and wait until the last one is shown."""
    for begin in range(0, len(numbers), PIECE):
        await house.pi.order("raw", {"text": flood(session_id, list(numbers[begin : begin + PIECE]))})
    word = f"the end of {numbers[-1]}"
    await house.pi.order(
        "event", {"type": "error.occurred", "payload": {"code": "NETWORK_ERROR", "message": word}}
    )
    await moment(lambda: house.state("sensor", "last_error").attributes["message"] == word, 60)


@noticed("limited_call.py", "self._hass.loop.time())) > 0", "self._hass.loop.time())) > 1e9")
@noticed(
    "write_rates.py",
    "SESSION_EVENT_RATES: Final = (Rate(100, 1.0)",
    "SESSION_EVENT_RATES: Final = (Rate(10_000, 1.0)",
)
@noticed("card_feed.py", "    feed = feeds.get(entry.entry_id)", "    feed = None")
@noticed("card_feed.py", "wait = max(0.0, self._next_at - self._hass.loop.time())", "wait = 0.0")
@pytest.mark.timeout(240)
async def test_a_stream_that_says_something_new_without_end(set_up: SetUp) -> None:
    """Promise 16: thousands of events a second are a few rows a second and one delta for all cards; the last one is shown."""
    house = await set_up(speed=20)
    await house.pi.order("world", {"boards": [{"mac": BOARD}]})
    await house.press_start()
    await eventually(lambda: _found(house))
    session_id = house.coordinator.data.session_id
    assert session_id is not None
    cards, rows, fired = Cards(house), Rows(house.hass, house.entry), Fired(house.hass)
    begun = house.hass.loop.time()
    await poured(house, session_id, range(EVENTS))
    await moment(lambda: cards.shows_fault(f"the end of {EVENTS - 1}"), 20)
    seconds = house.hass.loop.time() - begun
    keys = ("last_error", "onboarding_clients", "246f28160000_status")
    assert max(rows.count[key] for key in keys) <= 62 + seconds, rows.count
    assert rows.count["session_event"] <= 3 * (102 + seconds), (
        "three event types, each with a rate of its own"
    )
    assert fired.count[Kind.DEVICE_FAILED] <= 1500 + 2 * seconds + 1
    assert len(cards.messages[0]) <= 2 + seconds / FEED_SECONDS
    cards.assert_served_by_one_feed()
    record(16, "rows for a flood of 4,000 events", sum(rows.count.values()), "rows")
    record(16, "bytes of their attributes", rows.bytes / 1e6, "MB")
    record(16, "bytes to a card", cards.bytes / 1e6, "MB")
    for stop in cards.stops:
        stop()
    cards.messages.clear()
    gc.collect()
    tracemalloc.start()
    try:
        await poured(house, session_id, range(EVENTS, 2 * EVENTS))
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        await poured(house, session_id, range(2 * EVENTS, 3 * EVENTS))
        gc.collect()
        growth = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    record(16, "growth of memory for another flood", growth / 1e6, "MB")
    assert growth < 1_000_000
    rows.stop()
    fired.stop()


async def _found(house: House) -> list[str]:
    return [] if BOARD in house.coordinator.data.devices else ["the board is not found"]


def offers(begin: int) -> str:
    """A list of interrupted sessions that were never seen before."""
    sessions = [{"id": f"i-{number}", "state": "active"} for number in range(begin, begin + OFFERS)]
    return json.dumps({"success": True, "data": {"sessions": sessions}})


@noticed("happening_rates.py", "    if limit.limiter.is_allowed(now):", "    if limit:")
@noticed("happenings_watch.py", "async_new_offers()[:_MOST_OFFERS]", "async_new_offers()")
@noticed("core/feed.py", "(state.recoverable or ())[:MOST_OFFERS]", "state.recoverable or ()")
@noticed(
    "core/recovery.py", "if len(sessions) <= MOST_RECOVERABLE and not is_last:", "if sessions is not None:"
)
@pytest.mark.timeout(240)
async def test_a_list_that_is_another_one_each_time(set_up: SetUp, caplog: pytest.LogCaptureFixture) -> None:
    """Promise 16: 10,000 interrupted sessions, others with each read: a few triggers in all, and small deltas."""
    house = await set_up(speed=20)
    cards, fired, rows = Cards(house), Fired(house.hass), Rows(house.hass, house.entry)
    for begin, read in zip(count(0, OFFERS), range(READS), strict=False):
        await house.pi.order("clear-faults")
        await house.fault("answer", route="*recoverable", status=200, body=offers(begin))
        house.coordinator.look_around()
        await house.coordinator.async_refresh()
        assert (house.coordinator.data.recoverable or ())[0].id == f"i-{begin}"
        assert fired.count[Kind.RECOVERY_AVAILABLE] <= 5 * (read + 1)
        assert len(house.coordinator._reader.recovery.told) <= MOST_RECOVERABLE
    assert fired.count[Kind.RECOVERY_AVAILABLE] == SESSION_RATES[0].burst
    assert caplog.text.count("some recovery_available triggers do not fire") == 1
    last = f'"i-{(READS - 1) * OFFERS}"'
    await moment(lambda: cards.got(last), 20)
    assert max(map(len, cards.messages[0])) < 10_000
    assert cards.most_offers <= MOST_OFFERS
    assert rows.count["recoverable_sessions"] <= READS
    record(16, "bytes to a card for 20 lists of 10,000 sessions", cards.bytes / 1e6, "MB")
    for stop in (*cards.stops, fired.stop, rows.stop):
        stop()
    await house.pi.order("clear-faults")
