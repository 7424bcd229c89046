//! Declares changes to a stored connection. They are the input of [`plan`](crate::plan()) and [`merge`](crate::merge()), and the
//! result of [`diff`](crate::diff()).

use std::collections::BTreeMap;

use super::auth_scheme::AuthSchemeConfig;
use super::common::EnvironmentVariable;
use super::request::{EnvironmentCreate, EnvironmentOfUpdate};

contract_types! {
    /// Changes to a stored connection. A field that is left out does not change.
    #[derive(Default)]
    pub struct Changes {
        /// The display name of the connection. It cannot be blank.
        name?: String,
        /// The base URL of all HTTP actions, an absolute `https:` or `http:` URL.
        base_url?: String,
        /// The BigQuery dataset as `<project_id>.<dataset_name>`.
        dataset_id?: String,
        /// The whole list of authentication schemes.
        auth_scheme_configs?: Vec<AuthSchemeConfig>,
        /// The whole list of environments, or edits by id.
        environments?: EnvironmentListChanges,
        /// The whole list of default variables, or edits by name. In both cases, the new list also overwrites the variables
        /// of every environment.
        environment_variables?: VariableChanges,
    }

    /// The whole list of environments, or edits by id.
    #[serde(untagged)]
    pub enum EnvironmentListChanges {
        /// The whole list. A stored environment that is left out is deleted. A stored environment must be unedited.
        List(Vec<EnvironmentOfUpdate>),
        /// Edits by id.
        Edits(EnvironmentEdits),
    }

    /// Edits of the list of environments. `add`, `remove` and `order` are sent in an UpdateConnection request. `update` needs
    /// one or two UpdateEnvironment requests for each environment: `plan` accepts it, and `merge` rejects it.
    #[derive(Default)]
    pub struct EnvironmentEdits {
        /// New environments. Those that `order` does not contain are added at the end.
        add?: Vec<EnvironmentCreate>,
        /// The ids of the environments to delete, without duplicates.
        remove?: Vec<String>,
        /// The environments in their new order, without duplicates: the id of every stored environment that stays, and the
        /// indices of new environments in `add`.
        #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "(string | number)[]"))]
        order?: Vec<EnvironmentOrderItem>,
        /// The changes of stored environments that stay, by id.
        #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, EnvironmentChanges>"))]
        update?: BTreeMap<String, EnvironmentChanges>,
    }

    /// Changes of one stored environment. A field that is left out does not change.
    #[derive(Default)]
    pub struct EnvironmentChanges {
        /// The name, unique within the connection. Other products may refer to the environment by its name.
        name?: String,
        /// The whole list of the environment's own variables, or edits by name. They also apply if the connection's variables
        /// change at the same time.
        variables?: VariableChanges,
        /// The order of the credentials and the members of their authentication schemes.
        credentials?: EnvironmentCredentialChanges,
    }

    /// Changes of the credentials of a stored environment. Each list contains all credentials of the stored list, in the new
    /// order. No operation adds or removes a credential.
    #[derive(Default)]
    pub struct EnvironmentCredentialChanges {
        ..credentials_of(CredentialChange),
    }

    /// A credential of a stored environment.
    pub struct CredentialChange {
        /// The id of the environment's credential, a ULID.
        id: String,
        /// The new authentication scheme. Its type cannot change. If it is left out, the scheme does not change.
        auth_scheme_config?: AuthSchemeConfig,
    }

    /// The whole list of variables, or edits by name.
    #[serde(untagged)]
    pub enum VariableChanges {
        /// The whole list, which overwrites the stored list.
        List(Vec<EnvironmentVariable>),
        /// Edits by name.
        Edits(VariableEdits),
    }

    /// Edits of variables by name. `set` and `remove` cannot contain the same name.
    pub struct VariableEdits {
        /// New values by variable name. A variable that does not exist is added at the end.
        #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, string>"))]
        set?: BTreeMap<String, String>,
        /// The names of the variables to remove.
        remove?: Vec<String>,
    }
}

/// An environment in [`EnvironmentEdits::order`].
// The TypeScript declaration of `order` contains this type as `string | number`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum EnvironmentOrderItem {
    /// The id of a stored environment.
    Id(String),
    /// The index of a new environment in `add`.
    New(u32),
}
