//! Files that a forge needs so that an approval counts: workflows, owners of files, a
//! template for pull requests, and a list of settings to switch on.

use std::path::Path;

use include_dir::{Dir, DirEntry, File, include_dir};
use thiserror::Error;

use super::added_files::{self, AddFilesError, AddedFiles, NewFile};
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint};
use crate::app::ports::{ExistingFile, OutputError, OutputFile, OutputPlace, Outputs};
use crate::app::workspace::Workspace;
use crate::base::text::safe::is_unsafe;
use crate::base::text::words;
use crate::domain::review::{FORGES, Forge};

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/ci");

/// The steps of a job that install cpd and recognise it.
const INSTALL: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/ci/install.sh"
));

macro_rules! collect {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/ci/collect/",
            $name
        ))
    };
}

/// The lines of templates in whose place shell commands come, and these commands.
const STEPS: [(&str, &str); 5] = [
    ("@install@", INSTALL),
    ("@fetch-github@", collect!("fetch-github.sh")),
    ("@fetch-gitlab@", collect!("fetch-gitlab.sh")),
    ("@lines@", collect!("lines.sh")),
    ("@report@", collect!("report.sh")),
];

/// The folder of the files for the repository in which lines are collected.
const COLLECT: &str = "collect";

/// The file whose job publishes the line of a portfolio. It is there only if somebody asked
/// for it, because the line has personal data.
const LINE_JOB: &str = "cpd-line.yml";

/// The files for one forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgeFiles {
    /// The path of the list of settings in a portfolio. Each forge has a list of its own.
    pub settings: String,
    /// The host, if there is only one.
    pub host: Option<&'static str>,
    /// Contents by path in the portfolio.
    files: Vec<(String, String)>,
}

/// The program that the jobs on a forge install, as the files have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Installer {
    /// The shell command that installs it, if the forge has no variable that says so.
    command: String,
    /// The SHA-256 of the program in hexadecimal digits, or nothing if any will do.
    sha256: String,
}

impl Installer {
    /// Reads the command and the SHA-256 that a person gave.
    pub fn read(command: Option<&str>, sha256: Option<&str>) -> Result<Self, ForgeFilesError> {
        let command = command.unwrap_or_default();
        // A line break would end the line of the file, and a forge fills in `${{ }}`.
        if command.contains(is_unsafe) || command.contains("${{") {
            return Err(ForgeFilesError::Command);
        }
        let sha256 = sha256.unwrap_or_default().to_ascii_lowercase();
        let is_digest = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
        if !sha256.is_empty() && !is_digest {
            return Err(ForgeFilesError::Sha256);
        }
        Ok(Self {
            command: command.trim().to_owned(),
            sha256,
        })
    }

    /// Returns the text of a template with its blanks filled.
    fn fill(&self, template: &str, settings: &str) -> String {
        let command = match &*self.command {
            "" => String::new(),
            command => format!("'{}'", command.replace('\'', r"'\''")),
        };
        let mut text = String::new();
        for line in template.split_inclusive('\n') {
            let named = STEPS.iter().find_map(|(name, steps)| {
                let indent = line.trim_end().strip_suffix(name)?;
                Some((indent, steps))
            });
            match named {
                Some((indent, steps)) => steps
                    .split_inclusive('\n')
                    .for_each(|step| text.extend([indent, step])),
                None => text.push_str(line),
            }
        }
        text.replace("@settings@", settings)
            .replace("@sha256@", &self.sha256)
            .replace("@command@", &command)
    }
}

/// Reasons why the files for a forge cannot be added.
#[derive(Debug, Error)]
pub enum ForgeFilesError {
    #[error("there is no forge called {written}")]
    NotFound {
        written: String,
        known: Vec<&'static str>,
    },
    #[error("cpd has no job that collects lines on {written}")]
    NotCollected {
        written: String,
        known: Vec<&'static str>,
    },
    #[error("the command that installs cpd cannot be written into a workflow")]
    Command,
    #[error("this is not a SHA-256")]
    Sha256,
}

impl Explain for ForgeFilesError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotCollected { written, known } if Forge::from_name(written).is_some() => {
                let choices = words::join_alternatives(known);
                Explanation::failed().hint(Hint::from(format!(
                    "there is one for {choices}; elsewhere make the report of clones, or of lines that you download"
                )))
            }
            Self::NotFound { written, known } | Self::NotCollected { written, known } => {
                Explanation::failed().hint(Hint::similar(written, known, "choose from"))
            }
            Self::Command => {
                Explanation::failed().hint(Hint::from("write it on one line, without `${{`"))
            }
            Self::Sha256 => Explanation::failed().hint(Hint::from(
                "it has 64 digits from 0 to 9 and a to f: `sha256sum` prints it",
            )),
        }
    }
}

impl ForgeFiles {
    /// Returns the files for the forge with this name, whose jobs install cpd in this way.
    pub fn for_forge(written: &str, installer: &Installer) -> Result<Self, ForgeFilesError> {
        let folder = Forge::from_name(written).and_then(|forge| FILES.get_dir(forge.name()));
        let folder = folder.ok_or_else(|| ForgeFilesError::NotFound {
            written: written.to_owned(),
            known: FORGES.map(Forge::name).to_vec(),
        })?;
        let settings = format!("docs/forge-settings-{written}.md");
        let page = format!("settings-{written}.md");
        let host = match written {
            "github" => Some("github.com"),
            "gitlab" => Some("gitlab.com"),
            _ => None,
        };
        Ok(Self {
            host,
            ..Self::filled(folder, settings, &page, installer)
        })
    }

    /// Returns the files for the repository of an institution on the forge with this name. Its
    /// job collects the lines of many portfolios and makes a report.
    pub fn for_collecting(written: &str, installer: &Installer) -> Result<Self, ForgeFilesError> {
        let folder_of = |forge: Forge| FILES.get_dir(format!("{COLLECT}/{}", forge.name()));
        let folder = Forge::from_name(written).and_then(folder_of);
        let folder = folder.ok_or_else(|| ForgeFilesError::NotCollected {
            written: written.to_owned(),
            known: FORGES
                .into_iter()
                .filter(|forge| folder_of(*forge).is_some())
                .map(Forge::name)
                .collect(),
        })?;
        let settings = format!("docs/report-settings-{written}.md");
        let page = format!("{COLLECT}/settings-{written}.md");
        Ok(Self::filled(folder, settings, &page, installer))
    }

    /// Returns the templates below a folder with their blanks filled, and the list of settings.
    fn filled(
        folder: &'static Dir<'static>,
        settings: String,
        page: &str,
        installer: &Installer,
    ) -> Self {
        let mut templates = Vec::new();
        below(folder, folder.path(), &mut templates);
        templates.extend(FILES.get_file(page).map(|page| (settings.clone(), page)));
        let filled = templates.into_iter().filter_map(|(path, template)| {
            let text = installer.fill(template.contents_utf8()?, &settings);
            Some((path, text))
        });
        Self {
            files: filled.collect(),
            settings,
            host: None,
        }
    }

    /// Returns the same files without the job that publishes the line of a portfolio.
    pub fn without_line(mut self) -> Self {
        self.files.retain(|(path, _)| !path.ends_with(LINE_JOB));
        self
    }

    /// Plans all of the files, none of which may be there.
    pub fn plan(&self, changes: &mut ChangeSet, base: Base<'_>) -> Result<(), PlanError> {
        for (path, text) in &self.files {
            changes.create(base, checked(path)?, text.as_bytes())?;
        }
        Ok(())
    }
}

fn below(
    folder: &'static Dir<'static>,
    top: &Path,
    files: &mut Vec<(String, &'static File<'static>)>,
) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => below(folder, top, files),
            DirEntry::File(file) => {
                let path = file.path().strip_prefix(top).unwrap_or(file.path());
                let path = path.to_string_lossy().replace('\\', "/");
                files.push((path, file));
            }
        }
    }
}

/// Adds the files to a portfolio in one change, and leaves those that are there as they are.
pub fn add(workspace: &Workspace, forge: &ForgeFiles) -> Result<AddedFiles, AddFilesError> {
    let _span = tracing::info_span!("portfolio.forge-files").entered();
    let files = forge.files.iter().map(|(path, text)| NewFile {
        path: path.clone(),
        text: text.clone(),
        mark: None,
    });
    added_files::add(workspace, &files.collect::<Vec<_>>())
}

/// Adds the files to a folder that need not be a portfolio, and leaves those that are there as
/// they are. `there` returns the bytes of the file at a path in the folder.
pub fn add_to_folder(
    forge: &ForgeFiles,
    outputs: &dyn Outputs,
    there: impl Fn(&str) -> Option<Vec<u8>>,
) -> Result<AddedFiles, OutputError> {
    let mut added = AddedFiles::default();
    let mut files = Vec::new();
    for (path, text) in &forge.files {
        let list = match there(path) {
            Some(bytes) if bytes == text.as_bytes() => &mut added.same,
            Some(_) => &mut added.kept,
            None => {
                files.push(OutputFile {
                    place: OutputPlace::InPortfolio(path),
                    bytes: text.as_bytes(),
                    existing: ExistingFile::Keep,
                });
                &mut added.written
            }
        };
        list.push(path.clone());
    }
    outputs.write(&files)?;
    Ok(added)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;

    #[test]
    fn a_second_time_only_files_with_other_contents_are_named() {
        let files = |command: &str| {
            let installer = Installer::read(Some(command), None).unwrap();
            ForgeFiles::for_forge("github", &installer).unwrap()
        };
        let first = files("one");
        let mut there = vec![(
            "cpd.yaml",
            "cpd: 1\nportfolio: p\nowner: sam\nschemes: {}\n",
        )];
        there.extend(first.files.iter().map(|(path, text)| (&**path, &**text)));
        let workspace = World::new(&there).open().unwrap();
        let again = add(&workspace, &first).unwrap();
        assert_eq!(again.same.len(), first.files.len());
        assert_eq!((again.written, again.kept), (vec![], vec![]));
        let other = add(&workspace, &files("two")).unwrap();
        let workflows = again.same.iter();
        let workflows: Vec<_> = workflows
            .filter(|path| path.ends_with(".yml"))
            .cloned()
            .collect();
        assert_eq!(other.kept, workflows);
        assert_eq!(other.same.len() + other.kept.len(), first.files.len());
    }

    #[test]
    fn a_command_and_a_sha256_are_written_into_every_place_that_installs() {
        let installer = Installer::read(Some(" echo 'a' "), Some(&"AB".repeat(32))).unwrap();
        for forge in ["github", "gitlab", "gitea"] {
            let files = ForgeFiles::for_forge(forge, &installer).unwrap();
            let texts = files.files.iter().map(|(_, text)| text.as_str());
            let all: String = texts.collect();
            let count = |part: &str| all.matches(part).count();
            // On Gitea the pages are printed by a job of their own.
            let jobs = if forge == "gitea" { 4 } else { 3 };
            assert_eq!(count(r"CPD_INSTALL='echo '\''a'\'''"), jobs, "{forge}");
            assert_eq!(
                count(&format!("sha256={}\n", "ab".repeat(32))),
                jobs,
                "{forge}"
            );
            assert_eq!(count("@install@") + count("@settings@"), 0, "{forge}");
            let page = format!("docs/forge-settings-{forge}.md");
            assert!(files.files.iter().any(|(path, _)| *path == page), "{forge}");
        }
    }

    #[test]
    fn every_line_of_commands_is_filled_in_for_the_job_that_collects() {
        let installer = Installer::read(Some("true"), None).unwrap();
        for forge in ["github", "gitlab"] {
            let files = ForgeFiles::for_collecting(forge, &installer).unwrap();
            let job = files.files.iter().find(|(path, _)| path.ends_with(".yml"));
            let text = &job.unwrap().1;
            for part in [
                "CPD_INSTALL='true'",
                "fetch() {",
                "unread() {",
                "\"$CPD\" report",
            ] {
                assert!(text.contains(part), "{forge}: {part}");
            }
            for (name, _) in STEPS {
                assert!(!text.contains(name), "{forge}: {name}");
            }
            let paths: Vec<&str> = files.files.iter().map(|(path, _)| &**path).collect();
            assert!(paths.contains(&"portfolios.txt"), "{forge}: {paths:?}");
            assert!(paths.contains(&&*files.settings), "{forge}: {paths:?}");
        }
        let error = ForgeFiles::for_collecting("gitea", &installer).unwrap_err();
        let ForgeFilesError::NotCollected { known, .. } = error else {
            panic!("{error}");
        };
        assert_eq!(known, ["github", "gitlab"]);
    }

    #[test]
    fn the_job_that_publishes_the_line_is_left_out_alone() {
        for forge in FORGES.map(Forge::name) {
            let all = ForgeFiles::for_forge(forge, &Installer::default()).unwrap();
            let paths = |files: &ForgeFiles| -> Vec<String> {
                files.files.iter().map(|(path, _)| path.clone()).collect()
            };
            let mut expected = paths(&all);
            expected.retain(|path| !path.contains("cpd-line"));
            assert_eq!(expected.len() + 1, all.files.len(), "{forge}");
            assert_eq!(paths(&all.without_line()), expected, "{forge}");
        }
    }

    #[test]
    fn a_command_that_ends_its_line_or_is_an_expression_is_refused() {
        for command in ["a\nb", "a\rb", "a\u{2028}b", "echo ${{ secrets.KEY }}"] {
            let error = Installer::read(Some(command), None).unwrap_err();
            assert!(matches!(error, ForgeFilesError::Command), "{command}");
        }
        for digest in ["abc", &"g".repeat(64), &"é".repeat(32)] {
            let error = Installer::read(None, Some(digest)).unwrap_err();
            assert!(matches!(error, ForgeFilesError::Sha256), "{digest}");
        }
    }
}
