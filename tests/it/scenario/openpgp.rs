//! OpenPGP keys, with the `gpg` that is installed: whoever has one already need not make
//! another.

use crate::support::Sandbox;
use crate::support::tools::require_tool;

/// A portfolio whose owner signs with an OpenPGP key of their own. Stops the agents that
/// gpg starts when it is over.
struct Signing(Sandbox);

impl Drop for Signing {
    fn drop(&mut self) {
        // There may be none.
        let mut command = self.0.command("gpgconf");
        let _ = command.args(["--kill", "all"]).status();
    }
}

/// Makes a key that is good from a day for a time, and says its fingerprint.
fn key(sandbox: &Sandbox, name: &str, from: &str, time: &str) -> String {
    let made = sandbox.sh(&format!(
        "gpg -q --batch --faked-system-time {from} --pinentry-mode loopback --passphrase '' \
         --status-fd 1 --quick-generate-key '{name}' ed25519 sign {time} 2>/dev/null"
    ));
    let line = made.lines().find(|line| line.contains("KEY_CREATED"));
    let line = line.unwrap_or_else(|| panic!("no key: {made}"));
    line.rsplit(' ').next().expect("a fingerprint").to_owned()
}

impl Signing {
    /// `None` without gpg.
    fn new() -> Option<(Self, String)> {
        require_tool("gpg")?;
        let this = Self(Sandbox::new());
        let sandbox = &this.0;
        sandbox.sh("mkdir -m 700 ~/.gnupg && cpd demo sam --without-keys");
        // It runs out before the day on which this is read.
        let sam = key(
            sandbox,
            "Sam Carter <sam@example.org>",
            "20260901T080000",
            "6w",
        );
        // The day on which the tests take place is not the one on which they run, and
        // gpg writes its own into what it signs.
        let program = sandbox.home().join("gpg-then");
        let script = "#!/bin/sh\nexec gpg --faked-system-time 20261002T120030 \"$@\"\n";
        std::fs::write(&program, script).expect("a script");
        sandbox.sh(&format!(
            "chmod 755 ~/gpg-then
             printf '[gpg]\\n\\tprogram = %s\\n' ~/gpg-then >~/.gitconfig
             gpg --armor --export {sam} >sam.asc
             cd sam && git config user.name 'Sam Carter' && git config user.email sam@example.org
             git config user.signingkey {sam}
             cpd trust key --file ../sam.asc
             sed -i 's/^title: .*/title: What Silver changed/' statements/silver.md
             cpd save -m 'My key'
             cpd sign silver --yes"
        ));
        Some((this, sam))
    }

    /// Rules that are broken, and how many steps are taken to be signed.
    fn rules(&self) -> Vec<String> {
        let ran = self.0.line_in_sam("cpd check --format json");
        let said: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let found = said["diagnostics"].as_array().expect("a list").iter();
        let about = found.filter(|one| {
            one["path"]
                .as_str()
                .is_some_and(|path| path.starts_with(SIGNED))
        });
        about
            .map(|one| one["rule"].as_str().expect("a rule").to_owned())
            .collect()
    }

    /// Puts another signature in the place of the one that is there.
    fn sign_as(&self, key: &str, then: &str) {
        self.0.sh(&format!(
            "cd sam && gpg -q --batch --yes --faked-system-time {then} --local-user {key} \
             --armor --output {SIGNED}.asc --detach-sign {SIGNED}.md"
        ));
    }
}

const SIGNED: &str = "signoffs/lancaster/silver/2026-10-02T120000Z-sign-sam-carter";

#[test]
fn an_openpgp_signature_by_the_owner_is_made_and_verified() {
    let Some((signing, sam)) = Signing::new() else {
        return;
    };
    let sandbox = &signing.0;
    let text = sandbox.read(&format!("sam/{SIGNED}.md"));
    assert!(text.contains("\nproof: openpgp\n"), "{text}");
    assert_eq!(signing.rules(), [""; 0]);
    let status = sandbox.line_in_sam("cpd status").stdout;
    assert!(
        status.contains("signed 2026-10-02 by Sam Carter (signed)"),
        "{status}"
    );

    let ran = sandbox
        .line_in_sam("cpd verify silver --accept-self-declared")
        .stdout;
    assert!(ran.contains(&sam), "{ran}");
    let line = format!(
        "gpg --dearmor < trust/openpgp/sam-carter.asc > signer.gpg && gpgv --keyring ./signer.gpg {SIGNED}.asc {SIGNED}.md"
    );
    assert!(ran.contains(&format!("    {line}\n")), "{ran}");
    let said = sandbox.line_in_sam(&format!("{line} 2>&1")).expect_code(0);
    assert!(
        said.stdout.contains("Good signature from \"Sam Carter"),
        "{said:?}"
    );
}

/// gpg gets a keyring of its own, so that a portfolio cannot add to the person's.
#[cfg(target_os = "linux")]
#[test]
fn looking_at_an_openpgp_signature_starts_gpg_alone_with_a_keyring_of_its_own() {
    use crate::support::trace::{may_trace, trace};
    if !may_trace() {
        return;
    }
    let Some((signing, _)) = Signing::new() else {
        return;
    };
    let sandbox = &signing.0;
    let seen = trace(sandbox, &["-C", "sam", "check"]);
    seen.ran.ends(&[0]);
    assert_eq!(seen.started(), ["gpg".to_owned()].into());
    let own = sandbox.home().join(".gnupg");
    let by_gpg = seen
        .calls
        .iter()
        .filter(|call| call.program.ends_with("/gpg"));
    let mut opened = 0;
    for call in by_gpg {
        // It looks in that keyring's folder for an agent, and finds none.
        let is_local = format!("{call:?}").contains("AF_UNIX");
        assert!(!call.reaches_out() || is_local, "{call:?}");
        for path in call.paths(&sandbox.at("sam")) {
            opened += 1;
            assert!(!std::path::Path::new(&path).starts_with(&own), "{call:?}");
        }
    }
    assert!(opened > 0, "gpg opened nothing");
}

#[test]
fn a_signature_by_another_openpgp_key_does_not_count() {
    let Some((signing, sam)) = Signing::new() else {
        return;
    };
    let sandbox = &signing.0;

    // Changed afterwards.
    let (file, text) = (
        format!("sam/{SIGNED}.md"),
        sandbox.read(&format!("sam/{SIGNED}.md")),
    );
    sandbox.write(&file, format!("{text}\nAnd one thing more.\n"));
    assert!(
        signing.rules().contains(&"bad-signature".to_owned()),
        "{:?}",
        signing.rules()
    );
    sandbox.write(&file, &text);
    assert_eq!(signing.rules(), [""; 0]);

    // The same name, and another key.
    let other = key(
        sandbox,
        "Sam Carter <sam@example.com>",
        "20260901T080000",
        "2y",
    );
    signing.sign_as(&other, "20261002T120030");
    assert!(
        signing.rules().contains(&"unknown-signer".to_owned()),
        "{:?}",
        signing.rules()
    );

    // No signature at all, and one that is none.
    sandbox.write(
        format!("sam/{SIGNED}.asc"),
        "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n",
    );
    assert!(
        signing.rules().contains(&"bad-signature".to_owned()),
        "{:?}",
        signing.rules()
    );
    sandbox.sh(&format!("rm sam/{SIGNED}.asc"));
    assert!(
        signing.rules().contains(&"missing-signoff".to_owned()),
        "{:?}",
        signing.rules()
    );

    signing.sign_as(&sam, "20261002T120030");
    assert!(
        !signing.rules().iter().any(|rule| rule != "removed-signoff"),
        "{:?}",
        signing.rules()
    );
}

/// gpg takes a signature from the future by its clock, which is that of the sign-off.
#[test]
fn a_signature_that_was_made_at_another_time_does_not_count() {
    let Some((signing, sam)) = Signing::new() else {
        return;
    };
    for (then, is_good) in [
        ("20261003T110000", true),
        ("20261003T130000", false),
        ("20261012T120000", false),
        ("20261002T110000", false),
    ] {
        signing.sign_as(&sam, then);
        let rules = signing.rules();
        let found = rules.contains(&"bad-signature".to_owned());
        assert_eq!(found, !is_good, "{then}: {rules:?}");
    }
}

#[test]
fn a_key_in_the_files_of_two_people_counts_for_neither() {
    let Some((signing, sam)) = Signing::new() else {
        return;
    };
    let sandbox = &signing.0;
    let mail = "Priya Shah <priya@example.org>";
    let priya = key(sandbox, mail, "20260901T080000", "2y");
    sandbox.sh(&format!(
        "gpg --armor --export {priya} {sam} >both.asc && gpg --armor --export {priya} >priya.asc"
    ));
    let ran = sandbox.line_in_sam("cpd trust key priya-shah --file ../both.asc");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("sam-carter"), "{ran:?}");
    let ran = sandbox.line_in_sam("cpd trust key priya-shah --file ../priya.asc");
    assert_eq!(ran.code, 0, "{ran:?}");
    sandbox
        .line_in_sam("cpd save -m 'Her key' && cpd trust check")
        .expect_code(0);
    assert_eq!(signing.rules(), [""; 0]);

    sandbox.sh("cd sam && cp ../both.asc trust/openpgp/priya-shah.asc && git commit -qam Both");
    let ran = sandbox.line_in_sam("cpd trust check").expect_code(1);
    let said = format!("the key {sam} belongs to more than one person");
    assert_eq!(ran.stdout.matches(&said).count(), 2, "{ran:?}");
    assert_eq!(signing.rules(), ["shared-key"]);
}

#[test]
fn a_file_with_more_than_public_keys_counts_for_nobody() {
    let Some((signing, sam)) = Signing::new() else {
        return;
    };
    let sandbox = &signing.0;
    let path = "trust/openpgp/sam-carter.asc";
    let armoured = sandbox.read("sam.asc");
    for make in [
        format!("printf 'x\\n' >{path} && cat ../sam.asc >>{path}"),
        format!("gpg --export {sam} >{path}"),
        format!("{{ cat ../sam.asc; echo; echo more; }} >{path}"),
        format!(
            "gpg --armor --export-secret-keys --batch --passphrase '' --pinentry-mode loopback {sam} >{path}"
        ),
    ] {
        sandbox.sh(&format!("cd sam && {make} && git commit -qam Other"));
        sandbox.line_in_sam("cpd trust check").expect_code(1);
        let rules = signing.rules();
        assert!(
            rules.contains(&"unknown-signer".to_owned()),
            "{make}: {rules:?}"
        );
    }
    sandbox.write(format!("sam/{path}"), armoured);
    sandbox.sh(&format!(
        "cd sam && cp {path} trust/openpgp/eve.asc && rm trust/openpgp/sam-carter.asc && git add -A && git commit -qm Eve"
    ));
    let ran = sandbox.line_in_sam("cpd trust check").expect_code(1);
    assert!(
        ran.stdout.contains("`eve` is not in trust/people.yaml"),
        "{ran:?}"
    );
}

#[test]
fn an_expired_key_does_not_count() {
    let Some((signing, _)) = Signing::new() else {
        return;
    };
    let sandbox = &signing.0;
    let old = key(
        sandbox,
        "Sam Carter <sam@example.net>",
        "20260901T080000",
        "1w",
    );
    sandbox.sh(&format!("cd sam && gpg --armor --export {old} >trust/openpgp/sam-carter.asc && git add -A && git commit -q -m 'An old key'"));
    signing.sign_as(&old, "20260905T080000");
    assert!(
        signing.rules().contains(&"expired-key".to_owned()),
        "{:?}",
        signing.rules()
    );
    // One that ran out since, as the key of the other tests has, does no harm.
}

#[test]
fn an_unchanged_pack_with_an_openpgp_signature_verifies() {
    let Some((signing, sam)) = Signing::new() else {
        return;
    };
    let sandbox = &signing.0;
    sandbox
        .line_in_sam(
            "cpd --today 2026-10-04 endorse silver --as priya-shah --unsigned -m Yes. --yes",
        )
        .expect_code(0);
    for format in ["html", "pdf", "zip"] {
        sandbox
            .line_in_sam(&format!(
                "cpd --today 2026-10-04 pack --award silver --format {format}"
            ))
            .expect_code(0);
        let pack = sandbox.bytes(&format!("sam/packs/silver.{format}"));
        let name = format!("silver.{format}");
        sandbox.write(&name, pack);
        let ran = sandbox
            .cpd([
                "--today",
                "2026-10-04",
                "verify",
                &name,
                "--accept-self-declared",
            ])
            .expect_code(0);
        assert!(ran.stdout.contains("No problems found."), "{ran:?}");
        assert!(ran.stdout.contains(&sam), "{ran:?}");
    }
}

/// Withdrawals that somebody else claims cost each check a bounded number of runs of gpg.
#[test]
fn many_claimed_openpgp_withdrawals_do_not_start_gpg_for_each() {
    let Some((signing, _)) = Signing::new() else {
        return;
    };
    let sandbox = &signing.0;
    let text = sandbox.read(&format!("sam/{SIGNED}.md"));
    let signature = sandbox.read(&format!("sam/{SIGNED}.asc"));
    for n in 0..300 {
        let moment = format!("2026-10-02T13{:02}{:02}Z", n / 60, n % 60);
        let on = format!("2026-10-02T13:{:02}:{:02}Z", n / 60, n % 60);
        let claimed = text
            .replace("signoff: sign\n", "signoff: withdraw\n")
            .replace("2026-10-02T12:00:00Z", &on);
        assert_ne!(claimed, text);
        let file = format!("sam/signoffs/lancaster/silver/{moment}-withdraw-sam-carter");
        sandbox.write(format!("{file}.md"), claimed);
        sandbox.write(format!("{file}.asc"), &signature);
    }
    let gpg = sandbox.sh("command -v gpg").trim().to_owned();
    let program = sandbox.root().join("counted/gpg");
    sandbox.write(
        &program,
        format!("#!/bin/sh\necho run >>\"$HOME/runs\"\nexec {gpg} \"$@\"\n"),
    );
    let folder = program.parent().expect("a folder").display().to_string();
    sandbox.sh(&format!(
        "chmod 755 {folder}/gpg && cd sam && PATH={folder}:$PATH cpd check >../said; true"
    ));
    let runs = std::fs::read_to_string(sandbox.home().join("runs")).expect("runs");
    // Two for each signature: the keys are read, then it is verified.
    let runs = runs.lines().count();
    assert!((2..=200).contains(&runs), "{runs} runs");
    let said = sandbox.read("said");
    assert!(said.contains("because there are too many here"), "{said}");
}
