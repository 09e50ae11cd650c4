//! onrecord: an offline terminal reader for saved news.
//!
//! A folder of raw articles becomes stories (what happened), actors (who is in it) and quotes (who said what). The modules
//! are floors: each uses its own floor and those below, never above. `ARCHITECTURE.md` has the map, `tests/floors.rs`
//! holds it.

pub mod app;
pub mod cli;
pub mod config;
pub mod extract;
pub mod library;
pub mod model;
pub mod parse;
pub mod runtime;
pub mod text;
pub mod ui;
