// The smallest libraries that together have similar features.

export { produce } from "immer";
export { default as ky } from "ky";
export { default as diff } from "microdiff";
export * from "../peers/valibot.mjs";
