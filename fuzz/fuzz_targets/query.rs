//! Any string is a query or says where it is not one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::library::query::Query;

fuzz_target!(|text: &str| {
    if let Ok(query) = Query::parse(text) {
        assert!(Query::parse(query.text()).is_ok());
    }
});
