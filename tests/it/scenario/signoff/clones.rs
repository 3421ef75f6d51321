//! Other copies of a repository: some hold less, some lie elsewhere, some are made by
//! other computers. Where something is lacking, nothing passes.

use super::{endorsed, falls, granted};
use crate::support::Sandbox;

impl Sandbox {
    /// A bare repository that others clone from, `forge.git`.
    fn forge(&self) {
        self.git("clone -q --bare . ../forge.git");
        self.git("-C ../forge.git config uploadpack.allowfilter true");
        self.git("-C ../forge.git config uploadpack.allowanysha1inwant true");
    }

    /// At work in a clone of it that was made with these options.
    pub fn cloned(self, options: &str) -> Self {
        self.forge();
        let from = format!("file://{}", self.root().join("work/forge.git").display());
        self.git(&format!("clone -q {options} '{from}' ../clone"));
        self.in_folder("clone")
    }
}

/// All steps of the award cannot be placed, and none passes.
#[track_caller]
fn is_unverifiable(sam: &Sandbox) {
    let verdict = sam.check();
    assert!(
        verdict.rules.contains(&"unverifiable-history".to_owned()),
        "{verdict:?}"
    );
    assert!(!verdict.closed && verdict.code == 1, "{verdict:?}");
    for command in [&["status"][..], &["status", "--format", "json"], &["check"]] {
        let ran = sam.cpd(command);
        assert!(matches!(ran.code, 0 | 1), "{ran:#?}");
    }
}

#[test]
fn a_full_clone_gives_the_same_verdict() {
    let Some(sam) = granted() else { return };
    sam.cloned("").stands(&[]);
}

#[test]
fn a_shallow_clone_verifies_no_sign_off() {
    let Some(sam) = granted() else { return };
    let clone = sam.cloned("--depth 1");
    clone.falls(&["unverifiable-history"]);
    clone.git("fetch -q --unshallow");
    clone.stands(&[]);
}

#[test]
fn a_work_tree_of_a_shallow_clone_verifies_no_sign_off() {
    let Some(sam) = granted() else { return };
    let clone = sam.cloned("--depth 1");
    clone.git("worktree add -q ../beside -b beside");
    is_unverifiable(&clone.in_folder("beside"));
}

#[test]
fn a_clone_without_trees_verifies_no_sign_off() {
    let Some(sam) = granted() else { return };
    is_unverifiable(&sam.cloned("--filter=tree:0"));
}

#[test]
fn a_clone_without_old_contents_verifies_no_sign_off() {
    let Some(sam) = granted() else { return };
    is_unverifiable(&sam.cloned("--filter=blob:none"));
}

/// The same clones, once somebody hides what they are.
#[test]
fn an_undeclared_partial_clone_hides_no_withdrawal() {
    for filter in ["--filter=tree:0", "--filter=blob:none"] {
        let Some(sam) = endorsed() else { return };
        sam.has_key("priya-shah");
        let words = [
            "--as",
            "priya-shah",
            "--message",
            "No.",
            "--yes",
            "--today",
            "2026-06-05",
        ];
        sam.cpd([&["withdraw", "reader"][..], &words].concat())
            .expect_code(0);
        sam.git(&format!(
            "rm -q {0} {1}",
            sam.signoff("withdraw"),
            sam.signature("withdraw")
        ));
        sam.commit("Nobody saw");
        let clone = sam.cloned(filter);
        clone.git("config --unset extensions.partialclone || true");
        clone.git("config core.repositoryformatversion 0");
        let verdict = clone.check();
        assert_eq!(verdict.code, 1, "{filter} {verdict:?}");
        let steps = clone.steps();
        assert!(
            !steps.contains(&"endorse signed".to_owned()),
            "{filter} {steps:?}"
        );
    }
}

#[test]
fn a_linked_work_tree_gives_the_same_verdict() {
    let Some(sam) = granted() else { return };
    sam.git("worktree add -q ../beside -b beside");
    sam.in_folder("beside").stands(&[]);
}

#[test]
fn a_submodule_is_a_separate_repository() {
    let Some(sam) = granted() else { return };
    sam.forge();
    sam.sh("git init -q --template= ../all");
    sam.git("-C ../all -c protocol.file.allow=always submodule --quiet add ../forge.git sam");
    let inside = sam.in_folder("all/sam");
    inside.stands(&[]);
    inside.edit("statements/reader.md", "the useful part", "the better part");
    inside.git("-c user.name=Sam -c user.email=sam@cpd.invalid commit -qam Later");
    inside.stands(&["edited-after-grant (warning)"]);
}

#[test]
fn a_portfolio_in_a_subfolder_of_a_repository_can_be_signed() {
    let Some(sam) = granted() else { return };
    let moved = moved_into(sam, "people/sam");
    moved.stands(&[]);
    moved.git(&format!("rm -q {}", moved.signoff("endorse")));
    moved.commit("Nobody saw");
    moved.falls(&["broken-chain", "missing-signoff", "removed-signoff"]);
}

/// A repository of several portfolios, each judged by its own folder.
#[test]
fn a_sign_off_counts_only_in_its_own_portfolio_of_a_repository() {
    let Some(sam) = granted() else { return };
    let first = moved_into(sam, "people/sam");
    let top = first.root().join("work/sam").display().to_string();
    first.sh(&format!(
        "cd '{top}/people' && cp -r sam kim && rm -r kim/signoffs"
    ));
    first.commit("A second one");
    first.stands(&[]);
    let second = first.in_folder("sam/people/kim");
    // It has the same id, so it looks like a copy from which the sign-offs were removed.
    falls(&second.check(), &["missing-signoff", "removed-signoff"]);
    second.in_folder("sam/people/sam").stands(&[]);
}

/// Every file of the portfolio in a folder of its repository, in every commit.
fn moved_into(sam: Sandbox, folder: &str) -> Sandbox {
    let script = format!(
        "mkdir -p .moved/{folder} && git ls-tree --name-only $GIT_COMMIT | \
         xargs -I F mv F .moved/{folder}/ && mv .moved/* . && rmdir .moved"
    );
    sam.sh(&format!(
        "FILTER_BRANCH_SQUELCH_WARNING=1 git filter-branch --tree-filter '{script}' main >/dev/null 2>&1"
    ));
    sam.git("reset -q --hard");
    sam.sh("git for-each-ref --format='%(refname)' refs/original | xargs -n1 git update-ref -d");
    sam.in_folder(&format!("sam/{folder}"))
}

#[test]
fn a_sha_256_repository_is_supported() {
    let Some(_) = granted() else { return };
    let sam = Sandbox::from_nothing("sha256");
    sam.take_all();
    sam.stands(&[]);
    assert!(sam.read(&sam.signoff("grant")).contains("blob: "));
    sam.edit("statements/reader.md", "the useful part", "the better part");
    sam.commit("Later");
    sam.stands(&["edited-after-grant (warning)"]);
    sam.git(&format!("rm -q {}", sam.signoff("endorse")));
    sam.commit("Nobody saw");
    sam.falls(&[
        "broken-chain",
        "missing-signoff",
        "removed-signoff",
        "stale-signoff",
    ]);
}

/// As `cpd init` sets it up: git leaves the bytes of signatures and evidence alone.
#[test]
fn line_ends_converted_by_git_change_no_verdict() {
    for attributes in ["*.sig -text\n", "signoffs/** -text\n"] {
        let Some(sam) = granted() else { return };
        sam.write("trust/revoked_keys", "# nobody's yet\n\n# really\n");
        sam.write(".gitattributes", attributes);
        sam.commit("Comments");
        let clone = sam.cloned("-c core.autocrlf=true");
        assert!(clone.read("statements/reader.md").contains("\r\n"));
        let of_signoff = clone.read(&clone.signoff("endorse"));
        assert_eq!(of_signoff.contains("\r\n"), attributes.contains(".sig"));
        clone.stands(&[]);
        clone.edit("statements/reader.md", "the useful part", "the better part");
        clone.stands(&["edited-after-grant (warning)"]);
    }
}

/// ssh-keygen refuses such a signature too.
#[test]
fn a_signature_whose_line_ends_git_changed_is_refused_and_the_remedy_is_told() {
    let Some(sam) = granted() else { return };
    let clone = sam.cloned("-c core.autocrlf=true");
    clone.falls(&["bad-signature"]);
    let says = clone.says("bad-signature");
    assert!(
        says.ends_with("has a signature file with Windows line endings (CRLF)"),
        "{says}"
    );
}

#[test]
fn a_portfolio_without_a_repository_is_reported() {
    let Some(sam) = granted() else { return };
    sam.sh("rm -rf .git");
    sam.stands(&["unverifiable-history (warning)"]);
}

#[test]
fn a_step_is_taken_on_one_computer_and_counts_on_another() {
    let Some(sam) = endorsed() else { return };
    sam.write(
        ".gitattributes",
        "signoffs/** -text\ntrust/** -text\nschemes/** -text\n",
    );
    sam.commit("Exact bytes");
    let clone = sam.cloned("-c core.autocrlf=true");
    clone.git("config user.name 'Sam Carter'");
    clone.git("config user.email sam@cpd.invalid");
    clone.git("config gpg.format ssh");
    assert!(clone.read("statements/reader.md").contains("\r\n"));
    assert_eq!(clone.check().rules, [""; 0]);
    clone
        .take_on("submit", "sam-carter", "2026-06-11")
        .expect_code(0);
    clone
        .take_on("grant", "alex-reed", "2026-06-12")
        .expect_code(0);
    clone.stands(&[]);
    clone.git("push -q origin main");
    let home = clone.in_folder("sam");
    home.git("pull -q ../forge.git main");
    home.stands(&[]);
}

#[test]
fn a_sparse_work_tree_is_judged_as_a_whole_one() {
    let Some(sam) = granted() else { return };
    sam.git("sparse-checkout set --no-cone '/*' '!/signoffs/circle/reader/*endorse*'");
    assert!(!sam.sh("ls signoffs/circle/reader").contains("endorse"));
    sam.stands(&[]);
    sam.git("sparse-checkout disable");
    sam.stands(&[]);
}
