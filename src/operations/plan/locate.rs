//! Translates paths in a body to paths in the changes, so that issues and effects point into what the caller wrote.

use std::cell::OnceCell;

use super::environments::PlannedEnvironments;
use crate::connection::environments::CREDENTIAL_USAGES;
use crate::json::{Items, Kind, MemberIndex, StringIndex, Value};
use crate::operations::apply::ListItem;
use crate::path::{Path, PathNode, Segment};

/// Appends the remaining segments of another path.
pub(super) fn append(path: Path, rest: &[&Segment]) -> Path {
    rest.iter().fold(path, |path, segment| path.join((*segment).clone()))
}

/// Locates values of the body of the update of the connection. Builds an index when a path first needs it.
pub(super) struct BodyLocator<'l> {
    environments: &'l PlannedEnvironments<'l>,
    body: Value<'l>,
    variables: OnceCell<(Vec<Value<'l>>, Option<VariableLocator<'l>>)>,
    /// The path of new environments in the edits of the list, or `None` if the changes contain the whole list.
    added: Option<Path>,
    /// The path of a stored environment in the edits of the list.
    stored: Path,
}

impl<'l> BodyLocator<'l> {
    pub(super) fn new(environments: &'l PlannedEnvironments<'l>, body: Value<'l>) -> Self {
        let edits = environments.changes.get("environments").filter(|edits| edits.kind() == Kind::Object);
        let list = PathNode::ENVIRONMENTS.to_path();
        let is_ordered = edits.is_some_and(|edits| edits.get("order").is_some());
        Self {
            environments,
            body,
            variables: OnceCell::new(),
            added: edits.map(|_| list.clone().join("add")),
            stored: if is_ordered { list.join("order") } else { list },
        }
    }

    /// Returns the path in the changes. If the changes do not contain the value, returns the path of the list that contains it.
    pub(super) fn locate(&self, path: &Path) -> Path {
        let segments = path.segments();
        let [Segment::Key(list), Segment::Index(at), rest @ ..] = segments.as_slice() else { return path.clone() };
        match (list.as_ref(), &self.added) {
            ("environments", Some(added)) => match self.environments.order.get(*at as usize) {
                Some(ListItem::New(new)) => append(added.clone().join(*new), rest),
                _ => self.stored.clone(),
            },
            ("environmentVariables", _) => {
                let (sent, locator) = self.variables.get_or_init(|| {
                    let edits = self.environments.changes.get("environmentVariables");
                    let edits = edits.filter(|edits| edits.kind() == Kind::Object);
                    let path = PathNode::VARIABLES.to_path();
                    let sent = self.body.get_items("environmentVariables").to_vec();
                    (sent, edits.map(|edits| VariableLocator::new(path, edits)))
                });
                let name = sent.get(*at as usize).map_or("", |variable| variable.get_str("name"));
                locator.as_ref().map_or_else(|| path.clone(), |locator| locator.locate(name, *at, rest))
            }
            _ => path.clone(),
        }
    }
}

/// Locates values of the body of the update of one environment. Builds an index when a path first needs it.
pub(super) struct EnvironmentLocator<'l> {
    /// The path of the changes of the environment.
    path: Path,
    /// The changes of the environment, or `None` if there are none.
    update: Option<MemberIndex<'l>>,
    body: Value<'l>,
    sent_variables: OnceCell<Vec<Value<'l>>>,
    variables: OnceCell<VariableLocator<'l>>,
    credentials: [OnceCell<CredentialLocator<'l>>; 2],
}

impl<'l> EnvironmentLocator<'l> {
    /// Creates a locator for the stored environment with this id. `body` is the environment in the body.
    pub(super) fn new(environments: &'l PlannedEnvironments<'l>, id: &str, body: Value<'l>) -> Self {
        let update = environments.updates.as_ref().and_then(|updates| updates.get(id));
        let path = PathNode::ENVIRONMENTS;
        let path = path.field("update");
        let path = path.shared(&environments.paths.update);
        Self {
            path: path.key(id).to_path(),
            update: update.map(MemberIndex::new),
            body,
            sent_variables: OnceCell::new(),
            variables: OnceCell::new(),
            credentials: [const { OnceCell::new() }; 2],
        }
    }

    /// Returns the path of the changes of the environment.
    pub(super) const fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the path in the changes. Returns `None` if the changes do not contain the value.
    pub(super) fn locate(&self, path: &Path) -> Option<Path> {
        let update = self.update.as_ref()?;
        let segments = path.segments();
        let Some((Segment::Key(member), rest)) = segments.split_first() else { return Some(self.path.clone()) };
        let changes = update.get(member)?;
        let found = || self.path.clone().join(Segment::Key(member.clone()));
        match (member.as_ref(), rest) {
            ("variables", [Segment::Index(at), rest @ ..]) => {
                let name = self.sent_variables().get(*at as usize)?.get_str("name");
                Some(self.variables.get_or_init(|| VariableLocator::new(found(), changes)).locate(name, *at, rest))
            }
            ("credentials", [Segment::Key(usage), Segment::Index(at), rest @ ..]) => {
                let slot = CREDENTIAL_USAGES.iter().position(|known| usage == known)?;
                let locator = self.credentials.get(slot)?.get_or_init(|| {
                    let sent = self.body.get("credentials").map_or(Items::NONE, |all| all.get_items(usage)).to_vec();
                    let wanted = StringIndex::from_members(&changes.get_items(usage).to_vec(), "id");
                    CredentialLocator { path: found().join(Segment::Key(usage.clone())), sent, wanted }
                });
                let at = locator.wanted.get(locator.sent.get(*at as usize)?.get_str("id"))?;
                Some(append(locator.path.clone().join(at), rest))
            }
            (_, rest) => Some(append(found(), rest)),
        }
    }

    /// Returns the path in the changes, also if the changes do not contain the value.
    pub(super) fn locate_in_stored(&self, path: &Path) -> Path {
        if let Some(found) = self.locate(path) {
            return found;
        }
        match path.segments().as_slice() {
            [Segment::Key(member), Segment::Index(at), ..] if member == "variables" => {
                let name = self.sent_variables().get(*at as usize).map_or("", |variable| variable.get_str("name"));
                self.path.clone().join("variables").join("set").join(name)
            }
            segments => append(self.path.clone(), segments),
        }
    }

    fn sent_variables(&self) -> &[Value<'l>] {
        self.sent_variables.get_or_init(|| self.body.get_items("variables").to_vec())
    }
}

/// Locates credentials of one usage in the whole list of the changes.
struct CredentialLocator<'l> {
    /// The path of the list in the changes.
    path: Path,
    /// The list in the body.
    sent: Vec<Value<'l>>,
    /// The positions of the ids in the changes.
    wanted: StringIndex<'l>,
}

/// Locates variables in the changes of a list of variables.
struct VariableLocator<'l> {
    /// The path of the changes.
    path: Path,
    /// The path of the variables that the changes set by name, or `None` if the changes contain the whole list.
    set: Option<Path>,
    /// The whole list in the changes; empty if the changes edit variables by name.
    items: Vec<Value<'l>>,
    /// The positions of the names in the changes.
    names: StringIndex<'l>,
}

impl<'l> VariableLocator<'l> {
    /// Creates a locator for changes at `path`: the whole list, or edits by name.
    fn new(path: Path, changes: Value<'l>) -> Self {
        let is_list = changes.kind() == Kind::Array;
        let mut names = StringIndex::builder(0);
        for (variable, at) in changes.items().zip(0..) {
            if let Some(name) = variable.get("name").and_then(Value::as_str) {
                names.add(name, at);
            }
        }
        for (member, at) in changes.get("set").into_iter().flat_map(Value::members).zip(0..) {
            names.add(member.name(), at);
        }
        let items = if is_list { changes.items().to_vec() } else { Vec::new() };
        Self { set: (!is_list).then(|| path.clone().join("set")), path, items, names: names.build() }
    }

    /// Returns the path of the variable with this name, or that of the list if the changes do not contain the variable. `sent_at` is
    /// the position in the body: of several variables with the name in a whole list, the one at the same position is meant. `rest`
    /// is the path inside the variable.
    fn locate(&self, name: &str, sent_at: u32, rest: &[&Segment]) -> Path {
        let is_same = self.items.get(sent_at as usize).is_some_and(|item| item.get_str("name") == name);
        match (self.names.get(name), &self.set) {
            (None, _) => self.path.clone(),
            (Some(_), Some(set)) => set.clone().join(name),
            (Some(at), None) => append(self.path.clone().join(if is_same { sent_at } else { at }), rest),
        }
    }
}
