/** The allowlist card: the little of it that every page loads; the rest comes with the first one that is shown. */

import { html, type TemplateResult } from "lit";

import type { Known } from "../feed/feed";
import { PiCard } from "../shared/base";
import { shared } from "../shared/styles";
import type { Panel } from "./panel";

export class AllowlistCard extends PiCard {
  static override properties = { ...PiCard.properties, panel: { state: true }, isIncomplete: { state: true } };
  static override styles = shared;

  /** Everything that is shown and done; undefined until it is loaded. */
  declare panel: Panel | undefined;
  /** Loading it failed. */
  declare isIncomplete: boolean;

  /** The heading that the user chose. */
  get heading(): string {
    return this.config.title ?? "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  getGridOptions(): object {
    return { columns: 12, rows: "auto", min_columns: 6 };
  }

  getCardSize(): number {
    return 10;
  }

  protected override content(known: Known): TemplateResult {
    if (this.panel) return this.panel.render(known);
    if (!this.isIncomplete) return this.waiting();
    return html`<div class="notice error" role="alert">
      <span class="grow">${this.t("al_no_part")}</span>
      <button @click=${() => this.load()}>${this.t("al_again")}</button>
    </div>`;
  }

  private async load(): Promise<void> {
    this.isIncomplete = false;
    try {
      const { Panel } = await import("./panel");
      this.panel ??= new Panel(this);
    } catch {
      this.isIncomplete = true;
    }
  }
}
