//! The schemes and templates are part of the program: when a file of theirs comes or
//! goes, the program has to be built again, which `include_dir!` does not see by itself.

fn main() {
    println!("cargo:rerun-if-changed=schema");
    println!("cargo:rerun-if-changed=templates");
}
