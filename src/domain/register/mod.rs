//! The register of an awarding body: one file for each award that it granted and each submission
//! that it returned. Knows no disk, no git and no signature.

mod entry;
mod number;
mod settings;

pub use entry::{NamedPerson, PeopleBasis, RegisterEntry, RegisterRevocation, RegisteredScheme};
pub use number::{EntryKind, RegisterFile, RegisterNumber, is_prefix};
pub use settings::RegisterSettings;

/// The file of the settings, beside `cpd.yaml`.
pub const SETTINGS: &str = "register.yaml";

/// The folder of the entries, with the slash that ends it.
pub const FOLDER: &str = "register/";
