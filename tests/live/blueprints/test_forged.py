"""Buttons of notifications: only a phone that got the notification can answer it, once, and for a while."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator import trigger
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.happenings import Happening, Kind, async_tell
from simulator import Board, Fate
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import RESUME, interrupted, sent

from .automated import AUTOMATION, PRESSED, Desk, Phone, automate, device_of
from .work import RETRY, STRANGER, A, B, attempted, quiet

ALLOW: Final = "POST /allowlist"
OTHER_STRANGER: Final = "24:6F:28:0B:99:02"


async def _stranger(home: Home) -> None:
    home.simulator.add_board(Board(STRANGER, allowed=False))
    await home.press_start()


async def _failed(home: Home) -> None:
    await attempted(home, Board(A, fate=Fate.REJECT_ONCE))


async def _interrupted(home: Home) -> None:
    await interrupted(home)


@dataclass(frozen=True, slots=True)
class Case:
    """A blueprint with a button: what makes it notify, and the request that its button leads to."""

    blueprint: str
    button: str
    route: str
    provoke: Callable[[Home], Awaitable[None]]

    def requests(self, home: Home) -> int:
        """How often the Pi got the request."""
        return sent(home.simulator, self.route)


CASES: Final = (
    Case("allow_stranger", "Allow", ALLOW, _stranger),
    Case("notify_failed_board", "Retry", RETRY, _failed),
    Case("resume_interrupted_session", "Resume", RESUME, _interrupted),
)
pytestmark = pytest.mark.usefixtures("impatient")
each_blueprint = pytest.mark.parametrize("case", CASES, ids=lambda case: case.blueprint)


async def make(home: Home, case: Case, *phones: Phone) -> str:
    """Make an automation of the blueprint that tells these phones; its entity id."""
    chosen = [phone.device_id for phone in phones]
    return await automate(home.hass, case.blueprint, [device_of(home.hass, home.entry)], phones=chosen)


def fire(hass: HomeAssistant, action: object, user: str | None = "someone") -> None:
    """Send an event as the app of another user does: what is in it is that app's choice."""
    hass.bus.async_fire(PRESSED, {"action": action, "device_id": "x"}, context=Context(user_id=user))


def running(hass: HomeAssistant, automation: str) -> int:
    """How many runs of an automation have not ended."""
    state = hass.states.get(automation)
    assert state is not None
    count = state.attributes["current"]
    assert isinstance(count, int)
    return count


def forgeries(own: str, entry_id: str) -> list[object]:
    """Actions that somebody may think of who knows everything but the notification's own one."""
    word, token, automation, *about = own.split("|")
    fixed = "|".join([word, automation, *about])  # as it was in earlier versions
    return [
        None,
        7,
        "",
        [own],
        {"action": own},
        word,
        fixed,
        own.replace(token, ""),
        own.replace(token, "0" * len(token)),
        own.replace(token, token[:-1]),
        own.replace(token, "None"),
        own.replace(token, "undefined"),
        own.replace(token, "{{ trigger.token }}"),
        own.replace(token, entry_id),
        own.replace(token, token[::-1]),
        own + " ",
        f"{own}|",
        own.lower(),
        f"{word}_{token}",
        token,
    ]


@each_blueprint
async def test_a_forged_answer_does_nothing_and_the_right_one_works_once(
    home: Home, phone: Phone, case: Case
) -> None:
    automation = await make(home, case, phone)
    await case.provoke(home)
    await phone.shows(1)
    own = phone.buttons()[case.button]
    assert len(own.split("|")[1]) >= 32
    state = home.hass.states.get(automation)
    assert state is not None
    contexts = [state.context.id, state.context.parent_id]  # every user can read those
    for action in (*forgeries(own, home.entry.entry_id), *contexts):
        fire(home.hass, action)
        fire(home.hass, action, user=None)
    for context in contexts:
        fire(home.hass, own.replace(own.split("|")[1], str(context)))
    await quiet(home, 0.7)
    assert case.requests(home) == 0
    phone.press(case.button)
    phone.press(case.button)
    await wait_for(lambda: case.requests(home) == 1)
    await wait_for(lambda: running(home.hass, automation) == 0)
    phone.press(case.button)
    fire(home.hass, own)
    await quiet(home, 0.7)
    assert case.requests(home) == 1


@each_blueprint
async def test_without_a_phone_no_answer_is_waited_for(home: Home, desk: Desk, case: Case) -> None:
    automation = await make(home, case)
    await case.provoke(home)
    await wait_for(lambda: len(desk.shown) == 1)
    await wait_for(lambda: running(home.hass, automation) == 0)
    assert PRESSED not in home.hass.bus.async_listeners()
    # What stands in Home Assistant itself, everybody reads.
    (text,) = desk.texts
    assert "PIORCHESTRATOR" not in text
    about = {"allow_stranger": STRANGER, "notify_failed_board": A}.get(case.blueprint, "")
    word = f"PIORCHESTRATOR_{case.button.upper()}"
    for action in (
        f"{word}|{automation}|{home.entry.entry_id}|{about}",
        f"{word}||{automation}|{home.entry.entry_id}|{about}",
    ):
        fire(home.hass, action)
    await quiet(home, 0.7)
    assert case.requests(home) == 0


def wait_for_a_moment(hass: HomeAssistant, case: Case) -> None:
    """Make milliseconds of the hours for which a notification can be answered."""
    file = Path(hass.config.config_dir, "blueprints", AUTOMATION, DOMAIN, f"{case.blueprint}.yaml")
    text = file.read_text("utf-8")
    (hours,) = (line for line in text.splitlines() if line.strip().startswith("hours: "))
    file.write_text(text.replace(hours, hours.replace("hours", "milliseconds")), "utf-8")


@each_blueprint
async def test_an_answer_that_comes_too_late_does_nothing(home: Home, phone: Phone, case: Case) -> None:
    wait_for_a_moment(home.hass, case)
    automation = await make(home, case, phone)
    await case.provoke(home)
    await phone.shows(1)
    await wait_for(lambda: running(home.hass, automation) == 0)
    phone.press(case.button)
    await quiet(home, 0.7)
    assert case.requests(home) == 0


async def test_an_answer_is_for_the_board_of_its_notification(home: Home, phone: Phone) -> None:
    await make(home, CASES[0], phone)
    home.simulator.add_boards([Board(STRANGER, allowed=False), Board(OTHER_STRANGER, allowed=False)])
    await home.press_start()
    await phone.shows(2)
    first, second = (phone.buttons(number)["Allow"] for number in range(2))
    fire(home.hass, first.replace(first.split("|")[1], second.split("|")[1]))
    fire(home.hass, second.replace(second.split("|")[1], first.split("|")[1]))
    await quiet(home, 0.7)
    assert sent(home.simulator, ALLOW) == 0
    (number,) = (number for number in range(2) if OTHER_STRANGER in phone.messages[number])
    phone.press("Allow", number)
    await wait_for(lambda: OTHER_STRANGER in home.simulator.truth().allowlist)
    await quiet(home, 0.5)
    assert STRANGER not in home.simulator.truth().allowlist


async def test_two_automations_do_not_share_an_action(home: Home, phone: Phone) -> None:
    pis = [device_of(home.hass, home.entry)]
    await automate(home.hass, "allow_stranger", pis, pis, phones=[phone.device_id])
    await _stranger(home)
    await phone.shows(2)
    tokens = {phone.buttons(number)["Allow"].split("|")[1] for number in range(2)}
    assert len(tokens) == 2


@each_blueprint
async def test_a_phone_whose_name_somebody_else_took_gets_no_buttons(
    home: Home, phone: Phone, case: Case
) -> None:
    """Home Assistant has one action for both, and every user may register a phone under any name."""
    hass = home.hass
    entry = MockConfigEntry(domain="mobile_app", title="mobile_app")
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("mobile_app", "theirs")}, name="pixel-7"
    )
    tracker = er.async_get(hass).async_get_or_create(
        "device_tracker", "mobile_app", "theirs", config_entry=entry, device_id=device.id
    )
    hass.states.async_set(tracker.entity_id, "home")
    other = Phone(hass, "Tablet of Ada")
    automation = await make(home, case, phone, other)
    await case.provoke(home)
    await phone.shows(1)
    await other.shows(1)
    assert phone.buttons() == {}
    assert "token" not in str(phone.calls[0].data)
    assert case.button in other.buttons()
    assert running(hass, automation) == 1
    other.press(case.button)
    await wait_for(lambda: case.requests(home) == 1)


@each_blueprint
async def test_an_integration_without_tokens_makes_no_buttons(
    home: Home, phone: Phone, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A blueprint may be newer than the integration."""
    payload = trigger._payload

    def older(happening: Happening) -> dict[str, object]:
        return {name: value for name, value in payload(happening).items() if name != "token"}

    monkeypatch.setattr(trigger, "_payload", older)
    automation = await make(home, case, phone)
    await case.provoke(home)
    await phone.shows(1)
    assert phone.buttons() == {}
    await wait_for(lambda: running(home.hass, automation) == 0)


async def test_an_answer_counts_while_the_next_phone_is_told(home: Home, phone: Phone) -> None:
    slow = Phone(home.hass, "Slow")
    slow.seconds = 30
    await make(home, CASES[0], phone, slow)
    await _stranger(home)
    await wait_for(lambda: len(phone.calls) == 1)
    phone.press("Allow")
    await wait_for(lambda: STRANGER in home.simulator.truth().allowlist)
    assert not slow.calls


async def test_a_board_that_is_verified_at_once_leaves_no_notification(home: Home, desk: Desk) -> None:
    """Runs of one automation are parallel, and still act in the order in which they were triggered."""
    automation = await make(home, CASES[1])
    for _ in range(20):
        for kind in (Kind.DEVICE_FAILED, Kind.DEVICE_VERIFIED):
            async_tell(home.hass, Happening(kind, home.entry.entry_id, "s-1", B))
        await wait_for(lambda: running(home.hass, automation) == 0)
        await home.hass.async_block_till_done()
        assert not desk.shown
