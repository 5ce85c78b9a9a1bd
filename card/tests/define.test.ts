import { afterEach, expect, test, vi } from "vitest";

import { define } from "../src/shared/define";

/** As much of a registry as `define` uses. Like that of the browser, it throws for a second definition. */
class Registry {
  readonly defined = new Map<string, CustomElementConstructor>();
  private readonly waiting = new Map<string, () => void>();

  /** `below`: what Home Assistant's registry tells the browser's, so that what waits there goes on. */
  constructor(private readonly below?: Registry) {}

  get(tag: string) {
    return this.defined.get(tag);
  }

  define(tag: string, element: CustomElementConstructor): void {
    if (this.defined.has(tag)) throw new DOMException(`${tag} is taken`);
    this.defined.set(tag, element);
    this.waiting.get(tag)?.();
    this.below?.waiting.get(tag)?.();
  }

  whenDefined(tag: string): Promise<void> {
    return this.defined.has(tag)
      ? Promise.resolve()
      : new Promise((resolve) => this.waiting.set(tag, () => resolve()));
  }
}

const Ours = class extends HTMLElement {};
const Page = class extends HTMLElement {};
const settled = () => new Promise((resolve) => setTimeout(resolve));
const install = (registry: Registry) => vi.stubGlobal("customElements", registry);

afterEach(() => vi.unstubAllGlobals());

test("a module that comes before the page defines in the registry that the page puts there", async () => {
  const browsers = new Registry();
  install(browsers);
  define({ "our-card": Ours });
  await settled();
  expect(browsers.get("our-card")).toBeUndefined();

  const pages = new Registry(browsers);
  install(pages);
  await settled();
  expect(pages.get("our-card")).toBeUndefined(); // not before the page is up

  pages.define("home-assistant", Page);
  await settled();
  expect(pages.get("our-card")).toBe(Ours);
  expect(browsers.get("our-card")).toBeUndefined();
});

test.each(["home-assistant", "hc-main"])("a module that comes after %s defines at once", async (page) => {
  const registry = new Registry();
  install(registry);
  registry.define(page, Page);
  define({ "our-card": Ours });
  await settled();
  expect(registry.get("our-card")).toBe(Ours);
});

test("the module a second time takes nothing away, and defines what is new", async () => {
  const registry = new Registry();
  install(registry);
  registry.define("home-assistant", Page);
  define({ "our-card": Ours });
  const Again = class extends HTMLElement {};
  define({ "our-card": Again, "our-other-card": Again });
  await settled();
  expect(registry.get("our-card")).toBe(Ours);
  expect(registry.get("our-other-card")).toBe(Again);
});
