// Makes request bodies for the benchmarks: valid bodies of three sizes, and the same bodies with one error or ten.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const makeUlid = (n) =>
  `01JB2K6V8N${[...Array(16)].map((_, at) => ALPHABET[Math.floor(n / 32 ** (15 - at)) % 32]).join("")}`;

/** The number of environments of each size, and the number of variables in each environment. */
export const SIZES = { S: [3, 4], M: [100, 10], L: [2_000, 10] };

/** Returns a valid body. `size` is a key of `SIZES`, or two numbers as in `SIZES`. */
export function makeValidBody(size) {
  const [environments, variables] = SIZES[size] ?? size;
  const makeVariables = (owner) =>
    Array.from({ length: variables }, (_, n) => ({ name: `VARIABLE_${n}`, value: `value ${n} of ${owner}` }));
  const scheme = { schemeType: "api-key", name: "X-Api-Key", in: "header" };
  return {
    id: makeUlid(1),
    organisationId: makeUlid(2),
    name: "Storefront orders",
    protocol: "http",
    baseUrl: "https://orders.storefront.example/api",
    authSchemeConfigs: [scheme],
    environments: Array.from({ length: environments }, (_, n) => ({
      id: makeUlid(1000 + n),
      name: `Environment ${n}`,
      credentials: { action: [{ id: makeUlid(100_000 + n), authSchemeConfig: scheme }] },
      variables: makeVariables(n),
    })),
    environmentVariables: makeVariables("all"),
  };
}

/** Returns a body in which one value, in the environment in the middle, has a wrong type. */
export function makeBodyWithOneError(size) {
  const body = makeValidBody(size);
  body.environments[Math.floor(body.environments.length / 2)].variables[1].value = 5;
  return body;
}

/** Returns a body in which ten values, in different parts, have a wrong type. */
export function makeInvalidBody(size) {
  const body = makeValidBody(size);
  const [environments, variables] = SIZES[size];
  const last = body.environments[environments - 1];
  body.name = 7;
  body.baseUrl = null;
  body.environmentVariables[0].value = 1;
  body.environmentVariables[1].name = null;
  body.environments[0].name = false;
  body.environments[0].variables[0].value = 2;
  body.environments[1].variables = {};
  last.variables[variables - 1].value = [];
  last.variables[variables - 2].value = {};
  last.credentials.action[0].id = 5;
  return body;
}
