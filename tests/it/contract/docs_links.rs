//! Links and paths in the pages of the project: each link leads to a file and to a heading
//! in it, and each path of the source is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::golden::repository;
use crate::support::transcript::files;

#[test]
fn every_link_leads_to_a_page_and_a_heading_that_is_there() {
    let mut links = 0;
    let mut broken = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        for link in local_links(&text) {
            links += 1;
            if !leads_somewhere(&page, &link) {
                let name = page.strip_prefix(repository()).expect("a page of ours");
                broken.push(format!("{}: {link}", name.display()));
            }
        }
    }
    assert!(links > 100, "only {links} links were found");
    assert!(broken.is_empty(), "broken links:\n{}", broken.join("\n"));
}

#[test]
fn every_path_of_the_source_in_a_page_is_there() {
    let mut paths = 0;
    let mut missing = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        for path in source_paths(&text) {
            paths += 1;
            if !repository().join(&path).exists() {
                let name = page.strip_prefix(repository()).expect("a page of ours");
                missing.push(format!("{}: {path}", name.display()));
            }
        }
    }
    assert!(paths > 20, "only {paths} paths were found");
    assert!(missing.is_empty(), "not there:\n{}", missing.join("\n"));
}

/// Returns the paths of the source that a page writes as code, without those that have
/// a name to fill in, such as `src/views/NAME.rs`.
fn source_paths(text: &str) -> Vec<String> {
    let code = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Code(words) => Some(words.to_string()),
        _ => None,
    });
    code.filter(|words| words.starts_with("src/") || words.starts_with("tests/"))
        .filter(|words| !words.contains(|c: char| c.is_uppercase() || c.is_whitespace()))
        .collect()
}

/// The pages that readers of the project see.
fn pages() -> Vec<PathBuf> {
    let top = [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "tests/coverage.md",
    ];
    let mut pages: Vec<PathBuf> = top.iter().map(|name| repository().join(name)).collect();
    pages.extend(files(&repository().join("docs")));
    pages
}

/// Returns the targets of links and pictures that are not on the web.
fn local_links(text: &str) -> Vec<String> {
    let targets = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url),
        _ => None,
    });
    let local = targets.filter(|to| !to.contains("://") && !to.starts_with("mailto:"));
    local.map(|to| to.to_string()).collect()
}

fn leads_somewhere(page: &Path, link: &str) -> bool {
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let folder = page.parent().expect("a folder");
    let target = if path.is_empty() {
        page.to_owned()
    } else {
        folder.join(path)
    };
    if heading.is_empty() {
        return target.exists();
    }
    fs::read_to_string(target).is_ok_and(|text| anchors(&text).contains(heading))
}

/// Returns the anchors of headings, as forges make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                anchors.extend(heading.take().map(|words| anchor(&words)));
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            _ => {}
        }
    }
    anchors
}

/// Letters and digits in lower case, with hyphens for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}
