//! Files that may be attached, and those that may not.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use super::{ACTIVITY, JOURNAL, activity, fifo, journal, portfolio};

const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0x9c,
    0x63, 0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99, 0x3d, 0x1d, 0, 0, 0, 0, b'I',
    b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

#[test]
fn only_files_outside_the_portfolio_can_be_attached() {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    fs::create_dir(sandbox.beside("folder")).unwrap();
    fifo(&sandbox.beside("pipe"));
    fs::write(sandbox.beside("empty.png"), "").unwrap();
    let huge = fs::File::create(sandbox.beside("huge.pdf")).unwrap();
    huge.set_len(100 * 1024 * 1024).unwrap();
    let attach = |file: &str| {
        let is_picture = [".png", ".jpg", ".webp", ".gif"]
            .iter()
            .any(|end| file.ends_with(end));
        let alt: &[&str] = if is_picture {
            &["--alt", "A picture"]
        } else {
            &[]
        };
        sandbox.cpd([&["attach", file, "--to", ACTIVITY], alt].concat())
    };
    for file in [
        "../folder",
        "../pipe",
        "../empty.png",
        "../huge.pdf",
        "../missing",
        "/dev/zero",
        "/dev/full",
        "/dev/stdin",
        ".",
        "..",
        "/",
    ] {
        attach(file).ends(&[1, 2]);
    }
    assert!(!sandbox.at("evidence").exists(), "something was kept");
    // Pictures that are none, or more than they say.
    let mut bad = PNG.to_vec();
    bad.truncate(40);
    let mut large = PNG.to_vec();
    large[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    let mut long = PNG.to_vec();
    long[33..37].copy_from_slice(&[0xff; 4]);
    let jpegs: [&[u8]; 7] = [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe1",
        b"\xff\xd8\xff\xe1\xff\xff",
        b"\xff\xd8\xff\xe1\0\0",
        b"\xff\xd8\xff\xe1\0\x10Exif\0\0MM\0*\xff\xff\xff\xff",
        b"\xff\xd8\xff\xda\0\x02\xff",
        b"\xff\xd8\xff\xff\xff\xff",
    ];
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("cut.png".into(), bad),
        ("large.png".into(), large),
        ("long.png".into(), long),
        ("named.jpg".into(), PNG.to_vec()),
        ("drawing.svg".into(), b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>".to_vec()),
        ("webp.webp".into(), b"RIFF\xff\xff\xff\xffWEBPVP8X".to_vec()),
        ("short.webp".into(), b"RIFF\0\0\0\0WEBP".to_vec()),
        ("gif.gif".into(), b"GIF89a\xff\xff\xff\xff".to_vec()),
        ("film.mp4".into(), b"\0\0\0\x18ftypmp42".to_vec()),
        ("ftyp.heic".into(), b"\0\0\0\x18ftyp".to_vec()),
        ("tiff.tif".into(), b"II*\0".to_vec()),
        ("record.md".into(), b"---\ntitle: x\n---\n".to_vec()),
        (".".repeat(3) + "x", b"dots".to_vec()),
        ("...".into(), b"dots".to_vec()),
        ("a\nb\u{1b}[31m.txt".into(), b"odd".to_vec()),
        ("\u{202e}txt.exe".into(), b"odd".to_vec()),
        (".hidden".into(), b"hidden".to_vec()),
        ("x".repeat(200) + ".txt", b"long".to_vec()),
        ("a.b.c.tar.gz".into(), b"gz".to_vec()),
        ("CON.txt".into(), b"con".to_vec()),
        ("-rf".into(), b"dash".to_vec()),
    ];
    files.extend(
        jpegs
            .iter()
            .enumerate()
            .map(|(n, bytes)| (format!("bad-{n}.jpg"), bytes.to_vec())),
    );
    fs::create_dir(sandbox.beside("in")).unwrap();
    let mut all_kept = 0;
    for (name, bytes) in &files {
        fs::write(sandbox.beside("in").join(name), bytes).unwrap();
        let run = attach(&format!("../in/{name}"));
        run.ends(&[0, 1, 2]);
        if run.code == 0 {
            let kept = run.stdout.trim();
            assert!(
                kept.starts_with("evidence/")
                    && !kept[9..].starts_with('.')
                    && !kept.contains(".."),
                "{kept}"
            );
            assert!(sandbox.at(kept).is_file(), "{kept}");
            all_kept += 1;
        } else {
            assert!(
                run.stderr.starts_with("error: this is a "),
                "{name}: {run:?}"
            );
        }
    }
    let raw = sandbox
        .beside("in")
        .join(OsStr::from_bytes(b"\xff\xfe.txt"));
    fs::write(&raw, "raw").unwrap();
    sandbox
        .cpd([
            OsStr::new("attach"),
            raw.as_os_str(),
            OsStr::new("--to"),
            OsStr::new(ACTIVITY),
        ])
        .ends(&[0])
        .says("evidence/");
    assert!(all_kept > 10, "only {all_kept} files were kept");
    // What is kept already.
    sandbox.write("evidence/kept.txt", "kept");
    attach("evidence/kept.txt")
        .ends(&[0])
        .says("evidence/kept.txt");
    attach("evidence/kept.txt").ends(&[0]);
    sandbox
        .cpd([
            "attach",
            "../in/named.jpg",
            "--to",
            ACTIVITY,
            "--alt",
            "](javascript:x) <script>",
        ])
        .ends(&[0])
        .says("evidence/");
    sandbox.write(JOURNAL, journal("\n![a](../evidence/drawing.svg) ![b](../evidence/named.jpg) ![c](../evidence/large.png) ![d](https://example.org/x.png) ![e](data:image/svg+xml;base64,AAAA) ![f](../evidence/missing.png) ![g](../evidence/empty.png)\n"));
    sandbox.write("evidence/empty.png", "");
    sandbox.write("evidence/cut.png", &PNG[..20]);
    let (_, page) = sandbox.look_and_print();
    assert!(
        !page.contains("<script") && !page.contains("src=\"http") && !page.contains("image/svg"),
        "a picture could run or ask"
    );
}

#[test]
fn a_folder_with_the_portfolios_name_as_prefix_is_outside() {
    let sandbox = portfolio();
    fs::create_dir(sandbox.beside("neighbour")).unwrap();
    sandbox
        .cpd(["-C", "../neighbour", "status"])
        .ends(&[2])
        .says("not a portfolio");
    sandbox
        .cpd(["init", "../fresh", "--owner", "Jo Okafor"])
        .ends(&[0]);
    assert!(sandbox.beside("fresh/cpd.yaml").exists());
}
