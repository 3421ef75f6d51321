//! A portfolio's own scheme that has the id of one that comes with cpd: with its version it
//! does not count, and with another it is never shown as the built-in one.

use serde_json::Value;

use crate::support::Sandbox;

const NOTE: &str = "(this portfolio's own scheme)";

/// The demo portfolio, with a scheme of this version that says of itself that it is the
/// official one, and that follows it.
fn with_own_version(version: &str) -> Sandbox {
    let sandbox = Sandbox::with_demo();
    sandbox.copy("schema/schemes/lancaster/1.0.0", "sample/schemes/lancaster");
    let change = |path: &str, from: &str, to: &str| {
        let text = sandbox.read(path);
        assert!(text.contains(from), "{path}: {from}");
        sandbox.write(path, text.replacen(from, to, 1));
    };
    let path = "sample/schemes/lancaster/scheme.yaml";
    change(path, "official: false", "official: true");
    change(path, "version: 1.0.0", &format!("version: {version}"));
    change(
        "sample/cpd.yaml",
        "lancaster: 1.0.0",
        &format!("lancaster: {version}"),
    );
    sandbox.sh("git -C sample add -A && git -C sample -c user.name=Sam -c user.email=sam@example.org commit -qm 'Bring a scheme'");
    sandbox
}

fn with_own_lancaster() -> Sandbox {
    with_own_version("1.0.1")
}

/// The commands that say by which scheme they judged.
const SHOWN: [&[&str]; 5] = [
    &["status"],
    &["status", "--plain"],
    &["history", "silver"],
    &["history", "--plain"],
    &["verify", "silver", "--accept-self-declared"],
];

fn print(sandbox: &Sandbox, command: &[&str]) -> String {
    sandbox.cpd([&["-C", "sample"], command].concat()).stdout
}

fn json(sandbox: &Sandbox, command: &[&str]) -> Value {
    let text = print(sandbox, &[command, &["--format", "json"]].concat());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{command:?}: {error}: {text}"))
}

#[test]
fn an_own_scheme_is_never_shown_as_the_built_in_one_of_its_name() {
    let (own, built_in) = (with_own_lancaster(), Sandbox::with_demo());
    for command in SHOWN {
        let (one, other) = (print(&own, command), print(&built_in, command));
        assert!(one.contains(NOTE), "{command:?}\n{one}");
        assert!(!other.contains(NOTE), "{command:?}\n{other}");
    }
    let not_ours = "This scheme does not come with cpd.";
    let show: &[&str] = &["scheme", "show", "lancaster"];
    assert!(print(&own, show).contains(not_ours));
    assert!(!print(&built_in, show).contains(not_ours));
    let listed = print(&own, &["scheme", "list"]);
    let noted: Vec<&str> = listed.lines().filter(|line| line.contains(NOTE)).collect();
    assert_eq!(noted.len(), 1, "{listed}");
    assert!(noted[0].starts_with("lancaster 1.0.1 "), "{listed}");
}

#[test]
fn json_tells_an_own_scheme_from_the_built_in_one() {
    let (own, built_in) = (with_own_lancaster(), Sandbox::with_demo());
    let verify: &[&str] = &["verify", "silver", "--accept-self-declared"];
    for (command, at) in [
        (&["check"][..], "/schemes/0"),
        (&["status"], "/schemes/0"),
        (&["history"], "/schemes/0"),
        (verify, "/scheme"),
    ] {
        let schemes = [&own, &built_in].map(|sandbox| json(sandbox, command));
        let [one, other] = schemes
            .each_ref()
            .map(|all| all.pointer(at).expect("a scheme"));
        assert_eq!(one["id"], other["id"], "{command:?}");
        assert!(one["id"].is_string(), "{command:?}");
        assert_eq!(one["version"], "1.0.1", "{command:?}");
        assert_eq!(other["version"], "1.0.0", "{command:?}");
        assert_ne!(one["sha256"], other["sha256"], "{command:?}");
        assert_eq!(one["origin"], "portfolio", "{command:?}");
        assert_eq!(other["origin"], "built-in", "{command:?}");
        let path = "schemes/lancaster/scheme.yaml";
        assert_eq!(one["path"], path, "{command:?}");
        assert_eq!(other.get("path"), Some(&Value::Null), "{command:?}");
    }
}

#[test]
fn a_pack_says_if_it_was_judged_by_an_own_scheme() {
    for (sandbox, origin) in [
        (with_own_lancaster(), "portfolio"),
        (Sandbox::with_demo(), "built-in"),
    ] {
        sandbox
            .cpd([
                "-C",
                "sample",
                "pack",
                "--award",
                "gold",
                "--draft",
                "--format",
                "html",
                "--output",
                "gold.html",
            ])
            .expect_code(0);
        let page = sandbox.read("sample/gold.html");
        let own = "added by this portfolio in <code>schemes/lancaster/scheme.yaml</code>";
        assert_eq!(page.contains(own), origin == "portfolio");
        let verify: &[&str] = &["verify", "gold.html", "--accept-self-declared"];
        let verification = json(&sandbox, verify);
        assert_eq!(verification["scheme"]["origin"], origin, "{verification}");
        let says = print(&sandbox, verify);
        assert_eq!(says.contains(NOTE), origin == "portfolio", "{says}");
    }
}

/// Two awards of which one path would be made if a hyphen stood between scheme and award.
#[test]
fn packs_of_two_awards_are_two_files() {
    let sandbox = Sandbox::new();
    sandbox.write("own/cpd.yaml", "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes: { x: 1.0.0, a: 1.0.0, a-b: 1.0.0 }\n");
    let people = "people:\n  - id: sam-carter\n    name: Sam Carter\n";
    sandbox.write("own/trust/people.yaml", people);
    for (scheme, awards) in [("x", "b-c, c"), ("a", "b-c"), ("a-b", "c")] {
        let awards = awards.split(", ");
        let awards: Vec<String> = awards.map(|id| format!("{{ id: {id} }}")).collect();
        let text = format!(
            "id: {scheme}\nversion: 1.0.0\ntitle: Of {scheme}\nawards: [{}]\ncriteria: []\nsignoff: []\n",
            awards.join(", ")
        );
        sandbox.write(format!("own/schemes/{scheme}/scheme.yaml"), text);
    }
    for (award, file) in [
        ("b-c", "b-c-draft.html"),
        ("a/b-c", "a+b-c-draft.html"),
        ("a-b/c", "a-b+c-draft.html"),
    ] {
        let pack = ["-C", "own", "pack", "--draft", "--award", award];
        let ran = sandbox.cpd(pack).expect_code(0);
        assert!(ran.stdout.contains(file), "{award}: {}", ran.stdout);
    }
}

/// The attack: fewer steps under the name of the programme, and `official: true`.
#[test]
fn a_scheme_with_the_id_and_version_of_a_built_in_one_does_not_count() {
    let (own, built_in) = (with_own_version("1.0.0"), Sandbox::with_demo());
    let path = "sample/schemes/lancaster/scheme.yaml";
    let text = own.read(path);
    let (start, _) = text.split_once("\nsignoffs:").expect("steps at the end");
    own.write(
        path,
        format!("{start}\nsignoffs:\n  - {{ id: sign, by: owner }}\n"),
    );
    own.sh(
        "git -C sample -c user.name=Sam -c user.email=sam@example.org commit -qam 'Fewer steps'",
    );
    let verify: &[&str] = &["verify", "silver", "--accept-self-declared"];
    for (command, at) in [(&["status"][..], "/schemes/0"), (verify, "/scheme")] {
        let [one, other] = [&own, &built_in].map(|sandbox| json(sandbox, command));
        let scheme = one.pointer(at).expect("a scheme");
        assert_eq!(Some(scheme), other.pointer(at), "{command:?}");
        assert_eq!(scheme["origin"], "built-in", "{command:?}");
    }
    let said = print(&own, verify);
    assert!(
        said.contains("scheme lancaster 1.0.0 comes with cpd: sha256 "),
        "{said}"
    );
    own.cpd(["-C", "sample", "check"])
        .expect_code(1)
        .says("schemes/lancaster/scheme.yaml: error: a scheme called lancaster 1.0.0 comes with cpd, so cpd does not use this one");
}

#[test]
fn only_a_built_in_scheme_is_believed_to_be_official() {
    let own = with_own_lancaster();
    let shown = json(&own, &["scheme", "show", "lancaster"]);
    assert_eq!(shown["source"]["official"], false, "{shown}");
    let said = print(&own, &["verify", "silver", "--accept-self-declared"]);
    let origin = "scheme lancaster 1.0.1 is the portfolio's own: sha256 ";
    assert!(said.contains(origin), "{said}");
}
