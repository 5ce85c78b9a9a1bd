"""Wi-Fi profiles: made, refused, changed, removed, each without a reload."""

from typing import cast

from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.const import CONF_PASSWORD
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.piorchestrator.const import CONF_SSID, SUBENTRY_NETWORK
from tests.conftest import PROFILE_ID, SSID, WIFI_PASSWORD

from .forms import suggested
from .pi import Pi

PASSWORD = "canary-second-password"
LIMITS = {"discovery_timeout": 30, "provisioning_timeout": 60, "verification_timeout": 90}


async def begin(pi: Pi) -> SubentryFlowResult:
    result = await pi.hass.config_entries.subentries.async_init(
        (pi.entry.entry_id, SUBENTRY_NETWORK), context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    return result


async def reconfigure(pi: Pi) -> SubentryFlowResult:
    # The helper promises the result of another kind of flow.
    result = cast("SubentryFlowResult", await pi.entry.start_subentry_reconfigure_flow(pi.hass, PROFILE_ID))
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reconfigure"
    return result


async def submit(pi: Pi, flow: SubentryFlowResult, **form: object) -> SubentryFlowResult:
    result = await pi.hass.config_entries.subentries.async_configure(flow["flow_id"], form)
    await pi.hass.async_block_till_done()
    return result


def profile_ids(pi: Pi) -> set[str]:
    return {profile.subentry_id for profile in pi.entry.get_subentries_of_type(SUBENTRY_NETWORK)}


async def test_new_profile_has_its_button_at_once(pi: Pi) -> None:
    coordinator = pi.coordinator
    result = await submit(
        pi, await begin(pi), ssid="Lab", password=PASSWORD, **{name: float(n) for name, n in LIMITS.items()}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (profile_id,) = profile_ids(pi) - {PROFILE_ID}
    profile = pi.entry.subentries[profile_id]
    assert profile.title == profile.unique_id == "Lab"
    assert dict(profile.data) == {CONF_SSID: "Lab", CONF_PASSWORD: PASSWORD, **LIMITS}
    assert all(type(profile.data[name]) is int for name in LIMITS)
    assert pi.state("button", "start_session", profile_id) == "unknown"
    assert pi.coordinator is coordinator
    assert pi.simulator.counts.streams_opened == 1

    await pi.press("start_session", profile_id)
    (sent,) = [request.json for request in pi.simulator.received if request.route == "POST /batch/start"]
    assert sent == {
        "target_ssid": "Lab",
        "target_password": PASSWORD,
        "config": {f"{name}_seconds": seconds for name, seconds in LIMITS.items()},
    }


@pytest.mark.parametrize(
    ("ssid", "password", "errors"),
    [
        ("", PASSWORD, {CONF_SSID: "invalid_ssid"}),
        ("x" * 33, PASSWORD, {CONF_SSID: "invalid_ssid"}),
        (" \u200e", PASSWORD, {CONF_SSID: "invalid_ssid"}),
        ("ü" * 17, PASSWORD, {CONF_SSID: "invalid_ssid"}),
        ("Lab", "", {CONF_PASSWORD: "invalid_password"}),
        ("Lab", "7 chars", {CONF_PASSWORD: "invalid_password"}),
        ("Lab", "x" * 65, {CONF_PASSWORD: "invalid_password"}),
        ("Lab", "x" * 64, {CONF_PASSWORD: "invalid_password"}),
        ("", "short", {CONF_SSID: "invalid_ssid", CONF_PASSWORD: "invalid_password"}),
    ],
)
async def test_errors_and_recovery(pi: Pi, ssid: str, password: str, errors: dict[str, str]) -> None:
    flow = await begin(pi)
    result = await submit(pi, flow, ssid=ssid, password=password, discovery_timeout=45)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    assert suggested(result) == {CONF_SSID: ssid, "discovery_timeout": 45}
    assert profile_ids(pi) == {PROFILE_ID}
    result = await submit(pi, flow, ssid="ü" * 16, password="8 chars.")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "ü" * 16


async def test_an_impossible_password_that_is_stored_is_not_kept(pi: Pi) -> None:
    """An earlier version accepted it; no network has such a password."""
    subentry = pi.entry.subentries[PROFILE_ID]
    pi.hass.config_entries.async_update_subentry(
        pi.entry, subentry, data={**subentry.data, CONF_PASSWORD: "x" * 64}
    )
    flow = await reconfigure(pi)
    result = await submit(pi, flow, ssid=SSID)
    assert result["errors"] == {CONF_PASSWORD: "invalid_password"}
    result = await submit(pi, flow, ssid=SSID, password=PASSWORD)
    assert result["type"] is FlowResultType.ABORT
    assert pi.entry.subentries[PROFILE_ID].data[CONF_PASSWORD] == PASSWORD


async def test_same_network_twice(pi: Pi) -> None:
    result = await submit(pi, await begin(pi), ssid=SSID, password=PASSWORD)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert pi.entry.subentries[PROFILE_ID].data[CONF_PASSWORD] == WIFI_PASSWORD


async def test_reconfigure_keeps_the_password_and_never_shows_it(pi: Pi) -> None:
    flow = await reconfigure(pi)
    assert suggested(flow) == {CONF_SSID: SSID}
    assert WIFI_PASSWORD not in str(flow["data_schema"])
    result = await submit(pi, flow, ssid=SSID, discovery_timeout=30)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert dict(pi.entry.subentries[PROFILE_ID].data) == {
        CONF_SSID: SSID,
        CONF_PASSWORD: WIFI_PASSWORD,
        "discovery_timeout": 30,
    }

    flow = await reconfigure(pi)
    assert suggested(flow) == {CONF_SSID: SSID, "discovery_timeout": 30}
    await submit(pi, flow, ssid=SSID, password=PASSWORD)
    assert dict(pi.entry.subentries[PROFILE_ID].data) == {CONF_SSID: SSID, CONF_PASSWORD: PASSWORD}
    assert pi.simulator.counts.streams_opened == 1


async def test_renamed_profile_renames_its_device(hass: HomeAssistant, pi: Pi) -> None:
    entity_id = pi.entity_id("button", "start_session", PROFILE_ID)
    await submit(pi, await reconfigure(pi), ssid="Attic")
    profile = pi.entry.subentries[PROFILE_ID]
    assert (profile.title, profile.unique_id) == ("Attic", "Attic")
    device = pi.device(PROFILE_ID)
    assert device is not None
    assert device.name == "Attic"
    assert pi.entity_id("button", "start_session", PROFILE_ID) == entity_id
    answer = await pi.ask("start_session", network="Attic")
    assert answer["session"]["target_ssid"] == "Attic"


async def test_reconfigure_errors(pi: Pi) -> None:
    await submit(pi, await begin(pi), ssid="Lab", password=PASSWORD)
    flow = await reconfigure(pi)
    result = await submit(pi, flow, ssid="x" * 33, password="short")
    assert result["errors"] == {CONF_SSID: "invalid_ssid", CONF_PASSWORD: "invalid_password"}
    assert suggested(result) == {CONF_SSID: "x" * 33}
    result = await submit(pi, flow, ssid="Lab")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert pi.entry.subentries[PROFILE_ID].title == SSID


async def test_removed_profile_takes_its_device_along(hass: HomeAssistant, pi: Pi) -> None:
    assert pi.device(PROFILE_ID) is not None
    entity_id = pi.entity_id("button", "start_session", PROFILE_ID)
    hass.config_entries.async_remove_subentry(pi.entry, PROFILE_ID)
    await hass.async_block_till_done()
    assert pi.device(PROFILE_ID) is None
    assert hass.states.get(entity_id) is None
    assert not pi.has("button", "start_session", PROFILE_ID)
    assert pi.stream == "live"
    assert pi.simulator.counts.streams_opened == 1
