"""What may be done with a batch as it stands: pure decisions over the state [C §9.1, §9.2]."""

from dataclasses import replace
from typing import Final

from ..client.errors import PiOrchestratorError, RefusedError, code_in
from ..client.events import ProvisioningEvent
from ..client.models import Device, Fault
from .progress import is_used, was_accepted
from .state import ProvisioningState

# Work is refused while a session is paused or closing [C §9.1]; states that nobody knows are left to the server.
_NO_WORK: Final = frozenset({"paused", "closing"})

# One board may be broken and a second one out of reach; a third one points to what they share.
SEVERAL: Final = 3

BOARD_STATES: Final = (
    "expected",
    "discovered",
    "provisioning",
    "provisioned",
    "verifying",
    "verified",
    "failed",
)


def accepts_work(state: ProvisioningState) -> bool:
    """Provision and retry are legal now."""
    session = state.open_session
    return session is not None and session.state not in _NO_WORK


def can_stop(state: ProvisioningState) -> bool:
    """There is a session, and nobody is stopping it already."""
    session = state.unfinished_session
    return session is not None and session.state != "closing"


def can_resume(state: ProvisioningState) -> bool:
    """There is an interrupted session, and no other one is open [C §10.5.2]."""
    return bool(state.recoverable) and state.open_session is None


def can_provision(state: ProvisioningState, mac: str) -> bool:
    """This board is found, allowed, and waiting."""
    device = state.devices.get(mac)
    return (
        device is not None and device.state == "discovered" and accepts_work(state) and state.is_allowed(mac)
    )


def can_retry(state: ProvisioningState, mac: str) -> bool:
    """This board has failed and may be tried again."""
    device = state.devices.get(mac)
    return device is not None and device.state == "failed" and accepts_work(state)


def failed_boards(state: ProvisioningState) -> tuple[Device, ...]:
    """The boards that a retry is for."""
    return tuple(device for device in state.devices.values() if device.state == "failed")


def looks_like_a_wrong_password(state: ProvisioningState) -> bool:
    """Several boards took the credentials and never came up with them, more than did."""
    lost = sum(device.provisioned_at is not None for device in failed_boards(state))
    return lost >= SEVERAL and lost > state.counters.verified


def progress(state: ProvisioningState) -> float | None:
    """Percentage verified of the boards found, strangers left out; None while there is nothing to measure."""
    counters = state.counters
    if state.session is None or counters.total == counters.strangers:
        return None
    return round(100 * counters.verified / (counters.total - counters.strangers), 1)


def unused_entries(state: ProvisioningState) -> int | None:
    """Boards on the allowlist that were not provisioned yet."""
    if state.allowlist is None:
        return None
    return sum(not is_used(entry, state.devices.get(mac)) for mac, entry in state.allowlist.items())


def boards(state: ProvisioningState) -> frozenset[str]:
    """MACs that deserve a place in the registry: allowed, or accepted for provisioning; strangers are not."""
    accepted = (mac for mac, device in state.devices.items() if was_accepted(device))
    return frozenset(state.allowlist or ()).union(accepted)


def board_status(state: ProvisioningState, mac: str) -> str | None:
    """Where a board stands; also between sessions, when only the allowlist knows it.

    Returns:
        One of `BOARD_STATES`, a text that nobody knows, or None for a board that nobody knows.
    """
    if (device := state.devices.get(mac)) is not None:
        return device.state
    if (entry := (state.allowlist or {}).get(mac)) is not None:
        return "verified" if entry.used else "expected"
    return None


def board_fault(state: ProvisioningState, mac: str) -> Fault | None:
    """Why the server refused the last command for this board; None once it has moved on."""
    known = state.faults.get(mac)
    return known.fault if known is not None else None


def failure_code(device: Device, fault: Fault | None) -> str | None:
    """Why a board stands failed, in the server's code, as far as that is known."""
    if device.state != "failed":
        return None
    return (fault.code if fault else None) or code_in(device.error_message)


def refusal(
    state: ProvisioningState, error: PiOrchestratorError, mac: str | None = None
) -> ProvisioningEvent:
    """An error of one of our own requests in the form of an event; a refusal with a code is also the board's."""
    fault = Fault(
        code=error.code,
        message=error.message,
        retryable=error.retryable,
        correlation_id=error.correlation_id,
    )
    device = state.devices.get(mac) if mac is not None else None
    if device is None or not isinstance(error, RefusedError) or not error.code:
        return ProvisioningEvent("error.occurred", fault=fault)
    refused = device.model_copy(update={"session_id": state.session_id})
    return ProvisioningEvent("error.occurred", fault=fault, refused=refused)


def with_refusal(state: ProvisioningState, event: ProvisioningEvent) -> ProvisioningEvent:
    """The failure of a board with the refusal that came before it; `state` is the one before the event."""
    if event.device is None or event.device.state != "failed":
        return event
    return replace(event, fault=board_fault(state, event.device.mac))
