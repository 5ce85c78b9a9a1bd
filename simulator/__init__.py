"""A faithful PiOrchestrator, read from the wire contract alone; see README.md."""

from .codes import ApiError
from .entities import Config
from .faults import Faults
from .recorder import Counts, ReceivedRequest
from .server import Simulator
from .steering import Truth
from .switches import Switches
from .world import AllowlistSeed, Board, Fate, World

__all__ = [
    "AllowlistSeed",
    "ApiError",
    "Board",
    "Config",
    "Counts",
    "Fate",
    "Faults",
    "ReceivedRequest",
    "Simulator",
    "Switches",
    "Truth",
    "World",
]
