//! An award officer follows docs/how-to/award-officer.md from nothing: every command that
//! the page shows is run as it stands there, with real keys. The page says Silver, and this
//! is Bronze, since it begins with an empty portfolio.

use crate::support::Sandbox;
use crate::support::page::Page;

const KEYS: &str = "Say whose keys you trust";
const OWN: &str = "Keep your own list";
const SIGN: &str = "Sign the portfolio's list";
const CHANGE: &str = "When people or keys change";
const GRANT: &str = "Grant the award";
const PACK: &str = "With the pack alone";
const RETURN: &str = "Return a submission";

const VERIFIED: &str = "\nEverything was verified.\n";

/// A portfolio ready for Bronze, in `sam/`, that lists Sam's key alone; `sam.pub` and
/// `priya.pub` are what the officer was sent.
fn ready_for_bronze() -> Sandbox {
    let sandbox = Sandbox::with_keys();
    sandbox.sh(
        "cp ~/keys/sam.pub ~/keys/priya.pub . && mkdir ~/.ssh && cpd demo sample --without-keys",
    );
    sandbox.sh(
        "cpd --today 2019-09-16 init sam --owner 'Sam Carter' --manager 'Priya Shah' --scheme lancaster
         git --git-dir sample/.git --work-tree sam checkout -q ':/^Say in one page' \
           -- activities evidence feedback journals statements profile.md
         cd sam && cpd --today 2021-08-02 trust add 'Lee Morgan' --role assessor",
    );
    sandbox.signed_by("sam", "sam");
    sandbox.set("TODAY", "2026-09-01");
    sandbox.sh("cd sam && cpd trust key && cpd save -m 'Two years of work'");
    sandbox
}

#[test]
fn an_award_officer_vouches_and_grants_by_the_words_of_the_page() {
    let sandbox = ready_for_bronze();
    let mut page = Page::read("award-officer", ("silver", "bronze"));
    let here = (".", "2026-09-01");
    let sam = ("sam", "2026-09-01");
    // The key of the body, and the keys of the others.
    assert_eq!(page.run(KEYS, 0, &sandbox, here).code, 0);
    let prints = page.run(KEYS, 1, &sandbox, here).expect_code(0).stdout;
    let listed = page.run(SIGN, 0, &sandbox, here).expect_code(0).stdout;
    let print = |text: &str| {
        let found = text
            .split_whitespace()
            .find(|word| word.starts_with("SHA256:"));
        found.expect("a fingerprint").to_owned()
    };
    assert!(listed.contains(&print(&prints)), "{listed}\n{prints}");
    assert!(!listed.contains("Organisation Development"), "{listed}");
    let checked = page.run(SIGN, 1, &sandbox, sam).expect_code(0).stdout;
    assert!(checked.contains("No problems found"), "{checked}");
    page.run(SIGN, 2, &sandbox, sam).expect_code(0);
    let checked = sandbox.sh("cd sam && cpd trust check 2>&1");
    assert!(
        checked.contains("Somebody has signed this list of people and keys"),
        "{checked}"
    );
    // What is signed from now on is signed by keys for which the body vouches.
    sandbox.set("TODAY", "2026-09-02");
    sandbox.sh("cd sam && cpd sign bronze --yes");
    sandbox.signed_by("priya", "sam");
    sandbox.sh("cd sam && cpd endorse bronze -m 'The committee reads what Sam writes.' --yes");
    sandbox.sh("cd sam && cpd pack --award bronze --format pdf -o ../bronze.pdf");

    let later = (".", "2026-09-05");
    let nobody = page.run("Verify it", 0, &sandbox, later);
    assert_eq!(nobody.code, 1, "{nobody:#?}");
    assert!(nobody.stdout.contains("trust, not verified"), "{nobody:#?}");
    let vouched = page.run(SIGN, 3, &sandbox, later).expect_code(0).stdout;
    assert!(vouched.ends_with(VERIFIED), "{vouched}");
    page.run(OWN, 0, &sandbox, later).expect_code(0);
    let own = page.run(OWN, 1, &sandbox, later).expect_code(0).stdout;
    assert!(own.ends_with(VERIFIED), "{own}");

    sandbox.signed_by("sam", "sam");
    sandbox.sh("cd sam && cpd submit bronze --yes && cpd save");
    let granted = ("sam", "2026-09-10");
    page.run(GRANT, 0, &sandbox, granted).expect_code(0);
    sandbox.sh("cd sam && git checkout -q -b returned");
    let sent_back = page.run(RETURN, 0, &sandbox, granted).expect_code(0);
    let told = "Sam Carter can change the text and submit again.\n";
    assert!(sent_back.stdout.ends_with(told), "{sent_back:#?}");
    sandbox.sh("cd sam && git checkout -q -");
    sandbox.sh(
        "cp sam/packs/bronze.html . && printf '[gpg]\n\tformat = ssh\n[user]\n\tsigningkey = %s\n' \
         ~/.ssh/awarding-body >>~/.gitconfig",
    );
    let decided = page.run(PACK, 0, &sandbox, (".", "2026-09-10"));
    let told = "Signed.\nbronze-certificate.html\nbronze-certificate.pdf\nbronze-granted-email.txt\nSend bronze-signed.zip back to Sam Carter.\n";
    assert!(decided.expect_code(0).stdout.ends_with(told));
    let checked = page.run(PACK, 1, &sandbox, (".", "2026-09-10"));
    let checked = checked.expect_code(0).stdout;
    assert!(checked.ends_with(VERIFIED), "{checked}");
    let grant = page.run(GRANT, 1, &sandbox, granted).expect_code(0).stdout;
    let told = "Signed.\npacks/bronze-certificate.html\npacks/bronze-certificate.pdf\npacks/bronze-granted-email.txt\n";
    assert!(grant.ends_with(told), "{grant}");
    let closed = page.run(GRANT, 2, &sandbox, granted).expect_code(0).stdout;
    assert!(closed.ends_with(VERIFIED), "{closed}");
    let history = page.run("See who did what", 0, &sandbox, granted);
    let history = history.expect_code(0).stdout;
    assert!(history.contains("granted"), "{history}");

    page.run(CHANGE, 0, &sandbox, ("sam", "2026-10-01"))
        .expect_code(0);
    let after = (".", "2026-10-02");
    let old = page.run(CHANGE, 1, &sandbox, after);
    assert_eq!(old.code, 1, "{old:#?}");
    assert!(
        old.stdout.contains("is older than 1 October 2026"),
        "{old:#?}"
    );
    sandbox.sh("cd sam && cpd pack --award bronze --format pdf -o ../bronze.pdf");
    let new = page.run(CHANGE, 1, &sandbox, after).expect_code(0).stdout;
    assert!(new.ends_with(VERIFIED), "{new}");
    // One block was run twice.
    assert_eq!(
        page.run,
        page.blocks() + 1,
        "a block of the page is not run"
    );
}
