// Creates the initial connections of the local platform. Every start creates the same ids.

/** @typedef {{ schemeType: string, [member: string]: unknown }} AuthSchemeConfig */
/** @typedef {{ name: string, value: string }} Variable */
/** @typedef {{ id: string, type: string, name: string, usages?: unknown[], errors?: string[], data: Record<string, unknown>, createdAt: string, updatedAt: string }} Credential */
/** @typedef {{ id: string, authSchemeConfig?: AuthSchemeConfig, credential: Credential }} EnvironmentCredential */
/** @typedef {{ action?: EnvironmentCredential[], trigger?: EnvironmentCredential[] }} Credentials */
/** @typedef {{ id: string, name: string, credentials: Credentials, variables: Variable[], createdAt: string, updatedAt: string }} Environment */
/** @typedef {{ id: string, organisationId: string, name: string, protocol: string, baseUrl?: string, datasetId?: string, authSchemeConfigs?: AuthSchemeConfig[], environmentVariables?: Variable[], environments: Environment[], versions?: unknown[], createdAt: string, updatedAt: string }} Connection */

export const ORGANISATION_ID = "01JAV3X9Q2M5T8R4W7Y0B6D1EG";

/** The digits of Crockford's base 32. */
const ULID_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let ulidCount = 0;

/**
 * Returns the next ULID. It consists of a fixed time and a counter, so that ids are the same at every start.
 *
 * @returns {string}
 */
export function ulid() {
  ulidCount += 1;
  let digits = "";
  for (let rest = ulidCount * 7919; digits.length < 16; rest = Math.floor(rest / 32)) {
    digits = ULID_DIGITS[rest % 32] + digits;
  }
  return `01JB2K6V8N${digits}`;
}

/** Returns the number of ULIDs since the connections were created. */
export const getUlidCount = () => ulidCount;

/** Continues after the ULIDs of an earlier start, so that none repeats. @param {number} count the result of `getUlidCount` then */
export function skipUlids(count) {
  ulidCount = Math.max(ulidCount, count);
}

/** Returns the timestamp of 09:30 UTC, `day` days after 1 June 2026. @param {number} day */
const timestampOn = (day) => new Date(Date.UTC(2026, 5, 1 + day, 9, 30)).toISOString();

/**
 * @param {string} type
 * @param {string} name
 * @param {Record<string, unknown>} data
 * @returns {Credential}
 */
function createCredential(type, name, data) {
  return { id: ulid(), type, name, usages: [], errors: [], data, createdAt: timestampOn(1), updatedAt: timestampOn(2) };
}

/**
 * @param {AuthSchemeConfig} authSchemeConfig
 * @param {Credential} credential
 * @returns {EnvironmentCredential}
 */
const createEnvironmentCredential = (authSchemeConfig, credential) => ({ id: ulid(), authSchemeConfig, credential });

/**
 * @param {string} name
 * @param {Credentials} credentials
 * @param {Variable[]} variables
 * @returns {Environment}
 */
const createEnvironment = (name, credentials, variables) => ({
  id: ulid(),
  name,
  credentials,
  variables,
  createdAt: timestampOn(2),
  updatedAt: timestampOn(3),
});

/** Converts an object of values by name into a list of variables. @param {Record<string, string>} values */
const toVariables = (values) => Object.entries(values).map(([name, value]) => ({ name, value }));

/** @returns {Connection} */
function createShop() {
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
  const key = () =>
    createEnvironmentCredential(apiKey, createCredential("string", "Shop API key", { value: "********" }));
  const secret = () =>
    createEnvironmentCredential(signature, createCredential("string", "Webhook secret", { value: "********" }));
  return {
    id: ulid(),
    organisationId: ORGANISATION_ID,
    name: "Storefront orders",
    protocol: "http",
    baseUrl: "https://orders.storefront.example/api/2026-01",
    authSchemeConfigs: [apiKey, signature],
    environmentVariables: toVariables({ REGION: "eu-west-1", PAGE_SIZE: "250", LOG_LEVEL: "info" }),
    environments: [
      createEnvironment(
        "Production",
        { action: [key()], trigger: [secret()] },
        toVariables({ REGION: "eu-west-1", PAGE_SIZE: "250", LOG_LEVEL: "warn", ALERTS: "on" }),
      ),
      createEnvironment(
        "Staging",
        { action: [key()], trigger: [secret()] },
        toVariables({ REGION: "eu-west-1", PAGE_SIZE: "50", LOG_LEVEL: "info" }),
      ),
      createEnvironment(
        "Development",
        { action: [key()] },
        toVariables({ REGION: "eu-central-1", PAGE_SIZE: "5", LOG_LEVEL: "debug" }),
      ),
    ],
    versions: [
      {
        id: ulid(),
        name: "1.0.0",
        isLatest: false,
        isDefault: false,
        createdAt: timestampOn(3),
        updatedAt: timestampOn(3),
        publishedAt: timestampOn(4),
      },
      {
        id: ulid(),
        name: "1.1.0",
        description: "Returns and refunds",
        isLatest: true,
        isDefault: true,
        createdAt: timestampOn(20),
        updatedAt: timestampOn(21),
        publishedAt: null,
      },
    ],
    createdAt: timestampOn(1),
    updatedAt: timestampOn(21),
  };
}

/** @returns {Connection} */
function createWarehouse() {
  /** @type {AuthSchemeConfig} */
  const account = { schemeType: "google-service-account" };
  const key = createCredential("binary", "Service account key", { valueBase64: "********" });
  return {
    id: ulid(),
    organisationId: ORGANISATION_ID,
    name: "Sales warehouse",
    protocol: "bigquery",
    datasetId: "acme-analytics.sales_daily",
    authSchemeConfigs: [account],
    environmentVariables: toVariables({ LOCATION: "EU" }),
    environments: [
      createEnvironment(
        "Production",
        { action: [createEnvironmentCredential(account, key)] },
        toVariables({ LOCATION: "EU" }),
      ),
    ],
    createdAt: timestampOn(5),
    updatedAt: timestampOn(6),
  };
}

/**
 * @param {string} name
 * @param {number} count number of environments
 * @returns {Connection}
 */
function createBranches(name, count) {
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
    environmentVariables: toVariables({ CURRENCY: "EUR", TIMEZONE: "Europe/Brussels" }),
    environments: Array.from({ length: count }, (_, index) => {
      const city = cities[index % cities.length];
      const number = String(index + 1).padStart(String(count).length, "0");
      const login = createCredential("basic-auth", `Branch ${number}`, {
        username: `branch-${number}`,
        password: "********",
      });
      return createEnvironment(
        `${city} ${number}`,
        { action: [createEnvironmentCredential(basicAuth, login)] },
        toVariables({
          CURRENCY: "EUR",
          TIMEZONE: "Europe/Brussels",
          BRANCH: number,
          TILL_COUNT: String(2 + (index % 7)),
        }),
      );
    }),
    createdAt: timestampOn(7),
    updatedAt: timestampOn(30),
  };
}

/**
 * Creates the initial connections. Every call returns new objects with the same ids.
 *
 * @returns {Connection[]}
 */
export function seed() {
  ulidCount = 0;
  return [
    createShop(),
    createWarehouse(),
    createBranches("Branch point of sale", 300),
    createBranches("Vending machines", 5_000),
  ];
}
