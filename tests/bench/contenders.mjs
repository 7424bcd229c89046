// Validators to compare: this package, and the libraries that a front end would otherwise use. All have the same rules: types,
// required fields, enums, names that are not blank, ids, URLs, unique ids and names, the base that the protocol requires, the
// members of auth schemes by their type, existing and new environments; all report every error. Only this package also reports
// unknown fields.

import { validate } from "connection-update";
import { check as ajv } from "./peers/ajv.mjs";
import { check as arktype } from "./peers/arktype.mjs";
import { check as typebox } from "./peers/typebox.mjs";
import { check as valibot } from "./peers/valibot.mjs";
import { check as zod } from "./peers/zod.mjs";

/** Functions that return true if a value is valid. The one of this package also accepts text. */
export const contenders = {
  "connection-update": { value: (body) => validate(body).ok, text: (json) => validate(json).ok },
  zod: { value: zod },
  valibot: { value: valibot },
  ajv: { value: ajv },
  typebox: { value: typebox },
  arktype: { value: arktype },
};
