/** Which of two rows comes first in a sorted table. */

export type Value = string | number | null;

/** Numbers inside of texts count as numbers: board 10 comes after board 9. */
const words = new Intl.Collator(undefined, { numeric: true });

function compare(one: Value, other: Value, sign: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (typeof one === "number" && typeof other === "number") return sign * (one - other);
  return sign * words.compare(String(one), String(other));
}

/** Sorted rows; equal ones keep their order, and what is not known comes last either way. */
export const sortedBy = <Row>(rows: readonly Row[], value: (row: Row) => Value, isDescending: boolean): Row[] =>
  [...rows].sort((one, other) => compare(value(one), value(other), isDescending ? -1 : 1));
