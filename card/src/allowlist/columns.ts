/** Which column of a list is taken for what: as the integration found it, or as the reader says. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

import type { PiCard } from "../shared/base";

export const FIELDS = ["mac", "description", "container_id"] as const;
export type Field = (typeof FIELDS)[number];
/** The column of each field, by its name or its number; an empty one leaves the field out. */
export type Columns = Partial<Record<Field, string>>;

/** What `import_allowlist` says of the columns. */
export interface ColumnsAnswer {
  used_columns: Columns;
  unused_columns: string[];
}

const LABELS = { mac: "al_mac", description: "al_name", container_id: "col_container" } as const;

/** A selector for each field, and the columns of which nothing is taken. */
export class ColumnMapping {
  /** What the reader chose, as the action takes it. */
  chosen: Columns = {};
  /** The choice that what is shown was made with. */
  private shown: Columns = {};

  /** `changed` is called when the reader chose another column. */
  constructor(
    private readonly card: PiCard,
    private readonly changed: () => void,
  ) {}

  /** Whether the reader's choice is still this one. */
  is(chosen: Columns): boolean {
    return this.chosen === chosen;
  }

  /** What was made with the choice is shown. */
  keep(): void {
    this.shown = this.chosen;
  }

  /** The choice was refused: back to that of what is shown. */
  back(): void {
    this.chosen = this.shown;
    this.card.requestUpdate();
  }

  /** There is another list, with columns of its own. */
  forget(): void {
    this.chosen = this.shown = {};
  }

  render({ used_columns: used, unused_columns: unused }: ColumnsAnswer, isDisabled: boolean): TemplateResult {
    const { t } = this.card;
    const all = [...new Set([...Object.values(used), ...unused])];
    return html`<div class="columns" role="group" aria-label=${t("al_columns")}>
        ${FIELDS.map(
          (field) => html`<label
            >${t(LABELS[field])}
            <select name=${field} ?disabled=${isDisabled} @change=${(event: Event) => this.choose(field, event)}>
              ${(field === "mac" ? all : ["", ...all]).map(
                (column) => html`<option value=${column} .selected=${live(column === (used[field] ?? ""))}>
                  ${column ? this.name(column) : t("al_no_column")}
                </option>`,
              )}
            </select>
          </label>`,
        )}
      </div>
      ${unused.length
        ? html`<p class="small faint">${t("al_unused_columns", { names: unused.map((column) => this.name(column)).join(", ") })}</p>`
        : nothing}`;
  }

  /** A column without a name has its number. */
  private name(column: string): string {
    return /^\d{1,3}$/.test(column) ? this.card.t("al_column_n", { n: column }) : column;
  }

  private choose(field: Field, event: Event): void {
    this.chosen = { ...this.chosen, [field]: (event.target as HTMLSelectElement).value };
    this.changed();
  }
}
