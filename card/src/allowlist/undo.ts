/** Takes an import back: the boards that it added are removed from the allowlist. */

import { html, nothing, type TemplateResult } from "lit";

import { withCode, type BoardAnswer } from "../shared/actions";
import type { PiCard } from "../shared/base";
import { busyIcon } from "../shared/button";

export class Undo {
  /** What came of it, in words; undefined before. */
  words: string | undefined;

  constructor(
    private readonly card: PiCard,
    /** What is still to be removed. */
    private left: readonly string[],
  ) {}

  /** Whether nothing of the import is left. */
  get isDone(): boolean {
    return this.words !== undefined && !this.left.length;
  }

  render(): TemplateResult | typeof nothing {
    const { card } = this;
    const isBusy = card.busy.has("undo");
    if (!this.left.length) return nothing;
    return html`<button ?disabled=${isBusy || !card.mayAct} aria-busy=${isBusy} @click=${this.run}>
      ${busyIcon(isBusy, "mdi:undo")}${card.t("al_undo")}
    </button>`;
  }

  private readonly run = async (): Promise<void> => {
    const { card, left } = this;
    const answer = await card.perform<{ results: BoardAnswer[] }>("remove_from_allowlist", { mac: left }, undefined, "undo");
    if (!answer) return;
    // A board that was off the list already is no failure.
    const refused = answer.results.filter(({ code }) => code !== undefined);
    this.left = refused.map(({ mac }) => mac);
    const why = refused[0] && withCode(refused[0].message, refused[0].code);
    this.words = [card.t("al_undone", { n: left.length - refused.length }), why].filter(Boolean).join(" ");
    card.requestUpdate();
  };
}
