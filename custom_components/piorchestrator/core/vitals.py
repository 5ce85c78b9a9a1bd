"""The health of the Pi, from the monitor or from system information; what is not told is None [C §12, §15.1]."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
import re
from types import MappingProxyType
from typing import Final

from ..client.codec import parse_time
from ..client.models import SystemInfo
from .cameras import Camera, read_cameras
from .readings import count, flag, number, percentage
from .uptime import Uptime, last_boot, parse_uptime

_NO_CAMERAS: Final[Mapping[str, Camera]] = MappingProxyType({})
# No Pi is colder or hotter and still answers; a sensor that fails says such things.
_COLDEST: Final = -60
_HOTTEST: Final = 150
_LONGEST_LEVEL: Final = 32
_BETWEEN_LOADS: Final = re.compile(r"[\s;/|]+")
_LOAD: Final = re.compile(r"\d{1,15}(?:\.\d{1,15})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Vitals:
    """Every figure; percentages 0 to 100, temperature in °C, latency in ms, traffic in bytes since the start."""

    cpu_usage: float | None = None
    memory_usage: float | None = None
    disk_usage: float | None = None
    temperature: float | None = None
    last_boot: datetime | None = None
    load_average: float | None = None
    active_connections: int | None = None
    bytes_received: int | None = None
    bytes_sent: int | None = None
    packet_loss: float | None = None
    latency: float | None = None
    failed_ssh_attempts: int | None = None
    mqtt_secure_connections: int | None = None
    threat_level: str | None = None
    certificate_expiry: datetime | None = None
    alerts_count: int | None = None
    connected_clients: int | None = None
    mqtt_connected: bool | None = None
    mqtt_secure: bool | None = None
    database_connected: bool | None = None
    cameras: Mapping[str, Camera] = field(default=_NO_CAMERAS)


def of_monitor(data: Mapping[str, object], known_boot: datetime | None, now: datetime) -> Vitals:
    """From the merged monitoring object."""
    health, security = _section(data, "system_health"), _section(data, "security_metrics")
    services, network = _section(data, "service_status"), _section(data, "network_metrics")
    level = security.get("threat_level")
    return Vitals(
        cpu_usage=percentage(health.get("cpu_usage")),
        memory_usage=percentage(health.get("memory_usage")),
        disk_usage=percentage(health.get("disk_usage")),
        temperature=number(health.get("temperature"), least=_COLDEST, most=_HOTTEST),
        last_boot=last_boot(known_boot, parse_uptime(health.get("uptime")), now),
        load_average=_load(health.get("load_average")),
        active_connections=count(network.get("active_connections")),
        bytes_received=count(network.get("bytes_received")),
        bytes_sent=count(network.get("bytes_sent")),
        packet_loss=percentage(network.get("packet_loss")),
        latency=number(network.get("latency"), least=0),
        failed_ssh_attempts=count(security.get("failed_ssh_attempts")),
        mqtt_secure_connections=count(security.get("mqtt_secure_connections")),
        threat_level=level.lower()[:_LONGEST_LEVEL] if isinstance(level, str) and level else None,
        certificate_expiry=parse_time(security.get("certificate_expiry")),
        alerts_count=count(data.get("alerts_count")),
        connected_clients=count(data.get("connected_clients")),
        mqtt_connected=flag(services.get("mqtt_connected")),
        mqtt_secure=flag(services.get("mqtt_secure")),
        database_connected=flag(services.get("database_connected")),
        cameras=MappingProxyType(read_cameras(data.get("camera_status"))),
    )


def of_system_info(info: SystemInfo, known_boot: datetime | None, now: datetime) -> Vitals:
    """From system information: the services, the network and the cameras are not in it."""
    uptime = Uptime(info.uptime) if info.uptime is not None and info.uptime >= timedelta() else None
    return Vitals(
        cpu_usage=percentage(info.cpu_usage),
        memory_usage=percentage(info.memory_usage),
        disk_usage=percentage(info.disk_usage),
        temperature=number(info.temperature, least=_COLDEST, most=_HOTTEST),
        last_boot=last_boot(known_boot, uptime, now),
        load_average=number(info.load_1, least=0),
    )


def changed(before: Vitals, after: Vitals) -> frozenset[str]:
    """Names of the figures that differ; the cameras are no figure."""
    return frozenset(
        figure.name
        for figure in fields(Vitals)
        if figure.name != "cameras" and getattr(before, figure.name) != getattr(after, figure.name)
    )


def _section(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    section = data.get(name)
    return section if isinstance(section, Mapping) else {}


def _load(value: object) -> float | None:
    """The first of the three numbers, of the last minute: the other two follow from its history.

    A comma divides numbers, or is the sign of decimals where the server's language writes `0,24`.
    """
    if not isinstance(value, str):
        return number(value, least=0)
    first = _BETWEEN_LOADS.split(value.strip(), maxsplit=1)[0].rstrip(",")
    parts = first.split(",")
    if "." not in first and len(parts) in (2, 6):  # one number or all three, each with decimals
        text = ".".join(parts[:2])
    else:
        text = parts[0] if len(parts) <= 3 and all(parts) else ""
    return number(float(text), least=0) if _LOAD.fullmatch(text) else None
