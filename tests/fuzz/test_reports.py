"""Reports of anything: texts stay texts, figures agree with counting by hand, failed boards come back as a list."""

import csv
from io import StringIO
from math import ceil
import re
from statistics import median

from hypothesis import given, strategies as st

from custom_components.piorchestrator.client.codec import wire_text
from custom_components.piorchestrator.client.models import LONGEST_TEXT, AllowlistEntry, Fault
from custom_components.piorchestrator.core.device_list import read_list
from custom_components.piorchestrator.core.formulas import FORMULA
from custom_components.piorchestrator.core.report import Outcome, Report, report_of
from custom_components.piorchestrator.core.report_texts import failed_to_csv, to_csv, to_markdown
from custom_components.piorchestrator.core.state import ProvisioningState, apply_snapshot
from tests.unit.core_samples import device, snapshot

MACS = tuple(f"24:6F:28:00:03:{index:02X}" for index in range(10))
nasty = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["=1+1", "@x", "a|b", "\\|", "<b>x</b>", "**x**", "a\nb", '"', "-2", "{{ states }}", "[x](y)"]
    ),
)
times = st.integers(0, 7200).map(
    lambda seconds: f"2026-01-15T{12 + seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"
)
states = st.sampled_from(["discovered", "provisioning", "provisioned", "verifying", "verified", "failed"])
boards = st.builds(
    device,
    st.sampled_from(MACS),
    states,
    rssi=st.one_of(st.none(), st.integers(-99, 0)),
    firmware_version=st.one_of(st.none(), nasty),
    error_message=st.one_of(st.none(), nasty),
    discovered_at=st.one_of(st.none(), times),
    provisioned_at=st.one_of(st.none(), times),
    verified_at=st.one_of(st.none(), times),
    retry_count=st.one_of(st.none(), st.integers(0, 3)),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    found = draw(st.lists(boards, max_size=10, unique_by=lambda board: board.mac))
    allowed = draw(
        st.lists(
            st.builds(AllowlistEntry, mac=st.sampled_from(MACS), description=nasty, container_id=nasty),
            unique_by=lambda entry: entry.mac,
        )
    )
    state = apply_snapshot(ProvisioningState(), snapshot(*found, allowlist=tuple(allowed))).state
    faults = draw(
        st.dictionaries(
            st.sampled_from(MACS), st.builds(Fault, code=nasty, message=nasty, correlation_id=nasty)
        )
    )
    report = report_of(state, draw(st.frozensets(st.sampled_from(MACS))), faults)
    assert report is not None
    return report


@given(reports())
def test_figures(report: Report) -> None:
    figures = report.figures
    outcomes = [board.outcome for board in report.boards]
    assert figures.verified == outcomes.count(Outcome.VERIFIED)
    assert sum(
        (
            figures.verified,
            figures.failed,
            figures.unfinished,
            figures.waiting,
            figures.strangers,
            figures.missing,
        )
    ) == len(outcomes)
    begun = figures.verified + figures.failed + figures.unfinished
    assert (figures.success_rate is None) == (begun == 0)
    if figures.success_rate is not None:
        assert abs(figures.success_rate - 100 * figures.verified / begun) <= 0.05
    seconds = sorted(
        board.seconds_to_verified for board in report.boards if board.seconds_to_verified is not None
    )
    assert all(value >= 0 for value in seconds)
    assert (figures.median_seconds is None) == (not seconds)
    if figures.median_seconds is not None and figures.p95_seconds is not None:
        assert abs(figures.median_seconds - median(seconds)) <= 0.05
        at_most = sum(value <= figures.p95_seconds for value in seconds)
        assert at_most >= ceil(0.95 * len(seconds))


@given(reports())
def test_a_report_survives_its_file(report: Report) -> None:
    assert Report.model_validate_json(report.model_dump_json()) == report


@given(reports())
def test_tables(report: Report) -> None:
    """One record for each board, and no text that a spreadsheet would calculate."""
    rows = list(csv.DictReader(StringIO(to_csv(report), newline="")))
    assert [row["mac"] for row in rows] == [board.mac for board in report.boards]
    for row, board in zip(rows, report.boards, strict=True):
        assert row["outcome"] == board.outcome
        assert row["rssi"] == ("" if board.rssi is None else str(board.rssi))
        for name in (
            "name",
            "container_id",
            "firmware_version",
            "error_code",
            "error_message",
            "correlation_id",
        ):
            assert row[name].startswith("'") or not FORMULA.match(row[name])
    numbers = {str(value) for board in report.boards for value in (board.rssi, board.seconds_to_verified)}
    for separator in ";\t|":
        for record in csv.reader(StringIO(to_csv(report), newline=""), delimiter=separator):
            for cell in record:
                assert cell in numbers or not cell.lstrip().startswith(("=", "+", "-", "@", "＝")), (
                    separator,
                    cell,
                )


@given(reports())
def test_failed_boards_come_back(report: Report) -> None:
    """Whole: a formula or a line end in a name is guarded on the way out, and the guard is gone on the way in."""
    wanted = [(board.mac, board.name, board.container_id) for board in report.failed_boards]
    if not wanted:
        assert len(failed_to_csv(report).splitlines()) == 1
        return
    rows = read_list(failed_to_csv(report)).rows
    assert [row.mac for row in rows] == [mac for mac, *_ in wanted]
    for row, (_, *texts) in zip(rows, wanted, strict=True):
        assert [row.description, row.container_id] == [wire_text(text or "", LONGEST_TEXT) for text in texts]
    assert all(row.reason is None for row in rows)


@given(reports())
def test_markdown(report: Report) -> None:
    """The table has its columns, and nothing of the wire is markup."""
    text = to_markdown(report)
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(lines) == (len(report.boards) + 2 if report.boards else 0)
    for line in lines:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 8
    assert not re.search(r"(?<!\\)(?:\\\\)*<", text)
    assert not re.search(r"(?<!\\)(?:\\\\)*\]\(", text)
