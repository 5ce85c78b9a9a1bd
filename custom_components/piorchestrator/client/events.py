"""Provisioning events in both dialects, read into one form [C §11.3–§11.6]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from .codec import AlteredText, parse_time, wire_identifier
from .document import MOST_VALUES_OF_FRAME, read_document
from .models import Device, Fault, NetworkStatus, Session
from .redaction import Conceal
from .vocabulary import KNOWN_EVENTS

_LONGEST_TYPE: Final = 64  # more than twice the longest known one; the text ends up in the log

# What a type says about the state when the payload does not [C §11.6].
_IMPLIED_DEVICE_STATE: Final = {
    "device.discovered": "discovered",
    "device.provisioning_started": "provisioning",
    "device.provisioning_completed": "provisioned",
    "device.provisioning_failed": "failed",
    "device.verified": "verified",
}
# The time stamp that a state leaves behind when the payload has none [C §11.5].
_STAMP_OF_STATE: Final = {
    "discovered": "discovered_at",
    "provisioned": "provisioned_at",
    "verified": "verified_at",
}


@dataclass(frozen=True, slots=True)
class ProvisioningEvent:
    """One event with its subject, whichever dialect it came in; the wire sets at most one of the four subjects.

    Attributes:
        refused: never of the wire: the board for which the server refused a command of ours with `fault`.
    """

    type: str
    session_id: str | None = None
    timestamp: datetime | None = None
    device: Device | None = None
    session: Session | None = None
    network: NetworkStatus | None = None
    fault: Fault | None = None
    refused: Device | None = None

    @property
    def is_known(self) -> bool:
        """The contract names this type."""
        return self.type in KNOWN_EVENTS


UNKNOWN_VERSION: Final = "unknown version"


class UndecodableEventError(ValueError):
    """The frame is no event of this contract; `reason` is short and one of a few, to be logged once each."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def decode_event(data: str, conceal: Conceal = str) -> ProvisioningEvent:
    """Read the JSON of one frame; the type is taken from it, not from the frame's name [C §11.2].

    Raises:
        UndecodableEventError: no JSON object, no type, a session id that is none, or a major version other than 1.
    """
    envelope = read_document(data, conceal, MOST_VALUES_OF_FRAME)
    if envelope is None:
        raise UndecodableEventError("no JSON object")
    kind = wire_identifier(envelope.get("type"), _LONGEST_TYPE)
    if kind is None:
        raise UndecodableEventError("no type")
    if not _is_version_1(envelope.get("version")):
        raise UndecodableEventError(UNKNOWN_VERSION)
    payload = envelope.get("payload")
    return _with_subject(
        kind,
        _session_id(envelope),
        parse_time(envelope.get("timestamp")),
        payload if isinstance(payload, dict) else {},
    )


def _is_version_1(version: object) -> bool:
    """Any 1.x is accepted, a missing version is 1.0 [C §11.3]."""
    if version is None or version == "":
        return True
    if isinstance(version, str):
        return version.partition(".")[0] == "1"
    return isinstance(version, int | float) and not isinstance(version, bool) and 1 <= version < 2


def _session_id(source: Mapping[str, object]) -> str | None:
    """The session that is meant, if one is.

    Raises:
        UndecodableEventError: the event names a session by an id that is not valid.
    """
    value = source.get("session_id")
    if value is None or (value == "" and not isinstance(value, AlteredText)):
        return None
    if (session_id := wire_identifier(value)) is None:
        raise UndecodableEventError("a session id that is none")
    return session_id


def _with_subject(
    kind: str, session_id: str | None, timestamp: datetime | None, payload: Mapping[str, object]
) -> ProvisioningEvent:
    session_id = session_id or _session_id(payload)
    if kind in ("error.occurred", "error"):
        return ProvisioningEvent(kind, session_id, timestamp, fault=Fault.read(payload))
    if kind.startswith("device.") or "device" in payload or "mac" in payload:
        device = _device(kind, timestamp, payload)
        return ProvisioningEvent(
            kind, session_id or (device.session_id if device else None), timestamp, device=device
        )
    if kind.startswith("session.") or "session" in payload or "target_ssid" in payload:
        raw = payload.get("session")
        session = Session.read(raw if isinstance(raw, dict) else payload)
        if session is not None and session.state is None and kind == "session.closed":
            session = session.model_copy(update={"state": "closed"})
        return ProvisioningEvent(
            kind, session_id or (session.id if session else None), timestamp, session=session
        )
    if kind.startswith("network.") or isinstance(payload.get("status"), dict) or "is_active" in payload:
        raw = payload.get("status")
        network = NetworkStatus.read(raw if isinstance(raw, dict) else payload)
        return ProvisioningEvent(kind, session_id, timestamp, network=network)
    return ProvisioningEvent(kind, session_id, timestamp)


def _device(kind: str, timestamp: datetime | None, payload: Mapping[str, object]) -> Device | None:
    raw = payload.get("device")
    if not isinstance(raw, dict):
        raw = dict(payload)
    state = _text(raw.get("state")) or _text(raw.get("new_state")) or _IMPLIED_DEVICE_STATE.get(kind)
    message = _text(raw.get("error_message")) or _text(raw.get("error"))
    fields: dict[str, object] = {**raw, "state": state}
    if message is not None:
        fields["error_message"] = message
    stamp = _STAMP_OF_STATE.get(state or "")
    if stamp is not None and timestamp is not None and parse_time(raw.get(stamp)) is None:
        fields[stamp] = timestamp
    return Device.read(fields)


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) else None
