//! Names the kinds of facts that a picture tells beside what it shows, and never the facts.

use std::collections::BTreeSet;

use exif::{Context, Exif, Field, In, Tag, Value};

/// A kind of facts that a picture tells beside what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    Place,
    Device,
    Name,
    Time,
    Text,
    /// Something behind the picture, such as a film.
    Rest,
}

impl Fact {
    /// Returns the kind with its article.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Place => "a place",
            Self::Device => "a camera",
            Self::Name => "a name",
            Self::Time => "a time",
            Self::Text => "a text",
            Self::Rest => "another picture or film",
        }
    }
}

/// Returns the facts in the EXIF block of an image.
pub fn of_exif(exif: &Exif) -> BTreeSet<Fact> {
    let fields = exif.fields().filter(|field| !is_blank(&field.value));
    fields.filter_map(of_exif_field).collect()
}

fn of_exif_field(field: &Field) -> Option<Fact> {
    if field.ifd_num == In::THUMBNAIL {
        return (field.tag == Tag::JPEGInterchangeFormat).then_some(Fact::Rest);
    }
    match field.tag {
        Tag::GPSVersionID => None,
        tag if tag.context() == Context::Gps => Some(Fact::Place),
        Tag::Make
        | Tag::Model
        | Tag::MakerNote
        | Tag::BodySerialNumber
        | Tag::LensMake
        | Tag::LensModel
        | Tag::LensSerialNumber
        | Tag::ImageUniqueID => Some(Fact::Device),
        Tag::Artist | Tag::Copyright | Tag::CameraOwnerName => Some(Fact::Name),
        Tag::DateTime | Tag::DateTimeOriginal | Tag::DateTimeDigitized => Some(Fact::Time),
        Tag::ImageDescription | Tag::UserComment => Some(Fact::Text),
        // The title, comment, author, keywords and subject that Windows writes.
        Tag(Context::Tiff, 0x9C9D) => Some(Fact::Name),
        Tag(Context::Tiff, 0x9C9B..=0x9C9F) => Some(Fact::Text),
        _ => None,
    }
}

/// Returns true for a text without a letter, which cameras write to fill a field.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Ascii(texts) => texts.iter().all(|text| is_empty(text)),
        // The character set comes first.
        Value::Undefined(bytes, _) => is_empty(bytes.get(8..).unwrap_or(bytes)),
        _ => false,
    }
}

fn is_empty(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| byte.is_ascii_whitespace() || *byte == 0)
}

/// Returns the facts in a segment of a JPEG that is not the picture. EXIF is read by itself.
pub fn of_jpeg_segment(marker: u8, contents: &[u8]) -> BTreeSet<Fact> {
    match marker {
        0xE1 if contents.starts_with(b"http://ns.adobe.com/") => of_xmp(contents),
        0xED => of_iptc(contents),
        0xFE => text(contents).into_iter().collect(),
        _ => BTreeSet::new(),
    }
}

/// Returns the facts in a chunk of a PNG that is not the picture.
pub fn of_png_chunk(kind: [u8; 4], contents: &[u8]) -> BTreeSet<Fact> {
    if kind == *b"tIME" {
        return BTreeSet::from([Fact::Time]);
    }
    if !matches!(&kind, b"tEXt" | b"zTXt" | b"iTXt") {
        return BTreeSet::new();
    }
    let end = contents.iter().position(|byte| *byte == 0);
    let (keyword, written) = contents.split_at(end.unwrap_or(contents.len()));
    let fact = match keyword {
        b"Software" | b"Raw profile type icc" => None,
        // One that is compressed is not read.
        b"XML:com.adobe.xmp" if written.get(1) == Some(&0) => return of_xmp(written),
        b"Author" | b"Copyright" => text(written).map(|_| Fact::Name),
        b"Source" => text(written).map(|_| Fact::Device),
        b"Creation Time" => text(written).map(|_| Fact::Time),
        _ if keyword.starts_with(b"date:") => Some(Fact::Time),
        _ => text(written),
    };
    fact.into_iter().collect()
}

/// Returns the facts in a chunk of a WebP that is not the picture. EXIF is read by itself.
pub fn of_webp_chunk(id: [u8; 4], contents: &[u8]) -> BTreeSet<Fact> {
    match &id {
        b"XMP " => of_xmp(contents),
        b"EXIF" => BTreeSet::new(),
        _ => text(contents).into_iter().collect(),
    }
}

/// Returns the fact that a comment is, if anything is written in it.
pub fn text(contents: &[u8]) -> Option<Fact> {
    (!is_empty(contents)).then_some(Fact::Text)
}

/// Returns the fact that something stands behind the picture.
pub fn of_rest(behind: &[u8]) -> Option<Fact> {
    (!is_empty(behind)).then_some(Fact::Rest)
}

/// Words of XMP, an XML, and the kind of facts that they name.
const XMP_WORDS: [(Fact, &[&str]); 5] = [
    (
        Fact::Place,
        &[
            "GPS",
            ":City",
            ":State",
            ":Country",
            ":Location",
            "Sublocation",
        ],
    ),
    (
        Fact::Device,
        &["tiff:Make", "tiff:Model", "SerialNumber", ":Lens"],
    ),
    (
        Fact::Name,
        &[
            "dc:creator",
            "dc:rights",
            ":Artist",
            ":OwnerName",
            ":Credit",
            "PersonInImage",
        ],
    ),
    (Fact::Time, &["Date"]),
    (
        Fact::Text,
        &[
            "dc:description",
            "dc:title",
            "dc:subject",
            "UserComment",
            ":Headline",
        ],
    ),
];

/// Returns the facts in a block of XMP.
pub fn of_xmp(contents: &[u8]) -> BTreeSet<Fact> {
    let written = String::from_utf8_lossy(contents);
    let named = XMP_WORDS.iter();
    let named = named.filter(|(_, words)| words.iter().any(|word| written.contains(word)));
    named.map(|(fact, _)| *fact).collect()
}

/// Returns the facts in the records of IPTC, each of which begins with 1C 02 and its number.
fn of_iptc(contents: &[u8]) -> BTreeSet<Fact> {
    let records = contents
        .windows(3)
        .filter(|start| start.starts_with(&[0x1C, 2]));
    let facts = records.filter_map(|start| match start[2] {
        26 | 27 | 90 | 92 | 95 | 100 | 101 => Some(Fact::Place),
        80 | 110 | 116 => Some(Fact::Name),
        55 | 60 | 62 | 63 => Some(Fact::Time),
        5 | 25 | 105 | 120 | 122 => Some(Fact::Text),
        _ => None,
    });
    facts.collect()
}
