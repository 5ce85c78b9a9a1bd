"""The switches of [C §17]: where the sources disagree, which reading the server follows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal, Self, get_args, get_origin, get_type_hints, override

OnOff = Literal["on", "off"]


@dataclass
class Switches:
    """Every switch with its default; an assignment is checked and takes effect at once."""

    auth: OnOff = "on"
    auth_error_shape: Literal["flat", "nested"] = "flat"
    unknown_route: Literal["json404", "html"] = "json404"
    legacy_aliases: OnOff = "off"
    extended_routes: OnOff = "off"
    status_style: Literal["documented", "all200"] = "documented"
    session_id_style: Literal["uuid", "sess"] = "uuid"
    session_style: Literal["full", "minimal"] = "full"
    device_style: Literal["full", "minimal"] = "full"
    null_lists: OnOff = "off"
    timeout_style: Literal["go", "clock", "ns", "absent"] = "go"
    sse_named: OnOff = "on"
    sse_dialect: Literal["entity", "flat", "mixed"] = "entity"
    sse_also_state_changed: OnOff = "off"
    heartbeat: Literal["event", "comment", "off"] = "event"
    heartbeat_seconds: float = 15
    include_devices_default: OnOff = "off"
    device_action_style: Literal["operation", "device", "empty"] = "operation"
    network_style: Literal["handoff", "interface"] = "handoff"
    allowlist_duplicate: Literal["reject", "upsert"] = "reject"
    allowlist_missing_code: Literal["DEVICE_NOT_FOUND", "DEVICE_NOT_IN_ALLOWLIST"] = "DEVICE_NOT_FOUND"
    system_info: Literal["both", "legacy_only"] = "both"
    ws: OnOff = "on"
    recoverable_lists: Literal["interrupted", "all_open"] = "interrupted"
    session_ttl_seconds: float = 3600
    max_attempts: int = 3
    # The next three are not in the table of [C §17]; its text asks for them in §5, §9.1 and §10.2.3.
    error_shape: Literal["nested", "older", "legacy"] = "nested"
    closing_seconds: float = 0
    retry_route: OnOff = "on"

    @override
    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, _checked(name, value))
        for listener in self.__dict__.get("_listeners", ()):
            listener()

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every assignment."""
        self.__dict__.setdefault("_listeners", []).append(listener)

    def update(self, pairs: Iterable[tuple[str, object]]) -> None:
        """Check all pairs before the first one is set, so that a bad one changes nothing."""
        checked = [(name, _checked(name, value)) for name, value in pairs]
        for name, value in checked:
            setattr(self, name, value)

    def as_dict(self) -> dict[str, str | float]:
        """Name to value, in the order of the table."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_pairs(cls, pairs: Iterable[str]) -> Self:
        """Read `name=value` texts from a command line."""
        switches = cls()
        split = [pair.partition("=") for pair in pairs]
        switches.update((name.strip(), value.strip()) for name, _, value in split)
        return switches


@cache
def _kinds() -> dict[str, object]:
    return get_type_hints(Switches)


def _checked(name: str, value: object) -> str | float:
    kind = _kinds().get(name)
    if kind is None:
        raise ValueError(f"unknown switch {name!r}")
    if get_origin(kind) is Literal:
        if isinstance(value, str) and value in get_args(kind):
            return value
        raise ValueError(f"switch {name} takes {', '.join(get_args(kind))}; not {value!r}")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"switch {name} takes a number; not {value!r}")  # noqa: TRY004 - one error for every bad switch
    try:
        number = int(value) if kind is int else float(value)
    except ValueError as error:
        raise ValueError(f"switch {name} takes a number; not {value!r}") from error
    lowest = 0.0 if name == "closing_seconds" else 0.01  # a heartbeat each 0 s would never let go of the loop
    if not lowest <= number <= 1e9:
        raise ValueError(f"switch {name} takes a number from {lowest:g} to 1e9; not {value!r}")
    return number
