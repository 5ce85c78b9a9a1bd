"""Cameras of the monitor, and which boards they are."""

from datetime import UTC, datetime

import pytest

from custom_components.piorchestrator.core.cameras import Camera, CameraMatches, is_own, own_key, read_cameras

A, B = "24:6F:28:B0:F7:F1", "24:6F:28:B0:F7:F2"
SAME_TAIL = "1C:DB:D4:B0:F7:F1"


def test_everything_that_is_told() -> None:
    told = {
        "online": True,
        "rssi": -61,
        "free_heap": 180_000.0,
        "last_seen": "2026-01-15T08:30:05Z",
        "fps": 12.5,
        "colour": "red",
    }
    seen = datetime(2026, 1, 15, 8, 30, 5, 0, UTC)
    assert read_cameras({"esp-1": told}) == {"esp-1": Camera(True, -61, 180_000, seen, 12.5)}


def test_what_is_wrong_is_unknown() -> None:
    wrong = {"online": "yes", "rssi": -61.5, "free_heap": -1, "last_seen": "yesterday", "fps": -3}
    assert read_cameras({"a": wrong, "b": {}, "c": [], "d": None}) == {"a": Camera(), "b": Camera()}
    assert read_cameras(None) == read_cameras([{}]) == {}


@pytest.mark.parametrize(
    ("camera_id", "mac"),
    [
        ("esp-1cdbd47a4f10", "1C:DB:D4:7A:4F:10"),
        ("24:6f:28:b0:f7:f1", A),
        ("246F28B0F7F1", A),
        ("espcam-b0f7f1", A),
        ("ESPCAM_B0F7F2", B),
        ("cam b0f7f1 left", A),
        ("espcam-aaaaaa", None),
        ("esp-facade1", None),
        ("front-door", None),
        ("esp-b0f7f1-b0f7f2", None),
        ("xb0f7f1", None),
        ("esp-1cdbd47a4f10ff", None),
        ("", None),
        ("000000000000", None),
        ("cam-ffffffffffff", None),
        ("00:00:00:00:00:00", None),
        ("33:33:00:00:00:01", None),
    ],
)
def test_ids(camera_id: str, mac: str | None) -> None:
    matches = CameraMatches()
    assert matches.learn([camera_id], [A, B]) == (frozenset({camera_id}) if mac else frozenset())
    assert matches.mac_of(camera_id) == mac


def test_no_camera_is_a_board_that_cannot_be_one() -> None:
    matches = CameraMatches()
    assert (
        matches.learn(["cam-000000", "cam-ffffff"], ["00:00:00:00:00:00", "FF:FF:FF:FF:FF:FF"]) == frozenset()
    )


def test_two_boards_with_the_same_end() -> None:
    matches = CameraMatches()
    assert matches.learn(["espcam-b0f7f1"], [A, SAME_TAIL]) == frozenset()
    assert matches.learn(["espcam-b0f7f1"], [A]) == {"espcam-b0f7f1"}


def test_a_match_stays() -> None:
    matches = CameraMatches()
    matches.learn(["espcam-b0f7f1"], [A])
    assert matches.learn(["espcam-b0f7f1"], [SAME_TAIL]) == frozenset()
    assert matches.mac_of("espcam-b0f7f1") == A


def test_two_cameras_for_one_board() -> None:
    matches = CameraMatches()
    assert len(matches.learn(["esp-246f28b0f7f1", "espcam-b0f7f1"], [A])) == 1
    assert matches.learn(["another-b0f7f1"], [A]) == frozenset()


def test_keys() -> None:
    assert is_own(own_key("front-door"))
    assert not is_own(A)
