"""Which boards have a place in the registry, and when one loses it (`design.md` §4)."""

from collections.abc import Iterable
from typing import Final

from ..client.codec import is_board_mac
from .batch import boards
from .state import ProvisioningState

# Ten times the largest delivery (200): Home Assistant makes four entities of each when it starts, which takes 1.6 ms.
MOST_PLACES: Final = 2000


class Places:
    """Boards come with a read, and leave after two agreeing ones; an empty or failed list removes nothing.

    What has a MAC that no board has gets no place: Home Assistant joins devices, also of other integrations, by their MAC.

    Only boards that this very server was seen to allow or to work on can leave: the list of another Pi, found at the
    same entry after a reconfiguration, says nothing about them.

    Attributes:
        macs: the boards that have a place.
        seen: those that this server was seen to want.
        dismissed: those that the user removed and that nobody wants at present, though a session that is over has them.
        leaving: those that lost their place, and whose devices are still to be removed.
        reported: those that something else than the provisioning tells of, such as the monitor.
        is_crowded: there were more boards than places.
    """

    def __init__(self, agreement_seconds: float) -> None:
        self._agreement_seconds = agreement_seconds
        self._missing: dict[str, float] = {}
        self.macs: set[str] = set()
        self.seen: set[str] = set()
        self.dismissed: set[str] = set()
        self.leaving: set[str] = set()
        self.reported: frozenset[str] = frozenset()
        self.is_crowded = False

    def after_read(self, state: ProvisioningState, now: float, *, complete: bool) -> bool:
        """Take in a read; True when a board came or left.

        `now` is in seconds of any steady clock; `complete` says that the allowlist and the boards of the session were
        read this time, with every row. Reads agree only when they lie `agreement_seconds` apart: a server that has just
        started may show half a list for a moment.
        """
        wanted = boards(state)
        still_wanted = wanted if state.unfinished_session is not None else frozenset(state.allowlist or ())
        self.dismissed -= still_wanted | self.reported
        found = wanted - self.dismissed
        has_left = self._leave(state, now, complete=complete)
        # Those that the session works on come first; beyond that any order will do, as long as it stays.
        has_come = self._come(sorted(found - self.macs, key=lambda mac: (mac not in state.devices, mac)))
        self.seen |= found & self.macs
        return has_left or has_come

    def after_event(self, state: ProvisioningState, macs: Iterable[str]) -> bool:
        """Give the found and allowed boards among these keys a place; True when one is new.

        A board that is not allowed comes with a read that shows it at work. Nothing leaves with an event: only complete
        reads show that a board is gone.
        """
        new = sorted(
            mac
            for mac in macs
            if mac in state.devices
            and mac not in self.macs
            and state.is_allowed(mac)
            and (mac not in self.dismissed or self.is_wanted(state, mac))
        )
        self.dismissed.difference_update(new)
        has_come = self._come(new)
        self.seen |= self.macs.intersection(new)
        return has_come

    def _come(self, new: list[str]) -> bool:
        new = [mac for mac in new if is_board_mac(mac)]
        room = MOST_PLACES - len(self.macs)
        self.is_crowded |= len(new) > room
        self.macs |= set(new[:room])
        self.leaving -= self.macs
        return bool(new[:room])

    def _leave(self, state: ProvisioningState, now: float, *, complete: bool) -> bool:
        if not complete or not state.allowlist:
            self._missing.clear()
            return False
        missing = self.seen - state.allowlist.keys() - state.devices.keys() - self.reported
        self._missing = {mac: self._missing.get(mac, now) for mac in missing}
        leaving = {mac for mac, since in self._missing.items() if now - since >= self._agreement_seconds}
        self.leaving |= leaving & self.macs
        self.macs -= leaving
        self.seen -= leaving
        return bool(leaving)

    def report(self, macs: Iterable[str]) -> bool:
        """Take in the boards that something else reports now; True when one of them is new."""
        self.reported = frozenset(macs)
        return self._come(sorted(self.reported - self.macs))

    def forget(self, mac: str) -> None:
        """The user removed the board; it may come again once it is wanted."""
        self.macs.discard(mac)
        self.seen.discard(mac)
        self.leaving.discard(mac)
        self.dismissed.add(mac)

    def is_wanted(self, state: ProvisioningState, mac: str) -> bool:
        """The server allows the board or works on it, or something else reports it."""
        if mac in (state.allowlist or ()) or mac in self.reported:
            return True
        return state.unfinished_session is not None and mac in boards(state)
