/** The types of the contract, made from the crate. */

/**
 * A key in a parameter, header or cookie.
 */
export interface ApiKeyConfig {
    /**
     * The name of the parameter, header or cookie.
     */
    name: string;
    /**
     * Where the key stands.
     */
    in: ParameterPlace;
}

/**
 * How requests to the external system are authenticated. Later versions of the platform may add types; they pass
 * through every verb whole.
 *
 * - `none`: not at all.
 * - `basic-auth`: HTTP basic authentication.
 * - `google-service-account`: a Google service account.
 * - `api-key`: a key in a parameter, header or cookie.
 * - `oauth2`: OAuth 2.0.
 * - `hmac`: a signature over parts of the request.
 */
export type AuthSchemeConfig = { schemeType: "none" } | { schemeType: "basic-auth" } | { schemeType: "google-service-account" } | ({ schemeType: "api-key" } & ApiKeyConfig) | ({ schemeType: "oauth2" } & OAuth2Config) | ({ schemeType: "hmac" } & HmacConfig);

/**
 * A user name and a password.
 */
export interface BasicAuthData {
    /**
     * The user name of HTTP basic authentication.
     */
    username: string;
    /**
     * Secret.
     */
    password: string;
}

/**
 * Bytes.
 */
export interface BinaryData {
    /**
     * Secret; in base 64.
     */
    valueBase64: string;
}

/**
 * Changes to a stored connection. What is left out stays as it is.
 */
export interface Changes {
    /**
     * Not blank.
     */
    name?: string;
    /**
     * An absolute `https:` or `http:` URL.
     */
    baseUrl?: string;
    /**
     * `<project_id>.<dataset_name>`.
     */
    datasetId?: string;
    /**
     * The whole list.
     */
    authSchemeConfigs?: AuthSchemeConfig[];
    /**
     * The whole list, from which an existing environment that is left out is deleted; or edits by id.
     */
    environments?: EnvironmentChanges;
    /**
     * The whole list, or edits by name. Either overwrites the variables of every environment of the connection as well.
     */
    environmentVariables?: VariableChanges;
}

/**
 * Something that both sides changed, each in its own way. The values are not in it: they may be secret.
 */
export interface Conflict {
    /**
     * What it is about, in the connection.
     */
    path: Path;
    /**
     * One sentence in English. It never holds a value that may be secret.
     */
    message: string;
    /**
     * The environment that it is about.
     */
    environment?: NamedEnvironment;
    /**
     * Where the value stands in the connection that the changes were made on; absent where it had none.
     */
    base?: Path;
    /**
     * Where the edit stands in the changes.
     */
    mine?: Path;
    /**
     * Where the value stands in the latest connection; absent where it is gone.
     */
    latest?: Path;
}

/**
 * A stored connection, as the platform answers it.
 */
export interface Connection {
    /**
     * A ULID.
     */
    id: string;
    /**
     * A ULID.
     */
    organisationId: string;
    /**
     * What people call the connection.
     */
    name: string;
    /**
     * What the connection speaks.
     */
    protocol: Protocol;
    /**
     * The base of all HTTP actions; of an `http` connection.
     */
    baseUrl?: string;
    /**
     * `<project_id>.<dataset_name>`; of a `bigquery` connection.
     */
    datasetId?: string;
    /**
     * How requests to the external system are authenticated.
     */
    authSchemeConfigs?: AuthSchemeConfig[];
    /**
     * Default variables that every new environment starts with.
     */
    environmentVariables?: EnvironmentVariable[];
    /**
     * In the order that people gave them.
     */
    environments: Environment[];
    /**
     * The published versions.
     */
    versions?: ConnectionVersion[];
    /**
     * RFC 3339.
     */
    createdAt: string;
    /**
     * RFC 3339. Moves with every change, child resources included.
     */
    updatedAt: string;
}

/**
 * A connection without what it holds.
 */
export interface ConnectionSummary {
    /**
     * A ULID.
     */
    id: string;
    /**
     * A ULID.
     */
    organisationId: string;
    /**
     * What people call the connection.
     */
    name: string;
    /**
     * What the connection speaks.
     */
    protocol: Protocol;
    /**
     * RFC 3339.
     */
    createdAt: string;
    /**
     * RFC 3339.
     */
    updatedAt: string;
}

/**
 * The body of an Update Connection request.
 *
 * A list that is sent overwrites the stored one; a list that is left out stays as it is; `[]` empties it.
 */
export interface ConnectionUpdate {
    /**
     * The connection; equals the address. A ULID.
     */
    id: string;
    /**
     * The organisation that owns the connection; equals the address. A ULID.
     */
    organisationId: string;
    /**
     * What people call the connection; not blank.
     */
    name: string;
    /**
     * Cannot change on a stored connection.
     */
    protocol: Protocol;
    /**
     * The base of all HTTP actions: an absolute `https:` or `http:` URL. An `http` connection must have it.
     */
    baseUrl?: string;
    /**
     * `<project_id>.<dataset_name>`; of a `bigquery` connection only.
     */
    datasetId?: string;
    /**
     * Overwrites the whole list. Existing environments keep the copies that they took when they were created.
     */
    authSchemeConfigs?: AuthSchemeConfig[];
    /**
     * Overwrites the whole list: an existing environment that is left out is deleted. Holds existing environments, unedited, or new ones.
     */
    environments?: EnvironmentOfUpdate[];
    /**
     * Overwrites the list, and the variables of every environment of the connection as well.
     */
    environmentVariables?: EnvironmentVariable[];
}

/**
 * A version of a connection.
 */
export interface ConnectionVersion {
    /**
     * A ULID.
     */
    id: string;
    /**
     * Such as `v2`.
     */
    name: string;
    /**
     * What people are told about it.
     */
    description?: string;
    /**
     * Whether no later version is published.
     */
    isLatest: boolean;
    /**
     * Whether it is taken where none is named.
     */
    isDefault: boolean;
    /**
     * RFC 3339.
     */
    createdAt: string;
    /**
     * RFC 3339.
     */
    updatedAt: string;
    /**
     * RFC 3339. `null` while it is not published.
     */
    publishedAt: string | null;
}

/**
 * A stored credential.
 */
export interface Credential {
    /**
     * A ULID.
     */
    id: string;
    /**
     * Later versions of the platform may add types.
     * Such as `basic-auth`.
     */
    type: "none" | "string" | "binary" | "basic-auth" | "oauth2-client" | "oauth2-token" | (string & {});
    /**
     * What people call the credential.
     */
    name: string;
    /**
     * Absent: not loaded. Empty: unused.
     */
    usages?: CredentialUsage[];
    /**
     * Absent: not validated. Empty: valid.
     */
    errors?: string[];
    /**
     * By `type`, with secrets redacted.
     */
    data: Record<string, unknown>;
    /**
     * RFC 3339.
     */
    createdAt: string;
    /**
     * RFC 3339.
     */
    updatedAt: string;
}

/**
 * A credential to create, by its type.
 *
 * - `none`: holds nothing.
 * - `string`: one text, such as an API key.
 * - `binary`: bytes.
 * - `basic-auth`: a user name and a password.
 * - `oauth2-client`: an OAuth 2.0 client.
 * - `oauth2-token`: an OAuth 2.0 client with tokens.
 */
export type CredentialCreate = ({ type: "none" } & NewCredential<NoneData>) | ({ type: "string" } & NewCredential<StringData>) | ({ type: "binary" } & NewCredential<BinaryData>) | ({ type: "basic-auth" } & NewCredential<BasicAuthData>) | ({ type: "oauth2-client" } & NewCredential<OAuth2ClientData>) | ({ type: "oauth2-token" } & NewCredential<OAuth2TokenData>);

/**
 * An existing credential by its id, or one to create.
 */
export type CredentialOfCreate = CredentialReference | CredentialCreate;

/**
 * An existing credential.
 */
export interface CredentialReference {
    /**
     * A ULID.
     */
    id: string;
}

/**
 * Where a credential is used.
 */
export interface CredentialUsage {
    /**
     * The environment that uses it.
     */
    environment: UsedEnvironment;
}

/**
 * The credentials of a new environment, applied in the order given. One of the two lists holds something.
 */
export interface CredentialsCreate {
    /**
     * Used when actions call the external system.
     */
    action?: EnvironmentCredentialCreate[];
    /**
     * Used when the external system calls triggers.
     */
    trigger?: EnvironmentCredentialCreate[];
}

/**
 * The credentials of an existing environment, applied in the order given. One of the two lists holds something.
 */
export interface CredentialsUpdate {
    /**
     * Used when actions call the external system.
     */
    action?: EnvironmentCredentialUpdate[];
    /**
     * Used when the external system calls triggers.
     */
    trigger?: EnvironmentCredentialUpdate[];
}

/**
 * A part of a request that is signed.
 */
export type DigestInput = "body" | "url";

/**
 * One thing that a request does to the stored connection.
 */
export interface Effect {
    /**
     * The kind of effect.
     */
    kind: EffectKind;
    /**
     * The path in the body.
     */
    path: Path;
    /**
     * True if something stored is lost.
     */
    destructive: boolean;
    /**
     * One sentence in English. It never contains a value that may be secret.
     */
    summary: string;
    /**
     * The affected environment.
     */
    environment?: NamedEnvironment;
    /**
     * The names of the variables that change. Of an environment, those whose values are lost.
     */
    names?: string[];
}

/**
 * The kind of an effect.
 *
 * - `replaced`: a field or a list of the connection gets another value.
 * - `created`, `deleted`: an environment is created or deleted.
 * - `reordered`: the environments that stay get another order.
 * - `overwritten`: the variables of an environment are overwritten by those of the connection.
 * - `stale-copy`: an environment keeps a copy of an auth scheme that the connection no longer has.
 */
export type EffectKind = "replaced" | "created" | "deleted" | "reordered" | "overwritten" | "stale-copy";

/**
 * A stored environment: one path where the external system runs, with its credentials and variables.
 */
export interface Environment {
    /**
     * A ULID.
     */
    id: string;
    /**
     * Unique within the connection.
     */
    name: string;
    /**
     * The credentials in use.
     */
    credentials: EnvironmentCredentials;
    /**
     * The environment's own values.
     */
    variables: EnvironmentVariable[];
    /**
     * RFC 3339.
     */
    createdAt: string;
    /**
     * RFC 3339.
     */
    updatedAt: string;
}

/**
 * The whole list of environments, or edits by id.
 */
export type EnvironmentChanges = EnvironmentOfUpdate[] | EnvironmentEdits;

/**
 * An environment to create.
 */
export interface EnvironmentCreate {
    /**
     * Unique within the connection.
     */
    name: string;
    /**
     * What the environment authenticates with.
     */
    credentials: CredentialsCreate;
    /**
     * The variables that it starts with; names are unique within the list.
     */
    variables: EnvironmentVariable[];
}

/**
 * A credential as a stored environment uses it.
 */
export interface EnvironmentCredential {
    /**
     * A ULID.
     */
    id: string;
    /**
     * The copy that the environment took when it was created.
     */
    authSchemeConfig: AuthSchemeConfig;
    /**
     * The credential itself, without its secret.
     */
    credential: Credential;
}

/**
 * A credential of a new environment.
 */
export interface EnvironmentCredentialCreate {
    /**
     * How the credential is used.
     */
    authSchemeConfig: AuthSchemeConfig;
    /**
     * An existing credential by its id, or one to create.
     */
    credential: CredentialOfCreate;
}

/**
 * A credential of an existing environment, by its id.
 */
export interface EnvironmentCredentialUpdate {
    /**
     * Which credential is meant.
     */
    id: string;
    /**
     * The copy that the environment took when it was created.
     */
    authSchemeConfig: AuthSchemeConfig;
}

/**
 * The credentials of a stored environment, in the order in which they are applied.
 */
export interface EnvironmentCredentials {
    /**
     * For requests to the external system.
     */
    action?: EnvironmentCredential[];
    /**
     * For requests from the external system.
     */
    trigger?: EnvironmentCredential[];
}

/**
 * Edits of the list of environments. What an existing one holds cannot be edited here.
 */
export interface EnvironmentEdits {
    /**
     * New environments; they come after all others.
     */
    add?: EnvironmentCreate[];
    /**
     * The ids of those to delete, each once.
     */
    remove?: string[];
    /**
     * The ids of all that stay, each once, in their new order.
     */
    order?: string[];
}

/**
 * An environment in a request: an existing one, told by its `id`, or one to create.
 */
export type EnvironmentOfUpdate = EnvironmentUpdate | EnvironmentCreate;

/**
 * An existing environment in a request. It must be unedited: editing one belongs to the UpdateEnvironment operation.
 */
export interface EnvironmentUpdate {
    /**
     * A ULID of the stored connection.
     */
    id: string;
    /**
     * Unique within the connection.
     */
    name: string;
    /**
     * As stored: the request cannot change them.
     */
    credentials?: CredentialsUpdate;
    /**
     * As stored: the request cannot change them one by one.
     */
    variables?: EnvironmentVariable[];
}

/**
 * A variable of an environment. Names are unique within one list.
 */
export interface EnvironmentVariable {
    /**
     * Not blank.
     */
    name: string;
    /**
     * May be empty. May be secret.
     */
    value: string;
}

/**
 * The hash of a signature.
 */
export type HmacAlgorithm = "sha1" | "sha256" | "sha512";

/**
 * How requests are signed.
 */
export interface HmacConfig {
    /**
     * The name of the parameter, header or cookie.
     */
    name: string;
    /**
     * Where the signature stands.
     */
    in: ParameterPlace;
    /**
     * The hash of the signature.
     */
    algorithm: HmacAlgorithm;
    /**
     * What is signed; the order counts.
     */
    digestInputs: DigestInput[];
}

/** One thing that is wrong with a document, or worth knowing about it. */
export interface Issue {
    /** The code of the issue. */
    code: IssueCode;
    /** The severity under the rules in force. */
    severity: Severity;
    /** The path from the root of the document. */
    path: Path;
    /** The path as a JSON Pointer (RFC 6901), such as `/environments/0/name`. */
    pointer: string;
    /** The path as the platform writes it, such as `environments[0].name`; empty at the root. */
    field: string;
    /** One sentence in English. It never contains a value that may be secret. */
    message: string;
    /** The details of the message, as data, for callers that write their own. */
    params?: Record<string, unknown>;
    /** The document that states the rule. Absent for a judgement of this package. */
    source?: Source;
}

/** The code of an issue. Codes are stable: a later version may add codes, but never renames one. */
export type IssueCode =
| /** The text is not JSON (RFC 8259). `params`: `problem`, `offset` in bytes, `line` and `column` from 1, the column in UTF-16 code units. */ "invalid-json"
| /** The bytes are not UTF-8, the only encoding of JSON on the wire. `params`: `offset` in bytes. */ "invalid-utf8"
| /** The text is longer than the limit, which defaults to 16 MiB (`maxBytes`). A previewed connection may have 256 MiB. `params`: `bytes`, `limit`. */ "too-large"
| /** Arrays and objects are nested deeper than the limit, which defaults to 128 (`maxDepth`). `params`: `limit`. */ "too-deep"
| /** An object has the same key twice. Parsers disagree on which one counts, so neither is taken. `params`: `key`. */ "duplicate-key"
| /** A string contains half of a UTF-16 surrogate pair. It has no UTF-8 form: on the wire, different strings would become equal. */ "lone-surrogate"
| /** The value is `undefined`, or an array contains `undefined` or a hole, which would be sent as `null`. */ "undefined-value"
| /** A function, a symbol, or an object without enumerable properties of its own content (a `Map`, a `Set`, …): JSON cannot express it. `params`: `type`. */ "not-serializable"
| /** A `bigint` has no JSON form. */ "bigint-value"
| /** A number is `NaN` or infinite and would be sent as `null`. */ "non-finite-number"
| /** An object contains itself. */ "cyclic-value"
| /** A getter, a proxy or a `toJSON` method threw an error when the value was read. */ "unreadable-value"
| /** The value is an instance of a class. Its enumerable properties are sent; accessors, private fields and methods are not. `params`: `type`. */ "class-instance"
| /** The list was truncated: at most 10,000 errors and 10,000 other issues are listed. Has the severity of the worst issue left out, whatever the rules. `params`: `count`. */ "more-issues"
| /** The validator itself failed on this input, which is a defect of this package. The next call is not affected. */ "internal"
| /** The value is of another JSON type than the field takes. `params`: `expected`, `actual`. */ "invalid-type"
| /** `null` is not a list. A list that is left out stays as it is; an empty list empties it. `params`: `field`. */ "null-list"
| /** A required field is missing. `params`: `field`. */ "missing-field"
| /** The value is none of those that the field takes. `params`: `options`. */ "invalid-value"
| /** The contract has no such field here. In a body it is kept and sent; the platform may ignore it. `params`: `field`, `shape`. */ "unknown-field"
| /** The field belongs to responses; the platform ignores it in a request. `params`: `field`. */ "read-only-field"
| /** One of several fields must not be empty. `params`: `fields`. */ "empty-value"
| /** The type is none of those known to this version: a later version of the platform may have added it. It is kept and sent whole. `params`: `options`. */ "unknown-type"
| /** The field does not apply to this protocol. `params`: `field`, `protocol`. */ "inapplicable-field"
| /** A name is empty or only white space. */ "blank-name"
| /** A name begins or ends with white space. */ "surrounding-whitespace"
| /** The id is not a ULID (26 characters of Crockford's base 32, the first at most 7). */ "invalid-ulid"
| /** The value cannot be parsed as an absolute `http:` or `https:` URL. `params`: `problem`. */ "invalid-url"
| /** The URL contains a placeholder such as `{shop}`: its final form cannot be checked. */ "template-url"
| /** The URL contains a part that does not belong in a base URL. `params`: `part`. */ "unexpected-url-part"
| /** The URL is plain `http:` to a host that is not this machine. */ "insecure-url"
| /** A BigQuery dataset is written `<project_id>.<dataset_name>`. */ "invalid-dataset-id"
| /** A time is not in the form of RFC 3339, such as `2026-11-07T05:31:56Z`. */ "invalid-time"
| /** Another item of the list has the same value in this field. `params`: `field`, `first` (the index of the earlier item). */ "duplicate-value"
| /** The field cannot change on a stored connection. `params`: `field`. */ "immutable-field"
| /** The connection has no environment with this id. If it were sent, the environment that was meant would be deleted. For a new environment, leave the id out. */ "unknown-environment"
| /** An existing environment is edited, which this request cannot do. `params`: `id`, `name` (of the environment), `member`, `operation` (the one that can). */ "environment-not-editable"
| /** The type of an existing credential's auth scheme can never change. `params`: `name` (of the environment). */ "immutable-scheme-type"
| /** The list leaves out a stored environment, which will be deleted. `params`: `id`, `name`. */ "deletes-environment"
| /** The list changes or leaves out variables of an environment, stored or new: their values will be lost. `params`: `id` (of a stored environment), `name`, `names` (of the variables). */ "overwritten-variables"
| /** An environment keeps the copy of an auth scheme that the new list no longer has. To change it, update its credential. `params`: `id`, `name`. */ "stale-scheme-copy"
| /** The current connection cannot be read, or lacks what a body needs. The path of the issue is in the connection. `params`: `problem`. */ "invalid-current"
| /** A change is of another type than it can be, so that it cannot be merged. `params`: `expected`, `actual`. */ "invalid-change"
| /** The same variable is both set and removed. `params`: `name`. */ "conflicting-edit"
| /** The order must name every environment that stays, each once, by its id. `params`: `missing` (the number of those left out). */ "invalid-order"
| /** The variable to remove does not exist. `params`: `name`. */ "nothing-to-remove"
| /** An id contains characters that could leave its segment of the URL. `params`: `field`. */ "unsafe-id"
| /** The id in the body is not that of the URL. `params`: `field`, `target`. */ "id-mismatch"
| /** The platform rejected the field. The message is the platform's own. `params`: `message`. */ "rejected";

/**
 * The level that a rule is set to: a severity, or `off`.
 */
export type Level = "off" | "info" | "warning" | "error";

/**
 * The id and name of an environment.
 */
export interface NamedEnvironment {
    /**
     * The id. Absent if the environment is new.
     */
    id?: string;
    /**
     * The name.
     */
    name: string;
}

/**
 * The name of a new credential and what its type asks for.
 */
export interface NewCredential<T> {
    /**
     * What people call the credential.
     */
    name: string;
    /**
     * What the type of the credential asks for. Secret.
     */
    data: T;
}

/**
 * Nothing.
 */
export interface NoneData {}

/**
 * The authorization code flow.
 */
export interface OAuth2AuthorizationCode {
    /**
     * The client that the flow runs for: a credential, of which the `id` counts.
     */
    applicationCredential: { id: string } & Record<string, unknown>;
}

/**
 * An OAuth 2.0 client.
 */
export interface OAuth2ClientData {
    /**
     * The id of the OAuth 2.0 client.
     */
    clientId: string;
    /**
     * Secret.
     */
    clientSecret: string;
    /**
     * An absolute URL.
     */
    authorizeUrl: string;
    /**
     * An absolute URL.
     */
    tokenUrl: string;
    /**
     * The permissions to ask for; any JSON.
     */
    scopes?: unknown;
    /**
     * More parameters of the token request; any JSON.
     */
    additionalParams?: unknown;
}

/**
 * How OAuth 2.0 is used. At least one flow is set up.
 */
export interface OAuth2Config {
    /**
     * An absolute URL.
     */
    authorizeUrl: string;
    /**
     * An absolute URL.
     */
    tokenUrl: string;
    /**
     * The permissions to ask for.
     */
    scopes: OAuth2Scope[];
    /**
     * The flows that are set up; at least one.
     */
    flows: OAuth2Flows;
}

/**
 * The flows that are set up; at least one.
 */
export interface OAuth2Flows {
    /**
     * The client credentials flow; an empty object where it is set up.
     */
    clientCredentials?: Record<string, never>;
    /**
     * The authorization code flow.
     */
    authorizationCode?: OAuth2AuthorizationCode;
}

/**
 * A permission to ask for.
 */
export interface OAuth2Scope {
    /**
     * The permission, as the external system names it.
     */
    name: string;
    /**
     * What people are told about it.
     */
    description?: string;
}

/**
 * An OAuth 2.0 client with tokens.
 */
export interface OAuth2TokenData {
    /**
     * The id of the OAuth 2.0 client.
     */
    clientId: string;
    /**
     * Secret.
     */
    clientSecret: string;
    /**
     * An absolute URL.
     */
    authorizeUrl: string;
    /**
     * An absolute URL.
     */
    tokenUrl: string;
    /**
     * The permissions that the token has; any JSON.
     */
    scopes?: unknown;
    /**
     * More parameters of the token request; any JSON.
     */
    additionalParams?: unknown;
    /**
     * Secret.
     */
    accessToken?: string;
    /**
     * Secret.
     */
    refreshToken?: string;
}

/**
 * An operation of the platform that edits what this request cannot.
 */
export type Operation = "UpdateEnvironment" | "UpdateCredential";

/**
 * Where a key or signature stands in a request.
 */
export type ParameterPlace = "query" | "header" | "cookie";

/**
 * The segments from the root of a document to a value in it; empty for the root itself.
 *
 * ```
 * use connection_update::path::Path;
 *
 * let path = Path::parse_field("environments[0].name").unwrap();
 * assert_eq!(path.pointer(), "/environments/0/name");
 * assert_eq!(path.to_string(), "environments[0].name");
 * ```
 */
export type Path = (string | number)[];

/**
 * What a connection speaks.
 */
export type Protocol = "http" | "bigquery";

/**
 * The severity of an issue.
 *
 * - `error`: prevents the body from being sent.
 * - `warning`: probably a mistake, or forbidden only by the archived API description. Prevents nothing.
 * - `info`: worth knowing.
 */
export type Severity = "error" | "warning" | "info";

/**
 * The document that a rule comes from. Rules without one are judgements of this package.
 *
 * - `published`: the platform's published page of the operation.
 * - `archived`: the platform's fuller API description of the same version, which is no longer published.
 */
export type Source = "published" | "archived";

/**
 * One text, such as an API key.
 */
export interface StringData {
    /**
     * Secret.
     */
    value: string;
}

/**
 * Edits of one environment, or of one of its credentials, that another operation makes.
 */
export interface UnsupportedEdit {
    /**
     * Where they are in the next connection.
     */
    path: Path;
    /**
     * The environment that the edits belong to.
     */
    environment: NamedEnvironment;
    /**
     * The members that differ.
     */
    fields: string[];
    /**
     * The operation that can make them.
     */
    operation: Operation;
}

/**
 * An environment that uses a credential.
 */
export interface UsedEnvironment {
    /**
     * A ULID.
     */
    id: string;
    /**
     * What people call the environment.
     */
    name: string;
    /**
     * The name in addresses.
     */
    slug: string;
    /**
     * The connection that the environment belongs to.
     */
    connection: ConnectionSummary;
    /**
     * RFC 3339.
     */
    createdAt: string;
    /**
     * RFC 3339.
     */
    updatedAt: string;
}

/**
 * The whole list of variables, or edits by name.
 */
export type VariableChanges = EnvironmentVariable[] | VariableEdits;

/**
 * Edits of variables by name. A name cannot be in both.
 */
export interface VariableEdits {
    /**
     * Values by name: replaced where the name is there, added at the end where it is not.
     */
    set?: Record<string, string>;
    /**
     * Names to remove.
     */
    remove?: string[];
}
