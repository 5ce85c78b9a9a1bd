"""What was done in a session without a click: written down before it is sent, kept over a restart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from ..client.errors import DEFAULT_WAIT_SECONDS
from ..client.models import Device

# What the server keeps refusing, though it says that later is fine, is a matter for a person.
MOST_REFUSALS: Final = 3


class Step(StrEnum):
    """What can be done with a board."""

    PROVISION = "provision"
    RETRY = "retry"


class Pause(StrEnum):
    """Why nothing is done any more until somebody has looked."""

    FAILURE_RATE = "failure_rate"


@dataclass(frozen=True, slots=True)
class Act:
    """One step with one board."""

    step: Step
    mac: str


class Stand(NamedTuple):
    """Where a board stands: it has moved on once this differs."""

    state: str | None
    retry_count: int

    @classmethod
    def of(cls, device: Device) -> Self:
        """As it is known now."""
        return cls(device.state, device.retry_count or 0)


class Ledger(BaseModel):
    """Of one session; a new session begins a new one.

    Its times are of a clock that never jumps, and that starts anew with each run: `resumed` carries them over.

    Attributes:
        begun: boards that were provisioned without a click.
        retried: how often each was tried again without one.
        sent: where each board stood when something was sent for it.
        failed: where the boards stand that have failed.
        waits: nothing is sent for a board before then.
        quiet_until: nothing is sent at all before then.
        noted_at: when the last wait began; None in files of older versions.
        refusals: how often the server said no for a board.
        pause: set when too much goes wrong.
        forgiven: boards that were begun before somebody looked; they are not held against the batch.
    """

    model_config = ConfigDict(frozen=True)

    session_id: str | None = None
    begun: frozenset[str] = frozenset()
    retried: Mapping[str, int] = {}
    sent: Mapping[str, Stand] = {}
    failed: Mapping[str, Stand] = {}
    waits: Mapping[str, datetime] = {}
    quiet_until: datetime | None = None
    noted_at: datetime | None = None
    refusals: Mapping[str, int] = {}
    pause: Pause | None = None
    forgiven: frozenset[str] = frozenset()

    def of_session(self, session_id: str) -> Ledger:
        """This one, or an empty one of another session."""
        return self if self.session_id == session_id else Ledger(session_id=session_id)

    def ready_at(self, mac: str) -> datetime | None:
        """When something may be sent for a board; None for at once."""
        times = [time for time in (self.waits.get(mac), self.quiet_until) if time is not None]
        return max(times, default=None)

    def resumed(self, now: datetime) -> Ledger:
        """The ledger of an earlier run, on the clock of this one: what was left of each wait begins now.

        How long Home Assistant was away cannot be told, since its clock may have been set meanwhile.
        """
        if not self.waits and self.quiet_until is None:
            return self
        noted_at = self.noted_at

        def left(until: datetime) -> datetime:
            if noted_at is None:
                return now + timedelta(seconds=DEFAULT_WAIT_SECONDS)
            return now + max(until - noted_at, timedelta())

        return self.model_copy(
            update={
                "waits": {mac: left(until) for mac, until in self.waits.items()},
                "quiet_until": left(self.quiet_until) if self.quiet_until is not None else None,
                "noted_at": now,
            }
        )

    def sending(self, act: Act, device: Device) -> Ledger:
        """To be kept before the request goes out: from here on its outcome is uncertain."""
        update: dict[str, object] = {"sent": {**self.sent, act.mac: Stand.of(device)}}
        if act.step is Step.PROVISION:
            update["begun"] = self.begun | {act.mac}
        else:
            update["retried"] = {**self.retried, act.mac: self.retried.get(act.mac, 0) + 1}
        return self.model_copy(update=update)

    def refused(
        self,
        mac: str,
        *,
        now: datetime,
        finally_: bool,
        wait: datetime | None = None,
        quiet: datetime | None = None,
    ) -> Ledger:
        """The server said no to something for `mac`: as it was before, with one refusal more.

        `finally_`: it will say so again. Until `wait` nothing is to be sent for this board, until `quiet` nothing at all.
        """
        count = MOST_REFUSALS if finally_ else self.refusals.get(mac, 0) + 1
        update: dict[str, object] = {"refusals": {**self.refusals, mac: count}, "noted_at": now}
        if wait is not None:
            update["waits"] = {**self.waits, mac: wait}
        if quiet is not None:
            update["quiet_until"] = quiet
        return self.model_copy(update=update)

    def is_given_up(self, mac: str) -> bool:
        """The server refused this board for good, or too often."""
        return self.refusals.get(mac, 0) >= MOST_REFUSALS

    def looked_at(self) -> Ledger:
        """Somebody has looked: go on, with a clean slate for what failed and what was refused."""
        return self.model_copy(update={"pause": None, "refusals": {}, "forgiven": self.begun})
