"""Our cards in a real browser before a real Home Assistant, judged by what was seen."""

import re
from typing import Final

import pytest

from .card_record import API_KEY, EVENTS_PER_SECOND, IMMEDIATE, LOADS, MANY, WIFI_PASSWORD, CardRecord
from .walked import walked

# The walk takes 190 s on two idle cores.
SECONDS: Final = 600
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("card"), pytest.mark.timeout(SECONDS + 30)]


@pytest.fixture
def _custom_integrations() -> None:
    """Nothing: the Home Assistant of these tests is a process of its own."""


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> CardRecord:
    """Boot, click, load, look, shut down."""
    folder = tmp_path_factory.mktemp("card")
    walked("card_walk", SECONDS, folder)
    return CardRecord.model_validate_json((folder / "card.json").read_text("utf-8"))


def test_the_card_is_one_resource_with_its_version(record: CardRecord) -> None:
    (url,) = record.resources
    assert re.fullmatch(r"/piorchestrator/frontend/piorchestrator\.js\?v=[0-9a-f]{12}", url)


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("empty", "10 boards of the allowlist are still to come."),
        ("discovering", "Discovering"),
        ("running", "11 begun, 1 left out by the Pi."),
        ("failures", "DEVICE_REJECTED: the device refused the credentials"),
        ("failures", "Left out: 1 not on the allowlist, 3 failed (retry them), 8 verified."),
        ("offline", "The Pi does not answer. What you see is from before."),
        ("recovery", "was interrupted. 9 of 12 boards verified, 2 failed."),
        ("reconnected", "8 of 11 boards verified"),
        ("finished", "The batch has ended: 8 verified, 3 failed."),
    ],
)
def test_a_person_is_told(record: CardRecord, stage: str, words: str) -> None:
    assert words in record.seen[stage]


def test_the_confirmation_says_what_stops_and_what_stays(record: CardRecord) -> None:
    assert "Stop the batch for Workshop?" in record.dialogs["stop"]
    assert "8 verified boards stay verified." in record.dialogs["stop"]
    assert "The onboarding Wi-Fi is closed." in record.dialogs["stop"]


def test_the_details_of_a_board_are_complete(record: CardRecord) -> None:
    for words in ("24:6F:28:00:00:07", "the device refused the credentials", "-63 dBm", "2.4.1", "shelf-1"):
        assert words in record.dialogs["board"]


def test_nothing_is_sent_twice(record: CardRecord) -> None:
    assert record.requests == {"start": 1, "provision_all": 1, "retry": 3, "resume": 1, "stop": 1}


def test_the_report_is_a_file(record: CardRecord) -> None:
    head, *rows = record.report.strip().splitlines()
    assert head.startswith("\ufeffmac,name,container_id,outcome")
    assert sum(",verified,verified," in row for row in rows) == 8
    assert len(rows) == 12


def test_five_hundred_boards_leave_the_page_answering(record: CardRecord) -> None:
    load = record.load
    assert load.boards == MANY
    assert load.events_per_second > 0.8 * EVENTS_PER_SECOND
    assert load.deltas > 10
    # What was measured is in docs/card.md.
    assert load.clicks.p95 < IMMEDIATE
    assert load.rows_in_the_page < 60


def test_a_delivery_of_two_hundred_is_shown_before_it_is_done(record: CardRecord) -> None:
    for words in (
        "197 new",
        "1 there already",
        "1 twice in the list",
        "1 invalid",
        "There already: with other words",
        "Import 197 boards",
    ):
        assert words in record.delivery.checked
    assert record.delivery.rows == 197


def test_what_was_added_and_removed_is_what_the_pi_has(record: CardRecord) -> None:
    listed = set(record.delivery.listed)
    assert len(listed) == 11 + 197  # ten of the demo, one that was allowed during the batch
    assert {"24:6F:2A:00:00:00", "24:6F:2A:00:00:C7"} <= listed
    assert "24:6F:28:AA:BB:CC" not in listed


def test_the_export_and_the_labels_have_every_board(record: CardRecord) -> None:
    exported = {line.split(",")[0] for line in record.delivery.exported.strip().splitlines()[1:]}
    assert exported - set(record.delivery.listed) == {"24:6F:28:AA:BB:CC"}  # removed after that
    assert len(exported) == 209
    assert record.delivery.labels.count('class="label"') == 209
    assert all(f"<code>{mac}</code>" in record.delivery.labels for mac in exported)


def test_the_allowlist_says_which_boards_were_used(record: CardRecord) -> None:
    # Nine were verified; one of them failed later.
    assert "208 all 199 unused 9 used" in record.delivery.words


def test_our_dashboard_is_offered_and_made(record: CardRecord) -> None:
    dashboard = record.dashboard
    assert (
        "Community dashboards\nPiOrchestrator\nBatches, allowlist and health of every Pi" in dashboard.offered
    )
    assert dashboard.complaints == []
    assert {stage: found for stage, found in dashboard.serious.items() if found} == {}


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("overview", ["Session state", "Boards verified", "PiOrchestrator (127.0.0.1)"]),
        (
            "piorchestrator",
            ["Start a batch", "Allowlist", "Health", "CPU usage", "Last 24 hours", "Activity"],
        ),
    ],
)
def test_our_dashboard_shows(record: CardRecord, view: str, words: list[str]) -> None:
    assert [word for word in words if word not in record.dashboard.views[view]] == []


@pytest.mark.parametrize("way", ["loads", "loads_beside_the_page"])
def test_every_load_of_the_page_has_its_cards(record: CardRecord, way: str) -> None:
    assert getattr(record, way).complaints == [[]] * LOADS


def test_no_barrier_for_those_who_use_a_screen_reader(record: CardRecord) -> None:
    assert {stage: found for stage, found in record.serious.items() if found} == {}
    assert record.serious.keys() >= {"empty", "running", "failures", "offline", "recovery", "finished"}


def test_nothing_sticks_out_at_any_width(record: CardRecord) -> None:
    assert record.too_wide == {"narrow": [], "widest": [], "right-to-left": [], "german": []}


def test_no_complaint_and_no_secret(record: CardRecord) -> None:
    assert record.console == []
    assert [line for line in record.problems if "Error fetching" not in line] == []  # the Pi was off once
    for text in (
        record.log,
        record.report,
        record.delivery.exported,
        record.delivery.labels,
        *record.seen.values(),
        *record.dialogs.values(),
        *record.frames,
    ):
        assert API_KEY not in text
        assert WIFI_PASSWORD not in text
