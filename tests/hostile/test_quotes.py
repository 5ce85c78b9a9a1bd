"""Secrets in a server's words: in any spelling, whole or cut by a limit of length."""

import base64
from collections.abc import Callable, Iterable
import html
from itertools import product
import json
import re
import shlex
import time
from typing import Final
from urllib.parse import quote, quote_plus

from hypothesis import given, strategies as st
import pytest

from custom_components.piorchestrator.client import PiOrchestratorError, SecretMemory
from custom_components.piorchestrator.client.codec import is_single_line, single_line
from custom_components.piorchestrator.client.document import read_document, received_text
from custom_components.piorchestrator.client.redaction import Redactor
from tests.conftest import API_KEY

from .conftest import ClientOf
from .server import Hostile, document, says

PART = 4  # as many characters of a secret's beginning tell something
SECRETS: Final = (
    API_KEY,
    "correct horse battery",
    "qu\"ote's & <tags>; 100% \\back/slash $HOME `x`",
    "Küchenschlüssel-ß-№7",
    "пароль-сети-😀",
    "a+b=c d%20e&amp;f",
    "p\tq\u00a0r\u200bstuvw",
    "0123456789abcdef" * 4,
    "hunter2!",
)


def every_character(form: str) -> Callable[[str], str]:
    """Write each UTF-16 unit, code point or byte of a text as an escape."""

    def escape(secret: str) -> str:
        units = secret.encode("utf-16-be")
        code_units = [int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2)]
        return "".join(form.format(unit) for unit in code_units)

    return escape


def every_byte(form: str, between: str = "") -> Callable[[str], str]:
    return lambda secret: between.join(form.format(byte) for byte in secret.encode())


ENCODINGS: Final[dict[str, Callable[[str], str]]] = {
    "plain": str,
    "JSON": json.dumps,
    "JSON, no ASCII only": lambda secret: json.dumps(secret, ensure_ascii=False),
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret)),
    "JSON with slashes": lambda secret: json.dumps(secret).replace("/", "\\/"),
    "JSON, all escaped": every_character("\\u{:04x}"),
    "JSON, all escaped in capitals": every_character("\\u{:04X}"),
    "percent": lambda secret: quote(secret, safe=""),
    "percent, small": lambda secret: quote(secret, safe="").lower() if secret.islower() else quote(secret),
    "percent, all": every_byte("%{:02X}"),
    "percent, all small": every_byte("%{:02x}"),
    "percent twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "a form": quote_plus,
    "JavaScript's escape": every_character("%u{:04X}"),
    "HTML": html.escape,
    "HTML without quotes": lambda secret: html.escape(secret, quote=False),
    "HTML twice": lambda secret: html.escape(html.escape(secret)),
    "HTML, decimal": lambda secret: "".join(f"&#{ord(character)};" for character in secret),
    "HTML, hexadecimal": lambda secret: "".join(f"&#x{ord(character):x};" for character in secret),
    "HTML, HEXADECIMAL": lambda secret: "".join(f"&#X{ord(character):06X};" for character in secret),
    "HTML, named apostrophe": lambda secret: secret.replace("&", "&amp;").replace("'", "&apos;"),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 without padding": lambda secret: base64.b64encode(secret.encode()).decode().rstrip("="),
    "base64 for addresses": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "base64, one before": lambda secret: base64.b64encode(b":" + secret.encode() + b"!!").decode(),
    "base64, two before": lambda secret: base64.b64encode(b"a:" + secret.encode() + b"!").decode(),
    "hexadecimal": lambda secret: secret.encode().hex(),
    "HEXADECIMAL": lambda secret: secret.encode().hex().upper(),
    "a dump": every_byte("{:02x}", " "),
    "bytes of Go": every_byte("{}", " "),
    "bytes of Go with type": every_byte("0x{:x}", ", "),
    "bytes of JSON": every_byte("{}", ","),
    "bytes of Python": lambda secret: repr(secret.encode()),
    "octal": every_byte("\\{:03o}"),
    "a string of Python": repr,
    "a string of Rust": lambda secret: "".join(f"\\u{{{ord(character):x}}}" for character in secret),
    "a string of Go": lambda secret: "".join(f"\\U{ord(character):08x}" for character in secret),
    "shell": shlex.quote,
    "shell, all signs": re.escape,
    "SQL": lambda secret: secret.replace("'", "''"),
    "CSV": lambda secret: secret.replace('"', '""'),
    "a format": lambda secret: secret.replace("%", "%%"),
    "Latin-1 for UTF-8": lambda secret: secret.encode().decode("latin-1"),
}


AROUND: Final = ("{}", "refused {}, try again", "key={}&x=1", '{{"key":"{}"}}', "<{}>", "X-API-Key: {}")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_spelling_is_left(encoding: str) -> None:
    conceal = SecretMemory(SECRETS).conceal
    for secret, around in product(SECRETS, AROUND):
        spelling = ENCODINGS[encoding](secret)
        found = received_text(around.format(spelling), conceal)
        assert "***" in found, (secret, spelling)
        assert spelling not in found
        assert shared(spelling, found) < 8, (secret, found)


def shared(one: str, other: str) -> int:
    """Length of the longest part that two texts have in common."""
    lengths = range(min(len(one), len(other)), 0, -1)
    return next((n for n in lengths if any(one[at : at + n] in other for at in range(len(one) - n + 1))), 0)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_limit_in_the_middle_of_any_spelling(encoding: str) -> None:
    """A limit of the server's or of ours, wherever it falls."""
    spelling = ENCODINGS[encoding](API_KEY)
    # So many characters of it tell fewer than four of the secret, and one more may be written in part.
    most = max(10, (PART + 1) * len(spelling) // len(API_KEY))
    for kept in range(len(spelling) + 1):
        found = received_text("x" * 100 + "!" + spelling[:kept], SecretMemory([API_KEY]).conceal)
        assert len(found) <= 101 + most or "***" in found, (kept, found)
        ours = received_text("x" * (1024 - kept) + "!" + spelling, SecretMemory([API_KEY]).conceal)
        assert shared(spelling, ours) < 8, (kept, ours)


@pytest.mark.parametrize("length", [*range(470, 502), *range(1000, 1026)])
@pytest.mark.parametrize("where", ["message", "details", "code"])
async def test_a_limit_in_the_middle_of_the_key(client_of: ClientOf, length: int, where: str) -> None:
    """Wherever the text is cut, nothing of the key stays at its end."""
    words = "x" * length + API_KEY
    answer = document({"error": {"code": "INTERNAL_ERROR", "message": "m", where: words}}, "500 Oops")
    async with Hostile({"": says(answer)}) as server:
        with pytest.raises(PiOrchestratorError) as caught:
            await client_of(server).stop("s")
    assert API_KEY[:PART] not in f"{caught.value} {caught.value.args}"


@pytest.mark.parametrize("status", ["200 OK", "500 Oops"])
@pytest.mark.parametrize(
    "key", [API_KEY, f"{'x' * 60}{API_KEY}", quote(API_KEY, safe="").replace("c", "%63")]
)
async def test_a_key_in_the_id_of_the_request(
    client_of: ClientOf, caplog: pytest.LogCaptureFixture, status: str, key: str
) -> None:
    """Also of an answer that is none of an error: the log has it."""
    caplog.set_level("DEBUG")
    body = {"success": status.startswith("2"), "data": {}, "correlation_id": f"id-{key}"}
    text = ""
    for answer in (document(body, status), document({"data": {}}, status, f"X-Request-Id: {key}")):
        async with Hostile({"": says(answer)}) as server:
            try:
                await client_of(server).stop("s")
            except PiOrchestratorError as error:
                text += str(error)
    assert "/stop" in caplog.text
    assert key not in text + caplog.text
    assert API_KEY not in text + caplog.text


@given(
    before=st.text("ab", max_size=80),
    secrets=st.lists(st.text("abcd", min_size=8, max_size=9), min_size=1, max_size=3),
    cut=st.integers(0, 120),
    data=st.data(),
)
def test_any_text(before: str, secrets: list[str], cut: int, data: st.DataObject) -> None:
    """No secret stays, nor the beginning of one at the end of a text that may have been cut."""
    quoted = data.draw(st.sampled_from(secrets))
    text = (before + quoted)[:cut]
    found = Redactor(secrets)(text)
    assert not any(secret in found for secret in secrets)
    if len(text) >= 64:
        ends = [secret[:length] for secret in secrets for length in range(PART, len(secret))]
        assert not any(found.endswith(end) for end in ends)


@given(st.text(), st.lists(st.text(min_size=1), max_size=4))
def test_any_text_and_any_secret(text: str, secrets: list[str]) -> None:
    """Whatever they are, there is a text."""
    conceal = SecretMemory(secrets).conceal
    found = received_text(text, conceal)
    assert is_single_line(found)
    found.encode()
    for secret in secrets:
        line = single_line(secret)
        if len(line) >= PART and not line.isspace():
            assert "***" in received_text(f"[{secret}]", conceal)


def test_short_texts_are_left_alone() -> None:
    """They were not cut: what looks like a beginning is one by chance."""
    assert Redactor([API_KEY])("a cana") == "a cana"
    assert Redactor([API_KEY])(json.dumps({"key": API_KEY})) == '{"key": "***"}'


@pytest.mark.parametrize("secret", ["a", "24", "10", "abc", "1.2", ":", "-"])
def test_short_secrets_do_not_shred_texts(secret: str) -> None:
    """They are looked for where they stand alone."""
    for text in (
        "24:6F:28:A1:B2:24",
        "192.168.10.24",
        "v1.2.3-abcd",
        "2026-01-10T10:24:10Z",
        "a-1b-24ab",
        "10-24",
    ):
        assert Redactor([secret])(f"in {text} it is") == f"in {text} it is"
    for text in (
        "X-API-Key: {}",
        "key={}&x",
        '"{}"',
        "refused '{}'.",
        "({})",
        "{}",
        "{} refused",
        "bad key {}: no",
    ):
        assert Redactor([secret])(text.format(secret)) == text.format("***")


@pytest.mark.parametrize("word", ["failed", "device.verified", "NETWORK_ERROR", "warning", "healthy"])
def test_words_of_the_contract_stay_readable(word: str) -> None:
    """As a whole text they disclose nothing; in a sentence they may be the secret."""
    assert Redactor([word])(word) == word
    assert Redactor([word])(f"key {word} refused") == "key *** refused"


def test_secrets_are_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once per text, nor because a known one is sent again."""
    compiled: list[Redactor] = []

    def compile_them(secrets: Iterable[str]) -> Redactor:
        compiled.append(Redactor(secrets))
        return compiled[-1]

    monkeypatch.setattr("custom_components.piorchestrator.client.redaction.Redactor", compile_them)
    memory = SecretMemory(f"password-number-{number}" for number in range(20))
    for number in range(1000):
        memory.remember(f"password-number-{number % 20}")
        assert memory.conceal(f"text {number} password-number-7!") == f"text {number} ***!"
    assert len(compiled) == 1
    memory.remember("another-password")
    assert memory.conceal("another-password") == "***"
    assert len(compiled) == 2


def test_the_time_per_text_does_not_grow_with_the_number_of_secrets() -> None:
    texts = [f"board {number} failed: no answer from 192.168.4.{number}" for number in range(2000)]

    def seconds(count: int) -> float:
        redact = Redactor(f"{number:04}-some-wifi-password" for number in range(count))
        best = 60.0
        for _ in range(5):
            began = time.thread_time()
            assert [redact(text) for text in texts] == texts
            best = min(best, time.thread_time() - began)
        return best

    assert seconds(100) < 4 * seconds(1)


def test_the_newest_secrets_are_remembered() -> None:
    memory = SecretMemory(["first-secret"])
    for number in range(300):
        memory.remember(f"secret-number-{number}", None, "")
        memory.remember("first-secret")
    assert memory.conceal("first-secret secret-number-299 secret-number-0") == "*** *** secret-number-0"


def test_kept_secrets_are_not_forgotten() -> None:
    """Whatever else is remembered; one that is kept no longer counts as the newest of the others."""
    memory = SecretMemory()
    memory.keep("first-secret", None)
    memory.remember(*(f"secret-number-{number}" for number in range(300)))
    assert memory.conceal("first-secret") == "***"
    memory.keep("second-secret")
    memory.keep("second-secret")
    assert memory.conceal("first-secret second-secret secret-number-44") == "*** *** secret-number-44"


def test_escapes_of_a_document_have_a_limit() -> None:
    """It takes time to look behind them; texts beyond the limit are hidden as a whole, and others are not."""
    document = read_document(json.dumps({"texts": ["\\%&" * 300] * 100 + ["plain"]}), Redactor([API_KEY]))
    assert document is not None
    texts = document["texts"]
    assert isinstance(texts, list)
    assert texts[0] == "\\%&" * 300
    assert texts[-2:] == ["***", "plain"]


def test_a_secret_that_is_an_escape() -> None:
    """Resolved, it is too short to be looked for."""
    assert Redactor(["&lt;"])("a &lt; b < c") == "a *** b < c"
