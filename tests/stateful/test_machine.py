"""Random scripts of people, other clients and calamities; hypothesis shortens the one that ends with a lie."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
import logging
from typing import override

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
import pytest

from custom_components.piorchestrator import coordinator, reader, stream_watch
from custom_components.piorchestrator.client import sse_link, stream, transport
from custom_components.piorchestrator.client.backoff import Backoff
from simulator import Board, Fate, Simulator
from simulator.codes import ApiError
from tests.conftest import API_KEY
from tests.live.journal import assert_no_traceback
from tests.stateful.world import World

MACS = tuple(f"24:6F:28:0F:00:{number:02X}" for number in range(5))
ROUTES = (
    "*",
    "GET *",
    "GET /batch/{id}",
    "GET /batch/events",
    "GET /allowlist",
    "GET /sessions/recoverable",
    "POST *",
)
CODES = ("NETWORK_ERROR", "RATE_LIMITED", "INTERNAL_ERROR", "SESSION_NOT_FOUND", "DEVICE_INVALID_STATE")
RUBBISH = (
    b"data: {\n\n",
    b"data: [1]\n\n",
    b"event: x\nid: \0\n\n",
    b"data:",
    b"\r",
    b"\xff\n\n",
    b"data: 7\n\n",
)
# Without the stream: where it is absent nobody asks again for minutes [C §11.7]; nor what changes something, which is
# tried under its other name where it is absent [C D1].
READS = ("GET /batch/{id}", "GET /allowlist", "GET /sessions/recoverable")
macs = st.sampled_from(MACS)


class Machine(RuleBasedStateMachine):
    """The rules; `World` does the work."""

    caplog: pytest.LogCaptureFixture  # of the one test, for every script

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.boards: set[str] = set()

    @override
    def teardown(self) -> None:
        """However the script ended; a traceback belongs to the script that left it."""
        try:
            self.world.close()
            assert_no_traceback(self.caplog)
        finally:
            self.caplog.clear()

    # The world

    @rule(mac=macs, fate=st.sampled_from(Fate), allowed=st.booleans())
    def board_appears(self, mac: str, fate: Fate, *, allowed: bool) -> None:
        if mac not in self.boards:
            self.boards.add(mac)
            if allowed:
                self.world.placed.add(mac)
            self._order(lambda pi: pi.add_board(Board(mac, fate=fate, allowed=allowed)))

    @rule(seconds=st.sampled_from((0.02, 0.1, 0.4)))
    def time_passes(self, seconds: float) -> None:
        self.world.run(asyncio.sleep(seconds))

    # People

    @rule()
    def start(self) -> None:
        self.world.run(self.world.start())

    @rule()
    def provision_all(self) -> None:
        self.world.run(self.world.press("provision_all", "POST /batch/{id}/provision-all"))

    @rule()
    def retry_failed(self) -> None:
        self.world.run(self.world.press("retry_failed", "POST /batch/{id}/devices/{mac}/retry"))

    @rule()
    def stop(self) -> None:
        self.world.run(self.world.press("stop_session", "POST /batch/{id}/stop"))

    @rule()
    def resume(self) -> None:
        self.world.run(self.world.press("resume_session", "POST /sessions/{id}/resume"))

    @rule(mac=macs)
    def provision(self, mac: str) -> None:
        route = "POST /batch/{id}/devices/{mac}/provision"
        self.world.run(self.world.call("provision_device", route, mac=mac))

    @rule(mac=macs)
    def allow(self, mac: str) -> None:
        self.world.placed.add(mac)
        self.world.run(self.world.call("add_to_allowlist", "POST /allowlist", mac=mac))

    @rule(mac=macs)
    def disallow(self, mac: str) -> None:
        # A busy server is waited for, and asked again [C §6].
        self.world.asked["DELETE /allowlist/{mac}"] += 5
        self.world.run(self.world.call("remove_from_allowlist", "DELETE /allowlist/{mac}", mac=mac))

    @rule()
    def reload(self) -> None:
        self.world.run(self.world.reload())

    # Other clients

    @rule(mac=macs)
    def others_allow(self, mac: str) -> None:
        self.world.placed.add(mac)
        self._order(lambda pi: pi.allow(mac))

    @rule(mac=macs)
    def others_disallow(self, mac: str) -> None:
        self._order(lambda pi: pi.disallow(mac))

    @rule()
    def others_start(self) -> None:
        self._order(lambda pi: pi.start_session("Cellar"))

    @rule()
    def others_provision(self) -> None:
        self._order(Simulator.provision_all)

    @rule(end=st.sampled_from(("stop_session", "expire_session", "resume_session")))
    def others_end(self, end: str) -> None:
        self._order(getattr(Simulator, end))

    def _order(self, order: Callable[[Simulator], object]) -> None:
        """Do something to the Pi, on the loop; what it refuses to others it would refuse to us."""

        async def give() -> None:
            with suppress(ApiError):
                order(self.world.pi)

        self.world.run(give())

    # Calamities

    @rule(after=st.sampled_from((None, 0, 50, 700)))
    def stream_is_cut(self, after: int | None) -> None:
        self._order(lambda pi: pi.cut_streams(after))

    @rule()
    def stream_falls_silent(self) -> None:
        self.world.silent = True
        self._order(lambda pi: pi.silence_streams())

    @rule(muted=st.booleans())
    def events_are_lost(self, *, muted: bool) -> None:
        if muted:
            self._order(lambda pi: pi.mute_events())
        else:
            self._order(lambda pi: pi.unmute_events())

    @rule()
    def events_are_held(self) -> None:
        self._order(lambda pi: pi.hold_events())

    @rule(backwards=st.booleans())
    def events_come_late(self, *, backwards: bool) -> None:
        self._order(lambda pi: pi.release_events(backwards=backwards))

    @rule(copies=st.integers(1, 3))
    def events_are_repeated(self, copies: int) -> None:
        self._order(lambda pi: pi.repeat_events(copies))

    @rule(data=st.sampled_from(RUBBISH), chunk=st.sampled_from((None, 1)))
    def rubbish_comes(self, data: bytes, chunk: int | None) -> None:
        self._order(lambda pi: pi.send_raw(data, chunk))

    @rule(dialect=st.sampled_from(("entity", "flat", "mixed")))
    def dialect_changes(self, dialect: str) -> None:
        self._order(lambda pi: pi.switches.update([("sse_dialect", dialect)]))

    @rule(route=st.sampled_from(ROUTES), code=st.sampled_from(CODES), times=st.integers(1, 4))
    def server_refuses(self, route: str, code: str, times: int) -> None:
        self._order(lambda pi: pi.faults.fail(route, code, times, retry_after=0.05))

    @rule(route=st.sampled_from(ROUTES), after_work=st.booleans(), times=st.integers(1, 4))
    def server_hangs_up(self, route: str, times: int, *, after_work: bool) -> None:
        self._order(lambda pi: pi.faults.drop(route, after_work=after_work, times=times))

    @rule(route=st.sampled_from(ROUTES))
    def server_hangs(self, route: str) -> None:
        self._order(lambda pi: pi.faults.hang(route))

    @rule(route=st.sampled_from(ROUTES), seconds=st.sampled_from((0.05, 0.3)))
    def server_is_slow(self, route: str, seconds: float) -> None:
        self._order(lambda pi: pi.faults.delay(route, seconds))

    @rule(downtime=st.sampled_from((0.0, 0.2)))
    def pi_restarts(self, downtime: float) -> None:
        self.world.run(self.world.pi.restart(downtime))

    @rule(seconds=st.sampled_from((-3600, 3600)))
    def clock_jumps(self, seconds: int) -> None:
        self._order(lambda pi: pi.jump_clock(seconds))

    @rule(known=st.booleans())
    def key_changes(self, *, known: bool) -> None:
        self.world.pi.api_key = API_KEY if known else "another"

    @rule(route=st.sampled_from(READS), times=st.integers(1, 4))
    def page_comes_instead(self, route: str, times: int) -> None:
        self._order(lambda pi: pi.faults.answer(route, 200, b"<html></html>", "text/html", times=times))

    @rule(null=st.sampled_from(("on", "off")), named=st.sampled_from(("on", "off")))
    def build_changes(self, null: str, named: str) -> None:
        self._order(lambda pi: pi.switches.update([("null_lists", null), ("sse_named", named)]))


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is waited for comes sooner, in the same order of sizes."""
    monkeypatch.setattr(coordinator, "READ_COOLDOWN_SECONDS", 0.05)
    monkeypatch.setattr(coordinator, "SAFETY_READ", timedelta(seconds=2))
    monkeypatch.setattr(coordinator, "FALLBACK_POLL", timedelta(seconds=1))
    monkeypatch.setattr(coordinator, "BOARD_AGREEMENT_SECONDS", 2.0)
    monkeypatch.setattr(reader, "READ_BUDGET_SECONDS", 0.7)
    monkeypatch.setattr(reader, "RECOVERY_SECONDS", 2.0)
    # Here a session begins and is interrupted in no time at all, which a Pi that boots cannot do.
    monkeypatch.setattr(reader, "_MOMENT_SECONDS", 0.0)
    monkeypatch.setattr(stream, "Backoff", lambda: Backoff(first=0.05, ceiling=0.5))
    monkeypatch.setattr(stream_watch, "DEAF_SECONDS", 0.5)
    monkeypatch.setattr(stream_watch, "REFUSED_RECHECK_SECONDS", 1.0)
    monkeypatch.setattr(stream, "ABSENT_RECHECK_SECONDS", 1.0)
    monkeypatch.setattr(sse_link, "SHORTEST_SILENCE_SECONDS", 3.0)
    monkeypatch.setattr(sse_link, "REQUEST_SECONDS", 0.7)
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 0.7)
    monkeypatch.setattr(transport, "READ_PAUSES", (0.01, 0.02))
    monkeypatch.setattr("custom_components.piorchestrator.series.SHORTEST_WAIT_SECONDS", 0.01)


@pytest.mark.usefixtures("socket_enabled", "hurried")
@pytest.mark.timeout(0)  # a search that goes on as long as its profile says
def test_any_script_ends_with_the_truth(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of people, other clients and faults in any order; nothing is sent twice, nothing is left, no exception escapes."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(Machine, "caplog", caplog, raising=False)
    profile = settings()
    run_state_machine_as_test(
        Machine,
        settings=settings(
            profile,
            max_examples=profile.max_examples // 2,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
