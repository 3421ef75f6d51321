#![allow(
    clippy::disallowed_methods,
    reason = "a test reads the sources of the program"
)]

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

const HTML: &str = include_str!("../../../templates/pack/pack.html.j2");
const CSS: &str = include_str!("../../../templates/pack/pack.css.j2");
const TYPST: &str = include_str!("../../../templates/pack/pack.typ");

thread_local! {
    static LANGUAGE: Cell<Option<&'static Language>> = const { Cell::new(None) };
}

/// Returns the language that a test has chosen on this thread, if any.
pub fn language_of_test() -> Option<&'static Language> {
    LANGUAGE.get()
}

/// Runs a test with the words of another language.
pub fn with_language<T>(other: Language, run: impl FnOnce() -> T) -> T {
    LANGUAGE.set(Some(Box::leak(Box::new(other))));
    let done = run();
    LANGUAGE.set(None);
    done
}

/// Returns the codes of the languages that have words.
pub fn codes() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|file| file.code)
}

/// Returns a language with marks around every stretch of words, so that a word that does not
/// come from the file shows. Values that are put into a sentence stand outside the marks.
pub fn marked(code: &str) -> Language {
    let mark = |sentence: &str| -> String {
        let each = split_at_places(sentence).into_iter();
        each.map(|stretch| match stretch {
            Stretch::Words(words) => format!("«{words}»"),
            Stretch::Place(place) => format!("{{{place}}}"),
        })
        .collect()
    };
    let mut language = words_for(code).clone();
    let lone = language
        .months
        .iter_mut()
        .chain(language.terms.values_mut());
    for words in lone.chain(&mut language.unchecked) {
        *words = mark(words);
    }
    for phrases in sections_mut(&mut language) {
        for phrase in phrases.values_mut() {
            match phrase {
                Phrase::Plain(sentence) => *sentence = mark(sentence),
                Phrase::Plural(forms) => forms.each_mut().for_each(|form| *form = mark(form)),
            }
        }
    }
    for paragraph in language.letters.values_mut().flatten() {
        *paragraph = mark(paragraph);
    }
    language
}

fn sections_mut(language: &mut Language) -> [&mut Phrases; 7] {
    [
        &mut language.values,
        &mut language.plan,
        &mut language.pack,
        &mut language.letter,
        &mut language.request,
        &mut language.feedback,
        &mut language.certificate,
    ]
}

/// A declared phrase: its name in the file, its name in the code, and its places.
type Declared = (&'static str, &'static str, &'static [&'static str]);

/// A section of the words, the name of its phrases in the code, and those that it declares.
type Section = (&'static Phrases, &'static str, &'static [Declared]);

fn declared(code: &str) -> [Section; 8] {
    let words = words_for(code);
    [
        (&words.values, "ValuePhrase", ValuePhrase::DECLARED),
        (&words.plan, "PlanPhrase", PlanPhrase::DECLARED),
        (&words.pack, "PackPhrase", PackPhrase::DECLARED),
        (&words.letter, "LetterPhrase", LetterPhrase::DECLARED),
        (&words.request, "RequestPhrase", RequestPhrase::DECLARED),
        (&words.feedback, "FeedbackPhrase", FeedbackPhrase::DECLARED),
        (&words.form, "FormPhrase", FormPhrase::DECLARED),
        (
            &words.certificate,
            "CertificatePhrase",
            CertificatePhrase::DECLARED,
        ),
    ]
}

/// The names after `phrases.` in a template, each with the places that it fills.
fn used(template: &str) -> BTreeMap<String, BTreeSet<String>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for after in template.split("phrases.").skip(1) {
        let end = after.find(|c| !is_name(c)).unwrap_or(after.len());
        let (name, after) = after.split_at(end);
        // A file of the phrases is no phrase.
        if name == "json" {
            continue;
        }
        let after = after.trim_start_matches([' ', '|', ',', '(']);
        let values = after.strip_prefix("fill(").unwrap_or(after);
        // Up to the end of the call: the values of a sentence stand on its line.
        let line = values.lines().next().unwrap_or_default();
        let places = found.entry(name.to_owned()).or_default();
        for (at, _) in line.match_indices([':', '=']) {
            let before = &line[..at];
            let start = before.rfind(|c| !is_name(c)).map_or(0, |at| at + 1);
            if !before[start..].is_empty() {
                places.insert(before[start..].to_owned());
            }
        }
    }
    found
}

fn places(sentence: &str) -> BTreeSet<String> {
    let each = split_at_places(sentence).into_iter();
    each.filter_map(|stretch| match stretch {
        Stretch::Place(place) => Some(place.to_owned()),
        Stretch::Words(_) => None,
    })
    .collect()
}

/// Every Rust source of the program.
fn sources() -> String {
    fn read(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, text);
            } else if path.extension().is_some_and(|end| end == "rs") {
                text.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut text = String::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut text,
    );
    text
}

#[test]
fn every_phrase_that_the_code_says_has_its_places_in_the_file() {
    for (phrases, section, declared) in codes().flat_map(declared) {
        for (name, _, given) in declared {
            let phrase = phrases.get(*name);
            let phrase = phrase.unwrap_or_else(|| panic!("{section}: no {name}"));
            let given: BTreeSet<String> = given.iter().map(|&place| place.to_owned()).collect();
            // A noun comes in two forms, and a sentence has use for one of them.
            let forms_of = |places: BTreeSet<String>| -> BTreeSet<String> {
                let places = places.into_iter();
                let as_one = |place: String| {
                    if place == "several" {
                        "one".to_owned()
                    } else {
                        place
                    }
                };
                places.map(as_one).collect()
            };
            match phrase {
                Phrase::Plain(sentence) => {
                    assert_eq!(forms_of(places(sentence)), forms_of(given), "{name}");
                }
                Phrase::Plural(plural) => {
                    assert!(given.contains(plural::COUNT), "{name}");
                    // A form for one number need not repeat the number.
                    for form in plural.clone().each_mut() {
                        assert!(places(form).is_subset(&given), "{name}: {form}");
                    }
                    assert_eq!(forms_of(places(&plural.other)), forms_of(given), "{name}");
                }
            }
        }
    }
}

#[test]
fn every_phrase_that_is_declared_is_said() {
    let sources = sources();
    for (_, section, declared) in declared("en") {
        for (name, variant, _) in declared {
            let said = format!("{section}::{variant} {{");
            assert!(sources.contains(&said), "{section}: {name}");
        }
    }
}

#[test]
fn every_sentence_of_a_template_exists_and_each_place_in_it_is_filled() {
    for (template, code) in [HTML, CSS, TYPST]
        .into_iter()
        .flat_map(|template| codes().map(move |code| (template, code)))
    {
        let phrases = words_for(code).pack_sentences();
        for (name, given) in used(template) {
            let sentence = phrases.get(&*name).unwrap_or_else(|| panic!("no {name}"));
            assert!(places(sentence).is_subset(&given), "{name}: {given:?}");
        }
    }
}

#[test]
fn no_phrase_of_the_file_is_left_over() {
    let of_templates = [HTML, CSS, TYPST].map(used).into_iter().flatten();
    let of_templates: BTreeSet<String> = of_templates.map(|(name, _)| name).collect();
    for (phrases, section, declared) in codes().flat_map(declared) {
        for name in phrases.keys() {
            let is_declared = declared.iter().any(|(declared, ..)| declared == name);
            let is_used = section == "PackPhrase" && of_templates.contains(name);
            assert!(is_declared || is_used, "{section}: {name}");
        }
    }
}

/// The text of a PDF is not read here, unlike that of a page.
#[test]
fn no_string_of_the_typst_template_is_a_sentence_or_a_label() {
    let is_comment = |line: &&str| !line.trim_start().starts_with("//");
    let lines = TYPST.lines().filter(is_comment);
    let strings = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    let mut found = 0;
    for string in strings {
        found += 1;
        let is_capital = string.starts_with(char::is_uppercase);
        let is_several = string.split(' ').filter(|word| !word.is_empty()).count() > 1;
        assert!(!is_capital && !is_several, "{string:?}");
    }
    assert!(found > 40, "{found}");
}

#[test]
fn html_and_pdf_use_the_same_sentences() {
    let html: BTreeSet<String> = used(HTML)
        .into_keys()
        .chain(used(CSS).into_keys())
        .collect();
    let pdf: BTreeSet<String> = used(TYPST).into_keys().collect();
    // A page has links to its files and a link past its head; a PDF has attachments.
    let only_html = [
        "request",
        "request_heading",
        "downloads",
        "downloads_lead",
        "signoff_files",
        "skip",
        "sources",
    ];
    // The style sheet is given its running head, cut to fit. Rust writes the task lists of
    // a page.
    let only_pdf = [
        "attached",
        "file_attached",
        "running_head",
        "task_done",
        "task_to_do",
    ];
    let difference: Vec<&String> = html.symmetric_difference(&pdf).collect();
    let mut expected: Vec<&str> = only_html.into_iter().chain(only_pdf).collect();
    expected.sort_unstable();
    assert_eq!(difference, expected);
}

#[test]
fn places_are_filled_by_their_names_and_a_count_chooses_the_form() {
    let written = "a: '{x} of {y}.'\nb:\n  one: one file\n  other: '{count} files'\n";
    let phrases: Phrases = serde_saphyr::from_str(written).unwrap();
    let filled = |name: &str, values: &[(&str, &str)]| {
        let values = values.iter();
        let values: Vec<(&str, String)> = values
            .map(|(place, value)| (*place, (*value).to_owned()))
            .collect();
        fill(&phrases, name, &values)
    };
    assert_eq!(filled("a", &[("y", "2"), ("x", "1")]), "1 of 2.");
    assert_eq!(filled("b", &[("count", "1")]), "one file");
    assert_eq!(filled("b", &[("count", "2")]), "2 files");
    assert_eq!(split_at_places("no place"), [Stretch::Words("no place")]);
}

#[test]
fn every_language_has_the_same_letters_and_places_as_english() {
    let places_of = |language: &Language| -> BTreeMap<String, Vec<BTreeSet<String>>> {
        let letters = language.letters.iter();
        letters
            .map(|(name, words)| (name.clone(), words.iter().map(|one| places(one)).collect()))
            .collect()
    };
    let english = words_for("en");
    for code in codes() {
        let words = words_for(code);
        assert_eq!(language_of(&words.tag), code);
        assert_eq!(places_of(words), places_of(english), "{code}");
        for name in english.pack_sentences().keys() {
            let (one, other) = (
                &english.pack_sentences()[name],
                &words.pack_sentences()[name],
            );
            assert_eq!(places(one), places(other), "{code}: {name}");
        }
        for list in [&words.greetings, &words.doubts] {
            assert!(!list.is_empty(), "{code}");
            assert!(list.iter().all(|word| *word == word.to_lowercase()));
        }
    }
}

/// A language is marked as unchecked in its file, in what it prints and in the documentation.
#[test]
fn only_english_has_words_that_a_speaker_has_checked() {
    for file in &LANGUAGES {
        let is_marked = file.text.contains("NOT CHECKED by a speaker");
        assert_eq!(is_marked, file.code != "en", "{}", file.code);
        assert_eq!(file.words.unchecked.is_some(), is_marked, "{}", file.code);
    }
}

#[test]
fn the_words_of_a_language_are_in_use_only_while_they_are_asked_for() {
    let month = || month_name(1);
    assert_eq!(month(), "January");
    in_language("cy-GB", || {
        assert_eq!(month(), "Ionawr");
        assert_eq!(in_language("fr", month), "January");
        let stopped = std::panic::catch_unwind(|| in_language("en", || panic!("stopped")));
        assert!(stopped.is_err());
        assert_eq!(month(), "Ionawr");
    });
    assert_eq!(month(), "January");
    assert_eq!(in_each_language(month), ["January", "Ionawr"]);
    let pages = ["en-US", "cy", "CY-gb", "fr"].map(tag_of_page);
    assert_eq!(pages, ["en-US", "cy", "CY-gb", "en-GB"]);
}

#[test]
fn a_form_that_the_cldr_does_not_name_is_refused() {
    let unknown: Result<Phrases, _> = serde_saphyr::from_str("a:\n  single: x\n  other: y\n");
    assert!(unknown.is_err());
}

#[test]
fn english_translates_no_names() {
    assert!(LANGUAGES[0].words.terms.is_empty());
    assert_eq!(
        term("Continuing_professional-development"),
        "Continuing professional development"
    );
}

#[test]
fn every_part_of_a_file_of_words_is_one_that_is_read() {
    for file in &LANGUAGES {
        let names = parts::split(file.text).into_iter().map(|(name, _)| name);
        let names: Vec<&str> = names.collect();
        let count = names.len();
        let names = BTreeSet::from_iter(names);
        assert_eq!(names.len(), count, "{}: a name comes twice", file.code);
        let known = [
            "tag",
            "unchecked",
            "greetings",
            "doubts",
            "months",
            "terms",
            "values",
            "plan",
            "pack",
            "certificate",
            "letter",
            "letters",
            "request",
            "form",
            "feedback",
        ];
        let known = BTreeSet::from(known);
        let unknown: Vec<&&str> = names.difference(&known).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", file.code);
        let missing: Vec<&&str> = known.difference(&names).collect();
        assert!(
            missing.is_empty() || missing == [&"unchecked"],
            "{}: {missing:?}",
            file.code
        );
        let words = &file.words;
        let sections = [
            &words.values,
            &words.plan,
            &words.pack,
            &words.certificate,
            &words.letter,
            &words.request,
            &words.feedback,
            &words.form,
        ];
        assert!(
            sections.iter().all(|phrases| !phrases.is_empty()),
            "{}",
            file.code
        );
        assert!(
            !words.letters.is_empty() && words.months.len() == 12,
            "{}",
            file.code
        );
    }
}
