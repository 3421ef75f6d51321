//! `cpd verify` of an award or a pack: what a name means, what exit code 0 needs, and what a
//! pack of a closed award shows.

use super::granted;

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
