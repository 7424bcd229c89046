//! Declares the credentials of a new environment: references to stored credentials, and new credentials with their secrets.

contract_types! {
    /// The credential of a new environment: a reference to a stored credential, or a credential to create.
    #[serde(untagged)]
    pub enum CredentialOfCreate {
        /// A stored credential.
        Existing(CredentialReference),
        /// A credential to create.
        New(Box<CredentialCreate>),
    }

    /// A reference to a stored credential.
    pub struct CredentialReference {
        /// The id of the credential, a ULID.
        id: String,
    }

    /// A credential to create. The archived API description states the data of each type.
    ///
    /// - `none`: no data.
    /// - `string`: one string, such as an API key.
    /// - `binary`: bytes.
    /// - `basic-auth`: a user name and a password.
    /// - `oauth2-client`: an OAuth 2.0 client.
    /// - `oauth2-token`: an OAuth 2.0 client with its tokens.
    #[serde(tag = "type", rename_all = "kebab-case")]
    pub enum CredentialCreate {
        /// No data.
        None(NewCredential<NoneData>),
        /// One string, such as an API key.
        String(NewCredential<StringData>),
        /// Bytes.
        Binary(NewCredential<BinaryData>),
        /// A user name and a password.
        BasicAuth(NewCredential<BasicAuthData>),
        /// An OAuth 2.0 client.
        #[serde(rename = "oauth2-client")]
        OAuth2Client(NewCredential<OAuth2ClientData>),
        /// An OAuth 2.0 client with its tokens.
        #[serde(rename = "oauth2-token")]
        OAuth2Token(NewCredential<OAuth2TokenData>),
    }

    /// The name and the data of a credential to create.
    pub struct NewCredential<T> {
        /// The display name of the credential.
        name: String,
        /// The data for the type of the credential. It contains the secrets.
        data: T,
    }

    /// The data of a credential of type `none`.
    pub struct NoneData {}

    /// The data of a credential of type `string`.
    pub struct StringData {
        /// The secret, such as an API key.
        value: String,
    }

    /// The data of a credential of type `binary`.
    pub struct BinaryData {
        /// The secret bytes, in base64.
        value_base64: String,
    }

    /// The data of a credential of type `basic-auth`.
    pub struct BasicAuthData {
        /// The user name of HTTP basic authentication.
        username: String,
        /// The password, a secret.
        password: String,
    }

    /// The data of a credential of type `oauth2-client`.
    pub struct OAuth2ClientData {
        ..oauth2_client,
        /// The scopes of the client.
        scopes?: Vec<String>,
    }

    /// The data of a credential of type `oauth2-token`.
    pub struct OAuth2TokenData {
        ..oauth2_client,
        /// The scopes of the token.
        scopes: Vec<String>,
        /// The access token, a secret.
        access_token?: String,
        /// The refresh token, a secret.
        refresh_token?: String,
    }
}
