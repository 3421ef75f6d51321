//! A pack as a PDF that is accessible (PDF/UA-1), archival (PDF/A-3a) and carries
//! the files it was made from.

use chrono::{DateTime, Datelike, Timelike};
use serde::Serialize;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::FORMAT;
use super::error::{TypesetError, joined_diagnostics};
use super::markup::{literal, markup};
use super::template_data;
use super::text_layer::remove_break_marks;
use super::world::TypstWorld;
use crate::domain::phrases::{self, PackPhrase};
use crate::formats::pack::check_section::check_sections;
use crate::formats::pack::texts::read_texts;
use crate::formats::pack::watermark::words_across;
use crate::views::submission::PackAnchors;
use crate::views::submission::model::Pack;

/// The fill of the words across a page, which lets the text be read.
const FAINT: &str = "fill=\"#16181c\" fill-opacity=\"0.055\"";

/// The pack as a PDF. The same pack gives the same bytes: its time is that of its
/// commit.
pub fn export(pack: &Pack) -> Result<Vec<u8>, TypesetError> {
    let _span = tracing::info_span!("pack.print", format = "pdf").entered();
    let world = phrases::in_language(&pack.language.words, || world(pack));
    let info = DocumentInfo {
        id: format!("{} {}", pack.portfolio, pack.award_id),
        cpd_version: &pack.provenance.cpd_version,
        moment: pack.moment,
    };
    to_pdf(&world, info)
}

/// The facts about a document that its file says and no page shows.
pub struct DocumentInfo<'a> {
    /// The same for the same document.
    pub id: String,
    pub cpd_version: &'a str,
    /// In seconds since 1970.
    pub moment: i64,
}

/// Returns a document as a PDF that is accessible and archival.
pub fn to_pdf(world: &TypstWorld, info: DocumentInfo<'_>) -> Result<Vec<u8>, TypesetError> {
    let document: PagedDocument = typst::compile(world)
        .output
        .map_err(|faults| TypesetError::Layout(joined_diagnostics(&faults)))?;
    let options = PdfOptions {
        ident: Smart::Custom(info.id),
        creator: Smart::Custom(Some(format!("cpd {}", info.cpd_version))),
        timestamp: timestamp(info.moment),
        standards: PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|fault| TypesetError::Export(fault.message().to_string()))?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&remove_break_marks(&document), &options)
        .map_err(|faults| TypesetError::Export(joined_diagnostics(&faults)))
}

fn timestamp(seconds: i64) -> Option<Timestamp> {
    let moment = DateTime::from_timestamp(seconds, 0)?;
    let byte = |number: u32| u8::try_from(number).ok();
    let datetime = Datetime::from_ymd_hms(
        moment.year(),
        byte(moment.month())?,
        byte(moment.day())?,
        byte(moment.hour())?,
        byte(moment.minute())?,
        byte(moment.second())?,
    )?;
    Some(Timestamp::new_utc(datetime))
}

/// An attached file, as the template attaches it.
#[derive(Serialize)]
pub struct AttachmentData<'p> {
    /// Name that readers show it under and save it as.
    pub name: String,
    /// Name of the file that Typst reads.
    pub path: String,
    pub media: &'p str,
    pub relationship: &'static str,
    pub says: String,
}

/// The pack's own code, and every file it asks for.
fn world(pack: &Pack) -> TypstWorld {
    let (entries, mut pictures) = record_texts(pack);
    let shown = evidence_pictures(pack, &mut pictures);
    let code = format!(
        "#import \"/pack.typ\": *\n#print(json(\"/pack.json\"),{},{shown},json(\"/files.json\"),json(\"/checks.json\"))",
        typst_dictionary(&entries),
    );
    let mut world = TypstWorld::new(code);
    world.add_file("pack.json", template_data::to_template_json(pack));
    let checks = check_sections(pack, &FORMAT);
    world.add_file(
        "checks.json",
        template_data::instructions_to_template_json(&checks),
    );
    if let Some(across) = words_across(pack, FAINT) {
        world.add_file("across.svg", across.into_bytes());
    }
    for (name, path) in &pictures {
        let bytes = pack.files.get(path).map(|file| file.bytes.clone());
        world.add_file(name, bytes.unwrap_or_default());
    }
    let mut attached = Vec::new();
    for (at, (path, file)) in pack.files.iter().enumerate() {
        let name_in_world = format!("/file-{at}");
        world.add_file(&name_in_world, file.bytes.clone());
        let record = path.ends_with(".md") || path.ends_with(".yaml");
        attached.push(AttachmentData {
            name: crate::base::text::percent::encode_path(path),
            path: name_in_world,
            media: &file.media,
            relationship: if record { "source" } else { "supplement" },
            says: if record {
                PackPhrase::RecordFile {}.say()
            } else {
                PackPhrase::CarriedFile {}.say()
            },
        });
    }
    for (name, json, says) in pack.metadata() {
        let name_in_world = format!("/{name}");
        world.add_file(&name_in_world, json.as_bytes().to_vec());
        attached.push(AttachmentData {
            name: name.to_owned(),
            path: name_in_world,
            media: "application/json",
            relationship: "data",
            says,
        });
    }
    world.add_file(
        "files.json",
        serde_json::to_vec(&attached).unwrap_or_default(),
    );
    world
}

/// Pictures among the evidence, by anchor, as a Typst dictionary.
fn evidence_pictures(pack: &Pack, pictures: &mut Vec<(String, String)>) -> String {
    let mut entries = Vec::new();
    for item in pack.evidence.iter().filter(|item| item.shown) {
        let Some(Ok(size)) = pack.files.get(&item.path).map(|file| file.shown) else {
            continue;
        };
        let name = format!("/picture-{}", pictures.len());
        let value = format!("({},{},{})", literal(&name), size.width, size.height);
        entries.push((item.anchor.clone(), value));
        pictures.push((name, item.path.clone()));
    }
    typst_dictionary(&entries)
}

/// A Typst dictionary of what is already code.
fn typst_dictionary(entries: &[(String, String)]) -> String {
    let mut code = String::from("(");
    for (key, value) in entries {
        code.push_str(&format!("{}:{value},", literal(key)));
    }
    // With nothing in it, a colon tells it from an array.
    code.push_str(if entries.is_empty() { ":)" } else { ")" });
    code
}

/// Names and what they stand for, in order.
type NamedValues = Vec<(String, String)>;

/// Every text of the pack as code, by anchor, and the pictures they ask for.
fn record_texts(pack: &Pack) -> (NamedValues, NamedValues) {
    let printed = PackAnchors::printed_only(pack).anchors();
    let (mut entries, mut pictures) = (Vec::new(), Vec::new());
    for (text, mut prose) in read_texts(pack, &PackAnchors::new(pack)) {
        prose.unlink(&|anchor| printed.contains(anchor));
        let markup = markup(&prose, &text.anchor, text.level, pictures.len());
        pictures.extend(markup.pictures);
        entries.push((text.anchor, markup.code));
    }
    (entries, pictures)
}
