//! How long a search among 5,000 entries takes, for each letter that is typed; a frame has 16.6 ms.
//! Each time is the best of three, so that other programs that take the processor meanwhile do not
//! count; beside it stand all of them. Run with `cargo bench --no-default-features --bench vault`.

// It prints what it measured.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::{Duration, Instant};
use tokenscope::vault::{Entry, Expiry, Id, Index, Kind, Lead, Lines, Query, Sort, count_due};

const ENTRIES: u64 = 5_000;

/// So often each is done three times; the slowest but one of a hundred is told too.
const TIMES: usize = 200;

/// What a frame may take, at 60 frames a second.
const FRAME: Duration = Duration::from_micros(16_600);

fn index() -> Index {
    let providers = [
        "github",
        "gitlab",
        "stripe",
        "id.northwind.example",
        "slack",
    ];
    let environments = ["production", "staging", "test"];
    let pick = |all: &[&str], n: u64| {
        let at = usize::try_from(n).unwrap() % all.len();
        all.get(at).map(|text| (*text).to_owned())
    };
    let entry = |n: u64| {
        let kind = Kind::ALL
            .into_iter()
            .cycle()
            .nth(usize::try_from(n % 10).unwrap());
        let label = format!("Service {n} of the billing team, key {}", n * 7 % 1_000);
        Entry {
            provider: pick(&providers, n),
            environment: pick(&environments, n),
            account: Some(format!("person{n}@northwind.example")),
            tags: vec!["billing".to_owned(), format!("team-{}", n % 40)],
            scopes: vec!["openid".to_owned(), "read:all".to_owned()],
            note: Some(
                "Made for the nightly job; ask the platform team before it is replaced".to_owned(),
            ),
            expires: n
                .is_multiple_of(3)
                .then_some(1_000_000 + i64::try_from(n).unwrap() * 3_600),
            ..Entry::new(
                Id::numbered(n),
                Id::numbered(n + ENTRIES),
                label,
                kind.unwrap(),
                1_000,
            )
        }
    };
    Index {
        entries: (0..ENTRIES).map(entry).collect(),
        removed: Vec::new(),
    }
}

/// Prints how long a job takes, and gives the slowest but one of a hundred.
fn measured(name: &str, mut job: impl FnMut() -> usize) -> Duration {
    let mut best: Vec<Duration> = Vec::new();
    let mut all: Vec<Duration> = Vec::new();
    let mut found = 0;
    for _ in 0..TIMES {
        let three = [(); 3].map(|()| {
            let begun = Instant::now();
            found = std::hint::black_box(job());
            begun.elapsed()
        });
        best.extend(three.iter().min());
        all.extend(three);
    }
    best.sort();
    all.sort();
    let at = |of: &[Duration], hundredth: usize| {
        let time = of.get(of.len() * hundredth / 100).copied();
        time.unwrap_or_default()
    };
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!(
        "{name:34} {found:5} found  {:6.2} ms  (99%: {:.2} ms; of all {:.2} and {:.2} ms)",
        ms(at(&best, 50)),
        ms(at(&best, 99)),
        ms(at(&all, 50)),
        ms(at(&all, 99)),
    );
    at(&best, 99)
}

fn main() {
    let index = index();
    let lead = Lead::default();
    let lines = Lines::of(&index);
    let mut slowest = Duration::ZERO;
    for text in [
        "",
        "b",
        "bi",
        "bill",
        "billing 77",
        "team-7 production",
        "nobody has this",
    ] {
        let query = Query {
            text: text.to_owned(),
            ..Query::default()
        };
        let took = measured(&format!("search {text:?}"), || {
            // The window counts what is due beside it.
            std::hint::black_box(count_due(&index, lead, 2_000_000));
            lines
                .find(&index, &query, Sort::Best, lead, 2_000_000)
                .len()
        });
        slowest = slowest.max(took);
    }
    let due = Query {
        expiry: Expiry::Due,
        kind: Some(Kind::ApiKey),
        ..Query::default()
    };
    let took = measured("filter: due API keys, by expiry", || {
        lines
            .find(&index, &due, Sort::Expires, lead, 2_000_000)
            .len()
    });
    slowest = slowest.max(took);
    measured("count what is due", || count_due(&index, lead, 2_000_000));
    // Not while the window waits: where the list is read.
    measured("prepare the list for searching", || {
        Lines::of(&index).providers().len()
    });
    let text = index.render();
    measured("read the list from its text", || {
        Index::read(text.as_bytes()).unwrap().entries.len()
    });
    measured("write the list", || index.render().len() / 1_024);
    assert!(
        slowest < FRAME,
        "a search takes {slowest:?}, and a frame {FRAME:?}"
    );
}
