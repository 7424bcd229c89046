//! Declares every issue code with its help, its levels, its params and its message.

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use super::level::{CodeLevels, Level, Source};

/// Declares every code with its help (the doc comment), its name, its levels, its params and its message.
///
/// A param has a name, with a `?` if it can be absent, and its type in TypeScript. In a message, `{name}` is replaced by the param
/// of that name. If the value of the param has a phrase, the phrase replaces it. Phrases follow the message, by value.
macro_rules! issue_codes {
    ($(
        $(#[doc = $help:literal])+
        $variant:ident = $name:literal, $levels:ident $(($level:ident))?, { $($param:literal: $type:literal),* },
        $message:literal $({ $($value:literal => $phrase:literal,)+ })?;
    )+) => {
        /// The code of an issue. Codes are stable: a later version can add codes, but never renames a code.
        ///
        /// ```
        /// use connection_update::IssueCode;
        /// use connection_update::issue::{Level, Source};
        ///
        /// let code = IssueCode::from_name("invalid-url").unwrap();
        /// assert_eq!((code, code.name()), (IssueCode::InvalidUrl, "invalid-url"));
        /// assert!(IssueCode::ALL.contains(&code) && code.help().starts_with("The value cannot be parsed"));
        ///
        /// // The message: a template with params, and phrases for their values.
        /// assert_eq!(code.template(), "this is not an absolute http or https URL: {problem}");
        /// assert_eq!((code.params()[0].0, code.phrase("no-host")), ("problem", Some("it has no host")));
        /// assert!(code.phrases().any(|(value, _)| value == "port"));
        ///
        /// // The levels depend on the source of the rule.
        /// assert_eq!((code.source(), code.has_fixed_level()), (None, false));
        /// assert_eq!(code.default_level(Some(Source::Archived)), Level::Warning);
        /// assert_eq!(code.strict_level(Some(Source::Archived)), Level::Error);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
        pub enum IssueCode {
            $($(#[doc = $help])+ #[cfg_attr(feature = "serde", serde(rename = $name))] $variant,)+
        }

        // Declared by hand, because Tsify leaves out the comments of a union's members.
        #[cfg(target_arch = "wasm32")]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const ISSUE_CODE: &str = concat!(
            "/** The code of an issue. Codes are stable: a later version can add codes, but never renames a code. */\n",
            "export type IssueCode =",
            $("\n  | /**", $($help,)+ " */ \"", $name, "\"",)+
            ";\n",
        );

        #[cfg(target_arch = "wasm32")]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const ISSUE_PARAMS: &str = concat!(
            "/** The params of each issue code. They are data, and never English text. */\n",
            "export interface IssueParams {\n",
            $("  /**", $($help,)+ " */\n  \"", $name, "\": {", $(" ", $param, ": ", $type, ";",)* " };\n",)+
            "}\n",
        );

        #[cfg(target_arch = "wasm32")]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const PARAM_VALUES: &str = concat!(
            "/** The values of the params that name one of several problems, by issue code. */\n",
            "export interface ParamValues {\n",
            $($("  \"", $name, "\":", $("\n    | \"", $value, "\"",)+ ";\n",)?)+
            "}\n",
        );

        impl IssueCode {
            /// All codes, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the name of the code, such as `missing-field`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns the names of the params, with a `?` if a param can be absent, and their types in TypeScript.
            #[must_use]
            pub const fn params(self) -> &'static [(&'static str, &'static str)] {
                match self { $(Self::$variant => &[$(($param, $type)),*],)+ }
            }

            /// The levels of each code, in the order of [`ALL`](Self::ALL).
            const LEVELS: &[CodeLevels] = &[$(CodeLevels::$levels $((Level::$level))?,)+];

            /// Returns the message template. `{name}` is replaced by the param of that name, or by the
            /// [phrase](Self::phrase) of its value.
            #[must_use]
            pub const fn template(self) -> &'static str {
                match self { $(Self::$variant => $message,)+ }
            }

            /// One line for each code, in the order of [`ALL`](Self::ALL), and then one line for each phrase. A line consists of the
            /// name, a space and the message. The name of a phrase is the code, a colon and the value.
            pub(crate) const MESSAGE_LINES: &str = concat!(
                $($name, " ", $message, "\n",)+
                $($($($name, ":", $value, " ", $phrase, "\n",)+)?)+
            ).trim_ascii_end();

            /// Returns a paragraph of help in Markdown.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Self::$variant => concat!($($help,)+).trim_ascii(),)+ }
            }
        }
    };
}

issue_codes! {
    // Reading
    /// The text is not JSON (RFC 8259). A byte order mark at the beginning is skipped, and the position does not count it.
    /// `params`: `problem`, `offset` (in bytes), `line` (from 1), `column` (from 1, in UTF-16 code units).
    InvalidJson = "invalid-json", FIXED, { "problem": r#"ParamValues["invalid-json"]"#, "offset": "number", "line": "number", "column": "number" },
    "invalid JSON: {problem} at line {line}, column {column}" {
        "empty-input" => "empty input",
        "expected-value" => "expected a value",
        "expected-key" => "expected a key in double quotes",
        "expected-colon" => "expected `:`",
        "expected-comma-or-brace" => "expected `,` or the end of the object",
        "expected-comma-or-bracket" => "expected `,` or the end of the list",
        "expected-literal" => "expected `true`, `false` or `null`",
        "expected-digit" => "expected a digit",
        "control-character" => "a control character in a string must be escaped",
        "invalid-escape" => "a backslash must begin an escape",
        "trailing-text" => "unexpected text after the value",
        "unexpected-end" => "the text ends too early",
    };
    /// The bytes are not UTF-8, the only encoding of JSON on the wire. `params`: `offset` (in bytes).
    InvalidUtf8 = "invalid-utf8", FIXED, { "offset": "number" }, "invalid UTF-8 at byte {offset}";
    /// The text is longer than the limit (`maxBytes`), which defaults to 16 MiB. The limit also applies to the connection
    /// that `preview` returns. `params`: `bytes`, `limit`.
    TooLarge = "too-large", FIXED, { "bytes": "number", "limit": "number" }, "larger than the limit of {limit} bytes";
    /// Arrays and objects are nested deeper than the limit (`maxDepth`), which defaults to 128. `params`: `limit`.
    TooDeep = "too-deep", FIXED, { "limit": "number" }, "nested deeper than the limit of {limit} levels";
    /// An object has the same key twice. Parsers disagree on which value applies, so neither value is used. `params`:
    /// `key`.
    DuplicateKey = "duplicate-key", FIXED, { "key": "string" }, "the key `{key}` occurs twice in this object; remove one of the two";
    /// A string contains half of a UTF-16 surrogate pair. UTF-8 cannot encode such a half, so different strings would
    /// become equal on the wire.
    LoneSurrogate = "lone-surrogate", FIXED, {}, "this string contains half of a surrogate pair, which UTF-8 cannot encode; remove it";
    /// The value is `undefined`, or an array contains `undefined` or a hole. JSON would replace such an array item with
    /// `null`.
    UndefinedValue = "undefined-value", FIXED, {}, "undefined is not JSON; give a value or leave it out";
    /// JSON cannot express this value: a function, a symbol, or an object such as a `Map` or a `Set`. The content of such
    /// an object is not in enumerable properties. `params`: `type`.
    NotSerializable = "not-serializable", FIXED, { "type": "string" }, "a value of type `{type}` has no JSON form; convert it to plain data first";
    /// A `bigint` has no JSON form.
    BigintValue = "bigint-value", FIXED, {}, "a bigint has no JSON form; give a number or a string, or pass the body as JSON text";
    /// A number is `NaN` or infinite. It would be sent as `null`.
    NonFiniteNumber = "non-finite-number", FIXED, {}, "this number is not finite and would be sent as null";
    /// An object contains itself.
    CyclicValue = "cyclic-value", FIXED, {}, "this object contains itself, which JSON cannot express";
    /// A getter, a proxy or a `toJSON` method threw an error when the value was read.
    UnreadableValue = "unreadable-value", FIXED, {}, "reading this value threw an error";
    /// The value is an instance of a class. Its enumerable properties are sent; accessors, private fields and methods
    /// are not. `params`: `type`.
    ClassInstance = "class-instance", judgement(Warning), { "type": "string" }, "this is an instance of `{type}`; only its own enumerable properties are sent";

    /// The report lists at most 10,000 errors and 10,000 other issues. This issue counts the issues that the report leaves
    /// out. Its severity is the worst severity of those issues. Options cannot change its level. `params`: `count`.
    MoreIssues = "more-issues", judgement(Warning), { "count": "number" }, "{count} more issues are not listed";
    /// The input needs more memory than the engine gives to a WebAssembly module. Later calls are not affected. Native code
    /// does not report this code.
    OutOfMemory = "out-of-memory", FIXED, {}, "there is not enough memory for this input; it is too large for this device";
    /// The validator failed on this input because of a defect in this package. Later calls are not affected.
    Internal = "internal", FIXED, {}, "the validator failed on this input; please report it";

    // Shape
    /// The field does not accept values of this JSON type. `params`: `expected`, `actual`.
    InvalidType = "invalid-type", BY_SOURCE, { "expected": "JsonType", "actual": "JsonType" }, "expected {expected}, found {actual}";
    /// `null` is not a list. Leave the list out to keep the stored list. Send an empty list to empty it. `params`:
    /// `field`.
    NullList = "null-list", judgement(Error), { "field": "string" }, "null is not a list; leave `{field}` out to keep what is stored, or send [] to empty it";
    /// A required field is missing. `params`: `field`.
    MissingField = "missing-field", BY_SOURCE, { "field": "string" }, "`{field}` is required";
    /// The field accepts only a fixed set of values, and this value is not in the set. `params`: `options`.
    InvalidValue = "invalid-value", BY_SOURCE, { "options": "string[]" }, "expected one of {options}";
    /// The contract does not have this field here. A later version of the platform may have added it. In a body, the field
    /// is kept and sent, but the platform may ignore it. In a variable, `diff` leaves the field out of the changes. The
    /// archived description forbids other fields in the `data` of a credential of type `none`, and in the flow
    /// `clientCredentials`. `params`: `field`, `shape`.
    UnknownField = "unknown-field", WARNING_BY_SOURCE, { "field": "string", "shape": "string" }, "`{field}` is not a known field of {shape}";
    /// The field belongs to responses. The platform ignores it in a request. `params`: `field`.
    ReadOnlyField = "read-only-field", judgement(Warning), { "field": "string" }, "`{field}` is read-only; the platform ignores it in a request";
    /// Several fields are empty, and at least one of them must have a value: the flows of OAuth 2.0, or the credentials of
    /// a new environment. `params`: `fields`.
    EmptyValue = "empty-value", WARNING_BY_SOURCE, { "fields": "string[]" }, "one of {fields} must not be empty";
    /// This version of the package does not know the type. A later version of the platform may have added it. The
    /// object is kept and sent unchanged. `params`: `options`.
    UnknownType = "unknown-type", judgement(Warning), { "options": "string[]" }, "this type is not known to this version; expected one of {options}";
    /// The field does not apply to this protocol. `params`: `field`, `protocol`.
    InapplicableField = "inapplicable-field", ARCHIVED, { "field": "string", "protocol": "Protocol" }, "`{field}` does not apply to a connection of protocol `{protocol}`";

    // Formats
    /// A name is empty, or contains only white space and invisible characters. It is an error in the name of the connection
    /// and of a variable. It is a warning in other names.
    BlankName = "blank-name", judgement(Error), {}, "a name cannot be blank";
    /// A name begins or ends with white space.
    SurroundingWhitespace = "surrounding-whitespace", judgement(Warning), {}, "leading or trailing whitespace is sent as is";
    /// The id is not a ULID: 26 characters of Crockford's base 32, of which the first is at most `7`.
    InvalidUlid = "invalid-ulid", ARCHIVED, {}, "this is not a ULID, as the ids of the platform are";
    /// The value cannot be parsed as an absolute `http:` or `https:` URL. `params`: `problem`.
    InvalidUrl = "invalid-url", BY_SOURCE, { "problem": r#"ParamValues["invalid-url"]"# }, "this is not an absolute http or https URL: {problem}" {
        "scheme" => "it must begin with `https://`",
        "no-host" => "it has no host",
        "host-character" => "its host contains a character that hosts cannot have",
        "host-encoding" => "its host is encoded in a way that cannot be read",
        "port" => "its port is not a number up to 65535",
        "ipv4" => "its IPv4 address cannot be read",
        "ipv6" => "its IPv6 address cannot be read",
        "bracket" => "its address lacks a closing bracket",
        "after-address" => "something follows its address",
    };
    /// The URL contains a placeholder such as `{shop}`, so the final URL cannot be checked.
    TemplateUrl = "template-url", judgement(Warning), {}, "this URL contains a placeholder, so it cannot be checked";
    /// The URL is not written correctly, but programs repair it: white space around it, a tab or a line break in it, `\` or
    /// the wrong number of `/`, or a `%` that begins no escape. `params`: `repaired` (the correct spelling; `***` replaces
    /// the parts that can contain a secret).
    RepairedUrl = "repaired-url", judgement(Warning), { "repaired": "string" }, "this URL is read as `{repaired}`; write it that way";
    /// The URL contains a part that does not belong in it. `params`: `part`.
    UnexpectedUrlPart = "unexpected-url-part", judgement(Warning), { "part": r#"ParamValues["unexpected-url-part"]"# }, "this URL should not contain {part}" {
        "user" => "a user or password",
        "query" => "a query",
        "fragment" => "a fragment",
    };
    /// The URL uses plain `http:`, and its host is not this machine.
    InsecureUrl = "insecure-url", judgement(Warning), {}, "plain http sends credentials unprotected; use https";
    /// A BigQuery dataset must be written as `<project_id>.<dataset_name>`.
    InvalidDatasetId = "invalid-dataset-id", ARCHIVED, {}, "expected `<project_id>.<dataset_name>`";
    /// The value must be an RFC 3339 timestamp, such as `2026-11-07T05:31:56Z`.
    InvalidTime = "invalid-time", ARCHIVED, {}, "expected a time such as `2026-11-07T05:31:56Z`";
    /// The value of a variable looks like a masked secret: three or more of `*`, `•` or `●`, or `<redacted>` or
    /// `[redacted]`. It would replace the secret. A masked value that is already stored is not reported.
    MaskedValue = "masked-value", judgement(Warning), {}, "this value looks like a masked secret, and would replace the secret";
    /// Another item of the list has the same value in this field. `params`: `field`, `first` (the index of the
    /// earlier item).
    DuplicateValue = "duplicate-value", judgement(Error), { "field": "string", "first": "number" }, "another item of this list has the same `{field}`";

    // Against the current connection
    /// The field cannot change on a stored connection. `params`: `field`.
    ImmutableField = "immutable-field", judgement(Error), { "field": "string" }, "`{field}` of a stored connection cannot change";
    /// The connection has no environment with this id. If the id is mistyped, the list lacks the intended environment.
    /// The platform would then delete that environment. To create an environment, leave the id out.
    UnknownEnvironment = "unknown-environment", judgement(Error), {}, "the connection has no environment with this id; to create an environment, add it to the connection without an id";
    /// The body edits an existing environment, but this request cannot edit it. `params`: `id`, `name` (of the
    /// environment), `member` (the edited member), `operation` (the operation that can edit the member).
    EnvironmentNotEditable = "environment-not-editable", PUBLISHED, { "id": "string", "name": "string", "member": "string", "operation": "Operation" }, "`{member}` of the environment `{name}` cannot be edited here; use the {operation} operation";
    /// The type of an existing credential's auth scheme can never change. `params`: `name` (of the environment).
    ImmutableSchemeType = "immutable-scheme-type", judgement(Error), { "name": "string" }, "the auth scheme of a credential of the environment `{name}` cannot change its type; create another credential";
    /// The list leaves out a stored environment, so the platform will delete that environment. `params`: `id`, `name`.
    DeletesEnvironment = "deletes-environment", judgement(Warning), { "id": "string", "name": "string" }, "the environment `{name}` will be deleted, as this list leaves it out";
    /// The list of environments is empty, so the platform will delete every environment. If the stored connection is known,
    /// each environment is reported as `deletes-environment` instead. A draft reports both.
    DeletesAllEnvironments = "deletes-all-environments", judgement(Warning), {}, "an empty list deletes every environment; leave `environments` out to keep them";
    /// `environmentVariables` of the connection overwrites the variables of an environment, so the environment will
    /// lose its own values. A value that equals the stored value of the connection is not an own value. `params`: `id` (absent for a new environment), `name`, `names` (of the variables with lost values).
    OverwrittenVariables = "overwritten-variables", judgement(Warning), { "id?": "string", "name": "string", "names": "string[]" }, "the environment `{name}` will lose its own values of {names}";
    /// An environment contains a copy of an auth scheme. No scheme in the new list of auth schemes equals the copy. The
    /// page of Update Connection says to update the credential. The page of Update Environment says that Update
    /// Environment updates the copies. `params`: `id`, `name`.
    StaleSchemeCopy = "stale-scheme-copy", judgement(Info), { "id": "string", "name": "string" }, "the environment `{name}` keeps an older copy of an auth scheme; the platform's pages name Update Credential and Update Environment to change it";

    // Changes and merging
    /// The current connection cannot be read, or lacks a value that the body needs. The path of the issue is a path in
    /// the current connection. `params`: `problem`; `reason` (the code, for the problem `not-serializable`); `document` (of `rebase`:
    /// `base` or `latest`).
    InvalidCurrent = "invalid-current", FIXED, { "problem": r#"ParamValues["invalid-current"]"#, "document?": r#""base" | "latest""#, "reason?": "IssueCode" }, "the current connection cannot be used: {problem}" {
        "not-json" => "it cannot be read as JSON",
        "not-object" => "it is not an object",
        "not-serializable" => "it cannot be written as JSON without loss ({reason})",
        "missing-field" => "it lacks a required field",
        "not-list" => "this is not a list",
        "duplicate-key-or-surrogate" => "it contains a duplicate key or half of a surrogate pair",
        "duplicate-id" => "another environment has the same id, and edits by id cannot distinguish the two",
        "other-connection" => "it is another connection than the changes were made on",
    };
    /// A change has a wrong JSON type and cannot be merged. `params`: `expected`, `actual`.
    InvalidChange = "invalid-change", FIXED, { "expected": "JsonType", "actual": "JsonType" }, "expected {expected}, found {actual}";
    /// The same variable is both set and removed. `params`: `name`.
    ConflictingEdit = "conflicting-edit", FIXED, { "name": "string" }, "the variable `{name}` is both set and removed";
    /// Each environment that stays must occur exactly once in the order, by its id. `params`: `missing` (the number of ids
    /// that the order leaves out).
    InvalidOrder = "invalid-order", FIXED, { "missing": "number" }, "the order must name each environment that stays exactly once";
    /// The variable to remove does not exist. `params`: `name`.
    NothingToRemove = "nothing-to-remove", judgement(Warning), { "name": "string" }, "there is no variable `{name}` to remove";

    /// A draft removed a list. The request would not contain the list, so that the stored list would stay. To empty the list, set
    /// `[]`. `params`: `field`.
    MissingList = "missing-list", judgement(Error), { "field": "string" }, "the list `{field}` is missing, so that its stored items would stay; to empty it, set `[]`";
    /// A request created this environment, but the response does not contain it. It may exist under another name. Compare the
    /// environments, then remove this one from the draft, or open a new draft. Nothing is sent until then. `params`: `name`.
    UnknownOutcome = "unknown-outcome", FIXED, { "name": "string" }, "the environment `{name}` was sent, but the response does not contain it; remove it here after you compared the environments";
    /// No request of this package makes this edit, so it is not saved. `params`: `reason` (`scheme-type`, `entries`,
    /// `credential`, `read-only`, `name-cycle`, `removal` or `more`: see `UnsupportedReason`).
    UnsupportedEdit = "unsupported-edit", judgement(Warning), { "reason": "UnsupportedReason" }, "this edit is not saved, because no request makes it ({reason})";

    // Request and response
    /// An id contains characters that are not safe in a path segment of the URL. `params`: `field`.
    UnsafeId = "unsafe-id", FIXED, { "field": "string" }, "`{field}` may contain only letters, digits, `-`, `_`, `.` and `~`, and cannot be `.` or `..`";
    /// The id in the body differs from the id in the URL. `params`: `field`, `target`.
    IdMismatch = "id-mismatch", FIXED, { "field": "string", "target": "string" }, "`{field}` must equal `{target}` of the URL";
    /// The platform rejected the field. `params`: `message` (the message of the platform).
    Rejected = "rejected", FIXED, { "message": "string" }, "{message}";
}

impl IssueCode {
    fn levels(self) -> CodeLevels {
        Self::LEVELS.get(self as usize).copied().unwrap_or(CodeLevels::FIXED)
    }

    /// Returns the default source of the code's rule. A single issue can have a different source. Returns `None` for a
    /// judgement of this package.
    #[must_use]
    pub fn source(self) -> Option<Source> {
        self.levels().source
    }

    /// Returns the default level of the code for a rule with this source.
    #[must_use]
    pub fn default_level(self, source: Option<Source>) -> Level {
        match source {
            Some(Source::Archived) => self.levels().archived,
            _ => self.levels().level,
        }
    }

    /// Returns the level of the code under the strict rules, for a rule with this source.
    #[must_use]
    pub fn strict_level(self, source: Option<Source>) -> Level {
        match source {
            Some(Source::Archived) => self.levels().archived_strict,
            _ => self.levels().level,
        }
    }

    /// Returns true if a judgement with this code depends on the stored connection, if it is known.
    pub(crate) fn depends_on_stored_value(self) -> bool {
        let level = self.levels().level;
        matches!(level, Level::Error) && !self.has_fixed_level()
            || matches!(self, Self::MaskedValue | Self::DeletesAllEnvironments)
    }

    /// Returns true if the code is always an error. With such an issue, the request has no valid bytes to send or no safe URL.
    #[must_use]
    pub fn has_fixed_level(self) -> bool {
        self.levels().has_fixed_level
    }

    /// Returns the English phrase for a value of a param, such as `it has no host` for the problem `no-host` of an invalid URL.
    /// Returns `None` if the message contains the value itself.
    #[must_use]
    pub fn phrase(self, value: &str) -> Option<&'static str> {
        self.phrases().find(|(known, _)| *known == value).map(|(_, phrase)| phrase)
    }

    /// Returns the values of a param that have an English phrase, with their phrases.
    pub fn phrases(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        Self::MESSAGE_LINES
            .lines()
            .filter_map(move |line| line.strip_prefix(self.name())?.strip_prefix(':')?.split_once(' '))
    }

    /// Returns the code with this name, or `None` for any other name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        // Searches `MESSAGE_LINES`, so that the WebAssembly module does not contain the names a second time.
        let mut lines = Self::MESSAGE_LINES.as_bytes().split(|byte| *byte == b'\n');
        let at = lines.position(|line| line.split(|byte| *byte == b' ').next() == Some(name.as_bytes()))?;
        Self::ALL.get(at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_kebab_case_and_documented() {
        assert!(!IssueCode::ALL.is_empty());
        for (at, code) in IssueCode::ALL.iter().enumerate() {
            let name = code.name();
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
            assert!(code.help().ends_with('.'), "{name}: {}", code.help());
            let params: Vec<_> = code.params().iter().map(|(param, _)| param.trim_end_matches('?')).collect();
            for param in &params {
                assert!(code.help().contains(&format!("`{param}`")), "{name}: {param}");
            }
            // In every message and phrase, braces are around names of params and nothing else.
            for (value, text) in code.phrases().chain([("", code.template())]) {
                assert_eq!(code.phrase(value), (!value.is_empty()).then_some(text), "{name}");
                let mut parts = text.split('{');
                assert!(!parts.next().unwrap().contains('}'), "{name}");
                for part in parts {
                    let (param, text) = part.split_once('}').unwrap();
                    assert!(params.contains(&param), "{name}: {param}");
                    assert!(!text.contains('}'), "{name}");
                }
            }
            assert_eq!(IssueCode::from_name(name), Some(*code));
            assert_eq!(IssueCode::from_name(&[name, code.template()].join(" ")), None);
            assert_eq!(IssueCode::ALL.iter().position(|c| c.name() == name), Some(at), "{name}");
        }
    }
}
