/** Icons, colours and names of groups; a colour is never the only sign. */

import type { Key } from "../texts/text";
import type { Group } from "./boards";

interface Picture {
  icon: string;
  color: string;
  label: Key;
}

export const PICTURES: Record<Group, Picture> = {
  verified: { icon: "mdi:check-circle", color: "var(--ok)", label: "group_verified" },
  working: { icon: "mdi:progress-clock", color: "var(--busy)", label: "group_working" },
  waiting: { icon: "mdi:clock-outline", color: "var(--secondary-text-color)", label: "group_waiting" },
  failed: { icon: "mdi:alert-circle", color: "var(--bad)", label: "group_failed" },
  stranger: { icon: "mdi:help-circle-outline", color: "var(--care)", label: "group_stranger" },
  missing: { icon: "mdi:circle-outline", color: "var(--quiet)", label: "group_missing" },
};

// Above -60 dBm everything works, below -75 dBm boards begin to lose the network.
const STRENGTHS = [-75, -67, -60];

export const signalIcon = (rssi: number): string =>
  `mdi:wifi-strength-${1 + STRENGTHS.filter((weakest) => rssi >= weakest).length}`;
