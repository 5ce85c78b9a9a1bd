"""The action that runs a whole batch (`design.md` §5)."""

from typing import TYPE_CHECKING, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .batch_run import Order, run_batch
from .batch_store import MAX_NAMED
from .core.run import Target
from .exceptions import wrong_use
from .policy import MOST_CEILING, MOST_RETRIES
from .service_fields import MACS, Fields, Handler, mac_of
from .services_reports import report_data

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry

ATTR_NETWORK: Final = "network"
ATTR_EXPECTED_COUNT: Final = "expected_count"
ATTR_MACS: Final = "macs"
ATTR_TIMEOUT: Final = "timeout"
ATTR_RETRIES: Final = "retries"

# As long as a session of the server lives [C §17].
DEFAULT_TIMEOUT: Final = 3600
_SHORTEST: Final = 10
_LONGEST: Final = 24 * 3600


async def _run_batch(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    if ATTR_MACS in call.data and ATTR_EXPECTED_COUNT in call.data:
        raise wrong_use("macs_or_count")
    target = Target(
        macs=frozenset(mac_of(text) for text in call.data.get(ATTR_MACS, ())),
        count=call.data.get(ATTR_EXPECTED_COUNT),
    )
    order = Order(target, call.data.get(ATTR_NETWORK), call.data[ATTR_TIMEOUT], call.data.get(ATTR_RETRIES))
    result, report = await run_batch(entry, order)
    return {"result": result, **report_data(report)}


ACTS: Final[dict[str, tuple[Handler, Fields]]] = {
    "run_batch": (
        _run_batch,
        {
            vol.Optional(ATTR_NETWORK): cv.string,
            vol.Optional(ATTR_EXPECTED_COUNT): vol.All(vol.Coerce(int), vol.Range(1, MOST_CEILING)),
            vol.Optional(ATTR_MACS): vol.All(MACS, vol.Length(max=MAX_NAMED)),
            vol.Optional(ATTR_TIMEOUT, default=DEFAULT_TIMEOUT): vol.All(
                vol.Coerce(int), vol.Range(_SHORTEST, _LONGEST)
            ),
            vol.Optional(ATTR_RETRIES): vol.All(vol.Coerce(int), vol.Range(0, MOST_RETRIES)),
        },
    )
}
