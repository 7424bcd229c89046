import { useState } from "react";
import type { Summary } from "../api/platform.ts";
import { Button } from "../components/Button.tsx";
import { RelativeTime } from "../components/RelativeTime.tsx";
import { matchesSearch, Search } from "../components/Search.tsx";
import { Tag } from "../components/Tag.tsx";
import { PROTOCOL_LABELS } from "../lib/labels.ts";
import { plural } from "../lib/plural.ts";
import { hrefFor } from "../lib/route.ts";

/** The list of connections, with a search by name and protocol. Each entry is a link to the editor of the connection. */
export function ConnectionList({ summaries }: { summaries: Summary[] }) {
  const [search, setSearch] = useState("");
  const found = summaries.filter(({ name, protocol }) => matchesSearch(`${name} ${protocol}`, search));
  return (
    <section className="card list-page" aria-labelledby="connections">
      <title>Connections</title>
      <div className="list-head">
        <h1 id="connections">Connections</h1>
        <Search label="Search connections" value={search} onChange={setSearch} />
      </div>
      <p className="hint" role="status">
        {found.length === summaries.length
          ? plural(found.length, "connection")
          : `${found.length} of ${plural(summaries.length, "connection")}`}
      </p>
      {summaries.length === 0 && <p className="hint">No connections yet.</p>}
      {summaries.length > 0 && found.length === 0 && (
        <div className="row-of-actions">
          <span>No connections match "{search}".</span>
          <Button
            variant="link"
            onPress={() => {
              setSearch("");
              document.querySelector<HTMLInputElement>("[data-search]")?.focus();
            }}
          >
            Clear search
          </Button>
        </div>
      )}
      <ul className="connections">
        {found.map(({ id, name, protocol, environments, updatedAt }) => (
          <li key={id} className="connection-item">
            <a href={hrefFor(id)}>{name}</a>
            <Tag>{PROTOCOL_LABELS.get(protocol) ?? protocol}</Tag>
            <span className="hint">
              {plural(environments, "environment")} · updated <RelativeTime iso={updatedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
