"""Compares the event stream with the reads: wakes one that waits, drops one that is deaf, tells of a lost one once."""

from collections.abc import Callable
from math import inf

from .client import EventStream, LinkState
from .const import DEAF_READS, DEAF_SECONDS, LOGGER, LOSS_TOLD_SECONDS, REFUSED_RECHECK_SECONDS


class StreamWatch:
    """Looks at the stream after each successful read; `now` is the event loop's clock."""

    def __init__(self, stream: EventStream, name: Callable[[], str]) -> None:
        self._stream = stream
        self._name = name
        self._lost_at: float | None = None
        self._told_at = -inf
        self._loss_is_logged = False
        self._refused_at = 0.0
        self._deaf_reads = 0

    def refused(self, now: float) -> None:
        """The stream was refused the key."""
        self._refused_at = now

    def is_lost(self, now: float) -> None:
        """The stream, which was there, is not."""
        self._lost_at = now

    def is_live(self) -> None:
        """The stream is there again."""
        self._lost_at = None
        if self._loss_is_logged:
            self._loss_is_logged = False
            LOGGER.info("The event stream of %s is back", self._name())

    def after_read(self, begun: float, now: float, *, was_down: bool, found_news: bool) -> None:
        """`was_down`: the read before failed. `found_news`: this one found what events should have told."""
        stream = self._stream
        if was_down or self._refused_long_ago(now):
            stream.wake()  # the server is back, or may take the key again
        if stream.state is LinkState.LIVE:
            missed = found_news and stream.silence > DEAF_SECONDS
            self._deaf_reads = self._deaf_reads + 1 if missed else 0
            if self._deaf_reads == DEAF_READS:
                self._deaf_reads = 0
                stream.drop()
        elif self._lost_at is not None and begun > self._lost_at:  # the stream alone is lost, not the server
            self._tell_of_loss(now)

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
