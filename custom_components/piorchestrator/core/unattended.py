"""Batches without a click: which board is begun or tried again, which is held back, and when to stop; decisions only.

What was sent stands in a `Ledger` before it is sent, so that nothing goes out twice: not after an answer that was lost,
and not after a restart. A board is acted on again only once it stands elsewhere than it stood then [C §6].
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ..client.errors import (
    DEFAULT_WAIT_SECONDS,
    RETRYABLE_CODES,
    PiOrchestratorError,
    concerns_every_request,
)
from ..client.models import Device
from .batch import accepts_work, board_fault, can_provision, can_retry, failure_code
from .ledger import Act, Ledger, Pause, Stand, Step
from .state import ProvisioningState

# Of fewer boards one bad cable is a large part.
FEWEST_JUDGED: Final = 5
# A refused key or session and an absent route concern every board; meanwhile a read, and a person, find out more.
QUIET_SECONDS: Final = 30.0

_NO_HOLDS: Final[Mapping[str, Hold]] = MappingProxyType({})


class Hold(StrEnum):
    """Why a board that waits is not acted on."""

    NOT_NAMED = "not_named"
    WEAK_SIGNAL = "weak_signal"
    FIRMWARE = "firmware"
    CEILING = "ceiling"
    SENT = "sent"  # an answer was lost, or the board has not moved yet
    REFUSED = "refused"
    NOT_RETRYABLE = "not_retryable"
    RETRIES = "retries"
    OTHER_ENTRY = "other_entry"  # of the same Pi, which acts in place of this one


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be done without a click.

    Attributes:
        ceiling: boards begun in one session.
        retries: of one board in one session, those by hand included.
        macs: only these boards; None for every allowed one.
        weakest_rssi: in dBm; boards below, and those whose signal is unknown, are held back.
        firmware: versions that may be provisioned; empty for any.
    """

    ceiling: int
    retries: int
    macs: frozenset[str] | None = None
    weakest_rssi: int | None = None
    firmware: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do now, what is held back and why, and when to decide again though nothing changes."""

    ledger: Ledger
    acts: tuple[Act, ...] = ()
    holds: Mapping[str, Hold] = field(default=_NO_HOLDS)
    again_at: datetime | None = None


def decide(
    state: ProvisioningState,
    policy: Policy,
    ledger: Ledger,
    now: datetime,
    beside: Collection[Ledger] = (),
    *,
    stands_back: bool = False,
) -> Decision:
    """What to do with the batch in its present state; `now` is of the clock of the ledger, which never jumps.

    `beside` are ledgers that other config entries of the same Pi keep of this session: what they sent is not sent again.
    With `stands_back` one of them acts in place of this one.
    """
    if state.session_id is None or not accepts_work(state):
        return Decision(ledger)
    ledger = _kept_up(state, ledger.of_session(state.session_id).without_past_quiet(now), now)
    if ledger.pause is None and _fails_too_often(state, ledger):
        ledger = ledger.model_copy(update={"pause": Pause.FAILURE_RATE})
    if ledger.pause is not None:
        return Decision(ledger)
    acts: list[Act] = []
    holds: dict[str, Hold] = {}
    waits: list[datetime] = []
    begun = ledger.begun.union(*(other.begun for other in beside))
    room = policy.ceiling - len(begun)
    for device, step in _candidates(state):
        hold = Hold.OTHER_ENTRY if stands_back else _hold(policy, ledger, device)
        if hold is None and any(other.sent.get(device.mac) == Stand.of(device) for other in beside):
            hold = Hold.SENT
        if hold is None and step is Step.RETRY:
            hold = _hold_retry(state, policy, ledger, device, begun)
        if hold is None and step is Step.PROVISION and device.mac not in begun:
            hold, room = (Hold.CEILING, room) if room <= 0 else (None, room - 1)
        if hold is not None:
            holds[device.mac] = hold
        elif (ready := ledger.ready_at(device.mac)) is not None and ready > now:
            waits.append(ready)
        else:
            acts.append(Act(step, device.mac))
    return Decision(ledger, tuple(acts), MappingProxyType(holds), min(waits, default=None))


def _candidates(state: ProvisioningState) -> Iterator[tuple[Device, Step]]:
    """Boards that wait for somebody, the first found first."""
    waiting = sorted(
        state.devices.values(),
        key=lambda device: (device.discovered_at.timestamp() if device.discovered_at else 0.0, device.mac),
    )
    for device in waiting:
        if can_provision(state, device.mac):
            yield device, Step.PROVISION
        elif can_retry(state, device.mac) and state.is_allowed(device.mac):
            yield device, Step.RETRY


def _hold(policy: Policy, ledger: Ledger, device: Device) -> Hold | None:
    mac = device.mac
    if policy.macs is not None and mac not in policy.macs:
        return Hold.NOT_NAMED
    if ledger.is_given_up(mac):
        return Hold.REFUSED
    if ledger.sent.get(mac) == Stand.of(device):
        return Hold.SENT
    if ledger.is_full and mac not in ledger.sent:
        return Hold.CEILING
    if policy.weakest_rssi is not None and (device.rssi is None or device.rssi < policy.weakest_rssi):
        return Hold.WEAK_SIGNAL
    if policy.firmware and device.firmware_version not in policy.firmware:
        return Hold.FIRMWARE
    return None


def _hold_retry(
    state: ProvisioningState, policy: Policy, ledger: Ledger, device: Device, begun: frozenset[str]
) -> Hold | None:
    tried = max(device.retry_count or 0, ledger.retried.get(device.mac, 0))
    if tried >= policy.retries:
        return Hold.RETRIES
    # A board that nobody began was skipped by somebody, or blocked.
    was_begun = device.mac in begun or tried > 0 or device.provisioned_at is not None
    return None if was_begun and _is_retryable(state, device) else Hold.NOT_RETRYABLE


def _is_retryable(state: ProvisioningState, device: Device) -> bool:
    """A failure that came without a code may be tried again; that is what the server has retries for."""
    fault = board_fault(state, device.mac)
    if fault is not None and fault.code is not None and fault.retryable is not None:
        return fault.retryable
    code = failure_code(device, fault)
    return code is None or code in RETRYABLE_CODES


def _kept_up(state: ProvisioningState, ledger: Ledger, now: datetime) -> Ledger:
    """A board that has just failed waits as long as the server asks for where it says nothing else [C §6]."""
    failed = {mac: Stand.of(device) for mac, device in state.devices.items() if device.state == "failed"}
    if failed == ledger.failed:
        return ledger.pruned(state.devices, now)
    wait = now + timedelta(seconds=DEFAULT_WAIT_SECONDS)
    news = {mac: wait for mac, stand in failed.items() if ledger.failed.get(mac) != stand}
    later = {mac: max(wait, ledger.waits.get(mac, wait)) for mac in news}
    update: dict[str, object] = {"failed": failed}
    if later:
        update |= {"waits": {**ledger.waits, **later}, "noted_at": now}
    return ledger.model_copy(update=update).pruned(state.devices, now)


def _fails_too_often(state: ProvisioningState, ledger: Ledger) -> bool:
    """More than half of the boards that were begun since somebody last looked stand failed."""
    judged = [state.devices[mac] for mac in ledger.begun - ledger.forgiven if mac in state.devices]
    lost = sum(device.state == "failed" for device in judged)
    return len(judged) >= FEWEST_JUDGED and 2 * lost > len(judged)


def refused(before: Ledger, act: Act, error: PiOrchestratorError, now: datetime) -> Ledger:
    """After an answer that leaves no doubt that nothing was done; `before` is the ledger of before the request."""
    wait = now + timedelta(seconds=error.retry_after or DEFAULT_WAIT_SECONDS)
    if concerns_every_request(error):
        quiet = wait if error.is_rate_limited else now + timedelta(seconds=QUIET_SECONDS)
        return before.refused(act.mac, now=now, finally_=False, quiet=quiet)
    return before.refused(act.mac, now=now, finally_=not error.retryable, wait=wait)
