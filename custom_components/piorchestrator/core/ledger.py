"""What was done in a session without a click: written down before it is sent, kept over a restart."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from ..client.errors import DEFAULT_WAIT_SECONDS
from ..client.models import Device

# What the server keeps refusing, though it says that later is fine, is a matter for a person.
MOST_REFUSALS: Final = 3
# Boards that one ledger knows of: as many as have entities. Beyond that boards that are gone are dropped.
MAX_BOARDS: Final = 2000


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

    `failed`, `waits` and `noted_at` are derived again from the state of the server: they alone are no reason to write a file.
    The times are of a clock that never jumps and that starts again with each run: `resumed` carries them over.

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

    def asks_more_than(self, before: Ledger) -> bool:
        """Return whether a request was added: it has to be on the disk before it is sent.

        After a refusal the ledger is the one of before the request, with one refusal more.
        """
        return self.refusals == before.refusals and not (
            self.begun <= before.begun
            and self.sent.items() <= before.sent.items()
            and self.retried.items() <= before.retried.items()
        )

    def is_worth_a_write(self, before: Ledger) -> bool:
        """Return whether something differs that cannot be derived again after a restart."""
        derived = {"failed": before.failed, "waits": before.waits, "noted_at": before.noted_at}
        return self.model_copy(update=derived) != before

    @property
    def is_full(self) -> bool:
        """No other board can be taken in."""
        return len(self.sent) >= MAX_BOARDS

    def pruned(self, present: Collection[str], now: datetime) -> Ledger:
        """Drop waits that are over and, if there is no room for another board, those that are not `present` any more.

        The oldest go first. A board that is present is never dropped: what was sent for it could be sent again.
        """
        waits = {mac: time for mac, time in self.waits.items() if time > now}
        update: dict[str, object] = {} if len(waits) == len(self.waits) else {"waits": waits}
        for name, known in (("sent", self.sent), ("retried", self.retried), ("refusals", self.refusals)):
            if (excess := len(known) - MAX_BOARDS + 1) <= 0:
                continue
            gone = set(islice((mac for mac in known if mac not in present), excess))
            update[name] = {mac: value for mac, value in known.items() if mac not in gone}
        return self.model_copy(update=update) if update else self

    def without_past_quiet(self, now: datetime) -> Ledger:
        """Drop a quiet time that is over: kept on, it would begin again with the next run."""
        if self.quiet_until is None or self.quiet_until > now:
            return self
        return self.model_copy(update={"quiet_until": None})

    def ready_at(self, mac: str) -> datetime | None:
        """When something may be sent for a board; None for at once."""
        times = [time for time in (self.waits.get(mac), self.quiet_until) if time is not None]
        return max(times, default=None)

    def resumed(self, now: datetime) -> Ledger:
        """The ledger of an earlier run, on the clock of this one: what was left of each wait begins now.

        How long Home Assistant was stopped is not known, since its clock may have been set meanwhile.
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
