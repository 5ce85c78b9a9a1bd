"""The file of what is remembered, a real one, in any condition: none keeps anybody from working."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.core.recovery import Recovery
from custom_components.piorchestrator.storage import Memory, MemoryStore

from .files import File
from .pi import ENTRY_ID

ADDRESS = "127.0.0.1:8081"
MAC, GONE = "24:6F:28:00:00:01", "24:6F:28:00:00:02"
KEY = f"{DOMAIN}.{ENTRY_ID}"
WHOLE = {
    "address": ADDRESS,
    "session_id": "s-1",
    "boards": [MAC],
    "lists_open": True,
    "hidden": ["s-0"],
    "told": ["s-0", "s-2"],
    "order": ["s-2", "s-0"],
    "dismissed": [GONE],
}
MEMORY = Memory(
    "s-1",
    frozenset({MAC}),
    Recovery(True, frozenset({"s-0"}), frozenset({"s-0", "s-2"}), ("s-2", "s-0")),
    frozenset({GONE}),
)


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Files, not memory."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Where they are."""
    return str(tmp_path)


@pytest.fixture
def file(hass: HomeAssistant, tmp_path: Path) -> File:
    """Where Home Assistant keeps it; a real file."""
    path = tmp_path / ".storage" / KEY
    path.parent.mkdir(exist_ok=True)
    return File(path)


def of_home_assistant(data: object, **other: object) -> str:
    return json.dumps({"version": 1, "minor_version": 1, "key": KEY, "data": data} | other)


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in WHOLE.items() if key != name}


async def test_kept(hass: HomeAssistant, file: File) -> None:
    await MemoryStore(hass, ENTRY_ID, ADDRESS).save(MEMORY)
    assert await MemoryStore(hass, ENTRY_ID, ADDRESS).load() == MEMORY
    assert await MemoryStore(hass, ENTRY_ID, "127.0.0.1:8082").load() == Memory()
    await MemoryStore(hass, ENTRY_ID).remove()
    assert not file.is_there


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        of_home_assistant(WHOLE)[:-40],
        "[]",
        "[1]",
        "null",
        "7",
        '"text"',
        "{}",
        '{"version": 1}',
        '{"data": {}}',
        of_home_assistant(WHOLE, version="1"),
        of_home_assistant(WHOLE, version=None),
        of_home_assistant(WHOLE, version=2),
        of_home_assistant(None),
        of_home_assistant([WHOLE]),
        of_home_assistant("text"),
        of_home_assistant(without("address")),
        of_home_assistant(WHOLE | {"session_id": 7}),
        of_home_assistant(WHOLE | {"boards": None}),
        of_home_assistant(WHOLE | {"boards": [None]}),
        of_home_assistant(WHOLE | {"boards": ["no MAC"]}),
        of_home_assistant(WHOLE | {"boards": MAC}),
        of_home_assistant(WHOLE | {"lists_open": "perhaps"}),
        of_home_assistant(WHOLE | {"hidden": {"s-0": True}}),
        of_home_assistant(WHOLE | {"told": [7]}),
        of_home_assistant(WHOLE | {"order": [7]}),
    ],
)
async def test_damaged(hass: HomeAssistant, file: File, content: str) -> None:
    """Nothing is remembered, and what is learnt next is kept again."""
    file.write(content)
    store = MemoryStore(hass, ENTRY_ID, ADDRESS)
    assert await store.load() == Memory()
    await store.save(MEMORY)
    assert await MemoryStore(hass, ENTRY_ID, ADDRESS).load() == MEMORY


@pytest.mark.parametrize("mac", ["00:00:00:00:00:00", "FF:FF:FF:FF:FF:FF", "33:33:00:00:00:01"])
async def test_a_board_that_cannot_be_one_damages_no_file(hass: HomeAssistant, file: File, mac: str) -> None:
    """An earlier version accepted it."""
    file.write(of_home_assistant(WHOLE | {"boards": [MAC, mac], "dismissed": [GONE, mac]}))
    found = await MemoryStore(hass, ENTRY_ID, ADDRESS).load()
    assert (found.session_id, found.recovery) == (MEMORY.session_id, MEMORY.recovery)
    assert found.boards == {MAC, mac}
    assert found.dismissed == {GONE, mac}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00" * 300])
async def test_not_even_text(hass: HomeAssistant, file: File, content: bytes) -> None:
    file.write(content)
    assert await MemoryStore(hass, ENTRY_ID, ADDRESS).load() == Memory()


@pytest.mark.parametrize(
    "name", ["session_id", "boards", "lists_open", "hidden", "told", "order", "dismissed"]
)
async def test_of_an_older_version(hass: HomeAssistant, file: File, name: str) -> None:
    """What came later is missing; the rest counts."""
    file.write(of_home_assistant(without(name)))
    found = await MemoryStore(hass, ENTRY_ID, ADDRESS).load()
    assert found != Memory()
    assert found != MEMORY


@pytest.mark.parametrize("version", [{"version": 1, "minor_version": 9}, {"version": 0}])
async def test_of_another_version(hass: HomeAssistant, file: File, version: dict[str, int]) -> None:
    file.write(of_home_assistant(WHOLE | {"news": [1, 2, 3]}, **version))
    assert await MemoryStore(hass, ENTRY_ID, ADDRESS).load() == MEMORY


async def test_no_half_file(hass: HomeAssistant, file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current may fail while it is written: the file is on the card before it takes the old one's place."""

    def fail(*args: object, **options: object) -> None:
        pytest.fail("not written atomically")

    monkeypatch.setattr("homeassistant.helpers.storage.write_utf8_file", fail)
    await MemoryStore(hass, ENTRY_ID, ADDRESS).save(MEMORY)
    assert '"s-1"' in file.read()
    assert not ir.async_get(hass).issues
