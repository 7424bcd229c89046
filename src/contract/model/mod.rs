//! Declares the contract as serde structs for Rust programs. The TypeScript declarations are generated from these structs. Needs
//! the feature `serde`.
//!
//! [`ConnectionUpdate`] is the body of the request, [`Connection`] is the response, and [`Changes`] is the input of
//! [`plan`](crate::plan()) and [`merge`](crate::merge()).
//! These types require every field that the archived API description requires, as the strict rules do.
//!
//! Deserializing into these types drops unknown fields. The operations do not use these types: they work on JSON text, and copy
//! unknown fields unchanged.
//!
//! ```
//! use connection_update::contract::model::{Changes, Connection, ConnectionUpdate};
//! use connection_update::{Options, merge};
//!
//! let current = r#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
//!     "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [],
//!     "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z" }"#;
//! let stored: Connection = serde_json::from_str(current)?;
//! let changes = Changes { name: Some(format!("{} EU", stored.name)), ..Changes::default() };
//!
//! let changes = serde_json::to_vec(&changes)?;
//! let merged = merge(current.as_bytes(), &changes, &Options::default()).map_err(|issues| format!("{issues:?}"))?;
//! let body: ConnectionUpdate = serde_json::from_str(&merged.body)?;
//! assert_eq!(body.name, "Shop EU");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Lists can be given as a whole, or edited by id and by name:
//!
//! ```
//! use connection_update::contract::model::{
//!     AuthSchemeConfig, Changes, EnvironmentChanges, EnvironmentEdits, EnvironmentListChanges, EnvironmentVariable,
//!     VariableChanges, VariableEdits,
//! };
//!
//! let region = VariableEdits { set: Some([("REGION".to_owned(), "eu".to_owned())].into()), remove: None };
//! let renamed = EnvironmentChanges {
//!     name: Some("Live".to_owned()),
//!     variables: Some(VariableChanges::Edits(region)),
//!     ..EnvironmentChanges::default()
//! };
//! let environments = EnvironmentEdits { update: Some([("e1".to_owned(), renamed)].into()), ..EnvironmentEdits::default() };
//! let shared = EnvironmentVariable { name: "DEBUG".to_owned(), value: "0".to_owned() };
//! let changes = Changes {
//!     auth_scheme_configs: Some(vec![AuthSchemeConfig::BasicAuth]),
//!     environments: Some(EnvironmentListChanges::Edits(environments)),
//!     environment_variables: Some(VariableChanges::List(vec![shared])),
//!     ..Changes::default()
//! };
//! let json = serde_json::to_value(&changes)?;
//! assert_eq!(json["environments"]["update"]["e1"]["variables"]["set"]["REGION"], "eu");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! A new environment has copies of auth schemes, and for each a stored credential or one to create:
//!
//! ```
//! use connection_update::contract::model::{
//!     ApiKeyConfig, AuthSchemeConfig, Changes, CredentialCreate, CredentialOfCreate, CredentialsCreate, EnvironmentCreate,
//!     EnvironmentCredentialCreate, EnvironmentEdits, EnvironmentListChanges, NewCredential, ParameterPlace, StringData,
//! };
//!
//! let key = NewCredential { name: "Key".to_owned(), data: StringData { value: "secret".to_owned() } };
//! let header = ApiKeyConfig { name: "X-Key".to_owned(), r#in: ParameterPlace::Header };
//! let entry = EnvironmentCredentialCreate {
//!     auth_scheme_config: AuthSchemeConfig::ApiKey(header),
//!     credential: CredentialOfCreate::New(Box::new(CredentialCreate::String(key))),
//! };
//! let credentials = CredentialsCreate { action: Some(vec![entry]), trigger: None };
//! let new = EnvironmentCreate { name: "Staging".to_owned(), credentials, variables: Vec::new() };
//! let environments = EnvironmentEdits { add: Some(vec![new]), ..EnvironmentEdits::default() };
//! let changes = Changes { environments: Some(EnvironmentListChanges::Edits(environments)), ..Changes::default() };
//! let json = serde_json::to_value(&changes)?;
//! let entry = &json["environments"]["add"][0]["credentials"]["action"][0];
//! assert_eq!((&entry["authSchemeConfig"]["in"], &entry["credential"]["type"]), (&"header".into(), &"string".into()));
//! # Ok::<(), serde_json::Error>(())
//! ```

/// Declares types of the contract. Each type gets the same derived traits and a TypeScript declaration.
///
/// The fields of a struct are public, and their JSON names are in camel case. The macro adds two short forms to Rust syntax:
/// - `name?: T` declares an optional field: an `Option<T>` that is not serialized if it is `None`.
/// - `..group` inserts a group of fields that several structs have. The last rules of this macro declare the groups.
macro_rules! contract_types {
    () => {};

    ($(#[$meta:meta])* pub enum $name:ident { $($variants:tt)* } $($rest:tt)*) => {
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        $(#[$meta])*
        pub enum $name { $($variants)* }

        contract_types! { $($rest)* }
    };

    ($(#[$meta:meta])* pub struct $name:ident $(<$parameter:ident>)? { $($fields:tt)* } $($rest:tt)*) => {
        contract_types! { @fields [$(#[$meta])* pub struct $name $(<$parameter>)?] [] $($fields)* }
        contract_types! { $($rest)* }
    };

    // No fields remain: declare the struct.
    (@fields [$($head:tt)*] [$($fields:tt)*]) => {
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        $($head)* { $($fields)* }
    };

    (@fields $head:tt [$($fields:tt)*] $(#[$meta:meta])* $name:ident: $type:ty, $($rest:tt)*) => {
        contract_types! { @fields $head [$($fields)* $(#[$meta])* pub $name: $type,] $($rest)* }
    };

    (@fields $head:tt [$($fields:tt)*] $(#[$meta:meta])* $name:ident?: $type:ty, $($rest:tt)*) => {
        contract_types! {
            @fields $head [
                $($fields)*
                $(#[$meta])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $name: Option<$type>,
            ]
            $($rest)*
        }
    };

    (@fields $head:tt $fields:tt ..stored_connection, $($rest:tt)*) => {
        contract_types! {
            @fields $head $fields
            /// The id of the connection, a ULID.
            id: String,
            /// The id of the organisation that owns the connection, a ULID.
            organisation_id: String,
            /// The display name of the connection.
            name: String,
            /// The protocol of the external system.
            protocol: Protocol,
            $($rest)*
        }
    };

    (@fields $head:tt $fields:tt ..credentials_of($credential:ident), $($rest:tt)*) => {
        contract_types! {
            @fields $head $fields
            /// The credentials of requests to the external system, in the order in which they are applied.
            action?: Vec<$credential>,
            /// The credentials of requests from the external system, in the order in which they are applied.
            trigger?: Vec<$credential>,
            $($rest)*
        }
    };

    (@fields $head:tt $fields:tt ..oauth2_client, $($rest:tt)*) => {
        contract_types! {
            @fields $head $fields
            /// The id of the client.
            client_id: String,
            /// The secret of the client.
            client_secret: String,
            /// The authorization endpoint, an absolute `https:` or `http:` URL.
            authorize_url: String,
            /// The token endpoint, an absolute `https:` or `http:` URL.
            token_url: String,
            /// More parameters of the token request, by name.
            #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, string>"))]
            additional_params?: std::collections::BTreeMap<String, String>,
            $($rest)*
        }
    };

    (@fields $head:tt $fields:tt ..timestamps, $($rest:tt)*) => {
        contract_types! {
            @fields $head $fields
            /// The time of creation, an RFC 3339 timestamp.
            created_at: String,
            /// The time of the last change, an RFC 3339 timestamp.
            updated_at: String,
            $($rest)*
        }
    };
}

mod auth_scheme;
mod changes;
mod common;
mod credential;
mod request;
mod response;

pub use auth_scheme::{
    ApiKeyConfig, AuthSchemeConfig, DigestInput, HmacAlgorithm, HmacConfig, OAuth2AuthorizationCode, OAuth2Config,
    OAuth2Flows, OAuth2Scope, ParameterPlace,
};
pub use changes::{
    Changes, CredentialChange, EnvironmentChanges, EnvironmentCredentialChanges, EnvironmentEdits,
    EnvironmentListChanges, EnvironmentOrderItem, VariableChanges, VariableEdits,
};
pub use common::{EnvironmentVariable, JsonObject, Protocol};
pub use credential::{
    BasicAuthData, BinaryData, CredentialCreate, CredentialOfCreate, CredentialReference, NewCredential, NoneData,
    OAuth2ClientData, OAuth2TokenData, StringData,
};
pub use request::{
    ConnectionUpdate, CredentialsCreate, CredentialsUpdate, EnvironmentCreate, EnvironmentCredentialCreate,
    EnvironmentCredentialUpdate, EnvironmentOfUpdate, EnvironmentUpdate,
};
pub use response::{
    Connection, ConnectionSummary, ConnectionVersion, Credential, CredentialUsage, Environment, EnvironmentCredential,
    EnvironmentCredentials, UsedEnvironment,
};
