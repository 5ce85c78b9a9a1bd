"""Spellings in which a server may echo a text, and the escapes that it may write single characters with."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Collection, Iterator
from functools import lru_cache
from html import unescape
from itertools import combinations
import json
import re
from typing import Final
import unicodedata
from urllib.parse import quote, quote_plus

from .codec import single_line, with_plain_spaces

# Runs of one kind of escape: JSON, Go, C and shell, Python bytes; percent-encoding; HTML entities.
_ESCAPES: Final = re.compile(
    r"(?P<utf16>(?:\\u[0-9A-Fa-f]{4}|%u[0-9A-Fa-f]{4})+)"
    r"|(?P<point>(?:\\U[0-9A-Fa-f]{8}|\\u\{[0-9A-Fa-f]{1,6}\})+)"
    r"|(?P<byte>(?:\\x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2})+)"
    r"|(?P<octal>(?:\\[0-3][0-7]{2})+)"
    r"|(?P<plain>(?:\\[^uUx0-3]|\\[uUx0-3])+)"
    r"|(?P<html>(?:&(?:#[0-9]{1,9}|#[xX][0-9A-Fa-f]{1,9}|[A-Za-z][A-Za-z0-9]{1,31});?)+)"
)
_HEX: Final = re.compile(r"[0-9A-Fa-f]+")
_OCTAL: Final = re.compile(r"[0-7]{3}")
_WHITE_SPACE: Final = str.maketrans("abefnrtv0", " " * 9)
# Characters that begin an escape.
_BEGINNINGS: Final = ("\\", "%", "&")
# What an escape, whole or cut at the end of a text, begins with; the quotation mark ends a text inside of JSON.
_BEGINNING: Final = re.compile(r'\\|%(?:[0-9A-Fa-fu"]|$)|&(?:[#A-Za-z"]|$)')
# A limit of length may cut an escape, too.
_CUT_ESCAPE: Final = re.compile(
    r"(?:\\(?:[uUx][0-9A-Fa-f{]{0,8}|[0-3][0-7]?)?|%u?[0-9A-Fa-f]{0,3}|&#?[0-9A-Za-z]{0,31})$"
)
# Characters that some notation doubles: SQL, CSV and shells the quotes, formats and templates the others.
_DOUBLED: Final = "'\"%{}$`"
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")


def count_escapes(text: str) -> int:
    """At most so many escapes are in the text."""
    return len(_BEGINNING.findall(text))


def may_hold_escapes(text: str) -> bool:
    """Whether there may be escapes in a text, also in one that is JSON."""
    if "\\" in text:
        return True
    return ("%" in text or "&" in text) and _BEGINNING.search(text) is not None


def lowered(text: str) -> str:
    """The text in small letters and with ordinary spaces, each character in its place."""
    if text.isascii():
        return text.lower()
    # Of all letters, İ alone becomes two. Which of the two small letters stands for Σ depends on the letters beside it.
    return with_plain_spaces(text).replace("İ", "i").lower().replace("ς", "σ")


def decoded(text: str, beginnings: Collection[str] = _BEGINNINGS) -> str:
    """The text with one level of escapes resolved, of those kinds that begin so."""
    return _ESCAPES.sub(
        lambda found: _resolved(found[0], found.lastgroup) if found[0][0] in beginnings else found[0], text
    )


def decoded_with_origin(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The same text, and for each of its characters the range of the original that it was written as."""
    parts: list[str] = []
    origin: list[tuple[int, int]] = []
    position = 0
    for found in _ESCAPES.finditer(text):
        parts.append(text[position : found.start()])
        origin += [(at, at + 1) for at in range(position, found.start())]
        part = _resolved(found[0], found.lastgroup)
        parts.append(part)
        origin += [found.span()] * len(part)
        position = found.end()
    parts.append(text[position:])
    origin += [(at, at + 1) for at in range(position, len(text))]
    return "".join(parts), origin


def without_cut_escape(text: str) -> str:
    """The text without an escape at its end that a limit of length cut."""
    return _CUT_ESCAPE.sub("", text)


@lru_cache(maxsize=2048)
def _resolved(run: str, kind: str | None) -> str:
    match kind:
        case "utf16":
            units = b"".join(int(run[at : at + 4], 16).to_bytes(2) for at in range(2, len(run), 6))
            text = units.decode("utf-16-be", errors="replace")
        case "point":
            points = (int(digits[0], 16) for digits in _HEX.finditer(run.replace("U", "").replace("u", "")))
            text = "".join(chr(point) if point <= 0x10FFFF else "?" for point in points)
        case "byte":
            text = _text_of(bytes.fromhex(re.sub(r"\\x|%", "", run)))
        case "octal":
            text = _text_of(bytes(int(digits[0], 8) for digits in _OCTAL.finditer(run)))
        case "html":
            text = unescape(run)
        case _:
            text = "".join(
                character.translate(_WHITE_SPACE) if character in "abefnrtv0" else character
                for character in run[1::2]
            )
    return single_line(text)


def _text_of(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def spellings_of(secret: str) -> Iterator[str]:
    """Every spelling of a text as a whole, apart from escapes of single characters."""
    for form in _forms(secret):
        data = form.encode(errors="replace")
        yield single_line(form)
        yield form.replace(" ", "+")
        yield single_line(data.decode("latin-1"))
        if not form.isascii():
            yield form.upper()  # some letters have capitals that are several ones: ß, SS
        yield from (re.sub("[^\0-\x7f]", sign, form) for sign in ("?", "\ufffd") if not form.isascii())
        yield from (form.replace(sign, 2 * sign) for sign in _DOUBLED if sign in form)
        yield form.translate({ord(sign): 2 * sign for sign in _DOUBLED})
        # What is no escape in the secret looks like one beside the escapes of another kind.
        kinds = [beginning for beginning in _BEGINNINGS if beginning in form]
        for count in range(1, len(kinds) + 1):
            yield from (decoded(form, chosen) for chosen in combinations(kinds, count))
        yield from (form.replace("'", quoted) for quoted in ("'''", "'\\''", "'\"'\"'") if "'" in form)


def _forms(secret: str) -> set[str]:
    """The text as it is, without white space around it, and in both normal forms."""
    texts = {secret, secret.strip()}
    return texts | {unicodedata.normalize(form, text) for form in ("NFC", "NFD") for text in texts}


def encodings_of(secret: str) -> Iterator[str]:
    """Every encoding of a text's bytes, as it appears inside a longer encoded text."""
    for form in {secret, secret.strip()}:
        for data in _bytes_of(form):
            yield from _encodings(data)


def _bytes_of(text: str) -> set[bytes]:
    """The bytes that a server may encode: of the text itself, and of JSON or an address that it is a part of."""
    written = {json.dumps(text, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)}
    go = {re.sub("[<>&]", lambda sign: f"\\u{ord(sign[0]):04x}", form) for form in written}
    percent = {quote(text, safe="", errors="replace"), quote_plus(text, errors="replace")}
    found = {form.encode(errors="replace") for form in {text, *written, *go, *percent}}
    return found | {text.encode("latin-1", errors="replace")}


def _encodings(data: bytes) -> Iterator[str]:
    for separator in ("", " ", ":", "-"):
        yield data.hex(separator) if separator else data.hex()
    yield from (separator.join(map(str, data)) for separator in (" ", ",", ", "))
    for separator in (", ", ","):
        yield separator.join(f"0x{byte:x}" for byte in data)
        yield separator.join(f"0x{byte:02x}" for byte in data)
    for encode in (b64encode, urlsafe_b64encode):
        for before in range(3):
            # The characters at either end depend on the bytes beside the secret.
            first = (0, 2, 3)[before]
            last = (before + len(data)) * 8 // 6
            yield encode(b"\0" * before + data).decode()[first:last]


def token_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The range of the whole encoded word that this range is a part of."""
    while start > 0 and _BASE64.fullmatch(text[start - 1]) and text[start - 1] != "=":
        start -= 1
    found = _BASE64.match(text, end)
    return start, found.end() if found else end
