"""The same words again at once are no news [C §11.4]."""

from datetime import UTC, datetime

import pytest

from custom_components.piorchestrator.client.events import ProvisioningEvent
from custom_components.piorchestrator.client.models import Fault, NetworkStatus, Session
from custom_components.piorchestrator.core.repetitions import REPETITION_SECONDS, Repetitions
from tests.unit.core_samples import A, B, device

SUBJECTS: list[ProvisioningEvent] = [
    ProvisioningEvent("device.verified", "s-1", device=device(A, "verified")),
    ProvisioningEvent("session.closed", "s-1", session=Session(id="s-1", state="closed")),
    ProvisioningEvent("network.started", network=NetworkStatus(is_active=True)),
    ProvisioningEvent("error.occurred", fault=Fault(code="MQTT_UNAVAILABLE")),
    ProvisioningEvent("connection.established"),
]


@pytest.mark.parametrize("event", SUBJECTS, ids=lambda event: event.type)
def test_a_repetition(event: ProvisioningEvent) -> None:
    recent = Repetitions()
    assert not recent.contain(event, 100.0)
    assert recent.contain(event, 100.1)
    assert not recent.contain(event, 100.1 + REPETITION_SECONDS)


def test_a_long_series_of_repetitions_is_one() -> None:
    recent = Repetitions()
    assert [recent.contain(SUBJECTS[0], second) for second in range(4)] == [False, True, True, True]


def test_other_words_are_other_events() -> None:
    recent = Repetitions()
    moments = [None, datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 1, 16, tzinfo=UTC)]
    events = [
        ProvisioningEvent(kind, session_id, timestamp=moment, device=device(mac, state))
        for kind in ("device.verified", "device.state_changed")
        for session_id in ("s-1", "s-2")
        for moment in moments
        for mac in (A, B)
        for state in ("verified", "failed")
    ]
    assert not any(recent.contain(event, 0.0) for event in events)
    assert all(recent.contain(event, 0.0) for event in events)


def test_only_the_last_are_remembered() -> None:
    """A repetition comes close to the first; memory stays bounded."""
    recent = Repetitions()
    for number in range(1000):
        recent.contain(ProvisioningEvent("device.verified", f"s-{number}"), 0.0)
    assert not recent.contain(ProvisioningEvent("device.verified", "s-0"), 0.0)
    assert recent.contain(ProvisioningEvent("device.verified", "s-999"), 0.0)
    assert len(recent._recent) <= 64
