import { expect, test } from "vitest";

import { refusalOf } from "../src/shared/actions";
import { house } from "./house";

test.each([3, { type: "result", success: false, error: { code: 3, message: "Connection lost" } }])(
  "an action that lost its connection says so in words: %j",
  async (thrown) => expect((await refusalOf(house().hass, thrown)).message).toContain("This page has lost Home Assistant"),
);
