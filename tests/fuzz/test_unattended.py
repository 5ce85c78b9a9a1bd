"""Unattended mode against a server that does as it likes: never too many, never twice, never past a gate, always an end."""

from collections import Counter

from hypothesis import given, settings, strategies as st

from custom_components.piorchestrator.client.models import Device
from custom_components.piorchestrator.core.ledger import MOST_REFUSALS, Step
from custom_components.piorchestrator.core.unattended import Policy
from tests.unit.core_samples import device

from .unattended_world import Answer, World

MACS = tuple(f"24:6F:28:00:01:{index:02X}" for index in range(12))
UNDOUBTED = (Answer.LATER, Answer.LIMITED, Answer.NEVER, Answer.NO_SESSION)

boards = st.builds(
    device,
    st.sampled_from(MACS),
    st.sampled_from(["discovered", "discovered", "discovered", "failed", "verified", "provisioning"]),
    rssi=st.one_of(st.none(), st.integers(-95, -40)),
    firmware_version=st.sampled_from([None, "1.0", "2.0"]),
    retry_count=st.integers(0, 2),
)
policies = st.builds(
    Policy,
    ceiling=st.integers(0, 8),
    retries=st.integers(0, 3),
    macs=st.one_of(st.none(), st.frozensets(st.sampled_from(MACS), max_size=8)),
    weakest_rssi=st.one_of(st.none(), st.integers(-90, -50)),
    firmware=st.sampled_from([frozenset(), frozenset({"2.0"})]),
)
# What the world does between two rounds: boards succeed and fail, other people act, time passes.
moves = st.one_of(
    st.tuples(st.just("ends"), st.sampled_from(["verified", "failed", "failed"]), st.integers(0, 11)),
    st.tuples(st.just("other"), st.sampled_from(MACS), st.none()),
    st.tuples(st.just("time"), st.sampled_from([-3600.0, 1.0, 5.0, 60.0]), st.none()),
    st.tuples(st.just("found"), boards, st.none()),
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    found = draw(st.lists(boards, max_size=10, unique_by=lambda board: board.mac))
    return World(
        policy=draw(policies),
        boards={board.mac: board for board in found},
        allowed=draw(st.frozensets(st.sampled_from(MACS), min_size=4)),
        script=draw(st.lists(st.sampled_from(list(Answer)), max_size=30)),
    )


def play(world: World, scenario: list[tuple[str, object, object]]) -> None:
    world.run()
    for what, one, two in scenario:
        if what == "ends" and isinstance(one, str) and isinstance(two, int):
            under_way = sorted(mac for mac, board in world.boards.items() if board.state == "provisioning")
            if under_way:
                world.move(under_way[two % len(under_way)], one)
        elif what == "other" and isinstance(one, str) and one in world.boards:
            if world.boards[one].state in ("discovered", "failed"):
                world.move(one, "provisioning", retry=world.boards[one].state == "failed")
        elif what == "time" and isinstance(one, float):
            world.pass_time(one)
        elif what == "found" and isinstance(one, Device):
            world.boards.setdefault(one.mac, one)
        world.run()


@settings(max_examples=300)
@given(world=worlds(), scenario=st.lists(moves, max_size=25))
def test_whatever_happens(world: World, scenario: list[tuple[str, object, object]]) -> None:
    """`play` ends, or `World.run` says that it never does."""
    play(world, scenario)
    _check(world)


def _check(world: World) -> None:
    policy = world.policy
    taken = [(act, stand) for act, stand, answer in world.sent if answer not in UNDOUBTED]
    begun = {act.mac for act, _ in taken if act.step is Step.PROVISION}
    assert len(begun) <= policy.ceiling
    assert len(set(taken)) == len(taken), "sent twice for a board that had not moved"
    retries = Counter(act.mac for act, _ in taken if act.step is Step.RETRY)
    assert all(count <= policy.retries for count in retries.values())
    refusals = Counter(act.mac for act, _, answer in world.sent if answer in UNDOUBTED)
    assert all(count <= MOST_REFUSALS for count in refusals.values())
    for act, _, _ in world.sent:
        board = world.boards[act.mac]
        assert act.mac in world.allowed
        assert policy.macs is None or act.mac in policy.macs
        assert policy.weakest_rssi is None or (board.rssi is not None and board.rssi >= policy.weakest_rssi)
        assert not policy.firmware or board.firmware_version in policy.firmware
        assert act.step is Step.PROVISION or policy.retries > 0


@given(world=worlds())
def test_what_may_be_begun_is_begun(world: World) -> None:
    """With a server that answers, every board that passes is begun, up to the ceiling: nothing is forgotten."""
    world.script.clear()
    policy = world.policy
    passing = [
        mac
        for mac, board in world.boards.items()
        if board.state == "discovered"
        and mac in world.allowed
        and (policy.macs is None or mac in policy.macs)
        and (policy.weakest_rssi is None or (board.rssi is not None and board.rssi >= policy.weakest_rssi))
        and (not policy.firmware or board.firmware_version in policy.firmware)
    ]
    world.run()
    begun = [act.mac for act, _, _ in world.sent if act.step is Step.PROVISION]
    assert len(begun) == min(len(passing), policy.ceiling)
    assert set(begun) <= set(passing)


@given(world=worlds(), scenario=st.lists(moves, max_size=15), retries=st.integers(0, 3))
def test_a_changed_option_counts_at_once(
    world: World, scenario: list[tuple[str, object, object]], retries: int
) -> None:
    play(world, scenario)
    world.with_policy(ceiling=0, retries=0)
    before = len(world.sent)
    play(world, scenario)
    new = [act for act, _, _ in world.sent[before:]]
    assert all(act.step is Step.PROVISION and act.mac in world.ledger.begun for act in new)
