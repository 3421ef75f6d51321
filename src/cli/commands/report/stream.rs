//! Prints a line for each folder of standard input while others are still judged.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use crate::app::reports::portfolios;
use crate::app::reports::pseudonyms::PseudonymKey;
use crate::cli::failure::Failure;
use crate::cli::portfolio_line::PortfolioJudge;
use crate::cli::session::Session;
use crate::views::portfolio_line::PortfolioLine;

/// The lines that may be finished and not yet written.
const MOST_WAITING: usize = 64;

/// Prints the line of each folder, in the order of the folders. Once nobody reads them, no more
/// folders are looked at.
pub fn print_lines(
    folders: Vec<PathBuf>,
    judge: &PortfolioJudge,
    jobs: NonZeroUsize,
    secret: Option<&[u8]>,
    session: &mut Session,
) -> Result<(), Failure> {
    session.out.flush()?;
    let base = session.folder.clone();
    let is_over = AtomicBool::new(false);
    let (finished, lines) = mpsc::sync_channel(MOST_WAITING);
    let out = &mut session.raw_out;
    let written = thread::scope(|scope| {
        let (base, is_over) = (&base, &is_over);
        scope.spawn(move || {
            let folders = folders.into_iter();
            portfolios::report(
                folders.take_while(|_| !is_over.load(Ordering::Relaxed)),
                jobs,
                |folder| judge.line(&base.join(folder)),
                |at, mut line| {
                    if let Some(secret) = secret {
                        PseudonymKey(secret).apply(&mut line);
                    }
                    // Nobody waits for it after an error.
                    let _ = finished.send((at, line));
                },
            );
        });
        let written = write_in_order(&lines, out.as_mut());
        is_over.store(true, Ordering::Relaxed);
        drop(lines);
        written
    });
    Ok(written?)
}

/// Writes lines in the order of their places, each as soon as those before it are written.
fn write_in_order(lines: &Receiver<(usize, PortfolioLine)>, out: &mut dyn Write) -> io::Result<()> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (at, line) in lines {
        waiting.insert(at, line);
        while let Some(line) = waiting.remove(&next) {
            next += 1;
            serde_json::to_writer(&mut *out, &line)?;
            writeln!(out)?;
        }
    }
    out.flush()
}
