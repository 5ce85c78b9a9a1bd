"""Wi-Fi profiles: finding the one that is meant, and starting a session with it."""

from collections.abc import Mapping
import re
from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_PASSWORD

from .client import Session, SessionConfig, is_blank
from .commands import Commands
from .const import (
    CONF_DISCOVERY_TIMEOUT,
    CONF_PROVISIONING_TIMEOUT,
    CONF_SSID,
    CONF_VERIFICATION_TIMEOUT,
    SUBENTRY_NETWORK,
)
from .exceptions import wrong_use

# Limits of IEEE 802.11 and WPA: an SSID has 1 to 32 bytes, a passphrase 8 to 63 printable characters of ASCII, a raw key
# 64 hex digits.
_LONGEST_SSID: Final = 32
_PASSWORD: Final = re.compile(r"[ -~]{8,63}|[0-9A-Fa-f]{64}")
TIMEOUTS = (CONF_DISCOVERY_TIMEOUT, CONF_PROVISIONING_TIMEOUT, CONF_VERIFICATION_TIMEOUT)


def is_ssid(text: str) -> bool:
    """Whether a network may have this name; one of white space alone looks like none."""
    return not is_blank(text) and 1 <= len(text.encode()) <= _LONGEST_SSID


def is_password(text: str) -> bool:
    """Whether a network may have this password."""
    return _PASSWORD.fullmatch(text) is not None


def passwords_of(entry: ConfigEntry) -> list[str]:
    """Every Wi-Fi password that the entry holds."""
    return [profile.data[CONF_PASSWORD] for profile in entry.get_subentries_of_type(SUBENTRY_NETWORK)]


def find_profile(entry: ConfigEntry, name: str | None) -> ConfigSubentry:
    """The profile with this id or title; without a name the only one.

    Raises:
        ServiceValidationError: there is none, or more than one.
    """
    profiles = list(entry.get_subentries_of_type(SUBENTRY_NETWORK))
    if not profiles:
        raise wrong_use("no_profile")
    if name is None:
        if len(profiles) > 1:
            raise wrong_use("profile_not_named", profiles=_titles(profiles))
        return profiles[0]
    for profile in profiles:
        if name == profile.subentry_id:
            return profile
    titled = [profile for profile in profiles if profile.title == name]
    if len(titled) != 1:
        raise wrong_use("unknown_profile", profile=name, profiles=_titles(profiles))
    return titled[0]


def _titles(profiles: list[ConfigSubentry]) -> str:
    return ", ".join(profile.title for profile in profiles)


async def start_session(
    commands: Commands, profile: ConfigSubentry, limits: Mapping[str, int] | None = None
) -> Session:
    """Open a session for a profile's network; `limits` in seconds win over the profile's own."""
    seconds = {name: profile.data.get(name) for name in TIMEOUTS} | dict(limits or {})
    config = SessionConfig(**{f"{name}_seconds": value for name, value in seconds.items()})
    return await commands.start(profile.data[CONF_SSID], profile.data[CONF_PASSWORD], config)
