"""The blueprint `notify_failed_board` as an automation over the simulator."""

from simulator import Board, Fate
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import sent

from .automated import Desk, Phone, automate, device_of
from .work import PROVISION, RETRY, A, B, attempted, quiet


async def test_retry_by_phone(home: Home, phone: Phone, desk: Desk) -> None:
    pi = home.simulator
    await automate(
        home.hass,
        "notify_failed_board",
        [device_of(home.hass, home.entry)],
        phones=[phone.device_id],
    )
    await attempted(home, Board(A, fate=Fate.REJECT_ONCE, description="Top shelf"), Board(B))
    await phone.shows(1)
    (message,) = phone.messages
    assert message.startswith("Board Top shelf failed\nReason: DEVICE_REJECTED")
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


async def test_code_and_correlation_id_of_the_refusal_before_it(home: Home, phone: Phone, desk: Desk) -> None:
    pi = home.simulator
    await automate(
        home.hass,
        "notify_failed_board",
        [device_of(home.hass, home.entry)],
        phones=[phone.device_id],
    )
    pi.add_board(Board(A))
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", A))
    pi.faults.fail(PROVISION, "DEVICE_UNREACHABLE", message="no answer")
    (row,) = (await home.call("provision_device", mac=A))["results"]
    pi.force_state("failed", A)
    await phone.shows(1)
    for text in (*phone.messages, desk.texts[0].replace("\\", "")):
        assert "Code: DEVICE_UNREACHABLE\n" in text
        assert f"Correlation id: {row['correlation_id']}\n" in text


async def test_none_of_many_is_lost(home: Home, phone: Phone, desk: Desk) -> None:
    await automate(
        home.hass,
        "notify_failed_board",
        [device_of(home.hass, home.entry)],
        phones=[phone.device_id],
    )
    phone.seconds = 0.05  # slower than boards fail
    macs = [f"24:6F:28:0B:02:{number:02X}" for number in range(60)]
    await attempted(home, *(Board(mac, fate=Fate.REJECT) for mac in macs))
    await phone.shows(60)
    assert sorted(phone.buttons(number)["Retry"][-17:] for number in range(60)) == macs
    assert len(desk.shown) == 60


async def test_texts_of_others_are_data(home: Home, phone: Phone, desk: Desk) -> None:
    await automate(
        home.hass,
        "notify_failed_board",
        [device_of(home.hass, home.entry)],
        phones=[phone.device_id],
    )
    pi = home.simulator
    evil = "[x](https://evil.example) {{ 40 + 2 }} {% raw %} <b>bold</b> `code`\n# Title"
    pi.add_board(Board(A, description=evil))
    await home.coordinator.async_refresh()
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", A))
    pi.faults.fail(PROVISION, "DEVICE_UNREACHABLE", message=evil)
    await home.call("provision_device", mac=A)
    pi.force_state("failed", A)
    await phone.shows(1)
    (message,) = phone.messages
    assert message.count("[x](https://evil.example) {{ 40 + 2 }} {% raw %} ‹b›bold‹/b› `code` # Title") == 2
    title, text = desk.texts[0].split("\n", 1)
    assert title == f"Board {' '.join(evil.split())} failed", "a title is no Markdown"
    line = text.splitlines()[0]
    assert line == (
        r"Reason: \[x\](https\://evil.example) {{ 40 + 2 }} {% raw %} \<b\>bold\</b\> \`code\` \# Title"
    )


async def test_a_phone_that_is_gone_keeps_nothing_from_the_others(home: Home, phone: Phone) -> None:
    other = Phone(home.hass, "Tablet of Ada")
    await automate(
        home.hass,
        "notify_failed_board",
        [device_of(home.hass, home.entry)],
        phones=[phone.device_id, "gone", other.device_id],
    )
    await attempted(home, Board(A, fate=Fate.REJECT))
    await phone.shows(1)
    await other.shows(1)


async def test_without_phones_and_switched_off(home: Home, phone: Phone, desk: Desk) -> None:
    await automate(home.hass, "notify_failed_board", [device_of(home.hass, home.entry)], persistent=False)
    await attempted(home, Board(A, fate=Fate.REJECT))
    await quiet(home, 0.5)
    assert not phone.calls
    assert not desk.shown


async def test_each_pi_has_its_own(home: Home, phone: Phone, second: Home) -> None:
    """One automation for both, and one that is for the first alone: the answer goes to the Pi that it is about."""
    await automate(
        home.hass,
        "notify_failed_board",
        [device_of(home.hass, home.entry)],
        [device_of(home.hass, home.entry), device_of(home.hass, second.entry)],
        phones=[phone.device_id],
    )
    await attempted(second, Board(A, fate=Fate.REJECT_ONCE))
    await phone.shows(1)
    phone.press("Retry")
    await wait_for(lambda: second.shows("verified", "status", A))
    assert (sent(home.simulator, RETRY), sent(second.simulator, RETRY)) == (0, 1)
