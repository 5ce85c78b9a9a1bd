"""The blueprint `provision_found_boards` as an automation over the simulator."""

from typing import Final

import pytest

from simulator import Board
from tests.conftest import PROFILE_ID, wait_for
from tests.live.home import Home
from tests.live.interrupted import sent

from .automated import automate, device_of
from .work import ALL, STRANGER, A, B, C, D, quiet

# Longer than between two boards of these tests, on a busy machine too.
PAUSE: Final = {"seconds": 0.6}


async def test_when_so_many_allowed_ones_wait(home: Home) -> None:
    pi = home.simulator
    await automate(
        home.hass, "provision_found_boards", device_of(home.hass, home.entry), count=3, pause=PAUSE
    )
    pi.add_boards([Board(A), Board(B), Board(STRANGER, allowed=False)])
    await home.press_start()
    await wait_for(lambda: home.shows("3", "device_count"))
    await quiet(home)
    assert sent(pi, ALL) == 0, "the stranger does not count"
    pi.add_board(Board(C))
    await wait_for(lambda: sent(pi, ALL) == 1)
    await pi.wait_idle()
    states = {mac: device["state"] for mac, device in pi.truth().devices.items()}
    assert states == {A: "verified", B: "verified", C: "verified", STRANGER: "discovered"}
    pi.add_board(Board(D))
    await quiet(home)
    assert sent(pi, ALL) == 1


async def test_by_default_after_a_pause_and_all_at_once(home: Home) -> None:
    pi = home.simulator
    await automate(home.hass, "provision_found_boards", device_of(home.hass, home.entry), pause=PAUSE)
    pi.add_boards(Board(f"24:6F:28:0B:01:{number:02X}", appear_after=number * 4) for number in range(8))
    await home.press_start()
    await wait_for(lambda: sent(pi, ALL) == 1)
    assert len(pi.truth().devices) == 8
    await quiet(home)
    assert sent(pi, ALL) == 1
    late = Board("24:6F:28:0B:01:FF")
    pi.add_board(late)
    await wait_for(lambda: home.shows("verified", "status", late.mac))
    assert sent(pi, ALL) == 2


async def test_a_board_that_turns_up_while_the_request_is_under_way(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request is neither broken off nor the last one."""
    pi = home.simulator
    await automate(home.hass, "provision_found_boards", device_of(home.hass, home.entry), pause=PAUSE)
    ended: list[bool] = []
    commands = home.entry.runtime_data.commands
    send = commands.provision_all

    async def provision_all(*, only_allowlisted: bool) -> object:
        ended.append(False)
        result = await send(only_allowlisted=only_allowlisted)
        ended[-1] = True
        return result

    monkeypatch.setattr(commands, "provision_all", provision_all)
    pi.add_board(Board(A))
    pi.faults.delay(ALL, 2)
    await home.press_start()
    await wait_for(lambda: sent(pi, ALL) == 1)
    pi.add_board(Board(B))
    await wait_for(lambda: home.shows("verified", "status", B))
    assert home.value("status", A) == "verified"
    assert sent(pi, ALL) == 2
    assert ended == [True, True]


async def test_not_for_another_pi(home: Home, second: Home) -> None:
    await automate(home.hass, "provision_found_boards", device_of(home.hass, second.entry), pause=PAUSE)
    for each in (home, second):
        each.simulator.add_board(Board(A))
    await home.press("start_session", PROFILE_ID)
    await quiet(home)
    await second.press("start_session", PROFILE_ID)
    await wait_for(lambda: sent(second.simulator, ALL) == 1)
    await quiet(home, 0.5)
    assert sent(home.simulator, ALL) == 0


async def test_not_in_a_session_that_was_stopped_in_the_pause(home: Home) -> None:
    pi = home.simulator
    await automate(home.hass, "provision_found_boards", device_of(home.hass, home.entry), pause=PAUSE)
    pi.add_boards([Board(A), Board(B)])
    await home.press_start()
    await wait_for(lambda: home.shows("2", "device_count"))
    await home.press("stop_session")
    await quiet(home)
    assert sent(pi, ALL) == 0
