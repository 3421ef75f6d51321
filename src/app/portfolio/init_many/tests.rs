use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use super::*;
use crate::app::change::ChangeSet;
use crate::app::change::apply::{ApplyError, CommitMessage};
use crate::app::institution_table::TableFile;
use crate::app::ports::{GitIdentity, Obstacle, RepositoryError};
use crate::app::roster::read;

/// The files of the portfolios that were begun, by folder and path.
type Begun = Rc<RefCell<BTreeMap<String, String>>>;

#[derive(Default)]
struct Folders {
    taken: Vec<TakenPortfolio>,
    begun: Begun,
}

struct Folder {
    name: String,
    begun: Begun,
}

impl FoldersOfPeople for Folders {
    fn portfolios(&self) -> Vec<TakenPortfolio> {
        self.taken.clone()
    }

    fn folder(&self, name: &str) -> Box<dyn NewFolder> {
        Box::new(Folder {
            name: name.to_owned(),
            begun: Rc::clone(&self.begun),
        })
    }

    fn new_id(&self) -> String {
        "an-id".to_owned()
    }
}

impl NewFolder for Folder {
    fn obstacle(&self) -> Option<Obstacle> {
        (self.name == "full").then(|| Obstacle::NotEmpty("full".into()))
    }

    fn is_taken(&self) -> Result<bool, String> {
        Ok(false)
    }

    fn identity(&self) -> Option<GitIdentity> {
        None
    }

    fn sign_with(&self, _: &Path) -> Result<(), RepositoryError> {
        Ok(())
    }

    fn begin(
        &self,
        changes: &ChangeSet,
        _: Option<&[u8]>,
        _: CommitMessage<'_>,
    ) -> Result<(), ApplyError> {
        for change in changes.on_disk() {
            let text = String::from_utf8(change.after.unwrap().to_vec()).unwrap();
            let path = format!("{}/{}", self.name, change.path);
            self.begun.borrow_mut().insert(path, text);
        }
        Ok(())
    }
}

fn begin(table: &str, folders: &Folders) -> (Vec<String>, BTreeMap<String, String>) {
    let read = read(&TableFile {
        name: "staff.csv",
        bytes: table.as_bytes(),
        sheet: None,
        date_order: None,
    });
    let read = read.unwrap();
    let at = Moment::at_noon(NaiveDate::from_ymd_opt(2026, 10, 2).unwrap());
    let many = ManyPortfolios::new(&read, None, folders, at);
    let plan = many.plan();
    many.begin(&plan, |_| Ok::<(), ()>(())).unwrap();
    let outcome = |row: &RosterRow| format!("{} {:?}", row.person, row.outcome);
    let outcomes = plan.rows.iter().map(outcome).collect();
    (outcomes, folders.begun.borrow().clone())
}

#[test]
fn what_the_roster_says_stands_in_the_portfolio() {
    let table = "person,name,team,manager,fraction,joined,until,portfolio,scheme,kept since\n\
                 sam,\"Carter, Sam\",Law: 1,P. Shah,0.6,2019-02-13,2027-03-01,,lancaster,2026-09-01\n\
                 \"o'b, x@example.org\",P. Shah,,,,,,none,,\n";
    let (outcomes, files) = begin(table, &Folders::default());
    assert_eq!(outcomes, ["sam New", "p-shah NoPortfolio"]);
    assert_eq!(
        files
            .keys()
            .filter(|path| !path.starts_with("sam/"))
            .count(),
        0
    );
    assert_eq!(
        files["sam/trust/people.yaml"],
        "# The people whom this portfolio names. Add others with: cpd new person \"Their Name\"\n\
         people:\n\
         \x20 - id: sam\n\
         \x20   name: \"Carter, Sam\"\n\
         \x20   organisation: \"Law: 1\"\n\
         \x20   fraction: [{ from: 2019-02-13, value: 0.6 }]\n\
         \x20   joined: 2019-02-13\n\
         \x20   leaving: 2027-03-01\n\
         \x20   line_manager:\n\
         \x20     - { from: 2026-09-01, value: p-shah }\n\
         \x20 - id: p-shah\n\
         \x20   name: P. Shah\n"
    );
    let settings = &files["sam/cpd.yaml"];
    for line in [
        "owner: sam\n",
        "schemes: { lancaster: 1.0.0 }\n",
        "kept_since: 2026-09-01\n",
    ] {
        assert!(settings.contains(line), "{settings}");
    }
}

#[test]
fn who_has_a_portfolio_keeps_it_and_who_has_left_gets_none() {
    let taken = |folder: &str, owner: &str, email: &str| TakenPortfolio {
        folder: folder.to_owned(),
        owner: owner.to_owned(),
        emails: vec![email.to_owned()],
    };
    let folders = Folders {
        taken: vec![
            taken("s", "sam", ""),
            taken("other", "someone", "Ben@example.org"),
        ],
        ..Folders::default()
    };
    let table = "person,name,until,portfolio\n\
                 Sam,Sam Carter,,\n\
                 ben@example.org,Ben Li,,\n\
                 cat,Cat Ray,2026-10-01,\n\
                 dan,Dan Fox,2026-10-02,\n\
                 eve,Eve Orr,,full\n";
    let (outcomes, files) = begin(table, &folders);
    assert_eq!(
        outcomes,
        [
            "sam There { in_folder: \"s\" }",
            "ben-li There { in_folder: \"other\" }",
            "cat Left",
            "dan New",
            "eve Problem { problems: [RowProblem { column: None, says: \"full is not empty\", without_column: None }] }",
        ]
    );
    assert!(
        files.keys().all(|path| path.starts_with("dan/")),
        "{files:?}"
    );
}
