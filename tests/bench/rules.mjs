// Rules about strings and lists, for libraries that accept functions and patterns.

/** A ULID: 26 characters of Crockford's base 32. */
export const ULID = /^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/;

/** A name that is not blank. */
export const NAME = /\S/;

export const PROTOCOLS = ["http", "bigquery"];
export const PLAIN_SCHEMES = ["none", "basic-auth", "google-service-account"];
export const PLACES = ["query", "header", "cookie"];

export const isHttpUrl = (text) => URL.canParse(text) && /^https?:/i.test(text);

/** The same, for the module that ajv writes. */
export const formats = { "http-url": isHttpUrl };

/** Returns true if a member is unique among the items that have it. */
export function differ(items, key) {
  const met = new Set();
  for (const { [key]: value } of items) {
    if (value === undefined) continue;
    if (met.has(value)) return false;
    met.add(value);
  }
  return true;
}

/** A connection of HTTP needs a base URL, one of BigQuery a dataset. */
export const hasBase = ({ protocol, baseUrl, datasetId }) =>
  (protocol === "http" ? baseUrl : (datasetId ?? baseUrl)) !== undefined;
