//! Reports on many portfolios: of folders with broken ones among them, of lines, and of names from
//! standard input.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::golden::repository;
use crate::support::tools::{find, require, require_tool};
use crate::support::{Sandbox, demo_draft_pack, demo_pack};

/// Three portfolios, four that are broken in four ways, and a folder of something else.
fn institution() -> Sandbox {
    let sandbox = Sandbox::new();
    let examples = repository().join("examples/programmes");
    let examples = examples.display();
    sandbox.sh(&format!(
        "mkdir clones && cd clones \
         && cp -r '{examples}/rics/complete' 'ri cs' \
         && cp -r '{examples}/gdc/short' gdc \
         && cp -r '{examples}/school-cpd/complete' school \
         && cp -r '{examples}/hcpc/complete' settings && echo 'cpd: [' > settings/cpd.yaml \
         && cp -r '{examples}/gphc/complete' people && echo 'people: {{' > people/trust/people.yaml \
         && cp -r '{examples}/careers/short' head \
         && (cd head && git init -q && git add . && git -c user.name=Sam -c user.email=sam@example.org commit -qm All && echo broken > .git/HEAD) \
         && mkdir empty && touch empty/cpd.yaml \
         && mkdir pictures && touch pictures/a.png"
    ));
    sandbox
}

const REPORT: &str = "cpd report clones --today 2026-10-02";

/// The rows of a CSV without quotation marks, by the names of their columns.
fn csv(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| {
        let cells = line.split(',').map(str::to_owned);
        let heads = heads.iter().map(|head| (*head).to_owned());
        heads.zip(cells).collect()
    };
    lines.map(row).collect()
}

#[test]
fn broken_portfolios_are_rows_and_stop_no_other() {
    let sandbox = institution();
    let ran = sandbox.try_sh(&format!("{REPORT} --table people --format csv"));
    assert_eq!(ran.code, 1, "{ran:?}");
    let read = csv(&ran.stdout);
    let read = read
        .iter()
        .map(|row| format!("{} {}", row["source"], row["read"]));
    let mut read: Vec<String> = read.collect();
    read.sort();
    assert_eq!(
        read,
        [
            "clones/empty partly",
            "clones/gdc whole",
            "clones/head partly",
            "clones/people partly",
            "clones/ri cs whole",
            "clones/school whole",
            "clones/settings partly",
        ]
    );
    // What cannot be known is no state.
    let awards = sandbox.try_sh(&format!("{REPORT} --table awards --format csv"));
    let awards = csv(&awards.stdout);
    assert!(awards.len() >= 4, "{awards:?}");
    for row in awards {
        let is_known = ["rics", "gdc", "school-cpd"].contains(&&*row["scheme"]);
        assert_eq!(row["state"] != "unknown", is_known, "{row:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_opened_is_a_row() {
    let sandbox = institution();
    sandbox.sh("mkdir clones/closed && chmod 000 clones/closed");
    let line = format!("{REPORT} --table people --format csv");
    let ran = if fs::read_dir(sandbox.path().join("clones/closed")).is_err() {
        sandbox.try_sh(&line)
    } else if require_tool("setpriv").is_some() {
        // The administrator may open every folder, until that right is given up.
        let rights = "-dac_override,-dac_read_search";
        sandbox.try_sh(&format!(
            "setpriv --bounding-set {rights} --inh-caps {rights} {line}"
        ))
    } else {
        return;
    };
    let rows = csv(&ran.stdout);
    let closed = rows.iter().find(|row| row["source"] == "clones/closed");
    let closed = closed.unwrap_or_else(|| panic!("{ran:?}"));
    assert_eq!(closed["read"], "no");
    assert_eq!(closed["why"], "permission was denied");
}

#[test]
fn a_submission_is_a_row_for_its_award_and_a_bad_one_says_why() {
    let sandbox = Sandbox::new();
    let pack = fs::read(demo_pack()).unwrap();
    sandbox.write("sam.html", &pack);
    sandbox.write("draft.html", fs::read(demo_draft_pack()).unwrap());
    let text = String::from_utf8(pack).unwrap();
    sandbox.write("forged.html", text.replacen("Very red", "Very fine", 1));
    sandbox.write("cut.zip", "PK");
    let files = "sam.html draft.html forged.html cut.zip";
    let line = format!("cpd report {files} --today 2026-10-02 --format csv --table");
    let ran = sandbox.try_sh(&format!("{line} people"));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let rows = csv(&ran.stdout);
    let found = |column: &str| -> BTreeMap<String, String> {
        let rows = rows.iter();
        rows.map(|row| (row["source"].clone(), row[column].clone()))
            .collect()
    };
    let read = found("read");
    let read: Vec<(&str, &str)> = read.iter().map(|(k, v)| (&**k, &**v)).collect();
    let unread = [
        ("cut.zip", "no"),
        ("draft.html", "no"),
        ("forged.html", "no"),
    ];
    assert_eq!(read, [&unread[..], &[("sam.html", "partly")]].concat());
    assert_eq!(found("known")["sam.html"], "pack");
    let why = found("why");
    let bad = "the pack is bad: the pages do not match the files in the pack";
    assert_eq!(why["forged.html"], bad);
    assert_eq!(why["sam.html"], "a pack has the records of one award");
    let awards = csv(&sandbox.try_sh(&format!("{line} awards")).stdout);
    let states: Vec<[&str; 3]> = awards
        .iter()
        .map(|row| ["award", "state", "next_step"].map(|column| &*row[column]))
        .collect();
    assert_eq!(states, [["silver", "ready", "submit"]]);
}

/// GNU parallel and Spark count lines: one for each folder, in order, whatever happens.
#[test]
fn a_line_that_was_kept_ends_with_the_first_change() {
    let sandbox = institution();
    let hours = "cpd report clones/gdc --table hours --format csv";
    let first = sandbox.sh(hours);
    let kept = || sandbox.sh("find \"$XDG_CACHE_HOME\" -path '*/lines/*' -type f 2>&1 || true");
    assert!(!kept().contains("/lines/"), "changed too shortly before");
    thread::sleep(Duration::from_secs(4));
    assert_eq!(sandbox.sh(hours), first);
    assert!(kept().contains("/lines/"), "{}", kept());
    assert_eq!(sandbox.sh(hours), first);
    assert_eq!(sandbox.sh(&format!("{hours} --afresh")), first);
    // As long as before.
    sandbox.sh("grep -rl 'hours: 8$' clones/gdc | xargs sed -i 's/hours: 8$/hours: 1/'");
    let second = sandbox.sh(hours);
    assert_ne!(second, first);
    assert_eq!(sandbox.sh(&format!("{hours} --afresh")), second);
}

#[test]
fn each_name_in_the_input_gives_one_line() {
    let sandbox = institution();
    // Some systems have no such names.
    let quoted = r#"clones/"it's" gdc"#;
    sandbox.sh(
        "mv clones/gdc \"clones/\\\"it's\\\" gdc\" && cp -r 'clones/ri cs' 'clones/of\ntwo lines'",
    );
    let names = ["clones/ri cs", "clones/none", "clones/settings", quoted];
    let with_line_end = [&names[..], &["clones/of\ntwo lines"]].concat();
    for (names, end, option) in [(&names[..], "\n", ""), (&with_line_end[..], "\0", "-0")] {
        sandbox.write("names", format!("{end}{}", names.join(end)));
        for jobs in [1, 3] {
            let line = format!(
                "cpd report --stdin {option} --jobs {jobs} --format jsonl --today 2026-10-02 < names"
            );
            let ran = sandbox.try_sh(&line);
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{line}");
            let lines = ran.stdout.lines();
            let lines = lines.map(|line| serde_json::from_str(line).unwrap());
            let read: Vec<(String, String)> = lines
                .map(|line: serde_json::Value| {
                    let word = |name: &str| line[name].as_str().unwrap().to_owned();
                    (word("source"), word("read"))
                })
                .collect();
            let expected = ["whole", "no", "partly", "whole", "whole"];
            let expected = names.iter().zip(expected);
            let expected: Vec<(String, String)> = expected
                .map(|(name, read)| ((*name).to_owned(), read.to_owned()))
                .collect();
            assert_eq!(read, expected);
        }
    }
}

/// Lines that CI wrote make the same tables as the folders that they are of.
#[test]
fn tables_of_lines_are_those_of_the_folders() {
    let sandbox = institution();
    sandbox.try_sh(&format!("{REPORT} --format jsonl > lines.jsonl"));
    for table in [
        "awards", "due", "windows", "training", "hours", "targets", "money",
    ] {
        let of_folders = sandbox.try_sh(&format!("{REPORT} --table {table} --format csv"));
        let line =
            format!("cpd report lines.jsonl --today 2026-10-02 --table {table} --format csv");
        let of_lines = sandbox.try_sh(&line);
        assert!(of_folders.stdout.lines().count() > 1, "{table}");
        assert_eq!(of_lines.stdout, of_folders.stdout, "{table}");
    }
}

#[test]
fn hostile_names_stay_words_in_every_format() {
    let sandbox = Sandbox::new();
    let name = r#"=HYPERLINK(\"x\")<script>alert(1)</script>\u001b[31m\u202e"#;
    sandbox.write(
        "ci.jsonl",
        format!(
            "{{\"v\":1,\"source\":\"x\",\"read\":\"whole\",\"name\":\"{name}\",\"team\":\"@team\"}}\n"
        ),
    );
    let csv = sandbox.sh("cpd report ci.jsonl --table people --format csv");
    assert!(csv.contains("\"'=HYPERLINK"), "{csv}");
    assert!(csv.contains("'@team"), "{csv}");
    for format in ["csv", "human", "html"] {
        let line = format!("cpd report ci.jsonl --table people --format {format}");
        let shown = sandbox.sh(&line);
        assert!(!shown.contains('\u{1b}'), "{format}: {shown}");
        assert!(!shown.contains('\u{202e}'), "{format}: {shown}");
        assert!(format != "html" || !shown.contains("<script"), "{shown}");
    }
}

#[test]
fn a_report_overwrites_nothing_and_has_a_file_for_each_table() {
    let sandbox = institution();
    sandbox.write("report.html", "mine");
    let ran = sandbox.try_sh(&format!("{REPORT} -o report.html"));
    assert!(
        ran.code != 0 && ran.stderr.contains("report.html"),
        "{ran:?}"
    );
    let kept = fs::read(sandbox.path().join("report.html")).unwrap();
    assert_eq!(kept, b"mine");
    sandbox.try_sh(&format!("{REPORT} --format csv -o tables"));
    let tables = sandbox.sh("ls tables");
    assert_eq!(tables.lines().count(), 15, "{tables}");
}

/// 496 portfolios whose lines came from elsewhere, and four that are broken in four ways.
#[test]
fn four_broken_ones_of_five_hundred_are_rows_beside_the_others() {
    let sandbox = institution();
    let line = |at| {
        format!("{{\"v\":1,\"source\":\"p{at}\",\"portfolio\":\"{at}\",\"read\":\"whole\"}}\n")
    };
    sandbox.write("lines.jsonl", (0..496).map(line).collect::<String>());
    let broken = ["settings", "people", "head", "empty"].map(|name| format!("clones/{name}"));
    let report = format!(
        "cpd report lines.jsonl {} --today 2026-10-02",
        broken.join(" ")
    );
    let ran = sandbox.try_sh(&report);
    assert_eq!(ran.code, 1, "{ran:?}");
    let says = "500 portfolios: 496 read whole, 4 partly.";
    assert!(ran.stdout.contains(says), "{}", ran.stdout);
    let rows = csv(&sandbox
        .try_sh(&format!("{report} --table people --format csv"))
        .stdout);
    for name in &broken {
        let row = rows.iter().find(|row| row["source"] == *name);
        assert_ne!(row.unwrap()["why"], "", "{name}");
    }
}

/// Whether somebody's sign-offs are theirs is only known with the history.
#[test]
fn a_clone_without_its_history_has_awards_in_no_known_state() {
    let sandbox = Sandbox::new();
    let example = repository().join("examples/programmes/next-role/complete");
    sandbox.sh(&format!("cp -r '{}' clone", example.display()));
    let report = "cpd report clone --today 2026-10-02 --format csv --table";
    let people = csv(&sandbox.try_sh(&format!("{report} people")).stdout);
    assert_eq!(people[0]["read"], "partly");
    assert!(people[0]["why"].contains("history"), "{people:?}");
    let awards = csv(&sandbox.try_sh(&format!("{report} awards")).stdout);
    assert!(!awards.is_empty());
    assert!(
        awards.iter().all(|row| row["state"] == "unknown"),
        "{awards:?}"
    );
}

/// Two people on a roster have one id, one has a manager whom nobody knows, and two manage each
/// other.
#[test]
fn a_roster_with_faults_is_read_as_far_as_it_goes_and_says_them() {
    let sandbox = Sandbox::new();
    let line = |id: &str| {
        format!(
            "{{\"v\":1,\"source\":\"{id}\",\"portfolio\":\"{id}\",\"read\":\"whole\",\"person\":\"{id}\",\
             \"name\":\"{id}\",\"wishes\":{{\"offers\":[\"mentoring\"],\"seeks\":[\"mentoring\"]}}}}\n"
        )
    };
    sandbox.write("lines.jsonl", ["ann", "ben", "cat"].map(line).concat());
    sandbox.write(
        "staff.csv",
        "id,name,team,manager,status\nann,ann,Law,ben,current\nben,ben,Arts,ann,current\n\
         cat,cat,Health,nobody-knows,current\ndee,dee,Law,,current\ndee,dee,Law,,current\n",
    );
    let ran = sandbox.try_sh("cpd report lines.jsonl --roster staff.csv --table matches");
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, 0, "{said}");
    for says in ["dee", "nobody-knows", "circle"] {
        assert!(said.contains(says), "{says}: {said}");
    }
    // Whoever manages somebody else, or is managed, is not their mentor.
    let rows = sandbox.sh("cpd report lines.jsonl --roster staff.csv --table matches --format csv");
    let pairs = csv(&rows)
        .into_iter()
        .filter(|row| row["proposed"] == "yes");
    let pairs: Vec<String> = pairs
        .map(|row| format!("{} {}", row["seeker"], row["mentor"]))
        .collect();
    assert!(!pairs.is_empty());
    assert!(pairs.iter().all(|pair| pair.contains("cat")), "{pairs:?}");
}

/// What DuckDB counts in the lines is what the tables say.
#[test]
fn a_database_counts_as_the_tables_do() {
    let sandbox = institution();
    let python = find("python3").filter(|python| {
        let mut imports = Command::new(python);
        imports.args(["-c", "import duckdb"]);
        imports.status().is_ok_and(|status| status.success())
    });
    let Some(python) = require("python3 with duckdb", python) else {
        return;
    };
    sandbox.try_sh(&format!("{REPORT} --format jsonl > lines.jsonl"));
    sandbox.sh("cpd report --schema duckdb > lines.sql");
    sandbox.write(
        "count.py",
        r#"
import duckdb
duckdb.sql(open("lines.sql").read())
lines = "lines"
for sql in (
    f"select read, count(*) from {lines} group by read order by read",
    f"""select item.state, count(*) from (select unnest(due) as item from {lines})
        group by item.state order by item.state""",
):
    for row in duckdb.sql(sql).fetchall():
        print(*row)
"#,
    );
    let counted = sandbox.sh(&format!("{} count.py", python.display()));
    let mut right = Vec::new();
    for (table, column) in [("people", "read"), ("due", "state")] {
        let rows = sandbox.try_sh(&format!("{REPORT} --table {table} --format csv"));
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for row in csv(&rows.stdout) {
            *counts.entry(row[column].clone()).or_default() += 1;
        }
        right.extend(
            counts
                .iter()
                .map(|(value, count)| format!("{value} {count}")),
        );
    }
    assert!(right.len() > 3, "{right:?}");
    assert_eq!(counted.lines().collect::<Vec<_>>(), right);
}
