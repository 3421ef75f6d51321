//! Logs the work of the program itself, on stderr, for whoever asks with `-v` or
//! `CPD_LOG`. Without either nothing is installed, and an event costs one comparison.

use std::env;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::failure::Failure;

/// Installs the subscriber that `-v` or `CPD_LOG` asks for; the option goes first.
#[expect(
    clippy::disallowed_methods,
    reason = "settings are read once; a log is written as it comes, not after what was asked for"
)]
pub fn start(verbose: u8) -> Result<(), Failure> {
    let asked = env::var("CPD_LOG").ok();
    let asked = asked.filter(|text| !text.trim().is_empty());
    let filter = match (verbose, asked) {
        (0, None) => return Ok(()),
        (0, Some(text)) => read(&text)?,
        (1, _) => Targets::new().with_target("cpd", LevelFilter::INFO),
        (_, _) => Targets::new().with_target("cpd", LevelFilter::DEBUG),
    };
    // No line has a colour, whatever NO_COLOR says: logs are kept and compared.
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_span_events(FmtSpan::CLOSE)
        .with_target(false)
        .with_ansi(false)
        .with_timer(());
    // A second one is refused, and changes nothing.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init();
    Ok(())
}

/// Reads a level such as `debug`, or levels by part such as `cpd::adapters=debug`.
fn read(text: &str) -> Result<Targets, Failure> {
    if let Ok(level) = text.trim().parse::<LevelFilter>() {
        return Ok(Targets::new().with_target("cpd", level));
    }
    text.parse().map_err(|_| {
        Failure::failed("CPD_LOG is not a level of detail")
            .hint("write `CPD_LOG=info`, or `debug` for more")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_and_anything_else_is_refused() {
        for good in ["info", "DEBUG", " warn ", "off", "cpd::adapters=debug"] {
            assert!(read(good).is_ok(), "{good}");
        }
        for bad in ["cpd=loud", "a=b=c"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
