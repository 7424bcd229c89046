// `node scripts/check-imports.mjs`: reads the Rust sources, and reports every import that leads upwards and every circle.
//
// A room is a folder in `src`, or a file in it. A room imports only from rooms that are before it in `ROOMS`. Inside a room,
// two files must not import each other, directly or through other files: that is a circle. An import through a re-export
// counts as an import from the file that defines the name. For TypeScript, `biome.imports.json` has the same rules.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, root } from "./run.mjs";

/** The rooms of `src` in their order. `lib` is the root of the crate, which re-exports names of the other rooms. */
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
 * Returns one sentence for each problem: an import upwards, a circle, or a file outside the rooms.
 *
 * @param {Record<string, string>} files source text by path below `src`, such as `json/tape.rs`
 * @param {string[]} rooms
 */
export function findImportProblems(files, rooms = ROOMS) {
  const modules = new Map(
    Object.entries(files).map(([file, text]) => [moduleOf(file).join("::"), parseFile(file, text)]),
  );
  const edges = [...modules.values()].flatMap((module) => collectEdges(module, modules));
  const indexOfRoom = (file) => rooms.indexOf(roomOf(file));
  const unlisted = Object.keys(files).filter((file) => indexOfRoom(file) < 0);
  const upwardEdges = edges.filter(({ from, to }) => indexOfRoom(from) >= 0 && indexOfRoom(to) > indexOfRoom(from));
  const roomEdges = edges.filter(({ from, to }) => roomOf(from) === roomOf(to));
  return [
    ...unlisted.map((file) => `src/${file}: \`${roomOf(file)}\` is not in the list of rooms`),
    ...upwardEdges.map((edge) => `${formatEdge(edge)}: ${roomOf(edge.to)} comes after ${roomOf(edge.from)}`),
    ...findCircles(roomEdges).map((circle) => `${circle.map(formatEdge).join(", ")}: a circle`),
  ];
}

function formatEdge({ from, line, to, name }) {
  return `src/${from}:${line} -> src/${to} (${name})`;
}

/** Returns the room of a file: `json` for `json/tape.rs`. */
function roomOf(file) {
  return file.split("/")[0].replace(/\.rs$/, "");
}

/** Returns the path of a file's module: `["json", "tape"]` for `json/tape.rs`, `["json"]` for `json/mod.rs`. */
function moduleOf(file) {
  const names = file.replace(/\.rs$/, "").split("/");
  if (names.at(-1) === "mod") names.pop();
  return file === "lib.rs" ? [] : names;
}

/**
 * Parses a file. `uses` has every name that a `use` imports, with the path of the imported item. `code` is the text of the file,
 * in which imports, comments, strings and tests are blank.
 */
function parseFile(file, text) {
  const module = moduleOf(file);
  const source = blankTests(blankComments(text));
  const uses = [];
  const declaration = /((?:\bpub(?:\([^)]*\))?\s+)?)\buse\s+([^;]+);/g;
  const code = source.replace(declaration, (whole, visibility, tree, offset) => {
    const scope = findScope(source, offset, module);
    const isPublic = visibility !== "";
    for (const { path, name } of expandUseTree(tree)) {
      uses.push({ path: resolvePath(path, scope), name, isPublic, line: lineAt(source, offset) });
    }
    return whole.replace(/[^\n]/g, " ");
  });
  return { file, module, uses, code };
}

/** Replaces comments and strings by spaces, so that positions stay the same. */
function blankComments(text) {
  const blank = (part) => part.replace(/[^\n]/g, " ");
  const parts = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\br(#*)"[\s\S]*?"\1|"(?:\\[\s\S]|[^"\\])*"|'(?:\\(?:'|[^']+)|[^'\\])'/g;
  return text.replace(parts, blank);
}

/** Replaces every item under `#[cfg(test)]` by spaces. */
function blankTests(source) {
  let remaining = source;
  for (let found = /#\[cfg\((?:all\()?test\b[^\]]*\]/.exec(remaining); found !== null; ) {
    const start = found.index;
    const end = findItemEnd(remaining, start + found[0].length);
    remaining = remaining.slice(0, start) + remaining.slice(start, end).replace(/[^\n]/g, " ") + remaining.slice(end);
    found = /#\[cfg\((?:all\()?test\b[^\]]*\]/.exec(remaining);
  }
  return remaining;
}

/** Returns the position after the item that begins at `start`. The item ends with a semicolon or with a block. */
function findItemEnd(source, start) {
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

/** Returns the module that contains a position: the module of the file, or an inner module `mod name { … }` of the file. */
function findScope(source, position, module) {
  const scope = [...module];
  for (const { index, 0: head, 1: name } of source.matchAll(/\bmod\s+(\w+)\s*\{/g)) {
    if (index < position && findItemEnd(source, index + head.length - 1) > position) scope.push(name);
  }
  return scope;
}

function lineAt(source, position) {
  return source.slice(0, position).split("\n").length;
}

/** Returns every path in the tree of a `use`, with the name that it imports. For example, `a::{b, c as d}` has two paths. */
function expandUseTree(tree, prefix = []) {
  const group = /^([\w:]*?)(?:::)?\{([\s\S]*)\}$/.exec(tree.trim());
  if (group !== null) {
    const path = [...prefix, ...splitPath(group[1])];
    return splitList(group[2]).flatMap((part) => expandUseTree(part, path));
  }
  const [path, alias] = tree.trim().split(/\s+as\s+/);
  const whole = [...prefix, ...splitPath(path)];
  if (whole.at(-1) === "self" && whole.length > 1) whole.pop();
  return [{ path: whole, name: alias ?? whole.at(-1) }];
}

function splitPath(path) {
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

/**
 * Converts a path in the module `scope` to a path from the root of the crate. A path that does not begin with `crate`, `self` or
 * `super` is taken as relative to `scope`. If it names another crate, no module has the returned path.
 */
function resolvePath([first, ...rest], scope) {
  if (first === "crate") return rest;
  if (first === "self") return [...scope, ...rest];
  if (first !== "super") return [...scope, first, ...rest];
  return rest[0] === "super" ? resolvePath(rest, scope.slice(0, -1)) : [...scope.slice(0, -1), ...rest];
}

/** Returns the edges from a file to the files that it imports from. The edge to a file is the first import from that file. */
function collectEdges(module, modules) {
  const { file, code, uses } = module;
  const edges = new Map();
  const add = (path, line) => {
    const to = findDefiningFile(path, modules);
    if (to === undefined || to === file) return;
    const edge = { from: file, line, to, name: path.at(-1) };
    if (!edges.has(to) || edges.get(to).line > line) edges.set(to, edge);
  };
  for (const { path, name, isPublic, line } of uses) {
    if (!modules.has(path.join("::"))) {
      // A re-export counts as an import only if the code of the file uses the name.
      const isImport = !isPublic || (name !== "*" && new RegExp(`\\b${name}\\b`).test(code));
      if (isImport) add(path, line);
      continue;
    }
    const members = [...code.matchAll(new RegExp(`(?<!::)\\b${name}::(\\w+(?:::\\w+)*)`, "g"))];
    for (const [, rest] of members) add([...path, ...splitPath(rest)], line);
    if (members.length === 0 && !isPublic) add(path, line);
  }
  for (const { 0: path, index } of code.matchAll(/(?<![\w:])\w+(?:::\w+)+/g)) {
    const scope = findScope(code, index, module.module);
    const [first] = splitPath(path);
    const isChild = modules.has([...scope, first].join("::"));
    const isRooted = ["crate", "super", "self"].includes(first);
    if (isRooted || isChild) add(resolvePath(splitPath(path), scope), lineAt(code, index));
  }
  return [...edges.values()];
}

/** Returns the file that defines the item at a path. Follows re-exports. Returns `undefined` for an item of another crate. */
function findDefiningFile(path, modules, seen = new Set()) {
  for (let end = path.length; end >= 0; end--) {
    const name = path.slice(0, end).join("::");
    const module = modules.get(name);
    if (module === undefined) continue;
    const item = path[end];
    if (item === undefined || seen.has(`${name}::${item}`)) return module.file;
    seen.add(`${name}::${item}`);
    const reexport = module.uses.find((use) => use.name === item);
    if (reexport !== undefined) return findDefiningFile(reexport.path, modules, seen);
    const isDefined = new RegExp(`\\b(fn|struct|enum|trait|const|static|type|mod|union)\\s+${item}\\b`).test(
      module.code,
    );
    if (isDefined || item === "*") return module.file;
    const globs = module.uses.filter((use) => use.name === "*").map((use) => use.path.slice(0, -1));
    const definingFile = globs
      .map((glob) => findDefiningFile([...glob, item], modules, seen))
      .find((file) => file !== undefined);
    // The item has no visible definition. If the path begins with a module of the crate, a macro in that module defines the
    // item.
    return definingFile ?? (end > 0 ? module.file : undefined);
  }
  return undefined;
}

/**
 * Returns the circles of imports, without duplicates. For each edge in a circle, takes the shortest circle through the edge.
 */
function findCircles(edges) {
  const found = new Map();
  for (const edge of edges) {
    const back = findShortestWay(edges, edge.to, edge.from);
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

/** Returns the shortest list of edges that leads from one file to another (breadth-first search), or `undefined`. */
function findShortestWay(edges, from, to) {
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

/** Returns the text of every Rust source, by its path in `src`. */
function readSources() {
  const paths = readdirSync(join(root, "src"), { recursive: true }).map((path) => path.replaceAll("\\", "/"));
  const files = paths.filter((path) => path.endsWith(".rs")).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(root, "src", file), "utf8")]));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => {
    const problems = findImportProblems(readSources());
    console.log(problems.join("\n"));
    if (problems.length > 0) process.exitCode = 1;
  });
}
