// Builds pkg/, the package as it is published, from the crate and js/.

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { assembleDecoder, encodeBytes } from "./encode-wasm.mjs";
import { makeRemapArgs } from "./machine-paths.mjs";
import { makeNotices } from "./notices.mjs";
import { compiledCrate } from "./package-files.mjs";
import { main, root, runOrThrow } from "./run.mjs";
import { setup } from "./setup.mjs";
import { measurePackage } from "./size.mjs";
import { toolEnvironment } from "./toolchain.mjs";

const jsFolder = join(root, "js");
const pkgFolder = join(root, "pkg");
/**
 * The WebAssembly modules, which are builds of the crate with different features. `folder` gets the output of wasm-pack: the
 * module, its types and its glue. The glue is the generated JavaScript that calls the module. `file` is the module in the package.
 */
const MODULES = {
  core: { folder: join(root, "target", "glue"), file: "core.wasm", features: [] },
  validate: {
    folder: join(root, "target", "glue-validate"),
    file: "validate.wasm",
    features: ["--no-default-features"],
  },
};
const glueFolder = MODULES.core.folder;

const metafilesFolder = join(root, "target", "metafiles");

/** Variables that cargo would use instead of the flags in `.cargo/config.toml`. */
const NO_RUSTFLAGS = { RUSTFLAGS: undefined, CARGO_ENCODED_RUSTFLAGS: undefined };

/** Builds the package. `show` prints the output of wasm-pack. */
export async function buildPackage({ show = false } = {}) {
  const env = toolEnvironment;
  for (const name of Object.keys(MODULES)) await buildModule(name, { env, show });
  await writeFile(
    join(glueFolder, "is-valid.js"),
    await runOrThrow("cargo", ["run", "--quiet", "-p", "codegen", "--", "is-valid"], { env }),
  );
  await rm(pkgFolder, { recursive: true, force: true });
  await bundlePackage();
  await writeFile(join(pkgFolder, "THIRD-PARTY-NOTICES.txt"), await makeNotices());
  await emitDeclarations(env);
}

/** Builds a module and its glue. */
async function buildModule(name, { env, show }) {
  const { folder, file, features } = MODULES[name];
  const wasmPackArgs = [
    "build",
    "--target",
    "web",
    "--release",
    "--no-pack",
    "--out-dir",
    folder,
    "--out-name",
    "core",
    "--",
    ...features,
    ...(await makeRemapArgs()),
  ];
  await runOrThrow("wasm-pack", wasmPackArgs, { env: { ...env, ...NO_RUSTFLAGS }, show });
  await mkdir(dirname(compiledCrate(file)), { recursive: true });
  await copyFile(
    join(root, "target", "wasm32-unknown-unknown", "release", "connection_update.wasm"),
    compiledCrate(file),
  );
  await makeResettable(MODULES[name], env);
  await minifyImportAndExportNames(folder, env);
}

/** Bundles the scripts of all entries with the modules of the last build. */
export async function bundlePackage() {
  await mkdir(join(pkgFolder, "cjs"), { recursive: true });
  const decoder = await assembleDecoder();
  await Promise.all(Object.keys(MODULES).map((name) => bundleModule(name, decoder)));
  const isValid = join(glueFolder, "is-valid.js");
  await Promise.all([
    bundle(isValid, "esm", "is-valid.js"),
    bundle(isValid, "cjs", "cjs/is-valid.js"),
    bundleEntry("slim", "esm", "slim.js", [gluePlugin("core")]),
    bundleEntry(
      "slim",
      "cjs",
      "cjs/slim.js",
      [gluePlugin("core")],
      globalReplacementOptions("textCoders", "importMetaUrl"),
    ),
    ...ADAPTERS.flatMap((name) => [
      // These bundles import the package by its name. In a worker, the name resolves to the entry for workers.
      bundleEntry(name, "esm", `${name}.js`, [keepExternal("connection-update")]),
      bundleEntry(name, "esm", `slim/${name}.js`, [keepExternal("connection-update/slim")]),
      bundleEntry(name, "cjs", `cjs/${name}.js`, [keepExternal("./index.js")]),
      bundleEntry(name, "cjs", `cjs/slim/${name}.js`, [keepExternal("../slim.js")]),
    ]),
  ]);
}

/** The entry that contains each module, and its name for workers. */
const INLINED_ENTRIES = { core: ["index", "workerd"], validate: ["validate", "workerd-validate"] };

/** Copies a module, and bundles the entry that contains it. `decoder` decodes the text of the module in a script. */
async function bundleModule(name, decoder) {
  const { folder, file } = MODULES[name];
  await copyFile(join(folder, "core_bg.wasm"), join(pkgFolder, file));
  const [entry, workerEntry] = INLINED_ENTRIES[name];
  const plugins = [gluePlugin(name), await makeInlineModulePlugin(folder, decoder)];
  await Promise.all([
    bundleEntry(entry, "esm", `${entry}.js`, plugins),
    bundleEntry(entry, "cjs", `cjs/${entry}.js`, plugins, globalReplacementOptions("textCoders")),
    bundleEntry(entry, "esm", `${workerEntry}.js`, [gluePlugin(name), importModulePlugin(file)]),
  ]);
}

/**
 * Generates the glue (the JavaScript that calls the module) again, with a function that restarts the module. wasm-pack has no
 * option for such a function. The module does not change.
 */
async function makeResettable({ folder: glue, file: module }, env) {
  const folder = join(root, "target", "resettable");
  const flags = ["--target", "web", "--omit-default-module-path", "--experimental-reset-state-function"];
  await runOrThrow("wasm-bindgen", [compiledCrate(module), ...flags, "--out-dir", folder, "--out-name", "core"], {
    env,
  });
  for (const file of ["core.js", "core.d.ts"]) await copyFile(join(folder, file), join(glue, file));
}

/**
 * Shortens the names of the module's imports and exports. This saves 1,100 bytes of gzip, because most names end in a hash.
 * wasm-opt changes the names in the module and prints them. This function then changes them in the glue.
 */
async function minifyImportAndExportNames(folder, env) {
  const module = join(folder, "core_bg.wasm");
  const features = (await readFile(join(root, "Cargo.toml"), "utf8")).match(/--enable-[\w-]+/g);
  const passes = [
    "--minify-imports-and-exports-and-modules",
    // These two options remove sections that only tools read. This saves 130 bytes of gzip.
    "--strip-producers",
    "--strip-target-features",
    // This command only renames, and does not optimize. Without these two options, it would undo an optimization of `-O3`.
    "--generate-stack-ir",
    "--optimize-stack-ir",
  ];
  const renamed = JSON.parse(await runOrThrow("wasm-opt", [module, ...features, ...passes, "-o", module], { env }));
  const imports = new Map(renamed.imports.map(([, name, short]) => [name, short]));
  const exports = new Map(renamed.exports);
  const renamedGlue = (await readFile(join(folder, "core.js"), "utf8"))
    .replace('"./core_bg.js": import0', "a: import0")
    .replace(/^( +)(\w+)(?=: function)/gm, (all, indent, name) =>
      imports.has(name) ? indent + imports.get(name) : all,
    )
    .replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${exports.get(name)}`)
    // The package reads the export `memory` by its full name.
    .replace(/\breturn wasm;/g, `return { memory: wasm.${exports.get("memory")} };`);
  const unchanged = [...imports.keys()].find((name) => renamedGlue.includes(`${name}:`));
  if (unchanged !== undefined) throw new Error(`the glue still has the import ${unchanged}`);
  await writeFile(join(folder, "core.js"), renamedGlue);
  // `tests/js/trap.test.mjs` finds the exports by the names that they had before they were shortened.
  await writeFile(join(folder, "exports.json"), JSON.stringify(renamed.exports));
}

/** Maximum length of a line in a script. Node prints the line of an uncaught error, and a long line would hide the message. */
const MAX_LINE_LENGTH = 400;

/** Bundles one entry of js/ with the glue. */
async function bundleEntry(entry, format, file, plugins, options) {
  await bundle(join(jsFolder, `${entry}.ts`), format, file, { plugins, ...options });
}

/**
 * Bundles a script and its imports into a file of the package. Writes a list of the bytes of each source in the file to
 * `target/metafiles`, for `npm run size -- --why`.
 */
async function bundle(script, format, file, options = {}) {
  // Imports esbuild here and not at the top of the file, because set-up may have to install it first.
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [script],
    outfile: join(pkgFolder, file),
    metafile: true,
    bundle: true,
    format,
    minify: true,
    lineLimit: MAX_LINE_LENGTH,
    // Removes calls of `console`. The glue logs only warnings about calls that the package does not make.
    drop: ["console"],
    target: "es2022",
    platform: "neutral",
    logLevel: "warning",
    ...options,
  });
  const metafilePath = join(metafilesFolder, `${file}.json`);
  await mkdir(dirname(metafilePath), { recursive: true });
  await writeFile(metafilePath, JSON.stringify(metafile.outputs[`pkg/${file}`]));
}

/**
 * Returns a plugin that resolves the imports of js/core to generated files: `core.js` to the glue of a module, and `is-valid.js` to a
 * file of the package. A page with two entries thus loads one copy of that file.
 */
const gluePlugin = (name) => ({
  name: "glue",
  setup(build) {
    build.onResolve({ filter: /\/core\.js$/ }, () => ({ path: join(MODULES[name].folder, "core.js") }));
    build.onResolve({ filter: /\/is-valid\.js$/ }, () => ({ path: "./is-valid.js", external: true }));
  },
});

/**
 * Maximum length of a line in the text of the module. No error has its position in this text, so Node prints none of these lines.
 * Lines of `MAX_LINE_LENGTH` would take 570 bytes of gzip more.
 */
const MAX_TEXT_LINE_LENGTH = 15_000;

/** A string literal that the text of the module replaces after bundling, because esbuild does not break the line of a string. */
const TEXT_PLACEHOLDER = '"@module-text@"';

/**
 * Returns an esbuild plugin that inlines the module's bytes as text, so that no bundler and no runtime has to support WebAssembly
 * files. The text is near the end of the script. At the start, it would take 1,200 bytes of gzip more, because it would share a
 * compressed block with code. It is not inside a function, because engines would read it twice there, once to find the end of
 * the function.
 */
async function makeInlineModulePlugin(folder, decoder) {
  const bytes = await readFile(join(folder, "core_bg.wasm"));
  const lines = encodeBytes(bytes).match(new RegExp(`.{1,${MAX_TEXT_LINE_LENGTH}}`, "g"));
  const literal = ['"', ...lines, '"'].join("\\\n");
  // Exports the compiled module and not its bytes, which would stay in the memory.
  const contents = `
    import { decodeBytes } from "./core/decode-wasm.ts";
    export default new WebAssembly.Module(decodeBytes(${TEXT_PLACEHOLDER}, ${JSON.stringify([...decoder])}));`;
  return {
    name: "inlined",
    setup(build) {
      build.initialOptions.write = false;
      build.onResolve({ filter: /^\.\/core\.wasm$/ }, () => ({ path: "core.wasm", namespace: "inlined" }));
      build.onLoad({ filter: /./, namespace: "inlined" }, () => ({ contents, resolveDir: jsFolder }));
      build.onEnd(async ({ outputFiles: [{ path, text }], metafile }) => {
        if (text.split(TEXT_PLACEHOLDER).length !== 2) throw new Error(`${path} has no place for the module`);
        const [output] = Object.values(metafile.outputs);
        const added = literal.length - TEXT_PLACEHOLDER.length;
        output.bytes += added;
        output.inputs["inlined:core.wasm"].bytesInOutput += added;
        await writeFile(
          path,
          text.replace(TEXT_PLACEHOLDER, () => literal),
        );
      });
    },
  };
}

/** Returns a plugin that imports the module as a file, because workers must not compile a module from bytes. */
const importModulePlugin = (file) =>
  redirectImports("imported", { "./core.wasm": { path: `./${file}`, external: true } });

/** The entries for front-end frameworks. */
const ADAPTERS = ["react", "svelte", "vue"];

/** Imports the package (`entry`) and the framework instead of bundling them, so that an application has one instance of each. */
const keepExternal = (entry) =>
  redirectImports("beside-framework", {
    "../draft/draft.js": { path: entry, external: true },
    react: { path: "react", external: true },
    "svelte/reactivity": { path: "svelte/reactivity", external: true },
    vue: { path: "vue", external: true },
  });

/**
 * Replacements for globals that CommonJS environments lack. `line` declares a variable, and `define` replaces the global with
 * this variable.
 */
const GLOBAL_REPLACEMENTS = {
  // Jest's `jsdom` environment lacks `TextDecoder` and `TextEncoder`.
  textCoders: {
    define: { TextDecoder: "ownCoders.TextDecoder", TextEncoder: "ownCoders.TextEncoder" },
    line: 'const ownCoders = globalThis.TextDecoder ? globalThis : process.getBuiltinModule("node:util");',
  },
  // The URL of the folder `cjs`. Relative to this URL, `./core.wasm` is the module. Outside of Node, callers must pass the
  // address.
  importMetaUrl: {
    define: { "import.meta.url": "ownAddress" },
    line: 'const ownAddress = globalThis.process?.getBuiltinModule?.("node:url").pathToFileURL(__dirname);',
  },
};

/** Returns the esbuild options for some of the `GLOBAL_REPLACEMENTS`. */
function globalReplacementOptions(...names) {
  const replacements = names.map((name) => GLOBAL_REPLACEMENTS[name]);
  return {
    define: Object.assign({}, ...replacements.map(({ define }) => define)),
    banner: { js: replacements.map(({ line }) => line).join("\n") },
  };
}

/** Returns an esbuild plugin that resolves the imports in `targets` to other files. */
function redirectImports(name, targets) {
  const target = (path) => (typeof targets[path] === "string" ? { path: targets[path] } : targets[path]);
  return { name, setup: (build) => build.onResolve({ filter: /./ }, ({ path }) => target(path)) };
}

/**
 * Writes the type declarations that the entries import. tsc emits the declarations of js/. The folder of the glue contains the
 * declarations of the crate.
 */
async function emitDeclarations(env) {
  const tscArgs = ["-p", jsFolder, "--noEmit", "false", "--declaration", "--emitDeclarationOnly"];
  const tscFolder = join(root, "target", "types");
  await rm(tscFolder, { recursive: true, force: true });
  await runOrThrow("tsc", [...tscArgs, "--outDir", tscFolder], { env });
  const declarations = new Map();
  const readDeclaration = async (file) => {
    if (file === "core/core.d.ts") return extractContractTypes(await readFile(join(glueFolder, "core.d.ts"), "utf8"));
    return readFile(join(file === "core.wasm.d.ts" ? jsFolder : join(tscFolder, "js"), file), "utf8");
  };
  const addDeclaration = async (file) => {
    if (declarations.has(file)) return;
    declarations.set(file, await readDeclaration(file));
    for (const [, path] of declarations.get(file).matchAll(/(?:from |import\()"(\.[\w./-]+)\.js"/g)) {
      await addDeclaration(`${join(dirname(file), path)}.d.ts`);
    }
  };
  for (const entry of ["index", "slim", "validate", ...ADAPTERS, "core.wasm"]) await addDeclaration(`${entry}.d.ts`);
  for (const [file, text] of declarations) {
    for (const folder of [pkgFolder, join(pkgFolder, "cjs")]) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
  }
  await writeFile(join(pkgFolder, "cjs", "package.json"), '{ "type": "commonjs" }\n');
}

/**
 * Returns the types of the crate, without the types that only js/ uses. Sorts the types, because their order depends on the
 * linker.
 */
function extractContractTypes(text) {
  const internal = /^(Encoded\w+|\w*Init(Input|Output)|ResponseError|ResponseErrorKind)$/;
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
    const { default: inlined, slim, validate } = await measurePackage();
    console.log(
      `pkg/ is built. Bytes of gzip: ${inlined.gzip} in the default entry, ${slim.gzip} in slim, ${validate.gzip} in validate.`,
    );
  });
}
