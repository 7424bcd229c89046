// The rules of the body, written with zod.

import { z } from "zod";
import { areUnique, hasBase, isHttpUrl, NAME, PARAMETER_LOCATIONS, PLAIN_SCHEMES, PROTOCOLS, ULID } from "../rules.mjs";

const id = z.string().regex(ULID);
const name = z.string().regex(NAME);
const text = z.string();
const url = z.string().refine(isHttpUrl);
const unique = (list, ...keys) => keys.reduce((known, key) => known.refine((items) => areUnique(items, key)), list);
const variables = unique(z.array(z.looseObject({ name, value: text })), "name");
const scheme = z.discriminatedUnion("schemeType", [
  z.looseObject({ schemeType: z.enum(PLAIN_SCHEMES) }),
  z.looseObject({ schemeType: z.literal("api-key"), name: text, in: z.enum(PARAMETER_LOCATIONS) }),
  z.looseObject({ schemeType: z.literal("oauth2"), authorizeUrl: url, tokenUrl: url }),
  z.looseObject({ schemeType: z.literal("hmac"), name: text, in: z.enum(PARAMETER_LOCATIONS) }),
]);
const credentials = (item) => z.looseObject({ action: z.array(item).optional(), trigger: z.array(item).optional() });
const existing = z.looseObject({
  id,
  name,
  credentials: credentials(z.looseObject({ id, authSchemeConfig: scheme.optional() })).optional(),
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
const body = z
  .looseObject({
    id,
    organisationId: id,
    name,
    protocol: z.enum(PROTOCOLS),
    baseUrl: url.optional(),
    authSchemeConfigs: z.array(scheme).optional(),
    environments: unique(z.array(z.union([existing, created])), "id", "name").optional(),
    environmentVariables: variables.optional(),
  })
  .refine(hasBase);

/** Returns true if a value is valid. */
export const check = (value) => body.safeParse(value).success;
