"""The grammar of event streams, wherever the bytes are cut [C §11.2]."""

from typing import SupportsIndex, override

import pytest

from custom_components.piorchestrator.client import sse
from custom_components.piorchestrator.client.sse import SseEvent, SseParser


def parsed(*chunks: bytes, limit: int = 1000) -> list[SseEvent]:
    parser = SseParser(limit)
    return [event for chunk in chunks for event in parser.feed(chunk)]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data:a\n\n", [SseEvent("message", "a")]),
        (b"data: a\n\n", [SseEvent("message", "a")]),
        (b"data:  a\n\n", [SseEvent("message", " a")]),
        (b"event:x\ndata:a\n\n", [SseEvent("x", "a")]),
        (b"event: x\ndata: a\n\ndata:b\n\n", [SseEvent("x", "a"), SseEvent("message", "b")]),
        (b"data:a\ndata:b\n\n", [SseEvent("message", "a\nb")]),
        (b"data:a\n\n\n\ndata:b\n\n", [SseEvent("message", "a"), SseEvent("message", "b")]),
        (b"data\n\n", [SseEvent("message", "")]),
        (b"data\ndata\n\n", [SseEvent("message", "\n")]),
        (b"data:\n\n", [SseEvent("message", "")]),
        (b"event:x\n\ndata:a\n\n", [SseEvent("message", "a")]),
        (b":comment\ndata:a\n:\n\n", [SseEvent("message", "a")]),
        (b": keep-alive\n\n", []),
        (b"data:a\n", []),
        (b"data:a", []),
        (b"unknown:x\ndata:a\nunknown\n\n", [SseEvent("message", "a")]),
        (b" data:a\n\n", []),
        (b"data :a\n\n", []),
        (b"Data:a\n\n", []),
        (b"data:a:b\n\n", [SseEvent("message", "a:b")]),
        (b"\xef\xbb\xbfdata:a\n\n", [SseEvent("message", "a")]),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata:a\n\ndata:b\n\n", [SseEvent("message", "b")]),
        (b"data:a\n\n\xef\xbb\xbfdata:b\n\n", [SseEvent("message", "a")]),
        (b"data:\xff\n\n", [SseEvent("message", "�")]),
        ("data:ü😀\n\n".encode(), [SseEvent("message", "ü😀")]),
        (b"id:1\ndata:a\n\ndata:b\n\n", [SseEvent("message", "a", "1"), SseEvent("message", "b", "1")]),
        (
            b"id:1\nid:2\0\ndata:a\n\nid\ndata:b\n\n",
            [SseEvent("message", "a", "1"), SseEvent("message", "b")],
        ),
        (b"data:a\0b\n\n", [SseEvent("message", "a\0b")]),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_grammar(stream: bytes, expected: list[SseEvent], end: bytes) -> None:
    stream = stream.replace(b"\n", end)
    assert parsed(stream) == expected
    assert parsed(*(bytes([byte]) for byte in stream)) == expected
    for at in range(len(stream) + 1):
        assert parsed(stream[:at], b"", stream[at:]) == expected
        assert parsed(stream[:at], stream[at : at + 2], stream[at + 2 :]) == expected


def test_line_ends_may_be_mixed() -> None:
    assert parsed(b"data:a\r\ndata:b\rdata:c\n\r") == [SseEvent("message", "a\nb\nc")]
    assert parsed(b"data:a\r", b"\r", b"\ndata:b\n\r\n") == [
        SseEvent("message", "a"),
        SseEvent("message", "b"),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [(b"retry:2500", 2500), (b"retry: 5", 5), (b"retry:", None), (b"retry:1x", None), (b"retry:-1", None)],
)
def test_retry(line: bytes, expected: int | None) -> None:
    parser = SseParser()
    parser.feed(line + b"\n")
    assert parser.retry == expected


def test_absurd_retry_is_ignored() -> None:
    parser = SseParser()
    parser.feed(b"retry:" + b"9" * 5000 + b"\n")
    assert parser.retry is None


@pytest.mark.parametrize("size", [1, 3, 10_000])
@pytest.mark.parametrize(
    "huge",
    [
        b"data:" + b"x" * 200,
        b"data:x\n" * 200,
        b"data:" + b"x" * 60 + b"\ndata:" + b"x" * 60,
        b":" + b"x" * 200 + b"\ndata:y",
        b"event:" + b"x" * 200 + b"\ndata:y",
        b"data:y\nid:" + b"x" * 200,
        b"x" * 200,
    ],
)
def test_a_too_large_event_is_given_up_and_counted_and_the_next_is_read(huge: bytes, size: int) -> None:
    parser = SseParser(100)
    stream = huge + b"\n\nevent:x\ndata:good\n\n"
    events = [event for at in range(0, len(stream), size) for event in parser.feed(stream[at : at + size])]
    assert events == [SseEvent("x", "good")]
    assert parser.dropped == 1


def test_the_limit_itself_is_allowed() -> None:
    line = b"data:" + b"x" * 95
    assert parsed(line + b"\n\n", limit=100) == [SseEvent("message", "x" * 95)]
    assert parsed(line + b"x\n\n", limit=100) == []


def test_the_limit_does_not_depend_on_the_cuts() -> None:
    stream = b"data:aaaa\n:eight ch\n\n"
    expected = [SseEvent("message", "aaaa")]
    for at in range(len(stream)):
        assert parsed(stream[:at], stream[at:], limit=10) == expected


def test_only_the_first_line_may_have_a_bom() -> None:
    huge = b"x" * 200
    assert parsed(huge + b"\n\n\xef\xbb\xbfdata:a\n\n", limit=100) == []


class CountingBuffer(bytearray):
    """Counts the bytes that are read out of it."""

    read = 0

    def _count(self) -> None:
        type(self).read += len(self)

    def __bytes__(self) -> bytes:
        self._count()
        return bytes(memoryview(self))

    @override
    def __contains__(self, item: object) -> bool:
        self._count()
        return super().__contains__(item)  # type: ignore[operator]

    @override
    def find(self, *args: SupportsIndex) -> int:  # type: ignore[override]
        self._count()
        return super().find(*args)

    @override
    def split(self, sep: object = None, maxsplit: SupportsIndex = -1) -> list[bytearray]:
        self._count()
        return super().split(sep, maxsplit)  # type: ignore[arg-type]


@pytest.mark.parametrize("chunk", [1, 7])
def test_work_grows_with_the_bytes_and_not_with_their_square(
    monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """An incomplete line is not looked at again with each chunk; counted in bytes, a clock would lie."""
    monkeypatch.setattr(CountingBuffer, "read", 0)
    monkeypatch.setattr(sse, "bytearray", CountingBuffer, raising=False)
    stream = b"data:" + b"x" * 20_000 + b"\n\n"
    pieces = [stream[at : at + chunk] for at in range(0, len(stream), chunk)]
    assert len(parsed(*pieces, limit=50_000)) == 1
    assert len(stream) / 2 < CountingBuffer.read < 3 * len(stream)
