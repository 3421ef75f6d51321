//! A certificate as a PDF of one page, accessible and archival as a pack's.

use super::{CertificateFormat, check_command};
use crate::base::text::percent;
use crate::formats::PrintError;
use crate::formats::pack::pdf::{
    AttachmentData, DocumentInfo, TypesetError, TypstWorld, to_pdf, to_template_json,
};
use crate::views::certificate::{CERTIFICATE, Certificate};

const TEMPLATE: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/certificate/certificate.typ"
));

/// A certificate as a PDF.
pub const FORMAT: CertificateFormat = CertificateFormat {
    name: NAME,
    print: |certificate| export(certificate).map_err(PrintError::pack),
};

const NAME: &str = "pdf";

fn export(certificate: &Certificate) -> Result<Vec<u8>, TypesetError> {
    let mut world = TypstWorld::new(TEMPLATE.to_owned());
    world.add_file("certificate.json", to_template_json(certificate));
    let command = check_command(certificate, NAME);
    world.add_file(
        "command.json",
        serde_json::to_vec(&command).unwrap_or_default(),
    );
    let mut attached = Vec::new();
    for (at, (path, bytes)) in certificate.files.iter().enumerate() {
        let name_in_world = format!("/file-{at}");
        world.add_file(&name_in_world, bytes.clone());
        attached.push(AttachmentData {
            name: percent::encode_path(path),
            path: name_in_world,
            media: if path == CERTIFICATE {
                "application/json"
            } else {
                "text/plain"
            },
            relationship: "source",
            says: certificate.check.files.clone(),
        });
    }
    world.add_file(
        "files.json",
        serde_json::to_vec(&attached).unwrap_or_default(),
    );
    let info = DocumentInfo {
        id: certificate.id.clone(),
        cpd_version: &certificate.cpd_version,
        moment: certificate.moment,
    };
    to_pdf(&world, info)
}
