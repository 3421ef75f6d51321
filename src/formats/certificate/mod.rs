//! Formats of certificates, one file to a format, in the look of a pack.

mod html;
mod pdf;

use super::PrintError;
use crate::base::text::Shell;
use crate::domain::remedy::Invocation;
use crate::formats::command_line::shell_command;
use crate::views::certificate::Certificate;

/// A format that certificates are printed in.
pub struct CertificateFormat {
    /// The name that the format of packs has too, and the ending of its files.
    pub name: &'static str,
    /// The same certificate gives the same bytes.
    pub print: fn(&Certificate) -> Result<Vec<u8>, PrintError>,
}

/// Every format of a certificate.
pub const CERTIFICATE_FORMATS: [CertificateFormat; 2] = [html::FORMAT, pdf::FORMAT];

/// Returns the command that checks a certificate in a format.
fn check_command(certificate: &Certificate, format: &str) -> String {
    let verify = Invocation::VerifyPack {
        file: format!("{}.{format}", certificate.check.stem),
        anchor: None,
        pack: Some(format!("{}.{format}", certificate.check.pack)),
    };
    shell_command(&verify, Shell::Posix).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::formats::pack;
    use crate::views::certificate::{CertificateNames, SchemeName, make_certificate};

    const GRANT: &str = "signoffs/lancaster/silver/2026-10-05T120000Z-grant-od.md";

    fn certificate_of(name: &str, owner: &str) -> Certificate {
        let names = CertificateNames {
            version: 1,
            cpd: "0.2.0".to_owned(),
            award: name.to_owned(),
            scheme: SchemeName {
                title: name.to_owned(),
                official: false,
                language: None,
            },
            signer: name.to_owned(),
            signoff: GRANT.to_owned(),
            pack: Some("00".to_owned()),
            language: None,
        };
        let owner = serde_json::to_string(owner).unwrap();
        let text = format!(
            "---\nsignoff: grant\naward: lancaster/silver\nby: od\nrole: awarding-body\n\"on\": 2026-10-05T12:00:00Z\nowner: {{ id: sam, name: {owner} }}\nportfolio: p\nscheme: {{ id: lancaster, version: 1.0.0 }}\nproof: none\n---\n"
        );
        let files = BTreeMap::from([(GRANT.to_owned(), text.into_bytes())]);
        make_certificate(&names, &files).expect("a certificate")
    }

    #[test]
    fn a_certificate_gives_back_its_files_in_every_format() {
        let certificate = certificate_of("Silver \"& Gold\" <b>", "Siân \u{202e} Carter");
        for format in &CERTIFICATE_FORMATS {
            let printed = (format.print)(&certificate).unwrap();
            let (found, opened) = pack::open(&printed).unwrap();
            assert_eq!(found.name, format.name);
            assert_eq!(opened.files, certificate.files);
            assert!(opened.printing.is_none() && opened.oddities.is_empty());
            assert_eq!((format.print)(&certificate).unwrap(), printed);
        }
    }

    proptest! {
        /// No name can bring a file into a certificate, or a tag into its page.
        #[test]
        fn no_name_leaves_its_place(name in "\\PC{0,40}", owner in "[a-z<>\"'&= ]{1,40}") {
            let name = format!("{name}\" data-path=\"x\" href=\"data:x;base64,AAAA\"<script>");
            let certificate = certificate_of(&name, &owner);
            let printed = (html::FORMAT.print)(&certificate).unwrap();
            let (_, opened) = pack::open(&printed).unwrap();
            prop_assert_eq!(opened.files, certificate.files);
            prop_assert!(!String::from_utf8(printed).unwrap().contains("<script"));
        }
    }
}
