//! Compares Typst, which decides whether a statement fits one side, with a browser,
//! from which somebody prints the page. The two must say the same, and
//! must never say "fits" of what the browser prints on two pages.

use std::fs;
use std::io::Cursor;
use std::ops::Range;

use crate::base::files::digest::Sha256;
use crate::domain::record_view::PrintedField;
use crate::formats::pack::{html, pdf};
use crate::views::submission::check_steps::CheckSteps;
use crate::views::submission::model::{
    Owner, Pack, PackFile, PackSection, PageLanguage, PrintedRecord, Provenance, RecordPage,
    SchemeLine, SignatureBlock,
};

use crate::tests::browser::{print, temporary_folder};
use crate::tests::tools::pdftotext;

/// Number of statements that are compared; most are made to end near the limit.
const STATEMENTS: usize = 240;

/// Of which so many are in one pack.
const STATEMENTS_OF_A_PACK: usize = 80;

/// Least share of them of which both say the same, in hundredths.
const AGREEMENT: usize = 99;

/// Numbers from a seed, the same on every machine (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

const ENGLISH: [&str; 40] = [
    "I",
    "the",
    "committee",
    "minutes",
    "and",
    "wrote",
    "a",
    "meeting",
    "that",
    "nobody",
    "had",
    "read",
    "before",
    "students",
    "asked",
    "for",
    "timetable",
    "rooms,",
    "because",
    "we",
    "AVAWT",
    "Tomorrow,",
    "office.",
    "\"quoted\"",
    "it’s",
    "well-known",
    "first",
    "fjord",
    "affluent",
    "office",
    "1,250",
    "(see",
    "below)",
    "in",
    "of",
    "to",
    "was",
    "changed",
    "Wednesday;",
    "Yes:",
];
const WELSH: [&str; 12] = [
    "Ysgrifennais",
    "gofnodion",
    "y",
    "pwyllgor",
    "ŵyl",
    "tŷ",
    "llwyddiannus",
    "Llanfair",
    "cydweithwyr",
    "dŵr",
    "hyfforddiant",
    "â’r",
];
const POLISH: [&str; 12] = [
    "Napisałam",
    "protokół",
    "żółw",
    "źdźbło",
    "współpracownicy",
    "świetnie",
    "że",
    "ćwiczenie",
    "ą",
    "Łódź",
    "najważniejsze",
    "szczęście",
];
const GREEK: [&str; 10] = [
    "Έγραψα",
    "τα",
    "πρακτικά",
    "της",
    "επιτροπής",
    "λόγος",
    "και",
    "έργον",
    "συνεργασία",
    "ἀρχή",
];
const RUSSIAN: [&str; 6] = ["Я", "написала", "протокол", "заседания", "щёлочь", "съёмка"];
const LONG: [&str; 4] = [
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "https://www.example.org/a/very/long/path/that/nobody/would/type?and=a&query=too",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "antidisestablishmentarianism",
];

/// Some words of one language, now and then dressed.
fn words(dice: &mut Dice, count: usize) -> String {
    let language: &[&str] = match dice.below(12) {
        0 => &WELSH,
        1 => &POLISH,
        2 => &GREEK,
        3 => &RUSSIAN,
        _ => &ENGLISH,
    };
    let word = |dice: &mut Dice| {
        let word = *dice.of(language);
        match dice.below(60) {
            0 => format!("*{word}*"),
            1 => format!("**{word}**"),
            2 => format!("`{word}`"),
            3 => format!("~~{word}~~"),
            4 => format!("[{word}](https://example.org/x)"),
            5 => format!("***{word}***"),
            6 if dice.below(4) == 0 => (*dice.of(&LONG)).to_owned(),
            7 => "—".to_owned(),
            8 if dice.below(4) == 0 => "😀".to_owned(),
            _ => word.to_owned(),
        }
    };
    (0..count).map(|_| word(dice)).collect::<Vec<_>>().join(" ")
}

fn block(dice: &mut Dice) -> String {
    let some = 8 + dice.below(60);
    match dice.below(16) {
        0 => format!("## {}", words(dice, 3)),
        1 => format!("### {}", words(dice, 14)),
        2 => list(dice, "- "),
        3 => list(dice, "1. "),
        4 => format!("> {}\n>\n> {}", words(dice, some), words(dice, 9)),
        5 => table(dice),
        6 => format!(
            "- {}\n  - {}\n  - {}\n- {}",
            words(dice, 9),
            words(dice, 20),
            words(dice, 2),
            words(dice, 4)
        ),
        7 if dice.below(3) == 0 => {
            format!("```\n{}\n    x = 1\n```", words(dice, 6).replace('`', ""))
        }
        8 if dice.below(3) == 0 => "---".to_owned(),
        9 => format!("- [ ] {}\n- [x] {}", words(dice, 4), words(dice, 22)),
        10 => format!("{}\\\n{}", words(dice, 7), words(dice, some)),
        11 if dice.below(3) == 0 => format!(
            "{} ![A plan](../evidence/{}) {}",
            words(dice, 5),
            dice.of(&PICTURES).0,
            words(dice, 9)
        ),
        _ => words(dice, some),
    }
}

/// Small, as wide as the page, and as high.
const PICTURES: [(&str, u32, u32); 3] = [
    ("small.png", 120, 80),
    ("wide.png", 1600, 200),
    ("high.png", 300, 900),
];

fn picture(path: &str) -> Vec<u8> {
    let (_, width, height) = *PICTURES
        .iter()
        .find(|(name, ..)| path.ends_with(name))
        .unwrap();
    let mut png = Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(width, height)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}

fn list(dice: &mut Dice, mark: &str) -> String {
    let loose = if dice.below(3) == 0 { "\n\n" } else { "\n" };
    let items: Vec<String> = (0..2 + dice.below(3))
        .map(|_| {
            let count = 3 + dice.below(24);
            format!("{mark}{}", words(dice, count))
        })
        .collect();
    items.join(loose)
}

fn table(dice: &mut Dice) -> String {
    let columns = 2 + dice.below(3);
    let row = |dice: &mut Dice, most: usize| {
        let cells: Vec<String> = (0..columns)
            .map(|_| {
                let count = 1 + dice.below(most);
                words(dice, count).replace('|', "")
            })
            .collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut table = row(dice, 2);
    table.push_str(&format!("|{}\n", "---|".repeat(columns)));
    for _ in 0..1 + dice.below(4) {
        table.push_str(&row(dice, 9));
    }
    table.trim_end().to_owned()
}

fn sheet(number: usize, body: String, dice: &mut Dice) -> RecordPage {
    let step = |title: &str, role: &str| SignatureBlock {
        title: title.into(),
        name: None,
        role: role.into(),
        on: None,
        assurance: None,
        words: None,
    };
    let fields = match dice.below(4) {
        0 => vec![
            PrintedField {
                label: "Shared with".into(),
                value: words(dice, 12)
                    .replace(['*', '`', '~', '[', ']'], "")
                    .into(),
                anchor: None,
            },
            PrintedField {
                label: "Depth".into(),
                value: "reflective".into(),
                anchor: None,
            },
        ],
        _ => Vec::new(),
    };
    RecordPage {
        anchor: format!("part-{number}"),
        language: "en-GB".into(),
        title: format!("Statement{number:03}").into(),
        document: PrintedRecord {
            anchor: format!("statement-{number}"),
            path: format!("statements/{number}.md"),
            language: None,
            title: "What Silver has changed".into(),
            date: (dice.below(2) == 0).then(|| "2 September 2026".into()),
            fields,
            body,
            stored_elsewhere: std::collections::BTreeMap::new(),
            table: None,
            beneath: Vec::new(),
        },
        signatures: [
            ("Signed", "Owner"),
            ("Endorsed", "Line manager"),
            ("Submitted", "Owner"),
            ("Granted", "Awarding body"),
        ]
        .map(|(title, role)| step(title, role))
        .to_vec(),
    }
}

fn pages(sheet: &RecordPage) -> crate::domain::ports::PageCount {
    pdf::pages(sheet, 1, &|path| Some(picture(path))).unwrap()
}

/// A statement whose end is within a few lines of the end of the page: blocks
/// until it is too long, then words off or on its last paragraph.
fn near_the_limit(number: usize, dice: &mut Dice) -> RecordPage {
    let mut blocks = Vec::new();
    let mut made = sheet(number, String::new(), dice);
    loop {
        blocks.push(block(dice));
        made.document.body = blocks.join("\n\n");
        if pages(&made).over.is_some() {
            break;
        }
    }
    blocks.pop();
    // About two thirds of a line at a time, until it is as long as wanted.
    let wanted = dice.below(3);
    let mut tail: Vec<String> = Vec::new();
    let written = |tail: &[String]| format!("{}\n\n{}", blocks.join("\n\n"), tail.join(" "));
    loop {
        tail.push(words(dice, 9));
        made.document.body = written(&tail);
        if pages(&made).over.is_some_and(|over| over.lines >= wanted) {
            break;
        }
    }
    // Half of them fit, most by less than two lines.
    if dice.below(2) == 0 {
        tail.truncate(tail.len().saturating_sub(1 + wanted + dice.below(2)));
        made.document.body = written(&tail);
    }
    made
}

pub(super) fn pack(sheets: Vec<RecordPage>) -> Pack {
    let blank = String::new;
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
        award: "Silver".into(),
        award_language: None,
        award_id: "test/silver".into(),
        scheme: SchemeLine {
            language: None,
            id: "test".into(),
            title: "Test".into(),
            version: "1.0.0".into(),
            sha256: Sha256::digest(b""),
            official: true,
            own_path: None,
            source_name: None,
            source_url: None,
            source_read: None,
        },
        owner: Owner {
            name: "Sam Carter".into(),
            job: None,
            organisation: None,
            manager: None,
        },
        portfolio: blank(),
        commit: None,
        moment: 1_780_272_000,
        reading_minutes: 1,
        reading_time: "About 1 minute".into(),
        summary: "There are no requirements.".into(),
        criteria: Vec::new(),
        long_contents: false,
        parts: sheets
            .into_iter()
            .map(|sheet| PackSection::Page(Box::new(sheet)))
            .collect(),
        evidence: Vec::new(),
        links: Vec::new(),
        provenance: Provenance {
            subjects: Vec::new(),
            signoffs: Vec::new(),
            trust: blank(),
            cpd_version: blank(),
            checks: CheckSteps::default(),
        },
        files: PICTURES
            .iter()
            .map(|(name, ..)| format!("evidence/{name}"))
            .map(|path| (path.clone(), PackFile::decoded(&path, picture(&path))))
            .collect(),
        manifest: "{}".into(),
        printing: "{}".into(),
    }
}

/// The pages of each statement in a printed pack, by where each begins. One more statement
/// follows the last.
fn printed(pages: &[String], numbers: Range<usize>) -> Vec<usize> {
    let begins = |number: usize| {
        // The contents name it too, but nothing beneath it.
        let title = format!("Statement{number:03}\nWhat Silver has changed\n");
        let is_here = |page: &String| page.contains(&title);
        pages
            .iter()
            .position(is_here)
            .unwrap_or_else(|| panic!("no {title}"))
    };
    let starts: Vec<usize> = (numbers.start..=numbers.end).map(begins).collect();
    starts.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[test]
fn typst_and_chromium_agree_on_page_counts() {
    // Kept, so that a person can look at what differs.
    let folder = temporary_folder().join("agreement");
    fs::create_dir_all(&folder).unwrap();
    // Another seed makes other statements: `CPD_TEST_SEED=7`.
    let seed = std::env::var("CPD_TEST_SEED").ok();
    let mut dice = Dice(
        seed.and_then(|seed| seed.parse().ok())
            .unwrap_or(0x2026_1122),
    );
    let sheets: Vec<RecordPage> = (0..STATEMENTS)
        .map(|number| near_the_limit(number, &mut dice))
        .collect();
    let measured: Vec<usize> = sheets.iter().map(|sheet| pages(sheet).count).collect();
    let bodies: Vec<String> = sheets.iter().map(|s| s.document.body.clone()).collect();
    let (mut in_pack, mut in_browser) = (Vec::new(), Vec::new());
    // No pack shows more than some 200 pages.
    for (at, sheets) in sheets.chunks(STATEMENTS_OF_A_PACK).enumerate() {
        let first = at * STATEMENTS_OF_A_PACK;
        let numbers = first..first + sheets.len();
        let last = sheet(numbers.end, "The end.".to_owned(), &mut Dice(0));
        let pack = pack(sheets.iter().cloned().chain([last]).collect());

        let pdf = folder.join(format!("typst-{at}.pdf"));
        fs::write(&pdf, pdf::export(&pack).unwrap()).unwrap();
        in_pack.extend(pdftotext(&pdf).map(|words| printed(&words, numbers.clone())));

        let page = folder.join(format!("pack-{at}.html"));
        fs::write(&page, html::render(&pack).unwrap()).unwrap();
        let pdf = folder.join(format!("chromium-{at}.pdf"));
        let words = print(&page, &pdf).and_then(|()| pdftotext(&pdf));
        in_browser.extend(words.map(|words| printed(&words, numbers)));
    }
    if !in_pack.is_empty() {
        assert_eq!(
            in_pack.concat(),
            measured,
            "measured alone as within a pack"
        );
    }
    if in_browser.is_empty() {
        return;
    }
    let in_browser = in_browser.concat();
    assert_eq!(in_browser.len(), STATEMENTS);

    let mut differ = Vec::new();
    for (number, (ours, theirs)) in measured.iter().zip(&in_browser).enumerate() {
        if (*ours == 1) != (*theirs == 1) {
            differ.push((number, *ours, *theirs));
        }
        assert!(
            *ours > 1 || *theirs == 1,
            "{number} is said to fit, and printed on {theirs} pages:\n{}",
            bodies[number],
        );
    }
    let fits = measured.iter().filter(|pages| **pages == 1).count();
    let same = STATEMENTS - differ.len();
    println!("{same} of {STATEMENTS} alike, {fits} of them fit; different: {differ:?}");
    assert!(
        fits > STATEMENTS / 5 && fits < STATEMENTS * 4 / 5,
        "{fits} fit"
    );
    assert!(same * 100 >= STATEMENTS * AGREEMENT, "{differ:?}");
}
