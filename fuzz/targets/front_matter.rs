//! Records and lists in YAML: the quick reader and the general one agree.

use super::{Form, Target, YAML, seeds};

pub const TARGET: Target = Target {
    name: "front-matter",
    form: Form::Bytes,
    words: &YAML,
    seeds: || {
        let mut all = seeds("examples/every-rule", ".md");
        all.extend(all.clone().iter().filter_map(|file| details(file)));
        all
    },
    begin: || Box::new(cpd::fuzz::front_matter),
};

/// Returns what stands between the lines at the top.
fn details(file: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(file).ok()?;
    let (details, _) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some(format!("{details}\n").into_bytes())
}
