"""What happens while Home Assistant starts waits for its triggers, in a queue with a limit."""

from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
import pytest

from custom_components.piorchestrator.happenings import (
    MAX_QUEUED,
    SIGNAL_HAPPENED,
    Happening,
    Kind,
    async_tell,
)
from custom_components.piorchestrator.happenings_watch import async_forget_happenings


@pytest.fixture
def heard(hass: HomeAssistant) -> list[Happening]:
    """What reaches the triggers."""
    found: list[Happening] = []

    @callback
    def hear(happening: Happening) -> None:
        found.append(happening)

    async_dispatcher_connect(hass, SIGNAL_HAPPENED, hear)
    return found


def about(number: int, entry_id: str = "one") -> Happening:
    return Happening(Kind.DEVICE_DISCOVERED, entry_id, f"s-{number}", "24:6F:28:00:00:01")


async def test_a_flood_before_the_start_is_over(
    hass: HomeAssistant, heard: list[Happening], caplog: pytest.LogCaptureFixture
) -> None:
    """The last ones are delivered, in order, and of another server all; the log has one line, the bus one listener."""
    hass.set_state(CoreState.not_running)
    listeners = sum(hass.bus.async_listeners().values())
    async_tell(hass, about(0, "other"))
    for number in range(3000):
        async_tell(hass, about(number, "one"))
    assert sum(hass.bus.async_listeners().values()) == listeners + 2
    assert not heard
    await hass.async_start()
    await hass.async_block_till_done()
    assert [happening.session_id for happening in heard if happening.entry_id == "one"] == [
        f"s-{number}" for number in range(3000 - MAX_QUEUED, 3000)
    ]
    assert [happening.session_id for happening in heard if happening.entry_id == "other"] == ["s-0"]
    assert caplog.text.count("the oldest are dropped") == 1
    async_tell(hass, about(7))
    assert heard[-1] == about(7)
    assert len(heard) == MAX_QUEUED + 2


async def test_many_boards_before_the_start_is_over_displace_no_batch(
    hass: HomeAssistant, heard: list[Happening]
) -> None:
    """The report of a batch is made once, and so is its trigger."""
    hass.set_state(CoreState.not_running)
    finished = Happening(Kind.SESSION_FINISHED, "one", "s-0")
    started = Happening(Kind.SESSION_STARTED, "one", "s-1")
    async_tell(hass, finished)
    for number in range(MAX_QUEUED):
        async_tell(hass, about(number))
    async_tell(hass, started)
    await hass.async_start()
    await hass.async_block_till_done()
    assert heard == [finished, *(about(number) for number in range(MAX_QUEUED)), started]


async def test_what_waits_of_an_entry_that_is_removed(hass: HomeAssistant, heard: list[Happening]) -> None:
    hass.set_state(CoreState.not_running)
    async_tell(hass, about(1, "one"))
    async_tell(hass, about(2, "other"))
    async_forget_happenings(hass, "one")
    await hass.async_start()
    await hass.async_block_till_done()
    assert heard == [about(2, "other")]
