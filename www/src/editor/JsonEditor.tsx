import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, redo, undo } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { type Diagnostic, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, type Extension, StateEffect, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { type ConnectionDraft, type Issue, jsonSchema, type Messages, validate } from "connection-update";
import { type RefObject, useEffect, useRef, useState } from "react";
import { findRoundedNumbers, namesIn, parseWhole, pathOf, type Range, rangeAt, valueAt } from "../lib/json-paths.ts";
import type { Path } from "../lib/path.ts";
import { describe, membersOf, optionsOf, type Schema, schemasAt } from "../lib/schema.ts";
import "./JsonEditor.css";
import { RULES } from "./rules.ts";
import type { TextProblem } from "./status.ts";

/** Delay between the last keystroke and the application of the text to the draft, in milliseconds. */
const PAUSE_MS = 120;

/** Maximum number of issues that are marked in the text. The issue list shows all issues. */
const MAX_MARKS = 200;

/** Text that has an issue with one of these codes cannot be parsed without loss. */
const LOSSY_CODES = new Set(["invalid-json", "duplicate-key", "lone-surrogate", "too-deep", "too-large"]);

/** Codes of issues that are about the name of a member and not about its value. */
const NAME_CODES = new Set(["unknown-field", "read-only-field", "duplicate-key", "inapplicable-field"]);

/** Options with the rules of a draft. A draft accepts read-only fields. */
const VALIDATE_OPTIONS = { rules: { ...RULES, "read-only-field": "off" } } as const;

/** The schema for completion and hints. With strict rules, it includes the rules of both sources of the contract. */
const SCHEMA = jsonSchema({ rules: "strict" }) as Schema;

/** Marks a change of the text that comes from the draft. Such a change is not applied to the draft again. */
const fromDraft = Annotation.define<true>();

/** Reports that the issues of the draft have changed, so that the text is marked again. */
const issuesChanged = StateEffect.define();

/** The actions that the editor offers to other components. */
export interface JsonEditorHandle {
  /** Selects the text of an issue and scrolls to it. */
  reveal(issue: Issue): void;
  /** Replaces the text with the JSON of the draft. */
  discard(): void;
  /** Undoes the last edit of a text that cannot be applied to the draft. */
  undo(): void;
}

interface JsonEditorProps {
  draft: ConnectionDraft;
  /** The issues of the draft. Some are about its edits, or are reported by the server, so that the text alone does not have them. */
  issues: readonly Issue[];
  handle: RefObject<JsonEditorHandle | undefined>;
  /** True during a save, so that the user cannot edit the text. */
  isReadOnly: boolean;
  /** The console's own messages. */
  messages: Messages;
  /** Called with the reason why the text cannot be applied to the draft, and with `undefined` when it can. */
  onProblem: (problem: TextProblem | undefined) => void;
}

/** A text editor for the connection as JSON. Edits of the text change the draft, and edits of the draft change the text. */
export default function JsonEditor({ draft, issues, messages, handle, isReadOnly, onProblem }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const [readOnlyCompartment] = useState(() => new Compartment());
  const editor = useRef<EditorView>(undefined);
  const latestIssues = useRef(issues);

  useEffect(() => {
    editor.current?.dispatch({ effects: readOnlyCompartment.reconfigure(EditorState.readOnly.of(isReadOnly)) });
  }, [readOnlyCompartment, isReadOnly]);

  useEffect(() => {
    latestIssues.current = issues;
    editor.current?.dispatch({ effects: issuesChanged.of(null) });
  }, [issues]);

  useEffect(() => {
    if (host.current === null) return;
    // In a shadow root, the editor uses adopted style sheets, which the Content-Security-Policy allows.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    /** True while `draft.replace` runs. The draft then notifies the editor, which must not change the text. */
    let isApplying = false;
    /** True if the text cannot be applied to the draft. */
    let isDetached = false;
    let pause: ReturnType<typeof setTimeout> | undefined;

    function cancelPendingApply() {
      clearTimeout(pause);
      pause = undefined;
    }

    /** Applies the text to the draft if the text has changed since it was last applied. */
    function applyText() {
      if (pause === undefined) return;
      cancelPendingApply();
      const { value, problem } = parseObject(view.state, messages);
      isDetached = problem !== undefined;
      onProblem(problem);
      if (value === undefined) return;
      isApplying = true;
      draft.replace(value as typeof draft.value);
      isApplying = false;
    }

    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: jsonOf(draft),
        extensions: [
          ...APPEARANCE_EXTENSIONS,
          ...ASSISTANCE_EXTENSIONS,
          linter((view) => createDiagnostics(view, isDetached ? [] : latestIssues.current, messages), {
            delay: PAUSE_MS,
            needsRefresh: ({ transactions }) =>
              transactions.some(({ effects }) => effects.some((effect) => effect.is(issuesChanged))),
          }),
          history(),
          // Undo normally changes the draft. If the text cannot be applied to the draft, undo changes the text instead.
          keymap.of([
            { key: "Mod-z", run: (view) => isDetached && undo(view), stopPropagation: true },
            { key: "Mod-Shift-z", run: (view) => isDetached && redo(view), stopPropagation: true },
          ]),
          readOnlyCompartment.of([]),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged || update.transactions.some((transaction) => transaction.annotation(fromDraft)))
              return;
            cancelPendingApply();
            pause = setTimeout(applyText, PAUSE_MS);
          }),
          EditorView.domEventHandlers({
            // Applies the text before the draft is used by a shortcut such as undo, or by an action outside the editor.
            keydown: ({ ctrlKey, metaKey }) => {
              if (ctrlKey || metaKey) applyText();
            },
            blur: () => {
              applyText();
              draft.checkpoint();
            },
          }),
        ],
      }),
    });

    editor.current = view;
    /** Replaces the text with the JSON of the draft, as one small change. */
    function discard() {
      cancelPendingApply();
      isDetached = false;
      onProblem(undefined);
      const change = findReplacement(view.state.doc.toString(), jsonOf(draft));
      const annotations = [fromDraft.of(true), Transaction.addToHistory.of(false)];
      if (change !== undefined) view.dispatch({ changes: change, annotations });
    }

    handle.current = {
      reveal(issue) {
        const { from, to } = rangeOf(issue, view.state);
        const effects = EditorView.scrollIntoView(from, { y: "center" });
        view.dispatch({ selection: { anchor: from, head: to }, effects });
        view.focus();
      },
      discard,
      undo: () => undo(view),
    };

    const unsubscribe = draft.subscribe(() => {
      // The draft was edited outside the editor. The new JSON also replaces text that is not applied yet.
      if (!isApplying) discard();
    });

    return () => {
      applyText();
      unsubscribe();
      handle.current = undefined;
      // The form is shown next. It can show the draft, because the draft contains the last valid text.
      onProblem(undefined);
      view.destroy();
    };
  }, [draft, readOnlyCompartment, handle, messages, onProblem]);

  return (
    <section className="card" aria-labelledby="raw-title">
      <h2 id="raw-title">Connection as JSON</h2>
      <p className="hint">
        The whole connection, in sync with the form. Ctrl+Space suggests, Ctrl+F finds; hover over a key to see what it
        accepts.
      </p>
      <div ref={host} className="raw-host" data-testid="raw" />
    </section>
  );
}

/** The message for a number that JavaScript cannot represent. */
const ROUNDED_MESSAGE = "This number has more digits than the form can keep. Nothing is saved until it is shorter.";

/**
 * Parses the text. Returns the problem if the text is not a JSON object, or if parsing would lose a part of it. Otherwise returns
 * the value.
 */
function parseObject(state: EditorState, messages: Messages): { value?: object; problem?: TextProblem } {
  const text = state.doc.toString();
  const lossy = validate(text, { ...VALIDATE_OPTIONS, messages }).issues.find(({ code }) => LOSSY_CODES.has(code));
  if (lossy !== undefined) return { problem: describeProblem(lossy, state) };
  parseWhole(state);
  const [rounded] = findRoundedNumbers(state);
  if (rounded !== undefined) return { problem: { message: ROUNDED_MESSAGE, ...positionAt(state, rounded.from) } };
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { value };
  return { problem: { message: "The connection must be a JSON object.", ...positionAt(state, 0) } };
}

function describeProblem(issue: Issue, state: EditorState): TextProblem {
  return {
    message: issue.message,
    ...positionAt(state, rangeOf(issue, state).from),
    ...(issue.code === "invalid-json" && { isSyntax: true }),
  };
}

/** Returns the line and the column of an offset, from 1. */
function positionAt(state: EditorState, offset: number): { line: number; column: number } {
  const { number, from } = state.doc.lineAt(offset);
  return { line: number, column: offset - from + 1 };
}

function jsonOf(draft: ConnectionDraft): string {
  return JSON.stringify(draft.value, null, 2);
}

/** Returns the smallest single replacement that turns `before` into `after`. A small replacement preserves the selection. */
function findReplacement(before: string, after: string) {
  if (before === after) return undefined;
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let [end, endAfter] = [before.length, after.length];
  while (end > start && endAfter > start && before[end - 1] === after[endAfter - 1]) {
    end--;
    endAfter--;
  }
  return { from: start, to: end, insert: after.slice(start, endAfter) };
}

/** Returns the marks of the text: the issues of the text itself, and the errors that only the draft knows. */
function createDiagnostics({ state }: EditorView, ofDraft: readonly Issue[], messages: Messages): Diagnostic[] {
  parseWhole(state);
  const found = validate(state.doc.toString(), { ...VALIDATE_OPTIONS, messages }).issues;
  const keyOf = ({ code, pointer }: Issue) => `${code} ${pointer}`;
  const known = new Set(found.map(keyOf));
  const added = ofDraft.filter((issue) => issue.severity === "error" && !known.has(keyOf(issue)));
  const issues = [...added, ...found].slice(0, MAX_MARKS);
  return [
    ...issues.map((issue) => ({
      ...rangeOf(issue, state),
      severity: issue.severity,
      source: issue.code,
      message: issue.message,
    })),
    ...findRoundedNumbers(state)
      .slice(0, MAX_MARKS)
      .map((range) => ({ ...range, severity: "error" as const, message: ROUNDED_MESSAGE })),
  ];
}

function rangeOf({ code, path, params }: Issue, state: EditorState): Range {
  if (code !== "invalid-json") return rangeAt(state, path, NAME_CODES.has(code) ? "name" : "value");
  // A syntax error has a line and a column, but not a path.
  const { line, column } = params as { line: number; column: number };
  const at = state.doc.line(Math.min(line, state.doc.lines));
  const to = Math.min(at.from + column, at.to);
  return { from: Math.max(to - 1, at.from), to };
}

/** Returns the schemas that apply at a path of the text. */
const findSchemas = (state: EditorState, path: Path) => schemasAt(SCHEMA, path, (parent) => valueAt(state, parent));

function complete(context: CompletionContext): CompletionResult | null {
  const { state, pos, explicit } = context;
  const node = syntaxTree(state).resolveInner(pos, -1);
  const owner = node.name === "PropertyName" ? node.parent?.parent : node.name === "Object" ? node : undefined;
  if (owner?.name === "Object") {
    const isNamed = node.name === "PropertyName";
    if (!isNamed && !explicit) return null;
    const taken = new Set(namesIn(state, owner));
    const options = membersOf(findSchemas(state, pathOf(state, owner))).filter(
      ({ name, schemas: memberSchemas }) => !taken.has(name) && !memberSchemas.some(({ readOnly }) => readOnly),
    );
    return {
      from: isNamed ? node.from : pos,
      ...(isNamed && { to: node.to }),
      options: options.map(({ name, isRequired, schemas: memberSchemas }) => ({
        label: `"${name}"`,
        type: "property",
        detail: describe(memberSchemas, isRequired).join(", "),
        boost: isRequired ? 1 : 0,
        ...(!isNamed && { apply: `"${name}": ` }),
      })),
    };
  }
  const word = context.matchBefore(/"?[\w-]*/);
  if (!explicit && node.name !== "String") return null;
  const options = optionsOf(findSchemas(state, pathOf(state, node)));
  const isText = node.name === "String";
  return {
    from: isText ? node.from : (word?.from ?? pos),
    ...(isText && { to: node.to }),
    // Offers all options, because an option replaces the current value.
    filter: false,
    options: options.map((option) => ({ label: JSON.stringify(option), type: "enum" })),
  };
}

const memberHints = hoverTooltip(({ state }, pos) => {
  const node = syntaxTree(state).resolveInner(pos, 1);
  if (node.name !== "PropertyName" && node.name !== "String") return null;
  const path = pathOf(state, node);
  const name = path.at(-1);
  if (typeof name !== "string") return null;
  const member = membersOf(findSchemas(state, path.slice(0, -1))).find((other) => other.name === name);
  if (member === undefined) return null;
  return {
    pos: node.from,
    end: node.to,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "cm-about";
      dom.append(Object.assign(document.createElement("strong"), { textContent: name }));
      for (const line of describe(findSchemas(state, path), member.isRequired)) {
        dom.append(Object.assign(document.createElement("div"), { textContent: line }));
      }
      return { dom };
    },
  };
});

/** The labels of the search panel, by the labels of the library. */
const SEARCH_PHRASES = {
  next: "Next",
  previous: "Previous",
  all: "Select all",
  replace: "Replace",
  "replace all": "Replace all",
  "match case": "Match case",
  regexp: "Regular expression",
  "by word": "Whole words",
};

/** Returns the height of the part of an element that the save bar covers, in pixels. */
function coveredHeight(element: Element): number {
  const bar = document.getElementById("save-area")?.getBoundingClientRect();
  if (bar === undefined) return 0;
  return Math.min(bar.height, Math.max(0, element.getBoundingClientRect().bottom - bar.top));
}

const ASSISTANCE_EXTENSIONS: Extension[] = [
  json(),
  lintGutter(),
  autocompletion({ override: [complete], icons: false }),
  memberHints,
  bracketMatching(),
  indentOnInput(),
  search({ top: true, scrollToMatch: (range) => EditorView.scrollIntoView(range, { y: "center" }) }),
  EditorState.phrases.of(SEARCH_PHRASES),
  EditorView.scrollMargins.of((view) => ({ bottom: coveredHeight(view.scrollDOM) })),
  keymap.of([...completionKeymap, ...lintKeymap, ...searchKeymap, ...defaultKeymap]),
];

const APPEARANCE_EXTENSIONS: Extension[] = [
  lineNumbers(),
  drawSelection(),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ "aria-label": "JSON text", spellcheck: "false", tabindex: "0" }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: "var(--accent)" },
      { tag: tags.string, color: "var(--good)" },
      { tag: [tags.number, tags.bool, tags.null], color: "var(--warning)" },
      { tag: tags.invalid, color: "var(--error)" },
    ]),
  ),
  EditorView.theme({
    "&": { height: "100%", fontSize: "0.8125rem", color: "var(--ink)", backgroundColor: "var(--surface)" },
    // The frame around the editor shows the focus.
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "ui-monospace, SFMono-Regular, Menlo, monospace", lineHeight: "1.6" },
    ".cm-content": { caretColor: "var(--ink)" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-gutters": { color: "var(--soft)", backgroundColor: "var(--sunken)", border: "none" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      background: "color-mix(in srgb, var(--accent) 28%, transparent)",
    },
    ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--surface)", border: "1px solid var(--line)" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--accent-ink)", backgroundColor: "var(--accent)" },
    ".cm-completionDetail": { marginLeft: "1em", fontStyle: "normal", opacity: "0.75" },
    ".cm-about": { padding: "0.4em 0.7em", maxWidth: "24rem" },
    ".cm-diagnostic": { padding: "0.4em 0.7em" },
    ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--sunken)" },
    ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
    ".cm-panel.cm-search": { padding: "0.5rem 2rem 0.5rem 0.5rem" },
    ".cm-panel.cm-search label": { fontSize: "0.875rem" },
    ".cm-textfield": {
      color: "inherit",
      backgroundColor: "var(--surface)",
      border: "1px solid var(--line-strong)",
      borderRadius: "0.25rem",
      fontSize: "0.875rem",
    },
    ".cm-button": {
      color: "inherit",
      backgroundColor: "var(--surface)",
      backgroundImage: "none",
      border: "1px solid var(--line-strong)",
      borderRadius: "0.25rem",
      fontSize: "0.875rem",
    },
    // A dashed line is visible where colours are forced. The marks of the editor are background images.
    "@media (forced-colors: active)": {
      ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy Mark" },
      ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline dashed" },
      ".cm-lintRange-info": { backgroundImage: "none", textDecoration: "underline dotted" },
    },
  }),
];
