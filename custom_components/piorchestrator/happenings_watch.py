"""Tells of what the stream says, and of interrupted sessions that can be taken up: each thing once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from homeassistant.core import CALLBACK_TYPE, CoreState, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .client import Device, ProvisioningEvent, Session
from .const import DOMAIN
from .coordinator import ProvisioningCoordinator
from .core.session_end import local_time
from .core.state import Subject
from .core.told import Told
from .event_words import words_of
from .happening_rates import async_forget_rates
from .happenings import Happening, Kind, Words, async_drop_queued, async_tell

# By entry: a reload does not make the same thing happen again.
_TOLD: Final[HassKey[dict[str, Told]]] = HassKey(f"{DOMAIN}_told")
_OF_BOARDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "discovered": Kind.DEVICE_DISCOVERED,
        "verified": Kind.DEVICE_VERIFIED,
        "failed": Kind.DEVICE_FAILED,
    }
)
_OF_SESSIONS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"session.started": Kind.SESSION_STARTED, "session.timeout_warning": Kind.SESSION_EXPIRING}
)
# The flat dialect has one word for everything about a session [C §11.5]: it is the start where it comes this soon.
_JUST_BEGUN: Final = timedelta(seconds=10)
# Of one list of interrupted sessions: a server has one or two, unless the list is never cleared.
_MOST_OFFERS: Final = 5


@callback
def async_watch_happenings(hass: HomeAssistant, coordinator: ProvisioningCoordinator) -> CALLBACK_TYPE:
    """Begin to tell; the result ends it."""
    return _Watch(hass, coordinator).async_start()


@callback
def async_forget_happenings(hass: HomeAssistant, entry_id: str) -> None:
    """Leave nothing behind of an entry."""
    hass.data.get(_TOLD, {}).pop(entry_id, None)
    async_drop_queued(hass, entry_id)
    async_forget_rates(hass, entry_id)


class _Watch:
    """Listens to one server's coordinator."""

    def __init__(self, hass: HomeAssistant, coordinator: ProvisioningCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._entry_id = coordinator.config_entry.entry_id
        self._told = hass.data.setdefault(_TOLD, {}).setdefault(self._entry_id, Told())

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        stops = [
            self._coordinator.news.async_subscribe(self._on_event),
            self._coordinator.dispatcher.async_subscribe(Subject.RECOVERY, self._on_offers),
            # What was told is remembered: not before somebody can hear it.
            async_at_started(self._hass, self._started),
        ]

        @callback
        def stop() -> None:
            for each in stops:
                each()

        return stop

    @callback
    def _started(self, _hass: HomeAssistant) -> None:
        self._on_offers()

    @callback
    def _on_offers(self) -> None:
        if self._hass.state is not CoreState.running or self._coordinator.data.recoverable is None:
            return
        for session in self._coordinator.async_new_offers()[:_MOST_OFFERS]:
            self._tell(Kind.RECOVERY_AVAILABLE, session.id, _session_words(session, session.expires_at))

    @callback
    def _on_event(self, event: ProvisioningEvent) -> None:
        if event.device is not None:
            self._on_board(event, event.device)
        elif event.session is not None:
            self._on_session(event, event.session)

    def _on_session(self, event: ProvisioningEvent, said: Session) -> None:
        session = self._coordinator.data.session  # with what the event leaves out
        if session is None or session.id != said.id:
            return
        kind = _OF_SESSIONS.get(event.type)
        if event.type == "session.status" and _has_just_begun(event, session):
            kind = Kind.SESSION_STARTED
        if kind is not None and self._told.is_new(session.id, kind):
            ends_at = self._coordinator.data.ends_at
            ends_at = ends_at or local_time(session.expires_at, event.timestamp, dt_util.utcnow())
            self._tell(kind, session.id, _session_words(session, ends_at))

    def _on_board(self, event: ProvisioningEvent, said: Device) -> None:
        state = self._coordinator.data
        session_id = event.session_id or state.session_id
        # Asked of every state: a board that moves on may fail anew.
        is_new = self._told.is_new_of_board(session_id, said, state.devices.get(said.mac, said))
        kind = _OF_BOARDS.get(said.state or "")
        if kind is None or not is_new:
            return
        words: dict[str, str | int | float | bool | None] = {
            **words_of(self._coordinator, event),
            "allowed": state.is_allowed(said.mac),
        }
        for beside in ("mac", "session_id"):
            words.pop(beside, None)
        self._tell(kind, session_id, words, said.mac)

    def _tell(self, kind: Kind, session_id: str | None, words: Words, mac: str | None = None) -> None:
        async_tell(
            self._hass, Happening(kind, self._entry_id, session_id, mac, MappingProxyType(dict(words)))
        )


def _has_just_begun(event: ProvisioningEvent, session: Session) -> bool:
    """By the Pi's clock alone; it need not be right."""
    if event.timestamp is None or session.created_at is None or not session.is_open:
        return False
    return abs(event.timestamp - session.created_at) <= _JUST_BEGUN


def _session_words(session: Session, ends_at: datetime | None) -> dict[str, str]:
    words = {
        "state": session.state,
        "target_ssid": session.target_ssid,
        "created_at": session.created_at.isoformat() if session.created_at else None,
        "expires_at": ends_at.isoformat() if ends_at else None,
    }
    return {name: value for name, value in words.items() if value is not None}
