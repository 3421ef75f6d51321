//! The certificate of an award that was granted: who can print it, what it says, and that one
//! which was edited or made up does not verify.

use crate::support::{Sandbox, tools};

/// The demo with Silver submitted. The folder `body` has only the pack that was sent, and its
/// git signs with the awarding body's key.
fn submitted() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.cpd(["demo", "sample"]).expect_code(0);
    let submit = ["-C", "sample", "submit", "silver", "--yes", "--unsigned"];
    sandbox.cpd(submit).expect_code(0);
    sandbox.sh("mkdir body && cp sample/packs/silver.html body");
    sandbox.sh("git config -f ~/.gitconfig user.name 'Organisation Development'");
    sandbox.sh("git config -f ~/.gitconfig user.email awards@example.org");
    sandbox.sh("git config -f ~/.gitconfig gpg.format ssh");
    let key = sandbox.at("sample-keys/organisation-development");
    sandbox.sh(&format!(
        "git config -f ~/.gitconfig user.signingkey {}",
        key.display()
    ));
    sandbox
}

/// As [`submitted`], with the award granted from the pack alone.
fn granted(more: &[&str]) -> Sandbox {
    let sandbox = submitted();
    let grant = [
        "grant",
        "body/silver.html",
        "--message",
        "Well done.",
        "--yes",
    ];
    let args = grant.iter().chain(more);
    let ran = sandbox.cpd(args).expect_code(0);
    ran.says("silver-certificate.pdf");
    sandbox
}

/// Verifies a certificate against a pack, with the awarding body's key.
fn verify(sandbox: &Sandbox, certificate: &str, pack: &str) -> crate::support::Ran {
    let anchor = "sample-keys/organisation-development.pub";
    sandbox.cpd(["verify", certificate, "--pack", pack, "--anchor", anchor])
}

#[test]
fn the_awarding_body_and_the_owner_get_the_same_certificate() {
    let sandbox = granted(&[]);
    let receive = ["-C", "sample", "receive", "../body/silver-signed.zip"];
    let ran = sandbox.cpd(receive).expect_code(0);
    ran.says("packs/silver-certificate.pdf");
    for format in ["html", "pdf"] {
        let of_body = sandbox.bytes(&format!("body/silver-certificate.{format}"));
        let path = format!("sample/packs/silver-certificate.{format}");
        assert!(of_body == sandbox.bytes(&path), "{format}");
        sandbox.sh(&format!("rm {path}"));
        sandbox
            .cpd(["-C", "sample", "certificate", "silver"])
            .expect_code(0);
        assert!(of_body == sandbox.bytes(&path), "{format}");
        let file = format!("packs/silver-certificate.{format}");
        let args = ["-C", "sample", "verify", &file, "--accept-self-declared"];
        let ran = sandbox.cpd(args).expect_code(0);
        ran.says("it shows the award and the sign-off of this portfolio");
    }
}

#[test]
fn a_certificate_verifies_with_the_pack_and_says_what_it_cannot_show_alone() {
    let sandbox = granted(&[]);
    for format in ["html", "pdf"] {
        let file = format!("body/silver-certificate.{format}");
        let alone = sandbox.cpd(["verify", &file]).expect_code(1);
        alone.says("the grant was not checked, because a certificate carries no records");
        let ran = verify(&sandbox, &file, "body/silver.html").expect_code(0);
        ran.says("it shows the award and the sign-off of the pack");
        ran.says("grant by Organisation Development");
    }
    let bronze = ["-C", "sample", "pack", "--award", "bronze"];
    sandbox.cpd(bronze).expect_code(0);
    let other = verify(
        &sandbox,
        "body/silver-certificate.html",
        "sample/packs/bronze.html",
    );
    other.expect_code(1).says("is not granted in the pack");
}

#[test]
fn a_certificate_that_was_edited_does_not_verify() {
    let sandbox = granted(&[]);
    let page = sandbox.read("body/silver-certificate.html");
    let edited = [
        page.replace("Sam Carter", "Sam Cartwright"),
        page.replace("Proved with a key", "Proved  with a key"),
        page.replace("</main>", "<p>With distinction.</p></main>"),
    ];
    for text in edited {
        assert_ne!(text, page);
        sandbox.write("body/edited.html", text);
        let ran = verify(&sandbox, "body/edited.html", "body/silver.html").expect_code(1);
        ran.says("the page does not match the sign-off in it");
    }
}

/// A forger has cpd too, and prints a certificate whose page matches its files.
#[test]
fn a_grant_that_somebody_made_up_does_not_match_the_pack() {
    let sandbox = submitted();
    sandbox.sh("cp -r body forged");
    let grant = [
        "grant",
        "forged/silver.html",
        "--message",
        "Well done.",
        "--unsigned",
        "--yes",
    ];
    let grant = grant.iter().chain(&["--as", "organisation-development"]);
    sandbox.cpd(grant).expect_code(0);
    let forged = sandbox.cpd(["verify", "forged/silver-certificate.html"]);
    forged.expect_code(1).says("proof none");
    sandbox
        .cpd([
            "grant",
            "body/silver.html",
            "--message",
            "Well done.",
            "--yes",
        ])
        .expect_code(0);
    let receive = ["-C", "sample", "receive", "../body/silver-signed.zip"];
    sandbox.cpd(receive).expect_code(0);
    let home = [
        "-C",
        "sample",
        "verify",
        "../forged/silver-certificate.html",
    ];
    let ran = sandbox.cpd(home).expect_code(1);
    ran.says("it does not match this portfolio");
}

#[test]
fn a_claim_is_plainly_one_on_every_page() {
    let sandbox = granted(&["--unsigned", "--as", "organisation-development"]);
    let page = sandbox.read("body/silver-certificate.html");
    assert!(page.contains("Entered as a claim"));
    assert!(!page.contains("Proved with a key"));
    let pdf = sandbox.at("body/silver-certificate.pdf");
    if let Some(pages) = tools::pdftotext(&pdf) {
        assert_eq!(pages.len(), 1);
        for words in [
            "Silver",
            "Sam Carter",
            "Organisation Development",
            "Awarding body",
            "Entered as a claim",
        ] {
            assert!(pages[0].contains(words), "{words} in {}", pages[0]);
        }
    }
}

#[test]
fn nothing_but_a_granted_award_has_a_certificate() {
    let sandbox = submitted();
    let refused = sandbox
        .cpd(["-C", "sample", "certificate", "silver"])
        .expect_code(1);
    refused.says("Silver is not granted, so there is no certificate");
    sandbox
        .cpd(["-C", "sample", "certificate", "gold"])
        .expect_code(1);
    let back = [
        "return",
        "body/silver.html",
        "--reason",
        "Say what you learnt.",
        "--yes",
    ];
    sandbox.cpd(back).expect_code(0);
    assert!(!sandbox.at("body/silver-certificate.html").exists());
}
