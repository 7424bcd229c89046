// The initial connections of the local platform.

/** @typedef {{ schemeType: string, [member: string]: unknown }} AuthSchemeConfig */
/** @typedef {{ name: string, value: string }} Variable */
/** @typedef {{ id: string, type: string, name: string, usages?: unknown[], errors?: string[], data: Record<string, unknown>, createdAt: string, updatedAt: string }} Credential */
/** @typedef {{ id: string, authSchemeConfig?: AuthSchemeConfig, credential: Credential }} EnvironmentCredential */
/** @typedef {{ action?: EnvironmentCredential[], trigger?: EnvironmentCredential[] }} Credentials */
/** @typedef {{ id: string, name: string, credentials: Credentials, variables: Variable[], createdAt: string, updatedAt: string }} Environment */
/** @typedef {{ id: string, organisationId: string, name: string, protocol: string, baseUrl?: string, datasetId?: string, authSchemeConfigs?: AuthSchemeConfig[], environmentVariables?: Variable[], environments: Environment[], versions?: unknown[], createdAt: string, updatedAt: string }} Connection */

export const ORGANISATION_ID = "01JAV3X9Q2M5T8R4W7Y0B6D1EG";

/** Crockford's base 32. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let counter = 0;

/**
 * Returns a new ULID from a fixed time and a counter: the ids are the same at every start.
 *
 * @returns {string}
 */
export function ulid() {
  counter += 1;
  let digits = "";
  for (let rest = counter * 7919; digits.length < 16; rest = Math.floor(rest / 32)) {
    digits = ALPHABET[rest % 32] + digits;
  }
  return `01JB2K6V8N${digits}`;
}

/** Returns the time of day 09:30 UTC, `day` days after 1 June 2026. @param {number} day */
const time = (day) => new Date(Date.UTC(2026, 5, 1 + day, 9, 30)).toISOString();

/**
 * @param {string} type
 * @param {string} name
 * @param {Record<string, unknown>} data
 * @returns {Credential}
 */
function credential(type, name, data) {
  return { id: ulid(), type, name, usages: [], errors: [], data, createdAt: time(1), updatedAt: time(2) };
}

/**
 * @param {AuthSchemeConfig} authSchemeConfig
 * @param {Credential} credential
 * @returns {EnvironmentCredential}
 */
const uses = (authSchemeConfig, credential) => ({ id: ulid(), authSchemeConfig, credential });

/**
 * @param {string} name
 * @param {Credentials} credentials
 * @param {Variable[]} variables
 * @returns {Environment}
 */
const environment = (name, credentials, variables) => ({
  id: ulid(),
  name,
  credentials,
  variables,
  createdAt: time(2),
  updatedAt: time(3),
});

/** @param {Record<string, string>} values */
const variables = (values) => Object.entries(values).map(([name, value]) => ({ name, value }));

/** @returns {Connection} */
function shop() {
  /** @type {AuthSchemeConfig} */
  const apiKey = { schemeType: "api-key", name: "X-Shop-Key", in: "header" };
  /** @type {AuthSchemeConfig} */
  const signature = {
    schemeType: "hmac",
    name: "X-Shop-Signature",
    in: "header",
    algorithm: "sha256",
    digestInputs: ["body"],
  };
  const key = () => uses(apiKey, credential("string", "Shop API key", { value: "********" }));
  const secret = () => uses(signature, credential("string", "Webhook secret", { value: "********" }));
  return {
    id: ulid(),
    organisationId: ORGANISATION_ID,
    name: "Storefront orders",
    protocol: "http",
    baseUrl: "https://orders.storefront.example/api/2026-01",
    authSchemeConfigs: [apiKey, signature],
    environmentVariables: variables({ REGION: "eu-west-1", PAGE_SIZE: "250", LOG_LEVEL: "info" }),
    environments: [
      environment(
        "Production",
        { action: [key()], trigger: [secret()] },
        variables({ REGION: "eu-west-1", PAGE_SIZE: "250", LOG_LEVEL: "warn", ALERTS: "on" }),
      ),
      environment(
        "Staging",
        { action: [key()], trigger: [secret()] },
        variables({ REGION: "eu-west-1", PAGE_SIZE: "50", LOG_LEVEL: "info" }),
      ),
      environment(
        "Development",
        { action: [key()] },
        variables({ REGION: "eu-central-1", PAGE_SIZE: "5", LOG_LEVEL: "debug" }),
      ),
    ],
    versions: [
      {
        id: ulid(),
        name: "1.0.0",
        isLatest: false,
        isDefault: false,
        createdAt: time(3),
        updatedAt: time(3),
        publishedAt: time(4),
      },
      {
        id: ulid(),
        name: "1.1.0",
        description: "Returns and refunds",
        isLatest: true,
        isDefault: true,
        createdAt: time(20),
        updatedAt: time(21),
        publishedAt: null,
      },
    ],
    createdAt: time(1),
    updatedAt: time(21),
  };
}

/** @returns {Connection} */
function warehouse() {
  /** @type {AuthSchemeConfig} */
  const account = { schemeType: "google-service-account" };
  const key = credential("binary", "Service account key", { valueBase64: "********" });
  return {
    id: ulid(),
    organisationId: ORGANISATION_ID,
    name: "Sales warehouse",
    protocol: "bigquery",
    datasetId: "acme-analytics.sales_daily",
    authSchemeConfigs: [account],
    environmentVariables: variables({ LOCATION: "EU" }),
    environments: [environment("Production", { action: [uses(account, key)] }, variables({ LOCATION: "EU" }))],
    createdAt: time(5),
    updatedAt: time(6),
  };
}

/**
 * @param {string} name
 * @param {number} count
 * @returns {Connection}
 */
function branches(name, count) {
  /** @type {AuthSchemeConfig} */
  const basicAuth = { schemeType: "basic-auth" };
  const cities = [
    "Aarhus",
    "Bilbao",
    "Cork",
    "Dresden",
    "Espoo",
    "Faro",
    "Ghent",
    "Haarlem",
    "Innsbruck",
    "Jönköping",
    "Kraków",
    "Lyon",
  ];
  return {
    id: ulid(),
    organisationId: ORGANISATION_ID,
    name,
    protocol: "http",
    baseUrl: "https://pos.branches.example/v3",
    authSchemeConfigs: [basicAuth],
    environmentVariables: variables({ CURRENCY: "EUR", TIMEZONE: "Europe/Brussels" }),
    environments: Array.from({ length: count }, (_, index) => {
      const city = cities[index % cities.length];
      const number = String(index + 1).padStart(String(count).length, "0");
      const login = credential("basic-auth", `Branch ${number}`, {
        username: `branch-${number}`,
        password: "********",
      });
      return environment(
        `${city} ${number}`,
        { action: [uses(basicAuth, login)] },
        variables({
          CURRENCY: "EUR",
          TIMEZONE: "Europe/Brussels",
          BRANCH: number,
          TILL_COUNT: String(2 + (index % 7)),
        }),
      );
    }),
    createdAt: time(7),
    updatedAt: time(30),
  };
}

/**
 * Returns fresh copies of the initial connections.
 *
 * @returns {Connection[]}
 */
export function seed() {
  counter = 0;
  return [shop(), warehouse(), branches("Branch point of sale", 300), branches("Vending machines", 5_000)];
}
