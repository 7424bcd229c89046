import type { ConnectionDraft } from "connection-update";
import type { Exchange } from "../../api/platform.ts";
import { Checkbox } from "../../components/Checkbox.tsx";
import { BenchmarkPanel } from "./BenchmarkPanel.tsx";
import "./DeveloperTools.css";
import { ExchangePanel } from "./ExchangePanel.tsx";
import { PreviewPanel } from "./PreviewPanel.tsx";
import { ServerModes } from "./ServerModes.tsx";

interface DeveloperToolsProps {
  draft: ConnectionDraft;
  exchanges: Exchange[];
  simulatesConcurrentEdit: boolean;
  onSimulateConcurrentEdit: (isOn: boolean) => void;
}

/** The tools for developers: the requests, a second editor, faults of the server, and the speed test. */
export function DeveloperTools(props: DeveloperToolsProps) {
  const { draft, exchanges, simulatesConcurrentEdit, onSimulateConcurrentEdit } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the element that has the focus
    <aside className="tools" aria-label="Developer tools" tabIndex={0}>
      <PreviewPanel draft={draft} />
      <ExchangePanel exchanges={exchanges} />
      <section className="card" aria-labelledby="second-editor">
        <h2 id="second-editor">Demo: second editor</h2>
        <p className="hint">Grace has this connection open too.</p>
        <Checkbox isOn={simulatesConcurrentEdit} onChange={onSimulateConcurrentEdit}>
          Let Grace edit just before I save
        </Checkbox>
      </section>
      <ServerModes />
      <BenchmarkPanel />
    </aside>
  );
}
