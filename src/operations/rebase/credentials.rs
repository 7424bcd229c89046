//! Rebases changes of the credentials of an environment. Credentials are identified by their ids.

use std::cell::OnceCell;

use super::conflict::ConflictKind;
use super::sides::Rebase;
use crate::connection::credentials::{ResolvedCredentials, schemes_equal, write_scheme};
use crate::connection::environments::CREDENTIAL_USAGES;
use crate::json::{StringIndex, Value, Writer};
use crate::path::PathNode;

/// Returns true if the entries of a list of credentials, their order or their auth schemes differ between two versions.
fn is_edited(old: Option<Value<'_>>, new: Option<Value<'_>>) -> bool {
    new.is_none_or(|new| {
        let mut has_problem = false;
        let edited = ResolvedCredentials::resolve(old, new, &PathNode::ROOT, &mut |_, _| has_problem = true);
        has_problem || edited.is_changed()
    })
}

impl<'d> Rebase<'d> {
    /// Rebases the changes of the credentials of one environment. Returns the rebased changes as JSON text, or `None` if nothing
    /// is left to change.
    #[inline(never)]
    pub(super) fn rebase_credentials(
        &mut self,
        base: Value<'d>,
        mine: Value<'d>,
        latest: Value<'d>,
        path: &PathNode<'_>,
    ) -> Option<String> {
        let mut out = Writer::default();
        let mut is_changed = false;
        out.begin_object();
        for usage in CREDENTIAL_USAGES {
            let Some(wanted) = mine.get_array(usage) else { continue };
            let [was, is] = [base, latest].map(|side| side.get("credentials").and_then(|all| all.get_array(usage)));
            let path = path.field(usage);
            let mut has_problem = false;
            let edited = ResolvedCredentials::resolve(was, wanted, &path, &mut |_, _| has_problem = true);
            if !edited.is_changed() || has_problem && !is_edited(was, is) {
                // The plan reports the edits that no request makes.
                is_changed = true;
                out.member(usage, wanted.raw());
                continue;
            }
            if has_problem {
                let inside = ["credentials", usage];
                self.push_environment_conflict(ConflictKind::Value, latest, &inside, &path);
                continue;
            }
            if let Some(list) = self.rebase_usage(usage, [was, is], &edited, wanted, latest, &path) {
                is_changed = true;
                out.member(usage, &list);
            }
        }
        out.end_object();
        is_changed.then(|| out.finish())
    }

    #[inline(never)]
    fn rebase_usage(
        &mut self,
        usage: &'static str,
        [base, latest]: [Option<Value<'d>>; 2],
        mine: &ResolvedCredentials<'d>,
        list_of_mine: Value<'d>,
        environment: Value<'d>,
        path: &PathNode<'_>,
    ) -> Option<String> {
        let list = |side: Option<Value<'d>>| side.map(|side| side.items().to_vec()).unwrap_or_default();
        let (before, now) = (list(base), list(latest));
        let (old, new) = (StringIndex::from_members(&before, "id"), StringIndex::from_members(&now, "id"));
        let edits = StringIndex::from_members(&list_of_mine.items().to_vec(), "id");
        let (path, shared) = (*path, OnceCell::new());
        let path = &path.shared(&shared);
        let id = environment.get_str("id");
        let lists = [&self.base_environments, &self.latest_environments].map(|environments| {
            let path = self.environments_path.clone().join(environments.position(id)?);
            Some(path.join("credentials").join(usage))
        });
        // For each credential of `latest`, the auth scheme of `mine` if it is edited.
        let mut schemes = vec![None; now.len()];
        let mut has_edits = false;
        let mut wanted = Vec::new();
        for entry in &mine.entries {
            let id = entry.stored.get_str("id");
            let at = new.get(id);
            wanted.extend(at);
            let Some(scheme) = entry.scheme else { continue };
            let Some(there) = at.and_then(|at| now.get(at as usize)).and_then(|now| now.get("authSchemeConfig")) else {
                let inside = ["credentials", usage];
                self.push_environment_conflict(ConflictKind::Deleted, environment, &inside, path);
                continue;
            };
            if schemes_equal(there, scheme) {
                continue;
            }
            if entry.stored.get("authSchemeConfig").is_some_and(|was| schemes_equal(was, there)) {
                has_edits = true;
                at.and_then(|at| schemes.get_mut(at as usize)).into_iter().for_each(|slot| *slot = Some(scheme));
            } else {
                let mine = path.index(edits.get(id).unwrap_or_default());
                let positions = [old.get(id), at];
                self.push_credential_conflict(environment, &lists, positions, &mine.field("authSchemeConfig"));
            }
        }
        let mut order: Vec<u32> = (0..now.len() as u32).collect();
        let mut is_reordered = false;
        if mine.is_reordered {
            let mut common = Vec::new();
            now.iter().for_each(|credential| common.extend(old.get(credential.get_str("id"))));
            if wanted.is_sorted() {
                // Both sides made the same change, or only one credential is left.
            } else if common.is_sorted() {
                let mut is_wanted = vec![false; now.len()];
                for at in &wanted {
                    is_wanted.get_mut(*at as usize).into_iter().for_each(|is_wanted| *is_wanted = true);
                }
                order.retain(|at| is_wanted.get(*at as usize) == Some(&false));
                wanted.extend(order);
                order = wanted;
                is_reordered = true;
            } else {
                let inside = ["credentials", usage];
                self.push_environment_conflict(ConflictKind::Order, environment, &inside, path);
            }
        }
        if !has_edits && !is_reordered {
            return None;
        }
        let mut out = Writer::default();
        out.begin_array();
        for at in order {
            let (Some(stored), Some(scheme)) = (now.get(at as usize), schemes.get(at as usize)) else { continue };
            out.begin_object();
            stored.get("id").into_iter().for_each(|id| out.member("id", id.raw()));
            if let Some(scheme) = scheme {
                out.key("authSchemeConfig");
                write_scheme(*scheme, None, &mut out);
            }
            out.end_object();
        }
        out.end_array();
        Some(out.finish())
    }
}
