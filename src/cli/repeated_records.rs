//! The same record on several days: shown, and written after a yes.

use super::apply_change;
use super::failure::{ExitKind, Failure};
use super::record_drafts::{RecordDrafts, print_written};
use super::record_prompts;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::records::repeat::Repetition;
use crate::base::calendar;
use crate::base::text::{Safe, words};
use crate::domain::schema::Kind;

/// A record that is to be written for several days.
pub struct RepeatedRecords<'a> {
    pub kind: &'a Kind,
    pub given: Vec<(String, Vec<String>)>,
    pub repetition: Repetition,
    /// True if nobody is to be asked before they are written.
    pub yes: bool,
}

impl RepeatedRecords<'_> {
    /// Shows the days, and writes the records if somebody says yes.
    pub fn write(
        self,
        workspace: &CliWorkspace,
        session: &mut Session,
    ) -> Result<ExitKind, Failure> {
        let mut drafts = RecordDrafts::new(workspace, session);
        let mut draft = drafts.defaults.begin(self.kind, self.given);
        if session.interactive {
            record_prompts::complete(&mut draft, workspace, &mut drafts, session)?;
        }
        let all = self.repetition.drafts(&draft, session.today)?;
        let title = self
            .kind
            .title_field()
            .and_then(|field| draft.get(&field.name));
        for draft in &all {
            let dated = self.kind.dated.as_deref();
            let day = dated.and_then(|field| calendar::date(draft.get(field)?));
            let day = day.map(calendar::format_long).unwrap_or_default();
            writeln!(session.err, "{day}  {}", Safe(title.unwrap_or_default()))?;
        }
        let count = words::count_noun(all.len(), &self.kind.noun(), &self.kind.plural_noun());
        for draft in all {
            drafts.add(draft)?;
        }
        apply_change::confirm(self.yes, &format!("write {count}"), session)?;
        print_written(&drafts.write()?, session)?;
        Ok(ExitKind::Clean)
    }
}
