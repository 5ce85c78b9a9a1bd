/** Where a view lies below its dashboard. */

/** One path per title, in their order; each is unique, and none is that of the overview. */
export function paths(titles: readonly string[]): string[] {
  const taken = new Set(["overview"]);
  return titles.map((title) => {
    const base = slug(title);
    let path = base;
    for (let n = 2; taken.has(path); n += 1) path = `${base}-${n}`;
    taken.add(path);
    return path;
  });
}

function slug(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  // Digits alone would be taken for the number of a view.
  return /[a-z]/.test(plain) ? plain : `pi-${plain}`.replace(/-$/, "");
}
