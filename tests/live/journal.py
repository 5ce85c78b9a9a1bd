"""What the integration wrote into the log."""

import logging

import pytest

OURS = "custom_components.piorchestrator"


def lines(caplog: pytest.LogCaptureFixture, level: int = logging.INFO) -> list[str]:
    """Lines of ours from this level on, the oldest first."""
    return [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name.startswith(OURS) and record.levelno >= level
    ]


def assert_went_and_came_back_once(caplog: pytest.LogCaptureFixture, gone: str, back: str) -> None:
    """An outage is told once when it begins and once when it is over."""
    told = [line for line in lines(caplog) if gone in line or back in line]
    assert len(told) == 2, told
    assert gone in told[0]
    assert back in told[1]


def assert_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody, the event loop included, had to tell of an exception; the core's details of a failed read apart."""
    records = caplog.get_records("setup") + caplog.get_records("call")
    told = [record for record in records if record.levelno > logging.DEBUG]
    bad = [record for record in told if record.exc_info or "Traceback" in record.getMessage()]
    bad += [record for record in records if record.levelno >= logging.ERROR and record.name == "asyncio"]
    assert not bad, [f"{record.name}: {record.getMessage()} {record.exc_info}" for record in bad]
