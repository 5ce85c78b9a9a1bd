"""The way out of each issue, walked over HTTP as Home Assistant's page of repairs does (`design.md` §8)."""

import json

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.piorchestrator import repairs as module
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.issues import async_forget_issues
from simulator import Fate, Simulator
from tests.conftest import API_KEY, PROFILE_ID, WIFI_PASSWORD, wait_for

from .pi import Pi, expect_state
from .repair import Repairs, issues, withdrawn
from .test_issues import Timers, interrupt, lose_stream, timers, web_page
from .test_issues_of_profiles import bare, provision

__all__ = ["bare", "timers"]  # fixtures
RESUME, DISCARD = "POST /sessions/{id}/resume", "POST /batch/{id}/stop"
NEW_PASSWORD = "canary-new-password-40d2"


@pytest.fixture
def repairs(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Repairs:
    return Repairs(hass, hass_client)


# --- interrupted sessions ------------------------------------------------------------------------------------------


async def test_resume(hass: HomeAssistant, pi: Pi, repairs: Repairs) -> None:
    session_id = await interrupt(pi)
    issue = issues(hass)["recoverable_session"]
    menu = await repairs.begin(issue)
    assert menu["type"] == "menu"
    assert menu["menu_options"] == ["resume", "discard", "later"]
    done = await repairs.go_on(issue, menu, next_step_id="resume")
    assert done["type"] == "create_entry"
    assert issues(hass) == {}
    await pi.agreed()
    assert pi.state("binary_sensor", "session_active") == "on"
    assert pi.coordinator.data.open_session is not None
    assert pi.coordinator.data.open_session.id == session_id
    await pi.coordinator.async_refresh()
    assert issues(hass) == {}, "it does not come back"


async def test_discard(hass: HomeAssistant, pi: Pi, repairs: Repairs) -> None:
    session_id = await interrupt(pi)
    issue = issues(hass)["recoverable_session"]
    form = await repairs.go_on(issue, await repairs.begin(issue), next_step_id="discard")
    assert form["type"] == "form"
    assert form["step_id"] == "discard"
    assert "recoverable_session" in issues(hass), "nothing ended yet"
    assert not pi.posts(DISCARD)
    done = await repairs.go_on(issue, form)
    assert done["type"] == "create_entry"
    (ended,) = [session for session in pi.simulator.truth().sessions if session["id"] == session_id]
    assert ended["state"] == "closed"
    await pi.coordinator.async_refresh()
    assert issues(hass) == {}


async def test_later(hass: HomeAssistant, pi: Pi, repairs: Repairs) -> None:
    await interrupt(pi)
    issue = issues(hass)["recoverable_session"]
    before = len(pi.simulator.received)
    done = await repairs.go_on(issue, await repairs.begin(issue), next_step_id="later")
    assert (done["type"], done["reason"]) == ("abort", "later")
    assert [request.method for request in pi.simulator.received[before:] if request.method != "GET"] == []
    assert "recoverable_session" in issues(hass)


async def test_no_resume_while_another_session_is_open(hass: HomeAssistant, pi: Pi, repairs: Repairs) -> None:
    await interrupt(pi)
    issue = issues(hass)["recoverable_session"]
    pi.simulator.start_session("Cellar")
    await wait_for(lambda: pi.state("sensor", "target_ssid") == "Cellar")
    menu = await repairs.begin(issue)
    assert menu["menu_options"] == ["discard", "later"]


@pytest.mark.parametrize(("choice", "route"), [("resume", RESUME), ("discard", DISCARD)])
async def test_refused(hass: HomeAssistant, pi: Pi, repairs: Repairs, choice: str, route: str) -> None:
    await interrupt(pi)
    issue = issues(hass)["recoverable_session"]
    pi.simulator.faults.fail(route, "MQTT_UNAVAILABLE", message="the broker is away", times=None)
    step = await repairs.go_on(issue, await repairs.begin(issue), next_step_id=choice)
    if choice == "discard":
        step = await repairs.go_on(issue, step)
    assert (step["type"], step["reason"]) == ("abort", "failed")
    assert "MQTT_UNAVAILABLE" in step["description_placeholders"]["error"]
    assert "the broker is away" in step["description_placeholders"]["error"]
    assert "recoverable_session" in issues(hass)
    await pi.coordinator.async_refresh()
    assert "recoverable_session" in issues(hass)


async def test_resumed_by_somebody_else_while_the_menu_is_open(
    hass: HomeAssistant, pi: Pi, repairs: Repairs
) -> None:
    await interrupt(pi)
    issue = issues(hass)["recoverable_session"]
    menu = await repairs.begin(issue)
    pi.simulator.resume_session()
    await withdrawn(hass, "recoverable_session")
    form = await repairs.go_on(issue, menu, next_step_id="discard")
    assert form["description_placeholders"]["ssid"] == "Workshop", "the words stay when the issue is gone"
    done = await repairs.go_on(issue, form)
    assert (done["type"], done["reason"]) == ("abort", "failed")
    assert not pi.posts(DISCARD)


@pytest.mark.parametrize("choice", ["resume", "discard"])
async def test_entry_unloaded_meanwhile(hass: HomeAssistant, pi: Pi, repairs: Repairs, choice: str) -> None:
    await interrupt(pi)
    issue = issues(hass)["recoverable_session"]
    menu = await repairs.begin(issue)
    await pi.unload()
    done = await repairs.go_on(issue, menu, next_step_id=choice)
    assert (done["type"], done["reason"]) == ("abort", "not_loaded")


# --- the provisioning API is not there -----------------------------------------------------------------------------


@pytest.mark.parametrize("is_loaded", [True, False])
async def test_address(hass: HomeAssistant, fresh: Pi, repairs: Repairs, is_loaded: bool) -> None:
    async with Simulator(api_key=API_KEY, speed=20) as other:
        if is_loaded:
            await fresh.set_up()
        web_page(fresh.simulator)
        if is_loaded:
            await fresh.coordinator.async_refresh()
        else:
            await hass.config_entries.async_setup(fresh.entry.entry_id)
            expect_state(fresh.entry, ConfigEntryState.SETUP_RETRY)
        issue = issues(hass)["api_absent"]
        form = await repairs.begin(issue)
        assert (form["type"], form["step_id"]) == ("form", "confirm")
        assert form["description_placeholders"]["port"] == str(fresh.simulator.port)
        done = await repairs.go_on(issue, form)
        assert (done["type"], done["reason"]) == ("abort", "reconfigure")
        kind, flow_id = done["next_flow"]
        assert kind == "config_flow"
        assert "api_absent" in issues(hass), "nothing is mended yet"
        flow = hass.config_entries.flow.async_get(flow_id)
        assert flow["context"].get("entry_id") == fresh.entry.entry_id
        assert flow["step_id"] == "reconfigure"
        result = await hass.config_entries.flow.async_configure(
            flow_id,
            {"host": "127.0.0.1", "advanced": {"port": other.port, "ssl": False, "verify_ssl": True}},
        )
        assert result["reason"] == "reconfigure_successful"
        await hass.async_block_till_done()
        await withdrawn(hass, "api_absent")
        await wait_for(lambda: fresh.entry.state is ConfigEntryState.LOADED)
        assert fresh.entry.data[CONF_PORT] == other.port
        await wait_for(lambda: other.counts.streams == 1)
        await hass.config_entries.async_unload(fresh.entry.entry_id)


# --- the event stream ----------------------------------------------------------------------------------------------


async def test_stream(hass: HomeAssistant, timers: Timers, pi: Pi, repairs: Repairs) -> None:
    lose_stream(pi)
    await wait_for(lambda: pi.stream == "waiting")
    timers.pass_time()
    issue = issues(hass)["stream_lost"]
    form = await repairs.begin(issue)
    assert (form["type"], form["step_id"]) == ("form", "confirm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_RECONNECT_SECONDS", 0.2)
        form = await repairs.go_on(issue, form)
    assert form["errors"] == {"base": "still_lost"}
    assert "stream_lost" in issues(hass)
    pi.simulator.faults.clear()
    done = await repairs.go_on(issue, form)
    assert done["type"] == "create_entry"
    assert pi.stream == "live"
    assert issues(hass) == {}


async def test_stream_of_an_unloaded_entry(
    hass: HomeAssistant, timers: Timers, pi: Pi, repairs: Repairs
) -> None:
    lose_stream(pi)
    await wait_for(lambda: pi.stream == "waiting")
    timers.pass_time()
    issue = issues(hass)["stream_lost"]
    form = await repairs.begin(issue)
    await pi.unload()
    done = await repairs.go_on(issue, form)
    assert (done["type"], done["reason"]) == ("abort", "not_loaded")


# --- Wi-Fi profiles ------------------------------------------------------------------------------------------------


@pytest.fixture
async def suspect(hass: HomeAssistant, bare: Pi) -> ir.IssueEntry:
    await provision(bare, *[Fate.NEVER_VERIFY] * 3)
    return issues(hass)["profile_suspect"]


@pytest.mark.parametrize("wrong", ["", "short", "x" * 65, "x" * 64])
async def test_wrong_password(
    hass: HomeAssistant, suspect: ir.IssueEntry, repairs: Repairs, wrong: str
) -> None:
    form = await repairs.begin(suspect)
    assert (form["type"], form["step_id"]) == ("form", "password")
    assert WIFI_PASSWORD not in json.dumps(form), "never shown"
    form = await repairs.go_on(suspect, form, password=wrong)
    assert form["errors"] == {"password": "invalid_password"}
    assert not wrong or wrong not in json.dumps(form)
    assert "profile_suspect" in issues(hass)


async def test_password(
    hass: HomeAssistant,
    bare: Pi,
    suspect: ir.IssueEntry,
    repairs: Repairs,
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = await repairs.go_on(suspect, await repairs.begin(suspect), password=NEW_PASSWORD)
    assert done["type"] == "create_entry"
    assert NEW_PASSWORD not in json.dumps(done)
    assert issues(hass) == {}
    await bare.coordinator.async_refresh()
    bare.simulator.force_state("failed", bare.simulator.truth().devices.popitem()[0])
    await bare.agreed()
    assert issues(hass) == {}, "what failed with the old password proves nothing"
    profile = bare.entry.subentries[PROFILE_ID]
    assert profile.data == {"ssid": "Workshop", CONF_PASSWORD: NEW_PASSWORD}
    await bare.press("stop_session")
    await bare.press("start_session", PROFILE_ID)
    (start,) = [request for request in bare.simulator.received if request.path.endswith("/batch/start")]
    assert isinstance(start.json, dict)
    assert NEW_PASSWORD in start.json.values()
    assert NEW_PASSWORD not in caplog.text
    await provision_again(bare)
    assert "profile_suspect" in issues(hass), "the new one is no better"


async def provision_again(pi: Pi) -> None:
    """The open session's boards."""
    await wait_for(lambda: len(pi.simulator.truth().devices) == 3)
    await pi.agreed()
    await pi.press("provision_all")
    await pi.simulator.wait_idle()
    await pi.agreed()
    await pi.coordinator.async_refresh()


async def test_profile_removed_meanwhile(
    hass: HomeAssistant, bare: Pi, suspect: ir.IssueEntry, repairs: Repairs
) -> None:
    form = await repairs.begin(suspect)
    hass.config_entries.async_remove_subentry(bare.entry, PROFILE_ID)
    done = await repairs.go_on(suspect, form, password=NEW_PASSWORD)
    assert (done["type"], done["reason"]) == ("abort", "profile_gone")
    await hass.async_block_till_done()
    assert issues(hass) == {}


# --- the key: Home Assistant's own issue ---------------------------------------------------------------------------


async def test_refused_key_is_home_assistants_own_issue(
    hass: HomeAssistant, pi: Pi, repairs: Repairs
) -> None:
    pi.simulator.api_key = "another"
    for _ in range(3):
        await pi.coordinator.async_refresh()
    await hass.async_block_till_done()
    assert issues(hass) == {}
    (issue,) = issues(hass, "homeassistant").values()
    assert issue.translation_key == "config_entry_reauth"
    assert issue.issue_id == f"config_entry_reauth_{DOMAIN}_{pi.entry.entry_id}"
    (flow,) = pi.entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    coordinator = pi.coordinator
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], {CONF_API_KEY: "another"})
    assert result["reason"] == "reauth_successful"
    await wait_for(lambda: pi.stream == "live")
    await wait_for(lambda: coordinator.last_update_success)
    assert pi.coordinator is coordinator, "no restart"
    assert issues(hass, "homeassistant") == {}
    assert API_KEY not in json.dumps(dict(pi.entry.data))


async def test_old_key_taken_again_withdraws_the_question(hass: HomeAssistant, pi: Pi) -> None:
    pi.simulator.api_key = "another"
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "refused")
    await wait_for(lambda: len(issues(hass, "homeassistant")) == 1)
    pi.simulator.api_key = API_KEY
    await pi.coordinator.async_refresh()
    await wait_for(lambda: not issues(hass, "homeassistant"))


# --- flows that have lost their subject ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"entry_id": "nobody", "issue": "api_absent"},
        {"entry_id": "mine", "issue": "something_new"},
        {"entry_id": "mine"},
    ],
)
async def test_unknown_issue_is_only_confirmed(
    hass: HomeAssistant, pi: Pi, repairs: Repairs, data: dict[str, str | int | float | None] | None
) -> None:
    if data and data["entry_id"] == "mine":
        data = {**data, "entry_id": pi.entry.entry_id}
    ir.async_create_issue(
        hass,
        DOMAIN,
        "old",
        data=data,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="stream_lost",
        translation_placeholders={"name": "Pi"},
    )
    issue = ir.async_get(hass).issues[DOMAIN, "old"]
    form = await repairs.begin(issue)
    assert (form["type"], form["step_id"]) == ("form", "confirm")
    done = await repairs.go_on(issue, form)
    assert done["type"] == "create_entry"
    assert issues(hass) == {}


@pytest.mark.parametrize("kind", ["recoverable_session", "stream_lost"])
async def test_entry_that_is_not_loaded(hass: HomeAssistant, pi: Pi, repairs: Repairs, kind: str) -> None:
    """A page that is older than the unload still offers the issue."""
    await pi.unload()
    ir.async_create_issue(
        hass,
        DOMAIN,
        "old",
        data={"entry_id": pi.entry.entry_id, "issue": kind, "session_id": "x"},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=kind,
    )
    done = await repairs.begin(ir.async_get(hass).issues[DOMAIN, "old"])
    assert (done["type"], done["reason"]) == ("abort", "not_loaded")


async def test_forgetting_one_entry_leaves_the_others(hass: HomeAssistant, pi: Pi) -> None:
    await interrupt(pi)
    ir.async_create_issue(
        hass,
        "another_domain",
        f"about_{pi.entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="old",
    )
    async_forget_issues(hass, pi.entry)
    assert issues(hass) == {}
    assert ir.async_get(hass).async_get_issue("another_domain", f"about_{pi.entry.entry_id}")
