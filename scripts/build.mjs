// The build: takes the crate and src/js, gives pkg/, the package as it is published.

import { copyFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, must, root } from "./run.mjs";
import { setUp, toolEnvironment } from "./setup.mjs";
import { packageSizes } from "./size.mjs";

const source = join(root, "src", "js");
const pkg = join(root, "pkg");
/** What wasm-pack makes of the crate: the module, its glue and the types. */
const glue = join(root, "target", "glue");

/** Builds the package. */
export async function buildPackage({ show = false } = {}) {
  const env = toolEnvironment;
  const wasmPack = ["build", "--target", "web", "--release", "--no-pack", "--out-dir", glue, "--out-name", "core"];
  await must("wasm-pack", wasmPack, { env, show });
  await resettable(env);
  await writeFile(join(glue, "sound.js"), await must("cargo", ["run", "--quiet", "--example", "sound_check"], { env }));
  await rm(pkg, { recursive: true, force: true });
  await mkdir(join(pkg, "cjs"), { recursive: true });
  await copyFile(join(glue, "core_bg.wasm"), join(pkg, "core.wasm"));
  await Promise.all([
    script("index", "esm", "index.js"),
    script("index", "cjs", "cjs/index.js"),
    script("slim", "esm", "slim.js"),
    script("react", "esm", "react.js"),
    script("react", "cjs", "cjs/react.js"),
  ]);
  await types(env);
}

/** Makes the glue once more, able to start the module anew: wasm-pack does not pass that flag on. The module is the same. */
async function resettable(env) {
  const crate = join(root, "target", "wasm32-unknown-unknown", "release", "connection_update.wasm");
  const folder = join(root, "target", "resettable");
  const flags = ["--target", "web", "--omit-default-module-path", "--experimental-reset-state-function"];
  await must("wasm-bindgen", [crate, ...flags, "--out-dir", folder, "--out-name", "core"], { env });
  for (const file of ["core.js", "core.d.ts"]) await copyFile(join(folder, file), join(glue, file));
}

/** Bundles one entry with the glue. */
async function script(entry, format, file) {
  // Imported late: on a fresh machine, set-up installs it first.
  const { build } = await import("esbuild");
  await build({
    entryPoints: [join(source, `${entry}.ts`)],
    outfile: join(pkg, file),
    bundle: true,
    format,
    minify: true,
    target: "es2022",
    platform: "neutral",
    loader: { ".wasm": "binary" },
    // The hooks share the instance of whoever uses them, and its React.
    plugins: entry === "react" ? [ownPackage] : [glueModules],
    logLevel: "warning",
  });
}

/** Finds what was made of the crate under the names that src/js imports. */
const glueModules = {
  name: "glue",
  setup(build) {
    build.onResolve({ filter: /^\.\/(core|sound)\.js$/ }, ({ path }) => ({ path: join(glue, path) }));
    build.onResolve({ filter: /^\.\/core\.wasm$/ }, () => ({ path: join(glue, "core_bg.wasm") }));
  },
};

/** Leaves the package itself and React to whoever uses an entry. */
const ownPackage = {
  name: "own-package",
  setup(build) {
    build.onResolve({ filter: /^\.\/draft\.js$/ }, () => ({ path: "./index.js", external: true }));
    build.onResolve({ filter: /^react$/ }, () => ({ path: "react", external: true }));
  },
};

/** Declares the types: those of src/js from their sources, those of the crate as wasm-pack made them. */
async function types(env) {
  const emit = ["-p", join(source, "tsconfig.json"), "--noEmit", "false", "--declaration", "--emitDeclarationOnly"];
  const emitted = join(root, "target", "types");
  await rm(emitted, { recursive: true, force: true });
  await must("tsc", [...emit, "--outDir", emitted], { env });
  const modules = (await readdir(join(emitted, "src", "js"))).filter((file) => file !== "slim.d.ts");
  for (const folder of [pkg, join(pkg, "cjs")]) {
    await copyFile(join(glue, "core.d.ts"), join(folder, "core.d.ts"));
    for (const module of modules) {
      await copyFile(join(emitted, "src", "js", module), join(folder, module));
    }
  }
  await copyFile(join(emitted, "src", "js", "slim.d.ts"), join(pkg, "slim.d.ts"));
  await copyFile(join(source, "core.wasm.d.ts"), join(pkg, "core.wasm.d.ts"));
  await writeFile(join(pkg, "cjs", "package.json"), '{ "type": "commonjs" }\n');
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setUp();
    await buildPackage({ show: true });
    const { slim, default: whole } = await packageSizes();
    console.log(`pkg/ is built: ${whole.gzip} bytes gzip in the default entry, ${slim.gzip} in slim with core.wasm`);
  });
}
