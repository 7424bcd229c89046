// An alternative that is assembled from popular libraries: rules, a client, diffs, and edits with structural sharing.

export { produce } from "immer";
export { create } from "jsondiffpatch";
export { default as createClient } from "openapi-fetch";
export * from "../competitors/zod.mjs";
