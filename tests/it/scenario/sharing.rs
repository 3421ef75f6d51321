//! What leaves a portfolio and what comes back: an award is asked for by what it needs
//! alone, and nothing that comes back does harm.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::tools::require_tool;
use crate::support::{Ran, Sandbox};

/// The demo in `sam/`, where Sam and Priya have keys and Sam has signed Silver anew.
pub fn signed() -> Sandbox {
    let sandbox = Sandbox::with_keys();
    sandbox.sh("cpd demo sam --without-keys");
    sandbox.signed_by("sam", "sam");
    sandbox.sh("
        cd sam
        cpd trust key && cpd trust key priya-shah --file ~/keys/priya.pub
        mkdir private && echo 'Nobody else reads this.' >private/diary.md
        echo 'Attendance confirmed.' >slip.txt
        cpd attach slip.txt --to 2025-07-08-two-days-in-the-timetabling-office && rm slip.txt
        sed -i 's/^title: .*/title: What Silver changed/' statements/silver.md
        cpd save -m 'Our keys'
        cpd --today 2026-10-03 sign silver --yes");
    sandbox
}

/// The same, asked for in `for-priya/`, where Priya has endorsed it.
fn endorsed() -> Sandbox {
    let sandbox = signed();
    sandbox.sh("cd sam && cpd --today 2026-10-03 ask silver --to ../for-priya");
    sandbox.signed_by("priya", "for-priya");
    sandbox
        .sh("cd for-priya && cpd --today 2026-10-05 endorse -m 'This is how it happened.' --yes");
    sandbox
}

/// The name of the sign-off that Priya made, without its end.
const ENDORSED: &str = "signoffs/lancaster/silver/2026-10-05T120000Z-endorse-priya-shah";

/// Every file below a folder by its path there, git's own left out.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder").flatten() {
            let path = entry.path();
            let inside = path.strip_prefix(folder).expect("inside").to_owned();
            if inside == Path::new(".git") {
                continue;
            }
            let inside = inside.to_str().expect("UTF-8").to_owned();
            if path.is_symlink() {
                found.insert(inside, b"a link".to_vec());
            } else if path.is_dir() {
                // Folders count: one that is left empty was left behind.
                found.insert(format!("{inside}/"), Vec::new());
                folders.push(path);
            } else {
                found.insert(inside, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// What a person wrote in a file: everything after its details.
fn words(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let rest = text.strip_prefix("---\n").expect("details at the top");
    let (_, body) = rest.split_once("\n---").expect("an end of the details");
    body.trim().to_owned()
}

#[test]
fn ask_sends_only_the_files_that_the_award_needs() {
    let sandbox = signed();
    sandbox.sh("cd sam && cpd --today 2026-10-03 ask silver --to ../out && cpd --today 2026-10-03 ask silver --zip ../out.zip");
    let home = files(&sandbox.path().join("sam"));
    let out = files(&sandbox.path().join("out"));
    let signoff =
        sandbox.read("sam/signoffs/lancaster/silver/2026-10-03T120000Z-sign-sam-carter.md");
    let (_, list) = signoff.split_once("subjects:\n").expect("subjects");
    let subjects: BTreeMap<&str, &str> = list
        .lines()
        .map_while(|line| line.trim().strip_prefix("- { path: "))
        .map(|line| {
            let (path, rest) = line.split_once(", blob: ").expect("a blob");
            (path, rest.split(',').next().expect("a blob"))
        })
        .collect();
    assert_eq!(subjects.len(), 8, "{subjects:?}");
    assert!(subjects.keys().any(|path| path.starts_with("evidence/")));
    for (path, blob) in &subjects {
        assert_eq!(out[*path], home[*path], "{path}");
        let there = sandbox.sh(&format!("cd out && git rev-parse 'HEAD:{path}'"));
        assert_eq!(there.trim(), *blob, "{path}");
    }
    for (path, bytes) in out.iter().filter(|(path, _)| !path.ends_with('/')) {
        let top = path.split('/').next().expect("a name");
        match top {
            _ if subjects.contains_key(path.as_str()) => {}
            // What the scheme compares with: the details, and none of the words.
            "journals" | "activities" | "feedback" | "meetings" => {
                assert_eq!(words(bytes), "", "{path} shows words");
                assert_ne!(words(&home[path]), "", "{path} proves nothing");
            }
            "signoffs" | "cpd.yaml" | ".gitattributes" => assert_eq!(*bytes, home[path], "{path}"),
            "trust" | "REQUEST-silver.md" | "READ-ME-FIRST.html" => {}
            _ => panic!("nobody needs {path}"),
        }
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("Nobody else reads this"), "{path}");
        assert!(
            !text.contains("ada-okoro"),
            "{path} names somebody without a part in it"
        );
    }
    assert!(!out.keys().any(|path| path.starts_with("private")));
    assert!(!out.contains_key("statements/bronze.md"));
    let people: BTreeSet<String> = String::from_utf8_lossy(&out["trust/people.yaml"])
        .lines()
        .filter_map(|line| line.strip_prefix("  - { id: ")?.split(',').next())
        .map(str::to_owned)
        .collect();
    let needed = [
        "lee-morgan",
        "organisation-development",
        "priya-shah",
        "sam-carter",
    ];
    assert_eq!(people, needed.map(str::to_owned).into());
    let all = String::from_utf8_lossy(&home["trust/people.yaml"]).into_owned();
    assert!(
        all.contains("ada-okoro"),
        "somebody was there to be left out"
    );

    // Nothing of it is in git there either, and the zip holds the same.
    let found = "git cat-file --batch-all-objects --batch | grep -a -c 'Nobody else reads this'";
    assert_eq!(sandbox.sh(&format!("cd out && {found} || true")), "0\n");
    assert_eq!(sandbox.sh(&format!("cd sam && {found} || true")), "0\n");
    let mut zip = ZipArchive::new(Cursor::new(sandbox.bytes("out.zip"))).expect("a zip");
    let mut zipped = BTreeMap::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).expect("an entry");
        let mut bytes = Vec::new();
        std::io::copy(&mut entry, &mut bytes).expect("bytes");
        zipped.insert(entry.name().expect("a name").into_owned(), bytes);
    }
    // Each says how to answer in its own form.
    let answers = ["READ-ME-FIRST.html", "REQUEST-silver.md"];
    let (mut zipped, mut out) = (zipped, out);
    for path in answers {
        assert_ne!(zipped.remove(path), out.remove(path), "{path}");
    }
    out.retain(|path, _| !path.ends_with('/'));
    assert_eq!(zipped, out);
}

#[test]
fn a_request_has_the_person_who_is_asked_and_no_comments() {
    let sandbox = Sandbox::new();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    sandbox.sh(&format!(
        "cpd demo sam --without-keys && cd sam
        cpd trust add noor-aziz --name 'Noor Aziz' --role awarding-body --from 2024-01-01
        sed -i 's/name: Priya Shah/& # my third manager/' trust/people.yaml
        printf '# Noor is away on Fridays\\n' >>trust/people.yaml
        printf '# from the old laptop\\nnoor-aziz {key} noor at home\\n' >trust/allowed_signers
        printf '{key} lost on the train\\n' >trust/revoked_keys
        echo 'Ring Noor at home.' >trust/notes.txt
        cpd save -m 'Noor' && cpd submit silver --yes
        cpd ask silver --to ../for-noor"
    ));
    let out = files(&sandbox.path().join("for-noor"));
    for (path, bytes) in &out {
        for secret in ["third manager", "Fridays", "old laptop", "at home", "train"] {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains(secret), "{secret} in {path}");
        }
    }
    assert!(!out.contains_key("trust/notes.txt"));
    let text = |path: &str| String::from_utf8_lossy(&out[path]).into_owned();
    assert!(text("trust/people.yaml").contains("id: noor-aziz"));
    assert_eq!(text("trust/allowed_signers"), format!("noor-aziz {key}\n"));
    assert_eq!(text("trust/revoked_keys"), format!("{key}\n"));
    sandbox.sh("git -C for-noor config user.name 'Noor Aziz'; git -C for-noor config user.email noor@cpd.invalid");
    sandbox.sh("cd for-noor && cpd grant silver --as noor-aziz -m 'Well done.' --yes");
    sandbox.sh("cd sam && cpd receive ../for-noor && cpd history silver | grep 'Noor Aziz'");
}

/// With keys, lists that the awarding body signed, and comments in each of them.
#[test]
fn lists_written_anew_carry_an_award_from_request_to_grant_and_verify() {
    let sandbox = signed();
    let told = ["third manager", "Fridays", "old laptop", "at home", "train"];
    sandbox.sh(
        "cd sam && cpd trust add alex-reed --name 'Alex Reed' --role awarding-body --from 2019-01-01
        cpd trust add lee-unasked --name 'Lee Unasked' --role assessor --from 2019-01-01
        cpd trust key alex-reed --file ~/keys/body.pub
        sed -i 's/name: Priya Shah/& # my third manager/' trust/people.yaml
        echo '# Alex is away on Fridays' >>trust/people.yaml
        sed -i 's/$/ at home/; 1i # from the old laptop' trust/allowed_signers
        ssh-keygen -q -t ed25519 -N '' -C 'lost on the train' -f ../lost
        cat ../lost.pub >>trust/revoked_keys
        cpd --today 2026-10-03 trust sign --key ~/keys/body && cpd save -m 'Vouched for'",
    );
    let carried = |folder: &str| {
        let out = files(&sandbox.path().join(folder));
        for (path, bytes) in &out {
            let text = String::from_utf8_lossy(bytes);
            let found: Vec<_> = told.iter().filter(|one| text.contains(**one)).collect();
            assert!(found.is_empty(), "{found:?} in {folder}/{path}");
        }
        let text = |path: &str| String::from_utf8_lossy(&out[path]).into_owned();
        assert!(!text("trust/people.yaml").contains("Unasked"), "{folder}");
        assert!(!text("trust/roll").contains("lee-unasked"), "{folder}");
        text("trust/people.yaml") + &text("trust/allowed_signers")
    };

    sandbox.sh("cd sam && cpd --today 2026-10-04 ask silver --to ../for-priya");
    let list = carried("for-priya");
    assert!(list.contains("id: priya-shah") && list.contains("\npriya-shah "));
    assert!(!list.contains("alex-reed"), "{list}");
    sandbox.signed_by("priya", "for-priya");
    sandbox.sh(
        "cd for-priya && cpd --today 2026-10-05 endorse -m 'This is how it happened.' --yes
        cd ../sam && cpd --today 2026-10-06 receive ../for-priya
        cpd --today 2026-10-06 submit silver --yes && cpd save -m 'Sent'
        cpd --today 2026-10-06 ask silver --to ../for-alex",
    );
    let list = carried("for-alex");
    assert!(list.contains("id: alex-reed") && list.contains("\nalex-reed "));
    sandbox.signed_by("body", "for-alex");
    sandbox.sh(
        "cd for-alex && cpd --today 2026-10-07 grant silver -m 'Well done.' --yes
        cd ../sam && cpd --today 2026-10-08 receive ../for-alex
        cpd --today 2026-10-08 pack --award silver --format zip -o ../silver.zip
        mkdir ../silver && cd ../silver && unzip -q ../silver.zip 'files/*' && mv files/* .",
    );
    carried("silver");
    for folder in [".", "sam"] {
        let pack = sandbox.path().join("silver.zip").display().to_string();
        let options = "--today 2026-10-09 --anchor ~/keys/body.pub";
        let said = sandbox.sh(&format!("cd {folder} && cpd verify {pack} {options}"));
        assert!(said.ends_with("\nEverything was verified.\n"), "{said}");
        assert!(said.contains("vouched for by the key SHA256:"), "{said}");
    }
}

#[test]
fn a_sign_off_received_from_elsewhere_counts() {
    let sandbox = endorsed();
    sandbox.sh("cd for-priya && zip -q -r ../back.zip . -x '.git/*'");
    let before = files(&sandbox.path().join("sam"));
    sandbox.sh("cd sam && cpd --today 2026-10-06 receive ../back.zip");
    let after = files(&sandbox.path().join("sam"));
    let new: Vec<&String> = after
        .keys()
        .filter(|path| !before.contains_key(*path))
        .collect();
    let (signoff, signature) = (format!("{ENDORSED}.md"), format!("{ENDORSED}.sig"));
    assert_eq!(new, ["packs/silver-thanks-email.txt", &signoff, &signature]);
    let errors = sandbox.line_in_sam("cpd --today 2026-10-06 check");
    assert_eq!(errors.expect_code(0).stderr, "");
    let status = sandbox.line_in_sam("cpd --today 2026-10-06 status");
    assert!(
        status
            .stdout
            .contains("endorsed 2026-10-05 by Priya Shah (signed)"),
        "{status:?}"
    );
}

/// Takes something in, which must not be taken: nothing changes anywhere.
#[track_caller]
fn refused(sandbox: &Sandbox, what: &str, path: &str) -> Ran {
    let before = (files(&sandbox.path()), files(&sandbox.home()));
    let head = sandbox.sh("cd sam && git rev-parse HEAD");
    let ran = sandbox.line_in_sam(&format!("cpd --today 2026-10-06 receive {path}"));
    let after = (files(&sandbox.path()), files(&sandbox.home()));
    let keys = |all: &BTreeMap<String, Vec<u8>>| all.keys().cloned().collect::<BTreeSet<_>>();
    let at_work = |path: &String| !path.contains(".git/");
    let (was, is) = (keys(&before.0), keys(&after.0));
    let left: Vec<_> = is
        .symmetric_difference(&was)
        .filter(|path| at_work(path))
        .collect();
    assert!(left.is_empty(), "{what} left {left:?}\n{ran:?}");
    assert!(was.iter().any(&at_work), "{what}");
    for (path, bytes) in before.0.iter().filter(|(path, _)| at_work(path)) {
        assert_eq!(after.0[path], *bytes, "{what} changed {path}");
    }
    assert_eq!(before.1, after.1, "{what}");
    assert_eq!(head, sandbox.sh("cd sam && git rev-parse HEAD"), "{what}");
    assert_eq!(sandbox.sh("cd sam && git status --short"), "", "{what}");
    assert!(!ran.stderr.contains("panicked"), "{what}: {ran:?}");
    ran
}

/// A zip with these entries, whatever they are called.
fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("an entry");
        writer.write_all(bytes).expect("bytes");
    }
    writer.finish().expect("a zip").into_inner()
}

#[test]
fn received_files_stay_in_their_folders() {
    let sandbox = endorsed();
    let good = sandbox.bytes(&format!("for-priya/{ENDORSED}.md"));
    let signature = sandbox.bytes(&format!("for-priya/{ENDORSED}.sig"));
    let (md, sig) = (format!("{ENDORSED}.md"), format!("{ENDORSED}.sig"));
    for name in [
        "signoffs/../../evil.md",
        "signoffs/lancaster/silver/../../../journals/2026-01-01-evil.md",
        "signoffs/../.git/hooks/evil.md",
        "signoffs/.git/evil.md",
        "signoffs//evil.md",
        "signoffs/./evil.md",
        "signoffs/zzz/../../../evil.md",
    ] {
        let entries = [(&*md, &*good), (&*sig, &*signature), (name, b"evil")];
        sandbox.write("evil.zip", zip_of(&entries));
        let ran = refused(&sandbox, name, "../evil.zip");
        assert_eq!(ran.code, 1, "{name}: {ran:?}");
    }
    for name in ["/signoffs/evil.md", "../signoffs/evil.md"] {
        sandbox.write("evil.zip", zip_of(&[(name, b"evil")]));
        let ran = refused(&sandbox, name, "../evil.zip");
        assert_eq!(ran.code, 1, "{name}: {ran:?}");
        ran.says("leads out of the zip");
    }
    // What is no sign-off at all is not looked at.
    for name in ["cpd.yaml", "trust/people.yaml", "signoffs/evil.yaml"] {
        sandbox.write("evil.zip", zip_of(&[(name, b"evil")]));
        let ran = refused(&sandbox, name, "../evil.zip").expect_code(1);
        assert_eq!(ran.stdout, "There is no sign-off and no feedback in it.\n");
    }
}

/// Priya sends back what her mail program makes of it.
#[test]
fn a_sign_off_comes_home_in_every_way_that_it_may_be_sent() {
    let sandbox = endorsed();
    let name = ENDORSED.rsplit_once('/').expect("a folder").1;
    sandbox.sh(&format!(
        "mkdir lone renamed && cp for-priya/{ENDORSED}.* lone
        cp for-priya/{ENDORSED}.md 'renamed/attachment (1).md'
        cp for-priya/{ENDORSED}.sig 'renamed/attachment.sig'
        zip -q -r again.zip for-priya && (cd lone && zip -q ../two.zip *)
        mkdir whole && mv again.zip whole && cp -r for-priya whole/inside"
    ));
    for way in [
        format!("../lone/{name}.md ../lone/{name}.sig"),
        "../lone".to_owned(),
        "../renamed".to_owned(),
        "'../renamed/attachment (1).md' ../renamed/attachment.sig".to_owned(),
        "../two.zip".to_owned(),
        "../whole/again.zip".to_owned(),
        "../whole".to_owned(),
        "../for-priya ../two.zip".to_owned(),
    ] {
        let line = format!("cpd --today 2026-10-06 receive {way}");
        let ran = sandbox.line_in_sam(&line).expect_code(0);
        assert_eq!(
            ran.stdout,
            format!("{ENDORSED}.md\n{ENDORSED}.sig\npacks/silver-thanks-email.txt\n"),
            "{way}"
        );
        let again = sandbox.line_in_sam(&line).expect_code(1);
        assert_eq!(
            again.stdout, "You already have everything in it.\n",
            "{way}"
        );
        sandbox.sh("cd sam && git reset -q --hard HEAD~1 && rm packs/silver-thanks-email.txt");
    }
    let half = format!("../lone/{name}.md");
    // From here on, what is kept between runs is about the commit that is the last one again.
    let line = format!("cpd --today 2026-10-06 receive {half}");
    sandbox.line_in_sam(&line).expect_code(1);
    refused(&sandbox, "half of it", &half)
        .expect_code(1)
        .says("signature file is missing");
    let half = format!("../lone/{name}.sig");
    refused(&sandbox, "half of it", &half)
        .expect_code(1)
        .says("no new sign-off");
    // Another file of the same name stays.
    sandbox.sh(&format!(
        "cd sam && cpd --today 2026-10-06 receive ../lone && echo More. >>../lone/{name}.md"
    ));
    let other = refused(&sandbox, "other words", "../lone").expect_code(1);
    other.says("your portfolio has other files of these names");
}

/// Entries of one name, an entry that grows, and a link are refused.
#[test]
fn hostile_zips_are_refused_before_anything_is_taken_in() {
    let sandbox = endorsed();
    let bytes = sandbox.bytes(&format!("for-priya/{ENDORSED}.md"));
    let other = format!("{}x", &ENDORSED[..ENDORSED.len() - 1]);
    let (md, same) = (format!("{ENDORSED}.md"), format!("{other}.md"));
    let mut twice = zip_of(&[(&md, &bytes), (&same, b"evil")]);
    while let Some(at) = twice
        .windows(same.len())
        .position(|part| part == same.as_bytes())
    {
        twice[at..at + md.len()].copy_from_slice(md.as_bytes());
    }
    sandbox.write("twice.zip", twice);
    refused(&sandbox, "one name twice", "../twice.zip")
        .expect_code(1)
        .says("several entries of the same name");
}

#[test]
fn no_link_is_followed() {
    let sandbox = endorsed();
    sandbox.write(
        "secret.md",
        sandbox.bytes(&format!("for-priya/{ENDORSED}.md")),
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    let name = "signoffs/lancaster/silver/2026-10-05T130000Z-endorse-priya-shah.md";
    writer
        .add_symlink(name, "../../../../secret.md", options)
        .expect("a link");
    sandbox.write("link.zip", writer.finish().expect("a zip").into_inner());
    assert_eq!(refused(&sandbox, "a link in a zip", "../link.zip").code, 1);

    sandbox.sh(&format!(
        "rm for-priya/{ENDORSED}.* && ln -s ../../../../secret.md for-priya/{name}"
    ));
    let ran = refused(&sandbox, "a link in a folder", "../for-priya").expect_code(1);
    ran.says("it is a link");
    let signature = name.replace(".md", ".sig");
    sandbox.sh(&format!(
        "rm for-priya/{name} && ln -s ../../../../secret.md for-priya/{signature}"
    ));
    let ran = refused(&sandbox, "a link to a signature", "../for-priya").expect_code(1);
    ran.says("it is a link");

    // A folder at home that leads elsewhere: nothing is written through it.
    sandbox.sh("mkdir elsewhere && cd sam && ln -s ../../elsewhere signoffs/away && git add -A && git commit -q -m link");
    sandbox.write("away.zip", zip_of(&[("signoffs/away/evil.md", b"evil")]));
    let ran = refused(&sandbox, "a way through a link", "../away.zip");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("symbolic link"), "{ran:?}");
}

#[test]
fn a_signature_without_a_sign_off_is_not_received() {
    let sandbox = endorsed();
    for name in ["signoffs/lancaster/silver/mine.asc", "signoffs/x.sig"] {
        sandbox.write("lost.zip", zip_of(&[(name, b"anything")]));
        let ran = refused(&sandbox, name, "../lost.zip").expect_code(1);
        ran.says("belong to no new sign-off").says(name);
    }
}

#[test]
fn a_declared_size_in_a_received_zip_is_not_trusted() {
    let sandbox = endorsed();
    let (md, sig) = (format!("{ENDORSED}.md"), format!("{ENDORSED}.sig"));
    let good = sandbox.bytes(&format!("for-priya/{md}"));
    let signature = sandbox.bytes(&format!("for-priya/{sig}"));

    let long = vec![b' '; 3 * 1024 * 1024];
    sandbox.write(
        "long.zip",
        zip_of(&[(&md, &good), (&sig, &signature), ("signoffs/a.md", &long)]),
    );
    let ran = refused(&sandbox, "an entry that is too long", "../long.zip");
    assert!(
        ran.stderr.contains("larger than a sign-off may be"),
        "{ran:?}"
    );

    // Many that are not too long are too much together.
    let long = vec![b' '; 1024 * 1024];
    let names: Vec<String> = (0..80).map(|n| format!("signoffs/{n}.md")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &*long)).collect();
    sandbox.write("many.zip", zip_of(&entries));
    let ran = refused(&sandbox, "too many entries", "../many.zip");
    assert!(ran.stderr.contains("unpacks to far more"), "{ran:?}");

    // One that says that it has a gigabyte.
    let mut zip = zip_of(&[("signoffs/a.md", b"small")]);
    let gigabyte = (1_u32 << 30).to_le_bytes();
    let central = zip
        .windows(4)
        .position(|four| four == b"PK\x01\x02")
        .expect("a directory");
    zip[22..26].copy_from_slice(&gigabyte);
    zip[central + 24..central + 28].copy_from_slice(&gigabyte);
    sandbox.write("claims.zip", zip);
    let ran = refused(&sandbox, "an entry that claims a gigabyte", "../claims.zip");
    assert_ne!(ran.code, 0, "{ran:?}");

    for (name, bytes) in [
        ("no-zip.zip", b"PK\x03\x04 and then nothing".to_vec()),
        ("bytes", vec![0xff; 99]),
    ] {
        sandbox.write(name, bytes);
        assert_eq!(refused(&sandbox, name, &format!("../{name}")).code, 2);
    }
}

/// The sign-off that Priya made with some words changed, signed again by a key.
fn forged(sandbox: &Sandbox, from: &str, to: &str, key: &str, place: &str) {
    let text = sandbox.read(&format!("for-priya/{ENDORSED}.md"));
    assert!(text.contains(from), "{from}");
    sandbox.sh("rm -rf forged");
    sandbox.write(format!("forged/{place}.md"), text.replace(from, to));
    sandbox.sh(&format!(
        "cd forged && ssh-keygen -q -Y sign -n signoff@cpd.v1 -f ~/keys/{key} {place}.md && mv {place}.md.sig {place}.sig"
    ));
}

#[test]
fn an_invalid_sign_off_is_not_received() {
    let sandbox = endorsed();
    let other = "portfolio: 00000000-0000-4000-8000-000000000000";
    let gold = "signoffs/lancaster/gold/2026-10-05T120000Z-endorse-priya-shah";
    let cases = [
        (
            "another portfolio",
            "portfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21",
            other,
            "priya",
            ENDORSED,
            "replayed-signoff",
        ),
        (
            "another award",
            "award: lancaster/silver",
            "award: lancaster/gold",
            "priya",
            gold,
            "",
        ),
        (
            "no such award",
            "award: lancaster/silver",
            "award: lancaster/tin",
            "priya",
            ENDORSED,
            "",
        ),
        (
            "an unknown key",
            "proof: ssh",
            "proof: ssh",
            "body",
            ENDORSED,
            "unknown-signer",
        ),
        (
            "the owner's key",
            "proof: ssh",
            "proof: ssh",
            "sam",
            ENDORSED,
            "unknown-signer",
        ),
        (
            "the owner themselves",
            "by: priya-shah",
            "by: sam-carter",
            "sam",
            ENDORSED,
            "self-endorsement",
        ),
        (
            "somebody without the role",
            "by: priya-shah",
            "by: lee-morgan",
            "priya",
            ENDORSED,
            "role-not-held",
        ),
        (
            "nobody",
            "by: priya-shah",
            "by: no-one",
            "priya",
            ENDORSED,
            "",
        ),
        (
            "a day to come",
            "2026-10-05T12:00:00Z",
            "2026-12-05T12:00:00Z",
            "priya",
            ENDORSED,
            "",
        ),
        (
            "another scheme",
            "version: 1.0.0",
            "version: 9.0.0",
            "priya",
            ENDORSED,
            "",
        ),
        (
            "other contents",
            "sha256: 6ff1b962",
            "sha256: 6ff1b963",
            "priya",
            ENDORSED,
            "",
        ),
        (
            "no step before it",
            "sign-sam-carter.md, blob: ",
            "sign-sam-carter.md, blob: 1",
            "priya",
            ENDORSED,
            "broken-chain",
        ),
        (
            "no record at all",
            "signoff: endorse",
            "sign-off: endorse",
            "priya",
            ENDORSED,
            "",
        ),
        ("no details", "---\n", "", "priya", ENDORSED, ""),
    ];
    let mut wrong = Vec::new();
    for (what, from, to, key, place, rule) in cases {
        forged(&sandbox, from, to, key, place);
        let ran = refused_or_told(&sandbox, what);
        match ran {
            Ok(ran) if ran.code == 1 && ran.stderr.contains(rule) => {}
            Ok(ran) => wrong.push(format!("{what}: {ran:?}")),
            Err(why) => wrong.push(why),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    // What was refused was refused for what it is. The folder that it lies in says
    // nothing: all that counts is inside the signed words.
    forged(&sandbox, "proof: ssh", "proof: ssh", "priya", gold);
    sandbox.sh("cd sam && cpd --today 2026-10-06 receive ../forged");
    let status = sandbox.line_in_sam("cpd --today 2026-10-06 status").stdout;
    assert!(
        status.contains("Silver: ready, all 9 requirements met, endorsed"),
        "{status}"
    );
    assert!(status.contains("Gold: locked"), "{status}");
}

/// As [`refused`], but whatever was taken in is told of and taken back, so that every
/// case is tried.
fn refused_or_told(sandbox: &Sandbox, what: &str) -> Result<Ran, String> {
    let head = sandbox.sh("cd sam && git rev-parse HEAD");
    let ran = sandbox.line_in_sam("cpd --today 2026-10-06 receive ../forged");
    if head != sandbox.sh("cd sam && git rev-parse HEAD") {
        sandbox.sh(&format!("cd sam && git reset -q --hard {head}"));
        return Err(format!("{what} was brought home: {ran:?}"));
    }
    let left = sandbox.sh("cd sam && git status --short && find signoffs -type d -empty");
    if left.is_empty() {
        return Ok(ran);
    }
    sandbox.sh("cd sam && git clean -fdq signoffs");
    Err(format!("{what} left {left}: {ran:?}"))
}

#[test]
fn feedback_names_the_version_of_the_text() {
    let sandbox = signed();
    sandbox.sh("cd sam && cpd feedback 'Very red' --to ../back.md");
    let form = sandbox.read("back.md");
    let blob = sandbox.sh("cd sam && git rev-parse HEAD:journals/2025-07-23-very-red.md");
    let other = sandbox.sh("cd sam && git rev-parse HEAD:journals/2026-02-04-saying-i.md");
    assert!(form.contains(&format!("blob: {blob}")), "{form}");
    let filled = form
        .replace("by:", "by: Lee Morgan")
        .replace("date:", "date: 2026-10-04")
        .replace(
            "Replace these lines with your feedback.",
            "Clear, and honest.",
        );

    sandbox.write("other.md", filled.replace(blob.trim(), other.trim()));
    let ran = refused(&sandbox, "a form of another journal", "../other.md");
    assert!(ran.stderr.contains("written on another record"), "{ran:?}");

    sandbox.write("other.md", filled.replace(blob.trim(), &"0".repeat(40)));
    let ran = sandbox
        .line_in_sam("cpd --today 2026-10-06 receive ../other.md")
        .expect_code(0);
    assert!(ran.stderr.contains("an earlier version"), "{ran:?}");
    sandbox.sh("cd sam && git reset -q --hard HEAD~1");

    // Written on another system; what was asked about does not come home with it.
    sandbox.write("dos.md", filled.replace('\n', "\r\n"));
    let ran = sandbox
        .line_in_sam("cpd --today 2026-10-06 receive ../dos.md")
        .expect_code(0);
    assert_eq!(ran.stderr, "");
    let file = ran.stdout.trim();
    assert_eq!(file, "feedback/2026-10-04-feedback-on-very-red.md");
    let text = sandbox.read(&format!("sam/{file}"));
    assert!(text.contains("journal: 2025-07-23-very-red"), "{text}");
    assert!(
        !text.contains("Below is what you are asked about"),
        "{text}"
    );
    assert!(!text.contains("# Very red"), "{text}");

    for (what, from, to) in [
        (
            "a journal that is elsewhere",
            "journal: 2025-07-23-very-red",
            "journal: ../../etc/passwd",
        ),
        (
            "no journal",
            "journal: 2025-07-23-very-red",
            "journal: 2025-07-23-very-green",
        ),
        ("somebody unknown", "by: Lee Morgan", "by: Mallory"),
        ("no form", "journal:", "diary:"),
    ] {
        assert!(filled.contains(from), "{from}");
        sandbox.write("evil.md", filled.replace(from, to));
        let ran = refused(&sandbox, what, "../evil.md");
        assert!(matches!(ran.code, 1 | 2), "{what}: {ran:?}");
    }
    let title = "title: Feedback on Very red";
    assert!(filled.contains(title), "{filled}");
    sandbox.write(
        "evil.md",
        filled
            .replace(title, "title: ../../.git/hooks/post-commit")
            .replace("Clear, and honest.", "Look further."),
    );
    let ran = sandbox.line_in_sam("cpd --today 2026-10-06 receive ../evil.md");
    assert_eq!(
        ran.stdout, "feedback/2026-10-04-git-hooks-post-commit.md\n",
        "{ran:?}"
    );
}

/// The commands that `cpd verify` prints, for whoever does not believe it.
fn by_hand(sandbox: &Sandbox, award: &str) -> Vec<String> {
    let ran = sandbox.line_in_sam(&format!(
        "cpd --today 2026-10-06 verify {award} --accept-self-declared --format json"
    ));
    let said: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let lines = said["by_hand"].as_array().expect("commands").iter();
    lines
        .map(|line| line.as_str().expect("a line").to_owned())
        .collect()
}

/// Types each of them, and holds what it says against what cpd says.
#[track_caller]
fn typed(sandbox: &Sandbox, award: &str) -> (usize, usize, usize) {
    let (mut dates, mut signatures, mut contents) = (0, 0, 0);
    for line in by_hand(sandbox, award) {
        let ran = sandbox.line_in_sam(&line);
        assert_eq!(ran.code, 0, "{line}\n{ran:?}");
        if line.starts_with("git -c core.commitGraph=false --no-replace-objects log") {
            assert_eq!(ran.stdout.lines().count(), 1, "{line}\n{ran:?}");
            dates += 1;
        } else if line.starts_with("ssh-keygen") {
            let good = ran
                .stdout
                .starts_with("Good \"signoff@cpd.v1\" signature for ")
                || ran
                    .stdout
                    .starts_with("Good \"record@cpd.v1\" signature for ");
            assert!(good, "{line}\n{ran:?}");
            signatures += 1;
        } else if let Some((_, blob)) = line.rsplit_once("  # ") {
            assert_eq!(ran.stdout.trim(), blob, "{line}");
            contents += 1;
        } else {
            assert!(line.starts_with("# "), "{line}");
        }
    }
    (dates, signatures, contents)
}

#[test]
fn commands_for_checking_by_hand_can_be_run() {
    if require_tool("ssh-keygen").is_none() {
        return;
    }
    let sandbox = endorsed();
    sandbox.sh("cd sam && cpd --today 2026-10-06 receive ../for-priya");
    assert_eq!(typed(&sandbox, "silver"), (2, 2, 9));
    // An award whose steps nobody proved.
    assert_eq!(typed(&sandbox, "bronze").1, 0);
}

#[test]
fn a_file_named_like_a_command_is_not_run() {
    let sandbox = signed();
    let name = "evidence/it's; touch pwned $(touch pwned) `touch pwned`.txt";
    sandbox.write(format!("sam/{name}"), "x");
    let activity = "sam/activities/2025-09-16-five-meetings-with-a-mentor.md";
    let text = sandbox.read(activity);
    let named = format!("\nevidence: [\"{name}\"]\n---\n");
    sandbox.write(activity, text.replacen("\n---\n", &named, 1));
    sandbox.sh("cd sam && cpd save --anyway -m odd && cpd --today 2026-10-04 sign silver --yes && cpd --today 2026-10-05 endorse silver --as priya-shah --unsigned -m Yes. --yes");
    let (dates, signatures, contents) = typed(&sandbox, "silver");
    assert_eq!((dates, signatures, contents), (2, 1, 11));
    assert!(!sandbox.path().join("sam/pwned").exists());
}

#[test]
fn shown_commands_work_with_longer_names() {
    if require_tool("ssh-keygen").is_none() {
        return;
    }
    let sandbox = Sandbox::with_keys();
    sandbox.sh("
        cpd demo old --without-keys && git init -q -b main --object-format=sha256 sam && cd sam
        (cd ../old && git archive HEAD) | tar x
        rm -rf signoffs");
    sandbox.signed_by("sam", "sam");
    sandbox.sh("
        cd sam
        cpd trust key && cpd trust key priya-shah --file ~/keys/priya.pub
        git add -A
        GIT_AUTHOR_DATE=2026-10-02T08:00:00Z GIT_COMMITTER_DATE=2026-10-02T08:00:00Z git commit -q -m 'All of it'
        cpd --today 2026-10-03 sign bronze --yes
        git config user.signingkey \"$HOME/keys/priya.pub\"
        cpd --today 2026-10-04 endorse bronze -m 'This is how it happened.' --yes");
    let (dates, signatures, contents) = typed(&sandbox, "bronze");
    assert_eq!((dates, signatures), (2, 2));
    assert!(contents > 6, "{contents}");
    let lines = by_hand(&sandbox, "bronze");
    let blob = lines
        .last()
        .and_then(|line| line.rsplit_once("# "))
        .expect("a blob")
        .1;
    assert_eq!(blob.len(), 64, "{blob}");
}
