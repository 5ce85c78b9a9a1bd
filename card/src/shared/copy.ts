/** Put a text on the clipboard; true if it is there. */
export async function copy(words: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      // Refused; the older way may do.
    }
  }
  // Without TLS, as at home, browsers offer nothing newer.
  const field = document.createElement("textarea");
  field.value = words;
  field.style.position = "fixed";
  document.body.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
  }
}

/** Let the browser save a text as a file. */
export function download(name: string, words: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([words], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
