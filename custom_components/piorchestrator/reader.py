"""One full read of the server: which session to follow, its boards, the allowlist, the onboarding network."""

import asyncio

from .client import (
    AllowlistEntry,
    NetworkStatus,
    PiOrchestratorClient,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    Session,
    SessionDetail,
    UnreachableError,
    UnreadableAnswerError,
)
from .const import LOGGER, READ_BUDGET_SECONDS
from .core.state import ProvisioningState, Snapshot, Subject, follow, should_follow

# Sessions that spoke and turned out not to be the one to follow; more than this never run beside each other.
_MOST_REJECTED = 32
# Ids that would name another route instead of a session.
_NO_SESSIONS = frozenset({"", ".", "..", "events", "network"})
# What a request gets when the ones before it used the budget up: enough to fail in order.
_SHORTEST_BUDGET_SECONDS = 0.1


class Reader:
    """Reads, and learns the followed session: the API names none (`design.md` §6).

    Attributes:
        candidate: id of a session that may be the one to follow: stored, or heard of in the stream.
        look_around: the next read also looks for a session that nobody told us of.
        unread: what the server refused to tell in the last read.
    """

    def __init__(self, client: PiOrchestratorClient) -> None:
        self._client = client
        self._rejected: dict[str, None] = {}
        self._deadline = 0.0
        self.candidate: str | None = None
        self.look_around = True
        self.unread: frozenset[Subject] = frozenset()

    def remember(self, session_id: str | None) -> None:
        """The session that was followed before Home Assistant stopped."""
        self.candidate = None if session_id in _NO_SESSIONS else session_id

    def consider(self, session_id: str | None, *, busy: bool) -> bool:
        """Note a session that spoke; True when the next read has to look at it.

        One that was turned down counts again once the followed session is over (not `busy`).
        """
        if session_id is None or session_id in _NO_SESSIONS or session_id == self.candidate:
            return False
        if busy and session_id in self._rejected:
            return False
        self.candidate = session_id
        return True

    async def read(self, state: ProvisioningState) -> tuple[ProvisioningState, Snapshot]:
        """The state to build on (another session may have taken over) and what was read.

        Raises:
            PiOrchestratorError: the server cannot be reached, or refuses the key.
        """
        unread: set[Subject] = set()
        self._deadline = asyncio.get_running_loop().time() + READ_BUDGET_SECONDS
        detail, gone = None, False
        if state.session is not None:
            detail = await self._session(state.session.id)
            gone = detail is None
        if (other := await self._other(state, detail)) is not None:
            state, detail, gone = follow(state, other.session), other, False
        allowlist = await self._allowlist(unread)
        network = detail.network_status if detail else None
        if network is None:
            network = await self._network(unread)
        self.unread = frozenset(unread)
        return state, Snapshot(detail, gone, allowlist, network)

    async def _other(self, state: ProvisioningState, detail: SessionDetail | None) -> SessionDetail | None:
        """Another session that is the one to follow now."""
        known = detail.session if detail else None
        candidate, self.candidate = self.candidate, None
        if candidate is not None and (state.session is None or candidate != state.session.id):
            other = await self._candidate(candidate)
            if other is not None and (state.session is None or should_follow(known, other.session)):
                return other
            self._reject(candidate)
        if not self.look_around or (known is not None and known.is_open):
            self.look_around = False
            return None
        for session in await self._recoverable():
            if should_follow(known, session):
                self.look_around = False
                return await self._session(session.id)
        self.look_around = False
        return None

    async def _candidate(self, session_id: str) -> SessionDetail | None:
        """A session that may not even be one: only an unreachable server or a refused key ends the read."""
        try:
            return await self._session(session_id)
        except (RefusedError, RouteAbsentError, UnreadableAnswerError) as error:
            LOGGER.debug("Session %s was not read: %s", session_id, error)
            return None
        except PiOrchestratorError:
            self.candidate = session_id
            raise

    def _left(self) -> float:
        """Seconds that are left for this read: one budget for all of its requests."""
        return max(self._deadline - asyncio.get_running_loop().time(), _SHORTEST_BUDGET_SECONDS)

    def _reject(self, session_id: str) -> None:
        self._rejected[session_id] = None
        if len(self._rejected) > _MOST_REJECTED:
            self._rejected.pop(next(iter(self._rejected)))

    async def _session(self, session_id: str) -> SessionDetail | None:
        """None when it is gone: 404 and 410 say so [C §9.1], and 400 that this is no id of theirs."""
        try:
            return await self._client.session(session_id, budget=self._left())
        except (RefusedError, RouteAbsentError) as error:
            if error.status in (400, 404, 410):
                return None
            raise

    async def _recoverable(self) -> tuple[Session, ...]:
        try:
            return await self._client.recoverable(budget=self._left())
        except (RefusedError, RouteAbsentError, UnreadableAnswerError, UnreachableError) as error:
            LOGGER.debug("Recoverable sessions were not read: %s", error)
            return ()

    async def _allowlist(self, unread: set[Subject]) -> tuple[AllowlistEntry, ...] | None:
        try:
            return await self._client.allowlist(budget=self._left())
        except (RefusedError, UnreadableAnswerError) as error:
            LOGGER.debug("The allowlist was not read: %s", error)
            unread.add(Subject.ALLOWLIST)
            return None

    async def _network(self, unread: set[Subject]) -> NetworkStatus | None:
        try:
            return await self._client.network(budget=self._left())
        except (RefusedError, RouteAbsentError, UnreadableAnswerError, UnreachableError) as error:
            LOGGER.debug("The onboarding network was not read: %s", error)
            unread.add(Subject.NETWORK)
            return None
