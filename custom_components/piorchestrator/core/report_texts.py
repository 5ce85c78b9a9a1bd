"""A report to read (Markdown), to calculate with (CSV), and its failed boards to import again."""

from collections.abc import Iterable
from typing import Final

from .device_list import Row
from .expected import rows_to_csv, table
from .plain import plain
from .report import BoardRow, Figures, Report

_COLUMNS: Final = (
    "mac",
    "name",
    "container_id",
    "outcome",
    "state",
    "allowed",
    "expected",
    "attempts",
    "rssi",
    "firmware_version",
    "discovered_at",
    "provisioned_at",
    "verified_at",
    "seconds_to_verified",
    "error_code",
    "error_message",
    "correlation_id",
)
_NONE: Final = "–"


def to_csv(report: Report) -> str:
    """A line for each board; no cell is a formula."""
    rows = (board.model_dump(mode="json") for board in report.boards)
    return table(_COLUMNS, ([_plain(row[name]) for name in _COLUMNS] for row in rows))


def _plain(value: object) -> str | float:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, int | float) else str("" if value is None else value)


def failed_to_csv(report: Report) -> str:
    """The boards that failed or never came, in a form that `import_allowlist` takes."""
    return rows_to_csv(
        Row(number, board.mac, description=board.name, container_id=board.container_id)
        for number, board in enumerate(report.failed_boards, 1)
    )


def to_markdown(report: Report) -> str:
    """A summary, the boards that need a look with their reasons, and a table of all."""
    parts = [
        f"## {_title(report)}",
        _summary(report.figures),
        _times(report.figures),
        _failed(report.failed_boards),
        _table(report.boards),
        f"{report.rows_omitted} more boards are counted, but not listed." if report.rows_omitted else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(report: Report) -> str:
    network = f" for {plain(report.target_ssid)}" if report.target_ssid else ""
    begin = f", {report.started_at:%Y-%m-%d %H:%M} UTC" if report.started_at else ""
    return f"Batch{network}{begin}"


def _summary(figures: Figures) -> str:
    counts = {
        "verified": figures.verified,
        "failed": figures.failed,
        "unfinished": figures.unfinished,
        "missing": figures.missing,
        "not begun": figures.waiting,
        "not allowed": figures.strangers,
    }
    told = [f"{count} {word}" for word, count in counts.items() if count or word == "verified"]
    rate = "" if figures.success_rate is None else f" ({figures.success_rate:g} % of those begun)"
    return f"**{told[0]}**{rate}" + "".join(f", {text}" for text in told[1:]) + "."


def _times(figures: Figures) -> str:
    if figures.median_seconds is None or figures.p95_seconds is None:
        return ""
    return (
        f"From found to verified: median {figures.median_seconds:g} s, 95 % within {figures.p95_seconds:g} s."
    )


def _failed(boards: Iterable[BoardRow]) -> str:
    return "\n".join(f"- **{_name(board)}** ({board.mac}): {_reason(board)}" for board in boards)


def _name(board: BoardRow) -> str:
    return plain(board.name or "") or "ESP-CAM"


def _reason(board: BoardRow) -> str:
    words = [board.outcome.value]
    if board.error_message:
        words.append(plain(board.error_message))
    if board.error_code:
        words.append(plain(board.error_code))
    reason = ", ".join(words)
    return f"{reason} [{plain(board.correlation_id)}]" if board.correlation_id else reason


def _table(boards: Iterable[BoardRow]) -> str:
    """What matters most comes first: a notification is narrow."""
    head = "| Board | Outcome | Attempts | Time | Signal | MAC | Firmware |\n" + "| --- " * 7 + "|"
    lines = [
        f"| {_cell(board.name)} | {board.outcome} | {board.attempts or _NONE} | {_with(board.seconds_to_verified, 's')} "
        f"| {_with(board.rssi, 'dBm')} | {board.mac} | {_cell(board.firmware_version)} |"
        for board in boards
    ]
    return "\n".join([head, *lines]) if lines else ""


def _with(value: float | None, unit: str) -> str:
    """A number that stays beside its unit."""
    return _NONE if value is None else f"{value:g}\N{NO-BREAK SPACE}{unit}"


def _cell(text: str | None) -> str:
    """A text that ends no cell."""
    return plain(text or "").replace("|", "\\|") or _NONE
