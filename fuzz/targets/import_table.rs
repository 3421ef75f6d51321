//! Tables, lists and calendars to import. The first line of an input is the name of its file.

use super::{Form, Target, files, folder};

pub const TARGET: Target = Target {
    name: "import-table",
    form: Form::Bytes,
    words: &[
        ",",
        ";",
        "\t",
        "|",
        "\"",
        "\"\"",
        "\r\n",
        "Date",
        "Title",
        "Hours",
        "3/2/2026",
        "31.12.26",
        "2026-02-30",
        "1,5",
        "1h30",
        "#REF!",
        "=1+1",
        "a.csv\n",
        "a.ics\n",
        "a.md\n",
        "a.json\n",
        "a.jsonl\n",
        "BEGIN:VEVENT\n",
        "END:VEVENT\n",
        "RRULE:FREQ=SECONDLY\n",
        "DTSTART;TZID=Europe/London:20260203T090000\n",
        "DURATION:P999999999W\n",
        "[{\"",
        "\":\"",
        "---\n",
        "|---|\n",
        "\u{ff}\u{fe}",
    ],
    seeds: || {
        let mut all: Vec<Vec<u8>> = files("examples/import")
            .into_iter()
            .filter(|(path, _)| !path.contains('/'))
            .map(|(path, bytes)| [path.as_bytes(), b"\n", &bytes].concat())
            .collect();
        for text in [
            "a.csv\nDate,Title,Hours,Type\n3/2/2026,Clinic,1.5,workshop\n4/2/2026,\"Two, three\",2h,course\n",
            "a.tsv\nDate\tTitle\n2026-02-03\tClinic\n",
            "a.jsonl\n{\"date\":\"2026-02-03\",\"title\":\"Clinic\",\"hours\":1}\n{\"date\":\"2026-02-04\",\"title\":\"Ward\"}\n",
            "a.json\n[{\"date\":\"2026-02-03\",\"title\":\"Clinic\"}]\n",
            "a.ics\nBEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\nDTSTART:20260203T090000Z\nDTEND:20260203T100000Z\nSUMMARY:Clinic\nRRULE:FREQ=WEEKLY;COUNT=3\nEND:VEVENT\nEND:VCALENDAR\n",
            "a.md\n| Date | Title |\n|---|---|\n| 2026-02-03 | Clinic |\n",
        ] {
            all.push(text.as_bytes().to_vec());
        }
        all
    },
    begin: || {
        let folder = folder();
        Box::new(move |bytes| {
            let at = bytes
                .iter()
                .position(|byte| *byte == b'\n')
                .unwrap_or(bytes.len());
            let name = String::from_utf8_lossy(&bytes[..at]);
            let rest = bytes.get(at + 1..).unwrap_or_default();
            folder.plan_import(&name, rest)
        })
    },
};
