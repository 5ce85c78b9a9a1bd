/** What every card does: find its Pi, follow it, speak the reader's language, and say what went wrong. */

import { LitElement, html, nothing, type TemplateResult } from "lit";

import type { Known } from "../feed/feed";
import { follow } from "../feed/feed";
import { isKey, speak, text, type Key } from "../texts/text";
import { act, refusalOf, type Refusal } from "./actions";
import { DOMAIN, entries, type CardConfig, type HomeAssistant } from "./home-assistant";

/** Home Assistant takes some seconds to start; a Pi that is gone costs a question now and then. */
const AGAIN_MILLISECONDS = 5000;
/** Long enough to read a sentence twice. */
const SAID_MILLISECONDS = 8000;

export abstract class PiCard extends LitElement {
  static override properties = {
    known: { attribute: false, state: true },
    problem: { attribute: false, state: true },
    refusal: { attribute: false, state: true },
    busy: { attribute: false, state: true },
    said: { attribute: false, state: true },
  };

  /** What the feed told last; undefined before the first word. */
  declare known: Known | undefined;
  /** Why there is nothing to show. */
  declare problem: Key | undefined;
  /** Why the last action failed. */
  declare refusal: Refusal | undefined;
  /** Names of actions under way. */
  declare busy: ReadonlySet<string>;
  /** What the last action did, in words. */
  declare said: string | undefined;

  protected config!: CardConfig;
  protected entryId: string | undefined;
  private current: HomeAssistant | undefined;
  private leave: (() => void) | undefined;
  /** One try to follow; another object for each, so that one that took long knows that it was overtaken. */
  private followed: { connection: unknown } | undefined;
  private saying: number | undefined;
  private again: number | undefined;

  constructor() {
    super();
    this.busy = new Set();
  }

  static getStubConfig(): object {
    return {};
  }

  static getConfigForm(): object {
    const labels: Record<string, Key> = { entry: "card_entry", title: "card_title" };
    return {
      schema: [
        { name: "entry", selector: { config_entry: { integration: DOMAIN } } },
        { name: "title", selector: { text: {} } },
      ],
      // The page's own language: nobody hands the form a card.
      computeLabel: ({ name }: { name: string }) => text(document.documentElement.lang || "en", labels[name] ?? "card_entry"),
    };
  }

  /** Home Assistant sets this at every change of anything; only what a card looks at redraws it. */
  set hass(hass: HomeAssistant) {
    const before = this.current;
    this.current = hass;
    if (before?.language !== hass.language) speak(hass.language, () => this.requestUpdate());
    if (
      before?.connection !== hass.connection ||
      before.connected !== hass.connected ||
      before.language !== hass.language ||
      before.user?.is_admin !== hass.user?.is_admin
    ) {
      this.requestUpdate();
      void this.connect();
    }
  }

  get hass(): HomeAssistant {
    return this.current as HomeAssistant;
  }

  setConfig(config: CardConfig): void {
    const before = this.config as CardConfig | undefined;
    this.config = config;
    if (before && before.entry !== config.entry) this.disconnect();
    this.requestUpdate();
    void this.connect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.disconnect();
  }

  /** The heading that the user chose. */
  get heading(): string {
    return this.config.title ?? "";
  }

  /** Whether the reader may change something. */
  get isAdmin(): boolean {
    return this.current?.user?.is_admin ?? false;
  }

  /** Whether the reader may change something, and what they ask for arrives. */
  get mayAct(): boolean {
    return this.isAdmin && this.hass.connected && this.known?.parts.pi.state === "ok";
  }

  readonly t = (key: Key, values?: Record<string, string | number>): string =>
    text(this.current?.language ?? "en", key, values);

  /** The word for one of the server's texts: `<kind>_<value>` where there is such a key, else the text itself. */
  word(kind: string, value: string | null): string {
    const key = `${kind}_${value}`;
    return isKey(key) ? this.t(key) : (value ?? "–");
  }

  /** Calls an action; the answer, or undefined where it was refused and the card says why. */
  async act<Answer>(
    action: string,
    data: Record<string, unknown> = {},
    name = action,
  ): Promise<Answer | undefined> {
    if (!this.entryId || this.busy.has(name)) return undefined;
    this.busy = new Set([...this.busy, name]);
    this.refusal = undefined;
    try {
      return await act<Answer>(this.hass, this.entryId, action, data);
    } catch (error) {
      this.refusal = await refusalOf(this.hass, error);
      return undefined;
    } finally {
      this.busy = new Set([...this.busy].filter((other) => other !== name));
    }
  }

  /** Does something, and tells in a few words what came of it; the answer, or undefined where it was refused. */
  async perform<Answer>(
    action: string,
    data: Record<string, unknown>,
    tell: (answer: Answer) => string | undefined = () => undefined,
    name = action,
  ): Promise<Answer | undefined> {
    this.say(undefined);
    const answer = await this.act<Answer>(action, data, name);
    if (answer !== undefined) this.say(tell(answer));
    return answer;
  }

  private say(words: string | undefined): void {
    window.clearTimeout(this.saying);
    this.said = words;
    if (words) this.saying = window.setTimeout(() => (this.said = undefined), SAID_MILLISECONDS);
  }

  private async connect(): Promise<void> {
    const connection = this.current?.connection;
    if (!connection || !this.config || !this.isConnected || this.followed?.connection === connection) return;
    this.disconnect();
    const mine = (this.followed = { connection });
    try {
      const entryId = this.config.entry ?? (await entries(this.hass))[0]?.entry_id;
      if (this.followed !== mine) return; // meanwhile somebody took the card away, or chose another Pi
      this.entryId = entryId;
      if (!entryId) return this.fail("no_pi");
      this.leave = follow(
        connection,
        entryId,
        (known) => (this.known = known),
        ({ code }) => this.fail(code === "not_found" ? "no_such_pi" : "no_integration"),
      );
    } catch {
      if (this.followed === mine) this.fail("no_integration");
    }
  }

  /** Says why there is nothing, and tries again: Home Assistant may be starting. */
  private fail(problem: Key): void {
    this.known = undefined;
    this.problem = problem;
    this.again = window.setTimeout(() => {
      this.disconnect();
      void this.connect();
    }, AGAIN_MILLISECONDS);
  }

  private disconnect(): void {
    window.clearTimeout(this.again);
    this.leave?.();
    this.leave = this.followed = this.known = undefined;
  }

  override render(): TemplateResult {
    if (!this.current || !this.config) return html`${nothing}`;
    return html`<ha-card>${this.known ? this.content(this.known) : this.waiting()}</ha-card>`;
  }

  /** Why there is nothing to show yet. */
  protected waiting(): TemplateResult {
    if (this.problem) return html`<p class="notice warning" role="alert">${this.t(this.problem)}</p>`;
    return html`<p class="notice" role="status">${this.t("loading")}</p>`;
  }

  /** The card once something is known. */
  protected abstract content(known: Known): TemplateResult;
}
