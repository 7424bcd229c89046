//! Collects the issues that rules report, and returns them in document order.

use std::borrow::Cow;
use std::mem;
use std::sync::Arc;

use super::codes::IssueCode;
use super::level::{Severity, Source};
use super::report::{Issue, IssueRef, MAX_ISSUES, Param, ParamRef, Params, Report};
use super::rules::Rules;
use crate::path::{Path, PathNode, Segment};
use crate::text::sort;

/// Receives each issue when it is found, so that no list of issues is built.
pub(crate) trait IssueSink {
    fn emit(&mut self, issue: &IssueRef<'_>);
}

/// Compares values of a body with the stored connection.
pub(crate) trait StoredValues {
    /// Returns true if the value at the path is the stored one. For an issue about a duplicate, returns true if all items with
    /// this value are stored.
    fn is_stored(&mut self, code: IssueCode, path: &PathNode<'_>) -> bool;

    /// Returns true if the stored value is `null` too, and the body is a draft. The value at the path must be `null`. A draft does
    /// not send such a value.
    fn is_unsent_null(&mut self, path: &PathNode<'_>) -> bool;
}

/// Collects issues under a set of rules.
pub(crate) struct Collector<'r> {
    rules: &'r Rules,
    /// The stored connection, if it is known. Judgements about stored values are at most warnings.
    stored: Option<&'r mut dyn StoredValues>,
    issues: Vec<Issue>,
    /// A sort key for each issue: its offset in the document in the upper 32 bits, its index in `issues` in the lower 32 bits.
    keys: Vec<u64>,
    /// If set, receives the issues instead of the list `issues`. Issues with an owned path are always stored in the list.
    sink: Option<&'r mut dyn IssueSink>,
    /// The number of errors within the limit.
    errors: usize,
    /// The number of other issues within the limit.
    others: usize,
    /// The number of issues beyond the limits, and the worst severity of those issues.
    overflow: Option<(u32, Severity)>,
    /// The last long strings of params. Issues share them, because many issues can name the same environment.
    strings: SharedStrings,
}

impl<'r> Collector<'r> {
    pub(crate) const fn new(rules: &'r Rules) -> Self {
        Self {
            rules,
            stored: None,
            issues: Vec::new(),
            keys: Vec::new(),
            sink: None,
            errors: 0,
            others: 0,
            overflow: None,
            strings: SharedStrings(Vec::new()),
        }
    }

    /// Creates a collector that compares values with the stored connection. A judgement about a stored value is at most a
    /// warning, so that values that the platform accepted earlier prevent no update.
    pub(crate) fn with_stored(rules: &'r Rules, stored: &'r mut dyn StoredValues) -> Self {
        Self { stored: Some(stored), ..Self::new(rules) }
    }

    /// Creates a collector that passes issues to a sink, in the order in which they are found.
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "only the WebAssembly module uses a sink"))]
    pub(crate) fn with_sink(rules: &'r Rules, sink: &'r mut dyn IssueSink) -> Self {
        Self { sink: Some(sink), ..Self::new(rules) }
    }

    /// Returns true if issues of this code are reported.
    pub(crate) fn is_enabled(&self, code: IssueCode) -> bool {
        self.rules.severity(code, code.source()).is_some()
    }

    /// Adds an issue. The byte `offset` of the issue in the document decides the order of issues.
    #[inline(never)]
    pub(crate) fn push(
        &mut self,
        code: IssueCode,
        offset: u32,
        path: &PathNode<'_>,
        params: &[(&'static str, ParamRef<'_>)],
    ) {
        self.push_with_source(code.source(), code, offset, path, params);
    }

    /// Adds an issue with a source that differs from the default source of its code.
    // Not inlined, because many functions call this function, and it rarely runs.
    #[inline(never)]
    pub(crate) fn push_with_source(
        &mut self,
        source: Option<Source>,
        code: IssueCode,
        offset: u32,
        path: &PathNode<'_>,
        params: &[(&'static str, ParamRef<'_>)],
    ) {
        if source.is_none()
            && code.depends_on_stored_value()
            && self.stored.as_mut().is_some_and(|stored| stored.is_stored(code, path))
        {
            return self.push_about_stored_value(code, offset, path, params);
        }
        let severity = self.rules.severity(code, source);
        if let Some(severity) = self.admit(severity) {
            self.emit(&IssueRef { code, severity, source, offset, path, params });
        }
    }

    /// Adds a judgement about a value that is stored already.
    #[cold]
    fn push_about_stored_value(
        &mut self,
        code: IssueCode,
        offset: u32,
        path: &PathNode<'_>,
        params: &[(&'static str, ParamRef<'_>)],
    ) {
        if code != IssueCode::MaskedValue {
            let params = [params, &[("stored", ParamRef::Boolean(true))]].concat();
            self.push_as_warning(code, offset, path, &params);
        }
    }

    /// Adds a judgement that is at most a warning by default, although its code is an error elsewhere.
    #[inline(never)]
    pub(crate) fn push_as_warning(
        &mut self,
        code: IssueCode,
        offset: u32,
        path: &PathNode<'_>,
        params: &[(&'static str, ParamRef<'_>)],
    ) {
        let severity = self.rules.severity_as_warning(code);
        if let Some(severity) = self.admit(severity) {
            self.emit(&IssueRef { code, severity, source: None, offset, path, params });
        }
    }

    /// Returns true if the stored value is `null` too, and the body is a draft. The value at the path must be `null`.
    #[cold]
    pub(crate) fn is_unsent_null(&mut self, path: &PathNode<'_>) -> bool {
        self.stored.as_mut().is_some_and(|stored| stored.is_unsent_null(path))
    }

    /// Adds an issue with an owned path.
    #[inline(never)]
    pub(crate) fn push_at(
        &mut self,
        code: IssueCode,
        offset: u32,
        path: Path,
        params: &[(&'static str, ParamRef<'_>)],
    ) {
        let source = code.source();
        let severity = self.rules.severity(code, source);
        if let Some(severity) = self.admit(severity) {
            let params = self.strings.own_params(params);
            self.store(offset, Issue { code, severity, source, path, params });
        }
    }

    /// Adds an issue with an owned path. Calls `get_path` only if the limit of the report is not reached, because inputs can have
    /// millions of I-JSON violations.
    #[cold]
    pub(crate) fn push_at_lazily(
        &mut self,
        code: IssueCode,
        offset: u32,
        get_path: &mut dyn FnMut() -> Path,
        params: &[(&'static str, ParamRef<'_>)],
    ) {
        let source = code.source();
        let severity = self.rules.severity(code, source);
        if let Some(severity) = self.admit(severity) {
            let params = self.strings.own_params(params);
            self.store(offset, Issue { code, severity, source, path: get_path(), params });
        }
    }

    /// Adds an issue about a duplicate key. The param `key` is the last segment of the path.
    #[cold]
    pub(crate) fn push_duplicate_key(&mut self, offset: u32, get_path: &mut dyn FnMut() -> Path) {
        let mut key = String::new();
        let mut get_path = || {
            let path = get_path();
            if let Some(Segment::Key(last)) = path.last() {
                key.push_str(last);
            }
            path
        };
        let before = self.issues.len();
        self.push_at_lazily(IssueCode::DuplicateKey, offset, &mut get_path, &[]);
        if let Some(issue) = self.issues.get_mut(before) {
            issue.params.push((Cow::Borrowed("key"), Param::from(key)));
        }
    }

    /// Counts an issue and returns its severity. Returns `None` if the severity is `None` because the rules turn the code off,
    /// or if the limit of the report is reached.
    fn admit(&mut self, severity: Option<Severity>) -> Option<Severity> {
        let severity = severity?;
        let count = if severity == Severity::Error { &mut self.errors } else { &mut self.others };
        if *count < MAX_ISSUES {
            *count += 1;
            return Some(severity);
        }
        let (count, worst) = self.overflow.unwrap_or((0, severity));
        self.overflow = Some((count + 1, worst.min(severity)));
        None
    }

    /// Passes an issue to the sink, or stores it.
    fn emit(&mut self, issue: &IssueRef<'_>) {
        match &mut self.sink {
            Some(sink) => sink.emit(issue),
            None => {
                let IssueRef { code, severity, source, offset, path, params } = *issue;
                let params = self.strings.own_params(params);
                self.store(offset, Issue { code, severity, source, path: path.to_path(), params });
            }
        }
    }

    #[inline(never)]
    fn store(&mut self, offset: u32, issue: Issue) {
        self.keys.push(u64::from(offset) << 32 | self.issues.len() as u64);
        self.issues.push(issue);
    }

    /// Adds a last issue that counts the issues beyond the limits. Adds nothing if no issue is beyond the limits.
    fn push_overflow_issue(&mut self) {
        if let Some((count, severity)) = self.overflow.take() {
            let params = &[("count", count.into())];
            let (code, path) = (IssueCode::MoreIssues, &PathNode::ROOT);
            self.emit(&IssueRef { code, severity, source: None, offset: u32::MAX, path, params });
        }
    }

    /// Returns the issues in document order. Issues with the same offset stay in the order in which they were found.
    pub(crate) fn finish(mut self) -> Report {
        self.push_overflow_issue();
        // Validation usually finds issues in document order, because it reads the text from start to end.
        if !self.keys.is_sorted() {
            sort_by_keys(&mut self.issues, self.keys);
        }
        Report { issues: self.issues }
    }
}

/// The length in bytes from which params share a string.
const SHARED_LENGTH: usize = 64;

/// The number of strings to share. An environment has an id and a name.
const SHARED_COUNT: usize = 2;

/// The last long strings of params, to share them. Each entry is the address of the original string and its copy.
struct SharedStrings(Vec<(*const str, Arc<str>)>);

impl SharedStrings {
    /// Copies params.
    fn own_params(&mut self, params: &[(&'static str, ParamRef<'_>)]) -> Params {
        let mut owned = Params::with_capacity(params.len());
        for (name, param) in params {
            let param = match param {
                ParamRef::Number(number) => Param::Number(*number),
                ParamRef::Static(string) => Param::Static(string),
                ParamRef::Str(string) => Param::String((*string).into()),
                ParamRef::Shared(string) => Param::String(self.share(string)),
                ParamRef::Boolean(fact) => Param::Boolean(*fact),
                ParamRef::List(list) => Param::List(Arc::clone(list)),
            };
            owned.push((Cow::Borrowed(*name), param));
        }
        owned
    }

    /// Returns a copy of a string. Compares addresses instead of contents, because comparing a long string for each issue takes
    /// too long.
    fn share(&mut self, string: &str) -> Arc<str> {
        if string.len() < SHARED_LENGTH {
            return string.into();
        }
        let address = std::ptr::from_ref(string);
        if let Some((_, known)) = self.0.iter().find(|(known, _)| std::ptr::eq(*known, address)) {
            return Arc::clone(known);
        }
        if self.0.len() == SHARED_COUNT {
            self.0.remove(0);
        }
        let shared = Arc::<str>::from(string);
        self.0.push((address, Arc::clone(&shared)));
        shared
    }
}

/// Reorders `issues` in place by `keys`. The low 32 bits of a key are the current index of its issue.
#[inline(never)]
fn sort_by_keys(issues: &mut [Issue], mut keys: Vec<u64>) {
    sort(&mut keys);
    for start in 0..keys.len() {
        let mut at = start;
        // Moves the issues along the cycles of the permutation. A key that equals its index marks an issue that is in place.
        while let Some(key) = keys.get_mut(at) {
            let next = mem::replace(key, at as u64) as u32 as usize;
            if next == start {
                break;
            }
            issues.swap(at, next);
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn params_share_long_strings_only() {
        for (len, is_shared) in [(0, false), (63, false), (64, true), (1_000, true)] {
            let (rules, name) = (Rules::DEFAULT, "x".repeat(len));
            let mut found = Collector::new(&rules);
            for at in 0..2 {
                found.push(IssueCode::InvalidType, 0, &PathNode::ROOT.index(at), &[("name", ParamRef::Shared(&name))]);
            }
            let copies: Vec<_> = found
                .finish()
                .issues
                .into_iter()
                .filter_map(|mut issue| match issue.params.pop()? {
                    (_, Param::String(copy)) => Some(copy),
                    _ => None,
                })
                .collect();
            assert_eq!(copies.iter().map(|copy| &**copy).collect::<Vec<_>>(), [name.as_str(), name.as_str()]);
            assert_eq!(Arc::ptr_eq(&copies[0], &copies[1]), is_shared, "{len}");
        }
    }

    #[test]
    fn issues_are_in_the_order_of_their_offsets_and_then_as_they_were_found() {
        for offsets in [
            vec![],
            vec![3, 1, 2],
            vec![5, 4, 3, 2, 1],
            vec![2, 0, 2, 1, 0, 2],
            (0..500).map(|n| n * 7919 % 97).collect(),
        ] {
            let rules = Rules::DEFAULT;
            let mut found = Collector::new(&rules);
            for (at, offset) in (0..).zip(&offsets) {
                found.push(IssueCode::InvalidType, *offset, &PathNode::ROOT.index(at), &[]);
            }
            let mut expected: Vec<_> = (0..).zip(offsets).map(|(at, offset)| (offset, at)).collect();
            expected.sort_unstable();
            let expected: Vec<_> = expected.into_iter().map(|(_, at)| Path::root().join(at)).collect();
            let issues: Vec<_> = found.finish().issues.into_iter().map(|issue| issue.path).collect();
            assert_eq!(issues, expected);
        }
    }
}
