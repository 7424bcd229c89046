/** What callers of the client pass: takes it as it comes, gives it checked, or a `TypeError` that names the argument. */
/** Headers to send along, such as a CSRF token; or a function that gives them for each request. */
export type HeadersOption = HeadersRecord | (() => HeadersRecord | Promise<HeadersRecord>);
/** Headers by name. */
export type HeadersRecord = Record<string, string> | Headers;
/** Which connection a call is about. */
export interface Target {
    /** A ULID: the `organisation_id` of the address. */
    organisationId: string;
    /** A ULID: the `connection_id` of the address. */
    connectionId: string;
}
/** What one call takes. */
export interface CallOptions {
    /** Ends the call when it is aborted, whatever the reason. */
    signal?: AbortSignal;
    /** How long one exchange may take, in milliseconds, from asking for headers to the last byte of the answer: the client's unless told. */
    timeoutMs?: number;
}
export declare function expectTarget(target: unknown): asserts target is Target;
/** Checks the options of a call; `own` names those that it takes besides. */
export declare function expectCall(call: CallOptions, own?: string[]): void;
export declare function expectTimeout(timeoutMs: number | undefined): void;
/** The headers of the caller, each checked. A value is never named. */
export declare function checkHeaders(headers: unknown): Record<string, string>;
