"""The report of a batch, board by board."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.piorchestrator.client.models import AllowlistEntry, Device, Fault, Session
from custom_components.piorchestrator.core.report import (
    MAX_ROWS,
    BoardRow,
    Ending,
    Figures,
    Outcome,
    Report,
    ending_of,
    faults_of,
    report_of,
)
from custom_components.piorchestrator.core.report_texts import to_markdown
from custom_components.piorchestrator.core.state import ProvisioningState, apply_snapshot
from tests.unit.core_samples import SESSION, A, B, C, device, snapshot, state

NOW = datetime(2026, 1, 15, 13, tzinfo=UTC)
FAULT = Fault(code="DEVICE_TIMEOUT", message="no answer", correlation_id="c-1")


def report(now: ProvisioningState, **known: object) -> Report:
    found = report_of(now, **known)  # type: ignore[arg-type]
    assert found is not None
    return found


def row(board: Device, *, allowed: bool = True, fault: Fault | None = None) -> BoardRow:
    found = report(state(board, allowed=(A,) if allowed else ()), faults={A: fault} if fault else {})
    return found.boards[0]


def test_without_a_session_there_is_nothing_to_report() -> None:
    assert report_of(ProvisioningState()) is None


@pytest.mark.parametrize(
    ("board", "allowed", "outcome", "attempts"),
    [
        (device(A, "verified", retry_count=1), True, Outcome.VERIFIED, 2),
        (device(A, "failed", provisioned_at="2026-01-15T12:05:00Z"), True, Outcome.FAILED, 1),
        (device(A, "verifying"), True, Outcome.UNFINISHED, 1),
        (device(A, "discovered"), True, Outcome.WAITING, 0),
        (device(A, "discovered"), False, Outcome.STRANGER, 0),
        (device(A, "provisioning"), False, Outcome.UNFINISHED, 1),
        (device(A, None), True, Outcome.WAITING, 0),
    ],
)
def test_outcomes(board: Device, allowed: bool, outcome: Outcome, attempts: int) -> None:
    found = row(board, allowed=allowed)
    assert (found.outcome, found.attempts) == (outcome, attempts)


@pytest.mark.parametrize(
    ("found_at", "verified_at", "seconds"),
    [
        ("2026-01-15T12:00:00Z", "2026-01-15T12:01:30Z", 90.0),
        ("2026-01-15T12:00:00Z", None, None),
        (None, "2026-01-15T12:01:30Z", None),
        ("2026-01-15T12:02:00Z", "2026-01-15T12:01:30Z", None),
        ("2025-01-15T12:02:00Z", "2026-01-15T12:01:30Z", None),
    ],
)
def test_time_to_verified(found_at: str | None, verified_at: str | None, seconds: float | None) -> None:
    board = device(A, "verified", discovered_at=found_at, verified_at=verified_at)
    assert row(board).seconds_to_verified == seconds


LIVES_AN_HOUR = SESSION.model_copy(update={"expires_at": datetime(2026, 1, 15, 13, tzinfo=UTC)})


@pytest.mark.parametrize(
    ("session", "watched", "kept"),
    [
        (SESSION, None, True),
        (LIVES_AN_HOUR, None, False),
        (SESSION, 7200.0, True),
        (SESSION, 600.0, False),
        (LIVES_AN_HOUR, 7200.0, False),
        (LIVES_AN_HOUR.model_copy(update={"created_at": None}), None, True),
        (LIVES_AN_HOUR.model_copy(update={"expires_at": SESSION.created_at}), None, True),
    ],
)
def test_no_board_takes_longer_than_its_batch(session: Session, watched: float | None, kept: bool) -> None:
    """The server's clock was set forward by two hours between the two times."""
    board = device(A, "verified", discovered_at="2026-01-15T12:00:00Z", verified_at="2026-01-15T14:00:05Z")
    found = report(state(board, session=session), watched=watched)
    assert found.boards[0].seconds_to_verified == (7205.0 if kept else None)
    assert found.figures.median_seconds == (7205.0 if kept else None)
    assert found.boards[0].verified_at == board.verified_at


def test_what_was_judged_while_the_batch_was_watched_stays_so() -> None:
    board = device(A, "verified", discovered_at="2026-01-15T12:00:00Z", verified_at="2026-01-15T14:00:05Z")
    known = report(state(board), watched=600.0)
    assert report(state(board), known=known).boards[0].seconds_to_verified is None
    board = board.model_copy(update={"verified_at": NOW})
    assert report(state(board), known=known).boards[0].seconds_to_verified == 3600.0


@pytest.mark.parametrize(
    ("changed", "watched", "ending"),
    [
        ({"updated_at": None}, None, Ending.CLOSED),
        ({"expires_at": None}, None, Ending.CLOSED),
        ({"expires_at": None}, 9000.0, Ending.CLOSED),
        ({"minutes": 10}, None, Ending.CLOSED),
        ({"minutes": 60}, None, Ending.EXPIRED),
        ({"minutes": 60}, 3590.0, Ending.EXPIRED),
        ({"minutes": 59}, 3590.0, Ending.CLOSED),
        ({"minutes": 130}, 600.0, Ending.CLOSED),  # stopped, after the clock was set forward
        ({"minutes": -60}, 3600.0, Ending.EXPIRED),  # over, after the clock was set back
        ({"minutes": 10, "state": "expired"}, 600.0, Ending.EXPIRED),
    ],
)
def test_expired_or_stopped(changed: dict[str, object], watched: float | None, ending: Ending) -> None:
    minutes = changed.pop("minutes", 60)
    assert isinstance(minutes, int)
    updated = datetime(2026, 1, 15, 12, tzinfo=UTC) + timedelta(minutes=minutes)
    session = LIVES_AN_HOUR.model_copy(update={"state": "closed", "updated_at": updated, **changed})
    assert ending_of(session, watched) is ending


def test_a_failure_has_its_reason_and_a_success_none() -> None:
    failed = row(device(A, "failed", error_message="lost"), fault=FAULT)
    assert (failed.error_code, failed.error_message, failed.correlation_id) == (
        "DEVICE_TIMEOUT",
        "no answer",
        "c-1",
    )
    verified = row(device(A, "verified"), fault=FAULT)
    assert (verified.error_code, verified.error_message, verified.correlation_id) == (None, None, None)
    assert row(device(A, "failed", error_message="DEVICE_REJECTED: no")).error_code == "DEVICE_REJECTED"


def test_named_boards_that_never_came_are_missing() -> None:
    entry = AllowlistEntry(mac=B, description="Door", container_id="box")
    now = apply_snapshot(ProvisioningState(), snapshot(device(A, "verified"), allowlist=(entry,))).state
    found = report(now, named={A, B, C})
    assert [(board.mac, board.outcome, board.expected) for board in found.boards] == [
        (A, Outcome.VERIFIED, True),
        (B, Outcome.MISSING, True),
        (C, Outcome.MISSING, True),
    ]
    assert (found.boards[1].name, found.boards[1].container_id, found.boards[1].allowed) == (
        "Door",
        "box",
        True,
    )
    assert found.outcome == "with_failures"
    assert [board.mac for board in found.failed_boards] == [B, C]


def test_what_was_known_before_stays() -> None:
    """After a restart the state may have no boards any more; the session may have lost its network."""
    known = report(state(device(A, "verified"), allowed=(A,)), named={B})
    bare = SESSION.model_copy(update={"target_ssid": None, "created_at": None})
    found = report(state(device(C), session=bare), known=known)
    assert [board.mac for board in found.boards] == [A, C]
    assert (found.target_ssid, found.started_at) == (known.target_ssid, known.started_at)


@pytest.mark.parametrize(
    ("now", "holds"),
    [
        (device(A, "failed", retry_count=1), True),
        (device(A, "failed", retry_count=2), False),
        (device(A, "provisioning", retry_count=1), False),
        (device(B, "failed", retry_count=1), False),
    ],
    ids=["as it stood", "failed once more", "tried again", "another board"],
)
def test_a_reason_that_was_known_holds_while_the_board_stands(now: Device, holds: bool) -> None:
    known = report(state(device(A, "failed", retry_count=1)), faults={A: FAULT})
    assert faults_of(known, {now.mac: now}) == ({A: FAULT} if holds else {})


def test_boards_without_failure_have_no_reason() -> None:
    known = report(state(device(A, "verified"), device(B, "discovered")), named={C})
    assert faults_of(known, {A: device(A, "failed"), C: device(C, "failed")}) == {}


def test_boards_that_were_verified_at_some_time() -> None:
    """Also those that the server has forgotten since."""
    found = report_of(state(device(A, "failed"), device(B, "verified")), verified={A, B, C})
    assert found is not None
    assert [(row.mac, row.was_verified) for row in found.boards] == [(A, True), (B, True)]
    later = report_of(state(device(B, "discovered")), known=found, verified={B})
    assert later is not None
    assert [(row.mac, row.was_verified) for row in later.boards] == [(A, True), (B, True)]


def test_a_name_of_blanks_is_none() -> None:
    entry = AllowlistEntry(mac=A, description=" \n")
    now = apply_snapshot(ProvisioningState(), snapshot(device(A, "failed"), allowlist=(entry,))).state
    text = to_markdown(report(now))
    assert f"- **ESP-CAM** ({A})" in text
    assert "\n| – | failed |" in text


def test_the_end() -> None:
    closed = SESSION.model_copy(update={"state": "closed", "updated_at": NOW})
    found = report(state(session=closed))
    assert found.ending is None
    assert found.ended(Ending.CLOSED, NOW + timedelta(hours=1)).ended_at == NOW
    assert report(state()).ended(Ending.LOST, NOW).ended_at == NOW
    assert found.outcome == "nothing_done"


def test_figures() -> None:
    def verified(seconds: int) -> BoardRow:
        return BoardRow(mac=A, state="verified", was_begun=True, seconds_to_verified=seconds)

    boards = [
        *(verified(seconds) for seconds in range(1, 20)),
        BoardRow(mac=B, state="failed", was_begun=True),
    ]
    found = Figures.of(boards)
    assert (found.success_rate, found.median_seconds, found.p95_seconds) == (95.0, 10.0, 19.0)
    assert Figures.of([]) == Figures()


def test_markdown_in_full() -> None:
    boards = state(
        device(
            A, "verified", rssi=-61, discovered_at="2026-01-15T12:00:00Z", verified_at="2026-01-15T12:01:30Z"
        ),
        device(B, "failed", retry_count=1, error_message="no | answer"),
        device(C, "discovered"),
        allowed=(A, B),
    )
    assert to_markdown(report(boards, faults={B: FAULT})).replace("\N{NO-BREAK SPACE}", "_") == (
        "## Batch for x, 2026-01-15 12:00 UTC\n\n"
        "**1 verified** (50 % of those begun), 1 failed, 1 not allowed.\n\n"
        "From found to verified: median 90 s, 95 % within 90 s.\n\n"
        f"- **ESP-CAM** ({B}): failed, no answer, DEVICE_TIMEOUT [c-1]\n\n"
        "| Board | Outcome | Attempts | Time | Signal | MAC | Firmware |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        f"| – | verified | 1 | 90_s | -61_dBm | {A} | – |\n"
        f"| – | failed | 2 | – | – | {B} | – |\n"
        f"| – | stranger | – | – | – | {C} | – |\n"
    )


def test_markdown_of_nothing() -> None:
    bare = SESSION.model_copy(update={"target_ssid": None, "created_at": None})
    assert to_markdown(report(state(session=bare))) == "## Batch\n\n**0 verified**.\n"


@pytest.mark.parametrize("most", [0, 1, 3, 5])
def test_rows_beyond_the_limit(most: int) -> None:
    """Boards with a problem stay first, in order; what is cut again still counts every board."""
    boards = tuple(
        BoardRow(mac=f"24:6F:28:00:00:0{number}", state="failed" if number in (2, 4) else "verified")
        for number in range(5)
    )
    whole = Report(session_id="s-1", boards=boards)
    cut = whole.with_rows(3).with_rows(most)
    assert cut.figures == whole.figures
    assert (cut.rows_omitted, len(cut.boards)) == (5 - min(most, 3), min(most, 3))
    assert len(cut.failed_boards) == min(most, 2)
    assert [board.mac for board in cut.boards] == sorted(board.mac for board in cut.boards)
    assert cut.outcome == "with_failures"
    assert f"{cut.rows_omitted} more boards" in to_markdown(cut)
    assert whole.with_rows(5) is whole
    assert "more boards" not in to_markdown(whole)
    assert Report.model_validate_json(cut.model_dump_json()).figures == whole.figures


def test_a_report_of_very_many_boards() -> None:
    devices = [device(f"24:6F:28:00:{n // 256:02X}:{n % 256:02X}", "verified") for n in range(MAX_ROWS + 5)]
    found = report(state(*devices))
    assert (len(found.boards), found.rows_omitted) == (MAX_ROWS, 5)
    assert found.figures.verified == MAX_ROWS + 5
