"""Promise 4: an outage may last as long as it likes."""

import asyncio
import gc
import logging
import tracemalloc
from typing import override

import pytest

from custom_components.piorchestrator.client import LinkState, stream
from custom_components.piorchestrator.client.backoff import CEILING_SECONDS, Backoff
from tests.conftest import API_KEY
from tests.live.journal import OURS, lines
from tests.promises.conftest import SetUp, StartPi
from tests.promises.house import moment, record
from tests.promises.mutation import noticed

FAILURES = 5000
WARM = 500  # until then caches fill
# 100 bytes for each failure: less than one record of it. Home Assistant's own registries, saved meanwhile, are in it.
GROWTH_BYTES = 500_000


class Hurried(Backoff):
    """Computes each pause as ever, and does not wait it: 5,000 pauses are a day and a half."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0

    @override
    def next(self) -> float:
        """The pause is remembered, not taken."""
        self.longest = max(self.longest, super().next())
        return 0.0


@noticed("client/backoff.py", "self._pause = min(pause * 2, self._ceiling)", "self._pause = pause**2 * 2")
@pytest.mark.timeout(400)
async def test_5000_failed_connects(
    set_up: SetUp,
    start_pi: StartPi,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Promise 4: no overflow, no growth, two lines in the log, and a normal reconnect."""
    backoff = Hurried()
    monkeypatch.setattr(stream, "Backoff", lambda: backoff)
    house = await set_up(speed=20)
    link = house.coordinator.stream
    caplog.clear()
    caplog.set_level(logging.INFO)  # what pytest keeps of each line would be the growth
    for name in ("", "asyncio", OURS):
        caplog.set_level(logging.INFO, name)
    asyncio.get_running_loop().set_debug(False)  # it keeps and formats a stack for every callback
    await house.pi.kill()
    tracemalloc.start()
    try:
        await moment(lambda: link.statistics.attempts >= WARM, 60)
        gc.collect()
        before, tasks = tracemalloc.get_traced_memory()[0], len(asyncio.all_tasks())
        await moment(lambda: link.statistics.attempts >= WARM + FAILURES, 240)
        gc.collect()
        growth = tracemalloc.get_traced_memory()[0] - before
        assert (
            len(asyncio.all_tasks()) <= tasks + 10
        )  # those of an attempt and a read that are under way just now
    finally:
        tracemalloc.stop()
    assert link.state in (LinkState.CONNECTING, LinkState.WAITING)
    assert CEILING_SECONDS * 0.8 <= backoff.longest <= CEILING_SECONDS
    await moment(lambda: not house.coordinator.last_update_success, 60)
    house.pi = await start_pi(20, name="pi-0", port=house.pi.port)
    await house.streaming()
    await house.truth()
    told = lines(caplog)
    assert len(told) == 2, told
    assert house.entry.data["api_key"] == API_KEY
    record(4, "growth over 5000 failures", growth / 1000, "KB")
    assert growth <= GROWTH_BYTES
