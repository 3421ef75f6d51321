//! Values that options give to `cpd new` are written as what they are.

use crate::support::Sandbox;

#[test]
fn an_option_gives_a_value_of_the_type_of_its_field() {
    let sandbox = Sandbox::with_demo();
    let options = [
        "--date=3 March 2026",
        "--type=workshop",
        "--hours=45 mins",
        "--face-to-face=yes",
        "--participatory=false",
    ];
    let args = ["--today=2026-10-02", "new", "activity", "A day"];
    sandbox
        .cpd_in("sample", &[&args[..], &options].concat())
        .expect_code(0);
    let text = sandbox.read("sample/activities/2026-03-03-a-day.md");
    let details =
        "date: 2026-03-03\ntype: workshop\nhours: 0.75\nface_to_face: true\nparticipatory: false\n";
    assert!(text.contains(details), "{text}");
}
