//! The rules, one to a file, and the only place that puts a fault into words.
//! A new rule is a file here and a line in the list below.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::compile::CompiledSet;
use super::{CheckInput, SchemeVerdict, signed_files};
use crate::base::document::write::scalar;
use crate::base::text::Span;
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::domain::id::RuleId;
use crate::domain::portfolio::{CONFIG, Fault, LocatedFault, Record};
use crate::domain::schema::{Origin, SchemaFault, Scheme};
use crate::domain::signoff::Revision;

mod unmet_requirement;

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(pub mod $module;)*
        /// Every rule, by name.
        pub const RULES: &[Rule] = &[$($module::RULE),*];
    };
}

rules! {
    assurance_too_low,
    backdated,
    bad_date,
    bad_file_name,
    bad_setting,
    bad_signature,
    broken_chain,
    broken_link,
    broken_reference,
    date_too_early,
    duplicate_id,
    duplicate_key,
    edited_after_grant,
    empty_section,
    endorser_wrote_it,
    expired_key,
    future_date,
    hidden_character,
    locked_award,
    malformed_front_matter,
    malformed_scheme,
    malformed_trust,
    missing_alt_text,
    missing_evidence,
    missing_field,
    missing_front_matter,
    missing_glyph,
    missing_section,
    missing_signoff,
    not_in_vocabulary,
    outside_portfolio,
    personal_data,
    placeholder_text,
    remote_image,
    removed_signoff,
    replayed_signoff,
    revoked_key,
    role_not_held,
    scheme_changed,
    self_endorsement,
    shared_key,
    stale_signoff,
    unclosed_front_matter,
    undated_period,
    unknown_field,
    unknown_folder,
    unknown_form,
    unknown_rule,
    unknown_scheme,
    unknown_scheme_key,
    unknown_scheme_name,
    unknown_signer,
    unknown_step,
    unmatched_review,
    unmet_criterion,
    unmet_duty,
    unreadable_file,
    unshown_picture,
    untrusted_scheme,
    unverifiable_history,
    wrong_namespace,
    wrong_reference_kind,
    wrong_round,
    wrong_type,
}

/// The thing that a rule finds fault with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSubject {
    /// Anything that is written in a portfolio.
    Content,
    /// A field of a record that has no value yet.
    MissingValue,
    /// Anything that an award or a duty asks for, which later records may bring.
    Requirement,
    /// The files of a scheme.
    Scheme,
}

/// A rule: its name, how serious it is, its page and its check.
pub struct Rule {
    /// Named for the fault, in kebab-case; never renumbered.
    pub name: &'static str,
    pub severity: Severity,
    /// Whether a record may ask that it be left out, with `allow: [NAME]`.
    pub allowable: bool,
    pub subject: RuleSubject,
    /// The rule's own source, whose first comment is its page.
    pub source: &'static str,
    pub check: fn(&RuleContext<'_>, &mut Vec<Diagnostic>),
}

/// What rules look at.
pub struct RuleContext<'a> {
    pub input: CheckInput<'a>,
    pub compiled: &'a CompiledSet,
    pub verdicts: &'a [SchemeVerdict<'a>],
    /// The files whose findings are asked for; all if none are named.
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
            listed: Vec::new(),
            criterion: None,
            secret: false,
        }
    }

    /// The page that `cpd explain` prints: what it checks, why, an example, how to resolve it.
    pub fn page(&self) -> String {
        let lines = self
            .source
            .lines()
            .take_while(|line| line.starts_with("//!"));
        let body: Vec<&str> = lines.map(strip_comment).collect();
        format!("{}\n", body.join("\n").trim())
    }

    /// The first sentence of the page.
    pub fn summary(&self) -> String {
        let page = self.page();
        page.split("\n\n")
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// A line of a page without its comment sign and the one space behind it.
fn strip_comment(line: &str) -> &str {
    let line = line.strip_prefix("//!").unwrap_or(line);
    line.strip_prefix(' ').unwrap_or(line)
}

/// The rule with this name.
pub fn by_name(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Returns what a rule is about.
pub fn subject(rule: RuleId) -> RuleSubject {
    let listed = RULES.iter().find(|one| one.id() == rule);
    listed.map_or(RuleSubject::Content, |rule| rule.subject)
}

/// Runs every rule and puts what they found in order.
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
    drop_repeats(&mut found);
    mask_secrets(&mut found, context);
    signed_files::mark_signed_edits(&mut found, context.input.portfolio);
    found
}

/// Rules about text that is not written, which a criterion may ask for as well.
const UNWRITTEN_TEXT: [&Rule; 3] = [
    &empty_section::RULE,
    &missing_section::RULE,
    &placeholder_text::RULE,
];

/// What a criterion lacks is left to the rule that says the same of the same
/// words, unless the award was asked about.
fn drop_repeats(found: &mut Vec<Diagnostic>) {
    let is_about_text = |d: &&Diagnostic| UNWRITTEN_TEXT.iter().any(|rule| rule.id() == d.rule);
    let told: BTreeSet<(String, Span)> = found
        .iter()
        .filter(is_about_text)
        .map(|diagnostic| (diagnostic.at.path.clone(), diagnostic.at.span))
        .collect();
    let is_told = |d: &Diagnostic| told.contains(&(d.at.path.clone(), d.at.span));
    found.retain(|d| {
        d.rule != unmet_criterion::RULE.id() || d.severity == Severity::Error || !is_told(d)
    });
}

/// No finding says what another found to be nobody's to print.
fn mask_secrets(found: &mut [Diagnostic], context: &RuleContext<'_>) {
    let secrets: BTreeSet<String> = found
        .iter()
        .filter(|diagnostic| diagnostic.secret)
        .filter_map(|d| {
            Some(
                d.at.span
                    .of(context.input.portfolio.snapshot.text(&d.at.path)?)
                    .to_owned(),
            )
        })
        .collect();
    // A finding of a secret says nothing of it by itself.
    for diagnostic in found.iter_mut().filter(|diagnostic| !diagnostic.secret) {
        secrets.iter().for_each(|secret| diagnostic.mask(secret));
    }
}

impl<'a> RuleContext<'a> {
    pub fn records(&self) -> impl Iterator<Item = &'a Record> {
        self.input.portfolio.records.iter()
    }

    /// Records that a person wrote as a file of their own.
    pub fn written_records(&self) -> impl Iterator<Item = &'a Record> {
        self.records()
            .filter(|record| !record.is_row() && !record.kind.written_by_cpd)
    }

    /// Looks at every record that a person wrote, on every core, and keeps the order.
    pub fn for_each_written(
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

    /// Returns all that is wrong with the schemes that are judged.
    pub fn schema_faults(&self) -> impl Iterator<Item = SchemaFault> {
        self.compiled.faults(self.input.only).cloned()
    }

    /// Returns a scheme of the portfolio, if it is judged.
    pub fn scheme(&self, id: &str) -> Option<&'a Scheme> {
        let asked = self.input.only.is_none_or(|only| only == id);
        self.input.portfolio.scheme(id).filter(|_| asked)
    }

    /// The paths of records that ask for a rule to be left out.
    fn records_allowing(&self, rule: &str) -> BTreeSet<&'a str> {
        let asks = |record: &&Record| record.allowed.iter().any(|(name, _)| name == rule);
        self.records()
            .filter(asks)
            .map(|record| record.path.as_str())
            .collect()
    }

    /// The line of `cpd.yaml` that adopts a scheme: where to point when nothing is there yet.
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

    /// Returns the edit that writes another name in a scheme of this portfolio. `None` in a
    /// scheme that comes with cpd, and where more than the name stands there.
    pub fn rename_edit(&self, at: &Origin, from: &str, to: &str) -> Option<(Span, String)> {
        let text = self.input.portfolio.snapshot.text(&at.path)?;
        let here = at.span.of(text);
        let written = scalar(to);
        let quoted = ['"', '\''].map(|quote| format!("{quote}{from}{quote}"));
        let is_name = quoted.contains(&here.to_owned()) || (here == from && written == to);
        is_name.then_some((at.span, written))
    }

    /// Which files were asked about people and keys, where these are not those at hand.
    pub fn trust_source_note(&self) -> String {
        match &self.input.trust.revision {
            Revision::Commit { name, .. } if name != "HEAD" => format!(" (as {name} has it)"),
            Revision::Untrusted(why) => format!(" (nobody may sign here: {why})"),
            Revision::WorkTree | Revision::Commit { .. } => String::new(),
        }
    }

    /// The kind's noun with its article, as in `an activity`.
    pub fn kind_with_article(&self, name: Option<&str>) -> String {
        let kind = name.and_then(|name| self.input.portfolio.kinds().get(name));
        kind.map_or_else(
            || "this file".to_owned(),
            |kind| crate::base::text::words::article(&kind.noun()),
        )
    }
}

/// A label into a schema file.
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
    fn rules_say_which_findings_are_about_a_scheme_and_which_may_come_later() {
        let about = |subject| -> Vec<&str> {
            let rules = RULES.iter().filter(|rule| rule.subject == subject);
            rules.map(|rule| rule.name).collect()
        };
        assert_eq!(
            about(RuleSubject::Scheme),
            [
                "malformed-scheme",
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
    fn every_rule_has_a_whole_page() {
        for rule in RULES {
            let page = rule.page();
            for part in [
                "## What it checks",
                "## Why it matters",
                "## Example",
                "## How to resolve",
            ] {
                assert!(page.contains(part), "{} lacks {part}", rule.name);
            }
            assert!(
                rule.summary().ends_with('.'),
                "{}: {}",
                rule.name,
                rule.summary()
            );
        }
    }
}
