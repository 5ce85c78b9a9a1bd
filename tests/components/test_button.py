"""Buttons: there when what they do is legal, and only then; a failing press says why."""

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_USER
from homeassistant.auth.models import User
from homeassistant.const import Platform
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import PROFILE_ID, SSID, WIFI_PASSWORD, wait_for

from .conftest import only
from .pi import NAMED, NAMED_DIGITS, PLAIN, PLAIN_DIGITS, Pi


@pytest.mark.usefixtures("every_entity")
async def test_snapshot(fresh: Pi, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion) -> None:
    with only(Platform.BUTTON):
        await fresh.set_up()
        await snapshot_platform(fresh.hass, entity_registry, snapshot, fresh.entry.entry_id)


BATCH = ("provision_all", "retry_failed", "stop_session")


def available(pi: Pi, *keys: str, scope: str = "") -> set[str]:
    return {key for key in keys if pi.state("button", key, scope) != "unavailable"}


async def test_without_a_session(pi: Pi) -> None:
    assert available(pi, *BATCH) == set()
    assert available(pi, "start_session", scope=PROFILE_ID) == {"start_session"}
    assert available(pi, "provision", "retry", scope=NAMED_DIGITS) == set()


@pytest.mark.parametrize(
    ("session", "batch", "start", "works"),
    [
        ("discovering", {"provision_all", "retry_failed", "stop_session"}, False, True),
        ("active", {"provision_all", "retry_failed", "stop_session"}, False, True),
        ("paused", {"stop_session"}, False, False),
        ("closing", set(), False, False),
        ("closed", set(), True, False),
        ("of a newer server", {"provision_all", "retry_failed", "stop_session"}, False, True),
    ],
)
async def test_by_state_of_the_session(
    pi: Pi, session: str, batch: set[str], *, start: bool, works: bool
) -> None:
    await pi.batch()
    await pi.force("failed", PLAIN)
    await pi.force(session)
    assert available(pi, *BATCH) == batch
    assert bool(available(pi, "start_session", scope=PROFILE_ID)) is start
    assert available(pi, "provision", "retry", scope=NAMED_DIGITS) == ({"provision"} if works else set())
    assert available(pi, "provision", "retry", scope=PLAIN_DIGITS) == ({"retry"} if works else set())


@pytest.mark.parametrize(
    ("state", "legal"),
    [
        ("discovered", {"provision"}),
        ("provisioning", set()),
        ("provisioned", set()),
        ("verifying", set()),
        ("verified", set()),
        ("failed", {"retry"}),
        ("of a newer server", set()),
    ],
)
async def test_by_state_of_the_board(pi: Pi, state: str, legal: set[str]) -> None:
    await pi.batch()
    await pi.force(state, NAMED)
    assert available(pi, "provision", "retry", scope=NAMED_DIGITS) == legal
    assert available(pi, "retry_failed") == ({"retry_failed"} if state == "failed" else set())


async def test_board_that_is_not_allowed_any_more(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.disallow(NAMED)
    await wait_for(lambda: not available(pi, "provision", scope=NAMED_DIGITS))
    pi.simulator.allow(NAMED)
    await wait_for(lambda: bool(available(pi, "provision", scope=NAMED_DIGITS)))


async def test_a_batch_by_hand(pi: Pi) -> None:
    """Start, one board, all, retry, stop."""
    await pi.press("start_session", PROFILE_ID)
    truth = pi.simulator.truth().session
    assert truth is not None
    assert truth["target_ssid"] == SSID
    (sent,) = [request.json for request in pi.simulator.received if request.route == "POST /batch/start"]
    assert sent == {"target_ssid": SSID, "target_password": WIFI_PASSWORD}
    await wait_for(lambda: len(pi.simulator.truth().devices) == 3)
    await pi.agreed()

    await pi.press("provision", PLAIN_DIGITS)
    await pi.simulator.wait_idle()
    assert pi.simulator.truth().devices[PLAIN]["state"] == "verified"
    await pi.press("provision_all")
    await pi.simulator.wait_idle()
    assert pi.simulator.truth().devices[NAMED]["state"] == "verified"

    await pi.force("failed", NAMED)
    await pi.press("retry", NAMED_DIGITS)
    await pi.simulator.wait_idle()
    assert pi.simulator.truth().devices[NAMED]["state"] == "verified"
    await pi.force("failed", NAMED)
    await pi.force("failed", PLAIN)
    await pi.press("retry_failed")
    await pi.simulator.wait_idle()
    assert {device["retry_count"] for device in pi.simulator.truth().devices.values()} == {0, 1, 2}
    await pi.agreed()

    await pi.press("stop_session")
    await pi.agreed()
    assert pi.state("sensor", "session_state") == "closed"
    assert available(pi, *BATCH) == set()


async def test_press_that_fails(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.faults.fail("POST /batch/{id}/devices/{mac}/provision", "DEVICE_UNREACHABLE", retry_after=9)
    with pytest.raises(HomeAssistantError) as raised:
        await pi.press("provision", NAMED_DIGITS)
    assert raised.value.translation_key == "device_unreachable"
    placeholders = raised.value.translation_placeholders
    assert placeholders is not None
    assert placeholders["code"] == "DEVICE_UNREACHABLE"
    assert placeholders["retry_after"] == "9"
    assert len(placeholders["correlation_id"]) == 36
    assert all(text in str(raised.value) for text in placeholders.values())
    assert pi.state("sensor", "last_error") == "device_unreachable"
    words = pi.full("sensor", "last_error").attributes
    assert words["correlation_id"] == placeholders["correlation_id"]


async def test_retry_failed_tells_of_each_refusal(pi: Pi) -> None:
    await pi.batch()
    await pi.force("failed", NAMED)
    await pi.force("failed", PLAIN)
    pi.simulator.faults.fail("POST /batch/{id}/devices/{mac}/retry", "MAX_RETRIES_EXCEEDED")
    with pytest.raises(HomeAssistantError) as raised:
        await pi.press("retry_failed")
    assert raised.value.translation_key == "boards_refused"
    assert "MAX_RETRIES_EXCEEDED" in str(raised.value)
    assert pi.posts("/batch/{id}/devices/{mac}/retry") == 2


async def test_state_that_changed_in_between(pi: Pi) -> None:
    """The press was on its way while the session ended: nothing is sent."""
    await pi.batch()
    await pi.ask("stop_session")
    commands = pi.entry.runtime_data.commands
    with pytest.raises(ServiceValidationError) as raised:
        await commands.provision_all()
    assert raised.value.translation_key == "no_session"
    assert pi.posts("/batch/{id}/provision-all") == 0


async def press_as(pi: Pi, user: User, key: str, scope: str = "") -> None:
    """A press on a dashboard that somebody is logged in at."""
    data = {"entity_id": pi.entity_id("button", key, scope)}
    await pi.hass.services.async_call(
        "button", "press", data, blocking=True, context=Context(user_id=user.id)
    )


@pytest.mark.parametrize(
    ("key", "scope"),
    [
        ("start_session", PROFILE_ID),
        ("provision_all", ""),
        ("stop_session", ""),
        ("provision", NAMED_DIGITS),
    ],
)
async def test_for_administrators_only(pi: Pi, key: str, scope: str) -> None:
    """As with the actions that do the same; an automation has no user and may."""
    chief = await pi.hass.auth.async_create_user("Chief", group_ids=[GROUP_ID_ADMIN])
    worker = await pi.hass.auth.async_create_user("Worker", group_ids=[GROUP_ID_USER])
    if key != "start_session":
        await pi.batch()

    def posts() -> int:
        requests = pi.simulator.counts.requests
        return sum(count for route, count in requests.items() if route.startswith("POST"))

    before = posts()
    with pytest.raises(Unauthorized):
        await press_as(pi, worker, key, scope)
    await pi.hass.auth.async_remove_user(worker)
    with pytest.raises(UnknownUser):
        await press_as(pi, worker, key, scope)
    assert posts() == before
    await press_as(pi, chief, key, scope)
    assert posts() == before + 1
