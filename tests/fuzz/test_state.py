"""What is lost, repeated or late on the way does not stay wrong [C §11.6, §11.7]."""

import json

from hypothesis import given, strategies as st

from custom_components.piorchestrator.client.events import (
    ProvisioningEvent,
    UndecodableEventError,
    decode_event,
)
from custom_components.piorchestrator.client.models import AllowlistEntry, Device, Session, SessionDetail
from custom_components.piorchestrator.core.progress import Counters
from custom_components.piorchestrator.core.state import (
    ProvisioningState,
    Snapshot,
    apply_event,
    apply_snapshot,
)
from tests.fuzz.strategies import MACS, History, envelopes, histories

ENTRIES = tuple(AllowlistEntry(mac=mac) for mac in MACS)


def read(devices: tuple[Device, ...] = ()) -> Snapshot:
    session = Session(id="s-1", state="active")
    return Snapshot(SessionDetail(session=session, devices=devices), allowlist=ENTRIES)


BEGUN = apply_snapshot(ProvisioningState(), read()).state


def play(state: ProvisioningState, events: list[ProvisioningEvent]) -> ProvisioningState:
    """The state after all of them; after each, what must always hold does."""
    for event in events:
        verified = {mac for mac, device in state.devices.items() if device.state == "verified"}
        change = apply_event(state, event)
        assert (change.state is state) == (not change.keys)
        state = change.state
        assert state.counters == Counters.of(state.devices.values())
        assert all(state.devices[mac].state == "verified" for mac in verified), "verified is final"
        again = apply_event(state, event)
        assert again.keys == frozenset(), "the same event twice changes nothing the second time"
    return state


def shown(state: ProvisioningState) -> dict[str, Device]:
    return dict(state.devices)


def truth(history: History) -> dict[str, Device]:
    return {device.mac: device for device in history.final}


@given(histories())
def test_in_order_the_events_alone_are_the_truth(history: History) -> None:
    assert shown(play(BEGUN, list(history.events))) == truth(history)


@given(histories(counted=False))
def test_also_where_events_do_not_count_the_attempts(history: History) -> None:
    states = {mac: device.state for mac, device in shown(play(BEGUN, list(history.events))).items()}
    assert states == {mac: device.state for mac, device in truth(history).items()}


@given(histories(), st.data())
def test_in_any_order_and_repeated_they_are_too(history: History, data: st.DataObject) -> None:
    events = [*history.events, *data.draw(st.lists(st.sampled_from(history.events or (None,)), max_size=5))]
    shuffled = data.draw(st.permutations([event for event in events if event is not None]))
    assert shown(play(BEGUN, shuffled)) == truth(history)


@given(histories(), histories(counted=False), st.data())
def test_whatever_was_lost_late_or_repeated_a_read_brings_the_truth(
    history: History, other: History, data: st.DataObject
) -> None:
    events = st.sampled_from((*history.events, *other.events, ProvisioningEvent("connection.established")))
    state = play(BEGUN, data.draw(st.lists(events, max_size=30)))
    change = apply_snapshot(state, read(history.final))
    assert shown(change.state) == truth(history)
    assert change.state.counters == Counters.of(history.final)
    assert apply_snapshot(change.state, read(history.final)).keys == frozenset()


@given(st.one_of(histories(), histories(counted=False)), st.data())
def test_a_read_among_events_ends_with_the_truth_or_asks_for_another(
    history: History, data: st.DataObject
) -> None:
    """The read saw the server at any moment between the first and the last of the events beside it."""
    count = len(history.events)
    begin, seen, end = sorted(data.draw(st.integers(0, count)) for _ in range(3))
    before = play(BEGUN, list(history.events[:begin]))
    change = apply_snapshot(before, read(history.truths[seen]), history.events[begin:end])
    states = {mac: device.state for mac, device in shown(change.state).items()}
    assert change.state.counters == Counters.of(change.state.devices.values())
    assert change.doubtful or states == {device.mac: device.state for device in history.truths[end]}


@given(st.lists(envelopes(), max_size=8))
def test_any_events_leave_a_state_that_counts_right(raw: list[dict[str, object]]) -> None:
    state = BEGUN
    for envelope in raw:
        try:
            event = decode_event(json.dumps(envelope))
        except UndecodableEventError:
            continue
        change = apply_event(state, event)
        state = change.state
        assert state.counters == Counters.of(state.devices.values())
        assert all(mac == device.mac for mac, device in state.devices.items())
    assert shown(apply_snapshot(state, read()).state) == {}
