/** Redraws a card each second while it shows a time that runs. */

import type { ReactiveController, ReactiveControllerHost } from "lit";

export class Clock implements ReactiveController {
  private timer: number | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    /** Whether a time runs; asked after each drawing. */
    private readonly runs: () => boolean,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.timer === undefined && this.runs()) {
      this.timer = window.setTimeout(() => {
        this.timer = undefined;
        this.host.requestUpdate();
      }, 1000);
    }
  }

  hostDisconnected(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** Whole seconds from now until a moment of a clock that ours is `ahead` of, in milliseconds; never below 0. */
export function secondsUntil(moment: string | number | null | undefined, ahead = 0): number {
  if (moment === null || moment === undefined) return 0;
  return Math.max(0, Math.ceil((new Date(moment).getTime() + ahead - Date.now()) / 1000));
}

/** Minutes and seconds as a clock shows them. */
export function asClock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const two = (number: number) => String(number).padStart(2, "0");
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
