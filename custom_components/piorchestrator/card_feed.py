"""The feed of an entry's cards: one snapshot of the entry, then what differs, at a bounded rate."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypedDict

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntryChange, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.json import json_bytes
from homeassistant.util.hass_dict import HassKey

from .client import KeyRefusedError, LinkState, PiOrchestratorError
from .const import DOMAIN, FEED_SECONDS, LOGGER, SUBENTRY_NETWORK
from .coordinator import LINK, ProvisioningCoordinator
from .core.feed import View, boards_of, difference, entries_of, parts_of
from .core.ledger import Ledger
from .core.state import Subject
from .core.unattended import Decision
from .exceptions import translation_of

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry, RuntimeData

type Send = Callable[[bytes], None]  # takes the JSON of one message

_FEEDS: Final[HassKey[dict[str, CardFeed]]] = HassKey(f"{DOMAIN}_card_feeds")
# 500 boards that change all at once are a quarter of this; a browser that gets more is kept from drawing it.
_BYTES_PER_SECOND: Final = 1_000_000
# Share of the event loop's time that one feed may take.
_MOST_BUSY: Final = 0.1

# What one board's event changes besides its own row, and what changes no row at all.
_NARROW: Final = frozenset({Subject.COUNTERS, LINK})


class ErrorView(TypedDict):
    """Why the Pi cannot be read, by the key of the text in the translations, and its placeholders."""

    key: str
    placeholders: dict[str, str]


class ProfileView(TypedDict):
    """A Wi-Fi profile that a session can be started with; never its password."""

    id: str
    title: str


class PiView(TypedDict):
    """The entry: `state` is `ok`, `unreachable`, `key_refused`, `not_loaded` or `removed`; `live`: events come by push."""

    title: str
    state: str
    live: bool
    error: ErrorView | None
    profiles: list[ProfileView]


@callback
def async_subscribe(hass: HomeAssistant, entry: PiOrchestratorConfigEntry, send: Send) -> CALLBACK_TYPE:
    """Send a snapshot of the entry, then deltas until the returned function is called.

    All cards of an entry share one feed. It outlives reloads of the entry, and ends with its last subscriber.
    """
    feeds = hass.data.setdefault(_FEEDS, {})
    feed = feeds.get(entry.entry_id)
    if feed is None:
        feed = feeds[entry.entry_id] = CardFeed(hass, entry)
    return feed.async_subscribe(send)


class CardFeed:
    """Follows one entry, loaded or not, while at least one card is subscribed.

    Views, differences and their JSON are computed once for all subscribers.
    """

    def __init__(self, hass: HomeAssistant, entry: PiOrchestratorConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._subscribers: dict[object, Send] = {}
        self._sent = View()
        self._snapshot: bytes | None = None  # of what was sent last, for those that subscribe next
        self._changed: set[str] = set()
        self._is_wide = True  # everything may have changed
        self._is_removed = False
        self._has_failed = False
        self._coordinator: ProvisioningCoordinator | None = None
        self._forget_entry: CALLBACK_TYPE | None = None
        self._detach: CALLBACK_TYPE | None = None
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._next_at = 0.0  # when the next delta may be sent, by the clock of the event loop

    @callback
    def async_subscribe(self, send: Send) -> CALLBACK_TYPE:
        """Send the snapshot that the next delta is based on, then each delta."""
        key = object()
        self._subscribers[key] = send
        try:
            if self._forget_entry is None:
                self._start()
            if self._snapshot is None:
                self._snapshot = json_bytes({"kind": "snapshot", **difference(View(), self._sent)})
        except Exception:
            self._remove(key)
            raise
        self._send(key, self._snapshot)
        return partial(self._remove, key)

    def _start(self) -> None:
        begun = self._hass.loop.time()
        self._sent = self._view()
        self._forget_entry = async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._on_entry)
        self._attach()
        self._note_sent(begun, 0)

    def _remove(self, key: object) -> None:
        """Forget a subscriber; without any, leave no listener and no timer behind."""
        self._subscribers.pop(key, None)
        feeds = self._hass.data[_FEEDS]
        if self._subscribers or feeds.get(self._entry.entry_id) is not self:
            return
        del feeds[self._entry.entry_id]
        self._let_go()
        if self._forget_entry is not None:
            self._forget_entry()
        if self._cancel_timer is not None:
            self._cancel_timer()

    def _send(self, key: object, message: bytes) -> None:
        if (send := self._subscribers.get(key)) is None:  # it left while the others were served
            return
        try:
            send(message)
        except Exception:  # noqa: BLE001 - whatever is wrong with one card, the others are served
            LOGGER.exception("A card of %s cannot be served any more", self._entry.title)
            self._remove(key)

    @callback
    def _on_entry(self, change: ConfigEntryChange, entry: PiOrchestratorConfigEntry) -> None:
        """The entry was loaded, unloaded, renamed, removed, or got another profile."""
        if entry.entry_id != self._entry.entry_id:
            return
        self._entry = entry
        self._is_removed = change is ConfigEntryChange.REMOVED
        self._attach()
        self._is_wide = True
        self._schedule()

    def _attach(self) -> None:
        """Listen to the coordinator that the entry has now, if any."""
        data = self._data
        coordinator = data.coordinator if data is not None else None
        if coordinator is self._coordinator:
            return
        self._let_go()
        self._coordinator = coordinator
        if coordinator is not None:
            self._detach = coordinator.dispatcher.async_observe(self._on_change)

    def _let_go(self) -> None:
        if self._detach is not None:
            self._detach()
        self._coordinator = self._detach = None

    @property
    def _data(self) -> RuntimeData | None:
        return self._entry.runtime_data if self._entry.state is ConfigEntryState.LOADED else None

    @callback
    def _on_change(self, keys: frozenset[str]) -> None:
        self._changed |= keys
        self._schedule()

    def _schedule(self) -> None:
        """Tell at once what comes alone, and together what comes in a burst."""
        if self._cancel_timer is None:
            wait = max(0.0, self._next_at - self._hass.loop.time())
            self._cancel_timer = self._hass.loop.call_later(wait, self._flush).cancel

    @callback
    def _flush(self) -> None:
        self._cancel_timer = None
        begun = self._hass.loop.time()
        self._next_at = begun + FEED_SECONDS
        try:
            message = self._delta()
        except Exception:  # noqa: BLE001 - the timer has no caller; the next change tries again
            if not self._has_failed:
                LOGGER.exception("The cards of %s cannot be updated", self._entry.title)
            self._has_failed = True
            return
        self._has_failed = False
        if message:
            for key in tuple(self._subscribers):
                self._send(key, message)
        self._note_sent(begun, len(message))

    def _delta(self) -> bytes:
        """The JSON of what differs from the view that was sent last; empty if nothing does."""
        view = self._view()
        message = b""
        if delta := difference(self._sent, view):
            message = json_bytes({"kind": "delta", **delta})
            self._snapshot = None
        self._sent = view
        return message

    def _note_sent(self, begun: float, size: int) -> None:
        """Set the pause: longer after a delta that was large, or that kept the event loop busy."""
        self._changed, self._is_wide = set(), False
        busy = self._hass.loop.time() - begun
        self._next_at = begun + max(FEED_SECONDS, busy / _MOST_BUSY, size / _BYTES_PER_SECOND)

    def _view(self) -> View:
        data = self._data
        if data is None or self._is_removed:
            # What was shown last stays for those who want to read it; the state says that it is old.
            return replace(self._sent, parts={**self._sent.parts, "pi": self._pi(None)})
        coordinator, reports, unattended = data.coordinator, data.reports, data.unattended
        state, expectation, decision = coordinator.data, reports.expectation, unattended.decision
        if unattended.policy is None:  # what it decided last, before it was switched off, holds nothing back
            decision = Decision(Ledger())
        parts: dict[str, object] = {
            "pi": self._pi(coordinator),
            **parts_of(
                state,
                expectation,
                decision,
                reports.finished[0] if reports.finished else None,
                named=reports.is_named,
                unattended=unattended.is_on,
            ),
        }
        changed = self._changed - _NARROW
        if not self._is_wide and changed <= state.devices.keys():
            return View(
                parts,
                {**self._sent.boards, **boards_of(state, expectation, decision, changed)},
                {**self._sent.allowlist, **entries_of(state, changed)},
            )
        return View(parts, boards_of(state, expectation, decision), entries_of(state))

    def _pi(self, coordinator: ProvisioningCoordinator | None) -> PiView:
        failure = coordinator.failure if coordinator is not None else None
        return PiView(
            title=self._entry.title,
            state=self._state(failure),
            live=coordinator is not None and coordinator.stream_watch.state is LinkState.LIVE,
            error=_error(failure),
            profiles=[
                ProfileView(id=profile.subentry_id, title=profile.title)
                for profile in self._entry.get_subentries_of_type(SUBENTRY_NETWORK)
            ],
        )

    def _state(self, failure: PiOrchestratorError | None) -> str:
        if self._is_removed:
            return "removed"
        if self._data is None:
            return "not_loaded"
        if failure is None:
            return "ok"
        return "key_refused" if isinstance(failure, KeyRefusedError) else "unreachable"


def _error(failure: PiOrchestratorError | None) -> ErrorView | None:
    if failure is None:
        return None
    key, placeholders = translation_of(failure)
    return ErrorView(key=key, placeholders=placeholders)
