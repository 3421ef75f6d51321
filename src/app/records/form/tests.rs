use std::sync::LazyLock;

use chrono::NaiveDate;

use super::*;
use crate::base::files::{Content, File, Snapshot};
use crate::domain::ports::Evidence;
use crate::domain::signoff::Trust;

const FILES: [(&str, &str); 4] = [
    (
        "cpd.yaml",
        "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes: { lancaster: 1.0.0 }\n",
    ),
    (
        "trust/people.yaml",
        "people:\n  - id: sam-carter\n    name: Sam Carter\n  - id: priya-shah\n    name: Priya Shah\n",
    ),
    (
        "activities/2026-03-02-a-day.md",
        "---\ntitle: A day\ndate: 2026-03-02\ntype: workshop\n---\n",
    ),
    (
        "activities/2026-04-02-a-later-day.md",
        "---\ntitle: A later day\ndate: 2026-04-02\ntype: workshop\n---\n",
    ),
];

static NOBODY: LazyLock<Trust> = LazyLock::new(|| Trust::nobody("there are no keys"));

fn portfolio() -> Portfolio {
    let files = FILES.iter().map(|(path, text)| File {
        path: (*path).to_owned(),
        content: Content::Text((*text).into()),
    });
    Portfolio::load(Snapshot::new(files.collect()))
}

fn form_of(portfolio: &Portfolio, kind: &str) -> RecordForm {
    let input = CheckInput {
        portfolio,
        evidence: Evidence::in_memory(),
        trust: &NOBODY,
        today: NaiveDate::from_ymd_opt(2026, 10, 2).unwrap(),
        focus: None,
        only: None,
    };
    form_for_portfolio(input, portfolio.kinds().get(kind).unwrap())
}

fn labels(choices: &[Choice]) -> Vec<&str> {
    choices.iter().map(|choice| &*choice.label).collect()
}

/// The input of one value, of a list or of a time.
fn single(input: &FieldInput) -> &FieldInput {
    match input {
        FieldInput::List(of) | FieldInput::Dated(of) => single(of),
        other => other,
    }
}

#[test]
fn a_form_has_every_field_of_its_kind_in_order_and_offers_what_the_portfolio_holds() {
    let portfolio = portfolio();
    let journal = form_of(&portfolio, "journal");
    let names: Vec<&str> = journal.fields.iter().map(|field| &*field.name).collect();
    let kind = portfolio.kinds().get("journal").unwrap();
    let of_kind: Vec<&str> = kind.fields.iter().map(|field| &*field.name).collect();
    assert_eq!(names, of_kind);
    assert_eq!(journal.titled_by.as_deref(), Some("title"));

    let award = journal.field(journal.award.as_deref().unwrap()).unwrap();
    let FieldInput::Award(awards) = award.input.item() else {
        panic!("{award:?}");
    };
    assert_eq!(labels(awards), ["bronze", "silver", "gold"]);
    assert_eq!(award.label, "Award");

    let activity = journal.field("activity").unwrap();
    let FieldInput::Record { kind, noun, known } = activity.input.item() else {
        panic!("{activity:?}");
    };
    assert_eq!((&**kind, &**noun), ("activity", "activity"));
    // The latest first.
    assert_eq!(
        labels(known),
        ["A later day (2026-04-02)", "A day (2026-03-02)"]
    );
    assert_eq!(known[0].value, "2026-04-02-a-later-day");
}

#[test]
fn a_form_begins_with_the_day_and_with_the_award_that_is_needed() {
    let portfolio = portfolio();
    let date = |form: &RecordForm| {
        let field = form.field(form.dated_by.as_deref().unwrap()).unwrap();
        field.default.clone()
    };
    let activity = form_of(&portfolio, "activity");
    assert_eq!(date(&activity).as_deref(), Some("2026-10-02"));
    let statement = form_of(&portfolio, "statement");
    let award = statement.field("award").unwrap();
    assert!(award.required);
    assert_eq!(award.default.as_deref(), Some("bronze"));
}

#[test]
fn a_blank_form_offers_vocabularies_and_no_portfolio_values() {
    let portfolio = portfolio();
    assert!(portfolio.kinds().iter().count() > 5);
    for kind in portfolio.kinds().iter() {
        let (blank, full) = (blank_form(kind), form_of(&portfolio, &kind.name));
        assert_eq!(blank.fields.len(), full.fields.len());
        for (blank, full) in blank.fields.iter().zip(&full.fields) {
            assert_eq!(
                (&blank.name, &blank.help, blank.required),
                (&full.name, &full.help, full.required)
            );
            match single(&blank.input) {
                FieldInput::Award(known)
                | FieldInput::Person(known)
                | FieldInput::Record { known, .. } => {
                    assert!(known.is_empty(), "{}: {known:?}", blank.name);
                }
                other => assert_eq!(other, single(&full.input)),
            }
        }
    }
}

#[test]
fn a_form_offers_people_by_name_and_writes_their_ids() {
    let portfolio = portfolio();
    let kinds = portfolio.kinds().iter();
    let forms = kinds.map(|kind| form_of(&portfolio, &kind.name));
    let fields = forms.flat_map(|form| form.fields);
    let people: Vec<Vec<Choice>> = fields
        .filter_map(|field| match field.input {
            FieldInput::Person(people) => Some(people),
            _ => None,
        })
        .collect();
    assert!(!people.is_empty());
    for people in people {
        assert_eq!(labels(&people), ["Priya Shah", "Sam Carter"]);
        assert_eq!(people[0].value, "priya-shah");
    }
}

#[test]
fn an_item_of_a_catalogue_is_chosen_from_the_items_of_the_scheme() {
    let following = |scheme: &str| {
        let files = FILES.iter().map(|(path, text)| File {
            path: (*path).to_owned(),
            content: Content::Text(text.replace("lancaster", scheme).into()),
        });
        Portfolio::load(Snapshot::new(files.collect()))
    };
    let form = form_of(&following("alt-valley"), "training");
    let FieldInput::CatalogueItem(items) = &form.field("item").unwrap().input else {
        panic!("{:?}", form.field("item"));
    };
    assert_eq!(items.len(), 9);
    assert!(labels(items).contains(&"Safeguarding and Prevent (safeguarding)"));
    assert!(items.iter().any(|item| item.value == "safeguarding"));
    // Without a list, an item is a text.
    let form = form_of(&following("lancaster"), "training");
    assert_eq!(form.field("item").unwrap().input, FieldInput::Text);
}
