"""What was told of a session and its boards: each thing once, in whatever words and dialect it is said again."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from ..client.models import MOST_ITEMS, Device

# A session and the one before it; late words of older ones are no news [C §11.6].
_MOST_SESSIONS: Final = 4
# A board comes to these once in a session.
_ONCE: Final = frozenset({"discovered", "verified"})


@dataclass(slots=True)
class _Board:
    """What was told of a board.

    Attributes:
        states: those that it comes to once, and has come to.
        failed: count of retries of the failure that was told last.
        has_moved: it was seen in another state since that failure.
    """

    states: set[str] = field(default_factory=set)
    failed: int | None = None
    has_moved: bool = False


@dataclass(slots=True)
class _Session:
    kinds: set[str] = field(default_factory=set)
    boards: dict[str, _Board] = field(default_factory=dict)


class Told:
    """Remembers what was told of the sessions that spoke last."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str | None, _Session] = OrderedDict()

    def is_new(self, session_id: str | None, kind: str) -> bool:
        """Whether this was never told of the session; from now on it was."""
        kinds = self._session(session_id).kinds
        if kind in kinds:
            return False
        kinds.add(kind)
        return True

    def is_new_of_board(self, session_id: str | None, said: Device, known: Device) -> bool:
        """The same for a board's state; `said` by an event, `known` once that was taken in.

        A retry that fails again is another failure. Its count tells, or that the board was seen at work in between.
        """
        board = self._board(session_id, known.mac)
        if board is None:
            return False
        if known.state != "failed":
            board.has_moved = True
        if said.state in _ONCE and said.state not in board.states:
            board.states.add(said.state)
            return True
        if said.state != "failed":
            return False
        count = said.retry_count if said.retry_count is not None else known.retry_count or 0
        again = board.has_moved and known.state == "failed"  # else it is a late word of the earlier failure
        if board.failed is not None and count <= board.failed and not again:
            return False
        board.failed, board.has_moved = count, known.state != "failed"
        return True

    def _session(self, session_id: str | None) -> _Session:
        session = self._sessions.setdefault(session_id, _Session())
        self._sessions.move_to_end(session_id)
        if len(self._sessions) > _MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def _board(self, session_id: str | None, mac: str) -> _Board | None:
        boards = self._session(session_id).boards
        if mac not in boards and len(boards) >= MOST_ITEMS:
            return None
        return boards.setdefault(mac, _Board())
