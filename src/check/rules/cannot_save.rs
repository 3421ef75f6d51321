//! Nothing can be saved or signed until something in git is finished or put right. A merge
//! may be half done, or git's list of files damaged.
//!
//! This happens when a command of git stopped in the middle, or when a shared folder (Dropbox,
//! OneDrive, iCloud) changed git's own files. Your records are not affected.
//!
//! ## Example
//!
//! ```text
//! git merge laptop
//! ```
//!
//! Both computers had changed the same journal, so git waits for somebody to join the texts.
//!
//! ## To correct it
//!
//! Do what the finding says. To keep a portfolio on 2 computers, let git carry the changes:
//! `git push` on one, and `git pull` on the other.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::Span;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::CONFIG;
use crate::domain::ports::History;

pub const RULE: Rule = Rule {
    name: "cannot-save",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("cannot_save.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let History::Read(reader) = context.input.evidence.history else {
        return;
    };
    if let Some(obstacle) = reader.obstacle() {
        let message = format!("nothing can be saved or signed: {}", obstacle.why);
        let found = RULE.finding(CONFIG, Span::start_of_file(), message);
        out.push(match obstacle.advice {
            Some(advice) => found.help(advice),
            None => found,
        });
    }
}
