/**
 * What the feed tells: the other half of `core/feed.py` and `card_feed.py`, name by name; a test compares them.
 * Times are ISO 8601 texts; a key that the server did not tell is null.
 */

export interface FaultView {
  code: string | null;
  message: string | null;
  correlation_id: string | null;
  retryable: boolean | null;
}

export interface SessionView {
  id: string;
  state: string | null;
  is_open: boolean;
  is_interrupted: boolean;
  target_ssid: string | null;
  created_at: string | null;
  expires_at: string | null;
}

export interface OfferView {
  id: string;
  target_ssid: string | null;
  created_at: string | null;
  device_count: number | null;
  verified_count: number | null;
  failed_count: number | null;
}

export interface CountersView {
  total: number;
  provisioned: number;
  verified: number;
  failed: number;
  strangers: number;
  percent: number | null;
}

export interface LegalView {
  work: boolean;
  stop: boolean;
  resume: boolean;
}

export interface NetworkView {
  ssid: string | null;
  is_active: boolean | null;
  connected_devices: number | null;
}

export interface ExpectationView {
  named: boolean;
  expected: number;
  missing: number;
  unexpected: number;
  is_complete: boolean;
}

export interface UnattendedView {
  is_on: boolean;
  pause: string | null;
  begun: number;
  again_at: string | null;
}

export interface ReportView {
  session_id: string;
  ending: string | null;
  verified: number;
  failed: number;
}

export interface AllowlistView {
  total: number | null;
  unused: number | null;
}

export interface BoardView {
  name: string | null;
  container_id: string | null;
  /** One of the states of a board; `expected` for one that was not found yet; or a text that nobody knows. */
  state: string | null;
  allowed: boolean;
  rssi: number | null;
  firmware_version: string | null;
  attempts: number;
  error: FaultView | null;
  /** What may be done with it now: `provision`, `retry`, or nothing. */
  step: string | null;
  /** Why unattended mode holds it back. */
  hold: string | null;
}

export interface EntryView {
  description: string | null;
  container_id: string | null;
  added_at: string | null;
  used: boolean;
  used_at: string | null;
}

export interface ErrorView {
  key: string;
  placeholders: Record<string, string>;
}

export interface ProfileView {
  id: string;
  title: string;
}

export interface PiView {
  title: string;
  /** `ok`, `unreachable`, `key_refused`, `not_loaded` or `removed`. */
  state: string;
  live: boolean;
  error: ErrorView | null;
  profiles: ProfileView[];
}

/** All but `pi` are missing as long as the entry was never loaded. */
export interface PartsView {
  session: SessionView | null;
  offers: OfferView[];
  counters: CountersView;
  legal: LegalView;
  network: NetworkView | null;
  expectation: ExpectationView;
  unattended: UnattendedView;
  fault: FaultView | null;
  report: ReportView | null;
  allowlist: AllowlistView;
}

export type Parts = Partial<PartsView> & { pi: PiView };

/** A snapshot replaces everything; of a delta, a part replaces a part, a row a row, and null takes a row away. */
export interface Message {
  kind: "snapshot" | "delta";
  parts?: Partial<Parts>;
  boards?: Record<string, BoardView | null>;
  allowlist?: Record<string, EntryView | null>;
}

/** A message with the time on Home Assistant's clock when it was sent: all other times in it are of that clock. */
export type Sent = Message & { now?: string };
