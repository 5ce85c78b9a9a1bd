"""The requests that were sent for boards of the followed session, whoever asked for them; in memory only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from typing import Final

from .client import Device, PiOrchestratorError
from .coordinator import ProvisioningCoordinator
from .core.ledger import Ledger, Stand

# A person may send another request for a board that has not moved for so long after the last one: as long as one may take.
REPEAT_SECONDS: Final = 30.0


@dataclass(slots=True)
class SentRequest:
    """The last request for one board.

    Attributes:
        stand: Where the board stood when the request was sent.
        ended_at: When it was answered, or given up, on the event loop's clock.
        is_accepted: The server accepted it; False as long as nobody knows.
    """

    stand: Stand
    ended_at: float = inf
    is_accepted: bool = False


class SentRequests:
    """Remembers the last request for each board until the followed session changes."""

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        self._coordinator = coordinator
        self._session_id: str | None = None
        self._requests: dict[str, SentRequest] = {}
        self._ledger = Ledger()

    @property
    def ledger(self) -> Ledger:
        """Where each board stood when something was sent for it, in the form that unattended mode decides by."""
        return self._ledger if self._session_id == self._coordinator.data.session_id else Ledger()

    def find(self, mac: str) -> SentRequest | None:
        """Return the last request for a board in the followed session."""
        return self._requests.get(mac) if self._session_id == self._coordinator.data.session_id else None

    def is_undecided(self, device: Device) -> bool:
        """Whether a request was sent for the board a short time ago and the board has not moved since."""
        sent = self.find(device.mac)
        if sent is None or sent.stand != Stand.of(device):
            return False
        return self._coordinator.hass.loop.time() - sent.ended_at < REPEAT_SECONDS

    @contextmanager
    def sending(self, *devices: Device) -> Iterator[None]:
        """Remember a request for these boards while it is sent; one that was certainly refused is forgotten."""
        if self._session_id != self._coordinator.data.session_id:
            self._session_id, self._requests = self._coordinator.data.session_id, {}
        before = self._requests
        requests = {device.mac: SentRequest(Stand.of(device)) for device in devices}
        self._replace({**before, **requests})
        try:
            yield
        except PiOrchestratorError as error:
            if not error.outcome_unknown:
                self._replace(before)
            raise
        else:
            for request in requests.values():
                request.is_accepted = True
        finally:
            for request in requests.values():
                request.ended_at = self._coordinator.hass.loop.time()

    def forget(self, *macs: str) -> None:
        """Forget the requests for these boards: a read has shown that they were not carried out."""
        self._replace({mac: request for mac, request in self._requests.items() if mac not in macs})

    def _replace(self, requests: dict[str, SentRequest]) -> None:
        self._requests = requests
        sent = {mac: request.stand for mac, request in requests.items()}
        self._ledger = Ledger.model_construct(session_id=self._session_id, sent=sent)
