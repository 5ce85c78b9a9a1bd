"""One request and its answer: key, time limits, bounded bodies, repeated reads [C §3–§6]."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from errno import errorcode
import logging
from os import strerror
from typing import Final, Literal

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorSSLError,
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    ServerDisconnectedError,
    WSServerHandshakeError,
)
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from .address import Address
from .document import has_too_many_values, received_text
from .envelope import Answer, read_answer
from .errors import (
    PiOrchestratorError,
    RouteAbsentError,
    TimedOutError,
    TlsFailedError,
    UnreachableError,
    UnreadableAnswerError,
    UntrustedError,
)
from .redaction import Conceal, SecretMemory

_LOGGER = logging.getLogger(__name__)

REQUEST_SECONDS: Final = 30.0  # advised by the server's team [C §14]
CONNECT_SECONDS: Final = 10.0  # a host on the LAN that needs longer is not there
# 10,000 boards at 400 bytes are 4 MB; twice that is not an answer of this server.
MAX_BODY_BYTES: Final = 8 * 1024 * 1024
MAX_MESSAGE_BYTES: Final = 1024 * 1024  # of the monitor socket; a full object has a few KB
# Between the attempts, when the server names no waiting time [C §6]: a server that is back must not be waited for longer
# than the 2 s in which its truth is promised.
READ_PAUSES: Final = (0.5, 1.0)
# A read is repeated after the wait that the server asks for, but its caller does not wait longer than this in all: the
# error says when to try again.
READ_PATIENCE_SECONDS: Final = 30.0

type Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
type Sleep = Callable[[float], Awaitable[None]]


class Transport:
    """Sends requests to one server with one key; the session is the caller's and stays open.

    A key goes to the configured address only: redirects are never followed. Every secret that is sent is added to
    `secrets`, and none of those is readable in what the server answers.
    """

    def __init__(
        self,
        session: ClientSession,
        address: Address,
        api_key: str | None = None,
        *,
        secrets: SecretMemory | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._session = session
        self._sleep = sleep
        self._secrets = SecretMemory() if secrets is None else secrets
        self.address = address
        self.api_key = api_key

    @property
    def api_key(self) -> str | None:
        """The key that is sent from the next request on."""
        return self._api_key

    @api_key.setter
    def api_key(self, api_key: str | None) -> None:
        self._api_key = api_key
        self._secrets.remember(api_key)

    async def read(
        self, path: str, *, query: Mapping[str, str] | None = None, budget: float | None = None
    ) -> Answer:
        """GET, repeated on connection errors and retryable refusals; `budget` bounds all of it in seconds.

        Without a budget the pauses are bounded all the same, see READ_PATIENCE_SECONDS.
        """
        loop = asyncio.get_running_loop()
        deadline = None if budget is None else loop.time() + budget
        patience = READ_PATIENCE_SECONDS
        for pause in READ_PAUSES:
            try:
                return await self._request("GET", path, query=query, deadline=deadline)
            except PiOrchestratorError as error:
                if not (error.retryable or isinstance(error, UnreachableError)):
                    raise
                wait = pause if error.retry_after is None else error.retry_after
                if wait > patience or (deadline is not None and loop.time() + wait >= deadline):
                    raise
                patience -= wait
                _LOGGER.debug("Repeating the read of %s in %s s: %s", path, wait, error)
            await self._sleep(wait)
        return await self._request("GET", path, query=query, deadline=deadline)

    async def act(
        self,
        method: Method,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request that changes something; never repeated, whatever comes of it [C §6]."""
        return await self._request(method, path, query=query, body=body)

    @asynccontextmanager
    async def open_stream(self, path: str, last_event_id: str | None = None) -> AsyncIterator[ClientResponse]:
        """The answer to a GET of an event stream, without a limit of time."""
        headers = self._headers("text/event-stream") | {"Cache-Control": "no-cache"}
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        with _own_errors(self._session):
            request = self._session.get(
                self._url(path),
                headers=headers,
                timeout=ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
                allow_redirects=False,
                auto_decompress=False,
            )
            async with request as response:
                yield response

    @asynccontextmanager
    async def open_socket(self, path: str) -> AsyncIterator[ClientWebSocketResponse]:
        """A WebSocket, without the key: the API contract asks for none.

        Raises:
            PiOrchestratorError: also the server's refusal of the upgrade.
        """
        with _own_errors(self._session):
            try:
                async with self._session.ws_connect(
                    self._url(path), max_msg_size=MAX_MESSAGE_BYTES
                ) as socket:
                    yield socket
            except WSServerHandshakeError as error:
                raise self._refused_upgrade(error) from None

    def _refused_upgrade(self, error: WSServerHandshakeError) -> PiOrchestratorError:
        # No key is sent: a server that wants one has no socket for us.
        if error.status in (200, 401):
            return RouteAbsentError("no socket on this server", status=error.status)
        try:
            read_answer(error.status, error.headers or {}, b"", self.conceal)
        except PiOrchestratorError as refusal:
            return refusal
        return UnreachableError("the server did not open the socket")

    async def answer_of(self, response: ClientResponse, *, is_change: bool = False) -> Answer:
        """Read and judge a complete answer.

        Raises:
            PiOrchestratorError: see `read_answer`; or the body is beyond a limit, or compressed.
        """
        refuse_compressed(response)
        body = bytearray()
        async for chunk in response.content.iter_chunked(64 * 1024):
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                response.close()
                raise UnreadableAnswerError("the answer is too large", status=response.status)
        data = bytes(body)
        if has_too_many_values(data):
            raise UnreadableAnswerError("the answer has too many parts", status=response.status)
        return read_answer(response.status, response.headers, data, self.conceal, is_change=is_change)

    @property
    def conceal(self) -> Conceal:
        """Takes the secrets that are known now out of a text of the server."""
        return self._secrets.conceal

    def as_received(self, text: str) -> str:
        """A text of ours as it comes back from the server, to be compared with what did."""
        return str(received_text(text, self.conceal))

    async def _request(
        self,
        method: Method,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        deadline: float | None = None,
    ) -> Answer:
        self._secrets.remember(*_passwords(body))
        limit = REQUEST_SECONDS
        if deadline is not None:
            limit = min(limit, max(deadline - asyncio.get_running_loop().time(), 0.001))
        is_change = method != "GET"
        try:
            with _own_errors(self._session):
                async with self._session.request(
                    method,
                    self._url(path, query),
                    headers=self._headers("application/json"),
                    json=body,
                    timeout=ClientTimeout(total=limit, sock_connect=CONNECT_SECONDS),
                    allow_redirects=False,
                    auto_decompress=False,
                    middlewares=(_only_once,) if is_change else None,
                ) as response:
                    answer = await self.answer_of(response, is_change=is_change)
        except PiOrchestratorError as error:
            _LOGGER.debug("%s %s was refused: %s", method, path, error)
            raise
        _LOGGER.debug("%s %s [%s]", method, path, answer.correlation_id)
        return answer

    def _url(self, path: str, query: Mapping[str, str] | None = None) -> URL:
        """`path` is percent-encoded by its maker."""
        url = self.address.url.with_path(path, encoded=True)
        return url.with_query(query) if query else url

    def _headers(self, accept: str) -> dict[str, str]:
        # Nothing compressed: streams must not be buffered, and a small body cannot unpack to a large one.
        headers = {"Accept": accept, "Accept-Encoding": "identity"}
        if self.api_key:
            headers["X-API-Key"] = self.api_key
        return headers


def _passwords(body: Mapping[str, object] | None) -> list[str]:
    return [value for name, value in (body or {}).items() if "password" in name and isinstance(value, str)]


@contextmanager
def _own_errors(session: ClientSession) -> Generator[None]:
    """Turn what aiohttp raises into errors of this package.

    The original exception is not kept as their cause: its text may hold what the server sent, and with it a secret, and
    Home Assistant logs exceptions together with their causes.
    """
    try:
        yield
    except TimeoutError:
        raise TimedOutError("no answer in time") from None
    except ClientConnectorCertificateError:
        raise UntrustedError("the certificate of the server is not trusted") from None
    except ClientConnectorSSLError:
        raise TlsFailedError("no secure connection is possible") from None
    except (ClientError, HttpProcessingError, OSError, ValueError) as error:
        # ValueError: aiohttp's name for header lines, lengths and frames that are none.
        raise UnreachableError(_reason(error)) from None
    except RuntimeError:  # of a closed session, while Home Assistant stops
        if not session.closed:
            raise
        raise UnreachableError("the session is closed") from None


def refuse_compressed(response: ClientResponse) -> None:
    """What was asked for uncompressed has to come so: a few bytes must not unpack to gigabytes.

    Raises:
        UnreadableAnswerError: the server, or something in front of it, compressed it all the same.
    """
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnreadableAnswerError("the answer is compressed", status=response.status)


async def refuse_redirected_sockets(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Middleware for the session that a `Transport` is given: aiohttp itself would follow a redirected upgrade.

    Raises:
        RouteAbsentError: the socket is said to be elsewhere.
    """
    response = await handler(request)
    if "Upgrade" in request.headers and 300 <= response.status < 400:
        response.close()
        raise RouteAbsentError("the server redirects elsewhere", status=response.status)
    return response


async def _only_once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Keep aiohttp from sending a DELETE a second time by itself where a connection ended without an answer."""
    try:
        return await handler(request)
    except (ClientOSError, ServerDisconnectedError) as error:
        raise UnreachableError(_reason(error)) from None


def _reason(error: Exception) -> str:
    """What happened, without addresses or headers."""
    if isinstance(error, ClientConnectorDNSError):
        return "the name is not known"
    if isinstance(error, OSError) and error.errno is not None and error.errno in errorcode:
        return strerror(error.errno)  # the error's own text may hold the address
    return type(error).__name__
