/** The text of a file, whichever of the usual programs wrote it. */

/**
 * Spreadsheets write UTF-8, UTF-16 with a mark at its beginning, or the encoding of old Windows; the last one has a letter
 * for every byte, so it comes last.
 */
export function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  // Without the mark: a list begins with a letter or a digit, of which one of two bytes is zero.
  if (first && second === 0) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0 && second) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

export const textOf = async (file: Blob): Promise<string> => decoded(new Uint8Array(await file.arrayBuffer()));
