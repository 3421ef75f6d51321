//! Tells what an image file is, by its own bytes: the one table of signatures, and
//! whether it can be shown. Knows neither disk nor page.

mod budget;
pub mod metadata;

use std::io::Cursor;

use image::error::ImageError;
use image::metadata::Orientation;
use image::{ImageDecoder, ImageReader, Limits};

pub use budget::{DecodedPictures, PictureBudget};

/// The form of a file by its first bytes, whatever its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    Jpeg,
    Png,
    WebP,
    Gif,
    /// A photograph or film that no browser shows everywhere.
    Unsupported(&'static UnsupportedFormat),
    Other,
}

/// A form that is told of rather than shown.
#[derive(Debug, PartialEq, Eq)]
pub struct UnsupportedFormat {
    pub name: UnsupportedName,
    /// With its article, as `an HEIC or AVIF photograph`.
    pub what: &'static str,
    /// Advice on what to make of it.
    pub instead: &'static str,
    /// True if a camera makes it, so that it may say where it was taken.
    pub from_camera: bool,
}

/// The name of a form that is told of rather than shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsupportedName {
    Tiff,
    Heic,
    Film,
    Drawing,
    Bitmap,
}

const TIFF: UnsupportedFormat = UnsupportedFormat {
    name: UnsupportedName::Tiff,
    what: "a TIFF or raw photograph",
    instead: "save it as JPEG",
    from_camera: true,
};
const HEIC: UnsupportedFormat = UnsupportedFormat {
    name: UnsupportedName::Heic,
    what: "an HEIC or AVIF photograph",
    instead: "save it as JPEG",
    from_camera: true,
};
const FILM: UnsupportedFormat = UnsupportedFormat {
    name: UnsupportedName::Film,
    what: "a video",
    instead: "add a still picture from it, or keep the video elsewhere and link to it",
    from_camera: true,
};
const DRAWING: UnsupportedFormat = UnsupportedFormat {
    name: UnsupportedName::Drawing,
    what: "an SVG drawing",
    instead: "save it as PNG",
    from_camera: false,
};
const BITMAP: UnsupportedFormat = UnsupportedFormat {
    name: UnsupportedName::Bitmap,
    what: "a BMP bitmap",
    instead: "save it as PNG",
    from_camera: false,
};

/// The form of a file.
pub fn format(bytes: &[u8]) -> ImageFormat {
    let brand = bytes.get(4..8) == Some(b"ftyp");
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat::Jpeg,
        [0x89, b'P', b'N', b'G', ..] => ImageFormat::Png,
        [b'G', b'I', b'F', b'8', ..] => ImageFormat::Gif,
        _ if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => ImageFormat::WebP,
        [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => ImageFormat::Unsupported(&TIFF),
        _ if brand && matches!(bytes.get(8..11), Some(b"hei" | b"mif" | b"avi" | b"hev")) => {
            ImageFormat::Unsupported(&HEIC)
        }
        _ if brand => ImageFormat::Unsupported(&FILM),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => ImageFormat::Unsupported(&BITMAP),
        _ if is_drawing(bytes) => ImageFormat::Unsupported(&DRAWING),
        _ => ImageFormat::Other,
    }
}

/// Returns true if a text begins as SVG does, after what may stand before its root.
fn is_drawing(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(1024)];
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let markup = start.trim_ascii_start().starts_with(b"<");
    markup && start.windows(4).any(|word| word == b"<svg")
}

/// The media type of an image that can be shown.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match format(bytes) {
        ImageFormat::Jpeg => Some("image/jpeg"),
        ImageFormat::Png => Some("image/png"),
        ImageFormat::WebP => Some("image/webp"),
        ImageFormat::Gif => Some("image/gif"),
        ImageFormat::Unsupported(_) | ImageFormat::Other => None,
    }
}

/// The size of a picture as it is shown, in pixels, turned upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// The reason why a file cannot be shown as a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFault {
    Unsupported(&'static UnsupportedFormat),
    NoImage,
    Damaged,
    TooLarge,
    /// It has far more pixels than a file of its size has.
    TooManyPixels,
    /// The pictures before it have so many pixels that no more are decoded.
    BeyondBudget,
    Cmyk,
}

impl PictureFault {
    /// Returns the reason as a clause.
    pub fn reason(self) -> String {
        match self {
            Self::Unsupported(form) => format!("it is {}", form.what),
            Self::NoImage => "it is not an image".to_owned(),
            Self::Damaged => "it is damaged".to_owned(),
            Self::TooLarge => format!(
                "it has more than {} million pixels",
                MOST_PIXELS / 1_000_000
            ),
            Self::TooManyPixels => "it has too many pixels for such a small file".to_owned(),
            Self::BeyondBudget => "the pictures before it have too many pixels".to_owned(),
            Self::Cmyk => "its colours are for a printing press (CMYK)".to_owned(),
        }
    }

    /// Returns what to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Unsupported(form) => form.instead,
            Self::NoImage => "link to it instead, as in [what it is](its file)",
            Self::Damaged => "save it again as JPEG or PNG",
            Self::TooLarge | Self::TooManyPixels => "make it smaller",
            Self::BeyondBudget => "make your largest pictures smaller",
            Self::Cmyk => "save it as an RGB image",
        }
    }
}

/// Most pixels that a picture may have; a telephone's has 12 to 48 million.
pub const MOST_PIXELS: u64 = 50_000_000;

/// Memory in bytes in which any picture may be decoded, and how much more for each byte of
/// its file. A photograph of 50 million pixels and 6 MB takes 450 MB.
const MEMORY_OF_ANY: u64 = 112 << 20;
const MEMORY_PER_BYTE: u64 = 96;

/// The copies of a picture that are in memory at once. A progressive JPEG keeps two bytes for each colour
/// of each pixel beside the picture. A PDF holds the picture, its colours, and what they are
/// compressed to.
const COPIES: u64 = 3;

/// Returns the size of a picture from its header, without decoding it.
pub fn read_size(bytes: &[u8]) -> Result<Size, PictureFault> {
    Ok(read_header(bytes)?.size)
}

/// Returns the size of a picture after reading every pixel of it: what passes here will print.
pub fn decode(bytes: &[u8]) -> Result<Size, PictureFault> {
    let mut decoder = decoder(bytes)?;
    let size = shown_size(&mut decoder)?;
    image::DynamicImage::from_decoder(decoder).map_err(|error| fault_of_error(&error))?;
    Ok(size)
}

/// The facts about a picture that its header gives.
struct Header {
    size: Size,
    /// The memory that decoding takes, in bytes.
    memory: u64,
}

fn read_header(bytes: &[u8]) -> Result<Header, PictureFault> {
    let mut decoder = decoder(bytes)?;
    Ok(Header {
        size: shown_size(&mut decoder)?,
        memory: decoding_memory(&decoder),
    })
}

/// Returns the bytes of memory in which a picture is decoded and printed.
fn decoding_memory(decoder: &impl ImageDecoder) -> u64 {
    decoder.total_bytes().saturating_mul(COPIES)
}

fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder + '_, PictureFault> {
    match format(bytes) {
        ImageFormat::Unsupported(what) => return Err(PictureFault::Unsupported(what)),
        ImageFormat::Other => return Err(PictureFault::NoImage),
        ImageFormat::Jpeg if jpeg_colours(bytes) == Some(4) => return Err(PictureFault::Cmyk),
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif => {}
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PictureFault::Damaged)?;
    reader.limits(decoder_limits());
    let decoder = reader
        .into_decoder()
        .map_err(|error| fault_of_error(&error))?;
    let (width, height) = decoder.dimensions();
    let allowed = MEMORY_OF_ANY + MEMORY_PER_BYTE * bytes.len() as u64;
    match u64::from(width) * u64::from(height) {
        0 => Err(PictureFault::Damaged),
        pixels if pixels > MOST_PIXELS => Err(PictureFault::TooLarge),
        _ if decoding_memory(&decoder) > allowed => Err(PictureFault::TooManyPixels),
        _ => Ok(decoder),
    }
}

fn decoder_limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(8 * MOST_PIXELS);
    limits
}

fn fault_of_error(error: &ImageError) -> PictureFault {
    match error {
        ImageError::Limits(_) => PictureFault::TooLarge,
        _ => PictureFault::Damaged,
    }
}

fn shown_size(decoder: &mut impl ImageDecoder) -> Result<Size, PictureFault> {
    let (width, height) = decoder.dimensions();
    let turned = matches!(
        decoder.orientation(),
        Ok(Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH)
    );
    Ok(if turned {
        Size {
            width: height,
            height: width,
        }
    } else {
        Size { width, height }
    })
}

/// Reads the number of colours in a JPEG's frame header: 1 grey, 3 RGB, 4 CMYK.
fn jpeg_colours(bytes: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        let [0xFF, marker, high, low, ..] = *bytes.get(at..)? else {
            return None;
        };
        match marker {
            // Start of frame: length, precision, height, width, components.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                return bytes.get(at + 9).copied();
            }
            0xFF => at += 1,
            0xD8 | 0x01 | 0xD0..=0xD7 => at += 2,
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Returns a WebP of so many pixels of one colour, in 30 bytes.
    pub fn plain_webp(width: u32, height: u32, colour: u8) -> Vec<u8> {
        // The lowest bit comes first. A code of a single symbol takes no bits for a pixel.
        let sizes = u128::from(width - 1) << 8 | u128::from(height - 1) << 22;
        let first_code = 0b101 | u128::from(colour) << 3;
        let bits = 0x2F | sizes | first_code << 43 | 0x1111 << 54;
        let mut bytes = b"RIFF\x16\0\0\0WEBPVP8L\x0A\0\0\0".to_vec();
        bytes.extend(&bits.to_le_bytes()[..10]);
        bytes
    }

    #[test]
    fn few_bytes_may_not_stand_for_millions_of_pixels() {
        let bomb = plain_webp(16_000, 3_125, 0);
        assert_eq!(bomb.len(), 30);
        assert_eq!(decode(&bomb), Err(PictureFault::TooManyPixels));
        assert_eq!(read_size(&bomb), Err(PictureFault::TooManyPixels));
        let small = plain_webp(400, 300, 7);
        assert!(decode(&small).is_ok() && decode(&small) == read_size(&small));
    }

    #[test]
    fn photographs_of_telephones_may_be_decoded() {
        for (megapixels, kilobytes) in [(12_u16, 120), (24, 2_000), (50, 6_000)] {
            let (width, height) = (megapixels * 100, 10_000_u16);
            let mut jpeg = vec![0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8];
            jpeg.extend(height.to_be_bytes());
            jpeg.extend(width.to_be_bytes());
            jpeg.extend([3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
            jpeg.extend([0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
            jpeg.resize(kilobytes * 1_000, 0);
            let expected = Size {
                width: u32::from(width),
                height: u32::from(height),
            };
            assert_eq!(read_size(&jpeg), Ok(expected), "{megapixels}");
        }
    }

    fn tiny_png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(width, height)
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_valid_picture_has_a_size() {
        let bytes = tiny_png(12, 7);
        let expected = Size {
            width: 12,
            height: 7,
        };
        assert_eq!(decode(&bytes), Ok(expected));
        assert_eq!(decode(&bytes), Ok(expected));
        assert_eq!(media_type(&bytes), Some("image/png"));
    }

    #[test]
    fn a_picture_cut_short_is_damaged_before_anything_prints_it() {
        let bytes = tiny_png(400, 400);
        assert_eq!(
            decode(&bytes[..bytes.len() / 2]),
            Err(PictureFault::Damaged)
        );
        assert_eq!(decode(&bytes[..20]), Err(PictureFault::Damaged));
        assert_eq!(decode(b"\xFF\xD8\xFF"), Err(PictureFault::Damaged));
    }

    #[test]
    fn pixels_are_counted_before_any_is_read() {
        let mut bytes = tiny_png(1, 1);
        // The width and height of the header, and its checksum.
        bytes[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
        let sum = crc32(&bytes[12..29]).to_be_bytes();
        bytes[29..33].copy_from_slice(&sum);
        assert_eq!(decode(&bytes), Err(PictureFault::TooLarge));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xEDB8_8320 * (sum & 1))
            })
        })
    }

    #[test]
    fn unsupported_picture_formats_name_a_conversion() {
        let svg =
            b"<?xml version=\"1.0\"?>\n<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>";
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0";
        let told = |bytes: &[u8]| {
            let fault = decode(bytes).unwrap_err();
            format!("{}: {}", fault.reason(), fault.remedy())
        };
        assert_eq!(told(svg), "it is an SVG drawing: save it as PNG");
        assert_eq!(
            told(heic),
            "it is an HEIC or AVIF photograph: save it as JPEG"
        );
        assert_eq!(decode(b"words"), Err(PictureFault::NoImage));
    }

    #[test]
    fn a_cmyk_jpeg_is_recognised_by_its_frame() {
        let mut jpeg = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0];
        jpeg.extend([0xFF, 0xC0, 0, 20, 8, 0, 1, 0, 1, 4]);
        assert_eq!(decode(&jpeg), Err(PictureFault::Cmyk));
    }
}
