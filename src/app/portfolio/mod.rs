//! Portfolios as a whole: beginning one, the sample, keeping what was written, and taking a save back.

pub mod added_files;
pub mod demo;
mod demo_keys;
pub mod editor_files;
pub mod forge_files;
pub mod init;
pub mod init_many;
pub mod owner_details;
mod renamed_files;
pub mod save;
mod save_message;
pub mod save_selection;
pub mod undo;
