"""The routes that only the dashboard names, present and absent [C §10.6]."""

from collections.abc import Awaitable, Callable

import pytest

from custom_components.piorchestrator.client import (
    AllowlistEntry,
    PiOrchestratorClient,
    RefusedError,
    RouteAbsentError,
)
from simulator import Board

from .bench import MAC, OTHER_MAC, Bench


async def test_extended_pause_and_skip(bench: Bench) -> None:
    """Pause, go on, skip."""
    bench.sim.switches.extended_routes = "on"
    session = await bench.begin(Board(MAC))
    extended = bench.client.extended
    paused = await extended.pause(session.id)
    assert paused is not None
    assert paused.session.state == "paused"
    active = await extended.unpause(session.id)
    assert active is not None
    assert active.session.state == "active"
    assert (await extended.skip(session.id, MAC)).state == "failed"


async def test_extended_allowlist(bench: Bench) -> None:
    """One entry, many entries, figures, all entries."""
    bench.sim.switches.extended_routes = "on"
    extended = bench.client.extended
    entries = [AllowlistEntry(mac=MAC, description="Shelf"), AllowlistEntry(mac=OTHER_MAC)]
    added = await extended.allow_many(entries)
    assert (added.added, added.skipped) == (2, 0)
    assert bench.sim.received[-1].json == {
        "entries": [{"mac": MAC, "description": "Shelf"}, {"mac": OTHER_MAC}]
    }
    changed = await extended.update_entry(MAC, container_id="c-1")
    assert changed is not None
    assert (changed.description, changed.container_id) == ("Shelf", "c-1")
    assert await extended.allowlist_entry(MAC) == changed
    figures = await extended.allowlist_statistics()
    assert (figures.total, figures.used, figures.available) == (2, 0, 2)
    removed = await extended.disallow_many([MAC, "24:6F:28:00:00:99"])
    assert (removed.removed, removed.not_found) == (1, 1)
    assert (await extended.clear_allowlist()).cleared == 1
    assert bench.sim.received[-1].json == {"confirm": "CONFIRM"}
    bench.sim.faults.fail("DELETE /allowlist/all", "DATABASE_ERROR")
    with pytest.raises(RefusedError):
        await extended.clear_allowlist()
    with pytest.raises(RefusedError) as refused:
        await extended.allowlist_entry(MAC)
    assert refused.value.status == 404


async def test_a_bad_value_is_no_absent_route(bench: Bench) -> None:
    """Only where a server without the route takes its name for a MAC does that refusal tell of absence."""
    bench.sim.switches.extended_routes = "on"
    for _ in range(2):
        bench.sim.faults.fail("POST /allowlist/bulk", "VALIDATION_FAILED")
        with pytest.raises(RefusedError):
            await bench.client.extended.allow_many([])
    assert (await bench.client.extended.allow_many([])).added == 0


async def test_extended_sessions(bench: Bench) -> None:
    """History and discarding."""
    bench.sim.switches.extended_routes = "on"
    extended = bench.client.extended
    session = await bench.begin()
    await bench.client.stop(session.id)
    assert [past.id for past in (await extended.history(5)).sessions] == [session.id]
    assert bench.sim.received[-1].query == {"limit": "5"}
    assert (await extended.clear_history(older_than_days=0)).cleared == 1
    second = await bench.begin()
    await extended.discard(second.id)
    assert bench.sim.truth().sessions == []


async def test_removing_many_by_the_other_method(bench: Bench) -> None:
    """The sources disagree about the method; each is asked once."""
    bench.sim.switches.extended_routes = "on"
    bench.sim.faults.answer("POST /allowlist/bulk-remove", 404)
    bench.sim.allow(MAC)
    for removed in (1, 0):
        assert (await bench.client.extended.disallow_many([MAC])).removed == removed
    assert bench.asked("POST /allowlist/bulk-remove") == 1
    assert bench.asked("DELETE /allowlist/bulk-remove") == 2


type Call = Callable[[PiOrchestratorClient], Awaitable[object]]

EXTENDED: list[tuple[Call, list[str]]] = [
    (lambda client: client.extended.pause("s"), ["POST /batch/{id}/pause"]),
    (lambda client: client.extended.unpause("s"), ["POST /batch/{id}/resume"]),
    (lambda client: client.extended.skip("s", MAC), ["POST /batch/{id}/devices/{mac}/skip"]),
    (lambda client: client.extended.allowlist_entry(MAC), ["GET /allowlist/{mac}"]),
    (lambda client: client.extended.update_entry(MAC), ["PATCH /allowlist/{mac}"]),
    (lambda client: client.extended.allow_many([]), ["POST /allowlist/bulk"]),
    (
        lambda client: client.extended.disallow_many([]),
        ["POST /allowlist/bulk-remove", "DELETE /allowlist/bulk-remove"],
    ),
    (lambda client: client.extended.clear_allowlist(), ["DELETE /allowlist/all"]),
    (lambda client: client.extended.allowlist_statistics(), ["GET /allowlist/stats"]),
    (lambda client: client.extended.discard("s"), ["DELETE /sessions/{id}"]),
    (lambda client: client.extended.history(), ["GET /sessions/history"]),
    (lambda client: client.extended.clear_history(), ["DELETE /sessions/history"]),
]


@pytest.mark.parametrize(("call", "routes"), EXTENDED, ids=[routes[0] for _, routes in EXTENDED])
async def test_an_absent_route_is_asked_for_once(bench: Bench, call: Call, routes: list[str]) -> None:
    """Off by default; the result is remembered for this client."""
    for _ in range(2):
        with pytest.raises(RouteAbsentError):
            await call(bench.client)
    assert len(bench.sim.received) == len(routes)
    bench.sim.switches.extended_routes = "on"
    with pytest.raises(RouteAbsentError):
        await call(bench.client)
    assert len(bench.sim.received) == len(routes)
    assert bench.sim.unexpected == []
