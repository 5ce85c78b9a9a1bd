"""Pis that are processes of their own, and houses with them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from lab.pi import Pi, simulated_pi
from lab.processes import free_port
from tests.conftest import API_KEY, make_entry
from tests.live.journal import assert_no_traceback
from tests.promises.house import House

type StartPi = Callable[..., Awaitable[Pi]]
type SetUp = Callable[..., Awaitable[House]]


@pytest.fixture(autouse=True)
def _stored_in_memory(hass_storage: dict[str, Any]) -> None:
    """Write no file."""


@pytest.fixture
async def start_pi(socket_enabled: None, tmp_path: Path) -> AsyncIterator[StartPi]:
    """Start a Pi; one with a `name` keeps its state for the next of that name, at the same `port`."""
    async with AsyncExitStack() as stack:

        async def start(speed: float = 1.0, *, name: str = "", port: int | None = None) -> Pi:
            port = port or free_port()
            state_file = tmp_path / f"{name}.json" if name else None
            log = tmp_path / f"{port}.log"
            return await stack.enter_async_context(
                simulated_pi(port, API_KEY, None, speed, log, state_file=state_file)
            )

        yield start


@pytest.fixture
async def set_up(
    hass: HomeAssistant, start_pi: StartPi, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[SetUp]:
    """A house that listens to its Pi; no test may leave a traceback in the log."""

    async def start(
        speed: float = 1.0, *, monitor: str = "off", switches: dict[str, str] | None = None
    ) -> House:
        pi = await start_pi(speed, name=f"pi-{len(houses)}")
        if switches:
            await pi.order("switches", switches)
        entry = make_entry(pi.port, options={"monitor": monitor})
        entry.add_to_hass(hass)
        house = House(hass, pi, entry)
        await house.set_up()
        houses.append(house)
        return house

    houses: list[House] = []
    yield start
    assert_no_traceback(caplog)
