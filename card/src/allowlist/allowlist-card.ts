/** The allowlist card: the little of it that every page loads; the rest comes with the first one that is shown. */

import { html, type TemplateResult } from "lit";

import type { Known } from "../feed/feed";
import { PiCard } from "../shared/base";
import { refused } from "../shared/notice";
import { part } from "../shared/part";
import { shared } from "../shared/styles";
import { tableStyles } from "../shared/table-styles";
import type { Panel } from "./panel";

export class AllowlistCard extends PiCard {
  static override properties = { ...PiCard.properties, panel: { state: true } };
  static override styles = [shared, tableStyles];

  /** Everything that is shown and done; undefined until it is loaded. */
  declare panel: Panel | undefined;

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
    return this.refusal ? html`${refused(this, () => void this.load())}` : this.waiting();
  }

  private async load(): Promise<void> {
    this.refusal = undefined;
    const loaded = await part(this, () => import("./panel"));
    if (loaded) this.panel ??= new loaded.Panel(this);
  }
}
