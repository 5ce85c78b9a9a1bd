"""Promise 11: rubbish on every stream, much of it, and then a word that must be understood."""

import base64
import gc
from itertools import count
import json
from random import Random
import tracemalloc

from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.json import JSONEncoder, prepare_save_json
import pytest

from custom_components.piorchestrator import event
from tests.promises.conftest import SetUp
from tests.promises.house import House, moment, record
from tests.promises.mutation import noticed

ROUNDS = 60
PIECE = 600_000  # bytes of one order; what the control route takes
ENDLESS = 60  # pieces of one line: 36 MB
# The limit of a frame is 1 MiB; twice that for its copies, and what a chunk of the socket needs.
PEAK_BYTES = 8_000_000
FRAGMENTS = (
    b"data:", b"data: {", b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b"\xff\xfe", b"\xc3", b"event: ", b"id: 7\0", b"retry: x",
    b'{"type":"device.state_changed","payload":{"device":', b'{"version":"2.0","type":"x"}', b"[" * 5000, b'{"a":' * 5000,
    b'{"type":"session.started","payload":{"session":{"id":"..","state":7}}}', b'"\\ud800"', b"1e999", b":",
    b'{"type":"monitoring_update","data":{"camera_status":{"c\\ud800":{"online":true},"a\\nb":{"rssi":-1}}}}',
    b'{"type":"monitoring_update","data":{"\\u202e":{"\\u2028":1},"system_health":{"\\udfff":"\\ud800"}}}',
)  # fmt: skip

# Objects of the monitor whose keys are no names.
MESSAGES = [
    fragment.decode() for fragment in FRAGMENTS if fragment.startswith(b'{"type":"monitoring_update"')
]


def rubbish(random: Random) -> bytes:
    """Anything, and things that are nearly right."""
    parts = [
        random.choice(FRAGMENTS) if random.random() < 0.8 else random.randbytes(random.randrange(200))
        for _ in range(random.randrange(1, 60))
    ]
    return b"".join(parts)


@noticed("client/sse.py", "self._limit + 1 - len(self._partial)", "len(piece)")
@noticed("client/monitor.py", "names.has(camera, LONGEST_CAMERA_ID)", "camera")
@noticed("client/document.py", "except ValueError, RecursionError:", "except KeyError:")
@pytest.mark.timeout(180)
@pytest.mark.usefixtures("every_entity")
async def test_any_bytes(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise 11: no exception escapes (the fixture looks), memory stays bounded, the next good frame is understood."""
    monkeypatch.setattr(event, "LOG_SECONDS", 0.0)  # each line is told, not the last of each second
    house = await set_up(speed=20, monitor="push")
    monitor = house.entry.runtime_data.monitor
    assert monitor is not None
    await moment(lambda: monitor.source == "push", 20)
    await moment(lambda: _log_streams_up(house), 10)
    numbers = count(1)
    random = Random(11)  # noqa: S311 - the same rubbish each time
    for _ in range(ROUNDS):
        data = rubbish(random)
        body = {"base64": base64.b64encode(data).decode(), "chunk": random.choice((None, 1, 7, 500))}
        await house.pi.order("raw", body)
        await house.pi.order("log-raw", {"base64": body["base64"]})
        await house.pi.order("socket", {"text": data.decode(errors="replace")})
        for message in MESSAGES:
            await house.pi.order("socket", {"text": message})
        await _understood(house, next(numbers))
    gc.collect()
    tracemalloc.start()
    try:
        for _ in range(ENDLESS):
            await house.pi.order("raw", {"text": "data: " + "x" * PIECE if _ == 0 else "x" * PIECE})
            await house.pi.order("log-raw", {"text": "x" * PIECE})
        await _understood(house, next(numbers))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    prepare_save_json(dr.async_get(house.hass)._data_to_save(), encoder=JSONEncoder)
    connects = [link.statistics.connects for link in (house.coordinator.stream, monitor.socket)]
    assert connects == [1, 1], "no rubbish is a reason to reconnect"
    record(11, "peak for a line of 36 MB on two streams", peak / 1e6, "MB")
    assert peak <= PEAK_BYTES


def _log_streams_up(house: House) -> bool:
    return house.entity_id("event", "log_event") is not None


async def _understood(house: House, number: int) -> None:
    """The next good frame of each stream arrives; what rubbish left open is closed first."""
    await house.pi.order("raw", {"text": "\n\n"})
    await house.pi.order("log-raw", {"text": "\n\n"})
    word = f"word {number}"
    payload = {"code": "MQTT_UNAVAILABLE", "message": word}
    await house.pi.order("event", {"type": "error.occurred", "payload": payload})
    await moment(lambda: house.state("sensor", "last_error").attributes.get("message") == word, 20)
    await house.pi.order("log", {"level": "error", "message": f"line {number}"})
    heat = 40 + number / 10
    update = {"type": "monitoring_update", "data": {"system_health": {"temperature": heat}}}
    await house.pi.order("socket", {"text": json.dumps(update)})
    await moment(lambda: house.state("event", "log_event").attributes.get("message") == f"line {number}", 20)
