"""A whole batch in one action: start or take up, provision, retry, verify, stop, report (`design.md` §5)."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback

from .client import Session
from .const import CONF_SSID, DOMAIN
from .core.expectation import Expectation
from .core.report import Report
from .core.run import Result, Target, is_over
from .core.unattended import Policy
from .exceptions import not_available, wrong_use
from .once import async_check_loaded
from .policy import policy_of
from .profiles import find_profile, start_session
from .same_pi import async_acting_entry

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry, RuntimeData


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run.

    Attributes:
        profile: title or id of the Wi-Fi profile; None for the only one, or for the network of the open session.
        seconds: for the whole run.
        retries: automatic retries of each board; None as the options say.
    """

    target: Target
    profile: str | None
    seconds: float
    retries: int | None


async def run_batch(entry: PiOrchestratorConfigEntry, order: Order) -> tuple[Result, Report]:
    """Run it to its end; whoever cancels this leaves the session as it is, and nothing more is begun.

    Raises:
        ServiceValidationError: nothing was begun: wrong boards, another run, or a session for another network.
        HomeAssistantError: the session could not be started or stopped.
    """
    runtime = entry.runtime_data
    # What another client did a moment ago counts: the allowlist, or a session that it opened.
    await runtime.coordinator.async_refresh()
    async_check_loaded(runtime.coordinator)
    if not runtime.coordinator.last_update_success:
        raise not_available(entry.title, runtime.coordinator.failure)
    if (other := async_acting_entry(runtime.coordinator)) is not None:
        raise wrong_use("same_pi", name=entry.title, other=other)
    target = _target(runtime, order.target)
    _check_open_session(entry, order)
    with runtime.unattended.taken(_policy(entry, target, order)):
        session = await _session(entry, order)
        await runtime.reports.async_name(target.macs)
        result = await _wait(runtime, target, session.id, order.seconds)
        # What somebody else began or ended is not ours to stop.
        if result not in (Result.CLOSED, Result.REPLACED):
            await runtime.commands.stop()
    return result, await _report(runtime, session.id)


async def _report(runtime: RuntimeData, session_id: str) -> Report:
    """Of a session that has ended, or that the server was told to end and does not answer any more."""
    try:
        return await runtime.reports.async_report_of(session_id)
    except TimeoutError:
        running = runtime.reports.running
        if running is None or running.session_id != session_id:
            raise wrong_use("no_report") from None
        return running


def _target(runtime: RuntimeData, wanted: Target) -> Target:
    state = runtime.coordinator.data
    strangers = sorted(mac for mac in wanted.macs if not state.is_allowed(mac))
    if strangers:
        raise wrong_use("boards_not_allowed", macs=", ".join(strangers[:10]))
    if wanted.count is None and not Expectation.of(state, wanted.macs).expected:
        raise wrong_use("nothing_expected")
    return wanted


def _policy(entry: PiOrchestratorConfigEntry, target: Target, order: Order) -> Policy:
    """The gates of the options hold; the ceiling is what was asked for."""
    options = policy_of(entry)
    expected = Expectation.of(entry.runtime_data.coordinator.data, target.macs).expected
    return Policy(
        ceiling=len(expected) if target.count is None else target.count,
        retries=options.retries if order.retries is None else order.retries,
        macs=target.macs or None,
        weakest_rssi=options.weakest_rssi,
        firmware=options.firmware,
    )


def _check_open_session(entry: PiOrchestratorConfigEntry, order: Order) -> None:
    coordinator = entry.runtime_data.coordinator
    session = coordinator.data.open_session
    if session is None or order.profile is None:
        return
    profile = find_profile(entry, order.profile)
    ssid = coordinator.client.transport.as_received(profile.data[CONF_SSID])
    if session.target_ssid not in (None, ssid):
        raise wrong_use("other_network", ssid=session.target_ssid or "–")


async def _session(entry: PiOrchestratorConfigEntry, order: Order) -> Session:
    """The open session, or a new one."""
    runtime = entry.runtime_data
    if (session := runtime.coordinator.data.open_session) is not None:
        return session
    profile: ConfigSubentry = find_profile(entry, order.profile)
    return await start_session(runtime.commands, profile)


async def _wait(runtime: RuntimeData, target: Target, session_id: str, seconds: float) -> Result:
    """Until the run is over; a server that is away for a while is waited for as long as there is time."""
    coordinator, unattended = runtime.coordinator, runtime.unattended
    changed = asyncio.Event()

    @callback
    def on_change(keys: frozenset[str]) -> None:
        changed.set()

    async def watch() -> Result:
        while (result := is_over(coordinator.data, target, session_id, unattended.decision)) is None:
            changed.clear()
            await changed.wait()
        return result

    stop_observing = coordinator.dispatcher.async_observe(on_change)
    # The entry's own task: nothing else would wake it when the entry is unloaded.
    watching = coordinator.config_entry.async_create_background_task(
        coordinator.hass, watch(), f"{DOMAIN} run", eager_start=True
    )
    try:
        async with asyncio.timeout(seconds):
            return await watching
    except TimeoutError:
        return Result.TIMEOUT
    except asyncio.CancelledError:
        async_check_loaded(coordinator)
        raise
    finally:
        stop_observing()
