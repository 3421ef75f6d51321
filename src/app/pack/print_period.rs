//! The record of some days, or of one duty, printed without an award: the log of two months, a
//! year's hours, the training register.

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

use crate::app::conflict::InConflict;
use crate::app::error::{Explain, Explanation, Hint};
use crate::app::lookup::{self, NotFollowed};
use crate::app::signoff::require_saved::require_saved;
use crate::app::workspace::Workspace;
use crate::base::calendar::human::{self, NotAPeriod, PeriodNames};
use crate::base::calendar::{self, Period};
use crate::base::text::{did_you_mean, fold, words};
use crate::check::compile::days_of_duty;
use crate::check::{
    CheckInput, CheckResult, CriterionState, confirmed_records, verdicts, verdicts_in_days,
};
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::CommitInfo;
use crate::domain::query::{Scope, period};
use crate::domain::remedy::Invocation;
use crate::domain::schema::{Criterion, Recurrence, Scheme};
use crate::views::submission::model::Pack;
use crate::views::submission::sheet::{self, SheetInput, build_sheet};

/// The record that somebody wants to print.
#[derive(Debug, Clone, Copy, Default)]
pub struct PeriodRequest<'r> {
    /// The scheme whose duties are shown; needed only if several schemes have duties.
    pub scheme: Option<&'r str>,
    /// One duty, as `log` or `alt-valley/log`; all duties if `None`.
    pub duty: Option<&'r str>,
    /// The days as somebody typed them; those that the duty is asked about at present if `None`.
    pub days: Option<&'r str>,
}

/// A reason why a record was not printed.
#[derive(Debug, Error)]
pub enum PrintPeriodError {
    #[error("this portfolio follows no scheme")]
    NoScheme,
    #[error(transparent)]
    NotFollowed(#[from] NotFollowed),
    #[error("several schemes ask for something here")]
    SeveralSchemes(Vec<String>),
    #[error("there is no duty called {written} here")]
    NoDuty {
        written: String,
        known: Vec<DutyName>,
        /// The scheme whose duties a command shows.
        scheme: Option<String>,
    },
    #[error("several duties are called {written}")]
    SeveralDuties { written: String, known: Vec<String> },
    #[error("{written} names no days that cpd knows")]
    NoDays { written: String, names: Vec<String> },
    #[error("{0} ends before it begins")]
    Backwards(String),
    #[error("nothing says on which day the year {0} begins")]
    NoFirstDay(String),
    #[error("the period begins on {}, which is in the future", calendar::format_long(*.0))]
    NotBegun(NaiveDate),
    #[error(transparent)]
    InConflict(#[from] InConflict),
}

/// A duty by the name that it can be asked for.
#[derive(Debug, Clone)]
pub struct DutyName {
    id: String,
    /// True if the scheme says what its sheet holds.
    has_sheet: bool,
}

impl DutyName {
    fn new(duty: &Criterion) -> Self {
        Self {
            id: duty.id.clone(),
            has_sheet: duty.prints.is_some(),
        }
    }
}

/// Asks for a similar name, or else names the duties with a sheet of their own; the command
/// shows all.
fn similar_duty(written: &str, known: &[DutyName], scheme: &str) -> Hint {
    let ids = known.iter().map(|duty| duty.id.as_str());
    let sheets = known.iter().filter(|duty| duty.has_sheet);
    let sheets: Vec<&str> = sheets.map(|duty| duty.id.as_str()).collect();
    let question = did_you_mean::question(written, ids);
    let lead = question.unwrap_or_else(|| match sheets.is_empty() {
        true => "name another.".to_owned(),
        false => format!("choose from: {}.", words::join_choices(&sheets)),
    });
    let show = Invocation::ShowScheme {
        scheme: scheme.to_owned(),
    };
    Hint::from(format!("{lead} All of them: ")).then(show)
}

impl Explain for PrintPeriodError {
    fn explain(&self) -> Explanation {
        let choices = |names: &[String]| format!("choose from: {}", words::join_choices(names));
        let failed = Explanation::failed();
        match self {
            Self::NoScheme => failed.hint("name one under `schemes` in cpd.yaml"),
            Self::NotFollowed(error) => error.explain(),
            Self::NoDuty {
                written,
                known,
                scheme: Some(scheme),
            } => failed.hint(similar_duty(written, known, scheme)),
            Self::NoDuty { .. } => {
                failed.hint("no scheme that you follow has duties: give the days alone")
            }
            Self::SeveralSchemes(known) | Self::SeveralDuties { known, .. } => {
                failed.hint(choices(known))
            }
            Self::NoDays { names, .. } => failed.hint(examples_of_days(names)),
            Self::Backwards(_) => failed.hint("write the earlier day first"),
            Self::NoFirstDay(_) => {
                failed.hint("write its first and last month, such as 2026-08..2027-07")
            }
            Self::NotBegun(_) => failed.hint("name days that have begun"),
            Self::InConflict(error) => error.explain(),
        }
    }
}

/// A printed record of some days or of a duty.
#[derive(Debug)]
pub struct PrintedPeriod {
    pub pack: Pack,
    /// The duties that it does not show, because these days alone do not decide them, in words.
    pub left_out: Vec<String>,
}

/// Returns the printed record, made of the files as they are now.
pub fn print_period(
    request: PeriodRequest<'_>,
    workspace: &Workspace,
) -> Result<PrintedPeriod, PrintPeriodError> {
    let _span = tracing::info_span!("pack.build-period").entered();
    let portfolio = &workspace.portfolio;
    let (scheme, duty) = requested_duties(request, portfolio)?;
    let now = workspace.moment.today;
    let running = || days_of_duty(duty?, Scope::for_duties(portfolio, scheme, now));
    let typed = request
        .days
        .map(|written| read_days(written, scheme, workspace));
    let days = typed.transpose()?.or_else(running);
    if let Some(days) = days.filter(|days| days.from > now) {
        return Err(PrintPeriodError::NotBegun(days.from));
    }
    let today = days.map_or(now, |days| days.to.min(now));
    let check = |today| CheckInput {
        today,
        only: Some(&scheme.id),
        ..workspace.check_input()
    };
    // A duty that has no period is about the present, whatever days are printed.
    let is_lasting = |duty: &Criterion| duty.within.is_none();
    let result = match days.filter(|_| !duty.is_some_and(is_lasting)) {
        // A requirement that ends on the last of the days is over on the next.
        Some(days) => verdicts_in_days(check(today.succ_opt().unwrap_or(today).min(now)), days),
        None => verdicts(check(today)),
    };
    let shown = result.verdicts.iter().flat_map(|scheme| &scheme.duties);
    let is_wanted = |one: &Criterion| duty.is_none_or(|duty| is_judged_with(one, duty));
    let mut duties: Vec<_> = shown.filter(|one| is_wanted(one.criterion)).collect();
    // The duty itself comes before those that its sheet names.
    duties.sort_by_key(|one| duty.is_some_and(|duty| !std::ptr::eq(duty, one.criterion)));
    let left_out = match duty {
        Some(_) => Vec::new(),
        None => left_out(&result, &verdicts(check(today))),
    };
    let pack = build_sheet(&SheetInput {
        only: None,
        left_out: &left_out,
        portfolio,
        scheme,
        duty,
        verdicts: duties,
        confirmed: &confirmed_records(scheme, check(today)),
        days,
        today,
        evidence: workspace.evidence(),
        commit: saved_commit(workspace),
    });
    InConflict::check(portfolio, pack.files.keys())?;
    Ok(PrintedPeriod { pack, left_out })
}

/// Returns the duties that apply at present and have no part in what was judged.
fn left_out(judged: &CheckResult<'_>, present: &CheckResult<'_>) -> Vec<String> {
    let duties = |result: &CheckResult<'_>| {
        let schemes = result.verdicts.iter().flat_map(|scheme| &scheme.duties);
        let asked = schemes.filter(|duty| duty.outcome.state() != CriterionState::Idle);
        let names = asked.map(|duty| (duty.criterion.id.clone(), duty.criterion.says.clone()));
        names.collect::<Vec<_>>()
    };
    let shown = duties(judged);
    let others = duties(present).into_iter();
    let others = others.filter(|one| !shown.contains(one));
    others.map(|(_, says)| says).collect()
}

/// Says how days may be written, with the names of the scheme's own periods.
fn examples_of_days(names: &[String]) -> String {
    let own = match names.is_empty() {
        true => String::new(),
        false => format!(
            ", or a period of the scheme: {}",
            words::join_choices(names)
        ),
    };
    format!(
        "write 2026, 2026-10, October 2026, Oct\u{2013}Nov 2026, 2026-10 to 2026-11 or 2026/27{own}"
    )
}

fn read_days(
    written: &str,
    scheme: &Scheme,
    workspace: &Workspace,
) -> Result<Period, PrintPeriodError> {
    let today = workspace.moment.today;
    let names = SchemePeriods {
        scheme,
        portfolio: &workspace.portfolio,
        today,
    };
    let written_text = || written.to_owned();
    human::read_period(written, today, &names).map_err(|error| match error {
        NotAPeriod::Unknown => PrintPeriodError::NoDays {
            written: words::quoted(written),
            names: scheme.periods.keys().cloned().collect(),
        },
        NotAPeriod::Backwards => PrintPeriodError::Backwards(written_text()),
        NotAPeriod::NoFirstDay => PrintPeriodError::NoFirstDay(written_text()),
    })
}

/// The periods of a scheme for the owner of a portfolio, by name.
struct SchemePeriods<'a> {
    scheme: &'a Scheme,
    portfolio: &'a Portfolio,
    today: NaiveDate,
}

impl SchemePeriods<'_> {
    fn named(&self, name: &str) -> Option<&Recurrence> {
        let mut periods = self.scheme.periods.iter();
        let (_, period) = periods.find(|(id, _)| fold(&words::with_spaces(id)) == fold(name))?;
        Some(period)
    }
}

impl PeriodNames for SchemePeriods<'_> {
    fn running(&self, name: &str) -> Option<Period> {
        period::period_on(self.named(name)?, self.portfolio, self.today).ok()
    }

    fn previous(&self, name: &str) -> Option<Period> {
        let from = self.running(name).map_or(self.today, |period| period.from);
        period::period_before(self.named(name)?, self.portfolio, from)
    }

    fn split_year(&self, first: i32) -> Option<Period> {
        let last_day = NaiveDate::from_ymd_opt(first, 12, 31)?;
        let at = |recurrence| period::period_on(recurrence, self.portfolio, last_day).ok();
        let mut periods = self.scheme.periods.values().filter_map(at);
        periods.find(|days| days.from.year() == first && days.to.year() == first + 1)
    }
}

/// Returns true for a duty and the others that its sheet names.
fn is_judged_with(one: &Criterion, duty: &Criterion) -> bool {
    let with = duty.prints.iter().flat_map(|prints| &prints.with);
    std::ptr::eq(duty, one) || with.into_iter().any(|(id, _)| *id == one.id)
}

/// Returns the last commit if the files are as it has them.
fn saved_commit(workspace: &Workspace) -> Option<CommitInfo> {
    let repository = workspace.repository_if_any().ok().flatten()?;
    require_saved(repository, &workspace.portfolio).ok()?;
    repository.last_commit().ok().flatten()
}

/// Returns the scheme, and the duty if one is asked for.
fn requested_duties<'p>(
    request: PeriodRequest<'_>,
    portfolio: &'p Portfolio,
) -> Result<(&'p Scheme, Option<&'p Criterion>), PrintPeriodError> {
    let only = lookup::followed(portfolio, request.scheme)?;
    let schemes = portfolio.schemes().iter();
    let schemes: Vec<&Scheme> = schemes
        .filter(|scheme| only.is_none_or(|id| scheme.id == id))
        .collect();
    match request.duty {
        Some(written) => requested_duty(written, &schemes),
        None => Ok((requested_scheme(&schemes)?, None)),
    }
}

fn requested_duty<'p>(
    written: &str,
    schemes: &[&'p Scheme],
) -> Result<(&'p Scheme, Option<&'p Criterion>), PrintPeriodError> {
    let all = schemes.iter().flat_map(|scheme| {
        let duties = scheme.duties.iter();
        duties.map(move |duty| (*scheme, duty))
    });
    let full_name = |(scheme, duty): &(&Scheme, &Criterion)| format!("{}/{}", scheme.id, duty.id);
    let has_title = |duty: &Criterion| fold(&sheet::title(Some(duty)).words) == fold(written);
    let named = |one: &(&Scheme, &Criterion)| {
        one.1.id == written || full_name(one) == written || has_title(one.1)
    };
    let mut found: Vec<_> = all.clone().filter(named).collect();
    if found.is_empty() {
        let wanted = fold(written);
        let has_part = |name: &str| !wanted.is_empty() && fold(name).contains(&*wanted);
        let is_like = |one: &(&Scheme, &Criterion)| {
            has_part(&one.1.id)
                || has_part(&one.1.says)
                || has_part(&sheet::title(Some(one.1)).words)
        };
        found = all.clone().filter(is_like).collect();
    }
    let written = written.to_owned();
    match found.as_slice() {
        [(scheme, duty)] => Ok((scheme, Some(duty))),
        [] => Err(PrintPeriodError::NoDuty {
            written,
            scheme: all.clone().next().map(|(scheme, _)| scheme.id.to_string()),
            known: all.map(|(_, duty)| DutyName::new(duty)).collect(),
        }),
        several => Err(PrintPeriodError::SeveralDuties {
            written,
            known: match several.iter().all(|one| one.0.id == several[0].0.id) {
                true => several.iter().map(|one| one.1.id.clone()).collect(),
                false => several.iter().map(full_name).collect(),
            },
        }),
    }
}

/// Returns the only scheme that has duties, or the only scheme.
fn requested_scheme<'p>(schemes: &[&'p Scheme]) -> Result<&'p Scheme, PrintPeriodError> {
    let asking: Vec<&Scheme> = schemes
        .iter()
        .filter(|scheme| !scheme.duties.is_empty())
        .copied()
        .collect();
    match (asking.as_slice(), schemes) {
        ([], []) => Err(PrintPeriodError::NoScheme),
        ([one], _) | ([], [one]) => Ok(one),
        ([], several) | (several, _) => {
            let names = several.iter().map(|scheme| scheme.id.to_string());
            Err(PrintPeriodError::SeveralSchemes(names.collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::domain::phrases::Spoken;
    use crate::views::submission::model::{PackSection, TableRow};

    const SETTINGS: &str = "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam\nschemes:\n  alt-valley: 1.0.0\n";
    const PEOPLE: &str = "people:\n  - id: sam\n    name: Sam Carter\n    joined: 2026-01-12\n    line_manager: priya\n  - id: priya\n    name: Priya Shah\n";

    /// Returns a portfolio of somebody at Alt Valley on 2 October 2026.
    fn opened(records: &[(&str, String)]) -> Workspace {
        let world = World::new(&[("cpd.yaml", SETTINGS), ("trust/people.yaml", PEOPLE)]);
        let add = |world: World, (path, text): &(&str, String)| world.with_file(path, text);
        records.iter().fold(world, add).open().unwrap()
    }

    fn record(title: &str, date: &str, more: &str) -> String {
        format!("---\ntitle: {title}\ndate: {date}\n{more}---\n\nWords.\n")
    }

    fn request<'r>(duty: Option<&'r str>, days: Option<&'r str>) -> PeriodRequest<'r> {
        PeriodRequest {
            duty,
            days,
            scheme: None,
        }
    }

    /// Returns the titles of everything that a record prints.
    fn titles(pack: &Pack) -> Vec<&str> {
        let titles = pack.parts.iter().flat_map(|part| match part {
            PackSection::Log { rows, .. } => {
                rows.iter().map(|row| row.cells[1].words.as_str()).collect()
            }
            other => {
                let documents = other.documents().iter();
                let each = documents.flat_map(|one| {
                    let beneath = one.beneath.iter().map(|below| below.title.as_str());
                    std::iter::once(one.title.as_str()).chain(beneath)
                });
                each.collect::<Vec<_>>()
            }
        });
        titles.collect()
    }

    #[test]
    fn a_period_prints_what_was_done_from_its_first_day_to_its_last() {
        let workspace = opened(&[
            (
                "activities/2026-04-30-a.md",
                record("Before", "2026-04-30", "hours: 1\n"),
            ),
            (
                "activities/2026-05-01-b.md",
                record("First", "2026-05-01", "hours: 2\n"),
            ),
            (
                "activities/2026-06-30-c.md",
                record("Last", "2026-06-30", "hours: 2.5\n"),
            ),
            (
                "activities/2026-07-01-d.md",
                record("After", "2026-07-01", "hours: 1\n"),
            ),
            (
                "activities/2026-06-03-e.md",
                record("Cancelled", "2026-06-03", "status: cancelled\n"),
            ),
            ("absences/2026-06-01-f.md", record("Away", "2026-06-01", "")),
        ]);
        let days = Some("2026-05..2026-06");
        let pack = print_period(request(None, days), &workspace).unwrap().pack;
        assert_eq!(titles(&pack), ["First", "Last"]);
        let PackSection::Log {
            columns, totals, ..
        } = &pack.parts[0]
        else {
            panic!("no table");
        };
        let columns: Vec<&str> = columns.iter().map(|one| one.words.as_str()).collect();
        assert_eq!(columns, ["Date", "Title", "Hours"]);
        assert_eq!(totals.as_ref().unwrap()[2], "4.5");
        let sheet = pack.sheet.unwrap();
        assert_eq!(sheet.days.as_deref(), Some("1 May 2026 to 30 June 2026"));
        let standing = "As it was on 30 June 2026. Not shown, because these days alone do not show if they are met: \u{201c}A pen portrait is written during induction, and kept up to date\u{201d}, ";
        assert!(sheet.standing.starts_with(standing), "{}", sheet.standing);
        assert!(pack.commit.is_none() && pack.manifest.is_empty());
    }

    #[test]
    fn a_duty_prints_what_its_scheme_names_and_the_days_that_are_asked_about() {
        let workspace = opened(&[
            (
                "submissions/2026-09-30-log.md",
                record("Log", "2026-09-30", "of: log\nimpact: Seen\n"),
            ),
            (
                "activities/2026-08-31-a.md",
                record("Last year", "2026-08-31", ""),
            ),
            (
                "activities/2026-09-01-b.md",
                record("This year", "2026-09-01", ""),
            ),
            (
                "meetings/2026-09-15-c.md",
                record("Talk", "2026-09-15", "type: supervision\n"),
            ),
        ]);
        let pack = print_period(request(Some("log"), None), &workspace)
            .unwrap()
            .pack;
        assert_eq!(pack.award, "Log of professional development");
        assert_eq!(titles(&pack), ["Log", "This year"]);
        assert_eq!(pack.award_id, "alt-valley-log-2026-09-01-to-2026-10-31");
        let sheet = pack.sheet.as_ref().unwrap();
        // The period goes on, and today is 2 October.
        assert_eq!(sheet.standing, "As it was on 2 October 2026");
        let signers: Vec<_> = sheet.signed_by.iter().collect();
        assert_eq!(signers[1].name.as_deref(), Some("Priya Shah"));
        // The log, and what each log speaks of.
        let says: Vec<_> = pack.criteria.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(says, ["log", "log-parts"]);
        assert_eq!(pack.criteria[0].tally.as_deref(), Some("1 of 1 period"));
        // All of a duty without a period.
        let pack = print_period(request(Some("alt-valley/claim"), None), &workspace)
            .unwrap()
            .pack;
        assert_eq!(pack.sheet.unwrap().days, None);
    }

    #[test]
    fn a_register_says_what_is_missing_from_it() {
        let item = |item: &str, date: &str| record(item, date, &format!("item: {item}\n"));
        let workspace = opened(&[
            (
                "training/2026-03-01-s.md",
                item("safeguarding", "2026-03-01"),
            ),
            ("training/2020-03-01-e.md", item("equality", "2020-03-01")),
        ]);
        let pack = print_period(request(Some("training-register"), None), &workspace)
            .unwrap()
            .pack;
        assert_eq!(titles(&pack), ["equality", "safeguarding"]);
        // The table says what is missing, so no sentence repeats it.
        assert!(pack.criteria[0].notes.is_empty());
        let PackSection::Table { table, .. } = &pack.parts[0] else {
            panic!("no table of items");
        };
        let words =
            |all: &[Spoken]| -> Vec<String> { all.iter().map(|one| one.words.clone()).collect() };
        assert_eq!(words(&table.columns), ["Item", "Title", "Shown by"]);
        let rows = table.lines.iter().filter_map(|line| match line {
            TableRow::Row { cells, .. } => Some(words(cells).join(" | ")),
            _ => None,
        });
        let rows: Vec<String> = rows.collect();
        for row in [
            "safeguarding | Safeguarding and Prevent | safeguarding, valid until 1 March 2027",
            "equality | Equality and diversity | equality, out of date since 1 March 2023",
            "gdpr | Data protection (GDPR) | Missing",
        ] {
            assert!(rows.contains(&row.to_owned()), "{rows:#?}");
        }
        let missing = table.caption.as_deref();
        // Of nine: nobody knows if the owner is employed, so what employees need is asked, too.
        assert_eq!(missing, Some("8 items are missing or out of date."));
    }

    #[test]
    fn a_log_has_all_days_of_a_course() {
        let until = |day: &str| format!("hours: 12\nuntil: {day}\n");
        let workspace = opened(&[
            (
                "activities/2026-09-18-a.md",
                record("Two days", "2026-09-18", &until("2026-09-19")),
            ),
            (
                "activities/2026-09-30-b.md",
                record("Two months", "2026-09-30", &until("2026-10-01")),
            ),
            (
                "activities/2026-09-24-c.md",
                record("One day", "2026-09-24", &until("2026-09-24")),
            ),
        ]);
        let pack = print_period(request(None, Some("2026-09")), &workspace)
            .unwrap()
            .pack;
        let PackSection::Log { rows, .. } = &pack.parts[0] else {
            panic!("no log");
        };
        let days: Vec<&str> = rows.iter().map(|row| row.cells[0].words.as_str()).collect();
        assert_eq!(
            days,
            [
                "18 to 19 September 2026",
                "24 September 2026",
                "30 September to 1 October 2026"
            ]
        );
    }

    #[test]
    fn an_evaluation_from_after_the_period_is_not_printed_beneath_its_target() {
        let about = "by: sam\ntarget: 2026-05-04-t\n";
        let workspace = opened(&[
            (
                "targets/2026-05-04-t.md",
                record("Target", "2026-05-04", ""),
            ),
            (
                "evaluations/2026-06-30-a.md",
                record("In time", "2026-06-30", about),
            ),
            (
                "evaluations/2026-07-01-b.md",
                record("Later", "2026-07-01", about),
            ),
        ]);
        let printed = |days| {
            let pack = print_period(request(None, Some(days)), &workspace)
                .unwrap()
                .pack;
            titles(&pack).join(", ")
        };
        assert_eq!(printed("2026-05..2026-06"), "Target, In time");
        assert_eq!(printed("2026-07"), "Later");
    }

    /// Returns each requirement of a sheet with its state and tally.
    fn standing(pack: &Pack) -> Vec<String> {
        let lines = pack.criteria.iter();
        let line = lines.map(|one| {
            let so_far = if one.so_far { " so far" } else { "" };
            let tally = one.tally.as_deref().unwrap_or_default();
            format!("{} {}{so_far} {tally}", one.id, one.state)
        });
        line.collect()
    }

    #[test]
    fn a_sheet_of_some_days_judges_what_ends_in_them() {
        let talk = |date: &str| {
            let path = format!("meetings/{date}-talk.md");
            (path, record("Talk", date, "type: supervision\n"))
        };
        let log = |date: &str| {
            let path = format!("submissions/{date}-log.md");
            (path, record("Log", date, "of: log\n"))
        };
        let records = [
            talk("2026-02-23"),
            talk("2026-04-06"),
            talk("2026-06-09"),
            log("2026-06-29"),
        ];
        let records = records
            .each_ref()
            .map(|(path, text)| (path.as_str(), text.clone()));
        let workspace = opened(&records);
        let judged = |duty, days| {
            let pack = print_period(request(Some(duty), Some(days)), &workspace)
                .unwrap()
                .pack;
            standing(&pack)
        };
        // Worked out on a calendar: 42 days lie between the first two, and 64 before the third.
        let talks = |days| judged("supervision", days).concat();
        assert_eq!(talks("2026-03..2026-04"), "supervision met 1 of 1 interval");
        assert_eq!(
            talks("2026-05..2026-06"),
            "supervision overdue 0 of 1 interval"
        );
        assert_eq!(talks("2026-07"), "supervision overdue 0 of 1 interval");
        // The gap goes on until the end of the year; in September there is time left.
        assert_eq!(
            talks("2026-08..2026-09"),
            "supervision overdue 0 of 1 interval"
        );
        assert_eq!(talks("2026-09"), "");
        let logs = |days| judged("log", days).swap_remove(0);
        assert_eq!(logs("2026-05..2026-06"), "log met 1 of 1 period");
        assert_eq!(logs("2026-03..2026-04"), "log overdue 0 of 1 period");
        assert_eq!(logs("2026-01-12..2026-06-30"), "log overdue 1 of 2 periods");
        // Two school years, of which each has a part here.
        assert_eq!(logs("2026"), "log overdue 1 of 4 periods");
    }

    #[test]
    fn a_record_of_all_duties_shows_no_requirement_of_a_longer_time() {
        let workspace = opened(&[(
            "activities/2026-06-03-a.md",
            record("A", "2026-06-03", "hours: 2\n"),
        )]);
        let shown = |days| {
            let pack = print_period(request(None, Some(days)), &workspace)
                .unwrap()
                .pack;
            let ids = pack.criteria.into_iter().map(|line| line.id);
            ids.collect::<Vec<_>>()
        };
        let two_months = shown("2026-05..2026-06");
        assert!(two_months.contains(&"log".to_owned()), "{two_months:?}");
        for of_the_year in ["record", "plan", "annual-appraisal", "training-register"] {
            assert!(
                !two_months.contains(&of_the_year.to_owned()),
                "{two_months:?}"
            );
        }
        let year = shown("2025-09..2026-08");
        assert!(year.contains(&"record".to_owned()), "{year:?}");
    }

    #[test]
    fn a_sheet_that_people_sign_is_a_draft_until_it_is_met_and_written() {
        let complete = "of: log\nsector_expertise: S\nprogress: P\nimpact: I\n";
        let sheet = |text: String| {
            let workspace = opened(&[("submissions/2026-09-30-log.md", text)]);
            let pack = print_period(request(Some("log"), None), &workspace)
                .unwrap()
                .pack;
            assert_eq!(pack.draft, pack.sheet.as_ref().unwrap().draft.is_some());
            pack.sheet.unwrap().draft
        };
        let prompt =
            "[Write here: what you did and learnt in these two months, the unplanned things too.]";
        assert_eq!(sheet(record("Log", "2026-09-30", complete)), None);
        assert_eq!(
            sheet(record("Log", "2026-09-30", "of: log\nimpact: I\n")).as_deref(),
            Some("This is a draft. A requirement is not met yet.")
        );
        let unwritten = record("Log", "2026-09-30", complete).replace("Words.", prompt);
        assert_eq!(
            sheet(unwritten).as_deref(),
            Some(
                "This is a draft. The template\u{2019}s own text is still in \u{201c}Log\u{201d}."
            )
        );
        // Nobody signs a register: what is missing from it is what it is for.
        let register = print_period(request(Some("training-register"), None), &opened(&[]));
        assert!(!register.unwrap().pack.draft);
    }

    #[test]
    fn a_duty_is_found_by_its_title_and_a_wrong_name_shows_the_sheets() {
        let workspace = opened(&[]);
        let titled = print_period(
            request(Some("log of professional development"), None),
            &workspace,
        );
        assert_eq!(
            titled.unwrap().pack.award,
            "Log of professional development"
        );
        let hint = |written| {
            let error = print_period(request(Some(written), None), &workspace)
                .err()
                .unwrap();
            format!("{:?}", error.explain().hint)
        };
        let near = hint("logg");
        assert!(
            near.contains("did you mean") && near.contains("ShowScheme"),
            "{near}"
        );
        let far = hint("diary");
        assert!(far.contains("choose from: log, supervision"), "{far}");
        assert!(far.contains("training-register. All of them"), "{far}");
    }

    #[test]
    fn names_and_days_that_mean_nothing_are_refused_with_those_that_do() {
        let workspace = opened(&[]);
        let refused = |duty, days| {
            let error = print_period(request(duty, days), &workspace).err().unwrap();
            error.to_string()
        };
        let unknown = refused(Some("logg"), None);
        assert_eq!(unknown, "there is no duty called logg here");
        let early = refused(None, Some("2026-10-03"));
        assert_eq!(
            early,
            "the period begins on 3 October 2026, which is in the future"
        );
        assert!(print_period(request(None, Some("2026-10-02")), &workspace).is_ok());
        let days = refused(None, Some("lately"));
        assert_eq!(days, "\u{201c}lately\u{201d} names no days that cpd knows");
        assert_eq!(
            refused(None, Some("2026-02..2026-01")),
            "2026-02..2026-01 ends before it begins"
        );
    }

    #[test]
    fn periods_of_the_scheme_are_asked_for_by_name() {
        let workspace = opened(&[]);
        let days = |text| {
            let pack = print_period(request(None, Some(text)), &workspace)
                .unwrap()
                .pack;
            pack.sheet.unwrap().days.unwrap()
        };
        // Today is 2 October 2026, and the year begins in September.
        for year in ["year", "this year", "2026/27"] {
            assert_eq!(days(year), "1 September 2026 to 31 August 2027", "{year}");
        }
        for year in ["last year", "2025/26"] {
            assert_eq!(days(year), "1 September 2025 to 31 August 2026", "{year}");
        }
        assert_eq!(
            days("Aug\u{2013}Sep 2026"),
            "1 August 2026 to 30 September 2026"
        );
    }
}
