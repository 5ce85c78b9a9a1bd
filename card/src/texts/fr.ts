import { en } from "./en";
import type { Texts } from "./text";

export const texts: Texts = { ...en };
