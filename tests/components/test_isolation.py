"""An exception in one listener, observer or part of the setup affects nothing else."""

from collections.abc import Callable
import logging
from typing import Final

from homeassistant.config_entries import ConfigEntryState
import pytest

import custom_components.piorchestrator as integration
from custom_components.piorchestrator.client import ProvisioningEvent
from custom_components.piorchestrator.core.state import Subject
from custom_components.piorchestrator.issues import IssueKeeper
from custom_components.piorchestrator.reports import Reports
from custom_components.piorchestrator.unattended import Unattended
from tests.conftest import wait_for

from .pi import NAMED, Pi, expect_state

SEVERAL: Final = 20


class FailingListener:
    """Raise on each call, and count the calls."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, *_: object) -> None:
        self.calls += 1
        raise RuntimeError("faulty listener")


def add_observer(pi: Pi, failing: FailingListener) -> Callable[[], None]:
    return pi.coordinator.dispatcher.async_observe(failing)


def add_listener(pi: Pi, failing: FailingListener) -> Callable[[], object]:
    removals = [
        pi.coordinator.dispatcher.async_subscribe(key, failing)
        for key in (NAMED, Subject.SESSION, Subject.COUNTERS)
    ]
    return lambda: [remove() for remove in removals]


def add_event_listener(pi: Pi, failing: FailingListener) -> Callable[[], None]:
    return pi.coordinator.news.async_subscribe(failing)


def tracebacks(caplog: pytest.LogCaptureFixture) -> int:
    return sum(record.exc_info is not None for record in caplog.records)


@pytest.mark.parametrize("add", [add_observer, add_listener, add_event_listener])
async def test_failing_listener_is_isolated_and_logged_once(
    pi: Pi, caplog: pytest.LogCaptureFixture, add: Callable[[Pi, FailingListener], Callable[[], object]]
) -> None:
    failing = FailingListener()
    remove = add(pi, failing)
    pi.simulator.start_session()
    await pi.agreed()
    for number in range(SEVERAL):
        pi.simulator.send_event(
            "device.state_changed", {"mac": NAMED, "state": "discovered", "rssi": -number - 1}, session_id(pi)
        )
    await wait_for(lambda: failing.calls >= SEVERAL)
    await pi.coordinator.async_refresh()
    assert pi.coordinator.last_update_success
    assert pi.state("sensor", "session_state") == "discovering"
    assert tracebacks(caplog) == 1
    remove()


def session_id(pi: Pi) -> str:
    session = pi.coordinator.data.session
    assert session is not None
    return session.id


async def test_outage_and_recovery_are_shown_beside_a_failing_observer(
    pi: Pi, caplog: pytest.LogCaptureFixture
) -> None:
    add_observer(pi, FailingListener())
    pi.simulator.faults.drop("*", times=None)
    await pi.coordinator.async_refresh()
    assert pi.state("sensor", "session_state") == "unavailable"
    pi.simulator.faults.clear()
    await pi.coordinator.async_refresh()
    assert pi.state("sensor", "session_state") == "idle"


async def test_listener_that_is_added_again_is_logged_again(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    failing = FailingListener()
    for _ in range(2):
        remove = pi.coordinator.dispatcher.async_subscribe("key", failing)
        pi.coordinator.dispatcher.async_notify({"key"})
        pi.coordinator.dispatcher.async_notify({"key"})
        remove()
    assert tracebacks(caplog) == 2


async def test_event_is_applied_beside_a_failing_event_listener(pi: Pi) -> None:
    failing = FailingListener()
    pi.coordinator.news.async_subscribe(failing)
    heard: list[ProvisioningEvent] = []
    pi.coordinator.news.async_subscribe(heard.append)
    await pi.batch()
    assert failing.calls == len(heard) > 0


STEPS: Final = [
    (integration, "async_keep_boards"),
    (IssueKeeper, "async_start"),
    (Reports, "async_start"),
    (Unattended, "async_start"),
    (integration, "async_watch_happenings"),
]


@pytest.mark.parametrize(("owner", "name"), STEPS, ids=lambda step: getattr(step, "__name__", step))
async def test_failed_setup_unloads_the_platforms(
    fresh: Pi,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, FailingListener())
        assert not await fresh.hass.config_entries.async_setup(fresh.entry.entry_id)
    expect_state(fresh.entry, ConfigEntryState.SETUP_ERROR)
    assert fresh.simulator.counts.streams == 0
    assert not fresh.everything() - fresh.unavailable()
    caplog.clear()
    await fresh.hass.config_entries.async_unload(fresh.entry.entry_id)
    await fresh.set_up()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert fresh.state("sensor", "session_state") == "idle"


async def test_platform_that_fails_leaves_no_other_one_behind(
    fresh: Pi, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setup of the platforms itself is interrupted."""
    forward = fresh.hass.config_entries.async_forward_entry_setups

    async def fail_after(*arguments: object) -> None:
        await forward(*arguments)  # type: ignore[arg-type]
        raise RuntimeError("platform")

    with monkeypatch.context() as patch:
        patch.setattr(fresh.hass.config_entries, "async_forward_entry_setups", fail_after)
        assert not await fresh.hass.config_entries.async_setup(fresh.entry.entry_id)
    expect_state(fresh.entry, ConfigEntryState.SETUP_ERROR)
    await fresh.hass.config_entries.async_unload(fresh.entry.entry_id)
    await fresh.set_up()
    assert "already been setup" not in caplog.text
    assert fresh.state("sensor", "session_state") == "idle"
