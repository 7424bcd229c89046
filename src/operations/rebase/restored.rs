//! Finds the environments whose variables were overwritten by the same change of the connection's variables that mine makes.
//!
//! This happens if the update of the connection was done, but its response was lost. Mine then still contains the change of the
//! connection's variables. The update has overwritten the environments' variables that later requests were to set or to keep.

use crate::connection::edits::EnvironmentEdits;
use crate::connection::edits::VariableEdits;
use crate::connection::environments::EnvironmentIndex;
use crate::connection::own_values::{OwnValues, SharedVariables, apply_to_kept};
use crate::connection::variables::variables_equal;
use crate::json::{Document, Kind, Limits, MemberIndex, StringIndex, Value};
use crate::operations::apply::apply_variable_edits;

/// Lists of variables to set, by the id of their environment.
#[derive(Default)]
pub(super) struct RestoredVariables<'d> {
    pub(super) ids: Vec<Value<'d>>,
    /// `None` for an environment that already has its list.
    lists: Vec<Option<String>>,
    by_id: Option<StringIndex<'d>>,
}

impl<'d> RestoredVariables<'d> {
    /// Finds the overwritten environments. `shared` contains the variables of `latest` if their list differs from that of `base`.
    #[inline(never)]
    pub(super) fn find(
        [base, mine, latest]: [Value<'d>; 3],
        base_environments: &EnvironmentIndex<'d>,
        shared: Option<Value<'d>>,
        own_values: OwnValues,
    ) -> Self {
        let mut restored = Self::default();
        let Some(shared) = shared else { return restored };
        let edited = apply_variable_edits(base, mine);
        let edited = edited.as_deref().and_then(parse);
        let wanted = edited.as_ref().map(Document::root).or(mine.get_array("environmentVariables"));
        if wanted.is_none() || !variables_equal(wanted, Some(shared)) {
            return restored;
        }
        let updates = EnvironmentEdits::from_changes(mine).and_then(|edits| edits.update).map(MemberIndex::new);
        let keeper = SharedVariables::new(base.get_array("environmentVariables"), shared);
        for environment in latest.get_items("environments") {
            let Some(id) = environment.get("id") else { continue };
            let text = id.as_str().unwrap_or_default();
            let (Some(old), now) = (base_environments.find(text), environment.get("variables")) else { continue };
            let is_overwritten = variables_equal(now, Some(shared));
            let own = old.get("variables");
            let changes = updates.as_ref().and_then(|updates| updates.get(text)).and_then(|one| one.get("variables"));
            let list = match own_values {
                OwnValues::Keep => {
                    let kept = keeper.keep(own);
                    let edited = changes.and_then(|changes| apply_to_kept(own, parse(&kept)?.root(), changes));
                    Some(edited.unwrap_or(kept))
                }
                OwnValues::Overwrite => changes.and_then(|changes| match changes.kind() {
                    Kind::Object => VariableEdits::read(changes).apply(own),
                    _ => Some(changes.raw().to_owned()),
                }),
            };
            let Some(list) = list else { continue };
            let is_done = parse(&list).is_some_and(|list| variables_equal(now, Some(list.root())));
            if is_done || is_overwritten {
                restored.ids.push(id);
                restored.lists.push((!is_done).then_some(list));
            }
        }
        if !restored.ids.is_empty() {
            restored.by_id = Some(StringIndex::from_values(&restored.ids));
        }
        restored
    }

    /// Returns the list to set in an environment, or `Some(None)` if it already has the list that mine leads to. Returns `None`
    /// if mine and the other side must be compared.
    pub(super) fn get(&self, id: &str) -> Option<Option<&str>> {
        let at = self.by_id.as_ref()?.get(id)?;
        self.lists.get(at as usize).map(Option::as_deref)
    }
}

fn parse(text: &str) -> Option<Document<'_>> {
    Document::parse(text.as_bytes(), Limits::NONE).ok()
}
