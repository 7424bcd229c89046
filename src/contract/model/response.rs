//! Declares the response to an Update Connection request: a stored connection. The archived API description states the fields
//! of the response, but the published page does not.

use super::auth_scheme::AuthSchemeConfig;
use super::common::{EnvironmentVariable, JsonObject, Protocol};

contract_types! {
    /// A stored connection, as the platform sends it.
    pub struct Connection {
        ..stored_connection,
        /// The base URL of all HTTP actions. It applies to protocol `http` only.
        base_url?: String,
        /// The BigQuery dataset as `<project_id>.<dataset_name>`. It applies to protocol `bigquery` only.
        dataset_id?: String,
        /// The authentication schemes that environments can use.
        auth_scheme_configs?: Vec<AuthSchemeConfig>,
        /// The default variables of new environments.
        environment_variables?: Vec<EnvironmentVariable>,
        /// The environments, in the order that users chose.
        environments: Vec<Environment>,
        /// The versions of the connection.
        versions?: Vec<ConnectionVersion>,
        ..timestamps,
    }

    /// A stored environment: one instance of the external system, with its credentials and variables.
    pub struct Environment {
        /// The id of the environment, a ULID.
        id: String,
        /// The name, unique within the connection.
        name: String,
        /// The credentials for requests to and from the external system.
        credentials: EnvironmentCredentials,
        /// The variables of the environment.
        variables: Vec<EnvironmentVariable>,
        ..timestamps,
    }

    /// The credentials of a stored environment.
    pub struct EnvironmentCredentials {
        ..credentials_of(EnvironmentCredential),
    }

    /// A credential of a stored environment.
    pub struct EnvironmentCredential {
        /// The id of the environment's credential, a ULID.
        id: String,
        /// The environment's copy of an authentication scheme, from the time of the environment's creation.
        auth_scheme_config: AuthSchemeConfig,
        /// The credential itself, without its secrets.
        credential: Credential,
    }

    /// A stored credential.
    pub struct Credential {
        /// The id of the credential, a ULID.
        id: String,
        /// The type, such as `basic-auth`. Later versions of the platform may add types.
        #[cfg_attr(
            target_arch = "wasm32",
            tsify(
                type = "\"none\" | \"string\" | \"binary\" | \"basic-auth\" | \"oauth2-client\" | \"oauth2-token\" | (string & {})"
            )
        )]
        r#type: String,
        /// The display name of the credential.
        name: String,
        /// The uses of the credential. The list is absent if the platform did not load the uses. The list is empty if the
        /// credential is not used.
        usages?: Vec<CredentialUsage>,
        /// The errors of the credential. The list is absent if the credential was not validated. The list is empty if the
        /// credential is valid.
        errors?: Vec<String>,
        /// The data for the type of the credential, with secrets redacted.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, unknown>"))]
        data: JsonObject,
        ..timestamps,
    }

    /// A use of a credential.
    pub struct CredentialUsage {
        /// The environment that uses the credential.
        environment: UsedEnvironment,
    }

    /// An environment in which a credential is used.
    pub struct UsedEnvironment {
        /// The id of the environment, a ULID.
        id: String,
        /// The display name of the environment.
        name: String,
        /// The name of the environment in URLs.
        slug: String,
        /// The connection that the environment belongs to.
        connection: ConnectionSummary,
        ..timestamps,
    }

    /// A connection without its environments, schemes and variables.
    pub struct ConnectionSummary {
        ..stored_connection,
        ..timestamps,
    }

    /// A version of a connection.
    pub struct ConnectionVersion {
        /// The id of the version, a ULID.
        id: String,
        /// The name of the version, such as `v2`.
        name: String,
        /// A description for people.
        description?: String,
        /// True if no later version is published.
        is_latest: bool,
        /// True if this version is used by default.
        is_default: bool,
        ..timestamps,
        /// The time of publication, an RFC 3339 timestamp, or `null` if the version is not published.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string | null"))]
        published_at: Option<String>,
    }
}
