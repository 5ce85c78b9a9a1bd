/** What the allowlist card shows: the boards that may be provisioned, and what is done to their list. */

import { html, nothing, type TemplateResult } from "lit";

import type { Known } from "../feed/feed";
import type { PiCard } from "../shared/base";
import { figure, filterButton } from "../shared/button";
import { Clock, secondsUntil } from "../shared/clock";
import { define } from "../shared/define";
import { PiDialog } from "../shared/dialog";
import { Listing } from "../shared/listing";
import { refused } from "../shared/notice";
import { offline } from "../shared/offline";
import { searchField, table, type Columns } from "../shared/table";
import { enAllowlist } from "../texts/en-parts";
import { learn, type Key } from "../texts/text";
import { AddDialog } from "./add";
import type { Dialog, Host } from "./dialog";
import { countsOf, FILTERS, isFound, isIn, rowsOf, sorted, type Column, type Filter, type Row } from "./entries";
import { ExportDialog } from "./export";
import { ImportDialog } from "./import";
import { LabelsDialog } from "./labels-dialog";
import { allowlistStyles } from "./looks";
import { RemoveDialog } from "./remove";

define({ "piorchestrator-dialog": PiDialog });
learn(enAllowlist);

const COLUMNS: Columns<Column> = [
  ["name", "col_board", ""],
  ["used", "col_state", ""],
  ["container", "col_container", "wide"],
  ["added", "al_added", "wide"],
];

const PICTURES: Record<Filter, [string, string]> = {
  all: ["mdi:format-list-bulleted", "inherit"],
  unused: ["mdi:circle-outline", "var(--quiet)"],
  used: ["mdi:check-circle", "var(--ok)"],
};

export class Panel implements Host {
  private readonly listing: Listing<Row, Column>;
  private filter: Filter = "all";
  private dialog: Dialog | undefined;
  private rows: Row[] = [];
  private counted: unknown;

  constructor(readonly card: PiCard) {
    this.listing = new Listing(card, { isFound, sorted }, { column: "name", descending: false });
    (card.renderRoot as ShadowRoot).adoptedStyleSheets.push(allowlistStyles.styleSheet as CSSStyleSheet);
    new Clock(card, () => secondsUntil(card.refusal?.retryAt) > 0);
  }

  get listed(): readonly Row[] {
    return this.listing.rows;
  }

  close(dialog: Dialog): void {
    if (this.dialog === dialog) this.open(undefined);
  }

  private open(dialog: Dialog | undefined): void {
    this.dialog = dialog;
    this.card.refusal = undefined;
    this.card.requestUpdate();
  }

  render(known: Known): TemplateResult {
    if (this.counted !== known.allowlist) {
      this.counted = known.allowlist;
      this.rows = rowsOf(known.allowlist);
    }
    this.listing.take(this.rows, (row) => isIn(this.filter, row));
    const { card } = this;
    const { pi } = known.parts;
    return html`
      <header>
        <ha-icon icon="mdi:format-list-checks"></ha-icon>
        <h2 class="grow">${card.heading || card.t("al_title", { pi: pi.title })}</h2>
      </header>
      ${offline(card, pi)} ${this.dialog ? nothing : refused(card)} ${this.acts()} ${this.boards(known)}
      ${this.dialog ? html`<div class="dialog">${this.dialog.render(known)}</div>` : nothing}
    `;
  }

  private acts(): TemplateResult {
    const { card, rows } = this;
    const writes: [Key, string, () => Dialog, string][] = [
      ["al_add", "mdi:plus", () => new AddDialog(this), "primary"],
      ["al_import", "mdi:tray-arrow-up", () => new ImportDialog(this), ""],
    ];
    const reads: [Key, string, () => Dialog, string][] = [
      ["al_export", "mdi:tray-arrow-down", () => new ExportDialog(this), ""],
      ["al_labels", "mdi:qrcode", () => new LabelsDialog(this), ""],
    ];
    const shown = [...(card.mayAct ? writes : []), ...(rows.length ? reads : [])];
    return html`<section aria-label=${card.t("controls")}>
      <div class="bar controls">
        ${shown.map(
          ([label, icon, make, look]) =>
            html`<button class=${look} @click=${() => this.open(make())}>
              <ha-icon icon=${icon}></ha-icon>${card.t(label)}
            </button>`,
        )}
      </div>
      ${card.isAdmin ? nothing : html`<p class="faint small">${card.t("only_admins")}</p>`}
      <p class="small answer" role="status">${card.said ?? ""}</p>
    </section>`;
  }

  private boards({ parts }: Known): TemplateResult {
    const { card, listing } = this;
    if (!this.rows.length) {
      const isRead = typeof parts.allowlist?.total === "number";
      return html`<p class="empty faint">${card.t(isRead ? "al_empty" : "al_unread")}</p>`;
    }
    const counts = countsOf(this.rows);
    return html`<section aria-label=${card.t("boards")}>
      <div class="bar">
        <div class="bar filters grow" role="group" aria-label=${card.t("filter")}>
          ${FILTERS.map((filter) => {
            const [icon, color] = PICTURES[filter];
            const words = figure(card, counts[filter], card.t(`al_${filter}`));
            return filterButton(icon, color, this.filter === filter, words, () => this.choose(filter));
          })}
        </div>
        ${searchField(card, listing)}
      </div>
      ${table(card, card.t("boards"), listing, COLUMNS, (row) => this.cells(row))}
    </section>`;
  }

  private choose(filter: Filter): void {
    this.filter = filter;
    this.listing.set();
  }

  private cells(row: Row): TemplateResult {
    const { card } = this;
    const { mac, name, entry } = row;
    const [icon, color] = PICTURES[entry.used ? "used" : "unused"];
    const label = card.t("al_remove_name", { name });
    return html`<td class="two-lines">
        <span class="name" title=${name}>${name}</span>
        <span class="small faint"
          ><bdi dir="ltr">${mac}</bdi>${entry.container_id
            ? html`<span class="narrow"> · ${entry.container_id}</span>`
            : nothing}</span
        >
      </td>
      <td class="two-lines">
        <span class="state"
          ><ha-icon icon=${icon} style="color:${color}"></ha-icon
          ><span>${card.t(entry.used ? "al_is_used" : "al_is_unused")}</span></span
        >
        <span class="small faint">${this.day(entry.used_at)}</span>
      </td>
      <td class="wide" title=${entry.container_id ?? ""}>${entry.container_id ?? "–"}</td>
      <td class="wide">${this.day(entry.added_at) || "–"}</td>
      <td class="act">
        ${card.mayAct
          ? html`<button class="plain icon" title=${label} aria-label=${label} @click=${() => this.open(new RemoveDialog(this, row))}>
              <ha-icon icon="mdi:trash-can-outline"></ha-icon>
            </button>`
          : nothing}
      </td>`;
  }

  private day(time: string | null): string {
    return time && Date.parse(time) ? new Date(time).toLocaleDateString(this.card.hass.language, { dateStyle: "medium" }) : "";
  }
}
