// The validators that the benchmarks measure: this package, and the libraries that a front end would use instead.
//
// All of them have the same rules: types, required fields, allowed values, names that are not blank, ids, URLs, unique ids and
// names, the base URL or dataset that the protocol requires, the members of each type of auth scheme, and the difference
// between stored and new environments. All report all errors at once. Only this package also reports unknown fields.

import { validate } from "connection-update";
import { check as ajv } from "./competitors/ajv.mjs";
import { check as arktype } from "./competitors/arktype.mjs";
import { check as typebox } from "./competitors/typebox.mjs";
import { check as valibot } from "./competitors/valibot.mjs";
import { check as zod } from "./competitors/zod.mjs";

/** The other libraries. `checkValue` returns true if a value is valid. */
export const competitors = {
  zod: { checkValue: zod },
  valibot: { checkValue: valibot },
  ajv: { checkValue: ajv },
  typebox: { checkValue: typebox },
  arktype: { checkValue: arktype },
};

/** This package and the other libraries. `checkText`, which only this package has, returns true if a JSON text is valid. */
export const validators = {
  "connection-update": { checkValue: (body) => validate(body).ok, checkText: (json) => validate(json).ok },
  ...competitors,
};
