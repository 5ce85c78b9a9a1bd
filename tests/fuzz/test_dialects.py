"""Both dialects in one stream, sessions one after the other: what is heard is the truth, and a read mends the rest [C §11.6]."""

from collections.abc import Iterable

from hypothesis import given, strategies as st

from custom_components.piorchestrator.client.events import ProvisioningEvent, decode_event
from custom_components.piorchestrator.client.models import AllowlistEntry
from custom_components.piorchestrator.client.sse import SseParser
from custom_components.piorchestrator.core.progress import Counters
from custom_components.piorchestrator.core.state import (
    ProvisioningState,
    Snapshot,
    apply_event,
    apply_snapshot,
)
from tests.fuzz.dialects import Step, Truth, boards, session, stories, told
from tests.fuzz.strategies import MACS

LISTED = tuple(AllowlistEntry(mac=mac) for mac in MACS)
BEGUN = apply_snapshot(ProvisioningState(), Snapshot(allowlist=LISTED)).state


def read(truth: Truth) -> Snapshot:
    return Snapshot(truth.detail, allowlist=LISTED)


def heard(frames: Iterable[str]) -> list[ProvisioningEvent]:
    return [decode_event(frame) for frame in frames]


def play(state: ProvisioningState, events: Iterable[ProvisioningEvent]) -> ProvisioningState:
    for event in events:
        state = apply_event(state, event).state
        assert state.counters == Counters.of(state.devices.values())
    return state


def shape(state: ProvisioningState) -> dict[str, tuple[object, ...]]:
    """What a person sees of the boards; how often one was tried again is not told in the flat dialect."""
    return {
        mac: (device.state, device.error_message, device.rssi, device.in_allowlist, device.discovered_at)
        for mac, device in state.devices.items()
    }


def expected(truth: Truth) -> dict[str, tuple[object, ...]]:
    return shape(ProvisioningState(devices=boards(truth)))


def assert_true(state: ProvisioningState, truth: Truth) -> None:
    assert state.session == session(truth)
    assert dict(state.devices) == boards(truth)
    assert state.counters == Counters.of(boards(truth).values())


@given(stories(), st.data())
def test_in_order_any_mixture_is_the_truth(steps: tuple[Step, ...], data: st.DataObject) -> None:
    frames = data.draw(told(steps))
    state = play(BEGUN, heard(frames))
    assert shape(state) == expected(steps[-1].truth)
    assert state.session == session(steps[-1].truth)


def with_uses(steps: tuple[Step, ...]) -> tuple[AllowlistEntry, ...]:
    """The allowlist at the end of a story: the boards that earlier sessions verified have used their entries."""
    last = session(steps[-1].truth).id
    earlier = (boards(step.truth) for step in steps if session(step.truth).id != last)
    used = {
        mac: device.verified_at
        for found in earlier
        for mac, device in found.items()
        if device.state == "verified"
    }
    return tuple(
        AllowlistEntry(mac=entry.mac, used=True, used_at=used[entry.mac]) if entry.mac in used else entry
        for entry in LISTED
    )


@given(stories())
def test_whole_boards_leave_nothing_for_a_read_to_change(steps: tuple[Step, ...]) -> None:
    state = play(BEGUN, heard(step.frame("entity") for step in steps))
    assert_true(state, steps[-1].truth)
    snapshot = Snapshot(steps[-1].truth.detail, allowlist=with_uses(steps))
    assert apply_snapshot(state, snapshot).keys == frozenset()


@given(stories(), st.data())
def test_so_is_the_same_as_bytes_cut_anywhere(steps: tuple[Step, ...], data: st.DataObject) -> None:
    """Named and unnamed frames, heartbeats between them [C §11.2]."""
    between = st.sampled_from(("", ": heartbeat\n\n", "event:x\n", "data:{\n\n", "id:7\nretry:3\n"))
    text = "".join(f"{data.draw(between)}data:{frame}\n\n" for frame in data.draw(told(steps)))
    stream = text.encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    parser = SseParser()
    found = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += [event.data for event in parser.feed(stream[start:end]) if event.data != "{"]
    assert shape(play(BEGUN, heard(found))) == expected(steps[-1].truth)


@given(stories(), stories(), st.data())
def test_lost_late_repeated_and_mixed_a_read_brings_the_truth(
    steps: tuple[Step, ...], others: tuple[Step, ...], data: st.DataObject
) -> None:
    frames = (*data.draw(told(steps)), *data.draw(told(others)))
    state = play(BEGUN, heard(data.draw(st.lists(st.sampled_from(frames), max_size=40))))
    truth = steps[-1].truth
    change = apply_snapshot(state, read(truth))
    assert_true(change.state, truth)
    assert apply_snapshot(change.state, read(truth)).keys == frozenset()


@given(stories(), st.data())
def test_a_read_among_mixed_events_is_the_truth_or_asks_for_another(
    steps: tuple[Step, ...], data: st.DataObject
) -> None:
    """The read saw the server at any moment between the first and the last of the events beside it."""
    last = len(steps) - 1
    begin, seen, end = sorted(data.draw(st.integers(0, last)) for _ in range(3))
    before = play(BEGUN, heard(data.draw(told(steps[: begin + 1]))))
    beside = heard(data.draw(told(steps[begin + 1 : end + 1])))
    change = apply_snapshot(before, read(steps[seen].truth), beside)
    truth = steps[end].truth
    right = {mac: device.state for mac, device in change.state.devices.items()} == {
        mac: device.state for mac, device in boards(truth).items()
    } and change.state.session == session(truth)
    assert right or change.doubtful or change.unknown_session


@given(stories(), st.data())
def test_what_was_lost_of_a_board_its_next_word_mends(steps: tuple[Step, ...], data: st.DataObject) -> None:
    """One event of a board is lost: its next one is right or asks for a read, in either dialect; the rest is right.

    A flat event has no count of retries: after a lost `provisioning`, the `provisioned` of a retry may be a late event.
    """
    numbers = [number for number, step in enumerate(steps) if step.device is not None]
    gone = data.draw(st.sampled_from(numbers or [-1]))
    frames = [step.frame(data.draw(st.sampled_from(("entity", "flat")))) for step in steps]
    state, asks = BEGUN, dict[str, bool]()
    for event in heard(frame for number, frame in enumerate(frames) if number != gone):
        change = apply_event(state, event)
        state = change.state
        if event.device is not None:
            asks[event.device.mac] = change.doubtful
    truth = steps[-1].truth
    assert state.session == session(truth)
    later = {step.device["mac"] for step in steps[gone + 1 :] if step.device is not None}
    lost = steps[gone].device if gone >= 0 else None
    for mac, device in boards(truth).items():
        is_right = mac in state.devices and state.devices[mac].state == device.state
        if lost is None or mac != lost["mac"]:
            assert is_right
        elif mac in later:
            assert is_right or asks[mac]
