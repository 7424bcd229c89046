/** The form: takes a connection, holds what a person edits of it, gives the changes to send. */

import type { Changes, Connection, EnvironmentVariable } from "connection-update";

/** One row of variables; `key` stays with the row while its name is edited. */
export interface Row extends EnvironmentVariable {
  key: number;
}

export interface Form {
  name: string;
  /** `baseUrl`, or `datasetId` of a BigQuery connection. */
  base: string;
  rows: Row[];
}

let lastKey = 0;

export function newRow(variable: EnvironmentVariable = { name: "", value: "" }): Row {
  lastKey += 1;
  return { ...variable, key: lastKey };
}

export function formOf(connection: Connection): Form {
  return {
    name: connection.name,
    base: baseOf(connection),
    rows: (connection.environmentVariables ?? []).map(({ name, value }) => newRow({ name, value })),
  };
}

export function baseField(connection: Connection): "baseUrl" | "datasetId" {
  return connection.protocol === "bigquery" ? "datasetId" : "baseUrl";
}

function baseOf(connection: Connection): string {
  return connection[baseField(connection)] ?? "";
}

/** What differs from the connection, and nothing else. */
export function changesOf(connection: Connection, form: Form): Changes {
  const changes: Changes = {};
  if (form.name !== connection.name) changes.name = form.name;
  if (form.base !== baseOf(connection)) changes[baseField(connection)] = form.base;
  const stored = connection.environmentVariables ?? [];
  const isSame =
    stored.length === form.rows.length &&
    stored.every(({ name, value }, at) => form.rows[at]?.name === name && form.rows[at]?.value === value);
  if (!isSame) changes.environmentVariables = form.rows.map(({ name, value }) => ({ name, value }));
  return changes;
}
