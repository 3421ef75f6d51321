//! Lists of people and keys that the owner has prepared, damaged or put back, so that the
//! awarding body's signature would say something else.

use super::vouching::is_refused;
use super::{granted, signed};
use crate::support::Sandbox;

impl Sandbox {
    /// Priya's key is revoked in a second list, and the first is tagged `older`.
    fn revoked_in_a_second_list(&self) {
        self.vouched("2026-06-10");
        self.git("tag older");
        self.revokes_priyas_key();
        self.vouched("2026-06-11");
    }

    fn revokes_priyas_key(&self) {
        let key = self.public("priya-shah");
        self.write("trust/revoked_keys", format!("{key}\n"));
    }

    fn puts_the_first_list_back(&self) {
        self.git("checkout -q older -- trust");
        self.commit("As it was");
    }

    /// Replaces bytes of a file in place of others that are there.
    fn edit_bytes(&self, path: &str, from: &[u8], to: &[u8]) {
        let bytes = self.bytes(path);
        let at = bytes.windows(from.len()).position(|part| part == from);
        let at = at.unwrap_or_else(|| panic!("{from:?} is not in {path}"));
        let edited = [&bytes[..at], to, &bytes[at + from.len()..]].concat();
        self.write(path, edited);
    }
}

const PUT_BACK: &str =
    "list number 1 of 10 June 2026 does not count: the history has list number 2";

#[test]
fn a_salt_that_the_owner_wrote_revives_no_revoked_key() {
    let Some(sam) = granted() else { return };
    sam.vouched("2026-06-10");
    // A line for Priya's key as a revoked one, with a zero byte at the end of its salt.
    let key = sam.public("priya-shah");
    sam.sh(&format!(
        "hash=$(printf 'A\\0\\0%s' '{key}' | sha256sum | cut -d' ' -f1)
         printf 'revoked - A\\0 %s\\n' \"$hash\" >> trust/roll"
    ));
    sam.commit("Prepared");
    sam.revokes_priyas_key();
    sam.vouched("2026-06-11");
    let answer = sam.trust_answer(&[]);
    assert!(answer.contains(", in list number 2 "), "{answer}");
    // The zero byte goes from the salt into the list, where a line ends before it.
    if sam.bytes("trust/roll").contains(&0) {
        sam.edit_bytes("trust/roll", b"revoked - A\0 ", b"revoked - A ");
    }
    sam.edit_bytes("trust/revoked_keys", b"ssh-", b"\0ssh-");
    sam.commit("Switched");
    let answer = sam.trust_answer(&[]);
    assert!(answer.starts_with("trust, bad: "), "{answer}");
}

#[test]
fn a_longer_salt_makes_no_line_of_another_person() {
    let Some(sam) = signed() else { return };
    let key = sam.public("mallory");
    let listed = format!("x\0priya-shah namespaces=\"signoff@cpd.v1\" {key}\n");
    let lists = sam.read("trust/allowed_signers");
    sam.write("trust/allowed_signers", format!("{lists}{listed}"));
    sam.commit("A broken line");
    is_refused(&sam.vouch("2026-06-10"));
    // What an earlier version signed all the same.
    sam.write("trust/allowed_signers", lists);
    sam.vouched("2026-06-10");
    sam.edit("trust/allowed_signers", "alex-reed", "x");
    for line in sam.read("trust/roll").lines() {
        if let ["key", "alex-reed", salt, _] = line.split(' ').collect::<Vec<_>>().as_slice() {
            sam.edit("trust/roll", salt, &format!("{salt}\0alex-reed"));
        }
    }
    sam.commit("Switched");
    let answer = sam.trust_answer(&[]);
    assert!(
        answer.contains("trust/roll cannot be read, so it vouches for nobody"),
        "{answer}"
    );
}

#[test]
fn a_list_that_is_no_text_counts_for_nobody() {
    for (path, bytes) in [
        ("trust/allowed_signers", &b"x\0\n"[..]),
        ("trust/allowed_signers", b"# \xff\n"),
        ("trust/revoked_keys", b"\0\n"),
        ("trust/revoked_keys", b"# \xff\n"),
        ("trust/openpgp/sam-carter.asc", b"x\0priya-shah\0\n"),
        ("trust/openpgp/sam-carter.asc", b"\x98\x33\x04"),
        ("trust/forge.yaml", b"host: \xff\n"),
    ] {
        let Some(sam) = granted() else { return };
        sam.vouched("2026-06-10");
        let before = match sam.at(path).exists() {
            true => sam.bytes(path),
            false => Vec::new(),
        };
        sam.write(path, [&before, bytes].concat());
        sam.commit("Other bytes");
        let checked = sam.cpd(["trust", "check"]).expect_code(1).stdout;
        let said = "this file is not plain text, or contains a zero byte, so nothing in it counts";
        assert!(checked.contains(said), "{path} {bytes:?}: {checked}");
        is_refused(&sam.vouch("2026-06-11"));
        let answer = sam.trust_answer(&[]);
        let said = "trust, bad: 1 error in trust/";
        assert!(answer.starts_with(said), "{path} {bytes:?}: {answer}");
    }
}

#[test]
fn a_later_list_that_cannot_be_read_is_still_the_later_one() {
    let Some(sam) = granted() else { return };
    sam.revoked_in_a_second_list();
    // An earlier version wrote such a line for an id with a blank, and signed it.
    sam.edit("trust/roll", "person alex-reed ", "person alex reed ");
    sam.git("add -A");
    sam.git("commit -q --amend -m 'Vouched for'");
    let answer = sam.trust_answer(&[]);
    assert!(answer.contains("trust/roll cannot be read"), "{answer}");
    sam.puts_the_first_list_back();
    let answer = sam.trust_answer(&[]);
    assert!(answer.contains(PUT_BACK), "{answer}");
    // The body can sign again.
    sam.revokes_priyas_key();
    sam.vouched("2026-06-11");
    let answer = sam.trust_answer(&[]);
    assert!(answer.contains(", in list number 3 "), "{answer}");
}

#[test]
fn a_damaged_object_hides_no_later_list() {
    for path in ["trust/roll", "trust/trust.sig"] {
        let Some(sam) = granted() else { return };
        sam.revoked_in_a_second_list();
        sam.puts_the_first_list_back();
        let answer = sam.trust_answer(&[]);
        assert!(answer.contains(PUT_BACK), "{answer}");
        sam.damage(&format!("HEAD~1:{path}"));
        let answer = sam.trust_answer(&[]);
        let said = "put back: a file of an earlier commit is damaged in this copy";
        assert!(answer.contains(said), "{path}: {answer}");
        let ran = sam.vouch("2026-06-11").expect_code(2);
        assert!(ran.stderr.contains("nothing was signed"), "{ran:#?}");
    }
}

impl Sandbox {
    /// Writes garbage into the file of a git object.
    fn damage(&self, object: &str) {
        self.sh(&format!(
            "id=$(git rev-parse '{object}')
             file=$(echo \"$id\" | sed 's,^..,.git/objects/&/,')
             chmod u+w \"$file\" && echo garbage > \"$file\""
        ));
    }
}

#[test]
fn a_damaged_object_hides_no_withdrawal() {
    let Some(sam) = super::endorsed() else { return };
    sam.take_on("withdraw", "priya-shah", "2026-06-03");
    let path = sam.signoff("withdraw");
    sam.git(&format!("rm -q '{path}' '{}'", path.replace(".md", ".sig")));
    sam.commit("Never mind");
    sam.falls(&["missing-signoff", "removed-signoff"]);
    sam.damage(&format!("HEAD~1:{path}"));
    let ran = sam.cpd(["verify", "reader", "--accept-self-declared"]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    let said = "a file of an earlier commit is damaged in this copy";
    assert!(ran.stdout.contains(said), "{ran:#?}");
}

#[test]
fn a_number_that_the_body_did_not_sign_is_not_taken_over() {
    let Some(sam) = granted() else { return };
    sam.vouched("2026-06-10");
    sam.sh("sed -i 's/^serial .*/serial 18446744073709551615/' trust/roll");
    sam.commit("A number of mine");
    sam.vouched("2026-06-11");
    let answer = sam.trust_answer(&[]);
    assert!(answer.contains(", in list number 2 "), "{answer}");
    assert!(answer.starts_with("trust, good: "), "{answer}");
}

#[test]
fn a_trusted_revision_from_before_the_last_list_is_refused() {
    let Some(sam) = granted() else { return };
    sam.revoked_in_a_second_list();
    let answer = sam.trust_answer(&["--trust-ref", "older"]);
    assert!(answer.contains(PUT_BACK), "{answer}");
    // A folder that was handed over, with a remote that nobody fetched from.
    sam.git("update-ref refs/remotes/origin/main older");
    sam.git("symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main");
    let answer = sam.trust_answer(&[]);
    assert!(answer.contains(PUT_BACK), "{answer}");
    // The next list has a number above both.
    sam.git("checkout -q older");
    sam.git("update-ref refs/remotes/origin/main main");
    let ran = sam.vouch("2026-06-11").expect_code(0);
    assert!(ran.stderr.contains("list number 3 of"), "{ran:#?}");
}

#[test]
fn a_tag_with_the_name_of_a_branch_is_not_trusted_in_its_place() {
    let Some(sam) = granted() else { return };
    sam.revoked_in_a_second_list();
    sam.git("tag origin/main older");
    sam.git("branch origin/main older");
    sam.git("update-ref refs/remotes/origin/main main");
    let answer = sam.trust_answer(&["--trust-ref", "origin/main"]);
    assert!(answer.contains(", in list number 2 "), "{answer}");
    let answer = sam.trust_answer(&["--trust-ref", "origin/main~0"]);
    assert!(answer.contains(", in list number 2 "), "{answer}");
    // What git would take is a tag, and a commit that begins with these digits.
    let digits = sam.git("rev-parse --short=12 main");
    let digits = digits.trim();
    sam.git(&format!("tag main older && git tag {digits} older"));
    for name in ["main", "main^{commit}", digits] {
        let ran = sam.cpd([
            "verify",
            "reader",
            "--accept-self-declared",
            "--trust-ref",
            name,
        ]);
        assert_ne!(ran.code, 0, "{ran:#?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(
            said.contains("has more than one meaning in this repository"),
            "{ran:#?}"
        );
    }
    let answer = sam.trust_answer(&["--trust-ref", "refs/heads/main"]);
    assert!(answer.contains(", in list number 2 "), "{answer}");
}

#[test]
fn a_person_with_a_disguised_name_is_an_error() {
    let Some(sam) = granted() else { return };
    sam.vouched("2026-06-10");
    // A Cyrillic letter in place of a Latin one.
    let people = sam.read("trust/people.yaml");
    let more = format!("{people}  - id: priya-shah2\n    name: Priya Sh\u{430}h\n");
    sam.write("trust/people.yaml", more);
    sam.commit("Another Priya");
    let found = sam.cpd(["trust", "check"]).expect_code(1).stdout;
    let said = "the name “Priya Sh<U+0430>h” can be taken for another one";
    assert!(found.contains(said), "{found}");
    is_refused(&sam.vouch("2026-06-11"));
}
