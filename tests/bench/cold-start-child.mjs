// Imports the script that the first argument names, and checks a body with it. Prints the time and the verdict as JSON.

import { pathToFileURL } from "node:url";
import { makeBodyWithOneError } from "./bodies.mjs";

const script = pathToFileURL(process.argv[2]).href;
const body = makeBodyWithOneError("S");
const start = performance.now();
const { check } = await import(script);
const isValid = await check(body);
const milliseconds = performance.now() - start;
console.log(JSON.stringify({ milliseconds, isValid }));
