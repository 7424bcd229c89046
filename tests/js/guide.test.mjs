// Tests the guide, the recipes and the README: `js` blocks run and print the text after `// →`; `ts`, `tsx`, `vue` and `svelte` blocks compile.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile as compileSvelte } from "svelte/compiler";
import { compileScript, compileTemplate, parse as parseVue } from "vue/compiler-sfc";
import { readSnippets } from "./snippets.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Inside the repository, so that the snippets can import the package by its name. */
const made = join(root, "target", "guide");
const docs = join(root, "docs");
const written = (await readdir(docs, { recursive: true })).filter((file) => /^(guide|recipes)[/\\].*\.md$/.test(file));
const pages = [...written.map((file) => join(docs, file)), join(root, "README.md")];

before(async () => {
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
});

for (const page of pages) {
  const name = page.replace(/.*\/(.*)\.md$/, "$1");

  // Files are parts of an application, which `recipes.test.mjs` runs.
  const programs = (await readSnippets(page, "js")).filter(({ file }) => file === undefined);
  if (programs.length > 0) {
    test(`the snippets of the page ${name} print the documented output`, async () => {
      const code = programs.map((block) => block.code).join("\n");
      await writeFile(join(made, `${name}.mjs`), code);
      const printed = execFileSync(process.execPath, [join(made, `${name}.mjs`)], { encoding: "utf8" })
        .trimEnd()
        .split("\n");
      const said = [...code.matchAll(/^\/\/ → (.*)$/gm)].map(([, line]) => line);
      assert.equal(printed.length, said.length, printed.join("\n"));
      for (const [index, line] of said.entries()) {
        // An ellipsis matches text that may change.
        const pattern = line.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
        assert.match(printed[index], new RegExp(`^${pattern.join(".+")}$`));
      }
    });
  }
}

test("the TypeScript snippets of all pages compile", async () => {
  let count = 0;
  await copyFile(join(root, "examples", "german.ts"), join(made, "german.ts"));
  for (const page of pages) {
    for (const { language, file, code } of await readSnippets(page, "ts", "tsx")) {
      if (file !== undefined) {
        await mkdir(join(made, basename(page, ".md")), { recursive: true });
        await writeFile(join(made, basename(page, ".md"), file), code);
        count += 1;
        continue;
      }
      const imports = code.match(/^import .*$/gm) ?? [];
      const rest = code.replace(/^import .*$/gm, "");
      // Snippets may contain `return`, which only a function can; but exports must be at the top level.
      const body = rest.includes("export ") ? rest : `export async function snippet() {\n${rest}\n}`;
      await writeFile(join(made, `snippet-${count}.${language}`), `${imports.join("\n")}\n${body}`);
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
