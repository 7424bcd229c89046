//! Compares the credentials of a stored environment with a list of wanted credentials, and writes auth schemes.
//!
//! A request can reorder the credentials of an environment and edit the members of their auth schemes. It cannot add or remove
//! a credential, and it cannot change the type of an auth scheme. Secrets are redacted in responses. Therefore, the
//! `applicationCredential` of an auth scheme is sent as its id alone.

use crate::json::{Document, Items, Kind, Limits, StringIndex, Value, ValueSet, Writer, values_equal};
use crate::path::PathNode;

/// A difference between credentials that a request cannot make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CredentialProblem {
    /// A credential was added, removed or replaced.
    Entries,
    /// The type of an auth scheme changed.
    SchemeType,
    /// The credential itself changed.
    Credential,
}

/// A stored credential, and its new auth scheme if that is edited.
#[derive(Clone, Copy)]
pub(crate) struct CredentialEntry<'s> {
    pub(crate) stored: Value<'s>,
    pub(crate) scheme: Option<Value<'s>>,
}

/// The credentials of one usage after an edit: all stored credentials, in the wanted order.
pub(crate) struct ResolvedCredentials<'s> {
    pub(crate) entries: Vec<CredentialEntry<'s>>,
    /// True if the entries have another order than the stored list.
    pub(crate) is_reordered: bool,
    /// True if an auth scheme is edited.
    pub(crate) has_edited_scheme: bool,
}

impl<'s> ResolvedCredentials<'s> {
    /// Compares the stored list with the wanted list. Calls `report` with each problem and its path, and leaves out the edits
    /// that cause the problem. `path` is the path of the wanted list.
    #[inline(never)]
    pub(crate) fn resolve(
        stored: Option<Value<'s>>,
        wanted: Value<'s>,
        path: &PathNode<'_>,
        report: &mut dyn FnMut(CredentialProblem, &PathNode<'_>),
    ) -> Self {
        let stored = Items::from_optional(stored).to_vec();
        let ids = StringIndex::from_members(&stored, "id");
        let mut schemes = vec![None; stored.len()];
        let mut is_used = vec![false; stored.len()];
        let mut order = Vec::with_capacity(stored.len());
        let mut has_same_entries = wanted.len() as usize == stored.len();
        for (entry, index) in wanted.items().zip(0..) {
            let has_same_id = |at: &u32| {
                stored.get(*at as usize).is_some_and(|stored| values_equal(stored.get("id"), entry.get("id")))
            };
            let found = Some(index).filter(has_same_id).or_else(|| ids.get(entry.get("id")?.as_str()?));
            let Some(at) = found.filter(|at| is_used.get(*at as usize) == Some(&false)) else {
                has_same_entries = false;
                continue;
            };
            order.push(at);
            let at = at as usize;
            is_used.get_mut(at).into_iter().for_each(|is_used| *is_used = true);
            if let (Some(stored), Some(slot)) = (stored.get(at), schemes.get_mut(at)) {
                let path = path.index(index);
                *slot = find_scheme_edit(*stored, entry, &path.field("authSchemeConfig"), report);
            }
        }
        if !has_same_entries {
            report(CredentialProblem::Entries, path);
            order = (0..stored.len() as u32).collect();
        }
        let is_reordered = !order.is_sorted();
        let has_edited_scheme = schemes.iter().any(Option::is_some);
        let mut entries = Vec::with_capacity(order.len());
        for at in order {
            if let (Some(stored), Some(scheme)) = (stored.get(at as usize), schemes.get(at as usize)) {
                entries.push(CredentialEntry { stored: *stored, scheme: *scheme });
            }
        }
        Self { entries, is_reordered, has_edited_scheme }
    }

    /// Returns true if the edit changes something.
    pub(crate) fn is_changed(&self) -> bool {
        self.is_reordered || self.has_edited_scheme
    }
}

/// Returns true if two auth schemes of a credential are equal. Of an `applicationCredential`, only the id counts.
pub(crate) fn schemes_equal(one: Value<'_>, other: Value<'_>) -> bool {
    one.same_as(other)
        || [one, other].map(find_application_credential).iter().any(Option::is_some) && {
            let [one, other] = [one, other].map(reduce_scheme);
            let [one, other] = [&one, &other].map(|text| Document::parse(text.as_bytes(), Limits::NONE));
            matches!((one, other), (Ok(one), Ok(other)) if one.root().same_as(other.root()))
        }
}

/// A set of auth schemes. Of an `applicationCredential`, only the id counts.
pub(crate) struct SchemeSet<'s> {
    schemes: ValueSet<'s>,
    /// The schemes with an application credential, each with the id of that credential alone.
    reduced: ValueSet<'s>,
}

impl SchemeSet<'_> {
    /// Creates a set, and calls `run` with it.
    #[inline(never)]
    pub(crate) fn with(schemes: Items<'_>, run: &mut dyn FnMut(&SchemeSet<'_>)) {
        let mut out = Writer::default();
        out.begin_array();
        for scheme in schemes {
            if find_application_credential(scheme).is_some() {
                write_scheme(scheme, None, &mut out);
            }
        }
        out.end_array();
        let reduced = out.finish();
        if let Ok(reduced) = Document::parse(reduced.as_bytes(), Limits::NONE) {
            let reduced = ValueSet::new(reduced.root().items().to_vec());
            run(&SchemeSet { schemes: ValueSet::new(schemes.to_vec()), reduced });
        }
    }

    pub(crate) fn contains(&self, scheme: Value<'_>) -> bool {
        if self.schemes.contains(scheme) {
            return true;
        }
        if find_application_credential(scheme).is_none() {
            return false;
        }
        let text = reduce_scheme(scheme);
        Document::parse(text.as_bytes(), Limits::NONE).is_ok_and(|scheme| self.reduced.contains(scheme.root()))
    }
}

/// Returns the text of an auth scheme that has the id of its `applicationCredential` alone.
fn reduce_scheme(scheme: Value<'_>) -> String {
    let mut out = Writer::default();
    write_scheme(scheme, None, &mut out);
    out.finish()
}

/// Returns the wanted auth scheme of a credential if it differs from the stored one and can be sent.
fn find_scheme_edit<'s>(
    stored: Value<'s>,
    wanted: Value<'s>,
    path: &PathNode<'_>,
    report: &mut dyn FnMut(CredentialProblem, &PathNode<'_>),
) -> Option<Value<'s>> {
    let scheme = wanted.get("authSchemeConfig")?;
    let Some(known) = stored.get("authSchemeConfig") else { return Some(scheme) };
    if scheme.same_as(known) {
        return None;
    }
    if let (Some(one), Some(other)) = (scheme.get("schemeType"), known.get("schemeType"))
        && !one.same_as(other)
    {
        report(CredentialProblem::SchemeType, &path.field("schemeType"));
        return None;
    }
    let applications = [scheme, known].map(find_application_credential);
    if let [Some(one), Some(other)] = applications
        && values_equal(one.get("id"), other.get("id"))
        && one.members().any(|member| !values_equal(other.get(member.name()), Some(member.value)))
    {
        let path = path.field("flows");
        let path = path.field("authorizationCode");
        report(CredentialProblem::Credential, &path.field("applicationCredential"));
    }
    (!schemes_equal(scheme, known)).then_some(scheme)
}

/// Returns the `applicationCredential` of an auth scheme.
pub(crate) fn find_application_credential(scheme: Value<'_>) -> Option<Value<'_>> {
    let credential = scheme.get("flows")?.get("authorizationCode")?.get("applicationCredential")?;
    (credential.kind() == Kind::Object).then_some(credential)
}

/// Writes an auth scheme. Its `applicationCredential` is written as its id alone, except in the auth scheme `stored`: that one
/// keeps its stored members if the id is the same.
#[inline(never)]
pub(crate) fn write_scheme(scheme: Value<'_>, stored: Option<Value<'_>>, out: &mut Writer) {
    let Some(credential) = find_application_credential(scheme).filter(|credential| credential.get("id").is_some())
    else {
        return out.raw(scheme.raw());
    };
    let known = stored
        .and_then(find_application_credential)
        .filter(|known| values_equal(known.get("id"), credential.get("id")));
    write_inside(scheme, &["flows", "authorizationCode", "applicationCredential"], out, &mut |credential, out| {
        if let Some(known) = known {
            return out.raw(known.raw());
        }
        out.begin_object();
        credential.members().filter(|member| member.name() == "id").for_each(|member| out.copy(member));
        out.end_object();
    });
}

/// Writes a list of auth schemes. An `applicationCredential` whose id is in the list `stored` keeps its stored members.
#[inline(never)]
pub(crate) fn write_schemes(schemes: Value<'_>, stored: Value<'_>, out: &mut Writer) {
    let mut known = Vec::new();
    known.extend(stored.items().filter(|scheme| find_application_credential(*scheme).is_some()));
    if known.is_empty() {
        return out.raw(schemes.raw());
    }
    let mut credentials = Vec::new();
    known.iter().for_each(|scheme| credentials.extend(find_application_credential(*scheme)));
    let by_id = StringIndex::from_members(&credentials, "id");
    out.begin_array();
    for scheme in schemes.items() {
        let at = find_application_credential(scheme).and_then(|credential| by_id.get(credential.get("id")?.as_str()?));
        match at.and_then(|at| known.get(at as usize)) {
            Some(stored) => write_scheme(scheme, Some(*stored), out),
            None => out.raw(scheme.raw()),
        }
    }
    out.end_array();
}

/// Copies an object, and calls `write` to write the value at `keys` inside it.
fn write_inside(value: Value<'_>, keys: &[&str], out: &mut Writer, write: &mut dyn FnMut(Value<'_>, &mut Writer)) {
    let Some((key, keys)) = keys.split_first() else { return write(value, out) };
    out.begin_object();
    for member in value.members() {
        if member.key.is_str(key) {
            out.copy_key(member);
            write_inside(member.value, keys, out, write);
        } else {
            out.copy(member);
        }
    }
    out.end_object();
}
