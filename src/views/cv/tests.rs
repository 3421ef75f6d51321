use serde_json::json;

use super::*;
use crate::base::files::{Content, File, Snapshot};

const SETTINGS: (&str, &str) = ("cpd.yaml", "cpd: 1\nowner: sam\nschemes: {}\n");
const PEOPLE: (&str, &str) = (
    "trust/people.yaml",
    "people:\n  - { id: sam, name: Sam Carter, job: [{ from: 2025-01-01, value: Registrar }] }\n",
);

fn made(files: &[(&str, &str)], with: &[&str]) -> Cv {
    let all = [SETTINGS, PEOPLE].iter().chain(files);
    let files = all.map(|(path, text)| File {
        path: (*path).to_owned(),
        content: Content::Text((*text).into()),
    });
    let portfolio = Portfolio::load(Snapshot::new(files.collect()));
    let awards = [CvAward {
        title: "Bronze".into(),
        on: NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(),
        awarder: "Lee Morgan".into(),
        scheme: "The Programme".into(),
    }];
    let with: Vec<String> = with.iter().map(|&it| it.to_owned()).collect();
    make_cv(
        &portfolio,
        &awards,
        &with,
        NaiveDate::from_ymd_opt(2026, 6, 1).unwrap(),
    )
}

#[test]
fn a_portfolio_without_a_cv_gives_the_name_the_job_and_the_profile() {
    let profile =
        "---\ntitle: Me\ninterests: [Law, Music]\n---\n\nI keep minutes.\n<!-- not this -->\n";
    let made = made(&[("profile.md", profile)], &[]);
    assert_eq!(
        Json::Object(made.document),
        json!({
            "$schema": SCHEMA,
            "basics": { "name": "Sam Carter", "label": "Registrar", "summary": "I keep minutes." },
            "interests": [{ "name": "Law" }, { "name": "Music" }],
        })
    );
    assert_eq!(made.notes, [""; 0]);
}

#[test]
fn what_json_resume_does_not_take_is_left_out_and_named() {
    let cv = "basics:\n  name: S. Carter\n  email: sam at example\n  url: example.org\n  phone:\nwork:\n  - { name: Hall, startDate: 2020-02, endDate: Present, level: 3 }\n  - { name: Old Hall, startDate: 2015, endDate: 2020-13-01 }\n  - just a word\nprojects: { name: One, keywords: [a, 2] }\n";
    let made = made(&[("cv.yaml", cv)], &[]);
    assert_eq!(
        Json::Object(made.document),
        json!({
            "$schema": SCHEMA,
            "basics": { "name": "S. Carter", "label": "Registrar" },
            "work": [
                { "name": "Hall", "startDate": "2020-02", "level": "3" },
                // The pattern of JSON Resume takes this month.
                { "name": "Old Hall", "startDate": "2015", "endDate": "2020-13-01" },
            ],
            "projects": [{ "name": "One", "keywords": ["a", "2"] }],
        })
    );
    assert_eq!(
        made.notes,
        [
            "cv.yaml: basics email is left out: JSON Resume has an email address there, and this is “sam at example”.",
            "cv.yaml: basics url is left out: JSON Resume has a whole address such as https://example.org there, and this is “example.org”.",
            "cv.yaml: work 1 endDate is left out: JSON Resume has a date such as 2026-02-20, 2026-02 or 2026 there, and this is “Present”.",
            "cv.yaml: work 3 is left out: JSON Resume has details with names there, and this is a single word.",
        ]
    );
}

#[test]
fn records_add_to_the_sections_that_are_named_and_nothing_is_there_twice() {
    let activity = |details: &str| format!("---\ntitle: Minutes\ndate: 2026-02-20\n{details}---\n");
    let course = activity(
        "type: Course\nprovider: ARC\nevidence: evidence/a.pdf\nlinks: https://example.org/a\n",
    );
    let ahead = course.replace("2026-02-20", "2027-02-20");
    let files = [
        (
            "cv.yaml",
            "awards:\n  - { title: bronze, date: 2026-03-01 }\n".to_owned(),
        ),
        (
            "training/2026-01-01-fire.md",
            "---\ntitle: Fire\ndate: 2026-01-01\nitem: fire\n---\n".to_owned(),
        ),
        ("activities/2026-02-20-minutes.md", course),
        ("activities/2026-02-20-other.md", activity("type: course\n")),
        ("activities/2027-02-20-ahead.md", ahead),
        (
            "activities/2026-02-20-help.md",
            activity("type: volunteering\nuntil: 2026-02-21\n"),
        ),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
    let without = made(&files, &[]).document;
    assert_eq!(
        without.keys().collect::<Vec<_>>(),
        ["$schema", "awards", "basics"]
    );
    let document = made(
        &files,
        &["awards", "certificates", "volunteer", "publications"],
    )
    .document;
    assert_eq!(
        document["awards"],
        json!([{ "title": "bronze", "date": "2026-03-01" }])
    );
    assert_eq!(
        document["certificates"],
        json!([
            { "name": "Fire", "date": "2026-01-01" },
            { "name": "Minutes", "issuer": "ARC", "date": "2026-02-20", "url": "https://example.org/a" },
        ])
    );
    assert_eq!(
        document["volunteer"],
        json!([{ "position": "Minutes", "startDate": "2026-02-20", "endDate": "2026-02-21" }])
    );
    assert!(!document.contains_key("publications"));
}
