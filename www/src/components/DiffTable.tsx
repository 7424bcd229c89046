import type { DraftConnection } from "connection-update";
import { listOf, plural, textOf } from "../lib/coerce.ts";

/** One thing that is not the same now and then, each side as it is shown; nothing where there is nothing. */
interface Row {
  place: string;
  now?: string | undefined;
  next?: string | undefined;
}

/** How many rows are shown. */
const MOST = 200;

/** What is not the same in two connections, field by field, and how much stays as it is. */
export function SideBySide({ before, after }: { before: DraftConnection; after: DraftConnection }) {
  const { rows, same } = compare(before as unknown as Fields, after as unknown as Fields);
  return (
    // Keyboards scroll what has the focus.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
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
          {rows.slice(0, MOST).map(({ place, now, next }) => (
            <tr key={place}>
              <th scope="row">{place}</th>
              <td>{now === undefined ? <span className="hint">nothing</span> : <del>{now}</del>}</td>
              <td>{next === undefined ? <span className="hint">nothing</span> : <ins>{next}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        {rows.length > MOST && `And ${plural(rows.length - MOST, "difference")} more. `}
        {same === 0 ? "Nothing else is there." : `${plural(same, "field")} and environments stay as they are.`}
      </p>
    </section>
  );
}

type Fields = Record<string, unknown>;

/** Whatever stands there as text, to be compared. */
const spelled = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));

function compare(before: Fields, after: Fields): { rows: Row[]; same: number } {
  const rows: Row[] = [];
  let same = 0;
  const mask = masking();
  const add = (place: string, now: unknown, next: unknown, show: (value: unknown) => string) => {
    const shown = (value: unknown) => (value === undefined ? undefined : show(value));
    if (spelled(now) === spelled(next)) same += 1;
    else rows.push({ place, now: shown(now), next: shown(next) });
  };
  const plain = (value: unknown) => (typeof value === "string" ? withoutUser(value) : mask.json(value));

  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (key === "environments" || key === "environmentVariables") continue;
    add(key, before[key], after[key], plain);
  }
  const named = (list: unknown) => new Map(listOf(list).map((item) => [textOf(item.name), item.value]));
  const variables = (place: string, one: unknown, other: unknown) => {
    const [now, next] = [named(one), named(other)];
    for (const name of new Set([...now.keys(), ...next.keys()])) {
      add(`${place} ${name}`, now.get(name), next.get(name), mask.secret);
    }
  };
  variables("variable", before.environmentVariables, after.environmentVariables);

  const [stored, next] = [listOf(before.environments), listOf(after.environments)];
  const byId = new Map(next.map((environment) => [environment.id, environment]));
  for (const environment of stored) {
    const name = textOf(environment.name);
    const other = byId.get(environment.id);
    if (other === undefined) rows.push({ place: `environment ${name}`, now: name });
    else if (spelled(environment) === spelled(other)) same += 1;
    else variables(`${name}: variable`, environment.variables, other.variables);
  }
  for (const environment of next.filter(({ id }) => id === undefined)) {
    rows.push({ place: `environment ${textOf(environment.name)}`, next: mask.json(environment) });
  }
  const order = (list: Fields[], others: Fields[]) => {
    const ids = new Set(others.map(({ id }) => id));
    return list.filter(({ id }) => id !== undefined && ids.has(id)).map(({ name }) => textOf(name));
  };
  const names = (list: unknown) => (list as string[]).join(", ");
  add("order of environments", order(stored, next), order(next, stored), names);
  return { rows, same };
}

/** Values that may be secret are not shown, but whether they differ is: the same one has the same number everywhere. */
export function masking() {
  const marks = new Map<string, number>();
  const secret = (value: unknown) => {
    const text = JSON.stringify(value);
    if (!marks.has(text)) marks.set(text, marks.size + 1);
    return `•••• (${marks.get(text)})`;
  };
  const json = (value: unknown) =>
    JSON.stringify(
      value,
      (key, inner) => {
        if (key === "value" || key === "data") return secret(inner);
        return key === "baseUrl" && typeof inner === "string" ? withoutUser(inner) : inner;
      },
      2,
    ) ?? "";
  return { secret, json };
}

/** A URL without the user and the password that it carries. */
function withoutUser(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, "$1••••@");
}
