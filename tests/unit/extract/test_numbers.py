import pytest

from kg.extract.numbers import NumberSentence, numbers
from kg.extract.words import Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("95,3% and 94,00 % recall", "95.3 %; 94.00 %"),
        ("1,234 images and 4,000%", "1,234; 4,000 %"),
        ("8.9 per cent and 5 percent", "8.9 %; 5 %"),
        ("5 per centimetre", "5"),
        ("a moss classifier (80%F1), 16%for moss", "80 %; 16 %"),
        ("by 5.9%p and 1.8\\%p", "5.9 points; 1.8 points"),
        ("by $28$ to $64$ points", "28 points; 64 points"),
        ("from $5$ to $2$", "5; 2"),
        ("from -5.0 to 38.2", "-5.0; 38.2"),
        ("r = -0.181, a change of −1.81%", "-0.181; -1.81 %"),
        ("gains of 2--5 points, MossNet -4, k^-2 and 7-14%", "2; 7-14 %"),
        ("It ranked 3rd, 11th and 2nd in moss.", "3 rank; 11 rank; 2 rank"),
        ("in the 12th and 9th places", "12 rank; 9 rank"),
        ("the 2nd layer, the 95th percentile, the 18th century, the 3rd ranked system", ""),
        ("It cuts the time from 27 hours to 12 minutes.", "27 hours; 12 minutes"),
        ("It trains in less than 5 hours.", "5 hours"),
        ("with β = 0.9, $\\lambda=0.5$, p < 0.05, N ≥ 30 and K = 5", ""),
        ("with κ = 0.81, α = 0.77, r = 0.6, F1 = 0.9 and step = 3", "0.81; 0.77; 0.6; 0.9; 3"),
        ("from 3.1 to 9.2 dB", "3.1 dB; 9.2 dB"),
        ("40 hours of speech, 3 hours a week, in 2 hours of speech", "40; 3; 2"),
    ],
)
def test_numbers_and_units(text, expected):
    found = numbers(NumberSentence(text, 0, len(text), [], Words(text)))
    assert "; ".join(f"{number.value} {number.unit}".strip() for number in found) == expected
    for number in found:
        assert text[number.start : number.end].replace("−", "-") in (
            number.value,
            number.value.replace(".", ","),
        )
