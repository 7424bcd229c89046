//! Decides the severity of an issue from its code, its source and the options of the caller.

use super::codes::IssueCode;
use super::level::{Level, Severity, Source};

/// The levels of all issue codes: the default or the strict levels, with overrides for single codes.
///
/// ```
/// use connection_update::issue::{Level, Source};
/// use connection_update::{IssueCode, Rules, Severity};
///
/// let rules = Rules::STRICT.with(IssueCode::InvalidUlid, Level::Off);
/// assert_eq!(rules.severity(IssueCode::InvalidUlid, Some(Source::Archived)), None);
/// assert_eq!(rules.severity(IssueCode::InvalidType, Some(Source::Archived)), Some(Severity::Error));
///
/// // Only `with_published` lowers a rule of the published page.
/// let rules = Rules::DEFAULT.with_published(IssueCode::InvalidType, Level::Warning);
/// assert_eq!(rules.severity(IssueCode::InvalidType, Some(Source::Published)), Some(Severity::Warning));
/// assert_eq!(rules.errors_only().severity(IssueCode::InvalidType, Some(Source::Published)), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    is_strict: bool,
    overrides: Vec<Override>,
    errors_only: bool,
}

/// A level that a caller sets for one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Override {
    code: IssueCode,
    /// True if the level is for the published rule of the code. Then the level can also lower that rule, and other rules of the
    /// code ignore the level.
    is_published: bool,
    level: Level,
}

impl Rules {
    /// The default levels.
    pub const DEFAULT: Self = Self { is_strict: false, overrides: Vec::new(), errors_only: false };

    /// The strict levels. Rules of the archived description are errors, like rules of the published page.
    pub const STRICT: Self = Self { is_strict: true, overrides: Vec::new(), errors_only: false };

    /// Sets the level of a code. The level raises or lowers archived rules and judgements of this package. The level can raise
    /// a published rule, but cannot lower it. So a caller who silences a warning does not silence an error of the published
    /// page. Fixed errors stay errors.
    #[must_use]
    pub fn with(self, code: IssueCode, level: Level) -> Self {
        self.with_override(Override { code, is_published: false, level })
    }

    /// Sets the level of the published rule of a code. Only this method can lower a published rule.
    #[must_use]
    pub fn with_published(self, code: IssueCode, level: Level) -> Self {
        self.with_override(Override { code, is_published: true, level })
    }

    fn with_override(mut self, new: Override) -> Self {
        self.overrides.retain(|old| (old.code, old.is_published) != (new.code, new.is_published));
        self.overrides.push(new);
        self
    }

    /// Turns off all issues that are not errors. This makes a check for validity faster.
    #[must_use]
    pub fn errors_only(mut self) -> Self {
        self.errors_only = true;
        self
    }

    /// Returns the severity of a code for a rule with this source, or `None` if the code is off.
    #[must_use]
    pub fn severity(&self, code: IssueCode, source: Option<Source>) -> Option<Severity> {
        let default = if self.is_strict { code.strict_level(source) } else { code.default_level(source) };
        self.severity_with_default(code, source, default)
    }

    /// Returns the severity of a judgement that is at most a warning by default, although the code is an error elsewhere. The
    /// caller can still set any level for the code. Returns `None` if the code is off.
    pub(crate) fn severity_as_warning(&self, code: IssueCode) -> Option<Severity> {
        let default = match code.default_level(None) {
            Level::Error => Level::Warning,
            level => level,
        };
        self.severity_with_default(code, None, default)
    }

    fn severity_with_default(&self, code: IssueCode, source: Option<Source>, default: Level) -> Option<Severity> {
        if code.has_fixed_level() {
            return Some(Severity::Error);
        }
        let mut level = default.severity();
        let is_published = source == Some(Source::Published);
        let set_for = |is_published| {
            let found = self.overrides.iter().find(|set| set.code == code && set.is_published == is_published);
            found.map(|set| set.level.severity())
        };
        match (set_for(is_published), set_for(false)) {
            (Some(set), _) => level = set,
            // The published rule has no override. So the level of the code can raise the rule, but cannot lower it.
            // `Severity::Error` is the smallest severity.
            (None, Some(Some(raised))) if level.is_none_or(|level| raised < level) => level = Some(raised),
            _ => {}
        }
        level.filter(|severity| !self.errors_only || *severity == Severity::Error)
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: [Level; 4] = [Level::Off, Level::Info, Level::Warning, Level::Error];

    /// Returns the position of a level in the order of severity.
    fn rank(level: Level) -> usize {
        LEVELS.iter().position(|known| *known == level).unwrap()
    }

    #[test]
    fn strict_never_lowers_a_level() {
        for code in IssueCode::ALL {
            for source in [None, Some(Source::Published), Some(Source::Archived)] {
                assert!(rank(code.strict_level(source)) >= rank(code.default_level(source)), "{}", code.name());
            }
        }
    }

    #[test]
    fn a_level_for_a_code_changes_archived_rules_and_our_own() {
        let rules = Rules::STRICT.with(IssueCode::InvalidType, Level::Off).with(IssueCode::InvalidUlid, Level::Info);
        assert_eq!(rules.severity(IssueCode::InvalidType, Some(Source::Archived)), None);
        assert_eq!(rules.severity(IssueCode::InvalidUlid, Some(Source::Archived)), Some(Severity::Info));
        assert_eq!(rules.severity(IssueCode::MissingField, Some(Source::Archived)), Some(Severity::Error));
        assert_eq!(Rules::DEFAULT.severity(IssueCode::MissingField, Some(Source::Archived)), Some(Severity::Warning));
        let quiet = Rules::DEFAULT.with(IssueCode::BlankName, Level::Warning);
        assert_eq!(quiet.severity(IssueCode::BlankName, None), Some(Severity::Warning));
    }

    #[test]
    fn a_level_for_a_code_only_raises_its_published_rule() {
        let published = Some(Source::Published);
        for code in IssueCode::ALL.iter().copied() {
            for level in LEVELS {
                let default = code.default_level(published);
                let worse = if rank(level) > rank(default) { level } else { default };
                let rules = Rules::DEFAULT.with(code, level);
                assert_eq!(rules.severity(code, published), worse.severity(), "{}: {level:?}", code.name());
            }
        }
    }

    #[test]
    fn only_a_level_for_the_published_rule_lowers_it() {
        let published = Some(Source::Published);
        let quiet = Rules::DEFAULT.with(IssueCode::InvalidValue, Level::Off);
        assert_eq!(quiet.severity(IssueCode::InvalidValue, published), Some(Severity::Error));
        let lowered = quiet.with_published(IssueCode::InvalidValue, Level::Warning);
        assert_eq!(lowered.severity(IssueCode::InvalidValue, published), Some(Severity::Warning));
        assert_eq!(lowered.severity(IssueCode::InvalidValue, Some(Source::Archived)), None);
        // A level for the published rule takes precedence, regardless of the order of the calls.
        let both = Rules::DEFAULT
            .with_published(IssueCode::InvalidValue, Level::Warning)
            .with(IssueCode::InvalidValue, Level::Error);
        assert_eq!(both.severity(IssueCode::InvalidValue, published), Some(Severity::Warning));
    }

    #[test]
    fn a_judgement_as_a_warning_follows_the_level_of_its_code() {
        let code = IssueCode::BlankName;
        assert_eq!(Rules::DEFAULT.severity_as_warning(code), Some(Severity::Warning));
        assert_eq!(Rules::STRICT.severity_as_warning(code), Some(Severity::Warning));
        assert_eq!(Rules::DEFAULT.with(code, Level::Error).severity_as_warning(code), Some(Severity::Error));
        assert_eq!(Rules::DEFAULT.with(code, Level::Off).severity_as_warning(code), None);
        assert_eq!(Rules::DEFAULT.errors_only().severity_as_warning(code), None);
    }

    #[test]
    fn no_rule_lowers_a_fixed_error() {
        let rules = Rules::DEFAULT
            .with(IssueCode::DuplicateKey, Level::Off)
            .with_published(IssueCode::DuplicateKey, Level::Off);
        assert_eq!(rules.severity(IssueCode::DuplicateKey, None), Some(Severity::Error));
    }
}
