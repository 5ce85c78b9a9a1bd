"""Texts of the wire where Markdown is read: they stay data [`design.md` §8, US6]."""

import re
from typing import Final

# What Markdown and HTML give a meaning to, addresses that would become links, and underscores around words; a backslash
# before it takes the meaning away. Brackets are enough of a link, and codes such as NETWORK_ERROR stay as they are.
_MARKUP: Final = re.compile(r"([\\`*\[\]<>#~&@]|(?<!\w)_|_(?!\w)|:(?=//)|(?<=[wW]{3})\.)")
# An SSID has 32 bytes, a server's message a sentence or two.
_LONGEST: Final = 300


def plain(text: str) -> str:
    """The text as it is to be read: one line, bounded, and nothing in it is markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split())[:_LONGEST])
