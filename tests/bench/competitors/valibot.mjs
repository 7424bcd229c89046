// The rules of the body, written with valibot.

import * as v from "valibot";
import { areUnique, hasBase, isHttpUrl, NAME, PARAMETER_LOCATIONS, PLAIN_SCHEMES, PROTOCOLS, ULID } from "../rules.mjs";

const id = v.pipe(v.string(), v.regex(ULID));
const name = v.pipe(v.string(), v.regex(NAME));
const text = v.string();
const url = v.pipe(v.string(), v.check(isHttpUrl));
const unique = (list, ...keys) => v.pipe(list, ...keys.map((key) => v.check((items) => areUnique(items, key))));
const variables = unique(v.array(v.looseObject({ name, value: text })), "name");
const scheme = v.variant("schemeType", [
  v.looseObject({ schemeType: v.picklist(PLAIN_SCHEMES) }),
  v.looseObject({ schemeType: v.literal("api-key"), name: text, in: v.picklist(PARAMETER_LOCATIONS) }),
  v.looseObject({ schemeType: v.literal("oauth2"), authorizeUrl: url, tokenUrl: url }),
  v.looseObject({ schemeType: v.literal("hmac"), name: text, in: v.picklist(PARAMETER_LOCATIONS) }),
]);
const credentials = (item) => v.looseObject({ action: v.optional(v.array(item)), trigger: v.optional(v.array(item)) });
const existing = v.looseObject({
  id,
  name,
  credentials: v.optional(credentials(v.looseObject({ id, authSchemeConfig: v.optional(scheme) }))),
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
const body = v.pipe(
  v.looseObject({
    id,
    organisationId: id,
    name,
    protocol: v.picklist(PROTOCOLS),
    baseUrl: v.optional(url),
    authSchemeConfigs: v.optional(v.array(scheme)),
    environments: v.optional(unique(v.array(v.union([existing, created])), "id", "name")),
    environmentVariables: v.optional(variables),
  }),
  v.check(hasBase),
);

/** Returns true if a value is valid. */
export const check = (value) => v.safeParse(body, value).success;
