//! The contract as types: serde structs for Rust programs, and the source of the TypeScript declarations.
//!
//! A field is required here where the platform's fuller description asks for it, as under the strict rules. These types
//! are for building and reading values. Unknown fields are not kept here: what must survive untouched goes
//! through [`Document`](crate::json::Document) and the verbs, which copy it as it is spelled.

use serde::{Deserialize, Serialize};
#[cfg(target_arch = "wasm32")]
use tsify::Tsify;

/// Any JSON object.
pub type JsonObject = serde_json::Map<String, serde_json::Value>;

/// The body of an Update Connection request.
///
/// A list that is sent overwrites the stored one; a list that is left out stays as it is; `[]` empties it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct ConnectionUpdate {
    /// The connection; equals the address. A ULID.
    pub id: String,
    /// The organisation that owns the connection; equals the address. A ULID.
    pub organisation_id: String,
    /// What people call the connection; not blank.
    pub name: String,
    /// Cannot change on a stored connection.
    pub protocol: Protocol,
    /// The base of all HTTP actions: an absolute `https:` or `http:` URL. An `http` connection must have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// `<project_id>.<dataset_name>`; of a `bigquery` connection only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_id: Option<String>,
    /// Overwrites the whole list. Existing environments keep the copies that they took when they were created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_scheme_configs: Option<Vec<AuthSchemeConfig>>,
    /// Overwrites the whole list: an existing environment that is left out is deleted. Holds existing environments, unedited, or new ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<Vec<EnvironmentOfUpdate>>,
    /// Overwrites the list, and the variables of every environment of the connection as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_variables: Option<Vec<EnvironmentVariable>>,
}

/// What a connection speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub enum Protocol {
    /// An HTTP API, at a base URL.
    Http,
    /// A BigQuery dataset.
    #[serde(rename = "bigquery")]
    BigQuery,
}

/// An environment in a request: an existing one, told by its `id`, or one to create.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub enum EnvironmentOfUpdate {
    /// One that is stored, told by its `id`.
    Existing(EnvironmentUpdate),
    /// One to create.
    New(EnvironmentCreate),
}

/// A variable of an environment. Names are unique within one list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct EnvironmentVariable {
    /// Not blank.
    pub name: String,
    /// May be empty. May be secret.
    pub value: String,
}

/// An existing environment in a request. It must be unedited: editing one belongs to the UpdateEnvironment operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct EnvironmentUpdate {
    /// A ULID of the stored connection.
    pub id: String,
    /// Unique within the connection.
    pub name: String,
    /// As stored: the request cannot change them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<CredentialsUpdate>,
    /// As stored: the request cannot change them one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables: Option<Vec<EnvironmentVariable>>,
}

/// The credentials of an existing environment, applied in the order given. One of the two lists holds something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct CredentialsUpdate {
    /// Used when actions call the external system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Vec<EnvironmentCredentialUpdate>>,
    /// Used when the external system calls triggers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Vec<EnvironmentCredentialUpdate>>,
}

/// A credential of an existing environment, by its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct EnvironmentCredentialUpdate {
    /// Which credential is meant.
    pub id: String,
    /// The copy that the environment took when it was created.
    pub auth_scheme_config: AuthSchemeConfig,
}

/// An environment to create.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct EnvironmentCreate {
    /// Unique within the connection.
    pub name: String,
    /// What the environment authenticates with.
    pub credentials: CredentialsCreate,
    /// The variables that it starts with; names are unique within the list.
    pub variables: Vec<EnvironmentVariable>,
}

/// The credentials of a new environment, applied in the order given. One of the two lists holds something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct CredentialsCreate {
    /// Used when actions call the external system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Vec<EnvironmentCredentialCreate>>,
    /// Used when the external system calls triggers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Vec<EnvironmentCredentialCreate>>,
}

/// A credential of a new environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct EnvironmentCredentialCreate {
    /// How the credential is used.
    pub auth_scheme_config: AuthSchemeConfig,
    /// An existing credential by its id, or one to create.
    pub credential: CredentialOfCreate,
}

/// An existing credential by its id, or one to create.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub enum CredentialOfCreate {
    /// One that is stored, told by its `id`.
    Existing(CredentialReference),
    /// One to create.
    New(Box<CredentialCreate>),
}

/// An existing credential.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct CredentialReference {
    /// A ULID.
    pub id: String,
}

/// A credential to create, by its type.
///
/// - `none`: holds nothing.
/// - `string`: one text, such as an API key.
/// - `binary`: bytes.
/// - `basic-auth`: a user name and a password.
/// - `oauth2-client`: an OAuth 2.0 client.
/// - `oauth2-token`: an OAuth 2.0 client with tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub enum CredentialCreate {
    /// Nothing to keep.
    None(NewCredential<NoneData>),
    /// A secret text.
    String(NewCredential<StringData>),
    /// Secret bytes.
    Binary(NewCredential<BinaryData>),
    /// A user name and a password.
    BasicAuth(NewCredential<BasicAuthData>),
    /// An OAuth 2.0 client.
    #[serde(rename = "oauth2-client")]
    OAuth2Client(NewCredential<OAuth2ClientData>),
    /// An OAuth 2.0 token.
    #[serde(rename = "oauth2-token")]
    OAuth2Token(NewCredential<OAuth2TokenData>),
}

/// The name of a new credential and what its type asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct NewCredential<T> {
    /// What people call the credential.
    pub name: String,
    /// What the type of the credential asks for. Secret.
    pub data: T,
}

/// Nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct NoneData {}

/// One text, such as an API key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct StringData {
    /// Secret.
    pub value: String,
}

/// Bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct BinaryData {
    /// Secret; in base 64.
    pub value_base64: String,
}

/// A user name and a password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct BasicAuthData {
    /// The user name of HTTP basic authentication.
    pub username: String,
    /// Secret.
    pub password: String,
}

/// An OAuth 2.0 client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct OAuth2ClientData {
    /// The id of the OAuth 2.0 client.
    pub client_id: String,
    /// Secret.
    pub client_secret: String,
    /// An absolute URL.
    pub authorize_url: String,
    /// An absolute URL.
    pub token_url: String,
    /// The permissions to ask for; any JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "unknown"))]
    pub scopes: Option<serde_json::Value>,
    /// More parameters of the token request; any JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "unknown"))]
    pub additional_params: Option<serde_json::Value>,
}

/// An OAuth 2.0 client with tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct OAuth2TokenData {
    /// The id of the OAuth 2.0 client.
    pub client_id: String,
    /// Secret.
    pub client_secret: String,
    /// An absolute URL.
    pub authorize_url: String,
    /// An absolute URL.
    pub token_url: String,
    /// The permissions that the token has; any JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "unknown"))]
    pub scopes: Option<serde_json::Value>,
    /// More parameters of the token request; any JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "unknown"))]
    pub additional_params: Option<serde_json::Value>,
    /// Secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    /// Secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// How requests to the external system are authenticated. Later versions of the platform may add types; they pass
/// through every verb whole.
///
/// - `none`: not at all.
/// - `basic-auth`: HTTP basic authentication.
/// - `google-service-account`: a Google service account.
/// - `api-key`: a key in a parameter, header or cookie.
/// - `oauth2`: OAuth 2.0.
/// - `hmac`: a signature over parts of the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "schemeType", rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub enum AuthSchemeConfig {
    /// Not at all.
    None,
    /// HTTP basic authentication.
    BasicAuth,
    /// A Google service account.
    GoogleServiceAccount,
    /// A key in a parameter, header or cookie.
    ApiKey(ApiKeyConfig),
    /// OAuth 2.0.
    #[serde(rename = "oauth2")]
    OAuth2(OAuth2Config),
    /// A signature over parts of the request.
    Hmac(HmacConfig),
    /// A type that this version does not know, or members that it does not expect.
    // Not declared in TypeScript: a member with any `schemeType` would keep the union from being narrowed.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(untagged)]
    Other(JsonObject),
}

/// A key in a parameter, header or cookie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct ApiKeyConfig {
    /// The name of the parameter, header or cookie.
    pub name: String,
    /// Where the key stands.
    pub r#in: ParameterPlace,
}

/// Where a key or signature stands in a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub enum ParameterPlace {
    /// A parameter of the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// How OAuth 2.0 is used. At least one flow is set up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct OAuth2Config {
    /// An absolute URL.
    pub authorize_url: String,
    /// An absolute URL.
    pub token_url: String,
    /// The permissions to ask for.
    pub scopes: Vec<OAuth2Scope>,
    /// The flows that are set up; at least one.
    pub flows: OAuth2Flows,
}

/// A permission to ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct OAuth2Scope {
    /// The permission, as the external system names it.
    pub name: String,
    /// What people are told about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The flows that are set up; at least one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct OAuth2Flows {
    /// The client credentials flow; an empty object where it is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, never>"))]
    pub client_credentials: Option<JsonObject>,
    /// The authorization code flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_code: Option<OAuth2AuthorizationCode>,
}

/// The authorization code flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct OAuth2AuthorizationCode {
    /// The client that the flow runs for: a credential, of which the `id` counts.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "{ id: string } & Record<string, unknown>"))]
    pub application_credential: JsonObject,
}

/// How requests are signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct HmacConfig {
    /// The name of the parameter, header or cookie.
    pub name: String,
    /// Where the signature stands.
    pub r#in: ParameterPlace,
    /// The hash of the signature.
    pub algorithm: HmacAlgorithm,
    /// What is signed; the order counts.
    pub digest_inputs: Vec<DigestInput>,
}

/// The hash of a signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub enum HmacAlgorithm {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// A part of a request that is signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub enum DigestInput {
    /// The body of the request.
    Body,
    /// The URL of the request.
    Url,
}

/// A stored connection, as the platform answers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct Connection {
    /// A ULID.
    pub id: String,
    /// A ULID.
    pub organisation_id: String,
    /// What people call the connection.
    pub name: String,
    /// What the connection speaks.
    pub protocol: Protocol,
    /// The base of all HTTP actions; of an `http` connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// `<project_id>.<dataset_name>`; of a `bigquery` connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_id: Option<String>,
    /// How requests to the external system are authenticated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_scheme_configs: Option<Vec<AuthSchemeConfig>>,
    /// Default variables that every new environment starts with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_variables: Option<Vec<EnvironmentVariable>>,
    /// In the order that people gave them.
    pub environments: Vec<Environment>,
    /// The published versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<Vec<ConnectionVersion>>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339. Moves with every change, child resources included.
    pub updated_at: String,
}

/// A stored environment: one path where the external system runs, with its credentials and variables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct Environment {
    /// A ULID.
    pub id: String,
    /// Unique within the connection.
    pub name: String,
    /// The credentials in use.
    pub credentials: EnvironmentCredentials,
    /// The environment's own values.
    pub variables: Vec<EnvironmentVariable>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// The credentials of a stored environment, in the order in which they are applied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct EnvironmentCredentials {
    /// For requests to the external system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Vec<EnvironmentCredential>>,
    /// For requests from the external system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Vec<EnvironmentCredential>>,
}

/// A credential as a stored environment uses it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct EnvironmentCredential {
    /// A ULID.
    pub id: String,
    /// The copy that the environment took when it was created.
    pub auth_scheme_config: AuthSchemeConfig,
    /// The credential itself, without its secret.
    pub credential: Credential,
}

/// A stored credential.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct Credential {
    /// A ULID.
    pub id: String,
    /// Later versions of the platform may add types.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(
            type = "\"none\" | \"string\" | \"binary\" | \"basic-auth\" | \"oauth2-client\" | \"oauth2-token\" | (string & {})"
        )
    )]
    /// Such as `basic-auth`.
    pub r#type: String,
    /// What people call the credential.
    pub name: String,
    /// Absent: not loaded. Empty: unused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usages: Option<Vec<CredentialUsage>>,
    /// Absent: not validated. Empty: valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<String>>,
    /// By `type`, with secrets redacted.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, unknown>"))]
    pub data: JsonObject,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// Where a credential is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct CredentialUsage {
    /// The environment that uses it.
    pub environment: UsedEnvironment,
}

/// An environment that uses a credential.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct UsedEnvironment {
    /// A ULID.
    pub id: String,
    /// What people call the environment.
    pub name: String,
    /// The name in addresses.
    pub slug: String,
    /// The connection that the environment belongs to.
    pub connection: ConnectionSummary,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// A connection without what it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct ConnectionSummary {
    /// A ULID.
    pub id: String,
    /// A ULID.
    pub organisation_id: String,
    /// What people call the connection.
    pub name: String,
    /// What the connection speaks.
    pub protocol: Protocol,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// A version of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct ConnectionVersion {
    /// A ULID.
    pub id: String,
    /// Such as `v2`.
    pub name: String,
    /// What people are told about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether no later version is published.
    pub is_latest: bool,
    /// Whether it is taken where none is named.
    pub is_default: bool,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
    /// RFC 3339. `null` while it is not published.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string | null"))]
    pub published_at: Option<String>,
}

/// Changes to a stored connection. What is left out stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct Changes {
    /// Not blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// An absolute `https:` or `http:` URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// `<project_id>.<dataset_name>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_id: Option<String>,
    /// The whole list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_scheme_configs: Option<Vec<AuthSchemeConfig>>,
    /// The whole list, from which an existing environment that is left out is deleted; or edits by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<EnvironmentChanges>,
    /// The whole list, or edits by name. Either overwrites the variables of every environment of the connection as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment_variables: Option<VariableChanges>,
}

/// The whole list of environments, or edits by id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub enum EnvironmentChanges {
    /// The whole list, which overwrites the stored one.
    List(Vec<EnvironmentOfUpdate>),
    /// Edits by id.
    Edits(EnvironmentEdits),
}

/// Edits of the list of environments. What an existing one holds cannot be edited here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct EnvironmentEdits {
    /// New environments; they come after all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add: Option<Vec<EnvironmentCreate>>,
    /// The ids of those to delete, each once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<Vec<String>>,
    /// The ids of all that stay, each once, in their new order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<String>>,
}

/// The whole list of variables, or edits by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub enum VariableChanges {
    /// The whole list, which overwrites the stored one.
    List(Vec<EnvironmentVariable>),
    /// Edits by name.
    Edits(VariableEdits),
}

/// Edits of variables by name. A name cannot be in both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(Tsify))]
pub struct VariableEdits {
    /// Values by name: replaced where the name is there, added at the end where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, string>"))]
    pub set: Option<std::collections::BTreeMap<String, String>>,
    /// Names to remove.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<Vec<String>>,
}
