"""What the server refused for one board: kept until the board moves on."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Self

from ..client.models import Device, Fault


@dataclass(frozen=True, slots=True)
class BoardFault:
    """A refusal, and where the board stood then."""

    fault: Fault
    session_id: str | None
    state: str | None
    retry_count: int

    @classmethod
    def of(cls, fault: Fault, device: Device, session_id: str | None) -> Self:
        """A refusal of a command for this board."""
        # Events and reads of some servers leave the count out while it is zero.
        return cls(fault, session_id, device.state, device.retry_count or 0)

    def holds(self, device: Device | None, session_id: str | None) -> bool:
        """Whether the board stands where it stood."""
        return device is not None and self == self.of(self.fault, device, session_id)


NO_FAULTS: Final[Mapping[str, BoardFault]] = MappingProxyType({})


def remaining(
    faults: Mapping[str, BoardFault], devices: Mapping[str, Device], session_id: str | None
) -> Mapping[str, BoardFault]:
    """The refusals of boards that have not moved on; the same object where all of them remain."""
    left = {mac: fault for mac, fault in faults.items() if fault.holds(devices.get(mac), session_id)}
    return faults if len(left) == len(faults) else MappingProxyType(left)
