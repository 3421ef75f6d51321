//! The words that lie across each page of a draft, or of files that were not signed as they
//! are, as a drawing. They must not be text, or they would stand between the copied words.

use crate::base::paper;
use crate::domain::phrases::PackPhrase;
use crate::views::submission::model::Pack;

/// Returns the words of a pack as SVG with these attributes of its fill, if it has such words.
pub fn words_across(pack: &Pack, fill: &str) -> Option<String> {
    let words = if pack.draft {
        PackPhrase::DraftAcross {}.say()
    } else if pack.current {
        PackPhrase::Current {}.say()
    } else {
        return None;
    };
    Some(paper::draw_words(&words, fill))
}
