use proptest::prelude::*;

use super::*;
use crate::base::markdown::read;
use crate::base::markdown::typed::{bodies, lost_words};
use crate::formats::pack::html::tests::sample;
use crate::views::submission::PackAnchors;
use crate::views::submission::model::PackFile;

const HERE: ProseContext = ProseContext {
    anchor: "a",
    level: 3,
};

fn html(text: &str) -> String {
    html_in(&sample(), text, HERE)
}

fn html_in(pack: &Pack, text: &str, setting: ProseContext) -> String {
    let words = read(text, "journals/a.md", &PackAnchors::new(pack));
    super::html(&words, setting, pack)
}

#[test]
fn headings_stand_below_the_title_and_skip_no_level() {
    assert_eq!(
        html("# One\n### Two\n# Three"),
        "<h4>One</h4>\n<h5>Two</h5>\n<h4>Three</h4>\n"
    );
    assert_eq!(html("## One"), "<h4>One</h4>\n");
    assert_eq!(html("#"), "");
}

#[test]
fn headings_end_at_the_sixth_level() {
    assert!(html("# A\n## B\n### C\n#### D").ends_with("<h6>D</h6>\n"));
}

#[test]
fn raw_html_is_shown_as_text() {
    assert_eq!(
        html("a <b onclick=x>c</b>"),
        "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n"
    );
    let block = html("<script>\nalert(1)\n</script>");
    assert_eq!(
        block,
        "<pre><code>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</code></pre>\n"
    );
    assert_eq!(html("<!-- note -->"), "");
    assert_eq!(
        html("<!-- no end"),
        "<pre><code>&lt;!-- no end</code></pre>\n"
    );
}

#[test]
fn footnotes_of_two_records_have_different_anchors() {
    let pack = sample();
    let text = "Said[^1] and again[^1].\n\n[^1]: So.";
    let other = ProseContext {
        anchor: "b",
        ..HERE
    };
    let (one, two) = (html_in(&pack, text, HERE), html_in(&pack, text, other));
    for id in ["a-note-1", "a-mark-1-1", "a-mark-1-2"] {
        assert_eq!(one.matches(&format!("id=\"{id}\"")).count(), 1, "{one}");
        assert!(one.contains(&format!("href=\"#{id}\"")), "{one}");
    }
    assert!(
        two.contains("id=\"b-note-1\"") && !two.contains("\"a-"),
        "{two}"
    );
}

#[test]
fn a_footnote_within_a_link_does_not_nest_links() {
    let shown = html("[read[^1]](https://example.org)\n\n[^1]: So.");
    let link = shown.split("</a>").next().unwrap_or_default();
    assert_eq!(link.matches("<a ").count(), 1, "{shown}");
}

#[test]
fn footnotes_make_one_closed_list() {
    let shown = html("A[^x] B[^y]\n\n[^x]: One\n\n    - two\n\n[^y]: Three");
    assert_eq!(shown.matches("<ol class=\"notes\">").count(), 1);
    assert_eq!(shown.matches("</ol>").count(), 1);
    assert_eq!(shown.matches("class=\"back\"").count(), 2);
}

#[test]
fn links_lead_outside_here_or_nowhere() {
    assert!(
        html("[x](https://example.org/?a=1&b=2)")
            .contains("href=\"https://example.org/?a=1&amp;b=2\"")
    );
    assert!(html("[x](../statements/silver.md)").contains("href=\"#statement\""));
    assert_eq!(html("[x](../../etc/passwd)"), "<p>x</p>\n");
    for url in [
        "javascript:alert(1)",
        "data:text/html;base64,AAAA",
        "JAVASCRIPT&#58;alert(1)",
    ] {
        assert_eq!(html(&format!("[x]({url})")), "<p>x</p>\n", "{url}");
    }
}

#[test]
fn an_attribute_value_cannot_inject_markup() {
    let shown = html("[x](<https://example.org/\" onmouseover=\"alert(1)>)");
    assert!(shown.contains("%22") || shown.contains("&quot;"), "{shown}");
    assert!(!shown.contains("\" onmouseover"), "{shown}");
}

#[test]
fn pictures_are_embedded_or_named() {
    let inside = html("![A *room*](../evidence/room.png)");
    assert!(
        inside.contains("<img src=\"data:image/png;base64,"),
        "{inside}"
    );
    assert!(inside.contains("alt=\"A room\""), "{inside}");
    for url in [
        "https://example.org/x.png",
        "../evidence/x.svg",
        "../../x.png",
        "gone.png",
        "data:image/png;base64,AA",
    ] {
        let shown = html(&format!("![A room]({url})"));
        assert!(
            shown.contains("Picture not shown: A room (") && !shown.contains("<img"),
            "{shown}"
        );
        assert!(!shown.contains("example.org"), "{shown}");
    }
}

#[test]
fn table_headers_have_a_scope() {
    let shown = html("| A | | C |\n|---|:-:|--:|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |");
    assert!(shown.contains("<th scope=\"col\">A</th><td class=\"centre\"></td><th scope=\"col\" class=\"right\">C</th>"), "{shown}");
    assert_eq!(shown.matches("<tbody>").count(), 1);
    assert_eq!(shown.matches("</tbody>").count(), 1);
    let bare = html("| A |\n|---|");
    assert!(!bare.contains("tbody"), "{bare}");
}

#[test]
fn task_items_have_a_text_alternative() {
    let shown = html("- [x] one\n- [ ] two");
    assert!(
        shown.contains("Done: </span>one") && shown.contains("To do: </span>two"),
        "{shown}"
    );
    assert!(!shown.contains("<input"));
}

#[test]
fn lists_keep_their_numbers_and_their_tightness() {
    assert_eq!(
        html("3. a\n4. b"),
        "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"
    );
    assert!(html("- a\n\n- b").contains("<li><p>a</p>"));
}

#[test]
fn marks_and_breaks_are_kept() {
    assert_eq!(
        html("*a* **b** ~~c~~ `d<` e\\\nf"),
        "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d&lt;</code> e<br>\nf</p>\n"
    );
}

#[test]
fn addresses_are_links() {
    let shown = html("www.example.org and https://example.org");
    assert_eq!(shown.matches("<a href=\"http").count(), 2, "{shown}");
    assert!(html("<https://example.org>").contains("<a href=\"https://example.org\">"));
}

#[test]
fn an_empty_link_or_item_still_has_text() {
    assert!(html("[](https://example.org)").contains(">https://example.org</a>"));
}

#[test]
fn controls_and_overrides_are_spelt_out() {
    let shown = html("a\u{1b}[31m b\u{202e}c `\u{7}`");
    assert_eq!(
        shown,
        "<p>a[U+001B][31m b[U+202E]c <code>[U+0007]</code></p>\n"
    );
}

#[test]
fn deep_nesting_is_limited() {
    let text = format!("{}x", "> ".repeat(5_000));
    let shown = html(&text);
    assert_eq!(
        shown.matches("<blockquote>").count(),
        shown.matches("</blockquote>").count()
    );
}

#[test]
fn a_picture_of_another_kind_is_named() {
    let mut pack = sample();
    let svg = PackFile::decoded("evidence/plan.svg", b"<svg onload='x'/>".to_vec());
    pack.files.insert("evidence/plan.svg".into(), svg);
    let shown = html_in(&pack, "![Plan](../evidence/plan.svg)", HERE);
    assert!(
        shown.contains("Picture not shown: Plan (it is an SVG drawing)"),
        "{shown}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_word_that_is_typed_is_shown_or_found(body in bodies(16)) {
        let page = html(&body).replace("<wbr>", "");
        prop_assert_eq!(lost_words(&body, &page), [""; 0]);
    }
}
