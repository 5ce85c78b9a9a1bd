"""Home Assistant's client sessions, without what one server could leave behind in them for others."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_create_clientsession

from .client import refuse_redirected_sockets


@callback
def async_session(hass: HomeAssistant, *, verify_ssl: bool) -> ClientSession:
    """A session on Home Assistant's connections, to be detached by who asks for it.

    The shared session would keep every cookie that a server invents, in memory and in each request to it.
    """
    return async_create_clientsession(
        hass,
        verify_ssl,
        False,
        cookie_jar=DummyCookieJar(),
        middlewares=(refuse_redirected_sockets,),
    )


@contextmanager
def session_for_a_moment(hass: HomeAssistant, *, verify_ssl: bool) -> Iterator[ClientSession]:
    """A session for a check, detached at once: a flow that is opened often leaves nothing."""
    session = async_session(hass, verify_ssl=verify_ssl)
    try:
        yield session
    finally:
        session.detach()
