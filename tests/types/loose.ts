// Tests the types without strict options: they compile, and unknown members are errors.

import { ConnectClient, type Connection, merge, validate } from "connection-update";
import { useConnectionDraft, useField } from "connection-update/react";
import { init } from "connection-update/slim";

export async function save(current: Connection) {
  await init();
  const merged = merge(current, { name: "Renamed" });
  if (merged.ok === false) return merged.issues.map(({ pointer }) => pointer);
  const outcome = await new ConnectClient().updateConnection({ organisationId: "", connectionId: "" }, merged.bytes);
  return outcome.ok === true ? [outcome.connection.name] : [outcome.error.kind];
}

export function useName(current: Connection): string {
  return useField(useConnectionDraft(current), ["name"]).value;
}

// @ts-expect-error there is no such member
validate({}).problems;
