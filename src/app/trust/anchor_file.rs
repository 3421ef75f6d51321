//! The place of the file with the awarding body's public key. It comes from outside of the
//! portfolio that it is to judge, since a portfolio cannot vouch for itself.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};

/// Most links that are followed one after the other.
const MOST_LINKS: usize = 40;

/// A reason why a file is not taken for the awarding body's key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnusableAnchor {
    #[error("git cannot find the path {0} in the setting cpd.anchor")]
    Unresolved(String),
    #[error("the path {} in the setting cpd.anchor is relative", .0.display())]
    Relative(PathBuf),
    #[error(
        "the key {} is inside the portfolio, and a portfolio cannot vouch for itself",
        .0.display()
    )]
    Inside(PathBuf),
}

impl Explain for UnusableAnchor {
    fn explain(&self) -> Explanation {
        let advice = match self {
            Self::Unresolved(_) | Self::Relative(_) => {
                "write the whole path, or one that begins with ~/"
            }
            Self::Inside(_) => "get the key from the awarding body itself, and keep it elsewhere",
        };
        Explanation::failed().hint(Hint::from(advice))
    }
}

/// Reads where links lead on the disk.
pub struct LinkReader<'a> {
    /// Returns a path without links; none where nothing is there.
    pub real: &'a dyn Fn(&Path) -> Option<PathBuf>,
    /// Returns what a link itself says; none for anything else.
    pub target: &'a dyn Fn(&Path) -> Option<PathBuf>,
}

/// Refuses a file that is inside a portfolio, by its name or through a link. A link in the
/// portfolio to a file elsewhere is refused too: the portfolio says where it leads.
pub fn check_outside(
    file: &Path,
    portfolio: &Path,
    links: &LinkReader<'_>,
) -> Result<(), UnusableAnchor> {
    let real = |path: &Path| (links.real)(path).unwrap_or_else(|| path.to_path_buf());
    let root = real(portfolio);
    let is_inside = |path: &Path| path.starts_with(&root);
    let mut at = file.to_path_buf();
    for _ in 0..MOST_LINKS {
        // The folder that the name stands in, without links of its own.
        let folder = real(at.parent().unwrap_or(Path::new("")));
        let place = at
            .file_name()
            .map_or(folder.clone(), |name| folder.join(name));
        if is_inside(&place) {
            return Err(UnusableAnchor::Inside(file.to_path_buf()));
        }
        match (links.target)(&place) {
            Some(target) => at = folder.join(target),
            None => break,
        }
    }
    match (links.real)(file).is_some_and(|file| is_inside(&file)) {
        true => Err(UnusableAnchor::Inside(file.to_path_buf())),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk on which `/home/link` leads into the portfolio, `/p/out` leads out of it, and
    /// `/home/chain` leads to that.
    fn check(file: &str) -> Result<(), UnusableAnchor> {
        let target = |path: &Path| match path.to_str()? {
            "/home/link" => Some(PathBuf::from("/p/body.pub")),
            "/home/chain" => Some(PathBuf::from("../p/out")),
            "/p/out" => Some(PathBuf::from("/home/body.pub")),
            _ => None,
        };
        let real = |path: &Path| match path.to_str()? {
            "/home/link" => Some(PathBuf::from("/p/body.pub")),
            "/home/chain" | "/p/out" => Some(PathBuf::from("/home/body.pub")),
            "/home/folder" | "/home/../p" => Some(PathBuf::from("/p")),
            "/p/.." => Some(PathBuf::from("/")),
            _ => None,
        };
        let links = LinkReader {
            real: &real,
            target: &target,
        };
        check_outside(Path::new(file), Path::new("/p"), &links)
    }

    #[test]
    fn a_key_inside_the_portfolio_is_refused_by_its_name_and_through_links() {
        for file in [
            "/p/body.pub",
            "/p/keys/body.pub",
            "/home/link",
            "/p/out",
            "/home/chain",
            "/home/folder/body.pub",
            "/home/../p/body.pub",
        ] {
            let inside = UnusableAnchor::Inside(PathBuf::from(file));
            assert_eq!(check(file), Err(inside), "{file}");
        }
        for file in [
            "/home/body.pub",
            "/portfolio/body.pub",
            "/body.pub",
            "/p/../body.pub",
        ] {
            assert_eq!(check(file), Ok(()), "{file}");
        }
    }
}
