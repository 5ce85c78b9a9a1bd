"""Certificates and redirects: neither key nor password leaves before the right server is known [C §4]."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
import ssl
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_SSL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.piorchestrator import config_flow
from custom_components.piorchestrator.const import DOMAIN
from tests.conftest import API_KEY, make_entry, wait_for
from tests.live.journal import lines

from .server import Answer, Hostile, document, says


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Of 127.0.0.1, and signed by nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    folder: Path = tmp_path_factory.mktemp("certificate")
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.fixture(autouse=True)
def _stored_in_memory(hass_storage: dict[str, Any], socket_enabled: None) -> None:
    """Write no file."""


@asynccontextmanager
async def either(plain: Hostile, secure: Hostile) -> AsyncIterator[int]:
    """A port that leads to `secure` where a connection begins as TLS does, and to `plain` otherwise."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def visited(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.read(1)
        further, onward = await asyncio.open_connection(
            "127.0.0.1", (secure if first == b"\x16" else plain).port
        )
        onward.write(first)
        await asyncio.gather(pass_on(reader, onward), pass_on(further, writer))

    server = await asyncio.start_server(visited, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def _pi() -> dict[str, Answer]:
    """As much of a Pi as an entry needs to be set up."""
    empty = says(document({"status": "ok", "entries": [], "sessions": [], "is_active": False}))
    return {"": empty, "/api/v1/provisioning/batch/events": says(document({}, "404 Not Found"))}


async def _asked_for(hass: HomeAssistant, port: int, *, verify: bool, tls: bool = True) -> ConfigFlowResult:
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    return await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {
            "host": "127.0.0.1",
            "api_key": API_KEY,
            "advanced": {"port": port, CONF_SSL: tls, CONF_VERIFY_SSL: verify},
        },
    )


async def test_a_certificate_that_nobody_signed(hass: HomeAssistant, certificate: ssl.SSLContext) -> None:
    """The form says so, and nothing was sent; who trusts it all the same is let in."""
    async with Hostile(_pi(), certificate) as server:
        form = await _asked_for(hass, server.port, verify=True)
        assert form["errors"] == {"base": "untrusted_certificate"}
        assert server.heads == []
        made = await _asked_for(hass, server.port, verify=False)
        assert made["type"] is FlowResultType.CREATE_ENTRY
        assert all(API_KEY.encode() in head for head in server.heads)
        await hass.async_block_till_done()
        assert made["result"].state is ConfigEntryState.LOADED
        assert await hass.config_entries.async_unload(made["result"].entry_id)


async def test_a_certificate_that_changes_later(
    hass: HomeAssistant, certificate: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    """An entry that checks it is not set up, and sends nothing, again and again."""
    async with Hostile(_pi(), certificate) as server:
        entry = make_entry(server.port)
        entry.add_to_hass(hass)
        hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_SSL: True})
        assert not await hass.config_entries.async_setup(entry.entry_id)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert "certificate" in (entry.reason or "")
        assert server.heads == []
        assert API_KEY not in "".join(lines(caplog))
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_server_without_tls(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is not sent in the clear where TLS was asked for."""
    monkeypatch.setattr(config_flow, "READ_BUDGET_SECONDS", 1.0)
    async with Hostile(_pi()) as server:
        form = await _asked_for(hass, server.port, verify=True)
        assert form["errors"] == {"base": "timeout_connect"}
        await wait_for(lambda: bool(server.received))
    assert server.heads == []
    assert API_KEY.encode() not in server.received


@pytest.mark.parametrize("answer", [document({"status": "ok"}), document(b"", "404 Not Found")])
async def test_a_server_that_wants_tls(
    hass: HomeAssistant, certificate: ssl.SSLContext, answer: bytes
) -> None:
    """Which ends what is no TLS. What looks for TLS sends no key, since nothing proves who answers."""
    async with Hostile({"": says(answer)}, certificate) as server:
        form = await _asked_for(hass, server.port, verify=True, tls=False)
        assert form["errors"] == {"base": "https_required"}
        assert [head.split(b" ")[1] for head in server.heads] == [b"/health"]
        assert API_KEY.encode() not in server.heads[0]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
        document(
            b"<html><h1>400 Bad Request</h1>plain HTTP to HTTPS port",
            "400 Bad Request",
            "Content-Type: text/html",
        ),
        document({}, "426 Upgrade Required", "Upgrade: TLS/1.2"),
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"",
    ],
    ids=["Go", "nginx", "upgrade", "alert", "nothing"],
)
async def test_a_server_that_answers_what_is_no_tls(
    hass: HomeAssistant, certificate: ssl.SSLContext, answer: bytes
) -> None:
    """One port for both, which the first byte decides, as with servers and proxies that explain themselves."""
    async with (
        Hostile({"": says(answer)}) as plain,
        Hostile(_pi(), certificate) as secure,
        either(plain, secure) as port,
    ):
        form = await _asked_for(hass, port, verify=True, tls=False)
        assert form["errors"] == {"base": "https_required"}
        assert secure.asked("/health") == 1
        assert API_KEY.encode() not in b"".join(secure.heads)


async def test_what_speaks_no_tls_either(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search for TLS is given up soon, also where nothing is answered."""
    monkeypatch.setattr(config_flow, "_TLS_SECONDS", 0.2)
    async with Hostile({"": says(b"\x15\x03\x01")}) as server:
        form = await _asked_for(hass, server.port, verify=True, tls=False)
        assert form["errors"] == {"base": "cannot_connect"}


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:{port}/x", "//127.0.0.1:{port}/", "/elsewhere", "\\\\x", ""]
)
async def test_the_form_follows_nobody(hass: HomeAssistant, status: str, place: str) -> None:
    """Neither elsewhere nor to another path of the same server."""
    async with Hostile(_pi()) as elsewhere:
        moved = says(document(b"", status, f"Location: {place.format(port=elsewhere.port)}"))
        async with Hostile({"": moved}) as server:
            form = await _asked_for(hass, server.port, verify=True, tls=False)
            assert form["errors"] == {"base": "not_piorchestrator"}
            assert server.asked("/elsewhere") == server.asked("/x") == 0
        assert elsewhere.heads == []


async def test_a_whole_entry_follows_nobody(hass: HomeAssistant) -> None:
    """Reads, both streams, the socket and the probes of a server that sends everybody away once it is known."""
    async with Hostile(_pi()) as elsewhere, Hostile(_pi()) as server:
        entry = make_entry(server.port)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await wait_for(lambda: server.asked("/api/v1/provisioning/batch/events") > 0)
        moved = says(document(b"", "307 Temporary", f"Location: http://127.0.0.1:{elsewhere.port}/x"))
        server.answers.clear()
        server.answers[""] = moved
        coordinator = entry.runtime_data.coordinator
        await coordinator.async_refresh()
        coordinator.stream.wake()
        asked = server.asked("/api/v1/provisioning/batch/events")
        await wait_for(lambda: server.asked("/api/v1/provisioning/batch/events") > asked)
        assert await hass.config_entries.async_reload(entry.entry_id) is False
        await hass.async_block_till_done()
        assert elsewhere.heads == []
        await hass.config_entries.async_unload(entry.entry_id)
