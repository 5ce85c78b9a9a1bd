"""Free texts of the server without secrets that it quotes; identities and states are left as they are."""

from collections.abc import Callable
from dataclasses import replace

from .errors import concealed_code
from .events import ProvisioningEvent
from .models import Device, Fault

type Conceal = Callable[[str], str]


def concealed_board(device: Device, conceal: Conceal) -> Device:
    """The board with nothing to hide in its error message."""
    if device.error_message is None:
        return device
    return device.model_copy(update={"error_message": conceal(device.error_message)})


def concealed_fault(fault: Fault, conceal: Conceal) -> Fault:
    """The fault with nothing to hide in any of its texts."""
    return fault.model_copy(
        update={
            "code": fault.code and concealed_code(fault.code, conceal),
            "message": fault.message and conceal(fault.message),
            "correlation_id": fault.correlation_id and conceal(fault.correlation_id),
        }
    )


def concealed_event(event: ProvisioningEvent, conceal: Conceal) -> ProvisioningEvent:
    """The event with nothing to hide in its error messages, nor in a type that nobody knows and that gets logged."""
    if not event.is_known:
        event = replace(event, type=conceal(event.type))
    if event.device is not None and event.device.error_message is not None:
        return replace(event, device=concealed_board(event.device, conceal))
    if event.fault is not None:
        return replace(event, fault=concealed_fault(event.fault, conceal))
    return event
