"""The actions (`design.md` §5): registered once, for all entries; answers are data."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_get_config_entry, async_register_admin_service
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from . import services_allowlist, services_batch, services_reports
from .client import Device, Session
from .const import DOMAIN, LONGEST_TIMEOUT, SHORTEST_TIMEOUT
from .core.batch import board_status
from .each_board import BoardResult, raise_refusals
from .exceptions import not_available
from .profiles import TIMEOUTS, find_profile, start_session
from .service_fields import ATTR_MAC, MACS, Fields, Handler, macs_of, refusal_of

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry, RuntimeData

ATTR_NETWORK: Final = "network"
ATTR_ONLY_ALLOWLISTED: Final = "only_allowlisted"
ATTR_SESSION_ID: Final = "session_id"
ATTR_STATE: Final = "state"

_ENTRY: Final[Fields] = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
_SECONDS: Final = vol.All(vol.Coerce(int), vol.Range(SHORTEST_TIMEOUT, LONGEST_TIMEOUT))


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register every action; what changes something needs an administrator when a user calls it."""
    optional, only = SupportsResponse.OPTIONAL, SupportsResponse.ONLY
    limits: Fields = {vol.Optional(name): _SECONDS for name in TIMEOUTS}
    acts: dict[str, tuple[Handler, Fields]] = {
        "start_session": (_start_session, {vol.Optional(ATTR_NETWORK): cv.string, **limits}),
        "stop_session": (_stop_session, {}),
        "resume_session": (_resume_session, {vol.Optional(ATTR_SESSION_ID): cv.string}),
        "discard_session": (_discard_session, {vol.Required(ATTR_SESSION_ID): cv.string}),
        "provision_all": (
            _provision_all,
            {vol.Optional(ATTR_ONLY_ALLOWLISTED, default=True): cv.boolean},
        ),
        "provision_device": (_provision_device, {vol.Required(ATTR_MAC): MACS}),
        "retry_device": (_retry_device, {vol.Optional(ATTR_MAC): MACS}),
        **services_allowlist.ACTS,
        **services_batch.ACTS,
    }
    for name, (handler, fields) in acts.items():
        async_register_admin_service(
            hass, DOMAIN, name, partial(_handle, handler), vol.Schema(_ENTRY | fields), optional
        )
    reads: dict[str, tuple[Handler, Fields]] = {
        "get_session": (_get_session, {}),
        "get_devices": (_get_devices, {vol.Optional(ATTR_STATE): cv.string}),
        "get_recoverable_sessions": (_get_recoverable_sessions, {}),
        **services_allowlist.READS,
        **services_reports.READS,
    }
    for name, (handler, fields) in reads.items():
        hass.services.async_register(
            DOMAIN, name, partial(_handle, handler), vol.Schema(_ENTRY | fields), only
        )


async def _handle(handler: Handler, call: ServiceCall) -> ServiceResponse:
    """Find the entry that is meant, and answer only where an answer is wanted."""
    entry: PiOrchestratorConfigEntry = async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    response = await handler(call, entry)
    return response if call.return_response else None


async def _start_session(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    profile = find_profile(entry, call.data.get(ATTR_NETWORK))
    limits = {name: call.data[name] for name in TIMEOUTS if name in call.data}
    session = await start_session(entry.runtime_data.commands, profile, limits)
    return {"session": _session_data(session)}


async def _stop_session(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    return {"session": _session_data(await entry.runtime_data.commands.stop())}


async def _resume_session(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    session = await entry.runtime_data.commands.resume(call.data.get(ATTR_SESSION_ID))
    return {"session": _session_data(session)}


async def _discard_session(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    session = await entry.runtime_data.commands.discard(call.data[ATTR_SESSION_ID])
    return {"session": _session_data(session)}


async def _provision_all(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    result = await entry.runtime_data.commands.provision_all(
        only_allowlisted=call.data[ATTR_ONLY_ALLOWLISTED]
    )
    return {"initiated_count": result.initiated_count, "skipped_count": result.skipped_count}


async def _provision_device(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    return _rows(call, await entry.runtime_data.commands.provision_each(macs_of(call)))


async def _retry_device(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    commands = entry.runtime_data.commands
    macs = macs_of(call) if ATTR_MAC in call.data else commands.failed_macs()
    return _rows(call, await commands.retry_each(macs))


async def _get_session(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    state = _readable(entry).coordinator.data
    counters = state.counters
    return {
        "session": _session_data(state.session) if state.session else None,
        "counters": {
            "device_count": counters.total,
            "provisioned_count": counters.provisioned,
            "verified_count": counters.verified,
            "failed_count": counters.failed,
        },
    }


async def _get_devices(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    coordinator = _readable(entry).coordinator
    wanted = call.data.get(ATTR_STATE)
    macs = coordinator.data.devices.keys() | set(coordinator.data.allowlist or ())
    rows = [
        _device_data(
            coordinator.data.devices.get(mac, Device(mac=mac)),
            board_status(coordinator.data, mac),
            allowed=coordinator.data.is_allowed(mac),
        )
        for mac in sorted(macs)
    ]
    return {"devices": [row for row in rows if wanted is None or row["state"] == wanted]}


async def _get_recoverable_sessions(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    """Read the list from the server: one that was read a minute ago may be out of date."""
    sessions = await entry.runtime_data.commands.recoverable()
    return {"sessions": [_session_data(session) for session in sessions]}


def _rows(call: ServiceCall, results: Sequence[BoardResult]) -> ServiceResponse:
    """Return the rows, or raise where the caller does not look at them."""
    if not call.return_response:
        raise_refusals(results)
    return {"results": [_row(result) for result in results]}


def _readable(entry: PiOrchestratorConfigEntry) -> RuntimeData:
    """What is known must be true: nothing is told while the server does not answer."""
    coordinator = entry.runtime_data.coordinator
    if not coordinator.last_update_success:
        raise not_available(entry.title, coordinator.failure)
    return entry.runtime_data


def _row(result: BoardResult) -> JsonObjectType:
    return {"mac": result.mac, "accepted": result.accepted, **refusal_of(result)}


def _session_data(session: Session) -> JsonObjectType:
    return session.model_dump(mode="json", exclude_none=True)


def _device_data(device: Device, status: str | None, *, allowed: bool) -> JsonObjectType:
    # Only events name the session with each board; the answer must not depend on where a board was heard of.
    data: JsonObjectType = device.model_dump(mode="json", exclude_none=True, exclude={"session_id"})
    return {**data, "state": status, "in_allowlist": allowed}
