"""One full read of the server: which session to follow, its boards, the allowlist, the onboarding network."""

import asyncio
from collections import deque
from dataclasses import replace
from math import inf

from .availability import Part
from .client import (
    NetworkStatus,
    PiOrchestratorClient,
    PiOrchestratorError,
    ProvisioningEvent,
    RefusedError,
    RouteAbsentError,
    Session,
    SessionDetail,
    UnreachableError,
    UnreadableAnswerError,
)
from .client.models import Allowlist, SessionList
from .const import LOGGER, READ_BUDGET_SECONDS, RECOVERY_SECONDS
from .core.recovery import (
    Recovery,
    count_beyond,
    learn,
    should_follow,
    still_to_offer,
    to_offer,
    to_turn_to,
)
from .core.state import ProvisioningState, Snapshot, follow

# Sessions that spoke and turned out not to be the one to follow; more than this never run beside each other.
_MOST_REJECTED = 32
# Ids that would name another route instead of a session.
_NO_SESSIONS = frozenset({"", ".", "..", "events", "network"})
# Two polls of a server without a stream, and the time of a read.
_MOMENT_SECONDS = 15.0
# The list of interrupted sessions may not use up the time of the parts that follow.
_LIST_BUDGET_SECONDS = 2.5
# What a request gets when the ones before it used the budget up: enough to fail in order.
_SHORTEST_BUDGET_SECONDS = 0.1


class Reader:
    """Reads, and learns the followed session: the API names none (`design.md` §6).

    Attributes:
        candidate: id of a session that may be the one to follow: stored, or heard of in the stream.
        look_around: the next read also asks for interrupted sessions, and for one that nobody told us of.
        alive: the followed session cannot be interrupted, see `learn`.
        recovery: what is known of the server's list of interrupted sessions.
        unread: parts of the API that the server refused in the last read.
        answered: when each part was answered last, in seconds of the event loop's clock.
    """

    def __init__(self, client: PiOrchestratorClient) -> None:
        self._client = client
        self._rejected: dict[str, None] = {}
        self._heard: deque[str] = deque(maxlen=_MOST_REJECTED)
        self._speaking: deque[str] = deque(maxlen=_MOST_REJECTED)  # on the present connection of the stream
        self._deadline = 0.0
        self._looked = -inf
        self._seen_at = -inf  # when the list was last read, and whom it named
        self._seen: frozenset[str] = frozenset()
        self.candidate: str | None = None
        self.look_around = True
        self.alive = False
        self._is_alive = False  # the same for the read that is under way
        self.recovery = Recovery()
        self._beyond = 0  # interrupted sessions that are listed and not kept
        self.unread: frozenset[Part] = frozenset()
        self.answered: dict[Part, float] = {}

    def remember(self, session_id: str | None, recovery: Recovery) -> None:
        """The session that was followed before Home Assistant stopped, and what was learnt of the list."""
        self.candidate = None if session_id in _NO_SESSIONS else session_id
        self.recovery = recovery

    def hide(self, session_id: str) -> None:
        """Offer an interrupted session no more."""
        self.recovery = replace(self.recovery, hidden=self.recovery.hidden | {session_id})

    def tell(self, offered: frozenset[str]) -> frozenset[str]:
        """Ids among those offered that nobody heard of; from now on somebody did, and of no other."""
        new = offered - self.recovery.told
        self.recovery = replace(self.recovery, told=offered)
        return new

    def doubt(self) -> None:
        """The followed session may be interrupted, whatever the list was taken for."""
        self.recovery = replace(self.recovery, lists_open=False)
        self.alive, self.look_around = False, True

    def mind(self, event: ProvisioningEvent, state: ProvisioningState) -> bool:
        """Take in an event; whether to read the list of interrupted sessions soon.

        A session that speaks is not interrupted, whatever the last list said; a new list shows more.
        """
        if event.session_id is not None:
            self.hear(event.session_id)
        listed = any(session.id == event.session_id for session in state.recoverable or ())
        if not listed and event.type != "session.started":
            return False
        self.alive = self.alive or event.session_id == state.session_id
        self.look_around = True
        return True

    def hear(self, session_id: str) -> None:
        """A session spoke."""
        for ids in (self._heard, self._speaking):
            if session_id not in ids:
                ids.append(session_id)

    def forget_life(self) -> None:
        """The server may have restarted: what was alive need not be so, also for a read that is under way."""
        self.alive = self._is_alive = False
        self._speaking.clear()

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
        now = asyncio.get_running_loop().time()
        self._deadline = now + READ_BUDGET_SECONDS
        # Only the list shows whether another session that spoke runs beside an interrupted one.
        look = self.look_around or self.candidate is not None
        look = look or now - self._looked >= RECOVERY_SECONDS
        self._is_alive = self.alive
        self.look_around = self.alive = False  # what comes from here on is for the next read
        candidate = self.candidate
        try:
            found = await self._read(state, look=look)
        except PiOrchestratorError:
            self.look_around, self.alive = True, self.alive or self._is_alive
            self.candidate = self.candidate or candidate
            raise
        if look:
            self._looked = now
        return found

    async def _read(self, state: ProvisioningState, *, look: bool) -> tuple[ProvisioningState, Snapshot]:
        unread: set[Part] = set()
        detail, gone = None, False
        if state.session is not None:
            detail = await self._session(state.session.id)
            gone = detail is None
        self._note_answer(Part.SESSION)
        listed = None
        if look:
            listed = await self._recoverable(unread)
            if listed is None or not listed.is_complete:
                self.alive = self.alive or self._is_alive  # for the list that tells more
        else:
            unread |= self.unread & {Part.RECOVERY}
        if (other := await self._other(state, detail, listed)) is not None:
            self._note_answer(Part.SESSION)
            state, detail, gone = follow(state, other.session), other, False
            self._is_alive = self.alive or self._is_new(other.session)
        allowlist = await self._allowlist(unread)
        network = detail.network_status if detail else None
        if network is None:
            network = await self._network(unread)
        else:
            self.answered[Part.NETWORK] = self.answered[Part.SESSION]
        offered = None
        if listed is not None:
            followed = detail.session if detail else None
            offered = self._offered(listed, followed, state.recoverable or ())
        self.unread = frozenset(unread)
        entries = allowlist.entries if allowlist is not None else None
        partial = allowlist is not None and not allowlist.is_complete
        return state, Snapshot(detail, gone, entries, network, offered, self._beyond, partial)

    def _offered(
        self, listed: SessionList, followed: Session | None, before: tuple[Session, ...]
    ) -> tuple[Session, ...]:
        """Learn from a list of interrupted sessions, and choose those to offer."""
        complete = listed.is_complete
        self.recovery = learn(
            self.recovery, listed.sessions, followed, alive=self._is_alive, complete=complete
        )
        if not complete:
            offered = still_to_offer(self.recovery, before, listed, followed, alive=self._is_alive)
            self._beyond = listed.unread + count_beyond(self.recovery, listed.sessions, followed)
            return offered
        self._seen_at = asyncio.get_running_loop().time()
        self._seen = frozenset(session.id for session in listed.sessions)
        offered = to_offer(self.recovery, listed.sessions, followed)
        self._beyond = count_beyond(self.recovery, listed.sessions, followed)
        return offered

    def _note_answer(self, part: Part) -> None:
        self.answered[part] = asyncio.get_running_loop().time()

    def _is_new(self, session: Session) -> bool:
        """It began since the list was read a moment ago: too short a time to begin and to be interrupted.

        Not so one that was heard of: it may have begun before an outage that the list was read after.
        """
        moment = asyncio.get_running_loop().time() - self._seen_at
        return moment < _MOMENT_SECONDS and session.id not in self._seen and session.id not in self._heard

    async def _other(
        self, state: ProvisioningState, detail: SessionDetail | None, listed: SessionList | None
    ) -> SessionDetail | None:
        """Another session that is the one to follow now."""
        known = detail.session if detail else None
        interrupted = known is not None and self._is_interrupted(known, state, listed)
        candidate, self.candidate = self.candidate, None
        if candidate is not None and (state.session is None or candidate != state.session.id):
            other = await self._candidate(candidate)
            if other is not None and (
                state.session is None
                or should_follow(
                    known,
                    other.session,
                    known_interrupted=interrupted or self._is_silent_beside(known, other.session, listed),
                    other_interrupted=self._is_listed(other.session, listed),
                    order=self.recovery.order,
                )
            ):
                return other
            if candidate != self.candidate:
                self._reject(candidate)
        if known is not None and known.is_open and not interrupted:
            return None
        # An older one is offered, but what became of the batch that has just ended stays in sight.
        latest = to_turn_to(self.recovery, listed.sessions, known) if listed is not None else None
        return await self._session(latest.id) if latest is not None else None

    def _is_silent_beside(self, known: Session | None, other: Session, listed: SessionList | None) -> bool:
        """Whether only the other one of two open sessions has spoken, where no complete list shows which one is interrupted.

        A server works on one session at a time. Their times mean nothing: its clock may have been set between them, and
        the one that began earlier may have been resumed.
        """
        shows = listed is not None and listed.is_complete and not self.recovery.lists_open
        if known is None or shows or other.state == "closing":  # one that is discarded announces its end
            return False
        return other.id in self._speaking and known.id not in self._speaking

    def _is_listed(self, session: Session, listed: SessionList | None) -> bool:
        """Whether a list that names nothing but interrupted sessions names this one."""
        if listed is None or self.recovery.lists_open:
            return False
        return any(other.id == session.id for other in listed.sessions)

    def _is_interrupted(self, known: Session, state: ProvisioningState, listed: SessionList | None) -> bool:
        """As far as the list tells before anything is learnt of it; what it does not tell is known from before."""
        if self._is_alive:
            return False
        is_told = listed is not None and listed.is_complete
        return self._is_listed(known, listed) or (state.is_interrupted and not is_told)

    async def _candidate(self, session_id: str) -> SessionDetail | None:
        """A session that may not even be one: only an unreachable server or a refused key ends the read."""
        try:
            return await self._session(session_id)
        except (RefusedError, RouteAbsentError, UnreadableAnswerError) as error:
            LOGGER.debug("Session %s was not read: %s", session_id, error)
            if not isinstance(error, RouteAbsentError) and (error.retryable or error.outcome_unknown):
                self.candidate = self.candidate or session_id  # the next read may tell
            return None

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

    async def _recoverable(self, unread: set[Part]) -> SessionList | None:
        try:
            found = await self._client.recoverable(budget=min(self._left(), _LIST_BUDGET_SECONDS))
        except (RefusedError, RouteAbsentError, UnreadableAnswerError, UnreachableError) as error:
            LOGGER.debug("Interrupted sessions were not read: %s", error)
            unread.add(Part.RECOVERY)
            # What fails now may be read next time; a route that is absent comes with an update.
            self.look_around = self.look_around or not isinstance(error, RouteAbsentError)
            return None
        self._note_answer(Part.RECOVERY)
        return found

    async def _allowlist(self, unread: set[Part]) -> Allowlist | None:
        try:
            found = await self._client.allowlist(budget=self._left())
        except (RefusedError, UnreadableAnswerError) as error:
            LOGGER.debug("The allowlist was not read: %s", error)
            unread.add(Part.ALLOWLIST)
            return None
        self._note_answer(Part.ALLOWLIST)
        return found

    async def _network(self, unread: set[Part]) -> NetworkStatus | None:
        try:
            found = await self._client.network(budget=self._left())
        except (RefusedError, RouteAbsentError, UnreadableAnswerError, UnreachableError) as error:
            LOGGER.debug("The onboarding network was not read: %s", error)
            unread.add(Part.NETWORK)
            return None
        self._note_answer(Part.NETWORK)
        return found
