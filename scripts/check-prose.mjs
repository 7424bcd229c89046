// `node scripts/check-prose.mjs`: reads comments, documents and messages, and reports wording that is not plain English.
//
// There are two rules. A documentation comment does not begin with a question word. No prose contains the wording in
// `AVOIDED_WORDING`, which also lists plainer wording. "How we write" in CONTRIBUTING.md gives the reasons. The rules do not
// apply to code in backticks and in blocks.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, root, run } from "./run.mjs";

/** Words that a documentation comment does not begin with. */
const QUESTION_WORDS = /^(What|Whether|How|Where|Who)\b/i;

/** Matches a tag, such as `@param`, whose description begins with a question word. */
const TAGS_WITH_QUESTION_WORD =
  /@(?:param[ \t]+(?:\{[^\n]*\}[ \t]+)?\[?[\w.]+\]?|(?:returns?|throws)(?:[ \t]+\{[^\n]*\})?)[ \t]+(what|whether|how|where|who)\b/gi;

/** Words that may be between the preposition and "place" in a pattern of `AVOIDED_WORDING`. */
const DETERMINERS = "(?:a|its|their|the|that|this|every|each|one|no|another)";

/** Wording to avoid, with plainer wording. In a pattern, `\s` matches any white space between two words, also a line break. */
const AVOIDED_WORDING = [
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
  [new RegExp(`\\b(?:at|of|to)\\s${DETERMINERS}\\splaces?\\b`), "path"],
  [
    /(?<!\b(?:stays?|remains?|marked)\s)\bwhere\s(?:nothing|none|there\s(?:is|are|was|were)|it\s(?:is|was|has|had|does|can))\b/,
    "if",
  ],
  [/(?<!\bthere\s)\b(?:is|are|was|were)\sno\b(?!\s(?:longer|more))/i, "is not, has no"],
].map(([pattern, alternative]) => [
  new RegExp(pattern.source.replaceAll("\\s", "\\s+"), `g${pattern.flags}`),
  alternative,
]);

/**
 * Wording that is right although a pattern of `AVOIDED_WORDING` matches it. Each entry is `{ wording, reason, file }`. An entry
 * with a `file` applies only to that file.
 */
export const ALLOWED_WORDING = [];

/**
 * Returns one sentence for each wording to avoid, with the file and the line.
 *
 * @param {string} file path below the root of the repository; its ending selects the language
 * @param {string} text
 */
export function findProseProblems(file, text, allowedWording = ALLOWED_WORDING) {
  const allowed = allowedWording.filter((entry) => entry.file === undefined || entry.file === file);
  return extractPassages(file, text).flatMap(({ prose, line, isDocumentation }) => {
    const lineAt = (index) => line + prose.slice(0, index).split("\n").length - 1;
    const report = (index, message) => ({ line: lineAt(index), message });
    const textWithoutCode = prose.replace(/`[^`]*`|\]\([^)]*\)|\{@link[^}]*\}|https?:\S+/g, (code) =>
      code.replace(/[^\n]/g, " "),
    );
    const isAllowed = ({ index, 0: { length } }) =>
      allowed.some(({ wording }) =>
        textWithoutCode.slice(Math.max(0, index - 40), index + length + 40).includes(wording),
      );
    const opening = isDocumentation ? QUESTION_WORDS.exec(textWithoutCode.trimStart()) : null;
    const problems = AVOIDED_WORDING.flatMap(([pattern, alternative]) =>
      [...textWithoutCode.matchAll(pattern)]
        .filter((found) => !isAllowed(found))
        .map((found) => report(found.index, `"${found[0].replace(/\s+/g, " ")}": prefer ${alternative}`)),
    );
    if (opening !== null) {
      const index = textWithoutCode.length - textWithoutCode.trimStart().length;
      problems.push(report(index, `begins with "${opening[0]}": begin with a verb ("Returns") or a noun`));
    }
    for (const found of textWithoutCode.matchAll(TAGS_WITH_QUESTION_WORD)) {
      problems.push(report(found.index, `describes with "${found[1]}": begin with a noun`));
    }
    return problems.sort((a, b) => a.line - b.line).map(({ line, message }) => `${file}:${line}: ${message}`);
  });
}

/** Returns the passages of prose in a file. Each has its text without comment marks, and the number of its first line. */
function extractPassages(file, text) {
  if (file.endsWith(".md")) return [{ prose: blankCodeBlocks(text), line: 1, isDocumentation: false }];
  if (/\.(yml|toml)$/.test(file)) return joinComments(findLineComments(text, /^[ \t]*(#)(.*)/gm));
  const isRust = file.endsWith(".rs");
  const tokens = [...text.matchAll(isRust ? RUST_TOKEN_PATTERN : JS_TOKEN_PATTERN)];
  const starts = findLineStarts(text);
  const comments = tokens.flatMap(({ 0: token, index }) => {
    const isBlock = token.startsWith("/*");
    if (!isBlock && !token.startsWith("//")) return [];
    const mark = isBlock ? (token.startsWith("/**") ? "/**" : "/*") : /^\/\/[/!]?/.exec(token)[0];
    const body = isBlock ? token.slice(mark.length, -2).replace(/^[ \t]*\*/gm, "") : token.slice(mark.length);
    return [{ mark, prose: body, line: lineOf(starts, index), startsLine: isFirstOnLine(text, index) }];
  });
  return [...joinComments(comments), ...(isRust ? extractMessages(file, text, tokens, starts) : [])];
}

/** Matches a comment, a string or a character of Rust. */
const RUST_TOKEN_PATTERN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\br(#*)"[\s\S]*?"\1|"(?:\\[\s\S]|[^"\\])*"|'(?:\\(?:'|[^'\n]+)|[^'\\\n])'/g;

/** Matches a comment, a string or a regular expression of JavaScript, TypeScript or CSS. */
const JS_TOKEN_PATTERN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|(?<=[(,=:[!&|?{};]\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\//g;

/** Returns the messages of issues, which are the strings in `src/issue`. Returns nothing for a file in another folder. */
function extractMessages(file, text, tokens, starts) {
  if (!file.startsWith("src/issue")) return [];
  const testsStart = text.indexOf("#[cfg(test)]\nmod tests");
  return tokens
    .filter(({ 0: token, index }) => token.startsWith('"') && (testsStart < 0 || index < testsStart))
    .map(({ 0: token, index }) => ({ prose: token.slice(1, -1), line: lineOf(starts, index), isDocumentation: false }));
}

/** Joins comments that have the same mark and are on consecutive lines. The first comment of a file documents the file. */
function joinComments(comments) {
  const merged = [];
  for (const comment of comments) {
    const last = merged.at(-1);
    const continuesLast =
      last !== undefined && comment.startsLine && comment.mark === last.mark && !comment.mark.startsWith("/*");
    if (continuesLast && last.line + last.prose.split("\n").length === comment.line) last.prose += `\n${comment.prose}`;
    else merged.push({ ...comment });
  }
  return merged.map(({ mark, prose, line }) => {
    const isDocumentation = ["///", "//!", "/**"].includes(mark) || (mark === "//" && line === 1);
    return { prose, line, isDocumentation };
  });
}

function findLineComments(text, pattern) {
  const starts = findLineStarts(text);
  return [...text.matchAll(pattern)].map(({ index, 1: mark, 2: prose }) => {
    return { mark, prose, line: lineOf(starts, index), startsLine: true };
  });
}

/** Returns true if only white space precedes a comment on its line. */
function isFirstOnLine(text, index) {
  return text.slice(text.lastIndexOf("\n", index - 1) + 1, index).trim() === "";
}

/** Replaces blocks of code with spaces, so that positions stay the same. */
function blankCodeBlocks(text) {
  return text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, " "));
}

/** Returns the position of the first character of each line. */
function findLineStarts(text) {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

/** Returns the number of the line that contains a position. The first line is 1. */
function lineOf(starts, index) {
  let line = starts.findIndex((start) => start > index);
  if (line < 0) line = starts.length;
  return line;
}

/** The files to check. Generated files and licenses are excluded, because their text cannot be changed here. */
const INCLUDED_FILES =
  /^[^/]+\.md$|^docs\/(index|architecture|guarantees|(guide|recipes)\/.*)\.md$|^\.github\/.*\.yml$|\.toml$|\.(rs|ts|tsx|cts|js|jsx|mjs|cjs|css)$/;
const EXCLUDED_FILES = /^tests\/types\/golden\/|^LICENSE/;

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { stdout } = await run("git", ["ls-files", "--cached", "--others", "--exclude-standard"]);
    const files = stdout.split("\n").filter((file) => INCLUDED_FILES.test(file) && !EXCLUDED_FILES.test(file));
    const problems = files.flatMap((file) => findProseProblems(file, readFileSync(join(root, file), "utf8")));
    for (const problem of problems) console.log(problem);
    if (problems.length > 0) process.exitCode = 1;
  });
}
