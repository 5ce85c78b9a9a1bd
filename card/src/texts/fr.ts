import { en } from "./en";
import { enAllowlist } from "./en-allowlist";
import type { Texts } from "./text";

export const texts: Texts = { ...en, ...enAllowlist };
