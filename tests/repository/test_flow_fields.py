"""Each field of each form has a name and a description; the forms are asked for, not read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import SOURCE_USER, ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .comparison import differences
from .places import DOMAIN, Json, JsonObject, at, keys_at, put, without
from .shapes import placeholders
from .uses import Uses

if TYPE_CHECKING:
    import voluptuous as vol

_DATA: Final = {"host": "127.0.0.1", "port": 8081, "ssl": False, "verify_ssl": True}
_PROFILE: Final = "01PROFILE0000000000000000B"
type Form = Mapping[str, Any]


@pytest.fixture
async def forms(hass: HomeAssistant, enable_custom_integrations: None) -> dict[str, Form]:
    """Every form of every flow, by the place where its texts stand."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Pi",
        data=_DATA,
        subentries_data=[
            ConfigSubentryDataWithId(
                subentry_id=_PROFILE,
                subentry_type="network",
                title="Workshop",
                unique_id="Workshop",
                data=MappingProxyType({"ssid": "Workshop", "password": "not-so-secret"}),
            )
        ],
    )
    entry.add_to_hass(hass)
    results: dict[str, list[Form]] = {
        "config": [
            await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER}),
            await entry.start_reconfigure_flow(hass),
            await entry.start_reauth_flow(hass),
        ],
        "config_subentries.network": [
            await hass.config_entries.subentries.async_init(
                (entry.entry_id, "network"), context={"source": SOURCE_USER}
            ),
            await entry.start_subentry_reconfigure_flow(hass, _PROFILE),
        ],
        "options": [await hass.config_entries.options.async_init(entry.entry_id)],
    }
    shown: dict[str, Form] = {}
    for place, found in results.items():
        for result in found:
            assert result["type"] is FlowResultType.FORM
            shown[f"{place}.step.{result['step_id']}"] = result
    return shown


def fields(schema: vol.Schema | None) -> tuple[set[str], dict[str, set[str]]]:
    """Names of the fields outside of sections, and of those in each section."""
    plain: set[str] = set()
    sections: dict[str, set[str]] = {}
    for marker, value in (schema.schema if schema else {}).items():
        if isinstance(value, section):
            sections[str(marker)] = fields(value.schema)[0]
        else:
            plain.add(str(marker))
    return plain, sections


def wrong_forms(forms: dict[str, Form], english: JsonObject) -> list[str]:
    """Fields without texts, texts without fields, placeholders that nobody fills in."""
    found: list[str] = []
    for where, form in forms.items():
        plain, sections = fields(form["data_schema"])
        for kind in ("data", "data_description"):
            found += differences(plain, keys_at(english, f"{where}.{kind}"), f"{where}.{kind}")
            for name, inner in sections.items():
                path = f"{where}.sections.{name}.{kind}"
                found += differences(inner, keys_at(english, path), path)
        found += differences(set(sections), keys_at(english, f"{where}.sections"), f"{where}.sections")
        found += [
            f"{where}.sections.{name}: has no name"
            for name in sections
            if "name" not in keys_at(english, f"{where}.sections.{name}")
        ]
        given = set(form["description_placeholders"] or ())
        for name in ("title", "description"):
            said = at(english, f"{where}.{name}")
            if isinstance(said, str) and (unfilled := placeholders(said) - given):
                found.append(f"{where}.{name}: nobody fills in {unfilled}")
    return found


async def test_every_field_is_named_and_described(
    forms: dict[str, Form], uses: Uses, english: JsonObject
) -> None:
    used = {
        f"{place}.step.{step}"
        for place, flow in uses.flows.items()
        if not place.startswith(
            "issues."
        )  # these need a server that is not well: tests/components/test_repairs.py
        for step in flow.steps
    }
    assert set(forms) == used, "a form of the code was not asked for"
    assert fields(forms["config.step.user"]["data_schema"]) == (
        {"host", "api_key"},
        {"advanced": {"port", "ssl", "verify_ssl"}},
    )
    assert wrong_forms(forms, english) == []


async def test_broken_texts_are_found(forms: dict[str, Form], english: JsonObject) -> None:
    for path in (
        "config.step.user.data.host",
        "config.step.user.data_description.api_key",
        "config.step.reauth_confirm.data.api_key",
        "config.step.reconfigure.sections.advanced.data.port",
        "config.step.user.sections.advanced.data_description.ssl",
        "config.step.user.sections.advanced.name",
        "config_subentries.network.step.user.data.password",
        "config_subentries.network.step.reconfigure.data_description.verification_timeout",
    ):
        assert wrong_forms(forms, without(english, path)), path
    added: tuple[tuple[str, Json], ...] = (
        ("config.step.user.data.colour", "Colour"),
        ("config.step.user.sections.advanced.data_description.colour", "Colour"),
        ("config.step.user.sections.colours", {"name": "Colours"}),
        ("config.step.reauth_confirm.description", "{server} refuses the key."),
    )
    for path, value in added:
        assert wrong_forms(forms, put(english, path, value)), path
