"""Mandarin as it is read in Taiwan, and on the mainland."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech.bank.mandarin import readings, simplified, spelled

TAIWAN = """
請到三號櫃檯 qing3 dao4 san1 hao4 gui4 tai2
請五號 qing2 wu3 hao4
有九百 you2 jiu2 bai3
小姐 xiao2 jie3
您好 nin2 hao3
一號 yi1 hao4
第一名 di4 yi1 ming2
第一診間 di4 yi1 zhen3 jian1
一個 yi2 ge4
一位 yi2 wei4
一百一十一 yi4 bai3 yi1 shi2 yi1
十一個 shi2 yi1 ge4
一樓 yi1 lou2
一月 yi1 yue4
星期一 xing1 qi2 yi1
一起 yi4 qi3
看一看 kan4 yi5 kan4
不要 bu2 yao4
不會 bu2 hui4
不多 bu4 duo1
差不多 cha4 bu4 duo1
長者優先 zhang2 zhe3 you1 xian1
排隊很長 pai2 dui4 hen3 chang2
院長 yuan4 zhang3
銀行 yin2 hang2
行李 xing2 li3
重量 zhong4 liang4
請重新取號 qing3 chong2 xin1 qu3 hao4
還沒 hai2 mei2
還有 hai2 you3
歸還 gui1 huan2
還款 huan2 kuan3
音樂 yin1 yue4
快樂 kuai4 le4
了解 liao2 jie3
好了 hao3 le5
掛號 gua4 hao4
我的 wo3 de5
目的 mu4 di4
得到 de2 dao4
看得見 kan4 de5 jian4
著作權 zhu4 zuo4 quan2
看著 kan4 zhe5
調整 tiao2 zheng3
乾淨 gan1 jing4
幹部 gan4 bu4
頭髮 tou2 fa3
會計 kuai4 ji4
出差 chu1 chai1
參加 can1 jia1
假日 jia4 ri4
量血壓 liang2 xie3 ya1
企業 qi4 ye4
研究所 yan2 jiu4 suo3
垃圾 le4 se4
謝謝 xie4 xie5
曾小明先生 zeng1 xiao3 ming2 xian1 sheng1
單小姐 shan4 xiao2 jie3
女士 nv3 shi4
〇 ling2
"""


@pytest.mark.parametrize("line", TAIWAN.strip().splitlines())
def test_readings(line: str) -> None:
    text, *syllables = line.split()
    assert readings(text, taiwan=True) == syllables


def test_the_mainland_reads_otherwise() -> None:
    assert readings("企业研究垃圾", taiwan=False) == ["qi3", "ye4", "yan2", "jiu1", "la1", "ji1"]


def test_digits_alone_keep_their_tones() -> None:
    assert [spelled(digit) for digit in "零一二三四五六七八九幺"] == [
        *("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3", "yao1")
    ]


def test_what_is_no_han_has_no_syllable() -> None:
    assert readings("A零，ぜ", taiwan=True) == ["", "ling2", "", ""]


@given(
    st.text(
        st.one_of(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), st.sampled_from("一不著A，")), max_size=12
    )
)
def test_one_syllable_a_character(text: str) -> None:
    for taiwan in (True, False):
        found = readings(text, taiwan=taiwan)
        assert len(found) == len(text) == len(simplified(text))
        assert all(not one or (one[:-1].isascii() and one[-1] in "12345") for one in found), found
