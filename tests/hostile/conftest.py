"""A session as the integration makes it, and a client for whatever hostile server a test starts."""

from collections.abc import AsyncIterator, Callable

from aiohttp import ClientSession
import pytest

from custom_components.piorchestrator.client import Address, PiOrchestratorClient, refuse_redirected_sockets
from tests.conftest import API_KEY

from .server import Hostile

type ClientOf = Callable[[Hostile], PiOrchestratorClient]


@pytest.fixture
async def client_of(socket_enabled: None) -> AsyncIterator[ClientOf]:
    """Makes clients with the key."""
    async with ClientSession(middlewares=(refuse_redirected_sockets,)) as http:
        yield lambda server: PiOrchestratorClient(http, Address("127.0.0.1", server.port), API_KEY)
