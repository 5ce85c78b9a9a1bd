"""The interrupted sessions, for actions: as they are known, and as the server lists them now."""

from .availability import Part
from .client import Session
from .coordinator import ProvisioningCoordinator
from .exceptions import not_available, wrong_use
from .once import async_check_loaded
from .shared_refresh import SharedRefresh


class InterruptedSessions:
    """Finds the session that an action is about."""

    def __init__(self, coordinator: ProvisioningCoordinator, refresh: SharedRefresh) -> None:
        self._coordinator = coordinator
        self._refresh = refresh

    @property
    def newest(self) -> Session | None:
        """The newest one that is known."""
        return self._known(None)

    def _known(self, session_id: str | None) -> Session | None:
        for session in self._coordinator.data.recoverable or ():
            if session_id in (None, session.id):
                return session
        return None

    async def async_read(self) -> tuple[Session, ...]:
        """Read the interrupted sessions; calls that follow each other closely share a read.

        Raises:
            HomeAssistantError: they cannot be read, or the entry was unloaded.
        """
        await self._refresh.async_refresh_recently()
        async_check_loaded(self._coordinator)
        self._check_read()
        return self._coordinator.data.recoverable or ()

    async def async_find(self, session_id: str | None) -> Session:
        """Return the session that is meant, the newest if none is named; ask for it again where it is not known.

        Raises:
            HomeAssistantError: there is no such session, or the server cannot be read.
        """
        if (found := self._known(session_id)) is None:
            await self._refresh.async_refresh()
            async_check_loaded(self._coordinator)
            found = self._known(session_id)
        if found is not None:
            return found
        self._check_read()  # else it may well be there
        if session_id is None:
            raise wrong_use("nothing_to_resume")
        raise wrong_use("not_recoverable", session_id=session_id)

    def _check_read(self) -> None:
        """Raise an error if the last read did not bring the list."""
        coordinator = self._coordinator
        if not coordinator.last_update_success or Part.RECOVERY in coordinator.availability.stale:
            raise not_available(coordinator.config_entry.title, coordinator.failure)
