//! `cpd schema`: a JSON Schema. People and programs are given the same text, since an
//! editor is what reads it.

use std::io::{self, Write};

use super::{Format, Style, View, json};
use crate::views::schema::SchemaView;

impl View for SchemaView {
    const NAME: &'static str = "a JSON Schema";
    const FORMATS: &'static [Format<Self>] = &[
        Format::new("human", write),
        Format::new("plain", write),
        Format::new("json", write),
    ];
}

fn write(view: &SchemaView, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    json::write(&view.schema, out)
}
