"""Texts that a spreadsheet would calculate or rewrite, guarded by an apostrophe in the files that are written."""

import re
from typing import Final

# Signs that make a formula of a cell, in each width and height that Unicode has of them.
_SIGNS: Final = "=+\\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−﬩"
# What a spreadsheet may pass over before such a sign: white space, quotes, control and formatting characters.
_BLANK: Final = r"\s\"\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
# The beginning of a cell that is a formula; an apostrophe in front of it says that it is text.
FORMULA: Final = re.compile(rf"'*[{_BLANK}]*[{_SIGNS}\t\r\n]")
# Most texts have no such place, and need no closer look.
_MAYBE_INNER: Final = re.compile(rf"[,;|'{_BLANK}][{_SIGNS}]")
_BEFORE_SIGN: Final = re.compile(rf"([{_BLANK}']*+)([{_SIGNS}])(?=([ \r\n])?)|[{_BLANK}']++")
# A cell begins after each of these if the file is opened with another separator, or if a quote is not taken for one. The
# space is a case of its own: between words a sign that stands alone is no formula, as in "shelf - left". At the end of a text
# it is one, because the next column may follow.
_SEPARATORS: Final = frozenset(",;|\t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# As in `1-2`, `007`, `1.50`, `1e5`, `3 Mar`, `5 %`, `(12)`, `true`: a spreadsheet makes numbers, dates, times, amounts and truth
# values of these.
_MONTH: Final = (
    "(?:jan|ene|feb|fev|fév|mar|mär|mrz|apr|abr|avr|ma[iyj]|jun|juin|jul|juil|aug|ago|ao[uû]|sep|set|oct|okt|out|nov"
    "|dec|dez|déc|dic)[^\\W\\d_]{0,9}\\.?"
)
_TIME: Final = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?"
_TRUTH: Final = "true|false|wahr|falsch|vrai|faux|verdadero|falso|verdadeiro"
# Longer texts are none of these, and would keep a regular expression busy.
_LONGEST_NUMBER: Final = 128
_NUMBER: Final = re.compile(
    rf"(?: *(?:{_TRUTH})|(?! *(?:0|[1-9]\d{{0,14}})\Z) *(?:{_MONTH}[-./ ]*)?\(?[$€£¥]? ?\(?[.,]?\d"
    rf"(?:(?:[\d.,:/\-+' \u00a0\u202f]|e[-+]?\d){{0,63}}|\d{{0,3}}[-./ ]*{_MONTH}[-./ ]*\d{{0,4}}(?:,? +{_TIME})?"
    rf"|\d{{3}}-\d\d-\d\dT{_TIME})\)?(?: ?[%$€£¥]| ?[ap]m| [ap])?\)?) *",
    re.IGNORECASE,
)


def kept(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would save as another number or date.

    Whole numbers of up to 15 digits stay as they are. `unkept` is the exact inverse, for every text.
    """
    return f"'{text}" if _is_number(text) else text


def unkept(text: str) -> str:
    """Take the apostrophe away that `kept` added."""
    return text[1:] if text.startswith("'") and _is_number(text) else text


def _is_number(text: str) -> bool:
    """Whether a spreadsheet would make a number of the text, or of what follows its apostrophes."""
    number = text.lstrip("'")
    return len(number) <= _LONGEST_NUMBER and _NUMBER.fullmatch(number) is not None


def guarded(text: str) -> str:
    """Put an apostrophe before each formula that the text is or that a spreadsheet may split it into.

    `unguarded` is the exact inverse, for every text.
    """
    inner = _BEFORE_SIGN.sub(_with_guards, text) if _MAYBE_INNER.search(text) else text
    return f"'{inner}" if FORMULA.match(text) else inner


def unguarded(text: str) -> str:
    """Take the apostrophes away that `guarded` added."""
    if "'" not in text:
        return text
    inner = _BEFORE_SIGN.sub(_without_guards, text) if _MAYBE_INNER.search(text) else text
    return inner[1:] if inner.startswith("'") and FORMULA.match(inner, 1) else inner


def _with_guards(found: re.Match[str]) -> str:
    return _turned(found, guard=True)


def _without_guards(found: re.Match[str]) -> str:
    return _turned(found, guard=False)


def _turned(found: re.Match[str], *, guard: bool) -> str:
    """Add or remove the apostrophes before one sign, from the sign to the left.

    At each place where a cell may begin, one apostrophe is added if apostrophes, then blanks, then the sign follow there.
    Going left, what follows is always the text without guards, so both directions decide alike.
    """
    blanks, sign, alone = found.groups()
    if sign is None:  # blanks without a sign
        return found[0]
    turned, apostrophes, is_formula, has_space = [sign], 0, True, alone is not None
    for at in range(len(blanks), -1, -1):
        if at < len(blanks):
            character = blanks[at]
            turned.append(character)
            is_formula = is_formula and (character == "'" or not apostrophes)
            apostrophes += character == "'"
        before = blanks[at - 1] if at else found.string[max(0, found.start() - 1) : found.start()]
        begins = before in _SEPARATORS or (before == " " and not has_space)
        has_space = has_space or before == " "
        if begins and is_formula and guard:
            turned.append("'")
        elif begins and is_formula and apostrophes:
            turned.pop()
            apostrophes -= 1
    return "".join(reversed(turned))
