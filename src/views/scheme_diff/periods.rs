//! Periods and days on which something is due, as a scheme writes them, in words.

use super::DiffSide;
use super::phrases::{flow_text, is_same_or_default};
use crate::base::document::Node;

/// A period as it is written, or the one that is named.
pub fn period<'n>(node: Option<&'n Node>, side: &'n DiffSide<'_>) -> Option<&'n Node> {
    let node = node?;
    let named = node
        .scalar()
        .and_then(|name| side.top.get("periods")?.get(name));
    Some(named.unwrap_or(node))
}

/// `each year from 09-01`, `the last 12 months`, `the 3 terms from … to …`.
pub fn describe_period(node: &Node) -> String {
    let word = |key: &str| node.get(key).and_then(Node::scalar);
    if let Some(last) = word("last") {
        return format!("the last {last}");
    }
    if let Some(every) = word("every") {
        let every = match every.strip_prefix("1 ") {
            Some(unit) => format!("each {unit}"),
            None => format!("every {every}"),
        };
        return match (word("from"), word("ends")) {
            (Some(from), _) => format!("{every} from {from}"),
            (None, Some(ends)) => format!("{every} that ends on `{ends}`"),
            (None, None) => every,
        };
    }
    let items = node.items();
    let end = |item: Option<&Node>, key: &str| {
        let word = item.and_then(|item| item.get(key)?.scalar());
        word.unwrap_or("?").to_owned()
    };
    if items.is_empty() {
        return flow_text(node);
    }
    let (from, to) = (end(items.first(), "from"), end(items.last(), "to"));
    format!("{} periods from {from} to {to}", items.len())
}

/// From which day of each period it can be handed in otherwise.
pub fn opening_difference(before: &Node, after: &Node) -> Option<String> {
    if is_same_or_default("opens", before, after) {
        return None;
    }
    Some(match after.get("opens") {
        Some(is) => format!("now opens at {}", flow_text(is)),
        None => "now counts all of its period".to_owned(),
    })
}

/// By when it is asked otherwise.
pub fn due_difference(before: &Node, after: &Node) -> Option<String> {
    if is_same_or_default("due", before, after) {
        return None;
    }
    let day = |node: &Node| match (node.scalar(), node.get("within"), node.get("after")) {
        (Some("end"), ..) => "at the end of its period".to_owned(),
        (Some(path), ..) => format!("on `{path}`"),
        (None, Some(within), Some(after)) => {
            format!("within {} of `{}`", flow_text(within), flow_text(after))
        }
        _ => flow_text(node),
    };
    let (was, is) = (before.get("due").map(day), after.get("due").map(day));
    Some(match (was, is) {
        (Some(was), Some(is)) => format!("now due {is}, was {was}"),
        (None, Some(is)) => format!("now due {is}"),
        (was, None) => format!("no longer due {}", was.unwrap_or_default()),
    })
}
