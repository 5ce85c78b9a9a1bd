/** The rows of a table as its reader wants them: searched, sorted, and standing still while somebody points at them. */

import type { ReactiveControllerHost } from "lit";

import { arranged } from "./rows";

export interface Sorting<Column extends string> {
  column: Column;
  descending: boolean;
}

export interface Rules<Row, Column extends string> {
  isFound(row: Row, search: string): boolean;
  sorted(rows: readonly Row[], sorting: Sorting<Column>): Row[];
}

export class Listing<Row extends { mac: string }, Column extends string> {
  /** What is shown now. */
  rows: Row[] = [];
  search = "";
  /** Pixels that the table is scrolled down. */
  scrolled = 0;
  private isHeld = false;

  constructor(
    private readonly host: Pick<ReactiveControllerHost, "requestUpdate">,
    private readonly rules: Rules<Row, Column>,
    public sorting: Sorting<Column>,
  ) {}

  /** Takes the rows anew; `isIn` is the reader's filter. */
  take(all: readonly Row[], isIn: (row: Row) => boolean): void {
    const wanted = all.filter((row) => isIn(row) && this.rules.isFound(row, this.search));
    const before = this.rows.map((row) => row.mac);
    this.rows = arranged(this.rules.sorted(wanted, this.sorting), all, before, this.isHeld);
  }

  /** What the reader asked for is shown at once, whoever points where. */
  set(change: Partial<Pick<this, "search" | "sorting">> = {}): void {
    this.isHeld = false;
    Object.assign(this, change);
    this.host.requestUpdate();
  }

  sort(column: Column): void {
    const descending = this.sorting.column === column && !this.sorting.descending;
    this.set({ sorting: { column, descending } });
  }

  readonly scroll = (event: Event): void => {
    this.scrolled = (event.target as HTMLElement).scrollTop;
    this.host.requestUpdate();
  };

  /** Keep the rows where they are while somebody points at them. */
  readonly hold = (event: Event): void => {
    const held = event.type === "pointerenter" || event.type === "focusin";
    if (this.isHeld && !held) this.host.requestUpdate();
    this.isHeld = held;
  };
}
