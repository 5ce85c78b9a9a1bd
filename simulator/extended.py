"""Routes only the dashboard names [C §10.6] and the older aliases [C D1, D2]; both off by default."""

from collections.abc import Iterable
from datetime import timedelta

from aiohttp import web

from .clock import NANO, Clock
from .codes import ApiError
from .engine import Engine
from .entities import Session, Wire
from .envelope import Envelopes
from .rest import Rest
from .routing import BASE, Call, Handler, Router, optional_text, read_mac
from .switches import Switches


class Extended:
    """Handlers behind `extended_routes` and `legacy_aliases`."""

    def __init__(
        self, engine: Engine, switches: Switches, envelopes: Envelopes, rest: Rest, clock: Clock
    ) -> None:
        self._engine = engine
        self._switches = switches
        self._envelopes = envelopes
        self._rest = rest
        self._clock = clock

    def add_to(self, router: Router) -> None:
        """Register everything behind its switch."""
        table: list[tuple[str, str, Handler]] = [
            ("POST", "/batch/{id}/pause", self.pause),
            ("POST", "/batch/{id}/resume", self.unpause),
            ("POST", "/batch/{id}/devices/{mac}/skip", self.skip),
            ("GET", "/allowlist/stats", self.stats),
            ("GET", "/allowlist/{mac}", self.entry),
            ("PATCH", "/allowlist/{mac}", self.edit),
            ("POST", "/allowlist/bulk", self.add_many),
            ("POST", "/allowlist/bulk-remove", self.remove_many),
            ("DELETE", "/allowlist/bulk-remove", self.remove_many),
            ("DELETE", "/allowlist/all", self.clear),
            ("GET", "/sessions/history", self.history),
            ("DELETE", "/sessions/history", self.clear_history),
            ("DELETE", "/sessions/{id}", self.discard),
            ("GET", "/network/status", self._rest.network),
        ]
        for method, path, handler in table:
            router.add(method, BASE + path, handler, enabled=lambda: self._switches.extended_routes == "on")
        aliases: list[tuple[str, Handler]] = [
            ("/batch", self._rest.start),
            ("/batch/{id}/close", self._rest.stop),
        ]
        for path, handler in aliases:
            router.add("POST", BASE + path, handler, enabled=self._aliases)

    def pause(self, call: Call) -> web.Response:
        """Pause the session."""
        session = self._engine.find(call.params["id"])
        self._engine.pause(session)
        return self._detail(call, session)

    def unpause(self, call: Call) -> web.Response:
        """Go on after a pause; another thing than resuming after a restart [C D30]."""
        session = self._engine.find(call.params["id"])
        self._engine.unpause(session)
        return self._detail(call, session)

    def skip(self, call: Call) -> web.Response:
        """Leave a device out."""
        session = self._engine.find(call.params["id"])
        return self._rest.acted(call, self._engine.skip(session, call.mac), "device skipped")

    def entry(self, call: Call) -> web.Response:
        """One allowlist entry."""
        entry = self._engine.allowlist.get(call.mac)
        if entry is None:
            raise self._rest.not_listed()
        return self._ok(call, {"entry": entry.wire()})

    def edit(self, call: Call) -> web.Response:
        """Change the texts that the body names."""
        entry = self._engine.allowlist.get(call.mac)
        if entry is None:
            raise self._rest.not_listed()
        body = call.json()
        texts = {
            name: optional_text(body, name) if name in body else getattr(entry, name)
            for name in ("description", "container_id")
        }
        changed = self._engine.allow(entry.mac, texts["description"], texts["container_id"])
        return self._ok(call, {"entry": changed.wire(), "message": "entry updated"})

    def add_many(self, call: Call) -> web.Response:
        """Add several; known ones are passed over, and one bad MAC refuses all."""
        entries = call.json().get("entries")
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ApiError("VALIDATION_FAILED", "entries must be a list of objects")
        read = [
            (read_mac(e.get("mac")), optional_text(e, "description"), optional_text(e, "container_id"))
            for e in entries
        ]
        added = 0
        for mac, description, container in read:
            if mac not in self._engine.allowlist:
                self._engine.allow(mac, description, container)
                added += 1
        return self._ok(call, {"added": added, "skipped": len(read) - added, "message": "entries added"})

    def remove_many(self, call: Call) -> web.Response:
        """Remove several."""
        macs = call.json().get("macs")
        if not isinstance(macs, list):
            raise ApiError("VALIDATION_FAILED", "macs must be a list")
        removed = sum(self._engine.disallow(mac) for mac in [read_mac(mac) for mac in macs])
        data: Wire = {
            "removed": removed,
            "not_found": len(macs) - removed,
            "message": "entries removed",
        }
        return self._ok(call, data)

    def clear(self, call: Call) -> web.Response:
        """Empty the allowlist; a `confirm` that is there must be right."""
        if call.json(optional=True).get("confirm", "CONFIRM") != "CONFIRM":
            raise ApiError("VALIDATION_FAILED", "confirm must be CONFIRM")
        macs = list(self._engine.allowlist)
        for mac in macs:
            self._engine.disallow(mac)
        return self._ok(call, {"cleared": len(macs), "message": "allowlist cleared"})

    def stats(self, call: Call) -> web.Response:
        """Counts of the allowlist."""
        entries = self._engine.allowlist.values()
        used = sum(entry.used_ns is not None for entry in entries)
        return self._ok(call, {"total": len(entries), "used": used, "available": len(entries) - used})

    def discard(self, call: Call) -> web.Response:
        """Drop a session for good."""
        self._engine.forget([self._engine.find(call.params["id"])])
        return self._ok(call, {"message": "session discarded"})

    def history(self, call: Call) -> web.Response:
        """Ended sessions, newest first."""
        limit = _number(call, "limit", 10)
        ended = list(reversed(list(self._ended())))[:limit]
        return self._ok(call, {"sessions": [self._rest.session(session) for session in ended]})

    def clear_history(self, call: Call) -> web.Response:
        """Forget ended sessions older than so many days."""
        age = timedelta(days=_number(call, "older_than_days", 7))
        oldest = self._clock.now_ns() - int(age.total_seconds()) * NANO
        old = [session for session in self._ended() if session.updated_ns <= oldest]
        self._engine.forget(old)
        return self._ok(call, {"cleared": len(old), "message": "history cleared"})

    def _ended(self) -> Iterable[Session]:
        return [session for session in self._engine.sessions.values() if session.closed]

    def _aliases(self) -> bool:
        return "on" in {self._switches.legacy_aliases, self._switches.extended_routes}

    def _detail(self, call: Call, session: Session) -> web.Response:
        return self._ok(call, self._rest.detail(session, include=True))

    def _ok(self, call: Call, data: Wire) -> web.Response:
        return self._envelopes.success(data, call.correlation_id)


def _number(call: Call, name: str, default: int) -> int:
    text = call.query(name)
    if not text:
        return default
    if not text.isdecimal() or len(text) > 4:
        raise ApiError("VALIDATION_FAILED", f"{name} must be a small number")
    return int(text)
