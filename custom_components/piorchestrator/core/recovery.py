"""Which sessions may be taken up again, and what the server's list of them means [C §10.5.1]."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ..client.models import MOST_RECOVERABLE, Session, SessionList, newest_first


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was learnt of one server's list.

    Attributes:
        lists_open: the list also names a session that is being worked on; nothing follows from being on it then.
        hidden: ids of listed sessions that the user gave up and the server would not end.
        told: ids of listed sessions that triggers have heard of as offered.
    """

    lists_open: bool = False
    hidden: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()


def learn(
    known: Recovery,
    listed: Collection[Session],
    followed: Session | None,
    *,
    alive: bool,
    complete: bool = True,
) -> Recovery:
    """What a read of the list tells about the list itself.

    `alive`: the followed session was started or resumed by us just now, or spoke after an earlier read had listed it. A
    list of interrupted sessions cannot name such a one. Absence from a list that is not `complete` means nothing.
    """
    ids = {session.id for session in listed}
    lists_open = known.lists_open
    # Listed without a sign of life: interrupted, or not; what was learnt before decides.
    if followed is not None and followed.is_open:
        if followed.id in ids:
            lists_open = alive or lists_open
        elif complete:
            lists_open = False
    if not complete:
        return Recovery(lists_open, known.hidden, known.told)
    return Recovery(lists_open, known.hidden & ids, known.told & ids)


def to_offer(known: Recovery, listed: Collection[Session], followed: Session | None) -> tuple[Session, ...]:
    """The interrupted sessions, the newest first as they were read, and no more than `MOST_RECOVERABLE`.

    The followed session is among them only where the list names nothing but interrupted ones.
    """
    return _newest(_interrupted(known, listed, followed), followed.id if followed is not None else None)


def count_beyond(known: Recovery, listed: Collection[Session], followed: Session | None) -> int:
    """The number of interrupted sessions that `to_offer` leaves out because they are too many."""
    return max(0, len(_interrupted(known, listed, followed)) - MOST_RECOVERABLE)


def _interrupted(known: Recovery, listed: Collection[Session], followed: Session | None) -> list[Session]:
    followed_id = followed.id if followed is not None else None
    return [
        session
        for session in listed
        if session.is_open
        and session.id not in known.hidden
        and not (known.lists_open and session.id == followed_id)
    ]


def still_to_offer(
    known: Recovery, before: Iterable[Session], listed: SessionList, followed: Session | None, *, alive: bool
) -> tuple[Session, ...]:
    """As `to_offer`, of a list with rows missing: what was offered before and is not on it is offered still.

    Except for a followed session that is alive, or over.
    """
    offered = to_offer(known, listed.sessions, followed)
    ids = {session.id for session in listed.sessions} | known.hidden
    if followed is not None and (alive or known.lists_open or not followed.is_open):
        ids.add(followed.id)
    kept = [session for session in before if session.id not in ids]
    return _newest(newest_first([*offered, *kept]), followed.id if followed is not None else None)


def _newest(sessions: Collection[Session], followed_id: str | None) -> tuple[Session, ...]:
    """The first ones, and the followed session wherever it stands: its time may be of a clock that was set back."""
    if len(sessions) <= MOST_RECOVERABLE:
        return tuple(sessions)
    first = [session for session in sessions if session.id == followed_id]
    others = [session for session in sessions if session.id != followed_id]
    return (*first, *others[: MOST_RECOVERABLE - len(first)])
