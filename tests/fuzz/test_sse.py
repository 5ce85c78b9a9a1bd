"""Any bytes, cut anywhere [C §11.2]."""

from hypothesis import given, strategies as st

from custom_components.piorchestrator.client.sse import SseEvent, SseParser

# Bytes that mean something come often, others may.
TOKENS = (
    b"\r",
    b"\n",
    b"\r\n",
    b"\n\n",
    b"data:",
    b"data",
    b": ",
    b"event:x",
    b"id:1",
    b"id:\0",
    b"retry:5",
    b"abc",
)
streams = st.lists(
    st.one_of(
        st.sampled_from((*TOKENS, b"\xef\xbb\xbf", b"\xef", b"\xbb\xbf", "ü😀".encode())),
        st.binary(max_size=12),
    ),
    max_size=40,
).map(b"".join)
limits = st.sampled_from((1, 5, 20, 1000))


@st.composite
def chunks(draw: st.DrawFn, stream: bytes) -> list[bytes]:
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    return [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


def parse(parts: list[bytes], limit: int) -> tuple[list[SseEvent], int, int | None]:
    parser = SseParser(limit)
    events = []
    for part in parts:
        events += parser.feed(part)
        assert len(parser._partial) <= limit + 1
        assert len(parser._data) <= limit
        # Bytes that are no UTF-8 become one character each.
        assert len(parser._event) <= limit
        assert len(parser._id) <= limit
    return events, parser.dropped, parser.retry


@given(streams, limits, st.data())
def test_the_cuts_make_no_difference_and_memory_stays_bounded(
    stream: bytes, limit: int, data: st.DataObject
) -> None:
    whole = parse([stream], limit)
    assert parse(data.draw(chunks(stream)), limit) == whole
    assert parse([bytes([byte]) for byte in stream], limit) == whole


@given(streams)
def test_the_next_good_frame_is_understood(garbage: bytes) -> None:
    parser = SseParser(50)
    parser.feed(garbage)
    events = parser.feed(b"\n\n\nevent:x\ndata:good\n\n")
    assert (events[-1].event, events[-1].data) == ("x", "good")


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\ufeff"), max_size=20))
)
def test_what_was_sent_is_what_comes(lines: list[str]) -> None:
    frames = "".join(f"data: {line}\n\n" for line in lines)
    assert [event.data for event in SseParser().feed(frames.encode())] == lines
