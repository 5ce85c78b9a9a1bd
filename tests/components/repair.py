"""Issues and the flows that mend them, as Home Assistant's page of repairs uses them: over HTTP."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.piorchestrator.const import DOMAIN
from tests.conftest import wait_for
from tests.repository.places import PACKAGE, read_object
from tests.repository.shapes import placeholders

_ENGLISH = read_object(PACKAGE / "translations" / "en.json")
_FIX = "/api/repairs/issues/fix"
type Step = dict[str, Any]


def issues(hass: HomeAssistant, domain: str = DOMAIN) -> dict[str, ir.IssueEntry]:
    """The issues that a person sees, by translation key; two of a kind are an error here."""
    found = [issue for issue in ir.async_get(hass).issues.values() if issue.active and issue.domain == domain]
    by_key = {issue.translation_key or issue.issue_id: issue for issue in found}
    assert len(by_key) == len(found), [issue.issue_id for issue in found]
    for key, issue in by_key.items():
        if domain == DOMAIN:
            _filled(f"issues.{key}", issue.translation_placeholders, "title", "description")
    return by_key


async def raised(hass: HomeAssistant, key: str) -> ir.IssueEntry:
    """Wait for an issue."""
    await wait_for(lambda: key in issues(hass))
    return issues(hass)[key]


async def withdrawn(hass: HomeAssistant, key: str) -> None:
    """Wait until an issue is gone."""
    await wait_for(lambda: key not in issues(hass))


@dataclass(frozen=True)
class Repairs:
    """Somebody who mends."""

    hass: HomeAssistant
    hass_client: ClientSessionGenerator

    async def begin(self, issue: ir.IssueEntry) -> Step:
        """Open an issue."""
        assert await async_setup_component(self.hass, "repairs", {})
        return await self._post(_FIX, {"handler": DOMAIN, "issue_id": issue.issue_id}, issue)

    async def go_on(self, issue: ir.IssueEntry, step: Step, **answer: object) -> Step:
        """Submit a form, or choose from a menu with `next_step_id`."""
        return await self._post(f"{_FIX}/{step['flow_id']}", answer, issue)

    async def _post(self, path: str, body: dict[str, object], issue: ir.IssueEntry) -> Step:
        client = await self.hass_client()
        async with client.post(path, json=body) as response:
            step: Step = await response.json()
            assert response.status == HTTPStatus.OK, step
        where, given = f"issues.{issue.translation_key}.fix_flow", step.get("description_placeholders")
        if step["type"] in ("form", "menu"):
            _filled(f"{where}.step.{step['step_id']}", given, "title", "description")
        if step["type"] == "abort":
            _filled(where, given, f"abort.{step['reason']}")
        return step


def _filled(where: str, given: dict[str, str] | None, *names: str) -> None:
    """Nothing in braces is left for a person to see."""
    for name in names:
        said: Any = _ENGLISH
        for key in f"{where}.{name}".split("."):
            said = said.get(key, {})
        if isinstance(said, str):
            assert placeholders(said) <= (given or {}).keys(), f"{where}.{name}"
