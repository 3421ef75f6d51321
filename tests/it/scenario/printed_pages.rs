//! Every sort of page that is printed besides an award's pack, looked at by independent checkers:
//! a sheet of some days with a table of items, a pack with one, a Welsh pack, a request, and a
//! certificate.

use std::path::Path;

use crate::support::Sandbox;
use crate::support::browser::{inspect, nu};
use crate::support::tools::{assert_accessible_pdf_headed, pdftotext};

/// A school's year, whose sheet has a table of principles.
fn sheet() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/programmes/school-cpd/complete", "school");
    for file in ["page.html", "page.pdf"] {
        let out = format!("../{file}");
        let print = [
            "-C",
            "school",
            "pack",
            "--period",
            "2025-09..2026-08",
            "-o",
            &out,
        ];
        sandbox.cpd(print).expect_code(0);
    }
    sandbox
}

/// An award over a catalogue.
fn items() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/programmes/careers/complete", "careers");
    for file in ["page.html", "page.pdf"] {
        let out = format!("../{file}");
        let print = [
            "-C",
            "careers",
            "pack",
            "--award",
            "new-managers",
            "--draft",
            "-o",
            &out,
        ];
        sandbox.cpd(print).expect_code(0);
    }
    sandbox
}

/// The demo's Silver in Welsh.
fn welsh() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    sandbox.sh("echo 'language: cy' >> sample/cpd.yaml && cd sample && git commit -qam Language");
    for file in ["page.html", "page.pdf"] {
        let out = format!("../{file}");
        let print = ["-C", "sample", "pack", "--award", "silver", "-o", &out];
        sandbox.cpd(print).expect_code(0);
    }
    sandbox
}

/// The page that a registrant's partner opens.
fn request() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/programmes/nmc-revalidation/complete", "home");
    sandbox.sh(
        "cd home && git init -q && git config user.name 'Folasade Adeyemi' && git config user.email sade@cpd.invalid
        cpd --today 2026-11-20 save -m 'Three years' >/dev/null
        cpd --today 2026-11-20 ask revalidation --to ../sent >/dev/null
        cp ../sent/READ-ME-FIRST.html ../page.html",
    );
    sandbox
}

/// The certificate of the demo's Bronze.
fn certificate() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    sandbox
        .cpd(["-C", "sample", "certificate", "bronze"])
        .expect_code(0);
    sandbox.sh("cp sample/packs/bronze-certificate.html page.html");
    sandbox.sh("cp sample/packs/bronze-certificate.pdf page.pdf");
    sandbox
}

/// Asserts that a page passes the checkers, and its PDF, with the start of its running head.
#[track_caller]
fn assert_page_is_accessible(sandbox: &Sandbox, head: Option<&str>) {
    let page = sandbox.at("page.html");
    if let Some(mut messages) = nu(&page) {
        // The checker guesses the language from all words of the page. Those of the records here
        // are in English, and marked so.
        if sandbox.read("page.html").contains("<html lang=\"cy\">") {
            let guess = "This document appears to be written in English";
            messages.retain(|message| !message.message.starts_with(guess));
        }
        assert!(messages.is_empty(), "{messages:#?}");
    }
    if let Some(seen) = inspect(&page) {
        for run in [&seen.axe.light, &seen.axe.dark, &seen.axe.phone] {
            assert!(run.violations.is_empty(), "{:#?}", run.violations);
        }
        let wide = seen.overflow.desktop || seen.overflow.phone || seen.overflow.reflow;
        assert!(!wide, "{:#?}", seen.overflow);
        assert!(seen.dead_links.is_empty(), "{:?}", seen.dead_links);
        assert!(
            seen.csp.is_empty() && seen.console.is_empty(),
            "{:?}",
            seen.csp
        );
    }
    let pdf = sandbox.at("page.pdf");
    if Path::new(&pdf).exists() {
        assert_accessible_pdf_headed(&pdf, head);
    }
}

#[test]
fn a_sheet_of_some_days_passes_the_checkers() {
    assert_page_is_accessible(
        &sheet(),
        Some("Oona Kelleher Record of professional development"),
    );
}

#[test]
fn a_pack_with_a_table_of_items_passes_the_checkers() {
    assert_page_is_accessible(&items(), Some("Leila Haddad Track for new managers"));
}

#[test]
fn a_request_passes_the_checkers() {
    assert_page_is_accessible(&request(), None);
}

#[test]
fn a_certificate_passes_the_checkers() {
    assert_page_is_accessible(&certificate(), None);
}

#[test]
fn a_welsh_pack_passes_the_checkers_and_holds_every_word_of_its_records() {
    let sandbox = welsh();
    assert_page_is_accessible(&sandbox, None);
    let Some(pages) = pdftotext(&sandbox.at("page.pdf")) else {
        return;
    };
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let printed = letters(&pages.join(" "));
    // The texts, without the details above them.
    let records = sandbox.sh(r#"cd sample
        for record in statements/silver.md journals/2025-07*.md journals/2026-0[26]*.md; do
            sed 1d "$record" | sed '1,/^---$/d'
            echo
        done"#);
    let plain = records.split("\n\n").filter(|part| {
        let is_prose = part.trim().starts_with(char::is_alphabetic);
        is_prose && !part.contains(['*', '[', '|', '`', '_'])
    });
    let words: Vec<Vec<&str>> = plain
        .map(|part| part.split_whitespace().collect())
        .collect();
    let fours: Vec<String> = words
        .iter()
        .flat_map(|words| words.chunks(4))
        .map(|four| letters(&four.concat()))
        .collect();
    assert!(fours.len() > 300, "{} were compared", fours.len());
    let missing = fours.iter().filter(|four| !printed.contains(*four));
    let missing: Vec<&String> = missing.collect();
    // Where a page ends, its number stands between two words.
    assert!(missing.len() < pages.len(), "{missing:?}");
}
