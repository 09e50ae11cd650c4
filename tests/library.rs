//! The library on disk from outside: the queries of docs/LIBRARY.md, the command, and what damage and strangers do to it.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use onrecord::library::disk::{Library, Options, SCHEMA, intake};
use onrecord::library::store::Access;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use xxhash_rust::xxh3::xxh3_64;

const TEXT: &str = "Harbour bridge to open in spring\n\n3 May 2024\n\n“We will open the bridge in spring,” said Mira Solberg, who leads the \
    harbour office of Penwick.\n\nTallis Motors said it would stay in Penwick. Solberg thanked the firm.\n";

fn open(corpus: &Path, folder: &Path) -> Library {
    Library::open(&Options { corpus: corpus.into(), folder: Some(folder.into()) }).unwrap()
}

fn fill(library: &Library) -> Vec<intake::Update> {
    let mut told = Vec::new();
    intake::scan(library, &intake::Options::default(), &mut |update| told.push(update)).unwrap();
    told
}

fn corpus() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("news")).unwrap();
    fs::write(dir.path().join("news/a.txt"), TEXT).unwrap();
    fs::write(dir.path().join("news/b.txt"), TEXT.replace("spring", "autumn")).unwrap();
    dir
}

/// What parser, extractor and joiner find in the sample articles, as `src/library/disk/versions.txt` has it.
fn results(library: &Library) -> String {
    let (mut parsed, mut found) = (Vec::new(), Vec::new());
    let db = library.connect().unwrap();
    let mut paths = db.prepare("SELECT path FROM file ORDER BY place").unwrap();
    for path in paths.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap) {
        let article = onrecord::parse::parse(&fs::read(library.root().join(&path)).unwrap(), &path);
        serde_json::to_writer(&mut parsed, &article).unwrap();
        serde_json::to_writer(&mut found, &onrecord::extract::extract(&article)).unwrap();
    }
    let mut joined = String::new();
    for sql in [
        "SELECT title || articles || why FROM story ORDER BY last, place",
        "SELECT name || kind || mentions || articles || said FROM actor ORDER BY 1",
    ] {
        let mut rows = db.prepare(sql).unwrap();
        joined.extend(rows.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
    }
    let [text, finds, joins] = [parsed.as_slice(), found.as_slice(), joined.as_bytes()].map(xxh3_64);
    format!("parser {text:016x}\nextractor {finds:016x}\njoiner {joins:016x}\n")
}

#[test]
fn samples_keep_their_versions_and_the_queries_of_the_page_find_something() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let library = open(&root.join("articles"), folder.path());
    fill(&library);
    let (versions, found) = (root.join("src/library/disk/versions.txt"), results(&library));
    if std::env::var_os("ONRECORD_VERSIONS").is_some() {
        fs::write(&versions, &found).unwrap();
    }
    let kept = fs::read_to_string(versions).unwrap();
    assert_eq!(
        found, kept,
        "other results want another version, so that libraries are brought up to them: \
         ONRECORD_VERSIONS=write cargo test --test library"
    );
    let page = fs::read_to_string(root.join("docs/LIBRARY.md")).unwrap();
    let queries: Vec<&str> =
        page.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(queries.len() >= 5);
    let db = library.connect().unwrap();
    for query in queries {
        let mut statement = db.prepare(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        assert!(statement.exists([]).unwrap(), "{query}");
    }
    assert_eq!(library.verify().unwrap(), []);
}

#[test]
fn the_words_of_a_quote_are_the_files_bytes() {
    let dir = corpus();
    let library = open(&dir.path().join("news"), &dir.path().join("lib"));
    fill(&library);
    let db = library.connect().unwrap();
    let sql = "SELECT path, start, \"end\" FROM quote JOIN file ON file.id = article JOIN article AS a ON a.id = article
               WHERE verbatim AND text IS NULL AND kind = 0 ORDER BY path";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let said: Vec<String> = rows
        .map(|row| {
            let (path, start, end): (String, u32, u32) = row.unwrap();
            let bytes = fs::read(library.root().join(path)).unwrap();
            String::from_utf8(bytes[start as usize..end as usize].to_vec()).unwrap()
        })
        .collect();
    assert_eq!(said, ["We will open the bridge in spring,", "We will open the bridge in autumn,"]);
}

#[test]
fn a_newer_library_is_read_and_left_as_it_is() {
    let dir = corpus();
    let (news, folder) = (dir.path().join("news"), dir.path().join("lib"));
    fill(&open(&news, &folder));
    let path = folder.join(SCHEMA.file);
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let library = open(&news, &folder);
    assert_eq!(library.access(), Access::Read);
    assert!(library.notices()[0].contains("newer"), "{:?}", library.notices());
    assert_eq!(library.info().unwrap().articles, 2);
    assert!(intake::scan(&library, &intake::Options::default(), &mut |_| {}).is_err());
    assert_eq!(library.info().unwrap().articles, 2);
}

#[test]
fn a_library_of_an_older_version_is_filled_again() {
    let dir = corpus();
    let (news, folder) = (dir.path().join("news"), dir.path().join("lib"));
    fill(&open(&news, &folder));
    let older = "ALTER TABLE actor ADD COLUMN fold TEXT; PRAGMA user_version = 2";
    rusqlite::Connection::open(folder.join(SCHEMA.file)).unwrap().execute_batch(older).unwrap();
    let library = open(&news, &folder);
    assert_eq!((library.notices(), library.info().unwrap().articles), (&[][..], 0));
    fill(&library);
    assert_eq!(library.info().unwrap().articles, 2);
    assert_eq!(library.verify().unwrap(), []);
}

#[test]
fn a_damaged_library_is_set_aside_and_made_again() {
    let dir = corpus();
    let (news, folder) = (dir.path().join("news"), dir.path().join("lib"));
    let library = open(&news, &folder);
    fill(&library);
    let before = library.info().unwrap();
    drop(library);
    fs::write(
        folder.join(SCHEMA.file),
        b"this is no database, and it is longer than a header of one would be",
    )
    .unwrap();
    let library = open(&news, &folder);
    assert!(library.notices()[0].contains("broken-1"), "{:?}", library.notices());
    fill(&library);
    let after = library.info().unwrap();
    assert_eq!((after.articles, after.quotes, after.actors), (before.articles, before.quotes, before.actors));
    assert_eq!(library.verify().unwrap(), []);
    assert!(folder.join("library.db.broken-1").exists());
}

#[test]
fn damage_within_a_library_is_found_by_the_scan() {
    let dir = corpus();
    let (news, folder) = (dir.path().join("news"), dir.path().join("lib"));
    fill(&open(&news, &folder));
    let path = folder.join(SCHEMA.file);
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "wal_checkpoint", "TRUNCATE").ok();
    let mut bytes = fs::read(&path).unwrap();
    // Every page but the first, which holds the head, and those of the schema.
    for page in bytes.chunks_mut(4096).skip(1) {
        if !page.windows(7).any(|bytes| bytes == b"CREATE ") {
            page.fill(0xff);
        }
    }
    fs::write(&path, &bytes).unwrap();
    for journal in ["-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("{}{journal}", SCHEMA.file)));
    }
    let library = open(&news, &folder);
    let error = intake::scan(&library, &intake::Options::default(), &mut |_| {}).unwrap_err();
    assert!(error.is_damage(), "{error}");
    drop(library);
    let library = Library::open_anew(&Options { corpus: news, folder: Some(folder.clone()) }).unwrap();
    assert!(library.notices()[0].contains("made again"), "{:?}", library.notices());
    fill(&library);
    assert_eq!(library.info().unwrap().articles, 2);
    assert!(folder.join("library.db.broken-1").exists());
}

#[test]
fn the_command_looks_after_a_library() {
    let dir = corpus();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_onrecord"))
            .args(arguments)
            .current_dir(dir.path())
            .env("HOME", dir.path())
            .env("XDG_CONFIG_HOME", dir.path())
            .env_remove("XDG_DATA_HOME")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    assert_eq!(run(&["library", "news", "--info"]).0, 1);
    let (code, out, _) = run(&["library", "news", "--rebuild"]);
    assert_eq!(code, 0, "{out}");
    assert!(
        out.contains("articles  2, 0 not yet") && out.contains(".local/share/onrecord/libraries/"),
        "{out}"
    );
    assert_eq!(
        run(&["library", "news", "--verify"]),
        (0, "the library is whole\n".to_owned(), String::new())
    );
    assert!(run(&["library", "news", "--info"]).1.contains("2 with"));
    let (code, _, _) = run(&["library", "news", "--rebuild", "--library", "elsewhere"]);
    assert_eq!((code, dir.path().join("elsewhere/library.db").exists()), (0, true));
    assert_eq!(run(&["library", "news", "--remove"]).0, 0);
    assert_eq!(run(&["library", "news", "--info"]).0, 1);
    assert_eq!(fs::read_dir(dir.path().join("news")).unwrap().count(), 2);
    assert_eq!(run(&["library", "news"]).0, 2);
}

/// A disk of 400 kilobytes, mounted where nobody else sees it; says 77 where that is not allowed.
#[cfg(target_os = "linux")]
const FULL_DISK: &str = r#"
mkdir disk && mount -t tmpfs -o size=400k none disk || exit 77
"$ONRECORD" library --rebuild --library disk/lib news && exit 1
"$ONRECORD" library --info --library disk/lib news | grep -q 'articles  [1-9]' || exit 2
mkdir tiny && mount -t tmpfs -o size=60k none tiny || exit 77
"$ONRECORD" library --rebuild --library tiny/lib news || exit 3
mount -o remount,size=64m disk || exit 77
"$ONRECORD" library --rebuild --library disk/lib news && "$ONRECORD" library --verify --library disk/lib news || exit 4
"#;

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_scan_and_what_is_there_can_be_read() {
    let dir = corpus();
    for n in 0..200 {
        let text = TEXT.replace("spring", &format!("month {n}"));
        fs::write(dir.path().join(format!("news/{n}.txt")), text).unwrap();
    }
    let ran = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", FULL_DISK])
        .env("ONRECORD", env!("CARGO_BIN_EXE_onrecord"))
        .env("HOME", dir.path())
        .env("XDG_CONFIG_HOME", dir.path())
        .current_dir(dir.path())
        .output();
    let Ok(output) = ran else { return };
    let told = String::from_utf8_lossy(&output.stderr);
    // Without namespaces for users there is no such disk.
    if output.status.code() == Some(77) || told.starts_with("unshare:") {
        return;
    }
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("full") || told.contains("No space left"), "{told}");
    assert_eq!(fs::read_dir(dir.path().join("news")).unwrap().count(), 202);
}
