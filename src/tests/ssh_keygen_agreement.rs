//! Anybody can check a sign-off without cpd: `ssh-keygen -Y verify …`. That command
//! and cpd must say the same of every signature, good and bad. cpd may refuse more,
//! for the reasons listed here and no others; it must never take what ssh-keygen
//! refuses.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::domain::id::Fingerprint;
use crate::domain::signoff::allowed_signers;
use crate::domain::signoff::signature::{Keys, SignatureError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use ssh_key::private::Ed25519Keypair;
use ssh_key::sha2::{Digest as _, Sha256};
use ssh_key::{HashAlg, LineEnding, PrivateKey, SigningKey, SshSig};

use crate::tests::tools::{output, require_tool};

/// Numbers from a seed, the same on every machine (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    /// `CPD_TEST_SEED=7` makes other cases.
    fn seeded() -> (u64, Self) {
        let seed = std::env::var("CPD_TEST_SEED").ok();
        let seed = seed.and_then(|seed| seed.parse().ok()).filter(|n| *n != 0);
        let seed = seed.unwrap_or(0x2026_1122);
        (seed, Self(seed))
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.below(256) as u8).collect()
    }
}

/// Reasons why cpd refuses what ssh-keygen takes. There are no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stricter {
    /// The key is listed for a pattern or for several people, on any line: its
    /// signature does not say which of them made it.
    SharedKey,
    /// `revoked_keys` is a binary revocation list, holds a certificate, or is no
    /// UTF-8: plain keys only, so that anybody can read what is revoked.
    Revocations,
    /// The key stands on a line with a date that is no day, a time with a leap
    /// second or a blank in it or with UTC after it, or an RSA key is named for a
    /// hash.
    NotUnderstood,
    /// `allowed_signers` is no UTF-8: it is then not read at all.
    NotUtf8,
    /// An RSA key of less than 2048 bits, which anybody may break soon.
    ShortRsa,
    /// One signature written a second way, which needs no key: a number padded, or
    /// not reduced.
    Rewritten,
    /// A certificate vouches for the key; `ssh-key` 0.6 reads none here.
    Certificate,
}

impl Stricter {
    const ALL: [Self; 7] = [
        Self::SharedKey,
        Self::Revocations,
        Self::NotUnderstood,
        Self::NotUtf8,
        Self::ShortRsa,
        Self::Rewritten,
        Self::Certificate,
    ];

    /// Returns true if cpd gives a reason that goes with this one.
    fn fits(self, flaw: &SignatureError) -> bool {
        match self {
            Self::SharedKey => matches!(flaw, SignatureError::SharedKey(_)),
            Self::Revocations => matches!(flaw, SignatureError::NoRevocations),
            Self::NotUnderstood | Self::NotUtf8 => matches!(flaw, SignatureError::UnknownSigner(_)),
            Self::ShortRsa | Self::Rewritten | Self::Certificate => {
                matches!(flaw, SignatureError::Bad)
            }
        }
    }
}

const PERSON: &str = "priya-shah";
const NAMESPACE: &str = "signoff@cpd.v1";
const STATEMENT: &[u8] = b"---\nsignoff: endorse\n---\nA fair account.\n";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn noon() -> DateTime<Utc> {
    at("2026-06-01T12:00:00Z")
}

/// One question for both.
#[derive(Clone)]
struct Case {
    group: &'static str,
    says: String,
    /// None where the file is missing.
    allowed: Option<Vec<u8>>,
    revoked: Option<Vec<u8>>,
    signature: Vec<u8>,
    message: Vec<u8>,
    person: String,
    at: DateTime<Utc>,
    namespace: String,
    /// For which reasons cpd may refuse it where ssh-keygen does not.
    may: Vec<Stricter>,
}

impl Case {
    fn ours(&self) -> Result<Fingerprint, SignatureError> {
        let text = |bytes: &Option<Vec<u8>>| String::from_utf8(bytes.clone()?).ok();
        let (allowed, revoked) = (text(&self.allowed), text(&self.revoked));
        Keys::read(allowed.as_deref(), revoked.as_deref()).verify_as(
            &self.signature,
            &self.message,
            &self.person,
            self.at,
            &self.namespace,
        )
    }

    fn says(mut self, says: impl Into<String>) -> Self {
        self.says = says.into();
        self
    }

    fn may(mut self, reasons: &[Stricter]) -> Self {
        self.may.extend(reasons);
        self
    }

    fn allowed(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.allowed = Some(text.into());
        self
    }

    fn revoked(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.revoked = Some(text.into());
        self
    }

    fn signature(mut self, signature: impl Into<Vec<u8>>) -> Self {
        self.signature = signature.into();
        self
    }

    fn message(mut self, message: impl Into<Vec<u8>>) -> Self {
        self.message = message.into();
        self
    }

    fn namespace(mut self, namespace: &str) -> Self {
        self.namespace = namespace.to_owned();
        self
    }

    fn person(mut self, person: &str) -> Self {
        self.person = person.to_owned();
        self
    }

    fn at(mut self, at: DateTime<Utc>) -> Self {
        self.at = at;
        self
    }

    /// Everything that another person needs to ask again.
    fn shown(&self) -> String {
        let text = |bytes: &[u8]| {
            let short = &bytes[..bytes.len().min(1500)];
            format!("{:?}", String::from_utf8_lossy(short))
        };
        let file = |bytes: &Option<Vec<u8>>| bytes.as_deref().map_or("none".into(), text);
        format!(
            "{}: {}\n  person {:?}, at {}, namespace {:?}\n  allowed {}\n  revoked {}\n  signature {}\n  message of {} bytes {}",
            self.group,
            self.says,
            self.person,
            self.at,
            self.namespace,
            file(&self.allowed),
            file(&self.revoked),
            text(&self.signature),
            self.message.len(),
            text(&self.message[..self.message.len().min(80)]),
        )
    }
}

/// A pair of keys that ssh-keygen made.
struct Pair {
    name: &'static str,
    path: PathBuf,
    /// Kind and key, without the comment.
    public: String,
}

impl Pair {
    fn blob(&self) -> Vec<u8> {
        STANDARD
            .decode(self.public.split_once(' ').unwrap().1)
            .unwrap()
    }

    fn private(&self) -> PrivateKey {
        self.read_private().unwrap()
    }

    fn read_private(&self) -> ssh_key::Result<PrivateKey> {
        PrivateKey::from_openssh(fs::read_to_string(&self.path).unwrap())
    }
}

/// ssh-keygen, its keys, and what was signed with them.
struct Workshop {
    keygen: PathBuf,
    openssl: PathBuf,
    folder: tempfile::TempDir,
    pairs: Vec<Pair>,
    signed: RefCell<BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl Workshop {
    fn open() -> Option<Self> {
        let keygen = require_tool("ssh-keygen")?;
        // Signs with RSA and SHA-256, which ssh-keygen checks and never makes.
        let openssl = require_tool("openssl")?;
        let mut workshop = Self {
            keygen,
            openssl,
            folder: tempfile::tempdir().unwrap(),
            pairs: Vec::new(),
            signed: RefCell::default(),
        };
        workshop.pairs = [
            ("ed25519", "ed25519", "256"),
            ("ed25519-other", "ed25519", "256"),
            ("ecdsa-256", "ecdsa", "256"),
            ("ecdsa-384", "ecdsa", "384"),
            ("ecdsa-521", "ecdsa", "521"),
            ("rsa-2048", "rsa", "2048"),
            ("rsa-3072", "rsa", "3072"),
            ("rsa-1024", "rsa", "1024"),
        ]
        .map(|(name, kind, bits)| workshop.pair(name, kind, bits))
        .into();
        Some(workshop)
    }

    fn pair(&self, name: &'static str, kind: &str, bits: &str) -> Pair {
        let path = self.path(name);
        let format = if kind == "rsa" { "PEM" } else { "RFC4716" };
        let mut command = Command::new(&self.keygen);
        command.args(["-q", "-N", "", "-C", "a comment", "-m", format]);
        output(command.args(["-t", kind, "-b", bits, "-f"]).arg(&path));
        let public = fs::read_to_string(path.with_extension("pub")).unwrap();
        let public = public.strip_suffix(" a comment\n").unwrap().to_owned();
        let pair = Pair { name, path, public };
        // One private ECDSA key in 256 begins with a zero, which this library does not
        // read (cpd reads no private keys): then another.
        if kind == "ecdsa" && pair.read_private().is_err() {
            fs::remove_file(&pair.path).unwrap();
            return self.pair(name, kind, bits);
        }
        pair
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, contents: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, contents).unwrap();
        path
    }

    fn key(&self, name: &str) -> &Pair {
        self.pairs.iter().find(|pair| pair.name == name).unwrap()
    }

    fn line(&self, name: &str) -> &str {
        &self.key(name).public
    }

    /// `ssh-keygen -Y sign`, once for each question.
    fn sign(&self, key: &Path, message: &[u8], namespace: &str, hash: &str) -> Vec<u8> {
        let asked = format!("{}\0{namespace}\0{hash}\0", key.display());
        let asked = [asked.as_bytes(), message].concat();
        if let Some(made) = self.signed.borrow().get(&asked) {
            return made.clone();
        }
        let file = self.file("to-sign", message);
        let mut command = Command::new(&self.keygen);
        command.args(["-q", "-Y", "sign", "-n", namespace]);
        command.arg(format!("-Ohashalg={hash}")).arg("-f").arg(key);
        output(command.arg(&file));
        let made = self.path("to-sign.sig");
        let signature = fs::read(&made).unwrap();
        fs::remove_file(made).unwrap();
        self.signed.borrow_mut().insert(asked, signature.clone());
        signature
    }

    /// Good in every respect.
    fn good(&self, group: &'static str, key: &str) -> Case {
        let pair = self.key(key);
        Case {
            group,
            says: String::new(),
            allowed: Some(format!("{PERSON} {}\n", pair.public).into()),
            revoked: Some(Vec::new()),
            signature: self.sign(&pair.path, STATEMENT, NAMESPACE, "sha512"),
            message: STATEMENT.to_vec(),
            person: PERSON.to_owned(),
            at: noon(),
            namespace: NAMESPACE.to_owned(),
            may: Vec::new(),
        }
        .says(key)
    }
}

/// Returns what ssh-keygen says of each case; runs several at a time.
fn theirs(keygen: &Path, cases: &[Case]) -> Vec<bool> {
    let workers = thread::available_parallelism().map_or(2, |count| count.get().max(2));
    let one = |part: &[Case]| -> Vec<bool> {
        let folder = tempfile::tempdir().unwrap();
        let verified = |case| verified(keygen, folder.path(), case);
        part.iter().map(verified).collect()
    };
    thread::scope(|scope| {
        let parts = cases.chunks(cases.len().div_ceil(workers));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || one(part))).collect();
        let verdicts = running.into_iter().map(|worker| worker.join().unwrap());
        verdicts.flatten().collect()
    })
}

/// The command that anybody can give without cpd.
fn verified(keygen: &Path, folder: &Path, case: &Case) -> bool {
    let file = |name: &str, contents: Option<&[u8]>| {
        let path = folder.join(name);
        match contents {
            Some(contents) => fs::write(&path, contents).unwrap(),
            None => _ = fs::remove_file(&path),
        }
        path
    };
    let message = file("message", Some(&case.message));
    let out = Command::new(keygen)
        .env("TZ", "UTC")
        .args(["-Y", "verify", "-I", &case.person, "-n", &case.namespace])
        .arg("-f")
        .arg(file("allowed_signers", case.allowed.as_deref()))
        .arg("-s")
        .arg(file("message.sig", Some(&case.signature)))
        .arg("-r")
        .arg(file("revoked_keys", case.revoked.as_deref()))
        .arg(case.at.format("-Overify-time=%Y%m%d%H%M%SZ").to_string())
        .stdin(Stdio::from(fs::File::open(message).unwrap()))
        .output()
        .unwrap();
    let is_good = out.stdout.starts_with(b"Good ");
    assert_eq!(is_good, out.status.success(), "{out:?}\n{}", case.shown());
    is_good
}

// The bytes of a signature, to make some that ssh-keygen would not.

fn string(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes(), bytes].concat()
}

/// Bytes with their lengths before them, taken apart.
fn strings(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let (one, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
        found.push(one.to_vec());
        bytes = rest;
    }
    found
}

/// Parts that a signature is made of.
#[derive(Clone)]
struct Parts {
    version: u32,
    key: Vec<u8>,
    namespace: Vec<u8>,
    reserved: Vec<u8>,
    hash: Vec<u8>,
    signature: Vec<u8>,
}

impl Parts {
    fn new(key: Vec<u8>, signature: Vec<u8>) -> Self {
        Self {
            version: 1,
            key,
            namespace: NAMESPACE.into(),
            reserved: Vec::new(),
            hash: b"sha512".to_vec(),
            signature,
        }
    }

    fn of(armoured: &[u8]) -> Self {
        let blob = dearmoured(armoured);
        let [key, namespace, reserved, hash, signature] = strings(&blob[10..]).try_into().unwrap();
        Self {
            version: u32::from_be_bytes(blob[6..10].try_into().unwrap()),
            key,
            namespace,
            reserved,
            hash,
            signature,
        }
    }

    fn blob(&self) -> Vec<u8> {
        [
            b"SSHSIG".to_vec(),
            self.version.to_be_bytes().to_vec(),
            string(&self.key),
            string(&self.namespace),
            string(&self.reserved),
            string(&self.hash),
            string(&self.signature),
        ]
        .concat()
    }

    fn armoured(&self) -> Vec<u8> {
        armoured(&self.blob(), 70, "\n")
    }

    /// Returns what is signed: the digest, and what the signature is for.
    fn signed(&self, message: &[u8]) -> Vec<u8> {
        let hash = HashAlg::new(str::from_utf8(&self.hash).unwrap()).unwrap();
        [
            b"SSHSIG".to_vec(),
            string(&self.namespace),
            string(&self.reserved),
            string(&self.hash),
            string(&hash.digest(message)),
        ]
        .concat()
    }
}

fn dearmoured(armoured: &[u8]) -> Vec<u8> {
    let text = str::from_utf8(armoured).unwrap();
    let letters: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(letters).unwrap()
}

fn armoured(blob: &[u8], width: usize, end: &str) -> Vec<u8> {
    let letters = STANDARD.encode(blob);
    let mut text = format!("-----BEGIN SSH SIGNATURE-----{end}");
    for line in letters.as_bytes().chunks(width) {
        text.push_str(str::from_utf8(line).unwrap());
        text.push_str(end);
    }
    text.push_str("-----END SSH SIGNATURE-----");
    text.push_str(end);
    text.into_bytes()
}

/// A signature over bytes, without what says of what kind it is.
fn raw(key: &impl SigningKey, bytes: &[u8]) -> Vec<u8> {
    key.try_sign(bytes).unwrap().as_bytes().to_vec()
}

/// A security key whose secret is an ordinary key's. No hardware is asked.
struct SecurityKey<'a> {
    pair: &'a Pair,
    application: &'static str,
}

impl SecurityKey<'_> {
    fn kind(&self) -> &'static str {
        if self.pair.name.starts_with("ed") {
            "sk-ssh-ed25519@openssh.com"
        } else {
            "sk-ecdsa-sha2-nistp256@openssh.com"
        }
    }

    fn blob(&self) -> Vec<u8> {
        let mut parts = strings(&self.pair.blob());
        parts[0] = self.kind().into();
        parts.push(self.application.into());
        parts.iter().flat_map(|part| string(part)).collect()
    }

    fn line(&self) -> String {
        format!("{} {}", self.kind(), STANDARD.encode(self.blob()))
    }

    fn sign(&self, message: &[u8], hash: &str, flags: u8, counter: u32) -> Parts {
        let mut parts = Parts::new(self.blob(), Vec::new());
        parts.hash = hash.into();
        let touched = [&[flags][..], &counter.to_be_bytes()].concat();
        let signed = [
            &Sha256::digest(self.application)[..],
            &touched,
            &Sha256::digest(parts.signed(message)),
        ]
        .concat();
        let made = raw(&self.pair.private(), &signed);
        parts.signature = [string(self.kind().as_bytes()), string(&made), touched].concat();
        parts
    }
}

// The groups of cases.

const SIGNERS: [&str; 6] = [
    "ed25519",
    "ecdsa-256",
    "ecdsa-384",
    "ecdsa-521",
    "rsa-2048",
    "rsa-3072",
];

fn kinds_of_key(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const COMMENTS: [&str; 6] = [
        " ",
        " priya@example.org",
        "\ttwo words # \"x",
        " ssh-rsa AAAA",
        " żółw",
        " x\ty",
    ];
    let mut cases = Vec::new();
    for pair in &shop.pairs {
        for hash in ["sha256", "sha512"] {
            for comment in ["", dice.of(&COMMENTS)] {
                let mut case = shop
                    .good("kinds of key", pair.name)
                    .says(format!("{} over {hash}, comment {comment:?}", pair.name))
                    .allowed(format!("{PERSON} {}{comment}\n", pair.public))
                    .signature(shop.sign(&pair.path, STATEMENT, NAMESPACE, hash));
                if pair.name == "rsa-1024" {
                    case = case.may(&[Stricter::ShortRsa]);
                }
                cases.push(case);
            }
        }
        let other = &shop.pairs[dice.below(shop.pairs.len())];
        let case = shop.good("kinds of key", pair.name);
        let case = case
            .says(format!("{} signed, {} allowed", pair.name, other.name))
            .allowed(format!("{PERSON} {}\n", other.public));
        if other.name == "rsa-1024" {
            continue;
        }
        cases.push(case);
    }
    for name in ["rsa-2048", "rsa-3072"] {
        cases.extend(by_openssl(shop, name, dice));
    }
    cases
}

/// RSA with SHA-256, SHA-512 and SHA-1, and named otherwise than they are.
fn by_openssl(shop: &Workshop, name: &str, dice: &mut Dice) -> Vec<Case> {
    let pair = shop.key(name);
    let mut cases = Vec::new();
    for digest in ["sha256", "sha512", "sha1"] {
        for said in ["rsa-sha2-256", "rsa-sha2-512", "ssh-rsa", "rsa-sha1"] {
            let hash = dice.of(&["sha256", "sha512"]);
            let mut parts = Parts::new(pair.blob(), Vec::new());
            parts.hash = hash.into();
            let signed = shop.file("signed", &parts.signed(STATEMENT));
            let made = Command::new(&shop.openssl)
                .args(["dgst", &format!("-{digest}"), "-sign"])
                .arg(&pair.path)
                .arg(signed)
                .output()
                .unwrap();
            assert!(made.status.success(), "{made:?}");
            parts.signature = [string(said.as_bytes()), string(&made.stdout)].concat();
            let case = shop.good("kinds of key", name).signature(parts.armoured());
            cases.push(case.says(format!(
                "{name} with {digest} said to be {said}, over {hash}"
            )));
        }
    }
    cases
}

fn security_keys(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const GROUP: &str = "security keys";
    let mut cases = Vec::new();
    for (name, application) in [
        ("ed25519", "ssh:"),
        ("ed25519", "ssh:cpd"),
        ("ecdsa-256", "ssh:"),
        ("ecdsa-256", ""),
    ] {
        let pair = shop.key(name);
        let key = SecurityKey { pair, application };
        let good = |parts: &Parts, says: String| {
            let case = shop.good(GROUP, name).signature(parts.armoured());
            case.allowed(format!("{PERSON} {} a key\n", key.line()))
                .says(format!("{} for {application:?}, {says}", key.kind()))
        };
        // Touched, not touched, PIN given, anything.
        for flags in [1, 0, 5, 0xff] {
            for hash in ["sha256", "sha512"] {
                let counter = dice.below(1 << 32) as u32;
                let parts = key.sign(STATEMENT, hash, flags, counter);
                cases.push(good(
                    &parts,
                    format!("flags {flags}, counter {counter}, {hash}"),
                ));
            }
        }
        let parts = key.sign(STATEMENT, "sha512", 1, 7);
        let change = |says: &str, change: &dyn Fn(&mut Parts)| {
            let mut changed = parts.clone();
            change(&mut changed);
            good(&changed, says.to_owned())
        };
        let end = parts.signature.len();
        cases.extend([
            change("another counter", &|p| p.signature[end - 1] ^= 1),
            change("other flags", &|p| p.signature[end - 5] ^= 4),
            change("no counter", &|p| p.signature.truncate(end - 4)),
            change("no flags", &|p| p.signature.truncate(end - 5)),
            change("a byte more", &|p| p.signature.push(0)),
            change("another namespace", &|p| p.namespace = b"git".to_vec()),
            change("another hash", &|p| p.hash = b"sha256".to_vec()),
            change("flags and counter within", &|p| {
                let [kind, made] = &strings(&p.signature[..end - 5])[..] else {
                    panic!("two parts")
                };
                let made = [made, &p.signature[end - 5..]].concat();
                p.signature = [string(kind), string(&made)].concat();
            }),
            change("said to be of an unknown kind", &|p| {
                let made = strings(&p.signature[..end - 5])[1].clone();
                let made = [&made, &p.signature[end - 5..]].concat();
                p.signature = [string(b"x@example.org"), string(&made)].concat();
            }),
            change("made for another application", &|p| {
                let other = SecurityKey {
                    pair,
                    application: "https:",
                };
                p.signature = other.sign(STATEMENT, "sha512", 1, 7).signature;
            }),
            change("by the bare key", &|p| p.key = pair.blob()),
            good(&parts, "the bare key allowed".into())
                .allowed(format!("{PERSON} {}\n", pair.public)),
            good(&parts, "another message".into()).message("other"),
            good(&parts, "revoked".into()).revoked(key.line()),
            good(&parts, "the bare key revoked".into()).revoked(pair.public.as_str()),
        ]);
    }
    cases
}

fn namespaces(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const SAID: [&str; 8] = [
        NAMESPACE,
        "git",
        "file",
        "a",
        "signoff@cpd.v2",
        "a b",
        "żółw",
        "SIGNOFF@cpd.v1",
    ];
    const OPTIONS: [&str; 26] = [
        "",
        r#"namespaces="signoff@cpd.v1" "#,
        r#"namespaces="git" "#,
        r#"namespaces="git,signoff@cpd.v1" "#,
        r#"namespaces="signoff@cpd.v1,git,file" "#,
        r#"namespaces="*" "#,
        r#"namespaces="signoff@*" "#,
        r#"namespaces="*@cpd.v?" "#,
        r#"namespaces="?" "#,
        r#"namespaces="??" "#,
        r#"namespaces="????????" "#,
        r#"namespaces="!git" "#,
        r#"namespaces="!git,*" "#,
        r#"namespaces="*,!signoff@cpd.v1" "#,
        r#"namespaces="*,!*@cpd.v2" "#,
        r#"namespaces="!!git,*" "#,
        r#"namespaces="" "#,
        r#"namespaces="," "#,
        r#"namespaces=",,signoff@cpd.v1,," "#,
        r#"namespaces=" signoff@cpd.v1" "#,
        r#"namespaces="git, signoff@cpd.v1" "#,
        r#"namespaces="a b" "#,
        r#"namespaces="SIGNOFF@CPD.V1" "#,
        r#"namespaces="ż*" "#,
        r#"namespaces="sign\"off@cpd.v1" "#,
        r#"namespaces="[a-z]*" "#,
    ];
    let key = shop.key("ed25519");
    let mut cases = Vec::new();
    for option in OPTIONS {
        let mut ask = |signed: &str, asked: &str| {
            let case = shop
                .good("namespaces", "ed25519")
                .says(format!("signed {signed:?}, asked {asked:?}, {option}"))
                .signature(shop.sign(&key.path, STATEMENT, signed, "sha512"))
                .namespace(asked)
                .allowed(format!("{PERSON} {option}{}\n", key.public));
            cases.push(case);
        };
        ask(NAMESPACE, NAMESPACE);
        let one = dice.of(&SAID);
        ask(one, one);
        ask(dice.of(&SAID), dice.of(&SAID));
    }
    let mut ask = |signed: &[u8], asked: &str| {
        let mut parts = Parts::new(key.blob(), Vec::new());
        parts.namespace = signed.to_vec();
        let made = raw(&key.private(), &parts.signed(STATEMENT));
        parts.signature = [string(b"ssh-ed25519"), string(&made)].concat();
        let case = shop.good("namespaces", "ed25519").namespace(asked);
        let case = case.signature(parts.armoured());
        cases.push(case.says(format!("made by hand for {signed:?}, asked {asked:?}")));
    };
    ask(NAMESPACE.as_bytes(), NAMESPACE);
    ask(b"", NAMESPACE);
    ask(b"", "");
    ask(b"git\0", "git");
    ask(b"git\0git", "git");
    ask(b"\xff\xfe", "git");
    ask(NAMESPACE.as_bytes(), "");
    cases
}

fn principals(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const WRITTEN: [&str; 42] = [
        "priya-shah",
        "\"priya-shah\"",
        "priya-shah,",
        ",priya-shah",
        "priya-shah,sam-carter",
        "sam-carter,priya-shah",
        "sam-carter",
        "priya",
        "priya-shah-jones",
        "Priya-Shah",
        "*",
        "priya*",
        "*shah",
        "p*-*h",
        "priya-shah*",
        "priya?shah",
        "priya-sha?",
        "priya-shah?",
        "??????????",
        "!priya-shah",
        "!sam-carter",
        "*,!sam-carter",
        "*,!priya-shah",
        "!priya-shah,*",
        "!p*,priya-shah",
        "!!priya-shah,*",
        "priya-shah,!sam-carter",
        "\"priya-shah,sam-carter\"",
        "\"sam carter\"",
        "\"priya-shah",
        "priya-shah\"",
        "pri\"ya-shah\"",
        "\"priya\"-shah",
        "'priya-shah'",
        "\"\"",
        ",",
        "*,",
        "żółw",
        "???????",
        "????",
        "priya\\-shah",
        "[p]riya-shah",
    ];
    const PEOPLE: [&str; 8] = [
        PERSON,
        PERSON,
        "sam-carter",
        "priya",
        "żółw",
        "sam carter",
        "!priya-shah",
        "*",
    ];
    let key = shop.line("ed25519");
    let mut cases = Vec::new();
    for written in WRITTEN {
        let people = [PERSON, dice.of(&PEOPLE)];
        for person in people {
            let case = shop.good("principals", "ed25519").person(person);
            let case = case.allowed(format!("{written} {key}\n"));
            let case = case.says(format!("{written:?} for {person:?}"));
            cases.push(case.may(&[Stricter::SharedKey]));
        }
    }
    for name in [
        PERSON,
        "sam-carter",
        "p",
        "żółw",
        "O'Neil",
        "x@example.org",
        "a=b",
        "a\\b",
        "[a-z]",
        "ssh-ed25519",
        "cert-authority",
        "namespaces=git",
        "a b",
        "#1",
        "x#1",
        "x\u{a0}y",
    ] {
        for written in [name.to_owned(), format!("\"{name}\""), format!("{name},")] {
            let case = shop.good("principals", "ed25519").person(name);
            let case = case.says(format!("{written:?} for {name:?}"));
            cases.push(case.allowed(format!("{written} {key}\n")));
        }
    }
    for (count, says) in [
        (1022, "just short enough"),
        (1023, "too long"),
        (5000, "very long"),
    ] {
        for list in [
            format!("{PERSON},{}", "x".repeat(count)),
            format!("{},{PERSON}", "x".repeat(count)),
            format!("!{},{PERSON}", "x".repeat(count)),
            "*".repeat(count),
            format!("{PERSON}{}", "*".repeat(count - PERSON.len())),
        ] {
            let case = shop.good("principals", "ed25519").says(says);
            let case = case.allowed(format!("{list} {key}\n"));
            cases.push(case.may(&[Stricter::SharedKey]));
        }
    }
    cases
}

fn times(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const FORMS: [&str; 6] = [
        "%Y%m%d",
        "%Y%m%dZ",
        "%Y%m%d%H%M",
        "%Y%m%d%H%MZ",
        "%Y%m%d%H%M%S",
        "%Y%m%d%H%M%Sz",
    ];
    const SECONDS: [i64; 13] = [
        -86401, -86400, -3601, -60, -1, 0, 1, 59, 60, 61, 3600, 86399, 86400,
    ];
    let key = shop.line("ed25519");
    let mut cases = Vec::new();
    for number in 0..80 {
        let bound = at("2026-03-29T00:00:00Z") + TimeDelta::days(dice.below(300) as i64);
        let bound = match number % 3 {
            0 => bound,
            1 => bound + TimeDelta::minutes(dice.below(1440) as i64),
            _ => bound + TimeDelta::seconds(dice.below(86400) as i64),
        };
        let form = dice.of(&FORMS);
        let written = bound.format(form).to_string();
        let asked = bound + TimeDelta::seconds(dice.of(&SECONDS));
        let far = (bound + TimeDelta::days(500))
            .format(dice.of(&FORMS))
            .to_string();
        let options = match dice.below(6) {
            0 | 1 => format!("valid-after=\"{written}\""),
            2 | 3 => format!("valid-before=\"{written}\""),
            4 => format!("valid-after=\"{written}\",valid-before=\"{far}\""),
            _ => format!("valid-before=\"{far}\",valid-after=\"{written}\""),
        };
        let case = shop.good("times", "ed25519").at(asked);
        let case = case.allowed(format!("{PERSON} {options} {key}\n"));
        cases.push(case.says(options));
    }
    for options in [
        "valid-after=\"20260601\",valid-before=\"20260602\"",
        "valid-after=\"20260602\",valid-before=\"20260601\"",
        "valid-after=\"20270602\",valid-before=\"20250601\"",
        "valid-before=\"20250601\",valid-after=\"20270602\"",
        "valid-after=\"202606011200Z\",valid-before=\"202606011200Z\"",
        "valid-after=\"20260601120000Z\",valid-before=\"20260601120001Z\"",
        "valid-after=\"20260601\",valid-after=\"20260601\"",
        "valid-before=\"20270601\",valid-before=\"20270601\"",
        "valid-after=\"\"",
        "valid-after=\"Z\"",
        "valid-after=\"2026\"",
        "valid-after=\"202606\"",
        "valid-after=\"2026-06-01\"",
        "valid-after=\"2026-06-01T00:00:00Z\"",
        "valid-after=\"2026060112\"",
        "valid-after=\"20260601ZZ\"",
        "valid-after=\"+2026061\"",
        "valid-after=\"-2026061\"",
        "valid-after=\"soon\"",
        "valid-after=\"always\"",
        "valid-after=\"20261301\"",
        "valid-after=\"20260001\"",
        "valid-after=\"20260100\"",
        "valid-after=\"20260132\"",
        "valid-after=\"202601012400\"",
        "valid-after=\"202601010060\"",
        "valid-after=\"19700101Z\"",
        "valid-after=\"19700101000001Z\"",
        "valid-after=\"19691231Z\"",
        "valid-before=\"19691231Z\"",
        "valid-before=\"19700101Z\"",
        "valid-before=\"99991231Z\"",
        "valid-after=\"99991231Z\"",
        "valid-after=\"00010101Z\"",
        "valid-after=20260101",
        "valid-after=20260101Z",
        "valid-after",
        "valid-after=",
        "valid-after=\"20240229\"",
        "valid-after=\"２０２６0101\"",
    ] {
        let case = shop.good("times", "ed25519").says(options);
        cases.push(case.allowed(format!("{PERSON} {options} {key}\n")));
    }
    // The library of C is lenient with these.
    for options in [
        "valid-after=\"20260230\"",
        "valid-after=\"20250229Z\"",
        "valid-before=\"20260931\"",
        "valid-before=\"20260630235960Z\"",
        "valid-after=\"20251231235960Z\"",
        "valid-after=\"2026 1 1\"",
        "valid-before=\"20270101UTC\"",
        "valid-after=\"20260101utc\"",
    ] {
        let case = shop.good("times", "ed25519").says(options);
        let case = case.allowed(format!("{PERSON} {options} {key}\n"));
        cases.push(case.may(&[Stricter::NotUnderstood]));
    }
    cases
}

fn revocations(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const GROUP: &str = "revocations";
    let mut cases = Vec::new();
    for name in ["ed25519", dice.of(&SIGNERS[1..4]), dice.of(&SIGNERS[4..])] {
        let this = shop.line(name).to_owned();
        let other = shop.line("ed25519-other");
        for text in [
            String::new(),
            "\n".into(),
            "# none\n\n  # yet\n\t\n".into(),
            format!("{other}\n"),
            format!("{this}\n"),
            format!("{this} a comment"),
            format!("{other}\n{this}\n"),
            format!("\t {other}\tx y\n\n{}\n", this.replace(' ', "\t")),
            format!("{other}\r\n{this}\r\n"),
            format!("# {this}\n"),
            format!("{other}\n\0{this}\n"),
            format!("{other}\0\n{this}\n"),
        ] {
            cases.push(
                shop.good(GROUP, name)
                    .says(format!("{name}: {text:?}"))
                    .revoked(text),
            );
        }
    }
    let this = shop.line("ed25519").to_owned();
    let other = shop.line("ed25519-other").to_owned();
    for text in [
        "@revoked".to_owned(),
        format!("@revoked {other}"),
        format!("@revoked * {this}"),
        "not a key".into(),
        format!("{other}\nnot a key\n"),
        format!("{PERSON} {other}"),
        format!("cert-authority {other}"),
        format!("{other}\r\n\r\n"),
        "\r\n".into(),
        "\u{b}\n".into(),
        "\u{a0}\n".into(),
        "\u{feff}".into(),
        format!("\u{feff}{other}\n"),
        format!("{other}\u{a0}x\n"),
        "SHA256:abc".into(),
        "ssh-ed25519".into(),
        "ssh-ed25519 AAAA".into(),
        format!("{other}="),
        other.replace("ssh-ed25519 ", "ssh-rsa "),
        "x@example.org AAAADXhAZXhhbXBsZS5vcmc=".into(),
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n".into(),
        "SSHKRL\n".into(),
    ] {
        cases.push(
            shop.good(GROUP, "ed25519")
                .says(format!("{text:?}"))
                .revoked(text),
        );
    }
    let mut missing = shop.good(GROUP, "ed25519").says("missing");
    missing.revoked = None;
    cases.push(missing);
    for _ in 0..6 {
        let count = 1 + dice.below(200);
        cases.push(
            shop.good(GROUP, "ed25519")
                .says("any bytes")
                .revoked(dice.bytes(count)),
        );
    }

    // A binary list, of no key, of another and of this one.
    for keys in [
        vec![],
        vec!["ed25519-other"],
        vec!["ed25519-other", "ed25519"],
    ] {
        let list = shop.path("krl");
        let mut command = Command::new(&shop.keygen);
        command.args(["-q", "-k", "-f"]).arg(&list);
        command.args(
            keys.iter()
                .map(|name| shop.path(name).with_extension("pub")),
        );
        output(&mut command);
        let case = shop
            .good(GROUP, "ed25519")
            .says(format!("a binary list of {keys:?}"));
        let case = case.revoked(fs::read(list).unwrap());
        cases.push(case.may(&[Stricter::Revocations]));
    }
    let certificate = certified(shop).1;
    for revoked in [
        certificate.into_bytes(),
        [other.as_bytes(), b" caf\xe9\n"].concat(),
    ] {
        let case = shop
            .good(GROUP, "ed25519")
            .says("a certificate, or no UTF-8");
        cases.push(case.revoked(revoked).may(&[Stricter::Revocations]));
    }
    cases
}

/// A key with a certificate by another: where its file is, and its public half.
fn certified(shop: &Workshop) -> (PathBuf, String) {
    let path = shop.path("ed25519-cert.pub");
    if !path.exists() {
        let mut command = Command::new(&shop.keygen);
        command.args(["-q", "-I", "test", "-n", PERSON, "-s"]);
        command.arg(&shop.key("ed25519-other").path);
        output(command.arg(shop.path("ed25519.pub")));
    }
    let public = fs::read_to_string(&path).unwrap();
    (path, public)
}

fn authorities(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const GROUP: &str = "authorities";
    let mut cases = Vec::new();
    for name in SIGNERS {
        let key = shop.line(name);
        let other = shop.line("ed25519-other");
        let option = dice.of(&["cert-authority", "CERT-AUTHORITY", "Cert-Authority"]);
        for text in [
            format!("{PERSON} {option} {key}\n"),
            format!("{PERSON} {option},namespaces=\"{NAMESPACE}\" {key}\n"),
            format!("{PERSON} namespaces=\"{NAMESPACE}\",{option} {key}\n"),
            format!("{PERSON} {option} {key}\n{PERSON} {key}\n"),
            format!("{PERSON} {key}\n{PERSON} {option} {key}\n"),
            format!("{PERSON} {option} {other}\n{PERSON} {key}\n"),
            format!("* {option} {other}\n{PERSON} {key}\n"),
        ] {
            cases.push(
                shop.good(GROUP, name)
                    .says(text.replace(key, "KEY"))
                    .allowed(text),
            );
        }
        let text = format!("* {option} {key}\n{PERSON} {key}\n");
        let case = shop
            .good(GROUP, name)
            .allowed(text)
            .says("for anybody, and theirs");
        cases.push(case.may(&[Stricter::SharedKey]));
    }
    let (path, public) = certified(shop);
    let signature = shop.sign(&path, STATEMENT, NAMESPACE, "sha512");
    assert!(
        Parts::of(&signature)
            .key
            .starts_with(&string(b"ssh-ed25519-cert-v01@openssh.com"))
    );
    let authority = shop.line("ed25519-other");
    for text in [
        format!("{PERSON} cert-authority {authority}\n"),
        format!("sam-carter cert-authority {authority}\n"),
        format!("{PERSON} {authority}\n"),
        format!("{PERSON} {}\n", shop.line("ed25519")),
        format!("{PERSON} {public}"),
    ] {
        let case = shop.good(GROUP, "ed25519").signature(signature.clone());
        let case = case.says(format!("by certificate: {text:?}")).allowed(text);
        cases.push(case.may(&[Stricter::Certificate]));
    }
    cases
}

fn lists(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const GROUP: &str = "lists";
    let mut cases = Vec::new();
    for name in ["ed25519", dice.of(&SIGNERS[1..])] {
        let key = shop.line(name);
        let (kind, blob) = key.split_once(' ').unwrap();
        let other = shop.line("ed25519-other");
        let long = "x".repeat(1000 + dice.below(200_000));
        for text in [
            String::new(),
            "\n".into(),
            format!("{PERSON} {key}"),
            format!("{PERSON} {key}\r\n"),
            format!("{PERSON} {key} comment\r\n"),
            format!("{PERSON} {key}\r"),
            format!("\r\n{PERSON} {key}\r\n"),
            format!("{PERSON}\r{key}\n"),
            format!("{PERSON} \r{key}\n"),
            format!("{PERSON} {kind}\r{blob}\n"),
            format!("{PERSON} {kind} \r{blob}\n"),
            format!("\t{PERSON}\t{kind}\t{blob}\tcomment\n"),
            format!("   {PERSON}   {kind}   {blob}   comment   \n"),
            format!("\u{b}{PERSON} {key}\n"),
            format!("\u{c}{PERSON} {key}\n"),
            format!("\u{a0}{PERSON} {key}\n"),
            format!("{PERSON}\u{a0}{key}\n"),
            format!("{PERSON}\u{2003}{key}\n"),
            format!("{PERSON}\u{b}{key}\n"),
            format!("{PERSON}\u{85}{key}\n"),
            format!("{PERSON} {kind}\u{a0}{blob}\n"),
            format!("{PERSON} {kind}\u{b}{blob}\n"),
            format!("{PERSON} {kind} {blob}\u{a0}comment\n"),
            format!("{PERSON} {kind} {blob}\u{b}comment\n"),
            format!(
                "{PERSON} {kind} {}\u{b}\u{c}\r{}\n",
                &blob[..20],
                &blob[20..]
            ),
            format!("{PERSON} {kind} {blob}comment\n"),
            format!("{PERSON} {kind} {blob}=\n"),
            format!("{PERSON} {kind} {}\n", &blob[..blob.len() - 4]),
            format!("{PERSON} {kind} \"{blob}\"\n"),
            format!("{PERSON} \"{kind}\" {blob}\n"),
            format!("{PERSON} {} {blob}\n", kind.to_uppercase()),
            format!("{PERSON} ssh-dss {blob}\n"),
            format!("{PERSON} {blob}\n"),
            format!("{PERSON} {kind}\n{blob}\n"),
            format!("{PERSON}\n{key}\n"),
            format!("{PERSON}\n{PERSON} {key}\n"),
            format!("{key}\n"),
            format!("# {PERSON} {key}\n"),
            format!("   # {PERSON} {key}\n"),
            format!("\n\n# who\n  \t\n{PERSON} {key}\n\n# end"),
            format!("{PERSON} # {key}\n"),
            format!("{PERSON} {key} # comment\n"),
            format!("\u{feff}{PERSON} {key}\n"),
            format!("\u{feff}# a comment\n{PERSON} {key}\n"),
            format!("\u{feff}\n{PERSON} {key}\n"),
            format!("{PERSON} {key}\0 comment\n"),
            format!("{PERSON}\0 {key}\n"),
            format!("\0{PERSON} {key}\n"),
            format!("# a\0comment\n{PERSON} {key}\n"),
            format!("{PERSON} {kind} {blob}\0\n"),
            format!("{PERSON} {kind}\0 {blob}\n"),
            format!("{PERSON} {other}\n{PERSON} {key}\n"),
            format!("{PERSON} {key}\n{PERSON} {other}\n"),
            format!("{PERSON} {key}\n{PERSON} {key}\n"),
            format!("{PERSON} namespaces=\"git\" {key}\n{PERSON} {key}\n"),
            format!(
                "{PERSON} valid-before=\"20200101\" {key}\n{PERSON} valid-after=\"20200101\" {key}\n"
            ),
            format!(
                "{PERSON} valid-before=\"20200101\" {key}\n{PERSON} valid-after=\"20300101\" {key}\n"
            ),
            format!("sam-carter {other}\n{PERSON} {key}\n"),
            format!("sam-carter {key}\n"),
            format!("{PERSON} no-such-option {key}\n{PERSON} {key}\n"),
            format!("{PERSON} ssh-ed25519 AAAA\n{PERSON} {key}\n"),
            format!("\"{PERSON} {key}\n{PERSON} {key}\n"),
            format!("nonsense\n{PERSON} {key}\nmore nonsense"),
            format!("* nonsense\n{PERSON} {key}\n"),
            format!("# {long}\n{PERSON} {key}\n"),
            format!("{PERSON} {key} {long}\n"),
            format!("{long} {key}\n{PERSON} {key}x\n"),
            format!("{PERSON} namespaces=\"{long}\" {key}\n"),
        ] {
            let says = if text.len() < 2000 {
                text.clone()
            } else {
                "a very long line".into()
            };
            cases.push(shop.good(GROUP, name).says(says).allowed(text));
        }
        // Shared, whichever line says so, and whether it still holds or not.
        for text in [
            format!("sam-carter {key}\n{PERSON} {key}\n"),
            format!("{PERSON} {key}\nsam-carter {key}\n"),
            format!("{PERSON} {key}\n* namespaces=\"git\" {key}\n"),
            format!("sam-carter valid-before=\"20200101\" {key}\n{PERSON} {key}\n"),
            format!("{PERSON},sam-carter {key}\n"),
        ] {
            let case = shop.good(GROUP, name).says(text.clone()).allowed(text);
            cases.push(case.may(&[Stricter::SharedKey]));
        }
        for text in [
            [b"# caf\xe9\n", format!("{PERSON} {key}\n").as_bytes()].concat(),
            [format!("{PERSON} {key} ").as_bytes(), b"\xff\xfe\n"].concat(),
            [b"\xe9 ", key.as_bytes(), b"\n"].concat(),
        ] {
            let case = shop.good(GROUP, name).says("no UTF-8").allowed(text);
            cases.push(case.may(&[Stricter::NotUtf8]));
        }
    }
    // RSA by another name.
    let text = shop.line("rsa-2048").replace("ssh-rsa", "rsa-sha2-256");
    let case = shop
        .good(GROUP, "rsa-2048")
        .says("a key of kind rsa-sha2-256");
    let case = case.allowed(format!("{PERSON} {text}\n"));
    cases.push(case.may(&[Stricter::NotUnderstood]));
    let mut missing = shop.good(GROUP, "ed25519").says("missing");
    missing.allowed = None;
    cases.push(missing);
    for _ in 0..6 {
        let count = 1 + dice.below(300);
        cases.push(
            shop.good(GROUP, "ed25519")
                .says("any bytes")
                .allowed(dice.bytes(count)),
        );
    }
    cases
}

fn options(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const WRITTEN: [&str; 48] = [
        "NAMESPACES=\"signoff@cpd.v1\"",
        "NameSpaces=\"signoff@cpd.v1\",Valid-After=\"20260101Z\"",
        "VALID-BEFORE=\"20270101Z\"",
        "VALID-BEFORE=\"20250101Z\"",
        "no-such-option",
        "no-touch-required",
        "verify-required",
        "restrict",
        "command=\"x\"",
        "from=\"*\"",
        "namespaces",
        "namespaces=",
        "namespaces=signoff@cpd.v1",
        "namespaces='signoff@cpd.v1'",
        "namespaces=\"signoff@cpd.v1",
        "namespaces=signoff@cpd.v1\"",
        "namespaces =\"signoff@cpd.v1\"",
        "namespaces= \"signoff@cpd.v1\"",
        "namespaces=\"signoff@cpd.v1\"x",
        "namespaces=\"signoff@cpd.v1\"\"\"",
        "namespaces=\"signoff@cpd.v1\",",
        ",namespaces=\"signoff@cpd.v1\"",
        ",,namespaces=\"signoff@cpd.v1\"",
        "namespaces=\"signoff@cpd.v1\",,valid-after=\"20260101\"",
        "namespaces=\"signoff@cpd.v1\", valid-after=\"20260101\"",
        "namespaces=\"signoff@cpd.v1\" valid-after=\"20260101\"",
        "namespaces=\"signoff@cpd.v1\";valid-after=\"20260101\"",
        "namespaces=\"git\",namespaces=\"signoff@cpd.v1\"",
        "namespaces=\"signoff@cpd.v1\",namespaces=\"signoff@cpd.v1\"",
        "namespaces=\"a b,signoff@cpd.v1\"",
        "namespaces=\"a\tb,signoff@cpd.v1\"",
        "namespaces=\"a \\\"b\\\" c,signoff@cpd.v1\"",
        "namespaces=\"\\\"\",valid-after=\"20260101\"",
        "namespaces=\"signoff@cpd.v1\\\"",
        "namespaces=\"signoff@cpd.v1\\\\\"",
        "namespaces=\"x\\\\\",signoff@cpd.v1\"",
        "namespaces=\"signoff\\@cpd.v1\"",
        "\"namespaces=signoff@cpd.v1\"",
        "\"\"",
        ",",
        "cert-authority",
        "cert-authority=\"yes\"",
        "cert-authorityx",
        "no-cert-authority",
        "cert-authority,",
        "Cert-Authority,Namespaces=\"signoff@cpd.v1\"",
        "xnamespaces=\"git\"",
        "namespaces=\"signoff@cpd.v1\r\"",
    ];
    let mut cases = Vec::new();
    for written in WRITTEN {
        let name = dice.of(&SIGNERS);
        let key = shop.line(name);
        let blank = dice.of(&[" ", "\t", "  "]);
        let case = shop.good("options", name).says(written);
        cases.push(case.allowed(format!("{PERSON} {written}{blank}{key}\n")));
    }
    // Put together by chance.
    const PIECES: [&str; 12] = [
        "namespaces=\"signoff@cpd.v1\"",
        "namespaces=\"s*\"",
        "valid-after=\"20260101\"",
        "valid-before=\"20270101Z\"",
        "Valid-Before=\"203001010000\"",
        "cert-authority",
        ",",
        ",",
        ",",
        "\"",
        "\\",
        " ",
    ];
    for _ in 0..40 {
        let (most, between) = dice.of(&[(PIECES.len(), ""), (5, ",")]);
        let count = 1 + dice.below(5);
        let some: Vec<&str> = (0..count).map(|_| dice.of(&PIECES[..most])).collect();
        let written = some.join(between);
        let case = shop.good("options", "ed25519").says(written.clone());
        let key = shop.line("ed25519");
        cases.push(case.allowed(format!("{PERSON} {written} {key}\n")));
    }
    cases
}

fn tampering(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const GROUP: &str = "tampering";
    let mut cases = Vec::new();
    for name in SIGNERS {
        let good = shop.good(GROUP, name);
        let blob = dearmoured(&good.signature);
        for number in 0..10 {
            let mut changed = blob.clone();
            // The lengths and names at the start more often than the rest.
            let most = if number % 2 == 0 { blob.len() } else { 60 };
            let place = dice.below(most);
            changed[place] ^= 1 << dice.below(8);
            let case = good.clone().signature(armoured(&changed, 70, "\n"));
            cases.push(case.says(format!("{name}: a bit of byte {place} changed")));
        }
        for _ in 0..3 {
            let end = dice.below(blob.len());
            let case = good.clone().signature(armoured(&blob[..end], 70, "\n"));
            cases.push(case.says(format!("{name}: its bytes cut after {end}")));
            let end = dice.below(good.signature.len());
            let case = good.clone().signature(&good.signature[..end]);
            cases.push(case.says(format!("{name}: its file cut after {end}")));
        }
        let longer = [&blob[..], b"\0"].concat();
        cases.push(
            good.clone()
                .says(format!("{name}: a byte more"))
                .signature(armoured(&longer, 70, "\n")),
        );
        let parts = Parts::of(&good.signature);
        assert_eq!(parts.blob(), blob, "taken apart and put together");
        let change = |says: &str, change: &dyn Fn(&mut Parts)| {
            let mut changed = parts.clone();
            change(&mut changed);
            good.clone()
                .says(format!("{name}: {says}"))
                .signature(changed.armoured())
        };
        let other = shop.key("ed25519-other").blob();
        cases.extend([
            change("nothing", &|_| {}),
            change("version 0", &|p| p.version = 0),
            change("version 2", &|p| p.version = 2),
            change("another's key", &|p| p.key = other.clone()),
            change("hash sha256", &|p| p.hash = b"sha256".to_vec()),
            change("hash md5", &|p| p.hash = b"md5".to_vec()),
            change("hash SHA512", &|p| p.hash = b"SHA512".to_vec()),
            change("no hash", &|p| p.hash.clear()),
            change("something kept for later", &|p| {
                p.reserved = b"later".to_vec()
            }),
            change("a byte after the key", &|p| p.key.push(0)),
            change("a byte after the signature", &|p| p.signature.push(0)),
            change("an empty signature", &|p| p.signature.clear()),
            change("an empty key", &|p| p.key.clear()),
            change("another namespace", &|p| p.namespace = b"git".to_vec()),
        ]);
        let statement = STATEMENT.to_vec();
        for message in [
            [&statement[..], b"\n"].concat(),
            statement[1..].to_vec(),
            statement.to_ascii_uppercase(),
            Vec::new(),
        ] {
            cases.push(
                good.clone()
                    .says(format!("{name}: another message"))
                    .message(message),
            );
        }
    }
    cases.extend(by_hand(shop));
    for size in 0..6 {
        let count = dice.below(1 << (2 * size));
        let good = shop.good(GROUP, "ed25519");
        let bytes = dice.bytes(count);
        cases.push(good.clone().says("any bytes").signature(bytes.clone()));
        cases.push(
            good.says("any bytes in armour")
                .signature(armoured(&bytes, 70, "\n")),
        );
    }
    cases
}

/// Signatures that their makers alone could make, or that anybody can write again.
fn by_hand(shop: &Workshop) -> Vec<Case> {
    const GROUP: &str = "tampering";
    let pair = shop.key("ed25519");
    let mut parts = Parts::new(pair.blob(), Vec::new());
    parts.reserved = b"later".to_vec();
    let made = raw(&pair.private(), &parts.signed(STATEMENT));
    parts.signature = [string(b"ssh-ed25519"), string(&made)].concat();
    let reserved = shop.good(GROUP, "ed25519").signature(parts.armoured());

    // The second half is a number below the order of the group.
    let mut parts = Parts::of(&shop.good(GROUP, "ed25519").signature);
    let order = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let start = parts.signature.len() - order.len();
    let mut carried = 0;
    for (byte, add) in parts.signature[start..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + add + carried;
        *byte = sum as u8;
        carried = sum >> 8;
    }
    let not_reduced = shop.good(GROUP, "ed25519").signature(parts.armoured());

    let mut cases = vec![
        reserved.says("made with something kept for later"),
        not_reduced
            .says("a number that is not reduced")
            .may(&[Stricter::Rewritten]),
    ];
    for name in ["ecdsa-256", "ecdsa-384", "ecdsa-521"] {
        let good = shop.good(GROUP, name);
        let mut parts = Parts::of(&good.signature);
        let [kind, made] = &strings(&parts.signature)[..] else {
            panic!("two parts")
        };
        let numbers = strings(made);
        let padded = [&[0, 0][..], &numbers[0]].concat();
        let made = [string(&padded), string(&numbers[1])].concat();
        parts.signature = [string(kind), string(&made)].concat();
        let case = good
            .signature(parts.armoured())
            .says(format!("{name}: a padded number"));
        cases.push(case.may(&[Stricter::Rewritten]));
    }
    cases
}

fn armours(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const GROUP: &str = "armour";
    let mut cases = Vec::new();
    for name in ["ed25519", "rsa-2048"] {
        let good = shop.good(GROUP, name);
        let blob = dearmoured(&good.signature);
        let text = String::from_utf8(good.signature.clone()).unwrap();
        for width in [1, 4, 63, 64, 69, 71, 76, 100, 10_000, 1 + dice.below(200)] {
            let case = good.clone().signature(armoured(&blob, width, "\n"));
            cases.push(case.says(format!("{name}: {width} letters to a line")));
        }
        let first = text.lines().nth(1).unwrap();
        let inner = text
            .split_once("-----\n")
            .unwrap()
            .1
            .split_once("\n-----")
            .unwrap()
            .0;
        for changed in [
            armoured(&blob, 70, "\r\n"),
            armoured(&blob, 70, "\r"),
            armoured(&blob, 70, "\n\n"),
            armoured(&blob, 70, " \n"),
            armoured(&blob, 70, "\n\t"),
            armoured(&blob, 70, ""),
            text.replace('\n', "\r\n").into(),
            text.replace("\nU1NI", "\r\nU1NI").into(),
            text.replace("\n-----END", "\r\n-----END").into(),
            text.replace("-----END", " -----END").into(),
            text.replace("-----END", "\n\n-----END").into(),
            text.trim_end().into(),
            format!("{text}\n\n").into(),
            format!("{text}Kind regards\n").into(),
            format!("{text}{text}").into(),
            format!("{text}\0\u{1}").into(),
            [text.as_bytes(), b"\xff\xfe"].concat(),
            text.replace(
                "-----END SSH SIGNATURE-----\n",
                "-----END SSH SIGNATURE-----x",
            )
            .into(),
            format!("\n{text}").into(),
            format!(" {text}").into(),
            format!("\u{feff}{text}").into(),
            format!("Dear Sam\n{text}").into(),
            format!("Comment: x\n{text}").into(),
            text.replace("SSH SIGNATURE", "SSH  SIGNATURE").into(),
            text.replace("SSH SIGNATURE", "ssh signature").into(),
            text.replace("SSH SIGNATURE", "PGP SIGNATURE").into(),
            text.replace("SSH SIGNATURE", "OPENSSH PRIVATE KEY").into(),
            text.replace("END SSH SIGNATURE", "END PGP SIGNATURE")
                .into(),
            text.replace("-----BEGIN", "----BEGIN").into(),
            text.replace("END SSH SIGNATURE-----", "END SSH SIGNATURE----")
                .into(),
            text.replace(first, &format!("Version: 1\n\n{first}"))
                .into(),
            text.replace(first, &format!("\n{first}")).into(),
            text.replace(first, &format!("{first}=")).into(),
            text.replace(first, &format!("{first}\u{b}\u{c}")).into(),
            text.replace(first, &format!("{first}\u{a0}")).into(),
            text.replace(first, &format!("{first}\0")).into(),
            text.replace(first, &format!("{first}-")).into(),
            text.replace(inner, &format!("{inner}=")).into(),
            text.replace(inner, &format!("{inner}AAAA")).into(),
            text.replace(inner, inner.trim_end_matches('=')).into(),
            text.replace(inner, "").into(),
            text.replace(&format!("{inner}\n"), "").into(),
            inner.into(),
            STANDARD.encode(text.as_bytes()).into(),
            blob.clone(),
            format!("-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n{text}").into(),
        ] as [Vec<u8>; 46]
        {
            cases.push(good.clone().says(name).signature(changed));
        }
    }
    let file = |path: &Path| fs::read(path).unwrap();
    let ed25519 = &shop.key("ed25519").path;
    let rsa = &shop.key("rsa-2048").path;
    let pgp =
        "-----BEGIN PGP SIGNATURE-----\n\niHUEABYKAB0WIQ==\n=abcd\n-----END PGP SIGNATURE-----\n";
    let others: [(&str, Vec<u8>); 7] = [
        ("an empty file", Vec::new()),
        ("a line feed", b"\n".to_vec()),
        ("an OpenPGP signature", pgp.into()),
        ("a private key", file(ed25519)),
        ("a private key of another form", file(rsa)),
        ("a public key", file(&ed25519.with_extension("pub"))),
        ("the message", STATEMENT.to_vec()),
    ];
    for (says, file) in others {
        cases.push(shop.good(GROUP, "ed25519").says(says).signature(file));
    }
    cases
}

fn messages(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const GROUP: &str = "messages";
    let mebibyte = dice.bytes(1 << 20);
    let texts: [&[u8]; 8] = [
        b"",
        b"\n",
        b"a\r\nb\r\n",
        b"a\nb\n",
        b"\0\0\0",
        &mebibyte[..1000],
        &mebibyte,
        "Żółw\u{feff}".as_bytes(),
    ];
    let mut cases = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        for name in SIGNERS {
            let path = &shop.key(name).path;
            let hash = dice.of(&["sha256", "sha512"]);
            let signature = shop.sign(path, text, NAMESPACE, hash);
            let case = shop.good(GROUP, name).signature(signature);
            let says = format!("{name}: {} bytes, {hash}", text.len());
            let good = case.message(*text).says(says);
            cases.push(good.clone());
            let other = texts[(number + 1 + dice.below(texts.len() - 1)) % texts.len()];
            if dice.below(2) == 0 {
                cases.push(good.message(other));
            }
        }
    }
    cases
}

/// Several things at once.
fn mixtures(shop: &Workshop, dice: &mut Dice) -> Vec<Case> {
    const NAMES: [&str; 10] = [
        PERSON,
        PERSON,
        PERSON,
        PERSON,
        PERSON,
        "\"priya-shah\"",
        "priya*",
        "sam-carter",
        "sam-carter,priya-shah",
        "!sam-carter,*",
    ];
    const OPTIONS: [&str; 10] = [
        "",
        "",
        "",
        "namespaces=\"signoff@cpd.v1,git\" ",
        "namespaces=\"git\" ",
        "valid-after=\"20260601120000Z\" ",
        "valid-before=\"20260601\" ",
        "valid-before=\"20270601\",namespaces=\"*@*\" ",
        "cert-authority ",
        "unknown ",
    ];
    let mut cases = Vec::new();
    for _ in 0..110 {
        let name = dice.of(&SIGNERS);
        let namespace = dice.of(&[NAMESPACE, NAMESPACE, NAMESPACE, "git"]);
        let hash = dice.of(&["sha256", "sha512"]);
        let mut text = String::new();
        for _ in 0..1 + dice.below(3) {
            let key = match dice.below(4) {
                0 => shop.line("ed25519-other"),
                _ => shop.line(name),
            };
            let end = dice.of(&["\n", "\r\n", " comment\n", "\n\n# more\n"]);
            text.push_str(&format!(
                "{} {}{key}{end}",
                dice.of(&NAMES),
                dice.of(&OPTIONS)
            ));
        }
        let revoked = match dice.below(8) {
            0 => format!("{}\n", shop.line(name)),
            1 => "nonsense".to_owned(),
            2 | 3 => format!("{}\n", shop.line("ed25519-other")),
            _ => String::new(),
        };
        let asked = noon() + TimeDelta::seconds(dice.below(3) as i64 - 1);
        let signature = shop.sign(&shop.key(name).path, STATEMENT, namespace, hash);
        let case = shop.good("mixtures", name).signature(signature).at(asked);
        let case = case.namespace(if dice.below(8) == 0 { "git" } else { namespace });
        let case = case.says(text.clone()).allowed(text).revoked(revoked);
        cases.push(case.may(&[Stricter::SharedKey]));
    }
    cases
}

/// Least numbers of good and of bad cases that each group has to hold, for this to
/// prove anything.
const LEAST: [(&str, usize, usize); 13] = [
    ("armour", 30, 50),
    ("authorities", 15, 15),
    ("kinds of key", 25, 15),
    ("lists", 50, 60),
    ("messages", 40, 10),
    ("mixtures", 5, 40),
    ("namespaces", 12, 40),
    ("options", 10, 45),
    ("principals", 40, 50),
    ("revocations", 15, 35),
    ("security keys", 30, 40),
    ("tampering", 15, 150),
    ("times", 30, 40),
];

#[derive(Default)]
struct Tally {
    good: usize,
    bad: usize,
    stricter: usize,
}

#[test]
fn cpd_and_ssh_keygen_say_the_same_of_every_signature() {
    let Some(shop) = Workshop::open() else { return };
    let (seed, mut dice) = Dice::seeded();
    let groups: [fn(&Workshop, &mut Dice) -> Vec<Case>; 13] = [
        kinds_of_key,
        security_keys,
        namespaces,
        principals,
        times,
        revocations,
        authorities,
        lists,
        options,
        tampering,
        armours,
        messages,
        mixtures,
    ];
    let cases: Vec<Case> = groups
        .iter()
        .flat_map(|group| group(&shop, &mut dice))
        .collect();

    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut reasons: BTreeMap<Stricter, usize> = BTreeMap::new();
    let mut taken: BTreeMap<String, Vec<Duration>> = BTreeMap::new();
    let mut wrong = Vec::new();
    let verdicts = theirs(&shop.keygen, &cases);
    for (case, theirs) in cases.iter().zip(verdicts) {
        let tally = tallies.entry(case.group).or_default();
        let start = Instant::now();
        let ours = case.ours();
        if case.group == "messages" && case.message.len() < 2000 && ours.is_ok() {
            let name = case.says.split(':').next().unwrap_or_default();
            taken
                .entry(name.to_owned())
                .or_default()
                .push(start.elapsed());
        }
        match (theirs, ours) {
            (true, Ok(_)) => tally.good += 1,
            (false, Err(_)) => tally.bad += 1,
            (true, Err(flaw)) => match case.may.iter().find(|reason| reason.fits(&flaw)) {
                Some(reason) => {
                    tally.stricter += 1;
                    *reasons.entry(*reason).or_default() += 1;
                }
                None => wrong.push(format!("refused by cpd alone: {flaw:?}\n{}", case.shown())),
            },
            (false, Ok(_)) => wrong.push(format!("TAKEN BY CPD ALONE\n{}", case.shown())),
        }
    }

    println!("{:14} {:>6} {:>6} {:>9}", "", "good", "bad", "stricter");
    for (group, tally) in &tallies {
        println!(
            "{group:14} {:6} {:6} {:9}",
            tally.good, tally.bad, tally.stricter
        );
    }
    println!("{} cases, seed {seed}", cases.len());
    println!("refused by cpd alone: {reasons:?}");
    for (name, mut times) in taken {
        times.sort();
        println!("{name}: {:?} a signature", times[times.len() / 2]);
    }

    wrong.sort();
    let count = wrong.len();
    wrong.truncate(12);
    let wrong = wrong.join("\n\n");
    assert!(
        count == 0,
        "{count} verdicts differ (CPD_TEST_SEED={seed}):\n{wrong}"
    );
    assert!(cases.len() >= 500, "{} cases", cases.len());
    for (group, good, bad) in LEAST {
        let tally = &tallies[group];
        assert!(tally.good >= good, "{group}: {} good", tally.good);
        assert!(tally.bad >= bad, "{group}: {} bad", tally.bad);
    }
    assert_eq!(tallies.len(), LEAST.len(), "a group has no least");
    for reason in Stricter::ALL {
        assert!(reasons.contains_key(&reason), "{reason:?} never shows");
    }
}

/// A key that needs no program, its line and its signature over the statement.
fn fixed() -> (String, String) {
    let key = PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]));
    let signature = SshSig::sign(&key, NAMESPACE, HashAlg::Sha512, STATEMENT).unwrap();
    let public = key.public_key().to_openssh().unwrap();
    (public, signature.to_pem(LineEnding::LF).unwrap())
}

#[test]
fn reading_and_verifying_any_bytes_never_panics() {
    let (_, mut dice) = Dice::seeded();
    let (key, signature) = fixed();
    let list = format!(
        "# who\n{PERSON} namespaces=\"{NAMESPACE},a b\",valid-after=\"20260101Z\" {key} żółw\n\"sam\" {key}\r\n"
    );
    let right = Keys::read(Some(&format!("{PERSON} {key}")), Some(""));
    assert!(
        right
            .verify_as(signature.as_bytes(), STATEMENT, PERSON, noon(), NAMESPACE)
            .is_ok()
    );
    let mut read = 0;
    for number in 0..3000 {
        let text = match number % 3 {
            0 => mangled(list.as_bytes(), &mut dice),
            1 => mangled(key.as_bytes(), &mut dice),
            _ => {
                let count = dice.below(200);
                dice.bytes(count)
            }
        };
        let text = String::from_utf8_lossy(&text).into_owned();
        let lines = text.split('\n').count();
        let allowed = allowed_signers::parse(&text);
        let revoked = allowed_signers::parse_revoked(&text);
        assert!(allowed.len() <= lines, "{text:?}");
        assert!(revoked.is_none_or(|keys| keys.len() <= lines), "{text:?}");
        read += allowed.len();
        for line in &allowed {
            // A name that no line gives: whoever is meant is meant by a pattern.
            assert!(!line.is_for("\u{1}") || !line.is_one_person(), "{text:?}");
            line.counts_for(NAMESPACE, noon());
        }

        let mut blob = mangled(&dearmoured(signature.as_bytes()), &mut dice);
        if number % 2 == 0 {
            blob = mangled(&blob, &mut dice);
        }
        let pem = match number % 4 {
            0 => mangled(signature.as_bytes(), &mut dice),
            _ => armoured(&blob, 1 + dice.below(90), "\n"),
        };
        let keys = Keys::read(Some(&text), Some(&text));
        let verdict = keys.verify_as(&pem, b"another", PERSON, noon(), NAMESPACE);
        assert!(verdict.is_err(), "{text:?}\n{pem:?}");
        let verdict = right.verify_as(&pem, b"another", PERSON, noon(), NAMESPACE);
        assert!(verdict.is_err(), "{pem:?}");
    }
    assert!(read > 200, "{read} lines were still understood");
}

/// Bytes with a few of them changed, put in, doubled or cut off.
fn mangled(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + dice.below(4) {
        let place = dice.below(bytes.len() + 1);
        let any = dice.of(b"\0\n\r\t \"\\,=!*?#Zz09AB-\x7f\x80\xc3\xff");
        match dice.below(6) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place, any),
            2 => bytes = [&bytes[place..], &bytes[..place]].concat(),
            3 => bytes.extend_from_within(place..),
            _ => {
                if let Some(byte) = bytes.get_mut(place) {
                    *byte = if any == b'z' { *byte ^ 1 } else { any };
                }
            }
        }
    }
    bytes
}
