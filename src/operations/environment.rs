//! Resolves the changes of one stored environment: compares them with the environment, and writes the body of the request and
//! the environment that results.

use super::unsupported::UnsupportedReason;
use crate::connection::credentials::{CredentialProblem, ResolvedCredentials, write_scheme};
use crate::connection::edits::{EnvironmentChanges, VariableEdits};
use crate::connection::environments::CREDENTIAL_USAGES;
use crate::connection::variables::variables_equal;
use crate::json::{Kind, Member, Value, Writer, values_equal};
use crate::path::PathNode;

/// The changes of one stored environment, after the comparison with it. A part that is `None` does not change.
pub(crate) struct ResolvedEnvironment<'d> {
    pub(crate) stored: Value<'d>,
    /// The new name.
    pub(crate) name: Option<Value<'d>>,
    /// The credentials of each changed usage.
    pub(crate) credentials: [Option<ResolvedCredentials<'d>>; 2],
    /// The changes of the variables.
    pub(crate) variables: Option<Value<'d>>,
}

impl<'d> ResolvedEnvironment<'d> {
    /// Returns the environment without changes.
    pub(crate) const fn unchanged(stored: Value<'d>) -> Self {
        Self { stored, name: None, credentials: [None, None], variables: None }
    }

    /// Compares changes with the stored environment. Calls `report` with the reason and the path of each edit that no request
    /// makes, and leaves out that edit. `path` is the path of the changes.
    #[inline(never)]
    pub(crate) fn resolve(
        stored: Value<'d>,
        changes: EnvironmentChanges<'d>,
        path: &PathNode<'_>,
        report: &mut dyn FnMut(UnsupportedReason, &PathNode<'_>),
    ) -> Self {
        let name = changes.name.filter(|name| !values_equal(Some(*name), stored.get("name")));
        let mut resolved = Self { name, variables: changes.variables, ..Self::unchanged(stored) };
        let Some(wanted) = changes.credentials else { return resolved };
        let known = stored.get("credentials");
        let path = path.field("credentials");
        for (usage, slot) in CREDENTIAL_USAGES.into_iter().zip(&mut resolved.credentials) {
            let Some(wanted) = wanted.get_array(usage) else { continue };
            let known = known.and_then(|credentials| credentials.get_array(usage));
            let mut report = |problem: CredentialProblem, path: &PathNode<'_>| {
                report(problem.into(), path);
            };
            let credentials = ResolvedCredentials::resolve(known, wanted, &path.field(usage), &mut report);
            *slot = Some(credentials).filter(ResolvedCredentials::is_changed);
        }
        resolved
    }

    /// Returns true if the name or the credentials change.
    pub(crate) fn changes_name_or_credentials(&self) -> bool {
        self.name.is_some() || self.changes_credentials()
    }

    /// Returns true if the order or an auth scheme of the credentials changes.
    pub(crate) fn changes_credentials(&self) -> bool {
        self.credentials.iter().any(Option::is_some)
    }

    /// Returns the edited list of variables as JSON text, or `None` if the changes change nothing.
    pub(crate) fn edited_variables(&self) -> Option<String> {
        let (own, changes) = (self.stored.get("variables"), self.variables?);
        match changes.kind() {
            Kind::Array => (!variables_equal(own, Some(changes))).then(|| changes.raw().to_owned()),
            _ => VariableEdits::read(changes).apply(own),
        }
    }

    /// Writes the body of an Update Environment request. It always contains the id, the name and every credential.
    #[inline(never)]
    pub(crate) fn write_body(&self, variables: Option<&str>, out: &mut Writer) {
        out.begin_object();
        for key in ["id", "name"] {
            let value = self.name.filter(|_| key == "name").or_else(|| self.stored.get(key));
            if let Some(value) = value {
                out.member(key, value.raw());
            }
        }
        if let Some(credentials) = self.stored.get("credentials").filter(|value| value.kind() == Kind::Object) {
            out.key("credentials");
            out.begin_object();
            for (usage, edited) in CREDENTIAL_USAGES.into_iter().zip(&self.credentials) {
                let Some(stored) = credentials.get_array(usage) else { continue };
                out.key(usage);
                out.begin_array();
                match edited {
                    Some(edited) => {
                        edited.entries.iter().for_each(|entry| write_entry(entry.stored, entry.scheme, out));
                    }
                    None => stored.items().for_each(|credential| write_entry(credential, None, out)),
                }
                out.end_array();
            }
            out.end_object();
        }
        if let Some(variables) = variables {
            out.member("variables", variables);
        }
        out.end_object();
    }

    /// Writes the environment that results. `variables` is its new list of variables.
    #[inline(never)]
    pub(crate) fn write_result(&self, variables: Option<&str>, out: &mut Writer) {
        if !self.changes_name_or_credentials() && variables.is_none() {
            return out.raw(self.stored.raw());
        }
        out.begin_object();
        let mut variables = variables;
        for member in self.stored.members() {
            match member.name() {
                "name" => out.copy_with(member, self.name.unwrap_or(member.value).raw()),
                "variables" => match variables.take() {
                    Some(variables) => out.copy_with(member, variables),
                    None => out.copy(member),
                },
                "credentials" if self.changes_credentials() => self.write_credentials(member, out),
                _ => out.copy(member),
            }
        }
        if let Some(variables) = variables {
            out.member("variables", variables);
        }
        out.end_object();
    }

    fn write_credentials(&self, member: Member<'_>, out: &mut Writer) {
        out.copy_key(member);
        out.begin_object();
        for usage in member.value.members() {
            let at = CREDENTIAL_USAGES.iter().position(|name| usage.key.is_str(name));
            let Some(edited) = at.and_then(|at| self.credentials.get(at)).and_then(Option::as_ref) else {
                out.copy(usage);
                continue;
            };
            out.copy_key(usage);
            out.begin_array();
            for entry in &edited.entries {
                let Some(scheme) = entry.scheme else {
                    out.raw(entry.stored.raw());
                    continue;
                };
                out.begin_object();
                for member in entry.stored.members() {
                    if member.key.is_str("authSchemeConfig") {
                        out.copy_key(member);
                        write_scheme(scheme, Some(member.value), out);
                    } else {
                        out.copy(member);
                    }
                }
                if entry.stored.get("authSchemeConfig").is_none() {
                    out.member("authSchemeConfig", scheme.raw());
                }
                out.end_object();
            }
            out.end_array();
        }
        out.end_object();
    }
}

/// Writes a credential as an Update Environment request contains it: its id and its auth scheme.
fn write_entry(stored: Value<'_>, scheme: Option<Value<'_>>, out: &mut Writer) {
    out.begin_object();
    if let Some(id) = stored.get("id") {
        out.member("id", id.raw());
    }
    if let Some(scheme) = scheme.or_else(|| stored.get("authSchemeConfig")) {
        out.key("authSchemeConfig");
        write_scheme(scheme, None, out);
    }
    out.end_object();
}
