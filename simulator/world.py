"""Boards, what fate has in store for them, and the world file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
import random
import re
from typing import Final, Self

from pydantic import ConfigDict, TypeAdapter

from .entities import Config

MAC = re.compile(r"[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}")

PROVISION_SECONDS = 2.0  # a delivery that a person can watch without waiting
VERIFY_SECONDS = 3.0
SLOWNESS = 4  # a slow board takes this many times longer


def canonical_mac(text: str) -> str:
    """Upper case with colons, as stored and answered [C §3]."""
    if not MAC.fullmatch(text):
        raise ValueError(f"Invalid MAC address format: {text}")
    return text.upper().replace("-", ":")


class Fate(StrEnum):
    """How a board takes its credentials."""

    VERIFY = "verify"
    REJECT = "reject"
    UNREACHABLE = "unreachable"
    NEVER_ANSWER = "never_answer"
    NEVER_VERIFY = "never_verify"
    SLOW = "slow"
    REJECT_ONCE = "reject_once"
    TIMEOUT_ONCE = "timeout_once"


@dataclass
class Board:
    """An ESP-CAM near the Pi; all times are simulated seconds."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    mac: str
    rssi: int = -60
    firmware_version: str = "2.4.1"
    ip: str | None = None
    fate: Fate = Fate.VERIFY
    appear_after: float = 0.0
    allowed: bool = True
    description: str | None = None
    container_id: str | None = None
    provision_seconds: float = PROVISION_SECONDS
    verify_seconds: float = VERIFY_SECONDS

    def __post_init__(self) -> None:
        self.mac = canonical_mac(self.mac)
        self.fate = Fate(self.fate)


@dataclass
class AllowlistSeed:
    """An entry that is on the allowlist without a board."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    mac: str
    description: str | None = None
    container_id: str | None = None


# Most boards of a real batch work; every other fate turns up often enough in a batch of twelve or more.
_MIX: Final[Sequence[tuple[Fate, int]]] = (
    (Fate.VERIFY, 12),
    (Fate.SLOW, 2),
    (Fate.REJECT, 1),
    (Fate.UNREACHABLE, 1),
    (Fate.NEVER_ANSWER, 1),
    (Fate.NEVER_VERIFY, 1),
    (Fate.REJECT_ONCE, 1),
    (Fate.TIMEOUT_ONCE, 1),
)


@dataclass
class World:
    """Everything around the Pi: boards, and further allowlist entries."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    boards: list[Board] = field(default_factory=list)
    allowlist: list[AllowlistSeed] = field(default_factory=list)

    @classmethod
    def from_file(cls, path: Path | str) -> Self:
        """Read a world file; a mistake in it is a ValueError that names the field."""
        return TypeAdapter(cls).validate_json(Path(path).read_bytes())

    @classmethod
    def batch(cls, count: int, seed: int = 1, *, allowed: bool = True) -> Self:
        """Make `count` boards of mixed fate, the same ones for the same seed."""
        chance = random.Random(seed)
        fates = [fate for fate, weight in _MIX for _ in range(weight)]
        boards = [
            Board(
                mac=f"24:6F:28:{seed % 256:02X}:{index // 256:02X}:{index % 256:02X}",
                rssi=chance.randint(-88, -42),
                firmware_version=chance.choice(("2.4.1", "2.4.1", "2.3.9")),
                fate=chance.choice(fates),
                appear_after=round(index * 0.05 + chance.random(), 3),
                allowed=allowed,
                description=f"Board {index + 1}",
            )
            for index in range(count)
        ]
        return cls(boards)


@dataclass(frozen=True)
class Course:
    """What one attempt will bring: seconds, and a failure text or None for success."""

    delivery_seconds: float
    delivery_failure: str | None
    verification_seconds: float = 0.0
    verification_failure: str | None = None


def course(board: Board, attempt: int, config: Config) -> Course:
    """Course of the attempt (0 is the first); no board outlasts the session's time limits."""
    fate = board.fate
    if attempt > 0 and fate in {Fate.REJECT_ONCE, Fate.TIMEOUT_ONCE}:
        fate = Fate.VERIFY
    factor = SLOWNESS if fate is Fate.SLOW else 1
    delivery = board.provision_seconds * factor
    verification = board.verify_seconds * factor
    if fate in {Fate.REJECT, Fate.REJECT_ONCE}:
        return Course(delivery, "DEVICE_REJECTED: the device refused the credentials")
    if fate is Fate.UNREACHABLE:
        return Course(delivery, "DEVICE_UNREACHABLE: no connection to the device")
    limit = config.provisioning_timeout_seconds
    if fate in {Fate.NEVER_ANSWER, Fate.TIMEOUT_ONCE} or delivery > limit:
        return Course(limit, "DEVICE_TIMEOUT: the device did not answer in time")
    limit = config.verification_timeout_seconds
    if fate is Fate.NEVER_VERIFY or verification > limit:
        return Course(delivery, None, limit, "VERIFICATION_TIMEOUT: not seen on the target network in time")
    return Course(delivery, None, verification)
