"""The requests that were sent for boards of the last sessions, by any person or by unattended mode; in memory only."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from typing import Final, Self

from homeassistant.core import callback

from .client import Device, PiOrchestratorError
from .coordinator import ProvisioningCoordinator
from .core.ledger import Ledger, Stand
from .core.state import ProvisioningState

# A person may send another request for a board that has not moved for so long after the last one: as long as one may take.
REPEAT_SECONDS: Final = 30.0
# Sessions whose requests are remembered: work may go back to a session that was interrupted.
_MOST_SESSIONS: Final = 4
# States in which a board waits for a request.
_WAITING: Final = frozenset({"discovered", "failed"})


@dataclass(slots=True, eq=False)
class SentRequest:
    """A request for one board.

    Attributes:
        mac: Of the board.
        session_id: Of the session that the board belongs to.
        stand: Where the board stood when the request was sent.
        before: The request for the board before this one.
        ended_at: When it was answered, or given up, on the event loop's clock.
        is_accepted: The server accepted it, or a read showed that it was carried out.
        has_left: The board was seen elsewhere since. It may stand there again, where the server counts no retries.
        waits_at: When it was first seen waiting again after that, on the same clock.
    """

    mac: str
    session_id: str
    stand: Stand
    before: SentRequest | None = None
    ended_at: float = inf
    is_accepted: bool = False
    has_left: bool = False
    waits_at: float = inf

    @classmethod
    def of(cls, session_id: str, device: Device) -> Self:
        """Return a request that is about to be sent."""
        return cls(device.mac, session_id, Stand.of(device))

    def has_moved(self, state: ProvisioningState) -> bool:
        """Whether the board stands elsewhere than when the request was sent."""
        device = state.devices.get(self.mac) if state.session_id == self.session_id else None
        return device is not None and Stand.of(device) != self.stand

    def note(self, device: Device, now: float) -> None:
        """Take in where the board stands now."""
        self.has_left |= Stand.of(device) != self.stand
        if self.has_left and device.state in _WAITING:
            self.waits_at = min(self.waits_at, now)

    def fulfils(self, asked_at: float) -> bool:
        """Whether it is the request that a person wants who asked then.

        It is not where it was over by then, nor where the board waited again: a retry after the failure of what was sent
        is another matter.
        """
        return self.ended_at >= asked_at and self.waits_at > asked_at


class SentRequests:
    """Remembers the last request for each board of the last sessions."""

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        self._coordinator = coordinator
        self._sessions: dict[str, dict[str, SentRequest]] = {}
        coordinator.config_entry.async_on_unload(coordinator.dispatcher.async_observe(self.note_moves))

    @callback
    def note_moves(self, macs: Collection[str]) -> None:
        """Note which of these boards have moved; other keys are no boards."""
        state, now = self._coordinator.data, self._coordinator.hass.loop.time()
        requests = self._sessions.get(state.session_id or "", {})
        for mac in requests.keys() & macs & state.devices.keys():
            requests[mac].note(state.devices[mac], now)

    @property
    def ledger(self) -> Ledger:
        """Where each board of the followed session stands for which something was sent, as long as it stays there.

        It has the form that unattended mode decides by.
        """
        session_id = self._coordinator.data.session_id
        requests = self._sessions.get(session_id or "", {})
        return Ledger.model_construct(
            session_id=session_id,
            sent={mac: request.stand for mac, request in requests.items() if not request.has_left},
        )

    def find(self, mac: str) -> SentRequest | None:
        """Return the last request for a board in the followed session."""
        return self._sessions.get(self._coordinator.data.session_id or "", {}).get(mac)

    def is_undecided(self, device: Device) -> bool:
        """Whether a request was sent for the board a short time ago and the board has not moved since."""
        sent = self.find(device.mac)
        if sent is None or sent.has_left or sent.stand != Stand.of(device):
            return False
        return self._coordinator.hass.loop.time() - sent.ended_at < REPEAT_SECONDS

    @contextmanager
    def sending(self, *requests: SentRequest) -> Iterator[None]:
        """Remember requests while they are sent as one; what was certainly refused is taken back."""
        for request in requests:
            self._add(request)
        try:
            yield
        except PiOrchestratorError as error:
            if not error.outcome_unknown:
                self.take_back(*requests)
            raise
        else:
            for request in requests:
                request.is_accepted = True
        finally:
            for request in requests:
                request.ended_at = self._coordinator.hass.loop.time()

    def _add(self, request: SentRequest) -> None:
        # The session that was worked on last stands at the end.
        of_session = self._sessions.pop(request.session_id, {})
        self._sessions[request.session_id] = of_session
        if len(self._sessions) > _MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        if (before := of_session.get(request.mac)) is not None:
            before.before = None
        request.before = before
        of_session[request.mac] = request

    def take_back(self, *requests: SentRequest) -> None:
        """Forget requests that were certainly not carried out; what was sent for these boards before counts again."""
        for request in requests:
            of_session = self._sessions.get(request.session_id, {})
            if of_session.get(request.mac) is not request:  # another one was sent since
                continue
            if request.before is None:
                del of_session[request.mac]
            else:
                of_session[request.mac] = request.before
