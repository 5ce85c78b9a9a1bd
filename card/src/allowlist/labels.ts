/** A sheet of labels to print: a page of its own, with a QR code of each MAC. Loaded when somebody wants one. */

import qrcode from "qrcode-generator";

/** A sheet as shops sell it; all lengths in millimetres. */
export interface Stock {
  page: "A4" | "letter";
  columns: number;
  rows: number;
  width: number;
  height: number;
  top: number;
  left: number;
  /** Between two columns; rows touch each other. */
  gap: number;
}

export const STOCKS = {
  a4_24: { page: "A4", columns: 3, rows: 8, width: 70, height: 37, top: 0.5, left: 0, gap: 0 },
  a4_21: { page: "A4", columns: 3, rows: 7, width: 63.5, height: 38.1, top: 15.1, left: 7.2, gap: 2.5 },
  letter_30: { page: "letter", columns: 3, rows: 10, width: 66.7, height: 25.4, top: 12.7, left: 4.8, gap: 3.2 },
} as const satisfies Record<string, Stock>;

export type StockName = keyof typeof STOCKS;

export interface Label {
  mac: string;
  name: string;
  container: string | null;
}

/** A whole HTML document; it has no script, and asks for nothing. */
export function sheet(labels: readonly Label[], stock: Stock, title: string, language: string): string {
  const perPage = stock.columns * stock.rows;
  const pages = Array.from({ length: Math.ceil(labels.length / perPage) }, (_, page) =>
    labels.slice(page * perPage, (page + 1) * perPage),
  );
  return `<!doctype html>
<html lang="${escaped(language)}"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${style(stock)}</style></head>
<body>${pages.map((page) => `<div class="page">${page.map(label).join("")}</div>`).join("")}</body></html>`;
}

function label({ mac, name, container }: Label): string {
  return `<div class="label">${qr(mac)}<div><b>${escaped(name)}</b><code>${escaped(mac)}</code>${
    container ? `<span>${escaped(container)}</span>` : ""
  }</div></div>`;
}

/** A smudge may take a quarter of it: labels get dirty. */
function qr(mac: string): string {
  const code = qrcode(0, "Q");
  code.addData(mac, "Alphanumeric");
  code.make();
  return code.createSvgTag({ scalable: true, margin: 0 });
}

const style = ({ page, columns, width, height, top, left, gap }: Stock): string => `
@page { size: ${page}; margin: 0 }
* { box-sizing: border-box }
body { margin: 0; color: #000; background: #fff; font: 9pt/1.25 sans-serif; color-scheme: light }
.page { display: grid; grid-template-columns: repeat(${columns}, ${width}mm); grid-auto-rows: ${height}mm; column-gap: ${gap}mm;
  padding: ${top}mm 0 0 ${left}mm; break-after: page; break-inside: avoid }
.page:last-child { break-after: auto }
.label { display: flex; align-items: center; gap: 3mm; padding: 2mm 4mm; overflow: hidden }
svg { flex: none; width: ${height - 9}mm; height: ${height - 9}mm }
.label div { min-width: 0 }
b { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; overflow-wrap: anywhere }
code { display: block; font: 8pt monospace; white-space: nowrap; letter-spacing: -0.02em }
span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
@media screen { body { zoom: 0.85 } .page + .page { border-top: 1px dashed #999 } .label { outline: 1px solid #ddd } }`;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (words: string): string => words.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
