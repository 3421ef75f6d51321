//! Pictures of a few bytes that stand for millions of pixels, against the time and memory
//! of a check and of a pack.

use super::endless::{MOST_MEMORY, RUNS, cost};
use super::{ACTIVITY, JOURNAL, activity, journal, portfolio};
use crate::support::Sandbox;

/// Returns a WebP of so many pixels of one colour, in 30 bytes.
fn plain_webp(width: u32, height: u32, colour: u8) -> Vec<u8> {
    // The lowest bit comes first. A code of a single symbol takes no bits for a pixel.
    let sizes = u128::from(width - 1) << 8 | u128::from(height - 1) << 22;
    let first_code = 0b101 | u128::from(colour) << 3;
    let bits = 0x2F | sizes | first_code << 43 | 0x1111 << 54;
    let mut bytes = b"RIFF\x16\0\0\0WEBPVP8L\x0A\0\0\0".to_vec();
    bytes.extend(&bits.to_le_bytes()[..10]);
    bytes
}

/// A portfolio whose journal shows these pictures.
fn showing(pictures: &[Vec<u8>]) -> Sandbox {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", "\nWords.\n"));
    let mut text = String::from("\n## What I did\n");
    for (at, picture) in pictures.iter().enumerate() {
        sandbox.write(format!("evidence/{at:03}.webp"), picture);
        text.push_str(&format!("\n![Picture {at}](../evidence/{at:03}.webp)\n"));
    }
    text.push_str("\n## Next\n\nb\n");
    sandbox.write(JOURNAL, journal(&text));
    sandbox
}

fn padded(mut picture: Vec<u8>) -> Vec<u8> {
    picture.resize(1_000, 0);
    picture
}

#[test]
fn pictures_of_millions_of_pixels_take_bounded_time_and_memory() {
    let colours = |width, height, count| (0..count).map(move |n| plain_webp(width, height, n));
    let cases = [
        ("enormous", colours(16_000, 3_125, 40).collect()),
        ("large", colours(4_000, 2_000, 200).collect()),
        ("padded", colours(4_000, 2_000, 200).map(padded).collect()),
        ("copies", vec![plain_webp(4_000, 3_000, 0); 200]),
    ];
    let mut over = Vec::new();
    for args in RUNS {
        for (name, pictures) in &cases {
            let Some((took, memory)) = cost(&showing(pictures), args) else {
                return;
            };
            // A PDF holds all of its pictures at once: longer files make room for more.
            let is_bounded = memory <= MOST_MEMORY || *name == "padded" && args.contains(&"pdf");
            if took > 8.0 || !is_bounded {
                over.push(format!("{name} {args:?}: {took} s, {memory} MiB"));
            }
        }
    }
    assert!(over.is_empty(), "{over:#?}");
}

#[test]
fn pictures_beyond_the_limits_are_named_in_the_check_and_in_the_pack() {
    let mut pictures = vec![plain_webp(16_000, 3_125, 0)];
    pictures.extend((0..10).map(|colour| plain_webp(4_000, 2_000, colour)));
    let sandbox = showing(&pictures);
    let ran = sandbox.cpd(["check"]);
    ran.ends(&[0])
        .says(
            "a pack cannot show `evidence/000.webp`: it has too many pixels for such a small file",
        )
        .says(
            "cpd did not look at `evidence/009.webp`: the pictures before it have too many pixels",
        );
    assert!(!ran.stdout.contains("evidence/001.webp"), "{}", ran.stdout);
    let zip = ["pack", "--draft", "--award", "bronze", "--format", "zip"];
    sandbox.cpd(zip).ends(&[0]);
    sandbox.cpd(zip[..4].iter().copied()).ends(&[0]);
    let page = sandbox.read("packs/bronze-draft.html");
    let said = "Picture not shown: Picture 9 (the pictures before it have too many pixels)";
    assert!(page.contains(said) && page.contains("alt=\"Picture 1\""));
    // Whoever opens the pack finds the same pictures in it.
    let args = ["verify", "packs/bronze-draft.zip", "--accept-self-declared"];
    sandbox
        .cpd(args)
        .ends(&[3])
        .says("gives exactly the same pages");
}
