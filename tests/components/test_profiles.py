"""Which passwords WPA allows."""

from string import ascii_letters, digits, punctuation

from custom_components.piorchestrator.profiles import is_password

ASCII = "".join(map(chr, range(0x20, 0x7F)))
POSSIBLE = (
    "8 chars.",
    " " * 8,
    "x" * 63,
    ASCII[:63],
    ASCII[63:],
    "f" * 64,
    "0123456789abcdefABCDEF" + "0" * 42,
)
IMPOSSIBLE = (
    "",
    "7 chars",
    "x" * 64,
    "f" * 63 + "g",
    "f" * 63 + " ",
    "f" * 65,
    "\uff10" * 64,  # digits, but not of ASCII
    "ü" * 8,
    "ü" * 40,  # 80 bytes of UTF-8
    "password\n",
    "pass\tword",
    "password\x00",
    "\x7fpassword",
    "pass\u00a0word",
    "password\u200e",
    "\ud800password",
)


def test_passwords() -> None:
    assert [password for password in POSSIBLE if not is_password(password)] == []
    assert [password for password in IMPOSSIBLE if is_password(password)] == []


def test_every_character() -> None:
    taken = {sign for sign in map(chr, range(0x300)) if is_password(7 * "x" + sign)}
    assert taken == {*ascii_letters, *digits, *punctuation, " "}
