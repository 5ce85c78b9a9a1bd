"""What happened last, for diagnostics: events, edges of the stream, refusals."""

from collections import deque
from datetime import datetime
from typing import TypedDict

from homeassistant.util import dt as dt_util

from .client import LinkState, PiOrchestratorError, ProvisioningEvent
from .const import MOST_REMEMBERED


class EventRecord(TypedDict):
    """One event of the stream; `received` by Home Assistant's clock, `timestamp` by the server's."""

    received: datetime
    timestamp: datetime | None
    type: str
    session_id: str | None
    mac: str | None
    state: str | None


class LinkRecord(TypedDict):
    """One change of the stream's state, and why the attempt before it ended."""

    time: datetime
    state: LinkState
    last_error: str | None


class ErrorRecord(TypedDict):
    """One refusal or fault; the server's owner finds it by its correlation id."""

    time: datetime
    kind: str
    code: str | None
    message: str
    status: int | None
    correlation_id: str | None


class History:
    """The last of each kind, the oldest first."""

    def __init__(self) -> None:
        self.events: deque[EventRecord] = deque(maxlen=MOST_REMEMBERED)
        self.links: deque[LinkRecord] = deque(maxlen=MOST_REMEMBERED)
        self.errors: deque[ErrorRecord] = deque(maxlen=MOST_REMEMBERED)

    def event(self, event: ProvisioningEvent) -> None:
        """Note an event."""
        subject = event.device or event.session
        self.events.append(
            EventRecord(
                received=dt_util.utcnow(),
                timestamp=event.timestamp,
                type=event.type,
                session_id=event.session_id,
                mac=event.device.mac if event.device else None,
                state=subject.state if subject else None,
            )
        )

    def link(self, state: LinkState, last_error: str | None) -> None:
        """Note a change of the stream."""
        self.links.append(LinkRecord(time=dt_util.utcnow(), state=state, last_error=last_error))

    def error(self, error: PiOrchestratorError) -> None:
        """Note a refusal."""
        self.errors.append(
            ErrorRecord(
                time=dt_util.utcnow(),
                kind=type(error).__name__,
                code=error.code,
                message=error.message,
                status=error.status,
                correlation_id=error.correlation_id,
            )
        )
