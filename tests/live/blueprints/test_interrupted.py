"""The blueprint `resume_interrupted_session` as an automation over the simulator."""

import pytest

from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import RESUME, interrupted, offers, sent

from .automated import Desk, Phone, automate, device_of
from .work import quiet


@pytest.mark.usefixtures("impatient")
async def test_resume_by_phone(home: Home, phone: Phone, desk: Desk) -> None:
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


@pytest.mark.usefixtures("impatient")
async def test_each_notification_is_for_its_own_session(home: Home, phone: Phone) -> None:
    await automate(
        home.hass,
        "resume_interrupted_session",
        [device_of(home.hass, home.entry)],
        phones=[phone.device_id],
        persistent=False,
    )
    older = await interrupted(home, "Cellar")
    await phone.shows(1)
    newer = await interrupted(home, "Attic")
    await phone.shows(2)
    assert ["Cellar" in phone.messages[0], "Attic" in phone.messages[1]] == [True, True]
    phone.press("Resume", 0)
    await wait_for(lambda: home.coordinator.data.session_id == older)
    await offers(home, newer)
    assert sent(home.simulator, RESUME) == 1
