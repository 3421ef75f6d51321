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
         What `cpd check` looks for, one page each; `cpd explain RULE` prints the same pages.\n\n\
         An error makes `cpd check` fail; a warning or a note does not. Some rules are more serious when an award is\n\
         asked about, as in `cpd check --award silver`; their pages say so. Rules with *yes* in the last column can be\n\
         left out for one record by a line such as `allow: [broken-link]` among its details at the top.\n\n\
         | Rule | Usually | What it finds | May be left out |\n\
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
