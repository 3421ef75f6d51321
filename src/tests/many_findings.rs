//! The memory that findings take. A portfolio is in memory as a whole, and each finding adds
//! little to it: what many of them say is kept once.

use std::collections::BTreeSet;

use super::forms::World;
use crate::domain::finding::Diagnostic;

/// Most bytes of a finding, apart from its words.
const MOST_BYTES: usize = 256;

#[test]
fn many_findings_share_the_choices_that_they_give() {
    let fields = (0..50).map(|number| format!("unknown_{number}: {number}\n"));
    let fields: String = fields.collect();
    let mut world = World::new("duties: []\n");
    for number in 0..20 {
        let path = format!("activities/2026-02-03-day-{number}");
        world = world.record(&path, &fields, "A day.");
    }
    let found = world.findings("2026-06-15").into_iter();
    let found: Vec<Diagnostic> = found
        .filter(|one| one.rule.as_str() == "unknown-field")
        .collect();
    assert_eq!(found.len(), 1_000);
    assert!(found.iter().all(|one| one.listed.len() > 20));
    let lists: BTreeSet<*const String> = found.iter().map(|one| one.listed.as_ptr()).collect();
    assert_eq!(lists.len(), 1);
    // No place is kept for remedies that are not there.
    let is_exact = |one: &Diagnostic| one.remedies.capacity() == one.remedies.len();
    assert!(found.iter().all(is_exact));
    assert!(size_of::<Diagnostic>() <= MOST_BYTES);
}
