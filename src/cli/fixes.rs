//! `cpd check --fix` and `--diff`: corrects what has one right answer, and says what was left.

use crate::app::lookup;
use crate::app::records::fix::{Fixes, LeftBecause, plan};
use crate::base::files::Sha256;
use crate::base::text::Safe;
use crate::base::text::words::{count_noun, join_some};
use crate::cli::apply_change::{self, parse_digest};
use crate::cli::failure::Failure;
use crate::cli::format::SHELL;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::remedy::Invocation;
use crate::formats::command_line::shell_command;

/// The options of `cpd check` that correct files.
#[derive(Debug, clap::Args)]
pub struct FixArgs {
    /// Correct these files only, even if they were signed (with --fix or --diff)
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// Correct what has one right answer, then check
    #[arg(long)]
    fix: bool,
    /// Show what --fix would change without changing it
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    pub diff: bool,
    /// Correct the files only if the corrections are still those that --diff showed
    #[arg(long, value_name = "DIGEST", value_parser = parse_digest, requires = "fix")]
    expect: Option<Sha256>,
}

impl FixArgs {
    /// Corrects the files, or shows the corrections. Returns true if files were written.
    pub fn run(&self, workspace: &CliWorkspace, session: &mut Session) -> Result<bool, Failure> {
        if !self.fix && !self.diff {
            return self.refuse_files(workspace);
        }
        let files = self.files.iter();
        let named = files.map(|file| lookup::file(&workspace.portfolio, file));
        let named = named.collect::<Result<_, _>>()?;
        let input = workspace.check_input_for(session, None);
        let fixes = plan(input, workspace.base(), &named)?;
        let changes = &fixes.changes;
        if let Some(shown) = self.expect {
            changes.require(shown)?;
        }
        match (changes.is_empty(), self.diff) {
            (true, _) if fixes.left.is_empty() => {
                writeln!(session.err, "There is nothing that cpd can correct.")?;
            }
            (true, _) => {}
            (false, true) => apply_change::show(changes, workspace, session)?,
            (false, false) => apply_change::apply(changes, workspace, session)?,
        }
        self.print(&fixes, session)?;
        Ok(!changes.is_empty() && !self.diff)
    }

    fn refuse_files(&self, workspace: &CliWorkspace) -> Result<bool, Failure> {
        let Some(first) = self.files.first() else {
            return Ok(false);
        };
        if let Ok(award) = workspace.award(first) {
            let says = format!("{first} is an award, and not a file to correct");
            let hint = format!("to fail if it lacks anything: `cpd check --award {award}`");
            return Err(Failure::failed(says).hint(hint));
        }
        Err(
            Failure::failed("cpd check looks at the whole portfolio, not at single files")
                .hint("to correct single files, add `--fix`, or `--diff` to look first"),
        )
    }

    fn print(&self, fixes: &Fixes, session: &mut Session) -> Result<(), Failure> {
        let (problems, files) = (fixes.corrected.values().sum(), fixes.corrected.len());
        if problems > 0 {
            let did = if self.diff {
                "Would correct"
            } else {
                "Corrected"
            };
            let problems = count_noun(problems, "problem", "problems");
            let files = count_noun(files, "file", "files");
            writeln!(session.err, "{did} {problems} in {files}.")?;
        }
        for (why, says) in [
            (LeftBecause::Signed, "in signed files"),
            (LeftBecause::Unsettled, "that came back each time"),
        ] {
            print_left(fixes, why, says, session)?;
        }
        Ok(())
    }
}

/// Says how many corrections were not made, and in which files.
fn print_left(
    fixes: &Fixes,
    why: LeftBecause,
    says: &str,
    session: &mut Session,
) -> Result<(), Failure> {
    let left = fixes.left.iter().filter(|((reason, _), _)| *reason == why);
    let (paths, counts): (Vec<&str>, Vec<usize>) =
        left.map(|((_, path), count)| (&**path, *count)).unzip();
    let Some(first) = paths.first() else {
        return Ok(());
    };
    let problems = count_noun(counts.iter().sum(), "problem", "problems");
    let named = join_some(&paths, paths.len());
    writeln!(session.err, "Left {problems} {says}: {}.", Safe(&named))?;
    let path = (*first).to_owned();
    if why == LeftBecause::Signed
        && let Some(command) = shell_command(&Invocation::Fix { path }, SHELL)
    {
        writeln!(
            session.err,
            "cpd changes a signed file only if you name it: `{}`",
            Safe(&command)
        )?;
    }
    Ok(())
}
