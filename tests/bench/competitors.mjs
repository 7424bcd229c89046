// The validators that are measured: this package and the libraries that a front end would use otherwise.
//
// All have the same rules: types, required fields, closed lists, names that are not blank, ids, URLs, unique ids and names,
// the base URL or dataset that the protocol requires, the members of auth schemes by type, stored and new environments. All
// report all errors at once. This package also reports unknown fields, which the others ignore.

import { validate } from "connection-update";
import { check as ajv } from "./competitors/ajv.mjs";
import { check as arktype } from "./competitors/arktype.mjs";
import { check as typebox } from "./competitors/typebox.mjs";
import { check as valibot } from "./competitors/valibot.mjs";
import { check as zod } from "./competitors/zod.mjs";

/** The other libraries: `value` returns true if a value is valid. */
export const competitors = {
  zod: { value: zod },
  valibot: { value: valibot },
  ajv: { value: ajv },
  typebox: { value: typebox },
  arktype: { value: arktype },
};

/** All of them. This package has `text` too, which takes JSON text. */
export const validators = {
  "connection-update": { value: (body) => validate(body).ok, text: (json) => validate(json).ok },
  ...competitors,
};
