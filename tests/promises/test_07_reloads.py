"""Promise 7: what an entry had open is closed when it is unloaded, a hundred times in a row."""

import gc

from homeassistant.helpers import entity_registry as er
import pytest

from tests.live.test_unload import tasks_of_ours, timers_of_ours
from tests.promises.conftest import SetUp
from tests.promises.house import House, eventually, moment, record
from tests.promises.mutation import noticed

RELOADS = 100
# The stream, the socket, the log, and idle ones that Home Assistant keeps for the next request.
CONNECTIONS = 8


async def _open(house: House) -> tuple[int, int, int]:
    """Streams, sockets and log streams that the server serves."""
    counts = await house.counts()
    return counts["streams"], counts["sockets"], counts["log_streams"]


async def _serves(house: House, wanted: tuple[int, int, int]) -> None:
    async def wrong() -> list[str]:
        found = await _open(house)
        return [] if found == wanted else [f"{found} open instead of {wanted}"]

    await eventually(wrong)


@noticed(
    "__init__.py",
    "entry.async_create_background_task(hass, coordinator.async_run_stream()",
    "hass.async_create_background_task(coordinator.async_run_stream()",
)
@pytest.mark.usefixtures("every_entity")
@pytest.mark.timeout(180)
async def test_100_reloads(set_up: SetUp) -> None:
    """Promise 7: 100 reloads leave one stream and one socket on the server, and an unload no task and no timer."""
    house = await set_up(speed=20, monitor="push")
    await house.pi.order("batch", {"count": 5})
    await house.press_start()
    await house.settled()
    await house.truth()
    await _serves(house, (1, 1, 1))
    running = 3  # the stream, the socket, the log
    await moment(lambda: len(tasks_of_ours()) == running, 10)
    entities = len(er.async_get(house.hass).entities)
    for _ in range(RELOADS):
        assert await house.hass.config_entries.async_reload(house.entry.entry_id)
        await house.hass.async_block_till_done()
    await house.streaming()
    await _serves(house, (1, 1, 1))
    await house.truth()
    counts = await house.counts()
    assert counts["connections"] <= CONNECTIONS
    await moment(lambda: len(tasks_of_ours()) == running, 10)
    assert len(er.async_get(house.hass).entities) == entities
    record(7, "streams after 100 reloads", counts["streams"], "")
    record(7, "sockets after 100 reloads", counts["sockets"], "")

    assert await house.hass.config_entries.async_unload(house.entry.entry_id)
    await _serves(house, (0, 0, 0))
    gc.collect()
    assert not tasks_of_ours()
    assert not timers_of_ours()
    record(7, "tasks and timers after the unload", 0, "")
