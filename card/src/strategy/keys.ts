/** The entities that the dashboard shows itself; the cards get the rest from the feed. */

/** One row per Pi, where there are several. */
export const OVERVIEW = [
  "session_state",
  "progress",
  "verified_count",
  "failed_count",
  "recoverable_session",
] as const;

/** The one connection without which the others say little. */
export const STREAM = ["event_stream"] as const;

export const CONNECTIONS = ["event_stream", "monitor_stream", "mqtt_connected", "database_connected"] as const;

/** Of 100 %: shown with a bar. */
export const SHARES = ["cpu_usage", "memory_usage", "disk_usage"] as const;

export const FIGURES = ["temperature", "load_average", "alerts_count", "threat_level"] as const;

/** Looked up rather than watched; a list has room for their long names. */
export const DETAILS = [
  "last_boot",
  "failed_ssh_attempts",
  "certificate_expiry",
  "connected_clients",
  "active_connections",
  "mqtt_secure_connections",
] as const;

/** What shares a graph has the same unit. */
export const GRAPHS = [
  { keys: ["cpu_usage", "memory_usage"], min_y_axis: 0, max_y_axis: 100 },
  { keys: ["temperature"] },
  { keys: ["latency"], min_y_axis: 0 },
  { keys: ["packet_loss"], min_y_axis: 0 },
  { keys: ["bytes_received", "bytes_sent"], min_y_axis: 0 },
] as const;

export const ACTIVITY = ["session_event", "device_event", "event_stream"] as const;

/** All of them. */
export const SHOWN: ReadonlySet<string> = new Set([
  ...OVERVIEW,
  ...CONNECTIONS,
  ...SHARES,
  ...FIGURES,
  ...DETAILS,
  ...GRAPHS.flatMap(({ keys }) => keys),
  ...ACTIVITY,
]);
