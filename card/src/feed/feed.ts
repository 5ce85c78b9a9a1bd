/** One subscription for all cards of a page that show the same Pi. */

import { DOMAIN, type Connection } from "../shared/home-assistant";
import type { BoardView, EntryView, Parts, Sent } from "./contract";

/** What is known of one Pi now. The maps are replaced when they change, so that `===` tells. */
export interface Known {
  readonly parts: Parts;
  readonly boards: ReadonlyMap<string, BoardView>;
  readonly allowlist: ReadonlyMap<string, EntryView>;
  /** Milliseconds that the browser's clock is ahead of Home Assistant's, by the last message. */
  readonly ahead: number;
}

/** The view after one message; the one before for a message that brings nothing. */
export function apply(known: Known | undefined, message: Sent): Known {
  const before = message.kind === "snapshot" ? undefined : known;
  return {
    parts: { ...before?.parts, ...message.parts } as Parts,
    boards: rows(before?.boards, message.boards),
    allowlist: rows(before?.allowlist, message.allowlist),
    ahead: Date.now() - new Date(message.now ?? Date.now()).getTime(),
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
type Failed = (error: { code?: unknown }) => void;

class Feed {
  known?: Known;
  readonly listeners = new Map<Listener, Failed>();
  private subscription?: Promise<() => Promise<void>>;

  constructor(
    readonly connection: Connection,
    readonly entryId: string,
  ) {
    connection.addEventListener("ready", this.begin);
    this.begin();
  }

  /**
   * Subscribes, at first and after each reconnect. Home Assistant's own resubscription would fail in silence where the
   * integration is not there yet, as after a restart.
   */
  private readonly begin = (): void => {
    const subscription = this.connection.subscribeMessage<Sent>(
      (message) => this.hear(message),
      { type: `${DOMAIN}/subscribe`, config_entry_id: this.entryId },
      { resubscribe: false },
    );
    this.subscription = subscription;
    subscription.catch((error: { code?: unknown }) => {
      if (this.subscription !== subscription) return; // a later one was begun
      this.end();
      for (const failed of this.listeners.values()) failed(error);
    });
  };

  /** Hears at once what is known already. */
  listen(listener: Listener, failed: Failed): void {
    this.listeners.set(listener, failed);
    if (this.known) listener(this.known);
  }

  /** The last one to leave ends the subscription. */
  leave(listener: Listener): void {
    this.listeners.delete(listener);
    if (this.listeners.size) return;
    this.end();
    // A connection that is lost has nothing left to end.
    this.subscription?.then((end) => end()).catch(() => undefined);
  }

  /** Whoever follows next begins anew; of a newer connection there may be another feed already. */
  private end(): void {
    this.connection.removeEventListener("ready", this.begin);
    if (feeds.get(this.entryId) === this) feeds.delete(this.entryId);
  }

  private hear(message: Sent): void {
    this.known = apply(this.known, message);
    for (const listener of this.listeners.keys()) listener(this.known);
  }
}

const feeds = new Map<string, Feed>();

/** Follow a Pi until the returned function is called; after `failed` was called nothing comes any more. */
export function follow(connection: Connection, entryId: string, listener: Listener, failed: Failed): () => void {
  let feed = feeds.get(entryId);
  if (feed?.connection !== connection) {
    feed = new Feed(connection, entryId);
    feeds.set(entryId, feed);
  }
  const followed = feed;
  followed.listen(listener, failed);
  return () => followed.leave(listener);
}
