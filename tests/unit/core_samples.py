"""Short ways to the data that the tests of the core are about."""

from collections.abc import Mapping

from custom_components.piorchestrator.client.events import ProvisioningEvent
from custom_components.piorchestrator.client.models import AllowlistEntry, Device, Session, SessionDetail
from custom_components.piorchestrator.core.device_list import read_list
from custom_components.piorchestrator.core.state import (
    Change,
    ProvisioningState,
    Snapshot,
    apply_event,
    apply_snapshot,
)

A, B, C, D = (f"24:6F:28:00:00:0{digit}" for digit in "ABCD")
SESSION = Session.model_validate(
    {"id": "s-1", "state": "active", "target_ssid": "x", "created_at": "2026-01-15T12:00:00Z"}
)


def device(mac: str = A, state: str | None = "discovered", **fields: object) -> Device:
    return Device.model_validate({"mac": mac, "state": state, **fields})


def entry(mac: str = A, **fields: object) -> AllowlistEntry:
    return AllowlistEntry.model_validate({"mac": mac, **fields})


def snapshot(
    *devices: Device, session: Session = SESSION, allowlist: tuple[AllowlistEntry, ...] = ()
) -> Snapshot:
    return Snapshot(SessionDetail(session=session, devices=devices), allowlist=allowlist)


def state(*devices: Device, session: Session = SESSION, allowed: tuple[str, ...] = ()) -> ProvisioningState:
    entries = tuple(entry(mac) for mac in allowed)
    return apply_snapshot(ProvisioningState(), snapshot(*devices, session=session, allowlist=entries)).state


def told(
    subject: Device | None, kind: str = "device.state_changed", session_id: str | None = "s-1"
) -> ProvisioningEvent:
    return ProvisioningEvent(kind, session_id, device=subject)


def about(session: Session, kind: str = "session.state_changed") -> ProvisioningEvent:
    return ProvisioningEvent(kind, session.id, session=session)


def after(before: ProvisioningState, *events: ProvisioningEvent) -> Change:
    change = Change(before)
    for event in events:
        change = apply_event(change.state, event)
    return change


def boards_of(
    text: str, columns: Mapping[str, str] | None = None
) -> list[tuple[str, str | None, str | None]]:
    """What a list has of each board; all of its rows are good."""
    rows = read_list(text, columns).rows
    assert not [row for row in rows if row.reason]
    return [(row.mac, row.description, row.container_id) for row in rows]
