/** The dialog that prints labels of the boards that are listed now. */

import { html, nothing, type TemplateResult } from "lit";

import { download } from "../shared/copy";
import { refused } from "../shared/notice";
import { part } from "../shared/part";
import type { Dialog, Host } from "./dialog";
import type * as Labels from "./labels";
import type { StockName } from "./labels";

export class LabelsDialog implements Dialog {
  private labels: typeof Labels | undefined;
  private stock: StockName = "a4_24";
  /** Of these boards, whatever happens to the list meanwhile. */
  private readonly rows;
  private made: { stock: StockName; document: string } | undefined;

  constructor(private readonly host: Host) {
    this.rows = [...host.listed];
    void this.load();
  }

  render(): TemplateResult {
    const { card } = this.host;
    return html`<piorchestrator-dialog class="wide-dialog" .heading=${card.t("al_labels_ask", { n: this.rows.length })} @closed=${() => this.host.close(this)}>
      <p class="small faint">${card.t("al_labels_mean")}</p>
      ${refused(card, () => void this.load())}
      ${this.labels ? this.sheet(this.labels) : nothing}
    </piorchestrator-dialog>`;
  }

  private sheet(labels: typeof Labels): TemplateResult {
    const { card } = this.host;
    const names = Object.keys(labels.STOCKS) as StockName[];
    const document = this.document(labels);
    return html`<label
        >${card.t("al_stock")}
        <select autofocus @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value as StockName)}>
          ${names.map((name) => html`<option value=${name} ?selected=${name === this.stock}>${card.t(`al_stock_${name}`)}</option>`)}
        </select>
      </label>
      <iframe class="sheet" title=${card.t("al_preview")} sandbox="allow-same-origin allow-modals" .srcdoc=${document}></iframe>
      <div class="bar end">
        <button @click=${() => this.host.close(this)}>${card.t("close")}</button>
        <button @click=${() => download("piorchestrator-labels.html", document, "text/html")}>
          <ha-icon icon="mdi:download"></ha-icon>${card.t("al_save_sheet")}
        </button>
        <button class="primary" ?disabled=${!this.rows.length} @click=${print}>
          <ha-icon icon="mdi:printer"></ha-icon>${card.t("al_print")}
        </button>
      </div>`;
  }

  /** Made once per sheet: hundreds of codes take a moment, and a card is drawn at every change. */
  private document(labels: typeof Labels): string {
    if (this.made?.stock !== this.stock) {
      const { card } = this.host;
      const rows = this.rows.map(({ mac, name, entry }) => ({ mac, name, container: entry.container_id }));
      const title = card.t("al_labels_ask", { n: rows.length });
      this.made = { stock: this.stock, document: labels.sheet(rows, labels.STOCKS[this.stock], title, card.hass.language) };
    }
    return this.made.document;
  }

  private choose(stock: StockName): void {
    this.stock = stock;
    this.host.card.requestUpdate();
  }

  private async load(): Promise<void> {
    const { card } = this.host;
    card.refusal = undefined;
    this.labels = await part(card, () => import("./labels"));
    card.requestUpdate();
  }
}

/** The preview's own page is printed, not the one around it. */
function print(event: Event): void {
  const dialog = (event.currentTarget as HTMLElement).closest("piorchestrator-dialog");
  dialog?.querySelector("iframe")?.contentWindow?.print();
}
