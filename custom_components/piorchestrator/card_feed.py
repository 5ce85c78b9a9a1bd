"""The feed of one card: one snapshot of an entry, then what differs, at a bounded rate (`design.md` §9)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypedDict

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntryChange, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .client import KeyRefusedError, LinkState, PiOrchestratorError
from .const import FEED_SECONDS, SUBENTRY_NETWORK
from .coordinator import LINK, ProvisioningCoordinator
from .core.feed import View, boards_of, difference, entries_of, parts_of
from .core.ledger import Ledger
from .core.state import Subject
from .core.unattended import Decision
from .exceptions import translation_of

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry, RuntimeData

type Send = Callable[[dict[str, object]], None]

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


class CardFeed:
    """Follows one entry, loaded or not, for as long as somebody looks."""

    def __init__(self, hass: HomeAssistant, entry: PiOrchestratorConfigEntry, send: Send) -> None:
        self._hass = hass
        self._entry = entry
        self._send = send
        self._sent = View()
        self._changed: set[str] = set()
        self._is_wide = True  # everything may have changed
        self._is_removed = False
        self._coordinator: ProvisioningCoordinator | None = None
        self._detach: CALLBACK_TYPE | None = None
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._sent_at = 0.0

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Send the snapshot, then deltas until the returned function is called."""
        forget = async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._on_entry)
        self._attach()
        self._sent = self._view()
        self._note_sent()
        self._send({"kind": "snapshot", **difference(View(), self._sent)})

        @callback
        def stop() -> None:
            forget()
            self._let_go()
            if self._cancel_timer is not None:
                self._cancel_timer()
                self._cancel_timer = None

        return stop

    @callback
    def _on_entry(self, change: ConfigEntryChange, entry: PiOrchestratorConfigEntry) -> None:
        """The entry was loaded, unloaded, renamed, removed, or got another profile."""
        if entry.entry_id != self._entry.entry_id:
            return
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
            now = self._hass.loop.time()
            wait = max(0.0, self._sent_at + FEED_SECONDS - now)
            self._cancel_timer = self._hass.loop.call_later(wait, self._flush).cancel

    @callback
    def _flush(self) -> None:
        self._cancel_timer = None
        before, self._sent = self._sent, self._view()
        self._note_sent()
        if delta := difference(before, self._sent):
            self._send({"kind": "delta", **delta})

    def _note_sent(self) -> None:
        self._changed, self._is_wide = set(), False
        self._sent_at = self._hass.loop.time()

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
            live=coordinator is not None and coordinator.stream.state is LinkState.LIVE,
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
