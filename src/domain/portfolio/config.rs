//! `cpd.yaml`: whose portfolio it is, and which versions of which schemes apply.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::language::{self, LANGUAGE};
use super::{Fault, Spanned};
use crate::base::calendar;
use crate::base::document::{self, Node, NodeEntry, ParsedFile};
use crate::base::text::{LanguageTag, NameList, Span};
use crate::domain::id::RecordId;

/// The settings of a portfolio.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// A UUID, so that sign-offs count for this portfolio only.
    pub portfolio: Option<Spanned<String>>,
    /// The owner's id among the people.
    pub owner: Option<Spanned<RecordId>>,
    /// Schemes with their pinned versions, in order.
    pub schemes: Vec<PinnedScheme>,
    pub kept_since: KeptSince,
    /// The language that the records are written in, and that packs speak if they can.
    pub language: Option<LanguageTag>,
}

/// The first day of which records are kept. Nothing that was due before it is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptSince {
    /// For every scheme that has no day of its own.
    pub all: Option<NaiveDate>,
    pub of_scheme: BTreeMap<String, NaiveDate>,
}

impl KeptSince {
    /// Returns the day for one scheme.
    pub fn of(&self, scheme: &str) -> Option<NaiveDate> {
        self.of_scheme.get(scheme).copied().or(self.all)
    }

    /// Reads a day, or a day for each scheme.
    fn read(top: &Node, faults: &mut Vec<Fault>) -> Self {
        let mut kept = Self::default();
        let Some(node) = top.get("kept_since").filter(|node| !node.is_null()) else {
            return kept;
        };
        let mut day = |node: &Node| {
            let day = node.scalar().and_then(calendar::date);
            if day.is_none() {
                let message = "`kept_since` needs the first day of which records are kept";
                let help = "write a day such as 2026-11-02, or one for each scheme: `{ rics: 2026-11-02 }`";
                faults.push(setting(node.span, message.to_owned(), help.to_owned()));
            }
            day
        };
        if node.entries().is_empty() {
            kept.all = day(node);
        } else {
            let days = node.entries().iter();
            kept.of_scheme = days
                .filter_map(|entry| Some((entry.key.clone(), day(&entry.value)?)))
                .collect();
        }
        kept
    }
}

/// A scheme and the version it is pinned to.
#[derive(Debug, Clone)]
pub struct PinnedScheme {
    pub id: String,
    pub version: String,
    pub span: Span,
}

const KEYS: [&str; 6] = [
    "cpd",
    "portfolio",
    "owner",
    "schemes",
    "kept_since",
    LANGUAGE,
];

impl Config {
    /// Names a version of a scheme where another is named, or beside those that are.
    pub fn pin(&mut self, instead: &str, id: &str, version: &str) {
        let (id, version) = (id.to_owned(), version.to_owned());
        match self.schemes.iter_mut().find(|pinned| pinned.id == instead) {
            Some(pinned) => (pinned.id, pinned.version) = (id, version),
            None => self.schemes.push(PinnedScheme {
                id,
                version,
                span: Span::start_of_file(),
            }),
        }
    }

    /// The version of a scheme that the portfolio follows.
    pub fn version(&self, id: &str) -> Option<&str> {
        let pinned = self.schemes.iter().find(|pinned| pinned.id == id)?;
        Some(&pinned.version)
    }

    pub fn read(text: &str) -> (Self, Vec<Fault>) {
        let document = ParsedFile::read_yaml(text);
        let mut faults: Vec<Fault> = document.faults.into_iter().map(Fault::Form).collect();
        let top = document.front;
        let known: NameList = KEYS.map(String::from).into();
        for entry in top
            .entries()
            .iter()
            .filter(|entry| !KEYS.contains(&entry.key.as_str()))
        {
            faults.push(Fault::UnknownField {
                name: entry.key.clone(),
                at: entry.key_span,
                known: Arc::clone(&known),
            });
        }
        let unreadable = faults.iter().any(|fault| {
            matches!(
                fault,
                Fault::Form(
                    document::SyntaxFault::Malformed(_) | document::SyntaxFault::Conflict(_)
                )
            )
        });
        let mut word = |key: &str, what: &str| {
            let node = top.get(key).filter(|node| !node.is_null());
            let value = node.and_then(|node| {
                Some(Spanned {
                    value: node.scalar()?.to_owned(),
                    span: node.span,
                })
            });
            if value.is_none() && !unreadable {
                let at = node.map_or(top.span, |node| node.span);
                faults.push(setting(
                    at,
                    format!("`{key}` is missing: {what}"),
                    format!("add a line `{key}: …`; `cpd init` writes one"),
                ));
            }
            value
        };
        let portfolio = word(
            "portfolio",
            "the id that makes sign-offs count for this portfolio only",
        );
        let owner = word("owner", "the id of the person whose portfolio this is");
        let owner = owner.map(|Spanned { value, span }| Spanned {
            value: RecordId::new(&value),
            span,
        });
        if let Some(node) = top.get("cpd").filter(|node| node.scalar() != Some("1")) {
            let message = "this cpd reads portfolios of format 1 only".to_owned();
            faults.push(setting(
                node.span,
                message,
                "write `cpd: 1`, or use the cpd that made it".into(),
            ));
        }
        let schemes = top
            .get("schemes")
            .map(|node| node.entries())
            .unwrap_or_default();
        let schemes = schemes
            .iter()
            .filter_map(|entry| pinned(entry, &mut faults))
            .collect();
        let kept_since = KeptSince::read(&top, &mut faults);
        let language = language::read(&top, &mut faults);
        (
            Self {
                portfolio,
                owner,
                schemes,
                kept_since,
                language,
            },
            faults,
        )
    }
}

fn pinned(entry: &NodeEntry, faults: &mut Vec<Fault>) -> Option<PinnedScheme> {
    let Some(version) = entry.value.scalar() else {
        let message = format!("`{}` needs the version of the scheme", entry.key);
        faults.push(setting(
            entry.key_span,
            message,
            format!("write `{}: 1.0.0`", entry.key),
        ));
        return None;
    };
    Some(PinnedScheme {
        id: entry.key.clone(),
        version: version.to_owned(),
        span: entry.key_span,
    })
}

fn setting(at: Span, message: String, help: String) -> Fault {
    Fault::Config { at, message, help }
}
