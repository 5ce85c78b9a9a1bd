"""A server that takes every connection, says a word and goes: it is not asked each second for months [C §11.7]."""

import asyncio

from custom_components.piorchestrator.client.errors import UnreachableError
from custom_components.piorchestrator.client.stream import (
    MOST_SHORT_LIVES,
    SHORT_LIFE_SECONDS,
    LinkState,
    Supervisor,
)
from tests.unit.test_client_stream import Rehearsal, delivers_and_ends, fails, opens_and_stays
from tests.unit.virtual import run

DAY = 24 * 3600


async def lives_long(link: Supervisor) -> None:
    link.opened()
    link.proven()
    await asyncio.sleep(SHORT_LIFE_SECONDS)


def test_comes_and_goes_for_a_day() -> None:
    """The first ones may belong to a restart; then the pauses grow as if nobody answered."""

    async def main() -> None:
        async with Rehearsal(delivers_and_ends) as scene:
            await asyncio.sleep(DAY)
            first = MOST_SHORT_LIVES
            assert scene.pauses[:first] == [1] * first
            assert scene.pauses[first : first + 6] == [2, 4, 8, 16, 24, 24]
            assert len(scene.attempts) < DAY / 24 + 20
            assert scene.told.count(LinkState.LIVE) == len(scene.attempts)

    run(main)


def test_one_that_stays_a_while_begins_anew() -> None:
    async def main() -> None:
        script = [delivers_and_ends] * (MOST_SHORT_LIVES + 4) + [lives_long, delivers_and_ends]
        async with Rehearsal(*script) as scene:
            await asyncio.sleep(600)
            pauses = scene.pauses[MOST_SHORT_LIVES + 4 :]
            assert pauses[0] == SHORT_LIFE_SECONDS + 1
            assert pauses[1 : MOST_SHORT_LIVES + 2] == [*[1] * MOST_SHORT_LIVES, 2]

    run(main)


def test_what_never_answers_in_between_is_no_short_life() -> None:
    """After an outage of the server the first word still ends the long pauses."""

    async def main() -> None:
        down = fails(UnreachableError("x"))
        async with Rehearsal(*[down] * 8, delivers_and_ends, down, opens_and_stays) as scene:
            await asyncio.sleep(300)
            assert scene.pauses == [1, 2, 4, 8, 16, 24, 24, 24, 1, 2]

    run(main)
