// The same alternative, assembled from the smallest libraries.

export { produce } from "immer";
export { default as ky } from "ky";
export { default as diff } from "microdiff";
export * from "../competitors/valibot.mjs";
