/** Which of two rows comes first in a sorted table. */

export type Value = string | number | null;

const words = new Intl.Collator();

/** MACs, UUIDs as of containers, and ends of MACs with a digit in them or in the name of a board without words: read digit by digit. */
const PARTS =
  /(?<![a-z\d])(?:[\da-f]{2}(?:[:-][\da-f]{2}){2,}|[\da-f]{8}(?:-[\da-f]{4,12}){4}|(?=[a-f]*\d|(?<=^ESP-CAM ))(?:[\da-f]{6}){1,2})(?![a-z\d])|0*(\d+)/gi;

/** Numbers inside of texts count as numbers, since longer ones come later: board 10 comes after board 9. */
const key = (value: Value): Value =>
  typeof value === "string"
    ? value.replace(PARTS, (part, digits: string = part) => String(digits.length).padStart(2, "0") + digits)
    : value;

function compare(one: Value, other: Value, sign: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (typeof one === "number" && typeof other === "number") return sign * (one - other);
  return sign * words.compare(String(one), String(other));
}

/** Sorted rows; equal ones keep their order, and what is not known comes last either way. */
export const sortedBy = <Row>(rows: readonly Row[], value: (row: Row) => Value, isDescending: boolean): Row[] =>
  rows
    .map((row) => ({ row, key: key(value(row)) }))
    .sort((one, other) => compare(one.key, other.key, isDescending ? -1 : 1))
    .map(({ row }) => row);
