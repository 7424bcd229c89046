/** Declares the imports of the benchmark panel: the modules of `tests/bench`, and the validator that ajv compiles. */

declare module "virtual:ajv" {
  export function validate(body: unknown): boolean;
}

declare module "bench/bodies.mjs" {
  import type { Connection } from "connection-update";
  export function makeValidBody(size: [environments: number, variables: number]): Connection;
}

declare module "bench/competitors/zod.mjs" {
  export function check(body: unknown): boolean;
}
