/** The compiled module. Bundlers and runtimes that can import `.wasm` files provide it. */
declare const module: WebAssembly.Module;
export default module;
