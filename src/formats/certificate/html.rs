//! A certificate as one HTML file that needs nothing else.

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::{CertificateFormat, check_command};
use crate::base::paper;
use crate::base::text::percent;
use crate::formats::PrintError;
use crate::formats::pack::html::{HtmlError, css, data_uri, environment};
use crate::views::certificate::Certificate;

const PAGE: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/certificate/certificate.html.j2"
));
const SHEET: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/certificate/certificate.css.j2"
));

/// A certificate as one HTML file.
pub const FORMAT: CertificateFormat = CertificateFormat {
    name: NAME,
    print: |certificate| {
        let page = render(certificate).map_err(PrintError::pack)?;
        Ok(page.into_bytes())
    },
};

const NAME: &str = "html";

/// A file that the page carries.
#[derive(Serialize)]
struct DownloadLink {
    /// The path so that whoever opens the page reads exactly what it was.
    exact: String,
    name: String,
    href: Value,
}

fn render(certificate: &Certificate) -> Result<String, HtmlError> {
    let mut environment = environment()?;
    environment.add_template("certificate.html", PAGE)?;
    environment.add_template("certificate.css", SHEET)?;
    let tokens = paper::design_tokens();
    let sheet = environment
        .get_template("certificate.css")?
        .render(context! {
            fonts => css::font_faces(tokens),
            page => Serde(tokens),
        })?;
    let files = certificate.files.iter().map(|(path, bytes)| DownloadLink {
        exact: percent::encode_path(path),
        name: path.rsplit('/').next().unwrap_or(path).to_owned(),
        href: Value::from_safe_string(data_uri("text/plain", bytes)),
    });
    let page = environment
        .get_template("certificate.html")?
        .render(context! {
            certificate => Serde(certificate),
            command => check_command(certificate, NAME),
            files => Serde(files.collect::<Vec<_>>()),
            policy => css::policy_hash(&sheet),
            sheet => Value::from_safe_string(sheet),
        })?;
    Ok(page)
}
