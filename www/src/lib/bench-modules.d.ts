/** What the speed strip takes from the benchmark. */

declare module "virtual:ajv" {
  export function validate(body: unknown): boolean;
}

declare module "bench/bodies.mjs" {
  import type { Connection } from "connection-update";
  export function sound(size: [environments: number, variables: number]): Connection;
}

declare module "bench/peers/zod.mjs" {
  export function check(body: unknown): boolean;
}
