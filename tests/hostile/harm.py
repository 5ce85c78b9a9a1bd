"""What an attack costs: time, memory, and how long it keeps Home Assistant from everything else.

How long nothing else can run is measured in the CPU time of the event loop's thread: other processes on the machine
take wall time from it, but no CPU time.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import thread_time
import tracemalloc
from typing import Final

# Of CPU time, with memory measured: one piece of the network takes a quarter of this on a slow machine, and work that
# grows with all that came before takes several times as much.
LONGEST_PAUSE: Final = 2.5
_TICK_SECONDS = 0.005


@dataclass
class Harm:
    """Known once the block is left.

    Attributes:
        seconds: how long it took.
        megabytes: the most that was in use at once, beyond what was there before; 0 unless asked for.
        longest_pause: seconds of CPU time for which nothing else could run in the event loop.
    """

    seconds: float = 0.0
    megabytes: float = 0.0
    longest_pause: float = 0.0


@asynccontextmanager
async def measured(*, memory: bool = True) -> AsyncIterator[Harm]:
    """Measure what happens in the block; with memory everything takes two to four times as long."""
    harm, loop = Harm(), asyncio.get_running_loop()
    loop.set_debug(False)  # as Home Assistant runs; the tests' loops count and check much more

    async def tick() -> None:
        while True:
            before = thread_time()
            await asyncio.sleep(_TICK_SECONDS)
            harm.longest_pause = max(harm.longest_pause, thread_time() - before - _TICK_SECONDS)

    if memory:
        tracemalloc.start()
    began, ticking = loop.time(), asyncio.create_task(tick())
    await asyncio.sleep(0)
    try:
        yield harm
    finally:
        harm.seconds = loop.time() - began
        await asyncio.sleep(2 * _TICK_SECONDS)  # a pause at the very end is one too
        ticking.cancel()
        if memory:
            harm.megabytes = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
