//! The difference: takes the stored connection and the one that a form holds now, gives the smallest changes between
//! them, and the edits that this request cannot carry.

use serde::Serialize;

use crate::contract::table::{CONNECTION_UPDATE, ENVIRONMENTS, IMMUTABLE, Kind as FieldKind, Presence};
use crate::edits::{VariableEdits, environments_path, write_environment_edits};
use crate::issue::{Collector, Issue, IssueCode, Param, Report};
use crate::json::{Document, Kind, TextIndex, Value, WriteJson, Writer};
use crate::path::Path;
use crate::preview::NamedEnvironment;
use crate::sendable::{field, write_sendable, write_stored};
use crate::stored::{Stored, USAGES, same, same_list};
use crate::validate::{self, Options, report_flaws, validate_current};

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// What [`merge`](crate::merge()) takes, as JSON text; `{}` where nothing has changed.
    pub changes: String,
    /// Edits that this request cannot carry.
    pub elsewhere: Vec<Elsewhere>,
    /// Warnings; no errors. Their places are in the next connection.
    pub issues: Vec<Issue>,
}

/// Edits of one environment, or of one of its credentials, that another operation makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Elsewhere {
    /// Where they are in the next connection.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Path"))]
    pub path: Path,
    /// The environment that the edits belong to.
    pub environment: NamedEnvironment,
    /// The members that differ.
    pub fields: Vec<String>,
    /// The operation that can make them.
    pub operation: Operation,
}

/// An operation of the platform that edits what this request cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Operation {
    /// For an environment's name and variables.
    UpdateEnvironment,
    /// For an environment's credentials.
    UpdateCredential,
}

impl WriteJson for Elsewhere {
    fn write_json(&self, out: &mut Writer) {
        out.begin_object();
        out.key("path");
        self.path.write_json(out);
        out.key("environment");
        self.environment.write_json(out);
        out.key("fields");
        self.fields.write_json(out);
        out.key("operation");
        out.string(match self.operation {
            Operation::UpdateEnvironment => "UpdateEnvironment",
            Operation::UpdateCredential => "UpdateCredential",
        });
        out.end_object();
    }
}

/// Gives the smallest changes that lead from the stored connection to the next one.
///
/// Environments are told by their ids and variables by their names, so that a new order is a new order and not a rewrite.
/// What the next connection leaves out stays as it is; a list that it holds is the whole list.
///
/// ```
/// use connection_update::{Options, diff};
///
/// let current = br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http",
///     "environments": [{ "id": "a", "name": "A" }, { "id": "b", "name": "B" }] }"#;
/// let next = br#"{ "name": "Shop", "environments": [{ "id": "b", "name": "Beta" }, { "id": "a", "name": "A" }] }"#;
/// let diff = diff(current, next, &Options::default()).unwrap();
/// assert_eq!(diff.changes, r#"{"environments":{"order":["b","a"]}}"#);
/// assert_eq!(diff.elsewhere[0].fields, ["name"]);
/// ```
///
/// # Errors
/// Every issue, where one of them is an error: what cannot be read, fields that can never change, environments that the
/// connection does not have.
pub fn diff(current: &[u8], next: &[u8], options: &Options) -> Result<Diff, Report> {
    let current = validate::read_current(current, options)?;
    diff_documents(&current, &validate::read(next, options)?, options)
}

/// Compares what was read already, as [`diff`] does.
///
/// # Errors
/// Every issue, where one of them is an error.
pub fn diff_documents(current: &Document<'_>, next: &Document<'_>, options: &Options) -> Result<Diff, Report> {
    let mut report = validate_current(current, &options.rules);
    let mut comparison = Comparison {
        current: current.root(),
        stored: Stored::read(current.root()),
        carried: None,
        out: Writer::default(),
        elsewhere: Vec::new(),
        found: Collector::new(&options.rules),
    };
    report_flaws(next, &mut comparison.found);
    if next.root().kind() == Kind::Object {
        comparison.connection(next.root());
    } else {
        let params = [("expected", "object".into()), ("actual", next.root().kind().name().into())];
        comparison.found.push_at(IssueCode::WrongKind, 0, Path::root(), &params);
    }
    report.issues.extend(comparison.found.finish().issues);
    if report.is_ok() {
        let changes = comparison.out.finish();
        Ok(Diff { changes, elsewhere: comparison.elsewhere, issues: report.issues })
    } else {
        Err(report)
    }
}

struct Comparison<'d, 'n, 'r> {
    current: Value<'d>,
    stored: Stored<'d>,
    /// The variables that the changes send to every environment.
    carried: Option<Value<'n>>,
    out: Writer,
    elsewhere: Vec<Elsewhere>,
    found: Collector<'r>,
}

impl<'n> Comparison<'_, 'n, '_> {
    fn connection(&mut self, next: Value<'n>) {
        self.out.begin_object();
        let variables = next.get("environmentVariables");
        let variable_changes =
            variables.and_then(|next| variables_between(self.current.get("environmentVariables"), next));
        self.carried = variables.filter(|_| variable_changes.is_some());
        for member in next.members() {
            let name = member.name();
            let before = self.current.get(&name);
            let field = field(&CONNECTION_UPDATE, &name);
            let is_same = match field.map(|field| &field.kind) {
                Some(FieldKind::List(_)) => same_list(before, Some(member.value)),
                _ => same(before, Some(member.value)),
            };
            let of_response = field.is_some_and(|field| field.presence == Presence::ResponseOnly);
            match name.as_ref() {
                "environments" if member.value.kind() == Kind::Array => self.environments(member.value),
                "environmentVariables" => {
                    if let Some(changes) = &variable_changes {
                        self.out.member(&name, changes);
                    }
                }
                _ if is_same => {}
                name if IMMUTABLE.contains(&name) => self.differs(IssueCode::ImmutableField, name, member.value),
                name if of_response => self.differs(IssueCode::ResponseOnlyField, name, member.value),
                name => self.out.member(name, member.value.raw()),
            }
        }
        self.out.end_object();
    }

    fn differs(&mut self, code: IssueCode, name: &str, value: Value<'_>) {
        let params = [("field", Param::from(name.to_owned()))];
        self.found.push_at(code, value.offset(), Path::root().join(name), &params);
    }

    fn environments(&mut self, next: Value<'n>) {
        let place = environments_path();
        let mut kept = Vec::new();
        let mut add = Vec::new();
        let mut is_mixed = false;
        for (index, environment) in (0u32..).zip(next.items()) {
            let Some(id) = environment.get("id") else {
                add.push(environment);
                continue;
            };
            is_mixed |= !add.is_empty();
            let at = place.clone().join(index);
            match id.text().and_then(|id| self.stored.position(&id)) {
                None => self.found.push_at(IssueCode::UnknownEnvironment, id.offset(), at.join("id"), &[]),
                Some(position) => {
                    if let Some(stored) = self.stored.environments.get(position as usize).copied() {
                        self.environment(stored, environment, &at);
                    }
                    kept.push((position, id, index));
                }
            }
        }
        let ids = TextIndex::new(kept.iter().zip(0..).map(|((_, id, _), at)| (id.text().unwrap_or_default(), at)));
        for (later, first) in ids.repeats() {
            if let (Some((_, id, later)), Some((.., first))) = (kept.get(later as usize), kept.get(first as usize)) {
                let params = [("field", Param::from("id")), ("first", Param::from(*first))];
                self.found.push_at(IssueCode::Repeated, id.offset(), place.clone().join(*later).join("id"), &params);
            }
        }
        let mut removed =
            self.stored.environments.iter().filter(|stored| !ids.contains(&stored.text_of("id"))).peekable();
        let is_reordered = !kept.is_sorted_by(|(a, ..), (b, ..)| a < b);
        if !is_reordered && removed.peek().is_none() && add.is_empty() {
            return;
        }
        self.out.key("environments");
        if is_mixed {
            self.whole_list(next);
            return;
        }
        let removed: Vec<_> = removed.filter_map(|stored| stored.get("id")).collect();
        let order: Vec<_> = kept.iter().map(|(_, id, _)| *id).filter(|_| is_reordered).collect();
        write_environment_edits(&mut self.out, &add, &removed, &order);
    }

    /// New environments stand between stored ones: only the whole list says where.
    fn whole_list(&mut self, next: Value<'_>) {
        self.out.begin_array();
        for environment in next.items() {
            match environment.get("id").and_then(|id| self.stored.find(&id.text()?)) {
                Some(stored) => write_stored(&ENVIRONMENTS.item, stored, &mut self.out),
                None => write_sendable(&ENVIRONMENTS.item, environment, &mut self.out),
            }
        }
        self.out.end_array();
    }

    /// Notes how an environment differs from the stored one.
    fn environment(&mut self, stored: Value<'_>, next: Value<'_>, path: &Path) {
        let mut fields = Vec::new();
        for member in next.members() {
            let name = member.name();
            let before = stored.get(&name);
            match name.as_ref() {
                "id" | "createdAt" | "updatedAt" => {}
                "credentials" => {
                    if self.credentials(stored, member.value, path) {
                        fields.push(name.into_owned());
                    }
                }
                "variables" if self.carried.is_some_and(|carried| carried.same_as(member.value)) => {}
                "variables" if same_list(before, Some(member.value)) => {}
                _ if before.is_some_and(|before| before.same_as(member.value)) => {}
                _ => fields.push(name.into_owned()),
            }
        }
        if !fields.is_empty() {
            self.elsewhere.push(Elsewhere {
                path: path.clone(),
                environment: NamedEnvironment::of(stored),
                fields,
                operation: Operation::UpdateEnvironment,
            });
        }
    }

    /// Whether the credentials of an environment differ; what one of them holds is edited by itself.
    fn credentials(&mut self, stored: Value<'_>, next: Value<'_>, path: &Path) -> bool {
        let before = stored.get("credentials");
        if next.kind() != Kind::Object {
            return !same(before, Some(next));
        }
        let mut differs = false;
        for usage in next.members() {
            let before = before.and_then(|before| before.get(&usage.name()));
            differs |= if USAGES.contains(&usage.name().as_ref()) && usage.value.kind() == Kind::Array {
                let at = path.clone().join("credentials").join(usage.name().into_owned());
                self.list_of_credentials(stored, before, usage.value, &at)
            } else {
                !same(before, Some(usage.value))
            };
        }
        differs
    }

    fn list_of_credentials(
        &mut self,
        environment: Value<'_>,
        before: Option<Value<'_>>,
        next: Value<'_>,
        path: &Path,
    ) -> bool {
        let before: Vec<_> = before.into_iter().flat_map(Value::items).collect();
        let ids = TextIndex::new(before.iter().zip(0..).map(|(credential, at)| (credential.text_of("id"), at)));
        let mut differs = next.len() as usize != before.len();
        for (index, credential) in (0u32..).zip(next.items()) {
            let at_index = before.get(index as usize).filter(|old| same(old.get("id"), credential.get("id")));
            differs |= at_index.is_none();
            let known = || before.get(ids.get(&credential.get("id")?.text()?)? as usize);
            let Some(old) = at_index.or_else(known) else { continue };
            for member in credential.members() {
                let old = old.get(&member.name());
                if same(old, Some(member.value)) {
                    continue;
                }
                match (member.name().as_ref(), old) {
                    ("credential", Some(old)) if old.kind() == Kind::Object && member.value.kind() == Kind::Object => {
                        let differing = member.value.members().filter(|member| {
                            let old = old.get(&member.name());
                            !same(old, Some(member.value))
                        });
                        let fields: Vec<_> = differing.map(|member| member.name().into_owned()).collect();
                        if !fields.is_empty() {
                            self.elsewhere.push(Elsewhere {
                                path: path.clone().join(index).join("credential"),
                                environment: NamedEnvironment::of(environment),
                                fields,
                                operation: Operation::UpdateCredential,
                            });
                        }
                    }
                    _ => differs = true,
                }
            }
        }
        differs
    }
}

/// The changes from one list of variables to another; `None` where there is none.
fn variables_between(before: Option<Value<'_>>, next: Value<'_>) -> Option<String> {
    if same_list(before, Some(next)) {
        return None;
    }
    let Some(edits) = VariableEdits::between(before, next).filter(VariableEdits::keep_order_in_javascript) else {
        return Some(next.raw().to_owned());
    };
    let mut out = Writer::default();
    edits.write(&mut out);
    Some(out.finish())
}
