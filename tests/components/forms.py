"""What a form shows."""

from collections.abc import Mapping

import voluptuous as vol


def suggested(result: Mapping[str, object]) -> dict[str, object]:
    """What stands in the fields of a form, those of sections below the section's name."""
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    return _suggested(schema)


def _suggested(schema: vol.Schema) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, field in schema.schema.items():
        if isinstance(inner := getattr(field, "schema", None), vol.Schema):
            values[str(key)] = _suggested(inner)
        elif key.description and "suggested_value" in key.description:
            values[str(key)] = key.description["suggested_value"]
    return values
