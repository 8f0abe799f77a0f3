"""What a title or an abstract reads like after its source's own notation is gone; running text is never lost."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kg.read.clean import flat, latex, marked_latex, markup, plain
from kg.read.formats.openalex import inverted
from kg.read.hyphens import unbroken

ANYTHING = st.text(
    st.one_of(st.characters(codec=None), st.sampled_from("\\${}^_~`'\"-<>/&;#%abi 0\n\t\ud800\x00\u200b"))
)
TAGGED = st.lists(
    st.sampled_from(
        "<p> </p> <sup> </sup> <title> </title> <math> </math> <msup> </msup> <mi> <br/> x 1 <EOS> &lt; <!-- -->".split()
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a\u00a0 b\r\n\tc ", "a b c"),
        ("\ufeffex\u00adam\u200bple\u2060\x07", "example"),
        ("e\u0301", "é"),
        ("schÃ¶n “quoted” â€œxâ€\x9d", "schön “quoted” “x”"),
        ("naïve “Ångström”", "naïve “Ångström”"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\x00b\ud800", "a\x00b\ud800"),
        ("10\x9620 of the author\x92s \x93caf\xe9\x94, \x81a", "10–20 of the author’s “café”, a"),
    ],
)
def test_plain(text, expected):
    assert plain(text) == expected


LATEX = r"""
$\mathcal{O}(n)$ => O(n)
$O(n\log n)$ => O(n log n)
$10^{-3}$ => 10^-3
$x_{i}^{n+1}$ => x_i^(n+1)
L$_2$ => L_2
$\frac{a}{b}$ and $\frac{a+b}{2}$ => a/b and (a+b)/2
$\binom{n}{k}$ => (n choose k)
$\sim$28K => ∼28K
$>$90\% at $\leq 5$ => >90% at ≤5
$\alpha$-divergence, \(\epsilon\)-greedy => α-divergence, ε-greedy
$λ_\mathbfβ$, $M_{\rm A}$ => λ_β, M_A
$\operatorname{softmax}(\hat{x})$ => softmax(x̂)
$\tilde{O}(\sqrt{T})$ => Õ(√(T))
$\left\{ a, b \right\}$ and {0, 1} => {a, b} and {0, 1}
$k \in \mathbb{R}^{n \times d}$ => k ∈ R^(n×d)
5$\times$ the 10$^{th}$, 90$^\circ$ => 5× the 10th, 90°
so \begin{equation} a \le b \end{equation} holds => so a ≤ b holds
$\%$, 10\%, \$5, a\_b, \#1, R\&D => %, 10%, $5, a_b, #1, R&D
{\url{https://x.y/a\_b}} => https://x.y/a_b
\href{http://a.b/~c}{here}, \href{http://a.b}{http://a.b} => here (http://a.b/~c), http://a.b
\textbf{a} \emph{b} {\em c} {\it d} \texttt{e} \textsc{f} \mbox{g} \text{h} \textcolor{red}{i} => a b c d e f g h i
as shown~\cite{x}, in \citep[p. 5]{y} and (\cite{z}) too \label{s}. => as shown, in and too.
a\footnote{at \url{http://b.c}} d => a (at http://b.c) d
\ours is, \ours{} is, \unknown{arg} => ours is, ours is, arg
``quoted'' and ``so" => “quoted” and “so”
a--b, c---d, e -- f, --flag, https://a.b/c--d => a–b, c—d, e – f, --flag, https://a.b/c--d
{BERT}: {P}re-training => BERT: Pre-training
\'a {\'e} \"o \v{s} \c{c} \'{\i} Stra\ss e \o re Sk\l odowska => á é ö š ç í Straße øre Skłodowska
don\'t, it\'s, \"We\" => don't, it's, "We"
5% of #1 & ~28K, 10~20, Fig.~3, Smith~et => 5% of #1 & ~28K, 10~20, Fig. 3, Smith et
costs $5 and $10, or $5-$10, not $x$ => costs $5 and $10, or $5-$10, not x
costs $5 and US$ 7 => costs $5 and US$ 7
\begin{itemize}\item a \item b\end{itemize} => a b
{{a => {{a
\textbf{a => {a
$x_{ => $x_{
"""


@pytest.mark.parametrize(("text", "expected"), [line.split(" => ") for line in LATEX.strip().splitlines()])
def test_latex(text, expected):
    assert latex(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$\{x : y\}$, \textbackslash alpha", r"{x : y}, \ alpha"),
        (r"<p>R&amp;D of \emph{moss} and &lt;i&gt;sand&lt;/i&gt;</p>", "R&D of moss and sand"),
    ],
)
def test_latex_with_markup_is_read_once(text, expected):
    assert marked_latex(text) == expected


def test_dollars_of_two_paragraphs_are_no_pair():
    assert latex("it is $x\n\nand y$ too") == "it is $x and y$ too"


MARKUP = r"""
<jats:title>ABSTRACT</jats:title><jats:p>We</jats:p> => We
<jats:sec><jats:title>Background</jats:title><jats:p>We</jats:p><jats:title>Why?</jats:title>So => Background: We Why? So
<p>a</p><p>b<br/>c <i>d</i></p> => a b c d
CO<sub>2</sub>, 10<sup>-3</sup>, 4<sup>th</sup> => CO2, 10^-3, 4th
<script>x()</script>a <style>p {}</style><script>b => a b
a<!-- b --> c <!-- d => a c <!-- d
p < 0.05 and x > 3, <EOS>, <mask>, List<int>, x<b and c>d => p < 0.05 and x > 3, <EOS>, <mask>, List<int>, x<b and c>d
R&amp;D, a &amp;lt; b, &#955;, &nosuch; A&T => R&D, a < b, λ, &nosuch; A&T
&lt;p&gt;a &amp;lt;i&amp;gt;b&lt;/p&gt; => a b
<mml:math><mml:msup><mml:mn>10</mml:mn> <mml:mrow><mml:mo>-</mml:mo> <mml:mn>3</mml:mn></mml:mrow></mml:msup></mml:math> => 10^-3
<mml:math><mml:mfrac><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfrac><annotation>a/b</annotation></mml:math> => a/b
<alternatives><tex-math>\beta</tex-math><mml:math><mml:mi>α</mml:mi></mml:math></alternatives> => α
<inline-formula><tex-math>\begin{document}$\beta$\end{document}</tex-math></inline-formula>-test => β-test
a \emph{b} of $\alpha$ => a b of α
{a} of $5 -- $6 => {a} of $5 -- $6
<b>a</i> b</sup></math> => a b
if $a<b>c$, tokens <b> or <title> => if a<b>c, tokens <b> or <title>
super<wbr>conductor<o:p></o:p> <nobr>No.</nobr> 1 <img src="x.png" alt="y"/> <![CDATA[a & b]]> => superconductor No. 1 a & b
R\&D of 100\% at \$5 => R&D of 100% at $5
First.\n\nSecond. Caf\u00e9 \ud83d\ude00 => First. Second. Café 😀
split C:\data\train on \d+, \d{3}, \n or \S => split C:\data\train on \d+, \d{3}, \n or \S
{\'e}, \o{} and \c c, \nu => é, ø and ç, ν
"""


@pytest.mark.parametrize(("text", "expected"), [line.split(" => ") for line in MARKUP.strip().splitlines()])
def test_markup(text, expected):
    assert markup(text) == expected


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (
            "<title><fixed-case>P</fixed-case>i<fixed-case>C</fixed-case>: <b>a</b> <i>b</i></title>",
            "PiC: a b",
        ),
        (
            r"<abstract>over <tex-math>\mathcal{V}_{2}</tex-math>-space, <url>https://a.b</url></abstract>",
            "over V_2-space, https://a.b",
        ),
        (
            '<Abstract><AbstractText Label="METHODS">We</AbstractText><AbstractText>x</AbstractText></Abstract>',
            "METHODS: We x",
        ),
        ('<AbstractText Label="AIM">To see</AbstractText>', "AIM: To see"),
        ('<Abstract><AbstractText Label="UNLABELLED">We</AbstractText></Abstract>', "We"),
        (
            "<abstract><title>Abstract</title><sec><title>Aim</title><p>10\n  <sup>5</sup></p></sec><p>b</p></abstract>",
            "Aim: 10^5 b",
        ),
        ("<title>a <!-- b -->c <?d?>e</title>", "a c e"),
        (
            '<p xmlns:m="http://www.w3.org/1998/Math/MathML">an <m:math><m:mi>x</m:mi> <m:mo>=</m:mo></m:math> b</p>',
            "an x= b",
        ),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("<a>" * 250 + "deep" + "</a>" * 250, "deep"),
    ],
)
def test_flat(xml, expected):
    element = etree.fromstring(f"<r>{xml}tail</r>")[0] if xml.count("<a>") < 9 else etree.fromstring(xml)
    assert flat(element) == expected


@pytest.mark.parametrize(
    ("text", "soft", "expected"),
    [
        ("an exam-\nple", True, "an example"),
        ("an exam-\nple", False, "an exam-ple"),
        (
            "a pre-\ntrained model, data-\r\ndriven, state-of-the-\n  art",
            True,
            "a pre-trained model, data-driven, state-of-the-art",
        ),
        ("dataset and data-\nset", False, "dataset and dataset"),
        ("re-rank and re-\nrank", True, "re-rank and re-rank"),
        ("exam\u00ad\nple", False, "example"),
        ("Smith-\nJones - \nor 5-\nfold\nx", True, "Smith-\nJones - \nor 5-\nfold\nx"),
    ],
)
def test_unbroken(text, soft, expected):
    assert unbroken(text, soft=soft) == expected


def test_inverted():
    assert inverted({"b": [1, -1, 10**6], "a": [0, 3], "c": [7, 3]}) == "a b a c c"
    assert inverted({}) == ""
    with pytest.raises(ValueError, match="200000"):
        inverted({"a": range(200_001)})


@given(st.one_of(ANYTHING, TAGGED.map("".join)), st.booleans())
def test_any_text_gives_a_text(text, soft):
    for result in (plain(text), latex(text), markup(text), unbroken(text, soft=soft)):
        assert unicodedata.is_normalized("NFC", result)
        assert result == result.strip()
    for result in (plain(text), latex(text), markup(text)):
        assert result == " ".join(result.split())


@given(st.text(st.characters(codec="utf-8", exclude_characters="\\${}`~-")))
def test_text_without_latex_is_only_tidied(text):
    assert latex(text) == plain(text)


@given(st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=1), st.data())
def test_words_survive_their_markup(words, data):
    dressed = [
        data.draw(
            st.sampled_from(
                [r"\emph{%s}", "{%s}", "``%s''", "%s", r"{\em %s}", "%s $", "%s \\", "{%s", "$%s$"]
            )
        )
        % word
        for word in words
    ]
    assert [word for word in words if word not in latex(" ".join(dressed))] == []


HOSTILE = [
    "{",
    "\\",
    '\\"',
    "$",
    "\\a{",
    "\\a[",
    "$a ",
    "``a",
    "-",
    "\\(",
    "\\[",
    "{}",
    "~",
    "<",
    "<!--",
    "<sup>",
    '<b a="',
    "&a",
    "a-\n",
    "$\n",
]
HOSTILE += [
    "\\n",
    "\\r\\n",
    "\\u00e",
    "C:\\a",
    "<![CDATA[",
    "<b>",
    "\\begin{math}",
    "$x_{",
    "$$",
    "\\footnote{",
    "<math><msup>",
    "Ã©",
    "\x00\ud800",
    "$\\alpha$",
    "{{{{}",
    "a",
    " ",
]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize(
    "function",
    [plain, latex, markup, lambda text: unbroken(text, soft=True)],
    ids=["plain", "latex", "markup", "unbroken"],
)
def test_hostile_text_takes_linear_time(function, unit):
    began = time.process_time()
    function(unit * (100_000 // len(unit)))
    assert time.process_time() - began < 2


def test_deep_formulas_do_not_recurse():
    assert "x" in latex("$" + "{" * 150 + "x" + "}" * 150 + "$")
    assert "x" in latex("{" * 150 + "x" + "}" * 150)
