//! Markdown as HTML and as code for the PDF.

use super::{Form, Target, folder, seeds};

pub const WORDS: [&str; 44] = [
    "# ",
    "## ",
    "###### ",
    "- ",
    "* ",
    "1. ",
    "999999999. ",
    "- [ ] ",
    "- [x] ",
    "> ",
    "```\n",
    "~~~\n",
    "    ",
    "\t",
    "|",
    "|---|:-:|\n",
    "**",
    "_",
    "~~",
    "`",
    "[",
    "](",
    ")",
    "![",
    "]: ",
    "[^1]",
    "[^1]: ",
    "<b>",
    "<script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "&amp;",
    "&#0;",
    "&#x10ffff;",
    "javascript:alert(1)",
    "https://example.org/",
    "www.example.org",
    "a@example.org",
    "\\",
    "---\n",
    "===\n",
    "  \n",
    "#panic()",
];

pub const TARGET: Target = Target {
    name: "prose",
    form: Form::Bytes,
    words: &WORDS,
    seeds: || seeds("examples/silver-endorsed", ".md"),
    begin: || {
        let folder = folder();
        Box::new(move |bytes| folder.prose(bytes))
    },
};
