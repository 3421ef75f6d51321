//! A scheme: awards, what each asks for, who signs, and standing duties.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::NaiveDate;

use super::Origin;
use super::filter::Guard;
use super::set::Set;
use crate::calendar::Length;
use crate::diagnostic::Severity;
use crate::syntax::Node;
use crate::text::Span;

/// What a programme asks for, as data.
#[derive(Debug, Clone)]
pub struct Scheme {
    pub id: String,
    pub version: String,
    pub title: String,
    pub source: Source,
    /// Other texts it refers to.
    pub references: Vec<String>,
    pub sets: BTreeMap<String, Set>,
    pub catalogues: BTreeMap<String, Catalogue>,
    /// Roles it knows beside the usual ones.
    pub roles: Vec<String>,
    pub awards: Vec<Award>,
    pub criteria: Vec<Criterion>,
    pub duties: Vec<Criterion>,
    /// What a sign-off covers, unless it names its own.
    pub subjects: Vec<Set>,
    pub steps: Vec<Step>,
    /// Bodies of new records, by kind.
    pub templates: BTreeMap<String, String>,
    /// Over the sorted digests of its files, in hexadecimal.
    pub sha256: String,
    pub path: String,
}

/// Where a scheme's requirements come from.
#[derive(Debug, Clone, Default)]
pub struct Source {
    pub name: Option<String>,
    pub url: Option<String>,
    pub read: Option<NaiveDate>,
    /// Whether the body that runs the programme made or approved this file.
    pub official: bool,
}

/// A level of a scheme.
#[derive(Debug, Clone)]
pub struct Award {
    pub id: String,
    pub title: String,
    /// The award that has to be closed before.
    pub after: Option<String>,
    pub origin: Origin,
}

/// One thing that an award or a policy requires.
#[derive(Debug, Clone)]
pub struct Criterion {
    pub id: String,
    pub says: String,
    pub severity: Severity,
    pub when: Option<Guard>,
    /// The awards it is for; all when empty.
    pub awards: Vec<String>,
    pub form: Form,
    pub origin: Origin,
}

/// A criterion's form as it is written; [`crate::judge`] knows what forms mean.
#[derive(Debug, Clone)]
pub struct Form {
    pub name: String,
    pub name_span: Span,
    pub args: Node,
}

/// A step of the sign-off, in the scheme's order.
#[derive(Debug, Clone)]
pub struct Step {
    pub id: String,
    pub title: String,
    pub by: By,
    pub assurance: Assurance,
    pub subjects: Option<Vec<Set>>,
    /// Whether this step names the pack that is sent.
    pub carries_pack: bool,
    pub origin: Origin,
}

/// Who takes a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    Owner,
    Role(String),
}

impl By {
    /// The role's name; the owner's is `owner`.
    pub fn role(&self) -> &str {
        match self {
            Self::Owner => "owner",
            Self::Role(role) => role,
        }
    }
}

/// How surely a sign-off is known to be the person's, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assurance {
    /// A record without proof.
    Claimed,
    /// A review on a forge, recorded and signed by the recorder.
    Attested,
    /// Signed with the person's own key.
    Signed,
}

impl Assurance {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Attested => "attested",
            Self::Signed => "signed",
        }
    }
}

impl FromStr for Assurance {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Claimed, Self::Attested, Self::Signed]
            .into_iter()
            .find(|known| known.name() == text)
            .ok_or(())
    }
}

/// Items that records may refer to, such as mandatory training.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    pub items: Vec<Item>,
}

/// An item of a catalogue.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: String,
    pub title: String,
    /// How long it stays in date once done.
    pub valid: Option<Length>,
    pub when: Option<Guard>,
    pub calendar: Option<String>,
    pub origin: Origin,
}

impl Scheme {
    pub fn award(&self, id: &str) -> Option<&Award> {
        self.awards.iter().find(|award| award.id == id)
    }

    /// The criteria of one award.
    pub fn criteria_of<'a>(&'a self, award: &'a str) -> impl Iterator<Item = &'a Criterion> {
        self.criteria
            .iter()
            .filter(move |c| c.awards.is_empty() || c.awards.iter().any(|id| id == award))
    }

    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// What a step covers.
    pub fn subjects_of<'a>(&'a self, step: &'a Step) -> &'a [Set] {
        step.subjects.as_deref().unwrap_or(&self.subjects)
    }

    /// How many steps come before the pack is made: those before the one that
    /// carries it, or all when none does.
    pub fn steps_before_pack(&self) -> usize {
        self.steps
            .iter()
            .position(|step| step.carries_pack)
            .unwrap_or(self.steps.len())
    }
}
