/** What the allowlist comes down to: rows, counts, order, and what a search finds. */

import type { EntryView } from "../feed/contract";
import type { Sorting } from "../shared/listing";
import { isMeant, shortName } from "../shared/mac";
import { sortedBy, type Value } from "../shared/order";

export interface Row {
  mac: string;
  name: string;
  entry: EntryView;
}

export const rowsOf = (allowlist: ReadonlyMap<string, EntryView>): Row[] =>
  Array.from(allowlist, ([mac, entry]) => ({ mac, entry, name: entry.description ?? shortName(mac) }));

export const FILTERS = ["all", "unused", "used"] as const;
export type Filter = (typeof FILTERS)[number];
export type Counts = Record<Filter, number>;

export function countsOf(rows: readonly Row[]): Counts {
  const used = rows.filter(({ entry }) => entry.used).length;
  return { all: rows.length, unused: rows.length - used, used };
}

export type Column = "name" | "used" | "container" | "added";

const moment = (time: string | null): number | null => (time === null ? null : Date.parse(time) || null);

const VALUES: Record<Column, (row: Row) => Value> = {
  name: ({ name }) => name,
  used: ({ entry }) => (entry.used ? (moment(entry.used_at) ?? 0) : null),
  container: ({ entry }) => entry.container_id,
  added: ({ entry }) => moment(entry.added_at),
};

export const sorted = (rows: readonly Row[], { column, descending }: Sorting<Column>): Row[] =>
  sortedBy(rows, VALUES[column], descending);

export const isIn = (filter: Filter, { entry }: Row): boolean => filter === "all" || entry.used === (filter === "used");

/** Whether a board is meant: by words of its description or container, or by its MAC in any notation. */
export const isFound = ({ mac, name, entry }: Row, search: string): boolean =>
  isMeant(search, mac, [name, entry.container_id]);
