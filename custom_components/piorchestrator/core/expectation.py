"""Which boards a batch is for: those that were named, else the unused allowlist; who is missing, who was not meant."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Self

from .state import ProvisioningState
from .uses import is_expected

_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Expectation:
    """The boards that a batch is for, by MAC, and how far it is.

    Attributes:
        expected: named for the batch, else on the allowlist and not used before it.
        missing: expected, and not found yet.
        unexpected: found, and neither expected nor allowed; of a batch with named boards also the other allowed ones.
        is_complete: there are expected boards, and each of them is verified.
        is_certain: the boards are named, or the whole allowlist was read; otherwise more may be expected.
    """

    expected: frozenset[str] = _NONE
    missing: frozenset[str] = _NONE
    unexpected: frozenset[str] = _NONE
    is_complete: bool = False
    is_certain: bool = True

    @classmethod
    def of(cls, state: ProvisioningState, named: Collection[str] = ()) -> Self:
        """As it stands; `named` are the MACs that the batch was begun for, none where nobody said so."""
        expected = frozenset(named) or _unused(state)
        is_certain = bool(named) or not state.lacks_entries
        if state.session is None:
            return cls(expected, is_certain=is_certain)
        unexpected = frozenset(
            mac for mac in state.devices if mac not in expected and (named or not state.is_allowed(mac))
        )
        verified = {mac for mac, device in state.devices.items() if device.state == "verified"}
        is_complete = is_certain and bool(expected) and expected <= verified
        return cls(expected, expected - state.devices.keys(), unexpected, is_complete, is_certain)


def _unused(state: ProvisioningState) -> frozenset[str]:
    """Entries without use, and those that the followed session has used: they were expected when it began."""
    return frozenset(
        mac
        for mac, entry in (state.allowlist or {}).items()
        if is_expected(entry, state.devices.get(mac), state.used_before)
    )
