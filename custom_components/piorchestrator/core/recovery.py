"""Which sessions may be taken up again, and what the server's list of them means [C §10.5.1]."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from ..client.models import Session

# The newest of a list that triggers are told of, and that is remembered for that; a server has one or two.
MOST_TOLD: Final = 100


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


def learn(known: Recovery, listed: Collection[Session], followed: Session | None, *, alive: bool) -> Recovery:
    """What a read of the list tells about the list itself.

    `alive`: the followed session was started or resumed by us just now, or spoke after an earlier read had listed it. A
    list of interrupted sessions cannot name such a one.
    """
    ids = {session.id for session in listed}
    lists_open = known.lists_open
    # Listed without a sign of life: interrupted, or not; what was learnt before decides.
    if followed is not None and followed.is_open and (alive or followed.id not in ids):
        lists_open = followed.id in ids
    return Recovery(lists_open, known.hidden & ids, known.told & ids)


def to_offer(known: Recovery, listed: Collection[Session], followed: Session | None) -> tuple[Session, ...]:
    """The interrupted sessions, the newest first as they were read.

    The followed session is among them only where the list names nothing but interrupted ones.
    """
    return tuple(
        session
        for session in listed
        if session.is_open
        and session.id not in known.hidden
        and not (known.lists_open and followed is not None and session.id == followed.id)
    )
