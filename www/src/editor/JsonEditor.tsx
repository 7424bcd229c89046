import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, redo, undo } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { type Diagnostic, forceLinting, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, type Extension, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { type ConnectionDraft, type Issue, jsonSchema, validate } from "connection-update";
import { type RefObject, useEffect, useRef, useState } from "react";
import { findRoundedNumbers, namesIn, parseWhole, pathOf, type Range, rangeAt, valueAt } from "../lib/json-paths.ts";
import type { Path } from "../lib/path.ts";
import { describe, membersOf, optionsOf, type Schema, schemasAt } from "../lib/schema.ts";

/** Delay between the last keystroke and the application of the text to the draft, in milliseconds. */
const PAUSE_MS = 120;

/** Maximum number of issues that are marked in the text. The issue list shows all issues. */
const MAX_MARKS = 200;

/** Text that has an issue with one of these codes cannot be parsed without loss. */
const LOSSY_CODES = new Set(["invalid-json", "duplicate-key", "lone-surrogate", "too-deep", "too-large"]);

/** Codes of issues that are about the name of a member and not about its value. */
const NAME_CODES = new Set(["unknown-field", "read-only-field", "duplicate-key", "inapplicable-field"]);

/** Options with the rules of a draft. A draft accepts read-only fields. */
const VALIDATE_OPTIONS = { rules: { "read-only-field": "off" } } as const;

/** The schema for completion and hints. With strict rules, it includes the rules of both sources of the contract. */
const SCHEMA = jsonSchema({ rules: "strict" }) as Schema;

/** Marks a change of the text that comes from the draft. Such a change is not applied to the draft again. */
const fromDraft = Annotation.define<true>();

/** The actions that the editor offers to other components. */
export interface JsonEditorHandle {
  /** Selects the text of an issue and scrolls to it. */
  reveal(issue: Issue): void;
  /** Replaces the text with the JSON of the draft. */
  discard(): void;
}

interface JsonEditorProps {
  draft: ConnectionDraft;
  /** The issues that the platform reported for the last save. */
  rejected: Issue[];
  handle: RefObject<JsonEditorHandle | undefined>;
  /** True during a save, so that the user cannot edit the text. */
  isReadOnly: boolean;
  /** True if the text cannot be applied to the draft. */
  isInvalid: boolean;
  onInvalid: (isInvalid: boolean) => void;
}

/** A text editor for the connection as JSON. Edits of the text change the draft, and edits of the draft change the text. */
export default function JsonEditor({ draft, rejected, handle, isReadOnly, isInvalid, onInvalid }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const [readOnlyCompartment] = useState(() => new Compartment());
  const editor = useRef<EditorView>(undefined);
  const latestRejected = useRef(rejected);

  useEffect(() => {
    editor.current?.dispatch({ effects: readOnlyCompartment.reconfigure(EditorState.readOnly.of(isReadOnly)) });
  }, [readOnlyCompartment, isReadOnly]);

  useEffect(() => {
    latestRejected.current = rejected;
    if (editor.current !== undefined) forceLinting(editor.current);
  }, [rejected]);

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
      const next = parseObject(view.state);
      isDetached = next === undefined;
      onInvalid(isDetached);
      if (next === undefined) return;
      isApplying = true;
      draft.replace(next as typeof draft.value);
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
          linter((view) => createDiagnostics(view, latestRejected.current), { delay: PAUSE_MS }),
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
      onInvalid(false);
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
      onInvalid(false);
      view.destroy();
    };
  }, [draft, readOnlyCompartment, handle, onInvalid]);

  return (
    <section className="card raw" aria-label="Raw JSON">
      <p className="hint">
        The connection as it would be stored, in step with the form. Ctrl+Space completes; what a name means is told
        where you point at it.
      </p>
      <div ref={host} className="raw-host" data-testid="raw" />
      <p className="status" role="status">
        {isInvalid &&
          "This cannot be read as a JSON object yet. Finish it, undo (Ctrl+Z), or press Reset: nothing is saved until then."}
      </p>
    </section>
  );
}

/** Parses the text. Returns `undefined` if the text is not a JSON object, or if parsing would lose a part of it. */
function parseObject(state: EditorState): object | undefined {
  const text = state.doc.toString();
  if (validate(text, VALIDATE_OPTIONS).issues.some(({ code }) => LOSSY_CODES.has(code))) return undefined;
  parseWhole(state);
  if (findRoundedNumbers(state).length > 0) return undefined;
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
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

function createDiagnostics({ state }: EditorView, rejected: Issue[]): Diagnostic[] {
  parseWhole(state);
  const issues = [...rejected, ...validate(state.doc.toString(), VALIDATE_OPTIONS).issues].slice(0, MAX_MARKS);
  return [
    ...issues.map((issue) => ({
      ...rangeOf(issue, state),
      severity: issue.severity,
      source: issue.code,
      message: issue.message,
    })),
    ...findRoundedNumbers(state)
      .slice(0, MAX_MARKS)
      .map((range) => ({ ...range, severity: "error" as const, message: "the form would round this number" })),
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

const ASSISTANCE_EXTENSIONS: Extension[] = [
  json(),
  lintGutter(),
  autocompletion({ override: [complete], icons: false }),
  memberHints,
  bracketMatching(),
  indentOnInput(),
  keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap]),
];

const APPEARANCE_EXTENSIONS: Extension[] = [
  lineNumbers(),
  drawSelection(),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ "aria-label": "Connection as JSON", spellcheck: "false", tabindex: "0" }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: "var(--accent)" },
      { tag: tags.string, color: "var(--good)" },
      { tag: [tags.number, tags.bool, tags.null], color: "var(--warning)" },
      { tag: tags.invalid, color: "var(--error)" },
    ]),
  ),
  EditorView.theme({
    "&": { height: "100%", fontSize: "0.8125rem", color: "var(--ink)", backgroundColor: "var(--field)" },
    // The frame around the editor shows the focus.
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "ui-monospace, SFMono-Regular, Menlo, monospace", lineHeight: "1.6" },
    ".cm-content": { caretColor: "var(--ink)" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-gutters": { color: "var(--soft)", backgroundColor: "var(--code)", border: "none" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      background: "color-mix(in srgb, var(--accent) 28%, transparent)",
    },
    ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--card)", border: "1px solid var(--line)" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--accent-ink)", backgroundColor: "var(--accent)" },
    ".cm-completionDetail": { marginLeft: "1em", fontStyle: "normal", opacity: "0.75" },
    ".cm-about": { padding: "0.4em 0.7em", maxWidth: "24rem" },
    ".cm-diagnostic": { padding: "0.4em 0.7em" },
  }),
];
