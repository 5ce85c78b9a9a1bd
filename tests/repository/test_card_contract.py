"""Both halves of the feed's contract name the same things: `core/feed.py` and `card/src/feed/contract.ts`."""

from collections.abc import Iterator
import re
from typing import Final, get_args, get_origin, is_typeddict

import pytest

from custom_components.piorchestrator import card_feed
from custom_components.piorchestrator.client import codec
from custom_components.piorchestrator.client.codec import normalise_mac
from custom_components.piorchestrator.client.errors import InvalidMacError
from custom_components.piorchestrator.core import feed

from .places import ROOT, read_object

_CONTRACT: Final = ROOT / "card" / "src" / "feed" / "contract.ts"
_SCALARS: Final = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def interfaces(text: str) -> dict[str, dict[str, str]]:
    """Interfaces of a TypeScript file: fields with their types."""
    return {
        name: dict(re.findall(r"^  (\w+)\??: (.+);$", body, re.MULTILINE))
        for name, body in re.findall(r"^export interface (\w+) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    }


def in_typescript(hint: object) -> str:
    """A type of ours as the other half writes it."""
    if isinstance(hint, type) and hint in _SCALARS:
        return _SCALARS[hint]
    if is_typeddict(hint):
        return str(getattr(hint, "__name__", hint))
    if get_origin(hint) is list:
        return f"{in_typescript(get_args(hint)[0])}[]"
    if get_origin(hint) is dict:
        key, value = get_args(hint)
        return f"Record<{in_typescript(key)}, {in_typescript(value)}>"
    if isinstance(hint, type) and issubclass(hint, str):
        return "string"  # an enum of ours is a text on the wire
    return " | ".join(in_typescript(one) for one in get_args(hint))


def ours() -> Iterator[tuple[str, dict[str, str]]]:
    """The same of the TypedDicts that the feed is made of."""
    for module in (feed, card_feed):
        for name, found in vars(module).items():
            if is_typeddict(found) and found.__module__ == module.__name__ and name != "Delta":
                yield name, {key: in_typescript(hint) for key, hint in found.__annotations__.items()}


def test_both_halves_name_the_same() -> None:
    theirs = interfaces(_CONTRACT.read_text("utf-8"))
    del theirs["Message"]  # the frame around it
    assert dict(ours()) == theirs


def test_the_frame_has_the_names_of_a_delta() -> None:
    frame = interfaces(_CONTRACT.read_text("utf-8"))["Message"]
    assert frame.keys() == {"kind", *feed.Delta.__annotations__}


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("rssi: number | null;", "rssi: number;"),
        ("rssi: number | null;", "signal: number | null;"),
        ("attempts: number;", "attempts: string;"),
        ("offers: OfferView[];", "offers: SessionView[];"),
        ("  hold: string | null;\n", ""),
    ],
)
def test_a_change_of_one_half_is_found(line: str, other: str) -> None:
    text = _CONTRACT.read_text("utf-8")
    assert line in text
    theirs = interfaces(text.replace(line, other, 1))
    del theirs["Message"]
    assert dict(ours()) != theirs


def _taken(written: str) -> str | None:
    try:
        return normalise_mac(written)
    except InvalidMacError:
        return None


def test_the_same_characters_are_invisible_to_the_card() -> None:
    card = (ROOT / "card" / "src" / "allowlist" / "read-mac.ts").read_text("utf-8")
    theirs = re.search(r"const INVISIBLE =\s+/(.*)/gu;", card)
    assert theirs is not None
    assert re.sub(r"\\u\{(\w+)\}", lambda point: f"\\U{point[1]:0>8}", theirs[1]) == codec._INVISIBLE.pattern


def test_the_dialog_takes_the_macs_that_the_action_takes() -> None:
    """The card's own test reads the same file."""
    expected = read_object(ROOT / "card" / "tests" / "macs.json")
    assert {written: _taken(written) for written in expected} == expected
