//! Files that records name, by the paths under which the portfolio has them. Reads no file.

use std::collections::{BTreeMap, BTreeSet};

use super::{Portfolio, Record, Value};
use crate::base::files;
use crate::base::markdown::target;
use crate::base::text::Span;

impl Portfolio {
    /// Returns the file to which a link or a picture in a record leads, whether it is there or
    /// not; `None` for one that leads elsewhere.
    pub fn linked_file(&self, record: &Record, target: &str) -> Option<String> {
        let base = files::folder_of(&record.path);
        let written = target::resolve_in_portfolio(base, target)?;
        Some(self.snapshot.stored_path(written))
    }

    /// Returns every file that a record refers to: evidence and images in its text.
    pub fn carried_files(&self, record: &Record) -> BTreeSet<String> {
        let mentions = self.file_mentions(record).into_iter();
        mentions.map(|(path, _)| path).collect()
    }

    /// Returns the files that a record carries, each time that it names one, with the place.
    pub fn file_mentions(&self, record: &Record) -> Vec<(String, Span)> {
        let in_fields = record.fields.iter().flat_map(|field| {
            let items = field.value.as_ref().map(Value::items);
            let items = items.into_iter().flatten();
            items.map(|value| (value, field.span))
        });
        let named = in_fields.filter_map(|(value, span)| match value {
            Value::File(path) => Some((self.snapshot.stored_path(path.clone()), span)),
            _ => None,
        });
        let outline = &record.document.outline;
        let images = outline.images.iter();
        let images =
            images.filter_map(|image| Some((self.linked_file(record, &image.target)?, image.span)));
        let links = outline.links.iter();
        let links =
            links.filter_map(|link| Some((self.linked_file(record, &link.target)?, link.span)));
        named
            .chain(images)
            .chain(links.filter(|(path, _)| path.starts_with("evidence/")))
            .collect()
    }

    /// Returns the pictures of a record that are kept under another path than it writes, by
    /// the path that it writes: a Mac takes the letters of a name apart.
    pub fn pictures_stored_elsewhere(&self, record: &Record) -> BTreeMap<String, String> {
        let base = files::folder_of(&record.path);
        let images = record.document.outline.images.iter();
        let paths = images.filter_map(|image| {
            let written = target::resolve_in_portfolio(base, &image.target)?;
            let stored = self.snapshot.find(&written)?.path.clone();
            (stored != written).then_some((written, stored))
        });
        paths.collect()
    }
}
