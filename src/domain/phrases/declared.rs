//! The phrases that Rust code says, each with its places. A phrase that is not declared or
//! lacks a value does not compile; a test holds the files of words to the same places.

use super::{Language, Phrases, fill, language};

/// Declares the phrases of one section of the words: the name in the file, then the variant
/// with a field for each place.
macro_rules! phrases {
    (
        $(#[$doc:meta])*
        $section:ident $name:ident<$lifetime:lifetime> {
            $($key:literal $variant:ident { $($place:ident: $type:ty),* })*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub enum $name<$lifetime> {
            $($variant { $($place: $type),* },)*
        }

        impl<$lifetime> $name<$lifetime> {
            /// Every phrase with its places.
            #[cfg(test)]
            pub const DECLARED: &'static [(&'static str, &'static str, &'static [&'static str])] =
                &[$(($key, stringify!($variant), &[$(stringify!($place)),*])),*];

            /// Returns the section of the words that has them.
            pub fn section(words: &Language) -> &Phrases {
                &words.$section
            }

            /// Returns the phrase in words, with its values.
            pub fn say(&self) -> String {
                let phrases = Self::section(language());
                match self {
                    $(Self::$variant { $($place),* } => {
                        fill(phrases, $key, &[$((stringify!($place), $place.to_string())),*])
                    })*
                }
            }
        }
    };
}

phrases! {
    /// A value of a record, a number, a date or a list.
    values ValuePhrase<'a> {
        "date" Date { day: u32, month: &'a str, year: i32 }
        "days_in_month" DaysInMonth { from: u32, to: u32, month: &'a str, year: i32 }
        "days_in_year" DaysInYear { from: u32, from_month: &'a str, to: u32, to_month: &'a str, year: i32 }
        "days" Days { from: &'a str, to: &'a str }
        "list_next" ListNext { before: &'a str, next: &'a str }
        "list_last" ListLast { before: &'a str, next: &'a str }
        "list_more" ListMore { items: String, count: usize }
        "answer_yes" AnswerYes {}
        "answer_no" AnswerNo {}
        "hours" Hours { count: &'a str }
        "words" Words { count: usize }
        "bytes" Bytes { count: u64 }
        "kilobytes" Kilobytes { number: u64 }
        "megabytes" Megabytes { number: String }
        "labelled" Labelled { label: &'a str, value: &'a str }
        "labelled_date" LabelledDate { label: &'a str, value: &'a str }
        "owner" Owner {}
        "confirmation" Confirmation { title: &'a str, record: &'a str }
        "claim_confirmed" ClaimConfirmed { claim: &'a str }
        "claim_unconfirmed" ClaimUnconfirmed { claim: &'a str }
        "round" Round { award: &'a str, date: &'a str }
        "tally" Tally { found: &'a str, needed: &'a str }
        "tally_required" TallyRequired { found: &'a str, needed: &'a str }
        "tally_allowed" TallyAllowed { found: &'a str, needed: &'a str }
        "count_named" CountNamed { count: &'a str, one: &'a str, several: &'a str }
        "count_rows" CountRows { count: &'a str }
        "count_values" CountValues { count: &'a str }
        "count_periods" CountPeriods { count: &'a str }
        "count_intervals" CountIntervals { count: &'a str }
        "count_parts" CountParts { count: &'a str }
        "amount" Amount { amount: &'a str, unit: &'a str }
        "over_cap" OverCap { amount: &'a str, of: &'a str, most: &'a str }
        "over_cap_each" OverCapEach { amount: &'a str, of: &'a str, most: &'a str, each: &'a str }
        "carried_in" CarriedIn { amount: &'a str, date: &'a str }
        "carried_on" CarriedOn { amount: &'a str }
        "part_inside" PartInside { part: &'a str, whole: &'a str, days: &'a str, of: &'a str }
        "parts_inside" PartsInside { count: usize, part: &'a str, whole: &'a str }
        "together_amount" Together { amount: &'a str }
        "whole_post" WholePost { amount: &'a str }
        "weighed" Weighed { amount: &'a str, weight: &'a str }
        "weighed_each" WeighedEach { amount: &'a str }
        "exempt" Exempt {}
        "amount_less" AmountLess { amount: &'a str }
        "share_less" ShareLess { percent: &'a str }
        "more_time" MoreTime { date: &'a str }
        "granted_by" GrantedBy { what: &'a str, by: &'a str, date: &'a str }
        "granted_on" GrantedOn { what: &'a str, date: &'a str }
        "grant_confirmed" GrantConfirmed { granted: &'a str }
        "grant_unconfirmed" GrantUnconfirmed { granted: &'a str }
        "record_line" RecordLine { noun: &'a str, title: &'a str }
        "file_line" FileLine { path: &'a str }
        "not_looked_at" NotLookedAt {}
        "not_listed" NotListed {}
        "other_group" OtherGroup {}
        "unnamed" Unnamed { field: &'a str }
        "season_in_month" SeasonInMonth { title: &'a str, from: u32, to: u32, month: &'a str }
        "season" Season { title: &'a str, from: u32, from_month: &'a str, to: u32, to_month: &'a str }
    }
}

phrases! {
    /// A phrase of the plan.
    plan PlanPhrase<'a> {
        "title" Title {}
        "details" Details { noun: &'a str, facts: &'a str }
        "together" Together { sums: &'a str }
        "in_all" InAll { sums: &'a str }
        "unplaced" Unplaced { noun: &'a str }
        "unplaced_anywhere" UnplacedAnywhere {}
        "see_above" SeeAbove {}
        "too_much" TooMuch { field: &'a str }
        "budget" Budget { budget: &'a str }
        "budget_in_all" BudgetInAll { budget: &'a str }
        "within_budget" WithinBudget { spent: &'a str, budget: &'a str, left: &'a str }
        "over_budget" OverBudget { spent: &'a str, budget: &'a str, over: &'a str }
        "no_budget" NoBudget { spent: &'a str }
        "done" Done { amount: &'a str }
        "in_state" InState { amount: &'a str, state: &'a str }
    }
}

phrases! {
    /// A phrase of the pack. Its templates have others, by their names in the file.
    pack PackPhrase<'a> {
        "draft_across" DraftAcross {}
        "current" Current {}
        "running_head" RunningHead { award: &'a str, scheme: &'a str }
        "reading_minutes" ReadingMinutes { count: usize }
        "no_requirements" NoRequirements {}
        "part_shown" PartShown {}
        "part_shown_early" PartShownEarly {}
        "all_met" AllMet { count: usize }
        "some_met" SomeMet { met: usize, count: usize }
        "with_suggestions" WithSuggestions { summary: &'a str, count: usize }
        "date" Date {}
        "title_column" TitleColumn {}
        "details" Details {}
        "total" Total {}
        "too_long" TooLong { words: &'a str, path: &'a str }
        "log" Log { kind: &'a str }
        "about" About { kind: &'a str }
        "kept_since" KeptSince { date: &'a str }
        "sheet_title" SheetTitle {}
        "sheet_days" SheetDays { from: &'a str, to: &'a str }
        "sheet_standing" SheetStanding { date: &'a str }
        "sheet_left_out" SheetLeftOut { duties: &'a str }
        "sheet_note" SheetNote { title: &'a str, note: &'a str }
        "sheet_more_notes" SheetMoreNotes { count: usize }
        "item_column" ItemColumn {}
        "shown_by" ShownBy {}
        "missing_item" MissingItem {}
        "all_shown" AllShown {}
        "some_missing" SomeMissing { count: usize }
        "valid_until" ValidUntil { date: &'a str }
        "valid_until_past" ValidUntilPast { date: &'a str }
        "sheet_draft" SheetDraft {}
        "sheet_unmet" SheetUnmet {}
        "sheet_unwritten" SheetUnwritten { records: &'a str }
        "sheet_unsigned" SheetUnsigned {}
        "file_pages" FilePages { count: usize }
        "evidence_for" EvidenceFor { record: &'a str }
        "proof_claimed" ProofClaimed {}
        "proof_is_reply" ProofIsReply {}
        "proof_by_reply" ProofByReply { how: &'a str, from: &'a str, date: &'a str }
        "proof_claimed_and_saved" ProofClaimedAndSaved { name: &'a str }
        "proof_attested" ProofAttested {}
        "proof_signed" ProofSigned {}
        "changed_since_claimed" ChangedSinceClaimed {}
        "changed_since_attested" ChangedSinceAttested {}
        "changed_since_signed" ChangedSinceSigned {}
        "changed_since" ChangedSince { date: &'a str }
        "nothing_signed" NothingSigned {}
        "no_proof" NoProof {}
        "signed_with" SignedWith { step: &'a str, key: &'a str, name: &'a str }
        "reviewed" Reviewed { step: &'a str, recorder: &'a str, key: &'a str, name: &'a str }
        "people_signed" PeopleSigned {}
        "people_unsigned" PeopleUnsigned {}
        "with_cpd" WithCpd {}
        "with_cpd_run" WithCpdRun {}
        "with_cpd_anchor" WithCpdAnchor { file: &'a str }
        "with_cpd_answer" WithCpdAnswer {}
        "by_hand" ByHand {}
        "by_hand_save" ByHandSave { files: &'a str, folder: &'a str }
        "by_hand_signatures" ByHandSignatures {}
        "by_hand_no_command" ByHandNoCommand { step: &'a str }
        "by_hand_claims" ByHandClaims { claims: &'a str }
        "by_hand_files" ByHandFiles {}
        "by_hand_digests" ByHandDigests {}
        "by_hand_manifest" ByHandManifest { file: &'a str, sha256: &'a str }
        "step_by" StepBy { step: &'a str, name: &'a str }
        "manifest_file" ManifestFile {}
        "printing_file" PrintingFile {}
        "record_file" RecordFile {}
        "carried_file" CarriedFile {}
        "task_done" TaskDone {}
        "task_to_do" TaskToDo {}
        "table" Table {}
        "note" Note { note: u32 }
        "back" Back { mark: u32, note: u32 }
        "no_picture" NoPicture { reason: &'a str }
        "no_picture_of" NoPictureOf { alt: &'a str, reason: &'a str }
        "picture_not_carried" PictureNotCarried {}
        "picture_not_signed" PictureNotSigned {}
        "picture_is_tiff" PictureIsTiff {}
        "picture_is_heic" PictureIsHeic {}
        "picture_is_film" PictureIsFilm {}
        "picture_is_drawing" PictureIsDrawing {}
        "picture_is_bitmap" PictureIsBitmap {}
        "picture_is_none" PictureIsNone {}
        "picture_damaged" PictureDamaged {}
        "picture_too_large" PictureTooLarge { millions: u64 }
        "picture_too_many_pixels" PictureTooManyPixels {}
        "picture_beyond_budget" PictureBeyondBudget {}
        "picture_cmyk" PictureCmyk {}
    }
}

phrases! {
    /// A phrase of a certificate.
    certificate CertificatePhrase<'a> {
        "title" Title { award: &'a str, owner: &'a str }
        "heading" Heading {}
        "date" Date {}
        "granted_by" GrantedBy {}
        "role" Role {}
        "programme" Programme {}
        "number" Number {}
        "entered_as_claim" EnteredAsClaim {}
        "entered_from_reply" EnteredFromReply { from: &'a str }
        "proved_with_key" ProvedWithKey {}
        "approved_in_review" ApprovedInReview {}
        "how_to_check" HowToCheck {}
        "check_lead" CheckLead {}
        "signoff" Signoff {}
        "submission" Submission {}
        "digest" Digest { name: &'a str, sha256: &'a str }
        "not_official" NotOfficial {}
        "files" Files {}
    }
}

phrases! {
    /// A phrase of the letter that goes with a pack.
    letter LetterPhrase<'a> {
        "subject" Subject {}
        "reading_minutes" ReadingMinutes { count: usize }
        "returned" Returned { date: &'a str, reason: &'a str }
        "changed_since" ChangedSince { records: &'a str }
    }
}

phrases! {
    /// A phrase of the request to endorse an award.
    request RequestPhrase<'a> {
        "commit_message" CommitMessage { award: &'a str, owner: &'a str }
        "heading" Heading { owner: &'a str, whom: &'a str, step: &'a str, award: &'a str }
        "award" Award { award: &'a str }
        "confirmation" Confirmation { award: &'a str }
        "finished" Finished { owner: &'a str, award: &'a str, scheme: &'a str }
        "unfinished" Unfinished { owner: &'a str, award: &'a str, scheme: &'a str }
        "question" Question { role: &'a str, step: &'a str }
        "is_statement_fair" IsStatementFair {}
        "are_records_fair" AreRecordsFair {}
        "is_deserved" IsDeserved { award: &'a str }
        "reading_minutes" ReadingMinutes { count: usize }
        "returned" Returned { name: &'a str, date: &'a str, reason: &'a str }
        "changes" Changes {}
        "no_changes" NoChanges {}
        "file_changed" FileChanged { path: &'a str }
        "file_new" FileNew { path: &'a str }
        "file_removed" FileRemoved { path: &'a str }
        "statement" Statement { title: &'a str }
        "covers" Covers {}
        "covers_only" CoversOnly { owner: &'a str }
        "covers_with_details" CoversWithDetails {}
        "covers_submission" CoversSubmission {}
        "meaning" Meaning {}
        "means_yes" MeansYes { owner: &'a str }
        "means_decision" MeansDecision { owner: &'a str }
        "complete_before" CompleteBefore { award: &'a str, date: &'a str }
        "saying_yes" SayingYes {}
        "yes_in_a_zip" YesInAZip { file: &'a str }
        "yes_in_a_zip_answer" YesInAZipAnswer { owner: &'a str }
        "yes_with_a_key" YesWithAKey { owner: &'a str }
        "yes_in_a_folder" YesInAFolder {}
        "yes_in_a_folder_answer" YesInAFolderAnswer { owner: &'a str }
        "yes_on_a_website" YesOnAWebsite {
            owner: &'a str, role: &'a str, step: &'a str, award: &'a str }
        "yes_on_a_website_declares" YesOnAWebsiteDeclares {
            declares: &'a str, step: &'a str, award: &'a str }
        "yes_on_a_branch" YesOnABranch {}
        "yes_on_a_branch_answer" YesOnABranchAnswer {}
        "yes_by_mail" YesByMail { owner: &'a str }
        "confirm_question" ConfirmQuestion { owner: &'a str, role: &'a str }
        "confirm_before" ConfirmBefore { date: &'a str }
        "confirm_on_a_website" ConfirmOnAWebsite { owner: &'a str, role: &'a str, says: &'a str }
        "confirm_sentence" ConfirmSentence { record: &'a str, owner: &'a str, title: &'a str }
        "confirm_by_mail_words" ConfirmByMailWords { owner: &'a str }
        "yes_sentence" YesSentence { step: &'a str, award: &'a str, owner: &'a str }
        "yes_by_mail_words" YesByMailWords { owner: &'a str, comment: &'a str }
        "comment" Comment {}
        "comment_on_submission" CommentOnSubmission {}
        "form_lead" FormLead { file: &'a str, owner: &'a str }
        "saying_no" SayingNo {}
        "no_on_a_website" NoOnAWebsite { owner: &'a str }
        "no_by_mail" NoByMail { owner: &'a str }
        "details" Details {}
        "files" Files {}
    }
}

phrases! {
    /// A phrase of a form on paper.
    form FormPhrase<'a> {
        "lead" Lead { owner: &'a str }
        "signature" Signature {}
        "date" Date {}
    }
}

phrases! {
    /// A phrase of the form for feedback.
    feedback FeedbackPhrase<'a> {
        "title" Title { record: &'a str }
        "instructions" Instructions { today: &'a str, owner: &'a str }
        "cut" Cut {}
        "received_form" ReceivedForm { date: &'a str }
        "received_reply" ReceivedReply { how: &'a str, from: &'a str, date: &'a str }
        "heading" Heading { owner: &'a str, whom: &'a str, record: &'a str }
        "heading_without_name" HeadingWithoutName { owner: &'a str, record: &'a str }
        "question" Question { owner: &'a str }
        "answering" Answering {}
        "with_an_editor" WithAnEditor { form: &'a str, owner: &'a str }
        "with_cpd" WithCpd {}
        "with_cpd_answer" WithCpdAnswer { owner: &'a str }
        "by_mail" ByMail { owner: &'a str }
        "commit_message" CommitMessage { record: &'a str, owner: &'a str }
    }
}
