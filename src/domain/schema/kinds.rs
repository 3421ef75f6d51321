//! Every kind a portfolio knows: ours, then what each scheme adds.

use std::sync::Arc;

use super::due_fields;
use super::field::{self, FieldType, Vocabularies, Vocabulary};
use super::kind::{ClaimFields, PlanPosition};
use super::{Field, Kind, KindPlace, Pattern, PrintMode, SchemaFaultKind, SchemaReader};
use crate::base::document::{Node, NodeEntry};
use crate::domain::id::KindId;
use crate::domain::layout;

/// The kinds by name, in the order they were first defined.
#[derive(Debug, Clone, Default)]
pub struct Kinds {
    kinds: Vec<Arc<Kind>>,
    vocabularies: Vocabularies,
}

const KEYS: [&str; 18] = [
    "title",
    "plural",
    "help",
    "folder",
    "file",
    "rows",
    "id",
    "when",
    "counts",
    "planned",
    "lasts",
    "due",
    "plan",
    "table",
    "print",
    "written_by",
    "fields",
    "sections",
];

impl Kinds {
    pub fn iter(&self) -> impl Iterator<Item = &Kind> + Clone {
        self.kinds.iter().map(Arc::as_ref)
    }

    pub fn get(&self, name: &str) -> Option<&Kind> {
        self.iter().find(|kind| kind.name == name)
    }

    pub fn get_shared(&self, name: &str) -> Option<Arc<Kind>> {
        self.kinds
            .iter()
            .find(|kind| kind.name == name)
            .map(Arc::clone)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|kind| &*kind.name)
    }

    pub fn vocabularies(&self) -> &Vocabularies {
        &self.vocabularies
    }

    /// The roles that people hold under any scheme.
    pub fn usual_roles(&self) -> &[String] {
        let roles = self.vocabularies().get("role");
        roles.map_or(&[], |roles| &roles.terms)
    }

    /// The kind whose folder holds, or whose file is, this path.
    pub fn kind_of_path(&self, path: &str) -> Option<&Kind> {
        let first = path.split_once('/').map(|(folder, _)| folder);
        self.iter().find(|kind| match &kind.place {
            KindPlace::Folder { folder, .. } => {
                first == Some(folder)
                    || (folder.contains('/') && path.starts_with(&format!("{folder}/")))
            }
            KindPlace::File(file) | KindPlace::Rows(file) => path == file,
        })
    }

    /// Adds what a file defines: `vocabularies:` and `kinds:`.
    pub fn extend(&mut self, top: &Node, reader: &mut SchemaReader) {
        if let Some(node) = top.get("vocabularies") {
            for entry in reader.read_map(node).unwrap_or_default() {
                self.add_vocabulary(entry, reader);
            }
        }
        if let Some(node) = top.get("kinds") {
            for entry in reader.read_map(node).unwrap_or_default() {
                self.add_kind(entry, reader);
            }
            self.check_references(node, reader);
        }
    }

    fn add_vocabulary(&mut self, entry: &NodeEntry, reader: &mut SchemaReader) {
        let terms = reader.read_words(&entry.value);
        let mut seen: Vec<&String> = Vec::new();
        for term in &terms {
            if seen.contains(&term) {
                reader.report(
                    entry.value.span,
                    SchemaFaultKind::Repeated {
                        noun: "term",
                        name: term.clone(),
                    },
                );
            }
            seen.push(term);
        }
        let origin = reader.origin(entry.key_span);
        let vocabulary = Vocabulary {
            name: entry.key.clone(),
            terms,
            origin,
        };
        self.vocabularies
            .insert(entry.key.clone(), Arc::new(vocabulary));
    }

    fn add_kind(&mut self, entry: &NodeEntry, reader: &mut SchemaReader) {
        let node = &entry.value;
        if reader.read_map(node).is_none() {
            return;
        }
        if let Some((kind, field)) = entry.key.split_once('.') {
            self.amend_rows(kind, field, entry, reader);
            return;
        }
        let Some(name) = KindId::parse(&entry.key) else {
            let found = format!("`{}`", entry.key);
            let needed = "a name of letters, digits and hyphens".into();
            reader.report(entry.key_span, SchemaFaultKind::Shape { needed, found });
            return;
        };
        reader.report_unknown_keys(node, &KEYS);
        match self.kinds.iter().position(|kind| kind.name == name) {
            Some(at) => {
                let mut kind = Kind::clone(&self.kinds[at]);
                self.amend(&mut kind, node, reader);
                self.kinds[at] = Arc::new(kind);
            }
            None => {
                if let Some(kind) = self.read_kind(name, entry, reader) {
                    self.kinds.push(Arc::new(kind));
                }
            }
        }
    }

    /// `KIND.FIELD`: what a file adds to the rows of a field of a kind.
    fn amend_rows(
        &mut self,
        kind: &str,
        field: &str,
        entry: &NodeEntry,
        reader: &mut SchemaReader,
    ) {
        let node = &entry.value;
        reader.report_unknown_keys(node, &["fields"]);
        let Some(at) = self.kinds.iter().position(|known| known.name == kind) else {
            reader.unknown_name(entry.key_span, "kind", kind, self.names());
            return;
        };
        let mut kind = Kind::clone(&self.kinds[at]);
        let rows = kind.fields.iter_mut().find(|known| known.name == field);
        let rows = rows.map(|known| &mut known.ty);
        let Some(FieldType::List(rows)) = rows.filter(|ty| is_rows(ty)) else {
            reader.unknown_name(entry.key_span, "list of rows", &entry.key, []);
            return;
        };
        if let Some(fields) = node.get("fields") {
            let own = field::read_fields(fields, &self.vocabularies, reader);
            for field in own.iter().filter(|field| has_other_type(field, rows)) {
                let (kind, name) = (entry.key.clone(), field.name.clone());
                reader.report(
                    field.origin.span,
                    SchemaFaultKind::Conflict { kind, field: name },
                );
            }
            **rows = FieldType::Map(own).refine(rows);
        }
        self.kinds[at] = Arc::new(kind);
    }

    /// A new kind.
    fn read_kind(
        &self,
        name: KindId,
        entry: &NodeEntry,
        reader: &mut SchemaReader,
    ) -> Option<Kind> {
        let node = &entry.value;
        let place = read_place(entry, reader)?;
        let title = reader
            .word_at(node, "title")
            .map_or_else(|| capitalised(&entry.key), str::to_owned);
        let mut kind = Kind {
            name,
            plural: format!("{title}s"),
            help: String::new(),
            title,
            place,
            dated: None,
            counts: None,
            planned: None,
            plannable: false,
            lasts: None,
            due: Vec::new(),
            plan: None,
            table: None,
            print: PrintMode::Document,
            written_by_cpd: reader.word_at(node, "written_by") == Some("cpd"),
            fields: Vec::new(),
            sections: Vec::new(),
            origin: reader.origin(entry.key_span),
        };
        self.amend(&mut kind, node, reader);
        let is_text = match &kind.place {
            KindPlace::Folder { .. } => true,
            KindPlace::File(path) => path.ends_with(".md"),
            KindPlace::Rows(_) => false,
        };
        if is_text && !kind.written_by_cpd && kind.field("title").is_none() {
            kind.fields.insert(0, title_field(reader, entry));
        }
        Some(kind)
    }

    /// Replaces what was said of a kind before with what a file says of it, field by field.
    fn amend(&self, kind: &mut Kind, node: &Node, reader: &mut SchemaReader) {
        if let Some(title) = reader.word_at(node, "title") {
            kind.title = title.to_owned();
        }
        if let Some(plural) = reader.word_at(node, "plural") {
            kind.plural = plural.to_owned();
        }
        if let Some(help) = reader.word_at(node, "help") {
            kind.help = help.to_owned();
        }
        if let Some(fields) = node.get("fields") {
            for field in field::read_fields(fields, &self.vocabularies, reader) {
                replace(kind, field, reader);
            }
        }
        if let Some(node) = node.get("when") {
            kind.dated = field_named(kind, node, reader);
        }
        if let Some(node) = node.get("counts") {
            kind.counts = read_pair(kind, node, reader);
        }
        if let Some(node) = node.get("planned") {
            kind.plannable = node.scalar() == Some("true");
            if !kind.plannable {
                kind.planned = read_choices(kind, node, reader);
            }
        }
        if let Some(node) = node.get("lasts") {
            kind.lasts = field_of(kind, node, "a date", reader, |ty| *ty == FieldType::Date);
        }
        if let Some(node) = node.get("due") {
            due_fields::read(kind, node, reader);
        }
        if let Some(node) = node.get("plan") {
            kind.plan = read_plan(kind, node, reader);
        }
        if let Some(node) = node.get("table") {
            kind.table = field_of(kind, node, "a list of rows", reader, is_rows);
        }
        if let Some(node) = node.get("print") {
            kind.print = read_print(node, reader).unwrap_or(PrintMode::Document);
        }
        if let Some(node) = node.get("sections") {
            kind.sections = reader.read_words(node);
        }
        let printed = kind.print != PrintMode::None;
        if let Some(field) = kind.fields.iter().find(|field| field.private && printed) {
            let why = format!(
                "`{}` is private, and records of this kind are printed: write `print: none`",
                field.name
            );
            reader.report(node.span, SchemaFaultKind::Impossible { why });
        }
    }

    fn check_references(&self, node: &Node, reader: &mut SchemaReader) {
        for entry in node.entries() {
            for field in entry
                .value
                .get("fields")
                .map(Node::entries)
                .unwrap_or_default()
            {
                self.check_reference(&field.value, reader);
            }
            let due = entry.value.get("due").map(Node::entries);
            for date in due.unwrap_or_default() {
                if let Some(kind) = date.value.get("until") {
                    self.check_kind(kind, reader);
                }
            }
        }
    }

    /// Reports a kind that does not exist.
    fn check_kind(&self, node: &Node, reader: &mut SchemaReader) {
        let kind = node.scalar();
        if let Some(kind) = kind.filter(|kind| self.get(kind).is_none()) {
            reader.unknown_name(node.span, "kind", kind, self.names());
        }
    }

    /// Reports kinds that a type refers to and that do not exist. The names in a map are those
    /// of fields, whatever they are called.
    fn check_reference(&self, ty: &Node, reader: &mut SchemaReader) {
        for inner in ty.entries() {
            match inner.key.as_str() {
                "reference" => self.check_kind(&inner.value, reader),
                "list" | "dated" => self.check_reference(&inner.value, reader),
                "map" => {
                    let fields = inner.value.entries();
                    fields
                        .iter()
                        .for_each(|field| self.check_reference(&field.value, reader));
                }
                _ => {}
            }
        }
    }
}

fn read_place(entry: &NodeEntry, reader: &mut SchemaReader) -> Option<KindPlace> {
    let node = &entry.value;
    if let Some(file) = reader.word_at(node, "file") {
        return is_inside(file, "file", node, reader).then(|| KindPlace::File(file.to_owned()));
    }
    if let Some(file) = reader.word_at(node, "rows") {
        return is_inside(file, "rows", node, reader).then(|| KindPlace::Rows(file.to_owned()));
    }
    let folder = reader.require_word(node, "folder")?;
    if !is_inside(folder, "folder", node, reader) {
        return None;
    }
    let written = reader.word_at(node, "id").unwrap_or("{date}-{slug}");
    let Some(id) = Pattern::read(written) else {
        let found = format!("`{written}`");
        reader.report(
            node.span,
            SchemaFaultKind::Shape {
                needed: "a pattern such as {date}-{slug}".into(),
                found,
            },
        );
        return None;
    };
    Some(KindPlace::Folder {
        folder: folder.to_owned(),
        id,
    })
}

/// Returns true if a kind's place is one in the portfolio, where records are looked for.
fn is_inside(path: &str, key: &str, node: &Node, reader: &mut SchemaReader) -> bool {
    let plain = path.split('/').all(crate::base::text::is_id);
    let taken = layout::is_without_records(path.split('/').next().unwrap_or_default());
    let at = node.get(key).unwrap_or(node);
    if !plain || taken {
        reader.report_wrong(at, "a place of its own inside the portfolio");
    }
    plain && !taken
}

fn read_print(node: &Node, reader: &mut SchemaReader) -> Option<PrintMode> {
    match node.scalar() {
        Some("document") => Some(PrintMode::Document),
        Some("page") => Some(PrintMode::Page),
        Some("log") => Some(PrintMode::Log),
        Some("none") => Some(PrintMode::None),
        None if node.is_map() => reader
            .require_word(node, "beneath")
            .map(|field| PrintMode::Beneath(field.to_owned())),
        _ => {
            reader.report_wrong(node, "document, page, log, none or { beneath: FIELD }");
            None
        }
    }
}

/// `{ field: value }`.
fn read_pair(kind: &Kind, node: &Node, reader: &mut SchemaReader) -> Option<(String, String)> {
    let (field, mut values) = read_choices(kind, node, reader)?;
    if values.len() != 1 {
        reader.report_wrong(node, "one value");
    }
    Some((field, values.pop()?))
}

/// `{ field: value }` or `{ field: [value, …] }`.
pub(super) fn read_choices(
    kind: &Kind,
    node: &Node,
    reader: &mut SchemaReader,
) -> Option<(String, Vec<String>)> {
    let entry = reader.read_map(node)?.first()?;
    let field = kind.field(&entry.key);
    if field.is_none() {
        reader.unknown_name(
            entry.key_span,
            "field",
            &entry.key,
            kind.fields.iter().map(|f| f.name.as_str()),
        );
    }
    let values = reader.read_words(&entry.value);
    if let Some(words) = field.and_then(|field| field.ty.vocabulary()) {
        for value in values
            .iter()
            .filter(|value| words.position(value).is_none())
        {
            reader.unknown_name(
                entry.value.span,
                "term",
                value,
                words.terms.iter().map(String::as_str),
            );
        }
    }
    Some((entry.key.clone(), values))
}

pub(super) fn field_named(kind: &Kind, node: &Node, reader: &mut SchemaReader) -> Option<String> {
    let name = reader.read_word(node)?;
    if kind.field(name).is_none() {
        reader.unknown_name(
            node.span,
            "field",
            name,
            kind.fields.iter().map(|f| f.name.as_str()),
        );
        return None;
    }
    Some(name.to_owned())
}

/// Returns true if a field holds rows: a list of named values.
fn is_rows(ty: &FieldType) -> bool {
    matches!(ty, FieldType::List(of) if matches!(**of, FieldType::Map(_)))
}

/// A field of the kind that is of a certain type.
pub(super) fn field_of(
    kind: &Kind,
    node: &Node,
    needed: &str,
    reader: &mut SchemaReader,
    fits: impl Fn(&FieldType) -> bool,
) -> Option<String> {
    let name = field_named(kind, node, reader)?;
    if !kind.field(&name).is_some_and(|field| fits(&field.ty)) {
        reader.report_wrong(node, &format!("a field that is {needed}"));
        return None;
    }
    Some(name)
}

/// `{ under: FIELD, show: [FIELD, …] }`.
fn read_plan(kind: &Kind, node: &Node, reader: &mut SchemaReader) -> Option<PlanPosition> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &["under", "show", "budget", "claim"]);
    let under = node.get("under").and_then(|at| {
        let refers = |ty: &FieldType| ty.refers_to().is_some();
        field_of(kind, at, "a reference", reader, refers)
    });
    let show = reader.words_at(node, "show");
    let places = node.get("show").map(Node::items).unwrap_or_default();
    for at in places {
        field_named(kind, at, reader);
    }
    let budget = node.get("budget").and_then(|at| {
        let is_money = |ty: &FieldType| *ty == FieldType::Money;
        field_of(kind, at, "money", reader, is_money)
    });
    Some(PlanPosition {
        under,
        show,
        budget,
        claim: node
            .get("claim")
            .and_then(|at| read_claim(kind, at, reader)),
    })
}

/// `{ on: FIELD, unless: { FIELD: value } }`.
fn read_claim(kind: &Kind, node: &Node, reader: &mut SchemaReader) -> Option<ClaimFields> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &["on", "unless"]);
    let on = reader.require(node, "on")?;
    Some(ClaimFields {
        on: field_of(kind, on, "a date", reader, |ty| *ty == FieldType::Date)?,
        unless: node
            .get("unless")
            .and_then(|at| read_pair(kind, at, reader)),
    })
}

fn replace(kind: &mut Kind, field: Field, reader: &mut SchemaReader) {
    let Some(known) = kind
        .fields
        .iter_mut()
        .find(|known| known.name == field.name)
    else {
        kind.fields.push(field);
        return;
    };
    let mut field = field;
    field.ty = field.ty.refine(&known.ty);
    if known.ty != field.ty && is_other_scheme(&known.origin.path, &field.origin.path) {
        if let Some(ty) = field.ty.merge(&known.ty) {
            field.ty = ty;
            *known = field;
            return;
        }
        let (kind, name) = (kind.name.to_string(), field.name.clone());
        reader.report(
            field.origin.span,
            SchemaFaultKind::Conflict { kind, field: name },
        );
        return;
    }
    *known = field;
}

/// Returns true if a field of rows is of another type than another scheme said.
fn has_other_type(field: &Field, rows: &FieldType) -> bool {
    let FieldType::Map(known) = rows else {
        return false;
    };
    known.iter().any(|known| {
        known.name == field.name
            && known.ty != field.ty
            && is_other_scheme(&known.origin.path, &field.origin.path)
    })
}

/// Returns true if two files belong to different schemes; our own kinds may be refined by any.
fn is_other_scheme(a: &str, b: &str) -> bool {
    a != super::built_in::KINDS_PATH
        && crate::base::files::folder_of(a) != crate::base::files::folder_of(b)
}

/// Every Markdown kind has a title, whether its definition says so or not.
fn title_field(reader: &SchemaReader, entry: &NodeEntry) -> Field {
    Field {
        name: "title".into(),
        ty: FieldType::Text,
        required: true,
        ask: false,
        column: false,
        alone: false,
        default: None,
        not_before: false,
        own: false,
        private: false,
        help: Some("What it is, in a few words".into()),
        origin: reader.origin(entry.key_span),
    }
}

fn capitalised(name: &str) -> String {
    crate::base::text::words::capitalise(&crate::base::text::words::with_spaces(name))
}
