"""`run_batch` over sockets: a whole batch in one call, and how it ends when something comes in between."""

import asyncio
from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.piorchestrator.core.device_list import read_list
from simulator import Board, Fate
from tests.conftest import API_KEY, WIFI_PASSWORD, wait_for
from tests.live.home import Home
from tests.live.truth import truth


@pytest.fixture
def speed() -> float:
    """Sixty times: a time-out of 120 s takes two."""
    return 60


def mac(index: int) -> str:
    return f"24:6F:28:0D:00:{index:02X}"


def outcomes(answer: dict[str, Any]) -> dict[str, str]:
    return {board["mac"]: board["outcome"] for board in answer["report"]["boards"]}


async def test_from_nothing_to_the_report(home: Home) -> None:
    pi = home.simulator
    pi.add_boards(Board(mac(index), appear_after=index * 10) for index in range(4))
    pi.add_boards([Board(mac(4), fate=Fate.REJECT_ONCE), Board(mac(5), allowed=False)])
    answer = await home.call("run_batch")
    assert answer["result"] == "complete"
    assert not answer["preliminary"]
    assert outcomes(answer) == {mac(index): "verified" for index in range(5)} | {mac(5): "stranger"}
    figures = answer["report"]["figures"]
    assert figures["verified"] == 5
    assert figures["success_rate"] == 100
    assert figures["p95_seconds"] >= figures["median_seconds"] > 0
    attempts = {board["mac"]: board["attempts"] for board in answer["report"]["boards"]}
    assert attempts == {mac(index): 1 for index in range(4)} | {mac(4): 2, mac(5): 0}
    assert pi.truth().session is not None
    assert home.value("session_state") == "closed"
    assert home.state("switch", "unattended").state == "off"
    assert API_KEY not in str(answer)
    assert WIFI_PASSWORD not in str(answer)
    await truth(home)
    assert home.value("verified_total") == "5"
    assert home.value("success_rate") == "100.0"


async def test_named_boards_alone(home: Home) -> None:
    pi = home.simulator
    pi.add_boards(Board(mac(index)) for index in range(3))
    answer = await home.call("run_batch", macs=[mac(0).lower(), mac(1).replace(":", "-")])
    assert answer["result"] == "complete"
    assert outcomes(answer) == {mac(0): "verified", mac(1): "verified", mac(2): "waiting"}


async def test_failures_end_it_and_can_be_imported_again(home: Home) -> None:
    pi = home.simulator
    pi.add_boards([Board(mac(0)), Board(mac(1), fate=Fate.REJECT, description="=Door", container_id="box")])
    answer = await home.call("run_batch", retries=2)
    assert answer["result"] == "with_failures"
    assert outcomes(answer) == {mac(0): "verified", mac(1): "failed"}
    failed = next(board for board in answer["report"]["boards"] if board["outcome"] == "failed")
    assert failed["attempts"] == 3
    assert failed["error_message"]
    (row,) = read_list(answer["failed_boards"]).rows
    assert (row.mac, row.description, row.container_id) == (mac(1), "=Door", "box")
    text = await home.call("get_report", format="markdown")
    assert "**1 verified**" in text["content"]
    table = await home.call("get_report", format="csv")
    assert len(table["content"].splitlines()) == 3


async def test_a_number_of_boards(home: Home) -> None:
    pi = home.simulator
    pi.add_boards(Board(mac(index)) for index in range(5))
    answer = await home.call("run_batch", expected_count=3)
    assert answer["result"] == "complete"
    assert answer["report"]["figures"]["verified"] == 3


async def test_a_running_session_is_taken_up(home: Home) -> None:
    pi = home.simulator
    pi.add_boards(Board(mac(index)) for index in range(2))
    await home.press_start()
    await wait_for(lambda: home.shows("2", "device_count"))
    await home.press("provision_all")
    answer = await home.call("run_batch")
    assert answer["result"] == "complete"
    assert pi.counts.requests["POST /batch/start"] == 1


@pytest.mark.parametrize("how", ["closed", "replaced", "timeout"])
async def test_it_ends_when_it_must(home: Home, how: str) -> None:
    pi = home.simulator
    pi.add_boards([Board(mac(0)), Board(mac(1), appear_after=100_000)])
    running = asyncio.create_task(home.call("run_batch", timeout=10 if how == "timeout" else 60))
    await wait_for(lambda: home.shows("1", "verified_count"), 20)
    if how != "timeout":
        pi.stop_session()
    if how == "replaced":
        pi.start_session()
    answer = await running
    assert answer["result"] in ({"closed", "replaced"} if how == "replaced" else {how})
    assert outcomes(answer)[mac(0)] == "verified"
    assert home.entry.runtime_data.reports.finished[0].session_id == answer["report"]["session_id"]


async def test_wrong_use_begins_nothing(home: Home) -> None:
    pi = home.simulator
    for data, key in (
        ({}, "nothing_expected"),
        ({"macs": [mac(0)]}, "boards_not_allowed"),
        ({"macs": ["x"]}, "invalid_mac"),
        ({"macs": [mac(0)], "expected_count": 1}, "macs_or_count"),
        ({"expected_count": 1, "network": "Nowhere"}, "unknown_profile"),
    ):
        with pytest.raises(ServiceValidationError) as wrong:
            await home.call("run_batch", **data)
        assert wrong.value.translation_key == key
    assert pi.counts.requests["POST /batch/start"] == 0
    with pytest.raises(ServiceValidationError) as wrong:
        await home.call("get_report")
    assert wrong.value.translation_key == "no_report"


async def test_one_at_a_time_and_a_cancelled_one_leaves_the_session(home: Home) -> None:
    pi = home.simulator
    pi.add_boards([Board(mac(0), verify_seconds=600)])
    running = asyncio.create_task(home.call("run_batch"))
    await wait_for(lambda: home.shows("1", "provisioned_count"), 20)
    with pytest.raises(ServiceValidationError) as wrong:
        await home.call("run_batch")
    assert wrong.value.translation_key == "batch_running"
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    pi.add_board(Board(mac(1)))
    await wait_for(lambda: home.shows("2", "device_count"))
    await home.coordinator.async_refresh()
    assert pi.counts.requests["POST /batch/{id}/devices/{mac}/provision"] == 1
    assert pi.truth().session is not None
    assert home.value("session_state") != "closed"
    assert (await home.call("get_report"))["preliminary"]


async def test_an_unload_ends_it(home: Home) -> None:
    pi = home.simulator
    pi.add_boards([Board(mac(0), verify_seconds=600)])
    running = asyncio.create_task(home.call("run_batch"))
    await wait_for(lambda: home.shows("1", "provisioned_count"), 20)
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    with pytest.raises(ServiceValidationError) as wrong:
        await asyncio.wait_for(running, 5)
    assert wrong.value.translation_key == "not_loaded"
