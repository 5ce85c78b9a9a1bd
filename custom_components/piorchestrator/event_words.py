"""What an event of the stream tells, in plain words: for event entities and for triggers."""

from .client import ProvisioningEvent
from .coordinator import ProvisioningCoordinator
from .core.batch import failure_code
from .devices import board_name


def words_of(coordinator: ProvisioningCoordinator, event: ProvisioningEvent) -> dict[str, str | int]:
    """Those of `design.md` §4 that are known."""
    device, session, fault = event.device, event.session, event.fault
    words: dict[str, str | int | None] = {"session_id": event.session_id}
    if session is not None:
        words["state"] = session.state
    if fault is not None:
        words |= {
            "error_code": fault.code,
            "error_message": fault.message,
            "correlation_id": fault.correlation_id,
        }
    if device is not None:
        known = coordinator.data.devices.get(device.mac, device)
        entry = (coordinator.data.allowlist or {}).get(device.mac)
        words |= {
            "mac": device.mac,
            "name": board_name(coordinator, device.mac),
            "state": device.state,
            "error_code": failure_code(device, fault) or (fault.code if fault else None),
            "error_message": device.error_message or (fault.message if fault else None),
            "container_id": known.container_id or (entry.container_id if entry else None),
            "rssi": known.rssi,
            "firmware_version": known.firmware_version,
        }
    return {name: value for name, value in words.items() if value is not None}
