// `node scripts/check-imports.mjs`: reads the Rust sources, reports every import that leads upwards and every circle.
//
// `src` is a list of rooms: a folder or a file each, in the order of `ROOMS`. A room uses only those above it, and inside
// a room no two files use each other, directly or through others. A name counts for the file that defines it, even if it
// is imported by way of a re-export. For TypeScript, `biome.json` has the same rules.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, root } from "./run.mjs";

/** The rooms of `src` from the top. `lib` is the root of the crate, which re-exports. */
export const ROOMS = [
  "text",
  "path",
  "json",
  "issue",
  "contract",
  "url",
  "connection",
  "validate",
  "operations",
  "http",
  "wasm",
  "lib",
];

/**
 * Returns one sentence for each import that breaks the order, with file and line.
 *
 * @param {Record<string, string>} files source text by path below `src`, such as `json/tape.rs`
 * @param {string[]} rooms
 */
export function importProblems(files, rooms = ROOMS) {
  const modules = new Map(Object.entries(files).map(([file, text]) => [moduleOf(file).join("::"), parse(file, text)]));
  const edges = [...modules.values()].flatMap((module) => edgesOf(module, modules));
  const rank = (file) => rooms.indexOf(roomOf(file));
  const homeless = Object.keys(files).filter((file) => rank(file) < 0);
  const upwards = edges.filter(({ from, to }) => rank(from) >= 0 && rank(to) > rank(from));
  const inside = edges.filter(({ from, to }) => roomOf(from) === roomOf(to));
  return [
    ...homeless.map((file) => `src/${file}: \`${roomOf(file)}\` is not in the list of rooms`),
    ...upwards.map((edge) => `${show(edge)}: ${roomOf(edge.to)} comes after ${roomOf(edge.from)}`),
    ...circles(inside).map((circle) => `${circle.map(show).join(", ")}: a circle`),
  ];
}

function show({ from, line, to, name }) {
  return `src/${from}:${line} -> src/${to} (${name})`;
}

function roomOf(file) {
  return file.split("/")[0].replace(/\.rs$/, "");
}

/** Returns the module that a file is: `["json", "tape"]` for `json/tape.rs`, `["json"]` for `json/mod.rs`. */
function moduleOf(file) {
  const names = file.replace(/\.rs$/, "").split("/");
  if (names.at(-1) === "mod") names.pop();
  return file === "lib.rs" ? [] : names;
}

/**
 * Reads the imports of a file and the paths in its code.
 *
 * `uses`: every name that a `use` brings in, with the path that it leads to. `code`: the rest of the text.
 */
function parse(file, text) {
  const module = moduleOf(file);
  const source = withoutTests(withoutComments(text));
  const uses = [];
  const declaration = /((?:\bpub(?:\([^)]*\))?\s+)?)\buse\s+([^;]+);/g;
  const code = source.replace(declaration, (whole, visibility, tree, offset) => {
    const scope = scopeAt(source, offset, module);
    const isPublic = visibility !== "";
    for (const { path, name } of leaves(tree)) {
      uses.push({ path: absolute(path, scope), name, isPublic, line: lineAt(source, offset) });
    }
    return whole.replace(/[^\n]/g, " ");
  });
  return { file, module, uses, code };
}

/** Replaces comments and strings by spaces, so that positions stay the same. */
function withoutComments(text) {
  const blank = (part) => part.replace(/[^\n]/g, " ");
  const parts = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\br(#*)"[\s\S]*?"\1|"(?:\\[\s\S]|[^"\\])*"|'(?:\\(?:'|[^']+)|[^'\\])'/g;
  return text.replace(parts, blank);
}

/** Replaces every item under `#[cfg(test)]` by spaces. */
function withoutTests(source) {
  let rest = source;
  for (let found = /#\[cfg\((?:all\()?test\b[^\]]*\]/.exec(rest); found !== null; ) {
    const start = found.index;
    const end = endOfItem(rest, start + found[0].length);
    rest = rest.slice(0, start) + rest.slice(start, end).replace(/[^\n]/g, " ") + rest.slice(end);
    found = /#\[cfg\((?:all\()?test\b[^\]]*\]/.exec(rest);
  }
  return rest;
}

/** Returns the end of the item that begins at `start`: its semicolon, or the end of its block. */
function endOfItem(source, start) {
  const isImport = /^(\s*#\[[^\]]*\])*\s*(pub(\([^)]*\))?\s+)?use\b/.test(source.slice(start));
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    if (source[at] === "{") depth += 1;
    if (source[at] === "}") depth -= 1;
    const isEnd = source[at] === ";" || (source[at] === "}" && !isImport);
    if (isEnd && depth === 0) return at + 1;
  }
  return source.length;
}

/** Returns the module at a position, which may be one that is declared with its block inside the file. */
function scopeAt(source, position, module) {
  const scope = [...module];
  for (const { index, 0: head, 1: name } of source.matchAll(/\bmod\s+(\w+)\s*\{/g)) {
    if (index < position && endOfItem(source, index + head.length - 1) > position) scope.push(name);
  }
  return scope;
}

function lineAt(source, position) {
  return source.slice(0, position).split("\n").length;
}

/** Returns the paths in the tree of a `use`, each with the name that it brings in: `a::{b, c as d}` has two. */
function leaves(tree, prefix = []) {
  const group = /^([\w:]*?)(?:::)?\{([\s\S]*)\}$/.exec(tree.trim());
  if (group !== null) {
    const path = [...prefix, ...segments(group[1])];
    return splitList(group[2]).flatMap((part) => leaves(part, path));
  }
  const [path, alias] = tree.trim().split(/\s+as\s+/);
  const whole = [...prefix, ...segments(path)];
  if (whole.at(-1) === "self" && whole.length > 1) whole.pop();
  return [{ path: whole, name: alias ?? whole.at(-1) }];
}

function segments(path) {
  return path.split("::").filter((segment) => segment.trim() !== "");
}

/** Splits a list at the commas that are not inside braces. */
function splitList(list) {
  const parts = [""];
  let depth = 0;
  for (const character of list) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part) => part.trim() !== "");
}

/** Resolves `crate`, `self` and `super`. Any other path is relative to the module, or leads out of the crate. */
function absolute([first, ...rest], scope) {
  if (first === "crate") return rest;
  if (first === "self") return [...scope, ...rest];
  if (first !== "super") return [...scope, first, ...rest];
  return rest[0] === "super" ? absolute(rest, scope.slice(0, -1)) : [...scope.slice(0, -1), ...rest];
}

/** Returns the imports between files that a file makes. */
function edgesOf(module, modules) {
  const { file, code, uses } = module;
  const edges = new Map();
  const add = (path, line) => {
    const to = definedIn(path, modules);
    if (to === undefined || to === file) return;
    const edge = { from: file, line, to, name: path.at(-1) };
    if (!edges.has(to) || edges.get(to).line > line) edges.set(to, edge);
  };
  for (const { path, name, isPublic, line } of uses) {
    if (!modules.has(path.join("::"))) {
      // A name that is only passed on is not used here.
      const isUsed = !isPublic || (name !== "*" && new RegExp(`\\b${name}\\b`).test(code));
      if (isUsed) add(path, line);
      continue;
    }
    const members = [...code.matchAll(new RegExp(`(?<!::)\\b${name}::(\\w+(?:::\\w+)*)`, "g"))];
    for (const [, rest] of members) add([...path, ...segments(rest)], line);
    if (members.length === 0 && !isPublic) add(path, line);
  }
  for (const { 0: path, index } of code.matchAll(/(?<![\w:])\w+(?:::\w+)+/g)) {
    const scope = scopeAt(code, index, module.module);
    const [first] = segments(path);
    const isChild = modules.has([...scope, first].join("::"));
    const isRooted = ["crate", "super", "self"].includes(first);
    if (isRooted || isChild) add(absolute(segments(path), scope), lineAt(code, index));
  }
  return [...edges.values()];
}

/** Returns the file that defines what a path leads to, past re-exports; `undefined` outside the crate. */
function definedIn(path, modules, seen = new Set()) {
  for (let end = path.length; end >= 0; end--) {
    const name = path.slice(0, end).join("::");
    const module = modules.get(name);
    if (module === undefined) continue;
    const item = path[end];
    if (item === undefined || seen.has(`${name}::${item}`)) return module.file;
    seen.add(`${name}::${item}`);
    const passedOn = module.uses.find((use) => use.name === item);
    if (passedOn !== undefined) return definedIn(passedOn.path, modules, seen);
    const isDefined = new RegExp(`\\b(fn|struct|enum|trait|const|static|type|mod|union)\\s+${item}\\b`).test(
      module.code,
    );
    if (isDefined || item === "*") return module.file;
    const globs = module.uses.filter((use) => use.name === "*").map((use) => use.path.slice(0, -1));
    const behind = globs.map((glob) => definedIn([...glob, item], modules, seen)).find((file) => file !== undefined);
    // A module of the crate that does not have the name: a macro defines it there. Otherwise it is another crate's.
    return behind ?? (end > 0 ? module.file : undefined);
  }
  return undefined;
}

/** Returns the shortest circle through each import that is part of one, each circle once. */
function circles(edges) {
  const found = new Map();
  for (const edge of edges) {
    const back = shortestWay(edges, edge.to, edge.from);
    if (back === undefined) continue;
    const circle = [edge, ...back];
    const key = circle
      .map(({ from }) => from)
      .toSorted()
      .join();
    if (!found.has(key)) found.set(key, circle);
  }
  return [...found.values()];
}

/** Returns the fewest imports that lead from one file to another. */
function shortestWay(edges, from, to) {
  const ways = [[from, []]];
  const seen = new Set([from]);
  for (const [file, way] of ways) {
    if (file === to) return way;
    for (const edge of edges) {
      if (edge.from !== file || seen.has(edge.to)) continue;
      seen.add(edge.to);
      ways.push([edge.to, [...way, edge]]);
    }
  }
  return undefined;
}

/** Returns the Rust sources by their path below `src`. */
function sources() {
  const paths = readdirSync(join(root, "src"), { recursive: true }).map((path) => path.replaceAll("\\", "/"));
  const files = paths.filter((path) => path.endsWith(".rs")).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(root, "src", file), "utf8")]));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => {
    const problems = importProblems(sources());
    console.log(problems.join("\n"));
    if (problems.length > 0) process.exitCode = 1;
  });
}
