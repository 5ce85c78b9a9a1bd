import { describe, expect, test, vi } from "vitest";

import { BatchCard } from "../src/batch/batch-card";
import type { BoardView, Message } from "../src/feed/contract";
import { board, house, mac, PARTS, settle, type House } from "./house";
import { buttons, page, press, shown as open, words } from "./page";

page("piorchestrator-batch-card", BatchCard, () => import("../src/batch/dialogs"));

const found = (...boards: Partial<BoardView>[]): Message => ({
  kind: "snapshot",
  parts: PARTS,
  boards: Object.fromEntries(boards.map((changes, index) => [mac(index), board(changes)])),
});

const shown = (made: House, message?: Message): Promise<BatchCard> => open(new BatchCard(), made, message);
const button = (card: BatchCard, label: RegExp): HTMLButtonElement | undefined => buttons(card, label)[0];
const names = (card: BatchCard): string[] => [...card.renderRoot.querySelectorAll(".link")].map((one) => one.textContent ?? "");

describe("what it shows", () => {
  test("that it waits", async () => expect(words(await shown(house()))).toContain("Waiting for the Pi"));

  test("that there is no Pi", async () => {
    const made = house();
    made.hass.callWS = vi.fn(async () => []) as never;
    expect(words(await shown(made))).toContain("There is no PiOrchestrator yet");
  });

  test("that the integration is not running", async () => {
    const made = house();
    made.hass.callWS = vi.fn(async () => Promise.reject(new Error("unknown command"))) as never;
    expect(words(await shown(made))).toContain("not running");
  });

  test.each([
    ["the integration starts later than the page", "unknown_command", "not running"],
    ["its Pi comes back", "not_found", "is gone"],
  ])("what comes later: %s", async (_, code, problem) => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      const made = house();
      made.refusal = { code };
      const card = await shown(made);
      expect(words(card)).toContain(problem);
      made.refusal = undefined;
      await vi.advanceTimersByTimeAsync(5000);
      made.tell(found({ name: "Top" }));
      await settle();
      expect(names(card)).toEqual(["Top"]);
      await vi.advanceTimersByTimeAsync(20_000);
      expect(made.subscribed).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test.each<[string, (made: House) => void]>([
    ["to a reader without rights", (made) => (made.hass = { ...made.hass, user: { is_admin: false } })],
    ["while the page has lost Home Assistant", (made) => (made.hass = { ...made.hass, connected: false })],
    ["while the Pi does not answer", (made) => made.tell({ kind: "delta", parts: { pi: { ...PARTS.pi, state: "unreachable" } } })],
  ])("nothing to do %s", async (_, change) => {
    const made = house();
    const offers = [{ id: "s0", target_ssid: "x", created_at: null, device_count: 1, verified_count: 0, failed_count: 0 }];
    const card = await shown(made, { ...found({ step: "retry", state: "failed" }, { allowed: false }), parts: { ...PARTS, offers } });
    const labels = () => [...card.renderRoot.querySelectorAll("button")].map((one) => (one.textContent ?? "").trim());
    const acts = ["Provision all", "Retry 1 failed", "Stop …", "Retry", "Allow", "Resume", "Discard …"];
    expect(acts.filter((label) => !labels().includes(label))).toEqual([]);
    change(made);
    card.hass = made.hass;
    await settle();
    expect(acts.filter((label) => labels().includes(label))).toEqual([]);
  });

  test("nothing of before, while nothing is known any more", async () => {
    const made = house();
    const card = await shown(made, found({ name: "Top" }));
    made.refusal = { code: "unknown_command" };
    made.reconnect();
    await settle();
    expect(names(card)).toEqual([]);
    expect(words(card)).toContain("not running");
  });

  test("boards, groups and counts", async () => {
    const card = await shown(house(), found({ state: "verified", name: "Top" }, { step: "provision" }, { allowed: false }));
    expect(names(card)).toEqual(["Top", "ESP-CAM 000001"]);
    expect(words(card)).toContain("1 board is not on the allowlist");
    expect(words(card)).toContain("Left out: 1 not on the allowlist, 1 verified.");
    expect(card.renderRoot.querySelector(".progress")?.getAttribute("aria-label")).toBe("verified: 1, waiting: 1");
  });

  test("boards that are missing apart from the others", async () => {
    const card = await shown(house(), found({ state: "expected", name: "Absent" }, { name: "Here" }, { allowed: false }));
    expect(names(card)).toEqual(["Here"]);
    const [strangers, missing] = [...card.renderRoot.querySelectorAll("details")].map((one) => one.textContent ?? "");
    expect(strangers).toContain("ESP-CAM 000002");
    expect(strangers).not.toContain("Absent");
    expect(missing).toContain("1 board of the allowlist was not found yet");
    expect(missing).toContain("Absent");
    expect(missing).not.toContain("Here");
  });

  test("a delta moves one row alone", async () => {
    const made = house();
    const card = await shown(made, found({ name: "One" }, { name: "Two" }));
    const before = [...card.renderRoot.querySelectorAll("tbody tr")];
    made.tell({ kind: "delta", boards: { [mac(1)]: board({ name: "Two", state: "verified" }) } });
    await settle();
    expect([...card.renderRoot.querySelectorAll("tbody tr")]).toEqual(before);
    expect(before[1]?.textContent).toContain("Verified");
  });

  test("a state that nobody knows as it is", async () =>
    expect(words(await shown(house(), found({ state: "dancing" })))).toContain("dancing"));

  test("why a board failed, with its correlation id to copy", async () => {
    const error = { code: "DEVICE_TIMEOUT", message: "no answer", correlation_id: "abc-1", retryable: true };
    const card = await shown(house(), found({ state: "failed", error, step: "retry" }));
    expect(words(card)).toContain("no answer (DEVICE_TIMEOUT)");
    expect(card.renderRoot.querySelector("[title='Copy correlation id abc-1']")).not.toBeNull();
  });

  test.each([
    ["unreachable", "does not answer"],
    ["key_refused", "refuses the API key"],
    ["not_loaded", "not running"],
    ["removed", "is gone"],
  ])("%s: what to do, and no control", async (state, advice) => {
    const card = await shown(house(), { ...found({ step: "provision" }), parts: { ...PARTS, pi: { ...PARTS.pi, state } } });
    expect(words(card)).toContain(advice);
    expect(words(card)).toContain("Offline");
    expect(button(card, /Provision|Stop/)).toBeUndefined();
  });

  test("that the browser has lost Home Assistant", async () => {
    const made = house();
    const card = await shown(made, found({}));
    card.hass = { ...made.hass, connected: false };
    await settle();
    expect(words(card)).toContain("This page has lost Home Assistant");
  });

  test("nobody but an administrator gets controls", async () => {
    const card = await shown(house({ admin: false }), found({ step: "provision" }, { allowed: false }));
    expect(words(card)).toContain("Only administrators");
    expect(button(card, /Provision|Stop|Allow|Start/)).toBeUndefined();
  });

  test("more than a hundred boards, but not all of them at once", async () => {
    const card = await shown(house(), found(...Array.from({ length: 250 }, () => ({}))));
    expect(card.renderRoot.querySelector("table")?.getAttribute("aria-rowcount")).toBe("251");
    expect(card.renderRoot.querySelectorAll(".link").length).toBeLessThan(60);
  });
});

describe("what it does", () => {
  test("provisions all that wait", async () => {
    const made = house();
    made.actions["provision_all"] = () => ({ initiated_count: 2, skipped_count: 1 });
    const card = await shown(made, found({ step: "provision" }, { step: "provision" }, { allowed: false }));
    await press(card, /^Provision all 2$/);
    expect(made.called).toEqual([["provision_all", {}]]);
    expect(words(card)).toContain("2 begun, 1 left out by the Pi.");
  });

  test("does nothing twice while it is under way", async () => {
    const made = house();
    let answer: (value: unknown) => void = () => undefined;
    made.actions["provision_all"] = () => new Promise((done) => (answer = done));
    const card = await shown(made, found({ step: "provision" }));
    await press(card, /^Provision 1$/);
    expect(button(card, /^Provision 1$/)?.disabled).toBe(true);
    await card.perform("provision_all", {});
    expect(made.called).toHaveLength(1);
    answer({ initiated_count: 1, skipped_count: 0 });
    await settle();
    expect(button(card, /^Provision 1$/)?.disabled).toBe(false);
  });

  test("starts with the profile that was chosen", async () => {
    const made = house();
    const profiles = [...PARTS.pi.profiles, { id: "p2", title: "Garden" }];
    const card = await shown(made, { kind: "snapshot", parts: { ...PARTS, session: null, pi: { ...PARTS.pi, profiles } } });
    const select = card.renderRoot.querySelector("select")!;
    select.value = "p2";
    select.dispatchEvent(new Event("change"));
    await settle();
    await press(card, /^Start a batch$/);
    expect(made.called).toEqual([["start_session", { network: "p2" }]]);
  });

  test("asks for a profile where there is none", async () => {
    const card = await shown(house(), { kind: "snapshot", parts: { ...PARTS, session: null, pi: { ...PARTS.pi, profiles: [] } } });
    expect(words(card)).toContain("needs a Wi-Fi profile");
  });

  test("says in the board's own dialog why its retry was refused", async () => {
    const made = house();
    made.actions["retry_device"] = () => ({ results: [{ mac: mac(0), accepted: false, message: "busy", code: "E9" }] });
    const card = await shown(made, found({ state: "failed", step: "retry", name: "Top" }));
    await press(card, /^Top$/);
    await press(card, /^Retry$/);
    const dialog = card.renderRoot.querySelector("piorchestrator-dialog");
    expect(dialog?.querySelector("[role=alert]")?.textContent).toContain("1 refused: busy (E9)");
  });

  test("stops only after it has said what stops", async () => {
    const made = house();
    const card = await shown(made, found({ state: "verifying" }, {}, { state: "verified" }));
    await press(card, /^Stop …$/);
    expect(made.called).toEqual([]);
    expect(words(card)).toContain("1 board is in the middle of it and will fail.");
    expect(words(card)).toContain("1 verified board stays verified.");
    await press(card, /^Stop the batch$/);
    expect(made.called).toEqual([["stop_session", {}]]);
    expect(button(card, /^Stop the batch$/)).toBeUndefined();
  });

  test("resumes, and discards after a question", async () => {
    const made = house();
    const offer = { id: "old", target_ssid: "Workshop", created_at: null, device_count: 5, verified_count: 3, failed_count: 1 };
    const parts = { ...PARTS, session: null, offers: [offer], legal: { work: false, stop: false, resume: true } };
    const card = await shown(made, { kind: "snapshot", parts });
    expect(words(card)).toContain("3 of 5 boards verified, 1 failed.");
    await press(card, /^Resume$/);
    await press(card, /^Discard …$/);
    await press(card, /^Discard$/);
    expect(made.called).toEqual([
      ["resume_session", { session_id: "old" }],
      ["discard_session", { session_id: "old" }],
    ]);
  });

  test("retries one board, and says why it was refused, and when again", async () => {
    const made = house();
    made.actions["retry_device"] = () => ({
      results: [{ accepted: false, message: "too hot", code: "CIRCUIT_OPEN", correlation_id: "id-7", retry_after: 30 }],
    });
    const card = await shown(made, found({ state: "failed", step: "retry" }));
    await press(card, /^Retry$/);
    expect(made.called).toEqual([["retry_device", { mac: mac(0) }]]);
    expect(words(card)).toContain("1 refused: too hot (CIRCUIT_OPEN)");
    expect(words(card)).toMatch(/Try again in (29|30) s\./);
    // Or a screen reader would read the whole alert each second.
    expect(card.renderRoot.querySelector("[role=alert] [role=timer]")).not.toBeNull();
  });

  test("shows the translated reason of a refusal, and the controls still work", async () => {
    const made = house();
    made.actions["provision_all"] = () => {
      const translation_placeholders = { code: "RATE_LIMITED", correlation_id: "id-8", retry_after: "5" };
      throw { message: "english", translation_key: "rate_limited", translation_domain: "piorchestrator", translation_placeholders };
    };
    const card = await shown(made, found({ step: "provision" }));
    await press(card, /^Provision 1$/);
    expect(words(card)).toContain("component.piorchestrator.exceptions.rate_limited.message");
    expect(card.renderRoot.querySelector("[title='Copy correlation id id-8']")).not.toBeNull();
    expect(words(card)).toMatch(/Try again in [45] s\./);
    made.actions["provision_all"] = () => ({ initiated_count: 1, skipped_count: 0 });
    await press(card, /^Provision 1$/);
    expect(words(card)).not.toContain("rate_limited");
  });

  test("saves the report of a batch that is over", async () => {
    const made = house();
    made.actions["get_report"] = () => ({ content: "mac,outcome" });
    const saved = vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:x");
    const session = { ...PARTS.session!, state: "closed", is_open: false };
    const report = { session_id: "s1", ending: "closed", verified: 3, failed: 1 };
    const card = await shown(made, { kind: "snapshot", parts: { ...PARTS, session, report } });
    expect(words(card)).toContain("The batch has ended: 3 verified, 1 failed.");
    await press(card, /^Save report$/);
    expect(made.called).toEqual([["get_report", { session_id: "s1", format: "csv" }]]);
    expect(saved).toHaveBeenCalledOnce();
  });

  test("says nothing of the report of another batch", async () => {
    const session = { ...PARTS.session!, state: "closed", is_open: false };
    const report = { session_id: "s0", ending: "closed", verified: 3, failed: 1 };
    const card = await shown(house(), { kind: "snapshot", parts: { ...PARTS, session, report } });
    expect(words(card)).not.toContain("The batch has ended");
  });

  test("allows a stranger", async () => {
    const made = house();
    const card = await shown(made, found({ allowed: false }));
    await press(card, /^Allow$/);
    expect(made.called).toEqual([["add_to_allowlist", { mac: mac(0) }]]);
  });
});

describe("the table", () => {
  test("filters by group and by words", async () => {
    const card = await shown(house(), found({ name: "Top", state: "verified" }, { name: "Low" }));
    await press(card, /1\s*verified/);
    expect(names(card)).toEqual(["Top"]);
    await press(card, /1\s*verified/);
    const search = card.renderRoot.querySelector<HTMLInputElement>("input[type=search]")!;
    search.value = "low";
    search.dispatchEvent(new Event("input"));
    await settle();
    expect(names(card)).toEqual(["Low"]);
  });

  test("sorts by a column, and the other way round", async () => {
    const card = await shown(house(), found({ name: "B" }, { name: "A" }));
    await press(card, /^Board$/);
    expect(names(card)).toEqual(["A", "B"]);
    await press(card, /^Board$/);
    expect(names(card)).toEqual(["B", "A"]);
    expect(card.renderRoot.querySelector("th")?.getAttribute("aria-sort")).toBe("descending");
  });

  test("keeps its rows while somebody points at it", async () => {
    const made = house();
    const card = await shown(made, found({ name: "B" }, { name: "C" }));
    await press(card, /^Board$/);
    const scroll = card.renderRoot.querySelector(".scroll")!;
    scroll.dispatchEvent(new Event("pointerenter"));
    made.tell({ kind: "delta", boards: { [mac(9)]: board({ name: "A" }) } });
    await settle();
    expect(names(card)).toEqual(["B", "C", "A"]);
    scroll.dispatchEvent(new Event("pointerleave"));
    await settle();
    expect(names(card)).toEqual(["A", "B", "C"]);
  });

  test("opens the details of a board", async () => {
    const card = await shown(house(), found({ name: "Top", container_id: "fridge-1" }));
    await press(card, /^Top$/);
    expect(card.renderRoot.querySelector("piorchestrator-dialog")?.textContent).toContain("fridge-1");
  });
});

test("cards of the same Pi share one subscription", async () => {
  const made = house();
  const [one, other] = [await shown(made), await shown(made, found({ name: "Top" }))];
  expect(made.subscribed).toBe(1);
  expect([names(one), names(other)]).toEqual([["Top"], ["Top"]]);
  one.remove();
  made.tell({ kind: "delta", boards: { [mac(0)]: null } });
  await settle();
  expect(names(other)).toEqual([]);
});

describe("dialogs while the batch changes under them", () => {
  const other = { ...PARTS, session: { ...PARTS.session!, id: "s2" } };

  test("the question about a batch is not one about the next", async () => {
    const made = house();
    const card = await shown(made, found({}));
    await press(card, /^Stop …$/);
    made.tell({ kind: "delta", parts: other });
    await settle();
    expect(card.renderRoot.querySelector("piorchestrator-dialog")).toBeNull();
    made.tell({ kind: "delta", parts: PARTS });
    await settle();
    expect(card.renderRoot.querySelector("piorchestrator-dialog")).toBeNull();
  });

  test("a board that went and comes back opens nothing by itself", async () => {
    const made = house();
    const card = await shown(made, found({ name: "Top" }));
    await press(card, /^Top$/);
    made.tell({ kind: "delta", boards: { [mac(0)]: null } });
    await settle();
    made.tell({ kind: "delta", boards: { [mac(0)]: board({ name: "Top" }) } });
    await settle();
    expect(names(card)).toEqual(["Top"]);
    expect(card.renderRoot.querySelector("piorchestrator-dialog")).toBeNull();
  });

  test("the focus goes back to where it was", async () => {
    const card = await shown(house(), found({}));
    const stop = button(card, /^Stop …$/)!;
    stop.focus();
    await press(card, /^Stop …$/);
    button(card, /^Cancel$/)!.focus();
    await press(card, /^Cancel$/);
    expect((card.renderRoot as ShadowRoot).activeElement).toBe(stop);
  });

  test("a dialog that is put elsewhere with its card is in front again", async () => {
    const card = await shown(house(), found({ name: "Top" }));
    await press(card, /^Top$/);
    const dialog = card.renderRoot.querySelector("piorchestrator-dialog")!;
    const modal = vi.spyOn(HTMLDialogElement.prototype, "showModal");
    const place = dialog.parentElement ?? dialog.parentNode!;
    dialog.remove();
    place.appendChild(dialog);
    expect(modal).toHaveBeenCalledOnce();
  });
});
