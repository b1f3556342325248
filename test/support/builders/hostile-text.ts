import fc from "fast-check";

/** Pieces that do something in Markdown, on a code host, in git or in OptPass's own marks. */
const pieces = [
  ...[
    "@octocat",
    "@acme/team",
    "fixes #1",
    "GH-2",
    "acme/infra#3",
    "&#64;octocat",
    "&commat;octocat",
    "a@b.example",
  ],
  ...[
    "https://evil.example",
    "www.evil.example",
    "[x](https://evil.example)",
    "![x](https://evil.example/x.png)",
  ],
  ...[
    "[x]: https://evil.example",
    "[^1]",
    "<https://evil.example>",
    "<img src=x onerror=alert(1)>",
    "<!--",
    "-->",
  ],
  ...[
    "</details>",
    "</summary>",
    "<details>",
    "`",
    "```",
    "~~~",
    "|",
    "\\",
    "*",
    "_",
    "~~",
    "$",
    "&",
    "<",
    ">",
    '"',
    "'",
  ],
  ...[
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "    ",
    "# head",
    "\n---\n",
    "\n===\n",
    "> quote",
    "- item",
    "1. item",
  ],
  ...[
    "\u202e",
    "\u2066",
    "\u2028",
    "\u200b",
    "\ufeff",
    "\u0000",
    "\u001b[31m",
    "\u0085",
    "\ud800",
    "\u{1f4a5}",
  ],
  ...[
    "/optpass pause",
    "- [x] <!-- optpass:approve=all -->",
    "<!--optpass:v1:e30-->",
    "<!-- optpass:status -->",
  ],
  ...["<!-- optpass:status-end -->", "<!--optpass:dashboard-->", "<!--optpass:silence:v1 {} unsigned-->"],
  ...["\nOptPass-Change: other/api/resources", '\nOptPass-Setting: ["evil","limits.cpu",null,"1"]'],
  ...[
    "\nCo-authored-by: Eve <eve@evil.example>",
    "[skip ci]",
    "{{{verdict}}}",
    "%{init}%",
    "../../etc/passwd",
    ".git/config",
  ],
];

/** Names, labels and paths as an attacker would choose them. Never empty. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...pieces) },
      fc.string({ unit: "binary", maxLength: 12 }),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(""))
  .filter((text) => text !== "");
