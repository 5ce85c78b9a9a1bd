"""The blueprint `report_finished_batch` as an automation over the simulator."""

import asyncio

from homeassistant.core import ServiceCall
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from simulator import Board, Fate
from tests.conftest import PROFILE_ID, wait_for
from tests.live.home import Home

from .automated import Desk, automate, device_of
from .work import A, B, attempted, quiet


async def test_whole_report_and_short_text(home: Home, desk: Desk) -> None:
    pi = home.simulator
    texts = async_mock_service(home.hass, "notify", "send_message")
    await automate(
        home.hass, "report_finished_batch", [device_of(home.hass, home.entry)], targets=["notify.team"]
    )
    await attempted(home, Board(A), Board(B, fate=Fate.REJECT, description="[x](y) {{ 1 + 1 }}"))
    assert not desk.shown
    await home.press("stop_session")
    await wait_for(lambda: len(texts) == 1)
    await home.hass.async_block_till_done()
    (text,) = desk.texts
    assert text.startswith("A batch has finished\n## Batch for Workshop")
    assert "**1 verified**" in text
    assert f"- **\\[x\\](y) {{{{ 1 + 1 }}}}** ({B}): failed, DEVICE_REJECTED" in text
    assert [
        ("| verified |" in line, "| failed |" in line) for line in text.splitlines() if f"| {A} |" in line
    ] == [(True, False)]
    assert texts[0].data == {
        "entity_id": ["notify.team"],
        "title": "A batch has finished",
        "message": "Boards verified: 1, failed: 1, unfinished: 0, missing: 0. Server: PiOrchestrator (127.0.0.1)",
    }
    await home.press_start()
    await home.press("stop_session")
    await wait_for(lambda: len(texts) == 2)
    assert len(desk.shown) == 2, "each batch has its own"
    assert not pi.unexpected


@pytest.mark.parametrize(
    ("outcome", "fate", "count"),
    [
        ("all_verified", Fate.VERIFY, 1),
        ("all_verified", Fate.REJECT, 0),
        ("with_failures", Fate.VERIFY, 0),
        ("with_failures", Fate.REJECT, 1),
        ("nothing_done", Fate.VERIFY, 0),
    ],
)
async def test_only_those_that_were_asked_for(
    home: Home, desk: Desk, outcome: str, fate: Fate, count: int
) -> None:
    await automate(home.hass, "report_finished_batch", [device_of(home.hass, home.entry)], outcome=outcome)
    await attempted(home, Board(A, fate=fate))
    await home.press("stop_session")
    await wait_for(lambda: home.shows("closed", "session_state"))
    await quiet(home, 0.7)
    assert len(desk.shown) == count


async def test_batches_in_which_nothing_was_done(home: Home, desk: Desk) -> None:
    pi = [device_of(home.hass, home.entry)]
    await automate(home.hass, "report_finished_batch", pi, outcome="nothing_done")
    await home.press_start()
    await home.press("stop_session")
    await wait_for(lambda: len(desk.shown) == 1)


async def test_each_report_is_of_its_own_batch(home: Home, desk: Desk) -> None:
    """Batches end faster than the first of them is told."""
    told: list[str] = []
    let_go = asyncio.Event()

    async def send(call: ServiceCall) -> None:
        await let_go.wait()
        told.append(call.data["message"].split(",")[0])

    home.hass.services.async_register("notify", "send_message", send)
    await automate(
        home.hass, "report_finished_batch", [device_of(home.hass, home.entry)], targets=["notify.team"]
    )
    pi, reports = home.simulator, home.entry.runtime_data.reports
    for number in range(3):
        if number == 1:
            pi.add_board(Board(A))
        await home.press_start()
        if number == 1:
            await wait_for(lambda: home.shows("1", "device_count"))
            await home.press("provision_all")
            await wait_for(lambda: home.shows("1", "verified_count"))
            pi._engine.boards.clear()
        await wait_for(lambda: home.available("stop_session"))
        await home.press("stop_session")
        await wait_for(lambda: len(reports.finished) > number)  # noqa: B023 - waited for in this turn of the loop
        await wait_for(lambda: home.available("start_session", PROFILE_ID))
    let_go.set()
    await wait_for(lambda: len(told) == 3)
    assert told == [f"Boards verified: {count}" for count in (0, 1, 0)]
    assert ["**1 verified**" in text for text in desk.texts] == [False, True, False]
