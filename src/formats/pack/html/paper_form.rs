//! A form on paper as one HTML file that needs nothing else. It can be filled in before it is
//! printed, or afterwards by hand.

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::{HtmlError, css, environment};
use crate::base::paper;
use crate::formats::PrintError;
use crate::views::submission::printed_form::PrintedForm;

const PAGE: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/form/form.html.j2"
));
const SHEET: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/form/form.css.j2"
));

/// Returns the form as a page. The same form gives the same bytes.
pub fn print(form: &PrintedForm) -> Result<Vec<u8>, PrintError> {
    let page = render(form).map_err(PrintError::pack)?;
    Ok(page.into_bytes())
}

fn render(form: &PrintedForm) -> Result<String, HtmlError> {
    let mut environment = environment()?;
    environment.add_template("form.html", PAGE)?;
    environment.add_template("form.css", SHEET)?;
    let tokens = paper::design_tokens();
    let sheet = environment.get_template("form.css")?.render(context! {
        fonts => css::font_faces(tokens),
        page => Serde(tokens),
    })?;
    let page = environment.get_template("form.html")?.render(context! {
        form => Serde(form),
        policy => css::policy_hash(&sheet),
        sheet => Value::from_safe_string(sheet),
    })?;
    Ok(page)
}
