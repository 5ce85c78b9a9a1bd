"""The key and the Wi-Fi password stand in the entry and nowhere else: canaries, searched in everything."""

from collections.abc import Iterator
import json
import logging
from typing import Any

from homeassistant.components.trace.util import async_get_trace, async_list_traces
from homeassistant.const import CONF_API_KEY, MATCH_ALL
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest

from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.diagnostics import async_get_config_entry_diagnostics
from simulator import Board, Fate, Simulator
from tests.conftest import API_KEY, PROFILE_ID, SSID, WIFI_PASSWORD, wait_for
from tests.live.home import Home
from tests.live.truth import truth

NEW_KEY = "canary-new-key-51b8"
CANARIES = (API_KEY, NEW_KEY, WIFI_PASSWORD)
AUTOMATION = "automation"
AUTOMATION_ID = "box_of_boards"


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """All loggers tell all they know, also aiohttp, asyncio, the core."""
    with caplog.at_level(logging.DEBUG):
        for name in ("aiohttp", "aiohttp.client", "asyncio", "homeassistant", "custom_components"):
            caplog.set_level(logging.DEBUG, name)
        yield


@pytest.fixture
def bus(hass: HomeAssistant) -> list[Event[Any]]:
    """Every event of Home Assistant."""
    heard: list[Event[Any]] = []

    @callback
    def hear(event: Event[Any]) -> None:
        heard.append(event)

    hass.bus.async_listen(MATCH_ALL, hear)
    return heard


async def automate(hass: HomeAssistant) -> None:
    """An automation that starts a session, and keeps a trace of it."""
    config = {
        "id": AUTOMATION_ID,
        "alias": "Box of boards",
        "triggers": {"trigger": "event", "event_type": "box_is_here"},
        "actions": [
            {
                "action": f"{DOMAIN}.start_session",
                "data": {"network": SSID, "discovery_timeout": 30},
                "response_variable": "started",
            },
            {"action": f"{DOMAIN}.get_session", "response_variable": "session"},
            {"event": "box_is_open", "event_data": {"session": "{{ started }}"}},
        ],
    }
    assert await async_setup_component(hass, "trace", {})
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: config})


async def whole_batch(home: Home) -> None:
    """A batch by automation, buttons and actions, with every kind of failure, and a change of the key."""
    pi, hass = home.simulator, home.hass
    pi.add_boards(
        [
            Board("24:6F:28:07:00:01"),
            Board("24:6F:28:07:00:02", fate=Fate.REJECT),
            Board("24:6F:28:07:00:03", fate=Fate.REJECT_ONCE),
        ]
    )
    for fault in ("drop", "fail"):
        getattr(pi.faults, fault)("POST /batch/start")
        with pytest.raises(HomeAssistantError):
            await home.press("start_session", PROFILE_ID)
    pi.faults.redirect("POST /batch/start", f"{pi.url}/elsewhere")
    with pytest.raises(HomeAssistantError):
        await home.press("start_session", PROFILE_ID)
    hass.bus.async_fire("box_is_here")
    await hass.async_block_till_done()
    await wait_for(lambda: home.shows("3", "device_count"))
    await home.press("provision_all")
    await pi.wait_idle()
    await home.press("retry_failed")
    await pi.wait_idle()
    await truth(home, clients=False)
    await home.call("get_devices")

    pi.api_key = NEW_KEY
    pi.cut_streams()
    with pytest.raises(HomeAssistantError):
        await home.call("provision_all")
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    wrong = await hass.config_entries.flow.async_configure(flow["flow_id"], {CONF_API_KEY: API_KEY})
    assert wrong["type"] == "form"
    await hass.config_entries.flow.async_configure(flow["flow_id"], {CONF_API_KEY: NEW_KEY})
    await home.streaming()
    await home.call("stop_session")
    await truth(home)


@pytest.mark.usefixtures("everything_logged", "brisk")
async def test_nowhere_but_in_the_entry(
    home: Home,
    bus: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
    hass_storage: dict[str, Any],
) -> None:
    hass = home.hass
    await automate(hass)
    await whole_batch(home)

    traces = await async_list_traces(hass, AUTOMATION, f"{AUTOMATION}.{AUTOMATION_ID}")
    assert traces, "no trace, nothing searched"
    key = f"{AUTOMATION}.{AUTOMATION_ID}"
    whole = [await async_get_trace(hass, key, trace["run_id"]) for trace in traces]
    ours = {key: value for key, value in hass_storage.items() if key.startswith(DOMAIN)}
    assert ours
    records = caplog.get_records("setup") + caplog.get_records("call")
    places = {
        "log": "\n".join(
            f"{record.getMessage()} {record.args!r} {record.exc_info} {record.exc_text}" for record in records
        ),
        "states": repr([state.as_dict() for state in hass.states.async_all()]),
        "events": repr([event.as_dict() for event in bus]),
        "traces": repr(whole) + json.dumps(whole, default=repr),
        "diagnostics": json.dumps(await async_get_config_entry_diagnostics(hass, home.entry), default=str),
        "storage": repr(ours),
    }
    # The search is worth something only where it could have found what is there.
    assert "POST /api/v1/provisioning/batch/start" in places["log"]
    assert "start_session" in places["events"]
    assert "Workshop" in places["traces"]
    assert SSID not in places["diagnostics"]
    found = {name: canary for name, text in places.items() for canary in CANARIES if canary in text}
    assert not found


@pytest.mark.usefixtures("brisk")
async def test_key_only_in_the_header_and_password_only_in_the_body(home: Home, simulator: Simulator) -> None:
    await automate(home.hass)
    await whole_batch(home)
    starts = 0
    for request in simulator.received:
        # The socket asks for none [C §12], and a redirect of it would take the key along.
        keys = (None,) if request.path == "/ws/monitor" else (API_KEY, NEW_KEY)
        assert request.headers.get("X-API-Key") in keys, request.path
        others = {name: value for name, value in request.headers.items() if name != "X-API-Key"}
        for canary in CANARIES:
            assert canary not in request.path
            assert canary not in repr(request.query)
            assert canary not in repr(others)
        if isinstance(request.json, dict) and "target_password" in request.json:
            starts += 1
            # A redirect is no answer that the route is absent: the older path is not asked [C D1].
            assert request.route == "POST /batch/start"
            assert request.json["target_password"] == WIFI_PASSWORD
        else:
            assert WIFI_PASSWORD not in repr(request.json)
    assert starts == 4
    assert not [request for request in simulator.received if "elsewhere" in request.path]
