"""Health, system information and the other routes of [C §15] that a client may look at."""

from collections.abc import Callable

from aiohttp import web

from .clock import Clock, rfc3339
from .engine import Engine
from .entities import ONBOARDING_SSID, Device, Wire
from .envelope import Envelopes
from .routing import Call, Router
from .switches import Switches
from .vitals import Vitals

SERVER_VERSION = "0.1.0"  # the baseline build [C §1]


class System:
    """Small handlers around the core; only the health routes and system information matter to a client."""

    def __init__(
        self,
        engine: Engine,
        switches: Switches,
        envelopes: Envelopes,
        vitals: Vitals,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._switches = switches
        self._envelopes = envelopes
        self._vitals = vitals
        self._clock = clock
        self._door_open = False

    def add_to(self, router: Router) -> None:
        """Register everything."""
        for path in ("/health", "/api/health", "/api/v1/health"):
            router.add("GET", path, self.health)
        router.add("GET", "/api/system/info", self._bare(self._vitals.system_info))
        router.add(
            "GET",
            "/api/v1/system/info",
            self._enveloped(self._vitals.system_info),
            enabled=lambda: self._switches.system_info == "both",
        )
        router.add("POST", "/api/system/reset", self._bare(lambda: {"success": True}))
        for base, wrap in (("/api/wifi", self._bare), ("/api/v1/wifi", self._enveloped)):
            router.add("GET", f"{base}/status", wrap(self.wifi))
            router.add("GET", f"{base}/scan", wrap(lambda: {"count": 0, "networks": None}))
            # Both were stubs: success without connecting [C §15.2].
            router.add("POST", f"{base}/connect", wrap(lambda: {"success": True}))
            router.add("POST", f"{base}/disconnect", wrap(lambda: {"success": True}))
        router.add("GET", "/api/dashboard/cameras", self._bare(self.legacy_cameras))
        router.add("GET", "/api/dashboard/diagnostics/cameras", self._bare(self.camera_diagnostics))
        router.add("GET", "/api/v1/cameras", self._enveloped(self.cameras))
        router.add("GET", "/api/v1/espcam/paired", self._enveloped(self.paired))
        router.add("GET", "/api/v1/onboarding/auto/status", self._enveloped(self.auto_onboarding))
        router.add("GET", "/api/v1/door/status", self._enveloped(self.door))
        router.add("GET", "/api/v1/door/history", self._enveloped(lambda: {"history": []}))
        router.add("POST", "/api/v1/door/open", self.open_door)
        router.add("POST", "/api/v1/door/close", self.close_door)
        router.add("GET", "/api/dashboard/config", self._bare(lambda: {"sections": []}))
        router.add("GET", "/api/v1/config", self._enveloped(lambda: {"sections": []}))
        router.add("PUT", "/api/v1/config/{key}", self._enveloped(lambda: {"message": "saved"}))
        router.add("GET", "/api/dashboard/tailscale/status", self._bare(self.tailscale))
        router.add("GET", "/api/v1/network/tailscale", self._enveloped(self.tailscale))
        router.add("GET", "/api/dashboard/bridge/status", self._bare(self.bridge))
        router.add("GET", "/api/v1/network/bridge", self._enveloped(self.bridge))
        router.add("GET", "/api/dashboard/mqtt/status", self._bare(lambda: {"connected": True}))
        router.add("GET", "/api/v1/network/mqtt", self._enveloped(lambda: {"connected": True}))
        router.add("GET", "/api/devices", self._bare(lambda: {"count": 0, "devices": [], "success": True}))
        for path in ("/api/v1/sessions", "/api/v1/diagnostics/sessions"):
            router.add("GET", path, self._enveloped(lambda: {"sessions": [], "status": "success"}))
        router.add("GET", "/api/dashboard/logs", self._bare(lambda: {"count": 0, "logs": []}))

    def health(self, _call: Call) -> web.Response:
        """Alive; no envelope, no key [C §2]."""
        body: Wire = {
            "status": "healthy",
            "version": SERVER_VERSION,
            "timestamp": self._clock.stamp(),
        }
        return self._envelopes.bare(body)

    def wifi(self) -> Wire:
        """Wi-Fi status [C §15.2]."""
        return {
            "status": {
                "client_status": "connected",
                "client_ssid": "Office",
                "client_ip": "192.168.1.20",
                "client_signal": -52,
                "ap_status": "active" if self._engine.network_active else "inactive",
                "ap_ssid": ONBOARDING_SSID,
                "ap_ip": "192.168.4.1",
                "connected_devices": self._engine.connected_devices,
            }
        }

    def cameras(self) -> Wire:
        """Verified boards as cameras [C §15.3]."""
        cameras = [self._camera(device) for device in self._verified()]
        return {"cameras": cameras, "count": len(cameras)}

    def legacy_cameras(self) -> Wire:
        """The live list of 8082, not enveloped."""
        return {"success": True} | self.cameras()

    def camera_diagnostics(self) -> Wire:
        """The live diagnostics of 8082, not enveloped."""
        data = [
            {
                "device_id": _camera_id(device),
                "container_id": device.container_id or "",
                "status": "online",
                "last_seen": self._now(),
                "rssi": device.rssi,
                "capture_success_rate": 1.0,
                "total_captures": 0,
                "failed_captures": 0,
                "average_capture_ms": 0,
                "ip_address": device.ip,
            }
            for device in self._verified()
        ]
        return {"success": True, "data": data, "timestamp": self._clock.stamp()}

    def paired(self) -> Wire:
        """Paired cameras; an image never taken has Go's zero time [C §15.4]."""
        cameras = [
            {
                "mac_address": device.mac,
                "container_id": device.container_id or "",
                "position": 1,
                "status": "online",
                "firmware_version": device.firmware_version,
                "signal_strength": device.rssi,
                "last_image": "0001-01-01T00:00:00Z",
                "paired_at": rfc3339(device.verified_ns or 0),
                "last_seen": self._now(),
            }
            for device in self._verified()
        ]
        return {"cameras": cameras, "total": len(cameras), "online_count": len(cameras)}

    def auto_onboarding(self) -> Wire:
        """Always off: development mode only [C §15.5]."""
        config = {
            "max_per_minute": 10,
            "burst_size": 5,
            "subnet_allowlist": ["192.168.10.0/24"],
            "verification_timeout_sec": 5,
        }
        return {"enabled": False, "mode": "off", "running": False, "config": config}

    def door(self) -> Wire:
        """Door status [C §15.6]."""
        return {
            "id": "door-1",
            "state": "open" if self._door_open else "closed",
            "lock_state": "unlocked" if self._door_open else "locked",
            "relay_pin": 17,
            "hardware_available": True,
            "dev_mode": False,
        }

    def open_door(self, call: Call) -> web.Response:
        """Open and say so."""
        self._door_open = True
        return self._envelopes.success(self.door(), call.correlation_id)

    def close_door(self, call: Call) -> web.Response:
        """Close and say so."""
        self._door_open = False
        return self._envelopes.success(self.door(), call.correlation_id)

    def tailscale(self) -> Wire:
        """Tailscale status [C §15.8]."""
        return {
            "backend_state": "Running",
            "tailscale_ip": "100.64.0.7",
            "hostname": "delicasa-pi",
            "peers": [],
        }

    def bridge(self) -> Wire:
        """Bridge status [C §15.8]."""
        return {"status": {"configured": False, "connected": False, "url": ""}}

    def _verified(self) -> list[Device]:
        session = self._engine.newest
        return [d for d in session.devices.values() if d.state == "verified"] if session else []

    def _camera(self, device: Device) -> Wire:
        return {
            "device_id": _camera_id(device),
            "name": device.mac,
            "status": "online",
            "health": {"heap": 180_000, "wifi_rssi": device.rssi, "uptime": 60},
            "last_seen": self._now(),
            "ip_address": device.ip,
            "mac_address": device.mac,
        }

    def _now(self) -> str:
        return rfc3339(self._clock.now_ns())

    def _bare(self, make: Callable[[], Wire]) -> Callable[[Call], web.Response]:
        return lambda _call: self._envelopes.bare(make())

    def _enveloped(self, make: Callable[[], Wire]) -> Callable[[Call], web.Response]:
        return lambda call: self._envelopes.success(make(), call.correlation_id)


def _camera_id(device: Device) -> str:
    return f"esp-{device.mac.replace(':', '').lower()}"
