"""Devices, allowlist and the boards' fates over time [C §9.2]."""

from collections.abc import Callable
from typing import Protocol

from .clock import Clock, Timers
from .entities import AllowlistEntry, Device, Session
from .switches import Switches
from .world import Board, course

PROVISIONED_SECONDS = 0.2  # "may last so briefly that a client never sees it" [C §9.2]


class Publisher(Protocol):
    """Where changes are told; the event stream implements it."""

    def session(self, kind: str, session: Session) -> None:
        """Tell that something about the session changed."""

    def device(self, kind: str, session: Session, device: Device, previous: str) -> None:
        """Tell that something about a device changed."""

    def network(self, kind: str) -> None:
        """Tell that the onboarding Wi-Fi went up or down."""


type Log = Callable[[str, str, str], None]


class Devices:
    """The half of the engine that moves devices; sessions are moved by the other half."""

    def __init__(
        self, clock: Clock, timers: Timers, switches: Switches, publisher: Publisher, log: Log
    ) -> None:
        self._clock = clock
        self._timers = timers
        self._switches = switches
        self._publish = publisher
        self._log = log
        self.boards: dict[str, Board] = {}
        self.allowlist: dict[str, AllowlistEntry] = {}
        self.sessions: dict[str, Session] = {}
        self.on_change: list[Callable[[], None]] = []

    @property
    def current(self) -> Session | None:
        """The one open session [C §9.1]."""
        return next((session for session in self.sessions.values() if session.open), None)

    def add_board(self, board: Board) -> None:
        """Put a board next to the Pi."""
        self.boards[board.mac] = board
        if board.allowed and board.mac not in self.allowlist:
            self.allow(board.mac, board.description, board.container_id)
        session = self.current
        if session is not None and session.state in {"discovering", "active"}:
            self._expect(session, board)

    def allow(
        self, mac: str, description: str | None = None, container_id: str | None = None
    ) -> AllowlistEntry:
        """Approve a MAC, or change its texts."""
        known = self.allowlist.get(mac)
        entry = known or AllowlistEntry(mac, self._clock.now_ns())
        entry.description, entry.container_id = description, container_id
        self.allowlist[mac] = entry
        self._allowance_changed(mac)
        return entry

    def disallow(self, mac: str) -> bool:
        """Take a MAC off; False when it was not there."""
        if self.allowlist.pop(mac, None) is None:
            return False
        self._allowance_changed(mac)
        return True

    def _allowance_changed(self, mac: str) -> None:
        entry = self.allowlist.get(mac)
        session = self.current
        device = session.devices.get(mac) if session is not None else None
        if session is not None and device is not None:
            before = (device.in_allowlist, device.container_id)
            device.in_allowlist = entry is not None
            device.container_id = entry.container_id if entry else None
            if before != (device.in_allowlist, device.container_id):
                self._touch(session)
                self._publish.device("device.state_changed", session, device, device.state)
        self._changed()

    def _expect_boards(self, session: Session) -> None:
        for board in self.boards.values():
            self._expect(session, board)

    def _expect(self, session: Session, board: Board) -> None:
        if board.mac not in session.devices:
            self._timers.after(
                ("appear", board.mac), board.appear_after, lambda: self._appear(session, board)
            )

    def _appear(self, session: Session, board: Board) -> None:
        entry = self.allowlist.get(board.mac)
        # 250 addresses per third octet keep batches of hundreds apart.
        block, host = divmod(list(self.boards).index(board.mac), 250)
        device = Device(
            mac=board.mac,
            ip=board.ip or f"192.168.{4 + block}.{2 + host}",
            rssi=board.rssi,
            firmware_version=board.firmware_version,
            discovered_ns=self._clock.now_ns(),
            container_id=entry.container_id if entry else None,
            in_allowlist=entry is not None,
        )
        session.devices[board.mac] = device
        self._touch(session)
        self._publish.device("device.discovered", session, device, "")
        self._publish.session("session.state_changed", session)
        self._log("info", "discovery", f"device {board.mac} found")
        self._changed()

    def _deliver(self, session: Session, device: Device) -> None:
        device.error_message = None
        plan = course(self._board(device), device.retry_count, session.config)
        self._move(session, device, "provisioning", "device.provisioning_started")

        def delivered() -> None:
            if plan.delivery_failure:
                self._fail(session, device, plan.delivery_failure)
                return
            device.provisioned_ns = self._clock.now_ns()
            self._move(session, device, "provisioned", "device.provisioning_completed")
            key = ("device", session.id, device.mac)
            self._timers.after(key, PROVISIONED_SECONDS, lambda: self._verify(session, device))

        self._timers.after(("device", session.id, device.mac), plan.delivery_seconds, delivered)

    def _verify(self, session: Session, device: Device) -> None:
        plan = course(self._board(device), device.retry_count, session.config)
        if device.state != "verifying":
            self._move(session, device, "verifying", "device.state_changed")

        def verified() -> None:
            if plan.verification_failure:
                self._fail(session, device, plan.verification_failure)
                return
            device.verified_ns = self._clock.now_ns()
            entry = self.allowlist.get(device.mac)
            if entry is not None:
                entry.used_ns = device.verified_ns
            self._move(session, device, "verified", "device.verified")

        self._timers.after(("device", session.id, device.mac), plan.verification_seconds, verified)

    def _board(self, device: Device) -> Board:
        return self.boards.get(device.mac) or Board(device.mac, ip=device.ip, rssi=device.rssi)

    def _fail(self, session: Session, device: Device, reason: str) -> None:
        self._timers.cancel(("device", session.id, device.mac))
        device.error_message = reason
        self._move(session, device, "failed", "device.provisioning_failed")
        self._log("warn", "provisioning", f"device {device.mac} failed: {reason}")

    def _move(self, session: Session, device: Device, state: str, kind: str) -> None:
        counted, previous = session.counters(), device.state
        device.state = state
        self._touch(session)
        self._publish.device(kind, session, device, previous)
        if session.counters() != counted:
            self._publish.session("session.state_changed", session)
        self._changed()

    def _touch(self, session: Session) -> None:
        session.updated_ns = self._clock.now_ns()

    def _changed(self) -> None:
        for listener in self.on_change:
            listener()
