"""What the coordinator promises its entities: who is written, who is available, when the server is read."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
import logging
from typing import Any, Literal

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.piorchestrator import stream_watch
from custom_components.piorchestrator.availability import Part
from custom_components.piorchestrator.client import ProvisioningEvent
from custom_components.piorchestrator.core.state import Subject
from tests.conftest import PROFILE_ID, SSID, wait_for

from .pi import NAMED, NAMED_DIGITS, PLAIN, PLAIN_DIGITS, Pi

# What only the list of interrupted sessions tells.
OF_RECOVERY = {"sensor.recoverable_sessions", "binary_sensor.recoverable_session"}


@contextmanager
def written(pi: Pi) -> Iterator[Counter[str]]:
    """Count the states that are written, by key."""
    counter: Counter[str] = Counter()
    registry = er.async_get(pi.hass)

    @callback
    def count(event: Event[EventStateChangedData]) -> None:
        entity = registry.async_get(event.data["entity_id"])
        if entity is not None:
            counter[entity.unique_id.removeprefix(f"{pi.entry.entry_id}_")] += 1

    remove = pi.hass.bus.async_listen(EVENT_STATE_CHANGED, count)
    try:
        yield counter
    finally:
        remove()


async def test_event_of_one_board_writes_that_board_alone(pi: Pi) -> None:
    await pi.batch()
    await pi.hass.async_block_till_done()
    with written(pi) as counter:
        await pi.force("failed", NAMED)
        await pi.hass.async_block_till_done()
    for entity in (
        f"{NAMED_DIGITS}_status",
        f"{NAMED_DIGITS}_provision",
        f"{NAMED_DIGITS}_retry",
        "failed_count",
        "retry_failed",
        "device_event",
        "progress",
    ):
        assert counter.pop(entity, 1) == 1, entity
    # The counters of the session's own event.
    assert counter.pop("session_event") == 1
    assert not counter


@pytest.mark.parametrize("sse_dialect", ["entity", "flat"])
async def test_read_that_finds_nothing_new_tells_nobody(
    pi: Pi, sse_dialect: Literal["entity", "flat"]
) -> None:
    """What events told of boards equals what the read says of them."""
    pi.simulator.switches.sse_dialect = sse_dialect
    await pi.batch()
    await pi.coordinator.async_refresh()
    await pi.force("provisioning", NAMED)
    told: list[frozenset[str]] = []
    pi.coordinator.dispatcher.async_observe(told.append)
    with written(pi) as counter:
        await pi.coordinator.async_refresh()
        await pi.hass.async_block_till_done()
    assert not counter
    assert {key for keys in told for key in keys} <= {Subject.SESSION, Subject.NETWORK}


async def test_server_away(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    """Everything but the sensor of the connection; logged once each way."""
    caplog.set_level(logging.INFO)
    await pi.batch()
    await pi.coordinator.async_refresh()  # also what no event tells
    before = {key: pi.hass.states.get(key) for key in pi.hass.states.async_entity_ids()}
    assert pi.state("binary_sensor", "event_stream") == "on"
    pi.simulator.faults.drop("*", times=None)
    caplog.clear()
    for _ in range(3):
        await pi.coordinator.async_refresh()
    assert pi.unavailable() == pi.everything() - {"binary_sensor.event_stream", "switch.unattended"}
    assert len([r for r in caplog.records if "cannot be reached" in r.getMessage()]) == 1
    pi.simulator.faults.clear()
    caplog.clear()
    await pi.coordinator.async_refresh()
    assert len([r for r in caplog.records if "recovered" in r.getMessage()]) == 1
    await wait_for(lambda: pi.stream == "live")
    for key, state in before.items():
        now = pi.hass.states.get(key)
        assert now is not None
        assert state is not None
        assert now.state == state.state, key


async def test_allowlist_refused(pi: Pi) -> None:
    """What hangs on the list alone is unavailable, at once; the rest is as before."""
    await pi.batch()
    await pi.force("failed", PLAIN)
    before = pi.unavailable()
    pi.simulator.faults.fail("GET /allowlist", "DATABASE_ERROR", times=None)
    await pi.coordinator.async_refresh()
    assert pi.unavailable() - before == {
        "sensor.allowlist_available",
        "sensor.allowlist_total",
        "sensor.expected_count",
        "sensor.missing_count",
        "sensor.unexpected_count",
        "binary_sensor.batch_complete",
        f"binary_sensor.{NAMED_DIGITS}_allowlisted",
        f"binary_sensor.{PLAIN_DIGITS}_allowlisted",
    }
    assert pi.coordinator.availability.stale == {Part.ALLOWLIST}
    pi.simulator.faults.clear()
    await pi.coordinator.async_refresh()
    assert pi.unavailable() == before


async def test_network_refused(pi: Pi) -> None:
    before = pi.unavailable()
    pi.simulator.faults.fail("GET /batch/network", "DATABASE_ERROR", times=None)
    await pi.coordinator.async_refresh()
    assert pi.unavailable() - before == {"sensor.onboarding_clients", "binary_sensor.onboarding_network"}
    pi.simulator.faults.clear()
    await pi.coordinator.async_refresh()
    assert pi.unavailable() == before


async def test_session_refused(pi: Pi) -> None:
    """A server that answers is not dead: its stream stays."""
    await pi.batch()
    pi.simulator.faults.fail("GET /batch/{id}", "DATABASE_ERROR", times=None)
    await pi.coordinator.async_refresh()
    assert pi.unavailable() == pi.everything() - {"binary_sensor.event_stream", "switch.unattended"}
    assert pi.stream == "live"
    pi.simulator.faults.clear()
    await pi.coordinator.async_refresh()
    assert pi.state("sensor", "device_count") == "3"
    assert pi.simulator.counts.streams_opened == 1


async def test_recoverable_refused(pi: Pi) -> None:
    """What hangs on the list alone is unavailable until it is read; the rest is as before."""
    before = pi.unavailable()
    await pi.unload()
    pi.simulator.faults.fail("GET /sessions/recoverable", "DATABASE_ERROR", times=None)
    await pi.set_up()
    assert pi.unavailable() - before == OF_RECOVERY
    assert before <= pi.unavailable()
    pi.simulator.faults.clear()
    pi.coordinator.look_around()
    await pi.coordinator.async_refresh()
    assert pi.unavailable() == before


async def test_interval_follows_the_stream(pi: Pi) -> None:
    assert pi.coordinator.update_interval == timedelta(seconds=30)
    pi.simulator.faults.drop("GET /batch/events", times=None)
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "waiting")
    assert pi.coordinator.update_interval == timedelta(seconds=5)
    pi.simulator.faults.clear()
    pi.coordinator.stream.wake()
    await wait_for(lambda: pi.stream == "live")
    assert pi.coordinator.update_interval == timedelta(seconds=30)
    pi.simulator.api_key = "another"
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "refused")
    await wait_for(lambda: pi.coordinator.update_interval == timedelta(seconds=30))


async def test_stream_loss_is_logged_once_each_way(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    pi.simulator.faults.drop("GET /batch/events", times=None)
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "waiting")
    for _ in range(3):
        await pi.coordinator.async_refresh()
    assert caplog.text.count("is lost; reading instead") == 1
    pi.simulator.faults.clear()
    pi.coordinator.stream.wake()
    await wait_for(lambda: pi.stream == "live")
    assert caplog.text.count("is back") == 1


async def test_a_read_from_before_the_loss_is_no_sign_of_the_server(
    pi: Pi, caplog: pytest.LogCaptureFixture
) -> None:
    """The server goes while a read is under way: the stream is not what is lost."""
    caplog.set_level(logging.INFO)
    await pi.batch()
    lists = pi.simulator.counts.requests["GET /allowlist"]
    pi.simulator.faults.delay("GET /allowlist", 0.5)
    read = asyncio.ensure_future(pi.coordinator.async_refresh())
    await wait_for(lambda: pi.simulator.counts.requests["GET /allowlist"] > lists)
    pi.simulator.faults.drop("*", times=None)
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "waiting")
    assert not read.done()
    await read
    await wait_for(lambda: not pi.coordinator.last_update_success)
    assert "is lost; reading instead" not in caplog.text


async def test_read_that_succeeds_wakes_a_waiting_stream(pi: Pi) -> None:
    pi.simulator.faults.drop("*", times=None)
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "waiting")
    await pi.coordinator.async_refresh()
    assert not pi.coordinator.last_update_success
    pi.simulator.faults.clear()
    await pi.coordinator.async_refresh()
    await wait_for(lambda: pi.stream == "live")


async def test_old_key_that_is_accepted_again(pi: Pi) -> None:
    key = pi.simulator.api_key
    pi.simulator.api_key = "another"
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "refused")
    await pi.coordinator.async_refresh()
    assert not pi.coordinator.last_update_success
    pi.simulator.api_key = key
    await pi.coordinator.async_refresh()
    await wait_for(lambda: pi.stream == "live")


async def test_deaf_stream_is_dropped(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats would go on; what counts are two reads that found what no event told."""
    monkeypatch.setattr(stream_watch, "DEAF_SECONDS", 0.0)
    pi.simulator.switches.heartbeat = "off"
    await pi.batch()
    pi.simulator.mute_events()
    opened = pi.simulator.counts.streams_opened
    pi.simulator.force_state("failed", NAMED)
    await pi.coordinator.async_refresh()
    await pi.coordinator.async_refresh()
    assert pi.simulator.counts.streams_opened == opened
    pi.simulator.force_state("provisioning", NAMED)
    await pi.coordinator.async_refresh()
    pi.simulator.force_state("failed", NAMED)
    await pi.coordinator.async_refresh()
    await wait_for(lambda: pi.simulator.counts.streams_opened == opened + 1)


async def test_dead_peer_is_found_by_the_read(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.piorchestrator.reader.READ_BUDGET_SECONDS", 0.2)
    pi.simulator.switches.heartbeat = "off"
    pi.simulator.silence_streams()
    pi.simulator.faults.hang("GET /*", times=None)
    await pi.coordinator.async_refresh()
    await wait_for(lambda: pi.stream != "live")
    pi.simulator.faults.clear()


async def test_followed_session_survives_a_restart(
    hass: HomeAssistant, pi: Pi, hass_storage: dict[str, Any]
) -> None:
    """Also one that is closed and that no list names."""
    session_id = await pi.batch()
    await pi.ask("stop_session")
    await pi.unload()
    await pi.set_up()
    assert pi.coordinator.data.session is not None
    assert pi.coordinator.data.session.id == session_id
    assert pi.state("sensor", "target_ssid") == SSID
    assert pi.state("button", "start_session", PROFILE_ID) != "unavailable"


async def test_session_that_is_gone(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.faults.fail("GET /batch/{id}", "SESSION_NOT_FOUND", times=None)
    await pi.coordinator.async_refresh()
    assert pi.state("sensor", "session_state") == "closed"
    assert pi.state("sensor", "device_count") == "3"


async def test_boards_of_the_old_session_do_not_leak(pi: Pi) -> None:
    await pi.batch()
    await pi.ask("stop_session")
    pi.simulator.start_session("Other")
    await wait_for(lambda: pi.state("sensor", "target_ssid") == "Other")
    assert int(pi.state("sensor", "device_count")) <= 3
    await wait_for(lambda: len(pi.simulator.truth().devices) == 3)
    await pi.agreed()
    assert pi.state("sensor", "device_count") == "3"


async def test_event_without_a_subject_is_no_news(pi: Pi) -> None:
    heard: list[ProvisioningEvent] = []
    stop = pi.coordinator.news.async_subscribe(heard.append)
    pi.coordinator._on_event(ProvisioningEvent("device.discovered"))
    assert not heard
    stop()
    pi.simulator.send_error("NETWORK_ERROR", "No Wi-Fi")
    await wait_for(lambda: pi.state("sensor", "last_error") == "network_error")
    assert not heard


async def test_board_that_nobody_announced_asks_for_a_read(pi: Pi) -> None:
    await pi.batch()
    reads = pi.simulator.counts.requests["GET /batch/{id}"]
    session = pi.simulator.truth().session
    assert session is not None
    device = {"mac": "24:6F:28:00:00:77", "state": "verifying"}
    pi.simulator.send_event("device.state_changed", {"device": device}, str(session["id"]))
    await wait_for(lambda: pi.simulator.counts.requests["GET /batch/{id}"] > reads)
    await pi.agreed()
    assert PLAIN in pi.coordinator.data.devices
