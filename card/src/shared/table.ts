/** A long table: fixed rows, drawn where they are in sight, under a head that sorts. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { Key } from "../texts/text";
import type { PiCard } from "./base";
import type { Listing } from "./listing";
import { drawn } from "./rows";

/** Pixels, as in `table-styles.ts`. */
const ROW = 56;
const HEIGHT = 480;
const HEAD = 40;

/** What a column is called in sorting and in words, and how it looks. */
export type Columns<Column extends string> = readonly (readonly [Column, Key, string])[];

export const searchField = <Row extends { mac: string }, Column extends string>(
  card: PiCard,
  listing: Listing<Row, Column>,
): TemplateResult =>
  html`<input
    type="search"
    placeholder=${card.t("search")}
    aria-label=${card.t("search")}
    .value=${listing.search}
    @input=${(event: Event) => listing.set({ search: (event.target as HTMLInputElement).value })}
  />`;

/** `cells` are those of a row, the last one with what can be done with it. */
export function table<Row extends { mac: string }, Column extends string>(
  card: PiCard,
  label: string,
  listing: Listing<Row, Column>,
  columns: Columns<Column>,
  cells: (row: Row) => TemplateResult,
): TemplateResult {
  const { rows, scrolled, hold } = listing;
  const { first, end, above, below } = drawn(rows.length, ROW, scrolled, HEIGHT, HEAD);
  return html`<div
    class="scroll"
    tabindex="0"
    role="region"
    aria-label=${label}
    @scroll=${listing.scroll}
    @pointerenter=${hold}
    @pointerleave=${hold}
    @focusin=${hold}
    @focusout=${hold}
  >
    <table aria-rowcount=${rows.length + 1}>
      <thead>
        <tr>
          ${columns.map((column) => head(card, listing, ...column))}
          <th class="act"><span class="visually-hidden">${card.t("controls")}</span></th>
        </tr>
      </thead>
      <tbody>
        ${spacer(above)}${repeat(
          rows.slice(first, end),
          ({ mac }) => mac,
          (row, index) => html`<tr aria-rowindex=${first + index + 2}>${cells(row)}</tr>`,
        )}${spacer(below)}
      </tbody>
    </table>
    ${rows.length ? nothing : html`<p class="empty faint">${card.t("nothing_found")}</p>`}
  </div>`;
}

/** The height of rows that are not drawn. */
export const spacer = (height: number): TemplateResult | typeof nothing =>
  height ? html`<tr class="spacer" aria-hidden="true" style="height:${height}px"></tr>` : nothing;

function head<Row extends { mac: string }, Column extends string>(
  card: PiCard,
  listing: Listing<Row, Column>,
  column: Column,
  label: Key,
  look: string,
): TemplateResult {
  const { sorting } = listing;
  const isSorted = sorting.column === column;
  const icon = `mdi:arrow-${sorting.descending ? "down" : "up"}`;
  return html`<th
    class="col-${column} ${look}"
    scope="col"
    aria-sort=${isSorted ? (sorting.descending ? "descending" : "ascending") : "none"}
  >
    <button @click=${() => listing.sort(column)}>
      <span>${card.t(label)}</span>${isSorted ? html`<ha-icon icon=${icon}></ha-icon>` : nothing}
    </button>
  </th>`;
}
