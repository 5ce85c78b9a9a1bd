"""The one way of a JSON document from the wire into the integration: every text in it is validated here."""

import json
from typing import Final

from .codec import AlteredText, wire_identifier, wire_line
from .models import LONGEST_TEXT
from .redaction import Conceal

# A secret may begin before the limit of a text and end behind it, in a spelling that is longer than itself.
_MARGIN: Final = 1024

type Document = dict[str, object]


def read_document(data: str | bytes, conceal: Conceal) -> Document | None:
    """The JSON object, or None where the data is none.

    Each of its values is safe to store, log and show: a text can be encoded as UTF-8, is one line, is bounded and
    quotes no secret. Keys are not touched: what uses one as an identifier has to check it with `received_identifier`.
    """
    try:
        document = _validated(json.loads(data), conceal)
    except ValueError, RecursionError:
        return None
    return document if isinstance(document, dict) else None


def _validated(value: object, conceal: Conceal) -> object:
    if isinstance(value, str):
        return received_text(value, conceal)
    if isinstance(value, dict):
        return {key: _validated(item, conceal) for key, item in value.items()}
    if isinstance(value, list):
        return [_validated(item, conceal) for item in value]
    return value


def received_text(value: str, conceal: Conceal) -> str:
    """A text of the wire, safe to store, log and show."""
    line = wire_line(value, LONGEST_TEXT + _MARGIN)
    text = "" if line is None else conceal(line)[:LONGEST_TEXT]
    return text if text == value else AlteredText(text)


def received_identifier(value: object, conceal: Conceal) -> str | None:
    """A key of a document or a header's value that identifies something; None where it cannot, or quotes a secret."""
    return wire_identifier(received_text(value, conceal)) if isinstance(value, str) else None
