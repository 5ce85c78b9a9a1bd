"""The one way of a JSON document from the wire into the integration: every text in it is validated here."""

from collections.abc import Iterator
import json
from typing import Final

from .codec import LONGEST_IDENTIFIER, AlteredText, is_plain_value, is_single_line, wire_identifier, wire_line
from .models import LONGEST_TEXT
from .redaction import HIDDEN, LONG_TEXT, Conceal, Redactor
from .spellings import count_escapes, lowered, may_hold_escapes

# Values in one document. A list has up to 10,000 objects of up to 16 fields; an event or a message of the monitor has a
# thousand times fewer. Millions of empty ones would fit, too, and become hundreds of megabytes and a second of work.
MOST_VALUES: Final = 200_000
MOST_VALUES_OF_FRAME: Final = 50_000
# A secret may begin before the limit of a text and end behind it, in a spelling that is longer than itself.
_LONGEST_READ: Final = 2 * LONGEST_TEXT
# The work that one document may cause, in microseconds: for each text that may quote a secret, and its escapes, places
# where a secret may begin, and characters. Further texts of this kind are hidden as a whole.
_MOST_WORK: Final = 100_000
_WORK_PER_TEXT: Final = 10
_WORK_PER_ESCAPE: Final = 10
_WORK_PER_PLACE: Final = 5
_CHARACTERS_PER_WORK: Final = 4

_PIECE: Final = LONG_TEXT // 2

type Document = dict[str, object]


def has_too_many_values(data: str | bytes, most: int = MOST_VALUES) -> bool:
    """Whether a document has more values than any of this server; commas in its texts count as well."""
    if isinstance(data, bytes):
        return data.count(b",") + data.count(b"{") + data.count(b"[") > most
    return data.count(",") + data.count("{") + data.count("[") > most


def read_document(data: str | bytes, conceal: Conceal, most: int = MOST_VALUES) -> Document | None:
    """The JSON object, or None where the data is none or has too many values.

    Each of its values is safe to store, log and show: a text can be encoded as UTF-8, is one line, is bounded and
    quotes no secret. Keys are not touched: what uses one as an identifier has to check it with `received_identifier`.
    """
    if has_too_many_values(data, most):
        return None
    try:
        text = data if isinstance(data, str) else data.decode(json.detect_encoding(data), "surrogatepass")
        document = json.loads(text)
        if not isinstance(document, dict):
            return None
        if _is_harmless(text, conceal):
            return document
        return _Validation(document, conceal).document
    except ValueError, RecursionError:
        return None


def _is_harmless(text: str, conceal: Conceal) -> bool:
    """Whether no text in this JSON needs to be changed, which is so for nearly every document of an honest server."""
    return (
        isinstance(conceal, Redactor)
        and not may_hold_escapes(text)
        # In ASCII, the other control characters are no JSON between quotation marks.
        and (("\x7f" not in text) if text.isascii() else is_single_line(text))
        and not _has_text_to_cut(text, conceal)
        and conceal.parts_in(lowered(text)) == ()
    )


def _has_text_to_cut(text: str, redactor: Redactor) -> bool:
    """Whether a text in this JSON is too long, or may have been cut within a secret."""
    # A long text covers one of these pieces as a whole.
    if all(text.find('"', at, at + _PIECE) >= 0 for at in range(0, len(text) - _PIECE, _PIECE)):
        return False
    return any(
        len(part) >= LONG_TEXT and (len(part) > LONGEST_TEXT or redactor.may_be_cut(lowered(part)))
        for part in text.split('"')
    )


class _Validation:
    """Validates the values of one document."""

    def __init__(self, document: Document, conceal: Conceal) -> None:
        self._conceal = conceal
        self._redactor = conceal if isinstance(conceal, Redactor) else None
        self._work_left = _MOST_WORK
        self._parts: tuple[str, ...] | None = None
        if self._redactor is not None:
            self._parts = self._redactor.parts_in(lowered("\n".join(_texts_in(document))))
        self.document: Document = {key: self._of(item) for key, item in document.items()}

    def _of(self, value: object) -> object:
        """The value with safe texts."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {key: self._of(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._of(item) for item in value]
        return value

    def _text(self, value: str) -> str:
        if self._redactor is None:
            return received_text(value, self._conceal)
        read = value[:_LONGEST_READ]
        if self._may_change(read, self._redactor):
            self._work_left -= _WORK_PER_TEXT + len(read) // _CHARACTERS_PER_WORK
            if self._work_left < 0:
                return AlteredText(HIDDEN)
            return received_text(value, self._redactor)
        if len(value) <= LONGEST_TEXT and is_single_line(value) and not value.isspace():
            return value
        return received_text(value, str)

    def _may_change(self, text: str, redactor: Redactor) -> bool:
        """Whether secrets have to be looked for in a text, which is counted as work."""
        small = lowered(text)
        parts = redactor.parts_in(small) if self._parts is None else self._parts
        if parts is None:  # a secret that is so short that it is looked for as a word
            if is_plain_value(text):
                return False
            places = 1
        else:
            places = sum(small.count(part) for part in parts)
        escapes = count_escapes(text) if may_hold_escapes(text) else 0
        self._work_left -= places * _WORK_PER_PLACE + escapes * _WORK_PER_ESCAPE
        return bool(places or escapes) or redactor.may_be_cut(small)


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value[:_LONGEST_READ]
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)


def received_text(value: str, conceal: Conceal) -> str:
    """A text of the wire, safe to store, log and show."""
    line = wire_line(value, _LONGEST_READ)
    text = "" if line is None else conceal(line)[:LONGEST_TEXT]
    return text if text == value else AlteredText(text)


def received_identifier(value: object, conceal: Conceal, longest: int = LONGEST_IDENTIFIER) -> str | None:
    """A key of a document or a header's value that identifies something; None where it cannot, or quotes a secret."""
    return wire_identifier(received_text(value, conceal), longest) if isinstance(value, str) else None
