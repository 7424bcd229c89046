// Every call settles with an outcome, whatever the headers, the signal and `fetch` do: it never rejects, and nothing is sent
// after its end.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { inspect } from "node:util";
import { ConnectClient } from "connection-update";
import { BODY, TARGET } from "../faults/call.mjs";
import { deferred, driveClock, ends, hasSettled } from "../waiting.mjs";

const STORED = { ...BODY, environments: [] };
const ok = async () => Response.json(STORED);

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
process.on("uncaughtException", (error) => unhandled.push(error));
after(() => assert.deepEqual(unhandled, []));

/** Calls `updateConnection` and returns the kind of the error, and if the request may have been applied; `ok` for a success. */
async function update(options, call = {}) {
  const { ok, error } = await ends(new ConnectClient(options).updateConnection(TARGET, BODY, call));
  return ok ? "ok" : [error.kind, error.maybeApplied];
}

/** An `EventTarget` that looks like an `AbortSignal`, as those of jsdom and of another realm do. */
class ForeignSignal extends EventTarget {
  aborted = false;
  reason;
  listeners = 0;

  addEventListener(...given) {
    this.listeners += 1;
    super.addEventListener(...given);
  }

  removeEventListener(...given) {
    this.listeners -= 1;
    super.removeEventListener(...given);
  }

  abort(reason) {
    this.aborted = true;
    this.reason = reason;
    this.dispatchEvent(new Event("abort"));
  }
}

class ForeignController {
  signal = new ForeignSignal();

  abort(reason) {
    this.signal.abort(reason);
  }
}

/** Replaces a global until the test ends. */
function replaceGlobal(t, name, value) {
  const original = globalThis[name];
  globalThis[name] = value;
  t.after(() => {
    globalThis[name] = original;
  });
}

const timeoutReason = () => new DOMException("too late", "TimeoutError");

test("a header that is undefined is not sent", async () => {
  const sent = [];
  const fetch = (request) => {
    sent.push([request.headers.get("x-one"), request.headers.has("x-two")]);
    return ok();
  };
  const headers = { "x-one": "1", "x-two": undefined };
  assert.equal(await update({ fetch, headers }), "ok");
  assert.equal(await update({ fetch, headers: () => headers }), "ok");
  assert.equal(await update({ fetch, headers: undefined }), "ok");
  assert.deepEqual(sent, Array(3).fill(["1", false]).with(2, [null, false]));
});

test("the `Headers` of another realm or of a library are sent", async () => {
  class Headers {
    get [Symbol.toStringTag]() {
      return "Headers";
    }
    *[Symbol.iterator]() {
      yield ["x-one", "1"];
    }
  }
  const fetch = (request) => {
    assert.equal(request.headers.get("x-one"), "1");
    return ok();
  };
  assert.equal(await update({ fetch, headers: new Headers() }), "ok");
});

test("headers of a wrong type are a TypeError if they are given, and an outcome if a function returns them", async () => {
  const hostile = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("s3cr3t");
      },
    },
  );
  const wrong = [
    null,
    7,
    "x",
    [["x", "1"]],
    new Map(),
    { x: null },
    { x: 7 },
    { "a b": "1" },
    { x: "a\nb" },
    { host: 1 },
  ];
  for (const headers of wrong) assert.throws(() => new ConnectClient({ headers }), TypeError);
  const fetch = () => assert.fail("nothing is sent");
  for (const returned of [...wrong, undefined, hostile]) {
    assert.deepEqual(await update({ fetch, headers: () => returned }), ["invalid", false]);
    assert.deepEqual(await update({ fetch, headers: async () => returned }), ["invalid", false]);
  }
});

test("a header that the engine drops is a TypeError if it is given, and an outcome if a function returns it", async (t) => {
  const NativeRequest = Request;
  class DroppingRequest extends NativeRequest {
    constructor(url, init) {
      super(url, init);
      this.headers.delete("cookie");
    }
  }
  replaceGlobal(t, "Request", DroppingRequest);
  const fetch = () => assert.fail("nothing is sent");
  const headers = { cookie: "s3cr3t" };
  await assert.rejects(update({ fetch, headers }), { name: "TypeError", message: /`cookie` is refused/ });
  assert.deepEqual(await update({ fetch, headers: () => headers }), ["invalid", false]);
});

test("an engine that cannot build the request ends the call with an outcome", async (t) => {
  t.mock.method(globalThis, "Request", () => {
    throw new TypeError("no");
  });
  assert.deepEqual(await update({ fetch: ok }), ["invalid", false]);
});

test("`fetch` gets a native signal that follows a foreign one", async () => {
  const signal = new ForeignSignal();
  const arrived = deferred();
  let given;
  const fetch = (request) => {
    given = request.signal;
    arrived.resolve();
    return new Promise((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));
  };
  const updating = update({ fetch }, { signal });
  await ends(arrived.promise);
  assert.ok(given instanceof AbortSignal);
  assert.equal(given.aborted, false);
  signal.abort("enough");
  assert.deepEqual([await updating, given.aborted], [["aborted", true], true]);
});

test("where the global AbortController is foreign, requests are sent, and the signal still ends them", async (t) => {
  const NativeRequest = Request;
  // Some versions of Node refuse a foreign signal, and others accept it.
  class StrictRequest extends NativeRequest {
    constructor(url, init) {
      if (init?.signal instanceof ForeignSignal) throw new TypeError("expected an instance of AbortSignal");
      super(url, init);
    }
  }
  replaceGlobal(t, "Request", StrictRequest);
  replaceGlobal(t, "AbortController", ForeignController);
  assert.equal(await update({ fetch: ok }), "ok");
  const signal = new ForeignSignal();
  const fetch = () => {
    signal.abort();
    return new Promise(() => {});
  };
  assert.deepEqual(await update({ fetch }, { signal }), ["aborted", true]);
});

test("a signal that cannot be followed ends the call before anything is sent", async () => {
  const fail = () => {
    throw new Error("no");
  };
  const fetch = () => assert.fail("nothing is sent");
  for (const signal of [
    { aborted: false, addEventListener: fail },
    Object.defineProperty({ aborted: false, addEventListener: fail }, "reason", { get: fail }),
  ]) {
    assert.deepEqual(await update({ fetch }, { signal }), ["aborted", false]);
  }
  const signal = { aborted: false, addEventListener: () => {} };
  assert.equal(await update({ fetch: ok }, { signal }), "ok");
});

test("the end of `AbortSignal.timeout` is a timeout, before a request, during it, and while a retry waits", async () => {
  const early = await update({ fetch: ok }, { signal: AbortSignal.abort(timeoutReason()) });
  assert.deepEqual(early, ["timeout", false]);
  const controller = new AbortController();
  const never = () => {
    controller.abort(timeoutReason());
    return new Promise(() => {});
  };
  assert.deepEqual(await update({ fetch: never }, { signal: controller.signal }), ["timeout", true]);
  const later = async () => Response.json({}, { status: 429, headers: { "retry-after": "60" } });
  assert.deepEqual(await update({ fetch: later, retries: 1 }, { signal: AbortSignal.timeout(20) }), ["timeout", false]);
  const foreign = { name: "TimeoutError" };
  const { error } = await new ConnectClient({ fetch: ok }).getConnection(TARGET, {
    signal: AbortSignal.abort(foreign),
  });
  assert.deepEqual([error.kind, error.cause === foreign], ["timeout", true]);
  const hostile = Object.defineProperty({}, "name", {
    get: () => {
      throw new Error("no");
    },
  });
  assert.deepEqual(await update({ fetch: ok }, { signal: AbortSignal.abort(hostile) }), ["aborted", false]);
});

test("a signal whose reason cannot be read ends the call", async () => {
  const signal = new ForeignSignal();
  signal.aborted = true;
  Object.defineProperty(signal, "reason", {
    get: () => {
      throw new Error("no");
    },
  });
  const { error } = await new ConnectClient({ fetch: () => ok() }).getConnection(TARGET, { signal });
  assert.deepEqual([error.kind, error.cause], ["aborted", undefined]);
});

test("the first reason of an end is reported, and a call that has ended calls nothing", async () => {
  const controller = new AbortController();
  const fetch = (request) => {
    request.signal.addEventListener("abort", () => controller.abort());
    return new Promise(() => {});
  };
  assert.deepEqual(await update({ fetch, timeoutMs: 20 }, { signal: controller.signal }), ["timeout", true]);
  const fail = () => assert.fail("it was called");
  assert.deepEqual(await update({ fetch: fail, headers: fail }, { signal: AbortSignal.abort() }), ["aborted", false]);
});

test("the listeners on the signal are removed after each call, however it ends", async () => {
  const busy = async () => Response.json({}, { status: 429, headers: { "retry-after": "0" } });
  for (const options of [
    { fetch: ok },
    { fetch: async () => Response.json({}, { status: 400 }) },
    { fetch: busy, retries: 2 },
    { fetch: () => Promise.reject(new Error("no")) },
    { fetch: () => new Promise(() => {}), timeoutMs: 1 },
    { fetch: ok, headers: () => null },
  ]) {
    const signal = new ForeignSignal();
    const client = new ConnectClient(options);
    await ends(client.getConnection(TARGET, { signal }));
    await ends(client.updateConnection(TARGET, BODY, { signal }));
    await ends(client.updateConnection(TARGET, { ...BODY, name: "" }, { signal }));
    await ends(client.save(TARGET, { base: STORED, changes: { name: "Other" } }, { signal }));
    assert.equal(signal.listeners, 0);
  }
});

test("a global `fetch` that is replaced between two requests is used, and one that is missing is an outcome", async (t) => {
  const used = [];
  const first = async () => {
    used.push("first");
    globalThis.fetch = second;
    return Response.json(STORED);
  };
  const second = async () => {
    used.push("second");
    return Response.json({ ...STORED, name: "Other" });
  };
  replaceGlobal(t, "fetch", first);
  const client = new ConnectClient();
  const saved = await client.save(TARGET, { base: STORED, changes: { name: "Other" } });
  assert.deepEqual([saved.ok, used], [true, ["first", "second"]]);
  globalThis.fetch = undefined;
  const { error } = await client.updateConnection(TARGET, BODY);
  assert.deepEqual([error.kind, error.maybeApplied], ["invalid", false]);
});

test("a response that misbehaves while it is read is an outcome", async () => {
  const fail = () => {
    throw new Error("no");
  };
  const json = new Headers({ "content-type": "application/json" });
  const response = (members) => ({ status: 200, headers: json, arrayBuffer: fail, ...members });
  const getter = (name) => Object.defineProperty(response({}), name, { get: fail });
  const withReader = (read, cancel) => response({ body: { getReader: () => ({ read, cancel }) } });
  const streaming = (start, status = 200) => new Response(new ReadableStream({ start }), { status, headers: json });
  const torn = (controller) => {
    controller.enqueue(new TextEncoder().encode('{"id":'));
    controller.error(new Error("no"));
  };
  for (const [respond, kind, maybeApplied] of [
    [() => streaming(torn), "network", true],
    [() => streaming(torn, 400), "http", false],
    [() => streaming((controller) => controller.enqueue("text")), "network", true],
    [() => getter("status"), "network", true],
    [() => getter("headers"), "network", true],
    [() => getter("body"), "network", true],
    [() => getter("type"), "network", true],
    [() => getter("redirected"), "network", true],
    [() => response({ headers: { get: fail } }), "network", true],
    [() => response({ body: { getReader: fail } }), "network", true],
    [() => withReader(fail, fail), "network", true],
    [() => withReader(async () => undefined, fail), "network", true],
    [() => withReader(async () => ({ value: new Uint8Array(100) }), fail), "decode", true],
    [
      () =>
        withReader(
          async () => ({ value: new Uint8Array(100) }),
          () => undefined,
        ),
      "decode",
      true,
    ],
    [
      () =>
        withReader(
          async () => ({ value: 7 }),
          () => undefined,
        ),
      "network",
      true,
    ],
  ]) {
    assert.deepEqual(await update({ fetch: async () => respond(), maxBytes: 1_000 }), [kind, maybeApplied]);
  }
  for (const cancel of [fail, () => undefined]) {
    const controller = new AbortController();
    const read = () => {
      controller.abort();
      return new Promise(() => {});
    };
    const fetch = async () => withReader(read, cancel);
    assert.deepEqual(await update({ fetch }, { signal: controller.signal }), ["aborted", true]);
  }
});

test("a response that no connection can come from is an outcome, whatever its body is", async () => {
  const stored = { ...STORED };
  const redirected = () => Object.defineProperty(Response.json(stored), "redirected", { value: true });
  const other = (ids) => () => Response.json({ ...stored, ...ids });
  for (const [respond, expected] of [
    [() => Response.json(stored), "ok"],
    [redirected, ["http", true]],
    [() => Response.json(stored, { status: 300 }), ["http", true]],
    [() => Response.error(), ["network", true]],
    [other({ id: TARGET.organisationId }), ["decode", true]],
    [other({ organisationId: TARGET.connectionId }), ["decode", true]],
  ]) {
    assert.deepEqual(await update({ fetch: async () => respond() }), expected);
  }
  const { error } = await new ConnectClient({ fetch: async () => Response.error() }).getConnection(TARGET);
  assert.match(error.message, /could not be reached/);
  const failed = await new ConnectClient({ fetch: async () => new Response("", { status: 500 }) }).getConnection(
    TARGET,
  );
  assert.deepEqual(failed.error.issues, []);
});

test("an error has the reason for which a response could not be read", async () => {
  const headers = {
    get: () => {
      throw new Error("no headers");
    },
  };
  const fetch = async () => ({ status: 200, headers, arrayBuffer: () => {} });
  const { error } = await new ConnectClient({ fetch }).getConnection(TARGET);
  assert.deepEqual([error.kind, error.cause.message], ["network", "no headers"]);
});

test("a refusal whose body never ends is a timeout", async () => {
  const fetch = async () => new Response(new ReadableStream({ start() {} }), { status: 400 });
  assert.deepEqual(await update({ fetch, timeoutMs: 20 }), ["timeout", false]);
});

test("a read whose response breaks off is not sent again", async () => {
  let count = 0;
  const fetch = async () => {
    count += 1;
    return new Response(new ReadableStream({ start: (controller) => controller.error(new Error("no")) }));
  };
  const { error } = await ends(new ConnectClient({ fetch, retries: 2 }).getConnection(TARGET));
  assert.deepEqual([error.kind, count], ["network", 1]);
});

test("status 304 is not called a redirect", async () => {
  const fetch = async () => new Response(null, { status: 304 });
  const { error } = await new ConnectClient({ fetch }).getConnection(TARGET);
  assert.deepEqual([error.kind, error.status], ["http", 304]);
  assert.match(error.message, /nothing has changed/);
  assert.doesNotMatch(error.message, /redirect/);
});

test("only a failure before a connection is certain: a failure while reading or writing is in doubt", async () => {
  const failed = (code, syscall, more) => Object.assign(new Error(code), { code, syscall, ...more });
  const several = (...errors) => Object.assign(new AggregateError(errors, "failed"), { code: errors[0].code });
  /** An error below a number of other errors. */
  const below = (depth, cause) => (depth === 0 ? cause : new Error("outer", { cause: below(depth - 1, cause) }));
  const refused = failed("ECONNREFUSED", "connect");
  const circular = new Error("circular");
  circular.cause = circular;
  const circularList = new AggregateError([], "circular");
  circularList.errors.push(circularList);
  const hostile = Object.defineProperty(new Error("no"), "code", {
    get: () => {
      throw new Error("no");
    },
  });
  for (const [cause, isUnsent] of [
    [below(2, refused), true],
    [below(3, refused), false],
    [new AggregateError([], "failed", { cause: refused }), true],
    [new AggregateError([below(2, refused)], "failed"), false],
    [circular, false],
    [circularList, false],
    [hostile, false],
    [null, false],
    [undefined, false],
    ["ECONNREFUSED", false],
    [Object.assign(() => {}, { code: "ENOTFOUND" }), false],
    [failed("ENOTFOUND", "getaddrinfo"), true],
    [failed("EAI_AGAIN", "getaddrinfo"), true],
    [failed("ECONNREFUSED", "connect"), true],
    [failed("EHOSTUNREACH", "connect"), true],
    [failed("ENETUNREACH", "connect"), true],
    [failed("ETIMEDOUT", "connect"), true],
    [failed("UND_ERR_CONNECT_TIMEOUT"), true],
    [failed("ConnectionRefused"), true],
    [several(failed("ECONNREFUSED", "connect"), failed("ENETUNREACH", "connect")), true],
    [several(failed("ECONNREFUSED", "connect"), failed("ECONNRESET", "read")), false],
    [failed("EHOSTUNREACH", "write"), false],
    [failed("EHOSTUNREACH", "read"), false],
    [failed("EHOSTUNREACH"), false],
    [failed("ENETUNREACH", "writev"), false],
    [failed("ENETUNREACH", "sendmsg"), false],
    [failed("ETIMEDOUT", "read"), false],
    [failed("ETIMEDOUT"), false],
    [failed("ECONNRESET", "read"), false],
    [failed("ECONNRESET"), false],
    [failed("EPIPE", "write"), false],
    [failed("UND_ERR_SOCKET", undefined, { cause: failed("EPIPE", "write") }), false],
    [failed("EPIPE", "write", { cause: failed("ECONNREFUSED", "connect") }), false],
  ]) {
    const what = inspect(cause);
    let count = 0;
    const fetch = async () => {
      count += 1;
      if (count > 1) return Response.json(STORED);
      throw new TypeError("fetch failed", { cause });
    };
    assert.deepEqual(await update({ fetch }), ["network", !isUnsent], what);
    // A connection that could not be made is tried again. Anything else is not, even for a read.
    count = 0;
    const { ok } = await withoutDelays(() => new ConnectClient({ fetch, retries: 1 }).getConnection(TARGET));
    assert.deepEqual([ok, count], [isUnsent, isUnsent ? 2 : 1], what);
  }
});

/** Runs a call whose timers run at once. */
async function withoutDelays(run) {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (work, ms) => (ms === 30_000 ? undefined : setTimeout(work, 0));
  try {
    return await ends(run());
  } finally {
    globalThis.setTimeout = setTimeout;
  }
}

test("the delay between retries doubles, up to a minute", async (t) => {
  t.mock.method(Math, "random", () => 1);
  const clock = driveClock(t);
  let count = 0;
  const fetch = async () => {
    count += 1;
    return Response.json({}, { status: 429 });
  };
  const client = new ConnectClient({ fetch, retries: 10, timeoutMs: Number.POSITIVE_INFINITY });
  const calling = client.updateConnection(TARGET, BODY);
  const delays = [];
  for (let retry = 0; retry < 10; retry++) {
    delays.push(await clock.nextDelay());
    clock.advance(delays.at(-1));
  }
  const { error } = await ends(calling);
  assert.deepEqual([error.status, count], [429, 11]);
  assert.deepEqual(delays, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test("nothing is sent after the end: while a retry waits, while a response is read, or while headers take too long", async (t) => {
  let count = 0;
  const busy = async () => {
    count += 1;
    return Response.json({}, { status: 429, headers: { "retry-after": "60" } });
  };
  const clock = driveClock(t);
  const controller = new AbortController();
  const client = new ConnectClient({ fetch: busy, retries: 3, timeoutMs: Number.POSITIVE_INFINITY });
  const waiting = client.updateConnection(TARGET, BODY, { signal: controller.signal });
  assert.equal(await clock.nextDelay(), 60_000);
  controller.abort(timeoutReason());
  const waited = await ends(waiting);
  clock.advance(600_000);
  await hasSettled(waiting);
  assert.deepEqual([waited.error.kind, waited.error.maybeApplied, count], ["timeout", false, 1]);

  const reading = deferred();
  const methods = [];
  const stuck = async ({ method }) => {
    methods.push(method);
    return new Response(new ReadableStream({ pull: reading.resolve }), {
      headers: { "content-type": "application/json" },
    });
  };
  const slow = new ConnectClient({ fetch: stuck, retries: 3, timeoutMs: 5_000 });
  const saving = slow.save(TARGET, { base: STORED, changes: { name: "Other" } });
  await ends(reading.promise);
  clock.advance(5_001);
  const saved = await ends(saving);
  clock.advance(600_000);
  await hasSettled(saving);
  assert.deepEqual([saved.error.kind, saved.error.maybeApplied, methods], ["timeout", false, ["GET"]]);
});

test("a save whose signal times out during the PUT reads nothing more", async () => {
  const controller = new AbortController();
  const methods = [];
  const fetch = async ({ method }) => {
    methods.push(method);
    if (method === "GET") return Response.json(STORED);
    controller.abort(timeoutReason());
    return new Promise(() => {});
  };
  const edit = { base: STORED, changes: { name: "Other" } };
  const { error } = await ends(new ConnectClient({ fetch }).save(TARGET, edit, { signal: controller.signal }));
  assert.deepEqual([error.kind, error.maybeApplied, methods], ["timeout", true, ["GET", "PUT"]]);
});

test("a request that is built only after the deadline is not sent, although no timer could run before", async () => {
  const headers = () => {
    const end = performance.now() + 20;
    while (performance.now() < end);
    return {};
  };
  const fetch = () => assert.fail("nothing is sent");
  assert.deepEqual(await update({ fetch, headers, timeoutMs: 5 }), ["timeout", false]);
});
