"""What the actions have in common: the shape of a handler, and MACs in any notation."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .client import InvalidMacError, normalise_mac
from .each_board import BoardResult
from .exceptions import wrong_use

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry

ATTR_MAC: Final = "mac"
MACS: Final = vol.All(cv.ensure_list, [cv.string])

type Fields = dict[vol.Marker, object]
type Handler = Callable[[ServiceCall, PiOrchestratorConfigEntry], Awaitable[ServiceResponse]]


def as_file(table: str) -> str:
    """Begin a table with the mark of UTF-8: without it, Excel reads the file in the encoding of old Windows."""
    return f"\ufeff{table}"


def macs_of(call: ServiceCall) -> list[str]:
    """All of them valid, or nothing is sent."""
    return [mac_of(text) for text in call.data[ATTR_MAC]]


def mac_of(text: str) -> str:
    """The MAC in the wire's form.

    Raises:
        ServiceValidationError: it is none.
    """
    try:
        return normalise_mac(text)
    except InvalidMacError as error:
        raise wrong_use("invalid_mac", mac=error.value) from error


def refusal_of(result: BoardResult) -> JsonObjectType:
    """What there is to say about a refusal; nothing where there was none."""
    row: JsonObjectType = {"sent": False} if result.skipped else {}
    values: JsonObjectType = {
        "code": result.code,
        "message": result.message,
        "correlation_id": result.correlation_id,
        "retry_after": result.retry_after,
        "category": result.category,
    }
    return row | {name: value for name, value in values.items() if value is not None}
