//! The file that says how the columns of a table become records. It is written when a table is
//! first imported, and used the next time.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::dates::DateOrder;
use super::headings::{ChosenHeadings, ColumnTarget};
use crate::base::document::write::{Yaml, scalar};
use crate::base::document::{Node, read_yaml};
use crate::base::text::fold;

/// Everything known of how a table is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The kind of record.
    pub kind: Option<String>,
    pub headings: ChosenHeadings,
    pub dates: Option<DateOrder>,
    /// The hours that one point stands for.
    pub points_as_hours: Option<Decimal>,
    /// Words of cells and the values that they stand for, by field.
    pub values: BTreeMap<String, Vec<(String, String)>>,
    /// Fields that have one value in every record.
    pub constants: BTreeMap<String, String>,
}

/// A part of a mapping file that says nothing cpd knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingFault {
    /// The line, from 1.
    pub line: usize,
    pub says: String,
}

/// Most values of a mapping file.
const MOST_NODES: usize = 10_000;

/// The parts of a mapping file.
const PARTS: [&str; 6] = [
    "kind",
    "dates",
    "points_as_hours",
    "headings",
    "values",
    "constants",
];

impl Mapping {
    /// Reads a mapping file.
    pub fn read(text: &str) -> Result<Self, MappingFault> {
        let fault = |at: usize, says: String| MappingFault {
            line: text[..at.min(text.len())].matches('\n').count() + 1,
            says,
        };
        let top = read_yaml(text, 0, MOST_NODES)
            .map_err(|found| fault(found.span.start, found.reason))?;
        let mut mapping = Self::default();
        for entry in top.entries() {
            let wrong = |says: &str| Err(fault(entry.key_span.start, says.to_owned()));
            let value = &entry.value;
            match (&*entry.key, value.scalar()) {
                ("kind", Some(kind)) => mapping.kind = Some(kind.to_owned()),
                ("dates", Some(written)) => match DateOrder::read(written) {
                    Some(order) => mapping.dates = Some(order),
                    None => return wrong("`dates` is day-first or month-first"),
                },
                ("points_as_hours", Some(written)) => match points(written) {
                    Some(hours) => mapping.points_as_hours = Some(hours),
                    None => return wrong("`points_as_hours` is a number above 0, such as 1"),
                },
                ("headings", None) => {
                    for heading in value.entries() {
                        mapping
                            .headings
                            .insert(&heading.key, targets(&heading.value));
                    }
                }
                ("values", None) => {
                    for field in value.entries() {
                        let pairs = field.value.entries().iter();
                        let pairs = pairs.filter_map(|pair| {
                            Some((pair.key.clone(), pair.value.scalar()?.to_owned()))
                        });
                        mapping.values.insert(field.key.clone(), pairs.collect());
                    }
                }
                ("constants", None) => {
                    for field in value.entries() {
                        let value = field.value.scalar().unwrap_or_default();
                        mapping
                            .constants
                            .insert(field.key.clone(), value.to_owned());
                    }
                }
                (part, _) if PARTS.contains(&part) => {
                    return wrong(&format!("`{part}` has another form here"));
                }
                (part, _) => {
                    return wrong(&format!("`{part}` is no part of such a file"));
                }
            }
        }
        Ok(mapping)
    }

    /// Returns the value that a mapping gives for the words of a cell.
    pub fn value_for(&self, field: &str, cell: &str) -> Option<&str> {
        let pairs = self.values.get(field)?;
        let is_it = |(written, _): &&(String, String)| fold(written.trim()) == fold(cell);
        pairs.iter().find(is_it).map(|(_, value)| value.as_str())
    }
}

/// Reads the hours that one point stands for.
pub fn points(written: &str) -> Option<Decimal> {
    let hours: Decimal = written.trim().parse().ok()?;
    (hours > Decimal::ZERO).then_some(hours)
}

/// Reads what a heading fills: one part, a list of parts, or nothing.
fn targets(node: &Node) -> Vec<ColumnTarget> {
    let own = node.scalar().filter(|text| !text.trim().is_empty());
    let all = own
        .into_iter()
        .chain(node.items().iter().filter_map(Node::scalar));
    all.map(ColumnTarget::read).collect()
}

/// Parts of a mapping file that are known once a table was read.
pub struct WrittenMapping<'a> {
    /// The name of the file that was imported.
    pub name: &'a str,
    pub kind: &'a str,
    pub headings: Vec<(&'a str, &'a [ColumnTarget])>,
    pub dates: Option<DateOrder>,
    pub mapping: &'a Mapping,
}

impl WrittenMapping<'_> {
    /// Returns the text of the file.
    pub fn text(&self) -> String {
        let name = self.name.replace(['\n', '\r'], " ");
        let mut text = format!(
            "# How {name} is imported. Change it if a column means something else.\n# A heading fills a field, or a section such as \"## Notes\"; [] leaves it out.\nkind: {}\n",
            scalar(self.kind)
        );
        if let Some(dates) = self.dates {
            text.push_str(&format!("dates: {}\n", dates.name()));
        }
        if let Some(hours) = self.mapping.points_as_hours {
            text.push_str(&format!("points_as_hours: {}\n", hours.normalize()));
        }
        text.push_str("headings:\n");
        for (heading, targets) in &self.headings {
            let names = targets.iter().map(|target| Yaml::word(target.name()));
            let names: Vec<Yaml> = names.collect();
            let value = match <[Yaml; 1]>::try_from(names) {
                Ok([one]) => one,
                Err(several) => Yaml::List(several),
            };
            text.push_str(&format!("  {}: {}\n", scalar(heading), value.to_flow()));
        }
        let word = |(key, value): (&String, &String)| (key.clone(), Yaml::word(value));
        if !self.mapping.values.is_empty() {
            text.push_str("values:\n");
            for (field, pairs) in &self.mapping.values {
                let pairs = pairs.iter().map(|(key, value)| word((key, value)));
                let pairs = Yaml::Map(pairs.collect()).to_flow();
                text.push_str(&format!("  {}: {pairs}\n", scalar(field)));
            }
        }
        if !self.mapping.constants.is_empty() {
            let constants = Yaml::Map(self.mapping.constants.iter().map(word).collect());
            text.push_str(&format!("constants: {}\n", constants.to_flow()));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_read_as_it_is_written() {
        let text = "kind: training\ndates: month-first\nheadings:\n  Course: [title, item]\n  \"Notes: all\": \"## Notes\"\n  Age: []\nvalues:\n  type: { Course: course }\nconstants: { provider: The Trust }\n";
        let mapping = Mapping::read(text).unwrap();
        let course = [ColumnTarget::read("title"), ColumnTarget::read("item")];
        let notes = [ColumnTarget::read("## Notes")];
        assert_eq!(mapping.value_for("type", "COURSE"), Some("course"));
        let written = WrittenMapping {
            name: "log.csv",
            kind: "training",
            headings: vec![("Course", &course), ("Notes: all", &notes), ("Age", &[])],
            dates: Some(DateOrder::MonthFirst),
            mapping: &mapping,
        };
        let whole = written.text();
        let (head, rest) = whole.split_at(whole.find("kind:").unwrap());
        assert!(head.starts_with("# How log.csv is imported."), "{head}");
        assert_eq!(rest, text);
        assert_eq!(Mapping::read(&written.text()), Ok(mapping));
    }

    #[test]
    fn what_cpd_does_not_know_in_a_mapping_is_named_with_its_line() {
        for (text, line, says) in [
            (
                "kind: activity\ndate: day-first\n",
                2,
                "`date` is no part of such a file",
            ),
            (
                "dates: sometimes\n",
                1,
                "`dates` is day-first or month-first",
            ),
            ("headings: Date\n", 1, "`headings` has another form here"),
        ] {
            let says = says.to_owned();
            assert_eq!(Mapping::read(text), Err(MappingFault { line, says }));
        }
        assert!(Mapping::read("kind: [\n").is_err());
    }
}
