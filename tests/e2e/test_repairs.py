"""Repairs as a person walks through them in a browser: what the screens say, and what is so afterwards."""

import os
from pathlib import Path
import re
from typing import Final

import pytest

from .record import API_KEY, WIFI_PASSWORD
from .repairs_walk import BETTER_PASSWORD, SHORT_PASSWORD, RepairsRecord
from .walked import walked

# 75 s on two idle cores.
WALK_SECONDS: Final = 280
# A folder that the pictures stay in, for somebody who wants to look at them.
PICTURES: Final = "REPAIRS_PICTURES"
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("repairs"), pytest.mark.timeout(WALK_SECONDS + 30)]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> RepairsRecord:
    """Boot, break, mend, shut down."""
    folder = tmp_path_factory.mktemp("repairs")
    pictures = Path(os.environ.get(PICTURES) or folder / "pictures")
    walked("repairs_walk", WALK_SECONDS, folder, pictures.absolute())
    return RepairsRecord.model_validate_json((folder / "repairs.json").read_text("utf-8"))


def test_nothing_in_braces_is_left(record: RepairsRecord) -> None:
    """Neither a placeholder nor the key of a text."""
    for name, words in record.screens.items():
        assert not re.search(r"[{}]|component\.|fix_flow|translation", words), name


@pytest.mark.parametrize(
    ("screen", "words"),
    [
        ("list", ["2 repairs", "PiOrchestrator: a provisioning session was interrupted"]),
        (
            "recovery-menu",
            [
                "It has 6 boards, of which 2 are verified",
                "Resume the session",
                "Discard the session",
                "Decide later",
            ],
        ),
        ("recovery-later", ["Nothing was changed", "Close"]),
        ("recovery-discard", ["Discard the session?", "The 2 verified boards stay verified"]),
        ("recovery-resumed", ["The issue is repaired!", "1 repair"]),
        ("password-form", ["Wi-Fi profile Workshop", "Save the password"]),
        ("password-too-short", ["A Wi-Fi password has 8 to 63 ASCII characters"]),
        ("password-mended", ["The issue is repaired!"]),
        ("version", ["The server (version ", "Learn more"]),
        ("list-absent", ["PiOrchestrator: no provisioning API at this address"]),
        ("absent-confirm", ["Something answers at 127.0.0.1, port ", "Change the connection"]),
        ("absent-reconfigure", ["Change the connection", "An empty API key keeps the one that is stored."]),
        ("absent-port", ["Port", "8081 is the main interface"]),
        ("absent-done", ["Reconfiguration was successful"]),
        ("list-empty", ["There are currently no repairs"]),
    ],
)
def test_what_the_screens_say(record: RepairsRecord, screen: str, words: list[str]) -> None:
    shown = " ".join(record.screens[screen].split())
    assert [word for word in words if word not in shown] == []


def test_the_menu_is_in_order(record: RepairsRecord) -> None:
    words = record.screens["recovery-menu"]
    places = [words.index(word) for word in ("Resume the session", "Discard the session", "Decide later")]
    assert places == sorted(places)


def test_each_issue_goes_when_it_is_mended(record: RepairsRecord) -> None:
    assert record.issues["suspect"] == ["profile_suspect"]
    assert record.issues["restarted"] == ["profile_suspect", "recoverable_session"]
    assert record.issues["not discarded"] == ["profile_suspect", "recoverable_session"]
    assert record.issues["resumed"] == ["profile_suspect"]
    assert record.issues["mended"] == []
    assert record.issues["another version"] == ["event_version"]
    assert "api_absent" in record.issues["absent"]
    assert record.issues["loaded"] == []


def test_what_is_so_afterwards(record: RepairsRecord) -> None:
    assert record.resumed_state == "active"
    assert record.port == record.other_port
    assert record.entry_state == "loaded"


def test_an_outage_is_one_line(record: RepairsRecord) -> None:
    """One for the restart, where a read happened to fail, and one for the API that went."""
    assert len(record.problems) <= 2
    assert all("Error fetching PiOrchestrator provisioning data" in line for line in record.problems)


def test_no_secret_can_be_seen(record: RepairsRecord) -> None:
    for text in (*record.screens.values(), record.log):
        for secret in (API_KEY, WIFI_PASSWORD, BETTER_PASSWORD, SHORT_PASSWORD + "\n"):
            assert secret not in text
