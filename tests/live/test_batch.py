"""A box of boards from the first press to the last, and what Home Assistant shows of it [C §9, §10]."""

import asyncio

import pytest

from simulator import Board, Fate, World
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.truth import truth

STRANGERS = ("24:6F:28:99:00:01", "24:6F:28:99:00:02")
# Every fate, three boards that simply work, and two strangers: twelve.
MIXED = [
    *(Board(f"24:6F:28:01:00:{index:02X}", fate=fate) for index, fate in enumerate(Fate)),
    Board("24:6F:28:01:00:10", rssi=-87, container_id="fridge-1", description="Top shelf"),
    Board("24:6F:28:01:00:11", appear_after=3),
    *(Board(mac, allowed=False) for mac in STRANGERS),
]


@pytest.fixture
def speed() -> float:
    """Deliveries that time out take 120 s of the Pi's time."""
    return 60


async def test_mixed_batch_by_buttons_alone(home: Home) -> None:
    pi = home.simulator
    pi.add_boards(MIXED)
    await home.press_start()
    await truth(home, clients=False)
    await wait_for(lambda: len(pi.truth().devices) == len(MIXED))
    await truth(home, clients=False)

    await home.press("provision_all")
    await pi.wait_idle()
    await truth(home, clients=False)
    assert home.value("failed_count") == "6"

    await home.press("retry_failed")
    await pi.wait_idle()
    await truth(home, clients=False)
    # Those that fail for good; the two with a second chance took it.
    assert home.value("failed_count") == "4"
    assert home.value("verified_count") == "6"

    await home.press("stop_session")
    await truth(home)
    assert home.value("session_state") == "closed"
    requests = pi.counts.requests
    assert requests["POST /batch/start"] == requests["POST /batch/{id}/provision-all"] == 1
    assert requests["POST /batch/{id}/stop"] == 1
    assert requests["POST /batch/{id}/devices/{mac}/retry"] == 6
    assert not pi.unexpected
    assert not pi.switched_off
    assert not any(home.entity_id("sensor", "status", mac) for mac in STRANGERS)


async def test_300_boards(home: Home) -> None:
    pi = home.simulator
    pi.load_world(World.batch(300))
    pi.add_boards(Board(mac, allowed=False) for mac in STRANGERS)
    await home.press_start()
    await wait_for(lambda: len(pi.truth().devices) == 302)
    await truth(home, clients=False)
    await home.press("provision_all")
    await pi.wait_idle()
    await truth(home, clients=False)
    await home.press("stop_session")
    await truth(home)
    assert int(home.value("verified_count")) + int(home.value("failed_count")) == 300
    assert not any(home.entity_id("sensor", "status", mac) for mac in STRANGERS)
    assert not pi.unexpected


async def test_no_board_of_an_old_session_in_the_next(home: Home) -> None:
    pi = home.simulator
    pi.add_boards(MIXED[:3])
    await home.press_start()
    await wait_for(lambda: len(pi.truth().devices) == 3)
    await home.press("provision_all")
    await pi.wait_idle()
    await home.press("stop_session")
    await truth(home)
    for board in MIXED[:3]:
        pi._engine.boards.pop(board.mac)

    pi.add_board(Board("24:6F:28:01:00:77"))
    await home.press_start()
    await wait_for(lambda: len(pi.truth().devices) == 1)
    await truth(home, clients=False)
    assert home.value("device_count") == "1"
    assert home.value("failed_count") == "0"


async def test_single_board_by_its_own_buttons(home: Home) -> None:
    pi, mac = home.simulator, "24:6F:28:01:00:05"
    pi.add_board(Board(mac, fate=Fate.REJECT_ONCE))
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", mac))
    await home.press("provision", mac)
    await pi.wait_idle()
    await truth(home, clients=False)
    await home.press("retry", mac)
    await pi.wait_idle()
    await truth(home, clients=False)
    assert home.value("status", mac) == "verified"


async def test_a_board_taken_off_the_list_in_mid_batch(home: Home) -> None:
    pi, mac = home.simulator, "24:6F:28:01:00:06"
    pi.add_board(Board(mac))
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", mac))
    pi.disallow(mac)
    await wait_for(lambda: home.shows("0", "allowlist_total"))
    assert not home.available("provision", mac)
    pi.allow(mac)
    await truth(home, clients=False)


async def test_a_verified_board_allowed_anew_is_available_again(home: Home) -> None:
    pi, mac = home.simulator, "24:6F:28:01:00:07"
    pi.add_board(Board(mac))
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", mac))
    await home.press("provision_all")
    await pi.wait_idle()
    await truth(home, clients=False)
    assert home.value("allowlist_available") == "0"
    await asyncio.sleep(1.1)  # the Pi tells whole seconds
    pi.disallow(mac)
    pi.allow(mac)
    await home.coordinator.async_refresh()
    await truth(home, clients=False)
    assert home.value("allowlist_available") == "1"
