// Who is measured: this package, and what a front end would otherwise validate with. Every contender has the same rules:
// kinds, required fields, closed lists, names that are not blank, ids, URLs, ids and names that differ, the base that the
// protocol asks for, the members of auth schemes by their type, existing and new environments; all errors at once. This
// package also looks for unknown fields, which the others let pass.

import { validate } from "connection-update";
import { check as ajv } from "./peers/ajv.mjs";
import { check as arktype } from "./peers/arktype.mjs";
import { check as typebox } from "./peers/typebox.mjs";
import { check as valibot } from "./peers/valibot.mjs";
import { check as zod } from "./peers/zod.mjs";

/** Each contender: whether a value is sound. The package's own also takes text. */
export const contenders = {
  "connection-update": { value: (body) => validate(body).ok, text: (json) => validate(json).ok },
  zod: { value: zod },
  valibot: { value: valibot },
  ajv: { value: ajv },
  typebox: { value: typebox },
  arktype: { value: arktype },
};
