//! Pictures without what they tell beside what they show: place, time, device, names and
//! texts. What shows the picture rightly (orientation, colour) stays. Packs, requests and
//! attachments are cleaned here, and nowhere else.

mod facts;
mod gif;

use std::collections::BTreeSet;
use std::io::Cursor;

use exif::{Exif, In, Reader, Tag};
use img_parts::jpeg::{Jpeg, JpegSegment};
use img_parts::png::Png;
use img_parts::riff::RiffContent;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

use super::{ImageFormat, UnsupportedFormat, format as image_format};
pub use facts::Fact;

/// Result of cleaning a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Cleaned {
    /// An image that could be cleaned.
    Image(CleanedImage),
    /// Not an image or a film, so nothing of the kind is in it.
    Other,
    /// May hold a place, and cannot be cleaned here.
    Unsupported(&'static UnsupportedFormat),
    Damaged,
}

/// A damaged image as a clause, and what to do about it.
pub const DAMAGED: (&str, &str) = ("a damaged image", "save it again as JPEG or PNG");

/// An image without what it told beside what it shows.
#[derive(Debug, PartialEq, Eq)]
pub struct CleanedImage {
    pub bytes: Vec<u8>,
    /// True if anything was taken out.
    pub changed: bool,
    /// The kinds of facts that were taken out.
    pub facts: BTreeSet<Fact>,
}

/// An image whose parts were looked through.
struct Stripped {
    bytes: Vec<u8>,
    removed: BTreeSet<Fact>,
}

/// Takes everything out that is not the picture.
pub fn remove_metadata(bytes: &[u8]) -> Cleaned {
    let stripped = match image_format(bytes) {
        ImageFormat::Jpeg => clean_jpeg(bytes),
        ImageFormat::Png => clean_png(bytes),
        ImageFormat::WebP => clean_webp(bytes),
        ImageFormat::Gif => gif::clean(bytes),
        // A drawing or a bitmap holds no place that a camera wrote.
        ImageFormat::Unsupported(form) if form.from_camera => return Cleaned::Unsupported(form),
        ImageFormat::Unsupported(_) | ImageFormat::Other => return Cleaned::Other,
    };
    stripped.map_or(Cleaned::Damaged, |stripped| {
        let mut facts = stripped.removed;
        facts.extend(
            read_exif(bytes)
                .map(|exif| facts::of_exif(&exif))
                .unwrap_or_default(),
        );
        Cleaned::Image(CleanedImage {
            changed: stripped.bytes != bytes,
            bytes: stripped.bytes,
            facts,
        })
    })
}

/// Returns a file as others are given it: an image is cleaned if it can be.
pub fn cleaned(bytes: Vec<u8>) -> Vec<u8> {
    match remove_metadata(&bytes) {
        Cleaned::Image(image) => image.bytes,
        Cleaned::Other | Cleaned::Unsupported(_) | Cleaned::Damaged => bytes,
    }
}

/// Returns true for markers of a JPEG that hold more than the picture: EXIF and XMP (E1),
/// the other application segments and comments. E0 is JFIF, E2 the colour profile, EE says
/// how Adobe's colours are meant.
fn is_metadata_marker(marker: u8, contents: &[u8]) -> bool {
    match marker {
        0xE0 => !contents.starts_with(b"JFIF"),
        0xE2 => !contents.starts_with(b"ICC_PROFILE"),
        0xEE => !contents.starts_with(b"Adobe"),
        0xE1..=0xEF | 0xFE => true,
        _ => false,
    }
}

fn clean_jpeg(bytes: &[u8]) -> Option<Stripped> {
    let mut jpeg = Jpeg::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let mut removed = BTreeSet::new();
    jpeg.segments_mut().retain(|segment| {
        let (marker, contents) = (segment.marker(), segment.contents());
        let is_metadata = is_metadata_marker(marker, contents);
        if is_metadata {
            removed.extend(facts::of_jpeg_segment(marker, contents));
        }
        !is_metadata
    });
    let scans = jpeg
        .segments_mut()
        .last_mut()
        .filter(|last| last.has_entropy());
    if let Some(scan) = scans {
        let start = scan.len();
        let whole = scan.clone().encoder().bytes();
        let kept = clean_scans(&whole[start..], &mut removed);
        let contents = scan.contents().clone();
        *scan = JpegSegment::new_with_entropy(scan.marker(), contents, kept.into());
    }
    jpeg.set_exif(orientation(bytes).map(only_orientation));
    Some(Stripped {
        bytes: jpeg.encoder().bytes().to_vec(),
        removed,
    })
}

/// Returns the scans of a JPEG up to the end of the picture, without what stands between
/// them. Phones put a second picture, or a film, behind the first.
fn clean_scans(scans: &[u8], removed: &mut BTreeSet<Fact>) -> Vec<u8> {
    let mut kept = Vec::with_capacity(scans.len());
    let mut at = 0;
    while let Some(rest) = scans.get(at..).filter(|rest| !rest.is_empty()) {
        let end = match *rest {
            [0xFF, 0xD9, ref behind @ ..] => {
                kept.extend([0xFF, 0xD9]);
                removed.extend(facts::of_rest(behind));
                return kept;
            }
            // A byte of the picture, or a marker without contents.
            [0xFF, 0x00 | 0x01 | 0xD0..=0xD8, ..] => 2,
            [0xFF, 0xFF, ..] | [0xFF] => 1,
            [0xFF, marker, ..] => {
                let length = rest.get(2..4).map_or(0, |pair| {
                    2 + usize::from(u16::from_be_bytes([pair[0], pair[1]]))
                });
                let end = length.clamp(2, rest.len());
                let contents = rest.get(4..end).unwrap_or_default();
                if is_metadata_marker(marker, contents) {
                    removed.extend(facts::of_jpeg_segment(marker, contents));
                    at += end;
                    continue;
                }
                end
            }
            _ => rest
                .iter()
                .position(|byte| *byte == 0xFF)
                .unwrap_or(rest.len()),
        };
        kept.extend(&rest[..end]);
        at += end;
    }
    kept
}

/// Chunks that a PNG needs to be shown rightly.
const SHOWN: [&[u8; 4]; 15] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

fn clean_png(bytes: &[u8]) -> Option<Stripped> {
    let mut png = Png::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let rest = bytes.get(png.len()..).unwrap_or_default();
    let mut removed: BTreeSet<Fact> = facts::of_rest(rest).into_iter().collect();
    png.chunks_mut().retain(|chunk| {
        let is_shown = SHOWN.contains(&&chunk.kind());
        if !is_shown {
            removed.extend(facts::of_png_chunk(chunk.kind(), chunk.contents()));
        }
        is_shown
    });
    png.set_exif(orientation(bytes).map(only_orientation));
    Some(Stripped {
        bytes: png.encoder().bytes().to_vec(),
        removed,
    })
}

/// Chunks that a WebP needs to be shown rightly.
const SHOWN_IN_WEBP: [&[u8; 4]; 7] = [
    b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP", b"ANIM", b"ANMF",
];

/// The bit in the first byte of `VP8X` that says that there is XMP.
const XMP_FLAG: u8 = 0b100;

fn clean_webp(bytes: &[u8]) -> Option<Stripped> {
    let mut webp = WebP::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let rest = bytes.get(webp.len() as usize..).unwrap_or_default();
    let mut removed: BTreeSet<Fact> = facts::of_rest(rest).into_iter().collect();
    webp.chunks_mut().retain(|chunk| {
        let is_shown = SHOWN_IN_WEBP.contains(&&chunk.id());
        if let Some(data) = chunk.content().data().filter(|_| !is_shown) {
            removed.extend(facts::of_webp_chunk(chunk.id(), data));
        }
        is_shown
    });
    let extended = webp.chunks_mut().iter_mut();
    for chunk in extended.filter(|chunk| chunk.id() == *b"VP8X") {
        if let RiffContent::Data(data) = chunk.content_mut() {
            let mut changed = data.to_vec();
            changed
                .iter_mut()
                .take(1)
                .for_each(|flags| *flags &= !XMP_FLAG);
            *data = changed.into();
        }
    }
    webp.set_exif(orientation(bytes).map(only_orientation));
    Some(Stripped {
        bytes: webp.encoder().bytes().to_vec(),
        removed,
    })
}

/// Returns the EXIF orientation of a picture, from 2 to 8; `None` where it is upright.
fn orientation(bytes: &[u8]) -> Option<u16> {
    let exif = read_exif(bytes)?;
    let field = exif.get_field(Tag::Orientation, In::PRIMARY)?;
    let turn = u16::try_from(field.value.get_uint(0)?).ok()?;
    Some(turn).filter(|turn| (2..=8).contains(turn))
}

/// Returns the EXIF block of an image as far as it can be read.
fn read_exif(bytes: &[u8]) -> Option<Exif> {
    let read = Reader::new()
        .continue_on_error(true)
        .read_from_container(&mut Cursor::new(bytes));
    read.or_else(|error| error.distill_partial_result(|_| ()))
        .ok()
}

/// Returns an EXIF block (TIFF, little-endian) of one entry: 0x0112, SHORT, count 1.
fn only_orientation(turn: u16) -> Bytes {
    let mut block = b"II\x2A\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00".to_vec();
    block.extend(turn.to_le_bytes());
    block.extend([0u8; 6]);
    Bytes::from(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a small JPEG of one grey block, with the EXIF block given.
    fn jpeg(exif: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8];
        let mut payload = b"Exif\0\0".to_vec();
        payload.extend(exif);
        bytes.extend([0xFF, 0xE1]);
        bytes.extend(u16::try_from(payload.len() + 2).unwrap().to_be_bytes());
        bytes.extend(payload);
        bytes.extend([0xFF, 0xFE, 0x00, 0x06, b'h', b'o', b'm', b'e']);
        bytes.extend([
            0xFF, 0xDA, 0x00, 0x08, 1, 1, 0, 0, 63, 0, 0x12, 0x34, 0xFF, 0xD9,
        ]);
        bytes.extend(b"ftyp a film with a place in it");
        bytes
    }

    /// Orientation 6 and a GPS directory with a latitude reference.
    fn exif_with_place() -> Vec<u8> {
        let mut block = b"II\x2A\x00\x08\x00\x00\x00\x02\x00".to_vec();
        block.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
        block.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
        block.extend([0, 0, 0, 0]);
        block.extend([1, 0, 1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0, 0, 0, 0, 0]);
        block
    }

    #[test]
    fn the_location_is_removed_and_the_orientation_kept() {
        let before = jpeg(&exif_with_place());
        let read = |bytes: &[u8]| {
            Reader::new()
                .read_from_container(&mut Cursor::new(bytes.to_vec()))
                .unwrap()
        };
        assert!(
            read(&before)
                .get_field(Tag::GPSLatitudeRef, In::PRIMARY)
                .is_some(),
            "the sample has a place"
        );
        let Cleaned::Image(CleanedImage {
            bytes,
            changed,
            facts,
        }) = remove_metadata(&before)
        else {
            panic!("not cleaned")
        };
        assert!(changed);
        assert_eq!(
            facts.into_iter().collect::<Vec<_>>(),
            [Fact::Place, Fact::Text, Fact::Rest]
        );
        let after = read(&bytes);
        assert!(after.get_field(Tag::GPSLatitudeRef, In::PRIMARY).is_none());
        assert_eq!(
            after
                .get_field(Tag::Orientation, In::PRIMARY)
                .unwrap()
                .value
                .get_uint(0),
            Some(6)
        );
        assert!(
            !bytes
                .windows(4)
                .any(|word| word == b"home" || word == b"film")
        );
        assert!(bytes.ends_with(&[0xFF, 0xD9]));
    }

    #[test]
    fn cleaning_twice_changes_nothing_more() {
        let bytes = cleaned(jpeg(&exif_with_place()));
        assert_eq!(
            remove_metadata(&bytes),
            Cleaned::Image(CleanedImage {
                bytes: bytes.clone(),
                changed: false,
                facts: BTreeSet::new(),
            })
        );
    }

    #[test]
    fn pictures_whose_metadata_cannot_be_removed_are_refused() {
        assert!(matches!(
            remove_metadata(b"\0\0\0\x18ftypheic\0\0\0\0"),
            Cleaned::Unsupported(_)
        ));
        assert!(matches!(
            remove_metadata(b"\0\0\0\x18ftypisom\0\0\0\0"),
            Cleaned::Unsupported(_)
        ));
        assert!(matches!(
            remove_metadata(&[0xFF, 0xD8, 0xFF, 0xE1, 0xFF]),
            Cleaned::Damaged
        ));
        assert_eq!(remove_metadata(b"%PDF-1.7"), Cleaned::Other);
    }

    /// Returns a picture of 6 by 4 pixels in a format, without metadata.
    fn plain(format: image::ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbImage::from_fn(6, 4, |x, y| image::Rgb([x as u8 * 40, y as u8 * 60, 9]))
            .write_to(&mut bytes, format)
            .unwrap();
        cleaned(bytes.into_inner())
    }

    const XMP: &[u8] = b"<x:xmpmeta><exif:GPSLatitude>54,2N</exif:GPSLatitude><dc:creator/>";

    /// Returns the same pictures, each with a place, a name and what else its format has.
    fn talkative() -> Vec<Vec<u8>> {
        let exif = Bytes::from(exif_with_place());
        let mut jpeg = Jpeg::from_bytes(plain(image::ImageFormat::Jpeg).into()).unwrap();
        let xmp = [b"http://ns.adobe.com/xap/1.0/\0", XMP].concat();
        jpeg.segments_mut()
            .insert(0, JpegSegment::new_with_contents(0xE1, xmp.into()));
        jpeg.set_exif(Some(exif.clone()));
        let jpeg = [&jpeg.encoder().bytes()[..], b"a film of my home"].concat();

        let mut png = Png::from_bytes(plain(image::ImageFormat::Png).into()).unwrap();
        png.set_exif(Some(exif.clone()));
        for (kind, text) in [
            (*b"tEXt", &b"Author\0Sam"[..]),
            (*b"tEXt", b"Comment\0at home"),
            (*b"tIME", &[7, 0xEA, 2, 3, 0, 0, 0]),
            (
                *b"iTXt",
                &[&b"XML:com.adobe.xmp\0\0\0\0\0"[..], XMP].concat(),
            ),
        ] {
            let chunk = img_parts::png::PngChunk::new(kind, Bytes::copy_from_slice(text));
            png.chunks_mut().insert(1, chunk);
        }
        let png = [&png.encoder().bytes()[..], b"a film of my home"].concat();

        let mut webp = WebP::from_bytes(plain(image::ImageFormat::WebP).into()).unwrap();
        webp.set_exif(Some(exif));
        let xmp = RiffContent::Data(Bytes::from_static(XMP));
        let xmp = img_parts::riff::RiffChunk::new(*b"XMP ", xmp);
        webp.chunks_mut().push(xmp);
        let mut webp = webp.encoder().bytes().to_vec();
        webp[20] |= XMP_FLAG;
        let webp = [&webp[..], b"a film of my home"].concat();

        let gif = plain(image::ImageFormat::Gif);
        let (head, picture) = gif.split_at(13 + colour_table_of(&gif));
        let comment = b"\x21\xFE\x07at home\0";
        let xmp = [
            b"\x21\xFF\x0BXMP DataXMP",
            &[XMP.len() as u8][..],
            XMP,
            b"\0",
        ]
        .concat();
        let gif = [head, comment, &xmp, picture, b"a film of my home"].concat();
        vec![jpeg, png, webp, gif]
    }

    fn colour_table_of(gif: &[u8]) -> usize {
        if gif[10] & 0x80 == 0 {
            0
        } else {
            3 << ((gif[10] & 7) + 1)
        }
    }

    #[test]
    fn every_format_is_cleaned_and_shows_the_same() {
        for before in talkative() {
            let Cleaned::Image(image) = remove_metadata(&before) else {
                panic!("not cleaned")
            };
            let format = image_format(&before);
            for fact in [Fact::Place, Fact::Name, Fact::Rest] {
                assert!(image.facts.contains(&fact), "{fact:?} in {format:?}");
            }
            for words in [&b"home"[..], b"GPS", b"Sam"] {
                let found = image.bytes.windows(words.len()).any(|part| part == words);
                assert!(!found, "{words:?} in {format:?}");
            }
            let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().to_rgb8();
            assert_eq!(pixels(&image.bytes), pixels(&before), "{format:?}");
            assert!(image.changed);
            assert_eq!(
                remove_metadata(&image.bytes),
                Cleaned::Image(CleanedImage {
                    changed: false,
                    facts: BTreeSet::new(),
                    bytes: image.bytes.clone(),
                })
            );
        }
    }

    #[test]
    fn what_stands_between_the_scans_of_a_jpeg_is_removed() {
        let mut removed = BTreeSet::new();
        let comment = b"\xFF\xFE\x00\x06home";
        let scan = b"\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00\x12\xFF\x00\xFF\xD0\x34";
        let scans = [
            &b"\x01\x02\xFF\x00"[..],
            comment,
            scan,
            b"\xFF\xD9",
            b"film",
        ]
        .concat();
        let kept = clean_scans(&scans, &mut removed);
        assert_eq!(kept, [&b"\x01\x02\xFF\x00"[..], scan, b"\xFF\xD9"].concat());
        assert_eq!(removed, BTreeSet::from([Fact::Text, Fact::Rest]));
    }

    #[test]
    fn a_field_that_is_blank_or_names_a_program_is_no_fact() {
        assert_eq!(
            facts::of_png_chunk(*b"tEXt", b"Software\0cpd 1"),
            BTreeSet::new()
        );
        assert_eq!(
            facts::of_png_chunk(*b"tEXt", b"Comment\0 "),
            BTreeSet::new()
        );
        let unread = facts::of_png_chunk(*b"zTXt", b"Comment\0\0x\x9C");
        assert_eq!(unread, BTreeSet::from([Fact::Text]));
    }

    proptest::proptest! {
        /// Whoever verifies a pack cleans its pictures again.
        #[test]
        fn cleaning_again_changes_nothing_and_what_was_shown_is_still_shown(
            which in 0..4usize,
            changes in proptest::collection::vec((0..400usize, 0..=255u8), 0..4),
            cut in 0..400usize,
        ) {
            let mut bytes = talkative().swap_remove(which);
            for (at, byte) in changes {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
            if cut < 200 {
                bytes.truncate(bytes.len().saturating_sub(cut));
            }
            let once = cleaned(bytes.clone());
            proptest::prop_assert_eq!(&cleaned(once.clone()), &once);
            if let Ok(size) = super::super::decode(&bytes) {
                proptest::prop_assert_eq!(super::super::decode(&once), Ok(size));
            }
        }
    }
}
