"""Legal histories of sessions and boards, told in either dialect, frame by frame, as [C §11.3-11.5] word them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import json
from typing import Literal

from hypothesis import strategies as st

from custom_components.piorchestrator.client.models import Device, Session, SessionDetail
from tests.fuzz.strategies import DEVICE_NEXT, MACS, Json

type Wire = dict[str, Json]
type Dialect = Literal["entity", "flat"]

_BEGIN = datetime(2026, 1, 15, 8, 30, tzinfo=UTC)
_KINDS = {
    "discovered": "device.discovered",
    "provisioning": "device.provisioning_started",
    "provisioned": "device.provisioning_completed",
    "verifying": "device.state_changed",
    "verified": "device.verified",
    "failed": "device.provisioning_failed",
}
_STAMPS = {"discovered": "discovered_at", "provisioned": "provisioned_at", "verified": "verified_at"}
_SESSION_NEXT = {
    "discovering": ("active", "closing"),
    "active": ("paused", "closing"),
    "paused": ("active", "closing"),
    "closing": ("closed",),
}
_WORKS = ("discovering", "active")
_PERHAPS = ("container_id", "in_allowlist")  # a board's event may lack them [C §11.4]


def stamp(moment: datetime) -> str:
    """Whole seconds, as in envelopes [C §3]."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True)
class Truth:
    """What the server would answer at a moment: the session with its boards, as JSON."""

    session: Wire
    devices: tuple[Wire, ...] = ()

    @property
    def detail(self) -> SessionDetail:
        """As a client reads it."""
        detail = SessionDetail.read({"session": self.session, "devices": list(self.devices)})
        assert detail is not None
        return detail


@dataclass(frozen=True)
class Step:
    """One change, and the truth after it; `device` is None where the session changed."""

    kind: str
    at: str
    truth: Truth
    device: Wire | None = None
    before: str | None = None

    def frame(self, dialect: Dialect, left_out: frozenset[str] = frozenset()) -> str:
        """The JSON of its event; `left_out` names optional fields that this one lacks."""
        envelope: Wire = {
            "version": "1.0",
            "type": self._flat_kind if dialect == "flat" else self.kind,
            "timestamp": self.at,
            "session_id": self.truth.session["id"],
            "payload": self._flat(left_out) if dialect == "flat" else self._entity(left_out),
        }
        return json.dumps({name: value for name, value in envelope.items() if name not in left_out})

    @property
    def _flat_kind(self) -> str:
        if self.device is None:
            return "session.status"
        return "device.discovered" if self.kind == "device.discovered" else "device.state_changed"

    def _entity(self, left_out: frozenset[str]) -> Wire:
        if self.device is None:
            return {"session": self.truth.session}
        told = {name: value for name, value in self.device.items() if name not in left_out}
        return {"device": {**told, "session_id": self.truth.session["id"]}}

    def _flat(self, left_out: frozenset[str]) -> Wire:
        device = self.device
        if device is None:
            return self.truth.session if "session" in left_out else {"session": self.truth.session}
        if self.kind == "device.discovered":
            return {name: device[name] for name in ("mac", "ip", "rssi", "firmware_version", "in_allowlist")}
        delta: Wire = {"mac": device["mac"], "previous_state": self.before, "new_state": device["state"]}
        return {**delta, "error": device["error_message"]} if "error_message" in device else delta


@dataclass
class _World:
    """The server while a history is made."""

    steps: list[Step] = field(default_factory=list)
    session: Wire = field(default_factory=dict)
    devices: dict[str, Wire] = field(default_factory=dict)

    @property
    def at(self) -> str:
        return stamp(_BEGIN + timedelta(seconds=len(self.steps)))

    def tell(self, kind: str, device: Wire | None = None, before: str | None = None) -> None:
        truth = Truth(dict(self.session), tuple(dict(known) for known in self.devices.values()))
        self.steps.append(Step(kind, self.at, truth, device, before))

    def start(self, number: int) -> None:
        self.session = {"id": f"s-{number}", "state": "discovering", "target_ssid": "Cellar"}
        self.session |= {"created_at": self.at, "updated_at": self.at}
        self.devices = {}
        self.tell("session.started")

    def move(self, state: str) -> None:
        self.session = {**self.session, "state": state, "updated_at": self.at}
        self.tell("session.closed" if state == "closed" else "session.state_changed")

    def board(self, mac: str, state: str) -> None:
        known = self.devices.get(mac)
        new: Wire = {
            "mac": mac,
            "ip": f"192.168.4.{20 + MACS.index(mac)}",
            "rssi": -60,
            "firmware_version": "2.4.1",
            "retry_count": 0,
            "in_allowlist": True,
            **(known or {}),
            "state": state,
        }
        new.pop("error_message", None)
        if known is not None and known["state"] == "failed":
            retries = known["retry_count"]
            assert isinstance(retries, int)
            new["retry_count"] = retries + 1
        if state == "failed":
            new["error_message"] = "no answer"
        if state in _STAMPS:
            new[_STAMPS[state]] = self.at
        self.devices[mac] = new
        before = known["state"] if known is not None else None
        assert before is None or isinstance(before, str)
        self.tell(_KINDS[state], new, before)


@st.composite
def stories(draw: st.DrawFn) -> tuple[Step, ...]:
    """Up to three sessions one after the other [C §9.1], each with boards that take legal steps [C §9.2]."""
    world = _World()
    for number in range(draw(st.integers(1, 3))):
        world.start(number)
        for mac in draw(st.lists(st.sampled_from((*MACS, *MACS, None)), max_size=15)):
            state = str(world.session["state"])
            if mac is None:
                if choices := _SESSION_NEXT.get(state, ()):
                    world.move(draw(st.sampled_from(choices)))
            elif state in _WORKS:
                known = world.devices.get(mac)
                if choices := DEVICE_NEXT[str(known["state"])] if known else ("discovered",):
                    world.board(mac, draw(st.sampled_from(choices)))
        while choices := _SESSION_NEXT.get(str(world.session["state"]), ()):
            if number and draw(st.booleans()):
                break  # only the last one may stay open
            world.move(choices[-1])
        if world.session["state"] != "closed":
            break
    return tuple(world.steps)


@st.composite
def told(draw: st.DrawFn, steps: tuple[Step, ...]) -> list[str]:
    """One frame or two for each step, each in either dialect, each with or without what may be missing."""
    frames = []
    for step in steps:
        for dialect in draw(
            st.sampled_from((("entity",), ("flat",), ("entity", "flat"), ("flat", "entity")))
        ):
            # Without `session` the payload is the session itself [C §11.6].
            left_out = draw(st.frozensets(st.sampled_from((*_PERHAPS, "version", "session"))))
            frames.append(step.frame("flat" if dialect == "flat" else "entity", left_out))
    return frames


def boards(truth: Truth) -> dict[str, Device]:
    """The boards by MAC, as a client reads them."""
    return {device.mac: device for device in truth.detail.devices or ()}


def session(truth: Truth) -> Session:
    """The session, as a client reads it."""
    return truth.detail.session
