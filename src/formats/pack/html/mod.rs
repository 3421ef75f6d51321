//! Prints a pack as one HTML file that needs nothing else: fonts, pictures and
//! sources are inside, nothing runs and nothing is fetched. Knows templates and
//! Markdown; does not know where a pack comes from or where the page goes.

pub mod css;
mod data_uri;
mod error;
mod escape;
mod open;
pub mod paper_form;
pub mod prose;
mod template_data;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde};
use minijinja::{
    AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value, context,
    escape_formatter,
};

pub use data_uri::data_uri;
pub use error::HtmlError;

use super::check_section::check_sections;
use super::{FormatMatch, PackFormat, PackOpenError, contains, limits, watermark};
use crate::base::paper;
use crate::base::text::words;
use crate::domain::phrases::{self, PackPhrase, Stretch, split_at_places};
use crate::formats::PrintError;
use crate::views::submission::OpenedPack;
use crate::views::submission::model::Pack;
use crate::views::submission::request_page::RequestPage;

const PAGE: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/pack/pack.html.j2"
));
const SHEET: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/pack/pack.css.j2"
));

/// Steps that a template may take. A pack of 10,000 records needs some ten
/// million; a loop that never ends is stopped within a second.
const FUEL: u64 = 100_000_000;

/// A pack as one HTML file.
pub const FORMAT: PackFormat = PackFormat {
    name: NAME,
    extension: "html",
    print,
    sniff,
    open: open_bytes,
};

const NAME: &str = "html";

fn print(pack: &Pack) -> Result<Vec<u8>, PrintError> {
    limits::require_few_files(pack)?;
    let page = render(pack).map_err(PrintError::pack)?;
    Ok(page.into_bytes())
}

/// Bytes at the start of a page within which it says what it is.
const HEAD: usize = 4096;

/// A page begins with a tag; a zip or a PDF may hold a whole page further in.
fn sniff(bytes: &[u8]) -> FormatMatch {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let head = head[..head.len().min(HEAD)].trim_ascii_start();
    let head = head.to_ascii_lowercase();
    if !head.starts_with(b"<") {
        FormatMatch::No
    } else if contains(&head, b"<meta name=\"generator\" content=\"cpd ") {
        FormatMatch::Ours
    } else if contains(&head, b"<!doctype html") || contains(&head, b"<html") {
        FormatMatch::SameContainer
    } else {
        FormatMatch::No
    }
}

fn open_bytes(bytes: &[u8]) -> Result<OpenedPack, PackOpenError> {
    let page = std::str::from_utf8(bytes).map_err(PackOpenError::unreadable)?;
    let mut opened = open::read_carried_files(page);
    opened.shown.push((NAME, bytes.to_vec()));
    Ok(opened)
}

/// The pack as a page. The same pack gives the same bytes.
pub fn render(pack: &Pack) -> Result<String, HtmlError> {
    render_page(pack, None)
}

/// The page that a request opens with: the question, and below it the pack.
pub fn print_request(pack: &Pack, request: &RequestPage) -> Result<Vec<u8>, PrintError> {
    limits::require_few_files(pack)?;
    let page = render_page(pack, Some(request)).map_err(PrintError::pack)?;
    Ok(page.into_bytes())
}

fn render_page(pack: &Pack, request: Option<&RequestPage>) -> Result<String, HtmlError> {
    phrases::in_language(&pack.language.words, || fill_page(pack, request))
}

fn fill_page(pack: &Pack, request: Option<&RequestPage>) -> Result<String, HtmlError> {
    let _span = tracing::info_span!("pack.print", format = "html").entered();
    let environment = environment()?;
    let sheet = style_sheet(&environment, pack, request.is_some())?;
    let page = environment.get_template("pack.html")?.render(context! {
        pack => Serde(pack),
        request => Serde(request),
        phrases => Serde(phrases::language().pack_sentences()),
        policy => css::policy_hash(&sheet),
        sheet => Value::from_safe_string(sheet),
        texts => template_data::record_texts(pack),
        pictures => template_data::evidence_pictures(pack),
        downloads => Serde(template_data::downloads(pack)),
        file_anchors => Serde(template_data::file_anchors(pack)),
        about => Serde(template_data::metadata(pack)),
        checks => Serde(check_sections(pack, &FORMAT)),
        // A record that somebody is asked to sign is no draft to them.
        across => request
            .is_none()
            .then(|| watermark::words_across(pack, "fill=\"currentColor\""))
            .flatten()
            .map(Value::from_safe_string),
    })?;
    Ok(page)
}

fn style_sheet(environment: &Environment, pack: &Pack, request: bool) -> Result<String, HtmlError> {
    let tokens = paper::design_tokens();
    let running_head = PackPhrase::RunningHead {
        award: &pack.award,
        scheme: &pack.scheme.title,
    };
    let sheet = environment.get_template("pack.css")?.render(context! {
        fonts => css::font_faces(tokens),
        page => Serde(tokens),
        owner => words::shorten(&pack.owner.name, 90),
        head => words::shorten(&running_head.say(), 180),
        draft => pack.draft,
        current => pack.current,
        request => request,
        phrases => Serde(phrases::language().pack_sentences()),
        tables => pack.has_tables(),
    })?;
    Ok(sheet)
}

/// Returns the environment in which every template of a printed page is filled.
pub fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    // A fault says where it is, not what everybody wrote.
    environment.set_debug(false);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.set_auto_escape_callback(escape_mode);
    environment.set_formatter(write_value);
    environment.add_filter("size", phrases::format_size);
    environment.add_filter("fill", fill_html);
    environment.add_filter("counters", fill_css_counters);
    environment.add_filter("attr", attribute);
    environment.add_filter("code", code);
    environment.add_filter("sentence", sentence);
    environment.add_filter("name", name);
    environment.add_filter("css", |text: &str| css::css_string(text));
    environment.add_filter("families", css_font_families);
    environment.add_template("pack.html", PAGE)?;
    environment.add_template("pack.css", SHEET)?;
    Ok(environment)
}

fn escape_mode(name: &str) -> AutoEscape {
    if name.ends_with(".html") {
        AutoEscape::Html
    } else {
        AutoEscape::None
    }
}

/// Every value that a template shows passes here, so none can be forgotten.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(words) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => out
            .write_str(&escape::escape_content(words))
            .map_err(Error::from),
        _ => escape_formatter(out, state, value),
    }
}

/// Text within a quoted attribute.
fn attribute(text: &str) -> Value {
    Value::from_safe_string(escape::escape_attribute(text))
}

/// A sentence as content of an element, in which names do not break.
fn sentence(text: &str) -> Value {
    let mut html = String::new();
    escape::push_sentence(&mut html, text);
    Value::from_safe_string(html)
}

/// The name of a file as content of an element.
fn name(text: &str) -> Value {
    let mut html = String::new();
    escape::push_name(&mut html, text);
    Value::from_safe_string(html)
}

/// Lines of code as content of an element.
fn code(text: &str) -> Value {
    let mut html = String::new();
    escape::push_code(&mut html, text);
    Value::from_safe_string(html)
}

/// A sentence as HTML with its places filled; a value that is HTML already stays as it is.
fn fill_html(sentence: &str, values: Kwargs) -> Result<Value, Error> {
    let mut html = String::new();
    for stretch in split_at_places(sentence) {
        match stretch {
            Stretch::Words(words) => escape::push_content(&mut html, words),
            Stretch::Place(place) => {
                let value: Value = values.get(place)?;
                let text = value.to_string();
                if value.is_safe() {
                    html.push_str(&text);
                } else {
                    escape::push_content(&mut html, &text);
                }
            }
        }
    }
    values.assert_all_used()?;
    Ok(Value::from_safe_string(html))
}

/// A sentence as the content of a page's margin in CSS, where its places are counters.
fn fill_css_counters(sentence: &str, values: Kwargs) -> Result<String, Error> {
    let each = split_at_places(sentence).into_iter();
    let parts: Vec<String> = each
        .map(|stretch| match stretch {
            Stretch::Words(words) => css::css_string(words),
            Stretch::Place(place) => format!("counter({place})"),
        })
        .collect();
    for name in ["page", "pages"] {
        values.get::<Value>(name)?;
    }
    values.assert_all_used()?;
    Ok(parts.join(" "))
}

/// Font families as a CSS list.
fn css_font_families(names: Vec<String>) -> String {
    let quoted: Vec<String> = names.iter().map(|name| css::css_string(name)).collect();
    quoted.join(", ")
}

#[cfg(test)]
pub(super) mod tests;
