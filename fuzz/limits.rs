//! How long an input may take and how much memory, and how both are measured.

use std::fs;
use std::time::Duration;

/// Most time of the processor that an input may take, over all threads.
pub const LONGEST: Duration = Duration::from_secs(2);

/// Longest that an input may take by the clock, on a machine that is busy with other things.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Most memory that an input may take, in bytes: by how much the peak of the process, which Linux
/// calls `VmHWM`, has grown since the seeds were tried.
pub const MOST_MEMORY: u64 = 256 << 20;

/// A shorter run cannot have touched [`MOST_MEMORY`], so the peak is not read after it.
pub const SHORTEST_LARGE: Duration = Duration::from_millis(5);

/// Returns the most memory that this process has held at once, in bytes; 0 where the system does
/// not say.
pub fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or_default() * 1024
}

/// Returns the processor time that this process has taken, to a hundredth of a second; 0 where the
/// system does not say.
pub fn processor_time() -> Duration {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in brackets, may hold blanks.
    let rest = line.rsplit(") ").next().unwrap_or_default();
    let ticks = rest.split(' ').skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|word| word.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// Limits the address space, so that what asks for far too much is ended and not the machine.
pub fn limit_address_space() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let most = Some(8 << 30);
        let limit = Rlimit {
            current: most,
            maximum: most,
        };
        let _ = setrlimit(Resource::As, limit);
    }
}
