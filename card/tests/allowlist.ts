/** What the tests of the allowlist card share: lists, a card that shows one, and typing. */

import { AllowlistCard } from "../src/allowlist/allowlist-card";
import type { EntryView, Message } from "../src/feed/contract";
import { mac, PARTS, settle, type House } from "./house";
import { shown as open } from "./page";

const entry = (changes: Partial<EntryView> = {}): EntryView => ({
  description: null,
  container_id: null,
  added_at: "2026-11-01T10:00:00+00:00",
  used: false,
  used_at: null,
  ...changes,
});
export const list = (...entries: Partial<EntryView>[]): Message => ({
  kind: "snapshot",
  parts: PARTS,
  allowlist: Object.fromEntries(entries.map((changes, index) => [mac(index), entry(changes)])),
});

export const shown = (made: House, message?: Message): Promise<AllowlistCard> => open(new AllowlistCard(), made, message);
export const names = (card: AllowlistCard): string[] => [...card.renderRoot.querySelectorAll("td .name")].map((one) => one.textContent ?? "");
export const inDialog = (card: AllowlistCard): Element | null => card.renderRoot.querySelector("piorchestrator-dialog");

export async function type(card: AllowlistCard, field: string, value: string): Promise<void> {
  const input = card.renderRoot.querySelector<HTMLInputElement>(field);
  if (!input) throw new Error(`no field ${field}`);
  input.value = value;
  input.dispatchEvent(new Event("input"));
  await settle();
}
