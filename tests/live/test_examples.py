"""The examples of the documentation, run in Home Assistant over the simulator."""

from pathlib import Path
import re
from typing import Any, Final

from homeassistant.core import Context, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml.loader import load_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from simulator import Board, Fate, Simulator
from tests.conftest import make_entry, wait_for
from tests.live.home import Home
from tests.live.lists import delivery, mac

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "examples"
_ENTITY: Final = re.compile(r"\b[a-z_]+\.(?:piorchestrator|workshop)_[a-z0-9_]+\b")


@pytest.fixture
def entry_data(simulator: Simulator) -> MockConfigEntry:
    """An entry with the name that the examples go by."""
    entry = make_entry(simulator)
    object.__setattr__(entry, "title", "PiOrchestrator")
    return entry


@pytest.fixture
async def at_home(home: Home) -> Home:
    """With what the core sets up before everything else."""
    for domain in ("homeassistant", "persistent_notification"):
        assert await async_setup_component(home.hass, domain, {})
    return home


def example(name: str) -> object:
    """What stands in a file."""
    return load_yaml(str(FOLDER / f"{name}.yaml"))


async def run(hass: HomeAssistant, script: str, **fields: object) -> dict[str, Any]:
    """Run a script for its answer."""
    assert await async_setup_component(hass, "script", {"script": example("scripts")})
    answer = await hass.services.async_call("script", script, fields, blocking=True, return_response=True)
    assert isinstance(answer, dict)
    return answer


async def automations(hass: HomeAssistant, name: str) -> None:
    """Load all of a file; each is valid."""
    config = example(name)
    assert isinstance(config, list)
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()
    assert [state.state for state in hass.states.async_all("automation")] == ["on"] * len(config)


async def test_every_entity_of_the_examples_is_there(home: Home) -> None:
    await wait_for(lambda: home.entity_id("sensor", "temperature") is not None)
    for file in sorted(FOLDER.glob("*.yaml")):
        for entity_id in set(_ENTITY.findall(file.read_text("utf-8"))):
            assert home.hass.states.get(entity_id) is not None, (file.name, entity_id)


async def test_a_delivery_from_spreadsheet_to_report(at_home: Home) -> None:
    pi = at_home.simulator
    pi.add_boards(Board(mac(number), allowed=False) for number in range(3))
    batch = await run(at_home.hass, "receive_delivery", content=delivery(3))
    assert batch["result"] == "complete"
    assert batch["report"]["figures"]["verified"] == 3
    assert {device["state"] for device in pi.truth().devices.values()} == {"verified"}
    await wait_for(lambda: at_home.shows("closed", "session_state"))


async def test_a_delivery_with_a_wrong_row_begins_nothing(at_home: Home) -> None:
    hass = at_home.hass
    assert await async_setup_component(hass, "script", {"script": example("scripts")})
    content = delivery(2) + "no mac;Board;fridge\r\n"
    await hass.services.async_call("script", "receive_delivery", {"content": content}, blocking=True)
    assert at_home.simulator.counts.requests["POST /batch/start"] == 0


async def test_so_many_boards_and_what_failed_of_them(at_home: Home) -> None:
    at_home.simulator.add_boards([Board(mac(0)), Board(mac(1), fate=Fate.REJECT)])
    await at_home.coordinator.async_refresh()
    batch = await run(at_home.hass, "run_batch_of", count=2)
    assert batch == {}, "it shows its report, and answers nothing"
    failed = await run(at_home.hass, "failed_boards")
    assert failed["preliminary"] is False
    imported = await at_home.call("import_allowlist", content=failed["content"], dry_run=True)
    assert [row["mac"] for row in imported["results"]] == [mac(1)]


async def test_import_tells_first(at_home: Home) -> None:
    pi = at_home.simulator
    assert (await run(at_home.hass, "import_allowlist", content=delivery(2)))["new"] == 2
    assert not pi.truth().allowlist
    assert (await run(at_home.hass, "import_allowlist", content=delivery(2), dry_run=False))["added"] == 2
    assert len(pi.truth().allowlist) == 2


async def test_by_voice(at_home: Home) -> None:
    hass, pi = at_home.hass, at_home.simulator
    assert await async_setup_component(hass, "conversation", {})
    await automations(hass, "voice")

    async def say(text: str) -> str:
        answer: Any = await hass.services.async_call(
            "conversation", "process", {"text": text}, blocking=True, return_response=True, context=Context()
        )
        return str(answer["response"]["speech"]["plain"]["speech"])

    pi.add_boards([Board(mac(0)), Board(mac(1), fate=Fate.REJECT_ONCE)])
    assert await say("start a batch") == "The session is open. Power on the boards."
    await wait_for(lambda: at_home.shows("2", "device_count"))
    assert await say("start the session") == "A session is open already."
    assert await say("which boards failed") == "None failed."
    assert await say("provision all the boards") == "2 boards are on their way."
    await pi.wait_idle()
    await wait_for(lambda: at_home.shows("1", "failed_count") and at_home.shows("1", "verified_count"))
    assert await say("how many boards are verified") == "1 of 2 boards are verified, 1 failed."
    assert await say("which boards have failed") == "These failed: 090001."
    pi.faults.fail("POST /batch/{id}/devices/{mac}/retry", "DEVICE_INVALID_STATE")
    assert await say("retry failed boards") == "0 of 1 boards are tried again."
    assert await say("try the failed boards again") == "1 of 1 boards are tried again."
    await pi.wait_idle()
    await wait_for(lambda: at_home.shows("2", "verified_count"))
    assert await say("how is the batch going") == "2 of 2 boards are verified, 0 failed."
    assert await say("stop the batch") == "The session is stopped."
    await wait_for(lambda: at_home.shows("closed", "session_state"))


@pytest.mark.parametrize(("fate", "colour", "mails"), [(Fate.VERIFY, "green", 0), (Fate.REJECT, "red", 1)])
async def test_lamp_and_mail(at_home: Home, fate: Fate, colour: str, mails: int) -> None:
    hass, pi = at_home.hass, at_home.simulator
    lamp, mail = async_mock_service(hass, "light", "turn_on"), async_mock_service(hass, "notify", "mail")
    voice = async_mock_service(hass, "tts", "speak")
    await automations(hass, "notifications")
    pi.add_board(Board(mac(0), fate=fate))
    await at_home.coordinator.async_refresh()
    await at_home.press_start()
    await wait_for(lambda: at_home.shows("1", "device_count"))
    await at_home.press("provision_all")
    await pi.wait_idle()
    await wait_for(lambda: at_home.value("status", mac(0)) in ("verified", "failed"))
    await at_home.press("stop_session")
    await wait_for(lambda: len(lamp) == 2)
    await hass.async_block_till_done()
    assert [call.data["color_name"] for call in lamp] == ["blue", colour]
    assert [call.data["title"] for call in mail] == ["Failed boards of Workshop"] * mails
    assert all(mac(0) in call.data["message"] for call in mail)
    assert [call.data["message"] for call in voice] == ["All 1 boards are verified."] * (1 - mails)
