"""What a form shows, and what a person does with the forms of address and key."""

from collections.abc import Mapping
import socket
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
import voluptuous as vol

from custom_components.piorchestrator.const import DOMAIN, SECTION_ADVANCED
from tests.conftest import API_KEY


def suggested(result: Mapping[str, object]) -> dict[str, object]:
    """What stands in the fields of a form, those of sections below the section's name."""
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    return _suggested(schema)


def is_open(result: Mapping[str, object], section_name: str) -> bool:
    """Whether a form shows this section unfolded."""
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    found = next(field for key, field in schema.schema.items() if key == section_name)
    assert isinstance(found, section)
    return not found.options["collapsed"]


def _suggested(schema: vol.Schema) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, field in schema.schema.items():
        if isinstance(inner := getattr(field, "schema", None), vol.Schema):
            values[str(key)] = _suggested(inner)
        elif key.description and "suggested_value" in key.description:
            values[str(key)] = key.description["suggested_value"]
    return values


def typed(
    host: str, port: int = 8081, api_key: str | None = API_KEY, *, ssl: bool = False, verify_ssl: bool = True
) -> dict[str, Any]:
    """What a person filled in."""
    form: dict[str, Any] = {
        CONF_HOST: host,
        SECTION_ADVANCED: {CONF_PORT: port, CONF_SSL: ssl, CONF_VERIFY_SSL: verify_ssl},
    }
    return form if api_key is None else form | {CONF_API_KEY: api_key}


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert not result["errors"]
    return result


async def submit(hass: HomeAssistant, flow: ConfigFlowResult, form: dict[str, Any]) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], form)
    await hass.async_block_till_done()
    return result


def closed_port() -> int:
    """A port that no process listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
