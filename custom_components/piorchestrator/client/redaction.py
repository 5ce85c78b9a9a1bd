"""Secrets that a server quotes: what must not be read in its texts, and how they are found there."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
import re
from typing import Final

from .codec import is_plain_value, single_line
from .errors import is_code
from .spellings import (
    count_escapes,
    decoded,
    decoded_with_origin,
    encodings_of,
    lowered,
    may_hold_escapes,
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
SHORTEST_PART: Final = 8
# Still shorter ones are parts of addresses, versions and times as well.
_SHORTEST_WORD: Final = 4
# A server cuts its texts, too. So many characters of a secret's beginning or end disclose a part of it.
_SHORTEST_CUT: Final = 6
_SHORTEST_CUT_ENCODING: Final = 8
# Texts of at least this length may have been cut without any sign of it; there, fewer characters count.
LONG_TEXT: Final = 64
_SHORTEST_END: Final = 4
# Escapes of escapes: JSON in JSON in a query of an address.
_MOST_LEVELS: Final = 3
# More different parts are not worth a search for each; the text may hold a secret.
_MOST_PARTS: Final = 64
# What the search costs, in microseconds: for each text and what it says with escapes resolved, for escapes in it, for
# places where a secret may begin, and for characters; besides, one for each place where a secret may be cut.
_WORK_PER_TEXT: Final = 10
_WORK_PER_ESCAPE: Final = 10
_WORK_PER_PLACE: Final = 5
_CHARACTERS_PER_WORK: Final = 2
# Of a single text, say of a header.
_MOST_WORK: Final = 20_000

_SIGN: Final = r"""(?:…|\.{2,}|\\?["'`´‘’“”«»]|[()\[\]{}<>])"""
_CUT_WORDS: Final = r"(?:truncated|cut off|cut|shortened|omitted|more|\d{1,9} (?:more|bytes|chars))"
_NOTE_OF_CUT: Final = rf"[(\[<{{]?{_CUT_WORDS}\b|$"
# What follows the beginning of a secret that was cut there, and what precedes the end of one. White space is one match,
# whatever follows it: to try again at each of its characters would take a time that grows with its square.
_AFTER_CUT: Final = re.compile(rf"\s++(?P<cut>(?=[.…]|{_NOTE_OF_CUT}))?|(?={_SIGN}|{_NOTE_OF_CUT})")
_BEFORE_CUT: Final = re.compile(
    rf"""(?:…|\.{{2,}}|{_CUT_WORDS})[)\]}}>"'\s]*|\\?["'`´‘’“”«»]|[()\[\]{{}}<>]"""
)


class _Beginnings:
    """Finds texts of a fixed set, and beginnings of them; the time does not grow with how many begin alike."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted(set(texts))
        self._longest = max(map(len, self._texts), default=0)
        # The longest text of the set that each one begins with.
        self._inner: dict[str, str | None] = {}
        outer: list[str] = []
        for text in self._texts:
            while outer and not text.startswith(outer[-1]):
                outer.pop()
            self._inner[text] = outer[-1] if outer else None
            outer.append(text)
        self.parts = frozenset(text[:_SHORTEST_CUT] for text in self._texts)

    def at(self, text: str, start: int) -> tuple[str | None, str, int]:
        """The longest whole text that stands there; one of which the longest beginning does, and its length."""
        here = text[start : start + self._longest]
        place = bisect_right(self._texts, here)
        whole = self._texts[place - 1] if place else None
        while whole is not None and not here.startswith(whole):
            whole = self._inner[whole]
        near = self._texts[max(place - 1, 0) : place + 1]
        length, nearest = max((_common(here, other), other) for other in near)
        return whole, nearest, length


def _common(one: str, other: str) -> int:
    """Length of the common beginning of two texts."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one.startswith(other[:middle]):
            least = middle
        else:
            most = middle - 1
    return least


class _TooMuchWorkError(Exception):
    """What was allowed is spent."""


class Work:
    """What the search for secrets may still cost."""

    def __init__(self, most: int) -> None:
        self._left = most

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left."""
        return self._left < 0

    def spend(self, amount: int) -> None:
        """Count an amount.

        Raises:
            _TooMuchWorkError: nothing is left.
        """
        self._left -= amount
        if self._left < 0:
            raise _TooMuchWorkError


class Redactor:
    """Replaces a fixed set of secrets in texts, in every spelling of `spellings`, whether in capitals or not.

    Texts are first compared with small parts of all spellings at once; nearly all texts hold none of them.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        """Compute all spellings once."""
        plain: set[str] = set()
        self._encodings: set[str] = set()
        words: set[str] = set()
        symbols: set[str] = set()
        for secret in secrets:
            if len(single_line(secret).strip()) < SHORTEST_PART:
                (symbols if len(single_line(secret)) < _SHORTEST_WORD else words).update(
                    lowered(form)
                    for form in spellings_of(secret)
                    if len(form) >= min(len(secret), _SHORTEST_WORD)
                )
                continue
            for form in map(lowered, spellings_of(secret)):
                if len(form) >= SHORTEST_PART:
                    plain.add(form)
                elif len(form) >= _SHORTEST_WORD:
                    words.add(form)
            self._encodings.update(map(lowered, encodings_of(secret)))
        self._encodings -= plain
        self._forward = _Beginnings(plain | self._encodings)
        self._backward = _Beginnings(form[::-1] for form in plain)
        self._ends = frozenset(
            form[:length] for form in plain for length in (_SHORTEST_END, _SHORTEST_END + 1)
        )
        self._words = _alone(words, symbols)
        self._parts: dict[int, set[str]] = {}
        for part in self._forward.parts | {part[::-1] for part in self._backward.parts}:
            data = _encoded(part)
            for at in range(2):  # one of the two is at an even place, wherever the part stands
                self._parts.setdefault(_numbers(data[at : at + 4])[0], set()).add(part)
        self._numbers = frozenset(self._parts)

    def __call__(self, text: str) -> str:
        """The text without the secrets; words of the contract are left as they are."""
        return self.within(text, Work(_MOST_WORK)) if self.may_change(text) else text

    def within(self, text: str, work: Work) -> str:
        """The same for a text that may change; hidden as a whole where it costs more work than is left."""
        if text in CONTRACT_WORDS or is_code(text):
            return text
        try:
            spans = list(self._spans(text, _MOST_LEVELS, work, may_be_cut=len(text) >= LONG_TEXT))
        except _TooMuchWorkError:
            return HIDDEN
        kept: list[str] = []
        position = 0
        for start, end in sorted(spans):
            if start >= position:
                kept += (text[position:start], HIDDEN)
            position = max(position, end)
        return "".join((*kept, text[position:]))

    def may_change(self, text: str) -> bool:
        """Whether a text needs a closer look; most do not."""
        small = lowered(text)
        return may_hold_escapes(text) or self.may_be_cut(small) or self.may_hold_secret(small)

    def may_be_cut(self, text: str) -> bool:
        """Whether a text, in small letters, is long and ends with few characters of a secret's beginning."""
        return len(text) >= LONG_TEXT and (
            text[-_SHORTEST_END:] in self._ends or text[-_SHORTEST_END - 1 :] in self._ends
        )

    def may_hold_secret(self, text: str) -> bool:
        """Whether there may be a secret in a text, in small letters, without any escape; see `may_be_cut`."""
        return self.has_word(text) or self.parts_in(text) != ()

    def has_word(self, text: str) -> bool:
        """Whether one of the secrets that are looked for as words is in a text, in small letters."""
        return self._words is not None and self._words.search(text) is not None

    def parts_in(self, text: str) -> tuple[str, ...] | None:
        """Parts of which one is in each text, in small letters, that has a longer secret in it without any escape.

        None where too many are in it. A secret that is cut at the end of a long text need not have a part; see
        `may_be_cut`.
        """
        data = _encoded(text)
        both = (_numbers(data), _numbers(data[2:]))
        if all(map(self._numbers.isdisjoint, both)):
            return ()
        found = self._numbers.intersection(both[0]) | self._numbers.intersection(both[1])
        candidates = {part for number in found for part in self._parts[number]}
        if len(candidates) > _MOST_PARTS:
            return None
        return tuple(part for part in candidates if part in text)

    def _spans(self, text: str, levels: int, work: Work, *, may_be_cut: bool) -> Iterator[tuple[int, int]]:
        """The ranges of the text in which a secret stands, also in what it says with escapes resolved."""
        work.spend(_WORK_PER_TEXT)
        small = lowered(text)
        if self.may_hold_secret(small):
            yield from self._found(text, small, work)
        rest = without_cut_escape(text) if may_be_cut else text
        if may_be_cut:
            small_rest = small[: len(rest)]
            for length in (_SHORTEST_END + 1, _SHORTEST_END):
                for cut in (small, small_rest):
                    if cut[-length:] in self._ends:
                        yield len(cut) - length, len(text)
        if not levels or not may_hold_escapes(text):
            return
        work.spend(count_escapes(text) * _WORK_PER_ESCAPE)
        for inner, part in {decoded(part): part for part in (rest, text)}.items():
            if inner != part and (spans := list(self._spans(inner, levels - 1, work, may_be_cut=may_be_cut))):
                _, origin = decoded_with_origin(part)
                yield from (
                    (origin[start][0], origin[end - 1][1] if end < len(origin) else len(text))
                    for start, end in spans
                )

    def _found(self, text: str, small: str, work: Work) -> Iterator[tuple[int, int]]:
        work.spend(len(text) // _CHARACTERS_PER_WORK)
        if self._words is not None and not is_plain_value(text):
            yield from (found.span() for found in self._words.finditer(small))
        cuts = _cuts_in(small)
        resumed = [found.end() for found in _BEFORE_CUT.finditer(small)]
        work.spend(len(cuts) + len(resumed))
        turned = small[::-1]
        token_end = 0
        for start in range(len(small) - _SHORTEST_CUT + 1):
            part = small[start : start + _SHORTEST_CUT]
            if part in self._forward.parts:
                work.spend(_WORK_PER_PLACE)
                whole, near, length = self._forward.at(small, start)
                if whole is not None:
                    end = start + len(whole)
                    if whole not in self._encodings:
                        yield start, end
                    elif end > token_end:  # else a part of the same encoded word
                        first, token_end = token_around(text, start, end)
                        yield first, token_end
                    continue
                shortest = _SHORTEST_CUT_ENCODING if near in self._encodings else _SHORTEST_CUT
                cut = bisect_right(cuts, start + length)
                if cut and cuts[cut - 1] >= start + shortest:
                    yield start, cuts[cut - 1]
            if part[::-1] in self._backward.parts:
                work.spend(_WORK_PER_PLACE)
                end = start + _SHORTEST_CUT
                _, _, length = self._backward.at(turned, len(small) - end)
                cut = bisect_left(resumed, end - length)
                if cut < len(resumed) and resumed[cut] <= start:
                    yield resumed[cut], end


def _cuts_in(text: str) -> list[int]:
    """Where a secret that stands before may have been cut."""
    cuts: list[int] = []
    for found in _AFTER_CUT.finditer(text):
        if found.end() == found.start():
            cuts.append(found.start())
        elif found["cut"] is not None:
            cuts += range(*found.span())
    return cuts


def _encoded(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _numbers(data: bytes) -> memoryview[int]:
    """Each four bytes as a number: it takes much less time than to cut a text into pieces."""
    return memoryview(data)[: len(data) // 4 * 4].cast("I")


def _alone(words: Iterable[str], symbols: Iterable[str]) -> re.Pattern[str] | None:
    """Short secrets where they stand alone: not parts of words, identifiers, addresses, versions and times."""
    patterns = []
    if either := _either(words):
        patterns.append(rf"(?<!\w)(?:{either})(?!\w)")
    if either := _either(symbols):
        patterns.append(rf"""(?:(?<=[\s"'`=(\[{{<])|^)(?:{either})(?=[\s"'`,;)\]}}>&]|[.:!?](?:[\s"]|$)|$)""")
    return re.compile("|".join(patterns)) if patterns else None


def _either(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True) if text)


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
