"""Unattended mode: does what `core/unattended.py` decides, one request at a time, and says so in the logbook."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from math import inf
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from .acts_told import async_tell_act, async_tell_pause, async_tell_refusal
from .client import DEFAULT_WAIT_SECONDS, Device, PiOrchestratorError, UnreachableError
from .commands import Commands
from .const import DOMAIN, LOGGER, SETTLE_SECONDS
from .coordinator import ProvisioningCoordinator
from .core.ledger import Act, Ledger, Step
from .core.unattended import Decision, Policy, decide, refused
from .exceptions import UNCERTAIN, OperationEndedError, wrong_use
from .policy import policy_of
from .same_pi import async_acting_entry, async_join_same_pi, async_ledgers_beside
from .series import MOST_UNANSWERED
from .timer import Timer
from .unattended_store import UnattendedStore

UNATTENDED: Final = "unattended"  # key of the dispatcher: the mode, or what it decided, has changed
# A server that answers reads but none of several requests in a row, or a ledger that cannot be written, is tried again
# this much later.
TROUBLE_SECONDS: Final = 300.0


class _WithdrawnError(Exception):
    """When the turn of a request came it was not to be sent any more."""


class Unattended:
    """Acts on boards without a click while it is on, or while an action runs a whole batch.

    Attributes:
        decision: the last one, for those who show it; of the last policy.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        coordinator: ProvisioningCoordinator,
        commands: Commands,
        store: UnattendedStore,
    ) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._commands = commands
        self._store = store
        self._taken: Policy | None = None
        self._worker: asyncio.Task[None] | None = None
        self._is_working = False
        self._is_woken = False
        self._was_looked_at = False
        self._timer = Timer(hass, f"{DOMAIN} unattended", self._wake)
        self._unanswered = 0  # requests in a row
        self._idle_until = -inf  # on the clock of the event loop
        # The wall clock is read once: a clock that is set back must not prolong a wait.
        self._epoch = dt_util.utcnow() - timedelta(seconds=hass.loop.time())
        store.resume(self._now())
        self.decision = Decision(store.memory.ledger)

    def _now(self) -> datetime:
        """Return the time on a clock that never jumps; it agrees with the wall clock at the setup of the entry."""
        return self._epoch + timedelta(seconds=self._hass.loop.time())

    @property
    def is_on(self) -> bool:
        """The user switched it on."""
        return self._store.memory.is_on

    @property
    def policy(self) -> Policy | None:
        """What may be done now; None for nothing."""
        if self._taken is not None:
            return self._taken
        return policy_of(self._coordinator.config_entry) if self.is_on else None

    @callback
    def async_start(self) -> None:
        """Act from now on, until the entry is unloaded."""
        entry = self._coordinator.config_entry
        entry.async_on_unload(self._coordinator.dispatcher.async_observe(self._on_change))
        entry.async_on_unload(self._commands.async_on_turn_over(self._wake))
        entry.async_on_unload(self._async_stop)
        async_join_same_pi(
            self._hass,
            self._coordinator,
            lambda: (
                self._store.memory.ledger_of(self._coordinator.data.session_id),
                self._commands.sent,
            ),
            lambda: self._taken is not None,
        )
        self._wake()

    async def _async_stop(self) -> None:
        """End the work before the last write of the ledger: a request that was not sent is taken back."""
        self._timer.async_cancel()
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.wait({self._worker})
        await self._store.flush()

    async def async_switch(self, *, on: bool) -> None:
        """Switch it on or off; switched on again, it forgives what went wrong before."""
        if on:
            self._acknowledge()
        await self._store.keep(is_on=on)
        self._coordinator.dispatcher.async_notify({UNATTENDED})
        self._wake()

    @contextmanager
    def taken(self, policy: Policy) -> Iterator[None]:
        """Act by another policy meanwhile.

        Raises:
            ServiceValidationError: somebody else does so already.
        """
        if self._taken is not None:
            raise wrong_use("batch_running", name=self._coordinator.config_entry.title)
        self._taken = policy
        self._acknowledge()
        self.decision = Decision(self._store.memory.ledger.looked_at())  # the last one was of another policy
        self._coordinator.dispatcher.async_notify({UNATTENDED})
        self._wake()
        try:
            yield
        finally:
            self._taken = None
            self._coordinator.dispatcher.async_notify({UNATTENDED})
            self._wake()

    def _acknowledge(self) -> None:
        """Forget the troubles: a user has looked at them."""
        self._was_looked_at = True
        self._unanswered, self._idle_until = 0, -inf

    @callback
    def _on_change(self, keys: frozenset[str]) -> None:
        if keys != {UNATTENDED}:
            self._wake()

    @callback
    def _wake(self, now: datetime | None = None) -> None:
        self._is_woken = True
        if self._is_working or self.policy is None:
            return
        self._is_working = True
        self._worker = self._coordinator.config_entry.async_create_background_task(
            self._hass, self._work(), f"{DOMAIN} unattended"
        )

    async def _work(self) -> None:
        """Decide until there is nothing to do; what happens meanwhile asks for one more decision."""
        try:
            while self._is_woken and not self._coordinator.is_over:
                self._is_woken = False
                await asyncio.sleep(SETTLE_SECONDS)
                while (act := await self._next()) is not None:
                    await self._do(act)
        finally:
            self._is_working = False

    def _may_act(self) -> bool:
        """Whether a request may be sent at all, whatever it is about."""
        coordinator = self._coordinator
        return (
            self.policy is not None
            and not coordinator.is_over
            and not self._hass.is_stopping  # the ledger could not be written
            and coordinator.last_update_success
            and not self._commands.is_stopping
            and self._hass.loop.time() >= self._idle_until
        )

    async def _next(self) -> Act | None:
        """The next thing to do; None for nothing, as long as nothing is known of the server."""
        policy = self.policy
        if policy is None or not self._may_act():
            return None
        ledger = self._store.memory.ledger_of(self._coordinator.data.session_id)
        if self._was_looked_at:
            self._was_looked_at, ledger = False, ledger.looked_at()
        decision = self._decide(policy, ledger)
        if decision.ledger.pause is not None and ledger.pause is None:
            async_tell_pause(self._hass, self._coordinator, decision.ledger.pause)
        if not await self._keep(decision.ledger):
            return None
        self._show(decision)
        return decision.acts[0] if decision.acts else None

    def _decide(self, policy: Policy, ledger: Ledger) -> Decision:
        return decide(
            self._coordinator.data,
            policy,
            ledger,
            self._now(),
            (*async_ledgers_beside(self._coordinator), self._commands.sent),
            stands_back=async_acting_entry(self._coordinator) is not None,
        )

    def _show(self, decision: Decision) -> None:
        """Take a decision over, and come back when its time has come."""
        changed, self.decision = decision != self.decision, decision
        if changed:
            self._coordinator.dispatcher.async_notify({UNATTENDED})
        self._timer.async_cancel()
        if decision.again_at is not None and not self._coordinator.is_over:
            wait = (decision.again_at - self._now()).total_seconds()
            self._timer.async_set(max(wait, 0.0))

    async def _do(self, act: Act) -> None:
        """Send one request; the ledger knows of it before, so that nobody sends it again."""
        device = self._coordinator.data.devices.get(act.mac)
        if device is None:  # gone while the ledger was written
            return
        before = self._store.memory.ledger
        command = self._commands.provision if act.step is Step.PROVISION else self._commands.retry
        try:
            await command(act.mac, partial(self._prepare, act, device, before))
        except _WithdrawnError:
            return
        except OperationEndedError:  # the session is being stopped
            await self._keep(before)
        except ServiceValidationError:
            # Nothing was sent: it stood elsewhere when its turn came. Counted, so that this ends.
            now = self._now()
            wait = now + timedelta(seconds=DEFAULT_WAIT_SECONDS)
            await self._keep(before.refused(act.mac, now=now, finally_=False, wait=wait))
        except HomeAssistantError as error:
            self._count_unanswered(error)
            async_tell_refusal(self._hass, self._coordinator, act, error)
            await self._keep(_after(before, before.sending(act, device), act, error, self._now()))
        else:
            self._unanswered = 0

    async def _prepare(self, act: Act, device: Device, before: Ledger) -> None:
        """Write the ledger when the request's turn has come, unless it is not to be sent any more.

        What was so when the request was decided on may have changed while it waited, and while the ledger was written.
        """
        if not self._is_due(act, before):
            raise _WithdrawnError
        is_due = False
        try:
            is_due = await self._keep(before.sending(act, device)) and self._is_due(act, before)
        finally:  # also where an unload cancels it
            if not is_due:
                await self._keep(before)
        if not is_due:
            raise _WithdrawnError
        async_tell_act(self._hass, self._coordinator, act, device)

    def _is_due(self, act: Act, ledger: Ledger) -> bool:
        """Whether the present mode, policy, allowlist and session lead to this request again."""
        policy, state = self.policy, self._coordinator.data
        if policy is None or not self._may_act() or state.session_id != ledger.session_id:
            return False
        return act in self._decide(policy, ledger).acts

    async def _keep(self, ledger: Ledger) -> bool:
        """Write the ledger; False where that is not possible, and then nothing is done for a while."""
        try:
            await self._store.keep(ledger=ledger)
        except (OSError, HomeAssistantError) as error:
            LOGGER.warning("Unattended mode cannot write its ledger and waits: %s", type(error).__name__)
            self._idle()
            return False
        return True

    def _count_unanswered(self, error: HomeAssistantError) -> None:
        """Stop for a while after several requests in a row that the server left without an answer."""
        is_unanswered = isinstance(error.__cause__, UnreachableError)
        self._unanswered = self._unanswered + 1 if is_unanswered else 0
        if self._unanswered >= MOST_UNANSWERED:
            self._idle()

    def _idle(self) -> None:
        """Do nothing for a while, then decide again."""
        self._idle_until = self._hass.loop.time() + TROUBLE_SECONDS
        self._timer.async_cancel()
        if not self._coordinator.is_over:
            self._timer.async_set(TROUBLE_SECONDS)


def _after(before: Ledger, sent: Ledger, act: Act, error: HomeAssistantError, now: datetime) -> Ledger:
    """What is not certain to have been refused counts as sent."""
    cause = error.__cause__
    if error.translation_key in UNCERTAIN or not isinstance(cause, PiOrchestratorError):
        return sent
    return refused(before, act, cause, now)
