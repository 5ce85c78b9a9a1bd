"""JSON of any shape that likes the names and values of the contract, and legal histories of boards."""

from dataclasses import dataclass

from hypothesis import strategies as st

from custom_components.piorchestrator.client.events import ProvisioningEvent
from custom_components.piorchestrator.client.models import Device, Session, SystemInfo, WireModel
from custom_components.piorchestrator.client.vocabulary import KNOWN_EVENTS

type Json = bool | float | str | list[Json] | dict[str, Json] | None

MACS = tuple(f"24:6F:28:00:00:0{digit}" for digit in "ABC")
DEVICE_STATES = ("discovered", "provisioning", "provisioned", "verifying", "verified", "failed")
_STATES = (*DEVICE_STATES, "discovering", "active", "paused", "closing", "closed", "frobnicated")
_TIMES = (
    "2026-01-15T12:00:00Z",
    "2026-01-15T12:00:00.123456789+02:00",
    "0001-01-01T00:00:00Z",
    "45s",
    "00:45:00",
)
_NAMES = sorted(
    {name for model in (Device, Session, SystemInfo) for name in model.model_fields}
    | {
        "payload",
        "device",
        "session",
        "status",
        "devices",
        "entries",
        "sessions",
        "entry",
        "error",
        "data",
        "type",
    }
    | {
        "version",
        "timestamp",
        "new_state",
        "is_active",
        "connected",
        "ssid",
        "cpu",
        "load_average",
        "session_id",
    }
    | {
        "system_health",
        "camera_status",
        "network_status",
        "timeout_remaining",
        "code",
        "message",
        "used",
        "added_at",
    }
)

# Lone surrogates as well: JSON can spell them.
texts = st.text(st.characters(), max_size=20)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    texts,
    st.sampled_from((*MACS, *_STATES, *_TIMES, "1.0", "2.0", "s-1", "s-2", *sorted(KNOWN_EVENTS))),
)
names = st.one_of(st.sampled_from(_NAMES), texts)
json_values: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=6)),
    max_leaves=25,
)
json_objects = st.dictionaries(names, json_values, max_size=8)


@st.composite
def envelopes(draw: st.DrawFn) -> dict[str, Json]:
    """Events that are nearly right."""
    payload = draw(
        st.one_of(
            json_objects,
            json_objects.map(lambda device: {"device": {"mac": MACS[0], **device}}),
            json_objects.map(lambda device: {"mac": MACS[1], **device}),
            json_objects.map(lambda session: {"session": {"id": "s-1", **session}}),
            json_objects.map(lambda status: {"status": status}),
            json_values,
        )
    )
    known = {"version": "1.0", "type": draw(st.sampled_from(sorted(KNOWN_EVENTS))), "payload": payload}
    return {
        **known,
        **draw(st.dictionaries(st.sampled_from(("session_id", "timestamp", "version")), scalars)),
    }


def models_of(model: type[WireModel]) -> st.SearchStrategy[WireModel]:
    """Objects with some of their fields, as the wire would bring them."""
    identity = {"mac": MACS[0]} if "mac" in model.model_fields else {"id": "s-1"}
    fields = st.dictionaries(st.sampled_from(sorted(model.model_fields)), scalars)
    return fields.map(lambda some: model.model_validate({**some, **identity}))


@dataclass(frozen=True)
class History:
    """What happened to some boards, step by step: the event, and the truth after it."""

    events: tuple[ProvisioningEvent, ...]
    truths: tuple[tuple[Device, ...], ...]

    @property
    def final(self) -> tuple[Device, ...]:
        """The boards in the end."""
        return self.truths[-1]


DEVICE_NEXT = {
    "discovered": ("provisioning", "failed"),
    "provisioning": ("provisioned", "failed"),
    "provisioned": ("verifying", "failed"),
    "verifying": ("verified", "failed"),
    "failed": ("provisioning",),
    "verified": (),
}


@st.composite
def histories(draw: st.DrawFn, *, counted: bool = True) -> History:
    """Legal steps of [C §9.2]; without `counted` the events do not tell the attempt, as in the flat dialect."""
    truth: dict[str, Device] = {}
    events: list[ProvisioningEvent] = []
    truths: list[tuple[Device, ...]] = [()]
    for mac in draw(st.lists(st.sampled_from(MACS), max_size=25)):
        known = truth.get(mac)
        if known is None:
            device = Device(mac=mac, state="discovered", retry_count=0, in_allowlist=True)
        elif choices := DEVICE_NEXT[known.state or ""]:
            state = draw(st.sampled_from(choices))
            retry = known.state == "failed"
            device = known.model_copy(
                update={
                    "state": state,
                    "retry_count": (known.retry_count or 0) + retry,
                    "error_message": "no answer" if state == "failed" else None,
                }
            )
        else:
            continue
        truth[mac] = device
        told = device if counted else Device(mac=mac, state=device.state, error_message=device.error_message)
        kind = "device.discovered" if device.state == "discovered" else "device.state_changed"
        events.append(ProvisioningEvent(kind, "s-1", device=told))
        truths.append(tuple(truth.values()))
    return History(tuple(events), tuple(truths))
