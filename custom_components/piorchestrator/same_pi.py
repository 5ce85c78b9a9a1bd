"""Several config entries of one Pi, as by its name and by its address: one of them acts, and a repair issue says so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .coordinator import ProvisioningCoordinator
from .core.ledger import Ledger
from .core.same_pi import Follower, who_acts
from .issues import async_raise_same_pi, async_withdraw_same_pi

# Key of the dispatcher: another entry acts in place of this one from now on, or does so no more.
SAME_PI: Final = "same_pi"

_ENTRIES: Final[HassKey[_Entries]] = HassKey(f"{DOMAIN}_same_pi")


@dataclass(frozen=True, slots=True)
class _Member:
    """A loaded entry."""

    coordinator: ProvisioningCoordinator
    ledgers: Callable[[], tuple[Ledger, ...]]
    runs_batch: Callable[[], bool]

    def follower(self) -> Follower:
        entry = self.coordinator.config_entry
        return Follower(entry.entry_id, entry.created_at, self.coordinator.data.session_id, self.runs_batch())


class _Entries:
    """The loaded entries, and what is known of those that lead to the same Pi."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._members: dict[str, _Member] = {}
        # Of entries that were unloaded: what they sent may still be under way.
        self._left: dict[str, tuple[Ledger, ...]] = {}
        self._pairs: set[tuple[str, str]] = set()  # that have an issue
        self.instead = who_acts(())

    @callback
    def join(self, member: _Member) -> None:
        entry = member.coordinator.config_entry
        self._members[entry.entry_id] = member
        self._left.pop(entry.entry_id, None)
        entry.async_on_unload(member.coordinator.dispatcher.async_observe(self._on_change))
        entry.async_on_unload(lambda: self._leave(entry.entry_id))
        self._update()

    @callback
    def _leave(self, entry_id: str) -> None:
        member = self._members.pop(entry_id)
        self._left[entry_id] = member.ledgers()
        for pair in [pair for pair in self._pairs if entry_id in pair]:
            self._pairs.discard(pair)
            async_withdraw_same_pi(self._hass, *pair)
        self._update()

    def ledgers_beside(self, entry_id: str, session_id: str | None) -> tuple[Ledger, ...]:
        """What other entries have done in a session."""
        loaded = {other: member.ledgers() for other, member in self._members.items() if other != entry_id}
        known = self._left | loaded
        return tuple(
            ledger for ledgers in known.values() for ledger in ledgers if ledger.session_id == session_id
        )

    @callback
    def _on_change(self, keys: frozenset[str]) -> None:
        if keys != {SAME_PI} and len(self._members) > 1:
            self._update()

    @callback
    def _update(self) -> None:
        before = self.instead
        # An entry that cannot reach the Pi does not act for one that can.
        reachable = [one for one in self._members.values() if one.coordinator.last_update_success]
        self.instead = who_acts(member.follower() for member in reachable)
        if self.instead == before:
            return
        for younger, older in self._by_age():
            if (older, younger) not in self._pairs:
                # It stays while both are loaded, since an address does not change: sessions do, one entry before the other.
                self._pairs.add((older, younger))
                older_entry = self._members[older].coordinator.config_entry
                async_raise_same_pi(self._hass, older_entry, self._members[younger].coordinator.config_entry)
        for entry_id, member in tuple(self._members.items()):
            if self.instead.get(entry_id) != before.get(entry_id):
                member.coordinator.dispatcher.async_notify({SAME_PI})

    def _by_age(self) -> list[tuple[str, str]]:
        """Pairs of the younger and the older entry among those where one acts for the other."""

        def age(entry_id: str) -> tuple[object, str]:
            return self._members[entry_id].coordinator.config_entry.created_at, entry_id

        return [(max(pair, key=age), min(pair, key=age)) for pair in self.instead.items()]


@callback
def async_join_same_pi(
    hass: HomeAssistant,
    coordinator: ProvisioningCoordinator,
    ledgers: Callable[[], tuple[Ledger, ...]],
    runs_batch: Callable[[], bool],
) -> None:
    """Take an entry in until it is unloaded.

    `ledgers` return what it and its users did in the followed session, `runs_batch` whether an action acts for it.
    """
    if _ENTRIES not in hass.data:
        hass.data[_ENTRIES] = _Entries(hass)
    hass.data[_ENTRIES].join(_Member(coordinator, ledgers, runs_batch))


@callback
def async_acting_entry(coordinator: ProvisioningCoordinator) -> str | None:
    """Title of the entry that acts in place of this one; None where this one acts itself."""
    hass = coordinator.hass
    entries = hass.data.get(_ENTRIES)
    entry_id = entries.instead.get(coordinator.config_entry.entry_id) if entries is not None else None
    entry = hass.config_entries.async_get_entry(entry_id) if entry_id is not None else None
    return entry.title if entry is not None else None


@callback
def async_ledgers_beside(coordinator: ProvisioningCoordinator) -> tuple[Ledger, ...]:
    """What other entries of this Pi have done in the session that is followed."""
    entries = coordinator.hass.data.get(_ENTRIES)
    if entries is None:
        return ()
    return entries.ledgers_beside(coordinator.config_entry.entry_id, coordinator.data.session_id)
