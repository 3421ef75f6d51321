//! Photographs without what they tell beside the picture: place, time, device
//! and owner. What shows the picture rightly (orientation, colour) stays.

use std::io::Cursor;

use exif::{In, Reader, Tag};
use img_parts::jpeg::Jpeg;
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

use super::{ImageFormat, format as image_format};

/// Result of cleaning a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Cleaned {
    /// An image that could be cleaned: its bytes, and whether anything was taken out.
    Image { bytes: Vec<u8>, changed: bool },
    /// Not an image or a film, so nothing of the kind is in it.
    Other,
    /// May hold a place, and cannot be cleaned here: what it is, and what to make of it.
    Cannot {
        what: &'static str,
        instead: &'static str,
    },
}

/// Takes everything out that is not the picture.
pub fn remove_metadata(bytes: &[u8]) -> Cleaned {
    let cleaned = match image_format(bytes) {
        ImageFormat::Jpeg => clean_jpeg(bytes),
        ImageFormat::Png => clean_png(bytes),
        ImageFormat::WebP => clean_webp(bytes),
        ImageFormat::Gif => Some(bytes.to_vec()),
        // A drawing or a bitmap holds no place that a camera wrote.
        ImageFormat::Unsupported(form) if form.from_camera => {
            return Cleaned::Cannot {
                what: form.what,
                instead: form.instead,
            };
        }
        ImageFormat::Unsupported(_) => return Cleaned::Other,
        ImageFormat::Other => return Cleaned::Other,
    };
    match cleaned {
        Some(cleaned) => Cleaned::Image {
            changed: cleaned != bytes,
            bytes: cleaned,
        },
        None => Cleaned::Cannot {
            what: "a damaged image",
            instead: "save it again as JPEG or PNG",
        },
    }
}

/// Markers of a JPEG that hold more than the picture: EXIF and XMP (E1), the
/// other application segments and comments. E0 is JFIF, E2 the colour profile,
/// EE says how Adobe's colours are meant.
fn is_metadata_marker(marker: u8, contents: &[u8]) -> bool {
    match marker {
        0xE0 | 0xEE => false,
        0xE2 => !contents.starts_with(b"ICC_PROFILE"),
        0xE1..=0xEF | 0xFE => true,
        _ => false,
    }
}

fn clean_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut jpeg = Jpeg::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let orientation = orientation(bytes);
    jpeg.segments_mut()
        .retain(|segment| !is_metadata_marker(segment.marker(), segment.contents()));
    jpeg.set_exif(orientation.map(only_orientation));
    let mut cleaned = jpeg.encoder().bytes().to_vec();
    cut_after_picture(&mut cleaned);
    Some(cleaned)
}

/// Phones put a second picture, or a film, behind the first.
fn cut_after_picture(jpeg: &mut Vec<u8>) {
    let scan = jpeg.windows(2).position(|pair| pair == [0xFF, 0xDA]);
    let end = scan.and_then(|scan| {
        jpeg[scan..]
            .windows(2)
            .position(|pair| pair == [0xFF, 0xD9])
            .map(|end| scan + end + 2)
    });
    if let Some(end) = end {
        jpeg.truncate(end);
    }
}

/// Chunks that a PNG needs to be shown rightly.
const SHOWN: [&[u8; 4]; 15] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

fn clean_png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut png = Png::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let orientation = orientation(bytes);
    png.chunks_mut()
        .retain(|chunk| SHOWN.contains(&&chunk.kind()));
    png.set_exif(orientation.map(only_orientation));
    Some(png.encoder().bytes().to_vec())
}

fn clean_webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut webp = WebP::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    let orientation = orientation(bytes);
    webp.remove_chunks_by_id(*b"XMP ");
    webp.set_exif(orientation.map(only_orientation));
    Some(webp.encoder().bytes().to_vec())
}

/// Returns the EXIF orientation of a picture, from 2 to 8; `None` where it is upright.
fn orientation(bytes: &[u8]) -> Option<u16> {
    let exif = Reader::new()
        .read_from_container(&mut Cursor::new(bytes))
        .ok()?;
    let value = exif
        .get_field(Tag::Orientation, In::PRIMARY)?
        .value
        .get_uint(0)?;
    u16::try_from(value)
        .ok()
        .filter(|turn| (2..=8).contains(turn))
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
        let Cleaned::Image { bytes, changed } = remove_metadata(&before) else {
            panic!("not cleaned")
        };
        assert!(changed);
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
        let Cleaned::Image { bytes, .. } = remove_metadata(&jpeg(&exif_with_place())) else {
            panic!("not cleaned")
        };
        assert_eq!(
            remove_metadata(&bytes),
            Cleaned::Image {
                bytes: bytes.clone(),
                changed: false
            }
        );
    }

    #[test]
    fn pictures_whose_metadata_cannot_be_removed_are_refused() {
        assert!(matches!(
            remove_metadata(b"\0\0\0\x18ftypheic\0\0\0\0"),
            Cleaned::Cannot { .. }
        ));
        assert!(matches!(
            remove_metadata(b"\0\0\0\x18ftypisom\0\0\0\0"),
            Cleaned::Cannot { .. }
        ));
        assert!(matches!(
            remove_metadata(&[0xFF, 0xD8, 0xFF, 0xE1, 0xFF]),
            Cleaned::Cannot { .. }
        ));
        assert_eq!(remove_metadata(b"%PDF-1.7"), Cleaned::Other);
    }
}
