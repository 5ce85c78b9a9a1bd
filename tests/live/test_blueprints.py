"""Each blueprint as an automation over the simulator: it does its thing, and nothing when it should not."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import pytest

from simulator import Board, Fate, Simulator
from tests.conftest import API_KEY, make_entry, wait_for
from tests.live.automated import Desk, Phone, assert_no_complaint, automate, copy_blueprints, device_of
from tests.live.home import Home
from tests.live.interrupted import RESUME, interrupted, sent

ALL: Final = "POST /batch/{id}/provision-all"
RETRY: Final = "POST /batch/{id}/devices/{mac}/retry"
ALLOW: Final = "POST /allowlist"
A, B, C = (f"24:6F:28:0B:00:0{number}" for number in range(1, 4))
STRANGER: Final = "24:6F:28:0B:99:01"
# Longer than between two boards of these tests, on a busy machine too.
PAUSE: Final = {"seconds": 0.6}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """A configuration into which the blueprints were imported."""
    copy_blueprints(tmp_path)
    return str(tmp_path)


@pytest.fixture(autouse=True)
def _no_complaint(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever is pressed and sent, no automation ends with an error."""
    yield
    assert_no_complaint(caplog)


@pytest.fixture
def phone(home: Home) -> Phone:
    return Phone(home.hass, "Pixel 7")


@pytest.fixture
def desk(home: Home) -> Desk:
    return Desk(home.hass)


async def quiet(home: Home, seconds: float = 1.5) -> None:
    """Time enough for something that must not happen."""
    await asyncio.sleep(seconds)
    await home.hass.async_block_till_done()


class TestProvision:
    """`provision_found_boards`."""

    async def test_when_so_many_allowed_ones_wait(self, home: Home) -> None:
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
        await quiet(home)
        assert sent(pi, ALL) == 1

    async def test_by_default_after_a_pause_and_all_at_once(self, home: Home) -> None:
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

    async def test_not_in_a_session_that_was_stopped_in_the_pause(self, home: Home) -> None:
        pi = home.simulator
        await automate(home.hass, "provision_found_boards", device_of(home.hass, home.entry), pause=PAUSE)
        pi.add_boards([Board(A), Board(B)])
        await home.press_start()
        await wait_for(lambda: home.shows("2", "device_count"))
        await home.press("stop_session")
        await quiet(home)
        assert sent(pi, ALL) == 0


class TestFailures:
    """`notify_failed_board`."""

    async def test_retry_by_phone(self, home: Home, phone: Phone, desk: Desk) -> None:
        pi = home.simulator
        await automate(
            home.hass,
            "notify_failed_board",
            [device_of(home.hass, home.entry)],
            phones=[phone.device_id],
        )
        await failed(home, Board(A, fate=Fate.REJECT_ONCE, description="Top shelf"), Board(B))
        await phone.shows(1)
        (message,) = phone.messages
        assert message.startswith("Board Top shelf failed\nReason: DEVICE_REJECTED")
        assert "Code: " in message
        assert "Correlation id: " in message
        assert f"MAC address: {A}" in message
        assert phone.buttons().keys() == {"Retry", "Ignore"}
        assert [text.splitlines()[0] for text in desk.texts] == ["Board Top shelf failed"]

        phone.press("Ignore")
        phone.send(None)
        phone.send("PIORCHESTRATOR_RETRY|automation.another|x|y")
        own = phone.buttons()["Retry"]
        for wrong in (
            own.replace(A, B),
            own.replace(A, A.lower()),
            own.replace(A, "all"),
            own.replace(A, ""),
        ):
            phone.send(wrong)
        phone.send(own.replace(home.entry.entry_id, "another"))
        await quiet(home)
        assert sent(pi, RETRY) == 0

        phone.press("Retry")
        phone.press("Retry")
        await pi.wait_idle()
        await wait_for(lambda: home.shows("verified", "status", A))
        await wait_for(lambda: not desk.shown)
        phone.press("Retry")
        await quiet(home)
        assert sent(pi, RETRY) == 1
        await phone.shows(1)

    async def test_none_of_many_is_lost(self, home: Home, phone: Phone, desk: Desk) -> None:
        await automate(
            home.hass,
            "notify_failed_board",
            [device_of(home.hass, home.entry)],
            phones=[phone.device_id],
        )
        macs = [f"24:6F:28:0B:02:{number:02X}" for number in range(60)]
        await failed(home, *(Board(mac, fate=Fate.REJECT) for mac in macs))
        await phone.shows(60)
        assert sorted(phone.buttons(number)["Retry"][-17:] for number in range(60)) == macs
        assert len(desk.shown) == 60

    async def test_texts_of_others_are_data(self, home: Home, phone: Phone, desk: Desk) -> None:
        await automate(
            home.hass,
            "notify_failed_board",
            [device_of(home.hass, home.entry)],
            phones=[phone.device_id],
        )
        evil = "[x](https://evil.example) {{ 40 + 2 }} {% raw %} <b>bold</b> `code`\n# Title"
        await failed(home, Board(A, fate=Fate.REJECT, description=evil))
        await phone.shows(1)
        (message,) = phone.messages
        assert "{{ 40 + 2 }} {% raw %} ‹b›bold‹/b›" in message
        (text,) = desk.texts
        assert (
            r"\[x\](https\://evil.example) {{ 40 + 2 }} {% raw %} \<b\>bold\</b\> \`code\` \# Title" in text
        )

    async def test_without_phones_and_switched_off(self, home: Home, phone: Phone, desk: Desk) -> None:
        await automate(home.hass, "notify_failed_board", [device_of(home.hass, home.entry)], persistent=False)
        await failed(home, Board(A, fate=Fate.REJECT))
        await quiet(home, 0.5)
        assert not phone.calls
        assert not desk.shown

    async def test_each_pi_has_its_own(self, home: Home, phone: Phone, second: Home, desk: Desk) -> None:
        """One automation for both, and one that is for the first alone: the answer goes to the Pi that it is about."""
        await automate(
            home.hass,
            "notify_failed_board",
            [device_of(home.hass, home.entry)],
            [device_of(home.hass, home.entry), device_of(home.hass, second.entry)],
            phones=[phone.device_id],
        )
        await failed(second, Board(A, fate=Fate.REJECT_ONCE))
        await phone.shows(1)
        phone.press("Retry")
        await wait_for(lambda: second.shows("verified", "status", A))
        assert (sent(home.simulator, RETRY), sent(second.simulator, RETRY)) == (0, 1)


class TestInterrupted:
    """`resume_interrupted_session`."""

    @pytest.mark.usefixtures("impatient")
    async def test_resume_by_phone(self, home: Home, phone: Phone, desk: Desk) -> None:
        pi = home.simulator
        await automate(
            home.hass,
            "resume_interrupted_session",
            [device_of(home.hass, home.entry)],
            phones=[phone.device_id],
        )
        session_id = await interrupted(home)
        await phone.shows(1)
        assert "Network: Workshop" in phone.messages[0]
        assert phone.buttons().keys() == {"Resume", "Later"}
        assert len(desk.shown) == 1
        phone.press("Later")
        own = phone.buttons()["Resume"]
        phone.send(own.replace(session_id, "another"))
        phone.send(own.replace("automation.", "automation.not_"))
        await quiet(home)
        assert sent(pi, RESUME) == 0
        phone.press("Resume")
        phone.press("Resume")
        await wait_for(lambda: sent(pi, RESUME) == 1)
        await wait_for(lambda: home.state("binary_sensor", "session_active").state == "on")
        await quiet(home, 0.5)
        assert sent(pi, RESUME) == 1
        assert not desk.shown
        await phone.shows(1)


class TestStrangers:
    """`allow_stranger`."""

    async def test_allow_by_phone(self, home: Home, phone: Phone, desk: Desk) -> None:
        pi = home.simulator
        await automate(
            home.hass, "allow_stranger", [device_of(home.hass, home.entry)], phones=[phone.device_id]
        )
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


async def failed(home: Home, *boards: Board) -> None:
    """A batch in which every attempt has come to its end."""
    pi = home.simulator
    pi.add_boards(boards)
    await home.press_start()
    await wait_for(lambda: home.shows(str(len(boards)), "device_count"))
    await home.press("provision_all")
    await pi.wait_idle()


@pytest.fixture
async def second(home: Home, speed: float) -> AsyncIterator[Home]:
    """Another Pi in the same Home Assistant."""
    async with Simulator(api_key=API_KEY, speed=speed) as running:
        other = Home(home.hass, running, make_entry(running))
        await other.set_up()
        yield other
