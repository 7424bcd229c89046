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
import { type ConnectionDraft, type Issue, jsonSchema, validateJson } from "connection-update";
import { type RefObject, useEffect, useRef, useState } from "react";
import { namesIn, parseWhole, pathOf, type Range, rangeAt, roundedNumbers, valueAt } from "../lib/json-paths.ts";
import { describe, membersOf, optionsOf, type Schema, schemasAt } from "../lib/schema.ts";

/** How long after the last keystroke the draft takes the text over, in milliseconds. */
const PAUSE_MS = 120;

/** How many issues are marked in the text; all of them are in the list. */
const MOST_MARKS = 200;

/** Issues with which a text cannot be taken for the value that is read from it. */
const MISREAD = new Set(["invalid-json", "duplicate-key", "lone-surrogate", "too-deep", "too-large"]);

/** Issues about a member rather than its value. */
const OF_NAMES = new Set(["unknown-field", "response-only-field", "duplicate-key", "misplaced-field"]);

/** As a draft judges: what belongs to responses is part of a connection. */
const OPTIONS = { rules: { "response-only-field": "off" } } as const;

/** For help, what the fuller description asks for counts too. */
const SCHEMA = jsonSchema({ rules: "strict" }) as Schema;

/** Marks a change that comes from the draft, so that it does not go back there. */
const fromDraft = Annotation.define<true>();

/** What can be asked of the editor while it is there. */
export interface RawHandle {
  /** Shows the place of an issue. */
  reveal(issue: Issue): void;
  /** Puts the text of the draft in place of what was typed. */
  discard(): void;
}

interface RawEditorProps {
  draft: ConnectionDraft;
  /** What the platform refused. */
  refused: Issue[];
  handle: RefObject<RawHandle | undefined>;
  /** While a save is under way, what is saved must be what was shown. */
  isReadOnly: boolean;
  /** Whether the text is no JSON object. */
  isBroken: boolean;
  onBroken: (isBroken: boolean) => void;
}

/** The whole connection as JSON text, in step with the form: what is typed here is edited there, and the other way. */
export default function RawEditor({ draft, refused, handle, isReadOnly, isBroken, onBroken }: RawEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const [editable] = useState(() => new Compartment());
  const shown = useRef<EditorView>(undefined);
  const also = useRef(refused);

  useEffect(() => {
    shown.current?.dispatch({ effects: editable.reconfigure(EditorState.readOnly.of(isReadOnly)) });
  }, [editable, isReadOnly]);

  useEffect(() => {
    also.current = refused;
    if (shown.current !== undefined) forceLinting(shown.current);
  }, [refused]);

  useEffect(() => {
    if (host.current === null) return;
    // In a shadow root, the editor's styles are adopted sheets, which a strict policy allows.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    let isTyping = false;
    /** Whether the text is none that the draft could take over. */
    let isApart = false;
    let pause: ReturnType<typeof setTimeout> | undefined;

    /** Forgets what was typed and not taken over. */
    function drop() {
      clearTimeout(pause);
      pause = undefined;
    }

    /** Takes over what was typed, without waiting for a pause. */
    function take() {
      if (pause === undefined) return;
      drop();
      const next = objectIn(view.state);
      isApart = next === undefined;
      onBroken(isApart);
      if (next === undefined) return;
      isTyping = true;
      draft.update(next as typeof draft.value);
      isTyping = false;
    }

    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: textOf(draft),
        extensions: [
          ...LOOKS,
          ...HELP,
          linter((view) => diagnostics(view, also.current), { delay: PAUSE_MS }),
          history(),
          // While the text is no draft, the draft knows of no edit to undo; else that is the draft's, as in the form.
          keymap.of([
            { key: "Mod-z", run: (view) => isApart && undo(view), stopPropagation: true },
            { key: "Mod-Shift-z", run: (view) => isApart && redo(view), stopPropagation: true },
          ]),
          editable.of([]),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged || update.transactions.some((one) => one.annotation(fromDraft))) return;
            drop();
            pause = setTimeout(take, PAUSE_MS);
          }),
          EditorView.domEventHandlers({
            // Undoing, and whatever is done elsewhere, finds all that was typed.
            keydown: ({ ctrlKey, metaKey }) => {
              if (ctrlKey || metaKey) take();
            },
            blur: () => {
              take();
              draft.checkpoint();
            },
          }),
        ],
      }),
    });

    shown.current = view;
    function discard() {
      drop();
      isApart = false;
      onBroken(false);
      const change = difference(view.state.doc.toString(), textOf(draft));
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

    const leave = draft.subscribe(() => {
      // What the draft says now counts, over what was being typed when it changed.
      if (!isTyping) discard();
    });

    return () => {
      take();
      leave();
      handle.current = undefined;
      // The form shows what was a JSON object last.
      onBroken(false);
      view.destroy();
    };
  }, [draft, editable, handle, onBroken]);

  return (
    <section className="card raw" aria-label="Raw JSON">
      <p className="hint">
        The connection as it would be stored, in step with the form. Ctrl+Space completes; what a name means is told
        where you point at it.
      </p>
      <div ref={host} className="raw-host" data-testid="raw" />
      <p className="status" role="status">
        {isBroken &&
          "This cannot be read as a JSON object yet. Finish it, undo (Ctrl+Z), or press Reset: nothing is saved until then."}
      </p>
    </section>
  );
}

/** The object that the text holds, where it can be read as one and as nothing else. */
function objectIn(state: EditorState): object | undefined {
  const text = state.doc.toString();
  if (validateJson(text, OPTIONS).issues.some(({ code }) => MISREAD.has(code))) return undefined;
  parseWhole(state);
  if (roundedNumbers(state).length > 0) return undefined;
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

function textOf(draft: ConnectionDraft): string {
  return JSON.stringify(draft.value, null, 2);
}

/** The one change that makes a text of another, so that the selection stays where it is. */
function difference(before: string, after: string) {
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

function diagnostics({ state }: EditorView, refused: Issue[]): Diagnostic[] {
  parseWhole(state);
  const issues = [...refused, ...validateJson(state.doc.toString(), OPTIONS).issues].slice(0, MOST_MARKS);
  return [
    ...issues.map((issue) => ({
      ...rangeOf(issue, state),
      severity: issue.severity,
      source: issue.code,
      message: issue.message,
    })),
    ...roundedNumbers(state)
      .slice(0, MOST_MARKS)
      .map((range) => ({ ...range, severity: "error" as const, message: "the form would round this number" })),
  ];
}

function rangeOf({ code, path, params }: Issue, state: EditorState): Range {
  if (code !== "invalid-json") return rangeAt(state, path, OF_NAMES.has(code) ? "name" : "value");
  // Not JSON: the place is a line and a column.
  const { line, column } = params as { line: number; column: number };
  const at = state.doc.line(Math.min(line, state.doc.lines));
  const to = Math.min(at.from + column, at.to);
  return { from: Math.max(to - 1, at.from), to };
}

/** What the schema knows at a place of the text. */
const schemas = (state: EditorState, path: readonly (string | number)[]) =>
  schemasAt(SCHEMA, path, (around) => valueAt(state, around));

function complete(context: CompletionContext): CompletionResult | null {
  const { state, pos, explicit } = context;
  const node = syntaxTree(state).resolveInner(pos, -1);
  const owner = node.name === "PropertyName" ? node.parent?.parent : node.name === "Object" ? node : undefined;
  if (owner?.name === "Object") {
    const isNamed = node.name === "PropertyName";
    if (!isNamed && !explicit) return null;
    const taken = new Set(namesIn(state, owner));
    const options = membersOf(schemas(state, pathOf(state, owner))).filter(
      ({ name, schemas: own }) => !taken.has(name) && !own.some(({ readOnly }) => readOnly),
    );
    return {
      from: isNamed ? node.from : pos,
      ...(isNamed && { to: node.to }),
      options: options.map(({ name, isRequired, schemas: own }) => ({
        label: `"${name}"`,
        type: "property",
        detail: describe(own, isRequired).join(", "),
        boost: isRequired ? 1 : 0,
        ...(!isNamed && { apply: `"${name}": ` }),
      })),
    };
  }
  const word = context.matchBefore(/"?[\w-]*/);
  if (!explicit && node.name !== "String") return null;
  const options = optionsOf(schemas(state, pathOf(state, node)));
  const isText = node.name === "String";
  return {
    from: isText ? node.from : (word?.from ?? pos),
    ...(isText && { to: node.to }),
    // What stands there is to be chosen anew, not to be completed.
    filter: false,
    options: options.map((option) => ({ label: JSON.stringify(option), type: "enum" })),
  };
}

const hover = hoverTooltip(({ state }, pos) => {
  const node = syntaxTree(state).resolveInner(pos, 1);
  if (node.name !== "PropertyName" && node.name !== "String") return null;
  const path = pathOf(state, node);
  const name = path.at(-1);
  if (typeof name !== "string") return null;
  const member = membersOf(schemas(state, path.slice(0, -1))).find((one) => one.name === name);
  if (member === undefined) return null;
  return {
    pos: node.from,
    end: node.to,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "cm-about";
      dom.append(Object.assign(document.createElement("strong"), { textContent: name }));
      for (const line of describe(schemas(state, path), member.isRequired)) {
        dom.append(Object.assign(document.createElement("div"), { textContent: line }));
      }
      return { dom };
    },
  };
});

const HELP: Extension[] = [
  json(),
  lintGutter(),
  autocompletion({ override: [complete], icons: false }),
  hover,
  bracketMatching(),
  indentOnInput(),
  keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap]),
];

const LOOKS: Extension[] = [
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
    // What is around it shows the focus.
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
