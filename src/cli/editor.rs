//! Opening a person's editor: theirs, git's, or a plain one. Never vi, which
//! nobody leaves who has not been shown how.
#![expect(
    clippy::disallowed_methods,
    reason = "starting the editor is what this module is for"
)]

use std::path::Path;
use std::process::Command;

use super::session::Session;
use crate::adapters::git::settings::personal_setting;

/// Editors that say on their screen how to leave them.
const PLAIN: [&str; 3] = ["nano", "micro", "notepad.exe"];

/// Opens a file and waits. Whether it could be opened is all that matters.
pub fn open(path: &Path, session: &Session) -> bool {
    let chosen = session.editor.clone().or_else(configured_in_git);
    if let Some(command) = chosen {
        return run(&command, path);
    }
    PLAIN.iter().any(|name| {
        Command::new(name)
            .arg(path)
            .status()
            .is_ok_and(|status| status.success())
    })
}

/// `core.editor` from the person's own settings; a repository's are not trusted
/// to name a program.
fn configured_in_git() -> Option<String> {
    personal_setting("core.editor").filter(|editor| !editor.trim().is_empty())
}

/// As git does: by a shell, so that `code --wait` works.
fn run(command: &str, path: &Path) -> bool {
    let status = if cfg!(windows) {
        Command::new("cmd")
            .arg("/C")
            .arg(format!("{command} \"{}\"", path.display()))
            .status()
    } else {
        Command::new("sh")
            .arg("-c")
            .arg(format!("{command} \"$@\""))
            .arg(command)
            .arg(path)
            .status()
    };
    status.is_ok_and(|status| status.success())
}
