"""What buttons and actions do: one request at a time, never repeated, and a read after an uncertain outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from functools import partial

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.exceptions import HomeAssistantError

from .client import (
    Device,
    ErrorCode,
    PiOrchestratorError,
    ProvisionAllResult,
    RefusedError,
    RouteAbsentError,
    Session,
    SessionConfig,
)
from .const import LOGGER
from .coordinator import ProvisioningCoordinator
from .core.batch import failed_boards
from .core.ledger import Ledger
from .core.state import ProvisioningState
from .each_board import BoardResult, raise_refusals
from .exceptions import wrong_use
from .interrupted_sessions import InterruptedSessions
from .once import async_send_once, is_disproved, note
from .request_queue import Intent, Prepare, RequestQueue
from .sent_requests import SentRequest, SentRequests
from .series import BulkRequests, Outcome, board_result
from .shared_refresh import SharedRefresh

type _BoardRequest = Callable[[str, str], Awaitable[object]]


class Commands:
    """Acts on one server, one request at a time, in the order of the calls; a stop goes first.

    Every method raises `ServiceValidationError` where nothing was sent, `HomeAssistantError` otherwise.
    """

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        self._coordinator = coordinator
        self._queue = RequestQueue(coordinator)
        self._sent = SentRequests(coordinator)
        self._bulk_lock = asyncio.Lock()
        self._refresh = SharedRefresh(coordinator)
        self._interrupted = InterruptedSessions(coordinator, self._refresh)

    @property
    def is_stopping(self) -> bool:
        """Whether a stop waits for its turn, or for its answer."""
        return self._queue.is_stopping

    @property
    def sent(self) -> Ledger:
        """Where each board of the followed session stood when a request was sent for it, by a person or without a click."""
        return self._sent.ledger

    @callback
    def async_on_turn_over(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call `listener` after each request and each stop; return what ends that."""
        return self._queue.async_on_turn_over(listener)

    async def start(self, ssid: str, password: str, config: SessionConfig) -> Session:
        """Open a session for a network."""
        client = self._coordinator.client

        async with self._queue.turn(self._queue.intent(of_session=False)):
            before = self._coordinator.data.session

            def started(state: ProvisioningState) -> bool:
                session = state.open_session
                if session is None or (before is not None and session.id == before.id):
                    return False
                return session.target_ssid == client.transport.as_received(ssid)

            session = await self._once(lambda: client.start(ssid, password, config), started)
            if session is not None:
                self._coordinator.async_follow(session)
            await self._coordinator.async_request_refresh()
            return session or self._session()

    async def stop(self) -> Session:
        """End the open session.

        It goes before everything that waits for its turn, and ends a bulk operation.
        """
        async with self._queue.turn_of_stop():
            if (session := self._coordinator.data.unfinished_session) is None:
                raise wrong_use("no_session")
            stopped = await self._once(
                lambda: self._coordinator.client.stop(session.id),
                lambda state: state.unfinished_session is None,
            )
            await self._refresh.async_refresh()  # now, since the state is the answer
            known = self._coordinator.data.session
            if not self._coordinator.last_update_success or known is None or known.id != session.id:
                return stopped or session
            return known

    async def provision_all(self, *, only_allowlisted: bool = True) -> ProvisionAllResult:
        """Begin with every eligible board."""
        async with self._queue.turn(self._queue.intent()):
            session = self._session()
            before = self._coordinator.data
            waiting = {mac: before.devices[mac] for mac in self._waiting(before)}
            sent = [
                SentRequest.of(session.id, device)
                for mac, device in waiting.items()
                if not only_allowlisted or before.is_allowed(mac)
            ]
            # The others may be about to move because of what was sent for them before.
            telling = {mac for mac, device in waiting.items() if not self._sent.is_undecided(device)}

            def begun(state: ProvisioningState) -> bool | None:
                if state.session is None or state.session.id != session.id:
                    return False
                moved = (waiting.keys() & state.devices.keys()) - self._waiting(state)
                return bool(moved & telling) or (None if moved else False)

            async def request() -> ProvisionAllResult:
                with self._sent.sending(*sent):
                    return await self._coordinator.client.provision_all(
                        session.id, only_allowlisted=only_allowlisted
                    )

            try:
                result = await self._once(request, begun)
            except HomeAssistantError as error:
                if is_disproved(error):
                    self._sent.take_back(*sent)
                refusal = error.__cause__
                if isinstance(refusal, RefusedError) and refusal.code == ErrorCode.DEVICE_INVALID_STATE:
                    self._coordinator.async_doubt_session()
                raise
            if result is None:  # the answer was lost: what has not moved yet may still do so
                return ProvisionAllResult()
            begun_count = result.initiated_count
            if begun_count is not None and begun_count >= len(sent):
                await self._coordinator.async_request_refresh()
                return result
            await self._refresh.async_refresh()  # only a read shows for which boards nothing was begun
            state = self._coordinator.data
            left = [one for one in sent if not one.has_moved(state)]
            seen = sum(one.mac in telling and one.has_moved(state) for one in sent)
            if self._coordinator.last_update_success and begun_count is not None and seen >= begun_count:
                self._sent.take_back(*left)
            for one in left:
                one.is_accepted = False  # the server may have skipped it
            return result

    async def provision(self, mac: str, prepare: Prepare | None = None) -> None:
        """Begin with one board; `prepare` is awaited right before the request is sent."""
        await self._act_on(mac, self._coordinator.client.provision, prepare)

    async def retry(self, mac: str, prepare: Prepare | None = None) -> None:
        """Try a failed board again; `prepare` is awaited right before the request is sent."""
        await self._act_on(mac, self._coordinator.client.retry, prepare)

    async def provision_each(self, macs: Iterable[str]) -> list[BoardResult]:
        """Begin with several boards, one after the other; return a row for each."""
        return await self._act_on_each(macs, self._coordinator.client.provision)

    async def retry_each(self, macs: Iterable[str]) -> list[BoardResult]:
        """Try several failed boards again, one after the other; return a row for each."""
        return await self._act_on_each(macs, self._coordinator.client.retry)

    async def retry_failed(self) -> None:
        """Try every failed board again.

        Raises:
            HomeAssistantError: not every board was accepted.
        """
        raise_refusals(await self.retry_each(self.failed_macs()))

    async def _act_on(self, mac: str, request: _BoardRequest, prepare: Prepare | None) -> None:
        intent = self._intent_for([mac])
        async with self._queue.turn(intent, prepare):
            session, device = self._board(mac)
            if prepare is None and self._is_done(device, intent):
                return
            sent = SentRequest.of(session.id, device)
            try:
                await self._once(lambda: self._send(request, sent), sent.has_moved, mac)
            except HomeAssistantError as error:
                if is_disproved(error):
                    self._sent.take_back(sent)
                raise
            sent.is_accepted = True  # also where the answer was lost and a read shows it
            await self._coordinator.async_request_refresh()

    async def _send(self, request: _BoardRequest, sent: SentRequest) -> None:
        with self._sent.sending(sent):
            await request(sent.session_id, sent.mac)

    def _intent_for(self, macs: Collection[str]) -> Intent:
        """What is so now; the observer of moves may not have been called yet."""
        self._sent.note_moves(macs)
        return self._queue.intent()

    def _is_done(self, device: Device, intent: Intent) -> bool:
        """Whether another caller's request for the board was accepted while this one waited for its turn.

        Raises:
            ServiceValidationError: a request was sent for the board, and nothing is known of it yet.
        """
        sent = self._sent.find(device.mac)
        if sent is not None and sent.fulfils(intent.asked_at):
            if sent.is_accepted:
                return True
            raise wrong_use("already_sent", mac=device.mac)
        if self._sent.is_undecided(device):
            raise wrong_use("already_sent", mac=device.mac)
        return False

    async def _act_on_each(self, macs: Iterable[str], request: _BoardRequest) -> list[BoardResult]:
        """Send a request for each board; the answer of each is waited for before the next one is sent.

        One board is no bulk operation: its caller gets the refusal of a busy server at once.
        """
        wanted = list(dict.fromkeys(macs))
        intent = self._intent_for(wanted)
        sent: dict[str, SentRequest] = {}
        is_read = True  # whether a read followed the last error

        async def send(mac: str) -> None:
            nonlocal is_read
            async with self._queue.turn(intent):
                session, device = self._board(mac)
                if self._is_done(device, intent):
                    raise wrong_use("already_sent", mac=mac)
                sent[mac] = SentRequest.of(session.id, device)
                try:
                    await self._send(request, sent[mac])
                except PiOrchestratorError as error:
                    is_read = is_read and not error.outcome_unknown
                    note(self._coordinator, error, mac)
                    raise

        async def is_reachable() -> bool:
            nonlocal is_read
            is_read = True
            await self._refresh.async_refresh()
            return self._coordinator.last_update_success

        bulk = BulkRequests(
            self._coordinator,
            is_reachable,
            self._bulk_lock,
            patience=None if len(wanted) > 1 else 0.0,
            is_bulk=len(wanted) > 1,
            interrupted=intent.stopped,
        )
        outcomes = await bulk.run(partial(send, mac) for mac in wanted)
        can_read = not self._coordinator.is_over and not bulk.is_unreachable
        if can_read and not is_read:
            can_read = await is_reachable()
        elif can_read and sent:
            await self._coordinator.async_request_refresh()

        def done(mac: str, outcome: Outcome[None]) -> bool | None:
            if not can_read or (refusal := outcome.refusal) is None:
                return None
            has_moved = sent[mac].has_moved(self._coordinator.data)
            if not has_moved and refusal.outcome_unknown and refusal.retryable:
                self._sent.take_back(sent[mac])
            return has_moved

        results = [
            board_result(mac, outcome, done=done(mac, outcome))
            for mac, outcome in zip(wanted, outcomes, strict=True)
        ]
        self._queue.async_tell_over()  # boards whose requests were taken back are free
        return results

    async def resume(self, session_id: str | None = None) -> Session:
        """Take up an interrupted session, the newest if none is named."""
        if session_id is None and (newest := self._interrupted.newest) is not None:
            session_id = newest.id  # as it is now, not when the turn comes
        async with self._queue.turn(self._queue.intent(of_session=False)):
            session = await self._interrupted.async_find(session_id)

            def resumed(state: ProvisioningState) -> bool:
                return state.open_session is not None and state.open_session.id == session.id

            try:
                detail = await self._once(lambda: self._coordinator.client.resume(session.id), resumed)
            except HomeAssistantError:
                self._coordinator.look_around()  # what is refused may not be there to be offered any more
                await self._coordinator.async_request_refresh()
                raise
            if detail is not None:
                self._coordinator.async_follow(detail.session)
            self._coordinator.look_around()
            await self._coordinator.async_request_refresh()
            return detail.session if detail is not None else self._session()

    async def discard(self, session_id: str) -> Session:
        """Give an interrupted session up; what the server will not end is not offered any more [C §10.6]."""
        async with self._queue.turn(self._queue.intent(of_session=False)):
            session = await self._interrupted.async_find(session_id)

            def over(state: ProvisioningState) -> bool:
                return all(other.id != session.id for other in state.recoverable or ())

            try:
                await self._once(lambda: self._coordinator.client.discard(session.id), over)
            except HomeAssistantError as error:
                if not _is_final(error.__cause__):
                    raise
                await self._refresh.async_refresh()
                if self._works_on(session):
                    raise  # resumed for the sake of stopping it, and not stopped
                if not over(self._coordinator.data):
                    LOGGER.info("Session %s is hidden; the server would not end it: %s", session.id, error)
                    self._coordinator.async_hide(session.id)
            await self._refresh.async_refresh()
            if not over(self._coordinator.data):  # an incomplete list does not take it away
                self._coordinator.async_hide(session.id)
                await self._refresh.async_refresh()
            known = self._coordinator.data.session
            return known if known is not None and known.id == session.id else session

    async def recoverable(self) -> tuple[Session, ...]:
        """Read the interrupted sessions; calls that follow each other closely share a read.

        Raises:
            HomeAssistantError: they cannot be read, or the entry was unloaded.
        """
        return await self._interrupted.async_read()

    def _works_on(self, session: Session) -> bool:
        known = self._coordinator.data.open_session
        return known is not None and known.id == session.id

    def failed_macs(self) -> list[str]:
        """The boards that a retry is for; the session must be open."""
        self._session()
        return [device.mac for device in failed_boards(self._coordinator.data)]

    def _session(self) -> Session:
        if (session := self._coordinator.data.open_session) is None:
            raise wrong_use("no_session")
        return session

    def _board(self, mac: str) -> tuple[Session, Device]:
        session = self._session()
        if (device := self._coordinator.data.devices.get(mac)) is None:
            raise wrong_use("unknown_board", mac=mac)
        return session, device

    def _waiting(self, state: ProvisioningState) -> set[str]:
        return {mac for mac, device in state.devices.items() if device.state == "discovered"}

    async def _once[T](
        self,
        request: Callable[[], Awaitable[T]],
        done: Callable[[ProvisioningState], bool | None],
        mac: str | None = None,
    ) -> T | None:
        """Send one request; None when its answer was lost but a read shows that it was carried out."""

        async def verify() -> bool | None:
            await self._refresh.async_refresh()
            return done(self._coordinator.data) if self._coordinator.last_update_success else None

        return await async_send_once(self._coordinator, request, verify, mac)


def _is_final(error: BaseException | None) -> bool:
    """The server said no, and will say so again."""
    if not isinstance(error, RefusedError | RouteAbsentError):
        return False
    return not error.outcome_unknown and not error.retryable
