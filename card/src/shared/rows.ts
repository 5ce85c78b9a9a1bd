/** Which rows of a long table are drawn, and in which order: those in sight and a few beside them. */

/** Fewer rows are drawn all: the browser's own search and screen readers find them then. */
export const MOST_DRAWN = 100;
/** Rows beside those in sight, so that a quick scroll shows no gap. */
const BESIDE = 10;

export interface Drawn {
  /** Index of the first one and of the one after the last. */
  first: number;
  end: number;
  /** Pixels of the rows above and below. */
  above: number;
  below: number;
}

/** All sizes in pixels; `head` is the height of what scrolls along above the first row. */
export function drawn(count: number, rowHeight: number, scrolled: number, height: number, head = 0): Drawn {
  if (count <= MOST_DRAWN) return { first: 0, end: count, above: 0, below: 0 };
  const top = Math.max(0, Math.floor((scrolled - head) / rowHeight) - BESIDE);
  const first = Math.min(top, Math.max(0, count - 1));
  const end = Math.min(count, Math.ceil((scrolled - head + height) / rowHeight) + BESIDE);
  return { first, end, above: first * rowHeight, below: (count - end) * rowHeight };
}

/**
 * The order of rows on the screen. While somebody points at the table rows stay where they are, also those that a filter
 * leaves out by now, and new ones come last; else the wanted order.
 */
export function arranged<Row extends { mac: string }>(
  wanted: readonly Row[],
  all: readonly Row[],
  shown: readonly string[],
  held: boolean,
): Row[] {
  if (!held) return [...wanted];
  const known = new Map(all.map((row) => [row.mac, row]));
  const kept = shown.flatMap((mac) => known.get(mac) ?? []);
  const there = new Set(shown);
  return [...kept, ...wanted.filter((row) => !there.has(row.mac))];
}
