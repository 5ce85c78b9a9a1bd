"""What the card is shown of a state, and what differs between two views (`design.md` §9)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from custom_components.piorchestrator.client.models import AllowlistEntry, Fault, NetworkStatus, Session
from custom_components.piorchestrator.core.expectation import Expectation
from custom_components.piorchestrator.core.faults import BoardFault
from custom_components.piorchestrator.core.feed import (
    MISSING,
    BoardView,
    EntryView,
    PartsView,
    View,
    board_of,
    boards_of,
    difference,
    entries_of,
    parts_of,
)
from custom_components.piorchestrator.core.ledger import Ledger, Pause
from custom_components.piorchestrator.core.report import BoardRow, Ending, Report
from custom_components.piorchestrator.core.state import ProvisioningState, apply_snapshot
from custom_components.piorchestrator.core.unattended import Decision, Hold
from tests.unit.core_samples import A, B, C, device, entry, snapshot, state

NOTHING = Decision(Ledger())


def parts(
    of: ProvisioningState,
    expectation: Expectation | None = None,
    decision: Decision = NOTHING,
    report: Report | None = None,
) -> PartsView:
    return parts_of(of, expectation or Expectation(), decision, report, named=True, unattended=True)


def board(of: ProvisioningState, mac: str = A, decision: Decision = NOTHING) -> BoardView:
    row = board_of(of, Expectation.of(of), decision, mac)
    assert row is not None
    return row


def listed(*entries: AllowlistEntry, **boards: str) -> ProvisioningState:
    """An allowlist, and boards by the name of their MAC with their states."""
    found = tuple(device(globals()[name], board_state) for name, board_state in boards.items())
    return apply_snapshot(ProvisioningState(), snapshot(*found, allowlist=entries)).state


def test_parts_of_nothing() -> None:
    shown = parts_of(ProvisioningState(), Expectation(), NOTHING, None, named=False, unattended=False)
    assert shown == {
        "session": None,
        "offers": [],
        "counters": {
            "total": 0,
            "provisioned": 0,
            "verified": 0,
            "failed": 0,
            "strangers": 0,
            "percent": None,
        },
        "legal": {"work": False, "stop": False, "resume": False},
        "network": None,
        "expectation": {
            "named": False,
            "expected": 0,
            "missing": 0,
            "unexpected": 0,
            "is_complete": False,
        },
        "unattended": {"is_on": False, "pause": None, "begun": 0, "again_at": None},
        "fault": None,
        "report": None,
        "allowlist": {"total": None, "unused": None},
    }


def test_the_session() -> None:
    assert parts(state(device()))["session"] == {
        "id": "s-1",
        "state": "active",
        "is_open": True,
        "is_interrupted": False,
        "target_ssid": "x",
        "created_at": "2026-01-15T12:00:00+00:00",
        "expires_at": None,
    }


def test_an_interrupted_session_and_its_offer() -> None:
    offered = Session.model_validate(
        {
            "id": "s-1",
            "state": "active",
            "target_ssid": "x",
            "device_count": 3,
            "verified_count": 2,
            "failed_count": 1,
        }
    )
    interrupted = replace(state(device()), recoverable=(offered,))
    shown = parts(interrupted)
    assert shown["offers"] == [
        {
            "id": "s-1",
            "target_ssid": "x",
            "created_at": None,
            "device_count": 3,
            "verified_count": 2,
            "failed_count": 1,
        }
    ]
    assert shown["session"] is not None
    assert shown["session"]["is_interrupted"] is interrupted.is_interrupted


def test_counters_and_what_may_be_done() -> None:
    shown = parts(state(device(A, "verified"), device(B, "discovered"), allowed=(A, B)))
    assert shown["counters"]["total"] == 2
    assert shown["counters"]["verified"] == 1
    assert shown["counters"]["percent"] == 50
    assert shown["legal"] == {"work": True, "stop": True, "resume": False}


def test_the_onboarding_network() -> None:
    network = NetworkStatus(ssid="setup", is_active=True, connected_devices=4)
    shown = parts(replace(ProvisioningState(), network=network))
    assert shown["network"] == {"ssid": "setup", "is_active": True, "connected_devices": 4}


def test_what_is_expected() -> None:
    expectation = Expectation(frozenset({A, B, C}), frozenset({B, C}), frozenset("x"), is_complete=True)
    assert parts(ProvisioningState(), expectation)["expectation"] == {
        "named": True,
        "expected": 3,
        "missing": 2,
        "unexpected": 1,
        "is_complete": True,
    }


def test_unattended_mode() -> None:
    ledger = Ledger(session_id="s-1", begun=frozenset({A, B}), pause=Pause.FAILURE_RATE)
    decision = Decision(ledger, again_at=datetime(2026, 1, 15, 12, 30, tzinfo=UTC))
    assert parts(ProvisioningState(), decision=decision)["unattended"] == {
        "is_on": True,
        "pause": "failure_rate",
        "begun": 2,
        "again_at": "2026-01-15T12:30:00+00:00",
    }


def test_the_last_fault_and_the_last_report() -> None:
    fault = Fault(code="E1", message="no", correlation_id="id-1", retryable=True)
    rows = (
        BoardRow(mac=A, state="verified", was_begun=True, allowed=True),
        BoardRow(mac=B, state="failed", was_begun=True, allowed=True),
    )
    report = Report(session_id="s-0", ending=Ending.CLOSED, boards=rows)
    shown = parts(replace(ProvisioningState(), fault=fault), report=report)
    assert shown["fault"] == {
        "code": "E1",
        "message": "no",
        "correlation_id": "id-1",
        "retryable": True,
    }
    assert shown["report"] == {"session_id": "s-0", "ending": "closed", "verified": 1, "failed": 1}


def test_the_allowlist_in_numbers() -> None:
    shown = parts(listed(entry(A), entry(B, used=True), entry(C), A="verified"))
    assert shown["allowlist"] == {"total": 3, "unused": 1}


def test_a_board_that_was_found() -> None:
    found = device(A, "discovered", rssi=-61, firmware_version="2.4.1")
    assert board(state(found, allowed=(A,))) == {
        "name": None,
        "container_id": None,
        "state": "discovered",
        "allowed": True,
        "rssi": -61,
        "firmware_version": "2.4.1",
        "attempts": 0,
        "error": None,
        "step": "provision",
        "hold": None,
    }


def test_a_stranger() -> None:
    row = board(state(device(A)))
    assert row["allowed"] is False
    assert row["step"] is None


def test_words_of_the_allowlist() -> None:
    before = listed(entry(A, description="Top", container_id="rack-1"), A="discovered")
    assert (board(before)["name"], board(before)["container_id"]) == ("Top", "rack-1")
    named = replace(before, devices={A: device(A, container_id="rack-2")})
    assert board(named)["container_id"] == "rack-2"


def test_a_board_that_is_missing() -> None:
    row = board(listed(entry(B, description="Top", container_id="rack-1")), B)
    assert row["state"] == MISSING
    assert (row["name"], row["container_id"], row["allowed"]) == ("Top", "rack-1", True)
    assert (row["rssi"], row["attempts"], row["error"], row["step"]) == (None, 0, None, None)


def test_a_board_of_which_nothing_is_known() -> None:
    assert board_of(state(device(A)), Expectation(), NOTHING, B) is None


def test_a_failed_board_and_why() -> None:
    failed = device(
        A, "failed", provisioned_at="2026-01-15T12:10:00Z", error_message="refused", retry_count=2
    )
    before = state(failed, allowed=(A,))
    row = board(before)
    assert row["error"] == {
        "code": None,
        "message": "refused",
        "correlation_id": None,
        "retryable": None,
    }
    assert (row["attempts"], row["step"]) == (3, "retry")
    fault = Fault(code="DEVICE_REJECTED", message="no", correlation_id="id-1", retryable=True)
    told = replace(before, faults={A: BoardFault.of(fault, failed, "s-1")})
    assert board(told)["error"] == {
        "code": "DEVICE_REJECTED",
        "message": "no",
        "correlation_id": "id-1",
        "retryable": True,
    }


def test_a_board_whose_last_command_was_refused() -> None:
    before = state(device(A), allowed=(A,))
    fault = Fault(code="NETWORK_AP_FAILED", message="no", correlation_id="id-2")
    refused = replace(before, faults={A: BoardFault.of(fault, before.devices[A], "s-1")})
    error = board(refused)["error"]
    assert error is not None
    assert error["correlation_id"] == "id-2"


def test_a_board_that_is_held_back() -> None:
    decision = Decision(Ledger(), holds={A: Hold.CEILING})
    assert board(state(device(A), allowed=(A,)), decision=decision)["hold"] == "ceiling"


def test_the_missing_come_last_and_a_few_can_be_asked_for() -> None:
    before = listed(entry(A), entry(C), B="discovered")
    expectation = Expectation.of(before)
    assert list(boards_of(before, expectation, NOTHING)) == [B, A, C]
    assert list(boards_of(before, expectation, NOTHING, [C, "unknown"])) == [C]


def test_entries_are_as_the_list_says() -> None:
    fields = {"description": "Top", "container_id": "rack-1", "added_at": "2026-01-01T00:00:00Z"}
    used = {"used": True, "used_at": "2026-01-02T00:00:00Z"}
    assert entries_of(listed(entry(A, **fields, **used), entry(B))) == {
        A: EntryView(
            description="Top",
            container_id="rack-1",
            added_at="2026-01-01T00:00:00+00:00",
            used=True,
            used_at="2026-01-02T00:00:00+00:00",
        ),
        B: EntryView(description=None, container_id=None, added_at=None, used=False, used_at=None),
    }


def test_entries_without_a_list() -> None:
    assert entries_of(ProvisioningState()) == {}
    assert entries_of(ProvisioningState(), [A]) == {}


def test_a_board_that_is_verified_now_counts_before_the_list_says_so() -> None:
    verified = device(A, "verified", verified_at="2026-01-15T12:10:00Z")
    before = replace(listed(entry(A), entry(B)), devices={A: verified})
    rows = entries_of(before)
    assert (rows[A]["used"], rows[A]["used_at"]) == (True, "2026-01-15T12:10:00+00:00")
    assert (rows[B]["used"], rows[B]["used_at"]) == (False, None)
    assert entries_of(before, [B, C]) == {B: rows[B]}


def test_a_board_that_is_under_way_has_not_used_its_entry() -> None:
    assert entries_of(listed(entry(A), A="verifying"))[A]["used"] is False


TOP, LOW = board(state(device(A))), board(state(device(A, "verified")))
FREE = entries_of(listed(entry(A)))[A]


@pytest.mark.parametrize(
    ("before", "after", "delta"),
    [
        (View(), View(), {}),
        (View(), View({"a": None}), {"parts": {"a": None}}),
        (View({"a": None}), View({"a": None}), {}),
        (View({"a": 1, "b": 2}), View({"a": 1, "b": 3}), {"parts": {"b": 3}}),
        (View(boards={A: TOP, B: TOP}), View(boards={A: LOW, C: TOP}), {"boards": {A: LOW, B: None, C: TOP}}),
        (View(allowlist={A: FREE}), View(), {"allowlist": {A: None}}),
        (View(boards={A: TOP}), View(boards={A: TOP.copy()}), {}),
    ],
)
def test_what_leads_from_one_view_to_the_next(before: View, after: View, delta: dict[str, object]) -> None:
    assert difference(before, after) == delta
