"""Keeps the state of one server: stream, full reads, availability, and dispatch by key (`design.md` §6)."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, TypedDict, override

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.storage import Store
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .client import (
    LONGEST_HINT_SECONDS,
    EventStream,
    Fault,
    KeyRefusedError,
    LinkState,
    PiOrchestratorClient,
    PiOrchestratorError,
    ProvisioningEvent,
    Session,
    UnreachableError,
)
from .const import (
    DEAF_READS,
    DEAF_SECONDS,
    DOMAIN,
    FALLBACK_POLL,
    LOGGER,
    READ_BUDGET_SECONDS,
    READ_COOLDOWN_SECONDS,
    REFUSED_RECHECK_SECONDS,
    REPETITION_SECONDS,
    SAFETY_READ,
)
from .core.batch import boards
from .core.state import Change, ProvisioningState, Subject, apply_event, apply_snapshot, changed_keys, follow
from .dispatch import Dispatcher
from .exceptions import translation_of
from .reader import Reader

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry

type EventListener = Callable[[ProvisioningEvent], None]

STORAGE_VERSION = 1
# Keys of the glue's own, beside those of the state.
BOARDS = "boards"
LINK = "link"
PROFILES = "profiles"
# Frames that a server repeats come close together; more need not be remembered.
_REMEMBERED_EVENTS = 64
# Events that came during one read; a server that sends more than this within seconds is read once more instead.
_MOST_MEANWHILE = 5000


class StoredSession(TypedDict):
    """What survives a restart of Home Assistant."""

    session_id: str | None


def session_store(hass: HomeAssistant, entry_id: str) -> Store[StoredSession]:
    """Where the followed session's id is kept: the API has no "current session"."""
    return Store(hass, STORAGE_VERSION, f"{DOMAIN}.{entry_id}")


class ProvisioningCoordinator(DataUpdateCoordinator[ProvisioningState]):
    """One server's provisioning: a poll whose clock push does not move, and a stream whose events come sooner.

    Listeners subscribe to keys: a board's MAC, a `Subject`, or `BOARDS`, `LINK`, `PROFILES`.

    Attributes:
        dispatcher: tells the listeners of what changed.
        boards: MACs that have a place in the registry.
        server_version: as the health check told it.
    """

    config_entry: PiOrchestratorConfigEntry

    def __init__(
        self, hass: HomeAssistant, entry: PiOrchestratorConfigEntry, client: PiOrchestratorClient
    ) -> None:
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name="PiOrchestrator provisioning",
            update_interval=FALLBACK_POLL,
            always_update=False,
            request_refresh_debouncer=Debouncer(hass, LOGGER, cooldown=READ_COOLDOWN_SECONDS, immediate=True),
        )
        self.client = client
        self.data = ProvisioningState()
        self.boards: set[str] = set()
        self.server_version: str | None = None
        self.stream = EventStream(client.transport, self._on_event, self._on_link)
        self._reader = Reader(client)
        self._store = session_store(hass, entry.entry_id)
        self.dispatcher = Dispatcher()
        self._event_listeners: set[EventListener] = set()
        self._reading = asyncio.Lock()  # an action may ask for a read while another is under way
        self._meanwhile: list[ProvisioningEvent] | None = None
        self._recent: OrderedDict[tuple[object, ...], float] = OrderedDict()
        self._was_available = False
        self._stream_live = False
        self._stream_known = False
        self._stream_loss_logged = False
        self._started = False
        self._again = False  # somebody asked for a read while one was under way
        self._own_session: Session | None = None  # started by us while a read was under way
        self._refused_at = 0.0
        self._deaf_reads = 0

    @property
    def unread(self) -> frozenset[Subject]:
        """What the server refused to tell in the last read; it is known from before, or not at all."""
        return self._reader.unread

    # --- reads ---------------------------------------------------------------------------------------------------

    @override
    async def _async_setup(self) -> None:
        """Learn which session was followed before Home Assistant stopped."""
        stored = await self._store.async_load()
        self._reader.remember(stored["session_id"] if stored else None)
        try:
            self.server_version = (await self.client.health(budget=READ_BUDGET_SECONDS)).version
        except PiOrchestratorError as error:
            LOGGER.debug("The health check failed: %s", error)

    @override
    async def _async_update_data(self) -> ProvisioningState:
        """One full read, and the events that came meanwhile on top of it."""
        async with self._reading:
            if self._shutdown_requested:  # while it waited for its turn
                raise asyncio.CancelledError
            begun, unread = self.hass.loop.time(), self._reader.unread
            self._again, self._own_session = False, None
            meanwhile: list[ProvisioningEvent] = []
            self._meanwhile = meanwhile
            if not self._stream_live:
                self._reader.look_around = True  # no event tells of a session that another client began
            # The entry's own task: its unload ends the read, whoever asked for it. The base class copes with that.
            read = self.config_entry.async_create_background_task(
                self.hass, self._reader.read(self.data), f"{DOMAIN} read", eager_start=True
            )
            try:
                base, snapshot = await read
            except PiOrchestratorError as error:
                silence = self.stream.silence
                if isinstance(error, UnreachableError) and silence > self.hass.loop.time() - begun:
                    self.stream.drop()  # neither an answer nor a byte of the stream: the peer is dead
                raise self._update_failed(error) from error
            finally:
                self._meanwhile = None
        change = apply_snapshot(base, snapshot, meanwhile)
        change = self._with_own_session(change)
        keys = changed_keys(self.data, change.state)
        self._accept(
            replace(
                change,
                keys=keys | (unread ^ self._reader.unread),  # availability turned there
                doubtful=change.doubtful or len(meanwhile) >= _MOST_MEANWHILE,
            ),
            from_read=True,
        )
        self._watch_stream(keys)
        self._interval()
        if self._again:
            self.hass.loop.call_soon(self._read_soon)
        return self.data

    def _with_own_session(self, change: Change) -> Change:
        """A session that we started while the read was under way, which knows nothing of it."""
        own = self._own_session
        if own is None or change.state.session_id == own.id:
            return change
        return replace(change, state=follow(change.state, own), doubtful=True)

    def _update_failed(self, error: PiOrchestratorError) -> Exception:
        key, placeholders = translation_of(error)
        # A refused key is no reason to ask more often; anything else may be over in a moment.
        self.update_interval = SAFETY_READ if isinstance(error, KeyRefusedError) else FALLBACK_POLL
        if isinstance(error, KeyRefusedError):
            if not self._started:
                return ConfigEntryAuthFailed(
                    translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
                )
            # The poll goes on: the old key may be accepted again, and only a poll finds out.
            self.config_entry.async_start_reauth(self.hass)
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=placeholders,
            retry_after=None if error.retry_after is None else min(error.retry_after, LONGEST_HINT_SECONDS),
        )

    def _watch_stream(self, keys: frozenset[str]) -> None:
        """After a successful read: wake a waiting stream, drop a deaf one, tell of a lost one once."""
        if not self.last_update_success or self._refused_long_ago():
            self.stream.wake()  # the server is back, or may take the key again
        if self.stream.state is LinkState.LIVE:
            missed = self.stream.silence > DEAF_SECONDS and not keys.isdisjoint(
                {Subject.SESSION, *self.data.devices}
            )
            self._deaf_reads = self._deaf_reads + 1 if missed else 0
            if self._deaf_reads == DEAF_READS:
                self._deaf_reads = 0
                self.stream.drop()
        elif self._stream_known and not self._stream_loss_logged:
            self._stream_loss_logged = True
            LOGGER.info("The event stream of %s is lost; reading instead", self.config_entry.title)

    @callback
    def _interval(self) -> None:
        """A changed interval counts from the next read on; every edge of the stream asks for one."""
        live = self.stream.state is LinkState.LIVE
        self.update_interval = SAFETY_READ if live else FALLBACK_POLL

    def _refused_long_ago(self) -> bool:
        """The stream alone refuses a key that reads are answered with: ask again now and then."""
        now = self.hass.loop.time()
        if self.stream.state is not LinkState.REFUSED or now - self._refused_at < REFUSED_RECHECK_SECONDS:
            return False
        self._refused_at = now
        return True

    # --- push ----------------------------------------------------------------------------------------------------

    async def async_run_stream(self) -> None:
        """Keep the stream until cancelled; to be started once the platforms are there."""
        self._started = True
        # Without a listener a read that ends after the unload sets no timer.
        self.config_entry.async_on_unload(self.async_add_listener(self._on_refreshed))
        self._was_available = self.last_update_success
        await self.stream.run()

    @callback
    def _on_event(self, event: ProvisioningEvent) -> None:
        """Apply one event of the stream, then tell the event entities."""
        self._apply(event)
        if self._is_news(event):
            for listener in tuple(self._event_listeners):
                listener(event)

    def _apply(self, event: ProvisioningEvent) -> None:
        """Change the state, now and again after a read that is under way."""
        if self._meanwhile is not None and len(self._meanwhile) < _MOST_MEANWHILE:
            self._meanwhile.append(event)
        self._accept(apply_event(self.data, event))

    def _is_news(self, event: ProvisioningEvent) -> bool:
        """Of the followed session or of none, and not a repetition of the same frame."""
        if event.device is None and event.session is None and event.network is None and event.fault is None:
            return False
        session = self.data.session
        if event.session_id is not None and (session is None or session.id != event.session_id):
            return False
        subject = event.device or event.session or event.network or event.fault
        identity = (event.type, event.session_id, event.timestamp, subject)
        now = self.hass.loop.time()
        last = self._recent.pop(identity, -inf)
        self._recent[identity] = now
        if now - last < REPETITION_SECONDS:
            return False
        if len(self._recent) > _REMEMBERED_EVENTS:
            self._recent.popitem(last=False)
        return True

    @callback
    def _on_link(self, state: LinkState) -> None:
        """The stream came, went, or was refused."""
        live = state is LinkState.LIVE
        edge, self._stream_live = live != self._stream_live, live
        self._interval()
        self.dispatcher.async_notify({LINK})
        if state is LinkState.REFUSED:
            self._refused_at = self.hass.loop.time()
            self._read_soon()  # which tells whether it is the key, and asks for another one
        if not edge:
            return
        if live:
            self._withdraw_reauth()
            self._stream_known = True
            self._reader.look_around = True
            if self._stream_loss_logged:
                self._stream_loss_logged = False
                LOGGER.info("The event stream of %s is back", self.config_entry.title)
        self._read_soon()

    @callback
    def _withdraw_reauth(self) -> None:
        """The server takes the present key: nobody needs to type another one."""
        for flow in tuple(self.config_entry.async_get_active_flows(self.hass, {SOURCE_REAUTH})):
            self.hass.config_entries.flow.async_abort(flow["flow_id"])

    @override
    async def async_request_refresh(self) -> None:
        """Read soon; what is asked for during a read is read after it, since that one may know nothing of it."""
        if self._reading.locked():
            self._again = True
        else:
            await super().async_request_refresh()

    @callback
    def _read_soon(self) -> None:
        self.config_entry.async_create_background_task(
            self.hass, self.async_request_refresh(), f"{DOMAIN} read", eager_start=True
        )

    # --- the state and who is told --------------------------------------------------------------------------------

    @callback
    def async_follow(self, session: Session) -> None:
        """Turn to a session that we started ourselves."""
        self._own_session = session
        if self.data.session is None or self.data.session.id != session.id:
            state = follow(self.data, session)
            self._accept(Change(state, changed_keys(self.data, state)))

    @callback
    def async_report(self, error: PiOrchestratorError) -> None:
        """Remember a refusal as the last error."""
        fault = Fault(
            code=error.code,
            message=error.message,
            retryable=error.retryable,
            correlation_id=error.correlation_id,
        )
        self._apply(ProvisioningEvent("error.occurred", fault=fault))

    @callback
    def async_use_key(self, api_key: str | None) -> None:
        """Go on with another key; a stream that waits for one connects at once."""
        self.client.use_key(api_key)
        self.stream.wake()
        self._read_soon()

    def is_wanted(self, mac: str) -> bool:
        """The server allows the board, or works on it."""
        if mac in (self.data.allowlist or ()):
            return True
        return self.data.open_session is not None and mac in boards(self.data)

    @callback
    def async_forget_board(self, mac: str) -> None:
        """The user removed the board; it may come again."""
        self.boards.discard(mac)
        self.dispatcher.async_notify({BOARDS})

    @callback
    def async_profiles_changed(self) -> None:
        """Wi-Fi profiles were added, changed or removed."""
        self.dispatcher.async_notify({PROFILES})

    @callback
    def async_subscribe_events(self, listener: EventListener) -> CALLBACK_TYPE:
        """Be called with each event of the followed session, never with one that a read made up for."""
        self._event_listeners.add(listener)
        return lambda: self._event_listeners.discard(listener)

    @callback
    def _accept(self, change: Change, *, from_read: bool = False) -> None:
        """Take over a new state; tell those whose keys changed; read again where the change asks for it."""
        before, self.data = self.data, change.state
        keys = set(change.keys)
        if before.session_id != change.state.session_id:
            self.config_entry.async_create_task(
                self.hass, self._store.async_save({"session_id": change.state.session_id}), f"{DOMAIN} store"
            )
        # What a read confirms has a place in the registry, an event alone has not.
        if from_read and (new_boards := boards(change.state) - self.boards):
            self.boards |= new_boards
            keys.add(BOARDS)
        if keys:
            self.dispatcher.async_notify(keys)
        news = self._reader.consider(change.unknown_session, busy=change.state.open_session is not None)
        if (change.doubtful or news) and self._started:
            self._read_soon()

    @callback
    def _on_refreshed(self) -> None:
        """After a read: when availability turned, everybody has something to say."""
        if self.last_update_success != self._was_available:
            self._was_available = self.last_update_success
            self.dispatcher.async_notify_all()
