//! The words after `language:` do not name a language. A screen reader chooses its voice by
//! this, so a wrong one makes your text hard to listen to.
//!
//! Write the tag of the language, as web pages do. `language` in `cpd.yaml` is for the whole
//! portfolio; in the details of a record it is for this record.
//!
//! ## Example
//!
//! ```yaml
//! title: Dysgu gwrando
//! date: 2026-02-20
//! language: Welsh
//! ```
//!
//! The tag of Welsh is `cy`, so cpd suggests that.
//!
//! ## To correct it
//!
//! Write the tag of 2 letters, such as `cy` for Welsh, `en` for English or `fr` for French. A
//! language without such a tag has one of 3 letters. A country may follow: `en-GB`.

use super::{Rule, RuleContext, RuleSubject};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Fault;
use crate::domain::remedy::Remedy;

pub const RULE: Rule = Rule {
    name: "bad-language",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("bad_language.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        let Fault::BadLanguage { at, written, meant } = fault else {
            continue;
        };
        let message = match written.as_str() {
            "" => "`language` needs the tag of a language".to_owned(),
            written => format!("`{written}` is not the tag of a language"),
        };
        let finding = RULE.finding(&found.path, *at, message);
        out.push(match meant {
            Some(tag) => {
                let edit = Remedy::edit(format!("write {tag}"), &found.path, *at, tag);
                finding.label(format!("did you mean {tag}?")).remedy(edit)
            }
            None => finding.help("write a tag such as cy, en-GB or fr"),
        });
    }
}
