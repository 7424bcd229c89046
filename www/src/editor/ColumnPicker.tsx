import { useState } from "react";
import { Dialog, DialogTrigger, ListBox, ListBoxItem, ListLayout, Popover, Virtualizer } from "react-aria-components";
import { Button } from "../components/Button.tsx";
import { Icon } from "../components/Icon.tsx";
import { matchesSearch, Search } from "../components/Search.tsx";
import "./ColumnPicker.css";
import type { EnvironmentColumn } from "./columns.ts";

/** The largest number of environments that fit beside the shared values. */
const MAX_COLUMNS = 4;

interface ColumnPickerProps {
  environments: EnvironmentColumn[];
  selectedKeys: string[];
  onChange: (keys: string[]) => void;
}

/** A button that opens a list of environments, to choose those whose values are shown. */
export function ColumnPicker({ environments, selectedKeys, onChange }: ColumnPickerProps) {
  const [search, setSearch] = useState("");
  const isFull = selectedKeys.length >= MAX_COLUMNS;
  const found = environments.filter(({ name }) => matchesSearch(name, search));
  return (
    <DialogTrigger>
      <Button>
        Environments shown
        <Icon name="chevron" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="column-picker" aria-label="Environments shown">
          <Search label="Search environments" value={search} onChange={setSearch} />
          <p className="hint">Choose up to {MAX_COLUMNS} to compare with the shared values.</p>
          <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: 36 }}>
            <ListBox
              className="column-list"
              aria-label="Environments shown"
              selectionMode="multiple"
              // Escape closes the picker, and keeps the choice.
              escapeKeyBehavior="none"
              items={found.map((environment) => ({ ...environment, id: environment.key }))}
              selectedKeys={selectedKeys}
              disabledKeys={isFull ? found.map(({ key }) => key).filter((key) => !selectedKeys.includes(key)) : []}
              renderEmptyState={() => <p className="hint">No environments match "{search}".</p>}
              onSelectionChange={(keys) => keys !== "all" && onChange([...keys].map(String).slice(0, MAX_COLUMNS))}
            >
              {({ id, name }) => (
                <ListBoxItem id={id} textValue={name} className="menu-item">
                  {({ isSelected }) => (
                    <>
                      <span className="column-check">{isSelected && <Icon name="check" />}</span>
                      {name}
                    </>
                  )}
                </ListBoxItem>
              )}
            </ListBox>
          </Virtualizer>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
