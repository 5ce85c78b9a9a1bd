"""What the tests of the actions share: names of the routes, and how a refusal is taken."""

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.const import DOMAIN

from .pi import Pi

START = "/batch/start"
STOP = "/batch/{id}/stop"
ALL = "/batch/{id}/provision-all"
ONE = "/batch/{id}/devices/{mac}/provision"
RETRY = "/batch/{id}/devices/{mac}/retry"


async def refused(pi: Pi, kind: type[HomeAssistantError], action: str, **data: object) -> HomeAssistantError:
    """Call an action that must fail; the text is made of the translation, not of its key."""
    with pytest.raises(kind) as raised:
        await pi.ask(action, **data)
    assert raised.value.translation_domain == DOMAIN
    assert raised.value.translation_key not in {None, str(raised.value)}
    assert "{" not in str(raised.value)
    return raised.value
