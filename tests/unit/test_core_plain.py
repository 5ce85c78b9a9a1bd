"""Texts of the wire where Markdown is read."""

import pytest

from custom_components.piorchestrator.core.plain import plain


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Workshop", "Workshop"),
        ("Café-5 (NETWORK_ERROR)", "Café-5 (NETWORK_ERROR)"),
        ("**big**", r"\*\*big\*\*"),
        ("_thin_", r"\_thin\_"),
        ("[here](http://evil)", r"\[here\](http\://evil)"),
        ("www.evil", r"www\.evil"),
        ("WWW.evil wWw.evil", r"WWW\.evil wWw\.evil"),
        ("ftp://evil HTTPS://evil", r"ftp\://evil HTTPS\://evil"),
        ("x@evil.example", r"x\@evil.example"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("![x](y) `z` &lt;b&gt;", r"!\[x\](y) \`z\` \&lt;b\&gt;"),
        ("a\u2028b\x85c\td", "a b c d"),
        ("<img src=x>", r"\<img src=x\>"),
        ("a\n# b\n\n> c", r"a \# b \> c"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_nothing_is_markup(text: str, told: str) -> None:
    assert plain(text) == told


def test_bounded() -> None:
    assert len(plain("x" * 10_000)) == 300
