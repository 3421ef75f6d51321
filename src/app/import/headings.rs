//! The row of headings of a table, and the parts of a record that each heading fills.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::base::document::{Node, read_yaml};
use crate::base::sheet::{FileTable, SheetRow};
use crate::domain::schema::{Kind, KindPlace};
use crate::views::record_export::{PATH, TEXT};

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportColumn {
    /// The heading as it is written.
    pub heading: String,
    /// The place of the column, from 0.
    pub at: usize,
    /// Nothing if the column is left out.
    pub targets: Vec<ColumnTarget>,
}

/// The part of a record that a column fills.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnTarget {
    Field(String),
    /// A section of the text, by its title.
    Section(String),
    /// The whole text beneath the details, in Markdown.
    Text,
    /// The path of the file.
    Path,
    /// The hours, of which each point stands for so many.
    Points,
}

/// The name of the points in a mapping.
const POINTS: &str = "points";

impl ColumnTarget {
    /// Reads the name of a field, `text` or `path`, or `## ` and the title of a section.
    pub fn read(written: &str) -> Self {
        match written.strip_prefix("##").map(str::trim) {
            Some(title) if !title.is_empty() => Self::Section(title.to_owned()),
            _ => Self::named(written.trim()),
        }
    }

    fn named(name: &str) -> Self {
        match name {
            TEXT => Self::Text,
            PATH => Self::Path,
            POINTS => Self::Points,
            name => Self::Field(name.to_owned()),
        }
    }

    /// Returns the name of the field, or the title of the section as a heading.
    pub fn name(&self) -> String {
        match self {
            Self::Field(name) => name.clone(),
            Self::Section(title) => format!("## {title}"),
            Self::Text => TEXT.to_owned(),
            Self::Path => PATH.to_owned(),
            Self::Points => POINTS.to_owned(),
        }
    }

    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Field(name) => Some(name),
            Self::Section(_) | Self::Text | Self::Path | Self::Points => None,
        }
    }
}

/// The parts that a person decided headings fill, by the heading in simple form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChosenHeadings {
    targets: BTreeMap<String, Vec<ColumnTarget>>,
    /// True if it is known how many hours a point stands for.
    pub takes_points: bool,
}

impl ChosenHeadings {
    pub fn insert(&mut self, heading: &str, targets: Vec<ColumnTarget>) {
        self.targets.insert(simple(heading), targets);
    }

    /// Returns everything that is filled.
    pub fn targets(&self) -> impl Iterator<Item = &ColumnTarget> {
        self.targets.values().flatten()
    }

    fn get(&self, heading: &str) -> Option<&Vec<ColumnTarget>> {
        self.targets.get(&simple(heading))
    }
}

/// The headings of a table, for records of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headings {
    /// The place of the row in the sheet, from 0.
    pub row: usize,
    pub columns: Vec<ImportColumn>,
}

/// Rows among which the headings are looked for.
pub const MOST_ABOVE: usize = 20;

/// Fewest parts of a record that headings name.
const LEAST: usize = 2;

impl Headings {
    /// Returns the row among the first that names most parts of a record of a kind, and the first
    /// row of all that are alike. It names the day or the title; of a kind that has
    /// neither, all that is required.
    pub fn find(sheet: &FileTable, kind: &Kind, chosen: &ChosenHeadings) -> Option<Self> {
        let words = HeadingWords::new(kind, chosen);
        let rows = sheet.rows.iter().take(MOST_ABOVE).enumerate();
        let found = rows.map(|(row, cells)| Self {
            row,
            columns: words.columns(cells),
        });
        let mut best: Option<Self> = None;
        for one in found.filter(|one| one.is_about(kind)) {
            if best.as_ref().is_none_or(|best| best.named() < one.named()) {
                best = Some(one);
            }
        }
        best
    }

    /// Returns true for a row that could be the headings of a table of its own: it also names the
    /// day, if records of the kind have one. The words of a record may be those of headings too.
    pub fn are_in(row: &SheetRow, words: &HeadingWords<'_>) -> bool {
        let headings = Self {
            row: 0,
            columns: words.columns(row),
        };
        let has_day = |name: &String| headings.of_field(name).is_some();
        headings.is_about(words.kind) && words.kind.dated.as_ref().is_none_or(has_day)
    }

    /// Returns how many columns fill something.
    fn named(&self) -> usize {
        let filled = self
            .columns
            .iter()
            .filter(|column| !column.targets.is_empty());
        filled.count()
    }

    /// Returns the column that fills a field.
    pub fn of_field(&self, name: &str) -> Option<&ImportColumn> {
        let fills = |target: &ColumnTarget| target.field() == Some(name);
        self.columns
            .iter()
            .find(|column| column.targets.iter().any(fills))
    }

    fn is_about(&self, kind: &Kind) -> bool {
        let title = kind.title_field().map(|field| &field.name);
        let is_named = |name: &String| self.of_field(name).is_some();
        let may_have_neither = title.is_none() && kind.dated.is_none();
        let has_title_or_day = title.into_iter().chain(&kind.dated).any(is_named);
        let mut required = kind.fields.iter().filter(|field| field.required);
        let has_required = may_have_neither && required.all(|field| is_named(&field.name));
        self.named() >= LEAST && (has_title_or_day || has_required)
    }
}

/// The words that may be headings of a table with records of one kind.
pub struct HeadingWords<'w> {
    kind: &'w Kind,
    chosen: &'w ChosenHeadings,
    /// The fields and the sections of the kind, by their names in simple form.
    own: BTreeMap<String, Vec<ColumnTarget>>,
}

impl<'w> HeadingWords<'w> {
    pub fn new(kind: &'w Kind, chosen: &'w ChosenHeadings) -> Self {
        let fields = kind.fields.iter();
        let fields = fields.map(|field| (&field.name, ColumnTarget::Field(field.name.clone())));
        let sections = kind.sections.iter();
        let sections = sections.map(|title| (title, ColumnTarget::Section(title.clone())));
        let mut own: BTreeMap<String, Vec<ColumnTarget>> = BTreeMap::new();
        for (name, target) in fields.chain(sections) {
            own.entry(simple(name)).or_default().push(target);
        }
        Self { kind, chosen, own }
    }

    /// Returns the columns of a row of headings. Of two that name one part, the first fills it. A
    /// required field that none fills takes a column of which the words that come with cpd say
    /// that it may be about this field too.
    fn columns(&self, row: &SheetRow) -> Vec<ImportColumn> {
        let chosen = self.chosen;
        let mut columns: Vec<ImportColumn> = Vec::new();
        for (at, heading) in row.cells.iter().enumerate() {
            if heading.is_empty() {
                continue;
            }
            let targets = match chosen.get(heading) {
                Some(targets) => targets.clone(),
                None => {
                    let is_free = |target: &ColumnTarget| {
                        !columns.iter().any(|column| column.targets.contains(target))
                    };
                    let known = self.known_targets(heading).into_iter();
                    let mut known = known
                        .filter(|target| chosen.takes_points || *target != ColumnTarget::Points);
                    known.find(is_free).into_iter().collect()
                }
            };
            columns.push(ImportColumn {
                heading: heading.clone(),
                at,
                targets,
            });
        }
        self.fill_required(&mut columns);
        columns
    }

    fn fill_required(&self, columns: &mut [ImportColumn]) {
        let required = self.kind.fields.iter().filter(|field| field.required);
        for field in required {
            let target = ColumnTarget::Field(field.name.clone());
            let mut filled = columns.iter();
            if filled.any(|column| column.targets.contains(&target)) {
                continue;
            }
            let is_too = |column: &&mut ImportColumn| {
                let may_be =
                    !column.targets.is_empty() && self.chosen.get(&column.heading).is_none();
                may_be && self.known_targets(&column.heading).contains(&target)
            };
            if let Some(column) = columns.iter_mut().find(is_too) {
                column.targets.push(target);
            }
        }
    }

    /// Returns the parts of a record that a heading may be about, the likeliest first: by the whole
    /// heading, or by what it says outside brackets.
    fn known_targets(&self, heading: &str) -> Vec<ColumnTarget> {
        let mut targets = self.targets_of(&simple(heading));
        if let Some((outside, _)) = heading.split_once(['(', '[', ':']) {
            for target in self.targets_of(&simple(outside)) {
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
        }
        targets
    }

    fn targets_of(&self, heading: &str) -> Vec<ColumnTarget> {
        if heading.is_empty() {
            return Vec::new();
        }
        let kind = self.kind;
        let own = self.own.get(heading).map_or(&[][..], Vec::as_slice);
        let known = KNOWN.get(heading).map_or(&[][..], Vec::as_slice);
        let known = known.iter().filter(|target| match target {
            ColumnTarget::Field(name) => kind.field(name).is_some(),
            ColumnTarget::Points => kind.hours_field().is_some(),
            ColumnTarget::Section(_) | ColumnTarget::Text | ColumnTarget::Path => {
                matches!(kind.place, KindPlace::Folder { .. })
            }
        });
        own.iter().chain(known).cloned().collect()
    }
}

/// Makes what a column fills of the name of a field or section.
type TargetOf = fn(String) -> ColumnTarget;

/// The words that come with cpd, each with the parts that it may stand for.
static KNOWN: LazyLock<BTreeMap<String, Vec<ColumnTarget>>> = LazyLock::new(|| {
    let text = include_str!("../../../schema/headings.yaml");
    let words = read_yaml(text, 0, 5_000).ok();
    let mut known: BTreeMap<String, Vec<ColumnTarget>> = BTreeMap::new();
    let parts: [(&str, TargetOf); 2] = [
        ("fields", |name| ColumnTarget::named(&name)),
        ("sections", ColumnTarget::Section),
    ];
    for (part, target) in parts {
        for entry in words
            .as_ref()
            .and_then(|words| words.get(part))
            .map_or(&[][..], Node::entries)
        {
            let own = simple(&entry.key);
            let words = entry.value.items().iter().filter_map(Node::scalar);
            for word in words.chain([&*own]) {
                let targets = known.entry(word.to_owned()).or_default();
                targets.push(target(entry.key.clone()));
            }
        }
    }
    known
});

/// Returns words in small letters, without brackets and signs.
pub fn simple(heading: &str) -> String {
    let letters = heading.to_lowercase();
    let words = letters.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Returns the kind that the headings of a table are about: the one of which they name most
/// parts, and the first of all that are alike.
pub fn likely_kind<'k>(
    sheet: &FileTable,
    kinds: &[&'k Kind],
    chosen: &ChosenHeadings,
) -> Option<(&'k Kind, Headings)> {
    let mut best: Option<(&Kind, Headings)> = None;
    for kind in kinds {
        let Some(found) = Headings::find(sheet, kind, chosen) else {
            continue;
        };
        if best
            .as_ref()
            .is_none_or(|(_, other)| other.named() < found.named())
        {
            best = Some((kind, found));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::{Kinds, built_in};

    fn kinds() -> Kinds {
        built_in::base_kinds(&mut Vec::new())
    }

    fn sheet(rows: &[&[&str]]) -> FileTable {
        let rows = rows.iter().enumerate().map(|(at, cells)| SheetRow {
            number: at + 1,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            ..SheetRow::default()
        });
        FileTable {
            rows: rows.collect(),
            ..FileTable::default()
        }
    }

    fn targets(headings: &[&str], kind: &str) -> Vec<String> {
        let kinds = kinds();
        let chosen = ChosenHeadings::default();
        let found = Headings::find(&sheet(&[headings]), kinds.get(kind).unwrap(), &chosen);
        let columns = found.map(|found| found.columns).unwrap_or_default();
        let named = columns.iter().map(|column| {
            let targets: Vec<String> = column.targets.iter().map(ColumnTarget::name).collect();
            targets.join(" and ")
        });
        named.collect()
    }

    #[test]
    fn headings_are_known_by_field_names_and_by_the_words_of_real_logs() {
        assert_eq!(
            targets(&["Date", "Title", "Hours"], "activity"),
            ["date", "title", "hours"]
        );
        let log = [
            "Date of activity",
            "Details of CPD Activity",
            "CPD hours (total)",
            "METHOD",
            "Shoe size",
        ];
        assert_eq!(
            targets(&log, "activity"),
            ["date", "title", "hours", "type", ""]
        );
        assert_eq!(
            targets(&["When", "Topic", "Key learning points"], "journal"),
            ["date", "title", "## What I learnt"]
        );
    }

    #[test]
    fn the_second_column_of_a_field_fills_nothing() {
        assert_eq!(
            targets(&["Date", "Activity", "Course"], "activity"),
            ["date", "title", ""]
        );
    }

    #[test]
    fn a_required_field_takes_a_heading_that_may_be_about_it_too() {
        assert_eq!(
            targets(&["Course", "Date completed", "Expiry date"], "training"),
            ["title and item", "date", "expires"]
        );
        assert_eq!(
            targets(&["Course", "Date", "Requirement"], "training"),
            ["title", "date", "item"]
        );
    }

    #[test]
    fn a_person_decides_before_the_words_that_come_with_cpd() {
        let kinds = kinds();
        let mut chosen = ChosenHeadings::default();
        chosen.insert("COURSE", Vec::new());
        chosen.insert("Shoe size", vec![ColumnTarget::read("## Shoes")]);
        let sheet = sheet(&[&["Date", "Course", "Event", "Shoe size"]]);
        let found = Headings::find(&sheet, kinds.get("activity").unwrap(), &chosen).unwrap();
        let names = found.columns.iter();
        let names: Vec<Vec<String>> = names
            .map(|column| column.targets.iter().map(ColumnTarget::name).collect())
            .collect();
        assert_eq!(
            names,
            [vec!["date"], vec![], vec!["title"], vec!["## Shoes"]]
        );
    }

    #[test]
    fn titles_above_the_table_are_passed_over() {
        let rows: [&[&str]; 3] = [
            &["My log"],
            &["Date", "of birth"],
            &["Date", "Course", "Hours"],
        ];
        let kinds = kinds();
        let chosen = ChosenHeadings::default();
        let found = Headings::find(&sheet(&rows), kinds.get("activity").unwrap(), &chosen);
        assert_eq!(found.unwrap().row, 2);
        assert_eq!(
            targets(&["Colour", "Size"], "activity"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn the_kind_is_the_one_whose_parts_are_named() {
        let kinds = kinds();
        let all: Vec<&Kind> = kinds.iter().filter(|kind| !kind.is_in_rows()).collect();
        for (headings, expected) in [
            (&["Date", "Course", "Hours"][..], "activity"),
            (
                &["Date", "Course", "Provider", "Hours", "Certificate"],
                "activity",
            ),
            (&["Date", "Title", "Item", "Expiry date"], "training"),
            (&["Training", "Completed", "Renewal due"], "training"),
            (&["Date", "Title", "Cost"], "expense"),
            (&["Date", "Topic", "Key learning points"], "activity"),
        ] {
            let sheet = sheet(&[headings]);
            let (kind, _) = likely_kind(&sheet, &all, &ChosenHeadings::default()).unwrap();
            assert_eq!(*kind.name, *expected, "{headings:?}");
        }
    }

    #[test]
    fn every_word_that_comes_with_cpd_is_written_in_simple_form() {
        for word in KNOWN.keys() {
            assert_eq!(simple(word), *word);
        }
        assert!(KNOWN.len() > 100);
    }
}
