//! The only code that touches the disk, git, keys and other programs.

pub mod disk;
pub mod evidence;
pub mod forge;
pub mod git;
pub mod kept_lines;
pub mod keys;
pub mod new_folder;
pub mod outputs;
pub mod work_tree;
