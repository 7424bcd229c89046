/** Finds the members and the values that a JSON Schema allows at a path, for completion. */

import type { Path } from "./path.ts";

/** The part of JSON Schema (draft 2020-12) that the package's schema uses. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  type?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  examples?: unknown[];
  pattern?: string;
  readOnly?: boolean;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  if?: Schema;
  then?: Schema;
  else?: Schema;
}

/** A member that an object may have. */
export interface Member {
  name: string;
  /** True if at least one schema requires the member. */
  isRequired: boolean;
  /** The schemas that apply to the value of the member. */
  schemas: Schema[];
}

/**
 * Returns every schema that applies to the value at a path. Resolves references and conditions.
 *
 * @param valueAt returns the value at a path, so that conditions can test it; called with `path` and each prefix of `path`
 */
export function schemasAt(root: Schema, path: Path, valueAt: (path: Path) => unknown): Schema[] {
  let found = collectSchemas(root, root, valueAt([]));
  for (const [depth, segment] of path.entries()) {
    const below = found.flatMap(
      (schema) => (typeof segment === "number" ? schema.items : schema.properties?.[segment]) ?? [],
    );
    const value = valueAt(path.slice(0, depth + 1));
    found = below.flatMap((schema) => collectSchemas(root, schema, value));
  }
  return found;
}

/** Returns the members that schemas define, without duplicates. */
export function membersOf(schemas: Schema[]): Member[] {
  const members = new Map<string, Member>();
  for (const { properties = {}, required = [] } of schemas) {
    for (const [name, schema] of Object.entries(properties)) {
      const known = members.get(name) ?? { name, isRequired: false, schemas: [] };
      known.isRequired ||= required.includes(name);
      known.schemas.push(schema);
      members.set(name, known);
    }
  }
  return [...members.values()];
}

/** Returns the values that schemas list as `enum` or as `examples`, without duplicates. */
export function optionsOf(schemas: Schema[]): unknown[] {
  return [...new Set(schemas.flatMap((schema) => schema.enum ?? schema.examples ?? []))];
}

/** Returns the constraints of schemas as short phrases. */
export function describe(schemas: Schema[], isRequired: boolean): string[] {
  const types = [...new Set(schemas.flatMap(({ type }) => type ?? []))];
  const options = optionsOf(schemas);
  return [
    ...(types.length > 0 ? [types.join(" or ")] : []),
    ...(isRequired ? ["required"] : []),
    ...(schemas.some(({ readOnly }) => readOnly) ? ["Read-only: ignored when saving."] : []),
    ...(options.length > 0 ? [`one of ${options.map((option) => JSON.stringify(option)).join(", ")}`] : []),
    ...(schemas.some(({ pattern }) => pattern === "\\S") ? ["not blank"] : []),
  ];
}

/**
 * Returns a schema and all other schemas that apply to the value with it: schemas that it refers to, schemas that it combines,
 * and the branches of its conditions.
 */
function collectSchemas(root: Schema, schema: Schema, value: unknown): Schema[] {
  const referred = schema.$ref === undefined ? undefined : root.$defs?.[schema.$ref.replace("#/$defs/", "")];
  const branch = schema.if === undefined ? undefined : meetsCondition(schema.if, value) ? schema.then : schema.else;
  const parts = [referred, branch, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [schema, ...parts.flatMap((part) => (part === undefined ? [] : collectSchemas(root, part, value)))];
}

/** Returns true if a value meets a condition. Supports `required` and `const`: conditions of the schema use no other tests. */
function meetsCondition({ required = [], properties = {} }: Schema, value: unknown): boolean {
  const members = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  return (
    required.every((name) => name in members) &&
    Object.entries(properties).every(([name, { const: constant }]) => !(name in members) || members[name] === constant)
  );
}
