"""Compares the event stream with the reads: whether it tells of what happens, wakes it, and drops one that is deaf."""

from collections.abc import Callable
from math import inf

from .client import EventStream, LinkState
from .const import (
    DEAF_READS,
    DEAF_SECONDS,
    HEARD_READS,
    HOLD_SECONDS,
    LOGGER,
    LOSS_TOLD_SECONDS,
    REFUSED_RECHECK_SECONDS,
    SILENT_SECONDS,
)


class StreamWatch:
    """Looks at the stream after each successful read, and at each change of its state.

    A stream is connected while it is live, unless reads keep finding what it did not show. One that was silent
    and is closed by the peer stays so for a moment: proxies close silent streams, and it is back at once. So does one that
    is silent and replaced, as a precaution, because reads found something.

    `now` is the event loop's clock, in seconds.

    Attributes:
        is_connected: events come by the stream, as far as is known.
    """

    def __init__(self, stream: EventStream, name: Callable[[], str]) -> None:
        self._stream = stream
        self._name = name
        self._is_live = False
        self._held_until = -inf
        self._lost_at: float | None = None
        self._told_at = -inf
        self._loss_is_logged = False
        self._refused_at = 0.0
        self._news_reads = 0  # in a row, with news of any kind and a stream without a byte
        self._untold_reads = 0  # since the last event
        self._heard_reads = 0  # in a row, each after an event and without anything untold
        self._events = 0  # of the stream, at the last read
        self._is_deaf = False
        self._is_replaced = False  # given up by us, and not known to be deaf
        self.is_connected = False
        self._may_try_again = True  # a new connection may be better, once until an event is heard

    @property
    def state(self) -> LinkState:
        """What the stream is doing, as it is to be shown: live only if it is connected."""
        if self.is_connected:
            return LinkState.LIVE
        return LinkState.WAITING if self._stream.state is LinkState.LIVE else self._stream.state

    @property
    def is_held_back(self) -> bool:
        """Whether something takes the connection, or keeps it, and does not let events through."""
        return self._is_deaf or self._stream.is_held_back

    def try_again(self) -> None:
        """Believe the next connection, whatever was found out of the ones before: a person asks for it."""
        self._may_try_again = True
        self._stream.drop()
        self._stream.wake()

    def on_state(self, state: LinkState, now: float) -> bool:
        """Take note of a change of the stream's state; return whether it came or went."""
        was_live = self._is_live
        if state is LinkState.LIVE:
            self._begin()
        else:
            self._end(state, now)
        self._conclude(now)
        return was_live != (state is LinkState.LIVE)

    def _end(self, state: LinkState, now: float) -> None:
        if state is LinkState.REFUSED:
            self._refused_at = now
        if self._is_live:
            self._is_live = False
            was_closed = self._stream.was_closed_by_peer and self._stream.silence >= SILENT_SECONDS
            if was_closed or self._is_replaced:
                self._held_until = now + HOLD_SECONDS
        elif state is not LinkState.CONNECTING:
            self._held_until = -inf  # it did not come back

    def _conclude(self, now: float) -> None:
        was_connected = self.is_connected
        is_there = self._stream.state is LinkState.LIVE or now < self._held_until
        self.is_connected = is_there and not self._is_deaf
        if self.is_connected:
            self._is_back()
        elif was_connected:
            self._lost_at = now

    def _begin(self) -> None:
        self._is_live, self._held_until = True, -inf
        self._news_reads, self._is_replaced = 0, False
        if self._is_deaf and self._may_try_again:
            self._may_try_again = self._is_deaf = False
            self._untold_reads = 0

    def _is_back(self) -> None:
        self._lost_at = None
        if self._loss_is_logged:
            self._loss_is_logged = False
            LOGGER.info("The event stream of %s is back", self._name())

    def after_read(
        self, begun: float, now: float, *, was_down: bool, found_news: bool, is_untold: bool
    ) -> None:
        """Draw conclusions from a read.

        Args:
            begun: When it began.
            now: When it ended.
            was_down: The read before failed.
            found_news: It found something about the session or its boards.
            is_untold: It found what an event should have shown.
        """
        stream = self._stream
        if was_down or self._refused_long_ago(now):
            stream.wake()  # the server is back, or may take the key again
        heard = stream.events > self._events
        self._events = stream.events
        if stream.state is LinkState.LIVE:
            if heard:
                self._may_try_again = True
            missed = found_news and stream.silence > DEAF_SECONDS
            self._news_reads = self._news_reads + 1 if missed else 0
            self._listen(now, heard=heard, is_untold=is_untold)
            if self._news_reads == DEAF_READS:
                self._news_reads, self._is_replaced = 0, not self._is_deaf
                stream.drop()
        self._conclude(now)
        if self._lost_at is not None and begun > self._lost_at:  # the stream alone is lost, not the server
            self._tell_of_loss(now)

    def _listen(self, now: float, *, heard: bool, is_untold: bool) -> None:
        """Decide whether the stream is deaf, and whether it still is."""
        if self._is_deaf:
            self._heard_reads = self._heard_reads + heard if not is_untold else 0
            if self._heard_reads >= HEARD_READS:
                self._is_deaf, self._untold_reads = False, 0
            return
        if heard:
            self._untold_reads = 0
        # An event that is on its way has not been silent for so long.
        if is_untold and self._stream.event_silence > DEAF_SECONDS:
            self._untold_reads += 1
        if self._untold_reads >= DEAF_READS:
            self._is_deaf, self._heard_reads = True, 0

    def _tell_of_loss(self, now: float) -> None:
        """Once for each loss, and not for each of a stream that comes and goes."""
        if not self._loss_is_logged and now - self._told_at >= LOSS_TOLD_SECONDS:
            self._loss_is_logged, self._told_at = True, now
            LOGGER.info("The event stream of %s is lost; reading instead", self._name())

    def _refused_long_ago(self, now: float) -> bool:
        """The stream alone refuses a key that reads are answered with: ask again now and then."""
        if self._stream.state is not LinkState.REFUSED or now - self._refused_at < REFUSED_RECHECK_SECONDS:
            return False
        self._refused_at = now
        return True
