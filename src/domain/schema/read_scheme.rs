//! From a scheme's YAML to its values. Names are looked up and faults kept as
//! it goes, so that all of them are told at once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::adjustment::{self, AdjustmentTargets};
use super::export_form;
use super::filter::read_guard;
use super::period::DayOffset;
use super::scheme::{
    Award, Criterion, CriterionForm, DECLINE, Opening, OwnerDetail, RETURN, Scheme, Source, Step,
    StepActor, StepWords, WITHDRAW, read_assurance,
};
use super::scheme_files::report_word_faults;
use super::set::{self, Set};
use super::{
    Due, Kinds, PaperForm, Recurrence, RegistrationSpec, SchemaFaultKind, SchemaReader,
    SchemeFiles, SchemeNames, Shape, basis, confirmation, paper_form, period, read_catalogue,
    registration, sheet,
};
use crate::base::calendar;
use crate::base::document::{Node, NodeValue};
use crate::base::text::{LanguageTag, Span, fold, is_id, words};
use crate::domain::finding::Severity;
use crate::domain::id::{AwardName, KindId, RoundEnd, SchemeId};
use crate::domain::letters::STEP_WORDS;

const TOP: [&str; 23] = [
    "basis",
    "adjustments",
    "exports",
    "roles",
    "owner",
    "registration",
    "id",
    "version",
    "title",
    "language",
    "source",
    "references",
    "vocabularies",
    "kinds",
    "catalogues",
    "periods",
    "sets",
    "awards",
    "criteria",
    "confirmations",
    "subjects",
    "signoffs",
    "duties",
];

/// Reads a scheme's top node; the kinds it adds are known already. `files` are those that
/// the node was read from.
pub fn read(
    top: &Node,
    files: &SchemeFiles,
    kinds: &Kinds,
    reader: &mut SchemaReader,
) -> Option<Scheme> {
    reader.read_map(top)?;
    reader.report_unknown_keys(top, &TOP);
    check_language(top, reader);
    let mut names = SchemeNames::new(kinds);
    let roles = reader.words_at(top, "roles");
    names.roles.extend(roles.iter().cloned());
    names.registration = registration::read(top, reader);
    let owner = read_owner(top, &names, reader);
    names.periods = read_periods(top, &names, reader);
    let awards = read_awards(top, &names, reader);
    names.awards = awards.iter().map(|award| award.id.to_string()).collect();
    names.catalogues = read_catalogue::read_all(top, &names, reader);
    let confirmed = confirmation::read_names(top).into_iter();
    names.confirmations = confirmed.map(|name| (name, None)).collect();
    read_sets(top, &mut names, reader);
    names.in_award = false;
    let confirmations = confirmation::read_all(top, &mut names, reader);
    names.in_award = true;
    check_confirmed_kinds(top, &names, reader);
    let criteria = read_criteria(top, "criteria", &names, reader);
    let subjects = read_subjects(top, &names, reader);
    let steps = read_steps(top, &names, reader);
    check_needs(top, &steps, &criteria, reader);
    names.in_award = false;
    let duties = read_criteria(top, "duties", &names, reader);
    sheet::report_unknown_duties(&duties, reader);
    let targets = AdjustmentTargets {
        awards: &awards,
        criteria: &criteria,
        duties: &duties,
    };
    let adjustments = adjustment::read_all(top, &targets, &names, reader);
    let basis = basis::read(top, &names, reader);
    let exports = export_form::read_all(top, &names, reader);
    let path = reader.path.to_string();
    let scheme = Scheme {
        id: reader.require_id(top, "id", SchemeId::parse)?,
        version: reader.require_id(top, "version", parse_id)?,
        title: reader.require_word(top, "title")?.to_owned(),
        language: reader.language.to_string(),
        source: read_source(top, reader),
        references: reader.words_at(top, "references"),
        sets: names.sets,
        catalogues: names.catalogues,
        periods: names.periods,
        roles,
        owner,
        registration: names.registration,
        awards,
        places: OnceLock::new(),
        criteria,
        duties,
        adjustments,
        exports,
        confirmations: Vec::new(),
        subjects,
        steps,
        templates: files.templates(),
        letters: BTreeMap::new(),
        basis,
        sha256: files.sha256(),
        origin: files.origin,
        path,
    };
    let confirmations = confirmations.into_iter();
    let confirmations = confirmations.map(|one| one.within(&scheme)).collect();
    Some(Scheme {
        confirmations,
        ..scheme
    })
}

/// Reports a language that is none.
fn check_language(top: &Node, reader: &mut SchemaReader) {
    let Some(node) = top.get("language") else {
        return;
    };
    let is_tag = |written: &str| LanguageTag::parse(written).is_ok();
    if !node.scalar().is_some_and(is_tag) {
        reader.report_wrong(node, "the tag of a language, such as cy or en-GB");
    }
}

/// A version, or another name that may become part of a file's path.
fn parse_id(word: &str) -> Option<String> {
    is_id(word).then(|| word.to_owned())
}

fn read_source(top: &Node, reader: &mut SchemaReader) -> Source {
    let Some(node) = top.get("source") else {
        return Source::default();
    };
    reader.report_unknown_keys(node, &["name", "url", "read", "official"]);
    let read = node.get("read").and_then(|node| {
        let date = node.scalar().and_then(calendar::date);
        if date.is_none() {
            reader.report_wrong(node, "a date such as 2026-02-20");
        }
        date
    });
    Source {
        name: reader.word_at(node, "name").map(str::to_owned),
        url: reader.word_at(node, "url").map(str::to_owned),
        read,
        official: reader.read_flag(node, "official"),
    }
}

/// Reads the details of the owner that the scheme asks for. An id and a name are known.
fn read_owner(top: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Vec<OwnerDetail> {
    let answerable = |shape: &Shape| {
        let fields = names.fields(shape).iter();
        let answerable = fields.filter(|field| !field.required && field.ty.is_one_answer());
        answerable.map(|field| field.name.as_str())
    };
    let person = Shape::Kind(KindId::person().clone());
    let mut known: Vec<String> = answerable(&person).map(str::to_owned).collect();
    if names.registration.is_some() {
        let fields = answerable(&RegistrationSpec::shape());
        let fields = fields.filter(|field| *field != registration::BODY);
        known.extend(fields.map(|field| format!("registration.{field}")));
    }
    let entries = top.get("owner").and_then(|node| reader.read_map(node));
    let mut details = Vec::new();
    for entry in entries.unwrap_or_default() {
        let field = entry.key.as_str();
        if !known.iter().any(|name| name == field) {
            let known = known.iter().map(String::as_str);
            reader.unknown_name(entry.key_span, "field", field, known);
        } else if let Some(help) = reader.read_word(&entry.value) {
            details.push(OwnerDetail {
                field: field.to_owned(),
                help: help.to_owned(),
            });
        }
    }
    details
}

fn items_at<'n>(top: &'n Node, key: &str, reader: &mut SchemaReader) -> &'n [Node] {
    top.get(key)
        .and_then(|node| reader.read_list(node))
        .unwrap_or_default()
}

fn read_periods(
    top: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> BTreeMap<String, Recurrence> {
    let entries = top
        .get("periods")
        .and_then(|node| reader.read_map(node))
        .unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| {
            let period = period::read(&entry.value, names, reader)?;
            Some((entry.key.clone(), period))
        })
        .collect()
}

fn read_awards(top: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Vec<Award> {
    let mut awards: Vec<Award> = Vec::new();
    // Places of the awards by their folded names.
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for node in items_at(top, "awards", reader) {
        reader.report_unknown_keys(
            node,
            &["id", "title", "after", "repeats", "due", "opens", "basis"],
        );
        let Some(id) = reader.require_id(node, "id", AwardName::parse) else {
            continue;
        };
        let folded = fold(&id).into_owned();
        if let Some(place) = places.get(&folded) {
            let fault = same_name_fault(&awards[*place].id, &id);
            reader.report(node.span, fault);
            continue;
        }
        places.insert(folded, awards.len());
        let title = reader
            .word_at(node, "title")
            .map_or_else(|| words::capitalise(&id), str::to_owned);
        let after = reader.word_at(node, "after").map(str::to_owned);
        awards.push(Award {
            id,
            title,
            after,
            repeats: read_repeats(node, names, reader),
            due: read_round_due(node, names, reader),
            opens: read_opening(node, reader),
            basis: reader.word_at(node, "basis").map(str::to_owned),
            origin: reader.origin(node.span),
        });
    }
    drop_names_of_rounds(&mut awards, top, reader);
    check_order(&mut awards, reader);
    awards
}

/// Returns the fault of an award whose name an earlier one has, or has but for its case.
fn same_name_fault(known: &AwardName, id: &AwardName) -> SchemaFaultKind {
    if known == id {
        return SchemaFaultKind::Repeated {
            noun: "award",
            name: id.to_string(),
        };
    }
    let why = format!(
        "`{known}` and `{id}` differ only in capital letters, and some computers would give \
         their files one name: this award needs another name"
    );
    SchemaFaultKind::Impossible { why }
}

/// Leaves out each award whose name is also that of another award's round: one text,
/// and with it one sign-off, would name both.
fn drop_names_of_rounds(awards: &mut Vec<Award>, top: &Node, reader: &mut SchemaReader) {
    let repeats = awards.iter().filter(|award| award.repeats.is_some());
    // Some file systems ignore case.
    let repeating: BTreeMap<String, AwardName> = repeats
        .map(|award| (fold(&award.id).into_owned(), award.id.clone()))
        .collect();
    let repeats = |id: &str| repeating.get(&*fold(id));
    awards.retain(|award| {
        let round = RoundEnd::split(&award.id);
        let Some(other) = round.and_then(|(id, _)| repeats(id)) else {
            return true;
        };
        let why = format!(
            "`{}` is also the name of a round of `{other}`: this award needs another name",
            award.id
        );
        let nodes = items_at(top, "awards", reader).iter();
        let mut names = nodes.filter_map(|node| node.get("id"));
        let name = names.find(|name| name.scalar() == Some(&*award.id));
        let at = name.map_or(award.origin.span, |name| name.span);
        reader.report(at, SchemaFaultKind::Impossible { why });
        false
    });
}

/// The shortest that an award may take before it comes round again, in days.
const SHORTEST_ROUND: i64 = 28;

fn read_repeats(
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Recurrence> {
    let at = node.get("repeats")?;
    let repeats = period::read_within(at, names, reader)?;
    let why = match repeats {
        Recurrence::Last(_) => "a period that moves with today cannot repeat",
        Recurrence::Cycle { every, .. } if every.days_at_least() < SHORTEST_ROUND => {
            "a repeated award must last a month or more"
        }
        Recurrence::Cycle { .. } | Recurrence::Listed(_) => return Some(repeats),
    };
    let why = why.to_owned();
    reader.report(at.span, SchemaFaultKind::Impossible { why });
    None
}

/// Reads `due` of an award: a day counted from the end of a round.
fn read_round_due(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> DayOffset {
    let Some(at) = node.get("due") else {
        return DayOffset::default();
    };
    match period::read_due(at, names, reader) {
        Some(Due::End(offset)) if node.get("repeats").is_some() => return offset,
        Some(Due::End(_)) => {
            let why = "nothing ends here: add `repeats`".to_owned();
            reader.report(at.span, SchemaFaultKind::Impossible { why });
        }
        Some(_) => reader.report_wrong(
            at,
            "a day counted from the end, such as `{ end, plus: 1 month }`",
        ),
        None => {}
    }
    DayOffset::default()
}

/// Reads `opens` of an award: `{ less: 60 days, early: warn | refuse }`.
fn read_opening(node: &Node, reader: &mut SchemaReader) -> Option<Opening> {
    let at = node.get("opens")?;
    if !at.is_map() {
        reader.report_wrong(
            at,
            "a time before the last day, such as `{ less: 60 days }`",
        );
        return None;
    }
    reader.report_unknown_keys(at, &["less", "early"]);
    if node.get("repeats").is_none() {
        let why = "nothing ends here: add `repeats`".to_owned();
        reader.report(at.span, SchemaFaultKind::Impossible { why });
    }
    let less = period::read_length(reader.require(at, "less")?, reader)?;
    let early = at.get("early");
    let word = early.map_or("warn", |early| early.scalar().unwrap_or_default());
    if let Some(early) = early.filter(|_| !["warn", "refuse"].contains(&word)) {
        reader.report_wrong(early, "`warn` or `refuse`");
    }
    Some(Opening {
        less,
        refuses_earlier: word == "refuse",
    })
}

/// An award can only come after one that exists, and never after itself.
fn check_order(awards: &mut [Award], reader: &mut SchemaReader) {
    let ids: Vec<String> = awards.iter().map(|award| award.id.to_string()).collect();
    let after: BTreeMap<String, Option<String>> = awards
        .iter()
        .map(|a| (a.id.to_string(), a.after.clone()))
        .collect();
    for award in awards {
        let Some(before) = award.after.clone() else {
            continue;
        };
        if !ids.contains(&before) {
            reader.unknown_name(
                award.origin.span,
                "award",
                &before,
                ids.iter().map(String::as_str),
            );
            award.after = None;
        } else if is_cyclic(&award.id, &after) {
            reader.report(
                award.origin.span,
                SchemaFaultKind::Circle {
                    noun: "award",
                    name: award.id.to_string(),
                },
            );
            award.after = None;
        }
    }
}

fn is_cyclic(start: &str, after: &BTreeMap<String, Option<String>>) -> bool {
    let mut at = start;
    for _ in 0..=after.len() {
        match after.get(at) {
            Some(Some(before)) if before == start => return true,
            Some(Some(before)) => at = before,
            _ => return false,
        }
    }
    true
}

/// Named sets may refer to those above them; a circle cannot be written.
fn read_sets(top: &Node, names: &mut SchemeNames<'_>, reader: &mut SchemaReader) {
    let entries = top
        .get("sets")
        .and_then(|node| reader.read_map(node))
        .unwrap_or_default();
    for entry in entries {
        if let Some(set) = set::read(&entry.value, names, reader) {
            names.sets.insert(entry.key.clone(), set);
        }
    }
}

/// Reports named sets that ask for a confirmation of another kind of record. The kinds are known
/// only once the confirmations are read, and these may use named sets.
fn check_confirmed_kinds(top: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) {
    let entries = top.get("sets").map_or(&[][..], Node::entries);
    for entry in entries {
        let Some(set) = names.sets.get(&entry.key) else {
            continue;
        };
        let Some(shape) = set.filtered_shape() else {
            continue;
        };
        for clause in &set.filter.clauses {
            clause.check_confirmed_kind(shape, entry.value.span, names, reader);
        }
    }
}

fn read_subjects(top: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Vec<Set> {
    let nodes = items_at(top, "subjects", reader).iter();
    let sets = nodes.filter_map(|node| set::read_fixed(node, names, reader));
    sets.collect()
}

fn read_steps(top: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for node in items_at(top, "signoffs", reader) {
        reader.report_unknown_keys(
            node,
            &[
                "id",
                "title",
                "by",
                "assurance",
                "subjects",
                "needs",
                "carries",
                "asks",
                "declares",
                "comment",
                "fills_in",
            ],
        );
        let Some(id) = reader.require_id(node, "id", parse_id) else {
            continue;
        };
        let reserved = RESERVED_STEPS.iter().find(|(name, _)| *name == id);
        if let Some((_, used_for)) = reserved {
            let span = node.get("id").map_or(node.span, |id| id.span);
            reader.report(
                span,
                SchemaFaultKind::Reserved {
                    noun: "step",
                    name: id,
                    used_for,
                },
            );
            continue;
        }
        let Some(by) = reader
            .require(node, "by")
            .and_then(|by| names.role(by, reader))
        else {
            continue;
        };
        if steps.iter().any(|known| known.id == id) {
            reader.report(
                node.span,
                SchemaFaultKind::Repeated {
                    noun: "sign-off",
                    name: id,
                },
            );
            continue;
        }
        let subjects = node
            .get("subjects")
            .is_some()
            .then(|| read_subjects(node, names, reader));
        steps.push(Step {
            title: reader
                .word_at(node, "title")
                .map_or_else(|| default_step_title(&id), str::to_owned),
            by: StepActor::of_role(by),
            assurance: read_assurance(node, reader),
            subjects,
            needs: node.get("needs").map(|node| reader.read_words(node)),
            carries_pack: read_carries(node, reader),
            words: read_step_words(node, reader),
            fills_in: read_fills_in(node, by, names, reader),
            origin: reader.origin(node.span),
            id,
        });
    }
    steps
}

/// Returns the title of a step that has none: what is said of an award after it, such as
/// `Endorsed`.
fn default_step_title(id: &str) -> String {
    words::capitalise(&words::past_participle(id))
}

/// Reports `needs` that name no criterion, and those of a step that comes too late for them: what
/// is sent or granted meets every requirement.
fn check_needs(top: &Node, steps: &[Step], criteria: &[Criterion], reader: &mut SchemaReader) {
    let sent = steps.iter().position(|step| step.carries_pack);
    let first_whole = sent.unwrap_or(steps.len().saturating_sub(1));
    for node in top.get("signoffs").map(Node::items).unwrap_or_default() {
        let id = node.get("id").and_then(Node::scalar);
        let at = steps.iter().position(|step| Some(&*step.id) == id);
        let Some((needs, at)) = node.get("needs").zip(at) else {
            continue;
        };
        if at >= first_whole {
            let why = "this step sends or closes the award, so it needs every requirement: write `needs` in a step before it".to_owned();
            reader.report(needs.span, SchemaFaultKind::Impossible { why });
        }
        for need in needs.items() {
            let Some(name) = need.scalar() else { continue };
            if !criteria.iter().any(|one| one.id == name) {
                let known = criteria.iter().map(|one| one.id.as_str());
                reader.unknown_name(need.span, "criterion", name, known);
            }
        }
    }
}

/// The steps that every award has, each with its purpose.
const RESERVED_STEPS: [(&str, &str); 3] = [
    (WITHDRAW, "takes a sign-off back"),
    (RETURN, "sends a submission back to its owner"),
    (DECLINE, "says no to a step"),
];

fn read_step_words(node: &Node, reader: &mut SchemaReader) -> StepWords {
    let mut words = |key: &str| {
        let node = node.get(key)?;
        let text = reader.read_word(node)?.to_owned();
        report_word_faults(&STEP_WORDS, &text, |_| node.span, reader);
        Some(text)
    };
    StepWords {
        asks: words("asks"),
        declares: words("declares"),
        comment: words("comment"),
    }
}

/// Reads the form on paper for whoever takes a step other than the owner.
fn read_fills_in(
    node: &Node,
    by: &str,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<PaperForm> {
    let at = node.get("fills_in")?;
    if StepActor::of_role(by) == StepActor::Owner {
        let why = "nobody is asked for a step of the owner: write `fills_in` in another step";
        let why = why.to_owned();
        reader.report(at.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    paper_form::read(at, names, reader)
}

fn read_carries(node: &Node, reader: &mut SchemaReader) -> bool {
    let Some(at) = node.get("carries") else {
        return false;
    };
    if at.scalar() != Some("pack") {
        reader.report_wrong(at, "`pack`");
    }
    true
}

/// The keys of a criterion beside its form.
pub const CRITERION_KEYS: [&str; 10] = [
    "id", "says", "basis", "severity", "when", "for", "within", "due", "opens", "prints",
];

fn read_criteria(
    top: &Node,
    key: &str,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Vec<Criterion> {
    let mut criteria: Vec<Criterion> = Vec::new();
    for node in items_at(top, key, reader) {
        let Some(criterion) = read_criterion(node, names, reader) else {
            continue;
        };
        let same = |known: &&Criterion| {
            known.id == criterion.id
                && (known.awards.is_empty()
                    || criterion.awards.is_empty()
                    || known
                        .awards
                        .iter()
                        .any(|award| criterion.awards.contains(award)))
        };
        if criteria.iter().find(same).is_some() {
            reader.report(
                node.span,
                SchemaFaultKind::Repeated {
                    noun: "criterion",
                    name: criterion.id.clone(),
                },
            );
            continue;
        }
        criteria.push(criterion);
    }
    criteria
}

fn read_criterion(
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Criterion> {
    let entries = reader.read_map(node)?;
    let id = reader.require_word(node, "id")?.to_owned();
    let says = reader.require_word(node, "says")?.to_owned();
    let forms: Vec<_> = entries
        .iter()
        .filter(|entry| !CRITERION_KEYS.contains(&entry.key.as_str()))
        .collect();
    let [form] = forms.as_slice() else {
        reader.report(node.span, SchemaFaultKind::Forms { found: forms.len() });
        return None;
    };
    let awards = reader.words_at(node, "for");
    if let Some(list) = node.get("for") {
        for award in awards.iter().filter(|award| !names.awards.contains(award)) {
            reader.unknown_name(
                list.span,
                "award",
                award,
                names.awards.iter().map(String::as_str),
            );
        }
    }
    let due = read_due(node, names, reader);
    Some(Criterion {
        basis: reader.word_at(node, "basis").map(str::to_owned),
        severity: read_severity(node, reader),
        when: node
            .get("when")
            .and_then(|guard| read_guard(guard, names, reader)),
        awards,
        within: node
            .get("within")
            .and_then(|at| period::read_within(at, names, reader)),
        opens: read_opens(node, due.as_ref(), names, reader),
        due,
        prints: node
            .get("prints")
            .and_then(|at| sheet::read(at, names, reader)),
        form: CriterionForm {
            name: form.key.clone(),
            name_span: form.key_span,
            args: form.value.clone(),
        },
        origin: reader.origin(says_span(node)),
        id,
        says,
    })
}

/// `due: end` needs a period that ends: the criterion's own, or an award's round.
fn read_due(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Due> {
    let at = node.get("due")?;
    let due = period::read_due(at, names, reader)?;
    let ends = node.get("within").is_some() || names.in_award;
    if matches!(due, Due::End(_)) && !ends {
        let why = "nothing ends here: add `within`".to_owned();
        reader.report(at.span, SchemaFaultKind::Impossible { why });
    }
    Some(due)
}

/// Reads `opens` of a duty: a day counted from the end of its period, such as
/// `{ end, plus: 1 day }`.
fn read_opens(
    node: &Node,
    due: Option<&Due>,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<DayOffset> {
    let at = node.get("opens")?;
    let Some(Due::End(opens)) = period::read_due(at, names, reader) else {
        reader.report_wrong(
            at,
            "a day counted from the end, such as `{ end, plus: 1 day }`",
        );
        return None;
    };
    let why = if names.in_award {
        Some("the records of an award are those of its round: only a duty opens")
    } else if node.get("within").is_none() {
        Some("nothing ends here: add `within`")
    } else {
        match due {
            // A value that cannot be read is reported already.
            None if node.get("due").is_some() => None,
            None => opens_after(opens, DayOffset::default()),
            Some(Due::End(last)) => opens_after(opens, *last),
            Some(_) => Some("its last day is counted from the end as well"),
        }
    };
    if let Some(why) = why {
        let why = why.to_owned();
        reader.report(at.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    Some(opens)
}

/// Returns the fault of days of which the first comes after the last.
fn opens_after(opens: DayOffset, last: DayOffset) -> Option<&'static str> {
    // In a year without a leap day, and in a month of 31 days.
    let end = chrono::NaiveDate::from_ymd_opt(2027, 12, 31)?;
    (opens.from(end)? > last.from(end)?).then_some("it would be due before it opens")
}

/// The line that says what is asked, which is what a finding points at.
fn says_span(node: &Node) -> Span {
    node.get("says")
        .filter(|says| matches!(says.value, NodeValue::Scalar(_)))
        .map_or(node.span, |says| says.span)
}

fn read_severity(node: &Node, reader: &mut SchemaReader) -> Severity {
    let Some(at) = node.get("severity") else {
        return Severity::Error;
    };
    match at.scalar() {
        Some("error") => Severity::Error,
        Some("warning") => Severity::Warning,
        Some("note") => Severity::Note,
        word => {
            reader.unknown_name(
                at.span,
                "severity",
                word.unwrap_or_default(),
                ["error", "warning", "note"],
            );
            Severity::Error
        }
    }
}
