import type { ConnectError, Effect, Issue, PlanStep } from "connection-update";
import { useId, useState } from "react";
import { Banner } from "../components/Banner.tsx";
import { Button, IconButton } from "../components/Button.tsx";
import { Icon, type IconName } from "../components/Icon.tsx";
import { plural } from "../lib/plural.ts";
import { describeStep } from "../lib/steps.ts";
import { ProblemList } from "./ProblemList.tsx";
import "./SaveBar.css";
import type { Status, StatusAction } from "./status.ts";
import type { SaveOutcome } from "./useSave.ts";

interface SaveBarProps {
  status: Status;
  issues: readonly Issue[];
  /** Returns the label of the field of an issue. */
  getLabel: (issue: Issue) => string;
  outcome: SaveOutcome | undefined;
  canUndo: boolean;
  canRedo: boolean;
  canDiscard: boolean;
  onUndo: () => void;
  onRedo: () => void;
  onDiscard: () => void;
  onReview: () => void;
  onAction: (kind: StatusAction) => void;
  onSelectIssue: (issue: Issue) => void;
}

const ICONS: Readonly<Record<Status["tone"], IconName>> = {
  idle: "info",
  busy: "info",
  good: "check",
  warning: "warning",
  error: "error",
};

/** The bar at the bottom of the page, which is always visible: the status, the problems, and the actions. */
export function SaveBar(props: SaveBarProps) {
  const { status, issues, getLabel, outcome, canUndo, canRedo, canDiscard } = props;
  const [isListOpen, setListOpen] = useState(false);
  const listId = useId();
  const { action } = status;
  const hasList = isListOpen && issues.length > 0;
  return (
    <section className="save-area" aria-label="Saving" id="save-area" tabIndex={-1}>
      {(hasList || hasDetails(outcome)) && (
        <div className="save-details" id={listId}>
          {outcome !== undefined && <OutcomeDetails outcome={outcome} />}
          {hasList && <ProblemList issues={issues} getLabel={getLabel} onSelect={props.onSelectIssue} />}
        </div>
      )}
      <div className="save-bar">
        <div className="save-status" data-tone={status.tone}>
          <span className="save-text">
            <Icon name={ICONS[status.tone]} />
            <span role="status">{status.text}</span>
          </span>
          {action !== undefined && (
            <Button variant="link" isInactive={action.isWaiting ?? false} onPress={() => props.onAction(action.kind)}>
              {action.label}
            </Button>
          )}
          {(issues.length > 0 || status.tone === "idle" || status.tone === "good") && (
            <Button
              variant="quiet"
              aria-expanded={hasList}
              aria-controls={listId}
              isInactive={issues.length === 0}
              onPress={() => setListOpen(!isListOpen)}
            >
              {summarizeIssues(issues)}
            </Button>
          )}
        </div>
        <IconButton icon="undo" label="Undo" isInactive={!canUndo} onPress={props.onUndo} />
        <IconButton icon="redo" label="Redo" isInactive={!canRedo} onPress={props.onRedo} />
        <Button isInactive={!canDiscard} onPress={props.onDiscard}>
          <span>
            Discard<span className="wide-only"> changes</span>
          </span>
        </Button>
        <Button variant="primary" isInactive={!status.canReview} onPress={props.onReview}>
          Review changes
        </Button>
      </div>
    </section>
  );
}

/** Counts issues by severity, such as "2 errors, 1 note". */
function summarizeIssues(issues: readonly Issue[]): string {
  if (issues.length === 0) return "No problems found";
  const counts = [
    ["error", "error"],
    ["warning", "warning"],
    ["info", "note"],
  ].flatMap(([severity, noun = ""]) => {
    const count = issues.filter((issue) => issue.severity === severity).length;
    return count === 0 ? [] : [plural(count, noun)];
  });
  return counts.join(", ");
}

/** Maximum number of requests and of effects that are listed. */
const MAX_LISTED = 5;

function hasDetails(outcome: SaveOutcome | undefined): boolean {
  if (outcome === undefined) return false;
  const { error, drift = [], concurrentChanges = [] } = outcome;
  return drift.length + concurrentChanges.length > 0 || (error !== undefined && hasErrorDetails(error));
}

/** Returns true if an error says more than the status: the requests that were done, or what the server said. */
function hasErrorDetails(error: ConnectError): boolean {
  return error.done.length > 0 || listServerMessages(error).length > 0;
}

/** The HTTP statuses for which the server explains a refusal. The status of the save bar explains the other ones. */
const EXPLAINED_STATUSES: ReadonlySet<number | undefined> = new Set([400, 409, 412, 422]);

/** Returns what the server said about the whole request. */
function listServerMessages({ status, issues }: ConnectError): string[] {
  if (!EXPLAINED_STATUSES.has(status)) return [];
  return issues.filter(({ path }) => path.length === 0).map(({ message }) => message);
}

/** Shows what the last save did beside what was wanted: its failed part, other changes, and what the server stored in another way. */
function OutcomeDetails({ outcome }: { outcome: SaveOutcome }) {
  const { error, remaining = [], drift = [], concurrentChanges = [] } = outcome;
  return (
    <>
      {error !== undefined && hasErrorDetails(error) && (
        <Banner tone="error" isAlert>
          {error.done.length > 0 && (
            <>
              <p>Saved:</p>
              <StepList label="Saved requests" steps={error.done.map(({ step }) => step)} />
              {remaining.length > 0 && <p>Not saved yet:</p>}
              <StepList label="Requests that are left" steps={remaining} />
            </>
          )}
          {listServerMessages(error).map((message) => (
            <p key={message}>{message}</p>
          ))}
        </Banner>
      )}
      {concurrentChanges.length > 0 && (
        <EffectBanner title="Someone else changed this connection while you edited it:" effects={concurrentChanges} />
      )}
      {drift.length > 0 && <EffectBanner title="The server saved something different:" effects={drift} />}
    </>
  );
}

function StepList({ label, steps }: { label: string; steps: readonly PlanStep[] }) {
  if (steps.length === 0) return null;
  return (
    <ul aria-label={label}>
      {steps.slice(0, MAX_LISTED).map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a request
        <li key={index}>{describeStep(step)}</li>
      ))}
      {steps.length > MAX_LISTED && <li>And {plural(steps.length - MAX_LISTED, "request")} more.</li>}
    </ul>
  );
}

function EffectBanner({ title, effects }: { title: string; effects: readonly Effect[] }) {
  return (
    <Banner tone="warning">
      <p>{title}</p>
      <ul>
        {effects.slice(0, MAX_LISTED).map(({ summary }) => (
          <li key={summary}>{summary}</li>
        ))}
        {effects.length > MAX_LISTED && <li>And {plural(effects.length - MAX_LISTED, "change")} more.</li>}
      </ul>
    </Banner>
  );
}
