/** The compiled module, as bundlers and runtimes that import `.wasm` files give it. */
declare const module: WebAssembly.Module;
export default module;
