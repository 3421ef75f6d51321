//! How jobs on a forge install cpd and recognise it: the shell steps that `cpd init --ci`
//! writes, run as the forge would run them. The same for what an approver is shown.

use serde_json::Value;

use crate::golden::repository;
use crate::support::{Ran, Runs as _, Sandbox};

const FORGES: [&str; 3] = ["github", "gitlab", "gitea"];

/// Collects the shell commands of every step or job that installs cpd.
fn install_scripts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains("$CPD_INSTALL") => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| install_scripts(item, found)),
        Value::Object(entries) => entries
            .values()
            .for_each(|item| install_scripts(item, found)),
        _ => {}
    }
}

/// Returns the steps that install cpd in the files for a forge, added with these options.
fn scripts(sandbox: &Sandbox, forge: &str, options: &str) -> Vec<String> {
    sandbox.sh(&format!(
        "rm -rf sam && cpd init sam --owner 'Sam Carter' --ci {forge} --line {options}"
    ));
    let mut scripts = Vec::new();
    for path in sandbox.sh("git -C sam ls-files").lines() {
        let text = sandbox.read(&format!("sam/{path}"));
        assert!(
            !text.contains("@settings@") && !text.contains("@install@"),
            "{path}"
        );
        // On public registries the name `cpd` belongs to another program.
        for command in text.split("cargo install").skip(1) {
            let end = command.find(['`', '\'', '"', ')', ';', '&', '\n']);
            let command = &command[..end.unwrap_or(command.len())];
            assert!(
                command.split_whitespace().all(|word| word != "cpd"),
                "{forge}: {path}: cargo install{command}"
            );
        }
        if path.ends_with(".yml") {
            let yaml: Value = serde_saphyr::from_str(&text).expect("YAML");
            install_scripts(&yaml, &mut scripts);
        }
    }
    // On Gitea the pages are printed by a job of their own.
    let expected = if forge == "gitea" { 4 } else { 3 };
    assert_eq!(scripts.len(), expected, "{forge}");
    scripts
}

/// Runs a step, with this command in the variable of the forge and `bin/` first on the PATH.
/// Then it says which program a later step would run.
fn run(sandbox: &Sandbox, script: &str, variable: Option<&str>) -> Ran {
    let mut shell = sandbox.command("bash");
    let path = format!(
        "{}:{}",
        sandbox.path().join("bin").display(),
        sandbox.sh("printf %s \"$PATH\"")
    );
    shell.args(["-euo", "pipefail", "-c"]);
    shell.arg(format!("{script}\necho \"runs $CPD\""));
    shell
        .env("PATH", path)
        .env("PAGE", "https://git.example/page");
    shell.env("CI_PROJECT_URL", "https://git.example/sam");
    match variable {
        Some(command) => shell.env("CPD_INSTALL", command),
        None => shell.env_remove("CPD_INSTALL"),
    };
    shell.run()
}

/// Puts a program into `bin/` that says this when it is asked for its version.
fn program(sandbox: &Sandbox, name: &str, says: &str) {
    sandbox.write(format!("bin/{name}"), format!("#!/bin/sh\necho '{says}'\n"));
    sandbox.sh(&format!("chmod +x bin/{name}"));
}

#[test]
fn without_a_command_each_job_stops_with_one_sentence_and_a_link() {
    let sandbox = Sandbox::new();
    for forge in FORGES {
        for script in scripts(&sandbox, forge, "") {
            let ran = run(&sandbox, &script, None);
            assert_eq!(ran.code, 1, "{forge}: {ran:?}");
            let says = "The variable CPD_INSTALL is not set. It is the command that installs cpd. \
                        How to set it: https://git.example/";
            assert!(ran.stdout.contains(says), "{forge}: {ran:?}");
            assert_eq!(ran.stdout.lines().count(), 1, "{forge}: {ran:?}");
        }
    }
}

#[test]
fn a_command_that_fails_is_named_in_one_sentence_besides_its_own_message() {
    let sandbox = Sandbox::new();
    for forge in FORGES {
        for script in scripts(&sandbox, forge, "") {
            let ran = run(&sandbox, &script, Some("echo broken >&2; exit 3"));
            assert_eq!(ran.code, 1, "{forge}: {ran:?}");
            assert!(ran.stderr.contains("broken"), "{forge}: {ran:?}");
            let says = "The command in CPD_INSTALL, which installs cpd, ended with exit code 3. \
                        How to set it: https://git.example/";
            assert!(ran.stdout.contains(says), "{forge}: {ran:?}");
        }
    }
}

#[test]
fn the_command_of_init_installs_cpd_unless_the_forge_has_another() {
    let sandbox = Sandbox::new();
    let options = r#"--install "echo 'it'\''s' \\\$HOME: \"installed\"""#;
    for forge in FORGES {
        for script in scripts(&sandbox, forge, options) {
            let ran = run(&sandbox, &script, None).expect_code(0);
            assert!(ran.stdout.starts_with("it's "), "{forge}: {ran:?}");
            let ran = run(&sandbox, &script, Some("echo variable")).expect_code(0);
            assert!(
                ran.stdout.starts_with("variable\nruns "),
                "{forge}: {ran:?}"
            );
        }
    }
}

#[test]
fn a_job_runs_no_other_program_called_cpd() {
    let sandbox = Sandbox::new();
    for forge in FORGES {
        for script in scripts(&sandbox, forge, "") {
            sandbox.sh("rm -rf bin");
            program(&sandbox, "cpd", "cpd 9.9.9");
            let ran = run(&sandbox, &script, Some("true"));
            assert_eq!(ran.code, 1, "{forge}: {ran:?}");
            let says = "bin/cpd is another program (cpd 9.9.9).";
            assert!(ran.stdout.contains(says), "{forge}: {ran:?}");
            // The second name of this program is the first that is looked for.
            program(&sandbox, "cpd-portfolio", "cpd-portfolio 0.2.0");
            let ran = run(&sandbox, &script, Some("true")).expect_code(0);
            assert!(
                ran.stdout.ends_with("bin/cpd-portfolio\n"),
                "{forge}: {ran:?}"
            );
        }
    }
}

#[test]
fn a_program_with_another_sha256_is_not_even_asked_for_its_version() {
    let sandbox = Sandbox::new();
    for forge in FORGES {
        program(&sandbox, "cpd-portfolio", "cpd-portfolio 0.2.0");
        let digest = sandbox.sh("sha256sum <bin/cpd-portfolio | cut -c -64");
        let options = format!("--install-sha256 {}", digest.trim().to_uppercase());
        for script in scripts(&sandbox, forge, &options) {
            program(&sandbox, "cpd-portfolio", "cpd-portfolio 0.2.0");
            let ran = run(&sandbox, &script, Some("true")).expect_code(0);
            assert!(
                ran.stdout.ends_with("bin/cpd-portfolio\n"),
                "{forge}: {ran:?}"
            );
            let changed = "#!/bin/sh\ntouch ran\necho cpd-portfolio 0.2.0\n";
            sandbox.write("bin/cpd-portfolio", changed);
            let ran = run(&sandbox, &script, Some("true"));
            assert_eq!(ran.code, 1, "{forge}: {ran:?}");
            let says = "bin/cpd-portfolio does not have the SHA-256 that this file names.";
            assert!(ran.stdout.contains(says), "{forge}: {ran:?}");
            assert!(!sandbox.path().join("ran").exists(), "{forge}");
        }
    }
}

#[test]
fn the_installer_of_a_job_is_given_no_key() {
    let sandbox = Sandbox::new();
    for forge in FORGES {
        for script in scripts(&sandbox, forge, "") {
            let script = format!("export CPD_RECORDER_KEY=k CPD_RECORDER_TOKEN=t\n{script}");
            let ran = run(
                &sandbox,
                &script,
                Some("env | grep -c ^CPD_RECORDER || true"),
            );
            assert!(ran.stdout.starts_with("0\nruns "), "{forge}: {ran:?}");
        }
    }
}

/// Returns the shell commands of the step with this name in a job of a workflow.
fn step(workflow: &str, job: &str, name: &str) -> String {
    let yaml: Value = serde_saphyr::from_str(workflow).expect("YAML");
    let steps = yaml["jobs"][job]["steps"].as_array().expect("steps");
    let step = steps.iter().find(|step| step["name"] == name);
    let script = step.and_then(|step| step["run"].as_str());
    script.expect("a step with commands").to_owned()
}

#[test]
fn the_summary_of_a_pull_request_begins_with_a_link_to_its_printed_pages() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/bronze-ready", "sam");
    sandbox.sh(
        "set -e; cd sam && git init -q -b main && git config user.name Sam
         git config user.email sam@example.org && git add -A && git commit -q -m Ready
         git checkout -q -b bronze && cpd --today 2025-05-13 sign bronze --unsigned --yes
         cpd init --ci github",
    );
    let workflow = sandbox.read("sam/.github/workflows/cpd-check.yml");
    let run = |name: &str, pages: &str| {
        let mut shell = sandbox.command("bash");
        shell.args(["-eo", "pipefail", "-c", &step(&workflow, "check", name)]);
        shell.current_dir(sandbox.path().join("sam"));
        shell.env("RUNNER_TEMP", "../temp").env("CPD", "cpd");
        shell.env("GITHUB_OUTPUT", "../output").env("BASE", "main");
        shell
            .env("GITHUB_STEP_SUMMARY", "../shown.md")
            .env("PAGES", pages);
        shell.run()
    };
    sandbox.sh("mkdir temp");
    run("check, and list what Approve would cover", "").expect_code(0);
    assert_eq!(sandbox.read("output"), "printed=yes\n");
    let kept = sandbox.sh("cd temp/packs && ls");
    assert_eq!(kept, "bronze-draft.html\nbronze-draft.pdf\n");
    let link = "https://github.com/college/sam/artifacts/1";
    run("show the pages, and what Approve would cover", link).expect_code(0);
    let shown = sandbox.read("shown.md");
    let begins = format!("**[Read the pages as they would be printed]({link})**");
    assert!(shown.starts_with(&begins), "{shown}");
    assert!(shown.contains("It endorses **Bronze**"), "{shown}");
    // Where the pages could not be kept, the rest is still shown.
    sandbox.sh("rm shown.md");
    run("show the pages, and what Approve would cover", "").expect_code(0);
    assert!(
        sandbox
            .read("shown.md")
            .starts_with("## What Approve would cover")
    );
}

#[test]
fn a_pull_request_on_gitea_keeps_its_pages_in_a_job_of_its_own() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/bronze-ready", "git/college/sam.git");
    sandbox.sh(
        "set -e; cd git/college/sam.git && git init -q -b main && git config user.name Sam
         git config user.email sam@example.org && git add -A && git commit -q -m Ready
         cpd init --ci gitea && git add -A && git commit -q -m Files
         git checkout -q -b bronze && cpd --today 2025-05-13 sign bronze --unsigned --yes
         git update-ref refs/pull/7/head bronze && git checkout -q main",
    );
    let files = sandbox
        .sh("git -C git/college/sam.git show refs/pull/7/head:.gitea/workflows/cpd-check.yml");
    let script = step(
        &files,
        "pages",
        "print the awards that the pull request asks for",
    );
    let run = |head: &str| {
        let head = sandbox.git(&format!("-C git/college/sam.git rev-parse {head}"));
        let mut shell = sandbox.command("bash");
        shell.args(["-eo", "pipefail", "-c", &script]);
        shell.env("GITHUB_SERVER_URL", sandbox.at("git"));
        shell.env("GITHUB_REPOSITORY", "college/sam");
        shell.env("CPD", "cpd").env("TOKEN", "t").env("NUMBER", "7");
        shell.env("HEAD", head.trim()).env("BASE", "origin/main");
        shell.env("GITHUB_OUTPUT", sandbox.at("output"));
        shell.env("PAGES", sandbox.at("pages"));
        shell.run().expect_code(0)
    };
    let ran = run("main");
    assert!(ran.stdout.contains("asks for no award"), "{ran:?}");
    assert!(!sandbox.at("pages").exists() && !sandbox.at("output").exists());
    let ran = run("bronze");
    assert!(ran.stdout.contains("under Artifacts"), "{ran:?}");
    assert_eq!(sandbox.read("output"), "printed=yes\n");
    let kept = sandbox.sh("ls pages");
    assert_eq!(kept, "bronze-draft.html\nbronze-draft.pdf\n");
}

#[test]
fn a_pull_request_on_gitlab_keeps_its_pages_unless_they_are_too_large() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/bronze-ready", "sam");
    sandbox.sh(
        "set -e; cd sam && git init -q -b main && git config user.name Sam
         git config user.email sam@example.org && git add -A && git commit -q -m Ready
         git remote add origin . && git checkout -q -b bronze
         cpd --today 2025-05-13 sign bronze --unsigned --yes && cpd init --ci gitlab",
    );
    let yaml = sandbox.read("sam/.gitlab-ci.yml");
    let yaml: Value = serde_saphyr::from_str(&yaml).expect("YAML");
    let scripts = yaml["cpd-check"]["script"].as_array().expect("scripts");
    let script = scripts.last().and_then(Value::as_str).expect("a script");
    for (largest, kept, begins) in [
        (
            "50",
            "bronze-draft.html\nbronze-draft.pdf\nsummary.md\n",
            "**[Read the pages",
        ),
        (
            "0",
            "summary.md\n",
            "The printed pages are too large to be kept.",
        ),
    ] {
        let mut shell = sandbox.command("bash");
        shell.args(["-euo", "pipefail", "-c", script]);
        shell.current_dir(sandbox.path().join("sam"));
        shell.env("CI_DEFAULT_BRANCH", "main").env("CPD", "cpd");
        shell.env("CI_JOB_URL", "https://gitlab.example/jobs/1");
        shell.env("CPD_LARGEST_PAGES", largest);
        let ran = shell.run().expect_code(0);
        assert!(ran.stdout.starts_with(begins), "{ran:?}");
        assert!(ran.stdout.contains("It endorses **Bronze**"), "{ran:?}");
        assert_eq!(
            sandbox.sh("cd sam/cpd-approve && ls && rm -r ../cpd-approve"),
            kept
        );
    }
}

#[test]
fn findings_are_a_report_of_the_merge_request_on_gitlab() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/bronze-ready", "sam");
    sandbox.sh(
        "set -e; cd sam && git init -q -b main && git config user.name Sam
         git config user.email sam@example.org && git add -A && git commit -q -m Ready
         git remote add origin . && git checkout -q -b hours && cpd init --ci gitlab
         sed -i 's/^hours: .*/hours: many/' activities/*",
    );
    let yaml = sandbox.read("sam/.gitlab-ci.yml");
    let yaml: Value = serde_saphyr::from_str(&yaml).expect("YAML");
    let job = &yaml["cpd-check"];
    assert_eq!(job["artifacts"]["when"], "always");
    let report = &job["artifacts"]["reports"]["codequality"];
    let report = report.as_str().expect("a name");
    let scripts = job["script"].as_array().expect("scripts");
    let script = scripts.last().and_then(Value::as_str).expect("a script");
    let mut shell = sandbox.command("bash");
    shell.args(["-euo", "pipefail", "-c", script]);
    shell.current_dir(sandbox.path().join("sam"));
    shell.env("CI_DEFAULT_BRANCH", "main").env("CPD", "cpd");
    shell.run().expect_code(1);
    let found: Value = serde_json::from_str(&sandbox.read(&format!("sam/{report}"))).expect("JSON");
    let found = found.as_array().expect("a list");
    let wrong = found.iter().filter(|one| one["check_name"] == "wrong-type");
    let paths: Vec<&str> = wrong
        .filter_map(|one| one["location"]["path"].as_str())
        .collect();
    assert!(!paths.is_empty(), "{found:#?}");
    assert!(
        paths.iter().all(|path| path.starts_with("activities/")),
        "{paths:?}"
    );
}

#[test]
fn the_action_installs_checks_and_shows_what_the_workflow_shows() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/bronze-ready", "sam");
    sandbox.sh(
        "set -e; cd sam && git init -q -b main && git config user.name Sam
         git config user.email sam@example.org && git add -A && git commit -q -m Ready
         git checkout -q -b bronze && cpd --today 2025-05-13 sign bronze --unsigned --yes",
    );
    let text = std::fs::read_to_string(repository().join("action.yml")).expect("an action");
    let action: Value = serde_saphyr::from_str(&text).expect("YAML");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let run = |name: &str, given: &[(&str, &str)]| {
        let step = steps.iter().find(|step| step["name"] == name);
        let script = step
            .and_then(|step| step["run"].as_str())
            .expect("commands");
        let mut shell = sandbox.command("bash");
        shell.args(["-eo", "pipefail", "-c", script]);
        shell.current_dir(sandbox.path().join("sam"));
        shell
            .env("GITHUB_OUTPUT", "../output")
            .env("GITHUB_STEP_SUMMARY", "../shown.md");
        shell.envs(given.iter().copied());
        shell.run()
    };
    let commands = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/ci/install.sh");
    let install = |sha256: &str, command: &str| {
        let given = [
            ("STEPS", commands),
            ("PAGE", "the input"),
            ("SHA256", sha256),
        ];
        run(
            "install cpd",
            &[&given[..], &[("CPD_INSTALL", command)]].concat(),
        )
    };
    assert_eq!(install("1; touch ../ran", "true").code, 1);
    assert!(!sandbox.path().join("ran").exists());
    assert_eq!(install("", "").code, 1, "nothing to install with");
    assert_eq!(install(&"0".repeat(64), "true").code, 1, "another program");
    install("", "true").expect_code(0);
    let output = sandbox.read("output");
    let program = output.trim().strip_prefix("program=").expect("a program");
    let given = [
        ("PROGRAM", program),
        ("BASE", "main"),
        ("AWARD", ""),
        ("PAGES", "true"),
    ];
    run("check", &[&given[..], &[("WORK", "../temp")]].concat()).expect_code(0);
    assert!(sandbox.read("output").ends_with("printed=yes\n"));
    let given = [
        ("LINK", "https://a.example/1"),
        ("SUMMARY", "../temp/summary.md"),
    ];
    run("show the pages, and what Approve would cover", &given).expect_code(0);
    let shown = sandbox.read("shown.md");
    assert!(
        shown.starts_with("**[Read the pages as they would be printed]("),
        "{shown}"
    );
    assert!(shown.contains("It endorses **Bronze**"), "{shown}");
}

/// Returns the file of the job that publishes a line, as YAML.
fn line_job(sandbox: &Sandbox, forge: &str) -> Value {
    let file = match forge {
        "gitlab" => ".gitlab/cpd-line.yml".to_owned(),
        forge => format!(".{forge}/workflows/cpd-line.yml"),
    };
    let text = sandbox.read(&format!("git/college/sam.git/{file}"));
    serde_saphyr::from_str(&text).expect("YAML")
}

/// Runs the commands that write a line, and returns the file that they may have written.
fn write_line(sandbox: &Sandbox, forge: &str) -> (Ran, String) {
    let yaml = line_job(sandbox, forge);
    let script = match forge {
        "gitlab" => {
            let scripts = yaml["cpd-line"]["script"].as_array().expect("scripts");
            scripts.last().and_then(Value::as_str).expect("a script")
        }
        _ => {
            let steps = yaml["jobs"]["line"]["steps"].as_array().expect("steps");
            let step = steps.iter().find(|step| step["id"] == "line");
            step.and_then(|step| step["run"].as_str())
                .expect("a script")
        }
    };
    sandbox.sh("rm -rf output temp && mkdir temp");
    let mut shell = sandbox.command("bash");
    shell.args(["-euo", "pipefail", "-c", script]);
    shell.current_dir(sandbox.at("git/college/sam.git"));
    shell.env("GITHUB_SERVER_URL", sandbox.at("git"));
    shell.env("GITHUB_REPOSITORY", "college/sam");
    shell.env("GITHUB_OUTPUT", sandbox.at("output"));
    shell.env("RUNNER_TEMP", sandbox.at("temp"));
    shell.env("LINE", sandbox.at("temp/line.jsonl"));
    shell.env("CPD", "cpd").env("TOKEN", "t");
    let ran = shell.run().expect_code(0);
    let written = match forge {
        "gitlab" => "git/college/sam.git/line.jsonl",
        _ => "temp/line.jsonl",
    };
    (ran, written.to_owned())
}

#[test]
fn a_line_is_published_of_the_default_branch_and_of_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/bronze-ready", "git/college/sam.git");
    sandbox.sh("git init -q -b main git/college/sam.git");
    sandbox
        .sh("cd git/college/sam.git && git config user.name Sam && git config user.email s@e.org");
    for forge in FORGES {
        sandbox.sh(&format!(
            "cd git/college/sam.git && cpd init --ci {forge} --line"
        ));
    }
    sandbox.sh("cd git/college/sam.git && git add -A && git commit -q -m Files");
    let head = sandbox.git("-C git/college/sam.git rev-parse HEAD");
    for forge in ["github", "gitea"] {
        let yaml = line_job(&sandbox, forge);
        let on: Vec<&String> = yaml["on"].as_object().expect("events").keys().collect();
        assert_eq!(on, ["push", "schedule", "workflow_dispatch"], "{forge}");
        assert_eq!(yaml["permissions"], serde_json::json!({}), "{forge}");
        let job = &yaml["jobs"]["line"];
        let right = serde_json::json!({"contents": "read"});
        assert_eq!(job["permissions"], right, "{forge}");
        let steps = job["steps"].as_array().expect("steps");
        let keep = steps.last().expect("a step");
        assert_eq!(keep["continue-on-error"], true, "{forge}");
        assert_eq!(keep["with"]["retention-days"], 30, "{forge}");
    }
    let yaml = line_job(&sandbox, "gitlab");
    let rules = serde_json::json!([{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]);
    assert_eq!(yaml["cpd-line"]["rules"], rules);
    assert_eq!(yaml["cpd-line"]["artifacts"]["expire_in"], "30 days");
    for forge in FORGES {
        let (_, written) = write_line(&sandbox, forge);
        let line: Value = serde_json::from_str(&sandbox.read(&written)).expect("a line");
        assert_eq!(
            (&line["name"], &line["read"]),
            (&"Sam Carter".into(), &"whole".into())
        );
        assert_eq!(line["commit"], head.trim(), "{forge}");
    }
}

#[test]
fn a_line_that_cannot_be_written_fails_no_job() {
    let sandbox = Sandbox::new();
    sandbox.sh(
        "set -e; cpd init git/college/sam.git --owner 'Sam Carter' --ci github --line
         cd git/college/sam.git && cpd init --ci gitlab --line && cpd init --ci gitea --line
         git rm -q --cached cpd.yaml && rm cpd.yaml && mkdir cpd.yaml && touch cpd.yaml/a
         echo old > line.jsonl && git add -A && git -c user.name=S -c user.email=s@e.org commit -qm x --no-verify",
    );
    for forge in FORGES {
        let (ran, written) = write_line(&sandbox, forge);
        assert!(ran.stdout.contains("exit code 2"), "{forge}: {ran:?}");
        assert!(
            !sandbox.at(&written).exists(),
            "{forge}: no line of an earlier run is kept"
        );
        assert!(!sandbox.at("output").exists(), "{forge}");
    }
}

#[test]
fn a_command_or_sha256_that_no_file_can_hold_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.sh("cpd init sam --owner 'Sam Carter'");
    for option in [
        "--install \"$(printf 'a\\nb')\"",
        "--install 'echo ${{ secrets.CPD_RECORDER_KEY }}'",
        "--install-sha256 abc",
    ] {
        let ran = sandbox.line_in_sam(&format!("cpd init --ci github {option}"));
        assert_eq!((ran.code, &*ran.stdout), (2, ""), "{option}: {ran:?}");
    }
}
