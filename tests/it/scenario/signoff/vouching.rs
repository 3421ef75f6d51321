//! The awarding body's vouching: what it binds, and which of several counts.

use super::granted;
use crate::support::tools::require;
use crate::support::{Ran, Sandbox};

impl Sandbox {
    /// The awarding body vouches on a day, and Sam commits it.
    pub fn vouched(&self, day: &str) {
        self.vouch(day).expect_code(0);
        self.commit("Vouched for");
    }

    /// The awarding body signs the list on a day, or tries to.
    pub fn vouch(&self, day: &str) -> Ran {
        let body = self.key("alex-reed").display().to_string();
        self.cpd(["trust", "sign", "--key", &body, "--today", day])
    }

    /// The answer of `cpd verify reader` to who vouches.
    #[track_caller]
    pub fn trust_answer(&self, more: &[&str]) -> String {
        let anchor = format!("{}.pub", self.key("alex-reed").display());
        let args = [
            "verify",
            "reader",
            "--anchor",
            &anchor,
            "--today",
            "2026-06-11",
        ];
        let ran = self.run("cpd", &[&args, more].concat(), &[]);
        let answer = ran.stdout.lines().find(|line| line.starts_with("trust, "));
        let answer = answer.unwrap_or_else(|| panic!("no answer: {ran:#?}"));
        let is_good = answer.starts_with("trust, good");
        assert_eq!(ran.code, i32::from(!is_good), "{ran:#?}");
        answer.to_owned()
    }
}

/// Nothing was signed, because of an error in the lists.
#[track_caller]
pub fn is_refused(ran: &Ran) {
    assert_eq!(ran.code, 1, "{ran:#?}");
    let said = "nothing was signed, because trust/ has ";
    assert!(ran.stderr.contains(said), "{ran:#?}");
}

/// Each file of a list of one's own that is there and cannot be read.
#[test]
fn a_list_of_ones_own_that_cannot_be_read_is_not_taken_for_a_missing_one() {
    let Some(sam) = granted() else { return };
    for file in [
        "people.yaml",
        "allowed_signers",
        "revoked_keys",
        "forge.yaml",
        "schemes",
    ] {
        for script in [
            "mkdir",
            "ln -s nowhere",
            "ln -s .",
            "printf 'a\\377b' >",
            "printf 'a\\0b' >",
        ] {
            sam.sh(&format!(
                "rm -rf ../mine && cp -r trust ../mine && rm -f ../mine/{file} && cd ../mine && {script} {file}"
            ));
            let ran = sam
                .cpd(["verify", "reader", "--trust", "../mine"])
                .expect_code(2);
            ran.says(&format!("{file} in your list of keys cannot be read"));
        }
    }
}

#[test]
fn a_vouching_binds_what_the_lists_say_and_not_how() {
    let Some(sam) = granted() else { return };
    sam.vouched("2026-06-10");
    assert!(sam.trust_answer(&[]).starts_with("trust, good"));
    // In another order, with a comment and in quotes.
    let people = sam.read("trust/people.yaml");
    let (head, rows) = people.split_once("  - id").expect("people");
    let mut rows: Vec<&str> = rows.split("\n  - id").map(str::trim_end).collect();
    rows.reverse();
    let rows: Vec<String> = rows.iter().map(|row| format!("  - id{row}\n\n")).collect();
    let people = format!("# who is who\n{head}{}", rows.concat());
    let people = people.replace("name: Priya Shah", "name: \"Priya Shah\" # the boss");
    sam.write("trust/people.yaml", people);
    let keys = sam.read("trust/allowed_signers");
    let keys: Vec<String> = keys
        .lines()
        .rev()
        .map(|key| format!("{key}  a comment\n"))
        .collect();
    sam.write(
        "trust/allowed_signers",
        format!("# keys\n{}", keys.concat()),
    );
    sam.commit("The same in another order");
    let answer = sam.trust_answer(&[]);
    assert!(answer.starts_with("trust, good"), "{answer}");
    sam.edit("trust/people.yaml", "value: priya-shah", "value: alex-reed");
    sam.commit("Another manager");
    let answer = sam.trust_answer(&[]);
    assert!(
        answer.contains("the entry of sam-carter is not vouched for"),
        "{answer}"
    );
}

#[test]
fn anchors_aliases_tags_and_merge_keys_let_nobody_in() {
    for (from, to) in [
        ("name: Priya Shah", "name: &boss Priya Shah"),
        ("name: Priya Shah", "name: !!str Priya Shah"),
        ("  - id: priya-shah", "  - &one\\n    id: priya-shah"),
        (
            "id: priya-shah\\n",
            "id: priya-shah\\n    <<: { emails: [x] }\\n",
        ),
    ] {
        let Some(sam) = granted() else { return };
        let (from, to) = (from.replace("\\n", "\n"), to.replace("\\n", "\n"));
        sam.vouched("2026-06-10");
        sam.edit("trust/people.yaml", &from, &to);
        is_refused(&sam.vouch("2026-06-11"));
        sam.commit("Another way to write it");
        let verdict = sam.check();
        let found = verdict.rules.contains(&"malformed-trust".to_owned());
        assert!(
            found && !verdict.closed && verdict.code == 1,
            "{to}: {verdict:?}"
        );
        let listed = sam.cpd(["trust", "check"]).expect_code(1).stdout;
        assert!(
            listed.contains("merge keys (`<<`) are not used here"),
            "{listed}"
        );
    }
}

/// By the commands of docs/trust.md, without cpd.
#[test]
fn the_form_of_an_entry_can_be_made_by_another_program() {
    let Some(sam) = granted() else { return };
    sam.vouched("2026-06-10");
    let page = std::fs::read_to_string(crate::golden::repository().join("docs/trust.md"));
    let page = page.expect("a page");
    let script = page.split("```python\n").nth(1).expect("a program");
    let script = script.split("```").next().expect("its end");
    sam.write("form.py", script);
    let yaml = sam.try_sh("python3 -c 'import yaml'").code == 0;
    if require("python3 with PyYAML", yaml.then_some(())).is_none() {
        return;
    }
    let mut made = 0;
    for line in sam.read("trust/roll").lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["person", id, salt, sha256] = words.as_slice() {
            let line = format!("(printf '{salt}\\0'; python3 form.py {id}) | sha256sum");
            assert!(sam.sh(&line).starts_with(sha256), "{id}");
            made += 1;
        }
    }
    assert_eq!(made, 3);
}

#[test]
fn an_older_vouching_does_not_come_back() {
    let Some(sam) = granted() else { return };
    sam.vouched("2026-06-10");
    sam.git("tag older");
    let key = sam.public("priya-shah");
    sam.write("trust/revoked_keys", format!("{key}\n"));
    sam.vouched("2026-06-11");
    let answer = sam.trust_answer(&[]);
    let said = ", in list number 2 of 11 June 2026, signed today";
    assert!(answer.contains(said), "{answer}");
    // The key that was revoked lives again, as the body had once signed it.
    sam.git("checkout -q older -- trust");
    sam.commit("As it was");
    let answer = sam.trust_answer(&[]);
    let said = "list number 1 of 10 June 2026 does not count: the history has list number 2";
    assert!(answer.contains(said), "{answer}");
    // In another folder of the repository, it has the same history.
    sam.sh("mkdir mine && git mv cpd.yaml trust schemes signoffs statements notes mine/");
    sam.commit("Tidy up");
    let sam = sam.in_folder("sam/mine");
    let answer = sam.trust_answer(&[]);
    assert!(answer.contains(said), "{answer}");
    // The next list has a number above both.
    sam.vouched("2026-06-11");
    let answer = sam.trust_answer(&[]);
    assert!(
        answer.contains(", in list number 3 of 11 June 2026"),
        "{answer}"
    );
    let answer = sam.trust_answer(&["--vouched-since", "2026-06-11"]);
    assert!(answer.starts_with("trust, good"), "{answer}");
    let answer = sam.trust_answer(&["--vouched-since", "2026-06-12"]);
    let said = "list number 3 of 11 June 2026 is older than 12 June 2026";
    assert!(answer.contains(said), "{answer}");
}

#[test]
fn without_the_whole_history_no_list_is_known_to_be_the_last() {
    let Some(sam) = granted() else { return };
    sam.vouched("2026-06-10");
    sam.git("clone -q --depth 1 \"file://$PWD\" ../shallow");
    let shallow = sam.in_folder("shallow");
    let answer = shallow.trust_answer(&[]);
    assert!(
        answer.contains("put back: this copy has only the latest saves"),
        "{answer}"
    );
}

#[test]
fn a_role_or_a_manager_with_a_date_that_cannot_be_read_lets_nobody_in() {
    for (from, to) in [
        ("value: priya-shah", "value: priya-shah, to: 31/07/2025"),
        ("from: 2025-01-01, value", "from: January, value"),
        (
            "role: awarding-body,",
            "role: awarding-body, to: 31/07/2025,",
        ),
        (
            "role: awarding-body,",
            "role: awarding-body, until: 2025-07-31,",
        ),
    ] {
        let Some(sam) = granted() else { return };
        sam.vouched("2026-06-10");
        sam.edit("trust/people.yaml", from, to);
        is_refused(&sam.vouch("2026-06-11"));
        sam.commit("Another end");
        let verdict = sam.check();
        let fell = verdict.rules.contains(&"role-not-held".to_owned());
        assert!(
            fell && !verdict.closed && verdict.code == 1,
            "{to}: {verdict:?}"
        );
        let answer = sam.trust_answer(&[]);
        assert!(
            answer.starts_with("trust, bad: 1 error in trust/"),
            "{answer}"
        );
    }
}

#[test]
fn an_anchor_comes_from_outside_of_the_portfolio() {
    let Some(sam) = granted() else { return };
    sam.vouched("2026-06-10");
    let body = format!("{}.pub", sam.key("alex-reed").display());
    sam.sh(&format!(
        "cp '{body}' body.pub && cp '{body}' \"$HOME\" && cp '{body}' ../body.pub"
    ));
    sam.sh("ln -s ../body.pub out.pub && ln -s \"$PWD/body.pub\" ../link.pub");
    let verify = |anchor: Option<&str>| {
        let mut args = vec!["verify", "reader"];
        args.extend(anchor.into_iter().flat_map(|anchor| ["--anchor", anchor]));
        sam.cpd(args)
    };
    for inside in [
        "body.pub",
        "./body.pub",
        "../sam/body.pub",
        "out.pub",
        "../link.pub",
    ] {
        let ran = verify(Some(inside)).expect_code(2);
        let said = "is inside the portfolio, and a portfolio cannot vouch for itself";
        assert!(ran.stderr.contains(said), "{inside}: {ran:#?}");
    }
    verify(Some("../body.pub")).expect_code(0);
    let settings = sam.home().join(".gitconfig");
    for (setting, code, said) in [
        ("~/alex-reed.pub", 0, ""),
        ("body.pub", 2, "is relative"),
        ("../body.pub", 2, "is relative"),
        ("~nobody-here/body.pub", 2, "git cannot find the path"),
    ] {
        std::fs::write(&settings, format!("[cpd]\n\tanchor = {setting}\n")).expect("settings");
        let ran = verify(None).expect_code(code);
        assert!(ran.stderr.contains(said), "{setting}: {ran:#?}");
        let shown = sam.cpd(["trust"]).stdout;
        assert!(shown.contains(said), "{setting}: {shown}");
    }
    let inside = sam.at("body.pub").display().to_string();
    std::fs::write(&settings, format!("[cpd]\n\tanchor = {inside}\n")).expect("settings");
    let ran = verify(None).expect_code(2);
    assert!(ran.stderr.contains("is inside the portfolio"), "{ran:#?}");
}
