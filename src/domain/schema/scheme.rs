//! A scheme: awards, what each asks for, who signs, and standing duties.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use serde::Serialize;

use super::filter::Guard;
use super::period::{DayOffset, Due, Recurrence};
use super::set::Set;
use super::sheet::SheetSpec;
use super::{
    Adjustment, Confirmation, ExportForm, FigureBasis, Origin, PaperForm, RegistrationSpec,
    SchemaReader, SchemeOrigin, SchemeRef,
};
use crate::base::calendar::Length;
use crate::base::document::Node;
use crate::base::files::digest::Sha256;
use crate::base::text::Span;
use crate::domain::finding::Severity;
use crate::domain::id::{AwardName, AwardRef, SchemeId};
use crate::domain::letters::LetterWords;

/// The step that takes another back; every award has it.
pub const WITHDRAW: &str = "withdraw";

/// The step with which whoever closes an award sends a submission back; every award has it.
pub const RETURN: &str = "return";

/// The step with which somebody says no to a step that they were asked for; every award has it.
pub const DECLINE: &str = "decline";

/// The requirements of a programme as data.
#[derive(Debug, Clone)]
pub struct Scheme {
    pub id: SchemeId,
    pub version: String,
    pub title: String,
    /// BCP 47 tag of the language that it is written in.
    pub language: String,
    pub source: Source,
    /// Other texts it refers to.
    pub references: Vec<String>,
    pub sets: BTreeMap<String, Set>,
    pub catalogues: BTreeMap<String, Catalogue>,
    pub periods: BTreeMap<String, Recurrence>,
    /// Roles it knows beside the usual ones.
    pub roles: Vec<String>,
    /// Details of the owner that it asks for when somebody begins to follow it.
    pub owner: Vec<OwnerDetail>,
    /// The registrations that it follows, where a professional body asks. Nothing is asked then
    /// of a time without one, and neither joining nor leaving an employer changes anything.
    pub registration: Option<Arc<RegistrationSpec>>,
    pub awards: Vec<Award>,
    /// The places of the awards by their names, found when they are first asked for.
    pub places: OnceLock<BTreeMap<AwardName, usize>>,
    pub criteria: Vec<Criterion>,
    pub duties: Vec<Criterion>,
    /// Records of what was granted to the owner.
    pub adjustments: Vec<Adjustment>,
    /// The forms of its body that records are taken out in.
    pub exports: Vec<ExportForm>,
    /// Records that somebody else confirms, each by itself.
    pub confirmations: Vec<Confirmation>,
    /// Sets that a step of the sign-off covers, unless it names its own.
    pub subjects: Vec<Set>,
    pub steps: Vec<Step>,
    /// Bodies of new records, by kind.
    pub templates: BTreeMap<String, Arc<str>>,
    /// The words of letters by name, where the scheme has its own.
    pub letters: BTreeMap<String, LetterWords>,
    /// The places where other figures were read than those of requirements and awards.
    pub basis: FigureBasis,
    /// Over the sorted digests of its files.
    pub sha256: Sha256,
    pub origin: SchemeOrigin,
    pub path: String,
}

/// A detail of the owner that a scheme needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnerDetail {
    /// The name of a field of the kind `person`, or `registration.` and a field of a registration.
    pub field: String,
    /// Help with the answer, in the scheme's own words.
    pub help: String,
}

impl OwnerDetail {
    /// Returns the name of the field of a registration, if it is one.
    pub fn of_registration(&self) -> Option<&str> {
        self.field.strip_prefix("registration.")
    }
}

/// The source of a scheme's requirements.
#[derive(Debug, Clone, Default)]
pub struct Source {
    pub name: Option<String>,
    pub url: Option<String>,
    pub read: Option<NaiveDate>,
    /// True if the body that runs the programme made or approved this file.
    pub official: bool,
}

/// A level of a scheme.
#[derive(Debug, Clone)]
pub struct Award {
    pub id: AwardName,
    pub title: String,
    /// The award that has to be closed before.
    pub after: Option<String>,
    /// Periods in which it comes round again; each is then a round of its own.
    pub repeats: Option<Recurrence>,
    /// The last day to complete a round, counted from its end.
    pub due: DayOffset,
    /// The first day on which a round can be handed in, if there is one.
    pub opens: Option<Opening>,
    /// The place in the source where its length and its days were read, and those that are not from
    /// there.
    pub basis: Option<String>,
    pub origin: Origin,
}

/// The first day on which something can be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// Counted from the last day to hand it in.
    pub less: Length,
    /// True if it cannot be handed in earlier; if false, cpd only says that it is early.
    pub refuses_earlier: bool,
}

impl Award {
    /// Returns the first and the last day to hand in a round that ends on a day.
    pub fn days_to_hand_in(&self, end: NaiveDate) -> Option<(Option<NaiveDate>, NaiveDate)> {
        let last = self.due.from(end)?;
        let first = self
            .opens
            .and_then(|opens| opens.less.times_after(-1, last));
        Some((first, last))
    }
}

/// One thing that an award or a policy requires.
#[derive(Debug, Clone)]
pub struct Criterion {
    pub id: String,
    pub says: String,
    /// The place in the source where it was read, and the figures that are not from there.
    pub basis: Option<String>,
    pub severity: Severity,
    pub when: Option<Guard>,
    /// The awards it is for; all when empty.
    pub awards: Vec<String>,
    /// Only records dated inside the running one count.
    pub within: Option<Recurrence>,
    pub due: Option<Due>,
    /// The first day, counted from the end of a period, of which records count for that period;
    /// they count until it is due, and none before.
    pub opens: Option<DayOffset>,
    /// The contents of the printed record of a duty; the records that count if there are none.
    pub prints: Option<SheetSpec>,
    pub form: CriterionForm,
    pub origin: Origin,
}

/// A criterion's form as it is written; [`crate::check`] knows what forms mean.
#[derive(Debug, Clone)]
pub struct CriterionForm {
    pub name: String,
    pub name_span: Span,
    pub args: Node,
}

/// A step of the sign-off, in the scheme's order.
#[derive(Debug, Clone)]
pub struct Step {
    pub id: String,
    pub title: String,
    pub by: StepActor,
    pub assurance: Assurance,
    pub subjects: Option<Vec<Set>>,
    /// The criteria that have to be met before the step; all if `None`.
    pub needs: Option<Vec<String>>,
    /// True if this step names the pack that is sent.
    pub carries_pack: bool,
    pub words: StepWords,
    /// The form that is printed for whoever is asked for the step.
    pub fills_in: Option<PaperForm>,
    pub origin: Origin,
}

impl Step {
    /// Returns true if a criterion has to be met before the step.
    pub fn needs(&self, criterion: &Criterion) -> bool {
        let needs = self.needs.as_ref();
        needs.is_none_or(|needs| needs.contains(&criterion.id))
    }
}

/// A scheme's own words for a request to take a step. Values stand in braces, as in letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepWords {
    /// The question to whoever is asked.
    pub asks: Option<String>,
    /// The line with which they say yes in a mail or a review.
    pub declares: Option<String>,
    /// Advice on the comment beside it, as the end of a sentence: `say when you talked`.
    pub comment: Option<String>,
}

/// The person who takes a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepActor {
    Owner,
    Role(String),
}

impl StepActor {
    /// Returns whoever has a role; `owner` is the owner.
    pub fn of_role(role: &str) -> Self {
        match role {
            "owner" => Self::Owner,
            role => Self::Role(role.to_owned()),
        }
    }

    /// The role's name; the owner's is `owner`.
    pub fn role(&self) -> &str {
        match self {
            Self::Owner => "owner",
            Self::Role(role) => role,
        }
    }
}

/// The proof that a sign-off is the person's, weakest first.
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

/// Reads `assurance`: the least proof that is accepted.
pub fn read_assurance(node: &Node, reader: &mut SchemaReader) -> Assurance {
    let Some(at) = node.get("assurance") else {
        return Assurance::Claimed;
    };
    let word = at.scalar().unwrap_or_default();
    word.parse().unwrap_or_else(|()| {
        reader.unknown_name(
            at.span,
            "assurance",
            word,
            ["claimed", "attested", "signed"],
        );
        Assurance::Signed
    })
}

/// Items that records may refer to: mandatory training, a tick sheet, skills, a
/// pathway from role to role, a calendar.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    pub title: Option<String>,
    pub items: Vec<CatalogueItem>,
    /// The catalogue of which its items say what they expect.
    pub expects: Option<String>,
    /// The catalogue that says when its items come round.
    pub calendar: Option<String>,
}

/// An item of a catalogue.
#[derive(Debug, Clone)]
pub struct CatalogueItem {
    pub id: String,
    pub title: String,
    pub help: Option<String>,
    /// The heading it stands under.
    pub group: Option<String>,
    /// Time for which it stays in date once done.
    pub valid: Option<Length>,
    pub when: Option<Guard>,
    /// Days of the year between which it comes round.
    pub season: Option<(MonthDay, MonthDay)>,
    /// Chance to do it, as an item of another catalogue.
    pub calendar: Option<ItemId>,
    /// The same in a word or two, where no catalogue says more.
    pub comes: Option<String>,
    /// Items that it asks for.
    pub expects: Vec<ItemId>,
}

/// An item of some catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemId {
    pub catalogue: String,
    pub item: String,
}

/// A day of every year: month and day, each from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthDay {
    pub month: u32,
    pub day: u32,
}

impl Criterion {
    /// Returns true if the criterion is for this award, or for all of them.
    pub fn is_for(&self, award: &str) -> bool {
        self.awards.is_empty() || self.awards.iter().any(|id| id == award)
    }
}

impl Catalogue {
    pub fn item(&self, id: &str) -> Option<&CatalogueItem> {
        self.items.iter().find(|item| item.id == id)
    }
}

impl Scheme {
    /// Returns its name with its version, as in `lancaster@1.0.0`.
    pub fn versioned_id(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    /// Returns what tells it from every other scheme, whatever that is called.
    pub fn reference(&self) -> SchemeRef {
        SchemeRef {
            id: self.id.clone(),
            version: self.version.clone(),
            sha256: self.sha256,
            origin: self.origin,
            path: self.own_path(),
        }
    }

    /// Returns true if the body that runs it made or approved it: a scheme that a portfolio
    /// brings could say so of itself.
    pub fn is_official(&self) -> bool {
        self.origin == SchemeOrigin::BuiltIn && self.source.official
    }

    /// Returns the path of its `scheme.yaml`, unless it comes with cpd.
    pub fn own_path(&self) -> Option<String> {
        (self.origin == SchemeOrigin::Portfolio).then(|| self.path.clone())
    }

    pub fn award(&self, name: &str) -> Option<&Award> {
        let places = self.places.get_or_init(|| {
            let awards = self.awards.iter().enumerate();
            awards.map(|(at, award)| (award.id.clone(), at)).collect()
        });
        self.awards.get(*places.get(name)?)
    }

    /// Returns what refers to an award of this scheme.
    pub fn award_ref(&self, award: &Award) -> AwardRef {
        AwardRef::new(&self.id, &award.id)
    }

    /// Returns the confirmation with this name.
    pub fn confirmation(&self, name: &str) -> Option<&Confirmation> {
        self.confirmations.iter().find(|one| one.name() == *name)
    }

    /// Returns what says how an award, or a confirmation of a record, is signed.
    pub fn part_for(&self, award: &AwardRef) -> Option<&Self> {
        match award.record {
            Some(_) => Some(&self.confirmation(&award.award.name)?.scheme),
            None => Some(self),
        }
    }

    pub fn catalogue_item(&self, id: &ItemId) -> Option<&CatalogueItem> {
        self.catalogues.get(&id.catalogue)?.item(&id.item)
    }

    /// The criteria of one award.
    pub fn criteria_of(&self, award: &str) -> impl Iterator<Item = &Criterion> {
        self.criteria
            .iter()
            .filter(move |criterion| criterion.is_for(award))
    }

    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Returns the sets that a step covers.
    pub fn subjects_of<'a>(&'a self, step: &'a Step) -> &'a [Set] {
        step.subjects.as_deref().unwrap_or(&self.subjects)
    }

    /// Returns true if a step covers other records than the sign-offs of the scheme usually do.
    pub fn has_own_subjects(&self, step: &Step) -> bool {
        let own = step.subjects.as_ref();
        own.is_some_and(|own| *own != self.subjects)
    }

    /// Returns true if the pack was sent before a step, so that its signer decides on that.
    pub fn is_after_pack(&self, step: &Step) -> bool {
        let before = self.steps.iter().take_while(|other| other.id != step.id);
        before.into_iter().any(|other| other.carries_pack)
    }

    /// Returns true if an award is handed in with a step: the one that carries the pack, or else
    /// the owner's last.
    pub fn hands_in(&self, step: &Step) -> bool {
        let mut steps = self.steps.iter().rev();
        let carrying = steps.clone().find(|step| step.carries_pack);
        let handing_in = carrying.or_else(|| steps.find(|step| step.by == StepActor::Owner));
        handing_in.is_some_and(|one| one.id == step.id)
    }

    /// Returns the number of steps before the pack is made: those before the one that
    /// carries it, or all when none does.
    pub fn steps_before_pack(&self) -> usize {
        self.steps
            .iter()
            .position(|step| step.carries_pack)
            .unwrap_or(self.steps.len())
    }

    /// Returns the step that whoever closes an award can return, and the step that closes
    /// it: the one that carries the pack, or else the last before the closing step. `None`
    /// where the owner closes the award.
    pub fn returnable(&self) -> Option<(&Step, &Step)> {
        let (closing, before) = self.steps.split_last()?;
        let submission = before.iter().rev().find(|step| step.carries_pack);
        let submission = submission.or(before.last())?;
        (closing.by != StepActor::Owner).then_some((submission, closing))
    }
}
