//! Collects the issues that rules report, and returns them in document order.

use std::borrow::Cow;
use std::mem;

use super::codes::IssueCode;
use super::level::{Severity, Source};
use super::report::{Issue, IssueRef, ParamRef, Params, Report};
use super::rules::Rules;
use crate::path::{Path, PathNode};
use crate::text::sort;

/// The limit on the number of errors in a report. A separate limit of the same size applies to all other issues.
const MAX_ISSUES: usize = 10_000;

/// Receives each issue when it is found, so that no list of issues is built.
pub(crate) trait IssueSink {
    fn emit(&mut self, issue: &IssueRef<'_>);
}

/// Collects issues under a set of rules.
pub(crate) struct Collector<'r> {
    rules: &'r Rules,
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
}

impl<'r> Collector<'r> {
    pub(crate) const fn new(rules: &'r Rules) -> Self {
        Self { rules, issues: Vec::new(), keys: Vec::new(), sink: None, errors: 0, others: 0, overflow: None }
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
        if let Some(severity) = self.admit(code, source) {
            self.emit(&IssueRef { code, severity, source, offset, path, params });
        }
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
        if let Some(severity) = self.admit(code, source) {
            self.store(offset, Issue { code, severity, source, path, params: to_params(params) });
        }
    }

    /// Counts an issue and returns its severity. Returns `None` if the rules turn the code off, or if the limit of the report
    /// is reached.
    #[inline(never)]
    fn admit(&mut self, code: IssueCode, source: Option<Source>) -> Option<Severity> {
        let severity = self.rules.severity(code, source)?;
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
                self.store(offset, Issue { code, severity, source, path: path.to_path(), params: to_params(params) });
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

fn to_params(params: &[(&'static str, ParamRef<'_>)]) -> Params {
    let mut owned = Params::with_capacity(params.len());
    for (name, param) in params {
        owned.push((Cow::Borrowed(*name), (*param).into()));
    }
    owned
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
