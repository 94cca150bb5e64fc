//! Where a run's time went.

use smol_str::SmolStr;
use std::io::{self, Write};
use std::time::Duration;

/// Files and rules shown at most: what takes long stands out among few.
const SHOWN: usize = 10;

/// How long the parts of a run took. Stages follow one another; files are read and parsed by several threads at once, so their sum
/// can be more than what passed on the clock.
#[derive(Clone, Debug, Default)]
pub struct Timings {
    /// The stages in their order.
    pub stages: Vec<(&'static str, Duration)>,
    /// Each file that was parsed, with the time for reading, parsing and lowering it.
    pub files: Vec<(String, Duration)>,
    /// Each rule that ran.
    pub rules: Vec<(SmolStr, Duration)>,
}

impl Timings {
    /// Writes three tables: the stages, the files and the rules that took the longest.
    ///
    /// # Errors
    /// When `out` can't be written to.
    pub fn write(&self, total: Duration, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "stages")?;
        for (name, took) in &self.stages {
            line(out, name, *took, Some(total))?;
        }
        let known: Duration = self.stages.iter().map(|(_, took)| *took).sum();
        line(out, "everything else", total.saturating_sub(known), Some(total))?;
        line(out, "total", total, None)?;
        slowest(out, "files parsed", self.files.iter().map(|(path, took)| (path.as_str(), *took)).collect())?;
        slowest(out, "rules", self.rules.iter().map(|(rule, took)| (rule.as_str(), *took)).collect())
    }
}

/// The longest of many, and the sum of all.
fn slowest(out: &mut dyn Write, what: &str, mut all: Vec<(&str, Duration)>) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let sum: Duration = all.iter().map(|(_, took)| *took).sum();
    writeln!(out, "\n{what}: {}, the slowest first", all.len())?;
    for (name, took) in all.iter().take(SHOWN) {
        line(out, &super::visible::visible(name), *took, Some(sum))?;
    }
    line(out, "all", sum, None)
}

fn line(out: &mut dyn Write, name: &str, took: Duration, of: Option<Duration>) -> io::Result<()> {
    let milliseconds = took.as_secs_f64() * 1000.0;
    match of.filter(|whole| !whole.is_zero()) {
        Some(whole) => {
            let share = 100.0 * took.as_secs_f64() / whole.as_secs_f64();
            writeln!(out, "{milliseconds:>10.1} ms {share:>5.1} %  {name}")
        }
        None => writeln!(out, "{milliseconds:>10.1} ms          {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_come_first_and_what_no_stage_names_is_told() {
        let took = Duration::from_millis;
        let timings = Timings {
            stages: vec![("walk", took(10)), ("scan", took(30))],
            files: (0..12_u32).map(|i| (format!("src/{i:02}.py"), took(u64::from(i)))).collect(),
            rules: vec![("missing-model".into(), took(1))],
        };
        let mut out = Vec::new();
        timings.write(took(50), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("stages\n      10.0 ms  20.0 %  walk\n      30.0 ms  60.0 %  scan\n      10.0 ms  20.0 %  everything else\n"),
            "{text}"
        );
        assert!(
            text.contains("      50.0 ms          total\n\nfiles parsed: 12, the slowest first\n      11.0 ms  16.7 %  src/11.py\n"),
            "{text}"
        );
        assert!(!text.contains("src/01.py"), "{text}");
        assert!(
            text.ends_with("rules: 1, the slowest first\n       1.0 ms 100.0 %  missing-model\n       1.0 ms          all\n"),
            "{text}"
        );
    }
}
