/** Checks the arguments of the client's methods. Throws a `TypeError` that names the wrong argument. */
/** Headers to send, such as a CSRF token, or a function that returns them. The function is called before each request. */
export type HeadersOption = HeadersRecord | (() => HeadersRecord | Promise<HeadersRecord>);
/** Headers by name. A header whose value is `undefined` is not sent. */
export type HeadersRecord = Record<string, string | undefined> | Headers;
/** The ids of the connection that a call reads or writes. */
export interface Target {
    /** The id of the organisation, a ULID. It is `organisation_id` in the URL. */
    organisationId: string;
    /** The id of the connection, a ULID. It is `connection_id` in the URL. */
    connectionId: string;
}
/** The ids of the environment that a call updates. */
export interface EnvironmentTarget extends Target {
    /** The id of the environment, a ULID. It is `environment_id` in the URL. */
    environmentId: string;
}
/** Options of one call. */
export interface CallOptions {
    /** Signal that ends the call when the signal is aborted. It can come from another realm or from a library. */
    signal?: AbortSignal;
    /**
     * Time limit of each exchange in milliseconds. An exchange begins with the call of the `headers` function, and ends with the
     * last byte of the response.
     *
     * @defaultValue `timeoutMs` of the client
     */
    timeoutMs?: number;
}
export declare function assertTarget(target: unknown): asserts target is Target;
export declare function assertEnvironmentTarget(target: unknown): asserts target is EnvironmentTarget;
/**
 * Asserts that the options of a call are valid.
 *
 * @param extraNames names of the options that the method accepts in addition to {@link CallOptions}
 */
export declare function assertCallOptions(call: CallOptions, extraNames?: string[]): void;
export declare function assertTimeout(timeoutMs: number | undefined): void;
/**
 * Checks the caller's headers and copies them to a record, without those that are `undefined`.
 *
 * @throws {TypeError} if a header cannot be sent; the message contains the name of the header, but never its value
 */
export declare function checkHeaders(headers: unknown): Record<string, string>;
