//! The user's editor: opens a file at a line and waits until it is closed.

use crate::model::Clean;
use crate::runtime::lean::without;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

/// Opens `file` at `line` in `$VISUAL`, `$EDITOR`, or `vi`. No shell is involved.
///
/// # Errors
/// What to tell the reader when it could not be started or ended badly.
pub(crate) fn open(file: &Path, line: usize) -> Result<(), Clean> {
    let chosen = ["VISUAL", "EDITOR"].into_iter().filter_map(env::var_os).find(|value| !value.is_empty());
    let words = words(&chosen.unwrap_or_else(|| "vi".into()));
    let Some((program, arguments)) = words.split_first() else {
        return Err(Clean::line("$EDITOR holds no program"));
    };
    let name = Path::new(program).file_name().unwrap_or(program).to_string_lossy().into_owned();
    let status = without(Command::new(program).args(arguments).args(place(&name, file, line))).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Clean::line(&format!("{name} ended with {status}"))),
        Err(error) => {
            Err(Clean::line(&format!("{name} cannot be started: {error}; set $EDITOR to your editor")))
        }
    }
}

/// The words of a setting such as `emacsclient -t`.
fn words(setting: &OsStr) -> Vec<OsString> {
    match setting.to_str() {
        Some(text) => text.split_whitespace().map(OsString::from).collect(),
        None => vec![setting.to_owned()],
    }
}

/// How an editor is told file and line.
fn place(editor: &str, file: &Path, line: usize) -> Vec<OsString> {
    let file_and_line = || {
        let mut both = file.as_os_str().to_owned();
        both.push(format!(":{line}"));
        both
    };
    match editor {
        "hx" | "helix" | "zed" | "subl" => vec![file_and_line()],
        "code" | "codium" | "code-insiders" => vec!["--wait".into(), "--goto".into(), file_and_line()],
        "ed" | "gedit" | "cat" | "less" => vec![file.into()],
        _ => vec![format!("+{line}").into(), file.into()],
    }
}

#[cfg(test)]
mod tests {
    use super::{place, words};
    use std::ffi::OsStr;
    use std::path::Path;

    #[test]
    fn tells_each_editor_in_its_own_way() {
        let check =
            |editor: &str, expect: &[&str]| assert_eq!(place(editor, Path::new("/a/b.txt"), 7), expect);
        check("vim", &["+7", "/a/b.txt"]);
        check("hx", &["/a/b.txt:7"]);
        check("code", &["--wait", "--goto", "/a/b.txt:7"]);
        assert_eq!(words(OsStr::new("emacsclient  -t")), ["emacsclient", "-t"]);
    }
}
