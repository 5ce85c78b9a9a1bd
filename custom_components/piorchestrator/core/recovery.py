"""Which sessions may be taken up again, and what the server's list of them means [C §10.5.1]."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from ..client.models import MOST_RECOVERABLE, Session, SessionList, newest_first

# Ids of sessions whose order is kept; of more than this nothing is kept, as an id that is missing counts as a later one.
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
    order = _extend(known.order, (*listed, followed) if followed is not None else tuple(listed))
    return Recovery(lists_open, known.hidden & ids, known.told & ids, order)


def _extend(order: tuple[str, ...], sessions: tuple[Session, ...]) -> tuple[str, ...]:
    """Add the sessions that a complete list names for the first time.

    Sessions that are missing now are kept while there is room: they may be resumed and interrupted again.
    """
    new = {session.id: session for session in sessions if session.id not in order}
    if not new:
        return order
    order = (*order, *sorted(new, key=lambda session_id: _created(new[session_id])))
    if len(order) > MOST_ORDERED:
        present = {session.id for session in sessions}
        order = tuple(session_id for session_id in order if session_id in present)
    return order if len(order) <= MOST_ORDERED else ()


def _created(session: Session) -> float:
    return session.created_at.timestamp() if session.created_at else 0.0


def began_later(session: Session, other: Session, order: Collection[str] = ()) -> bool:
    """Whether a session began after another one.

    One that is missing in `order` began after those in it. Times decide only where the order says nothing: the server's
    clock may have been set between the two. Without times, the answer is no.
    """
    places = {session_id: place for place, session_id in enumerate(order)}
    place, place_of_other = (places.get(found.id, len(places)) for found in (session, other))
    if place != place_of_other:
        return place > place_of_other
    if session.created_at is None:
        return False
    return other.created_at is None or session.created_at > other.created_at


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


def should_follow(
    known: Session | None,
    other: Session,
    *,
    known_interrupted: bool = False,
    other_interrupted: bool = False,
    order: Collection[str] = (),
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
