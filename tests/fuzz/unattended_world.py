"""A server that answers, fails, refuses and loses answers as it likes, and a driver that does what is decided."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from custom_components.piorchestrator.client.errors import PiOrchestratorError, RefusedError
from custom_components.piorchestrator.client.models import Device
from custom_components.piorchestrator.core.ledger import Act, Ledger, Stand, Step
from custom_components.piorchestrator.core.state import ProvisioningState
from custom_components.piorchestrator.core.unattended import Decision, Policy, decide, refused
from tests.unit.core_samples import state

BEGIN = datetime(2026, 1, 15, 12, tzinfo=UTC)


class Answer(StrEnum):
    """What becomes of one request."""

    DONE = "done"
    LOST = "lost"  # carried out, and nobody knows
    LOST_UNDONE = "lost_undone"  # never arrived, and nobody knows
    LATER = "later"
    LIMITED = "limited"
    NEVER = "never"
    NO_SESSION = "no_session"


_REFUSALS = {
    Answer.LATER: RefusedError("later", code="CIRCUIT_OPEN", retryable=True, retry_after=7),
    Answer.LIMITED: RefusedError("slow down", code="RATE_LIMITED", retryable=True, retry_after=30),
    Answer.NEVER: RefusedError("no", code="DEVICE_NOT_IN_ALLOWLIST"),
    Answer.NO_SESSION: RefusedError("over", code="SESSION_EXPIRED"),
}


@dataclass
class World:
    """The server's boards, and what was sent to it; `script` says what becomes of each request in turn."""

    policy: Policy
    boards: dict[str, Device]
    allowed: frozenset[str]
    script: list[Answer]
    ledger: Ledger = field(default_factory=Ledger)
    now: datetime = BEGIN
    sent: list[tuple[Act, Stand, Answer]] = field(default_factory=list)

    @property
    def state(self) -> ProvisioningState:
        """What a read shows."""
        return state(*self.boards.values(), allowed=tuple(self.allowed))

    def decide(self) -> Decision:
        """As the glue does it, the file in between included."""
        ledger = Ledger.model_validate_json(self.ledger.model_dump_json())
        decision = decide(self.state, self.policy, ledger, self.now)
        self.ledger = decision.ledger
        return decision

    def run(self, most: int = 1000) -> None:
        """Do what is decided, and wait where that is decided, until nothing is."""
        for _ in range(most):
            decision = self.decide()
            if decision.acts:
                self._do(decision.acts[0])
            elif decision.again_at is not None:
                assert decision.again_at > self.now, "it waits for what has been"
                self.now = decision.again_at
            else:
                return
        raise AssertionError("it never ends")

    def _do(self, act: Act) -> None:
        before, device = self.ledger, self.boards[act.mac]
        self.ledger = before.sending(act, device)
        answer = self.script.pop(0) if self.script else Answer.DONE
        self.sent.append((act, Stand.of(device), answer))
        if answer in (Answer.DONE, Answer.LOST):
            self.move(act.mac, "provisioning", retry=act.step is Step.RETRY)
        elif answer is not Answer.LOST_UNDONE:
            error: PiOrchestratorError = _REFUSALS[answer]
            self.ledger = refused(before, act, error, self.now)

    def move(self, mac: str, to: str, *, retry: bool = False) -> None:
        """A board moves on."""
        device = self.boards[mac]
        count = (device.retry_count or 0) + retry
        self.boards[mac] = device.model_copy(update={"state": to, "retry_count": count})

    def pass_time(self, seconds: float) -> None:
        """The clock of Home Assistant goes on, or jumps."""
        self.now += timedelta(seconds=seconds)

    def with_policy(self, **changes: object) -> None:
        """The options are changed."""
        self.policy = replace(self.policy, **changes)  # type: ignore[arg-type]
