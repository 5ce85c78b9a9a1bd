"""What is known about a batch: snapshot + events → a new state and the keys that changed [C §11.6].

Everything here is a pure function of immutable data. A read of the server (`Snapshot`) is the truth; an event is a hint
that arrives sooner. An event that cannot be placed changes nothing and asks for a read (`Change.doubtful`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce
from types import MappingProxyType
from typing import Final

from ..client.events import ProvisioningEvent
from ..client.models import MOST_ITEMS, AllowlistEntry, Device, Fault, NetworkStatus, Session, SessionDetail
from .faults import NO_FAULTS, BoardFault, remaining
from .progress import Counters, is_older, is_used, settled
from .session_end import Receipt, moved_end, read_end
from .uses import settled_entries, used_before


class Subject(StrEnum):
    """Keys of what can change besides the boards, whose keys are their MACs."""

    SESSION = "session"
    COUNTERS = "counters"
    NETWORK = "network"
    ALLOWLIST = "allowlist"
    FAULT = "fault"
    RECOVERY = "recovery"


_NOTHING: Final[Mapping[str, Device]] = MappingProxyType({})
_NO_COUNTERS: Final = Counters()


@dataclass(frozen=True, slots=True)
class ProvisioningState:
    """The session that is followed, its boards by MAC, and what belongs to the server as a whole.

    `allowlist` and `recoverable` are None until they were read; a closed session stays with its boards until the next
    one begins. An interrupted session stands in `recoverable`; it may also be the one that is followed. Only the newest
    are kept, and `recoverable_beyond` counts the others. `faults` are the refusals for boards that have not moved on
    since. `lacks_entries`: no complete allowlist was read yet, and a board that is not on it may be allowed all the same.
    `used_before` are the entries that were used before the followed session, None until the allowlist is read while it is
    followed. `ends_at` is the end of the session by our own clock.
    """

    session: Session | None = None
    devices: Mapping[str, Device] = _NOTHING
    counters: Counters = _NO_COUNTERS
    network: NetworkStatus | None = None
    allowlist: Mapping[str, AllowlistEntry] | None = None
    fault: Fault | None = None
    recoverable: tuple[Session, ...] | None = None
    recoverable_beyond: int = 0
    faults: Mapping[str, BoardFault] = NO_FAULTS
    lacks_entries: bool = False
    used_before: Mapping[str, AllowlistEntry] | None = None
    ends_at: datetime | None = None

    @property
    def session_id(self) -> str | None:
        """Of the session that is followed, open or not."""
        return self.session.id if self.session is not None else None

    @property
    def unfinished_session(self) -> Session | None:
        """The session that can be stopped: open or interrupted [C §9.1]."""
        return self.session if self.session is not None and self.session.is_open else None

    @property
    def is_interrupted(self) -> bool:
        """A restart of the server interrupted the session; nothing but resume and stop is legal [C §9.1]."""
        known = self.unfinished_session
        return known is not None and any(session.id == known.id for session in self.recoverable or ())

    @property
    def open_session(self) -> Session | None:
        """The session that work can go on in."""
        return None if self.is_interrupted else self.unfinished_session

    def is_allowed(self, mac: str) -> bool:
        """The server's word about the board, else the allowlist's [C D15]."""
        device = self.devices.get(mac)
        if device is not None and device.in_allowlist is not None:
            return device.in_allowlist
        return self.allowlist is not None and mac in self.allowlist


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One read of the server; None means: not read, keep what is known.

    `gone` says that the followed session answered 404 or 410. The allowlist is `partial` where rows of it are missing:
    entries known before are kept then, as are boards that an incomplete list of the same session does not name.
    """

    detail: SessionDetail | None = None
    gone: bool = False
    allowlist: tuple[AllowlistEntry, ...] | None = None
    network: NetworkStatus | None = None
    recoverable: tuple[Session, ...] | None = None
    recoverable_beyond: int = 0
    partial: bool = False
    receipt: Receipt | None = None  # of `detail`

    @property
    def is_complete(self) -> bool:
        """Whether absence from this read means something: the allowlist and the boards were read as a whole."""
        return (
            self.allowlist is not None and not self.partial and (self.detail is None or self.detail.is_whole)
        )


@dataclass(frozen=True, slots=True)
class Change:
    """The state afterwards and the keys of what differs from before.

    `doubtful` asks for a read; `unknown_session` names a session that is not followed but spoke.
    """

    state: ProvisioningState
    keys: frozenset[str] = frozenset()
    doubtful: bool = False
    unknown_session: str | None = None


def apply_event(state: ProvisioningState, event: ProvisioningEvent) -> Change:
    """The state after one event of either dialect."""
    if event.fault is not None and event.session_id not in (None, state.session_id):
        return Change(state, unknown_session=event.session_id)
    if event.network is not None:
        network = state.network.merged(event.network) if state.network else event.network
        return _changed(state, replace(state, network=network))
    if event.fault is not None:
        return _changed(state, _refused(replace(state, fault=event.fault), event.fault, event.refused))
    if event.session is not None:
        return _apply_session(state, event.session, started=event.type == "session.started")
    if event.session_id is not None and (state.session is None or event.session_id != state.session.id):
        return Change(state, unknown_session=event.session_id)
    if event.device is not None and state.session is not None:
        return _apply_device(state, event.device)
    # A board without any session, or a known type without a subject: the server knows more.
    return Change(state, doubtful=event.type.startswith(("device.", "session.")))


def _refused(state: ProvisioningState, fault: Fault, device: Device | None) -> ProvisioningState:
    if device is None:
        return state
    faults = {**state.faults, device.mac: BoardFault.of(fault, device, device.session_id)}
    return replace(state, faults=MappingProxyType(faults))


def _apply_session(state: ProvisioningState, session: Session, *, started: bool) -> Change:
    known = state.session
    if known is not None and session.id == known.id:
        if (not known.is_open and session.is_open) or _is_older(session, known):  # closed is final
            return Change(state, doubtful=True)
        merged = known.merged(session)
        return _changed(
            state, replace(state, session=merged, ends_at=moved_end(state.ends_at, known, merged))
        )
    if _takes_over(state, session, started=started):
        return _changed(state, follow(state, session), doubtful=True)
    return Change(state, unknown_session=session.id)


def _takes_over(state: ProvisioningState, session: Session, *, started: bool) -> bool:
    """Whether a session that announces itself is followed at once; otherwise the next read decides.

    Beside an interrupted session times do not count: the server's clock may have been set back by a power cut.
    """
    if not (started or (session.is_open and state.open_session is None)):
        return False
    known = state.session
    if known is None:
        return True
    if session.state == "closing" and known.is_open:  # an interrupted one that is discarded announces its end
        return False
    if state.is_interrupted:
        return True
    began, before = session.created_at, known.created_at
    return began is None or before is None or began >= before


def _is_older(event: Session, known: Session) -> bool:
    """Whether a session event is late; a clock of the Pi that jumped back makes it a read, no more."""
    return (
        event.updated_at is not None and known.updated_at is not None and event.updated_at < known.updated_at
    )


def _apply_device(state: ProvisioningState, device: Device) -> Change:
    known = state.devices.get(device.mac)
    if known is not None and is_older(device, known):
        return Change(state, doubtful=True)
    if known is None and len(state.devices) >= MOST_ITEMS:
        return Change(state)
    # Only events name the session with each board: what a read says of the same board is equal without it.
    device = device.model_copy(update={"session_id": None})
    merged = settled(known.merged(device) if known else device, state.allowlist)
    devices = {**state.devices, device.mac: merged}
    new = replace(
        state,
        devices=MappingProxyType(devices),
        counters=state.counters.without(known).with_(merged),
    )
    # Never seen before and not announced: a `discovered` was lost, and who knows what else [C §11.6].
    unannounced = known is None and device.state != "discovered"
    listed = state.allowlist is not None and device.mac in state.allowlist
    moved = merged.in_allowlist is not None and merged.in_allowlist != listed
    return _changed(state, new, doubtful=unannounced or moved or _is_late_entry(state, known, merged))


def _is_late_entry(state: ProvisioningState, before: Device | None, after: Device) -> bool:
    """Whether a board is verified before its entry was added, by their times: a clock that was set, or another entry.

    Only the list shows whether the entry is used.
    """
    entry = (state.allowlist or {}).get(after.mac)
    became_verified = after.state == "verified" and (before is None or before.state != "verified")
    return became_verified and entry is not None and not is_used(entry, after)


def apply_snapshot(
    state: ProvisioningState, snapshot: Snapshot, meanwhile: Iterable[ProvisioningEvent] = ()
) -> Change:
    """The state after a read, and after the events that came while it was under way.

    Whether such an event is older than the read cannot be told by time; it is applied where it moves a board forward.
    """
    new = reduce(apply_buffered, meanwhile, Change(_read(state, snapshot)))
    change = _changed(state, new.state, doubtful=new.doubtful)
    return replace(change, unknown_session=new.unknown_session)


def apply_buffered(read: Change, event: ProvisioningEvent) -> Change:
    """The read and one more event that was received during it; the keys are those of the read."""
    change = apply_event(read.state, event)
    return replace(
        read,
        state=change.state,
        doubtful=read.doubtful or _is_ambiguous(read.state, event, change),
        unknown_session=change.unknown_session or read.unknown_session,
    )


def _is_ambiguous(read: ProvisioningState, event: ProvisioningEvent, change: Change) -> bool:
    """Whether the read and an event that came with it do not tell which of them is the newer."""
    known = read.devices.get(event.device.mac) if event.device is not None else None
    if known is None or event.device is None:
        return change.doubtful
    if known.state == "failed" and event.device.state != "failed":
        return True  # the attempt that failed, or the retry after it
    return bool(change.keys) and change.doubtful


def _read(state: ProvisioningState, snapshot: Snapshot) -> ProvisioningState:
    before = state
    if snapshot.allowlist is not None:
        entries = {entry.mac: entry for entry in snapshot.allowlist}
        lacks_entries = snapshot.partial and (state.allowlist is None or state.lacks_entries)
        if snapshot.partial:
            entries = _with_known(state.allowlist or {}, entries)
        state = replace(state, allowlist=MappingProxyType(entries), lacks_entries=lacks_entries)
    if snapshot.recoverable is not None:
        state = replace(
            state, recoverable=snapshot.recoverable, recoverable_beyond=snapshot.recoverable_beyond
        )
    network = snapshot.network
    if snapshot.detail is not None:
        network = network or snapshot.detail.network_status
        known = state.ends_at if state.session_id == snapshot.detail.session.id else None
        state = _read_session(state, snapshot.detail)
        ends_at = read_end(known, snapshot.detail, snapshot.receipt, is_interrupted=state.is_interrupted)
        state = replace(state, ends_at=ends_at)
    elif snapshot.gone and state.session is not None:
        session = state.session
        state = replace(state, session=session.model_copy(update={"state": "closed"}))
    if snapshot.allowlist is not None:
        state = _with_uses(before, state)
    return state if network is None else replace(state, network=network)


def _with_uses(before: ProvisioningState, read: ProvisioningState) -> ProvisioningState:
    if read.session is None or read.allowlist is None:
        return read
    known = before.used_before if read.session_id == before.session_id else None
    found = used_before(known, before.allowlist, read.allowlist, read.session, read.devices)
    return replace(read, used_before=found)


def _read_session(state: ProvisioningState, detail: SessionDetail) -> ProvisioningState:
    if detail.devices is None:
        same = state.session is not None and state.session.id == detail.session.id
        return replace(state, session=detail.session) if same else follow(state, detail.session)
    devices = {device.mac: settled(device, state.allowlist) for device in detail.devices}
    if not detail.is_whole and state.session_id == detail.session.id:
        devices = _with_known(state.devices, devices)
    return replace(
        state,
        session=detail.session,
        devices=MappingProxyType(devices),
        counters=Counters.of(devices.values()),
    )


def _with_known[T](known: Mapping[str, T], read: Mapping[str, T]) -> dict[str, T]:
    """The rows of an incomplete list, after those known before that it lacks; no more than a list may have."""
    lacking = [mac for mac in known if mac not in read][: max(MOST_ITEMS - len(read), 0)]
    return {mac: known[mac] for mac in lacking} | dict(read)


def follow(state: ProvisioningState, session: Session) -> ProvisioningState:
    """Turn to another session; no board of the old one goes with it, but what they used stays used."""
    allowlist = None if state.allowlist is None else settled_entries(state.allowlist, state.devices)
    return replace(
        state,
        session=session,
        devices=_NOTHING,
        counters=_NO_COUNTERS,
        allowlist=allowlist,
        used_before=None,
        ends_at=None,
    )


def taken_up(state: ProvisioningState, session: Session) -> ProvisioningState:
    """Turn to a session that was started or resumed just now: it is not interrupted any more."""
    if state.session_id != session.id:
        state = follow(state, session)
    if not state.recoverable:
        return state
    return replace(state, recoverable=tuple(other for other in state.recoverable if other.id != session.id))


def with_session(change: Change, session: Session | None) -> Change:
    """A read with the session that was started or resumed while it was under way, and that it knows nothing of."""
    if session is None:
        return change
    state = taken_up(change.state, session)
    return change if state == change.state else replace(change, state=state, doubtful=True)


def concerns(state: ProvisioningState, event: ProvisioningEvent) -> bool:
    """Whether an event has a subject, of the followed session or of none."""
    if event.device is None and event.session is None and event.network is None and event.fault is None:
        return False
    return event.session_id in (None, state.session_id)


def changed_keys(before: ProvisioningState, after: ProvisioningState) -> frozenset[str]:
    """Compare part by part; equality decides whether something happened."""
    keys: set[str] = set()
    if (before.session, before.ends_at) != (after.session, after.ends_at):
        keys.add(Subject.SESSION)
    if before.counters != after.counters:
        keys.add(Subject.COUNTERS)
    if before.network != after.network:
        keys.add(Subject.NETWORK)
    if before.fault != after.fault:
        keys.add(Subject.FAULT)
    if (before.recoverable, before.recoverable_beyond) != (after.recoverable, after.recoverable_beyond):
        keys.add(Subject.RECOVERY)
    # The list may be too long to be searched for each event; a session that changed is among the keys anyway.
    if Subject.RECOVERY in keys and before.is_interrupted != after.is_interrupted:
        keys.add(Subject.SESSION)
    keys |= _changed_macs(before.devices, after.devices) | _changed_macs(before.faults, after.faults)
    if before.allowlist != after.allowlist:
        keys.add(Subject.ALLOWLIST)
        keys |= _changed_macs(before.allowlist or {}, after.allowlist or {})
    if before.lacks_entries != after.lacks_entries:
        keys.add(Subject.ALLOWLIST)
    return frozenset(keys)


def _changed_macs[T](before: Mapping[str, T], after: Mapping[str, T]) -> set[str]:
    if before is after:
        return set()
    changed = {
        mac
        for mac, new in after.items()
        # Most objects are the same ones as before; the comparison of two equal models costs far more.
        if (old := before.get(mac)) is not new and old != new
    }
    return changed.union(before.keys() - after.keys())


def _changed(before: ProvisioningState, after: ProvisioningState, *, doubtful: bool = False) -> Change:
    if (faults := remaining(after.faults, after.devices, after.session_id)) is not after.faults:
        after = replace(after, faults=faults)
    keys = changed_keys(before, after)
    if (
        not keys and before.used_before is not after.used_before
    ):  # nothing shows it, but the next read builds on it
        before = replace(before, used_before=after.used_before)
    return Change(after if keys else before, keys, doubtful)
