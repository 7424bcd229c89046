// The rules for strings and lists that all competitors of the benchmark use.

/** Matches a ULID: 26 characters of Crockford's base 32. */
export const ULID = /^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/;

/** Matches a name that is not blank. */
export const NAME = /\S/;

export const PROTOCOLS = ["http", "bigquery"];
export const PLAIN_SCHEMES = ["none", "basic-auth", "google-service-account"];
export const PARAMETER_LOCATIONS = ["query", "header", "cookie"];

export const isHttpUrl = (text) => URL.canParse(text) && /^https?:/i.test(text);

/** The formats that ajv's compiled validator imports. */
export const formats = { "http-url": isHttpUrl };

/** Returns true if the values of a member are unique. Items without the member do not count. */
export function areUnique(items, key) {
  const seen = new Set();
  for (const { [key]: value } of items) {
    if (value === undefined) continue;
    if (seen.has(value)) return false;
    seen.add(value);
  }
  return true;
}

/** Returns true if an HTTP connection has a base URL, or a BigQuery connection a dataset. */
export const hasBase = ({ protocol, baseUrl, datasetId }) =>
  (protocol === "http" ? baseUrl : (datasetId ?? baseUrl)) !== undefined;
