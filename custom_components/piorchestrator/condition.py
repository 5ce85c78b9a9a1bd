"""Conditions: what an entity of ours says of a session, a batch or the connection."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Final, override

from homeassistant.const import CONF_OPTIONS, STATE_ON, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import (
    ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL,
    Condition,
    ConditionConfig,
    EntityConditionBase,
    EntityStateConditionBase,
)
import probatio

from .const import DOMAIN
from .sensor import SESSION_STATES

CONF_STATE: Final = "state"


class OurCondition(EntityConditionBase):
    """Looks at the entities of one kind among those that the target names."""

    _translation_key: ClassVar[str]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Those of this integration that have the translation key."""
        registry = er.async_get(self._hass)
        return {
            entity_id
            for entity_id in super().entity_filter(entities)
            if (entity := registry.async_get(entity_id)) is not None
            and entity.platform == DOMAIN
            and entity.translation_key == self._translation_key
        }


class OnCondition(OurCondition, EntityStateConditionBase):
    """Whether a binary sensor is on."""

    _domain_specs = MappingProxyType({Platform.BINARY_SENSOR.value: DomainSpec()})
    _states: set[str | bool] = {STATE_ON}  # noqa: RUF012 - the base class asks for a set


class IsSessionActive(OnCondition):
    """A session is open, and work can go on in it."""

    _translation_key = "session_active"


class IsConnected(OnCondition):
    """Changes arrive by push; the sensor is a diagnostic one."""

    _translation_key = "event_stream"
    _primary_entities_only = False


class IsBatchComplete(OnCondition):
    """Each expected board is verified."""

    _translation_key = "batch_complete"


class IsSessionState(OurCondition):
    """The session is in one of some states."""

    _translation_key = "session_state"
    _domain_specs = MappingProxyType({Platform.SENSOR.value: DomainSpec()})
    _schema = ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL.extend(
        {
            probatio.Required(CONF_OPTIONS): {
                probatio.Required(CONF_STATE): probatio.All(
                    cv.ensure_list, probatio.Length(min=1), [probatio.In(SESSION_STATES)]
                )
            }
        }
    )

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        super().__init__(hass, config)
        self._wanted = frozenset((config.options or {})[CONF_STATE])

    @override
    def is_valid_state(self, entity_state: State) -> bool:
        """Whether it is one of those that were asked for."""
        return entity_state.state in self._wanted


CONDITIONS: Final[Mapping[str, type[Condition]]] = MappingProxyType(
    {
        "is_session_active": IsSessionActive,
        "is_session_state": IsSessionState,
        "is_connected": IsConnected,
        "is_batch_complete": IsBatchComplete,
    }
)


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """The conditions by key."""
    return dict(CONDITIONS)
