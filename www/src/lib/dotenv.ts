/** Converts between the text of a `.env` file and variables. */

export interface DotenvEntry {
  name: string;
  value: string;
  /** The line of the name, from 1. */
  line: number;
}

/** A part of the text that was not read, or a name that occurs twice. */
export interface DotenvProblem {
  /** The line of the problem, from 1. */
  line: number;
  /** One sentence for people. It contains no value. */
  message: string;
}

interface DotenvResult {
  /** The variables in the order of their lines. Their names are unique. */
  entries: DotenvEntry[];
  problems: DotenvProblem[];
}

const QUOTES = ["'", '"', "`"];
const ESCAPES = new Map(Object.entries({ n: "\n", r: "\r", t: "\t" }));

/** Reads every assignment. If a line cannot be read, reports the problem and continues with the next line. */
export function parseDotenv(text: string): DotenvResult {
  const entries = new Map<string, DotenvEntry>();
  const problems: DotenvProblem[] = [];
  let line = 1;
  let next = 0;
  for (let at = text.startsWith("\ufeff") ? 1 : 0; at < text.length; at = next) {
    next = findLineEnd(text, at) + 1;
    const source = text.slice(at, next);
    const equals = source.indexOf("=");
    if (/^\s*(#|$)/.test(source)) {
      // A blank line or a comment.
    } else if (equals < 0) {
      problems.push({ line, message: `Line ${line} has no = sign.` });
    } else {
      const name = source
        .slice(0, equals)
        .trim()
        .replace(/^export\s+/, "");
      const { value, problem, end } = readValue(text, at + equals + 1, line);
      next = end + 1;
      const message = problem ?? describeName(name, line);
      if (message !== undefined) problems.push({ line, message });
      else {
        const earlier = entries.get(name);
        if (earlier !== undefined) {
          problems.push({ line, message: `${name} is on line ${earlier.line} too. The last one counts.` });
        }
        entries.delete(name);
        entries.set(name, { name, value, line });
      }
    }
    line += text.slice(at, next).split("\n").length - 1;
  }
  return { entries: [...entries.values()], problems };
}

/** Reads the value that begins at `start`. `end` is the end of its last line. With a `problem`, the value is empty. */
function readValue(text: string, start: number, line: number): { value: string; problem?: string; end: number } {
  const end = findLineEnd(text, start);
  const source = text.slice(start, end);
  const quote = source.trimStart().charAt(0);
  if (!QUOTES.includes(quote)) return { value: source.replace(/[ \t]#.*$/s, "").trim(), end };
  const first = start + source.indexOf(quote) + 1;
  const last = findClosingQuote(text, first, quote);
  if (last < 0) return { value: "", problem: `The quote on line ${line} isn't closed.`, end };
  const lastEnd = findLineEnd(text, last);
  if (!/^\s*(#|$)/.test(text.slice(last + 1, lastEnd))) {
    // The quote after `NAME=` of a later line opens another value: the first value is not closed.
    const isOpening = last > end && /\n[^\n=]*=[ \t]*$/.test(text.slice(end, last));
    if (isOpening) return { value: "", problem: `The quote on line ${line} isn't closed.`, end };
    return { value: "", problem: `The value on line ${line} has text after its closing quote.`, end: lastEnd };
  }
  const raw = text.slice(first, last);
  const value = quote === '"' ? raw.replace(/\\([nrt"\\$])/g, (_, key) => ESCAPES.get(key) ?? key) : raw;
  return { value, end: lastEnd };
}

/** Returns the position of the closing quote, or -1. Only between double quotes does a backslash escape a quote. */
function findClosingQuote(text: string, start: number, quote: string): number {
  for (let at = text.indexOf(quote, start); at >= 0; at = text.indexOf(quote, at + 1)) {
    let backslashes = 0;
    while (quote === '"' && at - backslashes > start && text[at - backslashes - 1] === "\\") backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}

function findLineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}

/** Returns the problem of a name; `undefined` if the name is valid. */
function describeName(name: string, line: number): string | undefined {
  if (name === "") return `Line ${line} has no name before the = sign.`;
  return /\s/.test(name) ? `The name on line ${line} contains a space.` : undefined;
}

/** Writes one assignment for each variable. A comment replaces a variable whose name a `.env` file cannot express. */
export function formatDotenv(variables: readonly { name: string; value: string }[]): string {
  const lines = variables.map(({ name, value }) =>
    /^[^\s#=][^\s=]*$/.test(name)
      ? `${name}=${formatValue(value)}`
      : `# Left out: a .env file can't contain the name ${JSON.stringify(name)}.`,
  );
  return lines.map((line) => `${line}\n`).join("");
}

/** Quotes a value if necessary. Prefers single quotes: other readers unescape different sequences between double quotes. */
function formatValue(value: string): string {
  if (/^[\w.,:/@%+=~-]*$/.test(value)) return value;
  if (!/['\r]/.test(value)) return `'${value}'`;
  const escaped = value
    .replace(/[\\"$]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return `"${escaped}"`;
}

/**
 * Returns true if a pasted text is probably a part of a `.env` file, and not one value: if it has at least two assignments, or one
 * that begins with `export`, has a quoted value or is on one of several lines.
 */
export function looksLikeDotenv(text: string): boolean {
  const trimmed = text.trim();
  if (/^([{[<]|-----BEGIN )/.test(trimmed)) return false;
  const { entries, problems } = parseDotenv(trimmed);
  const count = entries.filter(({ name }) => /^[A-Za-z_][\w.-]*$/.test(name)).length;
  if (count <= entries.length - count + problems.length) return false;
  return count > 1 || trimmed.includes("\n") || /^export\s|^[^=]+=\s*["'`]/.test(trimmed);
}
