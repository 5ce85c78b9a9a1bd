"""Secrets in a server's words, whole or cut by a limit of length [C §4; SECURITY.md]."""

import json

from hypothesis import given, strategies as st
import pytest

from custom_components.piorchestrator.client import PiOrchestratorError
from custom_components.piorchestrator.client.quoted import without_secrets
from tests.conftest import API_KEY

from .conftest import ClientOf
from .server import Hostile, document, says

PART = 4  # as many characters of a secret's beginning tell something


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


async def test_a_key_in_the_id_of_the_request(client_of: ClientOf) -> None:
    answer = document({"error": "no"}, "500 Oops", f"X-Correlation-ID: {'x' * 60}{API_KEY}")
    async with Hostile({"": says(answer)}) as server:
        with pytest.raises(PiOrchestratorError) as caught:
            await client_of(server).stop("s")
    assert API_KEY[:PART] not in str(caught.value)


@given(
    before=st.text("ab", max_size=80),
    secrets=st.lists(st.text("abcd", min_size=1, max_size=9), min_size=1, max_size=3),
    cut=st.integers(0, 120),
    data=st.data(),
)
def test_any_text(before: str, secrets: list[str], cut: int, data: st.DataObject) -> None:
    """No secret stays, nor the beginning of one at the end of a text that may have been cut."""
    longest_first = sorted(secrets, key=len, reverse=True)
    quoted = data.draw(st.sampled_from(secrets))
    text = (before + quoted)[:cut]
    found = without_secrets(text, longest_first)
    assert not any(secret in found for secret in secrets if "*" not in secret)
    if len(text) >= 64:
        ends = [secret[:length] for secret in secrets for length in range(PART, len(secret))]
        assert not any(found.endswith(end) for end in ends)


def test_short_texts_are_left_alone() -> None:
    """They were not cut: what looks like a beginning is one by chance."""
    assert without_secrets("a cana", [API_KEY]) == "a cana"
    assert without_secrets(json.dumps({"key": API_KEY}), [API_KEY]) == '{"key": "***"}'
