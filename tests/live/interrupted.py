"""Sessions that a restart of the Pi interrupted: how they come about, and what Home Assistant offers then."""

from simulator import Simulator
from tests.conftest import wait_for
from tests.live.home import Home

RESUME = "POST /sessions/{id}/resume"
STOP = "POST /batch/{id}/stop"
DISCARD = "DELETE /sessions/{id}"
LIST = "GET /sessions/recoverable"


async def restarted(home: Home, downtime: float = 0.2) -> None:
    """The Pi was away and is there again, with its stream."""
    opened = home.simulator.counts.streams_opened
    await home.simulator.restart(downtime)
    await home.reconnected(opened)
    await home.streaming()


async def interrupted(home: Home, ssid: str = "Workshop") -> str:
    """A session, interrupted and offered; its id."""
    session_id = home.simulator.start_session(ssid)
    await wait_for(lambda: home.coordinator.data.session_id == session_id)
    await restarted(home)
    await wait_for(lambda: session_id in offered(home))
    return session_id


def offered(home: Home) -> list[str]:
    """Ids that Home Assistant would resume, in its order."""
    return [session.id for session in home.coordinator.data.recoverable or ()]


async def offers(home: Home, *session_ids: str) -> None:
    """Wait until these and no others are offered."""
    await wait_for(lambda: offered(home) == list(session_ids))


def state_of(pi: Simulator, session_id: str) -> object:
    """Of a session on the Pi, whatever became of it; None when it was forgotten."""
    found = [session for session in pi.truth().sessions if session["id"] == session_id]
    return found[0]["state"] if found else None


def sent(pi: Simulator, route: str) -> int:
    """How often the Pi got this request."""
    return pi.counts.requests[route]


async def reload(home: Home) -> None:
    """Home Assistant starts anew, with what it stored."""
    opened = home.simulator.counts.streams_opened
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    await home.reconnected(opened)
    await home.streaming()
