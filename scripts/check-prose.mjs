// `node scripts/check-prose.mjs`: reads comments, documentation and messages, reports wording that is not plain English.
//
// Two rules: a documentation comment does not begin with a question word, and some words have a plainer one that says the
// same. "How we write" in CONTRIBUTING.md gives the reasons. Code in backticks and blocks of code do not count.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, root, run } from "./run.mjs";

/** Words that a documentation comment does not begin with. */
const OPENINGS = /^(What|Whether|How|Where|Who)\b/i;

/** The same, for the description of a parameter or a result. */
const TAG_OPENINGS =
  /@(?:param[ \t]+(?:\{[^\n]*\}[ \t]+)?\[?[\w.]+\]?|(?:returns?|throws)(?:[ \t]+\{[^\n]*\})?)[ \t]+(what|whether|how|where|who)\b/gi;

const PLACES = "(?:a|its|their|the|that|this|every|each|one|no|another)";

/** Wording to avoid, each with a plainer one. `\s` matches line breaks too. */
const WORDS = [
  [/\b(?:told|tells?|telling)\b/, "report, identify, distinguish, or `defaults to`"],
  [/\b(?:hears?|heard|hearing)\b/, "receive"],
  [/\b(?:stands?|stood|standing)\b(?!\sin\sfor)/, "is"],
  [/\basked\b/, "called, requested, required"],
  [/\b(?:keeps?|kept|keeping)\b[^.,;:()]{1,60}?\sfrom\s\w+ing\b/, "prevent"],
  [/\banswer(?:s|ed|ing)?\b/, "response, respond"],
  [/\bof\s(?:its|their)\sown\b/, "its own, a separate one"],
  [/\bverbs?\b/, "operation"],
  [/\bsound\b/, "valid"],
  [/\b(?:nobody|somebody|anybody|whoever)\b/, "a user, a caller, no one"],
  [/\b(?:holds?|held|holding)\b/, "contain, store, be true"],
  [/\bcarr(?:y|ies|ied|ying)\b/, "send, contain"],
  [/\banew\b/, "again"],
  [/\bmend(?:s|ed|ing)?\b/, "fix"],
  [/\bweigh(?:s|ed|ing)?\b/, "have a severity, have a size"],
  [/\ball\sthe\ssame\b/, "still"],
  [/\bfuller\sdescription\b/, "the archived specification"],
  [/\b(?:contenders?|peers?)\b/, "competitor"],
  [new RegExp(`\\b(?:at|of|to)\\s${PLACES}\\splaces?\\b`), "path"],
  [
    /(?<!\b(?:stays?|remains?|marked)\s)\bwhere\s(?:nothing|none|there\s(?:is|are|was|were)|it\s(?:is|was|has|had|does|can))\b/,
    "if",
  ],
  [/(?<!\bthere\s)\b(?:is|are|was|were)\sno\b(?!\s(?:longer|more))/i, "is not, has no"],
].map(([pattern, plain]) => [new RegExp(pattern.source.replaceAll("\\s", "\\s+"), `g${pattern.flags}`), plain]);

/** Wording that is right though it matches, each with the reason. `file` limits an entry to one file. */
export const EXCEPTIONS = [];

/**
 * Returns one sentence for each wording to change, with file and line.
 *
 * @param {string} file path below the root of the repository; its ending selects the language
 * @param {string} text
 */
export function proseProblems(file, text, exceptions = EXCEPTIONS) {
  const allowed = exceptions.filter((exception) => exception.file === undefined || exception.file === file);
  return passages(file, text).flatMap(({ prose, line, isDocumentation }) => {
    const lineAt = (index) => line + prose.slice(0, index).split("\n").length - 1;
    const report = (index, message) => ({ line: lineAt(index), message });
    const plain = prose.replace(/`[^`]*`|\]\([^)]*\)|\{@link[^}]*\}|https?:\S+/g, (code) =>
      code.replace(/[^\n]/g, " "),
    );
    const isAllowed = ({ index, 0: { length } }) =>
      allowed.some(({ wording }) => plain.slice(Math.max(0, index - 40), index + length + 40).includes(wording));
    const opening = isDocumentation ? OPENINGS.exec(plain.trimStart()) : null;
    const problems = WORDS.flatMap(([pattern, instead]) =>
      [...plain.matchAll(pattern)]
        .filter((found) => !isAllowed(found))
        .map((found) => report(found.index, `"${found[0].replace(/\s+/g, " ")}": prefer ${instead}`)),
    );
    if (opening !== null) {
      const index = plain.length - plain.trimStart().length;
      problems.push(report(index, `begins with "${opening[0]}": begin with a verb ("Returns") or a noun`));
    }
    for (const found of plain.matchAll(TAG_OPENINGS)) {
      problems.push(report(found.index, `describes with "${found[1]}": begin with a noun`));
    }
    return problems.sort((a, b) => a.line - b.line).map(({ line, message }) => `${file}:${line}: ${message}`);
  });
}

/** Returns the passages of prose in a file: each with its text, without comment marks, and its first line. */
function passages(file, text) {
  if (file.endsWith(".md")) return [{ prose: withoutCodeBlocks(text), line: 1, isDocumentation: false }];
  if (/\.(yml|toml)$/.test(file)) return merge(lineComments(text, /^[ \t]*(#)(.*)/gm));
  const isRust = file.endsWith(".rs");
  const tokens = [...text.matchAll(isRust ? RUST : SCRIPT)];
  const starts = lineStarts(text);
  const comments = tokens.flatMap(({ 0: token, index }) => {
    const isBlock = token.startsWith("/*");
    if (!isBlock && !token.startsWith("//")) return [];
    const mark = isBlock ? (token.startsWith("/**") ? "/**" : "/*") : /^\/\/[/!]?/.exec(token)[0];
    const body = isBlock ? token.slice(mark.length, -2).replace(/^[ \t]*\*/gm, "") : token.slice(mark.length);
    return [{ mark, prose: body, line: lineOf(starts, index), isAlone: isAlone(text, index) }];
  });
  return [...merge(comments), ...(isRust ? messages(file, text, tokens, starts) : [])];
}

/** Comments and strings of Rust, in the order of alternatives that their first characters allow. */
const RUST = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\br(#*)"[\s\S]*?"\1|"(?:\\[\s\S]|[^"\\])*"|'(?:\\(?:'|[^'\n]+)|[^'\\\n])'/g;

/** Comments, strings and patterns of JavaScript, TypeScript and CSS. */
const SCRIPT =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|(?<=[(,=:[!&|?{};]\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\//g;

/** Returns the messages of issue codes: the strings of `src/issue`. */
function messages(file, text, tokens, starts) {
  if (!file.startsWith("src/issue")) return [];
  const tests = text.indexOf("#[cfg(test)]\nmod tests");
  return tokens
    .filter(({ 0: token, index }) => token.startsWith('"') && (tests < 0 || index < tests))
    .map(({ 0: token, index }) => ({ prose: token.slice(1, -1), line: lineOf(starts, index), isDocumentation: false }));
}

/** Joins comments of one kind on consecutive lines. The first comment of a file documents the file. */
function merge(comments) {
  const merged = [];
  for (const comment of comments) {
    const last = merged.at(-1);
    const isNext =
      last !== undefined && comment.isAlone && comment.mark === last.mark && !comment.mark.startsWith("/*");
    if (isNext && last.line + last.prose.split("\n").length === comment.line) last.prose += `\n${comment.prose}`;
    else merged.push({ ...comment });
  }
  return merged.map(({ mark, prose, line }) => {
    const isDocumentation = ["///", "//!", "/**"].includes(mark) || (mark === "//" && line === 1);
    return { prose, line, isDocumentation };
  });
}

function lineComments(text, pattern) {
  const starts = lineStarts(text);
  return [...text.matchAll(pattern)].map(({ index, 1: mark, 2: prose }) => {
    return { mark, prose, line: lineOf(starts, index), isAlone: true };
  });
}

/** Returns true if nothing but space precedes a comment on its line. */
function isAlone(text, index) {
  return text.slice(text.lastIndexOf("\n", index - 1) + 1, index).trim() === "";
}

function withoutCodeBlocks(text) {
  return text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, " "));
}

function lineStarts(text) {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

function lineOf(starts, index) {
  let line = starts.findIndex((start) => start > index);
  if (line < 0) line = starts.length;
  return line;
}

/** The files with prose that people read. What is generated, or fixed by another's format, is left out. */
const INCLUDED = /^[^/]+\.md$|^docs\/guide\/.*\.md$|^\.github\/.*\.yml$|\.toml$|\.(rs|ts|tsx|cts|js|jsx|mjs|cjs|css)$/;
const EXCLUDED = /^tests\/types\/golden\/|^LICENSE/;

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { printed } = await run("git", ["ls-files", "--cached", "--others", "--exclude-standard"]);
    const files = printed.split("\n").filter((file) => INCLUDED.test(file) && !EXCLUDED.test(file));
    const problems = files.flatMap((file) => proseProblems(file, readFileSync(join(root, file), "utf8")));
    for (const problem of problems) console.log(problem);
    if (problems.length > 0) process.exitCode = 1;
  });
}
