//! A pack as a zip: what was printed, and the files it was printed from at their
//! own paths. Entries stand in one order and bear one date, so the same pack
//! gives the same bytes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::budget::{Budget, Exhausted};
use super::{FormatMatch, PackFormat, PackOpenError, html, limits, pdf};
use crate::formats::PrintError;
use crate::views::submission::OpenedPack;
use crate::views::submission::model::{MANIFEST, PRINTING, Pack};

/// A pack as a zip.
pub const FORMAT: PackFormat = PackFormat {
    name: "zip",
    extension: "zip",
    print,
    sniff,
    open: |bytes| unzip(bytes).map_err(PackOpenError::unreadable),
};

/// The folder within the zip that holds the files the pack was made from.
const FILES: &str = "files/";

/// The pages within the zip by name, in their order, each with its format.
const PAGES: [(&str, PackFormat); 2] = [(FIRST, html::FORMAT), ("pack.pdf", pdf::FORMAT)];

/// The first entry of a pack that nobody packed anew.
const FIRST: &str = "pack.html";

fn print(pack: &Pack) -> Result<Vec<u8>, PrintError> {
    // The last of the pages are the PDF's.
    limits::require_few_pages(pack)?;
    let mut pages = Vec::new();
    for (name, format) in &PAGES {
        pages.push((*name, (format.print)(pack)?));
    }
    zip(pack, &pages).map_err(PrintError::pack)
}

/// Returns the zip of a pack whose pages are printed already, in the order of [`PAGES`].
pub fn of_pages(pack: &Pack, html: Vec<u8>, pdf: Vec<u8>) -> Result<Vec<u8>, PrintError> {
    let [(first, _), (second, _)] = PAGES;
    zip(pack, &[(first, html), (second, pdf)]).map_err(PrintError::pack)
}

/// A zip begins with its first entry, whose name stands at a fixed place, or with its end
/// if it has none.
fn sniff(bytes: &[u8]) -> FormatMatch {
    let length = bytes.get(26..28).map(|two| [two[0], two[1]]);
    let length = length.map_or(0, |two| usize::from(u16::from_le_bytes(two)));
    match bytes {
        [b'P', b'K', 3, 4, ..] if bytes.get(30..30 + length) == Some(FIRST.as_bytes()) => {
            FormatMatch::Ours
        }
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => FormatMatch::SameContainer,
        _ => FormatMatch::No,
    }
}

/// The pack's files, after the pages that were printed from them.
fn zip(pack: &Pack, pages: &[(&str, Vec<u8>)]) -> Result<Vec<u8>, ArchiveError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| -> Result<(), ArchiveError> {
        writer.start_file(name, entry_options(bytes.len()))?;
        writer.write_all(bytes)?;
        Ok(())
    };
    for (name, bytes) in pages {
        add(name, bytes)?;
    }
    for (name, json, _) in pack.metadata() {
        add(name, json.as_bytes())?;
    }
    for (path, file) in &pack.files {
        add(&format!("{FILES}{path}"), &file.bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Files as they are, at their own paths.
pub fn of_files(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, ArchiveError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        writer.start_file(path.as_str(), entry_options(bytes.len()))?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Returns the wanted files of a zip by path. Each holds at most `most` bytes, and none leads
/// out of the folder that it is unpacked in.
pub fn files(
    bytes: &[u8],
    most: u64,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, Vec<u8>>, ArchiveError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    // The library keeps one of several entries of one name, and does not say.
    if listed_entry_count(bytes).is_some_and(|listed| listed != archive.len()) {
        return Err(ArchiveError::Twice);
    }
    if archive.has_overlapping_entries()? {
        return Err(ArchiveError::Overlap);
    }
    let mut budget = Budget::for_pack(bytes.len());
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at)?;
        let name = entry.name()?.into_owned();
        if entry.is_dir() || !is_wanted(&name) {
            continue;
        }
        if !is_safe_path(&name) || entry.is_symlink() {
            return Err(ArchiveError::LeadsOut(name));
        }
        // Whatever size it claims.
        let (content, read) = budget.read(entry.by_ref().take(most + 1))?;
        read?;
        if content.len() as u64 > most {
            return Err(ArchiveError::TooLarge(name));
        }
        files.insert(name, content);
    }
    Ok(files)
}

fn entry_options(size: usize) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(u32::try_from(size).is_err())
}

/// Returns the files in a zip. Whatever is not as `zip` writes it is among the oddities, and
/// the whole is compared with what the files print.
fn unzip(bytes: &[u8]) -> Result<OpenedPack, ArchiveError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut opened = OpenedPack::default();
    // The library keeps one of several entries of one name, and does not say.
    if let Some(listed) = listed_entry_count(bytes)
        && listed != archive.len()
    {
        let twice = "it has several entries of the same name".to_owned();
        opened.oddities.push(twice);
    }
    if archive.has_overlapping_entries()? {
        return Err(ArchiveError::Overlap);
    }
    let mut budget = Budget::for_pack(bytes.len());
    let mut pages = PAGES.map(|_| None);
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at)?;
        let name = entry.name()?.into_owned();
        let claimed = entry.size();
        let (content, read) = budget.read(&mut entry)?;
        if read.is_err() || content.len() as u64 != claimed {
            let damaged = format!("{name} is damaged, or not of the size that it claims");
            opened.oddities.push(damaged);
        }
        let mut kept = PAGES.iter().zip(&mut pages);
        if let Some((_, page)) = kept.find(|((page, _), _)| *page == name) {
            *page = Some(content);
            continue;
        }
        match name.as_str() {
            MANIFEST | PRINTING => opened.add_file(name, content),
            _ => match name.strip_prefix(FILES).filter(|path| is_safe_path(path)) {
                Some(path) => opened.add_file(path.to_owned(), content),
                None => opened
                    .oddities
                    .push(format!("{name} does not belong there")),
            },
        }
    }
    opened.shown.push((FORMAT.name, bytes.to_vec()));
    for ((name, format), page) in PAGES.iter().zip(pages) {
        match page {
            Some(page) => opened.shown.push((format.name, page)),
            None => opened.oddities.push(format!("{name} is missing")),
        }
    }
    Ok(opened)
}

/// A path that stays where it is.
fn is_safe_path(path: &str) -> bool {
    crate::base::files::resolve("", path).as_deref() == Some(path)
}

/// Returns how many entries the end of a zip says that it has; `None` where it says so
/// elsewhere, as one of more than 65,534 does.
fn listed_entry_count(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let count = bytes.get(end + 10..end + 12)?;
    let count = u16::from_le_bytes([count[0], count[1]]);
    (count != u16::MAX).then_some(count.into())
}

impl ArchiveError {
    /// Returns true for a zip that can be read, and that nobody makes by accident.
    pub fn is_hostile(&self) -> bool {
        !matches!(self, Self::Zip(_) | Self::Write(_))
    }
}

/// The reason why no zip was made or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{0} is larger than a sign-off may be")]
    TooLarge(String),
    #[error("it has several entries of the same name")]
    Twice,
    #[error("{0} leads out of the zip")]
    LeadsOut(String),
    #[error("entries of the zip share their bytes")]
    Overlap,
    #[error(transparent)]
    Exhausted(#[from] Exhausted),
    #[error("the zip: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("the zip could not be written: {0}")]
    Write(#[from] std::io::Error),
}
