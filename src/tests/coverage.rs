//! tests/coverage.md: every name in it is looked up, so that no need of a programme
//! is met by something that is not there.

use crate::base::files::{Content, File, Snapshot};

use crate::domain::portfolio::Portfolio;
use crate::domain::schema::{Field, FieldType, Library, Scheme, built_in};

use crate::domain::id::KindId;
use crate::tests::golden::repository;

/// A portfolio that follows every scheme that comes with cpd, so that all of their
/// kinds are known.
fn everything() -> Portfolio {
    let library = Library::built_in();
    let pins: Vec<String> = library
        .ids()
        .into_iter()
        .filter_map(|id| Some(format!("  {id}: {}\n", library.newest(id)?.version)))
        .collect();
    let config = format!(
        "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: ro\nschemes:\n{}",
        pins.concat()
    );
    let file = |path: &str, text: String| File {
        path: path.to_owned(),
        content: Content::Text(text.into()),
    };
    let people = "people:\n  - id: ro\n    name: Ro Hale\n".to_owned();
    Portfolio::load(Snapshot::new(vec![
        file("cpd.yaml", config),
        file("trust/people.yaml", people),
    ]))
}

/// Begins a row about something that no portfolio holds, before the reason.
const NOT_KEPT: &str = "*Not kept in a record*: ";

/// Rows of the tables that say what meets a need: the need, and what is beside it.
fn rows(page: &str) -> Vec<(&str, &str)> {
    let (_, needs) = page.split_once("\n## ").expect("a part for each programme");
    needs
        .lines()
        .filter(|line| {
            line.starts_with("| ") && !line.starts_with("| ---") && !line.starts_with("| Need")
        })
        .map(|line| {
            let (need, met) = line
                .trim_matches(['|', ' '])
                .split_once(" | ")
                .expect("two cells");
            (need, met)
        })
        .collect()
}

/// `` `kind:activity.hours` `` and the like, in a cell.
fn names(cell: &str) -> Vec<(&str, &str)> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|name| name.split_once(':'))
        .collect()
}

#[test]
fn every_name_in_the_coverage_table_exists() {
    let page = std::fs::read_to_string(repository().join("tests/coverage.md")).expect("the page");
    let portfolio = everything();
    assert!(
        portfolio.scheme_set().faults.is_empty(),
        "{:#?}",
        portfolio.scheme_set().faults
    );
    let rows = rows(&page);
    assert!(rows.len() > 60, "only {} needs are listed", rows.len());
    let mut missing = Vec::new();
    for (need, met) in rows {
        let names = names(met);
        let is_left_out = met.strip_prefix(NOT_KEPT).is_some_and(|why| why.len() > 20);
        if names.is_empty() != is_left_out {
            missing.push(format!("neither met nor left out with a reason: {need}"));
        }
        for (what, name) in names {
            if !is_there(what, name, &portfolio) {
                missing.push(format!("{what}:{name} is not there ({need})"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Every scheme that comes with cpd is spoken of.
#[test]
fn no_scheme_is_left_out_of_the_coverage() {
    let page = std::fs::read_to_string(repository().join("tests/coverage.md")).expect("the page");
    let library = Library::built_in();
    let ids = library.ids();
    assert!(ids.len() > 5, "{ids:?}");
    for id in ids {
        assert!(
            page.contains(&format!(":{id}")),
            "{id} is not in tests/coverage.md"
        );
    }
}

fn is_there(what: &str, name: &str, portfolio: &Portfolio) -> bool {
    let in_scheme = |look: &dyn Fn(&Scheme, &str) -> bool| {
        name.split_once('/').is_some_and(|(scheme, part)| {
            portfolio
                .scheme(scheme)
                .is_some_and(|scheme| look(scheme, part))
        })
    };
    match what {
        "kind" => is_field(name, portfolio),
        "vocabulary" => portfolio.kinds().vocabularies().contains_key(name),
        "catalogue" => in_scheme(&|scheme, id| scheme.catalogues.contains_key(id)),
        "period" => in_scheme(&|scheme, id| scheme.periods.contains_key(id)),
        "criterion" => in_scheme(&|scheme, id| scheme.criteria.iter().any(|one| one.id == id)),
        "duty" => in_scheme(&|scheme, id| scheme.duties.iter().any(|one| one.id == id)),
        "award" => in_scheme(&|scheme, id| scheme.awards.iter().any(|one| one.id == id)),
        "confirmation" => in_scheme(&|scheme, id| scheme.confirmation(id).is_some()),
        "signoff" => in_scheme(&|scheme, id| scheme.step(id).is_some()),
        "template" => in_scheme(&|scheme, kind| {
            let built_in = KindId::parse(kind).and_then(|kind| built_in::default_template(&kind));
            scheme.templates.contains_key(kind) || built_in.is_some()
        }),
        "role" => {
            let usual = portfolio.kinds().vocabularies().get("role");
            usual.is_some_and(|roles| roles.position(name).is_some())
                || portfolio
                    .schemes()
                    .iter()
                    .any(|scheme| scheme.roles.iter().any(|role| role == name))
        }
        "reference" => portfolio
            .scheme(name)
            .is_some_and(|scheme| !scheme.references.is_empty()),
        "command" => is_command(name),
        _ => false,
    }
}

/// `activity.hours`, `checklist.items.baseline`.
fn is_field(name: &str, portfolio: &Portfolio) -> bool {
    let mut steps = name.split('.');
    let Some(kind) = steps.next().and_then(|kind| portfolio.kinds().get(kind)) else {
        return false;
    };
    let mut fields: &[Field] = &kind.fields;
    for step in steps {
        let Some(field) = fields.iter().find(|field| field.name == step) else {
            return false;
        };
        fields = match field.ty.item() {
            FieldType::Map(inner) => inner,
            _ => &[],
        };
    }
    true
}

/// `cpd due`, `cpd scheme diff`.
fn is_command(name: &str) -> bool {
    let mut words = name.split(' ');
    let mut command = crate::cli::command();
    if words.next() != Some("cpd") {
        return false;
    }
    for word in words {
        let Some(inner) = command.find_subcommand(word).cloned() else {
            return false;
        };
        command = inner;
    }
    true
}

/// Everything that a scheme asks for is listed, so that the page leaves out nothing.
#[test]
fn every_requirement_of_the_five_programmes_is_in_the_coverage_table() {
    let page = std::fs::read_to_string(repository().join("tests/coverage.md")).expect("the page");
    let portfolio = everything();
    let mut left_out = Vec::new();
    for id in [
        "alt-valley",
        "careers",
        "lancaster",
        "next-role",
        "school-cpd",
    ] {
        let scheme = portfolio.scheme(id).expect("the scheme");
        let duties = scheme.duties.iter().map(|one| ("duty", &one.id));
        let criteria = scheme.criteria.iter().map(|one| ("criterion", &one.id));
        let names = duties.chain(criteria);
        let names = names.map(|(what, name)| format!("`{what}:{id}/{name}`"));
        left_out.extend(names.filter(|name| !page.contains(name)));
        let confirmations = scheme.confirmations.iter();
        let names = confirmations.map(|one| format!("`confirmation:{id}/{}`", one.name()));
        left_out.extend(names.filter(|name| !page.contains(name)));
    }
    assert!(left_out.is_empty(), "{left_out:#?}");
}

/// The bodies of the page on programmes, each with its scheme.
const BODIES: [(&str, &str); 6] = [
    ("NMC", "nmc-revalidation"),
    ("GPhC", "gphc"),
    ("Social Work England", "social-work-england"),
    ("HCPC", "hcpc"),
    ("GDC", "gdc"),
    ("RICS", "rics"),
];

/// The page says field by field where each body finds what its own form asks for.
#[test]
fn every_field_that_a_body_asks_for_is_kept_where_the_page_says() {
    let page = std::fs::read_to_string(repository().join("docs/programmes.md")).expect("the page");
    let portfolio = everything();
    let mut wrong = Vec::new();
    for (body, id) in BODIES {
        let (_, part) = page.split_once(&format!("**{body}.**")).expect(body);
        let part = part.split("\n**").next().unwrap_or(part);
        let part = part.split("\n## ").next().unwrap_or(part);
        let rows: Vec<&str> = part
            .lines()
            .filter(|line| line.starts_with("| ") && !line.starts_with("| It asks"))
            .filter(|line| !line.starts_with("| ---"))
            .collect();
        assert!(rows.len() > 1, "{body}: {rows:?}");
        let scheme = portfolio.scheme(id).expect("the scheme");
        for row in rows {
            let (_, kept) = row.trim_matches(['|', ' ']).split_once(" | ").expect(row);
            let names = kept.split('`').skip(1).step_by(2);
            for name in names.filter(|name| !name.starts_with("cpd ")) {
                let field = name.split(':').next().unwrap_or(name);
                let is_field = portfolio.kinds().iter().any(|kind| {
                    let mut fields = kind.fields.iter();
                    fields.any(|one| one.name == field)
                });
                if !is_field
                    && scheme.step(name).is_none()
                    && name != crate::domain::layout::PAPER_FORM
                {
                    wrong.push(format!("{body}: `{name}` is no field and no step ({row})"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
