/** Put a text on the clipboard; true if it is there. `button` is what was clicked. */
export async function copy(words: string, button: HTMLElement): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      // Refused; the older way may do.
    }
  }
  // Without TLS, as at home, browsers offer nothing newer. Outside of an open dialog nothing could be selected.
  const field = document.createElement("textarea");
  field.value = words;
  field.style.position = "fixed";
  button.after(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
    button.focus();
  }
}

/** Let the browser save a text as a file. */
export function download(name: string, words: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([words], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000); // some browsers take their time
}
