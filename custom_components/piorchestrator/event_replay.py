"""Events that are received during a refresh, applied on top of it without blocking the event loop."""

import asyncio
from dataclasses import replace

from .const import SLICE_SECONDS
from .core.event_buffer import EventBuffer
from .core.state import Change, apply_buffered


async def async_replay(read: Change, buffer: EventBuffer) -> Change:
    """Apply the buffered events, and those that are received meanwhile, in slices that yield to the event loop.

    Nothing is awaited after the last event: the caller takes the result over before another one can be received.
    """
    loop = asyncio.get_running_loop()
    change = read
    while buffer:
        slice_end = loop.time() + SLICE_SECONDS
        while buffer and loop.time() < slice_end:
            change = apply_buffered(change, buffer.take())
        if buffer:
            await asyncio.sleep(0)
    return replace(change, doubtful=change.doubtful or buffer.is_crowded)
