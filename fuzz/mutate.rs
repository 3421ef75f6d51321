//! Changes to inputs: bytes, words of the format, lines, numbers, and the entries of zips.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::random::Random;
use crate::targets::{Form, Target};

/// Largest input, in bytes.
const LARGEST: usize = 256 << 10;

/// Numbers at which something often ends.
const NUMBERS: [&str; 16] = [
    "0",
    "-1",
    "1",
    "255",
    "256",
    "32768",
    "65535",
    "65536",
    "2147483647",
    "-2147483648",
    "4294967296",
    "9223372036854775807",
    "18446744073709551616",
    "0.1",
    "1e309",
    "00000000000000000000001",
];

/// Letters that are more, or less, than they look.
const LETTERS: [&str; 14] = [
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\u{2028}",
    "\u{85}",
    "\r",
    "\n",
    "\t",
    "\u{1b}[31m",
    "e\u{301}",
    "\u{1f468}\u{200d}\u{1f469}",
    "\u{ffff}",
    "\u{130}",
];

/// Makes an input out of others.
pub fn mutate(target: &Target, corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let from = random.choose(corpus).clone();
    if target.form == Form::Zip && !random.one_in(4) {
        return mutate_entry(&from, target, corpus, random).unwrap_or(from);
    }
    mutate_bytes(from, target, corpus, random)
}

fn mutate_bytes(
    mut input: Vec<u8>,
    target: &Target,
    corpus: &[Vec<u8>],
    random: &mut Random,
) -> Vec<u8> {
    for _ in 0..=random.below(5) {
        change(&mut input, target, corpus, random);
        input.truncate(LARGEST);
    }
    input
}

fn change(input: &mut Vec<u8>, target: &Target, corpus: &[Vec<u8>], random: &mut Random) {
    let len = input.len();
    match random.below(14) {
        0 if len > 0 => {
            let at = random.below(len);
            input[at] ^= 1 << random.below(8);
        }
        1 if len > 0 => {
            let at = random.below(len);
            input[at] = u8::try_from(random.below(256)).unwrap_or_default();
        }
        2 => {
            let most = if random.one_in(4) { len } else { 16 };
            let range = random.range(len, most);
            input.drain(range);
        }
        3 => repeat(input, random),
        4..=6 if !target.words.is_empty() => {
            let word = random.choose(target.words).as_bytes().to_vec();
            let most = if random.one_in(2) { 0 } else { 16 };
            replace(input, word, most, random);
        }
        7 => {
            let letters = random.choose(&LETTERS).as_bytes().to_vec();
            replace(input, letters, 2, random);
        }
        8 => change_number(input, random),
        9 | 10 => change_lines(input, random),
        11 => {
            let other = random.choose(corpus);
            let part = random.range(other.len(), other.len());
            replace(input, other[part].to_vec(), 0, random);
        }
        12 => {
            let other = random.choose(corpus);
            let from = random.below(other.len() + 1);
            input.truncate(random.below(len + 1));
            input.extend_from_slice(&other[from..]);
        }
        _ => input.truncate(random.below(len + 1)),
    }
}

fn replace(input: &mut Vec<u8>, with: Vec<u8>, most: usize, random: &mut Random) {
    let range = random.range(input.len(), most);
    input.splice(range, with);
}

/// Repeats a part a few times, or very often.
fn repeat(input: &mut Vec<u8>, random: &mut Random) {
    let range = random.range(input.len(), 64);
    let times = if random.one_in(20) {
        20_000
    } else {
        random.below(8) + 1
    };
    let part = input[range.clone()].to_vec();
    let times = times.min(LARGEST / part.len().max(1));
    input.splice(range.end..range.end, part.repeat(times));
}

fn change_number(input: &mut Vec<u8>, random: &mut Random) {
    let is_first =
        |at: &usize| input[*at].is_ascii_digit() && (*at == 0 || !input[*at - 1].is_ascii_digit());
    let places: Vec<usize> = (0..input.len()).filter(is_first).collect();
    if places.is_empty() {
        return;
    }
    let start = *random.choose(&places);
    let digits = input[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    let end = start + digits.count();
    let with = random.choose(&NUMBERS).as_bytes().to_vec();
    input.splice(start..end, with);
}

/// Takes a line out, doubles it, moves it, or indents it.
fn change_lines(input: &mut Vec<u8>, random: &mut Random) {
    let mut lines: Vec<Vec<u8>> = input
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if lines.is_empty() {
        return;
    }
    let at = random.below(lines.len());
    let line = lines.remove(at);
    let other = random.below(lines.len() + 1);
    match random.below(4) {
        0 => {}
        1 => lines.insert(other, line),
        2 => {
            lines.insert(at, line.clone());
            lines.insert(other, line);
        }
        _ => lines.insert(at, [&b"  "[..], &line].concat()),
    }
    *input = lines.concat();
}

/// Changes one entry of a zip, and packs all again. Nothing where it is no zip.
fn mutate_entry(
    from: &[u8],
    target: &Target,
    corpus: &[Vec<u8>],
    random: &mut Random,
) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(from)).ok()?;
    let mut entries = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).ok()?;
        let name = entry.name().ok()?.into_owned();
        let mut bytes = Vec::new();
        entry
            .by_ref()
            .take(LARGEST as u64)
            .read_to_end(&mut bytes)
            .ok()?;
        entries.push((name, bytes));
    }
    if entries.is_empty() {
        return None;
    }
    let at = random.below(entries.len());
    match random.below(8) {
        0 => drop(entries.remove(at)),
        1 => entries[at].0 = (*random.choose(target.words)).to_owned(),
        2 => entries[at].0.insert_str(0, "../"),
        _ => entries[at].1 = mutate_bytes(entries[at].1.clone(), target, corpus, random),
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(name, SimpleFileOptions::default()).ok()?;
        writer.write_all(&bytes).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}
