//! `cpd init --ci FORGE`: what a forge needs so that pressing Approve counts: workflows,
//! owners of files, a template for pull requests, and a list of settings to switch on.

use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};

use crate::adapters::disk::write;
use crate::base::text::did_you_mean;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/ci");

/// Where the list of settings goes in a portfolio.
const SETTINGS: &str = "docs/forge-settings.md";

/// The files for one forge, by path in the portfolio.
pub struct Files(Vec<(String, &'static [u8])>);

/// The files for a forge, by its name.
pub fn of(name: &str) -> Result<Files, Failure> {
    let names: Vec<&str> = FILES
        .dirs()
        .filter_map(|folder| folder.path().to_str())
        .collect();
    let Some(folder) = FILES.get_dir(name).filter(|_| names.contains(&name)) else {
        let failure = Failure::failed(format!("no forge is called {name}"));
        let question = did_you_mean::question(name, names.iter().copied());
        let there = format!("there is: {}", names.join(", "));
        return Err(failure.hint(question.unwrap_or(there)));
    };
    let mut files = Vec::new();
    below(folder, folder.path(), &mut files);
    if let Some(settings) = FILES.get_file(format!("settings-{name}.md")) {
        files.push((SETTINGS.to_owned(), settings.contents()));
    }
    Ok(Files(files))
}

fn below(folder: &Dir<'static>, top: &Path, files: &mut Vec<(String, &'static [u8])>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => below(folder, top, files),
            DirEntry::File(file) => {
                let path = file.path().strip_prefix(top).unwrap_or(file.path());
                let path = path.to_string_lossy().replace('\\', "/");
                files.push((path, file.contents()));
            }
        }
    }
}

/// Adds them to a portfolio that is there; never over what a person has written.
pub fn add(files: &Files, portfolio: &Path, session: &mut Session) -> Result<ExitKind, Failure> {
    let mut there = Vec::new();
    for (path, bytes) in &files.0 {
        let place = write::inside(portfolio, path)
            .map_err(|error| Failure::refused(format!("{path} cannot be written: {error}")))?;
        match write::create(&place, bytes) {
            Ok(()) => writeln!(session.out, "{path}")?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => there.push(path),
            Err(error) => return Err(error.into()),
        }
    }
    for path in there {
        writeln!(
            session.err,
            "{path} is there already, and was left as it is."
        )?;
    }
    writeln!(
        session.err,
        "Next: read {SETTINGS}, which says what to switch on; then `cpd save`."
    )?;
    Ok(ExitKind::Clean)
}

/// Writes them into a folder that was just made.
pub fn write_all(files: &Files, folder: &Path) -> Result<(), Failure> {
    for (path, bytes) in &files.0 {
        write::create(&write::inside(folder, path)?, bytes)?;
    }
    Ok(())
}
