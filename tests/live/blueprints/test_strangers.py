"""The blueprint `allow_stranger` as an automation over the simulator."""

from typing import Final

from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import sent

from .automated import Desk, Phone, automate, device_of
from .work import STRANGER, A, quiet

ALLOW: Final = "POST /allowlist"


async def test_allow_by_phone(home: Home, phone: Phone, desk: Desk) -> None:
    pi = home.simulator
    await automate(home.hass, "allow_stranger", [device_of(home.hass, home.entry)], phones=[phone.device_id])
    pi.add_boards([Board(A), Board(STRANGER, allowed=False, rssi=-71)])
    await home.press_start()
    await wait_for(lambda: home.shows("2", "device_count"))
    await phone.shows(1)
    assert f"Unknown board {STRANGER}" in phone.messages[0]
    assert "Signal: -71 dBm" in phone.messages[0]
    assert phone.buttons().keys() == {"Allow", "Ignore"}
    assert len(desk.shown) == 1
    phone.press("Ignore")
    own = phone.buttons()["Allow"]
    phone.send(own.replace(STRANGER, "24:6F:28:0B:99:02"))
    phone.send(own.replace("automation.", "automation.not_"))
    await quiet(home)
    assert sent(pi, ALLOW) == 0
    phone.press("Allow")
    phone.press("Allow")
    await wait_for(lambda: STRANGER in pi.truth().allowlist)
    await quiet(home, 0.5)
    assert sent(pi, ALLOW) == 1
    assert not desk.shown
