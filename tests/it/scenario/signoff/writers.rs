//! Whoever endorses must not have written what they endorse.

use super::{NOTE, STATEMENT, begun, endorsed};
use crate::support::Sandbox;

const SAM: &str = "Sam Carter <sam@cpd.invalid>";
const PRIYA: &str = "Priya Shah <priya@cpd.invalid>";

/// A sentence of twenty words, a sixth of the statement.
const SENTENCE: &str = "What she did this year has changed how the whole office works, and everybody who comes in can see it.";

impl Sandbox {
    /// One more sentence in the statement.
    fn adds(&self, sentence: &str) -> &Self {
        let text = self.read(STATEMENT);
        self.write(STATEMENT, format!("{text}\n{sentence}\n"));
        self
    }

    fn signed_and_endorsed(&self) {
        self.take("sign");
        self.take("endorse");
    }
}

#[test]
fn an_endorser_who_wrote_a_passage_does_not_count() {
    let Some(sam) = begun() else { return };
    sam.adds(SENTENCE).commit_as(PRIYA, "What I would say");
    sam.signed_and_endorsed();
    sam.falls(&["endorser-wrote-it"]);
    let said = sam.says("endorser-wrote-it");
    assert!(
        said.contains("wrote 20 of the 138 words in statements/reader.md"),
        "{said}"
    );
}

#[test]
fn a_co_author_counts_as_a_writer() {
    let Some(sam) = begun() else { return };
    sam.adds(SENTENCE);
    sam.git("add -A");
    sam.git("commit -q -m 'Together' -m 'Co-authored-by: Priya <PRIYA@cpd.invalid>'");
    sam.signed_and_endorsed();
    sam.falls(&["endorser-wrote-it"]);
}

#[test]
fn a_forge_account_is_identified_by_its_number() {
    let Some(sam) = begun() else { return };
    sam.edit(
        "trust/people.yaml",
        "emails: [priya@cpd.invalid]",
        "accounts: [{ host: github.com, id: 4711 }]",
    );
    sam.adds(SENTENCE);
    sam.git("add -A");
    sam.git("commit -q -m Together -m 'Co-authored-by: p <4711+renamed@users.noreply.github.com>'");
    sam.signed_and_endorsed();
    sam.falls(&["endorser-wrote-it"]);
}

#[test]
fn a_suggestion_of_a_few_words_does_not_make_a_writer() {
    let Some(sam) = begun() else { return };
    sam.edit(STATEMENT, "the useful part", "the part that was of use");
    sam.commit_as(PRIYA, "Apply suggestion");
    sam.signed_and_endorsed();
    assert_eq!(sam.check().rules, [""; 0]);
}

#[test]
fn many_small_suggestions_are_counted_together() {
    let Some(sam) = begun() else { return };
    for words in SENTENCE.split_inclusive(", ") {
        sam.adds(words).commit_as(PRIYA, "Apply suggestion");
    }
    sam.signed_and_endorsed();
    sam.falls(&["endorser-wrote-it"]);
}

#[test]
fn committers_and_mergers_are_not_writers() {
    let Some(sam) = begun() else { return };
    sam.git("checkout -q -b other");
    sam.adds(SENTENCE).commit("Mine");
    sam.git("checkout -q main");
    sam.write(
        "notes/2026-06-09-x.md",
        "---\ntitle: X\ndate: 2026-06-09\naward: writer\n---\n\nX.\n",
    );
    sam.commit("Meanwhile");
    let priya = "-c user.name='Priya Shah' -c user.email=priya@cpd.invalid";
    sam.git(&format!("{priya} merge -q --no-ff -m Merge other"));
    // As a rebase or a patch by mail is committed by her.
    sam.git(&format!(
        "{priya} commit -q --amend --author='Sam Carter <sam@cpd.invalid>' -m Merge"
    ));
    sam.signed_and_endorsed();
    assert_eq!(sam.check().rules, [""; 0]);
}

/// Both sides changed the same file, and git put the two together.
fn merged_by(merger: &str, writer: &str, on_main: bool) -> Option<Sandbox> {
    let sam = begun()?;
    let sentence = || sam.adds(SENTENCE).commit_as(writer, "At the end");
    let a_word = || {
        sam.edit(STATEMENT, "The rooms are", "All of the rooms are");
        sam.commit("At the top");
    };
    sam.git("checkout -q -b other");
    if on_main {
        a_word()
    } else {
        sentence()
    }
    sam.git("checkout -q main");
    if on_main {
        sentence()
    } else {
        a_word()
    }
    sam.git("merge -q --no-ff --no-commit other");
    sam.commit_as(merger, "Merge");
    sam.signed_and_endorsed();
    Some(sam)
}

#[test]
fn merging_two_changes_does_not_make_a_writer() {
    for on_main in [true, false] {
        let Some(sam) = merged_by(PRIYA, SAM, on_main) else {
            return;
        };
        assert_eq!(sam.check().rules, [""; 0], "{on_main}");
    }
}

#[test]
fn merging_a_passage_does_not_change_its_writer() {
    for on_main in [true, false] {
        let Some(sam) = merged_by(SAM, PRIYA, on_main) else {
            return;
        };
        sam.falls(&["endorser-wrote-it"]);
    }
}

#[test]
fn text_written_in_a_merge_commit_belongs_to_the_merger() {
    let Some(sam) = begun() else { return };
    sam.git("checkout -q -b other");
    sam.edit(STATEMENT, "the useful part", "the better part")
        .commit("Mine");
    sam.git("checkout -q main");
    sam.commit("Meanwhile");
    sam.git("merge -q --no-ff --no-commit other");
    sam.adds(SENTENCE).commit_as(PRIYA, "Merge");
    sam.signed_and_endorsed();
    sam.falls(&["endorser-wrote-it"]);
}

#[test]
fn rewriting_the_passage_makes_the_endorsement_possible() {
    let Some(sam) = begun() else { return };
    sam.adds(SENTENCE).commit_as(PRIYA, "What I would say");
    sam.signed_and_endorsed();
    sam.falls(&["endorser-wrote-it"]);
    sam.edit(
        STATEMENT,
        SENTENCE,
        "I think that most of us now find things faster than a year ago.",
    );
    sam.on("2026-06-10").commit("My own words");
    sam.take_on("sign", "sam-carter", "2026-06-11")
        .expect_code(0);
    sam.take_on("endorse", "priya-shah", "2026-06-12")
        .expect_code(0);
    assert_eq!(sam.check().rules, [""; 0]);
}

#[test]
fn endorsing_twice_does_not_hide_what_the_endorser_wrote() {
    let Some(sam) = begun() else { return };
    sam.adds(SENTENCE).commit_as(PRIYA, "What I would say");
    sam.signed_and_endorsed();
    sam.take_on("endorse", "priya-shah", "2026-06-11")
        .expect_code(1);
    sam.falls(&["endorser-wrote-it"]);
    sam.take_on("endorse", "priya-shah", "2026-06-12")
        .expect_code(1);
    sam.falls(&["endorser-wrote-it"]);
}

#[test]
fn an_unsigned_endorsement_does_not_reset_the_writers() {
    let Some(sam) = begun() else { return };
    sam.adds(SENTENCE).commit_as(PRIYA, "What I would say");
    sam.take("sign");
    // Sam writes an endorsement in the name of Alex, who wrote nothing.
    sam.take("endorse");
    let path = sam.signoff("endorse");
    let made = path.replace("120000Z-endorse-priya-shah", "110000Z-endorse-alex-reed");
    sam.sh(&format!(
        "sed 's/^by: priya-shah/by: alex-reed/; s/^\"on\": 2026-06-02T12/\"on\": 2026-06-02T11/; s/^proof: ssh/proof: none/' {path} > {made}"
    ));
    sam.on("2026-06-02").commit("A claim");
    sam.falls(&["endorser-wrote-it"]);
}

#[test]
fn text_from_before_the_last_endorsement_does_not_count_against_the_endorser() {
    let Some(sam) = endorsed() else { return };
    sam.on("2026-06-10")
        .adds("And then there was one thing more.")
        .commit("More");
    sam.take_on("sign", "sam-carter", "2026-06-11")
        .expect_code(0);
    sam.take_on("endorse", "priya-shah", "2026-06-12")
        .expect_code(0);
    assert_eq!(sam.check().rules, [""; 0]);
    // What she writes afterwards is.
    sam.on("2026-06-13")
        .adds(SENTENCE)
        .commit_as(PRIYA, "Even more");
    sam.take_on("sign", "sam-carter", "2026-06-14")
        .expect_code(0);
    sam.take_on("endorse", "priya-shah", "2026-06-15")
        .expect_code(1);
    sam.falls(&["endorser-wrote-it"]);
}

#[test]
fn writers_are_found_through_earlier_names_of_a_file() {
    let Some(sam) = begun() else { return };
    let text = sam.read(NOTE);
    sam.write(NOTE, format!("{text}\n{SENTENCE}\n"));
    sam.commit_as(PRIYA, "A note");
    sam.git(&format!("mv {NOTE} notes/2026-03-02-the-check-list.md"));
    sam.edit(
        "notes/2026-03-02-the-check-list.md",
        "The checklist",
        "The check list",
    );
    sam.commit("Another name");
    sam.signed_and_endorsed();
    sam.falls(&["endorser-wrote-it"]);
}

#[test]
fn copying_over_a_file_does_not_change_its_writer() {
    let Some(sam) = begun() else { return };
    // A squash by Sam keeps Priya as a co-author, as forges do it.
    sam.git("checkout -q -b other");
    sam.adds(SENTENCE).commit_as(PRIYA, "What I would say");
    sam.git("checkout -q main");
    sam.git("merge -q --squash other");
    sam.git("commit -q -m 'Statement (#3)' -m '* What I would say' -m 'Co-authored-by: Priya Shah <priya@cpd.invalid>'");
    sam.signed_and_endorsed();
    sam.falls(&["endorser-wrote-it"]);
}

/// Where git knows nobody, nothing is committed: not under the owner's name, and not under
/// that of the person who signs.
#[test]
fn no_commit_is_written_under_somebody_elses_name() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/bronze-ready", "sam");
    sandbox.sh("cd sam && git init -q -b main && git add -A
         git -c user.name=Sam -c user.email=sam@example.org commit -q -m Begin");
    let before = sandbox.sh("cd sam && git rev-parse HEAD");
    let refused = |line: &str| {
        let ran = sandbox.line_in_sam(line).expect_code(2);
        let says = "git does not know your name and email address";
        assert!(ran.stderr.contains(says), "{line}: {ran:?}");
        let how = "git config --global user.name";
        assert!(ran.stderr.contains(how), "{line}: {ran:?}");
        assert_eq!(sandbox.sh("cd sam && git rev-parse HEAD"), before, "{line}");
    };
    refused("cpd --today 2025-05-13 sign bronze --unsigned --yes");
    sandbox.write("sam/more.txt", "More.");
    refused("cpd save --anyway --all");
    sandbox.sh("cd sam && rm more.txt");

    let name = |name: &str| {
        format!("git config user.name '{name}' && git config user.email x@example.org")
    };
    sandbox.sh(&format!(
        "cd sam && {} && cpd --today 2025-05-13 sign bronze --unsigned --yes
         git config --unset user.name",
        name("Sam Carter")
    ));
    let before = sandbox.sh("cd sam && git rev-parse HEAD");
    let endorse = "cpd --today 2025-05-14 endorse bronze --as priya-shah --unsigned -m Yes --yes";
    let ran = sandbox.line_in_sam(endorse).expect_code(2);
    assert!(ran.stderr.contains("git does not know"), "{ran:?}");
    assert_eq!(sandbox.sh("cd sam && git rev-parse HEAD"), before);
    sandbox.sh(&format!("cd sam && {} && {endorse}", name("Somebody")));
    let author = sandbox.sh("cd sam && git log -1 --format=%an");
    assert_eq!(author.trim(), "Somebody");
}

#[test]
fn moving_or_copying_the_portfolio_does_not_hide_who_wrote_it() {
    for (copy, merge) in [(false, false), (true, false), (false, true)] {
        let Some(sam) = begun() else { return };
        sam.adds(SENTENCE).commit_as(PRIYA, "What I would say");
        sam.sh("mkdir mine && git archive HEAD | tar x -C mine");
        if !copy {
            sam.git("rm -q -r cpd.yaml trust schemes statements notes");
        }
        if merge {
            // As a merge into a commit that knows nothing of the portfolio.
            sam.git("add -A");
            sam.sh(
                "empty=$(git commit-tree -m Empty $(git hash-object -t tree /dev/null)) && \
                 merge=$(git commit-tree -m Merge -p $empty -p HEAD $(git write-tree)) && \
                 git reset -q --hard $merge",
            );
        }
        sam.commit("Tidy up");
        let there = sam.in_folder("sam/mine");
        there.signed_and_endorsed();
        there.falls(&["endorser-wrote-it"]);
    }
}

#[test]
fn moving_a_text_out_of_the_portfolio_and_back_does_not_hide_who_wrote_it() {
    let Some(sam) = begun() else { return };
    sam.sh("mkdir mine && git mv cpd.yaml trust schemes statements notes mine/");
    sam.commit("In a folder");
    let there = sam.in_folder("sam/mine");
    there.adds(SENTENCE).commit_as(PRIYA, "What I would say");
    there.git(&format!("mv {STATEMENT} ../kept.md"));
    there.commit("Out");
    there.git(&format!("mv ../kept.md {STATEMENT}"));
    there.commit("And in");
    there.signed_and_endorsed();
    there.falls(&["endorser-wrote-it"]);
}
