"""A delivery of fifty boards without one click in a real Home Assistant, judged by what was seen."""

from typing import Final

import pytest

from .handsfree_record import API_KEY, BOARDS, UNLUCKY, WIFI_PASSWORD, HandsFreeRecord
from .walked import walked

# The walk takes 45 s on two idle cores.
SECONDS: Final = 240
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("handsfree"), pytest.mark.timeout(SECONDS + 30)]


@pytest.fixture
def _custom_integrations() -> None:
    """Nothing: the Home Assistant of these tests is a process of its own."""


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> HandsFreeRecord:
    """Boot, import, wait, look, shut down."""
    folder = tmp_path_factory.mktemp("handsfree")
    walked("handsfree_walk", SECONDS, folder)
    return HandsFreeRecord.model_validate_json((folder / "handsfree.json").read_text("utf-8"))


def test_every_board_is_verified_without_a_click(record: HandsFreeRecord) -> None:
    assert record.imported == BOARDS
    assert record.states_on_the_pi == {"verified": BOARDS}
    assert record.verified_total == str(BOARDS)


def test_nothing_is_sent_twice(record: HandsFreeRecord) -> None:
    assert record.requests == {"start": 1, "provision": BOARDS, "retry": UNLUCKY, "stop": 1}


def test_the_batch_completes_and_ends(record: HandsFreeRecord) -> None:
    assert record.batch_complete == "on"
    assert record.session_state == "closed"


def test_there_is_one_report(record: HandsFreeRecord) -> None:
    (report,) = record.notifications
    assert record.notifications_later == record.notifications
    assert f"**{BOARDS} verified** (100 % of those begun)." in report
    assert report.count("| verified |") == BOARDS
    assert "A batch has finished" in record.seen["report"]
    assert "Camera 49" in record.seen["report"]


def test_the_logbook_says_why(record: HandsFreeRecord) -> None:
    begun = [line for line in record.sentences if ": it is allowed and waits" in line]
    again = [line for line in record.sentences if "again (attempt 2), which failed: " in line]
    assert (len(begun), len(again)) == (BOARDS, UNLUCKY)
    assert "provisions Camera 49: it is allowed and waits" in record.seen["logbook"]


@pytest.mark.parametrize(
    "name",
    [
        "Batch complete",
        "Board discovered",
        "Board failed",
        "Board verified",
        "Interrupted session found",
        "Session finished",
        "Session is about to expire",
        "Session started",
    ],
)
def test_the_editor_offers_our_triggers(record: HandsFreeRecord, name: str) -> None:
    assert name in record.seen["triggers"]


def test_no_complaint_and_no_secret(record: HandsFreeRecord) -> None:
    assert record.problems == []
    for text in (record.log, *record.notifications, *record.sentences, *record.seen.values()):
        assert API_KEY not in text
        assert WIFI_PASSWORD not in text
