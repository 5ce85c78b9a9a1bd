import { describe, expect, test, vi } from "vitest";

import { AllowlistCard } from "../src/allowlist/allowlist-card";
import type { EntryView, Parts } from "../src/feed/contract";
import type { PiDialog } from "../src/shared/dialog";
import { inDialog, list, names, shown, type } from "./allowlist";
import { house, mac, PARTS, settle, type House } from "./house";
import { buttons, page, press, words } from "./page";

page("piorchestrator-allowlist-card", AllowlistCard, () => import("../src/allowlist/panel"));

describe("what it shows", () => {
  test("boards with and without words, used and unused, sorted by name as people count", async () => {
    const card = await shown(
      house(),
      list({ description: "Shelf 10" }, { description: "Shelf 9", used: true, used_at: "2026-11-02T10:00:00+00:00" }, {}),
    );
    expect(names(card)).toEqual(["ESP-CAM 000002", "Shelf 9", "Shelf 10"]);
    expect(words(card)).toContain("3 all");
    expect(words(card)).toContain("2 unused");
    expect(words(card)).toContain("1 used");
    expect(words(card)).toContain("Used Nov 2, 2026");
  });

  test("what the reader filters and searches", async () => {
    const card = await shown(house(), list({ description: "A", used: true }, { description: "B", container_id: "rack-7" }));
    await press(card, /^1\s*unused$/);
    expect(names(card)).toEqual(["B"]);
    await press(card, /^2\s*all$/);
    await type(card, "input[type=search]", "RACK");
    expect(names(card)).toEqual(["B"]);
    await type(card, "input[type=search]", mac(0).toLowerCase().replaceAll(":", "-"));
    expect(names(card)).toEqual(["A"]);
  });

  test("an empty list, and one that was not read", async () => {
    const made = house();
    const card = await shown(made, { ...list(), parts: { ...PARTS, allowlist: { total: 0, unused: 0 } } });
    expect(words(card)).toContain("No board is allowed yet");
    made.tell({ kind: "delta", parts: { allowlist: { total: null, unused: null } } });
    await settle();
    expect(words(card)).toContain("The list was not read yet");
  });

  test.each<[string, boolean, string]>([
    ["to a reader without rights", false, "ok"],
    ["while the Pi does not answer", true, "unreachable"],
  ])("nothing that changes the list %s", async (_, admin, state) => {
    const card = await shown(house({ admin }), { ...list({}), parts: { ...PARTS, pi: { ...PARTS.pi, state } } as Parts });
    expect(buttons(card, /^(Add|Import|Remove .*)$/)).toEqual([]);
    expect(buttons(card, /^(Export|Labels)$/)).toHaveLength(2);
    expect(words(card).includes("Only administrators")).toBe(!admin);
  });

  test("no key in place of words", async () => {
    const card = await shown(house(), list({ used: true }, {}));
    for (const label of [/^Add$/, /^Import$/, /^Export$/, /^Labels$/, /^Remove ESP/]) {
      await press(card, label);
      expect(words(card)).not.toMatch(/\b[a-z]+_[a-z_]+\b(?!,|\.)/);
      inDialog(card)?.dispatchEvent(new Event("closed"));
      await settle();
      expect(inDialog(card)).toBeNull();
    }
  });
});

describe("a dialog", () => {
  test("gives the focus back when it goes", async () => {
    const card = await shown(house(), list({}));
    const button = buttons(card, /^Add$/)[0] as HTMLButtonElement;
    button.focus();
    button.click();
    await settle();
    card.renderRoot.querySelector<HTMLInputElement>("[name=mac]")?.focus();
    await press(card, /^Cancel$/);
    expect(inDialog(card)).toBeNull();
    expect((card.renderRoot as ShadowRoot).activeElement).toBe(button);
  });

  test("is there again, with what was typed, when somebody comes back to the view", async () => {
    const made = house();
    const card = await shown(made, list({}));
    await press(card, /^Add$/);
    await type(card, "[name=mac]", "24:6F");
    card.remove();
    await settle();
    document.body.append(card);
    await settle();
    made.tell(list({}));
    await settle();
    expect(card.renderRoot.querySelector<HTMLInputElement>("[name=mac]")?.value).toBe("24:6F");
  });
});

describe("a board is added", () => {
  const add = async (made: House, ...entries: Partial<EntryView>[]) => {
    const card = await shown(made, list(...entries));
    await press(card, /^Add$/);
    return card;
  };
  const verdict = (card: AllowlistCard) => card.renderRoot.querySelector("#mac-check")?.textContent?.trim();

  test("once its MAC is one, in the wire's form, with words that were written", async () => {
    const made = house();
    const card = await add(made);
    expect(buttons(card, /^Add$/).at(-1)?.disabled).toBe(true);
    await type(card, "[name=mac]", "246f28-zz");
    expect(verdict(card)).toContain("“z” does not belong");
    await type(card, "[name=mac]", "246f28");
    expect(verdict(card)).toContain("6 digits so far");
    await type(card, "[name=mac]", "246f.28a1.b2c3");
    expect(verdict(card)).toBe("24:6F:28:A1:B2:C3 can be added.");
    await type(card, "[name=description]", "  Top shelf ");
    await press(card, /^Add$/);
    expect(made.called).toEqual([["add_to_allowlist", { mac: "24:6F:28:A1:B2:C3", description: "Top shelf" }]]);
  });

  test("and the dialog goes once it was", async () => {
    const made = house();
    made.actions["add_to_allowlist"] = () => ({ entry: {} });
    const card = await add(made);
    await type(card, "[name=mac]", mac(7));
    card.renderRoot.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    await settle();
    expect(inDialog(card)).toBeNull();
    expect(words(card)).toContain("ESP-CAM 000007 is on the allowlist now.");
  });

  test("not if it is there already", async () => {
    const made = house();
    const card = await add(made, { description: "Top shelf" });
    await type(card, "[name=mac]", mac(0));
    expect(verdict(card)).toBe("It is on the allowlist already: Top shelf.");
    expect(buttons(card, /^Add$/).at(-1)?.disabled).toBe(true);
  });

  test("what was typed stays when the server refuses it, and the reason stands in the dialog", async () => {
    const made = house();
    made.actions["add_to_allowlist"] = () => {
      throw { message: "Refused (E7)" };
    };
    const card = await add(made);
    await type(card, "[name=mac]", mac(7));
    await type(card, "[name=description]", "Top shelf");
    card.renderRoot.querySelector("form")?.dispatchEvent(new Event("submit"));
    await settle();
    expect(inDialog(card)?.querySelector("[role=alert]")?.textContent).toContain("Refused (E7)");
    expect(card.renderRoot.querySelector<HTMLInputElement>("[name=description]")?.value).toBe("Top shelf");
    expect(card.renderRoot.querySelectorAll("[role=alert]")).toHaveLength(1);
  });
});

describe("a board is removed", () => {
  test("after a question, and the card says so", async () => {
    const made = house();
    made.actions["remove_from_allowlist"] = () => ({ results: [{ mac: mac(0), removed: true }] });
    const card = await shown(made, list({ description: "Top" }));
    await press(card, /^Remove Top$/);
    expect(made.called).toEqual([]);
    expect(words(card)).toContain("It will not be provisioned any more");
    await press(card, /^Remove$/);
    expect(made.called).toEqual([["remove_from_allowlist", { mac: mac(0) }]]);
    expect(inDialog(card)).toBeNull();
    expect(words(card)).toContain("Top is off the allowlist.");
  });

  test("unless it is refused, with the reason in the dialog", async () => {
    const made = house();
    made.actions["remove_from_allowlist"] = () => ({
      results: [{ mac: mac(0), removed: false, message: "busy", code: "E9", correlation_id: "id-9", retry_after: 30 }],
    });
    const card = await shown(made, list({ used: true }));
    await press(card, /^Remove ESP/);
    expect(words(card)).toContain("stays in its network");
    await press(card, /^Remove$/);
    const notice = inDialog(card)?.querySelector("[role=alert]");
    expect(notice?.textContent).toContain("busy (E9)");
    expect(notice?.textContent).toContain("Try again in 30 s.");
    expect(words(card)).not.toContain("is off the allowlist");
  });
});

test.each([
  ["CSV", "csv", "text/csv"],
  ["JSON", "json", "application/json"],
])("the list is saved as %s", async (label, format, mime) => {
  const made = house();
  made.actions["export_allowlist"] = () => ({ content: "all of it", total: 3 });
  const saved: [string, string][] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => `blob:${(blob as Blob).type}`);
  vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push([this.download, this.href]);
  });
  const card = await shown(made, list({}));
  await press(card, /^Export$/);
  await press(card, new RegExp(`^${label}$`));
  expect(made.called).toEqual([["export_allowlist", { format }]]);
  expect(saved).toEqual([[`allowlist.${format}`, `blob:${mime}`]]);
  expect(words(card)).toContain("3 boards were saved.");
});

test("labels are of the boards that are listed, and stay so while the list changes", async () => {
  const made = house();
  const card = await shown(made, list({ description: "A", used: true }, { description: "B" }));
  await press(card, /^1\s*unused$/);
  await press(card, /^Labels$/);
  await vi.dynamicImportSettled();
  await settle();
  expect(inDialog(card)?.getAttribute("heading") ?? (inDialog(card) as PiDialog).heading).toBe("Labels of 1 board");
  const sheet = () => card.renderRoot.querySelector("iframe")?.srcdoc;
  expect(sheet()).toContain("<b>B</b>");
  expect(sheet()).not.toContain("<b>A</b>");
  const before = sheet();
  made.tell(list({}, {}, {}));
  await settle();
  expect(sheet()).toBe(before);
});

test("an answer that comes late leaves the dialog that was opened meanwhile", async () => {
  const made = house();
  let answer: (value: unknown) => void = () => undefined;
  made.actions["add_to_allowlist"] = () => new Promise((done) => (answer = done));
  const card = await shown(made, list({}));
  await press(card, /^Add$/);
  await type(card, "input[name=mac]", "24:6F:28:A1:B2:C3");
  await press(card, /^Add$/);
  await press(card, /^Cancel$/);
  await press(card, /^Add$/);
  await type(card, "input[name=mac]", "24:6F:28:A1:B2");
  answer({ entry: {} });
  await settle();
  expect(card.renderRoot.querySelector<HTMLInputElement>("input[name=mac]")?.value).toBe("24:6F:28:A1:B2");
});
