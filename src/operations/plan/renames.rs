//! Orders the requests that rename environments. The platform refuses a name that another environment has at that moment.

use super::environments::PlannedEnvironments;
use crate::issue::{Collector, IssueCode};
use crate::json::{StringIndex, Value};
use crate::operations::apply::ListItem;
use crate::path::PathNode;

/// The renamed environments, each as its index in the stored list.
#[derive(Clone, Debug, Default)]
pub(super) struct Renames {
    /// The environments that are renamed before the update of the connection, in the order of their requests.
    pub(super) first: Vec<u32>,
    /// The environments that are renamed after it. An environment that needs the old name of another one follows that one.
    pub(super) last: Vec<u32>,
}

/// The progress of the search for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Unknown,
    Running,
    /// The environment can be renamed. True if this must be after the update of the connection, which deletes an environment
    /// with the new name.
    Possible(bool),
    /// The environment cannot be renamed: the renames form a cycle.
    Impossible,
}

impl<'d> PlannedEnvironments<'d> {
    /// Orders the renamed environments. An environment whose old name is needed by another one is renamed first. Renames that
    /// form a cycle become unsupported edits. Reports names that two environments have after the plan.
    #[inline(never)]
    pub(super) fn order_renames(&mut self, found: &mut Collector<'_>) -> Renames {
        let mut renames = Renames::default();
        let renamed: Vec<u32> = self
            .stored_in_order()
            .filter(|at| self.planned.get(*at as usize).is_some_and(|planned| planned.resolved.name.is_some()))
            .collect();
        if !renamed.is_empty() {
            let stored: Vec<Value<'d>> = self.planned.iter().map(|planned| planned.resolved.stored).collect();
            let holders = StringIndex::from_members(&stored, "name");
            let needed_by_new = StringIndex::from_members(&self.added, "name");
            let mut states = vec![State::Unknown; self.planned.len()];
            for at in &renamed {
                self.visit(*at, &holders, &needed_by_new, &mut states);
            }
            for at in &renamed {
                if states.get(*at as usize) == Some(&State::Impossible) {
                    self.drop_name(*at as usize, found);
                }
            }
            let needed = self.index_needed_names(&renamed);
            let mut is_placed = vec![false; self.planned.len()];
            for is_first in [true, false] {
                for at in &renamed {
                    let Some(State::Possible(is_late)) = states.get(*at as usize).copied() else { continue };
                    let old = self.old_name(*at);
                    let goes_first = !is_late && (needed.contains(old) || needed_by_new.contains(old));
                    if goes_first == is_first {
                        let list = if is_first { &mut renames.first } else { &mut renames.last };
                        self.place(*at, &holders, &mut is_placed, list);
                    }
                }
            }
            for at in &renames.first {
                self.planned.get_mut(*at as usize).into_iter().for_each(|planned| planned.is_renamed_first = true);
            }
            self.report_duplicate_names(found);
        }
        renames
    }

    /// Returns the indices of the stored environments that stay, in their new order.
    fn stored_in_order(&self) -> impl Iterator<Item = u32> + '_ {
        self.order.iter().filter_map(|item| match *item {
            ListItem::Stored(at) => Some(at),
            ListItem::New(_) => None,
        })
    }

    fn old_name(&self, at: u32) -> &'d str {
        self.planned.get(at as usize).map_or("", |planned| planned.resolved.stored.get_str("name"))
    }

    fn new_name(&self, at: u32) -> Option<&'d str> {
        self.planned.get(at as usize)?.resolved.name?.as_str()
    }

    /// Returns the environment that has the new name of `at` now.
    fn holder(&self, at: u32, holders: &StringIndex<'_>) -> Option<u32> {
        holders.get(self.new_name(at)?).filter(|holder| *holder != at)
    }

    /// Follows the environments that must be renamed before `at`, and decides for each of them if that is possible.
    ///
    /// A rename is impossible if it must be both before the update of the connection, because a new environment needs the old
    /// name, and after it. So is each rename that waits for an impossible one.
    fn visit(&self, at: u32, holders: &StringIndex<'_>, needed_by_new: &StringIndex<'_>, states: &mut [State]) {
        let mut chain = vec![];
        let mut next = Some(at);
        let mut end = State::Possible(false);
        while let Some(at) = next {
            match states.get_mut(at as usize) {
                Some(state) if *state == State::Unknown => *state = State::Running,
                Some(State::Running) => {
                    end = State::Impossible;
                    break;
                }
                Some(known) => {
                    end = *known;
                    break;
                }
                None => break,
            }
            chain.push(at);
            next = self.holder(at, holders).filter(|holder| {
                let planned = self.planned.get(*holder as usize);
                let is_renamed = planned.is_some_and(|planned| planned.stays && planned.resolved.name.is_some());
                if planned.is_some_and(|planned| !planned.stays) {
                    // The update of the connection deletes the holder.
                    end = State::Possible(true);
                }
                is_renamed
            });
        }
        for at in chain.into_iter().rev() {
            if end == State::Possible(true) && needed_by_new.contains(self.old_name(at)) {
                end = State::Impossible;
            }
            states.get_mut(at as usize).into_iter().for_each(|state| *state = end);
        }
    }

    /// Returns an index of the new names of the renamed environments.
    fn index_needed_names(&self, renamed: &[u32]) -> StringIndex<'d> {
        let mut names = StringIndex::builder(renamed.len());
        for at in renamed {
            if let Some(name) = self.new_name(*at) {
                names.add(name, *at);
            }
        }
        names.build()
    }

    /// Appends an environment to `list`, after the environments that must be renamed before it.
    fn place(&self, at: u32, holders: &StringIndex<'_>, is_placed: &mut [bool], list: &mut Vec<u32>) {
        let start = list.len();
        let mut next = Some(at);
        while let Some(at) = next
            && let Some(placed) = is_placed.get_mut(at as usize)
            && !std::mem::replace(placed, true)
        {
            list.push(at);
            next = self.holder(at, holders).filter(|holder| self.new_name(*holder).is_some());
        }
        list.get_mut(start..).into_iter().for_each(<[u32]>::reverse);
    }

    /// Reports each new name that another environment has after the plan. A name that two stored environments have already is not
    /// reported.
    #[inline(never)]
    fn report_duplicate_names(&self, found: &mut Collector<'_>) {
        let path = PathNode::ENVIRONMENTS;
        let path = path.field("update");
        let mut names = StringIndex::builder(self.order.len());
        // Returns the name of an environment after the plan, and true if the changes set it.
        let final_name = |item: &ListItem| match *item {
            ListItem::New(at) => (self.added.get(at as usize).and_then(|new| new.get("name")), true),
            ListItem::Stored(at) => {
                let resolved = self.planned.get(at as usize).map(|planned| &planned.resolved);
                let new = resolved.and_then(|resolved| resolved.name);
                (new.or_else(|| resolved.and_then(|resolved| resolved.stored.get("name"))), new.is_some())
            }
        };
        for (item, at) in self.order.iter().zip(0..) {
            if let Some(name) = final_name(item).0.and_then(Value::as_str) {
                names.add(name, at);
            }
        }
        // An environment can get the name of several others. Its name is reported once.
        let mut is_reported = vec![false; self.planned.len()];
        for (later, first) in names.build().duplicates() {
            let params = [("field", "name".into()), ("first", first.into())];
            let items = [later, first].map(|at| self.order.get(at as usize));
            let [Some(later), Some(first)] = items else { continue };
            let [is_set_later, is_set_first] = [later, first].map(|item| final_name(item).1);
            // The validation of the body reports new environments with the name of another environment in the body.
            let renamed = match (*later, *first) {
                (ListItem::Stored(at), _) if is_set_later => at,
                (_, ListItem::Stored(at)) if is_set_first => at,
                _ => continue,
            };
            let Some(false) = is_reported.get_mut(renamed as usize).map(|known| std::mem::replace(known, true)) else {
                continue;
            };
            let id = self.planned.get(renamed as usize).map_or("", |planned| planned.resolved.stored.get_str("id"));
            let path = path.key(id);
            let offset = final_name(&ListItem::Stored(renamed)).0.map_or(0, Value::offset);
            found.push(IssueCode::DuplicateValue, offset, &path.field("name"), &params);
        }
    }
}
