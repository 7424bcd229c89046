import type { DraftConnection } from "connection-update";
import { asObjects, asString } from "../lib/coerce.ts";
import { type createSecretMask, maskUserInfo } from "../lib/mask.ts";
import { plural } from "../lib/plural.ts";

/** A value that differs between two connections. */
interface DiffRow {
  label: string;
  /** The formatted value; `undefined` if there is none. */
  before?: string | undefined;
  after?: string | undefined;
}

interface DiffTableProps {
  before: DraftConnection;
  after: DraftConnection;
  mask: Mask;
}

type Mask = ReturnType<typeof createSecretMask>;

/** Maximum number of rows that are rendered. */
const MAX_ROWS = 200;

/** A table of the values that differ between two connections. Shows the number of equal fields and environments below. */
export function DiffTable({ before, after, mask }: DiffTableProps) {
  const { rows, unchangedCount } = compareConnections(before as unknown as Fields, after as unknown as Fields, mask);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the element that has the focus
    <section className="sides" aria-label="Now and then" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Now</th>
            <th scope="col">Then</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map(({ label, before, after }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{before === undefined ? <span className="hint">nothing</span> : <del>{before}</del>}</td>
              <td>{after === undefined ? <span className="hint">nothing</span> : <ins>{after}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        {rows.length > MAX_ROWS && `And ${plural(rows.length - MAX_ROWS, "difference")} more. `}
        {unchangedCount === 0
          ? "Nothing else is there."
          : `${plural(unchangedCount, "field")} and environments stay as they are.`}
      </p>
    </section>
  );
}

type Fields = Record<string, unknown>;

const serialize = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));

/** Compares the fields of two connections. In the rows, masks values that may be secret. */
function compareConnections(before: Fields, after: Fields, mask: Mask): { rows: DiffRow[]; unchangedCount: number } {
  const rows: DiffRow[] = [];
  let unchangedCount = 0;
  const add = (label: string, old: unknown, next: unknown, format: (value: unknown) => string) => {
    const formatOptional = (value: unknown) => (value === undefined ? undefined : format(value));
    if (serialize(old) === serialize(next)) unchangedCount += 1;
    else rows.push({ label, before: formatOptional(old), after: formatOptional(next) });
  };
  const formatPlain = (value: unknown) => (typeof value === "string" ? maskUserInfo(value) : mask.json(value));

  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (key === "environments" || key === "environmentVariables") continue;
    add(key, before[key], after[key], formatPlain);
  }
  const valuesByName = (list: unknown) => new Map(asObjects(list).map((item) => [asString(item.name), item.value]));
  const addVariables = (label: string, old: unknown, next: unknown) => {
    const [values, otherValues] = [valuesByName(old), valuesByName(next)];
    for (const name of new Set([...values.keys(), ...otherValues.keys()])) {
      add(`${label} ${name}`, values.get(name), otherValues.get(name), mask.secret);
    }
  };
  addVariables("variable", before.environmentVariables, after.environmentVariables);

  const [stored, next] = [asObjects(before.environments), asObjects(after.environments)];
  const byId = new Map(next.map((environment) => [environment.id, environment]));
  for (const environment of stored) {
    const name = asString(environment.name);
    const other = byId.get(environment.id);
    if (other === undefined) rows.push({ label: `environment ${name}`, before: name });
    else if (serialize(environment) === serialize(other)) unchangedCount += 1;
    else {
      for (const member of ["name", "credentials"]) {
        if (serialize(environment[member]) === serialize(other[member])) continue;
        add(`${name}: ${member}`, environment[member], other[member], formatPlain);
      }
      addVariables(`${name}: variable`, environment.variables, other.variables);
    }
  }
  for (const environment of next.filter(({ id }) => id === undefined)) {
    rows.push({ label: `environment ${asString(environment.name)}`, after: mask.json(environment) });
  }
  // The stored names, so that a new name is not shown as another order.
  const storedNames = new Map(stored.map(({ id, name }) => [id, asString(name)]));
  const orderOfShared = (list: Fields[], others: Fields[]) => {
    const ids = new Set(others.map(({ id }) => id));
    return list.filter(({ id }) => id !== undefined && ids.has(id)).map(({ id }) => storedNames.get(id) ?? "");
  };
  const joinNames = (list: unknown) => (list as string[]).join(", ");
  add("order of environments", orderOfShared(stored, next), orderOfShared(next, stored), joinNames);
  return { rows, unchangedCount };
}
