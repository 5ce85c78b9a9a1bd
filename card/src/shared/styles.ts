/** The looks that all cards share; colours are those of Home Assistant's theme alone. */

import { css } from "lit";

export const shared = css`
  :host {
    display: block;
    container-type: inline-size;
    --ok: var(--success-color, #0b7d3b);
    --bad: var(--error-color, #b71c1c);
    --care: var(--warning-color, #b26a00);
    --busy: var(--info-color, var(--primary-color));
    --quiet: var(--disabled-color, #6f6f6f);
    --line: 1px solid var(--divider-color);
    --soft: var(--secondary-background-color);
  }
  ha-card {
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 16px;
    height: 100%;
    box-sizing: border-box;
  }
  header,
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  h2,
  h3 {
    margin: 0;
    font-size: var(--ha-font-size-l, 1.15rem);
    font-weight: var(--ha-font-weight-medium, 500);
    overflow-wrap: anywhere;
  }
  h3 {
    font-size: var(--ha-font-size-m, 1rem);
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .faint {
    color: var(--secondary-text-color);
  }
  .small {
    font-size: var(--ha-font-size-s, 0.85rem);
  }
  p {
    margin: 0;
  }
  ha-icon {
    --mdc-icon-size: 20px;
    flex: none;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding-block: 2px;
    padding-inline: 6px 10px;
    border-radius: 999px;
    background: var(--soft);
    font-size: var(--ha-font-size-s, 0.85rem);
    white-space: nowrap;
  }
  button,
  select,
  input,
  textarea {
    font: inherit;
    color: var(--primary-text-color);
    min-height: 40px;
    box-sizing: border-box;
    border-radius: var(--ha-border-radius-md, 8px);
    border: var(--line);
    background: var(--card-background-color);
    padding: 0 12px;
    max-width: 100%;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    cursor: pointer;
    color: var(--primary-text-color);
  }
  button:hover:not(:disabled) {
    background: var(--soft);
  }
  button:disabled {
    cursor: default;
    opacity: 0.55;
  }
  button.primary {
    background: color-mix(in srgb, var(--primary-color), transparent 75%);
    border-color: var(--primary-color);
    font-weight: var(--ha-font-weight-medium, 500);
  }
  button.primary:hover:not(:disabled) {
    background: color-mix(in srgb, var(--primary-color), transparent 60%);
  }
  button.danger {
    border-color: var(--bad);
    color: color-mix(in srgb, var(--bad), var(--primary-text-color) 35%);
  }
  button.plain {
    border-color: transparent;
    background: none;
    padding: 0 8px;
  }
  button.icon {
    min-width: 40px;
    padding: 0;
  }
  :focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  .notice {
    --tone: var(--quiet);
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 8px 12px;
    border-radius: var(--ha-border-radius-md, 8px);
    background: color-mix(in srgb, var(--tone), transparent 88%);
    overflow-wrap: anywhere;
  }
  .notice > ha-icon {
    color: var(--tone);
  }
  .notice.ok {
    --tone: var(--ok);
  }
  .notice.info {
    --tone: var(--busy);
  }
  .notice.warning {
    --tone: var(--care);
  }
  .notice.error {
    --tone: var(--bad);
  }
  .notice > .grow {
    flex-basis: 12em;
  }
  code {
    font-family: var(--ha-font-family-code, monospace);
    overflow-wrap: anywhere;
  }
  a.button {
    padding: 8px;
    color: var(--primary-color);
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  section {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .fact,
  .state {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .chip.bad {
    background: color-mix(in srgb, var(--bad), transparent 80%);
  }
  .filter {
    min-height: 36px;
    padding-inline: 8px 12px;
    border-radius: 999px;
    font-size: var(--ha-font-size-s, 0.85rem);
  }
  .filter[aria-pressed="true"] {
    border-color: var(--primary-color);
    background: color-mix(in srgb, var(--primary-color), transparent 85%);
  }
  .answer {
    min-height: 1.4em;
  }
  piorchestrator-dialog > :not(:last-child) {
    margin-block-end: 12px;
  }
  .end {
    justify-content: flex-end;
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 8px 16px;
    margin: 0 0 16px;
  }
  dt {
    color: var(--secondary-text-color);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  @media (prefers-reduced-motion: no-preference) {
    .turning {
      animation: turn 1.2s linear infinite;
    }
    @keyframes turn {
      to {
        transform: rotate(1turn);
      }
    }
  }
`;
