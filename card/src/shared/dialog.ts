/** A dialog of the browser's own: it keeps the focus, closes with Escape, and lies above everything. */

import { LitElement, css, html } from "lit";

import { shared } from "./styles";

/** Shown while it is in the page; fires `closed` when the reader leaves it. */
export class PiDialog extends LitElement {
  static override properties = { heading: {} };
  declare heading: string;
  private opener: HTMLElement | null = null;

  static override styles = [
    shared,
    css`
      dialog {
        color: var(--primary-text-color);
        background: var(--card-background-color);
        border: 0;
        border-radius: var(--ha-border-radius-lg, 12px);
        padding: 20px;
        width: min(var(--dialog-width, 560px), calc(100vw - 32px));
        max-height: calc(100vh - 32px);
        box-sizing: border-box;
        container-type: inline-size; /* what lies in a dialog is as wide as that, not as the card below */
        overflow: auto;
        box-shadow: 0 8px 40px rgb(0 0 0 / 40%);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 50%);
      }
      h2 {
        margin-block-end: 12px;
      }
    `,
  ];

  override render() {
    return html`<dialog aria-labelledby="heading" @close=${() => this.dispatchEvent(new Event("closed"))}>
      <h2 id="heading">${this.heading}</h2>
      <slot></slot>
    </dialog>`;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
    this.querySelector<HTMLElement>("[autofocus]")?.focus(); // which browsers look for among the dialog's own
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.opener = (this.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    // Put elsewhere with its card, it would be open without being in front: no way out with Escape, and no backdrop.
    const dialog = this.hasUpdated && this.renderRoot.querySelector("dialog");
    if (!dialog) return;
    dialog.removeAttribute("open");
    dialog.showModal();
  }

  /** Browsers give the focus back to where it was only if the dialog is closed before it is taken away. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.opener?.focus();
  }

  /** Leave as with Escape. */
  close(): void {
    this.renderRoot.querySelector("dialog")?.close();
  }
}
