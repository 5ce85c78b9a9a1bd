"""What the card is shown: the state as rows and parts of plain data, and what differs between two such views.

The shapes here are one half of a contract whose other half is `card/src/feed/contract.ts`; a test compares their names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypedDict

from ..client.models import AllowlistEntry, Device, Fault, NetworkStatus, Session
from .batch import (
    accepts_work,
    board_fault,
    can_provision,
    can_resume,
    can_retry,
    can_stop,
    failure_code,
    progress,
    unused_entries,
)
from .expectation import Expectation
from .ledger import Step
from .progress import attempts, is_used
from .report import Report
from .state import ProvisioningState
from .unattended import Decision

# A server has one or two interrupted sessions; a longer list on a card is of no use.
MOST_OFFERS: Final = 20
MISSING: Final = "expected"  # state of a board that the batch is for and that was not found yet


class FaultView(TypedDict):
    """Why something was refused or failed, for reading and for a call to the owners of the server."""

    code: str | None
    message: str | None
    correlation_id: str | None
    retryable: bool | None


class SessionView(TypedDict):
    """The session that is followed; times in ISO 8601, `expires_at` by the clock of Home Assistant."""

    id: str
    state: str | None
    is_open: bool
    is_interrupted: bool
    target_ssid: str | None
    created_at: str | None
    expires_at: str | None


class OfferView(TypedDict):
    """An interrupted session that may be taken up again; counts as the server listed them."""

    id: str
    target_ssid: str | None
    created_at: str | None
    device_count: int | None
    verified_count: int | None
    failed_count: int | None


class CountersView(TypedDict):
    """Boards of the session; `percent` verified of those that are no strangers."""

    total: int
    provisioned: int
    verified: int
    failed: int
    strangers: int
    percent: float | None


class LegalView(TypedDict):
    """What the server would accept for the session as a whole."""

    work: bool
    stop: bool
    resume: bool


class NetworkView(TypedDict):
    """The onboarding Wi-Fi."""

    ssid: str | None
    is_active: bool | None
    connected_devices: int | None


class ExpectationView(TypedDict):
    """How many boards the batch is for; `named` where somebody said which."""

    named: bool
    expected: int
    missing: int
    unexpected: int
    is_complete: bool


class UnattendedView(TypedDict):
    """Whether boards are acted on without a click, why not, and when next."""

    is_on: bool
    pause: str | None
    begun: int
    again_at: str | None


class ReportView(TypedDict):
    """The last batch that has ended."""

    session_id: str
    ending: str | None
    verified: int
    failed: int


class AllowlistView(TypedDict):
    """Counts of the list; None where it was not read yet."""

    total: int | None
    unused: int | None


class BoardView(TypedDict):
    """One board: found, or missing (`state` is `expected`). `step` is what may be done, `hold` what keeps it back."""

    name: str | None
    container_id: str | None
    state: str | None
    allowed: bool
    rssi: int | None
    firmware_version: str | None
    attempts: int
    error: FaultView | None
    step: str | None
    hold: str | None


class EntryView(TypedDict):
    """One entry of the allowlist."""

    description: str | None
    container_id: str | None
    added_at: str | None
    used: bool
    used_at: str | None


class PartsView(TypedDict):
    """What there is one of."""

    session: SessionView | None
    offers: list[OfferView]
    counters: CountersView
    legal: LegalView
    network: NetworkView | None
    expectation: ExpectationView
    unattended: UnattendedView
    fault: FaultView | None
    report: ReportView | None
    allowlist: AllowlistView


@dataclass(frozen=True, slots=True)
class View:
    """All that a card shows of one entry: parts by name, boards and entries of the allowlist by MAC."""

    parts: Mapping[str, object] = field(default_factory=dict)
    boards: Mapping[str, BoardView] = field(default_factory=dict)
    allowlist: Mapping[str, EntryView] = field(default_factory=dict)


class Delta(TypedDict, total=False):
    """What differs from the view before: parts that changed as a whole, rows by MAC, None for a row that went."""

    parts: dict[str, object]
    boards: dict[str, BoardView | None]
    allowlist: dict[str, EntryView | None]


def parts_of(
    state: ProvisioningState,
    expectation: Expectation,
    decision: Decision,
    report: Report | None,
    *,
    named: bool,
    unattended: bool,
) -> PartsView:
    """Everything that there is one of, as it stands."""
    counters = state.counters
    return PartsView(
        session=_session(state),
        offers=[_offer(session) for session in (state.recoverable or ())[:MOST_OFFERS]],
        counters=CountersView(
            total=counters.total,
            provisioned=counters.provisioned,
            verified=counters.verified,
            failed=counters.failed,
            strangers=counters.strangers,
            percent=progress(state),
        ),
        legal=LegalView(work=accepts_work(state), stop=can_stop(state), resume=can_resume(state)),
        network=_network(state.network),
        expectation=ExpectationView(
            named=named,
            expected=len(expectation.expected),
            missing=len(expectation.missing),
            unexpected=len(expectation.unexpected),
            is_complete=expectation.is_complete,
        ),
        unattended=UnattendedView(
            is_on=unattended,
            pause=decision.ledger.pause,
            begun=len(decision.ledger.begun),
            again_at=_time(decision.again_at),
        ),
        fault=_fault(state.fault),
        report=_report(report),
        allowlist=AllowlistView(
            total=None if state.allowlist is None else len(state.allowlist), unused=unused_entries(state)
        ),
    )


def board_of(
    state: ProvisioningState, expectation: Expectation, decision: Decision, mac: str
) -> BoardView | None:
    """The row of one board; None for a board that is neither found nor missed."""
    device = state.devices.get(mac)
    if device is None and mac not in expectation.missing:
        return None
    entry = (state.allowlist or {}).get(mac)
    return BoardView(
        name=entry.description if entry else None,
        container_id=(device.container_id if device else None) or (entry.container_id if entry else None),
        state=device.state if device else MISSING,
        allowed=state.is_allowed(mac),
        rssi=device.rssi if device else None,
        firmware_version=device.firmware_version if device else None,
        attempts=attempts(device) if device else 0,
        error=_error(state, device),
        step=_step(state, mac),
        hold=decision.holds.get(mac),
    )


def boards_of(
    state: ProvisioningState, expectation: Expectation, decision: Decision, macs: Iterable[str] | None = None
) -> dict[str, BoardView]:
    """The rows of these boards; or of all, in the order in which the server tells them, the missing ones at the end."""
    wanted = (*state.devices, *sorted(expectation.missing)) if macs is None else macs
    rows = ((mac, board_of(state, expectation, decision, mac)) for mac in wanted)
    return {mac: row for mac, row in rows if row is not None}


def entries_of(state: ProvisioningState, macs: Iterable[str] | None = None) -> dict[str, EntryView]:
    """The rows of the allowlist; or those of these boards, as far as they are listed."""
    listed = state.allowlist or {}
    wanted = listed if macs is None else (mac for mac in macs if mac in listed)
    return {mac: _entry_of(listed[mac], state.devices.get(mac)) for mac in wanted}


def _entry_of(entry: AllowlistEntry, device: Device | None) -> EntryView:
    used = is_used(entry, device)
    used_at = entry.used_at or (device.verified_at if used and device else None)
    return EntryView(
        description=entry.description,
        container_id=entry.container_id,
        added_at=_time(entry.added_at),
        used=used,
        used_at=_time(used_at),
    )


def difference(before: View, after: View) -> Delta:
    """What leads from one view to the next; empty where nothing changed."""
    delta = Delta()
    known = (
        before.parts
    )  # a part that is None is told once too: no session is something else than an unknown one
    if parts := {
        name: part for name, part in after.parts.items() if name not in known or known[name] != part
    }:
        delta["parts"] = parts
    if boards := _rows(before.boards, after.boards):
        delta["boards"] = boards
    if allowlist := _rows(before.allowlist, after.allowlist):
        delta["allowlist"] = allowlist
    return delta


def _rows[Row](before: Mapping[str, Row], after: Mapping[str, Row]) -> dict[str, Row | None]:
    if before is after:
        return {}
    changed: dict[str, Row | None] = {mac: row for mac, row in after.items() if before.get(mac) != row}
    return changed | dict.fromkeys(before.keys() - after.keys())


def _session(state: ProvisioningState) -> SessionView | None:
    if (session := state.session) is None:
        return None
    return SessionView(
        id=session.id,
        state=session.state,
        is_open=session.is_open,
        is_interrupted=state.is_interrupted,
        target_ssid=session.target_ssid,
        created_at=_time(session.created_at),
        expires_at=_time(state.ends_at),
    )


def _offer(session: Session) -> OfferView:
    return OfferView(
        id=session.id,
        target_ssid=session.target_ssid,
        created_at=_time(session.created_at),
        device_count=session.device_count,
        verified_count=session.verified_count,
        failed_count=session.failed_count,
    )


def _network(network: NetworkStatus | None) -> NetworkView | None:
    if network is None:
        return None
    return NetworkView(
        ssid=network.ssid, is_active=network.is_active, connected_devices=network.connected_devices
    )


def _report(report: Report | None) -> ReportView | None:
    if report is None:
        return None
    figures = report.figures
    return ReportView(
        session_id=report.session_id, ending=report.ending, verified=figures.verified, failed=figures.failed
    )


def _fault(fault: Fault | None) -> FaultView | None:
    if fault is None:
        return None
    return FaultView(
        code=fault.code,
        message=fault.message,
        correlation_id=fault.correlation_id,
        retryable=fault.retryable,
    )


def _error(state: ProvisioningState, device: Device | None) -> FaultView | None:
    """Of a failed board: what it failed with; else why the last command for it was refused."""
    if device is None:
        return None
    fault = board_fault(state, device.mac)
    if device.state != "failed":
        return _fault(fault)
    return FaultView(
        code=failure_code(device, fault),
        message=(fault.message if fault else None) or device.error_message,
        correlation_id=fault.correlation_id if fault else None,
        retryable=fault.retryable if fault else None,
    )


def _step(state: ProvisioningState, mac: str) -> Step | None:
    if can_provision(state, mac):
        return Step.PROVISION
    return Step.RETRY if can_retry(state, mac) else None


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
