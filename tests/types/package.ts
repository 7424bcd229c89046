// Tests the types with the compiler: a line that is marked as an error must be one.

import {
  type AuthSchemeConfig,
  type Changes,
  ConnectClient,
  type Connection,
  ConnectionDraft,
  type ConnectionResult,
  type ConnectionUpdate,
  type DoneStep,
  diff,
  type Effect,
  type Environment,
  type EnvironmentResult,
  type EnvironmentUpdate,
  type Immutable,
  type Issue,
  type IssueCode,
  type issueCodes,
  type Messages,
  merge,
  type ParamValues,
  type Path,
  type PathOf,
  type PlanStep,
  plan,
  preview,
  type RemainingEdits,
  rebase,
  type SaveResult,
  type UnsupportedEdit,
  validate,
} from "connection-update";
import module from "connection-update/core.wasm";
import { type FieldProps, type useConnectionDraft, useField, useList } from "connection-update/react";
import { init } from "connection-update/slim";
import type { useField as useSlimField } from "connection-update/slim/react";
import { useField as useSvelteField, useList as useSvelteList } from "connection-update/svelte";
import { useField as useVueField, useList as useVueList } from "connection-update/vue";
import { ref, shallowRef } from "vue";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(): T | undefined => undefined;

const unknown: unknown = {};

// A validation result has a value only if it is ok.
const validation = validate(unknown);
if (validation.ok) {
  holds<Equal<typeof validation.value, ConnectionUpdate>>();
} else {
  // @ts-expect-error no value
  validation.value;
}
holds<Equal<typeof validation.issues, Issue[]>>();
holds<Equal<Issue["path"], Path>>();
holds<Equal<Path, (string | number)[]>>();
holds<Equal<Issue["severity"], "error" | "warning" | "info">>();
for (const issue of validation.issues) {
  if (issue.code === "invalid-value") holds<Equal<(typeof issue.params.options)[number], string>>();
  if (issue.code === "invalid-url") holds<Equal<typeof issue.params.problem, ParamValues["invalid-url"]>>();
  // Issues of every code can have `stored`.
  if (issue.code === "blank-name") holds<Equal<NonNullable<typeof issue.params>["stored"], true | undefined>>();
}
const messages: Messages = {
  issue: (issue) => (issue.code === "missing-field" ? `${issue.params.field} fehlt` : undefined),
  field: (path) => path.at(-1)?.toString(),
};
validate({}, { messages });
holds<Equal<(typeof issueCodes)[number], IssueCode>>();

validate(unknown, { rules: "strict" });
validate(unknown, { rules: { "invalid-ulid": "error", "unknown-field": "off" } });
// @ts-expect-error no such code
validate(unknown, { rules: { "no-such-code": "off" } });
// @ts-expect-error no such level
validate(unknown, { rules: { "invalid-ulid": "loud" } });
validate("{}");
validate(new Uint8Array());

// Auth schemes are distinguished by `schemeType`.
function nameOf(config: AuthSchemeConfig): string {
  switch (config.schemeType) {
    case "api-key":
      return `${config.name} in ${config.in}`;
    case "hmac":
      return `${config.algorithm} over ${config.digestInputs.join()}`;
    case "oauth2":
      return config.tokenUrl;
    case "none":
      // @ts-expect-error no other member
      return config.name;
    default:
      return config.schemeType satisfies "basic-auth" | "google-service-account";
  }
}
nameOf({ schemeType: "api-key", name: "X-Key", in: "header" });
// @ts-expect-error a key is in a parameter, a header or a cookie
nameOf({ schemeType: "api-key", name: "X-Key", in: "body" });

// Changes omit what stays; a list is a list or edits by key.
const changes: Changes = { name: "Shop", environmentVariables: { set: { REGION: "eu" }, remove: ["DEBUG"] } };
const list: Changes = { environmentVariables: [{ name: "A", value: "1" }], environments: [] };
const environment: Changes = {
  environments: [
    { id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C10", name: "Production" },
    {
      name: "Test",
      variables: [],
      credentials: {
        action: [
          {
            authSchemeConfig: { schemeType: "basic-auth" },
            credential: { name: "login", type: "basic-auth", data: { username: "u", password: "p" } },
          },
        ],
      },
    },
  ],
};
// @ts-expect-error a member that is omitted is not undefined
const wrong: Changes = { environments: undefined };
// @ts-expect-error a value is a string
const number: Changes = { environmentVariables: { set: { A: 1 } } };

declare const connection: Connection;
for (const each of [changes, list, environment, wrong, number]) {
  const merged = merge(connection, each);
  if (merged.ok) {
    holds<Equal<typeof merged.body, ConnectionUpdate>>();
    holds<Equal<typeof merged.bytes, Uint8Array<ArrayBuffer>>>();
  } else {
    // @ts-expect-error no body
    merged.body;
  }
}

// A plan has steps only if it is ok. The body of a step is absent if an earlier step creates its environment.
const planned = plan(connection, changes, { ownValues: "keep", restate: true });
if (planned.ok) {
  holds<Equal<typeof planned.steps, PlanStep[]>>();
  holds<Equal<PlanStep["operation"], "UpdateConnection" | "UpdateEnvironment">>();
  holds<Equal<PlanStep["body"], ConnectionUpdate | EnvironmentUpdate | undefined>>();
  holds<Equal<typeof planned.unsupported, UnsupportedEdit[]>>();
  holds<Equal<typeof planned.connection, Connection>>();
} else {
  // @ts-expect-error no steps
  planned.steps;
}
// @ts-expect-error no such treatment of own values
plan(connection, changes, { ownValues: "lose" });

// The result of a call has a connection or an error.
export async function update(): Promise<Connection> {
  const client = new ConnectClient({ credentials: "include", headers: async () => ({ "x-csrf-token": "t" }) });
  const target = { organisationId: "o", connectionId: "c" };
  const outcome: ConnectionResult = await client.updateConnection(target, unknown, { signal: AbortSignal.timeout(1) });
  if (outcome.ok) return outcome.connection;
  type Kind = "invalid" | "http" | "network" | "timeout" | "aborted" | "conflict" | "decode" | "internal";
  holds<Equal<typeof outcome.error.kind, Kind>>();
  holds<Equal<typeof outcome.error.status, number | undefined>>();
  throw outcome.error;
}

// The result of updating an environment has an environment or an error.
export async function updateEnvironment(client: ConnectClient, environment: Environment): Promise<Environment> {
  const target = { organisationId: "o", connectionId: "c", environmentId: "e" };
  const outcome: EnvironmentResult = await client.updateEnvironment(target, environment, { timeoutMs: 5_000 });
  if (!outcome.ok) throw outcome.error;
  holds<Equal<typeof outcome.drift, Effect[]>>();
  // @ts-expect-error the id of the environment is required
  await client.updateEnvironment({ organisationId: "o", connectionId: "c" }, environment);
  return outcome.environment;
}

// A save result has the done steps, or an error with the steps that were done before it and the edits that are left.
export async function save(client: ConnectClient): Promise<SaveResult> {
  const target = { organisationId: "o", connectionId: "c" };
  const read = await client.getConnection(target);
  if (!read.ok) return read;
  const onStep = (step: PlanStep, index: number, total: number) => console.log(step.operation, index, total);
  const outcome = await client.save(target, { base: read.bytes, changes }, { ifMatch: true, timeoutMs: 5_000, onStep });
  if (outcome.ok) {
    holds<Equal<typeof outcome.concurrentChanges, Effect[]>>();
    holds<Equal<typeof outcome.steps, DoneStep[]>>();
    return outcome;
  }
  holds<Equal<typeof outcome.error.applied, "no" | "unknown" | undefined>>();
  holds<Equal<typeof outcome.error.done, DoneStep[]>>();
  holds<Equal<typeof outcome.error.remaining, RemainingEdits | undefined>>();
  const { remaining } = outcome.error;
  return remaining === undefined ? outcome : client.save(target, remaining, { ownValues: "keep", restate: false });
}
// @ts-expect-error not a credentials mode
new ConnectClient({ credentials: "always" });

void init(module);

// A field of a draft has the type of the value at its path, and other paths are errors.
export function Form({ draft }: { draft: ConnectionDraft }): void {
  const name = useField(draft, ["environments", 0, "name"]);
  holds<Equal<typeof name.value, string>>();
  const dataset = useField(draft, ["datasetId"]);
  holds<Equal<typeof dataset.value, string | undefined>>();
  const value = useField(draft, ["environmentVariables", 3, "value"]);
  holds<Equal<typeof value.value, string>>();
  name.set("Production");
  // @ts-expect-error a name is a string
  name.set(7);
  // @ts-expect-error no such field
  useField(draft, ["environments", 0, "title"]);
  // @ts-expect-error an index is a number
  useField(draft, ["environments", "first", "name"]);
  holds<Equal<ReturnType<typeof useConnectionDraft>, ConnectionDraft>>();
  // A dotted path is checked as well, in each adapter.
  const dotted = useField(draft, "environments[0].name");
  holds<Equal<typeof dotted.value, string>>();
  holds<Equal<ReturnType<typeof useSlimField<"name">>["value"], string>>();
  holds<Equal<ReturnType<typeof useVueField<"name">>["value"], string>>();
  holds<Equal<ReturnType<typeof useSvelteField<"name">>["value"], string>>();
  // @ts-expect-error there is no such field
  useField(draft, "environments[0].title");
  // @ts-expect-error there is no such field
  useVueField(() => draft, "nmae");
  // @ts-expect-error there is no such field
  useSvelteField(draft, "nmae");

  // In Vue, a path can be a ref or a getter.
  holds<Equal<typeof nameOfRef.value, string>>();
  const nameOfRef = useVueField(draft, ref("name" as const));
  useVueField(draft, shallowRef<PathOf<string>>("name")).set("text");
  useVueList(draft, () => "environments").insert({ name: "New", credentials: {}, variables: [] });
  // @ts-expect-error there is no such field
  useVueField(draft, ref("nmae" as const));

  // The path of a row leads to the fields of its item.
  const list = useList(draft, "environments");
  for (const row of list.rows) useField(draft, `${row.path}.name`).set("Live");
  for (const { path } of useList(draft, ["environments"]).rows) useField(draft, [...path, "name"]).set("Live");
  for (const { path } of useVueList(draft, "environmentVariables").rows) useVueField(draft, `${path}.value`).set("1");
  for (const { path } of useSvelteList(draft, "environmentVariables").rows)
    useSvelteField(draft, `${path}.value`).set("1");
  list.insert({ name: "New", credentials: {}, variables: [] });
  // @ts-expect-error an environment needs a name
  list.insert({ credentials: {}, variables: [] });

  // A component of one text field accepts every path of a text, and no other.
  const textField = (props: FieldProps<string>) => useField(props.draft, props.path).set("text");
  textField({ draft, path: "name" });
  textField({ draft, path: "environments[3].variables[0].value" });
  textField({ draft, path: ["environments", 3, "name"] });
  // @ts-expect-error a list is not a text
  textField({ draft, path: "environments" });
  // @ts-expect-error a protocol is one of two texts
  textField({ draft, path: "protocol" });
}

// A path that is a literal is checked, in each of its spellings. Other paths are not.
export function editDraft(draft: ConnectionDraft, index: number, text: string, path: Path): void {
  holds<Equal<ReturnType<typeof getName>, string>>();
  function getName() {
    return draft.get("environments[0].name");
  }
  const values: [string, string | undefined, string] = [
    draft.get(["environments", index, "name"]),
    draft.get("environmentVariables.0.value"),
    draft.get("/environments/0/name"),
  ];
  draft.set("environments[0].name", values[0]);
  draft.set(`environments[${index}].name`, "Production");
  draft.set(["environmentVariables", index, "value"], values[1]);
  draft.set("baseUrl", undefined);
  draft.insert("environmentVariables", { name: "A", value: "1" });
  draft.insert("environments", { name: "New", credentials: {}, variables: [] }, 0);
  draft.set("authSchemeConfigs[0].name", "x-key");
  // @ts-expect-error a name is a string
  draft.set("environments[0].name", 7);
  // @ts-expect-error no such field
  draft.set("environments[0].title", "x");
  // @ts-expect-error no such field
  draft.set(["environments", 0, "title"], "x");
  // @ts-expect-error an index is a number
  draft.get(["environments", "first", "name"]);
  // @ts-expect-error a variable has a value
  draft.insert("environmentVariables", { name: "A" });
  // @ts-expect-error a name is not a list
  draft.insert("name", "x");
  draft.set(text, 7);
  draft.set(path, { any: "value" });
  draft.insert(text, 7);
  const unchecked: unknown = draft.get(text);
  void unchecked;
  // @ts-expect-error a value that a draft returns never changes
  draft.value.environments[0].name = "x";
  // @ts-expect-error a list that a draft returns never changes
  draft.value.environments.push({ name: "New", credentials: {}, variables: [] });
  draft.replace({ ...draft.value, name: "Shop" });
  holds<Equal<ReturnType<ConnectionDraft["keys"]>, readonly string[]>>();
}

// Values that cannot be changed are accepted everywhere.
export function useReadonly(stored: Immutable<Connection>, changes: Immutable<Changes>, client: ConnectClient): void {
  validate(stored, { current: stored });
  merge(stored, changes);
  diff(stored, stored);
  rebase(stored, changes, stored);
  plan(stored, changes);
  preview(stored, { ...stored });
  new ConnectionDraft(stored).rebase(stored);
  void client.save({ organisationId: "o", connectionId: "c" }, { base: stored, changes });
}
