use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};

use super::html::tests::sample;
use super::*;

/// A pack in each format, by the format's name.
fn printed() -> BTreeMap<&'static str, Vec<u8>> {
    let pack = sample();
    let print = |format: &PackFormat| (format.name, (format.print)(&pack).unwrap());
    PACK_FORMATS.iter().map(print).collect()
}

/// The format that bytes are taken for.
fn recognised_as(bytes: &[u8]) -> Option<(&'static str, FormatMatch)> {
    recognise(bytes, PACK_FORMATS).map(|(format, likeness)| (format.name, likeness))
}

/// The reason why bytes are no pack.
fn open_error(bytes: &[u8]) -> String {
    match open(bytes) {
        Ok((format, _)) => format!("opened as {}", format.name),
        Err(error) => error.to_string(),
    }
}

fn zip_of(name: &str) -> Vec<u8> {
    zip::of_files(&BTreeMap::from([(name.to_owned(), b"x".to_vec())])).unwrap()
}

#[test]
fn no_two_formats_share_a_name_or_an_ending() {
    let unique = |of: fn(&PackFormat) -> &str| {
        let all: BTreeSet<&str> = PACK_FORMATS.iter().map(of).collect();
        all.len()
    };
    assert_eq!(unique(|format| format.name), PACK_FORMATS.len());
    assert_eq!(unique(|format| format.extension), PACK_FORMATS.len());
    for format in PACK_FORMATS {
        assert_eq!(named(format.name).unwrap().name, format.name);
        let ending = format.extension.to_uppercase();
        assert_eq!(with_extension(&ending).unwrap().name, format.name);
    }
}

#[test]
fn a_format_knows_what_it_prints_and_no_other_format_does() {
    for (name, bytes) in &printed() {
        for format in PACK_FORMATS {
            let expected = if format.name == *name {
                FormatMatch::Ours
            } else {
                FormatMatch::No
            };
            assert_eq!((format.sniff)(bytes), expected, "{} of {name}", format.name);
        }
    }
}

#[test]
fn a_printed_pack_opens_with_its_files_and_pages() {
    let (pack, printed) = (sample(), printed());
    for (name, bytes) in &printed {
        let (format, opened) = open(bytes).unwrap();
        assert_eq!(format.name, *name);
        assert_eq!(opened.oddities, Vec::<String>::new(), "{name}");
        let paths: Vec<&String> = opened.files.keys().collect();
        assert_eq!(paths, pack.files.keys().collect::<Vec<_>>(), "{name}");
        assert_eq!(opened.printing.as_deref(), Some(pack.printing.as_bytes()));
        let pages: &[&str] = if *name == "zip" {
            &["zip", "html", "pdf"]
        } else {
            &[name]
        };
        let shown: Vec<&str> = opened.shown.iter().map(|(name, _)| *name).collect();
        assert_eq!(shown, pages);
        for (page, bytes) in &opened.shown {
            assert!(*bytes == printed[page], "the {page} in the {name}");
        }
    }
}

#[test]
fn a_truncated_pack_is_recognised_and_never_complete() {
    for (name, bytes) in &printed() {
        let cut = &bytes[..bytes.len() / 2];
        let (format, likeness) = recognised_as(cut).unwrap();
        assert_eq!(format, *name);
        // A PDF bears its mark near its end.
        let mark_is_gone = *name == "pdf";
        assert_eq!(
            likeness == FormatMatch::SameContainer,
            mark_is_gone,
            "{name}"
        );
        let whole = open(cut).is_ok_and(|(_, opened)| {
            opened.oddities.is_empty() && opened.printing.is_some() && opened.manifest.is_some()
        });
        assert!(!whole, "{name}: {}", open_error(cut));
    }
    let zip = &printed()["zip"];
    let said = open_error(&zip[..zip.len() / 2]);
    assert!(
        said.starts_with("it is damaged, cut short or locked (the zip: "),
        "{said}"
    );
}

#[test]
fn an_unknown_format_is_reported() {
    assert_eq!(recognised_as(b""), None);
    assert_eq!(open_error(b""), "it is empty");
    let others: [&[u8]; 5] = [
        b"P",
        b"cpd: 1\n",
        b"words of mine",
        b"\xFF\xD8\xFF\xE0",
        b"\0\0",
    ];
    for bytes in others {
        assert_eq!(recognised_as(bytes), None);
        assert_eq!(open_error(bytes), "it is another kind of file");
    }
}

#[test]
fn a_file_of_the_same_type_that_is_no_pack_carries_no_files() {
    let page = b"<!DOCTYPE html>\n<html lang=en><title>x</title>";
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>";
    let plain = zip_of("letter.txt");
    let document = zip_of("[Content_Types].xml");
    let nothing = zip::of_files(&BTreeMap::new()).unwrap();
    // The name of the first entry counts, not what it begins with.
    let longer = zip_of("pack.html.txt");
    let others: [(&str, &[u8]); 6] = [
        ("html", page),
        ("pdf", pdf),
        ("zip", &plain),
        ("zip", &document),
        ("zip", &nothing),
        ("zip", &longer),
    ];
    for (name, bytes) in others {
        assert_eq!(
            recognised_as(bytes),
            Some((name, FormatMatch::SameContainer))
        );
        assert_eq!(
            open_error(bytes),
            "it carries no files of a portfolio",
            "{name}"
        );
    }
    let other = "%PDF-1.7\nnothing more";
    assert!(open_error(other.as_bytes()).contains("not a PDF that can be read"));
}

#[test]
fn a_page_inside_a_zip_does_not_make_the_zip_a_page() {
    let options = ::zip::write::SimpleFileOptions::default();
    let options = options.compression_method(::zip::CompressionMethod::Stored);
    for (name, likeness) in [
        ("pack.html", FormatMatch::Ours),
        ("a.html", FormatMatch::SameContainer),
    ] {
        let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(name, options).unwrap();
        writer.write_all(&printed()["html"]).unwrap();
        let zip = writer.finish().unwrap().into_inner();
        assert_eq!(recognised_as(&zip), Some(("zip", likeness)));
    }
    // Blanks and a byte order mark may stand before a page.
    let page = [b"\xEF\xBB\xBF\n ".as_slice(), &printed()["html"]].concat();
    assert_eq!(recognised_as(&page), Some(("html", FormatMatch::Ours)));
}

#[test]
fn a_page_of_another_program_that_only_names_cpd_is_no_pack() {
    let page = b"<!DOCTYPE html><html><p>&lt;meta name=\"generator\" content=\"cpd 1\"&gt;";
    assert_eq!(
        recognised_as(page),
        Some(("html", FormatMatch::SameContainer))
    );
}

/// As a Word document would be: a zip whose own mark is its first entry.
#[test]
fn a_later_format_in_the_same_container_is_asked_before_the_container_decides() {
    const DOCUMENT: PackFormat = PackFormat {
        name: "docx",
        extension: "docx",
        print: |_| Ok(zip_of("[Content_Types].xml")),
        sniff: |bytes| {
            if contains(bytes, b"[Content_Types].xml") {
                FormatMatch::Ours
            } else {
                (zip::FORMAT.sniff)(bytes)
            }
        },
        open: |_| Err(PackOpenError::NoFiles),
    };
    let formats = [html::FORMAT, pdf::FORMAT, zip::FORMAT, DOCUMENT];
    let document = (DOCUMENT.print)(&sample()).unwrap();
    let (format, likeness) = recognise(&document, &formats).unwrap();
    assert_eq!((format.name, likeness), ("docx", FormatMatch::Ours));
    let (format, _) = recognise(&printed()["zip"], &formats).unwrap();
    assert_eq!(format.name, "zip");
}
