//! The steps by which a reader checks a pack without cpd, with the files that it carries. Knows
//! the names of those files, and not how a format carries them.

use super::build::SubmissionInput;
use super::instructions::InstructionBlock;
use super::model::MANIFEST;
use crate::domain::layout::{self, AwardFiles, TRUST_SIGNATURE};
use crate::domain::phrases::{self, PackPhrase, Spoken};
use crate::domain::record_view::name_of;
use crate::domain::schema::Step;
use crate::domain::signoff::trust::{ALLOWED_SIGNERS, REVOKED_KEYS, openpgp_key_path};
use crate::domain::signoff::{ProofKind, TakenStep};
use crate::views::manual_commands::signature_command;

/// Letters in a line of a command: as many as fit a printed page.
const WIDTH: usize = 64;

fn step_title(step: &Step) -> String {
    Spoken::title(&step.title, &step.origin.language).words
}

/// The steps by which a reader checks a pack.
#[derive(Debug, Clone, Default)]
pub struct CheckSteps {
    /// The name that `cpd pack` gives its file, without the ending.
    pub stem: String,
    /// True if somebody signed the list of people and keys that the pack carries.
    pub is_vouched: bool,
    /// The steps without cpd.
    pub by_hand: Vec<InstructionBlock>,
}

impl CheckSteps {
    pub fn new(making: &SubmissionInput<'_>, manifest_sha256: &str) -> Self {
        let name = AwardFiles::new(&making.award.id.name()).pack("");
        let stem = name.trim_end_matches('.').rsplit('/').next();
        Self {
            stem: stem.unwrap_or_default().to_owned(),
            is_vouched: making.portfolio.snapshot.get(TRUST_SIGNATURE).is_some(),
            by_hand: by_hand(making, manifest_sha256),
        }
    }
}

fn by_hand(making: &SubmissionInput<'_>, manifest_sha256: &str) -> Vec<InstructionBlock> {
    let paragraph = |phrase: PackPhrase<'_>| InstructionBlock::Paragraph(phrase.say());
    let steps = making.award.chain.taken().filter(|step| step.counts());
    let (claims, proven): (Vec<_>, Vec<_>) =
        steps.partition(|step| matches!(step.signoff.proof, None | Some(ProofKind::None)));
    let mut blocks = Vec::new();
    if !proven.is_empty() {
        let files = &phrases::join_all(&files_to_save(&proven));
        let folder = &layout::signoffs_of(&making.award.id);
        blocks.push(paragraph(PackPhrase::ByHandSave { files, folder }));
        blocks.push(paragraph(PackPhrase::ByHandSignatures {}));
        let commands = proven.iter().map(|step| command(step));
        blocks.extend(commands.map(InstructionBlock::Command));
    }
    if !claims.is_empty() {
        let claims = claims.iter().map(|step| {
            let name = &name_of(step.signoff.by, making.portfolio);
            let step = &step_title(step.step);
            PackPhrase::StepBy { step, name }.say()
        });
        let claims = &phrases::join_all(&claims.collect::<Vec<_>>());
        blocks.push(paragraph(PackPhrase::ByHandClaims { claims }));
    }
    blocks.push(paragraph(PackPhrase::ByHandFiles {}));
    blocks.push(InstructionBlock::Command("sha256sum *".to_owned()));
    blocks.push(paragraph(PackPhrase::ByHandDigests {}));
    let mut taken = making.award.chain.taken();
    if taken.any(|step| step.signoff.pack == Some(manifest_sha256)) {
        blocks.push(paragraph(PackPhrase::ByHandManifest {
            file: MANIFEST,
            sha256: manifest_sha256,
        }));
    }
    blocks
}

/// Returns the files that say whose keys signed.
fn files_to_save(proven: &[&TakenStep<'_>]) -> Vec<String> {
    let is_openpgp = |step: &TakenStep<'_>| step.signoff.proof == Some(ProofKind::OpenPgp);
    let by_gpg = proven.iter().filter(|step| is_openpgp(step));
    let mut files: Vec<String> = by_gpg
        .map(|step| openpgp_key_path(step.signoff.by))
        .collect();
    files.dedup();
    if proven.iter().any(|step| !is_openpgp(step)) {
        files.extend([ALLOWED_SIGNERS, REVOKED_KEYS].map(str::to_owned));
    }
    files
}

/// Returns the last part of a path: what a reader saves the file as.
fn name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

/// Returns the command that verifies a signature, in lines that fit a page.
fn command(step: &TakenStep<'_>) -> String {
    let Some(parts) = signature_command(step, name) else {
        return PackPhrase::ByHandNoCommand {
            step: &step_title(step.step),
        }
        .say();
    };
    break_command(&parts)
}

/// Returns a command with its parts in lines that a shell reads as one.
fn break_command(parts: &[String]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.chars().count() + part.chars().count() < WIDTH => {
                line.push(' ');
                line.push_str(part);
            }
            Some(_) => lines.push(format!("  {part}")),
            None => lines.push(part.clone()),
        }
    }
    lines.join(" \\\n")
}
