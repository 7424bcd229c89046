// Collects everything that has a message: by every operation on the fixtures, and by the declared types of params.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { diff, issueCodes, merge, plan, preview, rebase, validate } from "connection-update";
import { bodyOf, fixture } from "./fixtures.mjs";

export const { current, ...verbs } = await fixture("verbs");
export const bodies = await fixture("validate");
export const against = await fixture("against");

/** The declared types. */
const types = await readFile(new URL("../../pkg/core/core.d.ts", import.meta.url), "utf8");
/** The names of the params of each code, with a `?` if a param can be absent. */
export const declared = readDeclaredParams();
export const paramValues = readParamValues();

function readDeclaredParams() {
  const [, body] = /interface IssueParams \{\n(.*?)\n\}/s.exec(types);
  const codes = [...body.matchAll(/^\s*"([a-z0-9-]+)": \{(.*)\};$/gm)].map(([, code, members]) => [
    code,
    [...members.matchAll(/(\w+\??): ([^;]+);/g)].map(([, name, type]) => [name, type]),
  ]);
  return new Map(codes);
}

/** Returns the values that the declared types list for a param of each code. */
function readParamValues() {
  const [, body] = /interface ParamValues \{\n(.*?)\n\}/s.exec(types);
  return new Map(
    body.split(";").map((part) => {
      const [code, ...values] = [...part.matchAll(/"([a-z0-9-]+)"/g)].map(([, text]) => text);
      return [code, values];
    }),
  );
}

/** Calls every operation on every fixture, and returns what has a message. */
export function collect(options) {
  const all = { issues: [], effects: [], differences: [], conflicts: [], unsupported: [] };
  const add = (result) => {
    all.issues.push(...result.issues);
    all.effects.push(...(result.effects ?? []));
    all.conflicts.push(...(result.conflicts ?? []));
    all.unsupported.push(...(result.unsupported ?? []));
    return result;
  };
  for (const body of bodies.cases) add(validate(body.text ?? bodyOf(body, bodies.base), options));
  for (const body of against.cases) {
    add(validate(body.text ?? bodyOf(body, against.base ?? against.current), { ...options, current: against.current }));
  }
  const changes = [...verbs.merge, ...verbs.refused].map((verb) => verb.changes ?? verb.mine);
  for (const change of changes.filter((change) => change !== undefined)) {
    add(plan(current, change, options));
    const merged = add(merge(current, change, options));
    if (merged.ok) add(preview(current, merged.bytes, options));
  }
  for (const { next } of verbs.diff) add(diff(current, next, options));
  for (const { mine, latest } of verbs.rebase) add(rebase(current, mine, { ...current, ...latest }, options));
  class Shop {}
  const cyclic = {};
  cyclic.self = cyclic;
  const unreadable = {
    get value() {
      return assert.fail();
    },
  };
  const shop = Object.assign(new Shop(), { name: "Shop" });
  for (const value of [[undefined], 1n, Number.NaN, new Map(), shop, cyclic, "\ud800", unreadable]) {
    add(validate({ value }, options));
    add(validate({}, { ...options, current: { value } }));
  }
  add(
    validate(
      Array.from({ length: 10_001 }, () => 1n),
      options,
    ),
  );
  add(plan(current, { environmentVariables: { set: { A: "1" }, remove: ["A"] } }, options));
  add(rebase(current, {}, { ...current, id: "other" }, options));
  add(validate(`{"name":"\ufeff"}`, options));
  add(validate("[[[", { ...options, maxDepth: 2 }));
  add(validate("[]".repeat(9), { ...options, maxBytes: 4 }));
  add(validate(new Uint8Array([0x22, 0xff, 0x22]), options));
  for (const text of [
    "",
    "[",
    "[1",
    '{"a"1',
    "{a",
    "[1 2]",
    '{"a":1 "b"',
    "tru",
    '{"name":"a" 1}',
    '{"environments":[{} 1]}',
    '{"x":[1 2]}',
    '{"x":{"a":1 2}}',
    "-",
    '"\n"',
    '"\\x"',
    "1 1",
  ]) {
    add(validate(text, options));
  }
  return all;
}

const REASONS = ["scheme-type", "entries", "credential", "read-only", "name-cycle", "removal", "more"];

/** Returns issues of every code. Together they have every value that the declared types list for a param. */
export function listDeclaredIssues() {
  const valuesOf = (code, type) => {
    if (type.startsWith("ParamValues")) return paramValues.get(code);
    return { number: [1], "string[]": [["a"]], UnsupportedReason: REASONS, JsonType: ["array", "null"] }[type] ?? ["a"];
  };
  return issueCodes.flatMap((code) =>
    Array.from({ length: 12 }, (_, at) => {
      const params = Object.fromEntries(
        declared.get(code).map(([name, type]) => [name, valuesOf(code, type)[at % valuesOf(code, type).length]]),
      );
      return { code, params, path: [], field: "", pointer: "", severity: "error", message: "" };
    }),
  );
}
