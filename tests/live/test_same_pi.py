"""One Pi under two entries, by its name and by its address: nothing is done twice, and a repair issue explains it."""

from datetime import UTC, datetime

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator.client import UnreachableError
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.issues import SAME_PI
from simulator import Board, Simulator
from tests.conftest import make_entry, wait_for
from tests.live.home import Home

PROVISION = "POST /batch/{id}/devices/{mac}/provision"
BOARDS = 5


def entry_of(pi: Simulator, name: str, day: int) -> MockConfigEntry:
    """An entry that was created on this day; the address is the same, since tests resolve no names."""
    known = make_entry(pi, entry_id=f"01SAMEPI{day:018}")
    entry = MockConfigEntry(
        domain=DOMAIN,
        entry_id=known.entry_id,
        title=f"Pi at {name}",
        data=dict(known.data),
        subentries_data=[subentry.as_dict() for subentry in known.subentries.values()],
    )
    object.__setattr__(entry, "created_at", datetime(2026, 1, day, tzinfo=UTC))
    return entry


@pytest.fixture
def speed() -> float:
    """Sixty times: a batch takes seconds."""
    return 60


@pytest.fixture
def entry_data(simulator: Simulator) -> MockConfigEntry:
    """The younger entry, which is loaded first: which one acts does not hang on the order of loading."""
    return entry_of(simulator, "127.0.0.1", 2)


@pytest.fixture
async def older(hass: HomeAssistant, home: Home) -> Home:
    """The same Pi once more."""
    other = Home(hass, home.simulator, entry_of(home.simulator, "localhost", 1))
    await other.set_up()
    return other


def mac(index: int) -> str:
    return f"24:6F:28:0D:00:{index:02X}"


async def switch_on(*homes: Home) -> None:
    for each in homes:
        entity_id = each.entity_id("switch", "unattended")
        await each.hass.services.async_call("switch", "turn_on", {"entity_id": entity_id}, blocking=True)


def held(home: Home) -> dict[str, int]:
    found: dict[str, int] = home.state("switch", "unattended").attributes["held"]
    return found


def raised(home: Home) -> list[str]:
    """The repair issues about this."""
    issues = ir.async_get(home.hass).issues
    return [issue for domain, issue in issues if domain == DOMAIN and issue.startswith(SAME_PI)]


async def both_follow(*homes: Home) -> None:
    await wait_for(lambda: len({each.coordinator.data.session_id for each in homes}) == 1)


async def test_nothing_is_provisioned_twice(home: Home, older: Home) -> None:
    pi = home.simulator
    pi.add_boards(Board(mac(index), appear_after=index * 5) for index in range(BOARDS))
    await switch_on(home, older)
    assert raised(home) == []
    pi.start_session()
    await wait_for(lambda: older.shows(str(BOARDS), "verified_count"), 30)
    assert pi.counts.requests[PROVISION] == BOARDS
    assert older.state("switch", "unattended").attributes["begun"] == BOARDS
    assert home.state("switch", "unattended").attributes["begun"] == 0
    (issue_id,) = raised(home)
    issue = ir.async_get(home.hass).async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.translation_placeholders == {"name": "Pi at 127.0.0.1", "other": "Pi at localhost"}


async def test_the_younger_one_says_why_it_does_nothing(home: Home, older: Home) -> None:
    """The older one is switched off: the other one stands back all the same, and a click works on either."""
    pi = home.simulator
    pi.add_boards(Board(mac(index)) for index in range(2))
    pi.start_session()
    await both_follow(home, older)
    await switch_on(home)
    await wait_for(lambda: held(home) == {"other_entry": 2})
    await home.coordinator.async_refresh()
    assert pi.counts.requests[PROVISION] == 0
    await home.press("provision", mac(0))
    await wait_for(lambda: pi.counts.requests[PROVISION] == 1)
    await wait_for(lambda: older.entity_id("button", "provision", mac(1)) is not None)
    await older.press("provision", mac(1))
    assert pi.counts.requests[PROVISION] == 2


@pytest.mark.parametrize("unloaded", [False, True])
async def test_what_a_person_sent_by_the_other_one(home: Home, older: Home, *, unloaded: bool) -> None:
    """Its outcome is unknown: the entry that acts does not send it again."""
    pi = home.simulator
    pi.add_boards(Board(mac(index)) for index in range(2))
    pi.start_session()
    await both_follow(home, older)
    await wait_for(lambda: mac(0) in home.coordinator.data.devices)
    pi.faults.drop(PROVISION)
    with pytest.raises(HomeAssistantError):
        await home.entry.runtime_data.commands.provision(mac(0))
    if unloaded:
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await switch_on(older)
    await wait_for(lambda: held(older) == {"sent": 1})
    await wait_for(lambda: older.shows("1", "verified_count"), 30)
    assert pi.counts.requests[PROVISION] == 2


async def test_the_other_one_takes_over_and_gives_back(home: Home, older: Home) -> None:
    pi = home.simulator
    pi.start_session()
    await both_follow(home, older)
    await switch_on(home, older)
    await wait_for(lambda: len(raised(home)) == 1)
    pi.faults.drop(PROVISION, after_work=False)  # nobody knows whether it arrived
    pi.add_board(Board(mac(0)))
    await wait_for(lambda: pi.counts.requests[PROVISION] == 1)
    assert await home.hass.config_entries.async_unload(older.entry.entry_id)
    assert raised(home) == []
    pi.add_board(Board(mac(1)))
    await wait_for(lambda: home.shows("1", "verified_count"), 20)
    assert pi.counts.requests[PROVISION] == 2, "what the other one has sent is not sent again"
    await wait_for(lambda: held(home) == {"sent": 1})
    opened = pi.counts.streams_opened
    assert await home.hass.config_entries.async_setup(older.entry.entry_id)
    await older.reconnected(opened)
    await wait_for(lambda: len(raised(home)) == 1)
    pi.add_board(Board(mac(2)))
    await wait_for(lambda: older.shows("2", "verified_count"), 20)
    assert pi.counts.requests[PROVISION] == 3
    assert older.state("switch", "unattended").attributes["begun"] == 2


async def test_the_first_one_may_be_loaded_in_the_middle_of_a_batch(home: Home) -> None:
    pi = home.simulator
    pi.add_boards(Board(mac(index), appear_after=index * 5) for index in range(BOARDS))
    await switch_on(home)
    pi.start_session()
    await wait_for(lambda: pi.counts.requests[PROVISION] >= 1)
    older = Home(home.hass, pi, entry_of(pi, "localhost", 1))
    await older.set_up()
    await switch_on(older)
    await wait_for(lambda: home.shows(str(BOARDS), "verified_count"), 30)
    assert pi.counts.requests[PROVISION] == BOARDS
    assert await home.hass.config_entries.async_remove(older.entry.entry_id)
    assert raised(home) == []


async def test_an_entry_that_cannot_reach_the_pi_does_not_act_for_one_that_can(
    home: Home, older: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    pi = home.simulator
    pi.add_boards(Board(mac(index)) for index in range(2))
    pi.start_session()
    await both_follow(home, older)
    await switch_on(home)
    await wait_for(lambda: held(home) == {"other_entry": 2})

    async def read(_state: object) -> None:
        raise UnreachableError("the address is an old one")

    monkeypatch.setattr(older.coordinator._reader, "read", read)
    await older.coordinator.async_refresh()
    await wait_for(lambda: pi.counts.requests[PROVISION] == 2)
    assert len(raised(home)) == 1, "there are two entries all the same"


async def test_a_batch_is_run_once(home: Home, older: Home) -> None:
    pi = home.simulator
    pi.add_boards(Board(mac(index)) for index in range(2))
    pi.start_session()
    await both_follow(home, older)
    await switch_on(home)
    with pytest.raises(ServiceValidationError) as refused:
        await home.call("run_batch", config_entry_id=home.entry.entry_id)
    assert refused.value.translation_key == "same_pi"
    assert "Pi at localhost" in str(refused.value)
    answer = await home.call("run_batch", config_entry_id=older.entry.entry_id, timeout=30)
    assert answer["result"] == "complete"
    assert pi.counts.requests[PROVISION] == 2


async def test_who_runs_a_batch_goes_on(home: Home) -> None:
    """The older entry is loaded while the younger one runs a batch: that one ends as if it were alone."""
    pi = home.simulator
    pi.add_boards(Board(mac(index), appear_after=20 + index * 20) for index in range(3))
    older = Home(home.hass, pi, entry_of(pi, "localhost", 1))
    run = home.hass.async_create_task(home.call("run_batch", config_entry_id=home.entry.entry_id, timeout=30))
    await wait_for(lambda: pi.counts.requests[PROVISION] >= 1)
    await older.set_up()
    await switch_on(older)
    assert (await run)["result"] == "complete"
    assert pi.counts.requests[PROVISION] == 3
    assert older.state("switch", "unattended").attributes["begun"] == 0
