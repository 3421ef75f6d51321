//! The words of packs, letters and bundles come from the file of the language: the examples
//! are printed with words that bear marks, and whatever bears none has to come from the
//! records or their scheme.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use crate::adapters::disk::snapshot;
use crate::adapters::evidence::FolderEvidence;
use crate::app::fakes::FakeRepository;
use crate::app::signoff::letters::{submission_letter, words_of};
use crate::app::signoff::request::{RequestForm, RequestSending};
use crate::app::signoff::{feedback, request};
use crate::base::files::Snapshot;
use crate::base::files::digest::sha1_blob;
use crate::base::text::words;
use crate::check::{CheckInput, check};
use crate::domain::letters::SUBMITTING;
use crate::domain::phrases::tests::{codes, marked, with_language};
use crate::domain::phrases::{Spoken, in_language};
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::built_in::base_kinds;
use crate::domain::signoff::{Revision, Trust};
use crate::formats::certificate::CERTIFICATE_FORMATS;
use crate::formats::pack::html;
use crate::tests::golden::{repository, tree};
use crate::views::certificate::{CertificateNames, SchemeName, make_certificate};
use crate::views::submission::model::Pack;
use crate::views::submission::{SubmissionInput, build};

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();

/// Examples that are printed, under examples/.
const EXAMPLES: [&str; 8] = [
    "bronze-signed",
    "bronze-granted",
    "silver-endorsed",
    "every-rule",
    "programmes/careers/complete",
    "programmes/hcpc/complete",
    "programmes/next-role/complete",
    "programmes/nmc-revalidation/short",
];

/// Text that has one of everything for which a page has words of its own.
const EVERYTHING: &str = "\n- [x] Read it\n- [ ] Write it\n\nSee this[^1].\n\n[^1]: A remark.\n\n| Left | Right |\n|---|---|\n| 1 | 2 |\n\n![A view](no-such-picture.png)\n\n![](no-such-picture.png)\n";

/// Words of examples in fields of free text that are choices elsewhere.
const FREE_TEXT: [&str; 1] = ["course"];

/// A word that bears no mark, and where it stands.
type Unmarked = BTreeSet<String>;

/// The texts that an example brings: whatever bears no mark has to be among them.
struct Brought {
    /// Scalars and keys of YAML, paths and their parts.
    names: BTreeSet<String>,
    /// Lines of records.
    lines: BTreeSet<String>,
    /// Letters and digits of the texts of records, without all else.
    prose: String,
    /// English names that the words of the language translate, in small letters: nothing brings
    /// these unless they are marked as English.
    ours: BTreeSet<String>,
    /// Titles of awards, which are names.
    awards: BTreeSet<String>,
}

impl Brought {
    fn by(files: &BTreeMap<String, Vec<u8>>) -> Self {
        let mut brought = Self {
            names: BTreeSet::new(),
            lines: BTreeSet::new(),
            prose: String::new(),
            ours: BTreeSet::new(),
            awards: BTreeSet::new(),
        };
        for (path, bytes) in files {
            brought.name(path);
            path.split(['/', '.']).for_each(|part| brought.name(part));
            brought.name(path.rsplit('/').next().unwrap());
            let text = String::from_utf8_lossy(bytes);
            if path.ends_with(".yaml") {
                brought.yaml(&text);
            } else if let Some((front, body)) = text
                .strip_prefix("---\n")
                .and_then(|text| text.split_once("\n---"))
            {
                brought.yaml(front);
                let lines = body.lines().map(|line| line.trim().to_owned());
                brought.lines.extend(lines);
                brought.prose.push_str(&letters(body));
            }
        }
        for name in ["sign-off", "signoff"] {
            brought.name(name);
        }
        brought.yaml(include_str!("../../schema/kinds.yaml"));
        let schemes = tree(&repository().join("schema/schemes"), |_| false);
        for (path, bytes) in schemes {
            if path.ends_with(".yaml") {
                brought.yaml(&String::from_utf8(bytes).unwrap());
            }
        }
        brought
    }

    /// Returns what is brought to a page in a language.
    fn to(mut self, code: &str) -> Self {
        if code != "en" {
            let terms = BTreeMap::clone(&marked(code).terms).into_iter();
            // Some are the same in each language.
            let translated = terms.filter(|(english, own)| *own != format!("«{english}»"));
            self.ours = translated.map(|(english, _)| english).collect();
        }
        self
    }

    fn name(&mut self, name: &str) {
        let spaced = words::with_spaces(name.trim());
        self.names.insert(name.trim().to_owned());
        self.names.insert(spaced.to_lowercase());
        self.names.insert(words::capitalise(&spaced));
        self.names.insert(spaced);
    }

    fn yaml(&mut self, text: &str) {
        let Ok(value) = serde_saphyr::from_str::<Value>(text) else {
            return;
        };
        self.value(&value);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                self.name(text);
                // A choice is written as its words, and an award by its scheme.
                text.split([',', '/', '#']).for_each(|part| self.name(part));
            }
            Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(entries) => entries.iter().for_each(|(key, value)| {
                self.name(key);
                if key == "awards" {
                    let awards = value.as_array().into_iter().flatten();
                    let titles = awards.filter_map(|award| award["title"].as_str());
                    self.awards.extend(titles.map(str::to_owned));
                }
                // A kind that states no plural has its title with an s.
                if let (Value::String(title), "title") = (value, key.as_str()) {
                    self.name(&format!("{title}s"));
                }
                self.value(value);
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Returns the stretches of a text that neither bear a mark nor are brought.
    fn strange(&self, text: &str) -> Unmarked {
        let mut strange = Unmarked::new();
        for stretch in unmarked(text) {
            for line in stretch.lines() {
                if self.has(line) {
                    continue;
                }
                let parts = line.split(['`', ';']).flat_map(|part| part.split(", "));
                let unknown = parts.filter(|part| !self.has(part));
                strange.extend(unknown.map(|part| part.trim().to_owned()));
            }
        }
        strange
    }

    fn has(&self, text: &str) -> bool {
        if self.lines.contains(text.trim()) {
            return true;
        }
        let text = text.trim().trim_start_matches(['-', '#']).trim();
        let own = text.trim_matches([':', '.', '(', ')', '“', '”']);
        let is_theirs = self.awards.contains(own) || FREE_TEXT.contains(&own);
        if self.ours.contains(&own.to_lowercase()) && !is_theirs {
            return false;
        }
        // A scheme is named with its version.
        let scheme = text.rsplit_once(' ');
        let scheme = scheme.filter(|(_, version)| version.starts_with(char::is_numeric));
        let is_digest = text.len() >= 7 && text.chars().all(|c| c.is_ascii_hexdigit());
        let is_code = !text.contains(char::is_whitespace) && text.contains(['/', '.', ':', '_']);
        !text.contains(char::is_alphabetic)
            || is_digest
            || is_code
            || text.starts_with("SHA256:")
            || self.names.contains(text)
            || scheme.is_some_and(|(id, _)| self.names.contains(id))
            || text
                .split(' ')
                .all(|word| word.contains(char::is_numeric) || word.contains('/'))
    }

    fn has_prose(&self, text: &str) -> bool {
        unmarked(text).all(|stretch| self.prose.contains(&letters(stretch)))
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns the stretches of a text that stand between marks.
fn unmarked(text: &str) -> impl Iterator<Item = &str> {
    let each = text.split('«').enumerate();
    each.map(|(at, stretch)| match at {
        0 => stretch,
        _ => stretch.split_once('»').map_or(stretch, |(_, after)| after),
    })
}

/// A portfolio with its evidence.
struct Example {
    portfolio: Portfolio,
    evidence: FolderEvidence,
    files: BTreeMap<String, Vec<u8>>,
}

impl Example {
    fn of(name: &str, change: impl Fn(&mut BTreeMap<String, Vec<u8>>)) -> Self {
        let folder = repository().join("examples").join(name);
        let mut files = tree(&folder, |_| false);
        change(&mut files);
        let whole = snapshot(&folder).unwrap();
        let kept: BTreeMap<String, Vec<u8>> = files
            .iter()
            .filter(|(path, _)| whole.get(path).is_some())
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect();
        Self {
            portfolio: Portfolio::load(Snapshot::from_bytes(&kept)),
            evidence: FolderEvidence::without_caches(&folder),
            files,
        }
    }

    fn trust(&self) -> Trust {
        Trust::from_worktree(&self.portfolio, Revision::WorkTree, &|path| {
            self.evidence.for_example().files.bytes(path)
        })
    }

    fn input<'a>(&'a self, trust: &'a Trust) -> CheckInput<'a> {
        CheckInput {
            portfolio: &self.portfolio,
            evidence: self.evidence.for_example(),
            trust,
            today: DAY,
            focus: None,
            only: None,
        }
    }

    /// Every award as a pack.
    fn packs(&self) -> Vec<Pack> {
        let trust = self.trust();
        let result = check(self.input(&trust));
        let schemes = result.verdicts.iter();
        let awards =
            schemes.flat_map(|scheme| scheme.awards.iter().map(|one| (scheme.scheme, one)));
        awards
            .map(|(scheme, award)| {
                build(&SubmissionInput {
                    portfolio: &self.portfolio,
                    scheme,
                    award,
                    evidence: self.evidence.for_example(),
                    trust: &trust,
                    blob: &|bytes| sha1_blob(bytes),
                    commit: None,
                    today: DAY,
                    draft: true,
                    current: false,
                    signed: None,
                    request: None,
                    entered_by: BTreeMap::new(),
                })
            })
            .collect()
    }
}

/// Elements that have no end.
const VOID: [&str; 8] = ["meta", "link", "br", "img", "hr", "col", "circle", "path"];

/// Attributes that a reader sees or hears.
const READ: [&str; 4] = ["aria-label=\"", "alt=\"", "data-label=\"", "title=\""];

/// Returns the strange words of a page: of its texts, of the attributes that are read, and
/// of what its style sheet shows.
fn strange_on_page(page: &str, brought: &Brought) -> Unmarked {
    let mut strange = Unmarked::new();
    let page = without_name_marks(&page.replace("<wbr>", ""));
    let (before, after) = page.split_once("<style>").unwrap();
    let (sheet, after) = after.split_once("</style>").unwrap();
    for shown in sheet.split("content:").skip(1) {
        let shown = shown.split(';').next().unwrap();
        let strings = shown.split('"').skip(1).step_by(2);
        let text: String = strings.map(css).collect();
        // The head of a page may be cut.
        if !text.contains('…') {
            strange.extend(brought.strange(&text));
        }
    }
    // Each element, if it is prose, and if it is in another language than the page.
    let mut open: Vec<(&str, bool, bool)> = Vec::new();
    for piece in [before, after].into_iter().flat_map(|part| part.split('<')) {
        let Some((tag, text)) = piece.split_once('>') else {
            continue;
        };
        let name = tag.split([' ', '\n']).next().unwrap();
        let (in_prose, in_other) = match open.last() {
            Some((_, is_prose, is_other)) => (*is_prose, *is_other),
            None => (false, false),
        };
        let is_other = in_other || tag.contains(" lang=\"") && name != "html" && name != "body";
        if let Some(ended) = name.strip_prefix('/') {
            assert_eq!(open.pop().map(|(name, ..)| name), Some(ended));
        } else if !VOID.contains(&name) && !name.starts_with('!') && !tag.ends_with('/') {
            let is_prose = in_prose || tag.contains("class=\"prose\"");
            open.push((name, is_prose, is_other));
        }
        for attribute in READ {
            if let Some((_, value)) = tag.split_once(attribute) {
                let value = plain(value.split('"').next().unwrap());
                let is_picture = attribute.starts_with("alt") && brought.has_prose(&value);
                let is_column = attribute.starts_with("data-label");
                if !(is_picture || is_other || is_column) {
                    strange.extend(brought.strange(&value));
                }
            }
        }
        let text = plain(text);
        match open.last() {
            Some((_, _, true)) => {}
            Some((_, true, _)) if brought.has_prose(&text) => {}
            _ => strange.extend(brought.strange(&text)),
        }
    }
    strange
}

/// Returns a page without the marks that keep the name of a file in one line, which stand within
/// sentences.
fn without_name_marks(page: &str) -> String {
    let mut pieces = page.split("<span class=\"name\">");
    let mut text = pieces.next().unwrap().to_owned();
    for piece in pieces {
        text.push_str(&piece.replacen("</span>", "", 1));
    }
    text
}

/// Returns HTML text without its entities and the places where it may break.
fn plain(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("\u{200b}", ""),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Returns the text of a CSS string.
fn css(string: &str) -> String {
    let mut parts = string.split('\\');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once(' ').unwrap_or((part, ""));
        let letter = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
        text.extend(letter);
        text.push_str(rest);
    }
    text
}

/// Adds a text with everything to each record that has a text.
fn with_everything(files: &mut BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files.iter_mut() {
        if path.starts_with("journals/") && path.ends_with(".md") {
            bytes.extend(EVERYTHING.as_bytes());
        }
    }
}

fn none(found: &BTreeMap<String, Unmarked>) {
    let found: Vec<String> = found
        .iter()
        .filter(|(_, strange)| !strange.is_empty())
        .map(|(place, strange)| format!("{place}: {strange:#?}"))
        .collect();
    assert!(found.is_empty(), "not from the file:\n{}", found.join("\n"));
}

#[test]
fn every_name_of_the_kinds_that_come_with_cpd_is_translated() {
    let mut faults = Vec::new();
    for kind in base_kinds(&mut faults).iter() {
        let fields = kind.fields.iter().map(|field| &field.name);
        let choices = kind.fields.iter().filter_map(|field| field.ty.vocabulary());
        let choices = choices.flat_map(|of| &of.terms);
        for name in fields.chain(choices).chain([&kind.title, &kind.plural]) {
            let spoken = in_language("cy", || Spoken::one_of(name, [], "en"));
            assert_eq!(spoken.language, None, "{}: {name}", kind.name);
        }
    }
    assert!(faults.is_empty());
}

#[test]
fn every_word_of_a_page_and_its_letter_comes_from_the_file_or_the_records() {
    codes().for_each(expect_pages_and_letters_in);
}

fn expect_pages_and_letters_in(code: &str) {
    let mut found = BTreeMap::new();
    let mut pages = String::new();
    for name in EXAMPLES {
        for change in [|_: &mut BTreeMap<String, Vec<u8>>| {}, with_everything] {
            let example = Example::of(name, change);
            let brought = Brought::by(&example.files).to(code);
            let printed = with_language(marked(code), || {
                let packs = example.packs().into_iter();
                let printed = packs.map(|pack| {
                    let page = html::render(&pack).unwrap();
                    let letter = submission_letter(
                        &pack,
                        &pack.award,
                        "packs/silver.html",
                        None,
                        &words_of(&SUBMITTING, None),
                    );
                    (pack.award_id, page, letter)
                });
                printed.collect::<Vec<_>>()
            });
            assert!(!printed.is_empty(), "{name}");
            for (award, page, letter) in printed {
                assert!(page.contains('«') && letter.contains('«'));
                let place = format!("{name}, {award}");
                let strange = strange_on_page(&page, &brought);
                pages.push_str(&page);
                found
                    .entry(place.clone())
                    .or_insert_with(Unmarked::new)
                    .extend(strange);
                let letter = letter.replace(['\n', ' '], " ");
                let strange = brought.strange(&letter);
                found.entry(place).or_default().extend(strange);
            }
        }
    }
    none(&found);
    // Words that stand among those of records, which may have them as well.
    if code != "en" {
        return;
    }
    for word in [
        "«Done:»",
        "«To do:»",
        "\"«Table»\"",
        "\"«Note »1\"",
        "«Back to mark »1« of note »1",
        "«Picture not shown: »A view« (»«its file is not in this pack»«)»",
        "«Picture not shown (»«its file is not in this pack»«)»",
    ] {
        assert!(pages.contains(word), "{word}");
    }
}

#[test]
fn every_word_of_a_request_and_a_form_comes_from_the_file_or_the_records() {
    codes().for_each(expect_requests_and_forms_in);
}

fn expect_requests_and_forms_in(code: &str) {
    let example = Example::of("bronze-signed", |_| {});
    let brought = Brought::by(&example.files).to(code);
    let trust = example.trust();
    let result = check(example.input(&trust));
    let award = example.portfolio.award("bronze").unwrap();
    let committed = FakeRepository(example.files.clone());
    // The zip is called by a word that the portfolio has.
    let forms = [
        RequestForm::Zip("cpd.yaml"),
        RequestForm::Folder("cpd.yaml"),
        RequestForm::Branch,
    ];
    let (bundles, form) = with_language(marked(code), || {
        let packs = example.packs();
        let pack = packs.iter().find(|pack| pack.award_id == award.to_string());
        let asked = request::prepare(&award, &result, &example.portfolio).unwrap();
        let people = asked.eligible.signers(&example.portfolio, DAY);
        let bundle = |form, before: Option<&str>| {
            let pack = pack.unwrap();
            request::bundle(
                &asked,
                pack,
                RequestSending {
                    form,
                    people: &people,
                    before,
                },
                &example.portfolio,
                &committed,
                DAY,
            )
            .unwrap()
        };
        let letter = bundle(RequestForm::Branch, None).files["REQUEST-bronze.md"].clone();
        let letter = String::from_utf8(letter).unwrap();
        let title = letter.lines().next().unwrap();
        let before = format!("{title}\n- `gone.md` 0000000000000000000000000000000000000000\n");
        let bundles = forms.map(|form| bundle(form, Some(&before)));
        let journal = example.portfolio.records.iter();
        let mut journal = journal.filter(|record| record.path.starts_with("journals/"));
        let form = feedback::form(
            journal.next().unwrap(),
            None,
            &example.portfolio,
            &committed,
            DAY,
        );
        (bundles, form.unwrap().text)
    });
    let mut found = BTreeMap::new();
    let mut sent = Vec::new();
    for bundle in bundles {
        let new = bundle.files.iter();
        for (path, bytes) in new.filter(|(path, _)| !example.files.contains_key(*path)) {
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(code != "en" || text.contains("is new»"), "{path}");
            let strange = if path.ends_with(".html") {
                let (before, rest) = text.split_once("<pre><code>").unwrap();
                let (_, after) = rest.split_once("</code></pre>").unwrap();
                strange_on_page(&format!("{before}{after}"), &brought)
            } else {
                let words = text.lines().filter(|line| !line.starts_with("    cpd "));
                brought.strange(&words.collect::<Vec<_>>().join("\n"))
            };
            found.insert(format!("{path} {}", sent.len()), strange);
            sent.push(path.clone());
        }
        found.insert("commit".to_owned(), brought.strange(&bundle.says));
        let mail = bundle.mail.unwrap_or_default();
        found.insert("mail".to_owned(), brought.strange(&mail));
    }
    let (letter, page) = ("REQUEST-bronze.md", "READ-ME-FIRST.html");
    assert_eq!(sent, [page, letter, page, letter, letter]);
    // The keys of a form's details are names of fields.
    let (details, body) = form[4..].split_once("---\n").unwrap();
    let values = details.lines().map(|line| line.split_once(':').unwrap().1);
    let values: Vec<&str> = values.map(|value| value.trim_matches([' ', '"'])).collect();
    let text = format!("{}\n{body}", values.join("\n"));
    found.insert("form".to_owned(), brought.strange(&text));
    none(&found);
}

#[test]
fn every_step_and_role_of_the_schemes_that_come_with_cpd_is_translated() {
    for (path, bytes) in tree(&repository().join("schema/schemes"), |_| false) {
        if !path.ends_with("scheme.yaml") {
            continue;
        }
        let scheme: Value = serde_saphyr::from_str(&String::from_utf8(bytes).unwrap()).unwrap();
        let steps = scheme["signoffs"].as_array().into_iter().flatten();
        let names = steps.flat_map(|step| [&step["id"], &step["by"]]);
        let confirmations = scheme["confirmations"].as_array().into_iter().flatten();
        let names = names.chain(confirmations.map(|confirmation| &confirmation["by"]));
        for name in names.filter_map(Value::as_str) {
            let spoken = in_language("cy", || Spoken::one_of(name, [], "en"));
            assert_eq!(spoken.language, None, "{path}: {name}");
        }
    }
}

#[test]
fn every_word_of_a_certificate_comes_from_the_file_or_is_marked() {
    let example = Example::of("bronze-granted", |_| {});
    let signoffs = example.files.iter();
    let mut signoffs = signoffs.filter(|(path, _)| path.contains("-grant-"));
    let signoff = signoffs.find(|(path, _)| path.ends_with(".md")).unwrap().0;
    let names = CertificateNames {
        version: 1,
        cpd: "1.0.0".to_owned(),
        award: "Bronze".to_owned(),
        scheme: SchemeName {
            title: "Lancaster Professional Programme".to_owned(),
            official: false,
            language: Some("en".to_owned()),
        },
        signer: "Organisation Development".to_owned(),
        signoff: signoff.clone(),
        pack: None,
        language: Some("cy".to_owned()),
    };
    for code in codes() {
        let brought = Brought::by(&example.files).to(code);
        let page = with_language(marked(code), || {
            let certificate = make_certificate(&names, &example.files).unwrap();
            let [page, _] = CERTIFICATE_FORMATS;
            String::from_utf8((page.print)(&certificate).unwrap()).unwrap()
        });
        let (before, rest) = page.split_once("<pre><code>").unwrap();
        let (_, after) = rest.split_once("</code></pre>").unwrap();
        let strange = strange_on_page(&format!("{before}{after}"), &brought);
        none(&[(code.to_owned(), strange)].into());
        assert_eq!(page.matches(" lang=\"en\"").count(), 3);
    }
}

#[test]
fn an_english_word_that_has_a_welsh_one_is_found_unless_it_is_marked() {
    let brought = Brought::by(&BTreeMap::new()).to("cy");
    let page = |word: &str| format!("<html><style></style><p>«Rôl»</p><p>{word}</p></html>");
    let found = |word: &str| strange_on_page(&page(word), &brought).into_iter();
    for word in ["Awarding body", "Endorsed", "endorse", "Type"] {
        assert_eq!(found(word).collect::<Vec<_>>(), [word]);
        assert_eq!(found(&format!("<bdi lang=\"en\">{word}</bdi>")).count(), 0);
    }
}

#[test]
fn a_word_that_no_file_has_is_found() {
    let brought = Brought::by(&BTreeMap::new());
    let strange = |text: &str| brought.strange(text).into_iter().collect::<Vec<_>>();
    assert_eq!(strange("«Made of »3« files» altogether"), ["altogether"]);
    let page =
        "<html><style>a { content: \"Loose\" }</style><p title=\"Tip\">«Well» said</p></html>";
    let found: Vec<String> = strange_on_page(page, &brought).into_iter().collect();
    assert_eq!(found, ["Loose", "Tip", "said"]);
}
