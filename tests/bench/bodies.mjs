// Bodies for the benchmarks: valid ones of three sizes, and the same with ten errors.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ulid = (n) =>
  `01JB2K6V8N${[...Array(16)].map((_, at) => ALPHABET[Math.floor(n / 32 ** (15 - at)) % 32]).join("")}`;

/** Numbers of environments, and of variables in each. */
export const SIZES = { S: [3, 4], M: [100, 10], L: [2_000, 10] };

/** Returns a valid body, of a named size or with a number of environments and variables. */
export function sound(size) {
  const [environments, variables] = SIZES[size] ?? size;
  const list = (of) =>
    Array.from({ length: variables }, (_, n) => ({ name: `VARIABLE_${n}`, value: `value ${n} of ${of}` }));
  const scheme = { schemeType: "api-key", name: "X-Api-Key", in: "header" };
  return {
    id: ulid(1),
    organisationId: ulid(2),
    name: "Storefront orders",
    protocol: "http",
    baseUrl: "https://orders.storefront.example/api",
    authSchemeConfigs: [scheme],
    environments: Array.from({ length: environments }, (_, n) => ({
      id: ulid(1000 + n),
      name: `Environment ${n}`,
      credentials: { action: [{ id: ulid(100_000 + n), authSchemeConfig: scheme }] },
      variables: list(n),
    })),
    environmentVariables: list("all"),
  };
}

/** Returns a body with ten values of a wrong type, spread over it. */
export function withTenErrors(size) {
  const body = sound(size);
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
