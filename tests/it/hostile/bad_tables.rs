//! Tables that cannot be what they seem, brought in with the real program.

use std::fs::File;
use std::io::Write as _;
use std::time::{Duration, Instant};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{Ran, Sandbox};

/// The longest time in which a file has to be refused.
const LONGEST: Duration = Duration::from_secs(60);

fn portfolio() -> Sandbox {
    let sandbox = Sandbox::new();
    let init = ["init", "sam", "--owner", "Sam Carter"];
    sandbox.cpd(init).expect_code(0);
    sandbox
}

fn import(sandbox: &Sandbox, name: &str) -> Ran {
    let start = Instant::now();
    let ran = sandbox.cpd(["-C", "sam", "import", &format!("../{name}"), "--yes"]);
    assert!(start.elapsed() < LONGEST, "{name}");
    let left = sandbox.sh("cd sam && git status --short && git log --oneline | wc -l");
    assert_eq!(left.trim(), "1", "{name}");
    ran
}

#[test]
fn a_table_that_is_too_large_is_refused_and_nothing_is_written() {
    let sandbox = portfolio();
    let row = "2026-02-03,One,1\n";
    let long = format!("Date,Title,Hours\n{}", row.repeat(10_020));
    let wide = format!("Date,Title{}\n2026-02-03,One\n", ",x".repeat(300));
    let heavy = format!("Date,Title\n2026-02-03,{}\n", "a".repeat(51 * 1024 * 1024));
    for (name, bytes, says) in [
        (
            "heavy.csv",
            &heavy,
            "heavy.csv cannot be read: it is larger than 50 MB",
        ),
        (
            "long.csv",
            &long,
            "long.csv cannot be read: it has more than 10,000 rows",
        ),
        (
            "wide.csv",
            &wide,
            "wide.csv cannot be read: row 1 has more than 256 columns",
        ),
    ] {
        sandbox.write(name, bytes);
        import(&sandbox, name).expect_code(2).says(says);
    }
}

#[test]
fn a_spreadsheet_that_unpacks_to_too_much_is_refused() {
    let sandbox = portfolio();
    let mut bomb = ZipWriter::new(File::create(sandbox.at("bomb.xlsx")).unwrap());
    bomb.start_file("xl/media/zeros", SimpleFileOptions::default())
        .unwrap();
    let block = vec![0_u8; 1024 * 1024];
    for _ in 0..128 {
        bomb.write_all(&block).unwrap();
    }
    bomb.finish().unwrap();
    import(&sandbox, "bomb.xlsx")
        .expect_code(2)
        .says("bomb.xlsx cannot be read: it is larger than 100 MB when it is unpacked");
}

#[test]
fn what_has_two_meanings_or_none_is_never_guessed() {
    let sandbox = portfolio();
    for (name, text, says) in [
        (
            "dates.csv",
            "Date,Title\n13/2/2026,One\n2/14/2026,Two\n",
            "row 2 has the day first (13/2/2026), and row 3 the month (2/14/2026)",
        ),
        (
            "hours.csv",
            "Date,Title,Hours\n2026-02-03,One,2 x 1h\n",
            "\u{201c}2 x 1h\u{201d} is not a number of hours",
        ),
        (
            "errors.csv",
            "Date,Title\n2026-02-03,#REF!\n",
            "\u{201c}#REF!\u{201d} is an error of the spreadsheet",
        ),
        (
            "undated.csv",
            "Title,Type,Hours\nOne,course,1\n",
            "say it with `--set date=VALUE`",
        ),
        ("broken.ics", "BEGIN:VCALENDAR\n", "it is not a calendar"),
        ("broken.jsonl", "{}\n{\n", "line 2 is not an object of JSON"),
    ] {
        sandbox.write(name, text);
        let ran = import(&sandbox, name);
        ran.ends(&[1, 2]);
        let said = format!("{}{}", ran.stdout, ran.stderr).replace('\n', " ");
        assert!(said.contains(says), "{name}: {said}");
    }
}

#[test]
fn headings_in_other_encodings_are_read() {
    let text = "Date,Title,Caf\u{e9}\n2026-02-03,Th\u{e9},1\n";
    let utf16 = |text: &str| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
    for (name, bytes) in [("utf16.csv", utf16(text)), ("latin.csv", latin)] {
        let sandbox = portfolio();
        sandbox.write(name, bytes);
        let import = ["-C", "sam", "import", &format!("../{name}"), "--yes"];
        let ran = sandbox.cpd(import).expect_code(0);
        ran.says("Column Caf\u{e9}: left out.");
        let written = sandbox.read("sam/activities/2026-02-03-the.md");
        assert!(written.contains("title: Th\u{e9}\n"), "{written}");
    }
}

#[test]
fn titles_and_paths_that_are_meant_to_harm_stay_words_in_their_folder() {
    let sandbox = portfolio();
    sandbox.write(
        "log.csv",
        "Date,Title,path\n2026-02-03,=HYPERLINK(1),../x\n2026-02-04,--- # a,/etc/passwd\n2026-02-04,--- # a,/etc/passwd\n",
    );
    let import = ["-C", "sam", "import", "../log.csv", "--yes"];
    let ran = sandbox.cpd(import).expect_code(0);
    ran.says("same as row 3");
    assert_eq!(
        sandbox.sh("cd sam && ls activities && ls .."),
        "2026-02-03-hyperlink-1.md\n2026-02-04-a.md\nlog.csv\nsam\n"
    );
    let written = sandbox.read("sam/activities/2026-02-03-hyperlink-1.md");
    assert!(written.contains("title: \"=HYPERLINK(1)\"\n"), "{written}");
    sandbox.cpd(["-C", "sam", "check"]).expect_code(0);
}
