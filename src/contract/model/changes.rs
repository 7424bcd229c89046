//! Declares changes to a stored connection. They are the input of [`merge`](crate::merge()) and the result of
//! [`diff`](crate::diff()).

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
        environments?: EnvironmentChanges,
        /// The whole list of default variables, or edits by name. In both cases, the new list also overwrites the variables
        /// of every environment.
        environment_variables?: VariableChanges,
    }

    /// The whole list of environments, or edits by id.
    #[serde(untagged)]
    pub enum EnvironmentChanges {
        /// The whole list. A stored environment that is left out is deleted.
        List(Vec<EnvironmentOfUpdate>),
        /// Edits by id.
        Edits(EnvironmentEdits),
    }

    /// Edits of the list of environments. They add, delete and reorder environments, but cannot edit an existing environment.
    pub struct EnvironmentEdits {
        /// New environments, which are added at the end.
        add?: Vec<EnvironmentCreate>,
        /// The ids of the environments to delete, without duplicates.
        remove?: Vec<String>,
        /// The ids of all environments that stay, in their new order and without duplicates.
        order?: Vec<String>,
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
