"""Which of several entries of one Pi acts."""

from datetime import UTC, datetime

import pytest

from custom_components.piorchestrator.core.same_pi import Follower, who_acts


def follower(
    entry_id: str, day: int = 1, session_id: str | None = "s", *, runs_batch: bool = False
) -> Follower:
    return Follower(entry_id, datetime(2026, 1, day, tzinfo=UTC), session_id, runs_batch)


@pytest.mark.parametrize(
    ("followers", "instead"),
    [
        ([], {}),
        ([follower("a")], {}),
        ([follower("a", session_id=None), follower("b", session_id=None)], {}),
        ([follower("a", session_id="s"), follower("b", session_id="t")], {}),
        ([follower("a", 2), follower("b", 1)], {"a": "b"}),
        ([follower("a", 1), follower("b", 1)], {"b": "a"}),
        ([follower("a", 1), follower("b", 2, runs_batch=True)], {"a": "b"}),
        ([follower("a", 3), follower("b", 2), follower("c", 1)], {"a": "c", "b": "c"}),
        (
            [follower("a", 1), follower("b", 2), follower("c", 3, "t"), follower("d", 4, "t")],
            {"b": "a", "d": "c"},
        ),
    ],
)
def test_who_acts(followers: list[Follower], instead: dict[str, str]) -> None:
    assert who_acts(followers) == instead
    assert who_acts(reversed(followers)) == instead
