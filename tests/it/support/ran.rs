//! A program that a test runs: started, waited for, and what it said.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest that one command may take, on a busy machine and unoptimised.
const PATIENCE: Duration = Duration::from_secs(300);

/// Output and exit code of a program.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        self.has_ended_with(&[code]);
        self
    }

    /// Asserts that it ended with one of these codes and printed nothing that a terminal
    /// acts upon.
    #[track_caller]
    pub fn ends(&self, codes: &[i32]) -> &Self {
        self.has_ended_with(codes);
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            let raw = text.chars().find(|c| drives(*c));
            assert!(raw.is_none(), "{name} holds {raw:?}: {text}");
        }
        self
    }

    #[track_caller]
    fn has_ended_with(&self, codes: &[i32]) {
        let (out, err) = (&self.stdout, &self.stderr);
        assert!(
            codes.contains(&self.code),
            "exit {}\nstdout:\n{out}\nstderr:\n{err}",
            self.code
        );
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        let said = self.said();
        assert!(!words.is_empty(), "any text holds an empty one");
        assert!(said.contains(words), "{words:?} is not in\n{said}");
        self
    }

    #[track_caller]
    pub fn is_silent_on(&self, words: &str) -> &Self {
        let said = self.said();
        assert!(!said.contains(words), "{words:?} is in\n{said}");
        self
    }

    fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Returns true for characters that a terminal acts upon instead of showing them.
fn drives(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Ways to run a [`Command`] to its end.
pub trait Runs {
    /// Starts it without input, its output caught.
    fn start(&mut self) -> Child;

    /// Starts it and waits for its end.
    fn run(&mut self) -> Ran;
}

impl Runs for Command {
    #[track_caller]
    fn start(&mut self) -> Child {
        self.stdin(Stdio::null());
        self.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = self.spawn();
        child.unwrap_or_else(|error| panic!("cannot start {self:?}: {error}"))
    }

    #[track_caller]
    fn run(&mut self) -> Ran {
        finish(self.start())
    }
}

/// Waits for a program, but not for ever, and asserts that it did not fall over.
#[track_caller]
pub fn finish(mut child: Child) -> Ran {
    let (out, err) = (drain(child.stdout.take()), drain(child.stderr.take()));
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a program that can be waited for") {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().expect("a program that can be ended");
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let text = |bytes: std::thread::JoinHandle<Vec<u8>>| {
        String::from_utf8(bytes.join().expect("output")).expect("UTF-8")
    };
    let ran = Ran {
        code: status.code().expect("it ended by itself"),
        stdout: text(out),
        stderr: text(err),
    };
    assert!(!ran.stderr.contains("panicked at"), "{ran:#?}");
    ran
}

/// Reads a stream to its end beside the test, so that the program never waits for it.
fn drain(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes).expect("a stream");
        }
        bytes
    })
}
