//! Takes the place, the camera and other facts out of pictures that are in the portfolio.

use thiserror::Error;

use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation};
use crate::base::picture::metadata::{self, Cleaned};

/// Reasons why a picture cannot be cleaned.
#[derive(Debug, Error)]
pub enum CleanError {
    #[error("there is no file {0} in this portfolio")]
    NoFile(String),
    #[error("{0} is not a picture")]
    NoPicture(String),
    #[error("{path} is {what}; cpd cannot remove what it contains beside the picture")]
    CannotClean {
        path: String,
        what: &'static str,
        instead: &'static str,
    },
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for CleanError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoFile(_) => Explanation::failed()
                .hint("give its path from the top of the portfolio, as in evidence/hall.jpg"),
            Self::NoPicture(_) => Explanation::refused(),
            Self::CannotClean { instead, .. } => Explanation::refused().hint(*instead),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Plans the cleaning of pictures. A picture with nothing to remove is left as it is.
pub fn plan(base: Base<'_>, paths: &[String]) -> Result<ChangeSet, CleanError> {
    let _span = tracing::info_span!("records.clean").entered();
    let mut changes = ChangeSet::default();
    for written in paths {
        let path = &base.snapshot.stored_path(written.clone());
        let held = base.snapshot.get(path).and_then(|_| base.files.bytes(path));
        let bytes = held.ok_or_else(|| CleanError::NoFile(path.clone()))?;
        let cannot = |(what, instead)| CleanError::CannotClean {
            path: path.clone(),
            what,
            instead,
        };
        match metadata::remove_metadata(&bytes) {
            Cleaned::Image(image) => changes.edit(base, &checked(path)?, image.bytes)?,
            Cleaned::Other => return Err(CleanError::NoPicture(path.clone())),
            Cleaned::Unsupported(form) => return Err(cannot((form.what, form.instead))),
            Cleaned::Damaged => return Err(cannot(metadata::DAMAGED)),
        }
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;

    #[test]
    fn only_pictures_of_the_portfolio_are_cleaned() {
        let mut world = World::sams_portfolio();
        // A GIF of one pixel with a comment.
        let (head, rest) = (
            b"GIF89a\x01\0\x01\0\0\0\0",
            b",\0\0\0\0\x01\0\x01\0\0\x02\0;",
        );
        let gif = [&head[..], b"\x21\xFE\x04home\0", rest].concat();
        for (path, bytes) in [
            ("evidence/a.gif", gif),
            ("evidence/b.pdf", b"%PDF-1.7".to_vec()),
            ("evidence/c.jpg", vec![0xFF, 0xD8, 0xFF, 0xE1, 0xFF]),
            ("evidence/d.heic", b"\0\0\0\x18ftypheic\0\0\0\0".to_vec()),
        ] {
            world.files.insert(path.to_owned(), bytes);
        }
        let workspace = world.open().unwrap();
        let told = |path: &str| match plan(workspace.base(), &[path.to_owned()]) {
            Ok(changes) => changes.on_disk().len().to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(told("evidence/a.gif"), "1");
        assert_eq!(told("evidence/b.pdf"), "evidence/b.pdf is not a picture");
        assert!(told("evidence/c.jpg").contains("a damaged image"));
        assert!(told("evidence/d.heic").contains("an HEIC or AVIF photograph"));
        assert_eq!(
            told("../a.gif"),
            "there is no file ../a.gif in this portfolio"
        );
    }
}
