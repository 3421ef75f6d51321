//! The nearest of the names that would have been right.

/// The candidate most like `typed`, when one is near enough to be meant.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed_low = typed.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != typed)
        .map(|candidate| (closeness(&typed_low, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= 0.7)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)))
        .map(|(_, candidate)| candidate)
}

/// Between 0 and 1. Edit distance decides; a common beginning or a name held
/// inside a longer one (an id without its date) counts in its favour.
fn closeness(typed: &str, candidate: &str) -> f64 {
    let distance = strsim::normalized_damerau_levenshtein(typed, candidate);
    let inside = typed.chars().count() >= 4 && candidate.contains(typed);
    let shared = strsim::jaro_winkler(typed, candidate) - 0.15;
    distance.max(shared).max(if inside { 0.75 } else { 0.0 })
}

/// `did you mean `x`?`, or nothing.
pub fn question<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(typed, candidates).map(|name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        let fields = ["hours", "title", "provider", "2026-02-11-committee-servicing"];
        assert_eq!(nearest("hors", fields), Some("hours"));
        assert_eq!(nearest("Titel", fields), Some("title"));
        assert_eq!(nearest("committee-servicing", fields), Some("2026-02-11-committee-servicing"));
        assert_eq!(nearest("colour", fields), None);
    }
}
