//! A portfolio in another language than English: its pages and letters, and that checking a pack
//! does not depend on the language of its words.

use std::process::Command;

use crate::support::tools::{pdftotext, require_tool};
use crate::support::{Ran, Sandbox};

/// The demo, whose settings name a language.
fn demo_in(language: &str) -> Sandbox {
    let sandbox = Sandbox::with_demo();
    let settings = sandbox.read("sample/cpd.yaml");
    let settings = format!("{settings}language: {language}\n");
    sandbox.write("sample/cpd.yaml", settings);
    sandbox.sh("cd sample && git commit -qam 'Name the language'");
    sandbox
}

fn pack(sandbox: &Sandbox, format: &str) -> Ran {
    let args = ["-C", "sample", "pack", "--award", "silver", "--format"];
    sandbox.cpd(args.iter().chain([&format]))
}

#[test]
fn a_welsh_pack_has_welsh_words_and_verifies_as_an_english_one_does() {
    let sandbox = demo_in("cy");
    let english = Sandbox::with_demo();
    for format in ["html", "pdf", "zip"] {
        for one in [&sandbox, &english] {
            pack(one, format).expect_code(0);
        }
        let path = format!("sample/packs/silver.{format}");
        let verify = |one: &Sandbox| one.cpd(["verify", &path, "--accept-self-declared"]);
        let (welsh, english) = (verify(&sandbox), verify(&english));
        welsh.says("gives exactly the same pages");
        assert_eq!(welsh.code, english.code, "{format}");
    }
    let page = sandbox.read("sample/packs/silver.html");
    assert!(page.contains("<html lang=\"cy\">") && !page.contains(" lang=\"en-"));
    for words in [
        "Gofynion",
        "Sut i wirio",
        "Rheolwr llinell",
        "Amser darllen",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(page.matches("no Welsh speaker has checked").count(), 1);
    let bytes = sandbox.bytes("sample/packs/silver.pdf");
    assert!(String::from_utf8_lossy(&bytes).contains("/Lang(cy)"));
    if let Some(text) = pdftotext(&sandbox.at("sample/packs/silver.pdf")) {
        let text = text.join("\n");
        assert!(text.contains("Gofynion") && !text.contains("Requirements"));
        assert_eq!(text.matches("no Welsh speaker has").count(), 1);
    }
}

/// The objects of a PDF as text. What is no ASCII is left out.
fn objects(path: &std::path::Path) -> Option<String> {
    let qpdf = require_tool("qpdf")?;
    let mut plain = Command::new(qpdf)
        .args(["--qdf", "--object-streams=disable"])
        .arg(path)
        .arg("-")
        .output()
        .unwrap()
        .stdout;
    plain.retain(u8::is_ascii);
    Some(String::from_utf8(plain).unwrap())
}

#[test]
fn the_words_of_a_scheme_are_marked_with_their_language_in_a_pack_of_another() {
    let sandbox = demo_in("cy");
    for format in ["html", "pdf"] {
        pack(&sandbox, format).expect_code(0);
    }
    let page = sandbox.read("sample/packs/silver.html");
    for marked in [
        "<p class=\"scheme\"><bdi lang=\"en\">Lancaster Professional Programme</bdi></p>",
        "<h1><bdi lang=\"en\">Silver</bdi></h1>",
        "<p class=\"says\"><bdi lang=\"en\">Three reflective journals</bdi>",
        // One of four choices, of which some have no Welsh word.
        "<dd lang=\"en\"><bdi>reflective</bdi></dd>",
    ] {
        assert!(page.contains(marked), "{marked}");
    }
    // Steps that many schemes have, and the details of a journal, are translated.
    assert!(page.contains("<p class=\"step\"><bdi>Cymeradwywyd</bdi></p>"));
    assert!(page.contains("<dt>Gweithgaredd</dt>"));
    if let Some(objects) = objects(&sandbox.at("sample/packs/silver.pdf")) {
        assert!(objects.matches("/Lang (en)").count() > 10);
    }

    // The other way round: a Welsh scheme in an English pack.
    let english = Sandbox::with_demo();
    english.copy("schema/schemes/lancaster/1.0.0", "sample/schemes/lancaster");
    let scheme = "sample/schemes/lancaster/scheme.yaml";
    let text = english
        .read(scheme)
        .replace("version: 1.0.0", "version: 1.0.1\nlanguage: cy");
    english.write(scheme, text);
    english.sh("cd sample && sed -i 's/lancaster: 1.0.0/lancaster: 1.0.1/' cpd.yaml");
    for format in ["html", "pdf"] {
        let out = format!("draft.{format}");
        let draft = [
            "-C", "sample", "pack", "--award", "silver", "--draft", "-o", &out,
        ];
        english.cpd(draft).expect_code(0);
    }
    let page = english.read("sample/draft.html");
    assert!(page.contains("<p class=\"says\"><bdi lang=\"cy\">Three reflective journals</bdi>"));
    if let Some(objects) = objects(&english.at("sample/draft.pdf")) {
        assert!(objects.contains("/Lang (cy)"));
    }
    // What is no language is found.
    english
        .sh("cd sample && sed -i 's/language: cy/language: Welsh/' schemes/lancaster/scheme.yaml");
    let found = english.cpd(["-C", "sample", "check"]);
    found.says("the tag of a language, such as cy or en-GB");
}

#[test]
fn a_record_in_another_language_says_so_on_the_page_and_in_the_pdf() {
    let sandbox = Sandbox::with_demo();
    sandbox.sh("sed -i '1a language: fr-CA' sample/statements/*.md");
    for format in ["html", "pdf"] {
        let out = format!("draft.{format}");
        let draft = [
            "-C", "sample", "pack", "--award", "silver", "--draft", "-o", &out,
        ];
        sandbox.cpd(draft).expect_code(0);
    }
    let page = sandbox.read("sample/draft.html");
    assert!(page.contains("<html lang=\"en-GB\">"));
    assert!(page.contains("<div class=\"prose\" lang=\"fr-CA\">"));
    let Some(plain) = objects(&sandbox.at("sample/draft.pdf")) else {
        return;
    };
    assert!(plain.contains("/Lang (en-GB)") && plain.contains("/Lang (fr-CA)"));
}

#[test]
fn a_language_without_words_has_its_tag_and_english_words() {
    let sandbox = demo_in("fr");
    pack(&sandbox, "html").expect_code(0);
    pack(&sandbox, "pdf").expect_code(0);
    let page = sandbox.read("sample/packs/silver.html");
    assert!(page.contains("<html lang=\"fr\">") && page.contains("<body lang=\"en-GB\">"));
    assert!(page.contains("<div class=\"prose\" lang=\"fr\">") && page.contains("Requirements"));
    let bytes = sandbox.bytes("sample/packs/silver.pdf");
    assert!(String::from_utf8_lossy(&bytes).contains("/Lang(fr)"));
}

#[test]
fn a_word_that_is_no_language_is_found_with_the_tag_that_is_meant() {
    let sandbox = demo_in("Welsh");
    let ran = sandbox.cpd(["-C", "sample", "check"]).expect_code(1);
    ran.says("bad-language").says("did you mean cy?");
    let ran = sandbox.cpd(["-C", "sample", "check", "--fix"]);
    ran.ends(&[0, 1]);
    assert!(sandbox.read("sample/cpd.yaml").contains("language: cy"));
}

#[test]
fn a_welsh_request_marks_what_the_scheme_says_in_english() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/programmes/nmc-revalidation/complete", "nmc");
    sandbox.sh(
        "cd nmc && echo 'language: cy' >> cpd.yaml && git init -q && git config user.name Sade && git config user.email sade@cpd.invalid
        cpd --today 2026-11-20 save -m 'Three years' && cpd --today 2026-11-21 ask revalidation",
    );
    let page = sandbox.sh("cd nmc && unzip -p packs/ask-*.zip READ-ME-FIRST.html");
    for marked in [
        "<p><bdi lang=\"en\">As another registrant, have you discussed these accounts with Folasade Adeyemi, with the Code in mind?</bdi></p>",
        "<pre lang=\"en\"><code>Yes, I have discussed the accounts for Revalidation to 31 December 2026 with Folasade Adeyemi.</code></pre>",
        "Mairéad Gallagher: trafod Revalidation hyd at 31 Rhagfyr 2026",
        "<li><bdi>Sitting down, 101 gair</bdi></li>",
    ] {
        assert!(page.contains(marked), "{marked}");
    }
    // The scheme's advice would be a part of a Welsh sentence.
    assert!(!page.contains("say when you talked"));
}
