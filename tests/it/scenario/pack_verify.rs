//! `cpd verify` on packs that are as they were printed, and on packs that were
//! changed, cut, repacked or made up.

use std::io::{Cursor, Read, Write};

use sha2::Digest as _;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::support::{Ran, Sandbox};

const FORMATS: [&str; 3] = ["html", "pdf", "zip"];

/// The demo's Silver in every format, and beside them nothing of the portfolio.
fn packs() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    for format in FORMATS {
        let args = [
            "-C", "sample", "pack", "--award", "silver", "--format", format,
        ];
        sandbox.cpd(args).expect_code(0);
        let pack = sandbox.bytes(&format!("sample/packs/silver.{format}"));
        sandbox.write(format!("silver.{format}"), pack);
    }
    sandbox
}

fn verify(sandbox: &Sandbox, file: &str) -> Ran {
    sandbox.cpd(["verify", file, "--accept-self-declared"])
}

#[test]
fn an_unchanged_pack_verifies_in_every_format() {
    let sandbox = packs();
    for format in FORMATS {
        let ran = verify(&sandbox, &format!("silver.{format}")).expect_code(0);
        assert!(ran.stdout.contains("No problems found."), "{}", ran.stdout);
        assert!(
            ran.stdout.contains("gives exactly the same pages"),
            "{}",
            ran.stdout
        );
        assert!(
            ran.stdout.contains("endorse by Priya Shah"),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn a_pack_without_a_voucher_is_reported_and_does_not_verify() {
    let sandbox = packs();
    let ran = sandbox.cpd(["verify", "silver.pdf"]).expect_code(1);
    assert!(
        ran.stdout
            .contains("trust, not verified: nobody independent has confirmed"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("No problems found"), "{}", ran.stdout);
}

#[test]
fn a_folder_of_packs_is_a_row_each_and_the_worst_decides() {
    let sandbox = packs();
    for format in ["html", "zip"] {
        sandbox.write(
            format!("box/sub/silver.{format}"),
            sandbox.bytes(&format!("silver.{format}")),
        );
    }
    let accepted = ["--accept-self-declared", "--format", "csv"];
    let verify = |files: &[&str]| sandbox.cpd([&["verify"], files, &accepted].concat());
    let rows = |ran: &Ran| -> Vec<String> {
        let rows = ran.stdout.lines().skip(1);
        rows.map(|row| row.split(',').take(3).collect::<Vec<_>>().join(","))
            .collect()
    };
    let good = verify(&["box"]).expect_code(0);
    let expected = [
        "box/sub/silver.html,good,html",
        "box/sub/silver.zip,good,zip",
    ];
    assert_eq!(rows(&good), expected);
    // An answer is no pack, a changed one is bad, and one that is cut short cannot be read.
    let answer = rezipped_of(&[("signoffs/lancaster/silver/x.md", "x")]);
    sandbox.write("box/silver-signed.zip", answer);
    let zip = sandbox.bytes("silver.zip");
    let forged = rezipped(&zip, |name, content| {
        (name == "files/cpd.yaml").then(|| [content, b"# more\n"].concat())
    });
    sandbox.write("box/forged.zip", forged);
    let bad = verify(&["box"]).expect_code(1);
    assert_eq!(rows(&bad)[0], "box/forged.zip,bad,zip");
    assert_eq!(rows(&bad)[1..], expected);
    sandbox.write("box/cut.pdf", &sandbox.bytes("silver.pdf")[..9000]);
    let broken = verify(&["box", "silver.pdf", "none.html"]).expect_code(2);
    assert_eq!(
        rows(&broken),
        [
            "box/cut.pdf,cannot be read,",
            "box/forged.zip,bad,zip",
            expected[0],
            expected[1],
            "silver.pdf,good,pdf",
            "none.html,cannot be read,",
        ]
    );
    let says = "2 of 6 files cannot be read as a pack";
    assert!(broken.stderr.contains(says), "{}", broken.stderr);
    sandbox.sh("mkdir empty");
    let none = verify(&["empty"]).expect_code(2);
    assert!(
        none.stderr.contains("there is no pack in empty"),
        "{}",
        none.stderr
    );
}

#[test]
fn verify_prints_json() {
    let sandbox = packs();
    let ran = sandbox
        .cpd(["verify", "silver.zip", "--format", "json"])
        .expect_code(1);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["format"], "zip");
    assert_eq!(json["owner"]["name"], "Sam Carter");
    assert_eq!(json["award"], "lancaster/silver");
    assert_eq!(json["outcome"], "unverified");
    let outcomes: Vec<_> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["about"].as_str().unwrap(), f["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("files", "good"),
            ("manifest", "good"),
            ("pages", "good"),
            ("requirements", "good"),
            ("signoffs", "note"),
            ("history", "note"),
            ("trust", "unverified"),
        ]
    );
}

#[test]
fn verifying_in_the_repository_names_the_commit_and_later_changes() {
    let sandbox = packs();
    let there =
        |file: &str| sandbox.cpd(["-C", "sample", "verify", file, "--accept-self-declared"]);
    let same = there("../silver.pdf").expect_code(0);
    assert!(
        same.stdout.contains("nothing has changed since"),
        "{}",
        same.stdout
    );
    let statement = sandbox.read("sample/statements/silver.md");
    sandbox.write(
        "sample/statements/silver.md",
        format!("{statement}\nMore.\n"),
    );
    sandbox.sh("cd sample && git add -A && git -c user.name=x -c user.email=x@x commit -qm more --no-verify");
    let later = there("../silver.pdf").expect_code(0);
    assert!(
        later
            .stdout
            .contains("statements/silver.md has changed since"),
        "{}",
        later.stdout
    );
    // A person of its own making is not one whom that commit has.
    let forged = rezipped(&sandbox.bytes("silver.zip"), |name, content| {
        let text = String::from_utf8_lossy(content).replace("name: Priya Shah", "name: Pria Shah");
        (name == "files/trust/people.yaml").then(|| text.into_bytes())
    });
    sandbox.write("forged.zip", forged);
    let forged = there("../forged.zip").expect_code(1);
    let told = "trust/people.yaml differs from that commit";
    assert!(forged.stdout.contains(told), "{}", forged.stdout);
    // Another portfolio's repository has nothing to say.
    sandbox.cpd([
        "init",
        "other",
        "--owner",
        "Sam Carter",
        "--manager",
        "Priya Shah",
        "--scheme",
        "lancaster",
    ]);
    let other = sandbox.cpd([
        "-C",
        "other",
        "verify",
        "../silver.pdf",
        "--accept-self-declared",
    ]);
    assert!(
        other.stdout.contains("another portfolio"),
        "{}",
        other.stdout
    );
}

#[test]
fn a_changed_word_in_a_page_is_found_and_shown() {
    let sandbox = packs();
    let page = sandbox.read("silver.html");
    sandbox.write(
        "changed.html",
        page.replacen("Departmental Administrator", "Vice-Chancellor", 1),
    );
    let ran = verify(&sandbox, "changed.html").expect_code(1);
    assert!(ran.stdout.contains("pages, bad"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("Vice-Chancellor") && ran.stdout.contains("should show"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_changed_source_with_a_matching_digest_is_still_found() {
    let sandbox = packs();
    // Change a record in the zip, and what printing.json says of it too.
    let bytes = rezipped(&sandbox.bytes("silver.zip"), |name, content| {
        let text = String::from_utf8_lossy(content).into_owned();
        match name {
            "files/statements/silver.md" => {
                Some(text.replace("a colleague", "a friend").into_bytes())
            }
            _ => None,
        }
    });
    sandbox.write("one.zip", &bytes);
    let ran = verify(&sandbox, "one.zip").expect_code(1);
    assert!(
        ran.stdout.contains("statements/silver.md was changed"),
        "{}",
        ran.stdout
    );

    let changed = entry(&bytes, "files/statements/silver.md");
    let old = digest(&entry(
        &sandbox.bytes("silver.zip"),
        "files/statements/silver.md",
    ));
    let both = rezipped(&bytes, |name, content| {
        let text = String::from_utf8_lossy(content).replace(&old, &digest(&changed));
        (name == "printing.json").then(|| text.into_bytes())
    });
    sandbox.write("both.zip", both);
    let ran = verify(&sandbox, "both.zip").expect_code(1);
    assert!(ran.stdout.contains("files, good"), "{}", ran.stdout);
    for found in ["manifest, bad", "pages, bad", "sign-offs, bad"] {
        assert!(ran.stdout.contains(found), "{found} in {}", ran.stdout);
    }
}

fn digest(bytes: &[u8]) -> String {
    let digest = sha2::Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entry(zip: &[u8], name: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut bytes = Vec::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

/// The same entries, packed in another way, some with other contents.
pub fn rezipped(zip: &[u8], change: impl Fn(&str, &[u8]) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for at in (0..archive.len()).rev() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        writer.start_file(name.as_str(), options).unwrap();
        writer
            .write_all(&change(&name, &bytes).unwrap_or(bytes))
            .unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A zip of these files alone.
fn rezipped_of(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A zip is printed again and compared as a whole, so nothing can stand between its entries.
#[test]
fn a_zip_pack_is_compared_byte_for_byte() {
    let sandbox = packs();
    let zip = sandbox.bytes("silver.zip");
    let with_comment = {
        let mut writer = ZipWriter::new_append(Cursor::new(zip.clone())).unwrap();
        writer.set_comment("Granted by the panel").unwrap();
        writer.finish().unwrap().into_inner()
    };
    let others = [
        ("packed again", rezipped(&zip, |_, _| None)),
        ("bytes behind it", [&zip[..], b"more"].concat()),
        ("bytes before it", [b"more", &zip[..]].concat()),
        ("a comment", with_comment),
        (
            "an entry that is not listed",
            [&unlisted_entry()[..], &zip].concat(),
        ),
    ];
    for (what, other) in others {
        sandbox.write("other.zip", other);
        let ran = verify(&sandbox, "other.zip");
        assert!(ran.code == 1 || ran.code == 2, "{what}: {ran:#?}");
        let told = ran.code == 2 || ran.stdout.contains("pages, bad");
        assert!(told, "{what}: {ran:#?}");
    }
}

/// A local entry as it stands at the start of a zip, without the list at the end.
fn unlisted_entry() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("pack.html", options).unwrap();
    writer.write_all(b"<p>Another page</p>").unwrap();
    let zip = writer.finish().unwrap().into_inner();
    let end = zip.windows(4).position(|four| four == b"PK\x01\x02");
    zip[..end.unwrap()].to_vec()
}

/// Half a gigabyte in half a megabyte.
#[test]
fn a_zip_bomb_is_refused() {
    let sandbox = packs();
    let mut writer = ZipWriter::new_append(Cursor::new(sandbox.bytes("silver.zip"))).unwrap();
    let zeros = vec![0; 64 << 20];
    for n in 0..8 {
        let name = format!("files/evidence/{n}.bin");
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(&zeros).unwrap();
    }
    let zip = writer.finish().unwrap().into_inner();
    assert!(zip.len() < 2_500_000, "{}", zip.len());
    sandbox.write("bomb.zip", zip);
    let ran = verify(&sandbox, "bomb.zip").expect_code(2);
    let says = "unpacks to far more than a pack of its size";
    assert!(ran.stderr.contains(says), "{ran:#?}");
}

#[test]
fn unexpected_zip_entries_are_reported() {
    let sandbox = packs();
    let zip = sandbox.bytes("silver.zip");
    for name in [
        "readme.txt",
        "files/notes.md",
        "files/../../evil",
        "/etc/passwd",
        "pack.pdf/x",
    ] {
        let mut writer = ZipWriter::new_append(Cursor::new(zip.clone())).unwrap();
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(b"x").unwrap();
        sandbox.write("more.zip", writer.finish().unwrap().into_inner());
        let ran = verify(&sandbox, "more.zip").expect_code(1);
        assert!(ran.stdout.contains("files, bad"), "{name}: {}", ran.stdout);
    }
    let mut archive = ZipArchive::new(Cursor::new(&zip)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let entry = archive.by_index(at).unwrap();
        if entry.name().unwrap() != "pack.pdf" {
            writer.raw_copy_file(entry).unwrap();
        }
    }
    sandbox.write("less.zip", writer.finish().unwrap().into_inner());
    let ran = verify(&sandbox, "less.zip").expect_code(1);
    assert!(ran.stdout.contains("pack.pdf is missing"), "{}", ran.stdout);
}

#[test]
fn two_zip_entries_of_one_name_are_reported() {
    let sandbox = packs();
    // A second `cpd.yaml` under a name of the same length, renamed in the bytes.
    let mut writer = ZipWriter::new_append(Cursor::new(sandbox.bytes("silver.zip"))).unwrap();
    writer
        .start_file("files/cpd.yamX", SimpleFileOptions::default())
        .unwrap();
    writer.write_all(b"cpd: 1\n").unwrap();
    let mut zip = writer.finish().unwrap().into_inner();
    let (from, to) = (b"files/cpd.yamX", b"files/cpd.yaml");
    let places: Vec<usize> = (0..zip.len() - from.len())
        .filter(|at| zip[*at..].starts_with(from))
        .collect();
    assert_eq!(places.len(), 2);
    for at in places {
        zip[at..at + to.len()].copy_from_slice(to);
    }
    sandbox.write("twice.zip", zip);
    let ran = verify(&sandbox, "twice.zip");
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(
        ran.stdout.contains("several entries of the same name"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_pack_with_a_false_declared_size_is_reported() {
    let sandbox = packs();
    let zip = sandbox.bytes("silver.zip");
    // The uncompressed size of the first entry of the central directory.
    let at = zip
        .windows(4)
        .position(|four| four == b"PK\x01\x02")
        .unwrap();
    for claimed in [1u32, 0x7FFF_FFFF] {
        let mut lying = zip.clone();
        lying[at + 24..at + 28].copy_from_slice(&claimed.to_le_bytes());
        sandbox.write("lying.zip", &lying);
        let ran = verify(&sandbox, "lying.zip");
        assert!(ran.code == 1 || ran.code == 2, "{ran:#?}");
        assert!(
            ran.code == 2 || ran.stdout.contains("not of the size that it claims"),
            "{ran:#?}"
        );
    }
}

#[test]
fn a_truncated_pack_never_verifies() {
    let sandbox = packs();
    for format in FORMATS {
        let whole = sandbox.bytes(&format!("silver.{format}"));
        for part in [
            0,
            1,
            5,
            100,
            whole.len() / 3,
            whole.len() / 2,
            whole.len() - 600,
            whole.len() - 1,
        ] {
            let name = format!("cut.{format}");
            sandbox.write(&name, &whole[..part]);
            let ran = verify(&sandbox, &name);
            assert!(
                ran.code == 1 || ran.code == 2,
                "{format} cut at {part}: {ran:#?}"
            );
            assert!(!ran.stderr.contains("panicked"), "{ran:#?}");
        }
    }
}

#[test]
fn any_changed_byte_of_a_pack_is_found() {
    let sandbox = packs();
    for format in FORMATS {
        let whole = sandbox.bytes(&format!("silver.{format}"));
        // Forty places, spread over the file.
        for step in 0..40 {
            let at = whole.len() * step / 40 + 7;
            let mut changed = whole.clone();
            changed[at] ^= 0x01;
            let name = format!("bit.{format}");
            sandbox.write(&name, &changed);
            let ran = verify(&sandbox, &name);
            assert!(
                !ran.stderr.contains("panicked"),
                "{format} at {at}: {ran:#?}"
            );
            assert!(ran.code == 1 || ran.code == 2, "{format} at {at}: {ran:#?}");
        }
    }
}

#[test]
fn a_pack_of_another_cpd_version_is_reported_and_its_pages_not_compared() {
    let sandbox = packs();
    let ours = format!("\"cpd\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let zip = rezipped(&sandbox.bytes("silver.zip"), |name, content| {
        let text = String::from_utf8_lossy(content).replace(&ours, "\"cpd\": \"0.0.7\"");
        (name == "printing.json").then(|| text.into_bytes())
    });
    sandbox.write("old.zip", zip);
    let ran = verify(&sandbox, "old.zip").expect_code(1);
    assert!(
        ran.stdout.contains(
            "pages, not verified: the pages were not compared: they were printed by cpd 0.0.7"
        ),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_file_that_is_not_a_pack_is_refused() {
    let sandbox = packs();
    for (name, bytes) in [
        ("empty", &b""[..]),
        ("words.txt", b"Dear Sir or Madam"),
        ("page.html", b"<!doctype html><title>x</title>"),
        ("other.pdf", b"%PDF-1.7\nnothing of the kind"),
        ("other.zip", b"PK\x03\x04 nothing of the kind"),
        ("photo.png", b"\x89PNG\r\n\x1a\n"),
    ] {
        sandbox.write(name, bytes);
        let ran = verify(&sandbox, name);
        assert_eq!(ran.code, 2, "{name}: {ran:#?}");
        assert!(ran.stderr.starts_with("error: "), "{name}: {ran:#?}");
    }
    assert_eq!(verify(&sandbox, "missing.pdf").code, 2);
}

/// Takes the steps of the demo's Silver again with a real key, listed in `trust/` with
/// these options, and prints it.
fn signed(sandbox: &Sandbox, options: &str, draft: bool) {
    sandbox.sh("ssh-keygen -q -t ed25519 -N '' -C priya -f key");
    let public = sandbox.sh("cut -d' ' -f1,2 key.pub");
    let list = |options: &str| {
        let line = format!("priya-shah {options}{public}");
        sandbox.write("sample/trust/allowed_signers", line);
        sandbox.write("sample/trust/revoked_keys", "");
        sandbox.sh("cd sample && git add -A && git -c user.name=x -c user.email=x@x commit -qm keys --no-verify");
    };
    list("");
    let steps: [&[&str]; 3] = [
        &["withdraw", "silver", "--as", "sam-carter", "--yes"],
        &["sign", "silver", "--yes"],
        &["endorse", "silver", "--message", "A fair account.", "--yes"],
    ];
    for step in steps {
        sandbox
            .cpd(["-C", "sample"].iter().chain(step))
            .expect_code(0);
        // Sam has no key; what Priya does from here on, she signs.
        sandbox.sh("cd sample && git config gpg.format ssh && git config user.signingkey ../key");
    }
    if !options.is_empty() {
        list(options);
    }
    print(sandbox, draft);
}

fn print(sandbox: &Sandbox, draft: bool) {
    let args = [
        "-C",
        "sample",
        "pack",
        "--award",
        "silver",
        "-o",
        "../signed.pdf",
    ];
    let draft = draft.then_some("--draft");
    sandbox.cpd(args.into_iter().chain(draft)).expect_code(0);
}

#[test]
fn a_signature_is_verified_and_its_key_named() {
    if crate::support::tools::require_tool("ssh-keygen").is_none() {
        return;
    }
    let sandbox = packs();
    signed(&sandbox, "namespaces=\"signoff@cpd.v1\" ", false);
    let print = sandbox.sh("ssh-keygen -lf key.pub | cut -d' ' -f2");
    let ran = verify(&sandbox, "signed.pdf").expect_code(0);
    assert!(
        ran.stdout
            .contains(&format!("signed with the key {}", print.trim())),
        "{}",
        ran.stdout
    );

    // By a list of one's own: with the key, with none, and with the key revoked.
    sandbox.sh("mkdir ours && cp sample/trust/allowed_signers sample/trust/revoked_keys ours/");
    let by_ours = || sandbox.cpd(["verify", "signed.pdf", "--trust", "ours"]);
    by_ours().expect_code(0);
    sandbox.sh("cp key.pub ours/revoked_keys");
    assert!(by_ours().expect_code(1).stdout.contains("revoked-key"));
    sandbox.sh("rm ours/revoked_keys");
    assert!(
        by_ours()
            .expect_code(1)
            .stdout
            .contains("trust/revoked_keys is missing")
    );
    sandbox.sh(": > ours/revoked_keys && sed -i s/priya-shah/somebody-else/ ours/allowed_signers");
    assert!(by_ours().expect_code(1).stdout.contains("unknown-signer"));
    sandbox.sh("sed -i 's/^somebody-else/*/' ours/allowed_signers");
    assert!(by_ours().expect_code(1).stdout.contains("shared-key"));
    assert_eq!(
        sandbox
            .cpd(["verify", "signed.pdf", "--trust", "nowhere"])
            .code,
        2
    );
}

#[test]
fn a_key_outside_its_validity_or_purpose_does_not_count() {
    if crate::support::tools::require_tool("ssh-keygen").is_none() {
        return;
    }
    // A draft is no proof (3). With a list that cannot be used, it is not what it says (1).
    for (options, expected, code) in [
        ("valid-before=\"20260101\" ", "expired-key", 3),
        ("valid-after=\"20270101\" ", "expired-key", 3),
        ("namespaces=\"git\" ", "unknown-signer", 3),
        ("cert-authority ", "unknown-signer", 1),
    ] {
        let sandbox = packs();
        signed(&sandbox, options, true);
        let ran = verify(&sandbox, "signed.pdf").expect_code(code);
        assert!(ran.stdout.contains(expected), "{options}: {}", ran.stdout);
    }
}

#[test]
fn an_anchor_vouches_only_for_an_unchanged_list() {
    if crate::support::tools::require_tool("ssh-keygen").is_none() {
        return;
    }
    let sandbox = packs();
    signed(&sandbox, "", false);
    sandbox.sh("ssh-keygen -q -t ed25519 -N '' -f body");
    let with = |anchor: &str| sandbox.cpd(["verify", "signed.pdf", "--anchor", anchor]);
    assert!(
        with("body.pub")
            .expect_code(1)
            .stdout
            .contains("are not signed (trust/trust.sig, trust/roll)")
    );
    let commit = "cd sample && git add -A && git -c user.name=x -c user.email=x@x commit -qm trust --no-verify";
    let sign = ["-C", "sample", "trust", "sign", "--key", "../body"];
    sandbox.cpd(sign).expect_code(0);
    sandbox.sh(commit);
    print(&sandbox, false);
    let ran = with("body.pub").expect_code(0);
    assert!(
        ran.stdout.contains("vouched for by the key SHA256:"),
        "{}",
        ran.stdout
    );
    assert_eq!(with("key.pub").code, 1);
    // Of those whom the pack does not need, it says nothing but that they are there.
    let zip = [
        "-C",
        "sample",
        "pack",
        "--award",
        "silver",
        "-o",
        "../signed.zip",
    ];
    sandbox.cpd(zip).expect_code(0);
    let roll = sandbox.sh("unzip -p signed.zip files/trust/roll");
    assert!(roll.contains("person priya-shah "), "{roll}");
    assert!(roll.contains("person - - "), "{roll}");
    // What is changed afterwards is vouched for no longer.
    sandbox.sh("sed -i 's/name: Priya Shah/name: Priya Shaw/' sample/trust/people.yaml");
    sandbox.sh(commit);
    print(&sandbox, false);
    let ran = with("body.pub").expect_code(1);
    assert!(
        ran.stdout
            .contains("the entry of priya-shah is not vouched for"),
        "{}",
        ran.stdout
    );
}
