"""The wire's objects, frozen and tolerant [C §8, §12, §15.1].

Every field but the identity may be missing. Absent, null, the empty string and a value of the wrong kind all read as
None, unknown fields are ignored, unknown state texts stay text: a newer or older server loses a detail, never an object.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final, Self

from pydantic import (
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from .codec import parse_duration, parse_time, read_mac, wire_identifier, wire_line
from .vocabulary import CLOSED_STATES

# Texts of the wire end up in states, names and messages; none of them is honestly longer.
LONGEST_TEXT: Final = 1024
# SQLite's and JavaScript's integers are smaller than Python's: a figure beyond this is garbage.
_LARGEST_INTEGER = 2**53

# Boards and entries that are read of one list: fifty times the largest delivery (200), and seconds of work less than
# a hostile list of all that fits into an answer.
MOST_ITEMS: Final = 10_000
# A server has one or two interrupted sessions; a thousand rows take 20 ms to read.
_MOST_SESSIONS: Final = 1000
# Interrupted sessions that are kept and shown.
MOST_RECOVERABLE: Final = 50

# Fields beside a list that count its rows.
_TOTALS: Final = ("count", "total")
_MISSING: Final = object()


def _text(value: object) -> str | None:
    return wire_line(value, LONGEST_TEXT)


def _identifier(value: object) -> str | None:
    return wire_identifier(value)


def _identity(value: object) -> str:
    if (identity := wire_identifier(value)) is None:
        raise ValueError("no identity")
    return identity


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST_INTEGER:
        return float(value) + 0.0  # zero without a sign
    return None


def _integer(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number.is_integer() else None


def _count(value: object) -> int | None:
    number = _integer(value)
    return number if number is not None and number >= 0 else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _instant(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else parse_time(value)


def _duration(value: object) -> timedelta | None:
    return value if isinstance(value, timedelta) else parse_duration(value)


type Identity = Annotated[str, BeforeValidator(_identity)]
type Mac = Annotated[str, BeforeValidator(read_mac)]
type Text = Annotated[str | None, BeforeValidator(_text)]
type Identifier = Annotated[str | None, BeforeValidator(_identifier)]
type Number = Annotated[float | None, BeforeValidator(_number)]
type Integer = Annotated[int | None, BeforeValidator(_integer)]
type Count = Annotated[int | None, BeforeValidator(_count)]
type Flag = Annotated[bool | None, BeforeValidator(_flag)]
type Instant = Annotated[datetime | None, BeforeValidator(_instant)]
type Duration = Annotated[timedelta | None, BeforeValidator(_duration)]


class WireModel(BaseModel):
    """Frozen, so that equality tells whether something happened; unknown fields are dropped."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    @classmethod
    def read(cls, raw: object) -> Self | None:
        """The object, or None where `raw` is not one."""
        try:
            return cls.model_validate(raw)
        except ValidationError:
            return None

    def merged(self, newer: Self) -> Self:
        """This object with every field that `newer` has a value for [C §11.6]."""
        update = {
            name: value for name in newer.model_fields_set if (value := getattr(newer, name)) is not None
        }
        return self.model_copy(update=update)


def _one[M: WireModel](model: type[M]) -> BeforeValidator:
    """Field validator: the object, or None."""
    return BeforeValidator(model.read)


def _rows[M: WireModel](model: type[M], raw: object, most: int) -> tuple[tuple[M, ...], bool]:
    """The readable rows of a list, and whether these are all of them; null is the empty list."""
    if raw is None:
        return (), True
    if not isinstance(raw, list | tuple):
        return (), False
    rows = tuple(found for row in raw[:most] if (found := model.read(row)) is not None)
    return rows, len(rows) == len(raw)


def _list_in[M: WireModel](
    raw: Mapping[str, object], name: str, model: type[M], most: int
) -> dict[str, object]:
    """The readable rows of the list `name`, and `is_complete`: it is there, and no row was dropped or cut off."""
    rows, is_complete = _rows(model, raw.get(name, _MISSING), most)
    return {name: rows, "is_complete": is_complete and raw.get("is_complete") is not False}


def _whole_list[M: WireModel](raw: object, name: str, model: type[M], most: int = MOST_ITEMS) -> object:
    """An answer that is a list: as `_list_in`, and incomplete too where the answer counts other rows."""
    if not isinstance(raw, Mapping):
        return raw
    found = _list_in(raw, name, model, most)
    counts = {number for key in _TOTALS if (number := _count(raw.get(key))) is not None}
    rows = raw.get(name)
    return (
        found if counts <= {len(rows) if isinstance(rows, list) else 0} else {**found, "is_complete": False}
    )


class SessionConfig(WireModel):
    """The time limits of a session, in seconds [C §8.2]."""

    discovery_timeout_seconds: Count = None
    provisioning_timeout_seconds: Count = None
    verification_timeout_seconds: Count = None


class Session(WireModel):
    """A batch provisioning session [C §8.1]."""

    id: Identity
    state: Text = None
    target_ssid: Text = None
    created_at: Instant = None
    updated_at: Instant = None
    expires_at: Instant = None
    device_count: Count = None
    provisioned_count: Count = None
    verified_count: Count = None
    failed_count: Count = None
    config: Annotated[SessionConfig | None, _one(SessionConfig)] = None

    @property
    def is_open(self) -> bool:
        """Any state but the closed ones is open, also one that nobody knows [C §9.1, D12]."""
        return self.state not in CLOSED_STATES


def newest_first(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """The sessions by the time of their last change on the server's clock."""

    def changed(session: Session) -> float:
        moment = session.updated_at or session.created_at
        return moment.timestamp() if moment else 0.0

    return tuple(sorted(sessions, key=changed, reverse=True))


class Device(WireModel):
    """A board inside a session, the provisioning candidate [C §8.3]."""

    mac: Mac
    ip: Text = None
    state: Text = None
    rssi: Integer = None
    firmware_version: Text = None
    discovered_at: Instant = None
    provisioned_at: Instant = None
    verified_at: Instant = None
    error_message: Text = None
    retry_count: Count = None
    container_id: Text = None
    in_allowlist: Flag = None
    session_id: Identifier = None


class AllowlistEntry(WireModel):
    """A board that may be provisioned [C §8.4]."""

    mac: Mac
    description: Text = None
    container_id: Text = None
    added_at: Instant = None
    used: Flag = None
    used_at: Instant = None


class NetworkStatus(WireModel):
    """The onboarding Wi-Fi [C §8.5]; `connected` is the older name of `is_active` [C D26]."""

    ssid: Text = None
    is_active: Flag = None
    connected_devices: Count = None

    @model_validator(mode="before")
    @classmethod
    def _older_name(cls, raw: object) -> object:
        if isinstance(raw, Mapping) and raw.get("is_active") is None and "connected" in raw:
            return {**raw, "is_active": raw["connected"]}
        return raw


class SessionDetail(WireModel):
    """A session with what belongs to it; `devices` is None where the answer has no list.

    `is_complete` is False where `devices` lacks rows that could not be read. `sent_at` is the time on the Pi's clock when
    the answer was sent; it comes from the envelope.
    """

    session: Session
    devices: tuple[Device, ...] | None = None
    is_complete: bool = True
    timeout_remaining: Duration = None
    sent_at: Instant = None
    network_status: Annotated[NetworkStatus | None, _one(NetworkStatus)] = None

    @model_validator(mode="before")
    @classmethod
    def _bare_session(cls, raw: object) -> object:
        """Some answers are the session itself [C §10.1.1]."""
        return {"session": raw} if isinstance(raw, Mapping) and "session" not in raw else raw

    @model_validator(mode="before")
    @classmethod
    def _readable_devices(cls, raw: object) -> object:
        """A value that is no list counts as none: the list of boards has a route of its own."""
        if not isinstance(raw, Mapping):
            return raw
        if not isinstance(raw.get("devices", _MISSING), list | tuple | None):
            return {key: value for key, value in raw.items() if key not in ("devices", "is_complete")}
        return {**raw, **_list_in(raw, "devices", Device, MOST_ITEMS)}

    @property
    def lacks_every_board(self) -> bool:
        """The session has boards by its own count, and none of them is listed."""
        return bool(self.session.is_open and self.session.device_count and not self.devices)

    @property
    def is_whole(self) -> bool:
        """Whether absence of a board from `devices` means something."""
        return self.is_complete and not self.lacks_every_board


class DeviceList(WireModel):
    """The boards of a session; `is_complete` is False where rows are missing."""

    devices: tuple[Device, ...] = ()
    is_complete: bool = True

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, raw: object) -> object:
        return _whole_list(raw, "devices", Device)


class Allowlist(WireModel):
    """All entries; a null list is empty; `is_complete` is False where rows are missing."""

    entries: tuple[AllowlistEntry, ...] = ()
    is_complete: bool = True

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, raw: object) -> object:
        return _whole_list(raw, "entries", AllowlistEntry)


class AllowlistAnswer(WireModel):
    """The entry that was written, in `entry` or bare [C §10.4.2, D27]."""

    entry: Annotated[AllowlistEntry | None, _one(AllowlistEntry)] = None

    @model_validator(mode="before")
    @classmethod
    def _bare_entry(cls, raw: object) -> object:
        return {"entry": raw} if isinstance(raw, Mapping) and "entry" not in raw else raw


class AllowlistStatistics(WireModel):
    """Figures of the extended route [C §10.6]."""

    total: Count = None
    used: Count = None
    available: Count = None


class BulkResult(WireModel):
    """Counts that the extended bulk routes answer with [C §10.6]."""

    added: Count = None
    skipped: Count = None
    removed: Count = None
    not_found: Count = None
    cleared: Count = None


class SessionList(WireModel):
    """Recoverable or past sessions; `is_complete` is False where rows are missing.

    `unread` counts rows beyond the limit of those that are read.
    """

    sessions: tuple[Session, ...] = ()
    is_complete: bool = True
    unread: int = 0

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, raw: object) -> object:
        found = _whole_list(raw, "sessions", Session, _MOST_SESSIONS)
        rows = raw.get("sessions") if isinstance(raw, Mapping) else None
        if isinstance(found, dict) and isinstance(rows, list) and len(rows) > _MOST_SESSIONS:
            return {**found, "unread": min(len(rows), MOST_ITEMS) - _MOST_SESSIONS}
        return found


class ProvisionAllResult(WireModel):
    """How much work began; outcomes come per board [C §10.1.4]."""

    initiated_count: Count = None
    skipped_count: Count = None


class DeviceActionResult(WireModel):
    """What a board's action answered, if anything [C §10.2.2, D23]."""

    mac: Text = None
    state: Text = None
    device: Annotated[Device | None, _one(Device)] = None


class Health(WireModel):
    """Answer of the reachability check [C §2]."""

    status: Text = None
    version: Text = None
    uptime: Number = None


class Fault(WireModel):
    """A fault that the server reports by itself, or that it refused a call with [C §11.4]."""

    code: Text = None
    message: Text = None
    retryable: Flag = None
    correlation_id: Identifier = None


class SystemInfo(WireModel):
    """System information of the Pi; uptime is in nanoseconds or text on the wire [C §15.1]."""

    timestamp: Instant = None
    cpu_usage: Number = Field(default=None, validation_alias=AliasPath("cpu", "usage_percent"))
    memory_usage: Number = Field(default=None, validation_alias=AliasPath("memory", "used_percent"))
    disk_usage: Number = Field(default=None, validation_alias=AliasPath("disk", "used_percent"))
    temperature: Number = Field(default=None, validation_alias=AliasPath("temperature_celsius"))
    uptime: Duration = None
    load_1: Number = Field(default=None, validation_alias=AliasPath("load_average", "load_1"))
    load_5: Number = Field(default=None, validation_alias=AliasPath("load_average", "load_5"))
    load_15: Number = Field(default=None, validation_alias=AliasPath("load_average", "load_15"))
    overall_status: Text = None
