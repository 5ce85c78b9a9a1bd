"""A server's words never begin a line of the log of their own."""

import json

import pytest

from custom_components.piorchestrator.client.codec import wire_line
from custom_components.piorchestrator.client.envelope import read_answer
from custom_components.piorchestrator.client.errors import PiOrchestratorError
from custom_components.piorchestrator.client.events import decode_event
from custom_components.piorchestrator.client.models import Device, Session

FORGED = "gone\r\n2026-01-01 ERROR [core] all is lost\x1b[31m\u202e\u2028x"


def test_one_line() -> None:
    assert wire_line("plain", 100) == "plain"
    assert wire_line(None, 100) is None
    assert wire_line("", 100) is None
    assert wire_line("  ", 100) is None
    for blank in (
        "\u200e",
        "\u00ad \u200d",
        "\u3000",
        "\u2800",
        "\u3164",
        "\ufe0f",
        "\U000e0041",
        "\n\u200b",
        "\u034f",
    ):
        assert wire_line(blank, 100) is None, ascii(blank)
    assert wire_line("\u200eשלום\u200f", 100) == "\u200eשלום\u200f"
    line = wire_line(FORGED, 100)
    assert line is not None
    assert line.isprintable()
    assert line.startswith("gone  2026-01-01 ERROR")


@pytest.mark.parametrize(
    "body", [{"error": FORGED}, {"error": {"code": FORGED, "message": FORGED, "details": FORGED}}]
)
def test_errors(body: object) -> None:
    with pytest.raises(PiOrchestratorError) as caught:
        read_answer(500, {"X-Request-Id": FORGED}, json.dumps(body).encode())
    assert str(caught.value).isprintable()


def test_events() -> None:
    fault = decode_event(json.dumps({"type": "error", "payload": {"code": FORGED, "message": FORGED}})).fault
    assert fault is not None
    assert f"{fault.code}{fault.message}".isprintable()


def test_objects() -> None:
    device = Device(mac="246F28000001", error_message=FORGED, firmware_version=FORGED)
    assert f"{device.error_message}{device.firmware_version}".isprintable()
    assert Session.read({"id": f"s\n{FORGED}"}) is None
