"""The one way of a JSON document from the wire into the integration: every text in it is validated here."""

import json
from typing import Final

from .codec import (
    LONGEST_IDENTIFIER,
    AlteredText,
    is_plain_value,
    is_single_line,
    single_line,
    wire_identifier,
    wire_line,
)
from .models import LONGEST_TEXT
from .redaction import HIDDEN, LONG_TEXT, Conceal, Redactor, Work
from .spellings import lowered, may_hold_escapes

# Values in one document. A list has up to 10,000 objects of up to 16 fields; an event or a message of the monitor has a
# thousand times fewer. Millions of empty ones would fit, too, and become hundreds of megabytes and a second of work.
MOST_VALUES: Final = 200_000
MOST_VALUES_OF_FRAME: Final = 50_000
# A secret may begin before the limit of a text and end behind it, in a spelling that is longer than itself.
_LONGEST_READ: Final = 2 * LONGEST_TEXT
# The work that the texts of one document may cause which may quote a secret, in microseconds, and that of the names in
# it. What would cause more is hidden as a whole, and a name that would is none.
_MOST_WORK: Final = 100_000
_MOST_WORK_OF_NAMES: Final = 50_000

_PIECE: Final = LONG_TEXT // 2
# A word may end before it and begin after it, and encoded bytes have none between them, as they have spaces.
_BETWEEN_TEXTS: Final = '"'

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
        and not conceal.may_hold_secret(lowered(text))
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
        self._work = Work(_MOST_WORK)
        self._parts: tuple[str, ...] | None = None
        self._has_words = False
        if self._redactor is not None:
            small = lowered(_BETWEEN_TEXTS.join(_texts_in(document)))
            self._parts = self._redactor.parts_in(small)
            self._has_words = self._redactor.has_word(small)
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
        is_line = is_single_line(read)
        if self._may_change(read if is_line else single_line(read), self._redactor):
            redactor, work = self._redactor, self._work
            if work.is_spent:
                return AlteredText(HIDDEN)
            return received_text(value, lambda line: redactor.within(line, work))
        if is_line and len(value) <= LONGEST_TEXT and not value.isspace():
            return value
        return received_text(value, str)

    def _may_change(self, text: str, redactor: Redactor) -> bool:
        """Whether secrets have to be looked for in a text; quick, since the document was looked at as a whole."""
        if may_hold_escapes(text):
            return True
        small = lowered(text)
        parts = redactor.parts_in(small) if self._parts is None else self._parts
        return (
            parts is None
            or any(part in small for part in parts)
            or (self._has_words and not is_plain_value(text) and redactor.has_word(small))
            or redactor.may_be_cut(small)
        )


def _texts_in(document: Document) -> list[str]:
    """Each text as one line; without recursion, since each of a deep document would pass through all of its levels."""
    found: list[str] = []
    left: list[object] = [document]
    while left:
        match left.pop():
            case str() as text:
                found.append(single_line(text[:_LONGEST_READ]))
            case dict() as items:
                left.extend(items.values())
            case list() as items:
                left.extend(items)
    return found


def received_text(value: str, conceal: Conceal) -> str:
    """A text of the wire, safe to store, log and show."""
    line = wire_line(value, _LONGEST_READ)
    text = "" if line is None else conceal(line)[:LONGEST_TEXT]
    return text if text == value else AlteredText(text)


def received_identifier(value: object, conceal: Conceal, longest: int = LONGEST_IDENTIFIER) -> str | None:
    """A header's value that identifies something; None where it cannot, or quotes a secret."""
    if not isinstance(value, str) or len(value) > longest:
        return None
    return wire_identifier(received_text(value, conceal), longest)


class ReceivedNames:
    """Tells which keys of one document identify something; what they cost together is limited."""

    def __init__(self, conceal: Conceal) -> None:
        self._conceal = conceal
        self._work = Work(_MOST_WORK_OF_NAMES)

    def has(self, name: str, longest: int = LONGEST_IDENTIFIER) -> bool:
        """Whether a key may identify something: it is bounded, one line, and quotes no secret."""
        return received_identifier(name, self._concealed, longest) is not None

    def _concealed(self, name: str) -> str:
        if not isinstance(self._conceal, Redactor):
            return self._conceal(name)
        return self._conceal.within(name, self._work) if self._conceal.may_change(name) else name
