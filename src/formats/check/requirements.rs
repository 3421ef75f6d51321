//! The requirements that are not met, as one table: what is asked for, what was found, what is
//! needed, and the command for what comes next.

use std::cmp::Reverse;
use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};
use unicode_width::UnicodeWidthStr;

use super::line_indexes::LineIndexes;
use crate::base::text::words;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::CONFIG;
use crate::domain::remedy::Action;
use crate::formats::command_line::shell_command;
use crate::formats::wrap::{COMMAND, pad_to_width, safe_text, text_width, wrap_text};
use crate::formats::{Style, remedies};
use crate::views::check::Check;

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);

/// Columns of the word for how serious a row is, with the blanks behind it.
const SEVERITY: usize = 9;
/// Fewest columns that requirements are given beside their amounts.
const SAYS: usize = 30;
const GAP: usize = 2;

/// The requirements of one award, or the duties of one scheme.
struct Asker<'a> {
    title: &'a str,
    rows: Vec<Row<'a>>,
}

/// One requirement, whatever number of findings are about it.
struct Row<'a> {
    severity: Severity,
    says: &'a str,
    amounts: Option<&'a (String, String)>,
    details: Vec<String>,
    /// The command for what comes next, or what to do in words.
    next: Option<NextStep>,
}

enum NextStep {
    Command(String),
    Words(String),
}

/// Columns of the requirements, of what was found, and of the whole.
struct Widths {
    says: usize,
    found: usize,
    all: usize,
}

pub fn write(
    check: &Check,
    unmet: &[&Diagnostic],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let askers = askers(check, unmet, style);
    let widths = Widths::new(&askers, text_width(style.width));
    for asker in &askers {
        write_head(asker, &widths, out)?;
        for row in &asker.rows {
            write_row(row, &widths, out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Returns the rows below who asks for them, the most serious first.
fn askers<'a>(check: &'a Check, unmet: &[&'a Diagnostic], style: &Style) -> Vec<Asker<'a>> {
    let mut indexes = LineIndexes::new(check);
    let mut askers: Vec<Asker<'a>> = Vec::new();
    for finding in unmet {
        let Some(gap) = &finding.gap else { continue };
        let known = askers.iter().position(|asker| asker.title == gap.asker);
        let at = known.unwrap_or_else(|| {
            askers.push(Asker {
                title: &gap.asker,
                rows: Vec::new(),
            });
            askers.len() - 1
        });
        let rows = &mut askers[at].rows;
        let known = rows.iter().position(|row| row.says == gap.says);
        let at = known.unwrap_or_else(|| {
            rows.push(Row {
                severity: finding.severity,
                says: &gap.says,
                amounts: gap.amounts.as_ref(),
                details: Vec::new(),
                next: None,
            });
            rows.len() - 1
        });
        rows[at].add(finding, &gap.details, &mut indexes, style);
    }
    for asker in &mut askers {
        // Signatures come after what is signed.
        let order = |row: &Row<'_>| (Reverse(row.severity), row.amounts.is_none());
        asker.rows.sort_by_key(order);
    }
    askers
}

impl Row<'_> {
    fn add(
        &mut self,
        finding: &Diagnostic,
        details: &[String],
        indexes: &mut LineIndexes<'_>,
        style: &Style,
    ) {
        let place = match finding.at.path == CONFIG {
            true => String::new(),
            false => format!("{}: ", place(finding, indexes)),
        };
        let details = details.iter().map(|detail| format!("{place}{detail}"));
        self.details.extend(details);
        self.next = self.next.take().or_else(|| next(finding, style));
    }
}

fn place(finding: &Diagnostic, indexes: &mut LineIndexes<'_>) -> String {
    let path = &finding.at.path;
    match indexes.get(path) {
        Some((text, index)) => {
            let line = index.position(text, finding.at.span.start).line;
            format!("{path}, line {line}")
        }
        None => path.clone(),
    }
}

fn next(finding: &Diagnostic, style: &Style) -> Option<NextStep> {
    let commands = finding
        .remedies
        .iter()
        .filter_map(|remedy| match &remedy.action {
            Action::Invoke(what) => shell_command(what, style.shell),
            Action::Edit(_) | Action::Look(_) | Action::Advice => None,
        });
    let command = commands.map(NextStep::Command).next();
    command.or_else(|| remedies::help(finding, style.shell).map(NextStep::Words))
}

impl Widths {
    fn new(askers: &[Asker<'_>], all: usize) -> Self {
        let rows = || askers.iter().flat_map(|asker| &asker.rows);
        let amounts = rows().filter_map(|row| row.amounts);
        let (mut found, mut needed) = ("Found".width(), "Needed".width());
        for (one, other) in amounts {
            found = found.max(one.width());
            needed = needed.max(other.width());
        }
        let widest = rows().map(|row| row.says.width()).max().unwrap_or(0);
        let free = all.saturating_sub(SEVERITY + found + needed + 2 * GAP);
        Self {
            says: free.min(widest.max(SAYS)),
            found,
            all,
        }
    }

    /// Returns true if the amounts stand beside the requirement, and not below it.
    fn beside(&self) -> bool {
        self.says >= SAYS
    }

    fn amounts(&self, found: &str, needed: &str) -> String {
        let found = pad_to_width(found, self.found + GAP);
        format!("{:GAP$}{found}{needed}", "")
    }
}

fn write_head(asker: &Asker<'_>, widths: &Widths, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("{}: not met yet", safe_text(asker.title));
    let counted = asker.rows.iter().any(|row| row.amounts.is_some());
    if !counted || !widths.beside() {
        let lines = wrap_text(&title, widths.all);
        return lines
            .iter()
            .try_for_each(|line| writeln!(out, "{BOLD}{line}{BOLD:#}"));
    }
    let lines = wrap_text(&title, SEVERITY + widths.says);
    let amounts = widths.amounts("Found", "Needed");
    for (at, line) in lines.iter().enumerate() {
        match at {
            0 => {
                let line = pad_to_width(line, SEVERITY + widths.says);
                writeln!(out, "{BOLD}{line}{amounts}{BOLD:#}")?;
            }
            _ => writeln!(out, "{BOLD}{line}{BOLD:#}")?,
        }
    }
    Ok(())
}

fn write_row(row: &Row<'_>, widths: &Widths, out: &mut dyn Write) -> io::Result<()> {
    let columns = match widths.beside() {
        true => widths.says,
        false => widths.all - SEVERITY,
    };
    let paint = severity_paint(row.severity);
    let lines = wrap_text(&safe_text(row.says), columns);
    for (at, line) in lines.iter().enumerate() {
        let amounts = row.amounts.filter(|_| at == 0 && widths.beside());
        let line = match amounts {
            Some((found, needed)) => {
                let amounts = widths.amounts(&safe_text(found), &safe_text(needed));
                format!("{}{amounts}", pad_to_width(line, columns))
            }
            None => line.clone(),
        };
        let severity = if at == 0 { row.severity.name() } else { "" };
        let severity = pad_to_width(severity, SEVERITY);
        writeln!(out, "{paint}{severity}{paint:#}{}", line.trim_end())?;
    }
    if let Some((found, needed)) = row.amounts.filter(|_| !widths.beside()) {
        let amounts = format!("found {found}, needed {needed}");
        write_below(&safe_text(&amounts), DIM, widths, out)?;
    }
    for detail in words::first_items(&row.details) {
        write_below(&safe_text(&detail), DIM, widths, out)?;
    }
    match &row.next {
        Some(NextStep::Words(next)) => write_below(&safe_text(next), Paint::new(), widths, out),
        Some(NextStep::Command(command)) => {
            let command = safe_text(command);
            let indent = SEVERITY.min(widths.all.saturating_sub(command.width()));
            writeln!(out, "{:indent$}{COMMAND}{command}{COMMAND:#}", "")
        }
        None => Ok(()),
    }
}

fn write_below(text: &str, paint: Paint, widths: &Widths, out: &mut dyn Write) -> io::Result<()> {
    let lines = wrap_text(text, widths.all - SEVERITY);
    lines
        .iter()
        .try_for_each(|line| writeln!(out, "{:SEVERITY$}{paint}{line}{paint:#}", ""))
}

fn severity_paint(severity: Severity) -> Paint {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Green,
    };
    colour.on_default().effects(Effects::BOLD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Shell;
    use crate::formats;
    use crate::views::check::tests::check_of;

    fn shown(width: usize) -> String {
        let check = check_of(&[(
            "journals/2026-01-05-a.md",
            "---\ntitle: A\ndate: 2026-01-05\naward: bronze\n---\n",
        )]);
        let style = Style {
            width,
            colour: false,
            shell: Shell::Posix,
        };
        let mut out = Vec::new();
        formats::print(&check, "human", &style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_a_person_wrote_comes_before_one_table_of_requirements() {
        let shown = shown(80);
        let (written, table) = shown.split_once("Bronze: not met yet").unwrap();
        assert!(written.contains("--> journals/2026-01-05-a.md"), "{shown}");
        assert!(!written.contains("unmet-criterion"), "{shown}");
        let row = "\nwarning  Three reflective journals";
        let row = table.split_once(row).unwrap().1;
        let cells: Vec<&str> = row.split_whitespace().take(6).collect();
        assert_eq!(cells, ["1", "3", "journals", "cpd", "new", "journal"]);
        assert!(!table.contains("cpd.yaml"), "{shown}");
    }

    #[test]
    fn a_narrow_table_has_its_amounts_below() {
        let shown = shown(40);
        assert!(
            shown.contains("\n         found 1, needed 3 journals\n"),
            "{shown}"
        );
        let wide = |line: &&str| line.width() > 40 && !line.contains("-->");
        assert_eq!(shown.lines().find(wide), None);
    }
}
