"""What a server quotes of the secrets that it was sent."""

from collections.abc import Iterable
from typing import Final

# Texts of the wire are cut before anybody looks for secrets in them, the shortest at 64 characters (an event's type):
# the last secret of such a text may be a part of one. Fewer than four characters of it tell nothing.
_SHORTEST_CUT: Final = 64
_SHORTEST_PART: Final = 4


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """The text without these, nor the beginning of one where a limit of length cut it; the longest secret first."""
    may_be_cut = len(text) >= _SHORTEST_CUT
    secrets = tuple(secrets)
    for secret in secrets:
        text = text.replace(secret, "***")
    rest = max((_length_at_end(text, secret) for secret in secrets), default=0) if may_be_cut else 0
    return f"{text[:-rest]}***" if rest else text


def _length_at_end(text: str, secret: str) -> int:
    """How many characters of a secret's beginning the text ends with; 0 where they tell nothing."""
    lengths = range(len(secret) - 1, _SHORTEST_PART - 1, -1)
    return next((length for length in lengths if text.endswith(secret[:length])), 0)
