"""How often triggers fire: no flood of a server keeps automations, and what they call, busy without end."""

from dataclasses import dataclass
from math import inf
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER
from .core.rate import Rate, RateLimiter

# For each trigger that is about a board: three times a batch of 500 boards within a minute, and another each 4 minutes.
BOARD_RATES: Final = (Rate(1500, 0.5),)
# For each trigger that is about a session or a batch: a server with one batch a minute.
SESSION_RATES: Final = (Rate(60, 60.0),)
# How often the log says that triggers are left out.
_LOG_SECONDS: Final = 3600.0


@dataclass(slots=True)
class _Limit:
    """The rate of one trigger of one entry."""

    limiter: RateLimiter
    logged_at: float = -inf


# By entry and trigger: a reload does not reset the rates.
_LIMITS: Final[HassKey[dict[str, dict[str, _Limit]]]] = HassKey(f"{DOMAIN}_happening_rates")


@callback
def async_may_fire(hass: HomeAssistant, entry_id: str, kind: str, mac: str | None) -> bool:
    """Return whether a trigger may fire once more, and count it then; a trigger with a `mac` is about a board."""
    limits = hass.data.setdefault(_LIMITS, {}).setdefault(entry_id, {})
    if (limit := limits.get(kind)) is None:
        limit = limits[kind] = _Limit(RateLimiter(SESSION_RATES if mac is None else BOARD_RATES))
    now = hass.loop.time()
    if limit.limiter.is_allowed(now):
        return True
    if now - limit.logged_at >= _LOG_SECONDS:
        limit.logged_at = now
        LOGGER.warning("The server reports too much: some %s triggers do not fire", kind)
    return False


@callback
def async_forget_rates(hass: HomeAssistant, entry_id: str) -> None:
    """Forget the rates of an entry that is removed."""
    hass.data.get(_LIMITS, {}).pop(entry_id, None)
