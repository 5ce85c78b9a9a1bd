"""A simulated Pi, a client for it that waits for nothing, and listeners on its streams."""

from collections.abc import AsyncIterator
import contextlib

from aiohttp import ClientSession
import pytest

from custom_components.piorchestrator.client import Address, PiOrchestratorClient, refuse_redirected_sockets
from simulator import Simulator
from tests.conftest import API_KEY

from .bench import Bench


@pytest.fixture(autouse=True)
def _custom_integrations(socket_enabled: None) -> None:
    """Stands in for the fixture of the whole suite, which would start a Home Assistant for each test."""


@pytest.fixture(autouse=True)
def _stored_in_memory() -> None:
    """Stands in for the fixture of the folder above: nothing is stored here."""


@pytest.fixture
async def bench(socket_enabled: None) -> AsyncIterator[Bench]:
    """A Pi a hundred times as fast as a real one, and a client with the right key."""
    async with (
        Simulator(api_key=API_KEY, speed=100) as simulator,
        ClientSession(middlewares=(refuse_redirected_sockets,)) as http,
    ):
        client = PiOrchestratorClient(http, Address("127.0.0.1", simulator.port), API_KEY)
        bench = Bench(simulator, client, http)
        client.transport._sleep = bench.nap
        yield bench


@pytest.fixture
async def elsewhere(socket_enabled: None) -> AsyncIterator[Simulator]:
    """Another server, which nobody may ask."""
    async with contextlib.AsyncExitStack() as stack:
        yield await stack.enter_async_context(Simulator(api_key=API_KEY, speed=100))
