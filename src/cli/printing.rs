//! A pack in each of the formats it is printed in. A new one is a line in
//! [`PRINTERS`].

use super::error::Failure;
use crate::formats::pack::html;
use crate::formats::pack::pdf;
use crate::formats::pack::zip;
use crate::views::submission::model::Pack;

/// A format that packs are printed in.
pub struct Printer {
    /// Its name, and the ending of its files.
    pub end: &'static str,
    pub print: fn(&Pack) -> Result<Vec<u8>, Failure>,
}

/// Every format of a pack; the first is what is printed when none is asked for.
pub const PRINTERS: [Printer; 3] = [
    Printer {
        end: "html",
        print: page,
    },
    Printer {
        end: "pdf",
        print: pdf,
    },
    Printer {
        end: "zip",
        print: zip,
    },
];

/// The printer for what was asked.
pub fn printer(name: &str) -> &'static Printer {
    let asked = PRINTERS.iter().find(|printer| printer.end == name);
    asked.unwrap_or(&PRINTERS[0])
}

fn page(pack: &Pack) -> Result<Vec<u8>, Failure> {
    let page = html::render(pack).map_err(Failure::other)?;
    Ok(page.into_bytes())
}

fn pdf(pack: &Pack) -> Result<Vec<u8>, Failure> {
    pdf::pdf(pack).map_err(Failure::other)
}

fn zip(pack: &Pack) -> Result<Vec<u8>, Failure> {
    let prints = [(zip::PAGE, page(pack)?), (zip::PDF, pdf(pack)?)];
    zip::zip(pack, &prints).map_err(Failure::other)
}
