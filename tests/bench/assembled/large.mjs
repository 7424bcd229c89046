// What one would assemble otherwise: rules, a client, differences, and edits that share what they do not change.

export { produce } from "immer";
export { create } from "jsondiffpatch";
export { default as createClient } from "openapi-fetch";
export * from "../peers/zod.mjs";
