//! Commands as a person types them, with what is printed: transcripts, conversations at
//! a terminal, and the commands that the documents show.

#[cfg(unix)]
mod completions;
#[cfg(unix)]
mod conversation;
#[cfg(unix)]
mod importing;
mod readme;
#[cfg(unix)]
mod six_commands;
mod transcripts;
