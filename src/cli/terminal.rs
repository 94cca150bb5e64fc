//! What the reader's terminal can do.

use super::args::ColorChoice;
use cohere_lint::report::{Color, Style};
use std::io::IsTerminal;

/// Columns where there is no terminal to ask.
const WIDTH: usize = 100;
/// The widest page: longer lines are hard to read.
const WIDEST: usize = 140;

/// Standard output and standard error, and what they can show.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    choice: ColorChoice,
    out: Style,
    /// Whether a bar can be drawn on standard error.
    pub progress: bool,
    error: Style,
}

impl Terminal {
    /// Looks at the terminal and at the environment.
    pub fn detect(choice: ColorChoice) -> Self {
        let environment = Environment::read();
        let (out, error) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0));
        let color = environment.color(choice, out);
        let style = Style {
            color,
            unicode: supports_unicode::on(supports_unicode::Stream::Stdout),
            hyperlinks: color && out && supports_hyperlinks::supports_hyperlinks(),
            width: if out { width.min(WIDEST) } else { WIDTH },
        };
        Self {
            choice,
            out: style,
            progress: error && !environment.dumb,
            error: Style { color: environment.color(choice, error), ..Style::default() },
        }
    }

    /// How to write to standard output.
    pub fn style(&self) -> Style {
        self.out
    }

    /// How to write to a file: in colour only if that was asked for in so many words.
    pub fn file_style(&self) -> Style {
        Style { color: self.choice == ColorChoice::Always, width: WIDTH, ..Style::default() }
    }

    /// A word in the colour of errors, for standard error.
    pub fn alarm(&self, word: &str) -> String {
        self.error.paint(Color::Error, word)
    }

    /// How to write to standard error.
    pub fn error_style(&self) -> Style {
        self.error
    }
}

/// The variables that people set to say what they think of colours.
#[derive(Clone, Copy, Debug, Default)]
struct Environment {
    no_color: bool,
    force: bool,
    dumb: bool,
}

impl Environment {
    fn read() -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let on = |name: &str| set(name) && std::env::var_os(name).is_some_and(|value| value != "0");
        Self { no_color: set("NO_COLOR"), force: on("CLICOLOR_FORCE"), dumb: std::env::var_os("TERM").is_some_and(|term| term == "dumb") }
    }

    fn color(self, choice: ColorChoice, terminal: bool) -> bool {
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => !self.no_color && (self.force || (terminal && !self.dumb)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_beats_the_environment_and_no_color_beats_force() {
        let none = Environment::default();
        assert!(none.color(ColorChoice::Auto, true) && !none.color(ColorChoice::Auto, false));
        let no_color = Environment { no_color: true, force: true, dumb: false };
        assert!(!no_color.color(ColorChoice::Auto, true) && no_color.color(ColorChoice::Always, false));
        let force = Environment { force: true, ..none };
        assert!(force.color(ColorChoice::Auto, false) && !force.color(ColorChoice::Never, true));
        assert!(!Environment { dumb: true, ..none }.color(ColorChoice::Auto, true));
    }
}
