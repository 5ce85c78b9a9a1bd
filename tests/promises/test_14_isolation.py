"""Promise 14: an exception in one listener, observer or platform affects nothing else; a failed setup leaves nothing."""

from collections.abc import Callable
import logging
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.piorchestrator import unattended
from custom_components.piorchestrator.client import ProvisioningEvent
from custom_components.piorchestrator.core.state import Subject
from custom_components.piorchestrator.sensor import ProvisioningSensor
from tests.conftest import make_entry, wait_for
from tests.promises.conftest import SetUp, StartPi
from tests.promises.house import House
from tests.promises.mutation import noticed

BOARDS: Final = 5


def failing(*_: object) -> None:
    raise RuntimeError("faulty on purpose")


def tracebacks(caplog: pytest.LogCaptureFixture) -> int:
    """Number of tracebacks in the log; they are taken out of it, since the fixture allows none."""
    found = sum(record.exc_info is not None for record in caplog.records if record.levelno > logging.DEBUG)
    caplog.clear()
    return found


@noticed("dispatch.py", "except Exception:", "except KeyError:")
@noticed("dispatch.py", "if listener not in self._failed:", "if True:")
@noticed("news.py", "self._calls.async_call(listener, event)", "listener(event)")
async def test_faulty_listeners_affect_nothing_else(set_up: SetUp, caplog: pytest.LogCaptureFixture) -> None:
    """Promise 14: with a faulty observer, listener and event listener a whole batch and an outage are shown."""
    house = await set_up(speed=20)
    coordinator = house.coordinator
    added: list[Callable[[], None]] = [
        coordinator.dispatcher.async_observe(failing),
        coordinator.dispatcher.async_subscribe(Subject.COUNTERS, failing),
        coordinator.news.async_subscribe(failing),
    ]
    # So many that some of them are called after the faulty one.
    received: list[list[ProvisioningEvent]] = [[] for _ in range(50)]
    added += [coordinator.news.async_subscribe(events.append) for events in received]
    await house.pi.order("batch", {"count": BOARDS})
    await house.press_start()
    await house.settled()
    await house.truth()
    assert coordinator.last_update_success
    await house.fault("drop")
    await coordinator.async_refresh()
    assert house.available_entities() == []
    await house.pi.order("clear-faults")
    await house.truth()
    assert len(received[0]) >= BOARDS
    assert received == [received[0]] * len(received)
    assert tracebacks(caplog) == 2, "one for the listeners of changes, one for that of events"
    for remove in added:
        remove()


@noticed("__init__.py", "except BaseException:", "except KeyError:")
async def test_failed_setup_leaves_nothing_behind(
    hass: object, start_pi: StartPi, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 14: what fails after the platforms were set up does not keep the next setup from working."""
    pi = await start_pi(20)
    entry = make_entry(pi.port, options={"monitor": "off"})
    house = House(hass, pi, entry)  # type: ignore[arg-type]
    entry.add_to_hass(house.hass)
    with monkeypatch.context() as patch:
        patch.setattr(unattended.Unattended, "async_start", failing)
        assert not await house.hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert (await house.counts())["streams"] == 0
    tracebacks(caplog)
    assert await house.hass.config_entries.async_unload(entry.entry_id)
    await house.set_up()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    await house.truth()


@noticed("dispatch.py", "except Exception:", "except KeyError:")
async def test_faulty_entity_affects_no_other(
    set_up: SetUp, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 14: a sensor whose value raises is left as it was; all the others show the batch."""
    house = await set_up(speed=20)
    value = vars(ProvisioningSensor)["native_value"].fget

    def faulty(sensor: ProvisioningSensor) -> object:
        if sensor.entity_description.key == "device_count":
            failing()
        return value(sensor)

    monkeypatch.setattr(ProvisioningSensor, "native_value", property(faulty))
    await house.pi.order("batch", {"count": BOARDS})
    await house.press_start()
    await house.settled()
    await wait_for(lambda: house.value("session_state") == "discovering")
    registry = er.async_get(house.hass)
    found = [
        entity
        for entity in er.async_entries_for_config_entry(registry, house.entry.entry_id)
        if entity.unique_id.endswith("_status") and house.hass.states.get(entity.entity_id)
    ]
    assert len(found) >= BOARDS
    monkeypatch.undo()
    faults = [record.getMessage() for record in caplog.records if record.exc_info is not None]
    assert tracebacks(caplog) == len(faults) >= 1
    assert {fault.partition(" listener ")[0] for fault in faults} == {"Unexpected error in the"}
