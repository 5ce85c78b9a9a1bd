"""Entries of the allowlist, one by one: allowed, found, refused, removed, counted (`design.md` §8, US2)."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.piorchestrator.client import mac_digits
from custom_components.piorchestrator.const import DOMAIN
from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.lists import ADD, FIRST, OTHER, REMOVE, allowed, before_request, sent
from tests.live.truth import truth


@pytest.mark.parametrize("style", ["documented", "all200"])
async def test_board_is_there_as_soon_as_it_is_allowed(home: Home, style: str) -> None:
    pi = home.simulator
    pi.switches.update([("status_style", style)])
    answer = await home.call(
        "add_to_allowlist", mac="246f.2809.0000", description="Top shelf", container_id="fridge-1"
    )
    entry = answer["entry"]
    assert (entry["mac"], entry["description"], entry["container_id"]) == (FIRST, "Top shelf", "fridge-1")
    assert entry["used"] is False
    await wait_for(lambda: home.shows("expected", "status", FIRST))
    state = home.state("sensor", "status", FIRST)
    assert state.attributes["container_id"] == "fridge-1"
    device = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, f"{home.entry.entry_id}_{mac_digits(FIRST)}"), home.entry.entry_id
    )
    assert device is not None
    assert device.name == "Top shelf"
    assert home.state("binary_sensor", "allowlisted", FIRST).state == "on"
    await truth(home)
    removed = await home.call("remove_from_allowlist", mac=[FIRST])
    assert removed == {"results": [{"mac": FIRST, "removed": True}]}
    await wait_for(lambda: home.state("binary_sensor", "allowlisted", FIRST).state == "off")
    assert allowed(pi) == set()


@pytest.mark.parametrize("duplicate", ["reject", "upsert"])
async def test_duplicates_are_refused(home: Home, duplicate: str) -> None:
    """Also one that somebody else added a moment ago, and of which no read has told."""
    pi = home.simulator
    pi.switches.update([("allowlist_duplicate", duplicate)])
    pi.allow(FIRST, "Theirs")
    with pytest.raises(ServiceValidationError, match="on the allowlist already") as raised:
        await home.call("add_to_allowlist", mac=FIRST, description="Ours")
    assert raised.value.translation_key == "already_allowed"
    assert sent(pi) == 0
    assert pi.truth().allowlist[FIRST]["description"] == "Theirs"
    await wait_for(lambda: home.shows("expected", "status", FIRST))
    with pytest.raises(ServiceValidationError):
        await home.call("add_to_allowlist", mac=FIRST)


@pytest.mark.parametrize(("code", "status"), [("VALIDATION_FAILED", 400), ("CONFLICT", 409)])
async def test_somebody_else_is_faster(home: Home, code: str, status: int) -> None:
    """No source names the code [C D27]: the list tells that it is a duplicate."""
    pi = home.simulator
    pi.faults.fail(ADD, code, status=status)
    before_request(home, 1, lambda: pi.allow(FIRST, "Theirs"))
    with pytest.raises(HomeAssistantError) as raised:
        await home.call("add_to_allowlist", mac=FIRST)
    assert raised.value.translation_key == "already_allowed"
    assert not isinstance(raised.value, ServiceValidationError), "something was sent"
    await wait_for(lambda: home.shows("expected", "status", FIRST))


@pytest.mark.parametrize("code", ["DEVICE_NOT_FOUND", "DEVICE_NOT_IN_ALLOWLIST"])
@pytest.mark.parametrize("style", ["documented", "all200"])
async def test_removal_of_what_is_not_there(home: Home, code: str, style: str) -> None:
    pi = home.simulator
    pi.switches.update([("allowlist_missing_code", code), ("status_style", style)])
    pi.allow(FIRST)
    answer = await home.call("remove_from_allowlist", mac=[OTHER, FIRST, FIRST.lower()])
    assert answer["results"] == [{"mac": OTHER, "removed": False}, {"mac": FIRST, "removed": True}]
    assert sent(pi, REMOVE) == 2
    await home.hass.services.async_call(DOMAIN, "remove_from_allowlist", {"mac": OTHER}, blocking=True)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("after_work", [True, False])
async def test_lost_answer_of_a_removal(home: Home, *, after_work: bool) -> None:
    pi = home.simulator
    pi.allow(FIRST)
    pi.allow(OTHER)
    pi.faults.drop(REMOVE, after_work=after_work)
    first, other = (await home.call("remove_from_allowlist", mac=[FIRST, OTHER]))["results"]
    assert first["removed"] == after_work
    assert first.get("code") == (None if after_work else "outcome_unknown")
    assert other == {"mac": OTHER, "removed": True}
    assert sent(pi, REMOVE) == 2
    assert allowed(pi) == (set() if after_work else {FIRST})


@pytest.mark.usefixtures("hasty")
async def test_refused_removal(home: Home) -> None:
    pi = home.simulator
    pi.allow(FIRST)
    pi.faults.fail(REMOVE, "VALIDATION_FAILED", times=3)
    present, absent = (await home.call("remove_from_allowlist", mac=[FIRST, OTHER]))["results"]
    assert (present["removed"], present["code"]) == (False, "VALIDATION_FAILED")
    assert len(present["correlation_id"]) == 36
    assert absent == {"mac": OTHER, "removed": False}, "it is not on the list, whatever was refused"
    with pytest.raises(HomeAssistantError, match="VALIDATION_FAILED"):
        await home.hass.services.async_call(DOMAIN, "remove_from_allowlist", {"mac": FIRST}, blocking=True)


async def test_used_and_available(home: Home) -> None:
    pi = home.simulator
    pi.add_board(Board(FIRST))
    pi.allow(OTHER)
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", FIRST))
    await home.press("provision_all")
    await pi.wait_idle()
    answer = await home.call("get_allowlist")
    assert (answer["total"], answer["used"], answer["available"]) == (2, 1, 1)
    assert {entry["mac"]: entry["used"] for entry in answer["entries"]} == {FIRST: True, OTHER: False}
    left = await home.call("get_allowlist", available=True)
    assert [entry["mac"] for entry in left["entries"]] == [OTHER]
    assert (left["total"], left["used"], left["available"]) == (2, 1, 1)
    exported = await home.call("export_allowlist")
    assert exported["content"].splitlines()[1].startswith(f"{FIRST},,,")
    assert ",true," in exported["content"].splitlines()[1]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("after_work", [True, False])
async def test_lost_answer_of_an_addition(home: Home, *, after_work: bool) -> None:
    pi = home.simulator
    pi.faults.drop(ADD, after_work=after_work)
    if after_work:
        answer = await home.call("add_to_allowlist", mac=FIRST, description="Top shelf")
        assert answer["entry"]["description"] == "Top shelf"
        assert "added_at" in answer["entry"], "as the server has it"
        await wait_for(lambda: home.shows("expected", "status", FIRST))
    else:
        with pytest.raises(HomeAssistantError) as raised:
            await home.call("add_to_allowlist", mac=FIRST)
        assert raised.value.translation_key == "outcome_unknown"
    assert sent(pi) == 1


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("NETWORK_ERROR", "network_error"),
        ("DATABASE_ERROR", "outcome_unknown"),
        ("VALIDATION_FAILED", "validation_failed"),
        ("RATE_LIMITED", "rate_limited"),
    ],
)
async def test_refused_addition(home: Home, code: str, key: str) -> None:
    pi = home.simulator
    pi.faults.fail(ADD, code)
    with pytest.raises(HomeAssistantError, match=code) as raised:
        await home.call("add_to_allowlist", mac=FIRST)
    assert raised.value.translation_key == key
    assert sent(pi) == 1
    assert home.value("last_error") == code.lower()


@pytest.mark.usefixtures("hasty")
async def test_nobody_knows_while_no_list_can_be_read(home: Home) -> None:
    pi = home.simulator
    pi.faults.fail(ADD, "NETWORK_ERROR", times=2)
    before_request(home, 1, lambda: pi.faults.drop("GET /*", times=None))
    with pytest.raises(HomeAssistantError) as raised:
        await home.call("add_to_allowlist", mac=FIRST)
    assert raised.value.translation_key == "outcome_unknown_for_now"
