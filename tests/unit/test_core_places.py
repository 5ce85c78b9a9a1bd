"""Boards come with a read and leave after two agreeing ones (`design.md` §4)."""

from dataclasses import replace

from hypothesis import example, given, strategies as st
import pytest

from custom_components.piorchestrator.core.places import Places
from custom_components.piorchestrator.core.state import ProvisioningState, Snapshot, apply_snapshot
from tests.unit.core_samples import SESSION, A, B, C, D, device, entry, state

APART = 30.0
CLOSED = SESSION.model_copy(update={"state": "closed"})


def allowed(*macs: str) -> ProvisioningState:
    return apply_snapshot(ProvisioningState(), Snapshot(allowlist=tuple(entry(mac) for mac in macs))).state


def seen(*macs: str) -> Places:
    places = Places(APART)
    assert places.after_read(allowed(*macs), 0.0, complete=True)
    return places


def test_boards_come_at_once() -> None:
    places = seen(A, B)
    assert places.macs == places.seen == {A, B}
    assert not places.after_read(allowed(A, B), 1.0, complete=True)
    assert places.after_read(allowed(A, B, C), 2.0, complete=False)
    assert places.macs == {A, B, C}


def test_a_board_leaves_after_two_reads_that_agree() -> None:
    places = seen(A, B)
    assert not places.after_read(allowed(A), 100.0, complete=True)
    assert not places.after_read(allowed(A), 100.0 + APART - 0.1, complete=True)
    assert places.macs == {A, B}
    assert places.after_read(allowed(A), 100.0 + APART, complete=True)
    assert places.macs == places.seen == {A}


@pytest.mark.parametrize(
    ("between", "complete"),
    [(allowed(A, B), True), (allowed(), True), (ProvisioningState(), True), (allowed(A), False)],
    ids=["whole", "empty", "never read", "failed"],
)
def test_a_read_in_between_that_disagrees_begins_anew(between: ProvisioningState, complete: bool) -> None:
    places = seen(A, B)
    places.after_read(allowed(A), 100.0, complete=True)
    assert not places.after_read(between, 110.0, complete=complete)
    assert not places.after_read(allowed(A), 131.0, complete=True)
    assert places.macs == {A, B}
    assert places.after_read(allowed(A), 131.0 + APART, complete=True)


def test_each_board_has_its_own_time() -> None:
    places = seen(A, B, C)
    places.after_read(allowed(A, B), 100.0, complete=True)
    places.after_read(allowed(A), 120.0, complete=True)
    assert places.after_read(allowed(A), 130.0, complete=True)
    assert places.macs == {A, B}
    assert places.after_read(allowed(A), 150.0, complete=True)
    assert places.macs == {A}


@pytest.mark.parametrize("board_state", ["provisioning", "verified", "failed", "discovered"])
def test_a_board_that_the_session_knows_stays(board_state: str) -> None:
    places = seen(A, B)
    working = state(device(B, board_state), allowed=(A,))
    for now in (100.0, 200.0):
        assert not places.after_read(working, now, complete=True)
    assert places.macs == {A, B}


def test_a_board_that_something_else_reports_stays() -> None:
    places = seen(A, B)
    assert not places.report([B])
    for now in (100.0, 200.0):
        assert not places.after_read(allowed(A), now, complete=True)
    assert not places.report([])
    places.after_read(allowed(A), 300.0, complete=True)
    assert places.after_read(allowed(A), 300.0 + APART, complete=True)
    assert places.macs == {A}


def test_a_reported_board_gets_a_place_and_keeps_it() -> None:
    """It was never wanted by the provisioning, so that its list says nothing about it."""
    places = seen(A)
    assert places.report([B])
    assert places.macs == {A, B}
    assert not places.report([B, A])
    places.report([])
    for now in (100.0, 200.0):
        assert not places.after_read(allowed(A), now, complete=True)
    assert places.macs == {A, B}


def test_boards_of_another_server_stay() -> None:
    places = Places(APART)
    places.macs |= {C, D}
    for now in (0.0, 100.0, 200.0):
        places.after_read(allowed(A), now, complete=True)
    assert places.macs == {A, C, D}


def test_the_user_removes_a_board_and_it_may_come_again() -> None:
    places = seen(A, B)
    places.after_read(allowed(A), 100.0, complete=True)
    places.forget(B)
    assert places.macs == places.seen == {A}
    assert not places.after_read(allowed(A), 200.0, complete=True)
    assert places.after_read(allowed(A, B), 300.0, complete=True)
    assert places.macs == {A, B}


def test_the_user_removes_a_board_of_a_session_that_is_over() -> None:
    """Its session is still shown: that is no reason to bring the board back, another session with it is."""
    places = Places(APART)
    over = state(device(B, "verified"), allowed=(A,), session=CLOSED)
    places.after_read(over, 0.0, complete=True)
    assert places.macs == {A, B}
    places.forget(B)
    assert not places.after_read(over, 1.0, complete=True)
    assert not places.after_read(ProvisioningState(), 2.0, complete=False)
    assert not places.after_read(over, 3.0, complete=True)
    assert places.macs == places.seen == {A}
    assert places.dismissed == {B}
    assert places.after_read(state(device(B, "verifying"), allowed=(A,)), 4.0, complete=True)
    assert places.macs == {A, B}
    assert not places.dismissed
    assert not places.after_read(over, 5.0, complete=True)


def test_who_is_wanted() -> None:
    places = Places(APART)
    places.report([D])
    working = state(device(B, "verifying"), device(C), allowed=(A,))
    assert [places.is_wanted(working, mac) for mac in (A, B, C, D)] == [True, True, False, True]
    over = replace(working, session=CLOSED)
    assert [places.is_wanted(over, mac) for mac in (A, B, C, D)] == [True, False, False, True]
    assert not places.is_wanted(ProvisioningState(), A)


_MACS = st.sets(st.sampled_from([A, B, C, D]))
_READS = st.lists(
    st.tuples(
        _MACS,  # allowed
        _MACS,  # worked on
        _MACS,  # reported
        st.booleans(),  # complete
        st.floats(0.0, 40.0),  # seconds since the read before
    ),
    max_size=12,
)


_A_LEAVES: list[tuple[set[str], set[str], set[str], bool, float]] = [
    ({A, B}, set(), set(), True, 0.0),
    ({B}, set(), set(), True, 0.0),
    ({B}, set(), set(), True, 40.0),
]


@given(before=_MACS, reads=_READS)
@example(before={A, C}, reads=[*_A_LEAVES, ({B}, set(), set(), True, 1.0)])
def test_no_board_ever_leaves_without_two_agreeing_reads(
    before: set[str], reads: list[tuple[set[str], set[str], set[str], bool, float]]
) -> None:
    """And it does leave after them; what this server never wanted stays for ever."""
    places = Places(APART)
    places.macs |= before
    ever: set[str] = set()
    never_wanted = set(before)
    gone_since: dict[str, float] = {}
    now = 1000.0
    for listed, worked_on, reported, complete, pause in reads:
        now += pause
        had = set(places.macs)
        devices = (device(mac, "provisioning") for mac in sorted(worked_on))
        told = state(*devices, allowed=tuple(sorted(listed)))
        new = places.report(reported)
        known = set(places.macs)
        changed = places.after_read(told, now, complete=complete)
        assert new == bool(known - had)
        assert changed == (places.macs != known)
        ever |= listed | worked_on
        present = listed | worked_on | reported
        missing = ever - present if complete and listed else set()
        gone_since = {mac: gone_since.get(mac, now) for mac in missing}
        may_leave = {mac for mac, since in gone_since.items() if now - since >= APART}
        assert (known | listed | worked_on) - places.macs == may_leave & known
        never_wanted -= ever
        assert never_wanted <= places.macs
        assert present <= places.macs
        ever -= may_leave


@pytest.mark.parametrize("mac", ["00:00:00:00:00:00", "FF:FF:FF:FF:FF:FF", "33:33:00:00:00:01"])
def test_no_place_for_what_cannot_be_a_board(monkeypatch: pytest.MonkeyPatch, mac: str) -> None:
    """Neither by a read nor by an event nor by the monitor; it takes no other board's place either."""
    monkeypatch.setattr("custom_components.piorchestrator.core.places.MOST_PLACES", 1)
    places = Places(APART)
    assert not places.after_read(allowed(mac), 0.0, complete=True)
    found = state(device(mac, "discovered"), allowed=(mac,))
    assert not places.after_event(found, [mac])
    assert not places.report([mac])
    assert places.macs == places.seen == set()
    assert places.after_read(allowed(mac, A), 1.0, complete=True)
    assert places.macs == {A}
    assert not places.is_crowded


def test_what_has_a_place_already_leaves_as_any_board() -> None:
    mac = "FF:FF:FF:FF:FF:FF"
    places = Places(APART)
    places.macs.add(mac)
    places.after_read(allowed(A, mac), 0.0, complete=True)
    assert places.macs == {A, mac}
    places.after_read(allowed(A), 100.0, complete=True)
    places.after_read(allowed(A), 100.0 + APART, complete=True)
    assert places.macs == {A}


def test_there_are_only_so_many_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that the session works on come first; the others when there is room again."""
    monkeypatch.setattr("custom_components.piorchestrator.core.places.MOST_PLACES", 2)
    places = Places(APART)
    crowd = replace(allowed(A, B, C, D), session=SESSION, devices={D: device(D, state="provisioning")})
    assert places.after_read(crowd, 0.0, complete=True)
    assert places.macs == places.seen == {A, D}
    assert places.is_crowded
    assert not places.after_read(crowd, 1.0, complete=True)
    assert not places.report([B])
    assert places.macs == {A, D}
    places.forget(A)
    assert places.after_read(replace(crowd, allowlist=allowed(B, C).allowlist), 2.0, complete=True)
    assert places.macs == places.seen == {B, D}


def test_as_many_as_there_are_places_are_no_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.piorchestrator.core.places.MOST_PLACES", 2)
    assert not seen(A, B).is_crowded
