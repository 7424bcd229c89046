//! Lists every object of the Update Connection request and its response, field by field.
//!
//! The validator interprets this table, and merging uses it to find read-only fields. [`Source::Published`] marks rules of the
//! platform's published page. [`Source::Archived`] marks rules that the archived API description states and the published page
//! does not. A rule without a source is a judgement of this package.
//!
//! ```
//! use connection_update::contract::table::{CONNECTION_UPDATE, IMMUTABLE, PROTOCOLS, Presence, Source};
//!
//! let required = |presence| matches!(presence, Presence::Required(Some(Source::Published)));
//! let fields = CONNECTION_UPDATE.fields.iter().filter(|field| required(field.presence));
//! assert_eq!(fields.map(|field| field.name()).collect::<Vec<_>>(), ["id", "organisationId", "name", "protocol"]);
//! assert!(IMMUTABLE.contains(&"protocol") && PROTOCOLS.contains(&"bigquery"));
//! ```

pub use crate::issue::Source;
use crate::json::KnownKey;

/// An object and its fields.
#[derive(Debug)]
pub struct Shape {
    /// The name that messages and types use.
    pub name: &'static str,
    /// The fields, in the order of the published page.
    pub fields: &'static [Field],
    /// The required fields as a bit set. Bit `n` is 1 if the field at index `n` is required.
    pub required: u32,
    /// True if the object, or a value inside the object, can have read-only fields or redacted members.
    pub has_read_only: bool,
    /// A constraint between the fields, if there is one.
    pub constraint: Option<Constraint>,
    /// The rule for members that are not in `fields`.
    pub other_members: OtherMembers,
}

impl Shape {
    const fn with_constraint(mut self, constraint: Constraint) -> Self {
        self.constraint = Some(constraint);
        self
    }

    const fn with_other_members(mut self, other_members: OtherMembers) -> Self {
        self.has_read_only |= matches!(other_members, OtherMembers::Redacted);
        self.other_members = other_members;
        self
    }
}

/// The rule for the members of an object that are not in its shape.
#[derive(Clone, Copy, Debug)]
pub enum OtherMembers {
    /// A warning, also under the strict rules: a later version of the platform may have added the member.
    Unknown,
    /// The archived description forbids other members.
    Forbidden,
    /// No issue: the platform reads nothing but the fields of the shape. Read-only members are not reported either.
    Ignored,
    /// No issue: the platform reads only the id of the object if it has one. Responses redact the other members, so that merging
    /// leaves them out.
    Redacted,
    /// No issue: the object is a map, and each value has the type of this field.
    Typed(&'static Field),
}

/// A constraint between the fields of one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// The protocol decides if `baseUrl` or `datasetId` is required, and which fields do not apply.
    AddressByProtocol,
    /// At least one of `action` and `trigger` is not empty.
    AnyCredential,
    /// At least one flow is present. A flow of a later version of the platform counts too.
    AnyFlow,
    /// The platform writes the variables of the connection to every environment. If the body contains such variables, they
    /// overwrite the variables of a new environment.
    OwnVariables,
}

/// One member of an object.
#[derive(Debug)]
pub struct Field {
    /// The name, prepared for fast comparison.
    pub key: KnownKey,
    /// The values that the field accepts.
    pub field_type: FieldType,
    /// Required, optional or read-only.
    pub presence: Presence,
    /// The document that states the type of the field.
    pub source: Source,
}

impl Field {
    /// Returns the name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.key.name()
    }
}

/// The presence of a field in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The field is required. The source is the document that requires it, or `None` for a judgement of this package.
    Required(Option<Source>),
    /// The field can be left out.
    Optional,
    /// The field belongs to responses. The platform ignores it in a request, and merging never sends it.
    ReadOnly,
}

/// The values that a field accepts.
#[derive(Debug)]
pub enum FieldType {
    /// A string.
    String(Format),
    /// One of a fixed list of strings.
    Choice(&'static [&'static str]),
    /// An object.
    Object(&'static Shape),
    /// One of several shapes.
    Union(&'static Union),
    /// An array.
    List(&'static List),
    /// `true` or `false`.
    Boolean,
    /// Any JSON value.
    Any,
}

impl FieldType {
    /// Returns true if a value of this type, or a value inside it, can have read-only fields or redacted members.
    #[must_use]
    pub const fn has_read_only(&self) -> bool {
        match self {
            Self::Object(shape) => shape.has_read_only,
            Self::List(list) => list.item.has_read_only(),
            Self::Union(union) => union.has_read_only(),
            Self::String(_) | Self::Choice(_) | Self::Boolean | Self::Any => false,
        }
    }
}

/// An array.
#[derive(Debug)]
pub struct List {
    /// The type of each item.
    pub item: FieldType,
    /// The fields whose values must be unique among the items.
    pub unique: &'static [KnownKey],
    /// True if an empty list deletes stored items that cannot be restored.
    pub deletes_if_empty: bool,
}

impl List {
    const fn of(item: FieldType) -> Self {
        Self { item, unique: &[], deletes_if_empty: false }
    }

    const fn with_unique(mut self, unique: &'static [KnownKey]) -> Self {
        self.unique = unique;
        self
    }
}

/// The format of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Any string, even an empty one.
    Free,
    /// The value of a variable. A masked secret is a warning.
    Value,
    /// A name that people choose. A blank name is an error.
    Name,
    /// A name that people choose. A blank name is a warning.
    Label,
    /// A ULID.
    Ulid,
    /// A base URL: an absolute `http:` or `https:` URL without user, query and fragment.
    BaseUrl,
    /// An absolute `http:` or `https:` URL.
    Url,
    /// The id of a BigQuery dataset: `<project_id>.<dataset_name>`.
    Dataset,
    /// An RFC 3339 timestamp.
    Time,
}

/// A choice between shapes.
#[derive(Debug)]
pub enum Union {
    /// The string in field `tag` selects the shape. An unknown string is reported as `unknown-type`.
    Tagged {
        /// The name in messages and types.
        name: &'static str,
        /// The field that selects the shape.
        tag: KnownKey,
        /// The document that requires the field `tag`.
        source: Source,
        /// The known strings of the field `tag`, each with the shape that the string selects.
        variants: &'static [(&'static str, &'static Shape)],
        /// The shape of objects whose tag is missing or unknown. If it is `None`, the other members of these objects are not
        /// checked.
        fallback: Option<&'static Shape>,
    },
    /// The presence of field `key` selects the shape.
    Keyed {
        /// The name in messages and types.
        name: &'static str,
        /// The field that selects the shape.
        key: KnownKey,
        /// The shape of objects that have the field `key`.
        with: &'static Shape,
        /// The shape of objects that do not have the field `key`, or a further choice between shapes.
        without: Alternative,
    },
}

impl Union {
    #[expect(clippy::indexing_slicing, reason = "while the index is less than the length; a constant has no iterators")]
    const fn has_read_only(&self) -> bool {
        match self {
            Self::Tagged { variants, .. } => {
                let mut index = 0;
                while index < variants.len() {
                    if variants[index].1.has_read_only {
                        return true;
                    }
                    index += 1;
                }
                false
            }
            Self::Keyed { with, without, .. } => {
                with.has_read_only
                    || match without {
                        Alternative::Shape(shape) => shape.has_read_only,
                        Alternative::Union(union) => union.has_read_only(),
                    }
            }
        }
    }
}

/// The shape of an object that does not have the field `key` of a [`Union::Keyed`].
#[derive(Debug)]
pub enum Alternative {
    /// A single shape.
    Shape(&'static Shape),
    /// A further choice between shapes.
    Union(&'static Union),
}

const REQUIRED: Presence = Presence::Required(Some(Source::Published));
const REQUIRED_BY_ARCHIVED_SOURCE: Presence = Presence::Required(Some(Source::Archived));
const REQUIRED_BY_JUDGEMENT: Presence = Presence::Required(None);

const fn published(name: &'static str, field_type: FieldType, presence: Presence) -> Field {
    Field { key: KnownKey::new(name), field_type, presence, source: Source::Published }
}

const fn archived(name: &'static str, field_type: FieldType, presence: Presence) -> Field {
    Field { key: KnownKey::new(name), field_type, presence, source: Source::Archived }
}

const fn read_only(name: &'static str) -> Field {
    published(name, FieldType::Any, Presence::ReadOnly)
}

#[expect(clippy::indexing_slicing, reason = "while the index is less than the length; a constant has no iterators")]
const fn shape(name: &'static str, fields: &'static [Field]) -> Shape {
    let mut required = 0;
    let mut has_read_only = false;
    let mut index = 0;
    while index < fields.len() {
        match fields[index].presence {
            Presence::Required(_) => required |= 1 << index,
            Presence::ReadOnly => has_read_only = true,
            Presence::Optional => {}
        }
        has_read_only |= fields[index].field_type.has_read_only();
        index += 1;
    }
    Shape { name, fields, required, has_read_only, constraint: None, other_members: OtherMembers::Unknown }
}

/// Returns the shape of an environment's credentials: the lists `action` and `trigger`, with items of the same type.
macro_rules! credentials {
    ($name:literal, $field:ident, $list:ident) => {
        shape(
            $name,
            &[
                $field("action", FieldType::List(&$list), Presence::Optional),
                $field("trigger", FieldType::List(&$list), Presence::Optional),
            ],
        )
    };
}

/// Returns the shape of a resource in the response. Its fields are `id`, the first list of fields, `createdAt`, `updatedAt` and
/// the second list of fields. The second list is optional.
macro_rules! stored {
    ($name:literal, [$($field:expr),* $(,)?] $(, [$($last:expr),* $(,)?])? $(,)?) => {
        shape(
            $name,
            &[
                archived("id", FieldType::String(Format::Ulid), REQUIRED_BY_ARCHIVED_SOURCE),
                $($field,)*
                archived("createdAt", FieldType::String(Format::Time), REQUIRED_BY_ARCHIVED_SOURCE),
                archived("updatedAt", FieldType::String(Format::Time), REQUIRED_BY_ARCHIVED_SOURCE),
                $($($last,)*)?
            ],
        )
    };
}

/// The protocols of a connection.
pub const PROTOCOLS: &[&str] = &["http", "bigquery"];

/// The fields that cannot change on a stored connection.
pub const IMMUTABLE: &[&str] = &["id", "organisationId", "protocol"];

/// The body of the request.
pub static CONNECTION_UPDATE: Shape = shape(
    "ConnectionUpdate",
    &[
        published("id", FieldType::String(Format::Ulid), REQUIRED),
        published("organisationId", FieldType::String(Format::Ulid), REQUIRED),
        published("name", FieldType::String(Format::Name), REQUIRED),
        published("protocol", FieldType::Choice(PROTOCOLS), REQUIRED),
        published("baseUrl", FieldType::String(Format::BaseUrl), Presence::Optional),
        archived("datasetId", FieldType::String(Format::Dataset), Presence::Optional),
        published("authSchemeConfigs", FieldType::List(&AUTH_SCHEME_CONFIGS), Presence::Optional),
        published("environments", FieldType::List(&ENVIRONMENTS), Presence::Optional),
        published("environmentVariables", FieldType::List(&VARIABLES), Presence::Optional),
        read_only("versions"),
        read_only("createdAt"),
        read_only("updatedAt"),
    ],
)
.with_constraint(Constraint::AddressByProtocol);

static AUTH_SCHEME_CONFIGS: List = List::of(FieldType::Union(&AUTH_SCHEME_CONFIG));

/// The environments in the body.
pub static ENVIRONMENTS: List = List {
    item: FieldType::Union(&ENVIRONMENT),
    unique: &[KnownKey::new("id"), KnownKey::new("name")],
    deletes_if_empty: true,
};

static VARIABLES: List = List::of(FieldType::Object(&ENVIRONMENT_VARIABLE)).with_unique(&[KnownKey::new("name")]);

/// A variable in the body.
pub static ENVIRONMENT_VARIABLE: Shape = shape(
    "EnvironmentVariable",
    &[
        published("name", FieldType::String(Format::Name), REQUIRED_BY_JUDGEMENT),
        published("value", FieldType::String(Format::Value), REQUIRED_BY_JUDGEMENT),
    ],
);

/// An environment in the body. An existing environment has an `id`, a new environment does not.
pub static ENVIRONMENT: Union = Union::Keyed {
    name: "EnvironmentOfUpdate",
    key: KnownKey::new("id"),
    with: &ENVIRONMENT_UPDATE,
    without: Alternative::Shape(&ENVIRONMENT_CREATE),
};

/// A stored environment in the body.
pub static ENVIRONMENT_UPDATE: Shape = shape(
    "EnvironmentUpdate",
    &[
        published("id", FieldType::String(Format::Ulid), REQUIRED),
        published("name", FieldType::String(Format::Label), REQUIRED_BY_JUDGEMENT),
        published("credentials", FieldType::Object(&CREDENTIALS_UPDATE), Presence::Optional),
        published("variables", FieldType::List(&VARIABLES), Presence::Optional),
        read_only("createdAt"),
        read_only("updatedAt"),
    ],
);

static ENVIRONMENT_CREATE: Shape = shape(
    "EnvironmentCreate",
    &[
        published("name", FieldType::String(Format::Label), REQUIRED_BY_JUDGEMENT),
        published("credentials", FieldType::Object(&CREDENTIALS_CREATE), REQUIRED_BY_ARCHIVED_SOURCE),
        published("variables", FieldType::List(&VARIABLES), REQUIRED_BY_ARCHIVED_SOURCE),
        read_only("createdAt"),
        read_only("updatedAt"),
    ],
)
.with_constraint(Constraint::OwnVariables);

/// The credentials of a stored environment in the body.
pub static CREDENTIALS_UPDATE: Shape = credentials!("CredentialsUpdate", published, CREDENTIAL_UPDATES);

static CREDENTIAL_UPDATES: List = List::of(FieldType::Object(&CREDENTIAL_UPDATE));

/// A credential of a stored environment in the body.
pub static CREDENTIAL_UPDATE: Shape = shape(
    "EnvironmentCredentialUpdate",
    &[
        published("id", FieldType::String(Format::Ulid), REQUIRED_BY_JUDGEMENT),
        published("authSchemeConfig", FieldType::Union(&AUTH_SCHEME_CONFIG), REQUIRED_BY_ARCHIVED_SOURCE),
        read_only("credential"),
    ],
);

static CREDENTIALS_CREATE: Shape =
    credentials!("CredentialsCreate", published, CREDENTIAL_CREATES).with_constraint(Constraint::AnyCredential);

static CREDENTIAL_CREATES: List = List::of(FieldType::Object(&CREDENTIAL_CREATE));

static CREDENTIAL_CREATE: Shape = shape(
    "EnvironmentCredentialCreate",
    &[
        published("authSchemeConfig", FieldType::Union(&AUTH_SCHEME_CONFIG), REQUIRED_BY_ARCHIVED_SOURCE),
        published("credential", FieldType::Union(&CREDENTIAL_SOURCE), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

/// The credential of a new environment. An existing credential has an `id`, a credential to create does not.
static CREDENTIAL_SOURCE: Union = Union::Keyed {
    name: "CredentialOfCreate",
    key: KnownKey::new("id"),
    with: &CREDENTIAL_REFERENCE,
    without: Alternative::Union(&NEW_CREDENTIAL),
};

/// A stored credential. Only its `id` is used. The other fields are those of a response.
static CREDENTIAL_REFERENCE: Shape = shape(
    "CredentialReference",
    &[
        published("id", FieldType::String(Format::Ulid), REQUIRED),
        read_only("usages"),
        read_only("errors"),
        read_only("createdAt"),
        read_only("updatedAt"),
    ],
)
.with_other_members(OtherMembers::Redacted);

static NEW_CREDENTIAL: Union = Union::Tagged {
    name: "CredentialCreate",
    tag: KnownKey::new("type"),
    source: Source::Archived,
    variants: &[
        ("none", &NONE_CREDENTIAL),
        ("string", &STRING_CREDENTIAL),
        ("binary", &BINARY_CREDENTIAL),
        ("basic-auth", &BASIC_AUTH_CREDENTIAL),
        ("oauth2-client", &OAUTH2_CLIENT_CREDENTIAL),
        ("oauth2-token", &OAUTH2_TOKEN_CREDENTIAL),
    ],
    fallback: Some(&OTHER_CREDENTIAL),
};

/// A credential whose type is missing, or was added by a later version of the platform.
static OTHER_CREDENTIAL: Shape = shape(
    "CredentialCreate",
    &[
        published("name", FieldType::String(Format::Label), REQUIRED_BY_ARCHIVED_SOURCE),
        published("type", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        published("data", FieldType::Object(&OTHER_DATA), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

static OTHER_DATA: Shape = shape("CredentialData", &[]).with_other_members(OtherMembers::Ignored);

/// Declares the shapes of credentials to create. Each has a name, a type and the data of that type.
macro_rules! new_credentials {
    ($($shape:ident, $data:ident = $data_shape:expr;)+) => {
        $(
            static $shape: Shape = shape(
                "CredentialCreate",
                &[
                    published("name", FieldType::String(Format::Label), REQUIRED_BY_ARCHIVED_SOURCE),
                    published("type", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
                    published("data", FieldType::Object(&$data), REQUIRED_BY_ARCHIVED_SOURCE),
                ]);
            static $data: Shape = $data_shape;
        )+
    };
}

/// Returns the shape of the data of an OAuth 2.0 client, followed by the given fields. `$scopes` is the presence of `scopes`.
macro_rules! oauth2_client {
    ($name:literal, $scopes:expr, [$($more:expr),* $(,)?] $(,)?) => {
        shape(
            $name,
            &[
                archived("clientId", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
                archived("clientSecret", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
                archived("authorizeUrl", FieldType::String(Format::Url), REQUIRED_BY_ARCHIVED_SOURCE),
                archived("tokenUrl", FieldType::String(Format::Url), REQUIRED_BY_ARCHIVED_SOURCE),
                archived("scopes", FieldType::List(&SCOPE_NAMES), $scopes),
                archived("additionalParams", FieldType::Object(&ADDITIONAL_PARAMS), Presence::Optional),
                $($more,)*
            ],
        )
    };
}

static SCOPE_NAMES: List = List::of(FieldType::String(Format::Free));

static ADDITIONAL_PARAM: Field = archived("", FieldType::String(Format::Free), Presence::Optional);

static ADDITIONAL_PARAMS: Shape =
    shape("AdditionalParams", &[]).with_other_members(OtherMembers::Typed(&ADDITIONAL_PARAM));

new_credentials! {
    NONE_CREDENTIAL, NONE_DATA = shape("NoneData", &[]).with_other_members(OtherMembers::Forbidden);
    STRING_CREDENTIAL, STRING_DATA =
        shape("StringData", &[archived("value", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE)]);
    BINARY_CREDENTIAL, BINARY_DATA =
        shape("BinaryData", &[archived("valueBase64", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE)]);
    BASIC_AUTH_CREDENTIAL, BASIC_AUTH_DATA = shape(
        "BasicAuthData",
        &[
            archived("username", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
            archived("password", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        ],
    );
    OAUTH2_CLIENT_CREDENTIAL, OAUTH2_CLIENT_DATA = oauth2_client!("OAuth2ClientData", Presence::Optional, []);
    OAUTH2_TOKEN_CREDENTIAL, OAUTH2_TOKEN_DATA = oauth2_client!(
        "OAuth2TokenData",
        REQUIRED_BY_ARCHIVED_SOURCE,
        [
            archived("accessToken", FieldType::String(Format::Free), Presence::Optional),
            archived("refreshToken", FieldType::String(Format::Free), Presence::Optional),
        ],
    );
}

/// An auth scheme. `schemeType` selects its other members.
pub static AUTH_SCHEME_CONFIG: Union = Union::Tagged {
    name: "AuthSchemeConfig",
    tag: KnownKey::new("schemeType"),
    source: Source::Published,
    variants: &[
        ("none", &SCHEME_WITHOUT_MEMBERS),
        ("basic-auth", &SCHEME_WITHOUT_MEMBERS),
        ("google-service-account", &SCHEME_WITHOUT_MEMBERS),
        ("api-key", &API_KEY),
        ("oauth2", &OAUTH2),
        ("hmac", &HMAC),
    ],
    fallback: None,
};

const PARAMETER_PLACES: &[&str] = &["query", "header", "cookie"];

static SCHEME_WITHOUT_MEMBERS: Shape =
    shape("AuthSchemeConfig", &[published("schemeType", FieldType::String(Format::Free), REQUIRED)]);

static API_KEY: Shape = shape(
    "ApiKeyConfig",
    &[
        published("schemeType", FieldType::String(Format::Free), REQUIRED),
        archived("name", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("in", FieldType::Choice(PARAMETER_PLACES), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

static OAUTH2: Shape = shape(
    "OAuth2Config",
    &[
        published("schemeType", FieldType::String(Format::Free), REQUIRED),
        archived("authorizeUrl", FieldType::String(Format::Url), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("tokenUrl", FieldType::String(Format::Url), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("scopes", FieldType::List(&OAUTH2_SCOPES), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("flows", FieldType::Object(&OAUTH2_FLOWS), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

static OAUTH2_SCOPES: List = List::of(FieldType::Object(&OAUTH2_SCOPE));

static OAUTH2_SCOPE: Shape = shape(
    "OAuth2Scope",
    &[
        archived("name", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("description", FieldType::String(Format::Free), Presence::Optional),
    ],
);

static OAUTH2_FLOWS: Shape = shape(
    "OAuth2Flows",
    &[
        archived("clientCredentials", FieldType::Object(&CLIENT_CREDENTIALS), Presence::Optional),
        archived("authorizationCode", FieldType::Object(&AUTHORIZATION_CODE), Presence::Optional),
    ],
)
.with_constraint(Constraint::AnyFlow);

static CLIENT_CREDENTIALS: Shape = shape("OAuth2ClientCredentials", &[]).with_other_members(OtherMembers::Forbidden);

static AUTHORIZATION_CODE: Shape = shape(
    "OAuth2AuthorizationCode",
    &[archived("applicationCredential", FieldType::Object(&APPLICATION_CREDENTIAL), REQUIRED_BY_ARCHIVED_SOURCE)],
);

/// A whole credential, as a response contains it. Only its `id` is used.
static APPLICATION_CREDENTIAL: Shape =
    shape("ApplicationCredential", &[archived("id", FieldType::String(Format::Ulid), REQUIRED_BY_ARCHIVED_SOURCE)])
        .with_other_members(OtherMembers::Redacted);

static HMAC: Shape = shape(
    "HmacConfig",
    &[
        published("schemeType", FieldType::String(Format::Free), REQUIRED),
        archived("name", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("in", FieldType::Choice(PARAMETER_PLACES), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("algorithm", FieldType::Choice(&["sha1", "sha256", "sha512"]), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("digestInputs", FieldType::List(&DIGEST_INPUTS), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

static DIGEST_INPUTS: List = List::of(FieldType::Choice(&["body", "url"]));

/// The response: a stored connection. The archived API description states all of these rules, so their issues are warnings by
/// default.
pub static CONNECTION: Shape = stored!(
    "Connection",
    [
        archived("organisationId", FieldType::String(Format::Ulid), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("name", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("protocol", FieldType::Choice(PROTOCOLS), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("baseUrl", FieldType::String(Format::Free), Presence::Optional),
        archived("datasetId", FieldType::String(Format::Free), Presence::Optional),
        archived("authSchemeConfigs", FieldType::List(&RESPONSE_SCHEMES), Presence::Optional),
        archived("environmentVariables", FieldType::List(&RESPONSE_VARIABLES), Presence::Optional),
        archived("environments", FieldType::List(&RESPONSE_ENVIRONMENTS), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("versions", FieldType::List(&VERSIONS), Presence::Optional),
    ],
);

static RESPONSE_SCHEMES: List = List::of(FieldType::Object(&RESPONSE_SCHEME));

/// An auth scheme in a response. The shape has only the type of the scheme, because later versions of the platform can add
/// members.
static RESPONSE_SCHEME: Shape =
    shape("AuthSchemeConfig", &[archived("schemeType", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE)]);

static RESPONSE_VARIABLES: List = List::of(FieldType::Object(&RESPONSE_VARIABLE));

static RESPONSE_VARIABLE: Shape = shape(
    "EnvironmentVariable",
    &[
        archived("name", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("value", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

static RESPONSE_ENVIRONMENTS: List = List::of(FieldType::Object(&RESPONSE_ENVIRONMENT));

static RESPONSE_ENVIRONMENT: Shape = stored!(
    "Environment",
    [
        archived("name", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("credentials", FieldType::Object(&RESPONSE_CREDENTIALS), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("variables", FieldType::List(&RESPONSE_VARIABLES), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

static RESPONSE_CREDENTIALS: Shape = credentials!("EnvironmentCredentials", archived, ENVIRONMENT_CREDENTIALS);

static ENVIRONMENT_CREDENTIALS: List = List::of(FieldType::Object(&ENVIRONMENT_CREDENTIAL));

static ENVIRONMENT_CREDENTIAL: Shape = shape(
    "EnvironmentCredential",
    &[
        archived("id", FieldType::String(Format::Ulid), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("authSchemeConfig", FieldType::Object(&RESPONSE_SCHEME), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("credential", FieldType::Object(&CREDENTIAL), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

static CREDENTIAL: Shape = stored!(
    "Credential",
    [
        archived("type", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("name", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("usages", FieldType::List(&CREDENTIAL_USAGES), Presence::Optional),
        archived("errors", FieldType::List(&CREDENTIAL_ERRORS), Presence::Optional),
        archived("data", FieldType::Object(&CREDENTIAL_DATA), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

static CREDENTIAL_DATA: Shape = shape("CredentialData", &[]);

static CREDENTIAL_ERRORS: List = List::of(FieldType::String(Format::Free));

static CREDENTIAL_USAGES: List = List::of(FieldType::Object(&CREDENTIAL_USAGE));

static CREDENTIAL_USAGE: Shape = shape(
    "CredentialUsage",
    &[archived("environment", FieldType::Object(&USED_ENVIRONMENT), REQUIRED_BY_ARCHIVED_SOURCE)],
);

static USED_ENVIRONMENT: Shape = stored!(
    "UsedEnvironment",
    [
        archived("name", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("slug", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("connection", FieldType::Object(&CONNECTION_SUMMARY), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

static CONNECTION_SUMMARY: Shape = stored!(
    "ConnectionSummary",
    [
        archived("organisationId", FieldType::String(Format::Ulid), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("name", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("protocol", FieldType::Choice(PROTOCOLS), REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

static VERSIONS: List = List::of(FieldType::Object(&CONNECTION_VERSION));

static CONNECTION_VERSION: Shape = stored!(
    "ConnectionVersion",
    [
        archived("name", FieldType::String(Format::Free), REQUIRED_BY_ARCHIVED_SOURCE),
        archived("description", FieldType::String(Format::Free), Presence::Optional),
        archived("isLatest", FieldType::Boolean, REQUIRED_BY_ARCHIVED_SOURCE),
        archived("isDefault", FieldType::Boolean, REQUIRED_BY_ARCHIVED_SOURCE),
    ],
    [
        // A timestamp, or `null` if the version is not published.
        archived("publishedAt", FieldType::Any, REQUIRED_BY_ARCHIVED_SOURCE),
    ],
);

/// Collects the shapes of the table, for tests.
#[cfg(test)]
pub(crate) mod walk {
    use super::{Alternative, FieldType, Shape, Union};

    /// Returns a shape and the shapes of all values inside it.
    pub(crate) fn collect_shapes(shape: &'static Shape) -> Vec<&'static Shape> {
        let inside = shape.fields.iter().flat_map(|field| shapes_of_type(&field.field_type));
        inside.flat_map(collect_shapes).chain([shape]).collect()
    }

    /// Returns the shapes that a value of a type can have.
    pub(crate) fn shapes_of_type(field_type: &'static FieldType) -> Vec<&'static Shape> {
        match field_type {
            FieldType::Object(shape) => vec![shape],
            FieldType::List(list) => shapes_of_type(&list.item),
            FieldType::Union(union) => shapes_of_union(union),
            FieldType::String(_) | FieldType::Choice(_) | FieldType::Boolean | FieldType::Any => vec![],
        }
    }

    fn shapes_of_union(union: &'static Union) -> Vec<&'static Shape> {
        match union {
            Union::Tagged { variants, fallback, .. } => {
                variants.iter().map(|(_, shape)| *shape).chain(*fallback).collect()
            }
            Union::Keyed { with, without, .. } => match without {
                Alternative::Shape(shape) => vec![with, shape],
                Alternative::Union(union) => [vec![*with], shapes_of_union(union)].concat(),
            },
        }
    }
}
