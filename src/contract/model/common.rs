//! Declares types that both the request and the response contain.

/// Any JSON object.
pub type JsonObject = serde_json::Map<String, serde_json::Value>;

contract_types! {
    /// The protocol of an external system.
    #[serde(rename_all = "lowercase")]
    pub enum Protocol {
        /// An HTTP API.
        Http,
        /// A BigQuery dataset.
        #[serde(rename = "bigquery")]
        BigQuery,
    }

    /// A variable of an environment. The names of variables are unique within a list.
    pub struct EnvironmentVariable {
        /// The name of the variable. It cannot be blank.
        name: String,
        /// The value. It can be empty. It can be a secret.
        value: String,
    }
}
