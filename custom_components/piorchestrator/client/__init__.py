"""Client of a PiOrchestrator server; knows nothing of Home Assistant and could be published alone."""

from .address import DEFAULT_PORT, Address
from .codec import is_blank, mac_digits, normalise_mac, read_mac, trimmed
from .errors import (
    DEFAULT_WAIT_SECONDS,
    ErrorCategory,
    ErrorCode,
    ImpossibleMacError,
    InvalidAddressError,
    InvalidMacError,
    KeyRefusedError,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    ScopedAddressError,
    SecureElsewhereError,
    TimedOutError,
    TlsFailedError,
    UnreachableError,
    UnreadableAnswerError,
    UntrustedError,
    category_of,
    concerns_every_request,
)
from .event_stream import EventStream
from .events import ProvisioningEvent
from .log_stream import LogEntry, LogStream, Severity
from .models import (
    AllowlistEntry,
    Device,
    Fault,
    Health,
    NetworkStatus,
    ProvisionAllResult,
    Session,
    SessionConfig,
    SessionDetail,
    SystemInfo,
)
from .monitor import MOST_CAMERAS, MonitorSocket
from .redaction import SecretMemory
from .rest import PiOrchestratorClient
from .stream import LONGEST_HINT_SECONDS, LinkState
from .transport import refuse_redirected_sockets
from .vocabulary import DEVICE_EVENTS, SESSION_EVENTS

__all__ = [
    "DEFAULT_PORT",
    "DEFAULT_WAIT_SECONDS",
    "DEVICE_EVENTS",
    "LONGEST_HINT_SECONDS",
    "MOST_CAMERAS",
    "SESSION_EVENTS",
    "Address",
    "AllowlistEntry",
    "Device",
    "ErrorCategory",
    "ErrorCode",
    "EventStream",
    "Fault",
    "Health",
    "ImpossibleMacError",
    "InvalidAddressError",
    "InvalidMacError",
    "KeyRefusedError",
    "LinkState",
    "LogEntry",
    "LogStream",
    "MonitorSocket",
    "NetworkStatus",
    "PiOrchestratorClient",
    "PiOrchestratorError",
    "ProvisionAllResult",
    "ProvisioningEvent",
    "RefusedError",
    "RouteAbsentError",
    "ScopedAddressError",
    "SecretMemory",
    "SecureElsewhereError",
    "Session",
    "SessionConfig",
    "SessionDetail",
    "Severity",
    "SystemInfo",
    "TimedOutError",
    "TlsFailedError",
    "UnreachableError",
    "UnreadableAnswerError",
    "UntrustedError",
    "category_of",
    "concerns_every_request",
    "is_blank",
    "mac_digits",
    "normalise_mac",
    "read_mac",
    "refuse_redirected_sockets",
    "trimmed",
]
