// Builds pkg/, the package as it is published, from the crate and js/.

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
/** Output of wasm-pack: the module, its glue and the types. */
const glue = join(root, "target", "glue");

/** Builds the package. */
export async function buildPackage({ show = false } = {}) {
  const env = toolEnvironment;
  const wasmPack = ["build", "--target", "web", "--release", "--no-pack", "--out-dir", glue, "--out-name", "core"];
  await runOrThrow("wasm-pack", wasmPack, { env, show });
  await makeResettable(env);
  await minifyNames(env);
  await writeFile(
    join(glue, "is-valid.js"),
    await runOrThrow("cargo", ["run", "--quiet", "-p", "codegen", "--", "is-valid"], { env }),
  );
  await rm(pkg, { recursive: true, force: true });
  await mkdir(join(pkg, "cjs"), { recursive: true });
  await copyFile(join(glue, "core_bg.wasm"), join(pkg, "core.wasm"));
  const text = await moduleText();
  await Promise.all([
    script("index", "esm", "index.js", [glueModules, inlinedModule], text),
    script("index", "cjs", "cjs/index.js", [glueModules, inlinedModule], { ...text, ...substitutes("coders") }),
    script("index", "esm", "workerd.js", [glueModules, importedModule]),
    script("slim", "esm", "slim.js", [glueModules]),
    script("slim", "cjs", "cjs/slim.js", [glueModules], substitutes("coders", "address")),
    // Imported by name, so that workers get their own entry.
    script("react", "esm", "react.js", [besideReact("connection-update")]),
    script("react", "cjs", "cjs/react.js", [besideReact("./index.js")]),
  ]);
  await types(env);
}

/** Generates the glue again, with a function that restarts the module: wasm-pack has no flag for it. The module is the same. */
async function makeResettable(env) {
  const crate = join(root, "target", "wasm32-unknown-unknown", "release", "connection_update.wasm");
  const folder = join(root, "target", "resettable");
  const flags = ["--target", "web", "--omit-default-module-path", "--experimental-reset-state-function"];
  await runOrThrow("wasm-bindgen", [crate, ...flags, "--out-dir", folder, "--out-name", "core"], { env });
  for (const file of ["core.js", "core.d.ts"]) await copyFile(join(folder, file), join(glue, file));
}

/**
 * Shortens the names of the module's imports and exports, most of which end in a random hash: 1,100 bytes less of gzip. Binaryen
 * renames them in the module and lists the new names, which replace the old ones in the glue.
 */
async function minifyNames(env) {
  const module = join(glue, "core_bg.wasm");
  const features = (await readFile(join(root, "Cargo.toml"), "utf8")).match(/--enable-[\w-]+/g);
  const passes = [
    "--minify-imports-and-exports-and-modules",
    // Sections for tools: 130 bytes of gzip.
    "--strip-producers",
    "--strip-target-features",
    // Part of `-O3`: without these, writing the module again makes it larger.
    "--generate-stack-ir",
    "--optimize-stack-ir",
  ];
  const renamed = JSON.parse(await runOrThrow("wasm-opt", [module, ...features, ...passes, "-o", module], { env }));
  const imports = new Map(renamed.imports.map(([, name, short]) => [name, short]));
  const exports = new Map(renamed.exports);
  const script = (await readFile(join(glue, "core.js"), "utf8"))
    .replace('"./core_bg.js": import0', "a: import0")
    .replace(/^( +)(\w+)(?=: function)/gm, (all, indent, name) =>
      imports.has(name) ? indent + imports.get(name) : all,
    )
    .replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${exports.get(name)}`)
    // The package reads the memory by its name.
    .replace(/\breturn wasm;/g, `return { memory: wasm.${exports.get("memory")} };`);
  const left = [...imports.keys()].find((name) => script.includes(`${name}:`));
  if (left !== undefined) throw new Error(`the glue still has the import ${left}`);
  await writeFile(join(glue, "core.js"), script);
  // A test needs to know them.
  await writeFile(join(glue, "exports.json"), JSON.stringify(renamed.exports));
}

/** Length of lines in scripts. Node prints the line of an uncaught error: a long one would hide the message. */
const MAX_LINE = 2000;

/** Bundles one entry with the glue. */
async function script(entry, format, file, plugins, options = {}) {
  // Imported late, because on a fresh machine the set-up installs it first.
  const { build } = await import("esbuild");
  await build({
    entryPoints: [join(source, `${entry}.ts`)],
    outfile: join(pkg, file),
    bundle: true,
    format,
    minify: true,
    lineLimit: MAX_LINE,
    // Warnings of the glue about calls that the package does not make.
    drop: ["console"],
    target: "es2022",
    platform: "neutral",
    plugins,
    logLevel: "warning",
    ...options,
  });
}

/** Resolves the names that js/core imports to the output of wasm-pack and of codegen. */
const glueModules = {
  name: "glue",
  setup: (build) =>
    build.onResolve({ filter: /\/(core|is-valid)\.js$/ }, ({ path }) => ({ path: join(glue, basename(path)) })),
};

/** Inlines the module's bytes, so that no bundler and no runtime has to support WebAssembly files. */
const inlinedModule = {
  name: "inlined",
  setup(build) {
    build.onResolve({ filter: /^\.\/core\.wasm$/ }, () => ({ path: "core.wasm", namespace: "inlined" }));
    build.onLoad({ filter: /./, namespace: "inlined" }, () => {
      const contents = `import { decodeBytes } from "./core/decode-wasm.ts"; export default decodeBytes(moduleText(), ${JSON.stringify(ALPHABET)});`;
      return { contents, resolveDir: source };
    });
  },
};

/**
 * Returns the function that the inlined module is decoded from. It comes last in the script: 1,200 bytes less of gzip than first,
 * since the text does not share blocks with code.
 */
async function moduleText() {
  const text = JSON.stringify(encodeBytes(await readFile(join(glue, "core_bg.wasm"))));
  const lines = text.match(new RegExp(`.{1,${MAX_LINE}}`, "g"));
  return { footer: { js: `function moduleText(){return${lines.join("\\\n")}}` } };
}

/** Imports the module as a file, because workers must not compile one from bytes. */
const importedModule = resolving("imported", { "./core.wasm": { path: "./core.wasm", external: true } });

/** Imports the package and React instead of bundling them, so that the application has one instance of each. */
const besideReact = (entry) =>
  resolving("beside-react", {
    "./draft/draft.js": { path: entry, external: true },
    react: { path: "react", external: true },
  });

/** Replacements of globals that CommonJS environments lack. */
const SUBSTITUTES = {
  // Jest's `jsdom` environment has neither.
  coders: {
    define: { TextDecoder: "ownCoders.TextDecoder", TextEncoder: "ownCoders.TextEncoder" },
    line: 'const ownCoders = globalThis.TextDecoder ? globalThis : process.getBuiltinModule("node:util");',
  },
  // The URL of the folder, as if the script were beside the module. Outside of Node, callers must pass the address.
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

/** Writes the type declarations: of js/ by tsc, of the crate by wasm-pack. Files that no entry imports are omitted. */
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

/** Sorts the types of the crate by name, since their order depends on the linker, and omits those that only js/ uses. */
function contractTypes(text) {
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
    const { slim, default: whole } = await packageSizes();
    console.log(`pkg/ is built: ${whole.gzip} bytes gzip in the default entry, ${slim.gzip} in slim with core.wasm`);
  });
}
