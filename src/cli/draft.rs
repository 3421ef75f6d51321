//! Records about to be written: their values, their text, their place. Nothing
//! reaches the disk before all of it has been judged as if it were there.

use std::borrow::Cow;

use crate::app::change::review::overlaid;
use crate::app::change::{Base, ChangeSet, checked};
use crate::app::lookup::is_called;
use crate::base::calendar;
use crate::base::document::write::{Yaml, block, front_matter, scalar};
use crate::base::document::{Document, Node, read_yaml};
use crate::base::files::PortfolioPath;
use crate::base::text::{Span, fold, slug, words};
use crate::check::compile;
use crate::check::{AwardState, Case, judge_file, sections, verdicts};
use crate::cli::error::Failure;
use crate::cli::session::Session;
use crate::cli::workspace::{Workspace, tree};
use crate::domain::finding::Severity;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::query::Scope;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::{Field, FieldType, Kind, Place, Target};
use crate::formats::remedies::help;

/// One record about to be written.
pub struct Draft<'a> {
    pub kind: &'a Kind,
    /// Words for each field, as a person gave them, in the kind's order.
    pub values: Vec<(String, Vec<String>)>,
}

/// Records that are written together, or not at all.
#[derive(Default)]
pub struct Drafts {
    changes: ChangeSet,
    /// The paths that are written, in the order in which records were added.
    paths: Vec<String>,
}

impl<'a> Draft<'a> {
    /// From what was given, with what goes without saying.
    pub fn begin(
        kind: &'a Kind,
        given: Vec<(String, Vec<String>)>,
        workspace: &Workspace,
        session: &Session,
    ) -> Result<Self, Failure> {
        let mut draft = Self {
            kind,
            values: given,
        };
        draft.default_date(session);
        if !session.interactive {
            draft.default_award(workspace, session);
        }
        draft.default_id();
        draft.resolve_references(&workspace.portfolio);
        draft.follow_award(workspace, session);
        Ok(draft)
    }

    /// What goes without saying once the award is known.
    pub fn follow_award(&mut self, workspace: &Workspace, session: &Session) {
        self.default_title(workspace);
        self.fill_lists(workspace, session);
    }

    pub fn get(&self, field: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(name, _)| name == field)?
            .1
            .first()
            .map(String::as_str)
    }

    pub fn has(&self, field: &str) -> bool {
        self.values.iter().any(|(name, _)| name == field)
    }

    pub fn set(&mut self, field: &str, value: impl Into<String>) {
        self.values.retain(|(name, _)| name != field);
        self.values.push((field.to_owned(), vec![value.into()]));
    }

    /// Today, and planned where that lies ahead.
    fn default_date(&mut self, session: &Session) {
        let Some(field) = self.kind.dated.clone() else {
            return;
        };
        if !self.has(&field) {
            self.set(&field, session.today.to_string());
        }
        let ahead = self
            .get(&field)
            .and_then(calendar::date)
            .is_some_and(|date| date > session.today);
        if let Some((status, planned)) = self
            .kind
            .planned
            .clone()
            .filter(|(status, _)| ahead && !self.has(status))
            && let Some(planned) = planned.into_iter().next()
        {
            self.set(&status, planned);
        }
    }

    /// The award in progress, where nobody can be asked which.
    fn default_award(&mut self, workspace: &Workspace, session: &Session) {
        let Some(field) =
            award_field(self.kind).filter(|field| field.required && !self.has(&field.name))
        else {
            return;
        };
        let name = field.name.clone();
        if let Some(current) = current_award(workspace, session) {
            self.set(&name, workspace.short_name(&current));
        }
    }

    /// What is named for its award is titled for it, too.
    fn default_title(&mut self, workspace: &Workspace) {
        let by_award = self
            .kind
            .pattern()
            .is_some_and(|pattern| pattern.names().any(|name| name == "award"));
        let Some(award) = award_field(self.kind)
            .and_then(|field| self.get(&field.name))
            .filter(|_| by_award)
        else {
            return;
        };
        if self.has("title") {
            return;
        }
        let title = workspace.portfolio.award(award).and_then(|id| {
            let scheme = workspace.portfolio.scheme(id.scheme())?;
            Some(scheme.award(&id.award.name)?.title.clone())
        });
        if let Some(title) = title {
            let title = format!("{title} {}", self.kind.noun());
            self.set("title", title);
        }
    }

    /// A row's id from its name.
    fn default_id(&mut self) {
        if matches!(self.kind.place, Place::Rows(_)) && !self.has("id") {
            let name = self.get("name").or_else(|| self.get("title")).map(slug);
            if let Some(id) = name {
                self.values.insert(0, ("id".to_owned(), vec![id]));
            }
        }
    }

    /// Titles and names given for references become ids.
    pub fn resolve_references(&mut self, portfolio: &Portfolio) {
        let kind = self.kind;
        for (name, values) in &mut self.values {
            let Some(field) = kind.field(name) else {
                continue;
            };
            let several = matches!(field.ty, FieldType::List(_)) && field.ty.refers_to().is_some();
            if several {
                *values = values
                    .iter()
                    .flat_map(|v| v.split(','))
                    .map(|v| v.trim().to_owned())
                    .collect();
            }
            let target = match field.ty.item() {
                FieldType::Dated(of) => of.refers_to(),
                other => other.refers_to(),
            };
            if let Some(target) = target {
                for value in values.iter_mut() {
                    *value = resolved(value, target, portfolio);
                }
            }
        }
    }

    /// Lists of references that a criterion knows the members of.
    fn fill_lists(&mut self, workspace: &Workspace, session: &Session) {
        let portfolio = &workspace.portfolio;
        let Some(award) = award_field(self.kind)
            .and_then(|f| self.get(&f.name))
            .and_then(|a| workspace.award(a).ok())
        else {
            return;
        };
        let Some(scheme) = portfolio.scheme(award.scheme()) else {
            return;
        };
        let scope = Scope::of_award(portfolio, scheme, &award, session.today);
        let lists: Vec<String> = self
            .kind
            .fields
            .iter()
            .filter(|field| matches!(field.ty, FieldType::List(_)) && !self.has(&field.name))
            .map(|field| field.name.clone())
            .collect();
        for name in lists {
            let ids = compile::fill(&self.kind.name, &name, scope);
            if !ids.is_empty() {
                self.values.push((name, ids));
            }
        }
    }

    /// What is needed and was not given.
    fn lacking(&self) -> Vec<String> {
        let missing = self
            .kind
            .fields
            .iter()
            .filter(|field| field.required && !self.has(&field.name));
        missing
            .map(|field| match field.name.as_str() {
                "title" | "name" => format!("a {} is missing", field.name),
                name => format!(
                    "`--{}` is missing; it is {}",
                    name.replace('_', "-"),
                    field.ty.describe()
                ),
            })
            .collect()
    }

    /// Fields in the kind's order, as YAML.
    fn fields(&self) -> Vec<(String, Yaml)> {
        let given = |field: &Field| self.values.iter().find(|(name, _)| *name == field.name);
        let fields = self
            .kind
            .fields
            .iter()
            .filter_map(|field| Some((field, &given(field)?.1)));
        fields
            .map(|(field, values)| (field.name.clone(), yaml(&field.ty, values)))
            .collect()
    }

    fn text(&self, portfolio: &Portfolio) -> String {
        if matches!(&self.kind.place, Place::File(path) if !path.ends_with(".md")) {
            return format!("{}{}", block(&self.fields()), self.to_fill_in());
        }
        let body = match sections::template(&self.kind.name, portfolio) {
            Some(template) => template.to_owned(),
            None => self
                .kind
                .sections
                .iter()
                .map(|title| format!("## {title}\n\n"))
                .collect(),
        };
        format!("{}\n{body}", front_matter(&self.fields()))
    }

    /// A comment for each field that was not given, in a file that is all fields.
    fn to_fill_in(&self) -> String {
        let open = self
            .kind
            .fields
            .iter()
            .filter(|field| !self.has(&field.name));
        open.map(|field| {
            let help = field.help.as_deref().unwrap_or_default();
            format!("# {}: {help}\n", field.name)
        })
        .collect()
    }

    /// The path by the kind's pattern; a taken name gets `-2`.
    fn path(&self, drafts: &Drafts, portfolio: &Portfolio) -> Result<String, Failure> {
        let (folder, pattern) = match &self.kind.place {
            Place::File(path) | Place::Rows(path) => return Ok(path.clone()),
            Place::Folder { folder, id } => (folder, id),
        };
        let part = |name: &str| match name {
            "date" => self
                .kind
                .dated
                .as_deref()
                .and_then(|field| self.get(field))
                .map(str::to_owned),
            "slug" => Some(slug(self.get("title").unwrap_or("untitled"))),
            "award" => award_field(self.kind)
                .and_then(|field| self.get(&field.name))
                .map(|award| award.replace('/', "-")),
            other => self.get(other).map(slug),
        };
        let stem = pattern
            .fill(part)
            .ok_or_else(|| Failure::failed("a date or an award is missing for its name"))?;
        let taken = |stem: &str| {
            let path = format!("{folder}/{stem}.md");
            let known = portfolio.find(&self.kind.name, stem).is_some()
                || portfolio.snapshot.get(&path).is_some();
            known || drafts.paths.iter().any(|known| fold(known) == fold(&path))
        };
        if !taken(&stem) {
            return Ok(format!("{folder}/{stem}.md"));
        }
        let only_one = !pattern.names().any(|name| name == "slug");
        if only_one {
            return Err(
                Failure::refused(format!("{folder}/{stem}.md is there already"))
                    .hint("write on in that one"),
            );
        }
        let free = (2..10_000)
            .map(|n| format!("{stem}-{n}"))
            .find(|stem| !taken(stem));
        free.map(|stem| format!("{folder}/{stem}.md"))
            .ok_or_else(|| Failure::failed("every such name is taken"))
    }
}

/// The first field that says which award a record is for.
pub fn award_field(kind: &Kind) -> Option<&Field> {
    kind.fields
        .iter()
        .find(|field| field.ty == FieldType::Award)
}

/// The first award that is open or ready.
pub fn current_award(workspace: &Workspace, session: &Session) -> Option<AwardRef> {
    // How the awards stand; what the rules say of the records does not matter here.
    let judgement = verdicts(workspace.case(session, None));
    let awards = judgement.schemes.iter().flat_map(|scheme| &scheme.awards);
    let live = |state: AwardState| matches!(state, AwardState::Open | AwardState::Ready);
    let mut current = awards
        .filter(|award| live(award.state))
        .map(|award| award.id.clone());
    current.next()
}

/// The id that was meant; what was written where that is unclear, for the rules to speak of.
fn resolved(value: &str, kind: &str, portfolio: &Portfolio) -> String {
    if portfolio.find(kind, value).is_some() {
        return value.to_owned();
    }
    let wanted = fold(value.trim());
    let called: Vec<_> = portfolio
        .of_kind(kind)
        .filter(|record| is_called(record, &wanted))
        .collect();
    let path = portfolio
        .of_kind(kind)
        .find(|record| record.path == value && !record.is_row());
    match (called.as_slice(), path) {
        (_, Some(record)) => record.id.clone(),
        ([one], None) => one.id.clone(),
        _ => value.to_owned(),
    }
}

/// Words as YAML of a type. A word for a map fills its one required field; other
/// maps are written as YAML.
fn yaml(ty: &FieldType, values: &[String]) -> Yaml {
    match ty {
        FieldType::List(of) => Yaml::List(values.iter().map(|value| item(of, value)).collect()),
        other => values
            .first()
            .map_or(Yaml::List(Vec::new()), |value| item(other, value)),
    }
}

fn item(ty: &FieldType, value: &str) -> Yaml {
    let FieldType::Map(fields) = ty else {
        return Yaml::word(value);
    };
    if let Ok(node) = read_yaml(value, 0, 200)
        && node.is_map()
    {
        return of_node(&node);
    }
    let mut required = fields.iter().filter(|field| field.required);
    match (required.next(), required.next()) {
        (Some(field), None) => Yaml::Map(vec![(field.name.clone(), Yaml::word(value))]),
        _ => Yaml::word(value),
    }
}

fn of_node(node: &Node) -> Yaml {
    if node.is_map() {
        return Yaml::Map(
            node.entries()
                .iter()
                .map(|entry| (entry.key.clone(), of_node(&entry.value)))
                .collect(),
        );
    }
    match node.scalar() {
        Some(word) => Yaml::word(word),
        None => Yaml::List(node.items().iter().map(of_node).collect()),
    }
}

impl Drafts {
    /// Adds a record once nothing about it is wrong.
    pub fn add(
        &mut self,
        draft: Draft<'_>,
        workspace: &Workspace,
        session: &Session,
    ) -> Result<String, Failure> {
        let portfolio = self.portfolio(workspace);
        let path = draft.path(self, &portfolio)?;
        let (base, at) = (workspace.base(), checked(&path)?);
        match &draft.kind.place {
            Place::Rows(_) => {
                let text = self.grown(&draft, &at, base)?;
                self.changes.write(base, at, text.into_bytes())?;
            }
            Place::Folder { .. } | Place::File(_) => {
                let text = draft.text(&portfolio);
                let created = self.changes.create(base, at, text.into_bytes());
                created.map_err(|error| {
                    Failure::refused(error.to_string()).hint("write on in that one")
                })?;
            }
        }
        let id = match &draft.kind.place {
            Place::Rows(_) => draft.get("id").unwrap_or_default().to_owned(),
            _ => crate::base::files::stem(&path).to_owned(),
        };
        self.paths.retain(|known| *known != path);
        self.paths.push(path.clone());
        self.refuse_faults(&path, &draft.kind.name, draft.lacking(), workspace, session)?;
        Ok(id)
    }

    /// The portfolio as it would be.
    pub fn portfolio<'w>(&self, workspace: &'w Workspace) -> Cow<'w, Portfolio> {
        if self.changes.is_empty() {
            return Cow::Borrowed(&workspace.portfolio);
        }
        Cow::Owned(overlaid(&workspace.portfolio, &self.changes))
    }

    /// Returns the text of a file of rows with one more.
    fn grown(
        &self,
        draft: &Draft<'_>,
        path: &PortfolioPath,
        base: Base<'_>,
    ) -> Result<String, Failure> {
        let current = self.changes.bytes(base, path);
        let current = current.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let lines = draft
            .fields()
            .into_iter()
            .map(|(key, value)| format!("{}: {}", scalar(&key), value.flow()));
        let row = format!("  - {}\n", lines.collect::<Vec<_>>().join("\n    "));
        let key = draft.kind.nouns();
        match current {
            None => Ok(format!("{key}:\n{row}")),
            Some(text) => with_row(&text, &key, &row).ok_or_else(|| {
                Failure::refused(format!(
                    "{path} is not written one to a line, so nothing can be added to it"
                ))
                .hint("add it by hand, as the others are")
            }),
        }
    }

    /// Refuses what the rules would find in the new file.
    fn refuse_faults(
        &self,
        path: &str,
        kind: &str,
        lacking: Vec<String>,
        workspace: &Workspace,
        session: &Session,
    ) -> Result<(), Failure> {
        let portfolio = self.portfolio(workspace);
        let case = Case {
            portfolio: &portfolio,
            evidence: workspace.evidence.with_history(),
            trust: workspace.trust(),
            today: session.today,
            focus: None,
            only: None,
        };
        let judgement = judge_file(case, path);
        // What is missing is asked for as it is given: by a flag, not by a line of a file.
        // What an award or a duty asks of it may come later.
        let is_own =
            |rule: &str| !matches!(rule, "missing-field" | "unmet-criterion" | "unmet-duty");
        let new: Vec<_> = judgement
            .diagnostics
            .iter()
            .filter(|found| found.at.path == path && found.severity == Severity::Error)
            .filter(|found| is_own(found.rule))
            .collect();
        // What was there before is only of interest where something is wrong now.
        let known = (!new.is_empty()).then(|| workspace.judge(session, None));
        let known = known.as_ref().map(|known| known.diagnostics.as_slice());
        let new = new.into_iter().filter(|found| {
            !known
                .unwrap_or_default()
                .iter()
                .any(|old| old.rule == found.rule && old.message == found.message)
        });
        let wrong = new.map(|found| {
            words::clauses([
                found.message.as_str(),
                found.at.text.as_str(),
                help(found).as_deref().unwrap_or_default(),
            ])
        });
        let lines: Vec<String> = lacking.into_iter().chain(wrong).collect();
        if lines.is_empty() {
            return Ok(());
        }
        Err(Failure::refused("this cannot be written like that")
            .details(lines)
            .remedy(&Remedy::invoke(
                "nothing was written; to see every field",
                Invocation::DescribeFields {
                    kind: kind.to_string(),
                },
            )))
    }

    /// Writes everything or nothing; returns the paths in the order they were added, or
    /// nothing where somebody else came first.
    pub fn write(self, workspace: &Workspace) -> Result<Option<Vec<String>>, Failure> {
        match tree(&workspace.root).apply(&self.changes) {
            Ok(()) => Ok(Some(self.paths)),
            Err(error) if error.is_conflict() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// A row put behind the last of a block list; `None` when the list is written another way.
fn with_row(text: &str, key: &str, row: &str) -> Option<String> {
    let document = Document::read_yaml(text);
    let list = document.front.get(key)?;
    let Some(last) = list.items().last() else {
        let empty = list.is_null() || list.span.of(text).trim() == "[]";
        let at = document.front.entry(key)?.key_span.end;
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        return empty.then(|| {
            format!(
                "{}:\n{row}{}",
                &text[..at],
                text.get(end + 1..).unwrap_or_default()
            )
        });
    };
    if list.span.of(text).starts_with('[') {
        return None;
    }
    let end = text[last.span.end..]
        .find('\n')
        .map_or(text.len(), |n| last.span.end + n + 1);
    let first = list.items().first()?;
    let line = text[..first.span.start].rfind('\n').map_or(0, |n| n + 1);
    let indent = text[line..first.span.start].find('-')?;
    let row = if indent == 2 {
        row.to_owned()
    } else {
        reindented(row, indent)
    };
    let gap = if text[..end].ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let after =
        crate::base::document::write::splice(text, Span::new(end, end), &format!("{gap}{row}"));
    Document::read_yaml(&after)
        .faults
        .is_empty()
        .then_some(after)
}

fn reindented(row: &str, indent: usize) -> String {
    row.lines()
        .map(|line| format!("{:indent$}{}\n", "", line.get(2..).unwrap_or_default()))
        .collect()
}

/// The kind that a field's values refer to, apart from people.
pub fn refers_to_kind(field: &Field) -> Option<&str> {
    match &field.ty {
        FieldType::Reference(Target::Kind(kind)) => Some(kind),
        _ => None,
    }
}
