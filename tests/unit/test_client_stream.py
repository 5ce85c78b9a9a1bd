"""The supervisor of a connection: when it tries again, and what it tells [C §11.7]; hours pass without waiting."""

import asyncio
from collections.abc import Awaitable, Callable
import itertools
import socket
from types import SimpleNamespace
from typing import Self, cast

from aiohttp import ClientPayloadError
from aiohttp.connector import Connection
import pytest

from custom_components.piorchestrator.client.backoff import Backoff
from custom_components.piorchestrator.client.errors import (
    KeyRefusedError,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    TimedOutError,
    UnreachableError,
)
from custom_components.piorchestrator.client.stream import (
    ABSENT_RECHECK_SECONDS,
    LinkState,
    LinkStatistics,
    Supervisor,
    keep_alive,
)
from tests.unit.virtual import run

CONNECTING, LIVE, WAITING = LinkState.CONNECTING, LinkState.LIVE, LinkState.WAITING
REFUSED, ABSENT = LinkState.REFUSED, LinkState.ABSENT

type Step = Callable[[Supervisor], Awaitable[None]]


def fails(error: Exception) -> Step:
    async def step(link: Supervisor) -> None:
        raise error

    return step


async def opens_and_stays(link: Supervisor) -> None:
    link.opened()
    link.proven()
    await asyncio.Event().wait()


async def opens_and_ends(link: Supervisor) -> None:
    link.opened()


async def delivers_and_ends(link: Supervisor) -> None:
    link.opened()
    link.proven()


class Rehearsal:
    """A supervisor that follows a script, its last step for ever, and what it did when."""

    def __init__(self, *script: Step) -> None:
        self.script = list(script)
        self.attempts: list[float] = []
        self.told: list[LinkState] = []
        self.link = Supervisor("test", self._attempt, self.told.append, Backoff(jitter=lambda: 0.0))

    async def _attempt(self, link: Supervisor) -> None:
        loop = asyncio.get_running_loop()
        self.attempts.append(loop.time())
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        await step(link)

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self.link.run())
        await asyncio.sleep(0.001)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert not self.task.done(), "the supervisor gave up"
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    @property
    def pauses(self) -> list[int]:
        """Whole seconds between the attempts."""
        times = self.attempts
        return [round(later - earlier) for earlier, later in itertools.pairwise(times)]


def test_each_state_is_told_once() -> None:
    async def main() -> None:
        async with Rehearsal(fails(UnreachableError("x")), delivers_and_ends, opens_and_stays) as scene:
            assert scene.link.state is WAITING
            await asyncio.sleep(60)
            assert scene.told == [WAITING, CONNECTING, LIVE, WAITING, CONNECTING, LIVE]
            scene.link.opened()
            assert scene.told[-2:] == [CONNECTING, LIVE]
            assert scene.link.state is LIVE

    run(main)


async def opens_and_delivers_nothing(link: Supervisor) -> None:
    link.opened(is_live=False)
    await asyncio.sleep(5)
    raise TimedOutError("nothing was delivered")


async def opens_and_delivers_late(link: Supervisor) -> None:
    link.opened(is_live=False)
    await asyncio.sleep(5)
    link.proven()
    await asyncio.sleep(5)


def test_a_connection_that_has_to_be_proven_is_live_with_its_first_frame() -> None:
    async def main() -> None:
        script = [opens_and_delivers_nothing, opens_and_delivers_late, opens_and_delivers_nothing]
        async with Rehearsal(*script, fails(UnreachableError("x"))) as scene:
            link = scene.link
            assert (link.state, link.is_held_back) == (CONNECTING, False)
            await asyncio.sleep(5.5)
            assert (link.state, link.is_held_back, link.was_closed_by_peer) == (WAITING, True, False)
            assert link.statistics.last_error == "nothing was delivered"
            await asyncio.sleep(2)
            assert (link.state, link.is_held_back) == (CONNECTING, True)
            await asyncio.sleep(5)
            assert (link.state, link.is_held_back) == (LIVE, False)
            await asyncio.sleep(4)
            assert (link.state, link.is_held_back, link.was_closed_by_peer) == (WAITING, False, True)
            await asyncio.sleep(6.5)
            assert link.is_held_back
            await asyncio.sleep(5)
            assert (link.state, link.is_held_back) == (WAITING, False), "it is not even taken"
            assert scene.told[:6] == [WAITING, CONNECTING, LIVE, WAITING, CONNECTING, WAITING]

    run(main)


async def is_taken_and_not_answered(link: Supervisor) -> None:
    """As where a proxy keeps even the beginning of the answer."""
    async with asyncio.timeout(5):
        await asyncio.sleep(10)


def test_a_connection_that_is_taken_and_not_answered_is_held_back() -> None:
    async def main() -> None:
        async with Rehearsal(is_taken_and_not_answered, fails(UnreachableError("x"))) as scene:
            await asyncio.sleep(5.5)
            assert (scene.link.state, scene.link.is_held_back) == (WAITING, True)
            await asyncio.sleep(5)
            assert not scene.link.is_held_back

    run(main)


def test_backs_off_for_ever_and_a_first_frame_begins_anew() -> None:
    async def main() -> None:
        down = fails(UnreachableError("x"))
        script = [down] * 8 + [delivers_and_ends, down, opens_and_ends, down]
        async with Rehearsal(*script) as scene:
            await asyncio.sleep(200)
            assert scene.pauses[:11] == [1, 2, 4, 8, 16, 24, 24, 24, 1, 2, 4]
            await asyncio.sleep(24 * 3600)
            assert set(scene.pauses[20:]) == {24}
            attempts = len(scene.attempts)
            assert attempts > 2000
            assert scene.link.statistics == LinkStatistics(attempts, 2, 1, 0, "x")

    run(main)


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (KeyRefusedError("no", code="UNAUTHORIZED", status=401), REFUSED, "UNAUTHORIZED: no"),
        (RouteAbsentError("no such route"), ABSENT, "no such route"),
        (RefusedError("no", code="TOTP_INVALID", status=401), WAITING, "TOTP_INVALID: no"),
        (PiOrchestratorError("x"), WAITING, "x"),
        (TimeoutError(), WAITING, "no answer in time"),
        (ConnectionResetError("10.0.0.1"), WAITING, "ConnectionResetError"),
        (ClientPayloadError("10.0.0.1"), WAITING, "ClientPayloadError"),
        (ValueError("Chunk too big"), WAITING, "ValueError"),
    ],
)
def test_what_each_error_leads_to(error: Exception, state: LinkState, words: str) -> None:
    async def main() -> None:
        async with Rehearsal(fails(error)) as scene:
            assert scene.link.state is state
            assert scene.told == [state]
            assert scene.link.statistics.last_error == words

    run(main)


def test_a_connection_that_ends_is_tried_again() -> None:
    async def main() -> None:
        async with Rehearsal(opens_and_ends) as scene:
            assert scene.told == [LIVE, WAITING]
            assert scene.link.statistics.last_error == "the server closed the connection"

    run(main)


@pytest.mark.parametrize(("hint", "pause"), [(None, 1), (0.5, 1), (12.0, 12)])
def test_the_servers_waiting_time_counts_if_it_is_longer(hint: float | None, pause: int) -> None:
    async def main() -> None:
        busy = RefusedError("busy", status=503, retryable=True, retry_after=hint)
        async with Rehearsal(fails(busy), opens_and_stays) as scene:
            await asyncio.sleep(60)
            assert scene.pauses == [pause]

    run(main)


def test_a_refused_key_waits_for_another_one() -> None:
    async def main() -> None:
        async with Rehearsal(fails(KeyRefusedError("no", status=401)), opens_and_stays) as scene:
            await asyncio.sleep(24 * 3600)
            assert len(scene.attempts) == 1
            scene.link.wake()
            await asyncio.sleep(0.001)
            assert scene.told == [REFUSED, CONNECTING, LIVE]

    run(main)


def test_a_key_that_comes_while_the_old_one_is_being_refused_is_tried_at_once() -> None:
    async def refuses_slowly(link: Supervisor) -> None:
        await asyncio.sleep(5)
        raise KeyRefusedError("no", status=401)

    async def main() -> None:
        async with Rehearsal(refuses_slowly, opens_and_stays) as scene:
            scene.link.wake()
            await asyncio.sleep(6)
            assert scene.link.state is LIVE
            assert len(scene.attempts) == 2

    run(main)


def test_a_wake_that_the_open_connection_has_answered_is_no_reason_to_hurry_later() -> None:
    async def opens_late(link: Supervisor) -> None:
        await asyncio.sleep(5)
        link.opened()

    async def main() -> None:
        async with Rehearsal(opens_late, opens_and_stays) as scene:
            scene.link.wake()
            await asyncio.sleep(60)
            assert scene.pauses == [6]

    run(main)


def test_an_absent_route_is_looked_for_now_and_then() -> None:
    async def main() -> None:
        async with Rehearsal(fails(RouteAbsentError("none"))) as scene:
            await asyncio.sleep(3 * ABSENT_RECHECK_SECONDS + 1)
            assert scene.pauses == [ABSENT_RECHECK_SECONDS] * 3

    run(main)


def test_wake_ends_any_wait() -> None:
    async def main() -> None:
        async with Rehearsal(fails(RouteAbsentError("none")), opens_and_stays) as scene:
            scene.link.wake()
            await asyncio.sleep(0.001)
            assert scene.link.state is LIVE

    run(main)


def test_drop_gives_a_live_connection_up() -> None:
    async def main() -> None:
        async with Rehearsal(opens_and_stays) as scene:
            scene.link.drop()
            await asyncio.sleep(0.001)
            assert scene.link.state is WAITING
            assert scene.link.statistics.last_error == "the connection was found dead"
            scene.link.drop()
            await asyncio.sleep(60)
            assert scene.told == [LIVE, WAITING, CONNECTING, LIVE]

    run(main)


def test_drop_while_connecting_is_nothing() -> None:
    async def opens_late(link: Supervisor) -> None:
        await asyncio.sleep(5)
        await opens_and_stays(link)

    async def main() -> None:
        async with Rehearsal(opens_late) as scene:
            scene.link.drop()
            await asyncio.sleep(60)
            assert scene.told == [LIVE]

    run(main)


def test_an_attempt_that_is_cancelled_leaves_no_task() -> None:
    async def main() -> None:
        async with Rehearsal(opens_and_stays):
            assert len(asyncio.all_tasks()) == 4
        assert len(asyncio.all_tasks()) == 1

    run(main)


class _Socket:
    def __init__(self) -> None:
        self.options: list[tuple[int, int, int]] = []

    def setsockopt(self, level: int, option: int, value: int) -> None:
        self.options.append((level, option, value))


def _connection(found: _Socket | None) -> Connection:
    transport = SimpleNamespace(get_extra_info=lambda name: found if name == "socket" else None)
    return cast("Connection", SimpleNamespace(transport=transport))


def test_the_kernel_finds_a_dead_peer_within_a_minute() -> None:
    found = _Socket()
    keep_alive(_connection(found))
    assert (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1) in found.options
    of = {option: value for level, option, value in found.options if level == socket.IPPROTO_TCP}
    assert of[socket.TCP_KEEPIDLE] + of[socket.TCP_KEEPINTVL] * of[socket.TCP_KEEPCNT] <= 60


def test_without_a_socket_there_is_nothing_to_keep_alive() -> None:
    keep_alive(None)
    keep_alive(cast("Connection", SimpleNamespace(transport=None)))
    keep_alive(_connection(None))


def test_systems_without_the_options_keep_what_they_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "TCP_KEEPIDLE")
    found = _Socket()
    keep_alive(_connection(found))
    assert len(found.options) == 3
