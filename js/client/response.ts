/** Reads the status, the headers and the body of a `Response`. */

import type { Deadline } from "./deadline.js";
import { parseRetryAfter } from "./retry.js";

/** The status of a response, and the headers that the client reads. */
export interface ResponseHead {
  status: number;
  contentType: string | undefined;
  requestId: string | undefined;
  etag: string | undefined;
  retryAfterMs: number | undefined;
}

/** Returns true if a value can be read as a `Response`, even if it comes from another realm, such as a frame. */
export function isResponse(value: unknown): value is Response {
  const { status, headers, arrayBuffer } = (value ?? {}) as Partial<Response>;
  return typeof status === "number" && typeof headers?.get === "function" && typeof arrayBuffer === "function";
}

export function readHead({ status, headers }: Response): ResponseHead {
  const header = (name: string) => headers.get(name) ?? undefined;
  const retryAfter = header("retry-after");
  return {
    status,
    contentType: header("content-type"),
    requestId: header("x-request-id"),
    etag: header("etag"),
    retryAfterMs: retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, Date.now()),
  };
}

/** Reads the body of a response. If it has more than `limit` bytes, cancels the download and returns `undefined`. */
export async function readBody(
  response: Response,
  limit: number,
  deadline: Deadline,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { body } = response;
  if (typeof body?.getReader !== "function") {
    // Some implementations of `fetch` return responses without a stream. Their body is read as a whole.
    const bytes = new Uint8Array(await deadline.race(() => response.arrayBuffer()));
    return bytes.length > limit ? undefined : bytes;
  }
  const reader = body.getReader();
  // The reader of a library can throw an error, or return something that is not a promise.
  const cancel = () => void (async () => reader.cancel())().catch(() => {});
  deadline.signal.addEventListener("abort", cancel, { once: true });
  try {
    const bytes = await deadline.race(() => readChunks(reader, limit));
    if (bytes === undefined) cancel();
    return bytes;
  } finally {
    deadline.signal.removeEventListener("abort", cancel);
  }
}

async function readChunks(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!ArrayBuffer.isView(value)) throw new TypeError("the body of the response does not consist of bytes");
    chunks.push(value);
    length += value.byteLength;
    if (length > limit) return undefined;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
