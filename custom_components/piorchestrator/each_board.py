"""One command for several boards, with a row of the outcome for each."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypedDict

from homeassistant.exceptions import HomeAssistantError

from .client import PiOrchestratorError, category_of
from .commands import Commands
from .const import DOMAIN
from .exceptions import UNCERTAIN


class BoardResult(TypedDict):
    """What became of the command for one board; the last five only where it failed."""

    mac: str
    accepted: bool
    code: str | None
    message: str | None
    correlation_id: str | None
    retry_after: float | None
    category: str | None


async def for_each(macs: Iterable[str], command: Callable[[str], Awaitable[None]]) -> list[BoardResult]:
    """Run the command for one board after the other; a refusal of one does not keep the rest."""
    return [await _one(mac, command) for mac in dict.fromkeys(macs)]


async def _one(mac: str, command: Callable[[str], Awaitable[None]]) -> BoardResult:
    try:
        await command(mac)
    except HomeAssistantError as error:
        cause = error.__cause__
        reason = cause if isinstance(cause, PiOrchestratorError) else None
        return BoardResult(
            mac=mac,
            accepted=False,
            code=(reason.code if reason else None) or error.translation_key,
            message=str(error) if reason is None or error.translation_key in UNCERTAIN else reason.message,
            correlation_id=reason.correlation_id if reason else None,
            retry_after=reason.retry_after if reason else None,
            category=category_of(reason.code) if reason else None,
        )
    return accepted(mac)


def accepted(mac: str) -> BoardResult:
    """Nothing went wrong."""
    return BoardResult(
        mac=mac,
        accepted=True,
        code=None,
        message=None,
        correlation_id=None,
        retry_after=None,
        category=None,
    )


def raise_refusals(results: list[BoardResult]) -> None:
    """Tell somebody who does not look at rows that some of them failed.

    Raises:
        HomeAssistantError: at least one board was refused.
    """
    refused = [result for result in results if not result["accepted"]]
    if refused:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="boards_refused",
            translation_placeholders={
                "refused": str(len(refused)),
                "total": str(len(results)),
                "reasons": "; ".join(reason_of(result) for result in refused[:5]),
            },
        )


def reason_of(result: BoardResult) -> str:
    """One refusal in a line."""
    reason = f"{result['mac']}: {result['message']} ({result['code']})"
    return f"{reason} [{result['correlation_id']}]" if result["correlation_id"] else reason


async def retry_failed(commands: Commands) -> None:
    """Try every failed board again; raises as `raise_refusals`."""
    raise_refusals(await for_each(commands.failed_macs(), commands.retry))
