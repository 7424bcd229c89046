//! Removes members of list items that neither the contract nor a stored item has, such as the row keys of a form. Variables and auth
//! schemes have no ids, so a member of any stored item of the list is kept.

use crate::connection::edits::report_unknown;
use crate::connection::environments::{EnvironmentIndex, is_new};
use crate::connection::read_only::find_field;
use crate::contract::table::{AUTH_SCHEME_CONFIG, ENVIRONMENT_UPDATE, ENVIRONMENT_VARIABLE, Shape};
use crate::contract::{SelectedShape, select_shape};
use crate::issue::Collector;
use crate::json::{Items, Kind, MemberIndex, StringIndex, Value, Writer, values_equal};
use crate::path::PathNode;

/// Returns the next connection without row keys, as JSON text, and reports each of them. Returns `None` if the connection has no row keys. Does
/// not look into new environments and schemes of unknown types.
pub(super) fn remove_row_keys(current: Value<'_>, next: Value<'_>, found: &mut Collector<'_>) -> Option<String> {
    let mut cleaner = Cleaner { out: Writer::with_capacity(next.raw().len()), has_row_keys: false, found };
    cleaner.write_connection(current, next);
    cleaner.has_row_keys.then(|| cleaner.out.finish())
}

/// Returns an index of the names of all members of the items.
fn index_member_names(items: Items<'_>) -> StringIndex<'_> {
    let mut names = StringIndex::builder(0);
    for member in items.flat_map(Value::members) {
        names.add(member.name(), 0);
    }
    names.build()
}

/// Copies a connection, and leaves out row keys.
struct Cleaner<'f, 'r> {
    out: Writer,
    has_row_keys: bool,
    found: &'f mut Collector<'r>,
}

impl Cleaner<'_, '_> {
    fn write_connection(&mut self, current: Value<'_>, next: Value<'_>) {
        self.out.begin_object();
        let stored_fields = MemberIndex::new(current);
        for member in next.members() {
            let name = member.name();
            let stored = stored_fields.get(name);
            let is_list = member.value.kind() == Kind::Array && !values_equal(stored, Some(member.value));
            match name {
                "environments" if is_list => {
                    self.out.key(name);
                    self.write_environments(current, member.value);
                }
                "authSchemeConfigs" if is_list => {
                    self.out.key(name);
                    self.write_schemes(current, member.value);
                }
                "environmentVariables" if is_list => {
                    self.out.key(name);
                    self.write_variables(stored, member.value, &PathNode::VARIABLES);
                }
                _ => self.out.copy(member),
            }
        }
        self.out.end_object();
    }

    fn write_environments(&mut self, current: Value<'_>, next: Value<'_>) {
        let stored = EnvironmentIndex::from_connection(current);
        let path = PathNode::ENVIRONMENTS;
        self.out.begin_array();
        for (environment, index) in next.items().zip(0..) {
            let old = if is_new(environment) { None } else { stored.find(environment.get_str("id")) };
            match old.filter(|old| !old.same_as(environment)) {
                None => self.out.raw(environment.raw()),
                Some(old) => self.write_environment(old, environment, &path.index(index)),
            }
        }
        self.out.end_array();
    }

    fn write_environment(&mut self, stored: Value<'_>, next: Value<'_>, path: &PathNode<'_>) {
        self.out.begin_object();
        let stored_fields = MemberIndex::new(stored);
        for member in next.members() {
            let name = member.name();
            let old = stored_fields.get(name);
            if name == "variables" && member.value.kind() == Kind::Array {
                self.out.key(name);
                self.write_variables(old, member.value, &path.field("variables"));
            } else if old.is_none() && find_field(&ENVIRONMENT_UPDATE, name).is_none() {
                self.report(&ENVIRONMENT_UPDATE, name, member.value, path);
            } else {
                self.out.copy(member);
            }
        }
        self.out.end_object();
    }

    fn write_variables(&mut self, stored: Option<Value<'_>>, next: Value<'_>, path: &PathNode<'_>) {
        // A variable can get another name, so a member of any stored variable is kept.
        let stored_names = index_member_names(Items::from_optional(stored));
        self.out.begin_array();
        for (variable, index) in next.items().zip(0..) {
            let is_stored = |name: &str| stored_names.contains(name);
            self.write_item(&ENVIRONMENT_VARIABLE, variable, &is_stored, &path.index(index));
        }
        self.out.end_array();
    }

    fn write_schemes(&mut self, current: Value<'_>, next: Value<'_>) {
        let path = PathNode::ROOT.field("authSchemeConfigs");
        let stored_names = index_member_names(current.get_items("authSchemeConfigs"));
        self.out.begin_array();
        for (scheme, index) in next.items().zip(0..) {
            let SelectedShape::Shape(shape) = select_shape(&AUTH_SCHEME_CONFIG, scheme) else {
                self.out.raw(scheme.raw());
                continue;
            };
            self.write_item(shape, scheme, &|name| stored_names.contains(name), &path.index(index));
        }
        self.out.end_array();
    }

    /// Writes a list item without its row keys. `is_stored` returns true if the stored item has the member.
    #[inline(never)]
    fn write_item(
        &mut self,
        shape: &'static Shape,
        item: Value<'_>,
        is_stored: &dyn Fn(&str) -> bool,
        path: &PathNode<'_>,
    ) {
        if item.kind() != Kind::Object {
            return self.out.raw(item.raw());
        }
        self.out.begin_object();
        for member in item.members() {
            let name = member.name();
            if find_field(shape, name).is_none() && !is_stored(name) {
                self.report(shape, name, member.value, path);
            } else {
                self.out.copy(member);
            }
        }
        self.out.end_object();
    }

    fn report(&mut self, shape: &'static Shape, name: &str, value: Value<'_>, path: &PathNode<'_>) {
        self.has_row_keys = true;
        report_unknown(name, shape.name, value, &path.key(name), self.found);
    }
}
