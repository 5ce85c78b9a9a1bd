/** A Home Assistant for the cards' tests: a feed that the test speaks through, and actions that it answers. */

import { vi } from "vitest";

import type { BoardView, Message, Parts } from "../src/feed/contract";
import type { HomeAssistant } from "../src/shared/home-assistant";

export const ENTRY = "entry-1";

export const PARTS: Parts = {
  pi: { title: "Workshop Pi", state: "ok", live: true, error: null, profiles: [{ id: "p1", title: "Workshop" }] },
  session: {
    id: "s1",
    state: "active",
    is_open: true,
    is_interrupted: false,
    target_ssid: "Workshop",
    created_at: "2026-11-23T10:00:00+00:00",
    expires_at: null,
  },
  offers: [],
  counters: { total: 0, provisioned: 0, verified: 0, failed: 0, strangers: 0, percent: null },
  legal: { work: true, stop: true, resume: false },
  network: { ssid: "onboarding", is_active: true, connected_devices: 2 },
  expectation: { named: false, expected: 0, missing: 0, unexpected: 0, is_complete: false },
  unattended: { is_on: false, pause: null, begun: 0, again_at: null },
  fault: null,
  report: null,
  allowlist: { total: 10, unused: 4 },
};

export const mac = (index: number): string => `24:6F:28:00:00:${index.toString(16).toUpperCase().padStart(2, "0")}`;

export function board(changes: Partial<BoardView> = {}): BoardView {
  return {
    name: null,
    container_id: null,
    state: "discovered",
    allowed: true,
    rssi: -60,
    firmware_version: "2.4.1",
    attempts: 0,
    error: null,
    step: null,
    hold: null,
    ...changes,
  };
}

type Data = Record<string, unknown>;

export interface House {
  hass: HomeAssistant;
  /** Says something through every subscription that is open. */
  tell(message: Message): void;
  /** Answers an action; throw to refuse it. */
  actions: Record<string, (data: Data) => unknown>;
  /** Actions that were called, with their data. */
  called: [string, Data][];
  subscribed: number;
  /** What the next subscriptions are refused with. */
  refusal?: { code: string } | undefined;
  /** The connection was lost, and is there again. */
  reconnect(): void;
}

export function house({ admin = true, language = "en" } = {}): House {
  const listeners = new Set<(message: Message) => void>();
  const ready = new Set<() => void>();
  const made: House = {
    actions: {},
    called: [],
    subscribed: 0,
    reconnect: () => {
      listeners.clear();
      ready.forEach((listener) => listener());
    },
    tell: (message) => listeners.forEach((listener) => listener(message)),
    hass: {
      connected: true,
      config: { components: [] },
      entities: {},
      devices: {},
      language,
      user: { is_admin: admin },
      localize: (key: string, placeholders?: Record<string, string>) => `${key} ${JSON.stringify(placeholders ?? {})}`,
      loadBackendTranslation: () => Promise.resolve(undefined),
      connection: {
        addEventListener: (_, listener) => void ready.add(listener),
        removeEventListener: (_, listener) => void ready.delete(listener),
        subscribeMessage: (listener) => {
          made.subscribed += 1;
          if (made.refusal) return Promise.reject(made.refusal);
          listeners.add(listener as (message: Message) => void);
          return Promise.resolve(async () => void listeners.delete(listener as (message: Message) => void));
        },
      },
      callWS: vi.fn(async (message: object) => {
        const { type, service, service_data } = message as { type: string; service: string; service_data: Data };
        if (type === "piorchestrator/entries") return [{ entry_id: ENTRY, title: "Pi", is_loaded: true, entities: {} }];
        const { config_entry_id, ...data } = service_data;
        if (config_entry_id !== ENTRY) throw new Error("another Pi");
        made.called.push([service, data]);
        return { response: await made.actions[service]?.(data) };
      }) as HomeAssistant["callWS"],
    },
  };
  return made;
}

/** Lets promises run and elements draw. */
export const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5));
