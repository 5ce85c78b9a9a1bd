"""Which offers of a session nobody has heard of."""

from unittest.mock import Mock

from custom_components.piorchestrator.reader import Reader


def test_an_offer_is_new_until_it_was_told_and_again_after_it_was_withdrawn() -> None:
    reader = Reader(Mock())
    for offered, new in (("a", "a"), ("ab", "b"), ("ab", ""), ("b", ""), ("ab", "a"), ("", ""), ("b", "b")):
        assert reader.tell(frozenset(offered)) == frozenset(new)
        assert reader.recovery.told == frozenset(offered)
