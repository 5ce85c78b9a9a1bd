/** Which of two values comes first in a sorted table. */

export type Value = string | number | null;

/** Numbers inside of texts count as numbers: board 10 comes after board 9. */
const words = new Intl.Collator(undefined, { numeric: true });

/** For `sort`; `sign` is -1 for the other way round. What is not known comes last either way. */
export function compare(one: Value, other: Value, sign: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (typeof one === "number" && typeof other === "number") return sign * (one - other);
  return sign * words.compare(String(one), String(other));
}
