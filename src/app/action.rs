//! Everything a user can do, in one list: its name in the configuration, its sentence in the help, its keys.
//!
//! Keymap, help, the key table of the README and the `[keys]` part of `config.toml` are made from this list. An action
//! that is not here does not exist, and one that is here works.

use std::fmt;
use std::str::FromStr;

/// Where an action's keys are heard. A narrower scope is asked before a wider one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// In every room and pane.
    Everywhere,
    /// In the lists and on an actor's card.
    Lists,
    /// In the reader and its rail.
    Reader,
    /// In a story seen whole.
    Story,
    /// In the list of actors, on a card, and on an actor of the rail.
    Names,
    /// In the list of actors.
    Actors,
    /// In the list of quotes.
    Quotes,
}

impl Scope {
    /// Every scope, in the order of the help.
    pub const ALL: [Self; 7] =
        [Self::Everywhere, Self::Lists, Self::Reader, Self::Story, Self::Names, Self::Actors, Self::Quotes];

    /// The scope in a word.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Lists => "lists",
            Self::Reader => "reader",
            Self::Story => "story",
            Self::Names => "names",
            Self::Actors => "actors",
            Self::Quotes => "quotes",
        }
    }
}

macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal $scope:ident $vim:tt $less:tt $arrows:tt;)+) => {
        /// One thing a user can do. The name in the configuration is [`Action::name`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Action {
            /// Every action, in the order of the help.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name in the configuration, on the command line and in the help.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it does, in a sentence.
            #[must_use]
            pub fn doc(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim(),)+ }
            }

            /// Where its keys are heard.
            #[must_use]
            pub const fn scope(self) -> Scope {
                match self { $(Self::$variant => Scope::$scope,)+ }
            }

            /// Its keys without a configuration, for the presets `vim`, `less` and `arrows`.
            #[must_use]
            pub const fn keys(self) -> [&'static [&'static str]; 3] {
                match self { $(Self::$variant => [&$vim, &$less, &$arrows],)+ }
            }
        }
    };
}

actions! {
    /// Goes to the stories.
    RoomStories "room-stories" Everywhere ["1"] ["1"] ["1"];
    /// Goes to the actors.
    RoomActors "room-actors" Everywhere ["2"] ["2"] ["2"];
    /// Goes to the quotes.
    RoomQuotes "room-quotes" Everywhere ["3"] ["3"] ["3"];
    /// Goes to the search results.
    RoomSearch "room-search" Everywhere ["4"] ["4"] ["4"];
    /// Moves down: a row, or a line of text.
    Down "down" Everywhere ["j", "Down"] ["j", "e", "Down"] ["Down"];
    /// Moves up.
    Up "up" Everywhere ["k", "Up"] ["k", "y", "Up"] ["Up"];
    /// Goes to the first row or line.
    First "first" Everywhere ["g g", "Home"] ["g", "<", "Home"] ["Home"];
    /// Goes to the last row or line.
    Last "last" Everywhere ["G", "End"] ["G", ">", "End"] ["End"];
    /// Moves half a screen down.
    HalfPageDown "half-page-down" Everywhere ["C-d"] ["d", "C-d"] ["C-Down"];
    /// Moves half a screen up.
    HalfPageUp "half-page-up" Everywhere ["C-u"] ["u", "C-u"] ["C-Up"];
    /// Moves a screen down.
    PageDown "page-down" Everywhere ["Space", "C-f", "PageDown"] ["Space", "f", "C-f", "PageDown"] ["Space", "PageDown"];
    /// Moves a screen up.
    PageUp "page-up" Everywhere ["C-b", "PageUp"] ["b", "C-b", "PageUp"] ["PageUp"];
    /// Goes deeper: opens the row, lands on the sentence.
    Open "open" Everywhere ["Enter"] ["Enter"] ["Enter"];
    /// Goes back to where you were; clears a find or a filter; quits when there is nothing left.
    Back "back" Everywhere ["Esc", "q"] ["Esc", "q"] ["Esc"];
    /// Goes to the next pane.
    NextPane "next-pane" Everywhere ["Tab", "l", "Right"] ["Tab", "l", "Right"] ["Tab", "Right"];
    /// Goes to the pane before.
    PreviousPane "previous-pane" Everywhere ["S-Tab", "h", "Left"] ["S-Tab", "Left"] ["S-Tab", "Left"];
    /// Goes back in the history of places.
    HistoryBack "history-back" Everywhere ["H", "Backspace", "C-o"] ["H", "Backspace", "C-o"] ["Backspace", "M-Left"];
    /// Goes forward in the history of places.
    HistoryForward "history-forward" Everywhere ["L"] ["L"] ["M-Right"];
    /// Opens the article after this one.
    NextArticle "next-article" Everywhere ["J"] ["J"] ["C-PageDown"];
    /// Opens the article before this one.
    PreviousArticle "previous-article" Everywhere ["K"] ["K"] ["C-PageUp"];
    /// Finds words in the pane as you type.
    Find "find" Everywhere ["/"] ["/"] ["F3"];
    /// Goes to the next hit; on a card, to the next mention.
    FindNext "find-next" Everywhere ["n"] ["n"] ["F4"];
    /// Goes to the hit before.
    FindPrevious "find-previous" Everywhere ["N"] ["N"] ["S-F4"];
    /// Searches everything as you type: stories, actors and quotes.
    Search "search" Everywhere ["s"] ["s"] ["F5"];
    /// Filters the list with a query.
    Filter "filter" Everywhere ["f"] ["&"] ["F6"];
    /// Chooses one of the filters saved in the configuration.
    SavedFilters "saved-filters" Everywhere ["F"] ["F"] ["S-F6"];
    /// Filters stories, actors and quotes by this row; once more takes it off.
    FilterBy "filter-by" Everywhere ["@"] ["@"] ["F7"];
    /// Pins this row's name as a highlight in every text; once more takes it off.
    Pin "pin" Everywhere ["*"] ["*"] ["S-F7"];
    /// Goes to a story or an actor by a few letters of its name.
    GoTo "go-to" Everywhere ["C-p"] ["C-p"] ["F8"];
    /// Shows what can be done with this row.
    Actions "actions" Everywhere ["x"] ["x"] ["F9"];
    /// Copies a citation of this row to the clipboard.
    Copy "copy" Everywhere ["y"] ["Y"] ["C-y"];
    /// Opens the file in $EDITOR at this line.
    Edit "edit" Everywhere ["e"] ["v"] ["S-F9"];
    /// Shows every key; type to filter, Enter runs.
    Help "help" Everywhere ["?", "F1"] ["h", "?", "F1"] ["F1"];
    /// Takes back what was marked, tagged, noted or mended last.
    Undo "undo" Everywhere ["u"] ["U"] ["C-u"];
    /// Does again what was taken back.
    Redo "redo" Everywhere ["C-r"] ["C-r"] ["M-u"];
    /// Gives the quote to another speaker: those the text offers first.
    Reassign "reassign" Everywhere ["S"] ["W"] ["C-w"];
    /// Shows the story of this row or text whole: timeline, people, quotes, sources.
    Story "story" Everywhere ["g s"] ["M-s"] ["M-s"];
    /// Lists what came in since last time.
    Arrivals "arrivals" Everywhere ["g n"] ["M-n"] ["M-n"];
    /// Lists your notes; Enter goes to the sentence.
    Notes "notes" Everywhere ["g a"] ["M-a"] ["M-a"];
    /// Lists what you mended; Enter takes it back.
    Mends "mends" Everywhere ["g m"] ["M-m"] ["M-m"];
    /// Lists the articles that were opened, the last one first.
    History "history" Everywhere ["g h"] ["M-h"] ["M-h"];
    /// Runs an action by its name, or marks every article a query lets through (`mark-read older:1y`).
    Command "command" Everywhere [":"] [":"] ["F10"];
    /// Lists the files that had problems.
    Problems "problems" Everywhere ["P"] ["P"] ["S-F8"];
    /// Reads the folder again.
    Rescan "rescan" Everywhere ["F5"] ["R"] ["C-F5"];
    /// Shows the reader alone.
    Zen "zen" Everywhere ["z"] ["z"] ["F11"];
    /// Shows or hides the rail.
    Rail "rail" Everywhere ["\\"] ["\\"] ["F12"];
    /// Makes the list narrower.
    ListNarrower "list-narrower" Everywhere ["<"] ["C-Left"] ["C-Left"];
    /// Makes the list wider.
    ListWider "list-wider" Everywhere [">"] ["C-Right"] ["C-Right"];
    /// Makes the text wider.
    TextWider "text-wider" Everywhere ["+"] ["+"] ["+"];
    /// Makes the text narrower.
    TextNarrower "text-narrower" Everywhere ["-"] ["-"] ["-"];
    /// Puts list and text back to the configured widths.
    WidthReset "width-reset" Everywhere ["="] ["="] ["="];
    /// Goes to the next theme.
    Theme "theme" Everywhere ["T"] ["T"] ["S-F11"];
    /// Turns the mouse on or off; with it on, Shift selects text in most terminals.
    Mouse "mouse" Everywhere ["F2"] ["F2"] ["F2"];
    /// Draws the screen anew.
    Redraw "redraw" Everywhere ["C-l"] ["C-l", "r"] ["C-l"];
    /// Stops the program until the shell's `fg`; this key cannot be changed.
    Suspend "suspend" Everywhere ["C-z"] ["C-z"] ["C-z"];
    /// Ends the program.
    Quit "quit" Everywhere ["Q", "C-c"] ["Q", "C-c"] ["C-c", "C-q"];
    /// Shows a story's articles under it, or hides them.
    Unfold "unfold" Lists ["."] ["."] ["Insert"];
    /// Sorts by the next order.
    Sort "sort" Lists ["o"] ["o"] ["S-F2"];
    /// Sorts by the order before.
    SortBack "sort-back" Lists ["O"] ["O"] ["S-F3"];
    /// Marks the row read or unread.
    Read "read" Lists ["r"] ["m"] ["C-r"];
    /// Stars the row, or takes the star off.
    Star "star" Lists ["b"] ["S"] ["C-b"];
    /// Writes tags on the row, or on all rows of a range; Tab completes.
    Tag "tag" Lists ["t"] ["t"] ["C-t"];
    /// Begins a range of rows: what is marked, tagged or merged next is done to all of them; Esc ends it.
    Range "range" Lists ["V"] ["V"] ["C-v"];
    /// Goes to the next paragraph.
    NextParagraph "next-paragraph" Reader ["}"] ["}"] ["S-Down"];
    /// Goes to the paragraph before.
    PreviousParagraph "previous-paragraph" Reader ["{"] ["{"] ["S-Up"];
    /// Goes to the next section.
    NextSection "next-section" Reader ["]"] ["]"] ["S-PageDown"];
    /// Goes to the section before.
    PreviousSection "previous-section" Reader ["["] ["["] ["S-PageUp"];
    /// Goes to the next quote.
    NextQuote "next-quote" Reader [")"] [")"] ["S-Right"];
    /// Goes to the quote before.
    PreviousQuote "previous-quote" Reader ["("] ["("] ["S-Left"];
    /// Marks this place with the letter typed next.
    Mark "mark" Reader ["m"] ["m"] ["C-F2"];
    /// Goes to the mark of the letter typed next; twice the key, to where the last jump began.
    Jump "jump" Reader ["'"] ["'"] ["C-F3"];
    /// Changes between the clean text, the text with the cut lines, and the raw file.
    View "view" Reader ["v"] ["V"] ["S-F10"];
    /// Sets the text with even or ragged edges.
    Justify "justify" Reader ["w"] ["w"] ["S-F12"];
    /// Writes a note on the sentence one is at.
    Note "note" Reader ["a"] ["a"] ["C-n"];
    /// Goes to the next thing you have not met in what you read of this story.
    NextNew "next-new" Reader ["."] ["."] ["C-F4"];
    /// Dims what you have met already in other articles of the story, or no longer.
    DimKnown "dim-known" Reader ["d"] ["D"] ["C-F9"];
    /// Goes to the story's overview.
    Overview "overview" Story ["o"] ["o"] ["M-1"];
    /// Compares the accounts: where they differ, where they agree, what one alone has.
    Accounts "accounts" Story ["c"] ["c"] ["M-2"];
    /// Shows each utterance in every wording, with what differs.
    Wordings "wordings" Story ["w"] ["w"] ["M-3"];
    /// Shows who appears with whom.
    WhoWithWhom "who-with-whom" Story ["p"] ["p"] ["M-4"];
    /// Merges the actor into another one, or a range of actors into the most mentioned.
    Merge "merge" Names ["M"] ["M"] ["C-g"];
    /// Makes a spelling of the actor an actor of its own.
    Split "split" Names ["X"] ["X"] ["C-x"];
    /// Gives the actor another name.
    Rename "rename" Names ["R"] ["C"] ["C-e"];
    /// Changes what the actor is: person, organisation, place.
    Kind "kind" Names ["C"] ["K"] ["C-k"];
    /// Hides what is no name.
    Hide "hide" Names ["!"] ["!"] ["Delete"];
    /// Shows people only; once more, everybody.
    People "people" Actors ["p"] ["p"] ["C-F6"];
    /// Shows organisations only; once more, everybody.
    Organisations "organisations" Actors ["o"] ["o"] ["C-F7"];
    /// Shows places only; once more, everybody.
    Places "places" Actors ["l"] ["l"] ["C-F8"];
    /// Shows direct quotes only; once more, all.
    Direct "direct" Quotes ["d"] ["D"] ["C-F6"];
    /// Shows mixed quotes only; once more, all.
    Mixed "mixed" Quotes ["m"] ["M"] ["C-F7"];
    /// Shows indirect quotes only; once more, all.
    Indirect "indirect" Quotes ["i"] ["I"] ["C-F8"];
    /// Shows quotes that the text gives to nobody; once more, all.
    Unattributed "unattributed" Quotes ["U"] ["E"] ["C-F11"];
    /// Shows quotes whose speaker is described but not named; once more, all.
    Described "described" Quotes ["D"] ["C"] ["C-F12"];
    /// Shows how each quote was given to its speaker, and where it stands.
    Context "context" Quotes ["c"] ["c"] ["C-F9"];
    /// Groups the quotes by speaker, by story, by date.
    Group "group" Quotes ["B"] ["B"] ["C-F10"];
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Action {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|a| a.name() == name).ok_or_else(|| format!("`{name}` is no action"))
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn names_are_unique_and_come_back() {
        for action in Action::ALL {
            assert_eq!(action.name().parse(), Ok(*action));
            assert!(action.doc().ends_with('.') && !action.doc().starts_with(' '), "{action}");
        }
        let mut names: Vec<&str> = Action::ALL.iter().map(|a| a.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Action::ALL.len());
    }
}
