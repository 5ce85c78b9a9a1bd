/**
 * Defines custom elements where Home Assistant will look for them, once.
 *
 * The page replaces `window.customElements` while it starts. A module that was loaded beside the page may come first, and
 * what it defines then is never found (home-assistant/frontend#53890). So it waits for the page's own element: that is
 * there in the new registry alone. Cast has other pages, which have replaced theirs by the time that a resource is loaded.
 */

const PAGES = ["home-assistant", "hc-main"];

export function define(elements: Record<string, CustomElementConstructor>): void {
  void Promise.race(PAGES.map((page) => customElements.whenDefined(page))).then(() => {
    for (const [tag, element] of Object.entries(elements)) {
      if (!customElements.get(tag)) customElements.define(tag, element);
    }
  });
}
