"""A Wi-Fi profile that no board comes up with is told of, and nothing else is (`design.md` §8, US6)."""

from homeassistant.core import HomeAssistant
import pytest

from simulator import Board, Fate, Simulator
from tests.conftest import PROFILE_ID, make_entry, wait_for

from .pi import Pi
from .repair import issues, raised, withdrawn


def boards(*fates: Fate) -> list[Board]:
    return [Board(f"24:6F:28:0B:00:{index:02X}", fate=fate) for index, fate in enumerate(fates)]


async def provision(pi: Pi, *fates: Fate, ssid: str = "Workshop") -> None:
    """Another client sends these boards to a network; wait for what becomes of them."""
    pi.simulator.add_boards(boards(*fates))
    pi.simulator.start_session(ssid, config={"verification_timeout_seconds": 5})
    await wait_for(lambda: len(pi.simulator.truth().devices) == len(fates))
    pi.simulator.provision_all()
    await pi.simulator.wait_idle()
    await pi.agreed()
    await pi.coordinator.async_refresh()


@pytest.fixture
async def bare(hass: HomeAssistant, simulator: Simulator) -> Pi:
    """A Pi without boards, loaded."""
    entry = make_entry(simulator)
    entry.add_to_hass(hass)
    pi = Pi(hass, simulator, entry)
    await pi.set_up()
    return pi


LOST, GOOD = Fate.NEVER_VERIFY, Fate.VERIFY


@pytest.mark.parametrize(
    ("fates", "suspect"),
    [
        ([LOST, LOST, LOST], True),
        ([LOST, LOST, LOST, GOOD, GOOD], True),
        ([LOST, LOST], False),
        ([LOST, LOST, LOST, GOOD, GOOD, GOOD], False),
        ([Fate.UNREACHABLE, Fate.UNREACHABLE, Fate.UNREACHABLE, LOST], False),
        ([Fate.REJECT, Fate.REJECT, Fate.REJECT], False),
    ],
)
async def test_profile_suspect(hass: HomeAssistant, bare: Pi, fates: list[Fate], suspect: bool) -> None:
    await provision(bare, *fates)
    assert set(issues(hass)) == ({"profile_suspect"} if suspect else set())


@pytest.mark.parametrize("style", ["full", "minimal"])
async def test_profile_suspect_is_told_by_events_alone(hass: HomeAssistant, bare: Pi, style: str) -> None:
    bare.simulator.switches.update([("device_style", style)])
    bare.simulator.add_boards(boards(LOST, LOST, LOST))
    bare.simulator.start_session(config={"verification_timeout_seconds": 5})
    await wait_for(lambda: len(bare.coordinator.data.devices) == 3)
    bare.simulator.provision_all()
    await raised(hass, "profile_suspect")


async def test_network_of_another_client_is_nothing_to_mend(hass: HomeAssistant, bare: Pi) -> None:
    await provision(bare, LOST, LOST, LOST, ssid="Cellar")
    assert issues(hass) == {}


async def test_next_session_is_judged_by_itself(hass: HomeAssistant, bare: Pi) -> None:
    await provision(bare, LOST, LOST, LOST)
    assert "profile_suspect" in issues(hass)
    bare.simulator.stop_session()
    await bare.agreed()
    assert "profile_suspect" in issues(hass), "the cause is still there"
    bare.simulator.start_session()
    await withdrawn(hass, "profile_suspect")


async def test_profile_that_is_removed_takes_its_issue_along(hass: HomeAssistant, bare: Pi) -> None:
    await provision(bare, LOST, LOST, LOST)
    assert "profile_suspect" in issues(hass)
    hass.config_entries.async_remove_subentry(bare.entry, PROFILE_ID)
    await hass.async_block_till_done()
    assert issues(hass) == {}


async def test_profile_mended_in_its_own_form(hass: HomeAssistant, bare: Pi) -> None:
    """What failed with the old password proves nothing any more, also after the next board."""
    await provision(bare, LOST, LOST, LOST, LOST)
    assert "profile_suspect" in issues(hass)
    form = await bare.entry.start_subentry_reconfigure_flow(hass, PROFILE_ID)
    answer = {"ssid": "Workshop", "password": "canary-mended-password"}
    done = await hass.config_entries.subentries.async_configure(form["flow_id"], answer)
    assert done["type"] == "abort", done
    await hass.async_block_till_done()
    assert issues(hass) == {}
    await bare.force("discovered", next(iter(bare.simulator.truth().devices)))
    await bare.coordinator.async_refresh()
    assert issues(hass) == {}
