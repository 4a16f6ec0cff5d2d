//! Whatever a file holds, reading it ends, panics nowhere and repeats no secret.

use proptest::prelude::*;
use tokenscope::vault::{Activity, Index, dotenv, read_secret, read_transfer};

/// Text that looks like what is read here, more often than chance has it.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("export "),
        Just("A"),
        Just("KEY"),
        Just("="),
        Just("\""),
        Just("'"),
        Just("`"),
        Just("\\"),
        Just("\\n"),
        Just("$"),
        Just("${"),
        Just("#"),
        Just(" "),
        Just("\n"),
        Just("\r\n"),
        Just("\u{feff}"),
        Just("{"),
        Just("}"),
        Just("["),
        Just(":"),
        Just(","),
        Just("\"version\""),
        Just("1"),
        Just("\"entries\""),
        Just("eyJhbGciOiJub25lIn0."),
        Just("ä"),
        Just("\0"),
        Just("-----BEGIN "),
    ];
    proptest::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn every_text_is_read_to_its_end(text in prop_oneof![text(), any::<String>()]) {
        let read = dotenv::parse(&text);
        let lines = text.split('\n').count();
        prop_assert!(read.variables.iter().all(|v| (1..=lines).contains(&v.line)));
        prop_assert!(read.faults.iter().all(|f| (1..=lines).contains(&f.line)));
        let _ = (Index::read(text.as_bytes()), read_transfer(text.as_bytes()));
        let _ = (Activity::read(text.as_bytes()), read_secret(text.as_bytes()));
    }

    #[test]
    fn a_value_in_single_quotes_is_itself(value in "[^'\r]{0,80}") {
        let read = dotenv::parse(&format!("A='{value}'\nB=1"));
        prop_assert_eq!(read.variables.len(), 2);
        prop_assert_eq!(read.variables[0].value.expose(), value.as_bytes());
    }

    #[test]
    fn any_bytes_are_no_list(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Index::read(&bytes).is_err());
        let _ = (read_transfer(&bytes).is_err(), Activity::read(&bytes), read_secret(&bytes));
    }
}
