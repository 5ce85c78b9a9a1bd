"""One method per route of the provisioning core [C §10], and the probes of [C §2, §15.1]."""

from collections.abc import Mapping
from typing import Final

from aiohttp import ClientSession

from .address import Address
from .codec import is_blank, normalise_mac, read_mac
from .envelope import Answer
from .errors import RefusedError, RouteAbsentError, UnreadableAnswerError
from .extended import ExtendedRoutes, segment
from .models import (
    Allowlist,
    AllowlistAnswer,
    AllowlistEntry,
    DeviceActionResult,
    DeviceList,
    Health,
    NetworkStatus,
    ProvisionAllResult,
    Session,
    SessionConfig,
    SessionDetail,
    SessionList,
    SystemInfo,
    WireModel,
    newest_first,
)
from .redaction import SecretMemory
from .transport import Transport

BASE: Final = "/api/v1/provisioning"
_SYSTEM_INFO: Final = ("/api/v1/system/info", "/api/system/info")


class PiOrchestratorClient:
    """The provisioning interface of one server; every method raises `PiOrchestratorError`.

    Reads are repeated as [C §6] says, within `budget` seconds where one is given; actions never are.
    """

    def __init__(
        self,
        session: ClientSession,
        address: Address,
        api_key: str | None = None,
        *,
        secrets: SecretMemory | None = None,
    ) -> None:
        self.transport = Transport(session, address, api_key, secrets=secrets)
        self.extended = ExtendedRoutes(self.transport, BASE)
        self._system_info_path = _SYSTEM_INFO[0]

    def use_key(self, api_key: str | None) -> None:
        """Send another key from the next request on."""
        self.transport.api_key = api_key

    async def health(self, *, budget: float | None = None) -> Health:
        """Whether anything is alive there [C §2]; open, no key needed."""
        return _read(Health, await self.transport.read("/health", budget=budget))

    async def start(
        self, target_ssid: str, target_password: str, config: SessionConfig | None = None
    ) -> Session:
        """Open a session; on servers without this path the older one is asked [C §10.1.1, D1]."""
        body: dict[str, object] = {"target_ssid": target_ssid, "target_password": target_password}
        if config is not None and (limits := config.model_dump(exclude_none=True)):
            body["config"] = limits
        answer = await self._post_to_first(f"{BASE}/batch/start", f"{BASE}/batch", body)
        return _read(SessionDetail, answer).session

    async def session(self, session_id: str, *, budget: float | None = None) -> SessionDetail:
        """A session with its devices [C §10.1.2]."""
        return await self._detail(
            await self.transport.read(_batch(session_id), query={"include_devices": "true"}, budget=budget),
            budget,
        )

    async def stop(self, session_id: str) -> Session | None:
        """End a session [C §10.1.3, D2]; None when it had ended already."""
        try:
            answer = await self._post_to_first(f"{_batch(session_id)}/stop", f"{_batch(session_id)}/close")
        except RefusedError as error:
            if error.code == "SESSION_ALREADY_CLOSED" or error.status in (404, 410):
                return None
            raise
        detail = SessionDetail.read(answer.data)
        return detail.session if detail else None

    async def provision_all(self, session_id: str, *, only_allowlisted: bool = True) -> ProvisionAllResult:
        """Begin with every eligible board [C §10.1.4]."""
        answer = await self.transport.act(
            "POST", f"{_batch(session_id)}/provision-all", {"only_allowlisted": only_allowlisted}
        )
        return ProvisionAllResult.read(answer.data) or ProvisionAllResult()

    async def devices(
        self, session_id: str, state: str | None = None, *, budget: float | None = None
    ) -> DeviceList:
        """The boards of a session, of one state if given [C §10.2.1]."""
        query = {"state": state} if state else None
        answer = await self.transport.read(f"{_batch(session_id)}/devices", query=query, budget=budget)
        return _read(DeviceList, answer)

    async def provision(self, session_id: str, mac: str) -> DeviceActionResult:
        """Hand the credentials to one board; any 2xx means accepted [C §10.2.2]."""
        answer = await self.transport.act("POST", f"{_board(session_id, mac)}/provision")
        return DeviceActionResult.read(answer.data) or DeviceActionResult()

    async def retry(self, session_id: str, mac: str) -> DeviceActionResult:
        """Try a failed board again; servers without the route take it as provision [C §10.2.3]."""
        board = _board(session_id, mac)
        answer = await self._post_to_first(f"{board}/retry", f"{board}/provision")
        return DeviceActionResult.read(answer.data) or DeviceActionResult()

    async def network(self, *, budget: float | None = None) -> NetworkStatus:
        """The onboarding Wi-Fi, with or without a session [C §10.3, D26]."""
        try:
            answer = await self.transport.read(f"{BASE}/batch/network", budget=budget)
        except RouteAbsentError:
            answer = await self.transport.read(f"{BASE}/network/status", budget=budget)
        return _read(NetworkStatus, answer)

    async def allowlist(self, *, available: bool = False, budget: float | None = None) -> Allowlist:
        """All entries, or those not used yet [C §10.4.1]."""
        query = {"available": "true"} if available else None
        return _read(Allowlist, await self.transport.read(f"{BASE}/allowlist", query=query, budget=budget))

    async def allow(
        self, mac: str, description: str | None = None, container_id: str | None = None
    ) -> AllowlistEntry:
        """Add a board to the allowlist [C §10.4.2].

        Raises:
            InvalidMacError: `mac` is none.
        """
        mac = normalise_mac(mac)
        fields = {"mac": mac, "description": description, "container_id": container_id}
        body = {name: value for name, value in fields.items() if value and not is_blank(value)}
        answer = await self.transport.act("POST", f"{BASE}/allowlist", body)
        written = AllowlistAnswer.read(answer.data)
        if written is None or written.entry is None:
            return AllowlistEntry(mac=mac, description=description, container_id=container_id)
        return written.entry

    async def disallow(self, mac: str) -> bool:
        """Remove a board from the allowlist; False when it was not on it [C §10.4.3, D29]."""
        try:
            await self.transport.act("DELETE", f"{BASE}/allowlist/{segment(read_mac(mac))}")
        except RefusedError as error:
            if error.status == 404:
                return False
            raise
        return True

    async def recoverable(self, *, budget: float | None = None) -> SessionList:
        """Interrupted sessions, the newest first [C §10.5.1]."""
        found = _read(SessionList, await self.transport.read(f"{BASE}/sessions/recoverable", budget=budget))
        return found.model_copy(update={"sessions": newest_first(found.sessions)})

    async def resume(self, session_id: str) -> SessionDetail:
        """Resume an interrupted session.

        Boards that the answer lacks are not read here: an error of that read would look like one of the resume.
        """
        answer = await self.transport.act("POST", f"{BASE}/sessions/{segment(session_id)}/resume")
        return _read(SessionDetail, answer)

    async def discard(self, session_id: str) -> None:
        """End an interrupted session: by its own route, else by stop, else by resume and stop [C §10.6].

        A step that may have been carried out is not followed by another one.
        """
        for end in (self.extended.discard, self.stop):
            try:
                await end(session_id)
            except (RouteAbsentError, RefusedError) as error:
                if error.retryable or error.outcome_unknown:
                    raise
                if isinstance(error, RefusedError):
                    if error.status in (404, 410):
                        return  # gone already
                    if error.status not in (400, 409):
                        raise  # not a matter of the session's state, and the next step would be refused as well
            else:
                return
        await self.resume(session_id)
        await self.stop(session_id)

    async def system_info(self, *, budget: float | None = None) -> SystemInfo:
        """Health figures of the Pi; the path that answered is remembered [C §15.1, D35]."""
        try:
            answer = await self.transport.read(self._system_info_path, budget=budget)
        except RouteAbsentError:
            other = _SYSTEM_INFO[1 - _SYSTEM_INFO.index(self._system_info_path)]
            answer = await self.transport.read(other, budget=budget)
            self._system_info_path = other
        return _read(SystemInfo, answer)

    async def check_access(self, *, budget: float | None = None) -> Health:
        """Whether this is a PiOrchestrator that lets us in [C §4].

        Raises:
            KeyRefusedError: a key is needed, or this one is wrong.
            RouteAbsentError: something answers, but not this API.
        """
        health = await self.health(budget=budget)
        await self.allowlist(budget=budget)
        return health

    async def _detail(self, answer: Answer, budget: float | None) -> SessionDetail:
        """The session's answer, completed by the device list where it has none."""
        detail = _read(SessionDetail, answer).model_copy(update={"sent_at": answer.sent_at})
        if detail.devices is not None:
            return detail
        found = await self.devices(detail.session.id, budget=budget)
        return detail.model_copy(update={"devices": found.devices, "is_complete": found.is_complete})

    async def _post_to_first(self, path: str, older: str, body: Mapping[str, object] | None = None) -> Answer:
        """POST to `path`, or to its older name where the server has no such route: nothing was done then."""
        try:
            return await self.transport.act("POST", path, body)
        except RouteAbsentError as error:
            if error.outcome_unknown:
                raise
            return await self.transport.act("POST", older, body)


def _read[M: WireModel](model: type[M], answer: Answer) -> M:
    if (found := model.read(answer.data)) is None:
        raise UnreadableAnswerError(
            f"no {model.__name__} in the answer", correlation_id=answer.correlation_id
        )
    return found


def _batch(session_id: str) -> str:
    return f"{BASE}/batch/{segment(session_id)}"


def _board(session_id: str, mac: str) -> str:
    return f"{_batch(session_id)}/devices/{segment(read_mac(mac))}"
