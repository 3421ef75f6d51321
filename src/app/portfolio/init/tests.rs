use std::cell::RefCell;
use std::path::Path;

use super::*;
use crate::app::error::Class;
use crate::app::portfolio::forge_files::Installer;
use crate::app::ports::{GitIdentity, RepositoryError};
use crate::base::text::did_you_mean;

/// A folder that notes what it is told to hold.
#[derive(Default)]
struct Noted {
    obstacle: Option<Obstacle>,
    identity: Option<GitIdentity>,
    begun: RefCell<Vec<(String, String)>>,
    author: RefCell<Option<CommitAuthor>>,
}

impl NewFolder for Noted {
    fn obstacle(&self) -> Option<Obstacle> {
        self.obstacle.clone()
    }

    fn is_taken(&self) -> Result<bool, String> {
        Ok(self.obstacle.is_some())
    }

    fn identity(&self) -> Option<GitIdentity> {
        self.identity.clone()
    }

    fn sign_with(&self, _: &Path) -> Result<(), RepositoryError> {
        Ok(())
    }

    fn begin(
        &self,
        changes: &ChangeSet,
        hook: Option<&[u8]>,
        commit: CommitMessage<'_>,
    ) -> Result<(), ApplyError> {
        assert!(hook.is_some());
        let files = changes.on_disk().into_iter().map(|change| {
            let bytes = change.after.unwrap().to_vec();
            (change.path.to_string(), String::from_utf8(bytes).unwrap())
        });
        self.begun.borrow_mut().extend(files);
        *self.author.borrow_mut() = Some(commit.author.clone());
        Ok(())
    }
}

fn moment() -> Moment {
    Moment::at_noon(NaiveDate::from_ymd_opt(2026, 10, 2).unwrap())
}

fn begin(folder: &Noted, owner: &str, manager: Option<&str>) -> Result<(), InitError> {
    let beginning = NewPortfolio {
        owner,
        manager,
        scheme: None,
        details: &[],
        forge: None,
        editors: false,
        known: KnownOwner::default(),
    };
    init(folder, "an-id", &beginning, moment())
}

#[test]
fn a_portfolio_begins_with_its_people_and_its_forge_in_one_change() {
    let folder = Noted::default();
    let (scheme, forge) = (
        scheme("lancaster").unwrap(),
        ForgeFiles::for_forge("github", &Installer::default()).unwrap(),
    );
    let beginning = NewPortfolio {
        owner: " Sam Carter ",
        manager: Some("Priya Shah"),
        scheme: Some(&scheme),
        details: &[],
        forge: Some(&forge),
        editors: false,
        known: KnownOwner::default(),
    };
    init(&folder, "an-id", &beginning, moment()).unwrap();
    let begun = folder.begun.borrow();
    let text = |path: &str| {
        let file = begun.iter().find(|(at, _)| at == path);
        file.map(|(_, text)| text.as_str()).unwrap_or_default()
    };
    assert!(text("cpd.yaml").contains("portfolio: an-id\nowner: sam-carter\n"));
    assert!(text("cpd.yaml").contains("lancaster: 1.0.0"));
    assert!(text("trust/people.yaml").contains("- { from: 2026-10-02, value: priya-shah }"));
    assert!(
        begun
            .iter()
            .any(|(path, _)| path == "docs/forge-settings-github.md")
    );
    assert!(begun.iter().any(|(path, _)| path.starts_with(".github/")));
    let author = folder.author.borrow().clone().unwrap();
    assert_eq!(
        (&*author.name, &*author.email),
        ("Sam Carter", "sam-carter@cpd.invalid")
    );
}

#[test]
fn the_owners_entry_has_the_details_and_a_value_that_is_not_valid_begins_nothing() {
    let scheme = scheme("alt-valley").unwrap();
    let read = |details: &[&str]| {
        let details: Vec<String> = details.iter().map(|one| (*one).to_owned()).collect();
        let questions = owner_details::questions(&scheme);
        owner_details::read_given(&details, &questions, moment().today).unwrap()
    };
    let begin = |folder: &Noted, details: &[OwnerAnswer]| {
        let beginning = NewPortfolio {
            owner: "Sam Carter",
            manager: Some("Priya Shah"),
            scheme: Some(&scheme),
            details,
            forge: None,
            editors: false,
            known: KnownOwner::default(),
        };
        init(folder, "an-id", &beginning, moment())
    };
    let folder = Noted::default();
    let details = read(&["joined=1 September 2026", "employment=Employed"]);
    begin(&folder, &details).unwrap();
    let begun = folder.begun.borrow();
    let (_, people) = begun.iter().find(|(path, _)| path == PEOPLE).unwrap();
    let entry = "  - id: sam-carter\n    name: Sam Carter\n    joined: 2026-09-01\n    \
                 employment: employed\n    line_manager:\n";
    assert!(people.contains(entry), "{people}");
    let folder = Noted::default();
    let mut details = read(&["employment=employed"]);
    details[0].values = vec!["emploeyd".to_owned()];
    let error = begin(&folder, &details).unwrap_err();
    let said = "one of your details is not valid: `employment` cannot be `emploeyd`";
    assert_eq!(error.to_string(), said);
    assert!(folder.begun.borrow().is_empty());
}

#[test]
fn git_is_asked_first_who_begins_a_portfolio() {
    let folder = Noted {
        identity: Some(GitIdentity {
            name: "S. Carter".into(),
            email: "sc@example.org".into(),
        }),
        ..Noted::default()
    };
    begin(&folder, "Sam Carter", None).unwrap();
    let author = folder.author.borrow().clone().unwrap();
    assert_eq!(
        (&*author.name, &*author.email),
        ("S. Carter", "sc@example.org")
    );
}

#[test]
fn an_owner_is_needed_and_is_not_their_own_manager() {
    let folder = Noted::default();
    let error = begin(&folder, "  ", None).unwrap_err();
    assert!(matches!(error, InitError::NoOwner), "{error}");
    let error = begin(&folder, "Sam Carter", Some("sam  CARTER")).unwrap_err();
    assert!(matches!(error, InitError::OwnManager), "{error}");
    assert!(folder.begun.borrow().is_empty());
}

#[test]
fn init_writes_nothing_over_existing_files() {
    let full = Noted {
        obstacle: Some(Obstacle::NotEmpty(Path::new("full").into())),
        ..Noted::default()
    };
    let error = begin(&full, "Sam Carter", None).unwrap_err();
    assert_eq!(error.to_string(), "full is not empty");
    assert_eq!(error.explain().class, Class::Refused);
    assert!(full.begun.borrow().is_empty());
}

#[test]
fn an_unknown_scheme_or_forge_is_an_error_that_offers_a_similar_one() {
    let hint = scheme("lancater").unwrap_err().explain().hint;
    assert_eq!(
        hint,
        did_you_mean::question_for(&["lancaster"]).map(Hint::from)
    );
    let hint = ForgeFiles::for_forge("githup", &Installer::default())
        .unwrap_err()
        .explain()
        .hint;
    assert_eq!(
        hint,
        did_you_mean::question_for(&["github"]).map(Hint::from)
    );
}
