"""Where a PiOrchestrator is, out of what a person types [C §2]."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
import re

from yarl import URL

from .codec import trimmed
from .errors import InvalidAddressError, ScopedAddressError

DEFAULT_PORT = 8081  # the main API, with the whole V1 interface [C §2]
_BROADCAST = IPv4Address("255.255.255.255")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")


@dataclass(frozen=True, slots=True)
class Address:
    """Scheme, host and port; hosts are lower case and IPv6 addresses come without brackets."""

    host: str
    port: int = DEFAULT_PORT
    ssl: bool = False

    @property
    def url(self) -> URL:
        """Root of the server; no path prefix exists [C §2]."""
        return URL.build(scheme="https" if self.ssl else "http", host=self.host, port=self.port)

    @classmethod
    def parse(cls, text: str, *, port: int = DEFAULT_PORT, ssl: bool = False) -> Address:
        """Read a name, an address, `host:port` or a URL; what the text says wins over the arguments.

        Raises:
            InvalidAddressError: no host in it, or more than a server's root.
            ScopedAddressError: an IPv6 address of one link.
        """
        text = trimmed(text)
        try:
            url = URL(text if "://" in text else f"//{_bracketed(text)}")
            host, named_port = url.raw_host, url.explicit_port
        except (ValueError, IndexError) as error:  # IndexError: yarl's answer to brackets in odd places
            raise InvalidAddressError(str(error)) from error
        if url.scheme not in ("", "http", "https"):
            raise InvalidAddressError(f"unknown scheme {url.scheme}")
        if url.path not in ("", "/") or url.query_string or url.fragment or url.user or url.password:
            raise InvalidAddressError("only scheme, host and port are possible")
        if url.scheme:
            ssl = url.scheme == "https"
        return cls(_checked_host(host), _checked_port(port if named_port is None else named_port), ssl)


def _bracketed(text: str) -> str:
    try:
        return f"[{text}]" if isinstance(ip_address(text), IPv6Address) else text
    except ValueError:
        return text


def _checked_port(port: int) -> int:
    if not 1 <= port <= 65535:
        raise InvalidAddressError(f"no port {port}")
    return port


def _checked_host(host: str | None) -> str:
    if not host:
        raise InvalidAddressError("no host")
    try:
        address = ip_address(host)
    except ValueError:
        return _checked_name(host)
    if isinstance(address, IPv6Address) and (address.scope_id or address.is_link_local):
        raise ScopedAddressError("an address of one link, which needs a zone")
    if address.is_multicast or address == _BROADCAST:
        raise InvalidAddressError("an address of many hosts")
    return str(address)


def _checked_name(host: str) -> str:
    host = host.lower().removesuffix(".")
    # Digits and dots alone were meant as an address, and are none.
    if len(host) > 253 or not _NAME.fullmatch(host) or re.fullmatch(r"[\d.]+", host):
        raise InvalidAddressError(f"no host name: {host[:64]}")
    return host
