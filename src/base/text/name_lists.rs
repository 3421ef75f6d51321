//! Lists of names that many findings give as the choices there are, each kept once.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// A list of names that is shared by all that need it.
pub type NameList = Arc<[String]>;

/// The lists that were asked for so far.
#[derive(Debug, Default)]
pub struct NameLists(Mutex<BTreeSet<NameList>>);

impl NameLists {
    /// Returns a list of these names: the one that is there, if the same was asked for before.
    pub fn share(&self, names: impl IntoIterator<Item = String>) -> NameList {
        let list: NameList = names.into_iter().collect();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = known.get(&list) {
            return Arc::clone(same);
        }
        known.insert(Arc::clone(&list));
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lists_are_one_and_others_are_not() {
        let lists = NameLists::default();
        let of = |names: &[&str]| lists.share(names.iter().map(|&name| name.to_owned()));
        let first = of(&["title", "date"]);
        assert!(Arc::ptr_eq(&first, &of(&["title", "date"])));
        let other = of(&["date", "title"]);
        assert_eq!(*other, ["date".to_owned(), "title".to_owned()]);
        assert!(!Arc::ptr_eq(&first, &other));
    }
}
