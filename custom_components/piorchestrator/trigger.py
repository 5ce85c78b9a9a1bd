"""Triggers: what happened on a server, to whomever the target names (`happenings.py`)."""

from collections.abc import Mapping
from secrets import token_hex
from types import MappingProxyType
from typing import Any, ClassVar, Final, cast, override

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.target import TargetSelection
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import probatio

from .happenings import SIGNAL_HAPPENED, Happening, Kind
from .trigger_target import covers

CONF_OUTCOME: Final = "outcome"
CONF_BOARDS: Final = "boards"
ANY: Final = "any"
OUTCOMES: Final = (ANY, "all_verified", "with_failures", "nothing_done")
ALLOWED: Final = "allowed"
BOARDS: Final = (ANY, ALLOWED, "strangers")
_TOKEN_BYTES: Final = 16


def _schema(options: Mapping[Any, object] = MappingProxyType({})) -> probatio.Schema:
    return probatio.Schema(
        {
            probatio.Required(CONF_TARGET): cv.TARGET_FIELDS,
            probatio.Required(CONF_OPTIONS, default={}): dict(options),
        }
    )


class HappeningTrigger(Trigger):
    """Hears of one kind of happening, whether or not the entry is loaded."""

    _kind: ClassVar[Kind]
    _schema: ClassVar[probatio.Schema] = _schema()

    @override
    @classmethod
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """A target that names nothing would never fire."""
        found = cast("ConfigType", cls._schema(config))
        if not TargetSelection(found[CONF_TARGET]).has_any_target:
            raise probatio.Invalid("the target names nothing", path=[CONF_TARGET])
        return found

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        super().__init__(hass, config)
        self._selection = TargetSelection(config.target or {})
        self._options: Mapping[str, Any] = config.options or {}

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Listen until the automation is gone."""

        @callback
        def hear(happening: Happening) -> None:
            if happening.kind is not self._kind or not self._wants(happening):
                return
            if covers(self._hass, self._selection, happening):
                run_action(_payload(happening), happening.kind.replace("_", " "))

        return async_dispatcher_connect(self._hass, SIGNAL_HAPPENED, hear)

    def _wants(self, happening: Happening) -> bool:
        """Whether the options ask for it."""
        return True


class SessionStarted(HappeningTrigger):
    """A session began."""

    _kind = Kind.SESSION_STARTED


class SessionFinished(HappeningTrigger):
    """A session is over."""

    _kind = Kind.SESSION_FINISHED
    _schema = _schema({probatio.Required(CONF_OUTCOME, default=ANY): probatio.In(OUTCOMES)})

    @override
    def _wants(self, happening: Happening) -> bool:
        wanted: str = self._options[CONF_OUTCOME]
        return wanted in (ANY, happening.words.get("outcome"))


class SessionExpiring(HappeningTrigger):
    """The server warned that a session runs out."""

    _kind = Kind.SESSION_EXPIRING


class DeviceDiscovered(HappeningTrigger):
    """A board was found."""

    _kind = Kind.DEVICE_DISCOVERED
    _schema = _schema({probatio.Required(CONF_BOARDS, default=ANY): probatio.In(BOARDS)})

    @override
    def _wants(self, happening: Happening) -> bool:
        wanted: str = self._options[CONF_BOARDS]
        return wanted == ANY or (wanted == ALLOWED) == (happening.words.get("allowed") is True)


class DeviceVerified(HappeningTrigger):
    """A board reported from its network."""

    _kind = Kind.DEVICE_VERIFIED


class DeviceFailed(HappeningTrigger):
    """A board failed, or failed again."""

    _kind = Kind.DEVICE_FAILED


class RecoveryAvailable(HappeningTrigger):
    """An interrupted session can be taken up."""

    _kind = Kind.RECOVERY_AVAILABLE


class BatchComplete(HappeningTrigger):
    """Each expected board is verified."""

    _kind = Kind.BATCH_COMPLETE


TRIGGERS: Final[Mapping[str, type[Trigger]]] = MappingProxyType(
    {
        trigger._kind.value: trigger  # noqa: SLF001 - of this module
        for trigger in (
            SessionStarted,
            SessionFinished,
            SessionExpiring,
            DeviceDiscovered,
            DeviceVerified,
            DeviceFailed,
            RecoveryAvailable,
            BatchComplete,
        )
    }
)


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """The triggers by key."""
    return dict(TRIGGERS)


def _payload(happening: Happening) -> dict[str, Any]:
    """Return what templates find in `trigger`.

    `token` is unguessable and differs for each automation and each time: an automation that builds the action of a
    notification from it knows that an answer comes from a receiver of that notification. Home Assistant's templates have
    no such value: every user can read context ids, and predict the `random` filter.
    """
    return {
        **happening.words,
        "token": token_hex(_TOKEN_BYTES),
        "config_entry_id": happening.entry_id,
        "session_id": happening.session_id,
        "mac": happening.mac,
    }
