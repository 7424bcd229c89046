// The program that every consumer runs. It takes the loaded package and the address of a server. It validates, merges and saves,
// and returns the outcome. It also validates with the entry that only validates, which runs beside the other entry.

import * as onlyValidates from "connection-update/validate";

const current = {
  id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C01",
  organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C02",
  name: "Storefront orders",
  protocol: "http",
  baseUrl: "https://orders.storefront.example",
  authSchemeConfigs: [{ schemeType: "none" }],
  environments: [
    {
      id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C10",
      name: "Production",
      credentials: { action: [], trigger: [] },
      variables: [],
    },
  ],
};

/** The outcome of `run` if the package works. */
export const EXPECTED = {
  codes: ["missing-field", "missing-field", "missing-field", "missing-field", "missing-field"],
  isPageValid: true,
  smallEntry: ["missing-field", "missing-field", "missing-field", "missing-field", "missing-field"],
  effects: ["replaced", "deleted"],
  saved: "Renamed",
  refused: "invalid",
};

/** Runs the package against a platform at `baseUrl`. In a runtime without `Request`, the outcome lacks `saved` and `refused`. */
export async function run({ ConnectClient, merge, validate }, baseUrl, headers = {}, smallEntry = onlyValidates) {
  const { id, organisationId } = current;
  const merged = merge(current, { name: "Renamed", environments: { remove: [current.environments[0].id] } });
  const outcome = {
    codes: validate({}).issues.map(({ code }) => code),
    isPageValid: validate({ id, organisationId, name: "a", protocol: "http", baseUrl: "https://a.example" }).ok,
    smallEntry: smallEntry.validate({}).issues.map(({ code }) => code),
    effects: merged.effects.map(({ kind }) => kind),
  };
  if (typeof Request === "undefined") return outcome;
  const target = { organisationId, connectionId: id };
  const client = new ConnectClient({ baseUrl, headers });
  const saved = await client.updateConnection(target, merged.bytes);
  const refused = await client.updateConnection(target, {});
  return { ...outcome, saved: saved.ok ? saved.connection.name : String(saved.error), refused: refused.error.kind };
}
