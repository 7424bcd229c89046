//! Declares the edits that no request of this package makes, and the operations of the platform.
//!
//! ```
//! use connection_update::operations::unsupported::UnsupportedReason;
//! use connection_update::{Options, diff};
//!
//! let current = br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "updatedAt": "2026-01-01T00:00:00Z" }"#;
//! let next = br#"{ "name": "Shop EU", "updatedAt": "2026-02-02T00:00:00Z" }"#;
//! let diff = diff(current, next, &Options::default()).unwrap();
//! let edit = &diff.unsupported[0];
//! assert_eq!((edit.path.to_string(), edit.reason, edit.operation), ("updatedAt".to_owned(), UnsupportedReason::ReadOnly, None));
//! assert_eq!((edit.reason.name(), edit.message), ("read-only", "only the platform sets this value"));
//! ```

use std::sync::Arc;

#[cfg(feature = "serde")]
use serde::{Serialize, Serializer};

use super::effect::NamedEnvironment;
use crate::connection::credentials::CredentialProblem;
use crate::path::Path;

/// An edit that no request makes. It is not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
pub struct UnsupportedEdit {
    /// The path of the edited value: for `diff` in the next connection, for `plan` in the changes.
    #[cfg_attr(all(target_arch = "wasm32", feature = "serde"), tsify(type = "Path"))]
    pub path: Path,
    /// The environment that the edit belongs to. Absent for an edit of the connection itself. The edits of one environment share
    /// it.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "serialize_environment", skip_serializing_if = "Option::is_none")
    )]
    #[cfg_attr(all(target_arch = "wasm32", feature = "serde"), tsify(optional, type = "NamedEnvironment"))]
    pub environment: Option<Arc<NamedEnvironment>>,
    /// The reason why the edit is not sent.
    pub reason: UnsupportedReason,
    /// The operation of the platform that makes the edit. This package does not send it, because it needs secrets that responses
    /// do not contain. Absent if no operation makes the edit.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(all(target_arch = "wasm32", feature = "serde"), tsify(optional, type = "\"UpdateCredential\""))]
    pub operation: Option<Operation>,
    /// One sentence in English. It never contains a value.
    #[cfg_attr(all(target_arch = "wasm32", feature = "serde"), tsify(type = "string"))]
    pub message: &'static str,
}

#[cfg(feature = "serde")]
fn serialize_environment<S: Serializer>(
    environment: &Option<Arc<NamedEnvironment>>,
    out: S,
) -> Result<S::Ok, S::Error> {
    environment.as_deref().serialize(out)
}

/// The reason why an edit is not sent.
///
/// - `scheme-type`: the type of a credential's auth scheme can never change.
/// - `entries`: credentials of a stored environment cannot be added, removed, replaced or moved to another usage.
/// - `credential`: `UpdateCredential` edits a credential. That operation needs the whole credential, and responses redact its
///   secrets.
/// - `read-only`: only the platform sets this value.
/// - `name-cycle`: environments exchange their names, so that each rename needs another one before it. No order of requests can
///   do that.
/// - `removal`: a draft removed a stored member. Requests replace members, and cannot remove them.
/// - `more`: this edit represents the edits beyond the limit of 10,000. Its path is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
pub enum UnsupportedReason {
    /// The type of a credential's auth scheme can never change.
    SchemeType,
    /// Credentials of a stored environment cannot be added, removed, replaced or moved to another usage.
    Entries,
    /// `UpdateCredential` edits a credential. That operation needs the whole credential, and responses redact its secrets.
    Credential,
    /// Only the platform sets this value.
    ReadOnly,
    /// Environments exchange their names, so that each rename needs another one before it. No order of requests can do that.
    NameCycle,
    /// A draft removed a stored member. Requests replace members, and cannot remove them.
    Removal,
    /// This edit represents the edits beyond the limit of 10,000. Its path is empty.
    More,
}

/// An operation of the platform.
///
/// - `UpdateConnection`: replaces the fields and lists of a connection.
/// - `UpdateEnvironment`: edits the name, the variables and the auth schemes of one stored environment.
/// - `UpdateCredential`: edits a credential. This package does not send it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
pub enum Operation {
    /// Replaces the fields and lists of a connection.
    UpdateConnection,
    /// Edits the name, the variables and the auth schemes of one stored environment.
    UpdateEnvironment,
    /// Edits a credential. This package does not send it.
    UpdateCredential,
}

impl UnsupportedReason {
    /// Returns the name of the reason, such as `scheme-type`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SchemeType => "scheme-type",
            Self::Entries => "entries",
            Self::Credential => "credential",
            Self::ReadOnly => "read-only",
            Self::NameCycle => "name-cycle",
            Self::Removal => "removal",
            Self::More => "more",
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Self::SchemeType => "the type of an auth scheme cannot change; create another environment instead",
            Self::Entries => {
                "credentials of an environment cannot be added, removed or moved; create another environment instead"
            }
            Self::Credential => "a credential is edited with the UpdateCredential operation, which needs its secrets",
            Self::ReadOnly => "only the platform sets this value",
            Self::NameCycle => "environments cannot exchange their names; first save a temporary name for one of them",
            Self::Removal => "a stored member cannot be removed, only replaced",
            Self::More => "more edits are not sent",
        }
    }
}

impl From<CredentialProblem> for UnsupportedReason {
    fn from(problem: CredentialProblem) -> Self {
        match problem {
            CredentialProblem::Entries => Self::Entries,
            CredentialProblem::SchemeType => Self::SchemeType,
            CredentialProblem::Credential => Self::Credential,
        }
    }
}

impl UnsupportedEdit {
    /// Creates an unsupported edit of the connection, or of an environment.
    pub(crate) fn new(path: Path, environment: Option<Arc<NamedEnvironment>>, reason: UnsupportedReason) -> Self {
        let operation = (reason == UnsupportedReason::Credential).then_some(Operation::UpdateCredential);
        Self { path, environment, reason, operation, message: reason.message() }
    }
}

/// The greatest number of unsupported edits. One more edit at the root represents the others.
const MAX_UNSUPPORTED: usize = 10_000;

/// Adds an unsupported edit, unless the limit is reached.
pub(crate) fn push_limited(unsupported: &mut Vec<UnsupportedEdit>, create: impl FnOnce() -> UnsupportedEdit) {
    if unsupported.len() < MAX_UNSUPPORTED {
        unsupported.push(create());
    } else if unsupported.len() == MAX_UNSUPPORTED {
        unsupported.push(UnsupportedEdit::new(Path::root(), None, UnsupportedReason::More));
    }
}

/// Unsupported edits in a form without repetitions: an edit refers to its environment by an index.
#[cfg(all(target_arch = "wasm32", feature = "operations"))]
#[derive(Serialize)]
pub(crate) struct IndexedEdits<'e> {
    environments: Vec<&'e NamedEnvironment>,
    edits: Vec<IndexedEdit<'e>>,
}

#[cfg(all(target_arch = "wasm32", feature = "operations"))]
#[derive(Serialize)]
struct IndexedEdit<'e> {
    path: &'e Path,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<u32>,
    reason: UnsupportedReason,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<Operation>,
    message: &'static str,
}

#[cfg(all(target_arch = "wasm32", feature = "operations"))]
impl<'e> IndexedEdits<'e> {
    pub(crate) fn new(unsupported: &'e [UnsupportedEdit]) -> Self {
        let mut environments: Vec<&NamedEnvironment> = Vec::new();
        let mut edits = Vec::new();
        for UnsupportedEdit { path, environment, reason, operation, message } in unsupported {
            let environment = environment.as_deref().map(|environment| {
                if environments.last().is_none_or(|last| !std::ptr::eq(*last, environment)) {
                    environments.push(environment);
                }
                environments.len() as u32 - 1
            });
            edits.push(IndexedEdit { path, environment, reason: *reason, operation: *operation, message });
        }
        Self { environments, edits }
    }
}
