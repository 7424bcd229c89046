// Bundles modules of the demo console for the browser, so that tests in Node can import them.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Bundles a module with all that it imports. Fails if the result needs a module of Node.
 *
 * @param {string} path path below `www`
 * @param {Record<string, string>} [define] constants of the bundle, such as `import.meta.env.DEV`, as JSON
 */
export async function bundle(path, define = {}) {
  const entry = fileURLToPath(new URL(`../../www/${path}`, import.meta.url));
  const options = {
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    logLevel: "silent",
  };
  const { outputFiles, metafile } = await build({ entryPoints: [entry], ...options, define });
  return { text: outputFiles[0].text, metafile };
}

/** Imports a module from its text. The same text is the same module. */
export const importText = (text) => import(`data:text/javascript,${encodeURIComponent(text)}`);

/** Imports a module of the console, such as `lib/labels.ts`. */
export const importFromConsole = async (path) => importText((await bundle(`src/${path}`)).text);
