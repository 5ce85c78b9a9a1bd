"""Options: where the figures of the Pi come from (`design.md` §3)."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig
import voluptuous as vol

from .const import CONF_MONITOR, MONITOR_OFF, MONITOR_POLLED, MONITOR_PUSH

_MONITOR: Final = SelectSelector(
    SelectSelectorConfig(options=[MONITOR_PUSH, MONITOR_POLLED, MONITOR_OFF], translation_key="monitor")
)
_SCHEMA: Final = vol.Schema({vol.Required(CONF_MONITOR, default=MONITOR_PUSH): _MONITOR})


class PiOrchestratorOptionsFlow(OptionsFlow):
    """One form; a change takes effect at once."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, self.config_entry.options),
        )
