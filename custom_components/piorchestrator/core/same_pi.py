"""Several config entries of one Pi: which of them acts on a session without a click."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Follower:
    """A loaded config entry whose server answers.

    Attributes:
        session_id: of the session that it follows; ids of sessions are unique, so that one id is one Pi.
        runs_batch: an action of this entry is running a batch.
    """

    entry_id: str
    created_at: datetime
    session_id: str | None
    runs_batch: bool = False


def who_acts(followers: Iterable[Follower]) -> Mapping[str, str]:
    """The entry that acts in place of another one, by the id of that other one.

    It is the entry that was created first, unless another one runs a batch already.
    """
    groups: dict[str, list[Follower]] = {}
    for follower in followers:
        if follower.session_id is not None:
            groups.setdefault(follower.session_id, []).append(follower)
    instead: dict[str, str] = {}
    for group in groups.values():
        first = min(group, key=lambda one: (not one.runs_batch, one.created_at, one.entry_id))
        instead |= {other.entry_id: first.entry_id for other in group if other is not first}
    return MappingProxyType(instead)
