//! Creates conflicts.

use std::borrow::Cow;
use std::num::NonZeroU32;

use super::conflict::{Conflict, ConflictKind};
use super::sides::Rebase;
use crate::json::Value;
use crate::operations::effect::NamedEnvironment;
use crate::path::{Path, PathNode, Segment};

/// The limit on the number of conflicts. A last conflict at the root represents the others, and its `count` is their number.
const MAX_CONFLICTS: usize = 20_000;

impl Rebase<'_> {
    /// Adds a conflict, or counts it if there are too many.
    pub(super) fn add_conflict(&mut self, conflict: Conflict) {
        if self.conflicts.len() < MAX_CONFLICTS {
            self.conflicts.push(conflict);
        } else {
            self.more_conflicts += 1;
        }
    }

    /// Adds a last conflict that represents the conflicts beyond the limit.
    pub(super) fn add_more_conflicts(&mut self) {
        if self.more_conflicts > 0 {
            let root = Some(Path::root());
            self.conflicts.push(Conflict {
                kind: ConflictKind::More,
                path: Path::root(),
                environment: None,
                name: None,
                count: u32::try_from(self.more_conflicts).ok().and_then(NonZeroU32::new),
                base: root.clone(),
                mine: root.clone(),
                latest: root,
            });
        }
    }

    /// Adds a conflict about a value that has the same path in all three inputs.
    #[inline(never)]
    pub(super) fn push_conflict(
        &mut self,
        kind: ConflictKind,
        path: &PathNode<'_>,
        base: Option<Value<'_>>,
        latest: Option<Value<'_>>,
    ) {
        let path = path.to_path();
        self.add_conflict(Conflict {
            kind,
            environment: None,
            name: None,
            count: None,
            base: base.map(|_| path.clone()),
            mine: Some(path.clone()),
            latest: latest.map(|_| path.clone()),
            path,
        });
    }

    /// Adds a conflict about an environment, or about the value at `inside` in it.
    #[inline(never)]
    pub(super) fn push_environment_conflict(
        &mut self,
        kind: ConflictKind,
        environment: Value<'_>,
        inside: &[&'static str],
        mine: &PathNode<'_>,
    ) {
        let id = environment.get_str("id");
        let at = |position: Option<u32>| {
            let path = self.environments_path.clone().join(position?);
            Some(inside.iter().fold(path, |path, name| path.join(*name)))
        };
        let (was, is) = (self.base_environments.position(id), self.latest_environments.position(id));
        let latest = at(is);
        let base = if was == is { latest.clone() } else { at(was) };
        self.push_conflict_in(kind, environment, [base, latest], mine);
    }

    /// Adds a conflict about the auth scheme of a credential. `lists` are the paths of the credentials in `base` and in `latest`,
    /// `was` is the position of the credential in `base`, and `is` is its position in `latest`.
    #[inline(never)]
    pub(super) fn push_credential_conflict(
        &mut self,
        environment: Value<'_>,
        lists: &[Option<Path>; 2],
        [was, is]: [Option<u32>; 2],
        mine: &PathNode<'_>,
    ) {
        let at = |list: &Option<Path>, credential: Option<u32>| {
            Some(list.clone()?.join(credential?).join(Segment::Key(Cow::Borrowed("authSchemeConfig"))))
        };
        let [base_list, latest_list] = lists;
        let latest = at(latest_list, is);
        let base = if was == is && base_list == latest_list { latest.clone() } else { at(base_list, was) };
        self.push_conflict_in(ConflictKind::Value, environment, [base, latest], mine);
    }

    /// Adds a conflict about the value at the paths `base` and `latest`, which is an environment or in one.
    fn push_conflict_in(
        &mut self,
        kind: ConflictKind,
        environment: Value<'_>,
        [base, latest]: [Option<Path>; 2],
        mine: &PathNode<'_>,
    ) {
        let environment = NamedEnvironment::from_value(environment);
        self.add_conflict(Conflict {
            kind,
            path: latest.clone().or_else(|| base.clone()).unwrap_or_default(),
            environment: Some(environment),
            name: None,
            count: None,
            base,
            mine: Some(mine.to_path()),
            latest,
        });
    }

    /// Adds a conflict about a variable. `was` is the position of the variable in `base`, and `is` is its position in `latest`.
    /// `edit` is the path of the edit in the changes.
    #[inline(never)]
    pub(super) fn push_variable_conflict(
        &mut self,
        name: &str,
        is_removed: bool,
        [was, is]: [Option<u32>; 2],
        edit: Path,
        lists: &VariableLists<'_>,
    ) {
        let value = Segment::Key(Cow::Borrowed("value"));
        let at = |list: &Path, position: Option<u32>| Some(list.clone().join(position?).join(value.clone()));
        let latest = at(&lists.latest, is);
        // The thousands of conflicts of a large list share their paths.
        let base = if was == is && lists.base == lists.latest { latest.clone() } else { at(&lists.base, was) };
        let kind = match (is_removed, is) {
            (true, _) => ConflictKind::Edited,
            (false, None) => ConflictKind::Deleted,
            _ => ConflictKind::Value,
        };
        let environment = lists.environment.map(NamedEnvironment::from_value);
        self.add_conflict(Conflict {
            kind,
            path: latest.clone().or_else(|| base.clone()).unwrap_or_else(|| lists.latest.clone()),
            environment,
            name: Some(name.into()),
            count: None,
            base,
            mine: Some(edit),
            latest,
        });
    }
}

/// The paths of a list of variables in the three inputs.
pub(super) struct VariableLists<'d> {
    pub(super) base: Path,
    pub(super) mine: Path,
    pub(super) latest: Path,
    /// The environment of the list, or `None` for the list of the connection.
    pub(super) environment: Option<Value<'d>>,
}
