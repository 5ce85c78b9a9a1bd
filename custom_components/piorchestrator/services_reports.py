"""The action that answers with a report (`design.md` §5)."""

from typing import TYPE_CHECKING, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .core.report import Report
from .core.report_texts import failed_to_csv, to_csv, to_markdown
from .exceptions import wrong_use
from .service_fields import Fields, Handler, as_file

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry

ATTR_FORMAT: Final = "format"
ATTR_SESSION_ID: Final = "session_id"
JSON: Final = "json"
CSV: Final = "csv"
_TEXTS: Final = {CSV: to_csv, "markdown": to_markdown}


async def _get_report(call: ServiceCall, entry: PiOrchestratorConfigEntry) -> ServiceResponse:
    report = _find(entry, call.data.get(ATTR_SESSION_ID))
    # Not in the event loop: a report may have 10,000 boards.
    return await call.hass.async_add_executor_job(report_data, report, call.data[ATTR_FORMAT])


def report_data(report: Report, wanted: str = JSON) -> JsonObjectType:
    """The report in the form that is wanted, and its failed boards as a list to import."""
    data: JsonObjectType = {"preliminary": report.ending is None, "failed_boards": failed_to_csv(report)}
    if wanted in _TEXTS:
        content = _TEXTS[wanted](report)
        return {**data, "content": as_file(content) if wanted == CSV else content}
    return {**data, "report": report.model_dump(mode="json", exclude_none=True, exclude={"totals"})}


def _find(entry: PiOrchestratorConfigEntry, session_id: str | None) -> Report:
    """The one that is named; else the newest that has ended, or what runs before there is one."""
    reports = entry.runtime_data.reports
    running = reports.running
    if session_id is None:
        found = reports.finished[0] if reports.finished else running
    elif running is not None and running.session_id == session_id:
        found = running
    else:
        found = reports.find(session_id)
    if found is None:
        raise wrong_use("no_report")
    return found


READS: Final[dict[str, tuple[Handler, Fields]]] = {
    "get_report": (
        _get_report,
        {
            vol.Optional(ATTR_FORMAT, default=JSON): vol.In([JSON, *_TEXTS]),
            vol.Optional(ATTR_SESSION_ID): cv.string,
        },
    )
}
