//! Large and hostile inputs of any size. Each shape made an operation slow or large, or could do so.

/// The inputs of one shape.
pub(crate) struct Shape {
    /// The stored connection.
    pub(crate) current: String,
    /// An edited connection, which is also a body.
    pub(crate) next: String,
    /// Changes to the stored connection.
    pub(crate) changes: String,
    /// The connection as someone else has changed it.
    pub(crate) latest: String,
}

const HEAD: &str = r#""id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C01","organisationId":"01J9ZK8Q4T7W3X5Y6Z8A9B0C02","protocol":"http","baseUrl":"https://shop.example""#;

/// Returns a connection with these members.
fn connection(name: &str, members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(r#"{{{HEAD},"name":"{name}"{comma}{members}}}"#)
}

/// Returns a list with an item for each number below `count`.
fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    let items: Vec<_> = (0..count).map(item).collect();
    format!("[{}]", items.join(","))
}

/// Returns members with a comma between them.
fn members(count: usize, member: impl Fn(usize) -> String) -> String {
    (0..count).map(member).collect::<Vec<_>>().join(",")
}

fn id(index: usize) -> String {
    format!("01J9ZK8Q4T7W3X5Y{index:010}")
}

fn environment(index: usize, more: &str) -> String {
    format!(r#"{{"id":"{}","name":"Environment {index}"{more}}}"#, id(index))
}

fn environments(count: usize, more: impl Fn(usize) -> String) -> String {
    format!(r#""environments":{}"#, list(count, |index| environment(index, &more(index))))
}

fn variables(count: usize, variable: impl Fn(usize) -> String) -> String {
    format!(r#""environmentVariables":{}"#, list(count, variable))
}

fn scheme(index: usize) -> String {
    format!(r#"{{"schemeType":"api-key","name":"key-{index}","in":"header"}}"#)
}

fn credential(index: usize, scheme: &str) -> String {
    format!(r#"{{"id":"{}","authSchemeConfig":{scheme}}}"#, id(index))
}

/// Returns the edits `update` of every environment.
fn updates(count: usize, changes: impl Fn(usize) -> String) -> String {
    let update = members(count, |index| format!(r#""{}":{}"#, id(index), changes(index)));
    format!(r#""environments":{{"update":{{{update}}}}}"#)
}

/// Returns an environment with this name.
fn named_environment(index: usize, name: &str) -> String {
    format!(r#"{{"id":"{}","name":"{name}"}}"#, id(index))
}

/// Returns environments with the names that `name` returns.
fn renamed_environments(count: usize, name: impl Fn(usize) -> String) -> String {
    format!(r#""environments":{}"#, list(count, |index| named_environment(index, &name(index))))
}

/// Returns the inputs of a shape, from members of the connections and of the changes.
fn shape(current: &str, next: &str, changes: &str, latest: &str) -> Shape {
    Shape {
        current: connection("Shop", current),
        next: connection("Shop", next),
        changes: format!("{{{changes}}}"),
        latest: connection("Other", latest),
    }
}

/// The name of a shape, and a function that returns its inputs for a size.
type NamedShape = (&'static str, fn(usize) -> Shape);

/// Every shape: its name, and a function that returns inputs of a length that is proportional to `n`.
pub(crate) const SHAPES: &[NamedShape] = &[
    ("unknown fields on both sides", |n| {
        let unknown = |from: usize| members(n, move |index| format!(r#""later{}":{index}"#, index + from));
        shape(&unknown(0), &unknown(n / 2), &unknown(n / 2), &unknown(0))
    }),
    ("auth schemes in reverse order", |n| {
        let schemes = format!(r#""authSchemeConfigs":{}"#, list(n, scheme));
        let reversed = format!(r#""authSchemeConfigs":{}"#, list(n, |index| scheme(n - 1 - index)));
        shape(&schemes, &reversed, &reversed, &schemes)
    }),
    ("copies of auth schemes in environments", |n| {
        let copy = |index| format!(r#","credentials":{{"action":[{}]}}"#, credential(index, &scheme(index)));
        let copies = environments(n, copy);
        let schemes = |from: usize| format!(r#""authSchemeConfigs":{}"#, list(n, move |index| scheme(index + from)));
        let stored = format!("{},{copies}", schemes(0));
        shape(&stored, &format!("{},{copies}", schemes(n)), &schemes(n), &stored)
    }),
    ("environments in reverse order", |n| {
        let backwards = format!(r#""environments":{}"#, list(n, |index| environment(n - 1 - index, "")));
        let order = list(n, |index| format!("\"{}\"", id(n - 1 - index)));
        let changes = format!(r#""environments":{{"order":{order}}}"#);
        shape(&environments(n, |_| String::new()), &backwards, &changes, &environments(n + 1, |_| String::new()))
    }),
    ("new environments between stored ones", |n| {
        let inserted = list(2 * n, |index| match index % 2 {
            0 => environment(index / 2, ""),
            _ => format!(r#"{{"name":"New {index}","credentials":{{}},"variables":[]}}"#),
        });
        let inserted = format!(r#""environments":{inserted}"#);
        let plain = |count| environments(count, |_| String::new());
        shape(&plain(n), &inserted, &inserted, &plain(n + 1))
    }),
    ("removed environments that someone else edited", |n| {
        let removed = list(n / 2, |index| format!("\"{}\"", id(2 * index)));
        shape(
            &environments(n, |_| String::new()),
            &environments(n / 2, |_| String::new()),
            &format!(r#""environments":{{"remove":{removed}}}"#),
            &environments(n, |_| r#","variables":[{"name":"A","value":"1"}]"#.to_owned()),
        )
    }),
    ("variables that both sides changed", |n| {
        let set = members(n, |index| format!(r#""V{index}":"3""#));
        let changes = format!(r#""environmentVariables":{{"set":{{{set}}}}}"#);
        shape(&numbered(n, 0), &numbered(n, 3), &changes, &numbered(n, 2))
    }),
    ("own variables of environments", |n| {
        let own = |value: usize| {
            let list = list(4, move |index| format!(r#"{{"name":"V{index}","value":"{value}"}}"#));
            environments(n, move |_| format!(r#","variables":{list}"#))
        };
        let shared = variables(4, |index| format!(r#"{{"name":"V{index}","value":"7"}}"#));
        shape(&own(0), &format!("{},{shared}", own(1)), &shared, &own(2))
    }),
    ("credentials in reverse order", |n| {
        let credentials = |is_reversed: bool| {
            let position = move |index| if is_reversed { n - 1 - index } else { index };
            let list = list(n, |index| credential(position(index), r#"{"schemeType":"none"}"#));
            format!(r#""environments":[{}]"#, environment(0, &format!(r#","credentials":{{"action":{list}}}"#)))
        };
        shape(&credentials(false), &credentials(true), &credentials(true), &credentials(true))
    }),
    ("edited credentials of an environment with a long name", |n| {
        let credentials = |name: &str| {
            let credential = |index| format!(r#"{{"id":"{}","credential":{{"id":"x","name":"{name}"}}}}"#, id(index));
            let list = list(n, credential);
            let name = long(n);
            format!(r#""environments":[{{"id":"{}","name":"{name}","credentials":{{"action":{list}}}}}]"#, id(0))
        };
        shape(&credentials("a"), &credentials("b"), r#""name":"X""#, &credentials("c"))
    }),
    ("duplicate keys inside a long key", |n| {
        let duplicates = format!(r#""{}":{{{}}}"#, long(n), members(n, |_| r#""a":0"#.to_owned()));
        shape("", &duplicates, &duplicates, "")
    }),
    ("duplicate keys below many levels", |n| {
        let inner = members(n, |_| r#""a":0"#.to_owned());
        let nested = format!("\"x\":{}{{{inner}}}{}", r#"{"x":"#.repeat(100), "}".repeat(100));
        shape("", &nested, &nested, &nested)
    }),
    ("a stored connection with duplicate keys", |n| {
        let duplicates = format!(r#""{}":{{{}}}"#, long(n), members(n, |_| r#""a":0"#.to_owned()));
        shape(&duplicates, "", r#""name":"X""#, &duplicates)
    }),
    ("lone surrogates inside a long key", |n| {
        let surrogates = format!(r#""{}":{}"#, long(n), list(n, |_| r#""\ud800""#.to_owned()));
        shape("", &surrogates, &surrogates, &surrogates)
    }),
    ("environments of one name", |n| {
        let same = environments(n, |_| String::new()).replace("Environment ", "E\",\"was\":\"");
        shape(&same, &same, &same, &same)
    }),
    ("variables of one name", |n| {
        let same = variables(n, |index| format!(r#"{{"name":"A","value":"{index}"}}"#));
        shape(&same, &same, &same, &same)
    }),
    ("stored values that are not valid", |n| {
        let blank = variables(n, |index| format!(r#"{{"name":" ","value":"{index}","{index}":1}}"#));
        shape(&blank, &blank, &blank, &blank)
    }),
    ("stored values that are not valid in a large environment", |n| {
        let more = members(n, |index| format!(r#""u{index}":1"#));
        let blank = list(n, |index| format!(r#"{{"name":" ","value":"{index}"}}"#));
        let large = format!(r#""environments":[{}]"#, environment(0, &format!(r#",{more},"variables":{blank}"#)));
        shape(&large, &large, &large, &large)
    }),
    ("edits of an environment with a long name", |n| {
        let named = |from: usize| {
            let list = list(n, |index| credential(index + from, r#"{"schemeType":"none"}"#));
            let credentials = format!(r#","credentials":{{"action":{list}}}"#);
            format!(r#""environments":[{{"id":"{}","name":"{}"{credentials}}}]"#, id(0), long(n))
        };
        shape(&named(0), &named(1), &named(1), &named(2))
    }),
    ("row keys of variables", |n| {
        let keyed = variables(n, |index| format!(r#"{{"name":"V{index}","value":"1","_key":{index}}}"#));
        shape(&numbered(n, 1), &keyed, &keyed, &numbered(n, 1))
    }),
    ("unknown members of items", |n| {
        let wide = |prefix: &str| {
            let more = members(n, |index| format!(r#""{prefix}{index}":1"#));
            let environments = format!(r#""environments":[{}]"#, environment(0, &format!(",{more}")));
            format!(r#""authSchemeConfigs":[{{"schemeType":"none",{more}}}],{environments}"#)
        };
        shape(&wide("a"), &wide("b"), &wide("b"), &wide("c"))
    }),
    ("values that are skipped", |n| {
        let nested = format!(r#""later":{}{}"#, "[".repeat(100), "]".repeat(100));
        let wide = format!(r#""more":{}"#, list(n, |index| (index % 10).to_string()));
        shape(&wide, &format!("{nested},{wide}"), &wide, &wide)
    }),
    ("changes of many environments", |n| {
        let edited = |value: usize| {
            let variable = move |name| format!(r#"{{"name":"{name}","value":"{value}"}}"#);
            let scheme = credential(0, &scheme(value));
            let more = format!(r#","credentials":{{"action":[{scheme}]}},"variables":[{}]"#, variable("A"));
            environments(n, move |_| more.clone())
        };
        let credential = credential(0, &scheme(1));
        let changes = format!(r#"{{"variables":{{"set":{{"A":"1"}}}},"credentials":{{"action":[{credential}]}}}}"#);
        shape(&edited(0), &edited(1), &updates(n, move |_| changes.clone()), &edited(2))
    }),
    ("changes of many environments with a warning each", |n| {
        let edited = |value: &str| {
            let more = format!(r#","variables":[{{"name":"A","value":"{value}"}}]"#);
            environments(n, move |_| more.clone())
        };
        let changes = |index| format!(r#"{{"name":" Environment {index} ","variables":{{"set":{{"A":"***"}}}}}}"#);
        shape(&edited("1"), &edited("***"), &updates(n, changes), &edited("2"))
    }),
    ("names that move along a chain", |n| renaming(n, |index| index + 1)),
    ("names that are exchanged in a circle", |n| renaming(n, |index| (index + 1) % n)),
    ("names that are exchanged in pairs", |n| renaming(n / 2 * 2, |index| index ^ 1)),
    ("old names for new environments", |n| {
        let new = list(n, |index| {
            let variables = r#"[{"name":"A","value":"own"}]"#;
            format!(r#"{{"name":"Environment {index}","credentials":{{}},"variables":{variables}}}"#)
        });
        let order = members(n, |index| format!(r#"{},"{}""#, n - 1 - index, id(index)));
        let update = members(n, |index| format!(r#""{}":{{"name":"Old {index}"}}"#, id(index)));
        let shared = r#""environmentVariables":[{"name":"A","value":"shared"}]"#;
        let changes = format!(r#"{shared},"environments":{{"add":{new},"order":[{order}],"update":{{{update}}}}}"#);
        let renamed = format!(
            r#""environments":{}"#,
            list(2 * n, |index| match index % 2 {
                0 => named_environment(index / 2, &format!("Old {}", index / 2)),
                _ => format!(r#"{{"name":"Environment {}","variables":[]}}"#, index / 2),
            })
        );
        let plain = |count| environments(count, |_| String::new());
        shape(&plain(n), &format!("{renamed},{shared}"), &changes, &plain(n + 1))
    }),
    ("new environments with own variables", |n| {
        let environment = |index| {
            let variables = r#"[{"name":"A","value":"own"}]"#;
            format!(r#"{{"name":"New {index}","credentials":{{}},"variables":{variables}}}"#)
        };
        let shared = r#""environmentVariables":[{"name":"A","value":"shared"}]"#;
        let new = format!(r#"{shared},"environments":{}"#, list(n, environment));
        shape("", &new, &new, &environments(n, |_| String::new()))
    }),
    ("many variables that two environments keep", |n| {
        let stored = |own: usize| {
            let own = list(n, move |index| format!(r#"{{"name":"V{index}","value":"{}"}}"#, index % 2 * own));
            format!("{},{}", numbered(n, 0), environments(2, move |_| format!(r#","variables":{own}"#)))
        };
        let set = members(n, |index| format!(r#""V{index}":"9""#));
        let own = members(n / 2, |index| format!(r#""V{}":"8""#, 2 * index));
        let update = updates(2, |_| format!(r#"{{"variables":{{"set":{{{own}}}}}}}"#));
        let changes = format!(r#""environmentVariables":{{"set":{{{set}}}}},{update}"#);
        shape(&stored(1), &stored(2), &changes, &stored(1).replace("V1\"", "W\""))
    }),
    ("a whole list of variables of one environment", |n| {
        let own = |value: usize| {
            let list = list(n, move |index| format!(r#"{{"name":"V{index}","value":"{value}"}}"#));
            format!(r#""variables":{list}"#)
        };
        let stored = |value: usize| environments(1, |_| format!(",{}", own(value)));
        let backwards = list(n, |index| format!(r#"{{"name":"V{}","value":"***"}}"#, n - 1 - index));
        let changes = updates(1, |_| format!(r#"{{"variables":{backwards}}}"#));
        let changes = format!(r#"{changes},"environmentVariables":{backwards}"#);
        shape(&stored(0), &stored(1), &changes, &stored(2))
    }),
    ("warnings about the variables of one environment", |n| {
        let own = |value: &str| {
            let list = list(n, |index| format!(r#"{{"name":"V{index}","value":"{value}"}}"#));
            format!(r#""variables":{list}"#)
        };
        let stored = |value: &str| environments(1, |_| format!(",{}", own(value)));
        let set = members(n, |index| format!(r#""V{index}":"***""#));
        let update = updates(1, |_| format!(r#"{{"variables":{{"set":{{{set}}}}}}}"#));
        let changes = format!(r#"{update},"environmentVariables":{{"set":{{{set}}}}}"#);
        shape(&stored("1"), &stored("***"), &changes, &stored("2"))
    }),
    ("edited auth schemes of one environment", |n| {
        let wanted = |from: usize, is_reversed: bool| {
            let at = move |index| if is_reversed { n - 1 - index } else { index };
            let scheme = move |index| format!(r#"{{"schemeType":"api-key","name":" {} ","in":"later"}}"#, index + from);
            format!(r#""credentials":{{"action":{}}}"#, list(n, |index| credential(at(index), &scheme(at(index)))))
        };
        let stored = |from, is_reversed| environments(1, |_| format!(",{}", wanted(from, is_reversed)));
        let changes = updates(1, |_| format!("{{{}}}", wanted(1, true)));
        shape(&stored(0, false), &stored(1, true), &changes, &stored(2, false))
    }),
    ("auth schemes of other types", |n| {
        let wanted = |scheme_type: &str, extra: usize| {
            let scheme = format!(r#"{{"schemeType":"{scheme_type}"}}"#);
            let list = list(n + extra, |index| credential(index, &scheme));
            format!(r#""credentials":{{"action":{list}}}"#)
        };
        let named = |scheme_type: &str| {
            let wanted = wanted(scheme_type, 0);
            format!(r#""environments":[{{"id":"{}","name":"{}",{wanted}}}]"#, id(0), long(n))
        };
        let changes = updates(1, |_| format!("{{{}}}", wanted("basic-auth", 1)));
        shape(&named("none"), &named("basic-auth"), &changes, &named("hmac"))
    }),
    ("other credentials of many environments", |n| {
        let stored = |from: usize| {
            let more = move |index| credential(index + from, r#"{"schemeType":"none"}"#);
            environments(n, move |index| format!(r#","credentials":{{"action":[{}]}}"#, more(index)))
        };
        let changes = updates(n, |index| format!(r#"{{"credentials":{{"action":[{{"id":"{}"}}]}}}}"#, id(index + 1)));
        shape(&stored(0), &stored(1), &changes, &stored(2))
    }),
    ("many shared variables for many environments", |n| {
        let stored = format!("{},{}", numbered(n, 0), environments(n, |_| String::new()));
        let set = members(n, |index| format!(r#""V{index}":"9""#));
        let next = format!("{},{}", numbered(n, 9), environments(n, |_| String::new()));
        shape(&stored, &next, &format!(r#""environmentVariables":{{"set":{{{set}}}}}"#), &stored)
    }),
    ("unknown changes of an environment with a long name", |n| unknown_changes(n, &id(0), &long(n))),
    ("unknown changes of an environment with a long id", |n| unknown_changes(n, &long(n), "Test")),
    ("changes of the variables of an environment that are not valid", |n| {
        let set = members(n, |index| format!(r#""V{index}":1"#));
        let removed = list(n, |index| format!(r#""W{index}""#));
        let edits = format!(r#"{{"set":{{{set}}},"remove":{removed}}}"#);
        let changes = updates(1, |_| format!(r#"{{"variables":{edits}}}"#));
        let stored = format!(r#""environments":[{}]"#, named_environment(0, &long(n)));
        shape(&stored, &stored, &format!(r#"{changes},"environmentVariables":{edits}"#), &stored)
    }),
    ("changes of unknown environments", |n| {
        let stored = environments(1, |_| String::new());
        let edited = format!(r#""environments":{}"#, list(n, |index| environment(index + 1, "")));
        shape(&stored, &edited, &updates(n, |_| r#"{"name":"X","later":1}"#.to_owned()), &stored)
    }),
    ("one name for many environments", |n| {
        let stored = environments(n, |_| String::new());
        let same = renamed_environments(n, |_| "Same".to_owned());
        shape(&stored, &same, &updates(n, |_| r#"{"name":"Same"}"#.to_owned()), &stored)
    }),
];

/// Returns the inputs of a shape that gives each environment the name that another one has.
fn renaming(count: usize, holder: impl Fn(usize) -> usize) -> Shape {
    let name = |index| format!("Environment {}", holder(index));
    let changes = updates(count, |index| format!(r#"{{"name":"{}"}}"#, name(index)));
    let latest = environments(count, |_| r#","later":1"#.to_owned());
    shape(&environments(count, |_| String::new()), &renamed_environments(count, name), &changes, &latest)
}

/// Returns the inputs of a shape with `count` unknown members in the changes of one environment.
fn unknown_changes(count: usize, id: &str, name: &str) -> Shape {
    let stored = |later: usize| format!(r#""environments":[{{"id":"{id}","name":"{name}","later":{later}}}]"#);
    let unknown = members(count, |index| format!(r#""u{index}":1"#));
    let changes = format!(r#""environments":{{"update":{{"{id}":{{{unknown}}}}}}}"#);
    shape(&stored(0), &stored(1), &changes, &stored(2))
}

/// Returns a text of a length that is proportional to `n`.
fn long(n: usize) -> String {
    "x".repeat(32 * n)
}

/// Returns variables with numbers in their names, and the same value.
fn numbered(n: usize, value: usize) -> String {
    variables(n, move |index| format!(r#"{{"name":"V{index}","value":"{value}"}}"#))
}
