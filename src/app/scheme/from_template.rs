//! A scheme from the beginning: small, whole, and explained line by line, with a portfolio
//! that has all it asks for and one that falls short.

use include_dir::{Dir, include_dir};

use super::create::{NewSchemeFiles, SchemeSpec};
use crate::base::document::write::scalar;
use crate::formats::template::{self, TemplateError, context};

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/scheme");

/// The ending of a file with blanks to fill.
const WITH_BLANKS: &str = ".j2";

pub fn files(beginning: &SchemeSpec<'_>) -> Result<NewSchemeFiles, TemplateError> {
    let mut files = NewSchemeFiles::new();
    add(&TEMPLATES, beginning, &mut files)?;
    files.sort();
    Ok(files)
}

fn add(
    folder: &Dir<'_>,
    beginning: &SchemeSpec<'_>,
    files: &mut NewSchemeFiles,
) -> Result<(), TemplateError> {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.push(
            match (path.strip_suffix(WITH_BLANKS), file.contents_utf8()) {
                (Some(path), Some(text)) => (
                    path.to_owned(),
                    fill_template(text, beginning)?.into_bytes(),
                ),
                _ => (path, file.contents().to_vec()),
            },
        );
    }
    for inner in folder.dirs() {
        add(inner, beginning, files)?;
    }
    Ok(())
}

fn fill_template(text: &str, beginning: &SchemeSpec<'_>) -> Result<String, TemplateError> {
    let title = beginning.title.as_deref().unwrap_or(beginning.id);
    // In a comment a title has to stay on its line.
    let name: String = title.chars().filter(|c| !c.is_control()).collect();
    template::render(
        text,
        context! {
            id => scalar(beginning.id),
            version => scalar(beginning.version),
            title => scalar(title),
            name => name,
            today => beginning.today.to_string(),
        },
    )
}
