// The shape of the body with zod.

import { z } from "zod";

const name = z.string().regex(/\S/);
const variables = z.array(z.looseObject({ name, value: z.string() }));
const scheme = z.looseObject({ schemeType: z.string() });
const credentials = (one) => z.looseObject({ action: z.array(one).optional(), trigger: z.array(one).optional() });
const existing = z.looseObject({
  id: z.string(),
  name,
  credentials: credentials(z.looseObject({ id: z.string(), authSchemeConfig: scheme.optional() })).optional(),
  variables: variables.optional(),
});
const created = z.looseObject({
  id: z.undefined().optional(),
  name,
  credentials: credentials(
    z.looseObject({ authSchemeConfig: scheme.optional(), credential: z.looseObject({}).optional() }),
  ).optional(),
  variables: variables.optional(),
});
const body = z.looseObject({
  id: z.string(),
  organisationId: z.string(),
  name,
  protocol: z.enum(["http", "bigquery"]),
  baseUrl: z.string(),
  authSchemeConfigs: z.array(scheme).optional(),
  environments: z.array(z.union([existing, created])).optional(),
  environmentVariables: variables.optional(),
});

/** Whether a value is sound. */
export const check = (value) => body.safeParse(value).success;
