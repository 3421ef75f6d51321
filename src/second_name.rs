//! The program under its second name, `cpd-portfolio`, for where another program is called `cpd`.

use std::process::ExitCode;

fn main() -> ExitCode {
    cpd::main()
}
