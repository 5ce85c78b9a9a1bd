"""Whether Home Assistant shows what is so on the Pi, by unique id, entity by entity."""

import asyncio
from collections.abc import Collection
from datetime import datetime

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform

from custom_components.piorchestrator.core.batch import BOARD_STATES
from custom_components.piorchestrator.sensor import SESSION_STATES
from simulator.steering import Truth
from tests.conftest import PROFILE_ID
from tests.live.home import Home, View

COUNTERS = ("device_count", "provisioned_count", "verified_count", "failed_count")


def assert_truth(home: Home, *, clients: bool = True, placed: Collection[str] = ()) -> None:
    """Every figure of Home Assistant is the Pi's, every button is there exactly when the Pi would take it.

    `clients=False` leaves out the count of boards on the onboarding Wi-Fi, of which no event tells: it is as old as the
    last read. Boards in `placed` were allowed once: they have a place, and keep it as long as the session knows them or
    the list is empty.
    """
    if wrong := differences(home, clients=clients, placed=placed):
        raise AssertionError("\n".join(wrong))


async def truth(
    home: Home, seconds: float = 8.0, *, clients: bool = True, placed: Collection[str] = ()
) -> None:
    """Wait until Home Assistant shows the truth; what still differs at the end is the error."""
    deadline = asyncio.get_running_loop().time() + seconds
    while differences(home, clients=clients, placed=placed):
        if asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(0.05)
    assert_truth(home, clients=clients, placed=placed)


def differences(home: Home, *, clients: bool = True, placed: Collection[str] = ()) -> list[str]:
    """One line for each entity that shows something else, misses, or is too many."""
    untold = home.simulator.switches.network_style == "interface"  # this form has no count [C D26]
    return compare(home, home.simulator.truth(), clients=clients, untold=untold, placed=placed)


def compare(
    home: View, so: Truth, *, clients: bool = True, untold: bool = False, placed: Collection[str] = ()
) -> list[str]:
    """The same for a Pi that is elsewhere; `untold`: no read tells the count of boards on the onboarding Wi-Fi."""
    expected = _of_session(so) | _of_server(so, untold=untold) | _of_recovery(so)
    if not clients:
        del expected["sensor", "onboarding_clients", ""]
    for mac in _boards(so):
        expected |= _of_board(so, mac)
    wrong = []
    for (platform, key, scope), value in expected.items():
        entity_id = home.entity_id(platform, key, scope)
        state = home.hass.states.get(entity_id) if entity_id else None
        shown = None if state is None else state.state
        if not _same(shown, value):
            wrong.append(f"{platform} {key} {scope}: {shown!r} instead of {value!r}")
    wrong += [
        f"stranger {mac} is in the registry"
        for mac in sorted(so.devices.keys() - _boards(so) - set(placed))
        if home.entity_id(Platform.SENSOR, "status", mac)
    ]
    return wrong + _buttons(home, so)


type _Expected = dict[tuple[str, str, str], object]


def _of_session(so: Truth) -> _Expected:
    session = so.session or {}
    state = session.get("state", "idle")
    verified = [device for device in so.devices.values() if device["state"] == "verified"]
    strangers = [
        device
        for device in so.devices.values()
        if device["state"] == "discovered" and not device["in_allowlist"]
    ]
    total = len(so.devices) - len(strangers)
    expected: _Expected = {("sensor", name, ""): session.get(name, 0) for name in COUNTERS}
    expected["sensor", "session_state", ""] = state if state in SESSION_STATES else None
    expected["sensor", "target_ssid", ""] = session.get("target_ssid")
    expected["sensor", "progress", ""] = round(100 * len(verified) / total, 1) if total else None
    expected["sensor", "session_started", ""] = _second(session.get("created_at"))
    expected["binary_sensor", "session_active", ""] = state not in ("idle", "closed") and not _waits(so)
    return expected


def _waits(so: Truth) -> bool:
    """The newest session is interrupted."""
    return so.session is not None and so.session["id"] in so.interrupted


def _of_recovery(so: Truth) -> _Expected:
    return {
        ("sensor", "recoverable_sessions", ""): len(so.interrupted),
        ("binary_sensor", "recoverable_session", ""): bool(so.interrupted),
    }


def _of_server(so: Truth, *, untold: bool) -> _Expected:
    return {
        ("sensor", "allowlist_total", ""): len(so.allowlist),
        ("sensor", "allowlist_available", ""): sum(not entry["used"] for entry in so.allowlist.values()),
        ("sensor", "onboarding_clients", ""): None if untold else so.network["connected_devices"],
        ("binary_sensor", "onboarding_network", ""): so.network["is_active"],
    }


def _of_board(so: Truth, mac: str) -> _Expected:
    device, entry = so.devices.get(mac), so.allowlist.get(mac)
    if device is not None:
        status = device["state"]
    else:
        status = "verified" if entry is not None and entry["used"] else "expected"
    return {
        ("sensor", "status", mac): status if status in BOARD_STATES else None,
        ("binary_sensor", "allowlisted", mac): entry is not None,
    }


def _boards(so: Truth) -> set[str]:
    """Allowed, or accepted for provisioning; a stranger that was only seen has no place in the registry."""
    accepted = {
        mac
        for mac, device in so.devices.items()
        if device["state"] in ("provisioning", "provisioned", "verifying", "verified")
        or (device["state"] == "failed" and (device.get("provisioned_at") or device["retry_count"]))
    }
    return accepted | so.allowlist.keys()


def _buttons(home: View, so: Truth) -> list[str]:
    state = so.session["state"] if so.session else "closed"
    is_open = state != "closed" and not _waits(so)
    works = is_open and state not in ("closing", "paused")
    failed = any(device["state"] == "failed" for device in so.devices.values())
    legal = {
        ("provision_all", ""): works,
        ("retry_failed", ""): works and failed,
        ("stop_session", ""): state not in ("closed", "closing"),
        ("resume_session", ""): bool(so.interrupted) and not is_open,
        ("start_session", PROFILE_ID): not is_open,
    }
    for mac in _boards(so):
        device = so.devices.get(mac)
        found = device["state"] if device else None
        legal["provision", mac] = works and found == "discovered" and mac in so.allowlist
        legal["retry", mac] = works and found == "failed"
    return [
        f"button {key} {scope}: {'un' if not legal[key, scope] else ''}available expected"
        for key, scope in legal
        if home.entity_id(Platform.BUTTON, key, scope) and home.available(key, scope) != legal[key, scope]
    ]


def _second(value: object) -> datetime | None:
    """A state of a time stamp has whole seconds."""
    return datetime.fromisoformat(value).replace(microsecond=0) if isinstance(value, str) else None


def _same(shown: str | None, value: object) -> bool:
    if shown is None or shown == STATE_UNAVAILABLE:
        return False
    match value:
        case None:
            return shown == STATE_UNKNOWN
        case bool():
            return shown == ("on" if value else "off")
        case int() | float():
            return shown != STATE_UNKNOWN and float(shown) == value
        case datetime():
            return shown != STATE_UNKNOWN and datetime.fromisoformat(shown) == value
        case _:
            return shown == value
