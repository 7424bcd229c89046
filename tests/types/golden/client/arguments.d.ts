/** Checks the arguments of the client's methods; throws a `TypeError` that names the argument. */
/** Headers to send, such as a CSRF token; or a function that is called for each request and returns them. */
export type HeadersOption = HeadersRecord | (() => HeadersRecord | Promise<HeadersRecord>);
/** Headers by name. */
export type HeadersRecord = Record<string, string> | Headers;
/** The connection that a call is about. */
export interface Target {
    /** A ULID: `organisation_id` in the URL. */
    organisationId: string;
    /** A ULID: `connection_id` in the URL. */
    connectionId: string;
}
/** Options of one call. */
export interface CallOptions {
    /** Ends the call when it is aborted, whatever the reason. */
    signal?: AbortSignal;
    /**
     * Time limit of each exchange in milliseconds, from the call of `headers` to the last byte of the response.
     *
     * @defaultValue `timeoutMs` of the client
     */
    timeoutMs?: number;
}
export declare function assertTarget(target: unknown): asserts target is Target;
/** Asserts that the options of a call are valid. `extra` names the options that it takes besides {@link CallOptions}. */
export declare function assertCallOptions(call: CallOptions, extra?: string[]): void;
export declare function assertTimeout(timeoutMs: number | undefined): void;
/** Checks the caller's headers and returns them as a record. Errors name the header, never its value. */
export declare function checkHeaders(headers: unknown): Record<string, string>;
