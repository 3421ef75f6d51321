//! Shows how far long work is, on a line of a terminal that is empty again when it is finished.

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The time before which nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// The time between two changes of the line.
const PAUSE: Duration = Duration::from_millis(100);

/// A line that counts. Several threads may add to it.
pub struct ProgressLine<W: Write> {
    started: Instant,
    shown: Mutex<ShownProgress<W>>,
}

/// The state of a line.
struct ShownProgress<W: Write> {
    /// `None` if nobody looks.
    out: Option<W>,
    done: usize,
    total: usize,
    /// The things that are counted, as in `portfolios`.
    noun: &'static str,
    last: Option<Duration>,
    width: usize,
}

impl<W: Write> ProgressLine<W> {
    pub fn new(out: Option<W>, total: usize, noun: &'static str) -> Self {
        Self {
            started: Instant::now(),
            shown: Mutex::new(ShownProgress {
                out,
                done: 0,
                total,
                noun,
                last: None,
                width: 0,
            }),
        }
    }

    pub fn add_one(&self) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.add_one(self.started.elapsed());
    }
}

impl<W: Write> ShownProgress<W> {
    fn add_one(&mut self, elapsed: Duration) {
        self.done += 1;
        let is_time = match self.last {
            None => elapsed >= PATIENCE,
            Some(last) => elapsed >= last + PAUSE,
        };
        if is_time {
            self.last = Some(elapsed);
            let line = format!("Read {} of {} {}", self.done, self.total, self.noun);
            self.write(&line);
            self.width = line.len();
        }
    }

    /// Writes over the line. That it cannot be shown stops no work.
    fn write(&mut self, line: &str) {
        let width = self.width;
        if let Some(out) = &mut self.out {
            let _ = write!(out, "\r{line:width$}").and_then(|()| out.flush());
        }
    }
}

impl<W: Write> Drop for ShownProgress<W> {
    fn drop(&mut self) {
        if self.width > 0 {
            self.write("");
            self.width = 0;
            self.write("");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(out: Option<&mut Vec<u8>>, times: &[u64]) {
        let mut shown = ShownProgress {
            out,
            done: 0,
            total: 10,
            noun: "portfolios",
            last: None,
            width: 0,
        };
        for time in times {
            shown.add_one(Duration::from_millis(*time));
        }
    }

    #[test]
    fn short_work_shows_nothing_and_long_work_leaves_nothing_behind() {
        let mut out = Vec::new();
        shown(Some(&mut out), &[0, 500, 999]);
        assert_eq!(out, b"");
        shown(Some(&mut out), &[0, 1000, 1050, 1100]);
        let blanks = " ".repeat("Read 4 of 10 portfolios".len());
        let expected = format!("\rRead 2 of 10 portfolios\rRead 4 of 10 portfolios\r{blanks}\r");
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        shown(None, &[2000]);
    }
}
