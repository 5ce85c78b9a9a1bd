/** A page with one card on it, and somebody who reads and clicks there. */

import { afterEach, beforeAll, vi } from "vitest";

import type { Message } from "../src/feed/contract";
import type { PiCard } from "../src/shared/base";
import { PiDialog } from "../src/shared/dialog";
import { settle, type House } from "./house";

/** Defines the elements of a card for a file of tests, once what it loads on demand is there; each test has an empty page. */
export function page(tag: string, card: CustomElementConstructor, load: () => Promise<unknown>): void {
  beforeAll(async () => {
    await load(); // as if it had been wanted before
    customElements.define(tag, card);
    customElements.define("piorchestrator-dialog", PiDialog);
    HTMLDialogElement.prototype.showModal ??= vi.fn();
  });
  afterEach(() => {
    document.body.replaceChildren();
    vi.restoreAllMocks();
  });
}

/** Puts a card on the page, and lets it hear a first message. */
export async function shown<Card extends PiCard>(card: Card, made: House, message?: Message): Promise<Card> {
  card.setConfig({ type: `custom:${card.localName}` });
  card.hass = made.hass;
  document.body.append(card);
  await settle();
  if (message) made.tell(message);
  await settle();
  return card;
}

export const words = (card: PiCard): string => (card.renderRoot.textContent ?? "").replace(/\s+/g, " ");

/** Buttons by what a screen reader calls them. */
export const buttons = (card: PiCard, label: RegExp): HTMLButtonElement[] =>
  [...card.renderRoot.querySelectorAll("button")].filter((one) =>
    label.test((one.getAttribute("aria-label") ?? one.textContent ?? "").trim()),
  );

/** Presses the last one: dialogs come last. */
export async function press(card: PiCard, label: RegExp): Promise<void> {
  const found = buttons(card, label).at(-1);
  if (!found || found.disabled) throw new Error(`no button ${label}`);
  found.click();
  await settle();
}
