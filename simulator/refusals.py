"""Which state refuses which action, and with which code [C §9]."""

from .codes import ApiError
from .entities import Device, Session


def refuse_over(session: Session) -> None:
    """Nothing more is done in a session that ended."""
    if session.expired:
        raise ApiError("SESSION_EXPIRED")
    if session.state in {"closing", "closed"}:
        raise ApiError("SESSION_ALREADY_CLOSED")


def refuse_idle(session: Session) -> None:
    """Devices are worked on only in `discovering` and `active`."""
    refuse_over(session)
    if session.interrupted:
        raise ApiError("DEVICE_INVALID_STATE", "session was interrupted; resume it first")
    if session.state not in {"discovering", "active"}:
        raise ApiError("DEVICE_INVALID_STATE", f"session is {session.state}")


def refuse_stranger(device: Device) -> None:
    """Only an approved device gets the credentials."""
    if not device.in_allowlist:
        raise ApiError("DEVICE_NOT_IN_ALLOWLIST")


def refuse_state(device: Device) -> None:
    """The refusal that fits the state a device is in."""
    if device.state == "provisioning":
        raise ApiError("DEVICE_ALREADY_PROVISIONING")
    raise ApiError("DEVICE_INVALID_STATE", f"device is {device.state}")
