"""Routes that only the dashboard names [C §10.6]: used where found, remembered as absent where not."""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from .codec import read_mac
from .envelope import Answer
from .errors import ErrorCode, RefusedError, RouteAbsentError
from .models import (
    AllowlistAnswer,
    AllowlistEntry,
    AllowlistStatistics,
    BulkResult,
    DeviceActionResult,
    SessionDetail,
    SessionList,
)
from .transport import Method, Transport

# What the note beside the route demands before it clears the allowlist [C §10.6].
_CONFIRMATION: Final = {"confirm": "CONFIRM"}


class ExtendedRoutes:
    """Every method raises `RouteAbsentError` where the server has no such route; the second time without asking."""

    def __init__(self, transport: Transport, base: str) -> None:
        self._transport = transport
        self._base = base
        self._absent: set[str] = set()

    async def pause(self, session_id: str) -> SessionDetail | None:
        """Pause a batch."""
        answer = await self._act("pause", "POST", f"/batch/{segment(session_id)}/pause")
        return SessionDetail.read(answer.data)

    async def unpause(self, session_id: str) -> SessionDetail | None:
        """Go on after a pause; not the resume after an interruption [C D30]."""
        answer = await self._act("unpause", "POST", f"/batch/{segment(session_id)}/resume")
        return SessionDetail.read(answer.data)

    async def skip(self, session_id: str, mac: str) -> DeviceActionResult:
        """Give a board up for this session."""
        path = f"/batch/{segment(session_id)}/devices/{segment(read_mac(mac))}/skip"
        answer = await self._act("skip", "POST", path)
        return DeviceActionResult.read(answer.data) or DeviceActionResult()

    async def allowlist_entry(self, mac: str) -> AllowlistEntry | None:
        """One entry of the allowlist."""
        answer = await self._read("allowlist_entry", f"/allowlist/{segment(read_mac(mac))}")
        return _entry(answer)

    async def update_entry(
        self, mac: str, description: str | None = None, container_id: str | None = None
    ) -> AllowlistEntry | None:
        """Change the words beside an entry."""
        fields = {"description": description, "container_id": container_id}
        answer = await self._act(
            "update_entry",
            "PATCH",
            f"/allowlist/{segment(read_mac(mac))}",
            {name: value for name, value in fields.items() if value is not None},
        )
        return _entry(answer)

    async def allow_many(self, entries: Iterable[AllowlistEntry]) -> BulkResult:
        """Add many entries in one call."""
        wanted = [
            entry.model_dump(include={"mac", "description", "container_id"}, exclude_none=True)
            for entry in entries
        ]
        return _counts(await self._act("allow_many", "POST", "/allowlist/bulk", {"entries": wanted}))

    async def disallow_many(self, macs: Iterable[str]) -> BulkResult:
        """Remove many entries in one call; the sources disagree about the method."""
        body = {"macs": [read_mac(mac) for mac in macs]}
        try:
            answer = await self._act("disallow_many", "POST", "/allowlist/bulk-remove", body)
        except RouteAbsentError as error:
            if error.outcome_unknown:
                raise
            answer = await self._act(
                "disallow_many_delete", "DELETE", "/allowlist/bulk-remove", body, else_a_mac=True
            )
        return _counts(answer)

    async def clear_allowlist(self) -> BulkResult:
        """Remove every entry."""
        return _counts(
            await self._act("clear_allowlist", "DELETE", "/allowlist/all", _CONFIRMATION, else_a_mac=True)
        )

    async def allowlist_statistics(self) -> AllowlistStatistics:
        """Figures of the allowlist."""
        answer = await self._read("allowlist_statistics", "/allowlist/stats")
        return AllowlistStatistics.read(answer.data) or AllowlistStatistics()

    async def discard(self, session_id: str) -> None:
        """Forget a recoverable session."""
        await self._act("discard", "DELETE", f"/sessions/{segment(session_id)}")

    async def history(self, limit: int = 10) -> SessionList:
        """Past sessions."""
        answer = await self._read("history", "/sessions/history", {"limit": str(limit)})
        return SessionList.read(answer.data) or SessionList()

    async def clear_history(self, older_than_days: int = 7) -> BulkResult:
        """Forget past sessions that ended long ago."""
        query = {"older_than_days": str(older_than_days)}
        return _counts(await self._act("clear_history", "DELETE", "/sessions/history", query=query))

    async def _read(self, name: str, path: str, query: Mapping[str, str] | None = None) -> Answer:
        self._refuse_absent(name)
        try:
            return await self._transport.read(self._base + path, query=query)
        except RouteAbsentError:
            self._absent.add(name)
            raise

    async def _act(
        self,
        name: str,
        method: Method,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        else_a_mac: bool = False,
    ) -> Answer:
        """`else_a_mac`: a server without the route takes the last segment for a MAC, and a bad one [C §10.6]."""
        self._refuse_absent(name)
        try:
            return await self._transport.act(method, self._base + path, body, query=query)
        except RouteAbsentError as error:
            if not error.outcome_unknown:
                self._absent.add(name)
            raise
        except RefusedError as error:
            if not else_a_mac or error.code != ErrorCode.VALIDATION_FAILED:
                raise
            self._absent.add(name)
            raise RouteAbsentError(error.message, status=error.status) from error

    def _refuse_absent(self, name: str) -> None:
        if name in self._absent:
            raise RouteAbsentError("the server has no such route", status=404)


def segment(text: str) -> str:
    """One path segment; identifiers come from the wire and may hold anything."""
    # A segment of dots alone would be taken for a step in the path.
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%2E")


def _entry(answer: Answer) -> AllowlistEntry | None:
    written = AllowlistAnswer.read(answer.data)
    return written.entry if written else None


def _counts(answer: Answer) -> BulkResult:
    return BulkResult.read(answer.data) or BulkResult()
