//! Declares the body of an Update Connection request.

use super::auth_scheme::AuthSchemeConfig;
use super::common::{EnvironmentVariable, Protocol};
use super::credential::CredentialOfCreate;

contract_types! {
    /// The body of an Update Connection request.
    ///
    /// A list that is sent overwrites the stored list. `[]` empties the stored list. A list that is left out does not change.
    pub struct ConnectionUpdate {
        /// The id of the connection, a ULID. It must equal the id in the URL, and cannot change.
        id: String,
        /// The id of the organisation that owns the connection, a ULID. It must equal the id in the URL, and cannot change.
        organisation_id: String,
        /// The display name of the connection. It cannot be blank.
        name: String,
        /// The protocol of the external system. It cannot change.
        protocol: Protocol,
        /// The base URL of all HTTP actions, an absolute `https:` or `http:` URL. It is required if `protocol` is `http`.
        base_url?: String,
        /// The BigQuery dataset as `<project_id>.<dataset_name>`. It applies to protocol `bigquery` only. The archived
        /// API description states this field, but the published page does not.
        dataset_id?: String,
        /// The authentication schemes. They do not affect existing environments, because each environment has copies of the
        /// schemes from the time of its creation.
        auth_scheme_configs?: Vec<AuthSchemeConfig>,
        /// The stored environments and new environments. A stored environment must be unedited. A stored environment that is
        /// left out is deleted.
        environments?: Vec<EnvironmentOfUpdate>,
        /// The default variables of new environments. They also overwrite the variables of every existing environment.
        environment_variables?: Vec<EnvironmentVariable>,
    }

    /// An environment in a request: a stored environment with an `id`, or an environment to create.
    #[serde(untagged)]
    pub enum EnvironmentOfUpdate {
        /// A stored environment.
        Existing(EnvironmentUpdate),
        /// An environment to create.
        New(EnvironmentCreate),
    }

    /// A stored environment in a request. It must be unedited. To edit an environment, use the UpdateEnvironment operation.
    pub struct EnvironmentUpdate {
        /// The id of an environment of the stored connection, a ULID.
        id: String,
        /// The name, unique within the connection.
        name: String,
        /// The stored credentials. The request cannot change them.
        credentials?: CredentialsUpdate,
        /// The stored variables. In this request, only `environmentVariables` of the connection can change these variables.
        variables?: Vec<EnvironmentVariable>,
    }

    /// The credentials of a stored environment in a request. At least one of the two lists is not empty.
    pub struct CredentialsUpdate {
        ..credentials_of(EnvironmentCredentialUpdate),
    }

    /// A credential of a stored environment in a request.
    pub struct EnvironmentCredentialUpdate {
        /// The id of the environment's credential, a ULID.
        id: String,
        /// The environment's copy of an authentication scheme. The type of the scheme cannot change.
        auth_scheme_config: AuthSchemeConfig,
    }

    /// An environment to create.
    pub struct EnvironmentCreate {
        /// The name, unique within the connection.
        name: String,
        /// The credentials for requests to and from the external system.
        credentials: CredentialsCreate,
        /// The initial variables. If the request contains variables of the connection, they overwrite these variables.
        variables: Vec<EnvironmentVariable>,
    }

    /// The credentials of a new environment. At least one of the two lists is not empty.
    pub struct CredentialsCreate {
        ..credentials_of(EnvironmentCredentialCreate),
    }

    /// A credential of a new environment.
    pub struct EnvironmentCredentialCreate {
        /// The authentication scheme that uses the credential.
        auth_scheme_config: AuthSchemeConfig,
        /// A reference to a stored credential, or a credential to create.
        credential: CredentialOfCreate,
    }
}
