//! The section of a pack that says how to check it, the same in every format but for the name
//! of the file.

use super::PackFormat;
use crate::base::text::Shell;
use crate::domain::phrases::PackPhrase;
use crate::domain::remedy::Invocation;
use crate::formats::command_line::shell_command;
use crate::views::submission::instructions::{InstructionBlock, InstructionSection};
use crate::views::submission::model::Pack;

/// The name that stands for the file of the awarding body's public key.
const ANCHOR: &str = "awarding-body.pub";

/// Returns the steps by which a reader checks a pack in a format. A draft, and files that have
/// changed since they were signed, prove nothing, so that there is nothing to check.
pub fn check_sections(pack: &Pack, format: &PackFormat) -> Vec<InstructionSection> {
    if pack.draft || pack.current {
        return Vec::new();
    }
    let checks = &pack.provenance.checks;
    vec![
        InstructionSection {
            heading: PackPhrase::WithCpd {}.say(),
            blocks: with_cpd(
                &format!("{}.{}", checks.stem, format.extension),
                checks.is_vouched,
            ),
        },
        InstructionSection {
            heading: PackPhrase::ByHand {}.say(),
            blocks: checks.by_hand.clone(),
        },
    ]
}

fn with_cpd(file: &str, is_vouched: bool) -> Vec<InstructionBlock> {
    let paragraph = |phrase: PackPhrase<'_>| InstructionBlock::Paragraph(phrase.say());
    let verify = Invocation::VerifyPack {
        file: file.to_owned(),
        anchor: is_vouched.then(|| ANCHOR.to_owned()),
        pack: None,
    };
    let mut blocks = vec![paragraph(PackPhrase::WithCpdRun {})];
    blocks.extend(shell_command(&verify, Shell::Posix).map(InstructionBlock::Command));
    let anchor = is_vouched.then(|| PackPhrase::WithCpdAnchor { file: ANCHOR }.say());
    let sentences = anchor
        .into_iter()
        .chain([PackPhrase::WithCpdAnswer {}.say()]);
    let sentences: Vec<String> = sentences.collect();
    blocks.push(InstructionBlock::Paragraph(sentences.join(" ")));
    blocks
}
