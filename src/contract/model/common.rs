//! Types of both the request and the response.

/// Any JSON object.
pub type JsonObject = serde_json::Map<String, serde_json::Value>;

contract_types! {
    /// The protocol of an external system.
    #[serde(rename_all = "lowercase")]
    pub enum Protocol {
        /// An HTTP API.
        Http,
        /// A BigQuery dataset. Stated by the archived API description.
        #[serde(rename = "bigquery")]
        BigQuery,
    }

    /// A variable of an environment. Its name is unique within one list.
    pub struct EnvironmentVariable {
        /// The name; not blank.
        name: String,
        /// The value. It may be empty, and it may be secret.
        value: String,
    }
}
