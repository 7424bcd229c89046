//! Defines the severities, levels and sources of issues.

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

/// The severity of an issue.
///
/// - `error`: prevents the body from being sent.
/// - `warning`: probably a mistake, or a violation of a rule whose source is `archived`. The body can still be sent.
/// - `info`: useful information. The body can still be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
pub enum Severity {
    /// Prevents the body from being sent.
    Error,
    /// Probably a mistake. The body can still be sent.
    Warning,
    /// Useful information. The body can still be sent.
    Info,
}

/// The level of a rule: a severity, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
pub enum Level {
    /// The issue is not reported.
    Off,
    /// The issue is reported as useful information.
    Info,
    /// The issue is reported as a probable mistake.
    Warning,
    /// The issue is reported, and the body is not sent.
    Error,
}

impl Level {
    /// Returns the level with this name, such as `warning`, or `None` for any other name.
    ///
    /// ```
    /// use connection_update::issue::Level;
    ///
    /// assert_eq!(Level::from_name("off"), Some(Level::Off));
    /// assert_eq!(Level::from_name("loud"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "off" => Some(Self::Off),
            "info" => Some(Self::Info),
            "warning" => Some(Self::Warning),
            "error" => Some(Self::Error),
            _ => None,
        }
    }

    /// Returns the severity, or `None` for `off`.
    pub(super) const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// The document that states a rule. A rule without a source is a judgement of this package.
///
/// - `published`: the platform's published page of the operation.
/// - `archived`: the platform's archived API description of the same version. The description covers more than the page, but is
///   no longer published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
pub enum Source {
    /// The platform's published page of the operation.
    Published,
    /// The platform's archived API description of the same version. The description covers more than the published page, but is
    /// no longer published.
    Archived,
}

/// The levels of one code under the default and the strict rules. The levels depend on the source of the rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodeLevels {
    /// The default source of the rule. A single issue can have a different source. `None` for a judgement of this package.
    pub(super) source: Option<Source>,
    /// The level of published rules and of judgements.
    pub(super) level: Level,
    /// The default level of archived rules.
    pub(super) archived: Level,
    /// The level of archived rules under the strict rules.
    pub(super) archived_strict: Level,
    /// True if options cannot change the level.
    pub(super) has_fixed_level: bool,
}

impl CodeLevels {
    /// An error that options cannot change.
    pub(super) const FIXED: Self = Self { has_fixed_level: true, ..Self::judgement(Level::Error) };

    /// A rule of the published page. It is an error.
    pub(super) const PUBLISHED: Self = Self { source: Some(Source::Published), ..Self::judgement(Level::Error) };

    /// A rule of the archived description. It is a warning, but an error under the strict rules.
    pub(super) const ARCHIVED: Self = Self { source: Some(Source::Archived), ..Self::WARNING_BY_SOURCE };

    /// A rule whose source depends on the field. A published rule or a judgement is an error. An archived rule is a warning,
    /// but an error under the strict rules.
    pub(super) const BY_SOURCE: Self = Self { archived: Level::Warning, ..Self::judgement(Level::Error) };

    /// A rule whose source depends on the object. A judgement is a warning. An archived rule is a warning, but an error under
    /// the strict rules.
    pub(super) const WARNING_BY_SOURCE: Self = Self { level: Level::Warning, ..Self::BY_SOURCE };

    /// Returns the levels of a judgement of this package. All levels are `level`, also under the strict rules.
    pub(super) const fn judgement(level: Level) -> Self {
        Self { source: None, level, archived: level, archived_strict: level, has_fixed_level: false }
    }
}
