use super::*;
use crate::base::files::digest::Sha256;
use crate::domain::record_view::PrintedField;
use crate::views::submission::check_steps::CheckSteps;
use crate::views::submission::model::*;

/// A small pack with one of everything.
pub fn sample() -> Pack {
    let document = |anchor: &str, path: &str, body: &str| PrintedRecord {
        anchor: anchor.into(),
        path: path.into(),
        language: None,
        title: format!("Title of {anchor}"),
        date: Some("2 March 2026".into()),
        fields: vec![PrintedField {
            label: "Grade".into(),
            value: "Good".into(),
            anchor: None,
        }],
        body: body.into(),
        stored_elsewhere: std::collections::BTreeMap::new(),
        table: None,
        beneath: Vec::new(),
    };
    let link = |title: &str, anchor: Option<&str>| RecordLink {
        title: title.into(),
        path: "journals/a.md".into(),
        anchor: anchor.map(str::to_owned),
    };
    let mut journal = document(
        "a",
        "journals/a.md",
        "## What I did\n\nWords[^1].\n\n[^1]: Note.",
    );
    journal.beneath.push(document(
        "a-f",
        "feedback/a.md",
        "# Well done\n\nWords[^1].\n\n[^1]: Note.",
    ));
    Pack {
        language: PageLanguage {
            document: "en-GB".into(),
            words: "en-GB".into(),
            unchecked: None,
        },
        draft: false,
        current: false,
        sheet: None,
        changed: None,
        award_language: None,
        award: "Silver".into(),
        award_id: "lancaster/silver".into(),
        scheme: SchemeLine {
            language: None,
            id: "lancaster".into(),
            title: "Lancaster Professional Programme".into(),
            version: "1.0.0".into(),
            sha256: Sha256::parse(&"5".repeat(64)).unwrap(),
            official: false,
            own_path: None,
            source_name: Some("The guide".into()),
            source_url: Some("https://example.org/guide".into()),
            source_read: Some("2026-02-01".into()),
        },
        owner: Owner {
            name: "Sam Carter".into(),
            job: Some("Administrator".into()),
            organisation: None,
            manager: Some("Priya Shah".into()),
        },
        portfolio: "0b9b5f0e".into(),
        commit: Some(Commit {
            id: "c".repeat(40),
            short: "c".repeat(10),
            date: "1 June 2026".into(),
        }),
        moment: 1_780_272_000,
        reading_minutes: 1,
        reading_time: "About 1 minute".into(),
        summary: "The one requirement is met.".into(),
        criteria: vec![CriterionLine {
            notes: Vec::new(),
            id: "journals".into(),
            says: "Three journals".into(),
            severity: "error".into(),
            state: "met".into(),
            so_far: false,
            tally: Some("3 of 3".into()),
            evidence: vec![link("Title of a", Some("a")), link("Elsewhere", None)],
        }],
        long_contents: false,
        parts: vec![
            PackSection::Documents {
                anchor: "journals".into(),
                title: "Journals".into(),
                documents: vec![journal],
            },
            PackSection::Page(Box::new(RecordPage {
                anchor: "page".into(),
                language: "en-GB".into(),
                title: "Statement".into(),
                document: document("statement", "statements/silver.md", "Words."),
                signatures: vec![
                    SignatureBlock {
                        title: "Signed".into(),
                        name: Some("Sam Carter".into()),
                        role: "Author".into(),
                        on: Some("1 June 2026".into()),
                        assurance: Some("Claimed".into()),
                        words: Some("I *did* this.".into()),
                    },
                    SignatureBlock {
                        title: "Endorsed".into(),
                        name: None,
                        role: "Line manager".into(),
                        on: None,
                        assurance: None,
                        words: None,
                    },
                ],
            })),
            PackSection::Log {
                anchor: "log".into(),
                title: "Activities".into(),
                columns: vec!["Date".into(), "Title".into(), "Hours".into()],
                rows: vec![LogRow {
                    anchor: "row".into(),
                    path: "activities/x.md".into(),
                    cells: vec!["1 May 2026".into(), "Minutes".into(), "3.5".into()],
                }],
                totals: Some(vec![String::new(), String::new(), "3.5".into()]),
            },
        ],
        links: vec![LinkLine {
            address: "https://example.org/%22%3E".into(),
            title: "A <b>talk</b> \"on\" \u{202e}minutes".into(),
            read: Some("2 May 2026".into()),
            from: link("Title of a", Some("a")),
        }],
        evidence: vec![EvidenceLine {
            pages: None,
            anchor: "room".into(),
            path: "evidence/room.png".into(),
            title: "The room".into(),
            media: "image/png".into(),
            size: "8 bytes".into(),
            sha256: "6".repeat(64),
            alt: Some("A room".into()),
            shown: true,
            from: vec![link("Title of a", Some("a"))],
        }],
        provenance: Provenance {
            subjects: vec![SignedContent {
                path: "journals/a.md".into(),
                blob: crate::base::files::digest::sha1_blob(b""),
                sha256: "7".repeat(64),
            }],
            signoffs: vec![SignoffLine {
                path: "signoffs/x.md".into(),
                step: "Signed".into(),
                by: "Sam Carter".into(),
                on: "1 June 2026".into(),
                assurance: "Claimed".into(),
            }],
            trust: "Sam vouches for the people and keys here.".into(),
            cpd_version: "0.1.0".into(),
            checks: CheckSteps::default(),
        },
        files: [
            ("evidence/room.png", tiny_png()),
            ("journals/a.md", b"# A".to_vec()),
            ("signoffs/x.md.sig", b"sig".to_vec()),
        ]
        .into_iter()
        .map(|(path, bytes)| (path.to_owned(), PackFile::decoded(path, bytes)))
        .collect(),
        manifest: "{}".into(),
        printing: "{}".into(),
    }
}

fn tiny_png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(4, 3)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

const HOSTILE: &str = "\"'; }\\\n</style><script>alert(1)</script>\u{202e}\u{1b}{{ 7*7 }}";

#[test]
fn the_same_pack_gives_the_same_bytes() {
    assert_eq!(render(&sample()).unwrap(), render(&sample()).unwrap());
}

#[test]
fn every_link_within_the_page_leads_somewhere_and_no_anchor_is_taken_twice() {
    let page = render(&sample()).unwrap();
    let values = |key: &str| -> Vec<String> {
        page.split(key)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    let ids = values(" id=\"");
    for target in values("href=\"#") {
        assert_eq!(
            ids.iter().filter(|id| **id == target).count(),
            1,
            "#{target}"
        );
    }
    let mut unique = ids.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());
}

#[test]
fn a_link_shows_its_address_and_its_words_are_only_words() {
    let page = render(&sample()).unwrap();
    assert!(page.contains("href=\"https://example.org/%22%3E\" rel=\"noopener noreferrer\""));
    assert!(page.contains(">https://example.org/%22%3E</a>"));
    assert!(
        page.contains("A &lt;b&gt;talk&lt;/b&gt;") && !page.contains('\u{202e}'),
        "{page}"
    );
}

#[test]
fn word_breaks_never_split_a_tag() {
    let mut pack = sample();
    let long = "x".repeat(60);
    pack.owner.name = long.clone();
    pack.evidence[0].title = long.clone();
    pack.evidence[0].path = long;
    let page = render(&pack).unwrap();
    assert!(page.contains("<wbr>"));
    for (before, _) in page.match_indices("<wbr>") {
        let before = &page[..before];
        assert!(
            before.rfind('>') > before.rfind('<'),
            "{}",
            &before[before.len() - 80..]
        );
    }
}

#[test]
fn a_page_runs_no_script_and_loads_nothing() {
    let page = render(&sample()).unwrap();
    assert!(!page.contains("<script") && !page.contains(" style=\"") && !page.contains("<link"));
    assert!(
        !page.contains("src=\"http") && !page.contains("url(\"http") && !page.contains("@import")
    );
}

#[test]
fn the_policy_allows_exactly_the_sheet_that_is_there() {
    let page = render(&sample()).unwrap();
    let sheet = page
        .split("<style>")
        .nth(1)
        .and_then(|rest| rest.split("</style>").next())
        .unwrap();
    assert!(page.contains(&format!("style-src '{}'", css::policy_hash(sheet))));
}

#[test]
fn no_name_can_leave_its_place() {
    let mut pack = sample();
    pack.draft = true;
    for text in [
        &mut pack.language.document,
        &mut pack.language.words,
        &mut pack.award,
        &mut pack.award_id,
        &mut pack.scheme.title,
        &mut pack.scheme.version,
        &mut pack.owner.name,
        &mut pack.portfolio,
        &mut pack.criteria[0].says.words,
        &mut pack.evidence[0].title,
        &mut pack.provenance.trust,
        &mut pack.provenance.subjects[0].path,
    ] {
        *text = HOSTILE.into();
    }
    pack.evidence[0].media = HOSTILE.into();
    pack.scheme.source_url = Some("javascript:alert(1)".into());
    pack.files.insert(
        HOSTILE.into(),
        PackFile {
            media: HOSTILE.into(),
            ..PackFile::decoded("x", Vec::new())
        },
    );
    let page = render(&pack).unwrap();
    assert!(!page.contains("<script"), "markup escaped");
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(!page.contains(['\u{202e}', '\u{1b}']));
    assert!(!page.contains("\"javascript:"));
    assert!(page.contains("{{ 7*7 }}"), "words are never a template");
}

#[test]
fn a_draft_says_so_and_a_pack_does_not() {
    let mut pack = sample();
    assert!(!render(&pack).unwrap().contains("class=\"watermark\""));
    pack.draft = true;
    let page = render(&pack).unwrap();
    assert!(page.contains("<div class=\"watermark\" aria-hidden=\"true\"><svg "));
    assert!(!page.contains("DRAFT"), "the mark is no text");
}

#[test]
fn the_signature_block_stands_whether_signed_or_not() {
    let page = render(&sample()).unwrap();
    assert_eq!(page.matches("<li class=\"signature").count(), 2);
    assert!(page.contains("Endorsed</bdi>: not yet"));
}

#[test]
fn states_are_shown_as_text() {
    for (state, word) in [
        ("met", "Met"),
        ("open", "Open"),
        ("overdue", "Overdue"),
        ("advice", "Suggestion"),
    ] {
        let mut pack = sample();
        pack.criteria[0].state = state.into();
        assert!(
            render(&pack)
                .unwrap()
                .contains(&format!("<span>{word}</span>")),
            "{state}"
        );
    }
}

#[test]
fn a_template_with_an_unknown_variable_is_refused() {
    let environment = environment().unwrap();
    let asked = environment.render_str("{{ nothing }}", ());
    assert!(asked.is_err());
}

#[test]
fn a_long_name_does_not_spill_from_the_head_of_the_page() {
    assert_eq!(words::shorten("Sian", 4), "Sian");
    assert_eq!(words::shorten("Siân ap Rhys", 5), "Siân…");
}
