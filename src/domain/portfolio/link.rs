//! Links: addresses of pages that are kept as evidence, with a title and the day they were read.

use chrono::NaiveDate;

use super::fault::{Fault, Found};
use super::value::{Value, ValueContext};
use crate::base::document::Node;
use crate::base::text::address::WebAddress;
use crate::domain::schema::FieldType;

/// A page, a video, a badge or a DOI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub address: WebAddress,
    pub title: Option<String>,
    /// The day on which somebody read it.
    pub read: Option<NaiveDate>,
}

impl Link {
    /// Returns the title, or the name of the site if there is none.
    pub fn title(&self) -> &str {
        let title = self.title.as_deref();
        title.unwrap_or_else(|| self.address.site())
    }
}

/// The names in a link that has more than an address.
pub const LINK_KEYS: [&str; 3] = ["address", "title", "read"];

impl ValueContext<'_> {
    /// Reads an address alone, or `{ address: …, title: …, read: … }`.
    pub(super) fn link(&mut self, node: &Node, field: &str) -> Option<Value> {
        self.report_unknown_link_keys(node);
        let written = if node.is_map() {
            node.get("address")
        } else {
            Some(node)
        };
        let Some((written, word)) = written.and_then(|node| Some((node, node.scalar()?))) else {
            self.faults.push(Fault::WrongType {
                field: field.to_owned(),
                at: node.span,
                needed: FieldType::Link,
                found: Found::Other(node.describe()),
            });
            return None;
        };
        let address = match WebAddress::read(word) {
            Ok(address) => address,
            Err(why) => {
                self.faults.push(Fault::BadAddress {
                    field: field.to_owned(),
                    at: written.span,
                    why,
                });
                return None;
            }
        };
        let title = node.get("title").and_then(Node::scalar).map(str::trim);
        let read = node.get("read").filter(|day| !day.is_null());
        Some(Value::Link(Link {
            address,
            title: title.filter(|title| !title.is_empty()).map(str::to_owned),
            read: read.and_then(|day| self.day(day, "read")),
        }))
    }

    fn report_unknown_link_keys(&mut self, node: &Node) {
        let entries = node.entries().iter();
        let unknown = entries.filter(|entry| !LINK_KEYS.contains(&&*entry.key));
        self.faults.extend(unknown.map(|entry| Fault::UnknownField {
            name: entry.key.clone(),
            at: entry.key_span,
            known: self.lists.share(LINK_KEYS.map(str::to_owned)),
        }));
    }
}
