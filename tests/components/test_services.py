"""The actions on sessions, the reading ones, and who may call what on which entry."""

from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_PASSWORD
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockUser
from syrupy.assertion import SnapshotAssertion
import voluptuous as vol

from custom_components.piorchestrator.const import CONF_SSID, DOMAIN, SUBENTRY_NETWORK
from simulator import Simulator
from tests.conftest import API_KEY, PROFILE_ID, SSID, WIFI_PASSWORD, make_entry

from .actions import START, STOP, refused
from .conftest import still
from .pi import NAMED, PLAIN, STRANGER, Pi


def add_profile(pi: Pi, ssid: str) -> str:
    profile = ConfigSubentry(
        data={CONF_SSID: ssid, CONF_PASSWORD: WIFI_PASSWORD},  # type: ignore[arg-type]
        subentry_type=SUBENTRY_NETWORK,
        title=ssid,
        unique_id=ssid,
    )
    pi.hass.config_entries.async_add_subentry(pi.entry, profile)
    return profile.subentry_id


# Sessions


async def test_start_answers_with_the_session(pi: Pi) -> None:
    answer = await pi.ask("start_session")
    truth = pi.simulator.truth().session
    assert truth is not None
    assert answer["session"]["id"] == truth["id"]
    assert answer["session"]["state"] == "discovering"
    assert answer["session"]["target_ssid"] == SSID
    assert pi.state("sensor", "session_state") == "discovering"
    assert WIFI_PASSWORD not in str(answer)


async def test_start_without_an_answer(pi: Pi) -> None:
    await pi.tell("start_session", config_entry_id=pi.entry.entry_id)
    assert pi.posts(START) == 1


@pytest.mark.parametrize("name", [PROFILE_ID, SSID])
async def test_start_by_name_with_limits(pi: Pi, name: str) -> None:
    add_profile(pi, "Lab")
    await pi.tell("start_session", network=name, discovery_timeout="30", verification_timeout=600)
    (sent,) = [request.json for request in pi.simulator.received if request.route == f"POST {START}"]
    assert sent == {
        "target_ssid": SSID,
        "target_password": WIFI_PASSWORD,
        "config": {"discovery_timeout_seconds": 30, "verification_timeout_seconds": 600},
    }


@pytest.mark.parametrize("seconds", [4, 3601, "soon"])
async def test_limits_out_of_range(pi: Pi, seconds: object) -> None:
    with pytest.raises(vol.Invalid):
        await pi.ask("start_session", discovery_timeout=seconds)
    assert pi.posts(START) == 0


async def test_no_password_field(pi: Pi) -> None:
    """Action data reaches the event bus, traces and the recorder."""
    with pytest.raises(vol.Invalid):
        await pi.ask("start_session", password=WIFI_PASSWORD)


async def test_profile_must_be_clear(pi: Pi) -> None:
    error = await refused(pi, ServiceValidationError, "start_session", network="Attic")
    assert error.translation_key == "unknown_profile"
    assert error.translation_placeholders == {"profile": "Attic", "profiles": SSID}
    add_profile(pi, "Lab")
    error = await refused(pi, ServiceValidationError, "start_session")
    assert error.translation_key == "profile_not_named"
    assert error.translation_placeholders == {"profiles": f"{SSID}, Lab"}
    for profile_id in list(pi.entry.subentries):
        pi.hass.config_entries.async_remove_subentry(pi.entry, profile_id)
    error = await refused(pi, ServiceValidationError, "start_session")
    assert error.translation_key == "no_profile"
    assert pi.posts(START) == 0


async def test_second_session_is_refused(pi: Pi) -> None:
    session_id = await pi.batch()
    error = await refused(pi, HomeAssistantError, "start_session")
    assert error.translation_key == "session_already_active"
    assert error.translation_placeholders is not None
    assert error.translation_placeholders["code"] == "SESSION_ALREADY_ACTIVE"
    assert len(error.translation_placeholders["correlation_id"]) == 36
    assert error.translation_placeholders["correlation_id"] in str(error)
    assert pi.coordinator.data.session is not None
    assert pi.coordinator.data.session.id == session_id
    assert pi.state("sensor", "last_error") == "session_already_active"


async def test_stop(pi: Pi) -> None:
    session_id = await pi.batch()
    answer = await pi.ask("stop_session")
    assert answer["session"]["id"] == session_id
    assert answer["session"]["state"] == "closed"
    await pi.agreed()
    error = await refused(pi, ServiceValidationError, "stop_session")
    assert error.translation_key == "no_session"
    assert pi.posts(STOP) == 1


async def test_answers_are_true_also_without_push(pi: Pi) -> None:
    """The second action comes before the next read is due."""
    pi.simulator.mute_events()
    await pi.ask("start_session")
    answer = await pi.ask("stop_session")
    assert answer["session"]["state"] == "closed"


async def test_stop_of_a_session_that_is_over_already(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.mute_events()
    pi.simulator.stop_session()
    answer = await pi.ask("stop_session")
    assert answer["session"]["state"] == "closed"
    assert pi.posts(STOP) == 1


async def test_stop_is_told_by_the_server_where_no_read_is_possible(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.faults.drop("GET /*", times=None)
    answer = await pi.ask("stop_session")
    assert answer["session"]["state"] == "closed"


# Reads


async def test_reads(pi: Pi, snapshot: SnapshotAssertion) -> None:
    assert await pi.ask("get_session") == snapshot(name="idle session")
    assert await pi.ask("get_devices") == snapshot(name="idle devices")
    with still():
        await pi.batch()
        await pi.force("failed", PLAIN)
    assert await pi.ask("get_session") == snapshot(name="session")
    assert await pi.ask("get_devices") == snapshot(name="devices")


async def test_boards_of_one_state(pi: Pi) -> None:
    await pi.batch()
    await pi.force("failed", PLAIN)

    async def macs(state: str) -> list[str]:
        return [row["mac"] for row in (await pi.ask("get_devices", state=state))["devices"]]

    assert await macs("failed") == [PLAIN]
    assert await macs("discovered") == [NAMED, STRANGER]
    assert await macs("verified") == []


@pytest.mark.parametrize("action", ["get_session", "get_devices"])
async def test_nothing_is_told_while_the_server_is_away(pi: Pi, action: str) -> None:
    pi.simulator.faults.drop("*", times=None)
    await pi.coordinator.async_refresh()
    error = await refused(pi, ServiceValidationError, action)
    assert error.translation_key == "not_available"


@pytest.mark.parametrize("action", ["get_session", "get_devices"])
async def test_reads_are_called_for_their_answer_only(pi: Pi, action: str) -> None:
    with pytest.raises(ServiceValidationError):
        await pi.tell(action)


# Which entry, and who


async def test_two_entries(hass: HomeAssistant, pi: Pi) -> None:
    async with Simulator(api_key=API_KEY) as second:
        other = make_entry(second)
        other.add_to_hass(hass)
        assert await hass.config_entries.async_setup(other.entry_id)
        with pytest.raises(ServiceValidationError) as raised:
            await pi.ask("get_session")
        assert raised.value.translation_key is not None
        await pi.tell("start_session", config_entry_id=other.entry_id)
        assert pi.posts(START) == 0
        assert second.counts.requests[f"POST {START}"] == 1
        assert (await pi.ask("get_session", config_entry_id=pi.entry.entry_id))["session"] is None
        assert await hass.config_entries.async_unload(other.entry_id)


async def test_unknown_entry(pi: Pi) -> None:
    with pytest.raises(ServiceValidationError):
        await pi.ask("get_session", config_entry_id="nobody")


ADMIN: list[tuple[str, dict[str, Any]]] = [
    ("start_session", {}),
    ("stop_session", {}),
    ("provision_all", {}),
    ("provision_device", {"mac": NAMED}),
    ("retry_device", {}),
]


@pytest.mark.parametrize(("action", "data"), ADMIN)
async def test_administrators_only(
    hass: HomeAssistant, pi: Pi, hass_read_only_user: MockUser, action: str, data: dict[str, Any]
) -> None:
    if action != "start_session":
        await pi.batch()
    before = pi.simulator.counts.requests.total()
    context = Context(user_id=hass_read_only_user.id)
    with pytest.raises(Unauthorized):
        await hass.services.async_call(DOMAIN, action, data, blocking=True, context=context)
    assert pi.simulator.counts.requests.total() == before
    await hass.services.async_call(DOMAIN, action, data, blocking=True, context=Context(user_id=None))


async def test_administrator(hass: HomeAssistant, pi: Pi, hass_admin_user: MockUser) -> None:
    await hass.services.async_call(
        DOMAIN, "start_session", {}, blocking=True, context=Context(user_id=hass_admin_user.id)
    )
    assert pi.posts(START) == 1


async def test_anybody_may_look(hass: HomeAssistant, pi: Pi, hass_read_only_user: MockUser) -> None:
    context = Context(user_id=hass_read_only_user.id)
    answer = await hass.services.async_call(
        DOMAIN, "get_session", {}, blocking=True, return_response=True, context=context
    )
    assert answer is not None
    assert answer["session"] is None
