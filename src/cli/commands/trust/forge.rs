//! `cpd trust forge`: says which repository on a forge counts, and who records approvals.

use crate::app::trust::set_forge::{self, ForgeValues};
use crate::app::workspace::Workspace;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::review::ForgeSettings;

/// Say which repository on GitHub, GitLab, Gitea or Forgejo counts
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust forge --host github.com --repository 186853002\n  cpd trust forge --host gitlab.com --repository 4242 --base trunk --recorder college-recorder\n\nOn GitHub, `gh api repos/OWNER/NAME --jq .id` prints the number. GitLab shows it on the page of the project. On Gitea and Forgejo it is the `id` at /api/v1/repos/OWNER/NAME."
)]
pub struct TrustForgeArgs {
    /// The host of the site, such as github.com
    #[arg(long, value_name = "HOST")]
    pub host: Option<String>,
    /// The number of the repository. Names can be given to others, numbers cannot
    #[arg(long, value_name = "NUMBER")]
    pub repository: Option<String>,
    /// The branch that pull requests go into [default: the one of the remote, or main]
    #[arg(long, value_name = "BRANCH")]
    pub base: Option<String>,
    /// The name of the recorder whose key signs the records [default: cpd-recorder]
    #[arg(long, value_name = "NAME")]
    pub recorder: Option<String>,
}

pub fn run(args: &TrustForgeArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let mut values = ForgeValues {
        host: args.host.clone(),
        repository: args.repository.clone(),
        base: args.base.clone(),
        recorder: args.recorder.clone(),
    };
    if session.interactive && set_forge::is_missing(&workspace) {
        ask(&mut values, session)?;
    }
    write(&workspace, &values, session)?;
    writeln!(session.err, "Save this with `cpd save`.")?;
    Ok(ExitKind::Clean)
}

/// Asks for what only a person can know.
pub fn ask(values: &mut ForgeValues, session: &mut Session) -> Result<(), Failure> {
    if values.host.is_none() {
        let question = "The host of the site, such as github.com";
        values.host = ask_until(question, ForgeSettings::allows_host, "github.com", session)?;
    }
    if values.repository.is_none() {
        let question = "The number of the repository";
        let is_right = ForgeSettings::allows_repository;
        values.repository = ask_until(question, is_right, "186853002", session)?;
    }
    Ok(())
}

/// Asks until the answer can be used, or there is none.
fn ask_until(
    question: &str,
    is_right: fn(&str) -> bool,
    example: &str,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    let help = "Press Enter to skip. `cpd trust forge --help` says where to find it";
    loop {
        let answer = session.prompter.text(question, None, Some(help))?;
        let answer = answer.trim();
        if answer.is_empty() {
            return Ok(None);
        }
        if is_right(answer) {
            return Ok(Some(answer.to_owned()));
        }
        writeln!(session.err, "This cannot be used. Write it like {example}.")?;
    }
}

/// Writes the file and prints its path.
pub fn write(
    workspace: &Workspace,
    values: &ForgeValues,
    session: &mut Session,
) -> Result<(), Failure> {
    let changes = set_forge::plan(workspace, values)?;
    workspace.apply(&changes)?;
    for change in changes.on_disk() {
        writeln!(session.out, "{}", change.path)?;
    }
    Ok(())
}
