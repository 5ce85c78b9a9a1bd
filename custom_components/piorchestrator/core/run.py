"""When a batch that an action runs is over, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .expectation import Expectation
from .ledger import Pause
from .state import ProvisioningState
from .unattended import Decision, Hold


class Result(StrEnum):
    """How a run ended."""

    COMPLETE = "complete"
    WITH_FAILURES = "with_failures"  # every expected board is verified, or cannot be helped
    PAUSED = "paused"
    TIMEOUT = "timeout"
    CLOSED = "closed"  # somebody else stopped the session, or it expired
    REPLACED = "replaced"  # another session took over


# What a board is held back for that nothing but a person changes: after it was begun, and before.
_LOST: Final = frozenset({Hold.REFUSED, Hold.NOT_RETRYABLE, Hold.RETRIES})
_HELD: Final = frozenset({Hold.WEAK_SIGNAL, Hold.FIRMWARE, Hold.CEILING})
_WAITING: Final = frozenset({"discovered", "failed"})


@dataclass(frozen=True, slots=True)
class Target:
    """What a run is for: named boards, or so many, or those that are expected anyway.

    Attributes:
        macs: named boards; empty where none were named.
        count: how many boards; None where they are named, or the unused allowlist says it.
    """

    macs: frozenset[str] = frozenset()
    count: int | None = None


def is_over(state: ProvisioningState, target: Target, session_id: str, decision: Decision) -> Result | None:
    """How the run has ended; None while there is something to wait for."""
    if state.session_id != session_id:
        return Result.REPLACED
    if state.unfinished_session is None:
        return Result.CLOSED
    if _is_complete(state, target):
        return Result.COMPLETE
    ledger = decision.ledger
    if ledger.session_id == session_id and ledger.pause is Pause.FAILURE_RATE:
        return Result.PAUSED
    return Result.WITH_FAILURES if _is_settled(state, target, decision.holds) else None


def _is_complete(state: ProvisioningState, target: Target) -> bool:
    if target.count is not None:
        return state.counters.verified >= target.count
    return Expectation.of(state, target.macs).is_complete


def _is_settled(state: ProvisioningState, target: Target, holds: Mapping[str, Hold]) -> bool:
    """Whether each board that counts is verified, or held back for good; boards that are missing may still come."""
    # Where any board will do, another one may come for one that is held back; for one that was begun there is no room.
    final = _LOST if target.count is not None else _LOST | _HELD
    settled = {mac for mac, device in state.devices.items() if device.state == "verified"}
    # A board that somebody set to work since the decision is not held back any more.
    settled |= {
        mac
        for mac, hold in holds.items()
        if hold in final and mac in state.devices and state.devices[mac].state in _WAITING
    }
    if target.count is not None:
        return len(settled) >= target.count
    expectation = Expectation.of(state, target.macs)
    return expectation.is_certain and bool(expectation.expected) and expectation.expected <= settled
