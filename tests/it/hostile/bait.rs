//! A program that leaves a mark, named wherever a repository can name one.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use crate::support::Sandbox;

/// Every hook that git runs by itself.
pub const HOOKS: [&str; 11] = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-checkout",
    "post-index-change",
    "reference-transaction",
    "post-rewrite",
    "pre-auto-gc",
    "fsmonitor-watchman",
    "post-merge",
];

/// A program, and the file that it writes to when it is run.
pub struct Bait {
    pub program: PathBuf,
    pub touched: PathBuf,
    /// The settings that the repository's own include.
    pub included: PathBuf,
}

impl Bait {
    /// Names the program in hooks, settings and attributes of the sandbox's repository.
    pub fn in_repository(sandbox: &Sandbox) -> Self {
        let touched = sandbox.beside("touched");
        let program = sandbox.beside("bait");
        let script = format!(
            "#!/bin/sh\necho \"$0 $@\" >> '{}'\ncat 2>/dev/null\nexit 0\n",
            touched.display()
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        for folder in [".git/hooks", ".git/other-hooks"] {
            fs::create_dir_all(sandbox.at(folder)).unwrap();
            for hook in HOOKS {
                let _ = fs::remove_file(sandbox.at(format!("{folder}/{hook}")));
                symlink(&program, sandbox.at(format!("{folder}/{hook}"))).unwrap();
            }
        }
        let this = Self {
            program,
            touched,
            included: sandbox.beside("included"),
        };
        this.set(sandbox);
        this
    }

    fn set(&self, sandbox: &Sandbox) {
        let bait = self.program.to_str().unwrap();
        let settings = format!(
            "[core]\n\tfsmonitor = {bait}\n\teditor = {bait}\n\tpager = {bait}\n\tsshCommand = {bait}\n\taskPass = {bait}\n\tgitProxy = {bait}\n\tuntrackedCache = true\n\
             [gpg]\n\tprogram = {bait}\n[gpg \"ssh\"]\n\tprogram = {bait}\n\tdefaultKeyCommand = {bait}\n[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[user]\n\tsigningKey = x\n\
             [filter \"evil\"]\n\tclean = {bait}\n\tsmudge = {bait}\n\trequired = false\n[filter \"worse\"]\n\tprocess = {bait}\n[diff]\n\texternal = {bait}\n[diff \"evil\"]\n\tcommand = {bait}\n\ttextconv = {bait}\n\
             [merge \"evil\"]\n\tdriver = {bait}\n[credential]\n\thelper = !{bait}\n[alias]\n\tstatus = !{bait}\n[init]\n\ttemplateDir = {}\n[sequence]\n\teditor = {bait}\n[uploadpack]\n\tpackObjectsHook = {bait}\n[trailer \"x\"]\n\tcommand = {bait}\n",
            sandbox.at(".git").display(),
        );
        fs::write(&self.included, settings).unwrap();
        let more = format!(
            "[include]\n\tpath = {0}\n[includeIf \"gitdir:**\"]\n\tpath = {0}\n",
            self.included.display()
        );
        let config = sandbox.read(".git/config");
        sandbox.write(".git/config", config + &more);
        let filters = "* filter=evil diff=evil merge=evil\n*.png filter=worse\n";
        sandbox.write(".git/info/attributes", filters);
        sandbox.write(".gitattributes", "* filter=evil diff=evil merge=evil ident working-tree-encoding=UTF-16\n*.png filter=worse\n");
    }
}
