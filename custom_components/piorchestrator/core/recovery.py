"""Which sessions may be taken up again, and what the server's list of them means [C §10.5.1]."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Final

from ..client.models import MOST_RECOVERABLE, Session, SessionList, newest_first

# Ids of sessions whose order is kept. Where a list names more than this, none is: an id that is missing counts as later.
MOST_ORDERED: Final = 200


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was learnt of one server's list.

    Attributes:
        lists_open: the list also names a session that is being worked on; nothing follows from being on it then.
        hidden: ids of listed sessions that the user gave up and the server would not end.
        told: ids of listed sessions that triggers have heard of as offered.
        order: ids of sessions in the order in which they began, as far as complete lists showed it.
    """

    lists_open: bool = False
    hidden: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()


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
        return replace(known, lists_open=lists_open)
    return Recovery(lists_open, known.hidden & ids, known.told & ids, _extend(known.order, listed, followed))


def _extend(order: tuple[str, ...], listed: Collection[Session], followed: Session | None) -> tuple[str, ...]:
    """Add the sessions that a complete list, the newest first, names for the first time.

    Of those with equal times or none, the one that changed last counts as the latest, and the followed one above all:
    nothing tells that another one began after it. Sessions that are missing now are kept while there is room: they may
    be resumed and interrupted again.
    """
    present = {session.id: session for session in reversed(tuple(listed))}
    if followed is not None:
        present.pop(followed.id, None)
        present[followed.id] = followed
    known = frozenset(order)
    new = sorted((session for session in present.values() if session.id not in known), key=_created)
    if not new:
        return order
    order = (*order, *(session.id for session in new))
    if (excess := len(order) - MOST_ORDERED) > 0:
        missing = [session_id for session_id in order if session_id not in present]
        dropped = frozenset(missing[:excess])
        order = tuple(session_id for session_id in order if session_id not in dropped)
    return order if len(order) <= MOST_ORDERED else ()


def _created(session: Session) -> float:
    return session.created_at.timestamp() if session.created_at else -inf


def _beginning(order: Sequence[str]) -> Callable[[Session], tuple[int, float]]:
    """What to sort sessions by: their place in `order`, after which come those that are missing in it, by their times.

    Times decide only where the order says nothing: the server's clock may have been set between two of them.
    """
    places = {session_id: place for place, session_id in enumerate(order)}
    return lambda session: (places.get(session.id, len(order)), _created(session))


def began_later(session: Session, other: Session, order: Sequence[str] = ()) -> bool:
    """Whether a session began after another one; where neither order nor times tell, the answer is no."""
    began = _beginning(order)
    return began(session) > began(other)


def to_turn_to(known: Recovery, listed: Iterable[Session], followed: Session | None) -> Session | None:
    """The listed session to follow instead of one that is interrupted, over, or gone: it is open and began later.

    Of several, the one that began last; where the list names every open session, the first, as the one that changed last
    may be the one that runs.
    """
    began = _beginning(known.order)
    later = [
        session
        for session in listed
        if session.is_open and (followed is None or began(session) > began(followed))
    ]
    return next(iter(later), None) if known.lists_open else max(later, key=began, default=None)


def to_offer(known: Recovery, listed: Collection[Session], followed: Session | None) -> tuple[Session, ...]:
    """The interrupted sessions, the newest first as they were read, see `_first`.

    The followed session is among them only where the list names nothing but interrupted ones.
    """
    return _first(known, _interrupted(known, listed, followed), followed)


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
    return _first(known, newest_first([*offered, *kept]), followed)


def _first(known: Recovery, sessions: Collection[Session], followed: Session | None) -> tuple[Session, ...]:
    """Return at most `MOST_RECOVERABLE` of the sessions in their order.

    The followed one is among them wherever it stands. It comes first if it is known to have begun last: the clock of the
    server may have been set back, and what the user sees is what *Resume session* has to resume.
    """
    followed_id = followed.id if followed is not None else None
    mine = [session for session in sessions if session.id == followed_id]
    others = [session for session in sessions if session.id != followed_id]
    began = _beginning(known.order)
    is_last = bool(known.order) and all(began(one) > began(other) for one in mine for other in others)
    if len(sessions) <= MOST_RECOVERABLE and not is_last:
        return tuple(sessions)
    return (*mine, *others[: MOST_RECOVERABLE - len(mine)])


def should_follow(
    known: Session | None,
    other: Session,
    *,
    known_interrupted: bool = False,
    other_interrupted: bool = False,
    order: Sequence[str] = (),
) -> bool:
    """Whether a session that spoke up is the one to watch: open, and the active one of two.

    Which one began later (`order`, see `began_later`) decides between two open sessions only if both are interrupted or
    neither is.
    """
    if not other.is_open:
        return False
    if known is None or not known.is_open:
        return True
    if known_interrupted != other_interrupted:
        return known_interrupted
    return began_later(other, known, order)
