//! The rules, one to a file, and the only place that turns a fault into a message: add a file
//! and a line in the list below. Rules know no disk, no command line and no format.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::compile::CompiledSet;
use super::{CheckInput, SchemeVerdict, signed_files};
use crate::base::document::write::scalar;
use crate::base::text::{NameList, SecretWords, Span, words};
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::domain::id::RuleId;
use crate::domain::portfolio::{CONFIG, Fault, LocatedFault, Record};
use crate::domain::schema::{Origin, SchemaFault, Scheme};
use crate::domain::signoff::Revision;

mod unmet_requirement;

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(pub mod $module;)*
        /// All rules, by name.
        pub const RULES: &[Rule] = &[$($module::RULE),*];
    };
}

rules! {
    assurance_too_low,
    backdated,
    bad_address,
    bad_date,
    bad_file_name,
    bad_language,
    bad_setting,
    bad_signature,
    broken_chain,
    broken_link,
    broken_reference,
    broken_registration,
    cannot_save,
    conflict_copy,
    conflict_marker,
    cut_value,
    date_too_early,
    duplicate_id,
    duplicate_key,
    edited_after_grant,
    empty_section,
    endorser_wrote_it,
    entered_by_another,
    equal_file_names,
    expired_key,
    future_date,
    hidden_character,
    late_confirmation,
    locked_award,
    malformed_front_matter,
    malformed_scheme,
    malformed_trust,
    missing_alt_text,
    missing_detail,
    missing_evidence,
    missing_field,
    missing_front_matter,
    missing_glyph,
    missing_section,
    missing_signoff,
    not_in_vocabulary,
    number_mismatch,
    outside_portfolio,
    personal_data,
    picture_metadata,
    placeholder_text,
    possible_duplicate,
    remote_image,
    removed_signoff,
    repeated_details,
    replayed_signoff,
    revoked_key,
    role_not_held,
    scheme_changed,
    self_endorsement,
    several_renewals,
    shared_key,
    stale_signoff,
    unclosed_front_matter,
    undated_period,
    unknown_field,
    unknown_folder,
    unknown_form,
    unknown_registration,
    unknown_role,
    unknown_rule,
    unknown_scheme,
    unknown_scheme_key,
    unknown_scheme_name,
    unknown_signer,
    unknown_step,
    unmatched_review,
    unmet_criterion,
    unmet_duty,
    unprinted_text,
    unreadable_file,
    unsaved_signoff,
    unshown_picture,
    untrusted_scheme,
    unverifiable_history,
    wrong_file_type,
    wrong_folder,
    wrong_namespace,
    wrong_reference_kind,
    wrong_round,
    wrong_type,
}

/// The subject of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSubject {
    /// Anything that is written in a portfolio.
    Content,
    /// A field of a record that has no value yet.
    MissingValue,
    /// A requirement of an award or a duty, which later records may meet.
    Requirement,
    /// The files of a scheme.
    Scheme,
}

/// A rule: its name, severity, page and check.
pub struct Rule {
    /// The name of the fault in kebab-case. It never changes.
    pub name: &'static str,
    pub severity: Severity,
    /// True if a record can leave the rule out with `allow: [NAME]`.
    pub allowable: bool,
    pub subject: RuleSubject,
    /// The source file of the rule. Its opening comment is the page.
    pub source: &'static str,
    pub check: fn(&RuleContext<'_>, &mut Vec<Diagnostic>),
}

/// Inputs of every rule: what is checked, and the verdicts on it.
pub struct RuleContext<'a> {
    pub input: CheckInput<'a>,
    pub compiled: &'a CompiledSet,
    pub verdicts: &'a [SchemeVerdict<'a>],
    /// The files whose findings are wanted; all if `None`.
    pub files: Option<&'a BTreeSet<String>>,
}

impl Rule {
    pub const fn id(&self) -> RuleId {
        RuleId::of_rule(self.name)
    }

    pub fn finding(&self, path: &str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule: self.id(),
            severity: self.severity,
            message: message.into(),
            remedies: Vec::new(),
            at: Label::new(path, span, ""),
            related: Vec::new(),
            listed: NameList::default(),
            criterion: None,
            gap: None,
            secret: false,
        }
    }

    /// Returns the page that `cpd explain` prints: the problem, an example, and how to correct it.
    pub fn page(&self) -> String {
        let lines = self
            .source
            .lines()
            .take_while(|line| line.starts_with("//!"));
        let body: Vec<&str> = lines.map(strip_comment).collect();
        format!("{}\n", body.join("\n").trim())
    }

    /// Returns the first sentence of the page.
    pub fn summary(&self) -> String {
        let page = self.page();
        let paragraph = page.split("\n\n").next().unwrap_or_default();
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        let text = words.join(" ");
        let sentence = text.split_once(". ").map(|(first, _)| format!("{first}."));
        sentence.unwrap_or(text)
    }
}

/// Returns a line of a page without its comment sign and the space after it.
fn strip_comment(line: &str) -> &str {
    let line = line.strip_prefix("//!").unwrap_or(line);
    line.strip_prefix(' ').unwrap_or(line)
}

/// Returns the rule with this name.
pub fn by_name(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Returns the subject of a rule's findings.
pub fn subject(rule: RuleId) -> RuleSubject {
    let listed = RULES.iter().find(|one| one.id() == rule);
    listed.map_or(RuleSubject::Content, |rule| rule.subject)
}

/// Runs all rules and returns their findings in the order of files and lines.
pub fn run_all(context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = RULES
        .par_iter()
        .flat_map_iter(|rule| {
            let mut found = Vec::new();
            (rule.check)(context, &mut found);
            if rule.allowable {
                let allowed = context.records_allowing(rule.name);
                found.retain(|diagnostic| !allowed.contains(diagnostic.at.path.as_str()));
            }
            found
        })
        .collect();
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found.dedup();
    if context.input.portfolio.schemes().is_empty() {
        drop_waiting(&mut found);
    }
    drop_repeats(&mut found);
    mask_secrets(&mut found, context);
    signed_files::mark_signed_edits(&mut found, context.input.portfolio);
    found
}

/// Rules that compare names with those of the schemes.
const NEEDS_SCHEMES: [&Rule; 7] = [
    &broken_reference::RULE,
    &not_in_vocabulary::RULE,
    &unknown_field::RULE,
    &unknown_folder::RULE,
    &unknown_role::RULE,
    &unknown_step::RULE,
    &wrong_reference_kind::RULE,
];

/// Removes findings that may be there only because no scheme is found, and says how many
/// they are beside the finding about the scheme.
fn drop_waiting(found: &mut Vec<Diagnostic>) {
    let is_cause = |d: &Diagnostic| d.rule == unknown_scheme::RULE.id();
    if !found.iter().any(is_cause) {
        return;
    }
    let before = found.len();
    found.retain(|d| !NEEDS_SCHEMES.iter().any(|rule| rule.id() == d.rule));
    let dropped = before - found.len();
    let waiting = words::count_noun(dropped, "more problem waits", "more problems wait");
    let cause = found.iter_mut().find(|d| is_cause(d));
    if let Some(cause) = cause.filter(|_| dropped > 0) {
        cause.message = format!("{}; {waiting} for this", cause.message);
    }
}

/// Rules about text that is not written yet, which a criterion may ask for as well.
const UNWRITTEN_TEXT: [&Rule; 3] = [
    &empty_section::RULE,
    &missing_section::RULE,
    &placeholder_text::RULE,
];

/// Removes findings of `unmet-criterion` at places that a rule about unwritten text reports,
/// except for the award in focus.
fn drop_repeats(found: &mut Vec<Diagnostic>) {
    let is_about_text = |d: &&Diagnostic| UNWRITTEN_TEXT.iter().any(|rule| rule.id() == d.rule);
    let about_text = found.iter().filter(is_about_text);
    let reported: BTreeSet<(&str, Span)> = about_text
        .map(|d| (d.at.path.as_str(), d.at.span))
        .collect();
    let is_repeat = |d: &Diagnostic| {
        let is_other = d.rule == unmet_criterion::RULE.id() && d.severity != Severity::Error;
        is_other && reported.contains(&(d.at.path.as_str(), d.at.span))
    };
    let repeats: Vec<bool> = found.iter().map(is_repeat).collect();
    let mut repeats = repeats.into_iter();
    found.retain(|_| repeats.next() != Some(true));
}

/// Removes secrets from the messages of all findings. A secret is text that one finding marks as
/// not to be printed.
fn mask_secrets(found: &mut [Diagnostic], context: &RuleContext<'_>) {
    let snapshot = &context.input.portfolio.snapshot;
    let of_secrets = found.iter().filter(|diagnostic| diagnostic.secret);
    let secrets: BTreeSet<&str> = of_secrets
        .filter_map(|d| Some(d.at.span.slice(snapshot.text(&d.at.path)?)))
        .collect();
    let secrets = SecretWords::new(secrets);
    // The finding about a secret does not contain it.
    let others = found.iter_mut().filter(|diagnostic| !diagnostic.secret);
    others.for_each(|diagnostic| diagnostic.mask(&secrets));
}

impl<'a> RuleContext<'a> {
    pub fn records(&self) -> impl Iterator<Item = &'a Record> {
        self.input.portfolio.records.iter()
    }

    /// Returns records that a person wrote in a file of their own.
    pub fn written_records(&self) -> impl Iterator<Item = &'a Record> {
        self.records()
            .filter(|record| !record.is_row() && !record.kind.written_by_cpd)
    }

    /// Calls `look` for every record that a person wrote, on all cores, and keeps the order.
    pub fn for_each_written_record(
        &self,
        out: &mut Vec<Diagnostic>,
        look: impl Fn(&Record, &str, &mut Vec<Diagnostic>) + Sync,
    ) {
        let asked = |record: &&Record| self.files.is_none_or(|paths| paths.contains(&record.path));
        let written: Vec<&Record> = self.written_records().filter(asked).collect();
        let found: Vec<Vec<Diagnostic>> = written
            .par_iter()
            .map(|record| {
                let mut found = Vec::new();
                look(record, &record.text, &mut found);
                found
            })
            .collect();
        out.extend(found.into_iter().flatten());
    }

    pub fn faults(&self) -> impl Iterator<Item = (&'a LocatedFault, &'a Fault)> {
        self.input
            .portfolio
            .faults
            .iter()
            .map(|found| (found, &found.fault))
    }

    /// Returns the faults of the schemes that are checked.
    pub fn schema_faults(&self) -> impl Iterator<Item = SchemaFault> {
        self.compiled.faults(self.input.only).cloned()
    }

    /// Returns a scheme of the portfolio, if it is checked.
    pub fn scheme(&self, id: &str) -> Option<&'a Scheme> {
        let asked = self.input.only.is_none_or(|only| only == id);
        self.input.portfolio.scheme(id).filter(|_| asked)
    }

    /// Returns true if a record is of a day to come, and its date may be wrong.
    fn is_in_future(&self, path: &str) -> bool {
        let today = self.input.today;
        let record = self.input.portfolio.at_path(path);
        record.is_some_and(|record| record.is_ahead_of(today) && !record.kind.plannable)
    }

    /// Returns the paths of records that leave a rule out.
    fn records_allowing(&self, rule: &str) -> BTreeSet<&'a str> {
        let asks = |record: &&Record| record.allowed.iter().any(|(name, _)| name == rule);
        self.records()
            .filter(asks)
            .map(|record| record.path.as_str())
            .collect()
    }

    /// Returns the line of `cpd.yaml` that adopts a scheme: the place of findings without a
    /// record.
    pub fn adoption_line(&self, scheme: &str) -> (&'static str, Span) {
        let pinned = self
            .input
            .portfolio
            .config
            .schemes
            .iter()
            .find(|pinned| pinned.id == scheme);
        (
            CONFIG,
            pinned.map_or(Span::start_of_file(), |pinned| pinned.span),
        )
    }

    /// Returns the edit that changes a name in a scheme of this portfolio. Returns `None` in a
    /// scheme that comes with cpd, and where more than the name is written.
    pub fn rename_edit(&self, at: &Origin, from: &str, to: &str) -> Option<(Span, String)> {
        let text = self.input.portfolio.snapshot.text(&at.path)?;
        let here = at.span.slice(text);
        let written = scalar(to);
        let quoted = ['"', '\''].map(|quote| format!("{quote}{from}{quote}"));
        let is_name = quoted.contains(&here.to_owned()) || (here == from && written == to);
        is_name.then_some((at.span, written))
    }

    /// Returns a note on the revision that people and keys were read from, if it is not the
    /// present one.
    pub fn trust_source_note(&self) -> String {
        match &self.input.trust.revision {
            Revision::Commit { name, .. } if name != "HEAD" => format!(" (according to {name})"),
            Revision::Untrusted(why) => format!(" (nobody may sign here: {why})"),
            Revision::WorkTree | Revision::Commit { .. } => String::new(),
        }
    }

    /// Returns the kind's noun with its article, as in `an activity`.
    pub fn kind_with_article(&self, name: Option<&str>) -> String {
        let kind = name.and_then(|name| self.input.portfolio.kinds().get(name));
        kind.map_or_else(
            || "this file".to_owned(),
            |kind| words::with_article(&kind.noun()),
        )
    }
}

/// Returns a label at a place in a scheme file.
pub fn label_at(origin: &Origin, text: impl Into<String>) -> Label {
    Label::new(origin.path.to_string(), origin.span, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_named_for_their_files_and_sorted() {
        let names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        assert_eq!(names, sorted);
        for rule in RULES {
            assert!(
                rule.name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '-'),
                "{}",
                rule.name
            );
            assert!(
                rule.source.contains(&format!("name: \"{}\"", rule.name)),
                "{}",
                rule.name
            );
        }
    }

    #[test]
    fn each_rule_has_the_subject_of_its_findings() {
        let about = |subject| -> Vec<&str> {
            let rules = RULES.iter().filter(|rule| rule.subject == subject);
            rules.map(|rule| rule.name).collect()
        };
        assert_eq!(
            about(RuleSubject::Scheme),
            [
                "malformed-scheme",
                "number-mismatch",
                "unknown-form",
                "unknown-scheme-key",
                "unknown-scheme-name"
            ]
        );
        assert_eq!(about(RuleSubject::MissingValue), ["missing-field"]);
        let requirements = ["unmet-criterion", "unmet-duty"];
        assert_eq!(about(RuleSubject::Requirement), requirements);
        for rule in RULES {
            assert_eq!(subject(rule.id()), rule.subject, "{}", rule.name);
        }
    }

    #[test]
    fn every_rule_has_a_page_with_all_parts() {
        for rule in RULES {
            let page = rule.page();
            for part in ["## Example", "## To correct it"] {
                assert!(page.contains(part), "{} lacks {part}", rule.name);
            }
            let says_how = page.contains("## Leave it out");
            assert_eq!(says_how, rule.allowable, "{}", rule.name);
            assert!(
                rule.summary().ends_with('.'),
                "{}: {}",
                rule.name,
                rule.summary()
            );
        }
    }
}
