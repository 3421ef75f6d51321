//! Pictures that are evidence: decoded, and rid of what tells of their maker.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};

use super::{Form, Target, seeds};

pub const TARGET: Target = Target {
    name: "picture",
    form: Form::Bytes,
    words: &[
        "Exif\0\0",
        "II*\0\x08\0\0\0",
        "MM\0*\0\0\0\x08",
        "IHDR",
        "IDAT",
        "iTXt",
        "eXIf",
        "IEND",
        "RIFF",
        "WEBP",
        "VP8X",
        "EXIF",
        "GIF89a",
        "NETSCAPE2.0",
        "http://ns.adobe.com/xap/1.0/\0",
        "\0\0\0\0",
        "\u{7f}\u{7f}\u{7f}\u{7f}",
    ],
    seeds: || {
        let mut all = seeds("examples/every-rule/evidence", ".png");
        let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(24, 16, |x, y| {
            image::Rgb([x, y, x ^ y].map(|part| u8::try_from(part * 9 % 256).unwrap_or(0)))
        }));
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
            ImageFormat::WebP,
        ] {
            let mut bytes = Cursor::new(Vec::new());
            picture.write_to(&mut bytes, format).expect("a picture");
            all.push(bytes.into_inner());
        }
        all
    },
    begin: || Box::new(cpd::fuzz::picture),
};
