//! The printed pack as a PDF and as a zip: what other programs say of it, whether
//! it says what the page says, and whether the same commit gives the same bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

use comrak::nodes::NodeValue;

use crate::support::Sandbox;
use crate::support::tools::{
    assert_accessible_pdf, output, page_picture, pdfinfo, pdftotext, pdftotext_with, qpdf_check,
    require_tool,
};

/// The demo's Silver in every format, in `sample/packs`.
fn packs() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    for format in ["html", "pdf", "zip"] {
        pack(&sandbox, &["--format", format]).expect_code(0);
    }
    sandbox
}

fn pack(sandbox: &Sandbox, more: &[&str]) -> crate::support::Ran {
    let base = ["-C", "sample", "pack", "--award", "silver"];
    sandbox.cpd(base.iter().chain(more))
}

/// The entries of the outline, at every depth; empty without qpdf.
fn outline_titles(pdf: &Path) -> Vec<String> {
    fn add(entries: &serde_json::Value, titles: &mut Vec<String>) {
        for entry in entries.as_array().into_iter().flatten() {
            titles.extend(entry["title"].as_str().map(str::to_owned));
            add(&entry["kids"], titles);
        }
    }
    let Some(qpdf) = require_tool("qpdf") else {
        return Vec::new();
    };
    let json = output(
        Command::new(qpdf)
            .args(["--json", "--json-key=outlines"])
            .arg(pdf),
    );
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut titles = Vec::new();
    add(&json["outlines"], &mut titles);
    titles
}

/// Letters and digits only: how words are spaced and broken is each format's own.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn a_pdf_is_tagged_a4_and_has_a_title() {
    let sandbox = packs();
    let pdf = sandbox.path().join("sample/packs/silver.pdf");
    let Some(info) = pdfinfo(&pdf) else { return };
    assert_eq!(
        info.title,
        "Silver, Sam Carter, Lancaster Professional Programme"
    );
    assert!(info.tagged);
    assert!(!info.sizes.is_empty(), "it has no page");
    for (width, height) in &info.sizes {
        assert!(
            (width - 595.28).abs() < 0.1 && (height - 841.89).abs() < 0.1,
            "{width} {height}"
        );
    }
    assert_eq!(qpdf_check(&pdf).as_deref().unwrap_or(""), "");
}

#[test]
fn a_pdf_declares_pdf_a_pdf_ua_and_its_language() {
    let sandbox = packs();
    let bytes = sandbox.bytes("sample/packs/silver.pdf");
    let text = String::from_utf8_lossy(&bytes);
    for claim in [
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "/Lang(en-GB)",
        "/MarkInfo<</Marked true",
    ] {
        assert!(text.contains(claim), "{claim}");
    }
}

#[test]
fn an_independent_checker_finds_it_accessible() {
    let sandbox = packs();
    pack(&sandbox, &["--draft", "-o", "draft.pdf"]).expect_code(0);
    // Bronze has a list of tasks and pictures.
    let bronze = [
        "-C",
        "sample",
        "pack",
        "--award",
        "bronze",
        "--draft",
        "-o",
        "bronze.pdf",
    ];
    sandbox.cpd(bronze).expect_code(0);
    for file in [
        "sample/packs/silver.pdf",
        "sample/draft.pdf",
        "sample/bronze.pdf",
    ] {
        assert_accessible_pdf(&sandbox.path().join(file));
    }
}

#[test]
fn a_pdf_has_an_outline_and_links() {
    let sandbox = packs();
    let titles = outline_titles(&sandbox.path().join("sample/packs/silver.pdf"));
    if titles.is_empty() {
        return;
    }
    for title in [
        "Journals",
        "Very red",
        "Statement",
        "Activity log",
        "How to check this document",
    ] {
        assert!(
            titles.iter().any(|one| one == title),
            "{title} in {titles:?}"
        );
    }
    let bytes = sandbox.bytes("sample/packs/silver.pdf");
    let text = String::from_utf8_lossy(&bytes);
    assert!(
        text.matches("/Subtype/Link").count() > 20,
        "the contents and the records link"
    );
}

/// The words of each block of a Markdown text, in order, as comrak alone reads them.
fn words_of_blocks(text: &str) -> Vec<String> {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    let arena = comrak::Arena::new();
    let root = comrak::parse_document(&arena, text, &options);
    let literal = |node: &comrak::nodes::AstNode<'_>| match &node.data.borrow().value {
        NodeValue::Text(text) => text.to_string(),
        NodeValue::Code(code) => code.literal.clone(),
        NodeValue::CodeBlock(code) => code.literal.clone(),
        _ => String::new(),
    };
    let words = root
        .children()
        .map(|block| block.descendants().map(literal).collect::<String>());
    words.collect()
}

#[test]
fn a_pdf_contains_every_word_of_every_record_in_reading_order() {
    let sandbox = packs();
    let Some(pages) = pdftotext(&sandbox.path().join("sample/packs/silver.pdf")) else {
        return;
    };
    // Without the lines at the head and foot of each page.
    let body = |page: &String| {
        let end = format!(" of {}", pages.len());
        let lines = page.lines().filter(|line| {
            !line.contains("Silver, Lancaster Professional Programme") && !line.ends_with(&end)
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let shown = letters(&pages.iter().map(body).collect::<Vec<_>>().join("\n"));
    let mut at = 0;
    for record in [
        "journals/2025-07-23-very-red.md",
        "feedback/2025-08-06-feedback-on-very-red.md",
        "journals/2026-02-04-saying-i.md",
        "journals/2026-06-03-the-box-i-was-proud-of.md",
        "statements/silver.md",
    ] {
        let text = sandbox.read(&format!("sample/{record}"));
        let body = text.splitn(3, "---").nth(2).unwrap();
        for said in words_of_blocks(body) {
            let said = letters(&said);
            let found = shown[at..].find(&said);
            let found = found.unwrap_or_else(|| panic!("{record}: “{said}” after {at}"));
            at += found + said.len();
        }
    }
    assert!(at > 5_000, "only {at} letters of records were looked for");
}

#[test]
fn the_attachments_of_a_pdf_are_the_portfolios_files() {
    let Some(pdfdetach) = require_tool("pdfdetach") else {
        return;
    };
    let sandbox = packs();
    let pdf = sandbox.path().join("sample/packs/silver.pdf");
    let out = sandbox.path().join("detached");
    fs::create_dir(&out).unwrap();
    let list = output(Command::new(&pdfdetach).arg("-list").arg(&pdf));
    let names: Vec<&str> = list
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .map(|(_, name)| name)
        .collect();
    for name in [
        "manifest.json",
        "printing.json",
        "cpd.yaml",
        "trust/people.yaml",
        "statements/silver.md",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    for whole in [
        "statements/silver.md",
        "journals/2026-02-04-saying-i.md",
        "signoffs/lancaster/silver/2026-09-15T160200Z-endorse-priya-shah.md",
    ] {
        let at = names.iter().position(|name| *name == whole).unwrap() + 1;
        let file = out.join("file");
        output(
            Command::new(&pdfdetach)
                .args(["-save", &at.to_string(), "-o"])
                .args([&file, &pdf]),
        );
        assert_eq!(
            fs::read(&file).unwrap(),
            sandbox.bytes(&format!("sample/{whole}")),
            "{whole}"
        );
    }
}

#[test]
fn a_pack_contains_only_needed_people_and_printed_text() {
    let sandbox = packs();
    sandbox.write("sample/trust/notes.txt", "Ring Ada at home.\n");
    sandbox.write("sample/trust/openpgp/ada-okoro.asc", "not needed\n");
    sandbox.sh("cd sample && git add -A && git -c user.name=x -c user.email=x@x commit -qm notes --no-verify");
    pack(&sandbox, &["--format", "zip"]).expect_code(0);
    sandbox.sh("mkdir out && cd out && unzip -q ../sample/packs/silver.zip");
    for unneeded in ["notes.txt", "openpgp/ada-okoro.asc"] {
        assert!(!sandbox.at(format!("out/files/trust/{unneeded}")).exists());
    }
    let people = sandbox.read("out/files/trust/people.yaml");
    assert!(
        people.contains("priya-shah") && people.contains("sam-carter"),
        "{people}"
    );
    let own = sandbox.read("sample/trust/people.yaml");
    assert!(own.contains("id: ada-okoro"));
    // A meeting is needed as a fact: that it was a review; what was said there is not.
    let meeting = "meetings/2025-10-14-performance-and-development-review.md";
    let carried = sandbox.read(&format!("out/files/{meeting}"));
    let whole = sandbox.read(&format!("sample/{meeting}"));
    assert!(
        whole.starts_with(&carried) && carried.trim_end().ends_with("---"),
        "{carried}"
    );
    assert!(whole.len() > carried.len() + 40);
    assert!(!Path::new(&sandbox.path().join("out/files/profile.md")).exists());
}

#[test]
fn the_same_commit_gives_the_same_bytes_anywhere_and_at_any_time() {
    let here = packs();
    let first: Vec<Vec<u8>> = ["html", "pdf", "zip"]
        .iter()
        .map(|end| here.bytes(&format!("sample/packs/silver.{end}")))
        .collect();
    // Another folder, another clone, another user.
    let there = Sandbox::new();
    let from = here.path().join("sample");
    there.sh(&format!(
        "git clone -q {} deep/down/elsewhere",
        from.display()
    ));
    for (end, expected) in ["html", "pdf", "zip"].iter().zip(&first) {
        for (zone, locale, day) in [
            ("Pacific/Kiritimati", "pl_PL.UTF-8", "2031-02-03"),
            ("America/Adak", "C", "2027-12-31"),
        ] {
            let mut command = there.command("cpd");
            let ran = command
                .args([
                    "-C",
                    "deep/down/elsewhere",
                    "pack",
                    "--award",
                    "silver",
                    "--today",
                    day,
                ])
                .arg("-o")
                .arg(there.path().join(format!("again.{end}")))
                .env("TZ", zone)
                .env("LC_ALL", locale)
                .env("LANG", locale)
                .env("USER", "somebody-else");
            output(ran);
            let again = there.bytes(&format!("again.{end}"));
            assert!(again == *expected, "{end} in {zone} on {day}");
        }
    }
}

#[test]
fn a_zip_pack_contains_its_listed_files_and_unzips() {
    let sandbox = packs();
    let list = sandbox.sh("unzip -Z1 sample/packs/silver.zip");
    let names: Vec<&str> = list.lines().collect();
    assert_eq!(
        &names[..4],
        ["pack.html", "pack.pdf", "manifest.json", "printing.json"]
    );
    assert!(
        names[4..].iter().all(|name| name.starts_with("files/")),
        "{names:?}"
    );
    sandbox.sh("mkdir out && cd out && unzip -q ../sample/packs/silver.zip");
    for end in ["html", "pdf"] {
        let inside = sandbox.bytes(&format!("out/pack.{end}"));
        assert!(
            inside == sandbox.bytes(&format!("sample/packs/silver.{end}")),
            "{end}"
        );
    }
}

#[test]
fn every_page_of_a_draft_is_marked_as_a_draft() {
    let sandbox = Sandbox::with_demo();
    pack(&sandbox, &["--draft", "--format", "pdf"]).expect_code(0);
    let pdf = sandbox.path().join("sample/packs/silver-draft.pdf");
    let Some(pages) = pdftotext(&pdf) else { return };
    assert!(!pages.is_empty(), "it has no page");
    for (at, page) in pages.iter().enumerate() {
        let says = if at == 0 { "This is a draft." } else { "Draft" };
        assert!(page.contains(says), "page {}", at + 1);
        assert!(page_picture_is_marked(&pdf, at + 1), "page {}", at + 1);
    }
}

/// Everything that a record may hold, in one statement.
#[test]
fn every_kind_of_content_can_be_printed() {
    let sandbox = Sandbox::with_demo();
    let everything = "---\ntitle: Everything 😀\ndate: 2026-09-02\naward: silver\nevents: []\n---\n\
# One\n\n#### Two *em* **strong** ~~struck~~ `code` &amp; &copy; \\* <b>raw</b>\n\n\
- a\n  - b\n\n    1. c\n- [x] not all tasks\n\n7. seven\n8. eight\n\n- [ ] to do\n- [x] done\n\n\
> quoted\n> > deeper\n\n```rust\nfn main() {}\n\n\tx\n```\n\n| a | b |\n|:--|--:|\n| 1 | `2` |\n\n\
Noted[^1] and again[^1] and [^long].\n\n[^1]: One.\n[^long]: Two\n\n    with more.\n\n\
[out](https://example.org/?a=1&b=2) [in](silver.md) [nowhere](javascript:x) <https://example.org>\n\n\
![gone](../evidence/gone.png) ![far](https://example.org/x.png)\n\n---\n\nhard\\\nbreak\n\n\
<div onclick=x>\nblock\n</div>\n\n\
Cymraeg ŵ ŷ, żółw, λόγος, жизнь, שלום, 文字, 👩‍💻🏳️‍🌈, \u{202e}turned\n\n\
#eval(\"1\") $x$ @ref #[x] \\u{41} ]]] \"quotes\" // not a comment\n";
    sandbox.write("sample/statements/silver.md", everything);
    for format in ["html", "pdf", "zip"] {
        pack(&sandbox, &["--draft", "--format", format]).expect_code(0);
    }
    let pdf = sandbox.path().join("sample/packs/silver-draft.pdf");
    assert_eq!(qpdf_check(&pdf).as_deref().unwrap_or(""), "");
    let Some(pages) = pdftotext(&pdf) else { return };
    let text = pages.join("\n");
    for shown in [
        "Everything [U+1F600]",
        "<b>raw</b>",
        "#eval(\"1\") $x$ @ref #[x] \\u{41} ]]]",
        "// not a comment",
        "[U+05E9]",
        "Picture not shown: gone",
    ] {
        assert!(
            text.replace('\n', " ").contains(shown),
            "{shown} in\n{text}"
        );
    }
}

/// The lines of a page between its running head and its number.
fn lines_of(page: &str) -> Vec<&str> {
    let lines = page.lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn records_follow_one_another_and_no_page_has_only_a_few_lines() {
    let sandbox = packs();
    let Some(pages) = pdftotext(&sandbox.path().join("sample/packs/silver.pdf")) else {
        return;
    };
    assert!(pages.len() <= 9, "{} pages", pages.len());
    let page_of = |words: &str| pages.iter().rposition(|page| page.contains(words)).unwrap();
    let has_two =
        |page: &String| page.contains("it displaces") && page.contains("Feedback on Very red");
    assert!(
        pages.iter().skip(2).any(has_two),
        "feedback stands apart from its journal"
    );
    assert_eq!(
        page_of("Comments by the signers"),
        page_of("What Silver has changed\n") + 1
    );
    // A log fills the page before the statement.
    assert_eq!(
        page_of("Activity log") + 1,
        page_of("What Silver has changed\n")
    );

    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for (portfolio, award) in [
        ("bronze-granted", "bronze"),
        ("bronze-signed", "bronze"),
        ("bronze-begun", "bronze"),
        ("programmes/gdc/complete", "cycle"),
        ("programmes/hcpc/short", "profile"),
        ("programmes/nmc-revalidation/complete", "revalidation"),
        ("programmes/nmc-revalidation/short", "revalidation"),
        ("programmes/rics/complete", "year"),
    ] {
        let file = sandbox.path().join("a.pdf");
        let folder = examples.join(portfolio);
        let folder = folder.to_str().unwrap();
        let print = [
            "-C",
            folder,
            "pack",
            "--draft",
            "--award",
            award,
            "-o",
            file.to_str().unwrap(),
        ];
        sandbox.cpd(print).expect_code(0);
        let pages = pdftotext(&file).unwrap();
        for (at, page) in pages.iter().enumerate() {
            let lines = lines_of(page);
            assert!(lines.len() > 8, "{portfolio}, page {}: {lines:?}", at + 1);
        }
    }
}

#[test]
fn a_task_list_says_what_is_done_to_a_reader_who_hears_the_page() {
    let Some(qpdf) = require_tool("qpdf") else {
        return;
    };
    let sandbox = Sandbox::with_demo();
    let tasks =
        "---\ntitle: A\ndate: 2026-09-02\naward: silver\n---\n\n- [ ] Ask Priya\n- [x] Write it\n";
    sandbox.write("sample/statements/silver.md", tasks);
    pack(&sandbox, &["--draft", "-o", "a.pdf"]).expect_code(0);
    let pdf = sandbox.path().join("sample/a.pdf");
    let objects = output(Command::new(qpdf).arg("--json").arg(pdf));
    let place = |alt: &str| {
        let found = objects.find(&format!("\"/Alt\": \"u:{alt}\""));
        found.unwrap_or_else(|| panic!("nothing says {alt}"))
    };
    assert!(place("To do:") > 0 && place("Done:") > 0);
}

#[test]
fn a_suggestion_that_was_not_followed_is_no_failure() {
    let sandbox = Sandbox::with_demo();
    let feedback = "feedback/2025-08-06-feedback-on-very-red.md";
    sandbox.sh(&format!("cd sample && rm {feedback}"));
    pack(&sandbox, &["--draft", "--format", "html"]).expect_code(0);
    let page = sandbox.read("sample/packs/silver-draft.html");
    let is_there = page.contains("All 9 requirements are met. There is 1 suggestion.");
    assert!(
        is_there,
        "{}",
        &page[page.find("class=\"lead\"").unwrap()..][..200]
    );
    assert!(page.contains("criterion advice") && page.contains("<span>Suggestion</span>"));
}

/// Characters that no reader sees, and that copied text must not have.
const UNSEEN: [char; 5] = ['\u{AD}', '\u{200B}', '\u{200C}', '\u{2060}', '\u{FEFF}'];

#[test]
fn text_copied_from_a_pdf_is_the_text_that_was_written() {
    let sandbox = Sandbox::with_demo();
    let address =
        "https://www.example.ac.uk/staff/development/2026/programmes?year=2026&for=everybody";
    let path = "evidence/2026/spring/the-plan-of-the-graduation-hall-as-printed.pdf";
    let word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";
    let mut known = Vec::new();
    for (at, place) in [
        "{}",
        "- {}",
        "> {}",
        "`{}`",
        "**{}**",
        "## {}",
        "[{}](https://e.org)",
    ]
    .iter()
    .enumerate()
    {
        for long in [address, path, word] {
            known.push(place.replace("{}", &format!("{long}-{at}")));
        }
    }
    let table =
        format!("| {word} | {address} | {path} |\n|---|---|---|\n| {path} | {word} | {address} |");
    let record = format!(
        "---\ntitle: About {word}\ndate: 2026-09-02\naward: silver\n---\n\n{}\n\n{table}\n",
        known.join("\n\n")
    );
    sandbox.write(
        "sample/journals/2026-06-03-the-box-i-was-proud-of.md",
        record,
    );
    pack(&sandbox, &["--draft", "-o", "a.pdf"]).expect_code(0);
    let pdf = sandbox.path().join("sample/a.pdf");
    let Some(pages) = pdftotext(&pdf) else { return };
    let text = pages.join("\n");
    let unseen: Vec<char> = text.chars().filter(|c| UNSEEN.contains(c)).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
    let close: String = text.split_whitespace().collect();
    for (at, long) in [address, path, word]
        .iter()
        .flat_map(|long| (0..7).map(move |at| (at, long)))
    {
        assert!(
            close.contains(&format!("{long}-{at}")),
            "{long}-{at} in {text}"
        );
    }
    let about = format!("About {word}");
    assert!(close.contains(&about.replace(' ', "")));
    assert!(
        outline_titles(&pdf).contains(&about),
        "{:?}",
        outline_titles(&pdf)
    );
}

/// The words of a draft are those of the pack. What lies across each page is a drawing.
#[test]
fn the_mark_of_a_draft_is_seen_and_its_letters_are_not_copied() {
    let sandbox = packs();
    pack(&sandbox, &["--draft", "-o", "draft.pdf"]).expect_code(0);
    let ready = sandbox.at("sample/packs/silver.pdf");
    let draft = sandbox.at("sample/draft.pdf");
    // The foot of each page says "Draft" and "2 of 9". Asked for no order, pdftotext guesses which
    // cells of a table follow one another, and guesses otherwise where a drawing lies on it.
    let words = |page: &String, option: &str| -> Vec<String> {
        let words = page.split_whitespace().filter(|word| *word != "Draft");
        let mut words: Vec<String> = words.map(str::to_owned).collect();
        words.truncate(words.len() - 3);
        if option == "-q" {
            words.sort_unstable();
        }
        words
    };
    for option in ["-raw", "-layout", "-q"] {
        let Some(ready) = pdftotext_with(&ready, option) else {
            return;
        };
        let draft = pdftotext_with(&draft, option).expect("it is there");
        // The cover has a note more, and only the pack says how to check it.
        let shared = 1..7;
        for (draft, ready) in draft[shared.clone()].iter().zip(&ready[shared]) {
            assert_eq!(words(draft, option), words(ready, option), "{option}");
        }
        assert!(draft.iter().all(|page| !page.contains("DRAFT")), "{option}");
    }
    assert!(page_picture_is_marked(&draft, 3));
    assert!(!page_picture_is_marked(&ready, 3));
}

/// Returns true if a faint mark lies on a page: much of it is of one grey, and no text is.
fn page_picture_is_marked(pdf: &Path, page: usize) -> bool {
    let Some(picture) = page_picture(pdf, page) else {
        return true;
    };
    let faint = picture
        .pixels()
        .filter(|pixel| (241..244).contains(&pixel.0[0]));
    faint.count() > 5_000
}

/// Some strings of a PDF have a longest length, which its text has not.
#[test]
fn text_of_any_length_can_be_printed_anywhere() {
    let sandbox = Sandbox::with_demo();
    let words = "many words ".repeat(4_000);
    let parts = [
        format!("## {words}\n"),
        format!("## {}\n", "w".repeat(40_000)),
        format!("![{words}](../evidence/graduation-hall-plan.png)\n"),
        format!("![{words}](../evidence/gone.png)\n"),
        format!("[{words}](https://example.org)\n"),
        format!("https://example.org/{}\n", "w".repeat(40_000)),
        format!("| {words} | b |\n|---|---|\n| c | {words} |\n"),
        format!("Noted[^a].\n\n[^a]: {words}\n"),
    ];
    for part in parts {
        let record = format!("---\ntitle: A\ndate: 2026-09-02\naward: silver\n---\n\n{part}");
        sandbox.write("sample/statements/silver.md", record);
        for format in ["html", "pdf"] {
            let ran = pack(&sandbox, &["--draft", "--format", format]);
            assert_eq!(ran.code, 0, "{}: {}", &part[..20], ran.stderr);
        }
    }
}

fn image(format: image::ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, height)
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

/// A GIF of two pictures.
fn animation() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for shade in [0, 255] {
        let picture = image::RgbaImage::from_pixel(40, 30, image::Rgba([shade, 0, 0, 255]));
        encoder.encode_frame(image::Frame::new(picture)).unwrap();
    }
    drop(encoder);
    bytes
}

/// The head of a JPEG of four colours, which is all that is looked at.
fn press() -> Vec<u8> {
    let mut jpeg = image(image::ImageFormat::Jpeg, 8, 8);
    let frame = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 9] = 4;
    jpeg
}

/// A PNG that says it is 60,000 pixels wide and high.
fn enormous() -> Vec<u8> {
    let mut png = image(image::ImageFormat::Png, 1, 1);
    png[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    let sum = png[12..29].iter().fold(!0u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 * (sum & 1))
        })
    });
    png[29..33].copy_from_slice(&(!sum).to_be_bytes());
    png
}

#[test]
fn every_sort_of_picture_is_shown_or_named_in_both_formats() {
    let sandbox = Sandbox::with_demo();
    let whole = image(image::ImageFormat::Png, 300, 200);
    let pictures: [(&str, Vec<u8>, Option<&str>); 11] = [
        ("good.png", whole.clone(), None),
        ("good.jpg", image(image::ImageFormat::Jpeg, 30, 20), None),
        ("good.webp", image(image::ImageFormat::WebP, 30, 20), None),
        ("moving.gif", animation(), None),
        ("named.png", image(image::ImageFormat::Jpeg, 30, 20), None),
        ("cut.png", whole[..whole.len() / 2].to_vec(), Some("it is damaged")),
        ("enormous.png", enormous(), Some("it has more than 50 million pixels")),
        ("press.jpg", press(), Some("its colours are for a printing press (CMYK)")),
        (
            "script.svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><image href=\"https://example.org/x\"/></svg>".to_vec(),
            Some("it is an SVG drawing"),
        ),
        ("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(), Some("it is an HEIC or AVIF photograph")),
        ("words.png", b"Dear Sir or Madam".to_vec(), Some("it is not an image")),
    ];
    let mut text =
        "---\ntitle: Pictures\ndate: 2026-09-02\naward: silver\nevents: []\n---\n".to_owned();
    for (name, bytes, _) in &pictures {
        sandbox.write(format!("sample/evidence/{name}"), bytes);
        text.push_str(&format!(
            "![A picture called {name}](../evidence/{name})\n\n"
        ));
    }
    text.push_str("![Far](https://example.org/x.png) ![Out](../../../etc/passwd) ![Gone](../evidence/gone.png)\n");
    sandbox.write("sample/statements/silver.md", text);

    let found = sandbox.cpd(["-C", "sample", "check"]).stdout;
    for (name, _, fault) in &pictures {
        let told = found.contains(&format!("a pack cannot show `evidence/{name}`"));
        assert_eq!(told, fault.is_some(), "{name} in {found}");
    }
    assert!(
        found.contains("save it as JPEG") && found.contains("save it as PNG"),
        "{found}"
    );

    pack(&sandbox, &["--draft", "--format", "html"]).expect_code(0);
    pack(&sandbox, &["--draft", "--format", "pdf"]).expect_code(0);
    let page = sandbox.read("sample/packs/silver-draft.html");
    for (name, _, fault) in &pictures {
        let shown = page.contains(&format!("alt=\"A picture called {name}\""));
        assert_eq!(shown, fault.is_none(), "{name}");
        if let Some(fault) = fault {
            assert!(
                page.contains(&format!(
                    "Picture not shown: A picture called {name} ({fault})"
                )),
                "{name}"
            );
        }
    }
    let pdf = sandbox.path().join("sample/packs/silver-draft.pdf");
    let Some(pages) = pdftotext(&pdf) else { return };
    let words = pages.join(" ").replace(['\n', '\u{200B}'], " ");
    for fault in pictures.iter().filter_map(|(_, _, fault)| *fault) {
        assert!(words.contains(fault), "{fault} in {words}");
    }
    assert_eq!(words.matches("Picture not shown").count(), 6 + 3);
    let Some(pdfimages) = require_tool("pdfimages") else {
        return;
    };
    let list = output(Command::new(pdfimages).arg("-list").arg(&pdf));
    // Each in the statement, and each that is evidence among the evidence.
    assert!(list.lines().count() >= 2 + 5, "{list}");
}
