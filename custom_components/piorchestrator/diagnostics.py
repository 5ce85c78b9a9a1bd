"""Diagnostics without secrets; MACs are replaced consistently, so that relations stay readable."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
import re
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PASSWORD
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from .client import mac_digits, read_mac
from .const import CONF_SSID
from .coordinator import ProvisioningCoordinator
from .core.batch import board_status
from .devices import board_of
from .runtime import PiOrchestratorConfigEntry, RuntimeData

_SECRET: Final = {CONF_API_KEY, CONF_PASSWORD, CONF_HOST, CONF_SSID, "target_ssid", "title", "unique_id"}
# A MAC with separators, or as bare digits in an identifier; the ids of sessions [C §17] are no MACs, though they end in
# as many digits.
_MAC: Final = re.compile(
    r"(?P<id>\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b|\bsess_[0-9A-Fa-f]+)"
    r"|(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}"
    r"|(?<![0-9A-Za-z])[0-9A-Fa-f]{12}(?![0-9A-Za-z])"
)


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PiOrchestratorConfigEntry
) -> dict[str, Any]:
    """What helps to find a fault: the entry, also one that failed to load; the state, the stream, what happened last."""
    found = {"entry": {**entry.as_dict(), "state": entry.state.value, "reason": entry.reason}}
    if entry.state is ConfigEntryState.LOADED:
        found |= _of(entry.runtime_data.coordinator) | _of_batches(entry.runtime_data)
    return _without_secrets(entry, found)


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: PiOrchestratorConfigEntry, device: dr.AnyDeviceEntry
) -> dict[str, Any]:
    """Of a board, what is known of it alone; of the other devices, the same as of the entry."""
    mac = board_of(entry, device)
    if mac is None or entry.state is not ConfigEntryState.LOADED:
        return await async_get_config_entry_diagnostics(hass, entry)
    coordinator = entry.runtime_data.coordinator
    state = coordinator.data
    board, allowed = state.devices.get(mac), (state.allowlist or {}).get(mac)
    return _without_secrets(
        entry,
        {
            **_of_connection(coordinator),
            "mac": mac,
            "status": board_status(state, mac),
            "device": board.model_dump(mode="json") if board else None,
            "allowlist_entry": allowed.model_dump(mode="json") if allowed else None,
            "session_id": state.session_id,
            "is_interrupted": state.is_interrupted,
            "events": [event for event in coordinator.history.events if event["mac"] == mac],
        },
    )


def _without_secrets(entry: PiOrchestratorConfigEntry, found: dict[str, Any]) -> dict[str, Any]:
    pseudonyms = _Pseudonyms(_known_macs(entry), _known_secrets(entry))
    return {name: pseudonyms.replace_in(part) for name, part in async_redact_data(found, _SECRET).items()}


def _known_macs(entry: PiOrchestratorConfigEntry) -> list[str]:
    """In the same order for every download, so that a board has one number in those of the entry and of the boards."""
    if entry.state is not ConfigEntryState.LOADED:
        return []
    coordinator = entry.runtime_data.coordinator
    state = coordinator.data
    return sorted(coordinator.boards | state.devices.keys() | (state.allowlist or {}).keys())


def _known_secrets(entry: PiOrchestratorConfigEntry) -> set[str]:
    """What the words of a server or of an error may quote."""
    kept = [entry.data, *(subentry.data for subentry in entry.subentries.values())]
    secrets = {
        data.get(name) for data in kept for name in (CONF_API_KEY, CONF_HOST, CONF_PASSWORD, CONF_SSID)
    }
    if entry.state is ConfigEntryState.LOADED:
        state = entry.runtime_data.coordinator.data
        secrets |= {session.target_ssid for session in (state.session, *(state.recoverable or ())) if session}
    return {secret for secret in secrets if secret}


def _of_connection(coordinator: ProvisioningCoordinator) -> dict[str, Any]:
    """What concerns every board alike."""
    history = coordinator.history
    return {
        "server_version": coordinator.server_version,
        "last_update_success": coordinator.last_update_success,
        "last_exception": str(coordinator.last_exception) if coordinator.last_exception else None,
        "unread": sorted(part.name.lower() for part in coordinator.availability.stale),
        "stream": {"state": coordinator.stream.state, **asdict(coordinator.stream.statistics)},
        "reconnects": list(history.links),
        "errors": list(history.errors),
    }


def _of(coordinator: ProvisioningCoordinator) -> dict[str, Any]:
    state = coordinator.data
    return {
        **_of_connection(coordinator),
        "events": list(coordinator.history.events),
        "session": state.session.model_dump(mode="json") if state.session else None,
        "is_interrupted": state.is_interrupted,
        "recoverable": [session.model_dump(mode="json") for session in state.recoverable or ()],
        "devices": [device.model_dump(mode="json") for device in state.devices.values()],
        "counters": asdict(state.counters),
        "allowlist": [entry.model_dump(mode="json") for entry in (state.allowlist or {}).values()],
        "network": state.network.model_dump(mode="json") if state.network else None,
        "last_error": state.fault.model_dump(mode="json") if state.fault else None,
        "boards": sorted(coordinator.boards),
    }


def _of_batches(runtime: RuntimeData) -> dict[str, Any]:
    """What is done without a click, and what came of the last batches."""
    unattended, reports = runtime.unattended, runtime.reports
    return {
        "unattended": {
            "is_on": unattended.is_on,
            "ledger": unattended.decision.ledger.model_dump(mode="json", exclude={"noted_at"}),
            "held": dict(unattended.decision.holds),
        },
        "reports": [
            report.model_dump(mode="json", include={"session_id", "ending", "ended_at", "figures"})
            for report in reports.finished
        ],
        "missing": sorted(reports.expectation.missing),
        "unexpected": sorted(reports.expectation.unexpected),
    }


class _Pseudonyms:
    """The same MAC gets the same number, wherever and however it stands."""

    def __init__(self, macs: Iterable[str], secrets: Iterable[str]) -> None:
        self._numbers: dict[str, str] = {}
        for mac in macs:
            self._number(mac_digits(mac))
        longest_first = sorted(secrets, key=len, reverse=True)
        # As words of their own: a network may be called like a part of any word. A sign at an end needs no such place.
        self._secrets = re.compile(
            "|".join(rf"(?:(?<!\w)|(?!\w)){re.escape(secret)}(?:(?!\w)|(?<!\w))" for secret in longest_first)
            or "(?!)"
        )

    def replace_in(self, value: object) -> object:
        """A copy with every MAC replaced."""
        match value:
            case str():
                return _MAC.sub(self._replace, self._secrets.sub(REDACTED, value))
            case Mapping():
                return {self.replace_in(name): self.replace_in(item) for name, item in value.items()}
            case list() | tuple() | set():
                return [self.replace_in(item) for item in value]
            case _:
                return value

    def _replace(self, found: re.Match[str]) -> str:
        return found[0] if found["id"] else self._number(mac_digits(read_mac(found[0])))

    def _number(self, digits: str) -> str:
        return self._numbers.setdefault(digits, f"board-{len(self._numbers) + 1}")
