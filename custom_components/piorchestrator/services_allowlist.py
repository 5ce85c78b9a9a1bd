"""The actions on the allowlist (`design.md` §5): look, add, remove, import, export."""

from collections import Counter
from collections.abc import Sequence
import json
from typing import TYPE_CHECKING, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .allowlist import Imported, undo_of
from .client import AllowlistEntry
from .client.models import LONGEST_TEXT
from .const import DOMAIN
from .core.columns import FIELDS, MAC
from .core.device_list import MOST_CHARACTERS, MOST_ROWS, DeviceListError, Problem, read_list
from .core.expected import rows_to_csv, to_csv, to_json
from .each_board import MOST_REASONS, longest_wait, raise_refusals
from .exceptions import wrong_use
from .service_fields import ATTR_MAC, MACS, Fields, Handler, mac_of, macs_of, refusal_of

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry

ATTR_AVAILABLE: Final = "available"
ATTR_COLUMNS: Final = "columns"
ATTR_CONTAINER_ID: Final = "container_id"
ATTR_CONTENT: Final = "content"
ATTR_DESCRIPTION: Final = "description"
ATTR_DRY_RUN: Final = "dry_run"
ATTR_FORMAT: Final = "format"

# A longer text would be read back cut.
_WORDS: Final = vol.All(cv.string, vol.Length(max=LONGEST_TEXT))
# A name or a number; nothing where the list is to say nothing of the field.
_COLUMN: Final = vol.Any(cv.string, vol.All(None, lambda _: ""))
_COLUMNS: Final = vol.Schema(
    {
        vol.Optional(field): vol.All(cv.string, vol.Length(min=1)) if field == MAC else _COLUMN
        for field in FIELDS
    }
)


def _text(value: object) -> str:
    """A list as text: what a template makes of JSON is a list again, before the action sees it."""
    return json.dumps(value, default=str) if isinstance(value, list | dict) else cv.string(value)


async def _get_allowlist(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    listed = await entry.runtime_data.allowlist.entries()
    entries = listed.entries.values()
    used = sum(bool(found.used) for found in entries)
    shown = [found for found in entries if not (call.data[ATTR_AVAILABLE] and found.used)]
    answer: JsonObjectType = {
        "entries": [_entry_data(found) for found in shown],
        "total": len(entries),
        "used": used,
        "available": len(entries) - used,
    }
    # Only where it matters: who reads the list as a whole has to know that it is not.
    return answer if listed.is_complete else {**answer, "complete": False}


async def _export_allowlist(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    entries = tuple((await entry.runtime_data.allowlist.whole()).values())
    is_csv = call.data[ATTR_FORMAT] == "csv"
    content = await call.hass.async_add_executor_job(to_csv if is_csv else to_json, entries)
    # Without the mark of UTF-8, Excel reads the file in the encoding of old Windows.
    return {"content": f"\ufeff{content}" if is_csv else content, "total": len(entries)}


async def _add_to_allowlist(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    added = await entry.runtime_data.allowlist.add(
        mac_of(call.data[ATTR_MAC]), call.data.get(ATTR_DESCRIPTION), call.data.get(ATTR_CONTAINER_ID)
    )
    return {"entry": _entry_data(added)}


async def _remove_from_allowlist(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    rows = await entry.runtime_data.allowlist.remove(macs_of(call))
    if not call.return_response:
        raise_refusals([row.result for row in rows])
    return {
        "results": [{"mac": row.result.mac, "removed": row.removed, **refusal_of(row.result)} for row in rows]
    }


async def _import_allowlist(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    allowlist = entry.runtime_data.allowlist  # which goes with an unload
    try:
        # Megabytes are allowed; the event loop has other things to do.
        found = await call.hass.async_add_executor_job(
            read_list, call.data[ATTR_CONTENT], call.data[ATTR_COLUMNS]
        )
    except DeviceListError as error:
        raise _no_list(error) from error
    imported = await allowlist.add_rows(found.rows, dry_run=call.data[ATTR_DRY_RUN])
    if not call.return_response:
        _raise_incomplete(imported)
    counts = Counter(row.status for row in imported)
    failed = [row.row for row in imported if row.status == "failed"]
    retry_content = await call.hass.async_add_executor_job(rows_to_csv, failed) if failed else None
    return {
        "dry_run": call.data[ATTR_DRY_RUN],
        "total": len(imported),
        **{name: counts[name] for name in ("new", "added", "present", "duplicate", "invalid", "failed")},
        "used_columns": dict(found.used),
        "unused_columns": list(found.unused),
        "results": [_row_data(row, with_words=call.data[ATTR_DRY_RUN]) for row in imported],
        "retry_content": retry_content,
        "undo": undo_of(imported),
    }


def _no_list(error: DeviceListError) -> ServiceValidationError:
    match error.problem:
        case Problem.EMPTY:
            return wrong_use("list_empty")
        case Problem.TOO_LARGE:
            return wrong_use("list_too_large", limit=str(MOST_CHARACTERS))
        case Problem.TOO_MANY_ROWS:
            return wrong_use("list_too_long", limit=str(MOST_ROWS))
        case Problem.NO_JSON:
            return wrong_use("list_no_json")
        case Problem.NO_LIST:
            return wrong_use("list_no_list")
        case Problem.NO_COLUMN:
            return wrong_use("list_no_column", column=error.column)
    return wrong_use("list_no_mac")


def _raise_incomplete(imported: Sequence[Imported]) -> None:
    """Tell somebody who does not look at rows that some of them are not on the allowlist."""
    failed = [found.result for found in imported if found.result is not None]
    invalid = [found.row for found in imported if found.status == "invalid"]
    if not failed and not invalid:
        return
    reasons = [str(result) for result in failed]
    reasons += [f"line {row.line}: {row.reason} ({row.mac or '–'})" for row in invalid]
    placeholders = {
        "failed": str(len(failed)),
        "invalid": str(len(invalid)),
        "total": str(len(imported)),
        "reasons": "; ".join(reasons[:MOST_REASONS]),
    }
    key = "import_incomplete"
    if (wait := longest_wait(failed)) is not None:
        key, placeholders["retry_after"] = "import_incomplete_for_now", wait
    raise HomeAssistantError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def _row_data(found: Imported, *, with_words: bool) -> JsonObjectType:
    """Return what became of a row, or would; the texts of the row are part of a preview alone."""
    data: JsonObjectType = {"line": found.row.line, "mac": found.row.mac, "result": found.status}
    if with_words:
        words = {ATTR_DESCRIPTION: found.row.description, ATTR_CONTAINER_ID: found.row.container_id}
        data |= {name: word for name, word in words.items() if word is not None}
    if found.row.reason is not None:
        data["reason"] = found.row.reason
    if found.differs:
        data["differs"] = True
    if found.result is not None:
        data |= {"sent": True, **refusal_of(found.result)}
    return data


def _entry_data(entry: AllowlistEntry) -> JsonObjectType:
    return entry.model_dump(mode="json", exclude_none=True)


ACTS: Final[dict[str, tuple[Handler, Fields]]] = {
    "add_to_allowlist": (
        _add_to_allowlist,
        {
            vol.Required(ATTR_MAC): cv.string,
            vol.Optional(ATTR_DESCRIPTION): _WORDS,
            vol.Optional(ATTR_CONTAINER_ID): _WORDS,
        },
    ),
    "remove_from_allowlist": (_remove_from_allowlist, {vol.Required(ATTR_MAC): MACS}),
    "import_allowlist": (
        _import_allowlist,
        {
            vol.Required(ATTR_CONTENT): _text,
            vol.Optional(ATTR_COLUMNS, default=dict): _COLUMNS,
            vol.Optional(ATTR_DRY_RUN, default=False): cv.boolean,
        },
    ),
}
READS: Final[dict[str, tuple[Handler, Fields]]] = {
    "get_allowlist": (_get_allowlist, {vol.Optional(ATTR_AVAILABLE, default=False): cv.boolean}),
    "export_allowlist": (
        _export_allowlist,
        {vol.Optional(ATTR_FORMAT, default="csv"): vol.In(("csv", "json"))},
    ),
}
