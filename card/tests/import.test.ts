import { describe, expect, test } from "vitest";

import { AllowlistCard } from "../src/allowlist/allowlist-card";
import { inDialog, list, shown, type } from "./allowlist";
import { house, mac, settle, type House } from "./house";
import { buttons, page, press, words } from "./page";

page("piorchestrator-allowlist-card", AllowlistCard, () => import("../src/allowlist/panel"));

describe("a list is imported", () => {
  const answer = (isDry: boolean, changes: object = {}) => ({
    dry_run: isDry,
    total: 4,
    new: isDry ? 1 : 0,
    added: isDry ? 0 : 1,
    present: 1,
    duplicate: 0,
    invalid: 1,
    failed: 0,
    used_columns: { mac: "MAC", description: "Beschreibung" },
    unused_columns: ["Passwort", "4"],
    undo: isDry ? [] : [mac(1)],
    results: [
      isDry
        ? { line: 2, mac: mac(1), result: "new", description: "Küche", container_id: "K-1" }
        : { line: 2, mac: mac(1), result: "added" },
      { line: 3, mac: mac(2), result: "present", differs: true },
      { line: 4, mac: null, result: "invalid", reason: "no_mac" },
    ],
    retry_content: null,
    ...changes,
  });
  const importing = async (made: House) => {
    made.actions["import_allowlist"] ??= ({ dry_run }) => answer(dry_run as boolean);
    const card = await shown(made, list());
    await press(card, /^Import$/);
    return card;
  };

  test("only after every row was shown", async () => {
    const made = house();
    const card = await importing(made);
    expect(buttons(card, /^Check$/)[0]?.disabled).toBe(true);
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    expect(made.called).toEqual([["import_allowlist", { content: "the list", dry_run: true }]]);
    expect(words(card)).toContain("4 rows were checked; nothing was changed yet.");
    expect(words(card)).toContain("There already: with other words, which stay as they are");
    expect(words(card)).toContain("Invalid: no MAC address in this row");
    await press(card, /^Import 1 board$/);
    expect(made.called[1]).toEqual(["import_allowlist", { content: "the list", dry_run: false }]);
    expect(words(card)).toContain("1 board was added, of 4 rows.");
    expect(words(card)).toContain("Küche");
    expect(words(card)).toContain("K-1");
    await press(card, /^Close$/);
    expect(inDialog(card)).toBeNull();
  });

  test("from a file, which is checked at once", async () => {
    const made = house();
    const card = await importing(made);
    const input = card.renderRoot.querySelector<HTMLInputElement>("input[type=file]");
    Object.defineProperty(input, "files", { value: [new File(["mac\n1"], "delivery.csv")] });
    input?.dispatchEvent(new Event("change"));
    await settle();
    await settle();
    expect(made.called).toEqual([["import_allowlist", { content: "mac\n1", dry_run: true }]]);
    await press(card, /^Change the list$/);
    expect(words(card)).toContain("delivery.csv");
    expect(card.renderRoot.querySelector("textarea")?.value).toBe("mac\n1");
  });

  test("with the rows of one result alone, if the reader wants", async () => {
    const card = await importing(house());
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    await press(card, /^1 invalid$/);
    expect(card.renderRoot.querySelectorAll(".rows tbody tr")).toHaveLength(1);
    await press(card, /^1 invalid$/);
    expect(card.renderRoot.querySelectorAll(".rows tbody tr")).toHaveLength(3);
  });

  test("and what failed can be tried again", async () => {
    const made = house();
    const failed = { line: 2, mac: mac(1), result: "failed", message: "too busy", code: "E9", correlation_id: "id-9", sent: true };
    made.actions["import_allowlist"] = ({ dry_run, content }) =>
      answer(dry_run as boolean, dry_run ? {} : { added: 0, failed: 1, results: [failed], retry_content: `again ${content}` });
    const card = await importing(made);
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    await press(card, /^Import 1 board$/);
    expect(words(card)).toContain("Failed: too busy (E9)");
    expect(buttons(card, /^Copy correlation id id-9$/)).toHaveLength(1);
    await press(card, /^Try 1 again$/);
    expect(made.called.at(-1)).toEqual(["import_allowlist", { content: "again the list", dry_run: true }]);
  });

  test("with the names and containers, and the columns that they are from", async () => {
    const card = await importing(house());
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    const heads = [...card.renderRoot.querySelectorAll(".rows th")].map((head) => head.textContent);
    expect(heads).toEqual(["Row", "MAC address", "Name", "Container", "Result"]);
    expect(words(card)).toContain("Küche");
    expect(words(card)).toContain("K-1");
    expect(words(card)).toContain("Not used: Passwort, Column 4");
    const offered = [...card.renderRoot.querySelectorAll<HTMLSelectElement>(".columns select")].map(({ options }) =>
      [...options].map(({ textContent }) => textContent?.trim()),
    );
    const all = ["MAC", "Beschreibung", "Passwort", "Column 4"];
    expect(offered).toEqual([all, ["none", ...all], ["none", ...all]]);
  });

  const choose = async (card: AllowlistCard, field: string, column: string) => {
    const select = card.renderRoot.querySelector<HTMLSelectElement>(`select[name=${field}]`) as HTMLSelectElement;
    select.value = column;
    select.dispatchEvent(new Event("change"));
    await settle();
  };

  test("with columns that the reader chose, which are checked before they are imported", async () => {
    const made = house();
    const card = await importing(made);
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    await choose(card, "container_id", "4");
    await choose(card, "description", "");
    const columns = { container_id: "4", description: "" };
    expect(made.called.at(-1)).toEqual(["import_allowlist", { content: "the list", dry_run: true, columns }]);
    await press(card, /^Import 1 board$/);
    expect(made.called.at(-1)).toEqual(["import_allowlist", { content: "the list", dry_run: false, columns }]);
    expect(card.renderRoot.querySelector(".columns")).toBeNull();
  });

  test("with the columns of this list, not with those of the one before", async () => {
    const made = house();
    const card = await importing(made);
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    await choose(card, "container_id", "Passwort");
    await press(card, /^Change the list$/);
    await type(card, "textarea", "another list");
    await press(card, /^Check$/);
    expect(made.called.at(-1)).toEqual(["import_allowlist", { content: "another list", dry_run: true }]);
  });

  test("not while other columns are checked", async () => {
    const made = house();
    const card = await importing(made);
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    let done: (value: unknown) => void = () => undefined;
    made.actions["import_allowlist"] = () => new Promise((resolve) => (done = resolve));
    await choose(card, "container_id", "Passwort");
    expect(buttons(card, /^Import 1 board$/)[0]?.disabled).toBe(true);
    expect(card.renderRoot.querySelector<HTMLSelectElement>("select[name=mac]")?.disabled).toBe(true);
    done(answer(true));
    await settle();
    expect(buttons(card, /^Import 1 board$/)[0]?.disabled).toBe(false);
  });

  test("not with columns that were refused", async () => {
    const made = house();
    const card = await importing(made);
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    made.actions["import_allowlist"] = ({ dry_run, columns }) => {
      if (columns) throw { message: "no such column" };
      return answer(dry_run as boolean);
    };
    await choose(card, "container_id", "Passwort");
    expect(inDialog(card)?.querySelector("[role=alert]")?.textContent).toContain("no such column");
    expect(card.renderRoot.querySelector<HTMLSelectElement>("select[name=container_id]")?.value).toBe("");
    await press(card, /^Import 1 board$/);
    expect(made.called.at(-1)).toEqual(["import_allowlist", { content: "the list", dry_run: false }]);
  });

  test("and taken back in one step", async () => {
    const made = house();
    made.actions["remove_from_allowlist"] = () => ({ results: [{ mac: mac(1), removed: true }] });
    const card = await importing(made);
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    expect(buttons(card, /^Undo$/)).toEqual([]);
    await press(card, /^Import 1 board$/);
    await press(card, /^Undo$/);
    expect(made.called.at(-1)).toEqual(["remove_from_allowlist", { mac: [mac(1)] }]);
    expect(words(card)).toContain("1 board was taken off the allowlist again.");
    expect(card.renderRoot.querySelector(".rows")).toBeNull();
    expect(buttons(card, /^Undo$/)).toEqual([]);
  });

  test("and taken back again where that failed", async () => {
    const made = house();
    made.actions["import_allowlist"] = ({ dry_run }) => answer(dry_run as boolean, dry_run ? {} : { undo: [mac(1), mac(2)] });
    made.actions["remove_from_allowlist"] = () => ({
      results: [
        { mac: mac(1), removed: true },
        { mac: mac(2), removed: false, message: "too busy", code: "E9" },
      ],
    });
    const card = await importing(made);
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    await press(card, /^Import 1 board$/);
    await press(card, /^Undo$/);
    expect(words(card)).toContain("1 board was taken off the allowlist again. too busy (E9)");
    await press(card, /^Undo$/);
    expect(made.called.at(-1)).toEqual(["remove_from_allowlist", { mac: [mac(2)] }]);
  });

  test("not where nothing is new", async () => {
    const made = house();
    made.actions["import_allowlist"] = () => answer(true, { new: 0 });
    const card = await importing(made);
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    expect(buttons(card, /^Nothing to import$/)[0]?.disabled).toBe(true);
  });

  test("not where it would break the page's connection", async () => {
    const made = house();
    const card = await importing(made);
    await type(card, "textarea", "x".repeat(650_001));
    expect(words(card)).toContain("That is too long: 650,000 characters");
    expect(buttons(card, /^Check$/)[0]?.disabled).toBe(true);
  });

  test("and stays as it was written when the check is refused", async () => {
    const made = house();
    made.actions["import_allowlist"] = () => {
      throw { message: "no list" };
    };
    const card = await importing(made);
    await type(card, "textarea", "the list");
    await press(card, /^Check$/);
    expect(inDialog(card)?.querySelector("[role=alert]")?.textContent).toContain("no list");
    expect(card.renderRoot.querySelector("textarea")?.value).toBe("the list");
  });
});

test("a list that was changed while it was checked is checked again, before it can be imported", async () => {
  const made = house();
  const answers: ((value: unknown) => void)[] = [];
  made.actions["import_allowlist"] = () => new Promise((done) => answers.push(done));
  const checked = { dry_run: true, total: 1, new: 1, added: 0, present: 0, duplicate: 0, invalid: 0, failed: 0, results: [], retry_content: null, used_columns: {}, unused_columns: [], undo: [] };
  const card = await shown(made, list({}));
  await press(card, /^Import$/);
  await type(card, "textarea", "one");
  await press(card, /^Check$/);
  await type(card, "textarea", "two");
  answers[0]?.(checked);
  await settle();
  expect(buttons(card, /^Import 1 board$/)).toEqual([]);
  answers[1]?.(checked);
  await settle();
  await press(card, /^Import 1 board$/);
  expect(made.called.map(([, { content }]) => content)).toEqual(["one", "two", "two"]);
});
