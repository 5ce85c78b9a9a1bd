"""Which entries of the allowlist were used before the followed session, whichever of its answers is the older one.

The session and the allowlist come in two answers. Where a board is verified between them, the list says "used" of a board
that the session still shows at work. Therefore an entry that was seen unused while a session is followed stays one that
this session used, whatever the boards show.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from ..client.models import AllowlistEntry, Device, Session
from .progress import is_used, was_accepted

_NO_ENTRIES: Final[Mapping[str, AllowlistEntry]] = MappingProxyType({})


def used_before(
    known: Mapping[str, AllowlistEntry] | None,
    before: Mapping[str, AllowlistEntry] | None,
    after: Mapping[str, AllowlistEntry],
    session: Session,
    devices: Mapping[str, Device],
) -> Mapping[str, AllowlistEntry]:
    """Return the entries that were used before the followed session, each as it was seen first.

    Args:
        known: The same of the read before; None where the list was not read yet since the session is followed.
        before: The list of the read before.
        after: The list of this read.
        session: The followed session.
        devices: Its boards.
    """
    before = before or _NO_ENTRIES
    found: dict[str, AllowlistEntry] = {}
    for mac, entry in after.items():
        if not entry.used:
            continue
        if known is not None and mac in before:
            if mac in known:
                found[mac] = known[mac]
        elif not _is_of(session, before.get(mac), entry, devices.get(mac)):
            found[mac] = entry
    if known is not None and known.keys() == found.keys():
        return known
    return MappingProxyType(found)


def is_expected(
    entry: AllowlistEntry, device: Device | None, before: Mapping[str, AllowlistEntry] | None
) -> bool:
    """Whether an entry was not used before the followed session.

    Args:
        entry: As it is now.
        device: The board in that session.
        before: The entries that were used before; None where the list was not read yet since the session is followed.
    """
    if not entry.used:
        return True
    if before is None:
        return was_used_for(entry, device)
    # The first answers may have shown the use before its board.
    return entry.mac not in before or _shows_use(before[entry.mac], device) is True


def was_used_for(entry: AllowlistEntry, device: Device | None) -> bool:
    """Whether a used entry was used for this board of the followed session, as far as the two tell."""
    shown = _shows_use(entry, device)
    return device is not None and was_accepted(device) if shown is None else shown


def settled_entries(
    entries: Mapping[str, AllowlistEntry], devices: Mapping[str, Device]
) -> Mapping[str, AllowlistEntry]:
    """Return the allowlist with those entries used that the boards of a session took up before it is left."""
    used = {
        mac: entries[mac].model_copy(
            update={"used": True, "used_at": device.verified_at or entries[mac].used_at}
        )
        for mac, device in devices.items()
        if mac in entries and not entries[mac].used and is_used(entries[mac], device)
    }
    return MappingProxyType({**entries, **used}) if used else entries


def _is_of(
    session: Session, before: AllowlistEntry | None, entry: AllowlistEntry, device: Device | None
) -> bool:
    """Whether the followed session used an entry that is seen used for the first time since it is followed."""
    if was_used_for(entry, device):
        return True
    if before is None or before.used or entry.used_at is None or session.created_at is None:
        return False
    return _seconds(session.created_at) <= _seconds(entry.used_at)  # not the session before it


def _shows_use(entry: AllowlistEntry, device: Device | None) -> bool | None:
    """Whether the entry was used after the board was found; None where the times do not tell.

    Not the session's times: the clock of a Pi may be set while it is open.
    """
    if device is None:
        return False
    times = (device.discovered_at, device.provisioned_at, device.verified_at)
    known = [_seconds(moment) for moment in times if moment is not None]
    if entry.used_at is None or not known:
        return None
    return min(known) <= _seconds(entry.used_at)


def _seconds(moment: datetime) -> datetime:
    """Cut to whole seconds, as events have them."""
    return moment.replace(microsecond=0)
