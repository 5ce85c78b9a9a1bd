"""The one way of a JSON document from the wire into the integration: every text in it is validated here."""

import json
from typing import Final

from .codec import AlteredText, wire_identifier, wire_line
from .models import LONGEST_TEXT
from .redaction import HIDDEN, Conceal
from .spellings import count_escapes

# A secret may begin before the limit of a text and end behind it, in a spelling that is longer than itself.
_LONGEST_READ: Final = 2 * LONGEST_TEXT
# Escapes in texts of one document in which secrets are looked for; it takes some microseconds for each. Texts beyond
# them are hidden as a whole.
_MOST_ESCAPES: Final = 20_000

type Document = dict[str, object]


def read_document(data: str | bytes, conceal: Conceal) -> Document | None:
    """The JSON object, or None where the data is none.

    Each of its values is safe to store, log and show: a text can be encoded as UTF-8, is one line, is bounded and
    quotes no secret. Keys are not touched: what uses one as an identifier has to check it with `received_identifier`.
    """
    try:
        document = _Validation(conceal).of(json.loads(data))
    except ValueError, RecursionError:
        return None
    return document if isinstance(document, dict) else None


class _Validation:
    """Validates the values of one document."""

    def __init__(self, conceal: Conceal) -> None:
        self._conceal = conceal
        self._escapes_left = _MOST_ESCAPES

    def of(self, value: object) -> object:
        """The value with safe texts."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {key: self.of(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.of(item) for item in value]
        return value

    def _text(self, value: str) -> str:
        if escapes := count_escapes(value[:_LONGEST_READ]):
            self._escapes_left -= escapes
            if self._escapes_left < 0:
                return AlteredText(HIDDEN)
        return received_text(value, self._conceal)


def received_text(value: str, conceal: Conceal) -> str:
    """A text of the wire, safe to store, log and show."""
    line = wire_line(value, _LONGEST_READ)
    text = "" if line is None else conceal(line)[:LONGEST_TEXT]
    return text if text == value else AlteredText(text)


def received_identifier(value: object, conceal: Conceal) -> str | None:
    """A key of a document or a header's value that identifies something; None where it cannot, or quotes a secret."""
    return wire_identifier(received_text(value, conceal)) if isinstance(value, str) else None
