//! Lines that a person types at a terminal. Breaking off (Ctrl-C) at a question ends the
//! input, so that a command can still say what was answered. Elsewhere it ends the program.
#![expect(
    clippy::disallowed_methods,
    reason = "reads what a person answers, for the prompts alone"
)]

use std::io::{self, BufRead, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use signal_hook::consts::SIGINT;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// The two threads that wait for a line and for a signal. There is one pair, whoever asks.
struct Threads {
    wanted: Sender<()>,
    /// A line, nothing at the end of input, or nothing where the person breaks off.
    typed: Receiver<io::Result<Option<String>>>,
}

static THREADS: OnceLock<io::Result<Mutex<Threads>>> = OnceLock::new();

/// True while somebody is asked.
static ASKING: AtomicBool = AtomicBool::new(false);

impl Threads {
    fn start() -> io::Result<Mutex<Self>> {
        let (wanted, requests) = channel();
        let (answers, typed) = channel();
        let mut signals = Signals::new([SIGINT])?;
        let broken_off = answers.clone();
        thread::spawn(move || {
            for signal in signals.forever() {
                if ASKING.load(Ordering::SeqCst) {
                    let _ = broken_off.send(Ok(None));
                } else {
                    let _ = emulate_default_handler(signal);
                }
            }
        });
        // Reads only when a line is wanted: an editor has the terminal in between.
        thread::spawn(move || {
            for () in requests {
                let _ = answers.send(io::stdin().lines().next().transpose());
            }
        });
        Ok(Mutex::new(Self { wanted, typed }))
    }

    fn line() -> io::Result<Option<String>> {
        let threads = THREADS.get_or_init(Self::start);
        let threads = threads.as_ref().map_err(|error| error.kind())?;
        let threads = threads.lock().unwrap_or_else(PoisonError::into_inner);
        ASKING.store(true, Ordering::SeqCst);
        let ended = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        threads
            .wanted
            .send(())
            .map_err(|_| io::ErrorKind::BrokenPipe)?;
        let line = threads.typed.recv().map_err(ended);
        ASKING.store(false, Ordering::SeqCst);
        line?
    }
}

/// The lines as a reader.
#[derive(Debug, Default)]
pub struct TypedLines {
    line: Vec<u8>,
    read: usize,
}

impl BufRead for TypedLines {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read == self.line.len() {
            let line = Threads::line()?;
            self.line = line.map_or_else(Vec::new, |line| format!("{line}\n").into_bytes());
            self.read = 0;
        }
        Ok(&self.line[self.read..])
    }

    fn consume(&mut self, count: usize) {
        self.read = self.line.len().min(self.read + count);
    }
}

impl Read for TypedLines {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut line = self.fill_buf()?;
        let count = line.read(into)?;
        self.consume(count);
        Ok(count)
    }
}
