//! The command line, run as a user runs it: arguments in, text and exit code out.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const FERRY: &str = "---\ntitle: Ferry inquiry widens\nsource: Harbour Post\ndate: 2024-03-12\n---\n\nThe inquiry into the sunken ferry has widened to its owners, the harbour master said on Tuesday.\n\n“We will look at every bolt,” said Mira Solberg, who leads the inquiry.\n";
const BREAD: &str = "---\ntitle: Bread prices rise again\nsource: Market Daily\ndate: 2024-05-01\n---\n\nA loaf of bread costs twice what it did, and the bakers of the town see no end to it this year.\n";

fn corpus() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("ferry.md"), FERRY).unwrap();
    fs::write(dir.path().join("bread.md"), BREAD).unwrap();
    fs::write(dir.path().join("empty.txt"), "").unwrap();
    dir
}

fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command
        .args(arguments)
        .current_dir(dir)
        .env("HOME", dir)
        .env("XDG_CONFIG_HOME", dir)
        .env("XDG_DATA_HOME", dir.join(".data"))
        .stdin(Stdio::null());
    command
}

fn run(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command(dir, arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn json(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn search_finds_or_says_that_it_does_not() {
    let dir = corpus();
    let (code, out, _) = run(dir.path(), &["search", ".", "ferry inquiry"]);
    assert_eq!(code, 0);
    assert!(out.contains("1 article\n") && out.contains("Ferry inquiry widens  (ferry.md:"), "{out}");
    assert!(!out.contains('\u{1b}'));
    assert_eq!(run(dir.path(), &["search", ".", "zeppelin"]).0, 1);
    let (_, out, _) = run(dir.path(), &["search", ".", "bread OR ferry", "--format", "jsonl"]);
    let paths: Vec<_> =
        json(&out).iter().filter(|r| r["group"] == "articles").map(|r| r["path"].clone()).collect();
    assert_eq!(paths.len(), 2, "{out}");
}

#[test]
fn word_forms_are_a_setting() {
    let dir = corpus();
    assert_eq!(run(dir.path(), &["search", ".", "baking"]).0, 1);
    fs::write(dir.path().join("forms.toml"), "word-forms = true\n").unwrap();
    let forms = |query| run(dir.path(), &["search", ".", query, "--config", "forms.toml"]);
    let (code, out, _) = forms("widen rising");
    assert_eq!((code, out.contains("1 article")), (1, false), "{out}");
    let (code, out, _) = forms("inquiries widening");
    assert!(code == 0 && out.contains("Ferry inquiry widens"), "{out}");
    assert_eq!(forms("\"inquiries\"").0, 1);
}

#[test]
fn a_brief_has_every_line_with_its_place() {
    let dir = corpus();
    let (code, out, _) = run(dir.path(), &["export", ".", "--what", "brief", "--query", "ferry"]);
    let lines = json(&out);
    assert_eq!(code, 0);
    assert!(
        lines.iter().any(|line| line["type"] == "sources" && line["named"][0]["name"] == "Mira Solberg"),
        "{out}"
    );
    let moment = lines.iter().find(|line| line["type"] == "moment" && line["article"] == true).unwrap();
    let of = |key: &str| moment["told"][key].as_u64().unwrap() as usize;
    let text: String = FERRY.chars().skip(of("start")).take(of("end") - of("start")).collect();
    assert!(text.contains("Ferry inquiry widens"), "{text}");
    let (_, out, _) =
        run(dir.path(), &["export", ".", "--what", "brief", "--format", "md", "--query", "ferry"]);
    assert!(out.starts_with("# Ferry inquiry widens") && out.contains("speakers with a name: 1"), "{out}");
    assert!(!out.contains("Where accounts"), "nothing to compare in a story of one: {out}");
    assert_eq!(run(dir.path(), &["export", ".", "--what", "brief", "--format", "csv"]).0, 2);
}

#[test]
fn a_query_that_does_not_parse_says_where() {
    let dir = corpus();
    let (code, _, err) = run(dir.path(), &["search", ".", "x speeker:y"]);
    assert_eq!(code, 2);
    assert!(err.contains("character 3") && err.contains("unknown field `speeker`"), "{err}");
}

#[test]
fn exports_take_queries_and_formats() {
    let dir = corpus();
    let (code, out, _) = run(dir.path(), &["export", ".", "--query", "source:harbour"]);
    let rows = json(&out);
    assert_eq!((code, rows.len()), (0, 1));
    assert_eq!(rows[0]["headline"], "Ferry inquiry widens");
    assert_eq!(rows[0]["date"], "2024-03-12");
    let block = &rows[0]["blocks"][0];
    let (start, end) = (block["start"].as_u64().unwrap() as usize, block["end"].as_u64().unwrap() as usize);
    let text: String = FERRY.chars().skip(start).take(end - start).collect();
    assert_eq!(block["text"], text);
    let (_, out, _) = run(dir.path(), &["export", ".", "--what", "stories", "--format", "csv"]);
    assert!(out.starts_with("story,title,first_date,last_date,articles\r\n"), "{out}");
    let (_, out, _) =
        run(dir.path(), &["export", ".", "--what", "articles", "--format", "md", "--query", "bread"]);
    assert!(out.starts_with("# Bread prices rise again\n"), "{out}");
    assert_eq!(run(dir.path(), &["export", ".", "--query", "zeppelin"]).0, 1);
}

#[test]
fn exports_show_what_the_user_mended() {
    let dir = corpus();
    let data = dir.path().join(".data/onrecord");
    fs::create_dir_all(&data).unwrap();
    let mend =
        "format = 1\n[[mend]]\ndo = \"rename\"\nactor = \"Mira Solberg (person)\"\nto = \"Mira Aas\"\n";
    fs::write(data.join("mends.toml"), mend).unwrap();
    let names = |arguments: &[&str]| -> Vec<String> {
        let (_, out, _) = run(dir.path(), &[&["export", ".", "--what", "actors"], arguments].concat());
        json(&out).iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(names(&[]).contains(&"Mira Aas".to_owned()), "{:?}", names(&[]));
    assert!(names(&["--as-found"]).contains(&"Mira Solberg".to_owned()));
    let (code, out, _) = run(dir.path(), &["search", ".", "actor:aas"]);
    assert!(code == 0 && out.contains("Mira Aas"), "{out}");
}

#[test]
fn an_export_goes_into_a_file_or_says_why_not() {
    let dir = corpus();
    let file = dir.path().join("out.jsonl");
    let (code, out, _) = run(dir.path(), &["export", ".", "-o", "out.jsonl"]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert_eq!(json(&fs::read_to_string(file).unwrap()).len(), 2);
    let (code, _, err) = run(dir.path(), &["export", ".", "-o", "no/such/place"]);
    assert!(code == 2 && err.contains("cannot write no/such/place"), "{err}");
}

#[test]
fn check_reports_every_file() {
    let dir = corpus();
    let (code, out, _) = run(dir.path(), &["check", "."]);
    assert_eq!(code, 0);
    for expect in
        ["empty.txt: not an article", "ferry.md: UTF-8", "2 articles read, 1 files not", "cut lines"]
    {
        assert!(out.contains(expect), "{expect} in {out}");
    }
}

#[test]
fn show_has_three_views() {
    let dir = corpus();
    let (_, clean, _) = run(dir.path(), &["show", "ferry.md"]);
    assert!(
        clean.starts_with("Ferry inquiry widens\n") && clean.contains("Harbour Post · 2024-03-12"),
        "{clean}"
    );
    let (_, cut, _) = run(dir.path(), &["show", "ferry.md", "--view", "cut"]);
    assert!(cut.contains("cut: metadata"), "{cut}");
    fs::write(dir.path().join("red.txt"), "red \u{1b}[31mink\n").unwrap();
    let (_, raw, _) = run(dir.path(), &["show", "red.txt", "--view", "raw"]);
    assert_eq!(raw, "red ^[[31mink\n");
    assert_eq!(run(dir.path(), &["show", "none.txt"]).0, 2);
}

#[test]
fn a_missing_folder_is_an_error() {
    let dir = corpus();
    for arguments in [&["search", "none", "x"][..], &["export", "none"], &["check", "none"], &["none"]] {
        let (code, out, err) = run(dir.path(), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains("none"), "{err}");
    }
}

#[test]
fn annotate_answers_line_by_line() {
    let dir = corpus();
    let mut child =
        command(dir.path(), &["annotate"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let text = "“We will look at every bolt,” said Mira Solberg on Tuesday.";
    let line = serde_json::json!({ "id": "a", "text": text });
    writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
    let out = child.wait_with_output().unwrap();
    let rows = json(&String::from_utf8(out.stdout).unwrap());
    assert_eq!(rows.len(), 1);
    for quote in rows[0]["quotes"].as_array().unwrap() {
        let (start, end) =
            (quote["start"].as_u64().unwrap() as usize, quote["end"].as_u64().unwrap() as usize);
        let content: String = text.chars().skip(start).take(end - start).collect();
        assert!(content.starts_with("We will look"), "{content}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let dir = corpus();
    let mut child =
        command(dir.path(), &["export", "."]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let out = child.wait_with_output().unwrap();
    assert_eq!((out.status.code(), out.stderr.len()), (Some(0), 0));
}

#[test]
fn it_describes_itself() {
    let dir = corpus();
    for (arguments, expect) in [
        (&["config", "--print"][..], "corpus"),
        (&["keys", "--print"], "| where | keys |"),
        (&["completions", "bash"], "complete"),
        (&["man"], ".TH onrecord"),
        (&["--help"], "annotate"),
    ] {
        let (code, out, err) = run(dir.path(), arguments);
        assert_eq!(code, 0, "{arguments:?}: {err}");
        assert!(out.contains(expect), "{arguments:?}: {out}");
    }
}
