/** Reads a JSON Schema for completion: takes the schema and a path, returns the allowed members and values. */

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
  isRequired: boolean;
  schemas: Schema[];
}

/**
 * Returns every schema that applies at a path, with references and conditions resolved.
 *
 * @param valueAt Returns the value at a path above it, which conditions test.
 */
export function schemasAt(root: Schema, path: Path, valueAt: (path: Path) => unknown): Schema[] {
  let found = applicable(root, root, valueAt([]));
  for (const [depth, segment] of path.entries()) {
    const below = found.flatMap(
      (schema) => (typeof segment === "number" ? schema.items : schema.properties?.[segment]) ?? [],
    );
    const value = valueAt(path.slice(0, depth + 1));
    found = below.flatMap((schema) => applicable(root, schema, value));
  }
  return found;
}

/** Returns the members that schemas define, each once. */
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

/** Returns the values that schemas list, as a closed list (`enum`) or as examples. */
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
    ...(schemas.some(({ readOnly }) => readOnly) ? ["belongs to responses, and is never sent"] : []),
    ...(options.length > 0 ? [`one of ${options.map((option) => JSON.stringify(option)).join(", ")}`] : []),
    ...(schemas.some(({ pattern }) => pattern === "\\S") ? ["not blank"] : []),
  ];
}

/** Returns a schema together with the schemas that it refers to and those that apply to a value. */
function applicable(root: Schema, schema: Schema, value: unknown): Schema[] {
  const referred = schema.$ref === undefined ? undefined : root.$defs?.[schema.$ref.replace("#/$defs/", "")];
  const branch = schema.if === undefined ? undefined : matches(schema.if, value) ? schema.then : schema.else;
  const parts = [referred, branch, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [schema, ...parts.flatMap((part) => (part === undefined ? [] : applicable(root, part, value)))];
}

/** Returns true if a value meets a condition. The package's schema has two kinds: a member exists, or is a constant. */
function matches({ required = [], properties = {} }: Schema, value: unknown): boolean {
  const members = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  return (
    required.every((name) => name in members) &&
    Object.entries(properties).every(([name, { const: constant }]) => !(name in members) || members[name] === constant)
  );
}
