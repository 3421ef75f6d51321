//! The parts of a Markdown table that HTML asks for and Markdown leaves unsaid:
//! headers with scope, columns that line up, and a frame that scrolls on a phone.

use comrak::nodes::{AstNode, TableAlignment};

/// A narrow screen scrolls the table, not the page; the frame takes focus so that
/// a keyboard can scroll it.
pub const OPEN: &str =
    "<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n";

/// Ends a table, which may have had no rows beneath its head.
pub fn close(has_body: bool) -> &'static str {
    if has_body {
        "</tbody></table></div>\n"
    } else {
        "</table></div>\n"
    }
}

/// A class, since the page allows no style on an element.
pub fn class(alignment: Option<&TableAlignment>) -> &'static str {
    match alignment {
        Some(TableAlignment::Center) => " class=\"centre\"",
        Some(TableAlignment::Right) => " class=\"right\"",
        _ => "",
    }
}

/// A cell of the head that says something; an empty one heads nothing.
pub fn is_header<'a>(in_head: bool, cell: &'a AstNode<'a>) -> bool {
    in_head && cell.first_child().is_some()
}
