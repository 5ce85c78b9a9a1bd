"""Session, device, allowlist entry: the records behind [C §8] and their wire form."""

from dataclasses import asdict, dataclass, field

from .clock import rfc3339

type Wire = dict[str, object]

PROVISIONED_STATES = frozenset({"provisioned", "verifying", "verified"})
BUSY_STATES = frozenset({"provisioning", "provisioned", "verifying"})
DEVICE_STATES = frozenset({"discovered", "failed", *PROVISIONED_STATES, *BUSY_STATES})
ONBOARDING_SSID = "DelicasaOnboard"


@dataclass
class Config:
    """Effective time limits of a session [C §8.2]."""

    discovery_timeout_seconds: int = 60
    provisioning_timeout_seconds: int = 120
    verification_timeout_seconds: int = 90


@dataclass
class Device:
    """A board as one session knows it [C §8.3]."""

    mac: str
    ip: str
    rssi: int
    firmware_version: str
    discovered_ns: int
    state: str = "discovered"
    provisioned_ns: int | None = None
    verified_ns: int | None = None
    error_message: str | None = None
    retry_count: int = 0
    container_id: str | None = None
    in_allowlist: bool = False

    def wire(self, style: str = "full") -> Wire:
        """Wire form; `minimal` is the handoff's shortened example [C D15]."""
        body: Wire = {
            "mac": self.mac,
            "ip": self.ip,
            "state": self.state,
            "rssi": self.rssi,
            "firmware_version": self.firmware_version,
            "discovered_at": rfc3339(self.discovered_ns),
        }
        if self.provisioned_ns is not None:
            body["provisioned_at"] = rfc3339(self.provisioned_ns)
        if self.verified_ns is not None:
            body["verified_at"] = rfc3339(self.verified_ns)
        if self.error_message:
            body["error_message"] = self.error_message
        if style == "full":
            body["retry_count"] = self.retry_count
        if self.container_id:
            body["container_id"] = self.container_id
        if style == "full":
            body["in_allowlist"] = self.in_allowlist
        return body


@dataclass
class Session:
    """A batch session [C §8.1]; the Wi-Fi password is not kept, so it cannot leak."""

    id: str
    target_ssid: str
    created_ns: int
    updated_ns: int
    expires_ns: int
    config: Config = field(default_factory=Config)
    state: str = "discovering"
    devices: dict[str, Device] = field(default_factory=dict)
    interrupted: bool = False
    expired: bool = False

    @property
    def closed(self) -> bool:
        """Whether it is over for good."""
        return self.state == "closed"

    @property
    def open(self) -> bool:
        """Whether it stands in the way of a new one [C §9.1]."""
        return not self.closed and not self.interrupted

    def counters(self) -> dict[str, int]:
        """The four counters by the rule of [C §9.2]."""
        states = [device.state for device in self.devices.values()]
        return {
            "device_count": len(states),
            "provisioned_count": sum(state in PROVISIONED_STATES for state in states),
            "verified_count": states.count("verified"),
            "failed_count": states.count("failed"),
        }

    def wire(self, style: str = "full") -> Wire:
        """Wire form; `minimal` leaves out what the handoff's example lacks [C D13]."""
        full: Wire = {
            "id": self.id,
            "state": self.state,
            "target_ssid": self.target_ssid,
            "created_at": rfc3339(self.created_ns),
            "updated_at": rfc3339(self.updated_ns),
            "expires_at": rfc3339(self.expires_ns),
            **self.counters(),
            "config": asdict(self.config),
        }
        if style == "minimal":
            for name in ("updated_at", "expires_at", "config"):
                del full[name]
        return full


@dataclass
class AllowlistEntry:
    """An approved MAC [C §8.4]."""

    mac: str
    added_ns: int
    description: str | None = None
    container_id: str | None = None
    used_ns: int | None = None

    def wire(self) -> Wire:
        """Wire form; unset texts are left out as Go's omitempty does."""
        body: Wire = {"mac": self.mac}
        if self.description:
            body["description"] = self.description
        if self.container_id:
            body["container_id"] = self.container_id
        body["added_at"] = rfc3339(self.added_ns)
        body["used"] = self.used_ns is not None
        if self.used_ns is not None:
            body["used_at"] = rfc3339(self.used_ns)
        return body


def network_wire(connected: int, *, active: bool, style: str = "handoff") -> Wire:
    """State of the onboarding Wi-Fi [C §8.5, D26]."""
    if style == "interface":
        return {"interface": "wlan1", "ssid": ONBOARDING_SSID, "connected": active}
    return {"ssid": ONBOARDING_SSID, "is_active": active, "connected_devices": connected}
