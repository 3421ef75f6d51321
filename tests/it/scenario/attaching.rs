//! A photograph in a portfolio tells what it shows, and not where, when or by
//! whom it was taken.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};

use crate::support::Sandbox;

pub const MAKER: &[u8] = b"Telephone of Sam";
/// 54 degrees north.
const PLACE: Rational = Rational { num: 54, denom: 1 };

fn field(tag: Tag, value: Value) -> Field {
    Field {
        tag,
        ifd_num: In::PRIMARY,
        value,
    }
}

/// A photograph as a telephone takes it: turned on its side, with place, time
/// and device. There is one grey pixel in it.
pub fn photograph() -> Vec<u8> {
    let fields = [
        field(Tag::Orientation, Value::Short(vec![6])),
        field(Tag::Make, Value::Ascii(vec![MAKER.to_vec()])),
        field(
            Tag::DateTime,
            Value::Ascii(vec![b"2026:02:11 10:30:00".to_vec()]),
        ),
        field(Tag::GPSLatitudeRef, Value::Ascii(vec![b"N".to_vec()])),
        field(Tag::GPSLatitude, Value::Rational(vec![PLACE, PLACE, PLACE])),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut tiff = Cursor::new(Vec::new());
    writer.write(&mut tiff, false).expect("EXIF");
    let exif = [b"Exif\0\0".as_slice(), tiff.get_ref()].concat();

    let mut jpeg = vec![0xFF, 0xD8];
    let mut segment = |marker: u8, bytes: &[u8]| {
        let length = u16::try_from(bytes.len() + 2).expect("a short segment");
        jpeg.extend([0xFF, marker]);
        jpeg.extend(length.to_be_bytes());
        jpeg.extend(bytes);
    };
    segment(0xE1, &exif);
    segment(0xFE, b"Taken at home");
    segment(0xDB, &[&[0][..], &[1; 64]].concat());
    segment(0xC0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    let code = [&[1][..], &[0; 15], &[0]].concat();
    segment(0xC4, &[&[0x00][..], &code].concat());
    segment(0xC4, &[&[0x10][..], &code].concat());
    segment(0xDA, &[1, 1, 0, 0, 63, 0]);
    jpeg.extend([0x3F, 0xFF, 0xD9]);
    jpeg
}

pub fn tags(jpeg: &[u8]) -> Vec<Tag> {
    match exif::Reader::new().read_from_container(&mut Cursor::new(jpeg)) {
        Ok(exif) => exif.fields().map(|field| field.tag).collect(),
        Err(exif::Error::NotFound(_)) => Vec::new(),
        Err(error) => panic!("{error}"),
    }
}

pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A portfolio with one activity.
fn portfolio() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .cpd(["init", "sam", "--owner", "Sam Carter"])
        .expect_code(0);
    let words = [
        "-C",
        "sam",
        "new",
        "activity",
        "Graduation",
        "--date",
        "2026-02-11",
    ];
    sandbox.cpd(words).expect_code(0);
    sandbox
}

fn attach(sandbox: &Sandbox, file: &str, alt: &[&str]) -> crate::support::Ran {
    let path = sandbox.path().join(file).display().to_string();
    let words = ["-C", "sam", "attach", &path, "--to", "graduation"];
    sandbox.cpd(words.iter().chain(alt))
}

#[test]
fn attaching_a_photograph_removes_its_location_and_keeps_its_orientation() {
    let sandbox = portfolio();
    let original = photograph();
    let told = tags(&original);
    for tag in [Tag::GPSLatitude, Tag::Make, Tag::DateTime, Tag::Orientation] {
        assert!(told.contains(&tag), "the photograph tells its {tag}");
    }
    sandbox.write("IMG 1.JPG", &original);

    let ran = attach(
        &sandbox,
        "IMG 1.JPG",
        &["--alt", "The hall [empty]\nand \\ clean"],
    );

    let ran = ran.expect_code(0);
    assert_eq!(ran.stdout, "evidence/img-1.jpg\n");
    assert!(
        ran.stderr
            .contains("The place, time and device were removed from the copy")
    );
    let copy = sandbox.bytes("sam/evidence/img-1.jpg");
    assert_eq!(tags(&copy), [Tag::Orientation]);
    for secret in [MAKER, b"2026:02:11", b"Taken at home", b"GPS"] {
        assert!(
            !contains(&copy, secret),
            "{}",
            String::from_utf8_lossy(secret)
        );
    }
    assert!(
        copy.ends_with(&[0x3F, 0xFF, 0xD9]),
        "the picture itself is as it was"
    );
    assert_eq!(
        sandbox.bytes("IMG 1.JPG"),
        original,
        "a person's own file is theirs"
    );
    let record = sandbox.read("sam/activities/2026-02-11-graduation.md");
    let last = record.lines().last();
    assert_eq!(
        last,
        Some("![The hall empty and \\\\ clean](../evidence/img-1.jpg)")
    );
    sandbox.cpd(["-C", "sam", "check"]).expect_code(0);
}

#[test]
fn attaching_a_picture_needs_a_description() {
    let sandbox = portfolio();
    sandbox.write("hall.jpg", photograph());
    let ran = attach(&sandbox, "hall.jpg", &[]).expect_code(2);
    assert_eq!(
        ran.stderr,
        "error: a picture needs a description for people who cannot see it\n\
         help: describe it with `--alt \"…\"`\n"
    );
    assert!(!sandbox.path().join("sam/evidence").exists());
}

#[test]
fn a_picture_whose_metadata_cannot_be_removed_is_refused() {
    let sandbox = portfolio();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    for name in ["IMG_2.HEIC", "holiday.jpg"] {
        sandbox.write(name, heic);
        let ran = attach(&sandbox, name, &["--alt", "The hall"]).expect_code(1);
        assert!(
            ran.stderr
                .contains("which may hold the place where it was taken"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains("help: "), "{}", ran.stderr);
    }
    sandbox.write("torn.jpg", &photograph()[..40]);
    let ran = attach(&sandbox, "torn.jpg", &["--alt", "The hall"]).expect_code(1);
    assert!(ran.stderr.contains("a damaged image"), "{}", ran.stderr);
    assert!(!sandbox.path().join("sam/evidence").exists());
}
