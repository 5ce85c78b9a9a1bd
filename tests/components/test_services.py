"""The actions: who may call them, what they send, what they answer, and what they do when the answer is lost."""

import asyncio
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
from simulator import Board, Simulator
from tests.conftest import API_KEY, PROFILE_ID, SSID, WIFI_PASSWORD, make_entry, wait_for

from .conftest import still
from .pi import NAMED, PLAIN, STRANGER, Pi

START = "/batch/start"
STOP = "/batch/{id}/stop"
ALL = "/batch/{id}/provision-all"
ONE = "/batch/{id}/devices/{mac}/provision"
RETRY = "/batch/{id}/devices/{mac}/retry"


async def refused(pi: Pi, kind: type[HomeAssistantError], action: str, **data: object) -> HomeAssistantError:
    """Call an action that must fail; the text is made of the translation, not of its key."""
    with pytest.raises(kind) as raised:
        await pi.ask(action, **data)
    assert raised.value.translation_domain == DOMAIN
    assert raised.value.translation_key not in {None, str(raised.value)}
    assert "{" not in str(raised.value)
    return raised.value


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
    assert error.translation_key == "refused"
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


# Boards


async def test_provision_all(pi: Pi) -> None:
    await pi.batch()
    assert await pi.ask("provision_all") == {"initiated_count": 2, "skipped_count": 1}
    await pi.simulator.wait_idle()
    await pi.agreed()
    assert pi.state("sensor", "verified_count") == "2"
    assert await pi.ask("provision_all", only_allowlisted=False) == {
        "initiated_count": 1,
        "skipped_count": 0,
    }


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("provision_all", {}),
        ("retry_device", {}),
    ],
)
async def test_no_session(pi: Pi, action: str, data: dict[str, Any]) -> None:
    error = await refused(pi, ServiceValidationError, action, **data)
    assert error.translation_key == "no_session"


async def test_rows_of_boards(pi: Pi) -> None:
    """In any notation, each once; a refusal of one does not keep the rest."""
    await pi.batch()
    answer = await pi.ask(
        "provision_device", mac=[NAMED.lower(), "246f.2800.0001", "24-6F-28-00-00-03", "246F28000099"]
    )
    accepted, stranger, unknown = answer["results"]
    assert accepted == {"mac": NAMED, "accepted": True}
    assert len(stranger.pop("correlation_id")) == 36
    assert stranger.pop("message")
    assert stranger == {"mac": STRANGER, "accepted": False, "code": "DEVICE_NOT_IN_ALLOWLIST"}
    assert unknown == {
        "mac": "24:6F:28:00:00:99",
        "accepted": False,
        "code": "unknown_board",
        "message": "The session has no board with the MAC address 24:6F:28:00:00:99",
    }
    assert pi.posts(ONE) == 2


async def test_one_board_as_text_without_an_answer(pi: Pi) -> None:
    await pi.batch()
    await pi.tell("provision_device", mac=PLAIN)
    await pi.simulator.wait_idle()
    assert pi.simulator.truth().devices[PLAIN]["state"] == "verified"


async def test_refusals_are_raised_for_who_sees_no_rows(pi: Pi) -> None:
    await pi.batch()
    with pytest.raises(HomeAssistantError) as raised:
        await pi.tell("provision_device", mac=[NAMED, STRANGER])
    assert raised.value.translation_key == "boards_refused"
    placeholders = raised.value.translation_placeholders
    assert placeholders is not None
    assert (placeholders["refused"], placeholders["total"]) == ("1", "2")
    assert STRANGER in placeholders["reasons"]
    assert "DEVICE_NOT_IN_ALLOWLIST" in placeholders["reasons"]


async def test_rows_without_a_session(pi: Pi) -> None:
    answer = await pi.ask("provision_device", mac=NAMED)
    assert answer["results"] == [
        {
            "mac": NAMED,
            "accepted": False,
            "code": "no_session",
            "message": "No session is open. Start one first",
        }
    ]
    with pytest.raises(HomeAssistantError, match="no_session"):
        await pi.tell("provision_device", mac=NAMED)


@pytest.mark.parametrize("action", ["provision_device", "retry_device"])
async def test_one_bad_mac_and_nothing_is_sent(pi: Pi, action: str) -> None:
    await pi.batch()
    error = await refused(pi, ServiceValidationError, action, mac=[NAMED, "24:6F:28:00:00"])
    assert error.translation_key == "invalid_mac"
    assert error.translation_placeholders == {"mac": "24:6F:28:00:00"}
    assert pi.posts(ONE) + pi.posts(RETRY) == 0


async def test_retry_of_all_that_failed(pi: Pi) -> None:
    await pi.batch()
    await pi.force("failed", NAMED)
    await pi.force("failed", PLAIN)
    answer = await pi.ask("retry_device")
    assert answer["results"] == [{"mac": NAMED, "accepted": True}, {"mac": PLAIN, "accepted": True}]
    await pi.simulator.wait_idle()
    await pi.agreed()
    assert await pi.ask("retry_device") == {"results": []}


async def test_retry_of_one(pi: Pi) -> None:
    await pi.batch()
    await pi.force("failed", NAMED)
    await pi.force("failed", PLAIN)
    await pi.tell("retry_device", mac=[PLAIN])
    await pi.agreed()
    assert pi.simulator.truth().devices[NAMED]["state"] == "failed"
    assert pi.posts(RETRY) == 1


async def test_waiting_time_is_told(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.faults.fail(f"POST {ONE}", "CIRCUIT_OPEN", retry_after=12)
    (row,) = (await pi.ask("provision_device", mac=NAMED))["results"]
    assert row["code"] == "CIRCUIT_OPEN"
    assert row["retry_after"] == 12
    pi.simulator.faults.fail(f"POST {ALL}", "RATE_LIMITED", retry_after=7)
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == "refused_for_now"
    assert "7 s" in str(error)
    assert pi.posts(ONE) == pi.posts(ALL) == 1


async def test_refused_key_asks_for_another(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.api_key = "rotated"
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == "key_refused"
    await pi.hass.async_block_till_done()
    (flow,) = pi.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"


@pytest.mark.parametrize(
    ("body", "key"),
    [(b"<html>", "route_absent"), (b"[]", "outcome_unknown")],
)
async def test_answers_that_are_none(pi: Pi, body: bytes, key: str) -> None:
    await pi.batch()
    pi.simulator.faults.answer(f"POST {ALL}", 200, body, times=None)
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == key


# Answers that are lost


async def drop(pi: Pi, route: str, *, after_work: bool) -> None:
    pi.simulator.faults.drop(f"POST {route}", after_work=after_work)


async def test_lost_answer_of_start_is_found(pi: Pi) -> None:
    await drop(pi, START, after_work=True)
    answer = await pi.ask("start_session")
    truth = pi.simulator.truth().session
    assert truth is not None
    assert answer["session"]["id"] == truth["id"]
    assert pi.posts(START) == 1


@pytest.mark.parametrize(
    ("action", "route", "data"),
    [
        ("start_session", START, {}),
        ("stop_session", STOP, {}),
        ("provision_all", ALL, {}),
        ("provision_device", ONE, {"mac": NAMED}),
        ("retry_device", RETRY, {"mac": PLAIN}),
    ],
)
async def test_request_that_never_arrived_is_not_repeated(
    pi: Pi, action: str, route: str, data: dict[str, Any]
) -> None:
    if action != "start_session":
        await pi.batch()
        await pi.force("failed", PLAIN)
    await drop(pi, route, after_work=False)
    if data:
        (row,) = (await pi.ask(action, **data))["results"]
        assert not row["accepted"]
        # There was no answer, so there is no code of the server.
        assert row["code"] == "outcome_unknown"
        assert "not known whether" in row["message"]
    else:
        error = await refused(pi, HomeAssistantError, action, **data)
        assert error.translation_key == "outcome_unknown"
        assert not isinstance(error, ServiceValidationError)
    assert pi.posts(route) == 1


@pytest.mark.parametrize("push", [True, False])
@pytest.mark.parametrize(
    ("action", "route", "data"),
    [
        ("stop_session", STOP, {}),
        ("provision_all", ALL, {}),
        ("provision_device", ONE, {"mac": NAMED}),
        ("retry_device", RETRY, {"mac": PLAIN}),
    ],
)
async def test_lost_answer_is_found_by_reading(
    pi: Pi, action: str, route: str, data: dict[str, Any], *, push: bool
) -> None:
    await pi.batch()
    await pi.force("failed", PLAIN)
    if not push:
        pi.simulator.mute_events()
    await drop(pi, route, after_work=True)
    answer = await pi.ask(action, **data)
    if data:
        assert answer["results"] == [{"mac": data["mac"], "accepted": True}]
    elif action == "provision_all":
        assert answer == {"initiated_count": None, "skipped_count": None}
    else:
        assert answer["session"]["state"] == "closed"
    assert pi.posts(route) == 1


async def test_fault_of_the_server_is_told_with_its_code(pi: Pi) -> None:
    """Whether it was carried out is not known; what the server said is."""
    await pi.batch()
    pi.simulator.faults.fail(f"POST {ALL}", "DATABASE_ERROR")
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == "outcome_unknown"
    assert "DATABASE_ERROR" in str(error)
    pi.simulator.faults.fail(f"POST {ONE}", "DATABASE_ERROR")
    (row,) = (await pi.ask("provision_device", mac=NAMED))["results"]
    assert row["code"] == "DATABASE_ERROR"
    assert "not known whether" in row["message"]
    assert row["correlation_id"] in row["message"]


async def test_refusal_that_no_read_confirms_stays_uncertain(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.faults.fail(f"POST {ALL}", "NETWORK_ERROR")
    pi.simulator.faults.drop("GET /*", times=None)
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == "outcome_unknown"
    assert "NETWORK_ERROR" in str(error)


async def test_old_session_is_no_proof_of_a_new_one(pi: Pi) -> None:
    """A session for the same network was open before."""
    await pi.batch()
    pi.simulator.faults.fail(f"POST {START}", "INTERNAL_ERROR")
    error = await refused(pi, HomeAssistantError, "start_session")
    assert error.translation_key == "outcome_unknown"


async def test_lost_answer_while_one_more_board_turns_up(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.mute_events()
    pi.simulator.faults.drop(f"POST {ALL}", after_work=True)
    pi.simulator.add_board(Board("24:6F:28:00:00:04"))
    await wait_for(lambda: len(pi.simulator.truth().devices) == 4)
    pi.simulator.force_state("provisioned", "24:6F:28:00:00:04")
    pi.simulator.add_board(Board("24:6F:28:00:00:05", allowed=False))
    await wait_for(lambda: len(pi.simulator.truth().devices) == 5)
    await pi.ask("provision_all")
    assert pi.posts(ALL) == 1


async def test_one_at_a_time(pi: Pi) -> None:
    """Who presses second sees what the first press did."""
    answers = await asyncio.gather(pi.ask("start_session"), pi.ask("start_session"), return_exceptions=True)
    kinds = sorted(type(answer).__name__ for answer in answers)
    assert kinds == ["HomeAssistantError", "dict"]
    assert pi.posts(START) == 2


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
