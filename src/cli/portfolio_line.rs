//! One of many portfolios or packs, opened with all that its check asks of the outside.

use std::io::ErrorKind;
use std::path::Path;

use chrono::NaiveDate;

use super::workspace::CliWorkspace;
use crate::adapters::disk::{self, MARK, error_text};
use crate::adapters::git::SharedReads;
use crate::adapters::kept_lines::{KeptLine, KeptLines};
use crate::adapters::keys::Gpg;
use crate::app::moment::Moment;
use crate::app::pack::verify::PackToVerify;
use crate::app::reports::packs::line_of_pack;
use crate::app::reports::portfolios::line_of;
use crate::app::workspace::OpenPortfolioError;
use crate::cli::commands::verify_pack::LARGEST;
use crate::formats::pack;
use crate::views::portfolio_line::PortfolioLine;

/// Returns true for a file that may be a pack by its name.
pub fn is_pack(path: &Path) -> bool {
    let end = path.extension().and_then(|end| end.to_str());
    path.is_file() && end.is_some_and(|end| pack::with_extension(end).is_some())
}

/// Judges portfolios and packs as of one day. What is read of a repository is read once
/// for all portfolios in it.
pub struct PortfolioJudge {
    today: NaiveDate,
    reads: SharedReads,
    kept: Option<KeptLines>,
}

impl PortfolioJudge {
    pub fn new(today: NaiveDate) -> Self {
        Self {
            today,
            reads: SharedReads::default(),
            kept: None,
        }
    }

    /// Believes lines that earlier runs kept, and keeps its own. The run started at a moment in
    /// seconds since 1970.
    pub fn with_kept_lines(self, started: i64) -> Self {
        Self {
            kept: Some(KeptLines::new(self.today, started)),
            ..self
        }
    }

    /// Opens the portfolio in this very folder, or the pack in this file, checks it and makes its
    /// line.
    pub fn line(&self, root: &Path) -> Result<PortfolioLine, OpenPortfolioError> {
        let moment = Moment::at_noon(self.today);
        if is_pack(root) {
            let line = judge_pack(root, moment);
            return Ok(line.unwrap_or_else(|why| PortfolioLine::unread("", &why)));
        }
        require_mark(root)?;
        let kept = self.kept.as_ref().and_then(|lines| lines.of(root));
        if let Some(line) = kept.as_ref().and_then(KeptLine::get) {
            return Ok(line);
        }
        let workspace = CliWorkspace::open_with(root, moment, &self.reads)?;
        let line = line_of(&workspace);
        if let Some(kept) = kept {
            kept.keep(&line);
        }
        Ok(line)
    }
}

/// Fails if a folder is no portfolio, whatever is around it.
fn require_mark(root: &Path) -> Result<(), OpenPortfolioError> {
    match root.join(MARK).metadata() {
        Ok(mark) if mark.is_file() => Ok(()),
        Ok(_) => Err(OpenPortfolioError::NotAPortfolio),
        Err(error) => Err(match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => OpenPortfolioError::NotAPortfolio,
            _ => OpenPortfolioError::Unreadable(error_text(&error)),
        }),
    }
}

/// Opens a pack, verifies it and makes its line, or says why it has none.
fn judge_pack(file: &Path, moment: Moment) -> Result<PortfolioLine, String> {
    let bytes = disk::read_at_most(file, LARGEST).map_err(|error| error_text(&error))?;
    let opened = pack::open(&bytes);
    let (format, opened) = opened.map_err(|error| format!("it is no pack: {error}"))?;
    let found = PackToVerify { format, opened };
    line_of_pack(&found, &Gpg, moment).map_err(|error| error.to_string())
}
