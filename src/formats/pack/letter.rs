//! The letter that goes with a pack.

use crate::base::text::words;
use crate::views::submission::model::Pack;

/// Returns a letter to send a pack with, which is in this file.
pub fn letter(pack: &Pack, file: &str) -> String {
    let (owner, award, scheme) = (&pack.owner.name, &pack.award, &pack.scheme.title);
    let minutes = words::counted(pack.reading_minutes, "minute", "minutes");
    let name = file.rsplit('/').next().unwrap_or(file);
    format!(
        "Subject: {award} submission, {scheme}: {owner}\n\n\
         Dear colleagues,\n\n\
         Here is my submission for {award}, in the attached file {name}. It opens in any\n\
         browser, prints on A4 and takes about {minutes} to read. It holds my statement, my\n\
         journals, the activities behind them and their evidence, and the sign-offs so far.\n\n\
         If you would like to see that nothing in it was changed on the way, its last pages\n\
         say how.\n\n\
         With best wishes,\n{owner}\n"
    )
}
