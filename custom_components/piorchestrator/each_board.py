"""What became of a request for each of several boards: one row per board, and the error that sums them up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self, override

from homeassistant.exceptions import HomeAssistantError

from .client import PiOrchestratorError, category_of
from .const import DOMAIN
from .exceptions import translation_of, uncertain

# Reasons that one message names; the response of the action has them all.
MOST_REASONS: Final = 5


@dataclass(frozen=True, slots=True)
class BoardResult:
    """The outcome of a request for one board.

    Attributes:
        skipped: nothing was sent for this board, because the operation ended before its turn.
        code: of the server, or the translation key of the error; None where the request was accepted.
        retry_after: seconds that the server asks to wait.
    """

    mac: str
    accepted: bool
    skipped: bool = False
    code: str | None = None
    message: str | None = None
    correlation_id: str | None = None
    retry_after: float | None = None
    category: str | None = None

    @classmethod
    def ok(cls, mac: str) -> Self:
        """Return the row of a board whose request was accepted."""
        return cls(mac, accepted=True)

    @classmethod
    def from_error(
        cls,
        mac: str,
        error: PiOrchestratorError | HomeAssistantError,
        *,
        certain: bool = True,
        skipped: bool = False,
    ) -> Self:
        """Return the row of a board whose request failed.

        Args:
            mac: The board.
            error: Of the client, or of Home Assistant where nothing was sent.
            certain: It is known that nothing was done.
            skipped: Nothing was sent, because the operation ended before the board's turn.
        """
        if isinstance(error, HomeAssistantError):
            return cls(mac, accepted=False, skipped=skipped, code=error.translation_key, message=str(error))
        doubt = None if certain else uncertain(error)
        return cls(
            mac,
            accepted=False,
            skipped=skipped,
            code=error.code or (translation_of(error)[0] if doubt is None else doubt.translation_key),
            message=error.message if doubt is None else str(doubt),
            correlation_id=error.correlation_id,
            retry_after=error.retry_after,
            category=category_of(error.code),
        )

    @override
    def __str__(self) -> str:
        """Return the failure in one line."""
        reason = f"{self.mac}: {self.message} ({self.code})"
        return f"{reason} [{self.correlation_id}]" if self.correlation_id else reason


def raise_refusals(results: Sequence[BoardResult]) -> None:
    """Raise if not every board was accepted, for a caller that does not look at the rows.

    Raises:
        HomeAssistantError: at least one board was refused, or nothing was sent for it.
    """
    failed = [result for result in results if not result.accepted]
    if not failed:
        return
    skipped = sum(result.skipped for result in failed)
    placeholders = {
        "refused": str(len(failed) - skipped),
        "total": str(len(results)),
        "reasons": "; ".join(str(result) for result in failed[:MOST_REASONS]),
    }
    if (wait := longest_wait(failed)) is not None:
        placeholders["retry_after"] = wait
        key = "boards_not_sent_for_now" if skipped else "boards_refused_for_now"
    else:
        key = "boards_not_sent" if skipped else "boards_refused"
    if skipped:
        placeholders["skipped"] = str(skipped)
    raise HomeAssistantError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def longest_wait(results: Iterable[BoardResult]) -> str | None:
    """Return the seconds after which none of the refused requests is turned away any more; None where none says so."""
    waits = [result.retry_after for result in results if result.retry_after is not None]
    return f"{max(waits):g}" if waits else None
