"""How far a board is: the order of its states, and the counts that follow from them [C §9.2]."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Final, Self

from ..client.models import AllowlistEntry, Device

# A board moves up; only a retry leads back, from failed to provisioning [C §9.2].
_RANK: Final = {
    "discovered": 0,
    "provisioning": 1,
    "provisioned": 2,
    "verifying": 3,
    "failed": 4,
    "verified": 5,
}
_TOOK_CREDENTIALS: Final = frozenset({"provisioned", "verifying", "verified"})
# States that a board is in only after somebody decided to provision it.
_ACCEPTED: Final = frozenset({"provisioning", *_TOOK_CREDENTIALS})


@dataclass(frozen=True, slots=True)
class Counters:
    """Counts over the boards of a session, from the list itself: the server's own may lag [C §11.6]."""

    total: int = 0
    provisioned: int = 0  # took the credentials; verified ones stay counted
    verified: int = 0
    failed: int = 0
    strangers: int = 0  # found, but not allowed, and nobody provisioned them

    @classmethod
    def of(cls, devices: Iterable[Device]) -> Self:
        """Count a whole list."""
        counters = cls()
        for device in devices:
            counters = counters.with_(device)
        return counters

    def with_(self, device: Device) -> Self:
        """One board more."""
        return self._moved(device, 1)

    def without(self, device: Device | None) -> Self:
        """One board less; None is none."""
        return self if device is None else self._moved(device, -1)

    def _moved(self, device: Device, by: int) -> Self:
        return type(self)(
            self.total + by,
            self.provisioned + by * (device.state in _TOOK_CREDENTIALS),
            self.verified + by * (device.state == "verified"),
            self.failed + by * (device.state == "failed"),
            self.strangers + by * (device.state == "discovered" and device.in_allowlist is False),
        )


def is_older(event: Device, known: Device) -> bool:
    """Whether an event tells of a state that the board has left already.

    `verified` is final. A retry is told from a late event by its count; without one it is believed. States that nobody
    knows have no order and are believed too.
    """
    if known.state == "verified":
        return event.state not in (None, "verified")
    new, old = _RANK.get(event.state or ""), _RANK.get(known.state or "")
    if new is None or old is None:
        return False
    if event.retry_count is not None and known.retry_count is not None:
        if event.retry_count != known.retry_count:
            return event.retry_count < known.retry_count
        return new < old
    return new < old and (known.state, event.state) != ("failed", "provisioning")


def is_used(entry: AllowlistEntry, device: Device | None) -> bool:
    """Whether a board took up its entry: one that is verified now counts before the list says so.

    A board that was allowed again after it was verified did not.
    """
    if entry.used:
        return True
    if device is None or device.state != "verified":
        return False
    if entry.added_at is None or device.verified_at is None:
        return True
    return entry.added_at.replace(microsecond=0) <= device.verified_at  # events have whole seconds


def settled(device: Device, allowlist: Container[str] | None) -> Device:
    """What a board's fields leave open: no error but of a failed attempt, and allowed if listed [C D15]."""
    update: dict[str, object] = {}
    if device.error_message is not None and device.state not in ("failed", None):
        update["error_message"] = None  # of the attempt before
    if device.in_allowlist is None and allowlist is not None:
        update["in_allowlist"] = device.mac in allowlist
    return device.model_copy(update=update) if update else device


def was_accepted(device: Device) -> bool:
    """Whether somebody decided to provision this board; a stranger that only passed by was not."""
    if device.state in _ACCEPTED:
        return True
    return device.state == "failed" and bool(
        device.provisioned_at or device.retry_count or device.in_allowlist
    )


def attempts(device: Device) -> int:
    """How often a board was begun; the server counts the retries alone."""
    return 1 + (device.retry_count or 0) if was_accepted(device) else 0
