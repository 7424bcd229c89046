// The functions of `node:test` that the tests of the package use. They run no test, but register it for `js-worker.mjs`, which runs
// single tests in any order and more than once.

/**
 * @typedef {object} TestFile
 * @property {{ name: string, run: (context: object) => unknown }[]} tests
 * @property {(() => unknown)[]} before functions that run once, before the first test of the file
 * @property {(() => unknown)[]} beforeEach functions that run before each test of the file
 */

/** @type {TestFile} */
let current;

/** Returns a file to which all tests belong that are registered from now on. */
export function startFile() {
  current = { tests: [], before: [], beforeEach: [] };
  return current;
}

export const test = (name, ...rest) => void current.tests.push({ name, run: rest.at(-1) });
export const before = (run) => void current.before.push(run);
export const beforeEach = (run) => void current.beforeEach.push(run);
/** Does nothing: what the tests of a file have started ends with the process. */
export const after = () => {};
