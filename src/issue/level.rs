//! Severities, levels and sources of issues.

use serde::{Deserialize, Serialize};

/// The severity of an issue.
///
/// - `error`: prevents the body from being sent.
/// - `warning`: probably a mistake, or forbidden only by the archived API description. Prevents nothing.
/// - `info`: worth knowing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Severity {
    /// Prevents the body from being sent.
    Error,
    /// Probably a mistake. Prevents nothing.
    Warning,
    /// Worth knowing.
    Info,
}

/// The level that a rule is set to: a severity, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported as worth knowing.
    Info,
    /// Reported as a probable mistake.
    Warning,
    /// Reported, and the body is not sent.
    Error,
}

impl Level {
    /// Returns the level of this name, such as `warning`.
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

/// The document that a rule comes from. Rules without one are judgements of this package.
///
/// - `published`: the platform's published page of the operation.
/// - `archived`: the platform's archived API description of the same version. It covers more, but is no longer published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Source {
    /// The platform's published page of the operation.
    Published,
    /// The platform's archived API description of the same version. It covers more, but is no longer published.
    Archived,
}

/// The levels of one code, by source: the default ones, and those under the strict rules.
#[derive(Clone, Copy, Debug)]
pub(super) struct Levels {
    /// The source of the code, unless an issue states its own.
    pub(super) source: Option<Source>,
    /// The level of rules that are published or our own.
    pub(super) level: Level,
    /// The default level of archived rules.
    pub(super) archived: Level,
    /// The level of archived rules under the strict rules.
    pub(super) archived_strict: Level,
    /// True if no rule changes the level.
    pub(super) is_fixed: bool,
}

impl Levels {
    /// An error that no rule changes.
    pub(super) const FIXED: Self = Self { is_fixed: true, ..Self::judgement(Level::Error) };

    /// A rule of the published page: an error.
    pub(super) const PUBLISHED: Self = Self { source: Some(Source::Published), ..Self::judgement(Level::Error) };

    /// A rule of the archived description: a warning, and an error under the strict rules.
    pub(super) const ARCHIVED: Self = Self { source: Some(Source::Archived), level: Level::Warning, ..Self::BY_SOURCE };

    /// A rule with several sources: an error. If only the archived description states it, a warning, and an error under the
    /// strict rules.
    pub(super) const BY_SOURCE: Self =
        Self { archived: Level::Warning, archived_strict: Level::Error, ..Self::judgement(Level::Error) };

    /// A judgement of this package, with one level.
    pub(super) const fn judgement(level: Level) -> Self {
        Self { source: None, level, archived: level, archived_strict: level, is_fixed: false }
    }
}
