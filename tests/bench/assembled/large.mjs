// Libraries that together have similar features: rules, a client, a diff, and edits with structural sharing.

export { produce } from "immer";
export { create } from "jsondiffpatch";
export { default as createClient } from "openapi-fetch";
export * from "../peers/zod.mjs";
