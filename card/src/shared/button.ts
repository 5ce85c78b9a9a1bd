/** A button that acts, and shows that it does. */

import { html, type TemplateResult } from "lit";

import type { PiCard } from "./base";

/** `name` tells one button from another of the same action. */
export function button<Answer>(
  card: PiCard,
  action: string,
  data: Record<string, unknown>,
  icon: string,
  label: string,
  look: string,
  disabled = false,
  tell?: (answer: Answer) => string | undefined,
  name = action,
): TemplateResult {
  const isBusy = card.busy.has(name);
  return html`<button
    class=${look}
    ?disabled=${disabled || isBusy}
    aria-busy=${isBusy}
    @click=${() => card.perform(action, data, tell, name)}
  >
    ${busyIcon(isBusy, icon)}<span class="label">${label}</span>
  </button>`;
}

/** One of several filters; pressed while it is the one. */
export const filterButton = (
  icon: string,
  color: string,
  isPressed: boolean,
  words: TemplateResult,
  choose: () => void,
): TemplateResult =>
  html`<button class="filter" aria-pressed=${isPressed} @click=${choose}>
    <ha-icon icon=${icon} style="color:${color}"></ha-icon>${words}
  </button>`;

/** How many there are of what. */
export const figure = (card: PiCard, count: number, label: string): TemplateResult =>
  html`<b>${count.toLocaleString(card.hass.language)}</b> <span>${label}</span>`;

export const busyIcon = (isBusy: boolean, icon: string): TemplateResult =>
  html`<ha-icon class=${isBusy ? "turning" : ""} icon=${isBusy ? "mdi:loading" : icon}></ha-icon>`;
