import { afterEach, expect, test, vi } from "vitest";

import type { BoardView, Message, Parts } from "../src/feed/contract";
import { apply, follow, type Known } from "../src/feed/feed";
import type { Connection } from "../src/shared/home-assistant";

const board = (state: string) => ({ state }) as BoardView;
const pi = (title: string) => ({ pi: { title } }) as Partial<Parts>;

/** A connection that keeps what was subscribed; `tell` is the server's next word to all of them. */
class FakeConnection implements Connection {
  readonly asked: object[] = [];
  readonly ended = vi.fn(async () => undefined);
  readonly ready = new Set<() => void>();
  refusal: unknown;
  private readonly hears: ((message: Message) => void)[] = [];

  addEventListener(_: string, listener: () => void): void {
    this.ready.add(listener);
  }

  removeEventListener(_: string, listener: () => void): void {
    this.ready.delete(listener);
  }

  async subscribeMessage<Answer>(listener: (answer: Answer) => void, message: object, options: object) {
    const { refusal } = this;
    expect(options).toEqual({ resubscribe: false });
    this.asked.push(message);
    this.hears.push(listener as (message: Message) => void);
    await Promise.resolve();
    if (refusal) throw refusal;
    return this.ended;
  }

  /** It was lost, and is there again. */
  reconnect(): void {
    this.hears.splice(0);
    this.ready.forEach((listener) => listener());
  }

  tell(message: Message): void {
    this.hears.forEach((hear) => hear(message));
  }
}

const leaves: (() => void)[] = [];
const failed = vi.fn();
const following = (connection: Connection, entry = "one") => {
  const heard: Known[] = [];
  const leave = follow(connection, entry, (known) => heard.push(known), failed);
  leaves.push(leave);
  return { heard, leave };
};
const settled = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => {
  leaves.splice(0).forEach((leave) => leave());
  failed.mockReset();
});

test("a delta replaces a part and a row, adds and takes away rows, and leaves the rest", () => {
  const before = apply(undefined, {
    kind: "snapshot",
    parts: { ...pi("Attic"), fault: null },
    boards: { a: board("discovered"), b: board("failed") },
    allowlist: {},
  });
  const after = apply(before, {
    kind: "delta",
    parts: pi("Cellar"),
    boards: { a: board("verified"), b: null, c: board("discovered") },
  });
  expect(after.parts).toEqual({ pi: { title: "Cellar" }, fault: null });
  expect([...after.boards]).toEqual([
    ["a", board("verified")],
    ["c", board("discovered")],
  ]);
  expect([...before.boards.keys()]).toEqual(["a", "b"]);
});

test("what did not change is the same map, so that nobody draws it anew", () => {
  const before = apply(undefined, { kind: "snapshot", parts: pi("Attic"), boards: { a: board("failed") } });
  const after = apply(before, { kind: "delta", parts: pi("Cellar") });
  expect(after.boards).toBe(before.boards);
  expect(after.allowlist).toBe(before.allowlist);
  expect(apply(before, { kind: "delta", boards: {} }).boards).not.toBe(before.boards);
});

test("a snapshot leaves nothing of what was before", () => {
  const before = apply(undefined, {
    kind: "snapshot",
    parts: { ...pi("Attic"), fault: null },
    boards: { a: board("failed") },
  });
  const after = apply(before, { kind: "snapshot", parts: pi("Attic") });
  expect(after.parts).toEqual(pi("Attic"));
  expect(after.boards.size).toBe(0);
});

test("cards of the same Pi share one subscription; the last one to leave ends it", async () => {
  const connection = new FakeConnection();
  const first = following(connection);
  connection.tell({ kind: "snapshot", parts: pi("Attic") });
  const second = following(connection);
  expect(second.heard).toEqual(first.heard); // at once, without another word of the server
  expect(second.heard).toHaveLength(1);
  connection.tell({ kind: "delta", parts: pi("Cellar") });
  expect([first.heard.length, second.heard.length]).toEqual([2, 2]);
  expect(connection.asked).toEqual([{ type: "piorchestrator/subscribe", config_entry_id: "one" }]);

  first.leave();
  await settled();
  expect(connection.ended).not.toHaveBeenCalled();
  connection.tell({ kind: "delta", parts: pi("Loft") });
  expect([first.heard.length, second.heard.length]).toEqual([2, 3]);
  second.leave();
  await settled();
  expect(connection.ended).toHaveBeenCalledOnce();

  following(connection);
  expect(connection.asked).toHaveLength(2);
});

test("another Pi has a subscription of its own", () => {
  const connection = new FakeConnection();
  following(connection, "one");
  following(connection, "two");
  expect(connection.asked).toHaveLength(2);
});

test("after a reconnect it subscribes anew, and what went meanwhile is gone", async () => {
  const connection = new FakeConnection();
  const { heard, leave } = following(connection);
  connection.tell({ kind: "snapshot", parts: pi("Attic"), boards: { a: board("failed"), b: board("failed") } });
  connection.reconnect();
  connection.tell({ kind: "snapshot", parts: pi("Attic"), boards: { b: board("verified") } });
  expect([...(heard.at(-1)?.boards ?? [])]).toEqual([["b", board("verified")]]);
  expect(connection.asked).toHaveLength(2);
  leave();
  await settled();
  expect(connection.ended).toHaveBeenCalledOnce();
  expect(connection.ready.size).toBe(0);
});

test("who cannot subscribe after a reconnect hears that, and may follow anew", async () => {
  const connection = new FakeConnection();
  following(connection);
  await settled();
  connection.refusal = { code: "unknown_command" };
  connection.reconnect();
  await settled();
  expect(failed.mock.calls).toEqual([[{ code: "unknown_command" }]]);
  connection.refusal = undefined;
  const again = following(connection);
  connection.tell({ kind: "snapshot", parts: pi("Attic") });
  expect(again.heard).toHaveLength(1);
  expect(connection.asked).toHaveLength(3);
  expect(connection.ready.size).toBe(1);
});

test("a subscription that was lost while it was made fails nobody", async () => {
  const connection = new FakeConnection();
  connection.refusal = 3;
  const { heard } = following(connection);
  connection.refusal = undefined;
  connection.reconnect();
  await settled();
  connection.tell({ kind: "snapshot", parts: pi("Attic") });
  expect(heard).toHaveLength(1);
  expect(failed).not.toHaveBeenCalled();
});

test("who follows a Pi that is not there hears that, and may ask again", async () => {
  const connection = new FakeConnection();
  connection.refusal = { code: "not_found" };
  const first = following(connection);
  following(connection);
  await settled();
  expect(failed.mock.calls).toEqual([[{ code: "not_found" }], [{ code: "not_found" }]]);
  first.leave();
  following(connection);
  expect(connection.asked).toHaveLength(2);
});

test("who has left hears of no failure", async () => {
  const connection = new FakeConnection();
  connection.refusal = { code: "not_found" };
  following(connection).leave();
  await settled();
  expect(failed).not.toHaveBeenCalled();
});

test("a new connection has a new subscription, which an old card's leaving does not touch", () => {
  const [old, fresh] = [new FakeConnection(), new FakeConnection()];
  const before = following(old);
  following(fresh);
  before.leave();
  following(fresh);
  expect([old.asked.length, fresh.asked.length]).toEqual([1, 1]);
});
