"""The thirteen routes of the provisioning core [C §10]."""

from dataclasses import fields

from aiohttp import web

from .clock import go_duration
from .codes import ApiError
from .engine import Engine
from .entities import DEVICE_STATES, Config, Device, Session, Wire, network_wire
from .envelope import Envelopes
from .routing import BASE, Call, Router, optional_text, read_mac
from .switches import Switches


class Rest:
    """Handlers of the core; they work at once, so events precede answers."""

    def __init__(self, engine: Engine, switches: Switches, envelopes: Envelopes) -> None:
        self._engine = engine
        self._switches = switches
        self._envelopes = envelopes

    def add_to(self, router: Router) -> None:
        """Register everything."""
        router.add("POST", f"{BASE}/batch/start", self.start)
        router.add("GET", f"{BASE}/batch/network", self.network)
        router.add("GET", f"{BASE}/batch/{{id}}", self.read)
        router.add("POST", f"{BASE}/batch/{{id}}/stop", self.stop)
        router.add("POST", f"{BASE}/batch/{{id}}/provision-all", self.provision_all)
        router.add("GET", f"{BASE}/batch/{{id}}/devices", self.devices)
        router.add("POST", f"{BASE}/batch/{{id}}/devices/{{mac}}/provision", self.provision)
        router.add(
            "POST",
            f"{BASE}/batch/{{id}}/devices/{{mac}}/retry",
            self.retry,
            enabled=lambda: self._switches.retry_route == "on",
        )
        router.add("GET", f"{BASE}/allowlist", self.allowlist)
        router.add("POST", f"{BASE}/allowlist", self.allow)
        router.add("DELETE", f"{BASE}/allowlist/{{mac}}", self.disallow)
        router.add("GET", f"{BASE}/sessions/recoverable", self.recoverable)
        router.add("POST", f"{BASE}/sessions/{{id}}/resume", self.resume)

    # Sessions

    def start(self, call: Call) -> web.Response:
        """[C §10.1.1]."""
        body = call.json()
        ssid = _required(body, "target_ssid")
        _required(body, "target_password")
        session = self._engine.start(ssid, _config(body.get("config")))
        data: Wire = {"session": self.session(session), "message": "session started"}
        return self._envelopes.success(data, call.correlation_id, 201)

    def read(self, call: Call) -> web.Response:
        """[C §10.1.2]."""
        session = self._engine.find(call.params["id"])
        asked = call.query("include_devices")
        include = asked == "true" or (asked is None and self._switches.include_devices_default == "on")
        return self._envelopes.success(self.detail(session, include=include), call.correlation_id)

    def stop(self, call: Call) -> web.Response:
        """[C §10.1.3]."""
        session = self._engine.find(call.params["id"])
        self._engine.stop(session)
        data: Wire = {"session": self.session(session), "message": "session stopped"}
        return self._envelopes.success(data, call.correlation_id)

    def provision_all(self, call: Call) -> web.Response:
        """[C §10.1.4]."""
        session = self._engine.find(call.params["id"])
        only = call.json(optional=True).get("only_allowlisted", True)
        if not isinstance(only, bool):
            raise ApiError("VALIDATION_FAILED", "only_allowlisted must be a boolean")
        begun, skipped = self._engine.provision_all(session, only_allowlisted=only)
        data: Wire = {
            "initiated_count": begun,
            "skipped_count": skipped,
            "message": f"provisioning of {begun} devices started",
        }
        return self._envelopes.success(data, call.correlation_id, 202)

    def recoverable(self, call: Call) -> web.Response:
        """[C §10.5.1]."""
        sessions = [self.session(session) for session in self._engine.recoverable()]
        return self._envelopes.success(self._list("sessions", sessions), call.correlation_id)

    def resume(self, call: Call) -> web.Response:
        """[C §10.5.2]."""
        session = self._engine.find(call.params["id"])
        self._engine.resume(session)
        data = self.detail(session, include=True) | {"message": "session resumed"}
        return self._envelopes.success(data, call.correlation_id)

    # Devices

    def devices(self, call: Call) -> web.Response:
        """[C §10.2.1]."""
        session = self._engine.find(call.params["id"])
        state = call.query("state")
        if state and state not in DEVICE_STATES:
            raise ApiError("VALIDATION_FAILED", "state is not a device state")
        chosen = [self._device(d) for d in session.devices.values() if not state or d.state == state]
        return self._envelopes.success(self._list("devices", chosen), call.correlation_id)

    def provision(self, call: Call) -> web.Response:
        """[C §10.2.2]."""
        session = self._engine.find(call.params["id"])
        return self.acted(call, self._engine.provision(session, call.mac), "provisioning started")

    def retry(self, call: Call) -> web.Response:
        """[C §10.2.3]."""
        session = self._engine.find(call.params["id"])
        return self.acted(call, self._engine.retry(session, call.mac), "retry started")

    def acted(self, call: Call, device: Device, message: str) -> web.Response:
        """The answer of a device action, by its switch [C D23]."""
        style = self._switches.device_action_style
        data: Wire = {"mac": device.mac, "state": device.state, "message": message}
        if style == "device":
            data = {"device": self._device(device), "message": message}
        elif style == "empty":
            data = {}
        return self._envelopes.success(data, call.correlation_id, 202)

    def network(self, call: Call) -> web.Response:
        """[C §10.3]."""
        return self._envelopes.success(self.network_status(), call.correlation_id)

    # Allowlist

    def allowlist(self, call: Call) -> web.Response:
        """[C §10.4.1], oldest first."""
        available = call.query("available") == "true"
        entries = [
            entry.wire()
            for entry in self._engine.allowlist.values()
            if not (available and entry.used_ns is not None)
        ]
        return self._envelopes.success(self._list("entries", entries), call.correlation_id)

    def allow(self, call: Call) -> web.Response:
        """[C §10.4.2]; a duplicate goes by its switch [C D27]."""
        body = call.json()
        mac = read_mac(_required(body, "mac"))
        description, container = optional_text(body, "description"), optional_text(body, "container_id")
        known = mac in self._engine.allowlist
        if known and self._switches.allowlist_duplicate == "reject":
            raise ApiError("VALIDATION_FAILED", f"{mac} is already in the allowlist")
        entry = self._engine.allow(mac, description, container)
        data: Wire = {"entry": entry.wire(), "message": "device updated" if known else "device added"}
        return self._envelopes.success(data, call.correlation_id, 200 if known else 201)

    def disallow(self, call: Call) -> web.Response:
        """[C §10.4.3]."""
        if not self._engine.disallow(call.mac):
            raise self.not_listed()
        return self._envelopes.no_content("device removed", call.correlation_id)

    def not_listed(self) -> ApiError:
        """404 with the code of its switch [C D29]."""
        return ApiError(self._switches.allowlist_missing_code, status=404, message="Device is not listed")

    # Forms

    def session(self, session: Session) -> Wire:
        """A session in the chosen style."""
        return session.wire(self._switches.session_style)

    def detail(self, session: Session, *, include: bool) -> Wire:
        """Session, remaining time, network, and devices if asked."""
        data: Wire = {"session": self.session(session)}
        if include:
            data |= self._list("devices", [self._device(device) for device in session.devices.values()])
            del data["count"]
        remaining = self._engine.remaining_seconds(session)
        match self._switches.timeout_style:
            case "go":
                data["timeout_remaining"] = go_duration(round(remaining))
            case "clock":
                minutes, seconds = divmod(round(remaining), 60)
                data["timeout_remaining"] = f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
            case "ns":
                data["timeout_remaining"] = round(remaining * 1_000_000_000)
            case "absent":
                pass
        data["network_status"] = self.network_status()
        return data

    def network_status(self) -> Wire:
        """The onboarding Wi-Fi in the chosen style."""
        engine = self._engine
        style = self._switches.network_style
        return network_wire(engine.connected_devices, active=engine.network_active, style=style)

    def _device(self, device: Device) -> Wire:
        return device.wire(self._switches.device_style)

    def _list(self, name: str, items: list[Wire]) -> Wire:
        empty = None if self._switches.null_lists == "on" else items
        return {name: items or empty, "count": len(items)}


def _required(body: Wire, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ApiError("VALIDATION_FAILED", f"{name} is required")
    return value


def _config(raw: object) -> Config:
    config = Config()
    if raw is None:
        return config
    if not isinstance(raw, dict):
        raise ApiError("VALIDATION_FAILED", "config must be an object")
    for field in fields(config):
        value = raw.get(field.name)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ApiError("VALIDATION_FAILED", f"config.{field.name} must be a positive integer")
        setattr(config, field.name, value)
    return config
