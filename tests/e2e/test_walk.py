"""From the first form to the last verified board, judged by what a person saw and what stayed on the disk."""

import json

import pytest

from .conftest import WALK_SECONDS, Walk
from .record import API_KEY, WIFI_PASSWORD, WRONG_KEY

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("walk"), pytest.mark.timeout(WALK_SECONDS + 30)]


def test_each_mistake_in_the_form_has_its_own_message(walk: Walk) -> None:
    assert walk.record.refused_forms == {
        "no address": {"host": "invalid_host"},
        "closed port": {"base": "cannot_connect"},
        "web page": {"base": "not_piorchestrator"},
        "no key": {"api_key": "api_key_required"},
        "wrong key": {"api_key": "invalid_auth"},
    }
    assert walk.record.entries_after_refusals == 0


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ("MAC that is none", "24:6F:28"),
        ("unknown profile", "Nowhere"),
        ("nothing to stop", "No session is open"),
        ("nothing to provision", "No session is open"),
    ],
)
def test_wrong_use_of_an_action_is_told_apart(walk: Walk, mistake: str, told: str) -> None:
    answer = walk.record.refused_actions[mistake]
    assert "service_validation_error" in answer
    assert told in answer


def test_home_assistant_shows_the_truth_at_the_end(walk: Walk) -> None:
    assert walk.record.disagreements == []
    truths = [board.truth for board in walk.record.boards]
    assert sorted(truths) == ["discovered"] * 2 + ["failed"] * 2 + ["verified"] * 8
    shown = {board.name: board.shown for board in walk.record.boards if board.shown}
    assert len(shown) == 10
    assert shown["Snack shelf"] == shown["Loading bay"] == "failed"
    assert shown["Coffee corner"] == "verified", "the retry took it"


def test_each_step_of_a_board_was_seen_live(walk: Walk) -> None:
    """Slow enough to be seen between two looks: more than the end arrived."""
    slow = [line.split()[1] for line in walk.record.progress if line.endswith("Freezer, left door")]
    # That it took the credentials may be over between two looks, and may be seen [C §9.2].
    steps = [state for state in slow if state != "provisioned"]
    assert steps == ["discovered", "provisioning", "verifying", "verified"]


def test_strangers_never_enter_the_registry(walk: Walk) -> None:
    assert sorted(walk.record.registered_macs) == [f"24:6f:28:00:00:{number:02x}" for number in range(1, 11)]


def test_the_log_has_no_warning_and_no_error_of_ours(walk: Walk) -> None:
    assert "custom_components.piorchestrator" in walk.record.log, "we do log, at lower levels"
    assert walk.record.problems == []


@pytest.mark.parametrize("page", ["dashboard", "dashboard on a phone"])
def test_the_dashboard_shows_each_board_and_the_counts(walk: Walk, page: str) -> None:
    lines = walk.record.pages[page].splitlines()
    for board in walk.record.boards:
        if board.shown:
            mac = lines.index(board.name) + 1
            assert lines[mac].startswith("24:6F:28:")
            assert lines[mac + 1] == board.shown.title()
    assert lines[lines.index("verified") - 1] == "8"
    assert lines[lines.index("failed") - 1] == "2"
    assert "of 10 boards verified" in lines
    assert not [line for line in lines if "error" in line.lower()]


def test_the_page_of_a_board_shows_its_state(walk: Walk) -> None:
    (page,) = (text for name, text in walk.record.pages.items() if name.endswith("Snack shelf"))
    lines = page.splitlines()
    assert "24:6F:28:00:00:07" in lines
    assert lines[lines.index("Status") + 1] == "Failed"


def test_the_page_of_provisioning_shows_the_session(walk: Walk) -> None:
    (page,) = (text for name, text in walk.record.pages.items() if name.endswith("Provisioning"))
    lines = page.splitlines()
    assert lines[lines.index("Session state") + 1] == "Active"
    assert lines[lines.index("Boards verified") + 1] == "8 boards"


def test_an_automation_ends_a_session_and_starts_another(walk: Walk) -> None:
    (trace,) = json.loads(walk.record.traces)
    assert trace["script_execution"] == "finished"
    assert "error" not in trace
    assert "start_session" in walk.record.traces


def test_secrets_stand_in_the_entry_and_nowhere_else(walk: Walk) -> None:
    holders = {
        file.relative_to(walk.config).as_posix()
        for file in walk.config.rglob("*")
        if file.is_file()
        for secret in (API_KEY, WIFI_PASSWORD)
        if secret.encode() in file.read_bytes()
    }
    assert holders == {".storage/core.config_entries"}
    entries = (walk.config / ".storage" / "core.config_entries").read_text("utf-8")
    assert API_KEY in entries
    assert WIFI_PASSWORD in entries


def test_a_refused_key_stands_nowhere(walk: Walk) -> None:
    files = [file for file in walk.config.rglob("*") if file.is_file()]
    assert len(files) > 10
    assert not [file for file in files if WRONG_KEY.encode() in file.read_bytes()]


@pytest.mark.parametrize(
    ("where", "sign"),
    [
        ("events", "state_changed"),
        ("states", "sensor."),
        ("traces", "stop_session"),
        ("diagnostics", "REDACTED"),
        ("log", "custom_components.piorchestrator"),
        ("pages", "Snack shelf"),
        ("progress", "Provisioning all"),
    ],
)
def test_no_secret_can_be_seen(walk: Walk, where: str, sign: str) -> None:
    text = str(getattr(walk.record, where))
    assert sign in text, "the right thing was searched"
    for secret in (API_KEY, WIFI_PASSWORD, WRONG_KEY):
        assert secret not in text


def test_nothing_stays_open_on_the_pi(walk: Walk) -> None:
    assert walk.record.streams_at_end == 0
    assert walk.record.sockets_at_end == 0
