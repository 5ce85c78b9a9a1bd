"""Unattended mode: does what `core/unattended.py` decides, one request at a time, and says so in the logbook."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .acts_told import async_tell_act, async_tell_pause, async_tell_refusal
from .client import DEFAULT_WAIT_SECONDS, Device, PiOrchestratorError
from .commands import Commands
from .const import DOMAIN, SETTLE_SECONDS
from .coordinator import ProvisioningCoordinator
from .core.ledger import Act, Ledger, Stand, Step
from .core.unattended import Decision, Policy, decide, refused
from .exceptions import UNCERTAIN, wrong_use
from .policy import policy_of
from .same_pi import async_acting_entry, async_join_same_pi, async_ledgers_beside
from .unattended_store import UnattendedStore

UNATTENDED: Final = "unattended"  # key of the dispatcher: the mode, or what it decided, has changed


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
        self._is_working = False
        self._is_woken = False
        self._was_looked_at = False
        self._cancel_timer: CALLBACK_TYPE | None = None
        # Wall time is told once: what waits must not wait longer because somebody sets the clock back.
        self._epoch = dt_util.utcnow() - timedelta(seconds=hass.loop.time())
        store.resume(self._now())
        self.decision = Decision(store.memory.ledger)

    def _now(self) -> datetime:
        """The time on a clock that never jumps; it agrees with the wall clock of when the entry was loaded."""
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
        entry.async_on_unload(self._stop_timer)
        entry.async_on_unload(self._store.flush)
        async_join_same_pi(
            self._hass, self._coordinator, lambda: self._store.memory.ledger, lambda: self._taken is not None
        )
        self._wake()

    async def async_switch(self, *, on: bool) -> None:
        """Switch it on or off; switched on again, it forgives what went wrong before."""
        self._was_looked_at = self._was_looked_at or on
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
        self._taken, self._was_looked_at = policy, True
        self.decision = Decision(self._store.memory.ledger.looked_at())  # the last one was of another policy
        self._coordinator.dispatcher.async_notify({UNATTENDED})
        self._wake()
        try:
            yield
        finally:
            self._taken = None
            self._coordinator.dispatcher.async_notify({UNATTENDED})
            self._wake()

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
        self._coordinator.config_entry.async_create_background_task(
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

    async def _next(self) -> Act | None:
        """The next thing to do; None for nothing, as long as nothing is known of the server."""
        policy = self.policy
        if policy is None or self._coordinator.is_over or not self._coordinator.last_update_success:
            return None
        ledger = self._store.memory.ledger_of(self._coordinator.data.session_id)
        if self._was_looked_at:
            self._was_looked_at, ledger = False, ledger.looked_at()
        decision = decide(
            self._coordinator.data,
            policy,
            ledger,
            self._now(),
            async_ledgers_beside(self._coordinator),
            stands_back=async_acting_entry(self._coordinator) is not None,
        )
        if decision.ledger.pause is not None and ledger.pause is None:
            async_tell_pause(self._hass, self._coordinator, decision.ledger.pause)
        await self._store.keep(ledger=decision.ledger)
        self._show(decision)
        return decision.acts[0] if decision.acts else None

    def _show(self, decision: Decision) -> None:
        """Take a decision over, and come back when its time has come."""
        changed, self.decision = decision != self.decision, decision
        if changed:
            self._coordinator.dispatcher.async_notify({UNATTENDED})
        self._stop_timer()
        if decision.again_at is not None and not self._coordinator.is_over:
            wait = (decision.again_at - self._now()).total_seconds()
            self._cancel_timer = async_call_later(self._hass, max(wait, 0.0), self._wake)

    def _stop_timer(self) -> None:
        if self._cancel_timer is not None:
            self._cancel_timer()
            self._cancel_timer = None

    def _is_done_elsewhere(self, act: Act, device: Device) -> bool:
        """Whether another entry of the same Pi has sent this request, or acts in place of this entry."""
        if async_acting_entry(self._coordinator) is not None:
            return True
        beside = async_ledgers_beside(self._coordinator)
        return any(other.sent.get(act.mac) == Stand.of(device) for other in beside)

    async def _do(self, act: Act) -> None:
        """Send one request; the ledger knows of it before, so that nobody sends it again."""
        device = self._coordinator.data.devices.get(act.mac)
        if device is None:  # gone while the ledger was written
            return
        if self._is_done_elsewhere(act, device):  # since it was decided
            return
        before = self._store.memory.ledger
        await self._store.keep(ledger=before.sending(act, device))
        async_tell_act(self._hass, self._coordinator, act, device)
        command = self._commands.provision if act.step is Step.PROVISION else self._commands.retry
        try:
            await command(act.mac)
        except ServiceValidationError:
            # Nothing was sent: it stood elsewhere when its turn came. Counted, so that this ends.
            now = self._now()
            wait = now + timedelta(seconds=DEFAULT_WAIT_SECONDS)
            await self._store.keep(ledger=before.refused(act.mac, now=now, finally_=False, wait=wait))
        except HomeAssistantError as error:
            async_tell_refusal(self._hass, self._coordinator, act, error)
            after = _after(before, self._store.memory.ledger, act, error, self._now())
            await self._store.keep(ledger=after)


def _after(before: Ledger, sent: Ledger, act: Act, error: HomeAssistantError, now: datetime) -> Ledger:
    """What is not certain to have been refused counts as sent."""
    cause = error.__cause__
    if error.translation_key in UNCERTAIN or not isinstance(cause, PiOrchestratorError):
        return sent
    return refused(before, act, cause, now)
