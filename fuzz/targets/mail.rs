//! Mails that somebody saved: answers to a request.

use super::{Form, Target};

pub const TARGET: Target = Target {
    name: "mail",
    form: Form::Bytes,
    words: &[
        "From: ",
        "To: ",
        "Date: ",
        "Subject: ",
        "\n\n",
        "Content-Type: multipart/mixed; boundary=b\n",
        "--b\n",
        "--b--\n",
        "Content-Type: message/rfc822\n",
        "Content-Type: text/html\n",
        "Content-Transfer-Encoding: base64\n",
        "Content-Transfer-Encoding: quoted-printable\n",
        "Content-Disposition: attachment; filename=\"x.sig\"\n",
        "=?utf-8?B?",
        "?=",
        "=?utf-7?Q?+AD4-?=",
        "charset=utf-16",
        "charset=\"iso-2022-jp\"",
        "> ",
        "-- \n",
        "On Sun, 4 Oct 2026, Sam wrote:\n",
        "<p>",
        "<blockquote>",
        "&nbsp;",
        "=3D",
        "=\n",
    ],
    seeds: || {
        vec![
        b"From: Priya Shah <priya@example.org>\nDate: Mon, 5 Oct 2026 09:30:00 +0100\nSubject: Re: Silver\n\nI agree.\n\n-- \nPriya\n\nOn Sun, 4 Oct 2026, Sam Carter wrote:\n> Please endorse.\n".to_vec(),
        b"From: =?utf-8?B?UHJpeWE=?= <priya@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nI agree =E2=80=93 well done.\n--c\nContent-Type: text/html\n\n<p>I agree</p><blockquote>old</blockquote>\n--c--\n--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"a.sig\"\n\nAAAA\n--b--\n".to_vec(),
        b"I agree with this.\n\n> What was asked\n".to_vec(),
    ]
    },
    begin: || Box::new(cpd::fuzz::mail),
};
