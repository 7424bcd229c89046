/** The types of the contract, made from the crate. */

/**
 * A key in a query parameter, header or cookie.
 */
export interface ApiKeyConfig {
    /**
     * The name of the parameter, header or cookie.
     */
    name: string;
    /**
     * The part of the request that contains the key.
     */
    in: ParameterPlace;
}

/**
 * An authentication scheme for requests to and from the external system.
 *
 * - `none`: no authentication.
 * - `basic-auth`: HTTP basic authentication.
 * - `google-service-account`: a Google service account.
 * - `api-key`: a key in a query parameter, header or cookie.
 * - `oauth2`: OAuth 2.0.
 * - `hmac`: a signature over parts of the request.
 *
 * Later versions of the platform may add types. Every operation copies a scheme of an unknown type unchanged.
 */
export type AuthSchemeConfig = { schemeType: "none" } | { schemeType: "basic-auth" } | { schemeType: "google-service-account" } | ({ schemeType: "api-key" } & ApiKeyConfig) | ({ schemeType: "oauth2" } & OAuth2Config) | ({ schemeType: "hmac" } & HmacConfig);

/**
 * The data of a credential of type `basic-auth`.
 */
export interface BasicAuthData {
    /**
     * The user name of HTTP basic authentication.
     */
    username: string;
    /**
     * The password, a secret.
     */
    password: string;
}

/**
 * The data of a credential of type `binary`.
 */
export interface BinaryData {
    /**
     * The secret bytes, in base64.
     */
    valueBase64: string;
}

/**
 * Changes to a stored connection. A field that is left out does not change.
 */
export interface Changes {
    /**
     * The display name of the connection. It cannot be blank.
     */
    name?: string;
    /**
     * The base URL of all HTTP actions, an absolute `https:` or `http:` URL.
     */
    baseUrl?: string;
    /**
     * The BigQuery dataset as `<project_id>.<dataset_name>`.
     */
    datasetId?: string;
    /**
     * The whole list of authentication schemes.
     */
    authSchemeConfigs?: AuthSchemeConfig[];
    /**
     * The whole list of environments, or edits by id.
     */
    environments?: EnvironmentListChanges;
    /**
     * The whole list of default variables, or edits by name. In both cases, the new list also overwrites the variables
     * of every environment.
     */
    environmentVariables?: VariableChanges;
}

/**
 * A value that both sides changed differently. Contains the paths of the values, but no values, because the values may be secret.
 */
export interface Conflict {
    /** The kind of conflict. */
    kind: ConflictKind;
    /** The path of the value in the latest connection. If the latest connection has no such value, the path in the base. */
    path: Path;
    /** One sentence, in English or from `messages` of the options. It never contains a value that may be secret. */
    message: string;
    /** The environment that the value belongs to. Absent if the value does not belong to one environment. */
    environment?: NamedEnvironment;
    /** The name of the variable, if the conflict is about one variable. */
    name?: string;
    /** The number of conflicts that this conflict represents, if its kind is `more`. */
    count?: number;
    /** The path of the value in the base. Absent if the base has no such value. */
    base?: Path;
    /** The path of the edit in the changes. */
    mine?: Path;
    /** The path of the value in the latest connection. Absent if the latest connection has no such value. */
    latest?: Path;
}

/**
 * The kind of a conflict. "Mine" is the changes that are rebased. "The other side" is the author of the changes from the base to
 * the latest connection.
 *
 * - `value`: both sides changed a value differently.
 * - `order`: both sides put the environments, or the credentials of one environment, in another order.
 * - `deleted`: the other side deleted an environment, a variable or a credential that mine edits.
 * - `edited`: the other side edited an environment or a variable that mine deletes.
 * - `overwritten`: the other side edited variables of an environment, and mine overwrites them with those of the connection.
 * - `same-name`: mine creates or renames an environment, and the latest connection has another environment with this name.
 * - `list`: both sides changed a list in a way that edits by id or by name cannot express.
 * - `more`: this conflict represents the conflicts beyond the limit of 20,000. Its `count` is their number.
 */
export type ConflictKind = "value" | "order" | "deleted" | "edited" | "overwritten" | "same-name" | "list" | "more";

/**
 * A stored connection, as the platform sends it.
 */
export interface Connection {
    /**
     * The id of the connection, a ULID.
     */
    id: string;
    /**
     * The id of the organisation that owns the connection, a ULID.
     */
    organisationId: string;
    /**
     * The display name of the connection.
     */
    name: string;
    /**
     * The protocol of the external system.
     */
    protocol: Protocol;
    /**
     * The base URL of all HTTP actions. It applies to protocol `http` only.
     */
    baseUrl?: string;
    /**
     * The BigQuery dataset as `<project_id>.<dataset_name>`. It applies to protocol `bigquery` only.
     */
    datasetId?: string;
    /**
     * The authentication schemes that environments can use.
     */
    authSchemeConfigs?: AuthSchemeConfig[];
    /**
     * The default variables of new environments.
     */
    environmentVariables?: EnvironmentVariable[];
    /**
     * The environments, in the order that users chose.
     */
    environments: Environment[];
    /**
     * The versions of the connection.
     */
    versions?: ConnectionVersion[];
    /**
     * The time of creation, an RFC 3339 timestamp.
     */
    createdAt: string;
    /**
     * The time of the last change, an RFC 3339 timestamp.
     */
    updatedAt: string;
}

/**
 * A connection without its environments, schemes and variables.
 */
export interface ConnectionSummary {
    /**
     * The id of the connection, a ULID.
     */
    id: string;
    /**
     * The id of the organisation that owns the connection, a ULID.
     */
    organisationId: string;
    /**
     * The display name of the connection.
     */
    name: string;
    /**
     * The protocol of the external system.
     */
    protocol: Protocol;
    /**
     * The time of creation, an RFC 3339 timestamp.
     */
    createdAt: string;
    /**
     * The time of the last change, an RFC 3339 timestamp.
     */
    updatedAt: string;
}

/**
 * The body of an Update Connection request.
 *
 * A list that is sent overwrites the stored list. `[]` empties the stored list. A list that is left out does not change.
 */
export interface ConnectionUpdate {
    /**
     * The id of the connection, a ULID. It must equal the id in the URL, and cannot change.
     */
    id: string;
    /**
     * The id of the organisation that owns the connection, a ULID. It must equal the id in the URL, and cannot change.
     */
    organisationId: string;
    /**
     * The display name of the connection. It cannot be blank.
     */
    name: string;
    /**
     * The protocol of the external system. It cannot change.
     */
    protocol: Protocol;
    /**
     * The base URL of all HTTP actions, an absolute `https:` or `http:` URL. It is required if `protocol` is `http`.
     */
    baseUrl?: string;
    /**
     * The BigQuery dataset as `<project_id>.<dataset_name>`. It applies to protocol `bigquery` only. The archived
     * API description states this field, but the published page does not.
     */
    datasetId?: string;
    /**
     * The authentication schemes. They do not affect existing environments, because each environment has copies of the
     * schemes from the time of its creation.
     */
    authSchemeConfigs?: AuthSchemeConfig[];
    /**
     * The stored environments and new environments. A stored environment must be unedited. A stored environment that is
     * left out is deleted.
     */
    environments?: EnvironmentOfUpdate[];
    /**
     * The default variables of new environments. They also overwrite the variables of every existing environment.
     */
    environmentVariables?: EnvironmentVariable[];
}

/**
 * A version of a connection.
 */
export interface ConnectionVersion {
    /**
     * The id of the version, a ULID.
     */
    id: string;
    /**
     * The name of the version, such as `v2`.
     */
    name: string;
    /**
     * A description for people.
     */
    description?: string;
    /**
     * True if no later version is published.
     */
    isLatest: boolean;
    /**
     * True if this version is used by default.
     */
    isDefault: boolean;
    /**
     * The time of creation, an RFC 3339 timestamp.
     */
    createdAt: string;
    /**
     * The time of the last change, an RFC 3339 timestamp.
     */
    updatedAt: string;
    /**
     * The time of publication, an RFC 3339 timestamp, or `null` if the version is not published.
     */
    publishedAt: string | null;
}

/**
 * A stored credential.
 */
export interface Credential {
    /**
     * The id of the credential, a ULID.
     */
    id: string;
    /**
     * The type, such as `basic-auth`. Later versions of the platform may add types.
     */
    type: "none" | "string" | "binary" | "basic-auth" | "oauth2-client" | "oauth2-token" | (string & {});
    /**
     * The display name of the credential.
     */
    name: string;
    /**
     * The uses of the credential. The list is absent if the platform did not load the uses. The list is empty if the
     * credential is not used.
     */
    usages?: CredentialUsage[];
    /**
     * The errors of the credential. The list is absent if the credential was not validated. The list is empty if the
     * credential is valid.
     */
    errors?: string[];
    /**
     * The data for the type of the credential, with secrets redacted.
     */
    data: Record<string, unknown>;
    /**
     * The time of creation, an RFC 3339 timestamp.
     */
    createdAt: string;
    /**
     * The time of the last change, an RFC 3339 timestamp.
     */
    updatedAt: string;
}

/**
 * A credential of a stored environment.
 */
export interface CredentialChange {
    /**
     * The id of the environment's credential, a ULID.
     */
    id: string;
    /**
     * The new authentication scheme. Its type cannot change. If it is left out, the scheme does not change.
     */
    authSchemeConfig?: AuthSchemeConfig;
}

/**
 * A credential to create. The archived API description states the data of each type.
 *
 * - `none`: no data.
 * - `string`: one string, such as an API key.
 * - `binary`: bytes.
 * - `basic-auth`: a user name and a password.
 * - `oauth2-client`: an OAuth 2.0 client.
 * - `oauth2-token`: an OAuth 2.0 client with its tokens.
 */
export type CredentialCreate = ({ type: "none" } & NewCredential<NoneData>) | ({ type: "string" } & NewCredential<StringData>) | ({ type: "binary" } & NewCredential<BinaryData>) | ({ type: "basic-auth" } & NewCredential<BasicAuthData>) | ({ type: "oauth2-client" } & NewCredential<OAuth2ClientData>) | ({ type: "oauth2-token" } & NewCredential<OAuth2TokenData>);

/**
 * The credential of a new environment: a reference to a stored credential, or a credential to create.
 */
export type CredentialOfCreate = CredentialReference | CredentialCreate;

/**
 * A reference to a stored credential.
 */
export interface CredentialReference {
    /**
     * The id of the credential, a ULID.
     */
    id: string;
}

/**
 * A use of a credential.
 */
export interface CredentialUsage {
    /**
     * The environment that uses the credential.
     */
    environment: UsedEnvironment;
}

/**
 * The credentials of a new environment. At least one of the two lists is not empty.
 */
export interface CredentialsCreate {
    /**
     * The credentials of requests to the external system, in the order in which they are applied.
     */
    action?: EnvironmentCredentialCreate[];
    /**
     * The credentials of requests from the external system, in the order in which they are applied.
     */
    trigger?: EnvironmentCredentialCreate[];
}

/**
 * The credentials of a stored environment in a request. At least one of the two lists is not empty.
 */
export interface CredentialsUpdate {
    /**
     * The credentials of requests to the external system, in the order in which they are applied.
     */
    action?: EnvironmentCredentialUpdate[];
    /**
     * The credentials of requests from the external system, in the order in which they are applied.
     */
    trigger?: EnvironmentCredentialUpdate[];
}

/**
 * A signed part of a request.
 */
export type DigestInput = "body" | "url";

/**
 * One change that a request makes to the stored connection.
 */
export interface Effect {
    /**
     * The kind of effect.
     */
    kind: EffectKind;
    /**
     * The path of the change in the body. For an effect that `drift` returns, the path of the difference in the actual
     * connection.
     */
    path: Path;
    /**
     * True if the effect deletes an environment, removes a variable or an auth scheme, or overwrites an own value of an
     * environment. A value of an environment's variable is an own value if it differs from the old value of the connection.
     * Giving another value to a variable or an auth scheme is not destructive.
     */
    destructive: boolean;
    /**
     * One sentence in English. It never contains a value that may be secret.
     */
    summary: string;
    /**
     * The affected environment. Absent if the effect is on the connection as a whole.
     */
    environment?: NamedEnvironment;
    /**
     * The names of the variables that change. If a request overwrites the variables of an environment, these are the names of
     * the variables whose values are lost.
     */
    names?: string[];
    /**
     * The number of fields that change, if the effect represents all changes beyond the limit. Its path is empty.
     */
    count?: number;
}

/**
 * The kind of an effect.
 *
 * - `replaced`: a field or a list of the connection, or a list of an environment, gets another value.
 * - `renamed`: an environment gets another name.
 * - `kept`: an environment keeps its own values, although the variables of the connection change. A later request restores them.
 * - `restated`: the request repeats stored lists, which deletes an environment that someone adds before the request.
 * - `created`, `deleted`: an environment is created or deleted.
 * - `reordered`: the environments that stay, or the credentials of an environment, get another order.
 * - `overwritten`: the variables of an environment are overwritten by those of the connection.
 * - `stale-copy`: an environment keeps a copy of an auth scheme that the connection no longer has.
 */
export type EffectKind = "replaced" | "renamed" | "kept" | "restated" | "created" | "deleted" | "reordered" | "overwritten" | "stale-copy";

/**
 * A stored environment: one instance of the external system, with its credentials and variables.
 */
export interface Environment {
    /**
     * The id of the environment, a ULID.
     */
    id: string;
    /**
     * The name, unique within the connection.
     */
    name: string;
    /**
     * The credentials for requests to and from the external system.
     */
    credentials: EnvironmentCredentials;
    /**
     * The variables of the environment.
     */
    variables: EnvironmentVariable[];
    /**
     * The time of creation, an RFC 3339 timestamp.
     */
    createdAt: string;
    /**
     * The time of the last change, an RFC 3339 timestamp.
     */
    updatedAt: string;
}

/**
 * Changes of one stored environment. A field that is left out does not change.
 */
export interface EnvironmentChanges {
    /**
     * The name, unique within the connection. Other products may refer to the environment by its name.
     */
    name?: string;
    /**
     * The whole list of the environment's own variables, or edits by name. They also apply if the connection's variables
     * change at the same time.
     */
    variables?: VariableChanges;
    /**
     * The order of the credentials and the members of their authentication schemes.
     */
    credentials?: EnvironmentCredentialChanges;
}

/**
 * An environment to create.
 */
export interface EnvironmentCreate {
    /**
     * The name, unique within the connection.
     */
    name: string;
    /**
     * The credentials for requests to and from the external system.
     */
    credentials: CredentialsCreate;
    /**
     * The initial variables. If the request contains variables of the connection, they overwrite these variables.
     */
    variables: EnvironmentVariable[];
}

/**
 * A credential of a stored environment.
 */
export interface EnvironmentCredential {
    /**
     * The id of the environment's credential, a ULID.
     */
    id: string;
    /**
     * The environment's copy of an authentication scheme, from the time of the environment's creation.
     */
    authSchemeConfig: AuthSchemeConfig;
    /**
     * The credential itself, without its secrets.
     */
    credential: Credential;
}

/**
 * Changes of the credentials of a stored environment. Each list contains all credentials of the stored list, in the new
 * order. No operation adds or removes a credential.
 */
export interface EnvironmentCredentialChanges {
    /**
     * The credentials of requests to the external system, in the order in which they are applied.
     */
    action?: CredentialChange[];
    /**
     * The credentials of requests from the external system, in the order in which they are applied.
     */
    trigger?: CredentialChange[];
}

/**
 * A credential of a new environment.
 */
export interface EnvironmentCredentialCreate {
    /**
     * The authentication scheme that uses the credential.
     */
    authSchemeConfig: AuthSchemeConfig;
    /**
     * A reference to a stored credential, or a credential to create.
     */
    credential: CredentialOfCreate;
}

/**
 * A credential of a stored environment in a request.
 */
export interface EnvironmentCredentialUpdate {
    /**
     * The id of the environment's credential, a ULID.
     */
    id: string;
    /**
     * The environment's copy of an authentication scheme. The type of the scheme cannot change.
     */
    authSchemeConfig: AuthSchemeConfig;
}

/**
 * The credentials of a stored environment.
 */
export interface EnvironmentCredentials {
    /**
     * The credentials of requests to the external system, in the order in which they are applied.
     */
    action?: EnvironmentCredential[];
    /**
     * The credentials of requests from the external system, in the order in which they are applied.
     */
    trigger?: EnvironmentCredential[];
}

/**
 * Edits of the list of environments. `add`, `remove` and `order` are sent in an UpdateConnection request. `update` needs
 * one or two UpdateEnvironment requests for each environment: `plan` accepts it, and `merge` rejects it.
 */
export interface EnvironmentEdits {
    /**
     * New environments. Those that `order` does not contain are added at the end.
     */
    add?: EnvironmentCreate[];
    /**
     * The ids of the environments to delete, without duplicates.
     */
    remove?: string[];
    /**
     * The environments in their new order, without duplicates: the id of every stored environment that stays, and the
     * indices of new environments in `add`.
     */
    order?: (string | number)[];
    /**
     * The changes of stored environments that stay, by id.
     */
    update?: Record<string, EnvironmentChanges>;
}

/**
 * The whole list of environments, or edits by id.
 */
export type EnvironmentListChanges = EnvironmentOfUpdate[] | EnvironmentEdits;

/**
 * An environment in a request: a stored environment with an `id`, or an environment to create.
 */
export type EnvironmentOfUpdate = EnvironmentUpdate | EnvironmentCreate;

/**
 * A stored environment in a request. It must be unedited. To edit an environment, use the UpdateEnvironment operation.
 */
export interface EnvironmentUpdate {
    /**
     * The id of an environment of the stored connection, a ULID.
     */
    id: string;
    /**
     * The name, unique within the connection.
     */
    name: string;
    /**
     * The stored credentials. The request cannot change them.
     */
    credentials?: CredentialsUpdate;
    /**
     * The stored variables. In this request, only `environmentVariables` of the connection can change these variables.
     */
    variables?: EnvironmentVariable[];
}

/**
 * A variable of an environment. The names of variables are unique within a list.
 */
export interface EnvironmentVariable {
    /**
     * The name of the variable. It cannot be blank.
     */
    name: string;
    /**
     * The value. It can be empty. It can be a secret.
     */
    value: string;
}

/**
 * The hash function of a signature.
 */
export type HmacAlgorithm = "sha1" | "sha256" | "sha512";

/**
 * The settings of signed requests.
 */
export interface HmacConfig {
    /**
     * The name of the parameter, header or cookie.
     */
    name: string;
    /**
     * The part of the request that contains the signature.
     */
    in: ParameterPlace;
    /**
     * The hash function of the signature.
     */
    algorithm: HmacAlgorithm;
    /**
     * The signed parts of the request, in the order in which they are signed.
     */
    digestInputs: DigestInput[];
}

/** A problem in a document, or useful information about the document. A test of `code` also gives the type of `params`. */
export type Issue = { [Code in IssueCode]: IssueOf<Code> }[IssueCode];

/** The code of an issue. Codes are stable: a later version can add codes, but never renames a code. */
export type IssueCode =
| /** The text is not JSON (RFC 8259). A byte order mark at the beginning is skipped, and the position does not count it. `params`: `problem`, `offset` (in bytes), `line` (from 1), `column` (from 1, in UTF-16 code units). */ "invalid-json"
| /** The bytes are not UTF-8, the only encoding of JSON on the wire. `params`: `offset` (in bytes). */ "invalid-utf8"
| /** The text is longer than the limit (`maxBytes`), which defaults to 16 MiB. The limit also applies to the connection that `preview` returns. `params`: `bytes`, `limit`. */ "too-large"
| /** Arrays and objects are nested deeper than the limit (`maxDepth`), which defaults to 128. `params`: `limit`. */ "too-deep"
| /** An object has the same key twice. Parsers disagree on which value applies, so neither value is used. `params`: `key`. */ "duplicate-key"
| /** A string contains half of a UTF-16 surrogate pair. UTF-8 cannot encode such a half, so different strings would become equal on the wire. */ "lone-surrogate"
| /** The value is `undefined`, or an array contains `undefined` or a hole. JSON would replace such an array item with `null`. */ "undefined-value"
| /** JSON cannot express this value: a function, a symbol, or an object such as a `Map` or a `Set`. The content of such an object is not in enumerable properties. `params`: `type`. */ "not-serializable"
| /** A `bigint` has no JSON form. */ "bigint-value"
| /** A number is `NaN` or infinite. It would be sent as `null`. */ "non-finite-number"
| /** An object contains itself. */ "cyclic-value"
| /** A getter, a proxy or a `toJSON` method threw an error when the value was read. */ "unreadable-value"
| /** The value is an instance of a class. Its enumerable properties are sent; accessors, private fields and methods are not. `params`: `type`. */ "class-instance"
| /** The report lists at most 10,000 errors and 10,000 other issues. This issue counts the issues that the report leaves out. Its severity is the worst severity of those issues. Options cannot change its level. `params`: `count`. */ "more-issues"
| /** The input needs more memory than the engine gives to a WebAssembly module. Later calls are not affected. Native code does not report this code. */ "out-of-memory"
| /** The validator failed on this input because of a defect in this package. Later calls are not affected. */ "internal"
| /** The field does not accept values of this JSON type. `params`: `expected`, `actual`. */ "invalid-type"
| /** `null` is not a list. Leave the list out to keep the stored list. Send an empty list to empty it. `params`: `field`. */ "null-list"
| /** A required field is missing. `params`: `field`. */ "missing-field"
| /** The field accepts only a fixed set of values, and this value is not in the set. `params`: `options`. */ "invalid-value"
| /** The contract does not have this field here. A later version of the platform may have added it. In a body, the field is kept and sent, but the platform may ignore it. In a variable, `diff` leaves the field out of the changes. The archived description forbids other fields in the `data` of a credential of type `none`, and in the flow `clientCredentials`. `params`: `field`, `shape`. */ "unknown-field"
| /** The field belongs to responses. The platform ignores it in a request. `params`: `field`. */ "read-only-field"
| /** Several fields are empty, and at least one of them must have a value: the flows of OAuth 2.0, or the credentials of a new environment. `params`: `fields`. */ "empty-value"
| /** This version of the package does not know the type. A later version of the platform may have added it. The object is kept and sent unchanged. `params`: `options`. */ "unknown-type"
| /** The field does not apply to this protocol. `params`: `field`, `protocol`. */ "inapplicable-field"
| /** A name is empty, or contains only white space and invisible characters. It is an error in the name of the connection and of a variable. It is a warning in other names. */ "blank-name"
| /** A name begins or ends with white space. */ "surrounding-whitespace"
| /** The id is not a ULID: 26 characters of Crockford's base 32, of which the first is at most `7`. */ "invalid-ulid"
| /** The value cannot be parsed as an absolute `http:` or `https:` URL. `params`: `problem`. */ "invalid-url"
| /** The URL contains a placeholder such as `{shop}`, so the final URL cannot be checked. */ "template-url"
| /** The URL is not written correctly, but programs repair it: white space around it, a tab or a line break in it, `\` or the wrong number of `/`, or a `%` that begins no escape. `params`: `repaired` (the correct spelling; `***` replaces the parts that can contain a secret). */ "repaired-url"
| /** The URL contains a part that does not belong in it. `params`: `part`. */ "unexpected-url-part"
| /** The URL uses plain `http:`, and its host is not this machine. */ "insecure-url"
| /** A BigQuery dataset must be written as `<project_id>.<dataset_name>`. */ "invalid-dataset-id"
| /** The value must be an RFC 3339 timestamp, such as `2026-11-07T05:31:56Z`. */ "invalid-time"
| /** The value of a variable looks like a masked secret: three or more of `*`, `•` or `●`, or `<redacted>` or `[redacted]`. It would replace the secret. A masked value that is already stored is not reported. */ "masked-value"
| /** Another item of the list has the same value in this field. `params`: `field`, `first` (the index of the earlier item). */ "duplicate-value"
| /** The field cannot change on a stored connection. `params`: `field`. */ "immutable-field"
| /** The connection has no environment with this id. If the id is mistyped, the list lacks the intended environment. The platform would then delete that environment. To create an environment, leave the id out. */ "unknown-environment"
| /** The body edits an existing environment, but this request cannot edit it. `params`: `id`, `name` (of the environment), `member` (the edited member), `operation` (the operation that can edit the member). */ "environment-not-editable"
| /** The type of an existing credential's auth scheme can never change. `params`: `name` (of the environment). */ "immutable-scheme-type"
| /** The list leaves out a stored environment, so the platform will delete that environment. `params`: `id`, `name`. */ "deletes-environment"
| /** The list of environments is empty, so the platform will delete every environment. If the stored connection is known, each environment is reported as `deletes-environment` instead. A draft reports both. */ "deletes-all-environments"
| /** `environmentVariables` of the connection overwrites the variables of an environment, so the environment will lose its own values. A value that equals the stored value of the connection is not an own value. `params`: `id` (absent for a new environment), `name`, `names` (of the variables with lost values). */ "overwritten-variables"
| /** An environment contains a copy of an auth scheme. No scheme in the new list of auth schemes equals the copy. The page of Update Connection says to update the credential. The page of Update Environment says that Update Environment updates the copies. `params`: `id`, `name`. */ "stale-scheme-copy"
| /** The current connection cannot be read, or lacks a value that the body needs. The path of the issue is a path in the current connection. `params`: `problem`; `reason` (the code, for the problem `not-serializable`); `document` (of `rebase`: `base` or `latest`). */ "invalid-current"
| /** A change has a wrong JSON type and cannot be merged. `params`: `expected`, `actual`. */ "invalid-change"
| /** The same variable is both set and removed. `params`: `name`. */ "conflicting-edit"
| /** Each environment that stays must occur exactly once in the order, by its id. `params`: `missing` (the number of ids that the order leaves out). */ "invalid-order"
| /** The variable to remove does not exist. `params`: `name`. */ "nothing-to-remove"
| /** A draft removed a list. The request would not contain the list, so that the stored list would stay. To empty the list, set `[]`. `params`: `field`. */ "missing-list"
| /** A request created this environment, but the response does not contain it. It may exist under another name. Compare the environments, then remove this one from the draft, or open a new draft. Nothing is sent until then. `params`: `name`. */ "unknown-outcome"
| /** No request of this package makes this edit, so it is not saved. `params`: `reason` (`scheme-type`, `entries`, `credential`, `read-only`, `name-cycle`, `removal` or `more`: see `UnsupportedReason`). */ "unsupported-edit"
| /** An id contains characters that are not safe in a path segment of the URL. `params`: `field`. */ "unsafe-id"
| /** The id in the body differs from the id in the URL. `params`: `field`, `target`. */ "id-mismatch"
| /** The platform rejected the field. `params`: `message` (the message of the platform). */ "rejected";

/** The members that all issues have. */
export interface IssueFacts<Code extends IssueCode> {
    /** The code of the issue. */
    code: Code;
    /** The severity under the rules in the options. */
    severity: Severity;
    /** The path from the root of the document. */
    path: Path;
    /** The path as a JSON Pointer (RFC 6901), such as `/environments/0/name`. */
    pointer: string;
    /** The path in the platform's dotted form, such as `environments[0].name`. It is empty at the root. */
    field: string;
    /** The message, in English or from `messages` of the options. It never contains a value that may be secret. */
    message: string;
    /** The document that states the rule. Absent for a judgement of this package. */
    source?: Source;
}

/**
 * An issue with one code. `params` are the details, for callers that write their own messages. They are absent if the code has none.
 * `stored` is true if the issue would be an error, but is a warning because the value is stored already.
 */
export type IssueOf<Code extends IssueCode> = IssueFacts<Code> &
({} extends IssueParams[Code]
    ? { params?: IssueParams[Code] & { stored?: true } }
    : { params: IssueParams[Code] & { stored?: true } });

/** The params of each issue code. They are data, and never English text. */
export interface IssueParams {
    /** The text is not JSON (RFC 8259). A byte order mark at the beginning is skipped, and the position does not count it. `params`: `problem`, `offset` (in bytes), `line` (from 1), `column` (from 1, in UTF-16 code units). */
    "invalid-json": { problem: ParamValues["invalid-json"]; offset: number; line: number; column: number; };
    /** The bytes are not UTF-8, the only encoding of JSON on the wire. `params`: `offset` (in bytes). */
    "invalid-utf8": { offset: number; };
    /** The text is longer than the limit (`maxBytes`), which defaults to 16 MiB. The limit also applies to the connection that `preview` returns. `params`: `bytes`, `limit`. */
    "too-large": { bytes: number; limit: number; };
    /** Arrays and objects are nested deeper than the limit (`maxDepth`), which defaults to 128. `params`: `limit`. */
    "too-deep": { limit: number; };
    /** An object has the same key twice. Parsers disagree on which value applies, so neither value is used. `params`: `key`. */
    "duplicate-key": { key: string; };
    /** A string contains half of a UTF-16 surrogate pair. UTF-8 cannot encode such a half, so different strings would become equal on the wire. */
    "lone-surrogate": { };
    /** The value is `undefined`, or an array contains `undefined` or a hole. JSON would replace such an array item with `null`. */
    "undefined-value": { };
    /** JSON cannot express this value: a function, a symbol, or an object such as a `Map` or a `Set`. The content of such an object is not in enumerable properties. `params`: `type`. */
    "not-serializable": { type: string; };
    /** A `bigint` has no JSON form. */
    "bigint-value": { };
    /** A number is `NaN` or infinite. It would be sent as `null`. */
    "non-finite-number": { };
    /** An object contains itself. */
    "cyclic-value": { };
    /** A getter, a proxy or a `toJSON` method threw an error when the value was read. */
    "unreadable-value": { };
    /** The value is an instance of a class. Its enumerable properties are sent; accessors, private fields and methods are not. `params`: `type`. */
    "class-instance": { type: string; };
    /** The report lists at most 10,000 errors and 10,000 other issues. This issue counts the issues that the report leaves out. Its severity is the worst severity of those issues. Options cannot change its level. `params`: `count`. */
    "more-issues": { count: number; };
    /** The input needs more memory than the engine gives to a WebAssembly module. Later calls are not affected. Native code does not report this code. */
    "out-of-memory": { };
    /** The validator failed on this input because of a defect in this package. Later calls are not affected. */
    "internal": { };
    /** The field does not accept values of this JSON type. `params`: `expected`, `actual`. */
    "invalid-type": { expected: JsonType; actual: JsonType; };
    /** `null` is not a list. Leave the list out to keep the stored list. Send an empty list to empty it. `params`: `field`. */
    "null-list": { field: string; };
    /** A required field is missing. `params`: `field`. */
    "missing-field": { field: string; };
    /** The field accepts only a fixed set of values, and this value is not in the set. `params`: `options`. */
    "invalid-value": { options: string[]; };
    /** The contract does not have this field here. A later version of the platform may have added it. In a body, the field is kept and sent, but the platform may ignore it. In a variable, `diff` leaves the field out of the changes. The archived description forbids other fields in the `data` of a credential of type `none`, and in the flow `clientCredentials`. `params`: `field`, `shape`. */
    "unknown-field": { field: string; shape: string; };
    /** The field belongs to responses. The platform ignores it in a request. `params`: `field`. */
    "read-only-field": { field: string; };
    /** Several fields are empty, and at least one of them must have a value: the flows of OAuth 2.0, or the credentials of a new environment. `params`: `fields`. */
    "empty-value": { fields: string[]; };
    /** This version of the package does not know the type. A later version of the platform may have added it. The object is kept and sent unchanged. `params`: `options`. */
    "unknown-type": { options: string[]; };
    /** The field does not apply to this protocol. `params`: `field`, `protocol`. */
    "inapplicable-field": { field: string; protocol: Protocol; };
    /** A name is empty, or contains only white space and invisible characters. It is an error in the name of the connection and of a variable. It is a warning in other names. */
    "blank-name": { };
    /** A name begins or ends with white space. */
    "surrounding-whitespace": { };
    /** The id is not a ULID: 26 characters of Crockford's base 32, of which the first is at most `7`. */
    "invalid-ulid": { };
    /** The value cannot be parsed as an absolute `http:` or `https:` URL. `params`: `problem`. */
    "invalid-url": { problem: ParamValues["invalid-url"]; };
    /** The URL contains a placeholder such as `{shop}`, so the final URL cannot be checked. */
    "template-url": { };
    /** The URL is not written correctly, but programs repair it: white space around it, a tab or a line break in it, `\` or the wrong number of `/`, or a `%` that begins no escape. `params`: `repaired` (the correct spelling; `***` replaces the parts that can contain a secret). */
    "repaired-url": { repaired: string; };
    /** The URL contains a part that does not belong in it. `params`: `part`. */
    "unexpected-url-part": { part: ParamValues["unexpected-url-part"]; };
    /** The URL uses plain `http:`, and its host is not this machine. */
    "insecure-url": { };
    /** A BigQuery dataset must be written as `<project_id>.<dataset_name>`. */
    "invalid-dataset-id": { };
    /** The value must be an RFC 3339 timestamp, such as `2026-11-07T05:31:56Z`. */
    "invalid-time": { };
    /** The value of a variable looks like a masked secret: three or more of `*`, `•` or `●`, or `<redacted>` or `[redacted]`. It would replace the secret. A masked value that is already stored is not reported. */
    "masked-value": { };
    /** Another item of the list has the same value in this field. `params`: `field`, `first` (the index of the earlier item). */
    "duplicate-value": { field: string; first: number; };
    /** The field cannot change on a stored connection. `params`: `field`. */
    "immutable-field": { field: string; };
    /** The connection has no environment with this id. If the id is mistyped, the list lacks the intended environment. The platform would then delete that environment. To create an environment, leave the id out. */
    "unknown-environment": { };
    /** The body edits an existing environment, but this request cannot edit it. `params`: `id`, `name` (of the environment), `member` (the edited member), `operation` (the operation that can edit the member). */
    "environment-not-editable": { id: string; name: string; member: string; operation: Operation; };
    /** The type of an existing credential's auth scheme can never change. `params`: `name` (of the environment). */
    "immutable-scheme-type": { name: string; };
    /** The list leaves out a stored environment, so the platform will delete that environment. `params`: `id`, `name`. */
    "deletes-environment": { id: string; name: string; };
    /** The list of environments is empty, so the platform will delete every environment. If the stored connection is known, each environment is reported as `deletes-environment` instead. A draft reports both. */
    "deletes-all-environments": { };
    /** `environmentVariables` of the connection overwrites the variables of an environment, so the environment will lose its own values. A value that equals the stored value of the connection is not an own value. `params`: `id` (absent for a new environment), `name`, `names` (of the variables with lost values). */
    "overwritten-variables": { id?: string; name: string; names: string[]; };
    /** An environment contains a copy of an auth scheme. No scheme in the new list of auth schemes equals the copy. The page of Update Connection says to update the credential. The page of Update Environment says that Update Environment updates the copies. `params`: `id`, `name`. */
    "stale-scheme-copy": { id: string; name: string; };
    /** The current connection cannot be read, or lacks a value that the body needs. The path of the issue is a path in the current connection. `params`: `problem`; `reason` (the code, for the problem `not-serializable`); `document` (of `rebase`: `base` or `latest`). */
    "invalid-current": { problem: ParamValues["invalid-current"]; document?: "base" | "latest"; reason?: IssueCode; };
    /** A change has a wrong JSON type and cannot be merged. `params`: `expected`, `actual`. */
    "invalid-change": { expected: JsonType; actual: JsonType; };
    /** The same variable is both set and removed. `params`: `name`. */
    "conflicting-edit": { name: string; };
    /** Each environment that stays must occur exactly once in the order, by its id. `params`: `missing` (the number of ids that the order leaves out). */
    "invalid-order": { missing: number; };
    /** The variable to remove does not exist. `params`: `name`. */
    "nothing-to-remove": { name: string; };
    /** A draft removed a list. The request would not contain the list, so that the stored list would stay. To empty the list, set `[]`. `params`: `field`. */
    "missing-list": { field: string; };
    /** A request created this environment, but the response does not contain it. It may exist under another name. Compare the environments, then remove this one from the draft, or open a new draft. Nothing is sent until then. `params`: `name`. */
    "unknown-outcome": { name: string; };
    /** No request of this package makes this edit, so it is not saved. `params`: `reason` (`scheme-type`, `entries`, `credential`, `read-only`, `name-cycle`, `removal` or `more`: see `UnsupportedReason`). */
    "unsupported-edit": { reason: UnsupportedReason; };
    /** An id contains characters that are not safe in a path segment of the URL. `params`: `field`. */
    "unsafe-id": { field: string; };
    /** The id in the body differs from the id in the URL. `params`: `field`, `target`. */
    "id-mismatch": { field: string; target: string; };
    /** The platform rejected the field. `params`: `message` (the message of the platform). */
    "rejected": { message: string; };
}

/** The name of a JSON type. */
export type JsonType = "null" | "boolean" | "number" | "string" | "array" | "object";

/**
 * The level of a rule: a severity, or `off`.
 */
export type Level = "off" | "info" | "warning" | "error";

/**
 * The id and name of an environment.
 */
export interface NamedEnvironment {
    /**
     * The id. Absent if the environment is new, because the platform creates the id.
     */
    id?: string;
    /**
     * The name.
     */
    name: string;
}

/**
 * The name and the data of a credential to create.
 */
export interface NewCredential<T> {
    /**
     * The display name of the credential.
     */
    name: string;
    /**
     * The data for the type of the credential. It contains the secrets.
     */
    data: T;
}

/**
 * The data of a credential of type `none`.
 */
export interface NoneData {}

/**
 * The authorization code flow of OAuth 2.0.
 */
export interface OAuth2AuthorizationCode {
    /**
     * The stored credential of the client, as a response contains it. Only the `id` of the credential is used.
     */
    applicationCredential: { id: string } & Record<string, unknown>;
}

/**
 * The data of a credential of type `oauth2-client`.
 */
export interface OAuth2ClientData {
    /**
     * The id of the client.
     */
    clientId: string;
    /**
     * The secret of the client.
     */
    clientSecret: string;
    /**
     * The authorization endpoint, an absolute `https:` or `http:` URL.
     */
    authorizeUrl: string;
    /**
     * The token endpoint, an absolute `https:` or `http:` URL.
     */
    tokenUrl: string;
    /**
     * More parameters of the token request, by name.
     */
    additionalParams?: Record<string, string>;
    /**
     * The scopes of the client.
     */
    scopes?: string[];
}

/**
 * The settings of OAuth 2.0.
 */
export interface OAuth2Config {
    /**
     * The authorization endpoint, an absolute `https:` or `http:` URL.
     */
    authorizeUrl: string;
    /**
     * The token endpoint, an absolute `https:` or `http:` URL.
     */
    tokenUrl: string;
    /**
     * The scopes that can be requested.
     */
    scopes: OAuth2Scope[];
    /**
     * The enabled flows. At least one flow is enabled.
     */
    flows: OAuth2Flows;
}

/**
 * The enabled flows of OAuth 2.0. At least one flow is enabled.
 */
export interface OAuth2Flows {
    /**
     * The client credentials flow. An empty object enables the flow.
     */
    clientCredentials?: Record<string, never>;
    /**
     * The authorization code flow.
     */
    authorizationCode?: OAuth2AuthorizationCode;
}

/**
 * A scope of OAuth 2.0: a permission that can be requested.
 */
export interface OAuth2Scope {
    /**
     * The name of the scope in the external system.
     */
    name: string;
    /**
     * A description for people.
     */
    description?: string;
}

/**
 * The data of a credential of type `oauth2-token`.
 */
export interface OAuth2TokenData {
    /**
     * The id of the client.
     */
    clientId: string;
    /**
     * The secret of the client.
     */
    clientSecret: string;
    /**
     * The authorization endpoint, an absolute `https:` or `http:` URL.
     */
    authorizeUrl: string;
    /**
     * The token endpoint, an absolute `https:` or `http:` URL.
     */
    tokenUrl: string;
    /**
     * More parameters of the token request, by name.
     */
    additionalParams?: Record<string, string>;
    /**
     * The scopes of the token.
     */
    scopes: string[];
    /**
     * The access token, a secret.
     */
    accessToken?: string;
    /**
     * The refresh token, a secret.
     */
    refreshToken?: string;
}

/**
 * An operation of the platform.
 *
 * - `UpdateConnection`: replaces the fields and lists of a connection.
 * - `UpdateEnvironment`: edits the name, the variables and the auth schemes of one stored environment.
 * - `UpdateCredential`: edits a credential. This package does not send it.
 */
export type Operation = "UpdateConnection" | "UpdateEnvironment" | "UpdateCredential";

/** The values of the params that name one of several problems, by issue code. */
export interface ParamValues {
    "invalid-json":
    | "empty-input"
    | "expected-value"
    | "expected-key"
    | "expected-colon"
    | "expected-comma-or-brace"
    | "expected-comma-or-bracket"
    | "expected-literal"
    | "expected-digit"
    | "control-character"
    | "invalid-escape"
    | "trailing-text"
    | "unexpected-end";
    "invalid-url":
    | "scheme"
    | "no-host"
    | "host-character"
    | "host-encoding"
    | "port"
    | "ipv4"
    | "ipv6"
    | "bracket"
    | "after-address";
    "unexpected-url-part":
    | "user"
    | "query"
    | "fragment";
    "invalid-current":
    | "not-json"
    | "not-object"
    | "not-serializable"
    | "missing-field"
    | "not-list"
    | "duplicate-key-or-surrogate"
    | "duplicate-id"
    | "other-connection";
}

/**
 * The part of a request that contains a key or a signature.
 */
export type ParameterPlace = "query" | "header" | "cookie";

/**
 * The segments from the root of a document to a value in the document. The path of the root is empty.
 *
 * Paths share their segments: a path refers to the path of its parent. So the paths of many values in one object need little
 * memory, even if a key on the way to the object is long.
 */
export type Path = (string | number)[];

/**
 * The protocol of an external system.
 */
export type Protocol = "http" | "bigquery";

/**
 * The severity of an issue.
 *
 * - `error`: prevents the body from being sent.
 * - `warning`: probably a mistake, or a violation of a rule whose source is `archived`. The body can still be sent.
 * - `info`: useful information. The body can still be sent.
 */
export type Severity = "error" | "warning" | "info";

/**
 * The document that states a rule. A rule without a source is a judgement of this package.
 *
 * - `published`: the platform's published page of the operation.
 * - `archived`: the platform's archived API description of the same version. The description covers more than the page, but is
 *   no longer published.
 */
export type Source = "published" | "archived";

/**
 * The data of a credential of type `string`.
 */
export interface StringData {
    /**
     * The secret, such as an API key.
     */
    value: string;
}

/**
 * An edit that no request makes. It is not sent.
 */
export interface UnsupportedEdit {
    /**
     * The path of the edited value: for `diff` in the next connection, for `plan` in the changes.
     */
    path: Path;
    /**
     * The environment that the edit belongs to. Absent for an edit of the connection itself. The edits of one environment share
     * it.
     */
    environment?: NamedEnvironment;
    /**
     * The reason why the edit is not sent.
     */
    reason: UnsupportedReason;
    /**
     * The operation of the platform that makes the edit. This package does not send it, because it needs secrets that responses
     * do not contain. Absent if no operation makes the edit.
     */
    operation?: "UpdateCredential";
    /**
     * One sentence in English. It never contains a value.
     */
    message: string;
}

/**
 * The reason why an edit is not sent.
 *
 * - `scheme-type`: the type of a credential's auth scheme can never change.
 * - `entries`: credentials of a stored environment cannot be added, removed, replaced or moved to another usage.
 * - `credential`: `UpdateCredential` edits a credential. That operation needs the whole credential, and responses redact its
 *   secrets.
 * - `read-only`: only the platform sets this value.
 * - `name-cycle`: environments exchange their names, so that each rename needs another one before it. No order of requests can
 *   do that.
 * - `removal`: a draft removed a stored member. Requests replace members, and cannot remove them.
 * - `more`: this edit represents the edits beyond the limit of 10,000. Its path is empty.
 */
export type UnsupportedReason = "scheme-type" | "entries" | "credential" | "read-only" | "name-cycle" | "removal" | "more";

/**
 * An environment in which a credential is used.
 */
export interface UsedEnvironment {
    /**
     * The id of the environment, a ULID.
     */
    id: string;
    /**
     * The display name of the environment.
     */
    name: string;
    /**
     * The name of the environment in URLs.
     */
    slug: string;
    /**
     * The connection that the environment belongs to.
     */
    connection: ConnectionSummary;
    /**
     * The time of creation, an RFC 3339 timestamp.
     */
    createdAt: string;
    /**
     * The time of the last change, an RFC 3339 timestamp.
     */
    updatedAt: string;
}

/**
 * The whole list of variables, or edits by name.
 */
export type VariableChanges = EnvironmentVariable[] | VariableEdits;

/**
 * Edits of variables by name. `set` and `remove` cannot contain the same name.
 */
export interface VariableEdits {
    /**
     * New values by variable name. A variable that does not exist is added at the end.
     */
    set?: Record<string, string>;
    /**
     * The names of the variables to remove.
     */
    remove?: string[];
}
