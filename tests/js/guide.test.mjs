// Tests the snippets of the guide, the recipes and the README. `js` blocks run and print the text after `// →`, and so do `ts` blocks
// that have such a line. `ts` blocks that import only this package run too. All `ts`, `tsx`, `vue` and `svelte` blocks compile.
// Requests go to a local platform.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { copyFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { compile as compileSvelte } from "svelte/compiler";
import { compileScript, compileTemplate, parse as parseVue } from "vue/compiler-sfc";
import { startPlatform } from "../../www/platform/server.js";
import { readSnippets } from "./snippets.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Inside the repository, so that the snippets can import the package by its name. */
const made = join(root, "target", "guide");
const docs = join(root, "docs");
const written = (await readdir(docs, { recursive: true })).filter((file) => /^(guide|recipes)[/\\].*\.md$/.test(file));
const pages = [...written.map((file) => join(docs, file)), join(root, "README.md")];
const nameOf = (page) => basename(page, ".md");

/** The platform of `npm start`. The test replaces it with a platform on a free port. */
const STARTED_PLATFORM = "http://127.0.0.1:4400";
/** Matches a call that sends a request. */
const REQUEST = /\.(?:save|getConnection|updateConnection|updateEnvironment)\(/;

/** Returns true if a snippet is a whole program, which prints text. */
const isProgram = (code) => /^\/\/ → /m.test(code);
/** Returns true if a snippet imports this package and nothing else. Such a snippet runs in Node. */
const importsOnlyThePackage = (code) => {
  const names = [...code.matchAll(/^import .* from "(.+)";/gm)].map(([, name]) => name);
  return names.length > 0 && names.every((name) => /^connection-update(\/\w+)?$/.test(name));
};

before(async () => {
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
});

/**
 * Runs a snippet with a new platform.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} file name of the module to write
 * @param {string[]} [args] arguments of Node
 * @returns the lines that the snippet prints, and the requests that the platform received from it
 */
async function runSnippet(t, file, code, args = []) {
  const platform = await startPlatform();
  t.after(() => platform.stop());
  const path = join(made, file);
  await writeFile(path, code.replaceAll(STARTED_PLATFORM, platform.origin));
  const env = { ...process.env, PLATFORM: platform.origin, NODE_TEST_CONTEXT: undefined };
  const { stdout } = await promisify(execFile)(process.execPath, [...args, path], { env });
  return { printed: stdout.trimEnd().split("\n"), requests: platform.seen };
}

/** Asserts that the printed lines are the documented ones. An ellipsis in these matches text that may change. */
function assertPrinted(printed, code) {
  const documented = [...code.matchAll(/^\/\/ → (.*)$/gm)].map(([, line]) => line);
  assert.equal(printed.length, documented.length, printed.join("\n"));
  for (const [index, line] of documented.entries()) {
    const pattern = line.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    assert.match(printed[index], new RegExp(`^${pattern.join(".+")}$`));
  }
}

/** Removes the types of a snippet in TypeScript. */
const removeTypes = async (code) => (await transform(code, { loader: "ts", format: "esm" })).code;

/** Wraps a snippet into a function, because snippets may contain `return`. Exports must be at the top level, and so are programs. */
function toModule(code) {
  const imports = code.match(/^import .*$/gm) ?? [];
  const rest = code.replace(/^import .*$/gm, "");
  if (rest.includes("export ") || isProgram(code)) return code;
  return `${imports.join("\n")}\nexport async function snippet() {\n${rest}\n}`;
}

for (const page of pages) {
  const name = nameOf(page);
  // Files are parts of an application, which `recipes.test.mjs` runs.
  const read = async (language) => (await readSnippets(page, language)).filter(({ file }) => file === undefined);

  const programs = (await read("js")).map(({ code }) => code).join("\n");
  if (programs !== "") {
    test(`the snippets of the page ${name} print the documented output`, async (t) => {
      assertPrinted((await runSnippet(t, `${name}.mjs`, programs)).printed, programs);
    });
  }

  const typed = (await read("ts")).map(({ code }) => code).filter(importsOnlyThePackage);
  for (const [index, code] of typed.entries()) {
    const file = `${name}-${index + 1}.mjs`;
    if (isProgram(code)) {
      test(`snippet ${index + 1} in TypeScript of the page ${name} prints the documented output`, async (t) => {
        const { printed, requests } = await runSnippet(t, file, await removeTypes(code));
        assertPrinted(printed, code);
        assert.equal(requests.length > 0, REQUEST.test(code));
      });
    } else if (!code.includes("export ")) {
      test(`snippet ${index + 1} in TypeScript of the page ${name} runs`, async (t) => {
        const prelude = ["--import", join(root, "tests", "guide", "prelude.mjs")];
        const module = `${await removeTypes(toModule(code))}\nawait snippet();`;
        // The prelude reads the connection once.
        const { requests } = await runSnippet(t, file, module, prelude);
        assert.equal(requests.length > 1, REQUEST.test(code), `${requests.length} requests`);
      });
    }
  }
}

test("the first example of README has at most 20 lines and saves, and the second one has at most 8", async () => {
  const [first, second] = await readSnippets(join(root, "README.md"), "ts");
  const countLines = ({ code }) => code.trimEnd().split("\n").length;
  assert.ok(isProgram(first.code) && REQUEST.test(first.code) && countLines(first) <= 20, `${countLines(first)} lines`);
  assert.ok(isProgram(second.code) && countLines(second) <= 8, `${countLines(second)} lines`);
});

test("the TypeScript snippets of all pages compile", async () => {
  let count = 0;
  await copyFile(join(root, "examples", "german.ts"), join(made, "german.ts"));
  for (const page of pages) {
    for (const { language, file, code } of await readSnippets(page, "ts", "tsx")) {
      if (file !== undefined) {
        await mkdir(join(made, nameOf(page)), { recursive: true });
        await writeFile(join(made, nameOf(page), file), code);
        count += 1;
        continue;
      }
      await writeFile(join(made, `snippet-${count}.${language}`), toModule(code));
      count += 1;
    }
  }
  assert.ok(count >= 8);
  const config = join(root, "tests", "guide", "tsconfig.json");
  try {
    execFileSync(join(root, "node_modules", ".bin", "tsc"), ["-p", config], { encoding: "utf8" });
  } catch ({ stdout }) {
    assert.fail(stdout);
  }
});

test("the Vue and Svelte snippets of all pages compile", async () => {
  let count = 0;
  for (const page of pages) {
    for (const { language, code } of await readSnippets(page, "vue", "svelte")) {
      if (language === "svelte") assert.deepEqual(compileSvelte(code, { generate: "client" }).warnings, []);
      else {
        const { descriptor, errors } = parseVue(code);
        assert.deepEqual(errors, []);
        const { bindings } = compileScript(descriptor, { id: "snippet" });
        const source = descriptor.template.content;
        const options = {
          id: "snippet",
          filename: "snippet.vue",
          source,
          compilerOptions: { bindingMetadata: bindings },
        };
        assert.deepEqual(compileTemplate(options).errors, []);
      }
      count += 1;
    }
  }
  assert.ok(count >= 4);
});
