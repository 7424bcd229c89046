//! The contract as data: every shape of the Update Connection request, field by field.
//!
//! The validator interprets these tables, and merging reads from them what belongs to responses only. `Source::Page`
//! marks what the platform's published page says (breaking it is an error); `Source::Description` what only its
//! fuller, no longer published description says (a warning, and an error under the strict rules).

use crate::issue::IssueCode;
use crate::json::Key;

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The page of the operation.
    Page,
    /// The platform's fuller description alone.
    Description,
}

/// An object and its fields.
#[derive(Debug)]
pub struct Shape {
    /// The name in messages and types.
    pub name: &'static str,
    /// In the order of the page.
    pub fields: &'static [Field],
    /// A bit for each field that must be there.
    pub required: u32,
    /// Whether it, or anything in it, can have fields that belong to responses.
    pub holds_response_only: bool,
    /// What its fields owe each other.
    pub rule: Option<Rule>,
}

impl Shape {
    const fn with(mut self, rule: Rule) -> Self {
        self.rule = Some(rule);
        self
    }
}

/// What the fields of one object owe each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `baseUrl` or `datasetId`, as the protocol asks.
    BaseOfProtocol,
    /// At least one of `action` and `trigger` holds something.
    SomeCredential,
    /// At least one of the flows is set up.
    SomeFlow,
    /// The variables of a new environment are lost where the connection's are sent with it.
    OwnVariables,
}

/// One member of an object.
#[derive(Debug)]
pub struct Field {
    /// The name, made ready to be looked for.
    pub key: Key,
    /// What values it takes.
    pub kind: Kind,
    /// Whether it must be there.
    pub presence: Presence,
    /// Who gives the field its kind.
    pub source: Source,
}

impl Field {
    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.key.name()
    }
}

/// Whether a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Its absence is this issue.
    Required(IssueCode),
    /// It may be left out.
    Optional,
    /// Belongs to responses; ignored in a request, and never sent by a merge.
    ResponseOnly,
}

/// What values a field takes.
#[derive(Debug)]
pub enum Kind {
    /// A text.
    Text(Format),
    /// One of a closed list of words.
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

impl Kind {
    /// Whether anything in it can have fields that belong to responses.
    #[must_use]
    pub const fn holds_response_only(&self) -> bool {
        match self {
            Self::Object(shape) => shape.holds_response_only,
            Self::List(list) => list.item.holds_response_only(),
            Self::Union(union) => union.holds_response_only(),
            Self::Text(_) | Self::Choice(_) | Self::Boolean | Self::Any => false,
        }
    }
}

/// An array.
#[derive(Debug)]
pub struct List {
    /// What each item is.
    pub item: Kind,
    /// Fields whose values differ from item to item.
    pub unique: &'static [Key],
}

/// What a text must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Anything, the empty text too.
    Free,
    /// A name that people give: not blank.
    Name,
    /// A name that people give, of which the contract does not say that it cannot be blank.
    Label,
    /// A ULID.
    Ulid,
    /// The base of all HTTP actions.
    BaseUrl,
    /// An absolute `http:` or `https:` URL.
    Url,
    /// `<project_id>.<dataset_name>`.
    Dataset,
    /// A time as RFC 3339 writes it.
    Time,
}

/// Several shapes for one place.
#[derive(Debug)]
pub enum Union {
    /// The text in field `tag` names the shape; an unknown name is [`IssueCode::UnknownType`].
    Tagged {
        /// The name in messages and types.
        name: &'static str,
        /// The field whose text counts.
        tag: Key,
        /// Who gives the list of shapes.
        source: Source,
        /// Each text and its shape.
        variants: &'static [(&'static str, &'static Shape)],
    },
    /// The shape is told by whether the object has field `key`.
    Keyed {
        /// The name in messages and types.
        name: &'static str,
        /// The field whose presence counts.
        key: Key,
        /// The shape of objects that have it.
        with: &'static Shape,
        /// What the others are.
        without: Alternative,
    },
}

impl Union {
    #[expect(clippy::indexing_slicing, reason = "while the index is less than the length; a constant has no iterators")]
    const fn holds_response_only(&self) -> bool {
        match self {
            Self::Tagged { variants, .. } => {
                let mut index = 0;
                while index < variants.len() {
                    if variants[index].1.holds_response_only {
                        return true;
                    }
                    index += 1;
                }
                false
            }
            Self::Keyed { with, without, .. } => {
                with.holds_response_only
                    || match without {
                        Alternative::Shape(shape) => shape.holds_response_only,
                        Alternative::Union(union) => union.holds_response_only(),
                    }
            }
        }
    }
}

/// The shape of an object without the key that tells.
#[derive(Debug)]
pub enum Alternative {
    /// Always the same shape.
    Shape(&'static Shape),
    /// One of several shapes in turn.
    Union(&'static Union),
}

const REQUIRED: Presence = Presence::Required(IssueCode::MissingField);
const DESCRIBED: Presence = Presence::Required(IssueCode::DescribedMissing);

const fn page(name: &'static str, kind: Kind, presence: Presence) -> Field {
    Field { key: Key::new(name), kind, presence, source: Source::Page }
}

const fn described(name: &'static str, kind: Kind, presence: Presence) -> Field {
    Field { key: Key::new(name), kind, presence, source: Source::Description }
}

const fn response_only(name: &'static str) -> Field {
    page(name, Kind::Any, Presence::ResponseOnly)
}

#[expect(clippy::indexing_slicing, reason = "while the index is less than the length; a constant has no iterators")]
const fn shape(name: &'static str, fields: &'static [Field]) -> Shape {
    let mut required = 0;
    let mut holds_response_only = false;
    let mut index = 0;
    while index < fields.len() {
        match fields[index].presence {
            Presence::Required(_) => required |= 1 << index,
            Presence::ResponseOnly => holds_response_only = true,
            Presence::Optional => {}
        }
        holds_response_only |= fields[index].kind.holds_response_only();
        index += 1;
    }
    Shape { name, fields, required, holds_response_only, rule: None }
}

/// The protocols of a connection.
pub const PROTOCOLS: &[&str] = &["http", "bigquery"];

/// The fields that a stored connection never changes.
pub const IMMUTABLE: &[&str] = &["id", "organisationId", "protocol"];

/// The body of the request.
pub static CONNECTION_UPDATE: Shape = shape(
    "ConnectionUpdate",
    &[
        page("id", Kind::Text(Format::Ulid), REQUIRED),
        page("organisationId", Kind::Text(Format::Ulid), REQUIRED),
        page("name", Kind::Text(Format::Name), REQUIRED),
        page("protocol", Kind::Choice(PROTOCOLS), REQUIRED),
        page("baseUrl", Kind::Text(Format::BaseUrl), Presence::Optional),
        described("datasetId", Kind::Text(Format::Dataset), Presence::Optional),
        page("authSchemeConfigs", Kind::List(&AUTH_SCHEME_CONFIGS), Presence::Optional),
        page("environments", Kind::List(&ENVIRONMENTS), Presence::Optional),
        page("environmentVariables", Kind::List(&VARIABLES), Presence::Optional),
        response_only("versions"),
        response_only("createdAt"),
        response_only("updatedAt"),
    ],
)
.with(Rule::BaseOfProtocol);

static AUTH_SCHEME_CONFIGS: List = List { item: Kind::Union(&AUTH_SCHEME_CONFIG), unique: &[] };

/// The environments in the body.
pub static ENVIRONMENTS: List = List { item: Kind::Union(&ENVIRONMENT), unique: &[Key::new("id"), Key::new("name")] };

static VARIABLES: List = List { item: Kind::Object(&ENVIRONMENT_VARIABLE), unique: &[Key::new("name")] };

static ENVIRONMENT_VARIABLE: Shape = shape(
    "EnvironmentVariable",
    &[page("name", Kind::Text(Format::Name), REQUIRED), page("value", Kind::Text(Format::Free), REQUIRED)],
);

/// An environment in the body: an existing one has an `id`.
pub static ENVIRONMENT: Union = Union::Keyed {
    name: "EnvironmentOfUpdate",
    key: Key::new("id"),
    with: &ENVIRONMENT_UPDATE,
    without: Alternative::Shape(&ENVIRONMENT_CREATE),
};

static ENVIRONMENT_UPDATE: Shape = shape(
    "EnvironmentUpdate",
    &[
        page("id", Kind::Text(Format::Ulid), REQUIRED),
        page("name", Kind::Text(Format::Label), REQUIRED),
        page("credentials", Kind::Object(&CREDENTIALS_UPDATE), Presence::Optional),
        page("variables", Kind::List(&VARIABLES), Presence::Optional),
        response_only("createdAt"),
        response_only("updatedAt"),
    ],
);

static ENVIRONMENT_CREATE: Shape = shape(
    "EnvironmentCreate",
    &[
        page("name", Kind::Text(Format::Label), REQUIRED),
        page("credentials", Kind::Object(&CREDENTIALS_CREATE), DESCRIBED),
        page("variables", Kind::List(&VARIABLES), DESCRIBED),
        response_only("createdAt"),
        response_only("updatedAt"),
    ],
)
.with(Rule::OwnVariables);

static CREDENTIALS_UPDATE: Shape = shape(
    "CredentialsUpdate",
    &[
        page("action", Kind::List(&CREDENTIAL_UPDATES), Presence::Optional),
        page("trigger", Kind::List(&CREDENTIAL_UPDATES), Presence::Optional),
    ],
)
.with(Rule::SomeCredential);

static CREDENTIAL_UPDATES: List = List { item: Kind::Object(&CREDENTIAL_UPDATE), unique: &[] };

static CREDENTIAL_UPDATE: Shape = shape(
    "EnvironmentCredentialUpdate",
    &[
        page("id", Kind::Text(Format::Ulid), REQUIRED),
        page("authSchemeConfig", Kind::Union(&AUTH_SCHEME_CONFIG), DESCRIBED),
        response_only("credential"),
    ],
);

static CREDENTIALS_CREATE: Shape = shape(
    "CredentialsCreate",
    &[
        page("action", Kind::List(&CREDENTIAL_CREATES), Presence::Optional),
        page("trigger", Kind::List(&CREDENTIAL_CREATES), Presence::Optional),
    ],
)
.with(Rule::SomeCredential);

static CREDENTIAL_CREATES: List = List { item: Kind::Object(&CREDENTIAL_CREATE), unique: &[] };

static CREDENTIAL_CREATE: Shape = shape(
    "EnvironmentCredentialCreate",
    &[
        page("authSchemeConfig", Kind::Union(&AUTH_SCHEME_CONFIG), DESCRIBED),
        page("credential", Kind::Union(&CREDENTIAL_SOURCE), DESCRIBED),
    ],
);

/// The credential of a new environment: an existing one by `id`, or one to create.
static CREDENTIAL_SOURCE: Union = Union::Keyed {
    name: "CredentialOfCreate",
    key: Key::new("id"),
    with: &CREDENTIAL_REFERENCE,
    without: Alternative::Union(&NEW_CREDENTIAL),
};

static CREDENTIAL_REFERENCE: Shape = shape(
    "CredentialReference",
    &[
        page("id", Kind::Text(Format::Ulid), REQUIRED),
        page("name", Kind::Text(Format::Free), Presence::Optional),
        page("type", Kind::Text(Format::Free), Presence::Optional),
        page("data", Kind::Any, Presence::Optional),
        response_only("usages"),
        response_only("errors"),
        response_only("createdAt"),
        response_only("updatedAt"),
    ],
);

static NEW_CREDENTIAL: Union = Union::Tagged {
    name: "CredentialCreate",
    tag: Key::new("type"),
    source: Source::Description,
    variants: &[
        ("none", &NEW_NONE),
        ("string", &NEW_STRING),
        ("binary", &NEW_BINARY),
        ("basic-auth", &NEW_BASIC_AUTH),
        ("oauth2-client", &NEW_OAUTH2_CLIENT),
        ("oauth2-token", &NEW_OAUTH2_TOKEN),
    ],
};

/// A credential to create: its name, its type and the data that the type asks for.
macro_rules! new_credentials {
    ($($shape:ident, $data:ident, $name:literal, [$($field:expr),* $(,)?];)+) => {
        $(
            static $shape: Shape = shape(
                "CredentialCreate",
                &[
                    page("name", Kind::Text(Format::Label), DESCRIBED),
                    page("type", Kind::Text(Format::Free), DESCRIBED),
                    page("data", Kind::Object(&$data), DESCRIBED),
                ]);
            static $data: Shape = shape($name, &[$($field),*]);
        )+
    };
}

new_credentials! {
    NEW_NONE, NONE_DATA, "NoneData", [];
    NEW_STRING, STRING_DATA, "StringData", [described("value", Kind::Text(Format::Free), DESCRIBED)];
    NEW_BINARY, BINARY_DATA, "BinaryData", [described("valueBase64", Kind::Text(Format::Free), DESCRIBED)];
    NEW_BASIC_AUTH, BASIC_AUTH_DATA, "BasicAuthData", [
        described("username", Kind::Text(Format::Free), DESCRIBED),
        described("password", Kind::Text(Format::Free), DESCRIBED),
    ];
    NEW_OAUTH2_CLIENT, OAUTH2_CLIENT_DATA, "OAuth2ClientData", [
        described("clientId", Kind::Text(Format::Free), DESCRIBED),
        described("clientSecret", Kind::Text(Format::Free), DESCRIBED),
        described("authorizeUrl", Kind::Text(Format::Url), DESCRIBED),
        described("tokenUrl", Kind::Text(Format::Url), DESCRIBED),
        described("scopes", Kind::Any, Presence::Optional),
        described("additionalParams", Kind::Any, Presence::Optional),
    ];
    NEW_OAUTH2_TOKEN, OAUTH2_TOKEN_DATA, "OAuth2TokenData", [
        described("clientId", Kind::Text(Format::Free), DESCRIBED),
        described("clientSecret", Kind::Text(Format::Free), DESCRIBED),
        described("authorizeUrl", Kind::Text(Format::Url), DESCRIBED),
        described("tokenUrl", Kind::Text(Format::Url), DESCRIBED),
        described("scopes", Kind::Any, Presence::Optional),
        described("additionalParams", Kind::Any, Presence::Optional),
        described("accessToken", Kind::Text(Format::Free), Presence::Optional),
        described("refreshToken", Kind::Text(Format::Free), Presence::Optional),
    ];
}

/// How requests are authenticated: `schemeType` tells the members.
pub static AUTH_SCHEME_CONFIG: Union = Union::Tagged {
    name: "AuthSchemeConfig",
    tag: Key::new("schemeType"),
    source: Source::Page,
    variants: &[
        ("none", &SCHEME_WITHOUT_MEMBERS),
        ("basic-auth", &SCHEME_WITHOUT_MEMBERS),
        ("google-service-account", &SCHEME_WITHOUT_MEMBERS),
        ("api-key", &API_KEY),
        ("oauth2", &OAUTH2),
        ("hmac", &HMAC),
    ],
};

const PARAMETER_PLACES: &[&str] = &["query", "header", "cookie"];

static SCHEME_WITHOUT_MEMBERS: Shape =
    shape("AuthSchemeConfig", &[page("schemeType", Kind::Text(Format::Free), REQUIRED)]);

static API_KEY: Shape = shape(
    "ApiKeyConfig",
    &[
        page("schemeType", Kind::Text(Format::Free), REQUIRED),
        described("name", Kind::Text(Format::Free), DESCRIBED),
        described("in", Kind::Choice(PARAMETER_PLACES), DESCRIBED),
    ],
);

static OAUTH2: Shape = shape(
    "OAuth2Config",
    &[
        page("schemeType", Kind::Text(Format::Free), REQUIRED),
        described("authorizeUrl", Kind::Text(Format::Url), DESCRIBED),
        described("tokenUrl", Kind::Text(Format::Url), DESCRIBED),
        described("scopes", Kind::List(&OAUTH2_SCOPES), DESCRIBED),
        described("flows", Kind::Object(&OAUTH2_FLOWS), DESCRIBED),
    ],
);

static OAUTH2_SCOPES: List = List { item: Kind::Object(&OAUTH2_SCOPE), unique: &[] };

static OAUTH2_SCOPE: Shape = shape(
    "OAuth2Scope",
    &[
        described("name", Kind::Text(Format::Free), DESCRIBED),
        described("description", Kind::Text(Format::Free), Presence::Optional),
    ],
);

static OAUTH2_FLOWS: Shape = shape(
    "OAuth2Flows",
    &[
        described("clientCredentials", Kind::Object(&CLIENT_CREDENTIALS), Presence::Optional),
        described("authorizationCode", Kind::Object(&AUTHORIZATION_CODE), Presence::Optional),
    ],
)
.with(Rule::SomeFlow);

static CLIENT_CREDENTIALS: Shape = shape("OAuth2ClientCredentials", &[]);

static AUTHORIZATION_CODE: Shape = shape(
    "OAuth2AuthorizationCode",
    &[described("applicationCredential", Kind::Object(&APPLICATION_CREDENTIAL), DESCRIBED)],
);

/// A whole credential as responses give it; only its id counts.
static APPLICATION_CREDENTIAL: Shape = shape(
    "ApplicationCredential",
    &[
        described("id", Kind::Text(Format::Ulid), DESCRIBED),
        described("name", Kind::Any, Presence::Optional),
        described("type", Kind::Any, Presence::Optional),
        described("data", Kind::Any, Presence::Optional),
        described("usages", Kind::Any, Presence::Optional),
        described("errors", Kind::Any, Presence::Optional),
        described("createdAt", Kind::Any, Presence::Optional),
        described("updatedAt", Kind::Any, Presence::Optional),
    ],
);

static HMAC: Shape = shape(
    "HmacConfig",
    &[
        page("schemeType", Kind::Text(Format::Free), REQUIRED),
        described("name", Kind::Text(Format::Free), DESCRIBED),
        described("in", Kind::Choice(PARAMETER_PLACES), DESCRIBED),
        described("algorithm", Kind::Choice(&["sha1", "sha256", "sha512"]), DESCRIBED),
        described("digestInputs", Kind::List(&DIGEST_INPUTS), DESCRIBED),
    ],
);

static DIGEST_INPUTS: List = List { item: Kind::Choice(&["body", "url"]), unique: &[] };

/// The answer: a stored connection. What the platform sends is taken as it is, so that nothing here is more than a warning.
pub static CONNECTION: Shape = shape(
    "Connection",
    &[
        described("id", Kind::Text(Format::Ulid), DESCRIBED),
        described("organisationId", Kind::Text(Format::Ulid), DESCRIBED),
        described("name", Kind::Text(Format::Free), DESCRIBED),
        described("protocol", Kind::Choice(PROTOCOLS), DESCRIBED),
        described("baseUrl", Kind::Text(Format::Free), Presence::Optional),
        described("datasetId", Kind::Text(Format::Free), Presence::Optional),
        described("authSchemeConfigs", Kind::List(&ANSWERED_SCHEMES), Presence::Optional),
        described("environmentVariables", Kind::List(&ANSWERED_VARIABLES), Presence::Optional),
        described("environments", Kind::List(&ANSWERED_ENVIRONMENTS), DESCRIBED),
        described("versions", Kind::List(&VERSIONS), Presence::Optional),
        described("createdAt", Kind::Text(Format::Time), DESCRIBED),
        described("updatedAt", Kind::Text(Format::Time), DESCRIBED),
    ],
);

static ANSWERED_SCHEMES: List = List { item: Kind::Object(&ANSWERED_SCHEME), unique: &[] };

/// Only the type is expected: what later versions add is theirs.
static ANSWERED_SCHEME: Shape =
    shape("AuthSchemeConfig", &[described("schemeType", Kind::Text(Format::Free), DESCRIBED)]);

static ANSWERED_VARIABLES: List = List { item: Kind::Object(&ANSWERED_VARIABLE), unique: &[] };

static ANSWERED_VARIABLE: Shape = shape(
    "EnvironmentVariable",
    &[described("name", Kind::Text(Format::Free), DESCRIBED), described("value", Kind::Text(Format::Free), DESCRIBED)],
);

static ANSWERED_ENVIRONMENTS: List = List { item: Kind::Object(&ANSWERED_ENVIRONMENT), unique: &[] };

static ANSWERED_ENVIRONMENT: Shape = shape(
    "Environment",
    &[
        described("id", Kind::Text(Format::Ulid), DESCRIBED),
        described("name", Kind::Text(Format::Free), DESCRIBED),
        described("credentials", Kind::Object(&ANSWERED_CREDENTIALS), DESCRIBED),
        described("variables", Kind::List(&ANSWERED_VARIABLES), DESCRIBED),
        described("createdAt", Kind::Text(Format::Time), DESCRIBED),
        described("updatedAt", Kind::Text(Format::Time), DESCRIBED),
    ],
);

static ANSWERED_CREDENTIALS: Shape = shape(
    "EnvironmentCredentials",
    &[
        described("action", Kind::List(&ENVIRONMENT_CREDENTIALS), Presence::Optional),
        described("trigger", Kind::List(&ENVIRONMENT_CREDENTIALS), Presence::Optional),
    ],
);

static ENVIRONMENT_CREDENTIALS: List = List { item: Kind::Object(&ENVIRONMENT_CREDENTIAL), unique: &[] };

static ENVIRONMENT_CREDENTIAL: Shape = shape(
    "EnvironmentCredential",
    &[
        described("id", Kind::Text(Format::Ulid), DESCRIBED),
        described("authSchemeConfig", Kind::Object(&ANSWERED_SCHEME), DESCRIBED),
        described("credential", Kind::Object(&CREDENTIAL), DESCRIBED),
    ],
);

static CREDENTIAL: Shape = shape(
    "Credential",
    &[
        described("id", Kind::Text(Format::Ulid), DESCRIBED),
        described("type", Kind::Text(Format::Free), DESCRIBED),
        described("name", Kind::Text(Format::Free), DESCRIBED),
        described("usages", Kind::List(&USAGES), Presence::Optional),
        described("errors", Kind::List(&ERRORS), Presence::Optional),
        described("data", Kind::Object(&ANY_DATA), DESCRIBED),
        described("createdAt", Kind::Text(Format::Time), DESCRIBED),
        described("updatedAt", Kind::Text(Format::Time), DESCRIBED),
    ],
);

static ANY_DATA: Shape = shape("CredentialData", &[]);

static ERRORS: List = List { item: Kind::Text(Format::Free), unique: &[] };

static USAGES: List = List { item: Kind::Object(&USAGE), unique: &[] };

static USAGE: Shape = shape("CredentialUsage", &[described("environment", Kind::Object(&USED_ENVIRONMENT), DESCRIBED)]);

static USED_ENVIRONMENT: Shape = shape(
    "UsedEnvironment",
    &[
        described("id", Kind::Text(Format::Ulid), DESCRIBED),
        described("name", Kind::Text(Format::Free), DESCRIBED),
        described("slug", Kind::Text(Format::Free), DESCRIBED),
        described("connection", Kind::Object(&CONNECTION_SUMMARY), DESCRIBED),
        described("createdAt", Kind::Text(Format::Time), DESCRIBED),
        described("updatedAt", Kind::Text(Format::Time), DESCRIBED),
    ],
);

static CONNECTION_SUMMARY: Shape = shape(
    "ConnectionSummary",
    &[
        described("id", Kind::Text(Format::Ulid), DESCRIBED),
        described("organisationId", Kind::Text(Format::Ulid), DESCRIBED),
        described("name", Kind::Text(Format::Free), DESCRIBED),
        described("protocol", Kind::Choice(PROTOCOLS), DESCRIBED),
        described("createdAt", Kind::Text(Format::Time), DESCRIBED),
        described("updatedAt", Kind::Text(Format::Time), DESCRIBED),
    ],
);

static VERSIONS: List = List { item: Kind::Object(&CONNECTION_VERSION), unique: &[] };

static CONNECTION_VERSION: Shape = shape(
    "ConnectionVersion",
    &[
        described("id", Kind::Text(Format::Ulid), DESCRIBED),
        described("name", Kind::Text(Format::Free), DESCRIBED),
        described("description", Kind::Text(Format::Free), Presence::Optional),
        described("isLatest", Kind::Boolean, DESCRIBED),
        described("isDefault", Kind::Boolean, DESCRIBED),
        described("createdAt", Kind::Text(Format::Time), DESCRIBED),
        described("updatedAt", Kind::Text(Format::Time), DESCRIBED),
        // A time, or null while the version is not published.
        described("publishedAt", Kind::Any, DESCRIBED),
    ],
);

/// The shapes of the table, for tests.
#[cfg(test)]
pub(crate) mod shapes {
    use super::{Alternative, Kind, Shape, Union};

    /// A shape and all shapes below it.
    pub(crate) fn below(shape: &'static Shape) -> Vec<&'static Shape> {
        let inside = shape.fields.iter().flat_map(|field| of_kind(&field.kind));
        inside.flat_map(below).chain([shape]).collect()
    }

    /// The shapes that a value of a kind can have.
    pub(crate) fn of_kind(kind: &'static Kind) -> Vec<&'static Shape> {
        match kind {
            Kind::Object(shape) => vec![shape],
            Kind::List(list) => of_kind(&list.item),
            Kind::Union(union) => of_union(union),
            Kind::Text(_) | Kind::Choice(_) | Kind::Boolean | Kind::Any => vec![],
        }
    }

    fn of_union(union: &'static Union) -> Vec<&'static Shape> {
        match union {
            Union::Tagged { variants, .. } => variants.iter().map(|(_, shape)| *shape).collect(),
            Union::Keyed { with, without, .. } => match without {
                Alternative::Shape(shape) => vec![with, shape],
                Alternative::Union(union) => [vec![*with], of_union(union)].concat(),
            },
        }
    }
}
