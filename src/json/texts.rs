//! An index over texts: takes texts with their positions, finds the position of a text and the texts that repeat.

use std::borrow::Cow;

/// Texts in order, each with the position that it was given.
#[derive(Debug)]
pub(crate) struct TextIndex<'t>(Vec<(Cow<'t, str>, u32)>);

impl<'t> TextIndex<'t> {
    pub(crate) fn new(texts: impl Iterator<Item = (Cow<'t, str>, u32)>) -> Self {
        let mut texts: Vec<_> = texts.collect();
        texts.sort_unstable();
        Self(texts)
    }

    /// The lowest position of a text.
    pub(crate) fn get(&self, text: &str) -> Option<u32> {
        let at = self.0.partition_point(|(known, _)| known.as_ref() < text);
        self.0.get(at).filter(|(known, _)| known == text).map(|(_, position)| *position)
    }

    pub(crate) fn contains(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// Every position whose text has a lower one, with the lowest.
    pub(crate) fn repeats(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let mut first: Option<&(Cow<'t, str>, u32)> = None;
        self.0.iter().filter_map(move |entry| match first {
            Some((text, position)) if *text == entry.0 => Some((entry.1, *position)),
            _ => {
                first = Some(entry);
                None
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_at_its_lowest_position_and_repeats_name_it() {
        let texts = ["b", "a", "b", "c", "b"];
        let index = TextIndex::new(texts.iter().zip(0..).map(|(text, at)| (Cow::Borrowed(*text), at)));
        assert_eq!((index.get("b"), index.get("a"), index.get("d")), (Some(0), Some(1), None));
        assert_eq!(index.repeats().collect::<Vec<_>>(), [(2, 0), (4, 0)]);
    }
}
