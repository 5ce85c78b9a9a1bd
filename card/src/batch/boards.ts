/** What the boards of a batch come down to: groups, order, and what a search finds. */

import type { BoardView } from "../feed/contract";
import { isMeant, shortName } from "../shared/mac";
import type { Sorting } from "../shared/listing";
import { sortedBy, type Value } from "../shared/order";

/** Where a board stands, as far as a person has to care; in the order of the progress bar. */
export const GROUPS = ["verified", "working", "waiting", "failed", "stranger", "missing"] as const;
export type Group = (typeof GROUPS)[number];

const WORKING = new Set(["provisioning", "provisioned", "verifying"]);

/** A state that nobody knows counts as work: it is not finished, and nothing can be done. */
export function groupOf(board: BoardView): Group {
  switch (board.state) {
    case "verified":
    case "failed":
      return board.state;
    case "expected":
      return "missing";
    case "discovered":
      return board.allowed ? "waiting" : "stranger";
    default:
      return WORKING.has(board.state ?? "") || board.allowed ? "working" : "stranger";
  }
}

export interface Row {
  mac: string;
  name: string;
  group: Group;
  board: BoardView;
}

/** The end of the MAC, as printed on the board, where the allowlist has no words for it. */
export const nameOf = (mac: string, board: { name: string | null }): string =>
  board.name ?? shortName(mac);

export const rowsOf = (boards: ReadonlyMap<string, BoardView>): Row[] =>
  Array.from(boards, ([mac, board]) => ({ mac, board, name: nameOf(mac, board), group: groupOf(board) }));

export type Counts = Record<Group, number>;

export function countsOf(rows: readonly Row[]): Counts {
  const counts = Object.fromEntries(GROUPS.map((group) => [group, 0])) as Counts;
  for (const row of rows) counts[row.group] += 1;
  return counts;
}

/** `found` is the order in which the server tells them: a new board comes last. */
export type Column = "found" | "name" | "state" | "rssi" | "firmware" | "attempts";

/** Sorted rows; equal ones keep the order in which they were found. */
export function sorted(rows: readonly Row[], { column, descending }: Sorting<Column>): Row[] {
  if (column === "found") return descending ? [...rows].reverse() : [...rows];
  return sortedBy(rows, VALUES[column], descending);
}

const VALUES: Record<Exclude<Column, "found">, (row: Row) => Value> = {
  name: (row) => row.name,
  state: (row) => GROUPS.indexOf(row.group),
  rssi: (row) => row.board.rssi,
  firmware: (row) => row.board.firmware_version,
  attempts: (row) => row.board.attempts,
};

/** Whether a board is meant: by words of its name, container, firmware or fault, or by its MAC in any notation. */
export const isFound = ({ mac, name, board }: Row, search: string): boolean =>
  isMeant(search, mac, [name, board.container_id, board.firmware_version, board.error?.code, board.error?.message]);
