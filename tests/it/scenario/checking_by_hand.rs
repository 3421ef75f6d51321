//! The steps that a pack prints for whoever checks it, run as a reader would run them: the
//! commands come from the page and from the PDF, and the files from what the pack carries.

use crate::support::{Sandbox, tools};

/// The demo's Silver in every format. The folder `saved` has the files that the page says to
/// save. The portfolio is gone.
fn received() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.cpd(["demo", "sample"]).expect_code(0);
    for format in ["html", "pdf", "zip"] {
        let out = sandbox.at(format!("silver.{format}"));
        let args = ["-C", "sample", "pack", "--award", "silver", "-o"];
        let args = args.iter().map(AsRef::as_ref).chain([out.as_os_str()]);
        sandbox.cpd(args).expect_code(0);
    }
    sandbox.sh("rm -r sample && mkdir zip saved && cd zip && unzip -q ../silver.zip");
    sandbox.sh("cp zip/files/trust/allowed_signers zip/files/trust/revoked_keys saved");
    sandbox.sh("cp zip/files/signoffs/lancaster/silver/* zip/manifest.json saved");
    sandbox.sh("cd zip/files && cp activities/* journals/* statements/* ../../saved");
    sandbox
}

/// Returns the commands of a page's last section.
fn commands_of_page(page: &str) -> Vec<String> {
    let (_, section) = page
        .split_once("id=\"pack-provenance\"")
        .expect("a section");
    let blocks = section.split("<pre><code>").skip(1);
    let blocks = blocks.filter_map(|block| block.split_once("</code></pre>"));
    let plain = |(code, _): (&str, &str)| {
        let code = code.replace("<wbr>", "").replace("&lt;", "<");
        code.replace("&gt;", ">")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    };
    let blocks: Vec<String> = blocks.map(plain).collect();
    commands(&blocks.join("\n"))
}

/// Returns the commands in a text. A line that ends in `\` goes on in the next one.
fn commands(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text.lines().map(str::trim_end) {
        let begins = ["cpd ", "ssh-keygen ", "sha256sum "].iter();
        let begins = begins
            .into_iter()
            .any(|word| line.trim_start().starts_with(word));
        match found.last_mut() {
            Some(last) if goes_on => *last = format!("{last}\n{line}"),
            _ if begins => found.push(line.trim_start().to_owned()),
            _ => continue,
        }
        goes_on = line.ends_with('\\');
    }
    found
}

#[test]
fn the_commands_that_a_pack_prints_check_it() {
    let sandbox = received();
    let page = sandbox.read("silver.html").replace("<wbr>", "");
    let found = commands_of_page(&page);
    let programs: Vec<_> = found
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(programs, ["cpd", "ssh-keygen", "ssh-keygen", "sha256sum"]);
    assert!(found[0].ends_with(" silver.html"), "{}", found[0]);

    for (line, signer) in found[1..3].iter().zip(["sam-carter", "priya-shah"]) {
        let says = sandbox.sh(&format!("cd saved && {line}"));
        assert!(
            says.contains(&format!("Good \"signoff@cpd.v1\" signature for {signer}")),
            "{says}"
        );
    }
    let digests = sandbox.sh(&format!("cd saved && {}", found[3]));
    let covered = digests.lines().filter(|line| {
        let digest = line.split(' ').next().unwrap_or_default();
        page.contains(&format!("<code class=\"digest\">{digest}</code>"))
    });
    assert_eq!(covered.count(), 7, "{digests}");

    sandbox.sh("cp sample-keys/organisation-development.pub awarding-body.pub");
    let args: Vec<&str> = found[0].split(' ').skip(1).collect();
    sandbox.cpd(args).expect_code(0);
}

#[test]
fn the_pdf_prints_the_same_commands_so_that_they_can_be_copied() {
    let sandbox = received();
    let Some(pages) = tools::pdftotext(&sandbox.at("silver.pdf")) else {
        return;
    };
    let last = pages
        .iter()
        .position(|page| page.contains("How to check this document\nSigned"));
    let text = pages[last.expect("a section")..].join("\n");
    let plain = |line: &String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let of_pdf: Vec<String> = commands(&text).iter().map(plain).collect();
    let of_page = commands_of_page(&sandbox.read("silver.html"));
    let of_page: Vec<String> = of_page.iter().map(plain).collect();
    assert_eq!(of_pdf[1..], of_page[1..]);
    assert!(of_pdf[0].ends_with(" silver.pdf"), "{}", of_pdf[0]);
}

#[test]
fn the_commands_find_a_sign_off_and_a_record_that_were_changed() {
    let sandbox = received();
    let found = commands_of_page(&sandbox.read("silver.html"));
    sandbox.sh("cd saved && sed -i s/endorse/grant/ *-endorse-priya-shah.md");
    assert_ne!(sandbox.try_sh(&format!("cd saved && {}", found[2])).code, 0);
    sandbox
        .try_sh(&format!("cd saved && {}", found[1]))
        .expect_code(0);
    let record = "saved/silver.md";
    let digest = sandbox.sh("sha256sum saved/silver.md");
    let before = digest.split(' ').next().expect("a digest").to_owned();
    let page = sandbox.read("silver.html").replace("<wbr>", "");
    assert!(page.contains(&before));
    sandbox.write(record, format!("{} ", sandbox.read(record)));
    let digests = sandbox.sh(&format!("cd saved && {}", found[3]));
    assert!(!digests.contains(&before), "{digests}");
}

#[test]
fn a_pack_that_was_sent_names_the_digest_of_its_manifest_and_its_claims() {
    let sandbox = Sandbox::new();
    sandbox.cpd(["demo", "sample"]).expect_code(0);
    let submit = ["-C", "sample", "submit", "silver", "--yes", "--unsigned"];
    sandbox.cpd(submit).expect_code(0);
    let zip = [
        "-C", "sample", "pack", "--award", "silver", "--format", "zip",
    ];
    sandbox.cpd(zip).expect_code(0);
    let digest = sandbox.sh("unzip -p sample/packs/silver.zip manifest.json | sha256sum");
    let digest = digest.split(' ').next().expect("a digest");
    let page = sandbox.read("sample/packs/silver.html");
    let marks = ["<wbr>", "<span class=\"name\">", "</span>"];
    let page = marks.iter().fold(page, |page, mark| page.replace(mark, ""));
    let says = format!("The digest of manifest.json has to be {digest}");
    assert!(page.contains(&says), "{says}");
    assert!(page.contains("no digital signature: Submitted by Sam Carter."));
}

#[test]
fn a_draft_says_nothing_of_how_to_check_it() {
    let sandbox = Sandbox::with_demo();
    sandbox.cpd([
        "-C",
        "sample",
        "pack",
        "--award",
        "gold",
        "--draft",
        "-o",
        "draft.html",
    ]);
    let page = sandbox.read("sample/draft.html");
    assert_eq!(commands_of_page(&page), Vec::<String>::new());
}
