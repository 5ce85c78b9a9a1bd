"""Whatever changes between two looks at a state: the delta leads from the one view to the other (`design.md` §9)."""

from collections.abc import Mapping

from hypothesis import given, strategies as st

from custom_components.piorchestrator.core.expectation import Expectation
from custom_components.piorchestrator.core.feed import View, boards_of, difference, entries_of, parts_of
from custom_components.piorchestrator.core.ledger import Ledger
from custom_components.piorchestrator.core.state import ProvisioningState, apply_snapshot
from custom_components.piorchestrator.core.unattended import Decision
from tests.unit.core_samples import device, entry, snapshot

from .strategies import DEVICE_STATES, MACS

_NOTHING = Decision(Ledger())
boards = st.dictionaries(st.sampled_from(MACS), st.sampled_from(DEVICE_STATES)).map(
    lambda found: tuple(device(mac, state) for mac, state in found.items())
)
listed = st.dictionaries(
    st.sampled_from(MACS), st.tuples(st.booleans(), st.sampled_from(["Top", "Low"]))
).map(lambda found: tuple(entry(mac, used=used, description=words) for mac, (used, words) in found.items()))
states = st.builds(
    lambda found, allowlist: apply_snapshot(ProvisioningState(), snapshot(*found, allowlist=allowlist)).state,
    boards,
    listed,
)


def view_of(state: ProvisioningState) -> View:
    """What a card shows of a state."""
    expectation = Expectation.of(state)
    parts = parts_of(state, expectation, _NOTHING, None, named=False, unattended=False)
    return View({**parts}, boards_of(state, expectation, _NOTHING), entries_of(state))


def applied(before: View, delta: Mapping[str, Mapping[str, object]]) -> tuple[dict[str, object], ...]:
    """What `apply` of `card/src/feed/feed.ts` makes of it."""
    made: list[dict[str, object]] = []
    for known, name in ((before.parts, "parts"), (before.boards, "boards"), (before.allowlist, "allowlist")):
        rows = {**known, **delta.get(name, {})}
        made.append({key: row for key, row in rows.items() if row is not None or name == "parts"})
    return tuple(made)


@given(states, states)
def test_a_delta_leads_from_one_view_to_the_next(one: ProvisioningState, other: ProvisioningState) -> None:
    before, after = view_of(one), view_of(other)
    delta = {**difference(before, after)}
    assert applied(before, delta) == (after.parts, after.boards, after.allowlist)  # type: ignore[arg-type]


@given(states)
def test_nothing_is_said_of_what_is_as_before(state: ProvisioningState) -> None:
    assert difference(view_of(state), view_of(state)) == {}


@given(states, st.sets(st.sampled_from(MACS)))
def test_rows_of_a_few_are_those_of_all(state: ProvisioningState, few: set[str]) -> None:
    expectation = Expectation.of(state)
    every = view_of(state)
    assert boards_of(state, expectation, _NOTHING, few) == {
        mac: row for mac, row in every.boards.items() if mac in few
    }
    assert entries_of(state, few) == {mac: row for mac, row in every.allowlist.items() if mac in few}
