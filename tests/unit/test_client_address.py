"""What people type as a host [C §2]."""

import pytest

from custom_components.piorchestrator.client.address import DEFAULT_PORT, Address
from custom_components.piorchestrator.client.errors import InvalidAddressError, ScopedAddressError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pi", Address("pi")),
        (" Pi.Local. ", Address("pi.local")),
        ("\u200epi.local\u200b\ufeff", Address("pi.local")),
        ("pi:8082", Address("pi", 8082)),
        ("192.168.1.5", Address("192.168.1.5")),
        ("192.168.1.5:80", Address("192.168.1.5", 80)),
        ("fd00::1", Address("fd00::1")),
        ("169.254.7.1", Address("169.254.7.1")),
        ("[FD00::1]", Address("fd00::1")),
        ("[fd00::1]:8082", Address("fd00::1", 8082)),
        ("http://pi", Address("pi")),
        ("https://pi", Address("pi", ssl=True)),
        ("HTTPS://Pi:443/", Address("pi", 443, ssl=True)),
        ("http://[fd00::1]:8082/", Address("fd00::1", 8082)),
        ("my_pi-2.lan", Address("my_pi-2.lan")),
        ("bücher.local", Address("xn--bcher-kva.local")),
        ("xn--bcher-kva.local", Address("xn--bcher-kva.local")),
        ("a." * 126 + "a", Address("a." * 126 + "a")),
    ],
)
def test_read(text: str, expected: Address) -> None:
    assert Address.parse(text) == expected


def test_the_text_wins_over_the_arguments() -> None:
    assert Address.parse("pi", port=9000, ssl=True) == Address("pi", 9000, ssl=True)
    assert Address.parse("http://pi:81", port=9000, ssl=True) == Address("pi", 81, ssl=False)
    assert Address.parse("pi").port == DEFAULT_PORT == 8081


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ":8081", "http://", "//", "ftp://pi", "pi/path", "http://pi/api", "pi?x=1", "pi#x"),
        *("user@pi", "http://user:secret@pi", "http://:secret@pi", "pi:0", "pi:65536", "pi:99999999", "pi:x"),
        *("1.2.3.256", "1.2.3", "12345", "-pi", "pi-", "a..b", "a..", "pi name", "a" * 64, "a." * 126 + "aa"),
        *("ff02::1", "[ff05::2]:80", "224.0.0.1", "255.255.255.255", "fd00::1%", "[fd00::1%25]"),
        *("[fd00::1", "fd00::zz", "http://[zz]", "[]@", "[]"),
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(InvalidAddressError):
        Address.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        *("fe80::1", "[fe80::1]", "[fe80::1%25eth0]", "fe80::1%eth0", "[fe80::1%eth0]:8081", "FE80::1%1"),
        *("http://[fe80::1%25eth0]:8081/", "febf::1", "fd00::1%eth0", "[fd00::1%25eth0]"),
    ],
)
def test_an_address_that_needs_a_zone(text: str) -> None:
    with pytest.raises(ScopedAddressError):
        Address.parse(text)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_of_the_arguments_is_checked_too(port: int) -> None:
    with pytest.raises(InvalidAddressError):
        Address.parse("pi", port=port)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (Address("pi"), "http://pi:8081"),
        (Address("pi", 443, ssl=True), "https://pi"),
        (Address("fd00::1", 8082), "http://[fd00::1]:8082"),
    ],
)
def test_root(address: Address, url: str) -> None:
    assert str(address.url) == url
