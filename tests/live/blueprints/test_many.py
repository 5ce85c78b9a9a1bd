"""Many notifications at a time: the runs of an automation stay few, and none keeps another from being shown or dismissed."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from homeassistant.components import automation as automations
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant
import pytest

from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.happenings import Happening, Kind, async_tell
from tests.conftest import wait_for
from tests.live.home import Home

from .automated import AUTOMATION, FOLDER, Desk, Phone, automate, device_of
from .test_forged import CASES, Case, each_blueprint, make, running
from .work import A, B, quiet

pytestmark = pytest.mark.usefixtures("impatient")
ALLOWING, FAILING, RESUMING = CASES
OBSOLETE: Final = "piorchestrator_answer_obsolete"
MACS: Final = [f"24:6F:31:00:00:{number:02X}" for number in range(40)]


async def tell(
    home: Home, kind: Kind, macs: Iterable[str | None], session: str = "s-1", **words: bool
) -> None:
    """Let each board have its happening, as a server does that reports quickly."""
    for mac in macs:
        async_tell(home.hass, Happening(kind, home.entry.entry_id, session, mac, words))
        await asyncio.sleep(0)


def limit_runs(hass: HomeAssistant, case: Case, waiting: int) -> None:
    """Let so many runs wait for an answer, and twice as many run."""
    file = Path(hass.config.config_dir, "blueprints", AUTOMATION, DOMAIN, f"{case.blueprint}.yaml")
    text = file.read_text("utf-8")
    (most,) = (int(line.split()[1]) for line in text.splitlines() if line.startswith("max: "))
    assert text.count(f"<= {most // 2} }}}}") == 1
    text = text.replace(f"max: {most}\n", f"max: {2 * waiting}\n")
    file.write_text(text.replace(f"<= {most // 2} }}}}", f"<= {waiting} }}}}"), "utf-8")


async def told(home: Home, case: Case, number: int = 0) -> None:
    """Let the case's happening come from the server."""
    kind, mac = {
        ALLOWING.blueprint: (Kind.DEVICE_DISCOVERED, MACS[number]),
        FAILING.blueprint: (Kind.DEVICE_FAILED, MACS[number]),
        RESUMING.blueprint: (Kind.RECOVERY_AVAILABLE, None),
    }[case.blueprint]
    await tell(home, kind, [mac], "s-1" if mac else f"s-{number}")


@each_blueprint
async def test_a_newer_notification_ends_the_wait_of_the_earlier_one(
    home: Home, phone: Phone, case: Case
) -> None:
    automation = await make(home, case, phone)
    for count in range(1, 4):
        await told(home, case)
        await phone.shows(count)
        await wait_for(lambda: running(home.hass, automation) == 1)
    await told(home, case, 1)
    await phone.shows(4)
    assert running(home.hass, automation) == 2


async def test_boards_that_fail_again_are_still_told_and_dismissed(
    home: Home, desk: Desk, phone: Phone
) -> None:
    limit_runs(home.hass, FAILING, 2 * len(MACS))
    automation = await make(home, FAILING, phone)
    for attempt in range(1, 6):
        await tell(home, Kind.DEVICE_FAILED, MACS)
        await phone.shows(attempt * len(MACS))
        await wait_for(lambda: running(home.hass, automation) == len(MACS))
    assert len(desk.shown) == len(MACS)
    await tell(home, Kind.DEVICE_VERIFIED, MACS)
    await wait_for(lambda: running(home.hass, automation) == 0)
    assert not desk.shown


@each_blueprint
async def test_more_than_can_be_waited_for_are_told_without_buttons(
    home: Home, desk: Desk, phone: Phone, case: Case
) -> None:
    limit_runs(home.hass, case, 5)
    automation = await make(home, case, phone)
    for number in range(12):
        await told(home, case, number)
        await phone.shows(number + 1)
    assert [bool(phone.buttons(number)) for number in range(12)] == [True] * 5 + [False] * 7
    assert running(home.hass, automation) == 5
    assert len(desk.shown) == 12


@pytest.mark.parametrize(("kind", "allowed"), [(Kind.DEVICE_DISCOVERED, True), (Kind.DEVICE_VERIFIED, False)])
async def test_a_stranger_that_was_allowed_elsewhere(
    home: Home, desk: Desk, phone: Phone, kind: Kind, allowed: bool
) -> None:
    automation = await make(home, ALLOWING, phone)
    await tell(home, Kind.DEVICE_DISCOVERED, MACS)
    await phone.shows(len(MACS))
    assert running(home.hass, automation) == len(MACS)
    await tell(home, kind, MACS[1:], allowed=allowed)
    await wait_for(lambda: running(home.hass, automation) == 1)
    assert [MACS[0] in text for text in desk.texts] == [True]


async def test_an_app_cannot_end_the_wait(home: Home, phone: Phone) -> None:
    automation = await make(home, FAILING, phone)
    await tell(home, Kind.DEVICE_FAILED, [A])
    await phone.shows(1)
    sent = []
    home.hass.bus.async_listen(OBSOLETE, lambda event: sent.append(dict(event.data)))
    await tell(home, Kind.DEVICE_VERIFIED, [B])
    await wait_for(lambda: len(sent) == 1)
    (other,) = sent
    data = {**other, "tag": other["tag"].replace(B.replace(":", ""), A.replace(":", ""))}
    assert data != other
    home.hass.bus.async_fire(OBSOLETE, data, context=Context(user_id="someone"))
    await quiet(home, 0.5)
    assert running(home.hass, automation) == 1
    home.hass.bus.async_fire(OBSOLETE, data)
    await wait_for(lambda: running(home.hass, automation) == 0)


async def test_two_automations_do_not_end_each_other(home: Home, phone: Phone) -> None:
    pis = [device_of(home.hass, home.entry)]
    await automate(home.hass, FAILING.blueprint, pis, pis, phones=[phone.device_id])
    automation = [state.entity_id for state in home.hass.states.async_all(AUTOMATION)]
    for attempt in range(1, 4):
        await tell(home, Kind.DEVICE_FAILED, [A])
        await phone.shows(2 * attempt)
        assert [running(home.hass, each) for each in automation] == [1, 1]


@pytest.mark.parametrize("persistent", [True, False])
async def test_a_board_that_is_verified_at_once_is_not_waited_for(
    home: Home, phone: Phone, desk: Desk, persistent: bool
) -> None:
    pis = [device_of(home.hass, home.entry)]
    automation = await automate(
        home.hass, FAILING.blueprint, pis, phones=[phone.device_id], persistent=persistent
    )
    for _ in range(10):
        for kind in (Kind.DEVICE_FAILED, Kind.DEVICE_VERIFIED):
            async_tell(home.hass, Happening(kind, home.entry.entry_id, "s-1", B))
        await wait_for(lambda: running(home.hass, automation) == 0)
        assert not desk.shown


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
@pytest.mark.parametrize("skip_condition", [True, False])
async def test_run_by_hand_it_does_nothing_and_complains_of_nothing(
    home: Home, desk: Desk, file: Path, skip_condition: bool
) -> None:
    pi = device_of(home.hass, home.entry)
    is_single = file.stem in ("provision_found_boards", "warn_hot_pi")
    automation = await automate(home.hass, file.stem, pi if is_single else [pi])
    await home.hass.services.async_call(
        AUTOMATION,
        automations.SERVICE_TRIGGER,
        {ATTR_ENTITY_ID: automation, automations.CONF_SKIP_CONDITION: skip_condition},
        blocking=True,
    )
    await wait_for(lambda: running(home.hass, automation) == 0)
    assert not desk.shown
