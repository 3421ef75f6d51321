//! The schemes within reach, a line each.

use crate::domain::portfolio::load;
use crate::domain::schema::{Library, Scheme, SchemeOrigin};
use crate::views::scheme_list::{ListedScheme, SchemeList};

/// Returns every scheme of a library. One that cannot be read has no title.
pub fn list(library: &Library) -> SchemeList {
    let _span = tracing::info_span!("scheme.list").entered();
    let listed = library.iter().map(|files| {
        let portfolio = load::with_scheme(files.clone());
        let scheme = portfolio.schemes().first();
        let own = files.origin == SchemeOrigin::Portfolio;
        ListedScheme {
            id: files.id.clone(),
            version: files.version.clone(),
            sha256: files.sha256(),
            origin: files.origin,
            path: own.then(|| files.path("scheme.yaml")),
            title: scheme.map(|scheme| scheme.title.clone()),
            official: scheme.is_some_and(Scheme::is_official),
        }
    });
    SchemeList::new(listed.collect())
}

#[cfg(test)]
mod tests {
    use super::super::fake_folders::{FakeFolders, scheme};
    use super::*;

    #[test]
    fn own_schemes_come_first_and_a_broken_one_has_no_title() {
        let folders = FakeFolders::of(&[
            ("/p/schemes/a/scheme.yaml", &scheme("a", "1.0.0")),
            ("/p/schemes/b/scheme.yaml", "id: b\nversion: [\n"),
        ]);
        let list = list(&folders.schemes("/p").library);
        let own: Vec<_> = list.schemes.iter().take(2).collect();
        assert_eq!(own[0].title.as_deref(), Some("Title of a"));
        assert_eq!((&*own[1].id, &own[1].title), ("b", &None));
        let paths = own.iter().map(|one| one.path.as_deref());
        let expected = ["schemes/a/scheme.yaml", "schemes/b/scheme.yaml"].map(Some);
        assert!(paths.eq(expected));
        assert!(list.schemes.len() > 2);
        assert!(list.schemes[2..].iter().all(|one| one.path.is_none()));
        let origins: Vec<_> = list.schemes.iter().map(|one| one.origin).collect();
        assert_eq!(origins[..2], [SchemeOrigin::Portfolio; 2]);
        assert!(origins[2..].iter().all(|one| *one == SchemeOrigin::BuiltIn));
    }
}
