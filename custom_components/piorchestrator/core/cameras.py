"""Cameras that the monitor reports, and which boards they are [C §12, §15.3]."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
import re
from typing import Final

from ..client.codec import is_board_mac, mac_digits, parse_time, read_mac
from ..client.errors import InvalidMacError
from .readings import count, flag, integer, number

# Whole runs of hex digits only: a word that happens to hold six of them names no board.
_HEX_RUN: Final = re.compile(r"(?<![0-9a-z])(?:[0-9a-f]{12}|[0-9a-f]{6})(?![0-9a-z])")

_OWN: Final = "camera_"


@dataclass(frozen=True, slots=True)
class Camera:
    """What the monitor tells of one camera; None is what it does not tell."""

    online: bool | None = None
    rssi: int | None = None
    free_heap: int | None = None
    last_seen: datetime | None = None
    fps: float | None = None


def read_cameras(raw: object) -> dict[str, Camera]:
    """The cameras by the id that the Pi knows them by."""
    if not isinstance(raw, Mapping):
        return {}
    return {
        name: Camera(
            online=flag(fields.get("online")),
            rssi=integer(fields.get("rssi")),
            free_heap=count(fields.get("free_heap")),
            last_seen=parse_time(fields.get("last_seen")),
            fps=number(fields.get("fps"), least=0),
        )
        for name, fields in raw.items()
        if isinstance(fields, Mapping)
    }


def own_key(camera_id: str) -> str:
    """The key of a camera that no board is known for; that of the others is the board's MAC."""
    return f"{_OWN}{camera_id}"


def is_own(key: str) -> bool:
    """Whether a key is that of a camera without a board."""
    return key.startswith(_OWN)


class CameraMatches:
    """Which camera is which board; a match, once made, stays: the Pi's ids do not move."""

    def __init__(self) -> None:
        self._macs: dict[str, str] = {}
        self._taken: set[str] = set()  # the values of `_macs`

    def mac_of(self, camera_id: str) -> str | None:
        """The board that this camera is, if that is known."""
        return self._macs.get(camera_id)

    def learn(self, camera_ids: Iterable[str], boards: Collection[str]) -> frozenset[str]:
        """Match what can be matched now; the ids that were matched just now."""
        fresh: set[str] = set()
        by_tail: dict[str, list[str]] | None = None
        for camera_id in sorted(camera_ids):
            if camera_id in self._macs or (digits := _digits(camera_id)) is None:
                continue
            if len(digits) == 12:
                candidates = [read_mac(digits)]
            else:
                by_tail = by_tail if by_tail is not None else _by_tail(boards)
                candidates = by_tail.get(digits, [])
            if len(candidates) == 1 and is_board_mac(candidates[0]) and candidates[0] not in self._taken:
                self._macs[camera_id] = candidates[0]
                self._taken.add(candidates[0])
                fresh.add(camera_id)
        return frozenset(fresh)


def _digits(camera_id: str) -> str | None:
    """The twelve or six hex digits of an id, where it has one such run and no more."""
    try:
        return mac_digits(read_mac(camera_id))
    except InvalidMacError:
        runs = _HEX_RUN.findall(camera_id.lower())
        return runs[0] if len(runs) == 1 else None


def _by_tail(boards: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mac in boards:
        found.setdefault(mac_digits(mac)[-6:], []).append(mac)
    return found
