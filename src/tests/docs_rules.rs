//! docs/rules: a page for every rule, the same as `cpd explain` prints, and an
//! index. `CPD_UPDATE=1` writes them anew.

use std::fmt::Write;

use crate::check::rules::RULES;

use crate::tests::golden::{Tree, assert_kept};

#[test]
fn every_rule_has_its_page_and_every_page_its_rule() {
    let mut made = Tree::new();
    made.insert("README.md".into(), index().into_bytes());
    for rule in RULES {
        let page = format!("# {}\n\n{}", rule.name, rule.page());
        made.insert(format!("{}.md", rule.name), page.into_bytes());
    }
    assert_kept("docs/rules", &made);
}

fn index() -> String {
    let mut text = String::from(
        "# Rules\n\n\
         `cpd check` checks records and sign-offs by these rules. Each rule has a page here, and `cpd explain RULE`\n\
         prints the same page.\n\n\
         An error makes `cpd check` fail. A warning or a note does not. Some rules are more serious for the award that\n\
         you name, as in `cpd check --award silver`. Their pages say so.\n\n\
         If the last column says *yes*, a record can leave the rule out. Add a line such as `allow: [broken-link]` to\n\
         the details at its top.\n\n\
         | Rule | Usually | What it finds | Can be left out |\n\
         | --- | --- | --- | --- |\n",
    );
    for rule in RULES {
        let left_out = if rule.allowable { "yes" } else { "" };
        let (name, severity) = (rule.name, rule.severity.name());
        writeln!(
            text,
            "| [{name}]({name}.md) | {severity} | {} | {left_out} |",
            rule.summary()
        )
        .expect("a string takes everything");
    }
    text
}
