/** One subscription for all cards of a page that show the same Pi. */

import { DOMAIN, type Connection } from "../shared/home-assistant";
import type { BoardView, EntryView, Message, Parts } from "./contract";

/** What is known of one Pi now. The maps are replaced when they change, so that `===` tells. */
export interface Known {
  readonly parts: Parts;
  readonly boards: ReadonlyMap<string, BoardView>;
  readonly allowlist: ReadonlyMap<string, EntryView>;
}

/** The view after one message; the one before for a message that brings nothing. */
export function apply(known: Known | undefined, message: Message): Known {
  const before = message.kind === "snapshot" ? undefined : known;
  return {
    parts: { ...before?.parts, ...message.parts } as Parts,
    boards: rows(before?.boards, message.boards),
    allowlist: rows(before?.allowlist, message.allowlist),
  };
}

function rows<Row>(
  before: ReadonlyMap<string, Row> = new Map(),
  changed?: Record<string, Row | null>,
): ReadonlyMap<string, Row> {
  if (!changed) return before;
  const after = new Map(before);
  for (const [mac, row] of Object.entries(changed)) {
    if (row === null) after.delete(mac);
    else after.set(mac, row);
  }
  return after;
}

type Listener = (known: Known) => void;

class Feed {
  known?: Known;
  readonly listeners = new Set<Listener>();
  private subscription?: Promise<() => Promise<void>>;

  constructor(
    readonly connection: Connection,
    readonly entryId: string,
  ) {}

  /** Listen, and hear at once what is known already. Rejects where there is no such Pi. */
  async listen(listener: Listener): Promise<void> {
    this.listeners.add(listener);
    if (this.known) listener(this.known);
    this.subscription ??= this.connection.subscribeMessage<Message>((message) => this.hear(message), {
      type: `${DOMAIN}/subscribe`,
      config_entry_id: this.entryId,
    });
    await this.subscription;
  }

  /** The last one to leave ends the subscription. */
  leave(listener: Listener): void {
    this.listeners.delete(listener);
    if (this.listeners.size) return;
    this.forget();
    // A connection that is lost has nothing left to end.
    void this.subscription?.then((end) => end()).catch(() => undefined);
  }

  /** Whoever follows next subscribes anew; of a newer connection there may be another feed already. */
  forget(): void {
    if (feeds.get(this.entryId) === this) feeds.delete(this.entryId);
  }

  private hear(message: Message): void {
    this.known = apply(this.known, message);
    for (const listener of this.listeners) listener(this.known);
  }
}

const feeds = new Map<string, Feed>();

/** Follow a Pi until the returned function is called; `failed` is called where there is no such Pi. */
export function follow(
  connection: Connection,
  entryId: string,
  listener: Listener,
  failed: (error: unknown) => void,
): () => void {
  let feed = feeds.get(entryId);
  if (feed?.connection !== connection) {
    feed = new Feed(connection, entryId);
    feeds.set(entryId, feed);
  }
  const followed = feed;
  followed.listen(listener).catch((error: unknown) => {
    followed.forget();
    if (followed.listeners.has(listener)) failed(error);
  });
  return () => followed.leave(listener);
}
