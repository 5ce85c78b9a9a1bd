"""The stories US2 to US5 in a real Home Assistant, judged by what was seen."""

from typing import Final

import pytest

from .stories_record import API_KEY, IMPORTED, OTHER_KEY, WIFI_PASSWORD, StoriesRecord
from .walked import walked

# The walk takes 45 s on two idle cores.
SECONDS: Final = 240
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("stories"), pytest.mark.timeout(SECONDS + 30)]


@pytest.fixture
def _custom_integrations() -> None:
    """Nothing: the Home Assistant of these tests is a process of its own."""


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory) -> StoriesRecord:
    """Boot, walk through the stories, shut down."""
    folder = tmp_path_factory.mktemp("stories")
    walked("stories_walk", SECONDS, folder)
    return StoriesRecord.model_validate_json((folder / "stories.json").read_text("utf-8"))


def test_a_delivery_is_looked_at_first(stories: StoriesRecord) -> None:
    assert stories.dry_run == {"new": IMPORTED, "added": 0, "present": 0, "invalid": 0, "failed": 0}
    assert stories.allowed_after_dry_run == 0


def test_a_delivery_is_imported_and_its_boards_appear(stories: StoriesRecord) -> None:
    assert stories.imported == {"added": IMPORTED, "present": 0, "invalid": 0, "failed": 0, "new": 0}
    assert stories.imported_on_the_pi == IMPORTED
    assert stories.boards_shown_as_expected == IMPORTED


def test_an_export_imported_again_changes_nothing(stories: StoriesRecord) -> None:
    assert stories.imported_again == {
        "added": 0,
        "present": IMPORTED + 10,  # and the boards of the demo
        "invalid": 0,
        "failed": 0,
        "new": 0,
    }


def test_a_restart_of_the_pi_is_repaired(stories: StoriesRecord) -> None:
    assert stories.verified_before_the_restart >= 2
    assert stories.repair["key"] == "recoverable_session"
    assert stories.repair["ssid"] == "Workshop"
    assert stories.repair["boards"] == "12"
    assert stories.menu == ["resume", "discard", "later"]
    assert stories.provision_all_meanwhile == "unavailable"
    assert stories.repairs_after_resume == []


def test_the_batch_goes_on_after_the_restart(stories: StoriesRecord) -> None:
    assert stories.disagreements == []
    assert stories.verified_at_end == 8
    assert stories.verified_at_end >= stories.verified_before_the_restart


def test_the_monitor_falls_back_and_comes_back(stories: StoriesRecord) -> None:
    assert float(stories.cpu_by_push) > 0
    assert stories.mqtt_by_push == "on"
    assert stories.stream_when_lost == "off"
    assert float(stories.cpu_by_poll) > 0
    assert stories.mqtt_by_poll == "unknown", "a poll does not tell, and nothing is invented"
    assert stories.stream_when_back == "on"
    assert stories.mqtt_when_back == "on"


def test_a_key_is_changed_without_a_restart(stories: StoriesRecord) -> None:
    assert stories.reauth_flows == 1
    assert stories.session_without_key == "unavailable"
    assert stories.answer_to_a_wrong_key == {"api_key": "invalid_auth"}
    assert stories.end_of_reauth == "reauth_successful"
    assert stories.session_with_key == "closed"
    assert stories.event_stream_with_key == "on"
    assert stories.loads_of_the_entry == 1


def test_nothing_of_ours_went_wrong(stories: StoriesRecord) -> None:
    """The refused key is one error in the log, and nothing else is."""
    assert len(stories.problems) == 1, stories.problems
    assert "API key" in stories.problems[0]


@pytest.mark.parametrize("secret", [API_KEY, OTHER_KEY, WIFI_PASSWORD])
def test_no_secret_is_logged(stories: StoriesRecord, secret: str) -> None:
    assert "custom_components.piorchestrator" in stories.log
    assert secret not in stories.log
