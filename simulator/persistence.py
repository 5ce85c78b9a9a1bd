"""What outlives the process: allowlist, sessions, devices [C §17]. Neither password nor key is among it."""

from dataclasses import asdict, dataclass, field
import json
from pathlib import Path

from pydantic import TypeAdapter

from .entities import AllowlistEntry, Session


@dataclass
class State:
    """Content of the state file."""

    sessions: list[Session] = field(default_factory=list)
    allowlist: list[AllowlistEntry] = field(default_factory=list)


def load(path: Path) -> State:
    """Read the file; none yet is an empty state, a broken one an error of its own."""
    if not path.exists():
        return State()
    return TypeAdapter(State).validate_json(path.read_bytes())


def save(path: Path, state: State) -> None:
    """Write the file so that a crash in between leaves the old one."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(json.dumps(asdict(state)), encoding="utf-8")
    fresh.replace(path)
