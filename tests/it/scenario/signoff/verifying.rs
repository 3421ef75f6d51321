//! `cpd verify` of an award or a pack: what a name means, what exit code 0 needs, and what a
//! pack of a closed award shows.

use serde_json::Value;

use super::{begun, granted};
use crate::support::Sandbox;

#[test]
fn the_name_of_an_award_is_never_taken_for_a_file() {
    let Some(sam) = granted() else { return };
    let pack = ["pack", "--award", "reader", "-o", "made.html"];
    sam.cpd(pack).expect_code(0);
    // Any file could lie there, a good pack as well.
    for (name, other) in [("reader", "reader"), ("circle/reader", "./circle/reader")] {
        sam.sh("mkdir -p circle && cp made.html reader && cp made.html circle/reader");
        let ran = sam.cpd(["verify", name, "--accept-self-declared"]);
        assert!(ran.stdout.starts_with("Reader of Sam Carter"), "{ran:#?}");
        let took = format!("{name} is an award and a file. This is the award.");
        ran.says(&took);
        let ran = sam.cpd(["verify", other, "--accept-self-declared"]);
        assert_eq!(
            ran.stdout.starts_with("The pack of Reader"),
            other.starts_with('.'),
            "{ran:#?}"
        );
        sam.sh("rm -r reader circle");
    }
    // A bare name that is no award is no file either.
    sam.sh("cp made.html redaer");
    let ran = sam.cpd(["verify", "redaer"]).expect_code(2);
    ran.says("there is no award called redaer")
        .says("write ./redaer");
    for file in ["./redaer", "made.html"] {
        let ran = sam.cpd(["verify", file, "--accept-self-declared"]);
        assert!(ran.stdout.starts_with("The pack of Reader"), "{ran:#?}");
    }
}

/// What verifying says, and the state of each step: needed ones with an asterisk.
fn verified(sam: &Sandbox, what: &str, more: &[&str]) -> (i32, String, Vec<String>) {
    let args = ["verify", what, "--accept-self-declared", "--format", "json"];
    let ran = sam.cpd([&args, more].concat());
    let json: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:#?}"));
    let answers = json["findings"].as_array().expect("findings");
    let answer = answers.iter().find(|one| one["about"] == "signoffs");
    let says = answer.expect("sign-offs")["says"].as_str().expect("words");
    let steps = json["steps"].as_array().expect("steps").iter().map(|step| {
        let mark = if step["needed"] == true { "*" } else { "" };
        format!(
            "{}{mark} {}",
            step["id"].as_str().unwrap(),
            step["state"].as_str().unwrap()
        )
    });
    (ran.code, says.to_owned(), steps.collect())
}

#[test]
fn exit_code_0_needs_every_step_before_the_pack_or_up_to_the_one_that_is_named() {
    let Some(sam) = begun() else { return };
    let nobody = "nobody has signed yet, so nothing is proven";
    let open = [
        "sign* not-signed",
        "endorse* not-signed",
        "submit not-signed",
        "grant not-signed",
    ];
    for draft in [false, true] {
        let what = if draft { "draft.html" } else { "reader" };
        sam.cpd(["pack", "--award", "reader", "--draft", "-o", "draft.html"])
            .expect_code(0);
        let found = verified(&sam, what, &[]);
        assert_eq!(
            found,
            (1, nobody.to_owned(), open.map(str::to_owned).to_vec()),
            "{what}"
        );
        sam.sh("rm -f draft.html");
    }
    let code_of = |what: &str, more: &[&str]| {
        let (code, says, _) = verified(&sam, what, more);
        (code, says)
    };
    sam.take("sign");
    let endorse = (1, "still to be signed: “endorse”".to_owned());
    assert_eq!(code_of("reader", &[]), endorse);
    assert_eq!(code_of("reader", &["--step", "sign"]).0, 0);
    sam.take("endorse");
    sam.cpd(["pack", "--award", "reader", "-o", "sent.zip"])
        .expect_code(0);
    let rest = (1, "still to be signed: “submit” and “grant”".to_owned());
    for what in ["reader", "sent.zip"] {
        assert_eq!(code_of(what, &[]).0, 0, "{what}");
        assert_eq!(code_of(what, &["--step", "grant"]), rest, "{what}");
        let ran = sam.cpd(["verify", what, "--step", "grnat"]).expect_code(2);
        ran.says("no step called grnat")
            .says("its steps are: sign, endorse, submit, grant");
    }
    sam.sh("rm sent.zip");
    sam.take("submit");
    sam.take("grant");
    let (code, says, steps) = verified(&sam, "reader", &["--step", "grant"]);
    let valid = [
        "sign* valid",
        "endorse* valid",
        "submit* valid",
        "grant* valid",
    ];
    assert_eq!(
        (code, steps),
        (0, valid.map(str::to_owned).to_vec()),
        "{says}"
    );
}
