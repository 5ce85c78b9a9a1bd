"""Pauses that go on for ever [C §11.7]."""

from custom_components.piorchestrator.client.backoff import CEILING_SECONDS, Backoff


def test_doubles_up_to_the_ceiling() -> None:
    backoff = Backoff(jitter=lambda: 0.0)
    assert [backoff.next() for _ in range(8)] == [1, 2, 4, 8, 16, 24, 24, 24]


def test_jitter_lengthens_by_a_quarter_at_most() -> None:
    backoff = Backoff(jitter=lambda: 1.0)
    assert [backoff.next() for _ in range(6)] == [1.25, 2.5, 5, 10, 20, 30]
    assert backoff.next() == 30


def test_clients_do_not_return_in_step() -> None:
    assert len({Backoff().next() for _ in range(50)}) > 1
    assert all(1 <= Backoff().next() <= 1.25 for _ in range(50))


def test_nor_after_a_long_outage() -> None:
    backoff = Backoff()
    late = [backoff.next() for _ in range(50)][6:]
    assert len(set(late)) > 1
    assert all(24 <= pause <= CEILING_SECONDS for pause in late)


def test_reset_begins_anew() -> None:
    backoff = Backoff(first=0.5, ceiling=3, jitter=lambda: 0.0)
    assert [backoff.next() for _ in range(4)] == [0.5, 1, 2, 2.4]
    backoff.reset()
    assert backoff.next() == 0.5


def test_never_overflows() -> None:
    backoff = Backoff()
    assert all(0 < backoff.next() <= CEILING_SECONDS for _ in range(10_000))
