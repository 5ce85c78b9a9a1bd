"""Secrets that a server quotes: what must not be read in its texts, and how they are found there."""

from collections.abc import Callable, Iterable, Iterator
import re
from typing import Final

from .codec import single_line
from .errors import is_code
from .spellings import (
    count_escapes,
    decoded,
    decoded_with_origin,
    encodings_of,
    spellings_of,
    token_around,
    without_cut_escape,
)
from .vocabulary import CONTRACT_WORDS

type Conceal = Callable[[str], str]

HIDDEN: Final = "***"
# So many secrets are remembered, the newest ones: an entry has one key and a few passwords.
MOST_SECRETS: Final = 256
# Shorter secrets are parts of unrelated words; they are looked for where they stand alone.
_SHORTEST_PART: Final = 4
# A server cuts its texts, too. In texts of at least this length the last word may be the beginning of a secret.
_SHORTEST_CUT: Final = 64
_SHORTEST_CUT_ENCODING: Final = 8
# Escapes of escapes: JSON in JSON in a query of an address.
_MOST_LEVELS: Final = 3
_GRAM: Final = 4  # characters that are compared at once
_LONGEST_STRIDE: Final = 16


class Redactor:
    """Replaces a fixed set of secrets in texts, in every spelling of `spellings`.

    A text is compared at a few places with the beginnings of all spellings at once, so that the time per text does not
    grow with the number of secrets.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        """Compute all spellings once."""
        self._shortest_cut: dict[
            str, int
        ] = {}  # spelling: the characters of its beginning that tell something
        self._encodings: set[str] = set()
        short: set[str] = set()
        for secret in secrets:
            line = single_line(secret)
            if len(line) < _SHORTEST_PART:
                short.add(line)
                continue
            for spelling in spellings_of(secret):
                self._add(spelling, _SHORTEST_PART)
            for spelling in encodings_of(secret):
                self._add(spelling, _SHORTEST_CUT_ENCODING)
                self._encodings.add(spelling)
        self._by_gram: dict[str, list[str]] = {}
        for spelling in sorted(self._shortest_cut, key=len, reverse=True):
            self._by_gram.setdefault(spelling[:_GRAM], []).append(spelling)
        lengths = [len(spelling) for spelling in self._shortest_cut]
        self._longest = max(lengths, default=0)
        self._stride = min(min(lengths, default=_GRAM) - _GRAM + 1, _LONGEST_STRIDE)
        self._grams = frozenset(
            spelling[at : at + _GRAM] for spelling in self._shortest_cut for at in range(self._stride)
        )
        self._alone = _alone(short)

    def __call__(self, text: str) -> str:
        """The text without the secrets; words of the contract are left as they are."""
        spans = list(self._spans(text, _MOST_LEVELS, may_be_cut=len(text) >= _SHORTEST_CUT))
        if self._alone is not None:
            spans += [found.span() for found in self._alone.finditer(text)]
        if not spans or text in CONTRACT_WORDS or is_code(text):
            return text
        parts: list[str] = []
        position = 0
        for start, end in sorted(spans):
            if start >= position:
                parts += (text[position:start], HIDDEN)
            position = max(position, end)
        return "".join((*parts, text[position:]))

    def _add(self, spelling: str, shortest_cut: int) -> None:
        if len(spelling) >= _SHORTEST_PART:
            self._shortest_cut.setdefault(spelling, shortest_cut)

    def _spans(self, text: str, levels: int, *, may_be_cut: bool) -> Iterator[tuple[int, int]]:
        """The ranges of the text in which a secret stands, also in what it says with escapes resolved."""
        if self._may_hold(text):
            yield from self._found(text)
        if may_be_cut:
            yield from self._cut_at_end(text)
        if not levels or not count_escapes(text):
            return
        for rest in {text, without_cut_escape(text)} if may_be_cut else {text}:
            inner = decoded(rest)
            if inner != rest and (spans := list(self._spans(inner, levels - 1, may_be_cut=may_be_cut))):
                _, origin = decoded_with_origin(rest)
                yield from (
                    (origin[start][0], origin[end - 1][1] if end < len(origin) else len(text))
                    for start, end in spans
                )

    def _may_hold(self, text: str) -> bool:
        """Whether one of the places that are looked at agrees with a spelling; every occurrence covers one of them."""
        grams = [text[at : at + _GRAM] for at in range(0, len(text) - _GRAM + 1, self._stride)]
        return not self._grams.isdisjoint(grams)

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        for start in range(len(text) - _GRAM + 1):
            for spelling in self._by_gram.get(text[start : start + _GRAM], ()):
                if text.startswith(spelling, start):
                    end = start + len(spelling)
                    yield token_around(text, start, end) if spelling in self._encodings else (start, end)
                    break  # the longest one comes first

    def _cut_at_end(self, text: str) -> Iterator[tuple[int, int]]:
        """The beginning of a secret at the end of a text."""
        for rest in {text, without_cut_escape(text)}:
            begin = max(0, len(rest) - self._longest)
            grams = [rest[start : start + _GRAM] for start in range(begin, len(rest) - _GRAM + 1)]
            if self._by_gram.keys().isdisjoint(grams):
                continue
            for start, gram in enumerate(grams, begin):
                for spelling in self._by_gram.get(gram, ()):
                    length = len(rest) - start
                    if length >= self._shortest_cut[spelling] and spelling.startswith(rest[start:]):
                        yield start, len(text)


def _alone(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """Short secrets between spaces, quotes or brackets; not the parts of addresses, versions and times."""
    words = "|".join(re.escape(secret) for secret in sorted(secrets, key=len, reverse=True) if secret)
    if not words:
        return None
    return re.compile(rf"""(?:(?<=[\s"'`=(\[{{<])|^)(?:{words})(?=[\s"'`,;)\]}}>&]|[.:!?](?:\s|$)|$)""")


class SecretMemory:
    """The secrets that servers were sent or may be sent, for as long as they may quote them; never stored."""

    def __init__(self, secrets: Iterable[str | None] = ()) -> None:
        self._kept: frozenset[str] = frozenset()
        self._others: dict[str, None] = {}  # the newest last
        self._redactor: Redactor | None = None
        self.remember(*secrets)

    def keep(self, *secrets: str | None) -> None:
        """Keep exactly these, however many they are; those that were kept before become the newest of the others."""
        before, self._kept = self._kept, frozenset(filter(None, secrets))
        if before != self._kept:
            self._redactor = None
            self.remember(*sorted(before - self._kept))

    def remember(self, *secrets: str | None) -> None:
        """Add these as the newest ones; beyond the limit the oldest ones are forgotten."""
        for secret in secrets:
            if not secret:
                continue
            if secret not in self._others and secret not in self._kept:
                self._redactor = None
            self._others.pop(secret, None)
            self._others[secret] = None
        while len(self._others) > MOST_SECRETS:
            del self._others[next(iter(self._others))]

    @property
    def conceal(self) -> Redactor:
        """Takes the secrets out of a text."""
        if self._redactor is None:
            self._redactor = Redactor({**self._others, **dict.fromkeys(self._kept)})
        return self._redactor
