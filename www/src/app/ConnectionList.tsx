import { useState } from "react";
import type { Summary } from "../api/platform.ts";
import { plural } from "../lib/plural.ts";
import { hrefFor } from "../lib/route.ts";

const DATE_FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** The list of connections, with a search by name. Each entry is a link to the editor of the connection. */
export function ConnectionList({ summaries }: { summaries: Summary[] }) {
  const [search, setSearch] = useState("");
  const words = search.toLowerCase().split(/\s+/);
  const found = summaries.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  return (
    <section className="card list">
      <div className="list-head">
        <h1>Connections</h1>
        <input
          type="search"
          aria-label="Find by name"
          placeholder="Find by name"
          autoComplete="off"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      </div>
      <p className="hint" role="status">
        {found.length === summaries.length
          ? plural(found.length, "connection")
          : `${found.length} of ${plural(summaries.length, "connection")}`}
      </p>
      <ul className="connections">
        {found.map(({ id, name, protocol, environments, updatedAt }) => (
          <li key={id}>
            <div className="title">
              <a href={hrefFor(id)}>{name}</a>
              <span className="tag">{protocol}</span>
            </div>
            <p className="hint">
              {plural(environments, "environment")} · last changed {DATE_FORMAT.format(new Date(updatedAt))}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
