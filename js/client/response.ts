/** Answers as they come over the wire: takes a `Response`, gives its bytes and what its headers say, within a cap. */

import type { Deadline } from "./deadline.js";
import { retryAfter } from "./retry.js";

/** What the first part of an answer says: its status and headers. */
export interface Head {
  status: number;
  contentType: string | undefined;
  requestId: string | undefined;
  etag: string | undefined;
  retryAfterMs: number | undefined;
}

/** Whether what a `fetch` gave can be read as a `Response`, of this realm or of another. */
export function isResponse(answer: unknown): answer is Response {
  const { status, headers, arrayBuffer } = (answer ?? {}) as Partial<Response>;
  return typeof status === "number" && typeof headers?.get === "function" && typeof arrayBuffer === "function";
}

export function readHead({ status, headers }: Response): Head {
  const header = (name: string) => headers.get(name) ?? undefined;
  const wait = header("retry-after");
  return {
    status,
    contentType: header("content-type"),
    requestId: header("x-request-id"),
    etag: header("etag"),
    retryAfterMs: wait === undefined ? undefined : retryAfter(wait, Date.now()),
  };
}

/** The body of an answer; `undefined` where it is larger than `limit` bytes, and the rest is then left unread. */
export async function readBody(
  response: Response,
  limit: number,
  deadline: Deadline,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { body } = response;
  if (typeof body?.getReader !== "function") {
    // Foreign answers need not have a stream.
    const bytes = new Uint8Array(await deadline.race(() => response.arrayBuffer()));
    return bytes.length > limit ? undefined : bytes;
  }
  const reader = body.getReader();
  const leave = () => void reader.cancel().catch(() => {});
  deadline.signal.addEventListener("abort", leave, { once: true });
  try {
    const bytes = await deadline.race(() => readAll(reader, limit));
    if (bytes === undefined) leave();
    return bytes;
  } finally {
    deadline.signal.removeEventListener("abort", leave);
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
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
