//! Which pictures a pack shows: those it carries, of kinds that cannot run or ask
//! for anything. The rest are named, with the reason.

use super::data_uri::{data_uri, is_picture};
use super::links::resolve;
use crate::pack::model::Pack;

/// What stands where a picture was asked for.
pub enum Shown {
    /// The picture itself, as a `data:` URI.
    Picture(String),
    /// Its description only, and why.
    Absent(&'static str),
}

/// What the record at `from` shows for the picture at `url`.
pub fn shown(pack: &Pack, from: &str, url: &str) -> Shown {
    let Some(path) = resolve(from, url) else {
        return Shown::Absent("it is not kept in this portfolio");
    };
    match pack.files.get(&path) {
        Some(file) if is_picture(&file.media) => Shown::Picture(data_uri(&file.media, &file.bytes)),
        Some(_) => Shown::Absent("a page cannot show this kind of file safely"),
        None => Shown::Absent("its file is not in this pack"),
    }
}
