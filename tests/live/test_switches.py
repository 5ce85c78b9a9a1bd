"""Every switch of [C §17] with every value: a batch through Home Assistant ends with the truth."""

from dataclasses import fields
from typing import Any, Final, get_args, get_origin, get_type_hints

import pytest

from custom_components.piorchestrator.client import (
    ErrorCode,
    LinkState,
    MonitorSocket,
    RefusedError,
    SystemInfo,
)
from simulator import Board, Fate, Simulator, Switches
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.truth import truth

GOOD, TWICE, BAD, STRANGER = (f"24:6F:28:05:00:{index:02X}" for index in range(4))
# Those whose values are numbers; short enough to strike within the batch, and long.
NUMBERS: Final[dict[str, tuple[float, ...]]] = {
    "heartbeat_seconds": (1, 600),
    "session_ttl_seconds": (300, 86_400),
    "max_attempts": (1, 2, 9),
    "closing_seconds": (0, 30),
}
# Routes that the contract names and a switch turns off: what a client asks there before it falls back.
PROBES: Final = {
    ("retry_route", "off"): {"POST /batch/{id}/devices/{mac}/retry"},
    ("system_info", "legacy_only"): {"GET /api/v1/system/info"},
    ("ws", "off"): {"GET /ws/monitor"},
}


def every_value() -> list[tuple[str, Any]]:
    """All switches with all their values, defaults included."""
    kinds = get_type_hints(Switches)
    found = []
    for field in fields(Switches):
        kind = kinds[field.name]
        values = get_args(getattr(kind, "__value__", kind)) if get_origin(kind) else NUMBERS[field.name]
        found += [(field.name, value) for value in values]
    return found


@pytest.fixture
def speed() -> float:
    """A batch takes a second."""
    return 60


@pytest.fixture
def more() -> dict[str, Any]:
    """Further switches beside the one that a test is about."""
    return {}


@pytest.fixture(autouse=True)
def _switched(simulator: Simulator, switch: tuple[str, Any], more: dict[str, Any]) -> None:
    """Set before Home Assistant meets the Pi."""
    simulator.switches.update([switch, *more.items()])


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize("switch", every_value(), ids=lambda switch: f"{switch[0]}={switch[1]}")
async def test_batch(switch: tuple[str, Any], home: Home) -> None:
    await batch(home)
    await beyond_the_batch(home)
    assert not home.simulator.unexpected
    assert set(home.simulator.switched_off) == PROBES.get(switch, set())


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize("switch", [("unknown_route", value) for value in ("json404", "html")])
@pytest.mark.parametrize("more", [{"retry_route": "off", "system_info": "legacy_only", "ws": "off"}])
async def test_absent_routes_in_both_ways(home: Home) -> None:
    """E4 and a page of HTML mean the same: not there [C §2]."""
    await batch(home)
    await beyond_the_batch(home)
    assert not home.simulator.unexpected
    assert set(home.simulator.switched_off) == set().union(*PROBES.values())


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize("switch", [("sse_dialect", value) for value in ("flat", "entity", "mixed")])
@pytest.mark.parametrize(
    "more",
    [
        {
            "sse_named": "off",
            "device_style": "minimal",
            "session_style": "minimal",
            "timeout_style": "absent",
            "null_lists": "on",
            "heartbeat": "off",
            "status_style": "all200",
            "device_action_style": "empty",
            "network_style": "interface",
        }
    ],
)
async def test_poorest_server(home: Home) -> None:
    """All that may be missing is missing at once."""
    await batch(home)
    assert not home.simulator.unexpected


async def batch(home: Home) -> None:
    """Start, provision all, retry, stop; the truth after each."""
    pi = home.simulator
    await truth(home)
    pi.add_boards(
        [
            Board(GOOD, container_id="fridge-1"),
            Board(TWICE, fate=Fate.REJECT_ONCE),
            Board(BAD, fate=Fate.REJECT, description="Bad one"),
            Board(STRANGER, allowed=False),
        ]
    )
    started = await home.call("start_session")
    await wait_for(lambda: len(pi.truth().devices) == 4)
    await truth(home, clients=False)
    so = pi.truth()
    assert so.session is not None
    assert started["session"]["id"] == so.session["id"]

    answer = await home.call("provision_all")
    expected = {"initiated_count": 3, "skipped_count": 1}
    assert answer == expected
    await pi.wait_idle()
    await truth(home, clients=False)
    assert home.value("failed_count") == "2"

    refused = await home.call("provision_device", mac=STRANGER)
    assert refused["results"][0]["code"] == ErrorCode.DEVICE_NOT_IN_ALLOWLIST
    assert not refused["results"][0]["accepted"]
    retried = await home.call("retry_device")
    once_more = pi.switches.max_attempts > 1
    assert [row["accepted"] for row in retried["results"]] == [once_more] * 2
    await pi.wait_idle()
    await truth(home, clients=False)
    assert home.value("status", TWICE) == ("verified" if once_more else "failed")
    assert home.value("status", BAD) == "failed"

    stopped = await home.call("stop_session")
    assert stopped["session"]["id"] == so.session["id"]
    await wait_for(lambda: home.shows("closed", "session_state"))
    await truth(home)


async def beyond_the_batch(home: Home) -> None:
    """What the entities do not use yet: the allowlist written, system information, monitor socket."""
    pi, client = home.simulator, home.coordinator.client
    if pi.switches.allowlist_duplicate == "upsert":
        assert (await client.allow(GOOD, "Once more")).description == "Once more"
    else:
        with pytest.raises(RefusedError) as refused:
            await client.allow(GOOD, "Once more")
        assert refused.value.code == ErrorCode.VALIDATION_FAILED
    assert await client.disallow(GOOD)
    assert not await client.disallow(GOOD)
    await home.coordinator.async_refresh()
    await truth(home)

    assert isinstance(await client.system_info(), SystemInfo)
    states: list[LinkState] = []
    socket = MonitorSocket(client.transport, lambda _: None, states.append)
    run = home.hass.async_create_task(socket.run())
    await wait_for(lambda: bool({LinkState.LIVE, LinkState.ABSENT} & set(states)))
    assert states[0] is (LinkState.LIVE if pi.switches.ws == "on" else LinkState.ABSENT)
    run.cancel()
