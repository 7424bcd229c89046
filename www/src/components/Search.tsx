import { Button, Input, SearchField } from "react-aria-components";
import { Icon } from "./Icon.tsx";
import "./Search.css";

interface SearchProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A search field. Escape clears it. The key "/" moves the focus to the first search field of the page. */
export function Search({ label, value, onChange }: SearchProps) {
  return (
    <SearchField className="search" aria-label={label} value={value} onChange={onChange}>
      <Icon name="search" />
      <Input className="input" placeholder={label} autoComplete="off" data-search="" />
      <Button className="button icon-only quiet" aria-label="Clear search">
        <Icon name="close" />
      </Button>
    </SearchField>
  );
}

/** Returns true if a text contains all words of a search, in any case. An empty search matches everything. */
export function matchesSearch(text: string, search: string): boolean {
  const lower = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
