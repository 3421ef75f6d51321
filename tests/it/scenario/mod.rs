//! Stories of more than one command: what a portfolio goes through from its first record
//! to a pack that somebody else verifies.

mod asking;
#[cfg(unix)]
mod asking_for_feedback;
mod attaching;
mod award_officer;
mod caches;
#[cfg(unix)]
mod certificates;
#[cfg(unix)]
mod checking_by_hand;
#[cfg(unix)]
mod checking_lines;
#[cfg(unix)]
mod commit_hook;
#[cfg(unix)]
mod confirming;
mod demo;
#[cfg(unix)]
mod exporting;
#[cfg(unix)]
mod forge_jobs;
#[cfg(unix)]
mod forge_report;
mod git_layouts;
#[cfg(unix)]
mod granted_relief;
#[cfg(unix)]
mod incomplete_copies;
#[cfg(unix)]
mod institution;
mod interrupted_git;
mod languages;
#[cfg(unix)]
mod leaving;
mod letters;
#[cfg(unix)]
mod libreoffice;
#[cfg(unix)]
mod listing_people;
mod not_checked_out;
mod on_a_forge;
mod openpgp;
mod own_scheme;
mod pack_in_chromium;
mod pack_pdf;
mod pack_verify;
mod picture_metadata;
#[cfg(unix)]
mod printed_pages;
#[cfg(unix)]
mod register;
mod rename_programme;
mod replies;
#[cfg(unix)]
mod reporting;
mod requests;
mod saving;
mod sharing;
#[cfg(unix)]
mod signoff;
#[cfg(unix)]
mod staff;
#[cfg(unix)]
mod taking_out;
mod two_computers;
mod typed_values;
mod verbose_log;
