// The shape of the body with valibot.

import * as v from "valibot";

const name = v.pipe(v.string(), v.regex(/\S/));
const variables = v.array(v.looseObject({ name, value: v.string() }));
const scheme = v.looseObject({ schemeType: v.string() });
const credentials = (one) => v.looseObject({ action: v.optional(v.array(one)), trigger: v.optional(v.array(one)) });
const existing = v.looseObject({
  id: v.string(),
  name,
  credentials: v.optional(credentials(v.looseObject({ id: v.string(), authSchemeConfig: v.optional(scheme) }))),
  variables: v.optional(variables),
});
const created = v.looseObject({
  id: v.optional(v.undefined_()),
  name,
  credentials: v.optional(
    credentials(v.looseObject({ authSchemeConfig: v.optional(scheme), credential: v.optional(v.looseObject({})) })),
  ),
  variables: v.optional(variables),
});
const body = v.looseObject({
  id: v.string(),
  organisationId: v.string(),
  name,
  protocol: v.picklist(["http", "bigquery"]),
  baseUrl: v.string(),
  authSchemeConfigs: v.optional(v.array(scheme)),
  environments: v.optional(v.array(v.union([existing, created]))),
  environmentVariables: v.optional(variables),
});

/** Whether a value is sound. */
export const check = (value) => v.safeParse(body, value).success;
