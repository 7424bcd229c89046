//! Declares the authentication schemes of a connection. The published page states the types of schemes. The archived API
//! description states their other members.

use super::common::JsonObject;

contract_types! {
    /// An authentication scheme for requests to and from the external system.
    ///
    /// - `none`: no authentication.
    /// - `basic-auth`: HTTP basic authentication.
    /// - `google-service-account`: a Google service account.
    /// - `api-key`: a key in a query parameter, header or cookie.
    /// - `oauth2`: OAuth 2.0.
    /// - `hmac`: a signature over parts of the request.
    ///
    /// Later versions of the platform may add types. Every operation copies a scheme of an unknown type unchanged.
    #[serde(tag = "schemeType", rename_all = "kebab-case")]
    pub enum AuthSchemeConfig {
        /// No authentication.
        None,
        /// HTTP basic authentication.
        BasicAuth,
        /// A Google service account.
        GoogleServiceAccount,
        /// A key in a query parameter, header or cookie.
        ApiKey(ApiKeyConfig),
        /// OAuth 2.0.
        #[serde(rename = "oauth2")]
        OAuth2(OAuth2Config),
        /// A signature over parts of the request.
        Hmac(HmacConfig),
        /// A type that this version does not know, or a known type with unexpected members.
        // This variant is not declared in TypeScript, because it would match any `schemeType`. The compiler could then not
        // narrow the union.
        #[cfg(not(target_arch = "wasm32"))]
        #[serde(untagged)]
        Other(JsonObject),
    }

    /// A key in a query parameter, header or cookie.
    pub struct ApiKeyConfig {
        /// The name of the parameter, header or cookie.
        name: String,
        /// The part of the request that contains the key.
        r#in: ParameterPlace,
    }

    /// The part of a request that contains a key or a signature.
    #[serde(rename_all = "lowercase")]
    pub enum ParameterPlace {
        /// A query parameter.
        Query,
        /// A header.
        Header,
        /// A cookie.
        Cookie,
    }

    /// The settings of OAuth 2.0.
    pub struct OAuth2Config {
        /// The authorization endpoint, an absolute `https:` or `http:` URL.
        authorize_url: String,
        /// The token endpoint, an absolute `https:` or `http:` URL.
        token_url: String,
        /// The scopes that can be requested.
        scopes: Vec<OAuth2Scope>,
        /// The enabled flows. At least one flow is enabled.
        flows: OAuth2Flows,
    }

    /// A scope of OAuth 2.0: a permission that can be requested.
    pub struct OAuth2Scope {
        /// The name of the scope in the external system.
        name: String,
        /// A description for people.
        description?: String,
    }

    /// The enabled flows of OAuth 2.0. At least one flow is enabled.
    pub struct OAuth2Flows {
        /// The client credentials flow. An empty object enables the flow.
        #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, never>"))]
        client_credentials?: JsonObject,
        /// The authorization code flow.
        authorization_code?: OAuth2AuthorizationCode,
    }

    /// The authorization code flow of OAuth 2.0.
    pub struct OAuth2AuthorizationCode {
        /// The stored credential of the client, as a response contains it. Only the `id` of the credential is used.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "{ id: string } & Record<string, unknown>"))]
        application_credential: JsonObject,
    }

    /// The settings of signed requests.
    pub struct HmacConfig {
        /// The name of the parameter, header or cookie.
        name: String,
        /// The part of the request that contains the signature.
        r#in: ParameterPlace,
        /// The hash function of the signature.
        algorithm: HmacAlgorithm,
        /// The signed parts of the request, in the order in which they are signed.
        digest_inputs: Vec<DigestInput>,
    }

    /// The hash function of a signature.
    #[serde(rename_all = "lowercase")]
    pub enum HmacAlgorithm {
        /// SHA-1.
        Sha1,
        /// SHA-256.
        Sha256,
        /// SHA-512.
        Sha512,
    }

    /// A signed part of a request.
    #[serde(rename_all = "lowercase")]
    pub enum DigestInput {
        /// The body of the request.
        Body,
        /// The URL of the request.
        Url,
    }
}
