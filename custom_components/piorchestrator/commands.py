"""What buttons and actions do: one request each, never repeated, and the truth read after an uncertain one [C §6]."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from homeassistant.exceptions import HomeAssistantError

from .client import (
    Device,
    ErrorCode,
    ProvisionAllResult,
    RefusedError,
    RouteAbsentError,
    Session,
    SessionConfig,
)
from .const import LOGGER
from .coordinator import ProvisioningCoordinator
from .core.batch import failed_boards
from .core.state import ProvisioningState
from .exceptions import wrong_use
from .once import async_check_loaded, once


class Commands:
    """Acts on one server, one request at a time: who presses second sees what the first press did.

    Every method raises `ServiceValidationError` where nothing was sent, `HomeAssistantError` otherwise.
    """

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        self._coordinator = coordinator
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def _turn(self, meant: str | None = None) -> AsyncIterator[None]:
        """Who waited may find the entry unloaded, or another session than the one that was `meant`."""
        async with self._lock:
            async_check_loaded(self._coordinator)
            if meant is not None and meant != self._coordinator.data.session_id:
                raise wrong_use("no_session")
            yield

    async def start(self, ssid: str, password: str, config: SessionConfig) -> Session:
        """Open a session for a network."""
        client = self._coordinator.client

        async with self._turn():
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
        """End the open session."""
        async with self._turn(self._coordinator.data.session_id):
            if (session := self._coordinator.data.unfinished_session) is None:
                raise wrong_use("no_session")
            stopped = await self._once(
                lambda: self._coordinator.client.stop(session.id),
                lambda state: state.unfinished_session is None,
            )
            self._coordinator.look_around()
            await self._coordinator.async_refresh()  # not when its turn comes: the state is the answer
            known = self._coordinator.data.session
            if not self._coordinator.last_update_success or known is None or known.id != session.id:
                return stopped or session
            return known

    async def provision_all(self, *, only_allowlisted: bool = True) -> ProvisionAllResult:
        """Begin with every eligible board."""
        async with self._turn(self._coordinator.data.session_id):
            session = self._session()
            waiting = self._waiting(self._coordinator.data)

            def begun(state: ProvisioningState) -> bool:
                if state.session is None or state.session.id != session.id:
                    return False
                return bool((waiting & state.devices.keys()) - self._waiting(state))

            try:
                result = await self._once(
                    lambda: self._coordinator.client.provision_all(
                        session.id, only_allowlisted=only_allowlisted
                    ),
                    begun,
                )
            except HomeAssistantError as error:
                refusal = error.__cause__
                if isinstance(refusal, RefusedError) and refusal.code == ErrorCode.DEVICE_INVALID_STATE:
                    self._coordinator.async_doubt_session()
                raise
            await self._coordinator.async_request_refresh()
            return result or ProvisionAllResult()

    async def provision(self, mac: str) -> None:
        """Begin with one board."""
        async with self._turn(self._coordinator.data.session_id):
            session, device = self._board(mac)
            await self._once(
                lambda: self._coordinator.client.provision(session.id, mac),
                lambda state: _moved_on(device, state.devices.get(mac)),
                mac,
            )
            await self._coordinator.async_request_refresh()

    async def retry(self, mac: str) -> None:
        """Try a failed board again."""
        async with self._turn(self._coordinator.data.session_id):
            session, device = self._board(mac)
            await self._once(
                lambda: self._coordinator.client.retry(session.id, mac),
                lambda state: _moved_on(device, state.devices.get(mac)),
                mac,
            )
            await self._coordinator.async_request_refresh()

    async def resume(self, session_id: str | None = None) -> Session:
        """Take up an interrupted session, the newest if none is named."""
        if session_id is None and (newest := _find(self._coordinator.data, None)) is not None:
            session_id = newest.id  # as it is now, not when the turn comes
        async with self._turn():
            session = await self._interrupted(session_id)

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
        async with self._turn():
            session = await self._interrupted(session_id)

            def over(state: ProvisioningState) -> bool:
                return all(other.id != session.id for other in state.recoverable or ())

            try:
                await self._once(lambda: self._coordinator.client.discard(session.id), over)
            except HomeAssistantError as error:
                if not _is_final(error.__cause__):
                    raise
                await self._look()
                if self._works_on(session):
                    raise  # resumed for the sake of stopping it, and not stopped
                if not over(self._coordinator.data):
                    LOGGER.info("Session %s is hidden; the server would not end it: %s", session.id, error)
                    self._coordinator.async_hide(session.id)
            await self._look()
            if not over(self._coordinator.data):  # an incomplete list does not take it away
                self._coordinator.async_hide(session.id)
                await self._look()
            known = self._coordinator.data.session
            return known if known is not None and known.id == session.id else session

    async def _look(self) -> None:
        """Read now, the list of interrupted sessions too: the state is the answer."""
        self._coordinator.look_around()
        await self._coordinator.async_refresh()

    def _works_on(self, session: Session) -> bool:
        known = self._coordinator.data.open_session
        return known is not None and known.id == session.id

    async def _interrupted(self, session_id: str | None) -> Session:
        """The session that is meant, asked for anew when it is not among the known ones."""
        if (found := _find(self._coordinator.data, session_id)) is None:
            await self._look()
            found = _find(self._coordinator.data, session_id)
        if found is not None:
            return found
        if session_id is None:
            raise wrong_use("nothing_to_resume")
        raise wrong_use("not_recoverable", session_id=session_id)

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
        done: Callable[[ProvisioningState], bool],
        mac: str | None = None,
    ) -> T | None:
        """Send one request; None when its answer was lost but a read shows that it was carried out."""

        async def was_done() -> bool | None:
            await self._look()
            return done(self._coordinator.data) if self._coordinator.last_update_success else None

        return await once(self._coordinator, request, was_done, mac)


def _find(state: ProvisioningState, session_id: str | None) -> Session | None:
    """The interrupted session with this id, or the newest."""
    for session in state.recoverable or ():
        if session_id in (None, session.id):
            return session
    return None


def _is_final(error: BaseException | None) -> bool:
    """The server said no, and will say so again."""
    if not isinstance(error, RefusedError | RouteAbsentError):
        return False
    return not error.outcome_unknown and not error.retryable


def _moved_on(before: Device, after: Device | None) -> bool:
    return after is not None and (after.state, after.retry_count) != (before.state, before.retry_count)
