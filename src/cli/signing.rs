//! Taking a step of the sign-off: what is asked, what is written, what is kept.
//! Records made here claim; no key is involved yet.

use chrono::{DateTime, Utc};

use super::error::Stop;
use super::session::Session;
use super::workspace::Workspace;
use crate::calendar;
use crate::disk::write;
use crate::facts::{CommitInfo, Facts, Pages};
use crate::git::{Repo, Who};
use crate::judge::{AwardState, AwardVerdict, Case, Judgement, judge, need, signoffs};
use crate::pack::{Making, build::build, build::manifest_sha256};
use crate::portfolio::{AwardId, Person, Portfolio, person};
use crate::schema::{By, Scheme, Step};
use crate::select::Scope;
use crate::sheet::Sheet;
use crate::signoff::{StepState, required};
use crate::source::digest;
use crate::syntax::write::{Yaml, front_matter};
use crate::text::{is_id, words};

/// A step that may be taken now.
pub struct Turn<'a> {
    pub scheme: &'a Scheme,
    pub step: &'a Step,
    pub award: &'a AwardVerdict<'a>,
    /// The step before, which stands.
    pub before: Option<&'a StepState<'a>>,
}

/// What a person says and when.
pub struct Declaration<'a> {
    pub by: Person<'a>,
    pub words: &'a str,
    pub on: DateTime<Utc>,
}

impl<'a> Turn<'a> {
    /// The step of an award, once it is its turn; else why not.
    pub fn of(
        step: &str,
        award: &AwardId,
        judgement: &'a Judgement<'a>,
        portfolio: &'a Portfolio,
    ) -> Result<Self, Stop> {
        let verdict = judgement
            .award(award)
            .ok_or_else(|| Stop::failed(format!("there is no award {award}")))?;
        let scheme = portfolio
            .scheme(&award.scheme)
            .ok_or_else(|| Stop::failed("the scheme cannot be read"))?;
        let Some(at) = scheme.steps.iter().position(|known| known.id == step) else {
            let steps: Vec<&str> = scheme.steps.iter().map(|step| step.id.as_str()).collect();
            return Err(
                Stop::failed(format!("{} has no step called {step}", scheme.title))
                    .hint(format!("its steps are: {}", steps.join(", "))),
            );
        };
        let title = &verdict.award.title;
        match verdict.state {
            AwardState::Closed => {
                return Err(Stop::refused(format!(
                    "{title} is closed: its last sign-off stands for good"
                )));
            }
            AwardState::Locked => {
                let before = verdict
                    .award
                    .after
                    .as_deref()
                    .and_then(|id| scheme.award(id));
                let before = before.map_or("the award before", |award| award.title.as_str());
                return Err(
                    Stop::refused(format!("{title} is locked until {before} is closed")).hint(
                        "records for it may be started early; `cpd status` says what is next",
                    ),
                );
            }
            AwardState::Open => return Err(unmet(verdict, portfolio)),
            AwardState::Ready => {}
        }
        let states = &verdict.chain.steps;
        if states[at].counts() {
            return Err(Stop::refused(format!(
                "\u{201c}{step}\u{201d} has been taken, and nothing has changed since"
            )));
        }
        if let Some(open) = states[..at].iter().find(|state| !state.counts()) {
            let command = signoffs::command(open.step, award, portfolio);
            let again = if open.signoff.is_some() { " again" } else { "" };
            return Err(Stop::refused(format!(
                "\u{201c}{}\u{201d} comes first{again}",
                open.step.id
            ))
            .hint(format!("`{command}`")));
        }
        let before = at.checked_sub(1).map(|before| &states[before]);
        Ok(Self {
            scheme,
            step: &scheme.steps[at],
            award: verdict,
            before,
        })
    }

    /// Who may take the step on a day.
    pub fn signers(&self, portfolio: &'a Portfolio, on: chrono::NaiveDate) -> Vec<Person<'a>> {
        let owner = portfolio.owner();
        match &self.step.by {
            By::Owner => owner.into_iter().collect(),
            By::Role(role) => portfolio
                .people()
                .filter(|person| owner.is_none_or(|owner| owner.id() != person.id()))
                .filter(|person| person.holds(role, owner, on))
                .collect(),
        }
    }

    /// The one who signs: named, or the only one who holds the role.
    pub fn signer(
        &self,
        named: Option<&str>,
        portfolio: &'a Portfolio,
        on: chrono::NaiveDate,
    ) -> Result<Person<'a>, Stop> {
        let role = words::spaced(self.step.by.role());
        let able = self.signers(portfolio, on);
        let Some(named) = named else {
            return match able.as_slice() {
                [one] => Ok(*one),
                [] => Err(
                    Stop::refused(format!("nobody in trust/people.yaml is {role} on {on}"))
                        .hint(missing_role(&self.step.by)),
                ),
                several => Err(
                    Stop::failed(format!("several people are {role}")).hint(format!(
                        "say who with `--as`: {}",
                        several
                            .iter()
                            .map(|p| p.id())
                            .collect::<Vec<_>>()
                            .join(", ")
                    )),
                ),
            };
        };
        let person = portfolio
            .people()
            .find(|person| person.id() == named || person.name().eq_ignore_ascii_case(named))
            .ok_or_else(|| {
                Stop::failed(format!(
                    "there is nobody called {named} in trust/people.yaml"
                ))
                .hint("add them with `cpd new person`")
            })?;
        if able.iter().any(|able| able.id() == person.id()) {
            return Ok(person);
        }
        let is_owner = portfolio
            .owner()
            .is_some_and(|owner| owner.id() == person.id());
        let why = if is_owner {
            "nobody endorses their own portfolio".to_owned()
        } else {
            format!("{} is not {role} on {on}", person.name())
        };
        Err(Stop::refused(why).hint(missing_role(&self.step.by)))
    }
}

fn missing_role(by: &By) -> String {
    match by {
        By::Owner => "cpd.yaml names the owner".into(),
        By::Role(role) if role == person::LINE_MANAGER => {
            "the owner's `line_manager` in trust/people.yaml says who it is, and since when".into()
        }
        By::Role(role) => {
            format!("add `roles: [{{ role: {role}, from: … }}]` to somebody in trust/people.yaml")
        }
    }
}

/// What an award still lacks, as a list.
pub fn unmet(verdict: &AwardVerdict<'_>, portfolio: &Portfolio) -> Stop {
    let lines = verdict.unmet().map(|open| match &open.outcome.need {
        Some(need) => format!(
            "{}: {}",
            open.criterion.says,
            need::in_words(need, portfolio)
        ),
        None => open.criterion.says.clone(),
    });
    Stop::refused(format!(
        "{} is not ready: it still lacks",
        verdict.award.title
    ))
    .details(lines.collect())
    .hint("`cpd status` says what is next")
}

/// Refuses while anything is not saved: what is signed has to be what git keeps.
pub fn refuse_unsaved(repo: &Repo) -> Result<(), Stop> {
    if repo.is_busy() {
        return Err(
            Stop::refused("a merge or rebase is half done").hint("finish it with git first")
        );
    }
    let changes = repo.changes()?;
    if changes.is_empty() {
        return Ok(());
    }
    let lines = changes.iter().map(|change| change.path.clone()).collect();
    Err(Stop::refused("some changes have not been saved")
        .details(lines)
        .hint("`cpd save` keeps them"))
}

/// Takes the step: writes its record and commits that file alone. Gives its path.
pub fn take(
    turn: &Turn<'_>,
    declaration: &Declaration<'_>,
    workspace: &Workspace,
    repo: &Repo,
    who: &Who,
    session: &Session,
) -> Result<String, Stop> {
    let (path, text) = record(turn, declaration, workspace, repo, session)?;
    let full = workspace.place(&path)?;
    write::create(&full, text.as_bytes())?;
    let title = &turn.award.award.title;
    let message = format!(
        "{} {title}: {}",
        words::capitalised(&turn.step.id),
        declaration.by.name()
    );
    if let Err(error) = repo.commit_files(std::slice::from_ref(&path), &message, who) {
        // A record that is in no commit would only be in the way.
        write::remove(&full)?;
        return Err(error.into());
    }
    Ok(path)
}

fn record(
    turn: &Turn<'_>,
    declaration: &Declaration<'_>,
    workspace: &Workspace,
    repo: &Repo,
    session: &Session,
) -> Result<(String, String), Stop> {
    let portfolio = &workspace.portfolio;
    let id = &turn.award.id;
    let stamp = declaration.on.format("%Y-%m-%dT%H%M%SZ");
    let by = declaration.by.id();
    if !is_id(by) {
        return Err(
            Stop::refused(format!("{by} is no id that a file could be named for"))
                .hint("write it in trust/people.yaml as in sam-carter"),
        );
    }
    let path = format!(
        "signoffs/{}/{}/{stamp}-{}-{by}.md",
        id.scheme, id.award, turn.step.id
    );
    let owner = portfolio
        .owner()
        .ok_or_else(|| Stop::failed("cpd.yaml names no owner who is in trust/people.yaml"))?;
    let uuid = portfolio
        .config
        .portfolio
        .as_ref()
        .ok_or_else(|| Stop::failed("cpd.yaml has no `portfolio` id"))?;
    let mut fields = vec![
        ("signoff".to_owned(), Yaml::word(&turn.step.id)),
        ("award".to_owned(), Yaml::word(id.to_string())),
        ("by".to_owned(), Yaml::word(by)),
        ("role".to_owned(), Yaml::word(turn.step.by.role())),
        (
            "on".to_owned(),
            Yaml::word(calendar::instant_text(declaration.on)),
        ),
        (
            "owner".to_owned(),
            map(&[("id", owner.id()), ("name", owner.name())]),
        ),
        ("portfolio".to_owned(), Yaml::word(&uuid.value)),
        (
            "scheme".to_owned(),
            map(&[
                ("id", &turn.scheme.id),
                ("version", &turn.scheme.version),
                ("sha256", &turn.scheme.sha256),
            ]),
        ),
    ];
    if let Some(before) = turn.before.and_then(|state| state.signoff.as_ref()) {
        let path = &before.record.path;
        let kept = committed(repo, path)?;
        fields.push((
            "after".to_owned(),
            map(&[("path", path), ("blob", &kept.id)]),
        ));
    }
    fields.push((
        "subjects".to_owned(),
        subjects(turn, workspace, repo, session)?,
    ));
    fields.push(("proof".to_owned(), Yaml::word("none")));
    if turn.step.carries_pack {
        let pack = pack(&turn.award.id, turn.scheme, workspace, repo, session)?;
        let digest = manifest_sha256(&pack);
        fields.push(("pack".to_owned(), map(&[("sha256", &digest)])));
    }
    let words = declaration.words.trim();
    let body = if words.is_empty() {
        String::new()
    } else {
        format!("\n{words}\n")
    };
    Ok((path, format!("{}{body}", front_matter(&fields))))
}

fn map(entries: &[(&str, &str)]) -> Yaml {
    Yaml::Map(
        entries
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Yaml::word(*value)))
            .collect(),
    )
}

fn committed(repo: &Repo, path: &str) -> Result<crate::git::Blob, Stop> {
    repo.committed(path)?.ok_or_else(|| {
        Stop::refused(format!("{path} is not in the last commit"))
            .hint("`cpd save` keeps it; see that git does not ignore it")
    })
}

/// Every subject as the last commit has it.
fn subjects(
    turn: &Turn<'_>,
    workspace: &Workspace,
    repo: &Repo,
    session: &Session,
) -> Result<Yaml, Stop> {
    let scope = Scope {
        portfolio: &workspace.portfolio,
        scheme: turn.scheme,
        award: Some(&turn.award.id),
        today: session.today,
    };
    let mut items = Vec::new();
    for path in required(turn.step, scope) {
        let kept = committed(repo, &path)?;
        items.push(map(&[
            ("path", &path),
            ("blob", &kept.id),
            ("sha256", &digest::sha256(&kept.bytes)),
        ]));
    }
    Ok(Yaml::List(items))
}

/// The pack of an award as the last commit has it, judged as of its day.
pub fn pack(
    id: &AwardId,
    scheme: &Scheme,
    workspace: &Workspace,
    repo: &Repo,
    session: &Session,
) -> Result<crate::pack::model::Pack, Stop> {
    let committed = Committed { repo, workspace };
    let commit = repo.last_commit()?;
    let commit = commit.map(|commit| dated(commit, session.source_date));
    // The same commit gives the same pack on any day.
    let day = commit
        .as_ref()
        .and_then(|commit| DateTime::from_timestamp(commit.seconds, 0));
    let today = day.map_or(session.today, |moment| moment.date_naive());
    let judgement = judge(Case {
        portfolio: &workspace.portfolio,
        facts: &workspace.facts,
        today,
        focus: None,
    });
    let award = judgement
        .award(id)
        .ok_or_else(|| Stop::failed(format!("there is no award {id}")))?;
    let making = Making {
        portfolio: &workspace.portfolio,
        scheme,
        award,
        facts: &committed,
        blob: &|bytes| repo.blob_id(bytes),
        commit,
        today,
        draft: false,
    };
    Ok(build(&making))
}

/// `SOURCE_DATE_EPOCH` stands for the commit's time where it is set.
pub fn dated(commit: CommitInfo, epoch: Option<i64>) -> CommitInfo {
    CommitInfo {
        seconds: epoch.unwrap_or(commit.seconds),
        ..commit
    }
}

/// Files as the last commit has them, so that a pack does not depend on what
/// git did to line ends in the work tree.
struct Committed<'a> {
    repo: &'a Repo,
    workspace: &'a Workspace,
}

impl Facts for Committed<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        match self.repo.committed(path) {
            Ok(Some(blob)) => Some(blob.bytes),
            _ => self.workspace.facts.bytes(path),
        }
    }

    fn pages(&self, sheet: &Sheet, most: usize) -> Result<Pages, String> {
        self.workspace.facts.pages(sheet, most)
    }
}
