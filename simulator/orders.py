"""Bodies of the control routes."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Order(BaseModel):
    """Body of a control route; an unknown name in it is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Order):
    """No arguments."""


class Batch(Order):
    """Boards of mixed fate."""

    count: int
    seed: int = 1


class Mac(Order):
    """One board."""

    mac: str


class Allow(Mac):
    """An entry of the allowlist."""

    description: str | None = None
    container_id: str | None = None


class Key(Order):
    """The key the server wants from now on."""

    key: str | None


class Start(Order):
    """A session of a second client."""

    ssid: str = "Workshop"


class FaultOrder(Order):
    """Any method of `Faults`."""

    kind: Literal["fail", "answer", "redirect", "delay", "hang", "drop", "drop_after"]
    route: str
    times: int | None = 1
    code: str = "INTERNAL_ERROR"
    status: int | None = None
    retry_after: float | Literal["default"] | None = "default"
    retryable: bool | None = None
    message: str | None = None
    body: str = ""
    content_type: str = "application/json"
    headers: dict[str, str] = {}
    location: str = ""
    seconds: float = 0.0
    after_work: bool | None = None
    after_bytes: int = 0


class Bytes(Order):
    """How much is still let through."""

    after_bytes: int | None = None


class Release(Order):
    """In which order."""

    backwards: bool = False


class Copies(Order):
    """How often each event is sent."""

    copies: int


class Raw(Order):
    """Bytes for every stream."""

    text: str | None = None
    base64: str | None = None
    chunk: int | None = None


class Event(Order):
    """Any event."""

    type: str
    payload: object = None
    session_id: str | None = None
    version: str | None = "1.0"


class State(Order):
    """Any state."""

    state: str
    mac: str | None = None


class Seconds(Order):
    """A time."""

    seconds: float = 0.0


class Text(Order):
    """A message for every socket."""

    text: str


class Line(Order):
    """A line of the log."""

    level: str = "info"
    component: str = "sim"
    message: str
