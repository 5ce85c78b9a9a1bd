"""Sessions: the upper half of the state machines [C §9.1] and what is asked of them."""

from collections.abc import Iterable
from functools import partial
import uuid

from .clock import NANO
from .codes import ApiError
from .devices import Devices
from .entities import BUSY_STATES, AllowlistEntry, Config, Device, Session
from .refusals import refuse_idle, refuse_over, refuse_state, refuse_stranger

WARNING_SECONDS = 60  # how long before its end a session warns [C §11.4]


class Engine(Devices):
    """Owns every session, device and allowlist entry."""

    # Reading

    @property
    def newest(self) -> Session | None:
        """The open session, else the one begun last."""
        return self.current or next(reversed(self.sessions.values()), None)

    @property
    def settled(self) -> bool:
        """Whether no board is due to appear and no device is on its way."""
        session = self.current
        return session is None or not (
            self._timers.pending("appear")
            or any(device.state in BUSY_STATES for device in session.devices.values())
        )

    @property
    def network_active(self) -> bool:
        """Whether the onboarding Wi-Fi is up."""
        return self.current is not None

    @property
    def connected_devices(self) -> int:
        """How many boards are on the onboarding Wi-Fi: those that have not left it with credentials."""
        session = self.current
        here = {"discovered", "provisioning", "failed"}
        return 0 if session is None else sum(device.state in here for device in session.devices.values())

    def find(self, session_id: str) -> Session:
        """Session of this id, or the refusal."""
        session = self.sessions.get(session_id)
        if session is None:
            raise ApiError("SESSION_NOT_FOUND")
        return session

    def remaining_seconds(self, session: Session) -> float:
        """Remaining discovery time while discovering, else time to the end [C D17]."""
        if session.state == "discovering" and not session.interrupted:
            left = self._timers.remaining(("discovery", session.id))
        else:
            left = self._timers.remaining(("expiry", session.id))
        return left or 0.0

    # Sessions

    def start(self, ssid: str, config: Config) -> Session:
        """Begin a session; the password ends here, nothing needs it."""
        if self.current is not None:
            raise ApiError("SESSION_ALREADY_ACTIVE")
        now = self._clock.now_ns()
        ttl = self._switches.session_ttl_seconds
        short = self._switches.session_id_style == "sess"
        session = Session(
            id=f"sess_{uuid.uuid4().hex[:12]}" if short else str(uuid.uuid4()),
            target_ssid=ssid,
            created_ns=now,
            updated_ns=now,
            # What is on the wire is true on a client's clock, so `speed` shortens it as well.
            expires_ns=now + int(self._timers.real(ttl) * NANO),
            config=config,
        )
        self.sessions[session.id] = session
        self._publish.network("network.started")
        self._publish.session("session.started", session)
        self._log("info", "provisioning", f"session {session.id} started")
        self._timers.after(("expiry", session.id), ttl, lambda: self.expire(session))
        warning = ("warning", session.id)
        self._timers.after(warning, ttl - WARNING_SECONDS, lambda: self._warn(session))
        self._discover(session)
        self._changed()
        return session

    def stop(self, session: Session) -> None:
        """End a session by request; an interrupted one as well [C §9.1]."""
        refuse_over(session)
        self._close(session)

    def expire(self, session: Session) -> None:
        """End a session because its time is over."""
        if session.state not in {"closing", "closed"}:
            session.expired = True
            self._close(session)

    def pause(self, session: Session) -> None:
        """Stand still: no discovery, no new deliveries; those under way go on."""
        refuse_idle(session)
        self._timers.cancel_all("appear")
        self._timers.cancel(("discovery", session.id))
        self._session_state(session, "paused")

    def unpause(self, session: Session) -> None:
        """Go on after a pause, which always means `active` [C §9.1]."""
        refuse_over(session)
        if session.interrupted or session.state != "paused":
            raise ApiError("DEVICE_INVALID_STATE", "session is not paused")
        self._session_state(session, "active")
        self._expect_boards(session)

    def interrupt(self) -> None:
        """What a restart does: the session keeps its state and waits to be resumed."""
        session = self.current
        if session is None:
            return
        self._halt(session)
        if session.state == "closing":
            self._closed(session)
            return
        session.interrupted = True
        self._changed()

    def resume(self, session: Session) -> None:
        """Take up an interrupted session again [C §10.5.2]."""
        refuse_over(session)
        if not session.interrupted:
            raise ApiError("SESSION_NOT_RECOVERABLE")
        if self.current is not None:
            raise ApiError("SESSION_ALREADY_ACTIVE")
        session.interrupted = False
        self._log("info", "provisioning", f"session {session.id} resumed")
        self._publish.network("network.started")
        for device in list(session.devices.values()):
            if device.state == "provisioning":
                self._fail(session, device, "interrupted by a restart")
            elif device.state in BUSY_STATES:
                self._verify(session, device)
        self._touch(session)
        self._publish.session("session.state_changed", session)
        self._discover(session)
        self._changed()

    def recoverable(self) -> list[Session]:
        """What the recovery list shows [C §10.5.1]."""
        everything = self._switches.recoverable_lists == "all_open"
        return [s for s in self.sessions.values() if not s.closed and (s.interrupted or everything)]

    def forget(self, sessions: Iterable[Session]) -> None:
        """Drop sessions from the record, closing what is still open."""
        for session in list(sessions):
            if session.state not in {"closing", "closed"}:
                self._close(session)
            if not session.closed:
                self._timers.cancel(("closing", session.id))
                self._closed(session)
            self.sessions.pop(session.id, None)
        self._changed()

    def restore(self, sessions: Iterable[Session], allowlist: Iterable[AllowlistEntry]) -> None:
        """Take over what an earlier process had written down; its open session is interrupted."""
        self.allowlist.update((entry.mac, entry) for entry in allowlist)
        for session in sessions:
            self.sessions[session.id] = session
            if session.state == "closing":
                session.state = "closed"
            if session.closed:
                continue
            session.interrupted = True
            left = (session.expires_ns - self._clock.now_ns()) / NANO * self._timers.speed
            self._timers.after(("expiry", session.id), left, partial(self.expire, session))

    # Devices

    def device(self, session: Session, mac: str) -> Device:
        """Device of this MAC, or the refusal."""
        device = session.devices.get(mac)
        if device is None:
            raise ApiError("DEVICE_NOT_FOUND")
        return device

    def provision(self, session: Session, mac: str) -> Device:
        """Send the credentials to one device."""
        refuse_idle(session)
        device = self.device(session, mac)
        if device.state == "failed" and self._switches.retry_route == "off":
            return self.retry(session, mac)
        refuse_stranger(device)
        if device.state != "discovered":
            refuse_state(device)
        self._activate(session)
        self._deliver(session, device)
        return device

    def provision_all(self, session: Session, *, only_allowlisted: bool = True) -> tuple[int, int]:
        """Send the credentials to all that wait; how many were begun and how many passed over."""
        refuse_idle(session)
        waiting = [device for device in session.devices.values() if device.state == "discovered"]
        chosen = [device for device in waiting if device.in_allowlist or not only_allowlisted]
        if chosen:
            self._activate(session)
        for device in chosen:
            self._deliver(session, device)
        return len(chosen), len(waiting) - len(chosen)

    def retry(self, session: Session, mac: str) -> Device:
        """Try a failed device again."""
        refuse_idle(session)
        device = self.device(session, mac)
        if device.state != "failed":
            refuse_state(device)
        refuse_stranger(device)
        if device.retry_count + 1 >= self._switches.max_attempts:
            raise ApiError("MAX_RETRIES_EXCEEDED")
        self._activate(session)
        device.retry_count += 1
        self._deliver(session, device)
        return device

    def skip(self, session: Session, mac: str) -> Device:
        """Leave a device out (extended route)."""
        refuse_idle(session)
        device = self.device(session, mac)
        if device.state != "discovered":
            refuse_state(device)
        device.error_message = "skipped"
        self._move(session, device, "failed", "device.state_changed")
        return device

    def force_state(self, session: Session, state: str, mac: str | None = None) -> None:
        """Put any text where a state belongs, for a client to cope with."""
        if mac is None:
            self._session_state(session, state)
        else:
            self._move(session, self.device(session, mac), state, "device.state_changed")

    # Steps

    def _discover(self, session: Session) -> None:
        if session.state == "discovering":
            seconds = session.config.discovery_timeout_seconds
            self._timers.after(("discovery", session.id), seconds, lambda: self._activate(session))
        if session.state in {"discovering", "active"}:
            self._expect_boards(session)

    def _activate(self, session: Session) -> None:
        if session.state == "discovering":
            self._timers.cancel(("discovery", session.id))
            self._session_state(session, "active")

    def _warn(self, session: Session) -> None:
        if session.open:
            self._publish.session("session.timeout_warning", session)

    def _session_state(self, session: Session, state: str) -> None:
        session.state = state
        self._touch(session)
        self._publish.session("session.state_changed", session)
        self._changed()

    def _halt(self, session: Session) -> None:
        for group in ("discovery", "device", "closing"):
            self._timers.cancel_all(group, session.id)
        if session.open:
            self._timers.cancel_all("appear")

    def _close(self, session: Session) -> None:
        self._halt(session)
        self._timers.cancel(("expiry", session.id))
        self._timers.cancel(("warning", session.id))
        for device in list(session.devices.values()):
            if device.state in BUSY_STATES:
                self._fail(session, device, "session ended before the device was done")
        self._session_state(session, "closing")
        slowness = self._switches.closing_seconds
        if slowness and not session.interrupted:
            self._timers.after(("closing", session.id), slowness, lambda: self._closed(session))
        else:
            self._closed(session)

    def _closed(self, session: Session) -> None:
        held_network = session.open
        session.interrupted = False
        session.state = "closed"
        self._touch(session)
        self._publish.session("session.closed", session)
        if held_network:
            self._publish.network("network.stopped")
        self._log("info", "provisioning", f"session {session.id} closed")
        self._changed()
