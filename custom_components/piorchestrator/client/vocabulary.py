"""Words of the API contract that a whole text may consist of: they disclose nothing, whatever a secret is."""

from typing import Final

CONNECTION_ESTABLISHED: Final = "connection.established"
CONNECTION_HEARTBEAT: Final = "connection.heartbeat"

# Types of both event dialects; `error` and `session.status` exist in the flat one only.
SESSION_EVENTS: Final = (
    "session.started",
    "session.state_changed",
    "session.status",
    "session.timeout_warning",
    "session.closed",
    "network.started",
    "network.stopped",
    "network.status_changed",
    "error.occurred",
    "error",
)
DEVICE_EVENTS: Final = (
    "device.discovered",
    "device.state_changed",
    "device.provisioning_started",
    "device.provisioning_completed",
    "device.provisioning_failed",
    "device.verified",
)
KNOWN_EVENTS: Final = frozenset(
    {CONNECTION_ESTABLISHED, CONNECTION_HEARTBEAT, *SESSION_EVENTS, *DEVICE_EVENTS}
)

CLOSED_STATES: Final = frozenset(
    {"closed", "completed", "complete", "failed", "cancelled", "canceled", "expired"}
)
_OPEN_STATES: Final = {"discovering", "active", "paused", "closing"}
_DEVICE_STATES: Final = {"discovered", "provisioning", "provisioned", "verifying", "verified", "failed"}
_HEALTH: Final = {"healthy", "ok", "degraded", "unhealthy"}
_THREAT_LEVELS: Final = {"low", "medium", "high", "critical"}
_LOG_LEVELS: Final = {"debug", "info", "warn", "warning", "error", "err", "fatal", "panic", "critical"}
_MONITOR_MESSAGES: Final = {"initial_data", "monitoring_update", "pong"}

CONTRACT_WORDS: Final = frozenset(
    {
        *KNOWN_EVENTS,
        *CLOSED_STATES,
        *_OPEN_STATES,
        *_DEVICE_STATES,
        *_HEALTH,
        *_THREAT_LEVELS,
        *_LOG_LEVELS,
        *_MONITOR_MESSAGES,
    }
)
