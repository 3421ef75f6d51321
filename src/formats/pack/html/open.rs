//! The files inside a page that was printed before. Reads only the links that the
//! page offers for download; nothing else of it is believed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::base::text::percent;
use crate::views::submission::OpenedPack;

/// The attribute that a carried file's link has, and nothing that a person wrote can have: in
/// their words every quotation mark is escaped.
const MARK: &str = " data-path=\"";

/// The files that a page carries.
pub fn read_carried_files(page: &str) -> OpenedPack {
    let mut opened = OpenedPack::default();
    for (at, _) in page.match_indices(MARK) {
        let rest = &page[at + MARK.len()..];
        match parse_link(rest) {
            Some((path, bytes)) => opened.add_file(path, bytes),
            None => opened.oddities.push("a carried file is damaged".to_owned()),
        }
    }
    opened
}

/// The path and the bytes of `PATH" href="data:MEDIA;base64,DATA"`.
fn parse_link(rest: &str) -> Option<(String, Vec<u8>)> {
    let (path, rest) = rest.split_once('"')?;
    let data = rest.strip_prefix(" href=\"data:")?;
    let (data, _) = data.split_once('"')?;
    let (_, data) = data.split_once(";base64,")?;
    Some((percent::decode(path)?, STANDARD.decode(data).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::pack::html::render;
    use crate::formats::pack::html::tests::sample;

    #[test]
    fn files_carried_by_a_page_read_back_unchanged() {
        let pack = sample();
        let opened = read_carried_files(&render(&pack).unwrap());
        assert!(opened.oddities.is_empty(), "{:?}", opened.oddities);
        let files: Vec<_> = opened.files.iter().collect();
        let expected: Vec<_> = pack
            .files
            .iter()
            .map(|(path, file)| (path, &file.bytes))
            .collect();
        assert_eq!(files, expected);
        assert_eq!(opened.manifest.as_deref(), Some(pack.manifest.as_bytes()));
        assert_eq!(opened.printing.as_deref(), Some(pack.printing.as_bytes()));
    }

    #[test]
    fn text_of_a_record_cannot_fake_a_carried_file() {
        let mut pack = sample();
        pack.owner.name = "x\" data-path=\"evil.md\" href=\"data:text/plain;base64,AAAA\"".into();
        pack.award = " data-path=\"evil.md\" href=\"data:x;base64,AAAA\"".into();
        assert!(
            !read_carried_files(&render(&pack).unwrap())
                .files
                .contains_key("evil.md")
        );
    }

    #[test]
    fn a_file_that_is_present_twice_is_reported() {
        let page = render(&sample()).unwrap();
        let at = page.find(MARK).unwrap();
        let again = &page[at..page[at..].find('>').unwrap() + at];
        let opened = read_carried_files(&format!("{page}<a{again}>"));
        assert_eq!(opened.oddities.len(), 1);
        let cut = read_carried_files(&page[..at + 40]);
        assert_eq!(cut.oddities, ["a carried file is damaged"]);
    }
}
