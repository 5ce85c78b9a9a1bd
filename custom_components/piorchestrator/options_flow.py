"""Options: where the figures of the Pi come from, and what unattended mode may do (`design.md` §3)."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.const import SIGNAL_STRENGTH_DECIBELS_MILLIWATT
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
)
import voluptuous as vol

from .const import (
    CONF_AUTO_RETRY_LIMIT,
    CONF_CEILING,
    CONF_FIRMWARE,
    CONF_MONITOR,
    CONF_WEAKEST_RSSI,
    MONITOR_OFF,
    MONITOR_POLLED,
    MONITOR_PUSH,
    SECTION_GATES,
)
from .policy import DEFAULT_CEILING, DEFAULT_RETRIES, MOST_CEILING, MOST_RETRIES

# Below, no board can be heard; above, no board is that close.
_WEAKEST: Final = -100
_STRONGEST: Final = -20

_MONITOR: Final = SelectSelector(
    SelectSelectorConfig(options=[MONITOR_PUSH, MONITOR_POLLED, MONITOR_OFF], translation_key="monitor")
)
_GATES: Final = {
    vol.Optional(CONF_WEAKEST_RSSI): NumberSelector(
        NumberSelectorConfig(
            min=_WEAKEST,
            max=_STRONGEST,
            mode=NumberSelectorMode.BOX,
            unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        )
    ),
    vol.Optional(CONF_FIRMWARE): TextSelector(),
}
_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_MONITOR, default=MONITOR_PUSH): _MONITOR,
        vol.Required(CONF_AUTO_RETRY_LIMIT, default=DEFAULT_RETRIES): NumberSelector(
            NumberSelectorConfig(min=0, max=MOST_RETRIES, mode=NumberSelectorMode.SLIDER)
        ),
        vol.Required(CONF_CEILING, default=DEFAULT_CEILING): NumberSelector(
            NumberSelectorConfig(min=1, max=MOST_CEILING, mode=NumberSelectorMode.BOX)
        ),
        vol.Required(SECTION_GATES): section(vol.Schema(_GATES), {"collapsed": True}),
    }
)


class PiOrchestratorOptionsFlow(OptionsFlow):
    """One form; a change takes effect at once."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask; what is set is stored flat, what is left empty is not."""
        if user_input is not None:
            gates = user_input.pop(SECTION_GATES)
            return self.async_create_entry(data={**user_input, **gates})
        options = self.config_entry.options
        gates = {name: options[name] for name in map(str, _GATES) if name in options}
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, {**options, SECTION_GATES: gates}),
        )
