// The build: takes the crate and js, gives pkg/, the package as it is published.

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { ALPHABET, encodeBytes } from "./encode-wasm.mjs";
import { main, root, runOrThrow } from "./run.mjs";
import { setup } from "./setup.mjs";
import { packageSizes } from "./size.mjs";
import { toolEnvironment } from "./toolchain.mjs";

const source = join(root, "js");
const pkg = join(root, "pkg");
/** What wasm-pack makes of the crate: the module, its glue and the types. */
const glue = join(root, "target", "glue");

/** Builds the package. */
export async function buildPackage({ show = false } = {}) {
  const env = toolEnvironment;
  const wasmPack = ["build", "--target", "web", "--release", "--no-pack", "--out-dir", glue, "--out-name", "core"];
  await runOrThrow("wasm-pack", wasmPack, { env, show });
  await resettable(env);
  await writeFile(
    join(glue, "is-valid.js"),
    await runOrThrow("cargo", ["run", "--quiet", "-p", "codegen", "--", "is-valid"], { env }),
  );
  await rm(pkg, { recursive: true, force: true });
  await mkdir(join(pkg, "cjs"), { recursive: true });
  await copyFile(join(glue, "core_bg.wasm"), join(pkg, "core.wasm"));
  await Promise.all([
    script("index", "esm", "index.js", [glueModules, inlinedModule]),
    script("index", "cjs", "cjs/index.js", [glueModules, inlinedModule], substitutes("coders")),
    script("index", "esm", "workerd.js", [glueModules, importedModule]),
    script("slim", "esm", "slim.js", [glueModules]),
    script("slim", "cjs", "cjs/slim.js", [glueModules], substitutes("coders", "address")),
    // By its name, so that workers get the entry that is theirs.
    script("react", "esm", "react.js", [besideReact("connection-update")]),
    script("react", "cjs", "cjs/react.js", [besideReact("./index.js")]),
  ]);
  await types(env);
}

/** Makes the glue once more, able to start the module anew: wasm-pack does not pass that flag on. The module is the same. */
async function resettable(env) {
  const crate = join(root, "target", "wasm32-unknown-unknown", "release", "connection_update.wasm");
  const folder = join(root, "target", "resettable");
  const flags = ["--target", "web", "--omit-default-module-path", "--experimental-reset-state-function"];
  await runOrThrow("wasm-bindgen", [crate, ...flags, "--out-dir", folder, "--out-name", "core"], { env });
  for (const file of ["core.js", "core.d.ts"]) await copyFile(join(folder, file), join(glue, file));
}

/** Bundles one entry with the glue. */
async function script(entry, format, file, plugins, options = {}) {
  // Imported late: on a fresh machine, set-up installs it first.
  const { build } = await import("esbuild");
  await build({
    entryPoints: [join(source, `${entry}.ts`)],
    outfile: join(pkg, file),
    bundle: true,
    format,
    minify: true,
    // Node shows the line of an error that nobody caught: not all of the script.
    lineLimit: 2000,
    target: "es2022",
    platform: "neutral",
    plugins,
    logLevel: "warning",
    ...options,
  });
}

/** Finds what the crate was compiled to, and what is generated from it, under the names that js/core imports. */
const glueModules = {
  name: "glue",
  setup: (build) =>
    build.onResolve({ filter: /\/(core|is-valid)\.js$/ }, ({ path }) => ({ path: join(glue, basename(path)) })),
};

/** Makes the module's bytes part of the script: no bundler and no runtime needs to know of WebAssembly files. */
const inlinedModule = {
  name: "inlined",
  setup(build) {
    build.onResolve({ filter: /^\.\/core\.wasm$/ }, () => ({ path: "core.wasm", namespace: "inlined" }));
    build.onLoad({ filter: /./, namespace: "inlined" }, async () => {
      const text = JSON.stringify(encodeBytes(await readFile(join(glue, "core_bg.wasm"))));
      const contents = `import { decodeBytes } from "./core/decode-wasm.ts"; export default decodeBytes(${text}, ${JSON.stringify(ALPHABET)});`;
      return { contents, resolveDir: source };
    });
  },
};

/** Leaves the module to the runtime: workers may compile none from bytes. */
const importedModule = resolving("imported", { "./core.wasm": { path: "./core.wasm", external: true } });

/** Leaves the package itself and React to whoever uses the hooks: they share one instance of each. */
const besideReact = (entry) =>
  resolving("beside-react", {
    "./draft/draft.js": { path: entry, external: true },
    react: { path: "react", external: true },
  });

/** What CommonJS is given in place of what it lacks. */
const SUBSTITUTES = {
  // Jest's pages have none.
  coders: {
    define: { TextDecoder: "ownCoders.TextDecoder", TextEncoder: "ownCoders.TextEncoder" },
    line: 'const ownCoders = globalThis.TextDecoder ? globalThis : process.getBuiltinModule("node:util");',
  },
  // As if the script stood in place of its folder, beside the module. Elsewhere than in Node, callers tell the address.
  address: {
    define: { "import.meta.url": "ownAddress" },
    line: 'const ownAddress = globalThis.process?.getBuiltinModule?.("node:url").pathToFileURL(__dirname);',
  },
};

function substitutes(...names) {
  const taken = names.map((name) => SUBSTITUTES[name]);
  return {
    define: Object.assign({}, ...taken.map(({ define }) => define)),
    banner: { js: taken.map(({ line }) => line).join("\n") },
  };
}

function resolving(name, targets) {
  const target = (path) => (typeof targets[path] === "string" ? { path: targets[path] } : targets[path]);
  return { name, setup: (build) => build.onResolve({ filter: /./ }, ({ path }) => target(path)) };
}

/** Declares the types: those of js from their sources, those of the crate as wasm-pack made them. Unused files are left out. */
async function types(env) {
  const emit = ["-p", source, "--noEmit", "false", "--declaration", "--emitDeclarationOnly"];
  const emitted = join(root, "target", "types");
  await rm(emitted, { recursive: true, force: true });
  await runOrThrow("tsc", [...emit, "--outDir", emitted], { env });
  const declared = new Map();
  const read = async (file) => {
    if (file === "core/core.d.ts") return contractTypes(await readFile(join(glue, "core.d.ts"), "utf8"));
    return readFile(join(file === "core.wasm.d.ts" ? source : join(emitted, "js"), file), "utf8");
  };
  const declare = async (file) => {
    if (declared.has(file)) return;
    declared.set(file, await read(file));
    for (const [, path] of declared.get(file).matchAll(/(?:from |import\()"(\.[\w./-]+)\.js"/g)) {
      await declare(`${join(dirname(file), path)}.d.ts`);
    }
  };
  for (const entry of ["index", "slim", "react", "core.wasm"]) await declare(`${entry}.d.ts`);
  for (const [file, text] of declared) {
    for (const folder of [pkg, join(pkg, "cjs")]) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
  }
  await writeFile(join(pkg, "cjs", "package.json"), '{ "type": "commonjs" }\n');
}

/** The types of the crate by name, whatever the order in which they were linked, without what only js sees. */
function contractTypes(text) {
  const internal = /^(Packed\w+|\w*Init(Input|Output)|ResponseError|ResponseErrorKind)$/;
  const declarations = text.split(/^(?=\/\*\*)|(?<!\*\/\n)^(?=export )/m).flatMap((declaration) => {
    const name = /^export (?:interface|type) (\w+)/m.exec(declaration)?.[1];
    return name === undefined || internal.test(name) ? [] : [{ name, declaration: declaration.trim() }];
  });
  declarations.sort((one, other) => (one.name < other.name ? -1 : 1));
  const head = "/** The types of the contract, made from the crate. */";
  return `${[head, ...declarations.map(({ declaration }) => declaration)].join("\n\n")}\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setup();
    await buildPackage({ show: true });
    const { slim, default: whole } = await packageSizes();
    console.log(`pkg/ is built: ${whole.gzip} bytes gzip in the default entry, ${slim.gzip} in slim with core.wasm`);
  });
}
