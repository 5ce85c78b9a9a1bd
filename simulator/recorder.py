"""What the server saw: requests, streams, sockets; tests assert on it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ReceivedRequest:
    """One request as it came; secrets in it stay inside the test's process."""

    method: str
    path: str
    route: str
    at: float  # seconds of the monotonic clock, which all processes of a machine share
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    json: object = field(repr=False)

    @property
    def has_key(self) -> bool:
        """Whether the request brought any key."""
        return bool(self.headers.get("X-API-Key") or self.query.get("api_key"))


def _none() -> int:
    return 0


@dataclass
class Counts:
    """Numbers for assertions; those of open things are read live."""

    requests: Counter[str] = field(default_factory=Counter)
    live_streams: Callable[[], int] = _none
    live_sockets: Callable[[], int] = _none
    live_log_streams: Callable[[], int] = _none
    live_connections: Callable[[], int] = _none
    total_streams: Callable[[], int] = _none
    total_sockets: Callable[[], int] = _none

    @property
    def streams(self) -> int:
        """Open provisioning event streams."""
        return self.live_streams()

    @property
    def sockets(self) -> int:
        """Open monitor sockets."""
        return self.live_sockets()

    @property
    def log_streams(self) -> int:
        """Open log streams."""
        return self.live_log_streams()

    @property
    def connections(self) -> int:
        """Open TCP connections, idle ones included."""
        return self.live_connections()

    @property
    def streams_opened(self) -> int:
        """Event streams since the start."""
        return self.total_streams()

    @property
    def sockets_opened(self) -> int:
        """Monitor sockets since the start."""
        return self.total_sockets()

    def as_dict(self) -> dict[str, object]:
        """All numbers, for the control route."""
        names = ("streams", "sockets", "log_streams", "connections", "streams_opened", "sockets_opened")
        return {"requests": dict(self.requests)} | {name: getattr(self, name) for name in names}
