"""The actions on the allowlist: what they take, who may call them, and what is raised for who sees no answer."""

import json
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers.template import Template
import pytest
from pytest_homeassistant_custom_component.common import MockUser
import voluptuous as vol

from custom_components.piorchestrator.client.models import LONGEST_TEXT
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.core.device_list import MOST_CHARACTERS, MOST_ROWS
from tests.conftest import wait_for

from .actions import refused
from .pi import NAMED, PLAIN, STRANGER, Pi

ADD = "/allowlist"
CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("add_to_allowlist", {"mac": STRANGER}),
    ("remove_from_allowlist", {"mac": NAMED}),
    ("import_allowlist", {"content": STRANGER}),
]


@pytest.mark.parametrize(("action", "data"), CHANGES)
async def test_administrators_only(
    hass: HomeAssistant, pi: Pi, hass_read_only_user: MockUser, action: str, data: dict[str, Any]
) -> None:
    before, allowed = pi.simulator.counts.requests.total(), set(pi.simulator.truth().allowlist)
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN, action, data, blocking=True, context=Context(user_id=hass_read_only_user.id)
        )
    assert pi.simulator.counts.requests.total() == before
    await hass.services.async_call(DOMAIN, action, data, blocking=True, context=Context(user_id=None))
    assert set(pi.simulator.truth().allowlist) != allowed


@pytest.mark.parametrize("action", ["get_allowlist", "export_allowlist"])
async def test_anybody_may_look(
    hass: HomeAssistant, pi: Pi, hass_read_only_user: MockUser, action: str
) -> None:
    answer = await hass.services.async_call(
        DOMAIN,
        action,
        blocking=True,
        return_response=True,
        context=Context(user_id=hass_read_only_user.id),
    )
    assert answer is not None
    assert answer["total"] == 2
    with pytest.raises(ServiceValidationError):
        await pi.tell(action)


async def test_entries(pi: Pi) -> None:
    named, plain = (await pi.ask("get_allowlist"))["entries"]
    assert named.pop("added_at")
    assert plain.pop("added_at")
    assert named == {"mac": NAMED, "description": "Top shelf", "container_id": "fridge-1", "used": False}
    assert plain == {"mac": PLAIN, "used": False}


@pytest.mark.parametrize("action", ["get_allowlist", "export_allowlist"])
async def test_truth_is_asked_for(pi: Pi, action: str) -> None:
    """Not what the last read found, and nothing when the server does not answer."""
    pi.simulator.allow(STRANGER, "Theirs")
    assert STRANGER in str(await pi.ask(action))
    pi.simulator.faults.fail("GET /allowlist", "DATABASE_ERROR")
    error = await refused(pi, HomeAssistantError, action)
    assert error.translation_key == "database_error"
    pi.simulator.faults.drop("GET /allowlist", times=None)
    error = await refused(pi, HomeAssistantError, action)
    assert error.translation_key == "unreachable"


async def test_refused_key_asks_for_another(pi: Pi) -> None:
    pi.simulator.api_key = "rotated"
    error = await refused(pi, HomeAssistantError, "get_allowlist")
    assert error.translation_key == "key_refused"
    await pi.hass.async_block_till_done()
    (flow,) = pi.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("add_to_allowlist", {}),
        ("add_to_allowlist", {"mac": STRANGER, "description": "x" * (LONGEST_TEXT + 1)}),
        ("add_to_allowlist", {"mac": STRANGER, "container_id": "x" * (LONGEST_TEXT + 1)}),
        ("add_to_allowlist", {"mac": STRANGER, "used": True}),
        ("remove_from_allowlist", {}),
        ("import_allowlist", {}),
        ("import_allowlist", {"content": None}),
        ("import_allowlist", {"content": STRANGER, "dry_run": "perhaps"}),
        ("export_allowlist", {"format": "xlsx"}),
        ("get_allowlist", {"available": "perhaps"}),
    ],
)
async def test_wrong_data(pi: Pi, action: str, data: dict[str, Any]) -> None:
    before = pi.simulator.counts.requests.total()
    with pytest.raises(vol.Invalid):
        await pi.ask(action, **data)
    assert pi.simulator.counts.requests.total() == before


@pytest.mark.parametrize(
    ("action", "mac"), [("add_to_allowlist", "kitchen"), ("remove_from_allowlist", [NAMED, "kitchen"])]
)
async def test_wrong_mac(pi: Pi, action: str, mac: object) -> None:
    error = await refused(pi, ServiceValidationError, action, mac=mac)
    assert error.translation_key == "invalid_mac"
    assert len(pi.simulator.truth().allowlist) == 2


@pytest.mark.parametrize("mac", ["00:00:00:00:00:00", "ffff.ffff.ffff", "33-33-00-00-00-01"])
async def test_a_mac_that_no_board_has_is_not_added(pi: Pi, mac: str) -> None:
    error = await refused(pi, ServiceValidationError, "add_to_allowlist", mac=mac)
    assert error.translation_key == "impossible_mac"
    assert len(pi.simulator.truth().allowlist) == 2


async def test_invisible_characters_around_a_mac(pi: Pi) -> None:
    answer = await pi.ask("add_to_allowlist", mac=f"\u200e{STRANGER}\u200b")
    assert answer["entry"]["mac"] == STRANGER


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("", "list_empty"),
        ("x" * (MOST_CHARACTERS + 1), "list_too_large"),
        ("mac\n" + "x\n" * (MOST_ROWS + 1), "list_too_long"),
        ("[", "list_no_json"),
        ("{}", "list_no_list"),
        ("hello", "list_no_mac"),
    ],
)
async def test_what_is_no_list(pi: Pi, content: str, key: str) -> None:
    before = pi.simulator.counts.requests.total()
    error = await refused(pi, ServiceValidationError, "import_allowlist", content=content)
    assert error.translation_key == key
    assert pi.simulator.counts.requests.total() == before


async def test_words_are_sent_as_they_are(pi: Pi) -> None:
    await pi.tell("add_to_allowlist", mac=STRANGER, description="Größe, 1", container_id="fridge-2")
    entry = pi.simulator.truth().allowlist[STRANGER]
    assert (entry["description"], entry["container_id"]) == ("Größe, 1", "fridge-2")
    await wait_for(lambda: pi.state("sensor", "allowlist_total") == "3")


async def test_list_of_a_template(hass: HomeAssistant, pi: Pi) -> None:
    """Home Assistant makes a list of a text that looks like one."""
    exported = (await pi.ask("export_allowlist", format="json"))["content"]
    entries = json.loads(exported)["entries"] + [{"mac": STRANGER}]
    for content in (
        entries,
        {"entries": entries},
        Template(json.dumps([NAMED, PLAIN, STRANGER]), hass).async_render(),
    ):
        answer = await pi.ask("import_allowlist", content=content, dry_run=True)
        assert (answer["total"], answer["present"], answer["new"]) == (3, 2, 1), content


async def test_import_that_is_complete_without_an_answer(pi: Pi) -> None:
    await pi.tell("import_allowlist", content=f"mac\n{NAMED}\n{STRANGER}")
    assert STRANGER in pi.simulator.truth().allowlist


async def test_import_that_is_not_complete_without_an_answer(pi: Pi) -> None:
    pi.simulator.faults.fail(f"POST {ADD}", "VALIDATION_FAILED")
    with pytest.raises(HomeAssistantError) as raised:
        await pi.tell("import_allowlist", content=f"mac\n{STRANGER}\n24:6F:28:00:00:04\nkitchen\n\n;x\n")
    assert raised.value.translation_key == "import_incomplete"
    placeholders = raised.value.translation_placeholders
    assert placeholders is not None
    assert (placeholders["failed"], placeholders["invalid"], placeholders["total"]) == ("1", "2", "4")
    for word in (STRANGER, "VALIDATION_FAILED", "line 4: invalid_mac (kitchen)", "line 6: no_mac (–)"):
        assert word in str(raised.value)
    assert "24:6F:28:00:00:04" in pi.simulator.truth().allowlist
    with pytest.raises(HomeAssistantError, match="no_mac"):
        await pi.tell("import_allowlist", content="mac,name\n,x")


async def test_removal_without_an_answer(pi: Pi) -> None:
    pi.simulator.faults.fail(f"DELETE {ADD}/{{mac}}", "VALIDATION_FAILED")
    with pytest.raises(HomeAssistantError) as raised:
        await pi.tell("remove_from_allowlist", mac=[NAMED, PLAIN, STRANGER])
    assert raised.value.translation_key == "boards_refused"
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["refused"] == "1"
    assert set(pi.simulator.truth().allowlist) == {NAMED}
