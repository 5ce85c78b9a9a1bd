"""Keeps the state of one server: stream, full reads, availability, and dispatch by key (`design.md` §6)."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, override

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.debounce import Debouncer

from .availability import PartAvailability
from .client import (
    EventStream,
    KeyRefusedError,
    LinkState,
    PiOrchestratorClient,
    PiOrchestratorError,
    ProvisioningEvent,
    Session,
    UnreachableError,
)
from .const import (
    BOARD_AGREEMENT_SECONDS,
    DOMAIN,
    FALLBACK_POLL,
    LOGGER,
    READ_BUDGET_SECONDS,
    READ_COOLDOWN_SECONDS,
    SAFETY_READ,
)
from .core.batch import refusal, with_refusal
from .core.event_buffer import EventBuffer
from .core.places import MOST_PLACES, Places
from .core.state import (
    Change,
    ProvisioningState,
    Snapshot,
    Subject,
    apply_event,
    apply_snapshot,
    changed_keys,
    taken_up,
    with_session,
)
from .core.untold import is_untold
from .dispatch import Dispatcher
from .event_replay import async_replay
from .exceptions import key_needed, read_failed
from .history import History
from .news import News
from .polling import SafetyPollingCoordinator
from .reader import Reader
from .reauth import KeyQuestion
from .server_pause import ServerPause
from .storage import Memory, MemoryStore
from .stream_watch import StreamWatch

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry

# Keys of the glue's own, beside those of the state.
BOARDS = "boards"
LINK = "link"
PROFILES = "profiles"


class ProvisioningCoordinator(SafetyPollingCoordinator[ProvisioningState]):
    """One server's provisioning: a poll whose clock push does not move, and a stream whose events come sooner.

    Listeners subscribe to keys: a board's MAC, a `Subject`, a `Part`, or `BOARDS`, `LINK`, `PROFILES`.

    Attributes:
        dispatcher: tells the listeners of what changed.
        news: tells the event entities of each event.
        availability: which parts of the API are too old to be shown.
        key_question: decides when the reauth flow is over.
        places: which boards have one in the registry.
        server_pause: until when a busy server wants to be left alone.
        stream_watch: whether events come by the stream.
        history: what happened last, for diagnostics.
        server_version: as the health check told it.
        failure: why the last read failed; None when it did not.
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
        self.places = Places(BOARD_AGREEMENT_SECONDS)
        self.server_version: str | None = None
        self.failure: PiOrchestratorError | None = None
        self.stream = EventStream(client.transport, self._on_event, self._on_link)
        self._reader = Reader(client)
        self._store = MemoryStore(hass, entry.entry_id, str(client.transport.address.url.authority))
        self.stream_watch = StreamWatch(self.stream, lambda: entry.title)
        self.dispatcher = Dispatcher()
        self.availability = PartAvailability(hass, self.dispatcher)
        self.history = History()
        self.news = News()
        self.key_question = KeyQuestion(self)
        self.server_pause = ServerPause()
        self._reading = asyncio.Lock()  # an action may ask for a read while another is under way
        self._buffer: EventBuffer | None = None  # of the refresh that is under way
        self._was_available = False
        self._spoke_another_version = False
        self._crowd_is_logged = False
        self._started = False
        self._again = False  # somebody asked for a read while one was under way
        self._own_session: Session | None = None  # started by us while a read was under way

    @property
    def boards(self) -> set[str]:
        """MACs that have a place in the registry."""
        return self.places.macs

    @property
    def session_id(self) -> str | None:
        """Of the followed session; one that could not be read yet is as good as that: nothing else leads back to it."""
        return self.data.session_id or self._reader.candidate

    @property
    def is_over(self) -> bool:
        """The entry was unloaded. It may be loaded again by now, but with another coordinator, perhaps of another Pi."""
        return self._shutdown_requested or self.config_entry.state is not ConfigEntryState.LOADED

    # --- reads ---------------------------------------------------------------------------------------------------

    @override
    async def _async_setup(self) -> None:
        """Learn which session was followed before Home Assistant stopped."""
        memory = await self._store.load()
        self.config_entry.async_on_unload(self._store.flush)
        self.config_entry.async_on_unload(self.availability.async_stop)
        self._reader.remember(memory.session_id, memory.recovery)
        self.places.seen |= memory.boards
        self.places.dismissed |= memory.dismissed
        try:
            self.server_version = (await self.client.health(budget=READ_BUDGET_SECONDS)).version
        except PiOrchestratorError as error:
            LOGGER.debug("The health check failed: %s", error)

    @override
    async def _async_update_data(self) -> ProvisioningState:
        """Read the server, then apply the events that were received meanwhile on top of it."""
        async with self._reading:
            self._check_not_unloaded()
            self._refresh_began = begun = self.hass.loop.time()
            self._again, self._own_session = False, None
            self._buffer = buffer = EventBuffer()
            try:
                base, snapshot = await self._read(begun)
                shown = apply_snapshot(base, snapshot)
                change = await async_replay(shown, buffer)
            finally:
                self._buffer = None
            self._check_not_unloaded()
        change = with_session(change, self._own_session)
        keys, untold = changed_keys(self.data, change.state), is_untold(self.data, change.state)
        self._accept(replace(change, keys=keys))
        self._after_read(shown.state, begun, complete=snapshot.is_complete)
        self._mind_stream(keys, begun, is_untold=untold)
        if self._again:
            self.hass.loop.call_soon(self._read_soon)
        return self.data

    async def _read(self, begun: float) -> tuple[ProvisioningState, Snapshot]:
        if not self.stream_watch.is_connected:
            self._reader.look_around = True  # no event tells of a session that another client began
        try:
            return await self._until_unload(self._reader.read(self.data))
        except PiOrchestratorError as error:
            silence = self.stream.silence
            if isinstance(error, UnreachableError) and silence > self.hass.loop.time() - begun:
                self.stream.drop()  # neither an answer nor a byte of the stream: the peer is dead
            raise self._update_failed(error) from error

    def _check_not_unloaded(self) -> None:
        """End a refresh that waited; the base class copes with that."""
        if self._shutdown_requested:
            raise asyncio.CancelledError

    def _after_read(self, shown: ProvisioningState, begun: float, *, complete: bool) -> None:
        """What only a read can tell, without the events beside it: places in the registry, what is too old."""
        now = self.hass.loop.time()
        self.key_question.async_read_succeeded(begun)
        if self.places.after_read(shown, now, complete=complete):
            self.dispatcher.async_notify({BOARDS})
        if self.places.is_crowded and not self._crowd_is_logged:
            self._crowd_is_logged = True
            LOGGER.warning("The server has more than %s boards: those beyond have no entities", MOST_PLACES)
        self.availability.async_after_refresh(self._reader.answered, self._reader.unread)
        self._remember()

    def _mind_stream(self, keys: frozenset[str], begun: float, *, is_untold: bool) -> None:
        """Compare the stream with a read."""
        was_connected = self.stream_watch.is_connected
        self.stream_watch.after_read(
            begun,
            self.hass.loop.time(),
            was_down=not self.last_update_success,
            found_news=not keys.isdisjoint({Subject.SESSION, *self.data.devices}),
            is_untold=is_untold,
        )
        self._interval()
        if self.stream_watch.is_connected != was_connected:
            self.dispatcher.async_notify({LINK})
        if self.failure or self.stream.speaks_another_version != self._spoke_another_version:
            self.failure, self._spoke_another_version = None, self.stream.speaks_another_version
            self.dispatcher.async_notify({LINK})

    @callback
    def _remember(self) -> None:
        """Keep what a restart of Home Assistant must not lose; after the unload somebody else does, or nobody."""
        if self._shutdown_requested:
            return
        memory = Memory.of(self.session_id, self.places, self._reader.recovery)
        if self._store.differs(memory):
            self.config_entry.async_create_task(self.hass, self._store.save(memory), f"{DOMAIN} store")
        else:
            self._store.async_keep(memory)

    def _update_failed(self, error: PiOrchestratorError) -> Exception:
        another, self.failure = type(error) is not type(self.failure), error
        if another:  # the base class tells nobody that a failure became one of another kind
            self.dispatcher.async_notify({LINK})
        # A refused key is no reason to ask more often; anything else may be over in a moment.
        self.update_interval = SAFETY_READ if isinstance(error, KeyRefusedError) else FALLBACK_POLL
        if isinstance(error, KeyRefusedError):
            if not self._started:
                return key_needed(error)
            # The poll goes on: the old key may be accepted again, and only a poll finds out.
            self.config_entry.async_start_reauth(self.hass)
        return read_failed(error)

    @callback
    def _interval(self) -> None:
        """A changed interval counts from the next read on; every edge of the stream asks for one."""
        live = self.stream_watch.is_connected and self.stream.state is LinkState.LIVE
        self.update_interval = SAFETY_READ if live else FALLBACK_POLL

    # --- push ----------------------------------------------------------------------------------------------------

    async def async_run_stream(self) -> None:
        """Keep the stream until cancelled; to be started once the platforms are there."""
        self._started = True
        self.async_start_polling()
        self._was_available = self.last_update_success
        await self.stream.run()

    @callback
    def _on_event(self, event: ProvisioningEvent) -> None:
        """Apply one event of the stream, then tell the event entities."""
        told = with_refusal(self.data, event)  # the event itself moves the board on
        self._apply(event)
        if self._reader.mind(event, self.data) and self._started:
            self._read_soon()
        if self.news.is_new(self.data, event, self.hass.loop.time()):
            self.history.event(event)
            self.news.async_tell(told)

    def _apply(self, event: ProvisioningEvent) -> None:
        """Change the state, now and again after a read that is under way."""
        if self._buffer is not None:
            self._buffer.add(event)
        self._accept(apply_event(self.data, event))

    @callback
    def _on_link(self, state: LinkState) -> None:
        """The stream came, went, or was refused."""
        live = state is LinkState.LIVE
        self.history.link(state, self.stream.statistics.last_error)
        edge = self.stream_watch.on_state(state, self.hass.loop.time())
        self._interval()
        self.dispatcher.async_notify({LINK})
        if state is LinkState.REFUSED:
            self._read_soon()  # which tells whether it is the key, and asks for another one
        if not edge:
            return
        self._reader.forget_life()
        if live:
            self.key_question.async_stream_is_live()
            self._reader.look_around = True
        self._read_soon()

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
        """Turn to a session that we started or resumed ourselves."""
        self._own_session = session
        self._reader.alive = self._reader.look_around = True
        state = taken_up(self.data, session)
        self._accept(Change(state, changed_keys(self.data, state)))

    def look_around(self) -> None:
        """Let the next read ask for interrupted sessions too."""
        self._reader.look_around = True

    @callback
    def async_doubt_session(self) -> None:
        """The server takes no work for the session that it lists among others: it was interrupted after all."""
        self._reader.doubt()
        self._read_soon()

    @callback
    def async_hide(self, session_id: str) -> None:
        """Offer an interrupted session no more."""
        self._reader.hide(session_id)
        self._remember()

    @callback
    def async_new_offers(self) -> tuple[Session, ...]:
        """The interrupted sessions that triggers have not heard of; they have once this returns."""
        offered = self.data.recoverable or ()
        new = self._reader.tell(frozenset(session.id for session in offered))
        self._remember()
        return tuple(session for session in offered if session.id in new)

    @callback
    def async_report(self, error: PiOrchestratorError, mac: str | None = None) -> None:
        """Remember a refusal as the last error, and as that of the board that it is about."""
        self.history.error(error)
        self._apply(refusal(self.data, error, mac))

    @callback
    def async_use_key(self, api_key: str | None) -> None:
        """Go on with another key; a stream that waits for one connects at once."""
        self.client.use_key(api_key)
        self.stream.wake()
        self._read_soon()

    @callback
    def async_add_boards(self, macs: Iterable[str]) -> None:
        """Boards that something else than the provisioning reports now."""
        if self.places.report(macs):
            self.dispatcher.async_notify({BOARDS})

    @callback
    def async_forget_board(self, mac: str) -> None:
        """The user removed the board; it may come again."""
        self.places.forget(mac)
        self._remember()
        self.dispatcher.async_notify({BOARDS})

    @callback
    def _accept(self, change: Change) -> None:
        """Take over a new state; tell those whose keys changed; read again where the change asks for it."""
        before, self.data = self.data, change.state
        if before.session_id != change.state.session_id:
            self._remember()
        if self.places.after_event(change.state, change.keys):
            self.dispatcher.async_notify({*change.keys, BOARDS})
        elif change.keys:
            self.dispatcher.async_notify(change.keys)
        news = self._reader.consider(change.unknown_session, busy=change.state.open_session is not None)
        if (change.doubtful or news) and self._started:
            self._read_soon()

    @override
    @callback
    def _async_refresh_finished(self) -> None:
        """After a read: when availability turned, everybody has something to say.

        Not as a listener: those are not called where another read turned it while this one waited for its turn.
        """
        if self.last_update_success != self._was_available:
            self._was_available = self.last_update_success
            self.dispatcher.async_notify_all()
