"""Whether the event stream counts as connected, second by second."""

from math import inf
from typing import cast

import pytest

from custom_components.piorchestrator.client import EventStream, LinkState
from custom_components.piorchestrator.stream_watch import StreamWatch


class Stream:
    """As much of an event stream as its watch looks at."""

    def __init__(self) -> None:
        self.state = LinkState.CONNECTING
        self.silence = self.event_silence = inf
        self.events = self.drops = 0
        self.was_closed_by_peer = self.is_held_back = False

    def drop(self) -> None:
        """Take note of it."""
        self.drops += 1

    def wake(self) -> None:
        """Nothing waits."""


class Watched:
    """A stream, its watch and a clock."""

    def __init__(self) -> None:
        self.stream = Stream()
        self.watch = StreamWatch(cast("EventStream", self.stream), lambda: "Pi")
        self.now = 0.0
        self.shown: list[bool] = []

    def turn(self, state: LinkState, after: float = 0.0) -> None:
        """The stream turns to another state."""
        self.now += after
        self.stream.state = state
        self.watch.on_state(state, self.now)
        self.shown.append(self.watch.is_connected)

    def back(self) -> None:
        """A connection ended, and the next one is there a second later."""
        self.turn(LinkState.WAITING)
        self.turn(LinkState.CONNECTING, 1.0)
        self.turn(LinkState.LIVE)

    def read(self, *, news: bool = False, untold: bool = False) -> None:
        """A read beside the stream, half a minute after the one before."""
        self.now += 30.0
        self.watch.after_read(self.now - 0.1, self.now, was_down=False, found_news=news, is_untold=untold)
        self.shown.append(self.watch.is_connected)


@pytest.fixture
def watched() -> Watched:
    """A stream that is live."""
    watched = Watched()
    watched.turn(LinkState.LIVE)
    return watched


@pytest.mark.parametrize("seconds", [10.0, 15.0, 60.0])
def test_a_proxy_that_closes_silent_streams(watched: Watched, seconds: float) -> None:
    watched.stream.was_closed_by_peer = True
    for _ in range(20):
        watched.now += seconds
        watched.stream.silence = seconds
        watched.back()
    assert all(watched.shown)


@pytest.mark.parametrize("seconds", [2.0, 3600.0])
def test_a_stream_that_is_closed_while_it_is_used_is_lost(watched: Watched, seconds: float) -> None:
    """The Pi restarts: no proxy closes a stream by which something came just now."""
    watched.stream.was_closed_by_peer = True
    watched.stream.silence = 1.0
    watched.turn(LinkState.WAITING, seconds)
    assert not watched.watch.is_connected


def test_a_silent_stream_that_is_replaced_does_not_flap(watched: Watched) -> None:
    """The server sends no heartbeats, and reads find other signals of boards, which have no event."""
    for _ in range(10):
        watched.read(news=True)
        drops = watched.stream.drops
        watched.read(news=True)
        assert watched.stream.drops == drops + 1
        watched.back()
    assert all(watched.shown)


def test_a_replaced_stream_that_does_not_come_back_is_lost(watched: Watched) -> None:
    for _ in range(2):
        watched.read(news=True)
    watched.turn(LinkState.WAITING)
    watched.turn(LinkState.CONNECTING, 1.0)
    assert watched.watch.is_connected
    watched.turn(LinkState.WAITING)
    assert not watched.watch.is_connected


def test_a_deaf_stream_is_not_held(watched: Watched) -> None:
    for _ in range(2):
        watched.read(news=True, untold=True)
    assert watched.stream.drops == 1
    assert not watched.watch.is_connected
    watched.turn(LinkState.WAITING)
    assert not watched.watch.is_connected
