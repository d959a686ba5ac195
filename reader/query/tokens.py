"""Words as the full-text index sees them: FTS5's ``unicode61 remove_diacritics 2``, in Python.

The index and rules must agree on what a word is, so the tables below were read out of SQLite's own
tokenizer (3.40, code point by code point) and a test compares them with the SQLite in use. Runs of
CJK are cut into overlapping pairs on both sides, since such text has no spaces between its words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

# Code points that are part of a word, as hexadecimal ranges.
_TOKENS = (
    "30-39 41-5a 61-7a aa b2-b3 b5 b9-ba bc-be c0-d6 d8-f6 f8-2c1 2c6-2d1 2e0-2e4 2ec 2ee "
    "300-304 306-30c 30f 311 31b 323-328 32d-32e 330-331 370-374 376-37d 37f-383 386 388-3f5 "
    "3f7-481 48a-559 560-588 58b-58e 590 5c8-5f2 5f5-5ff 605 61c-61d 620-64a 660-669 66e-66f "
    "671-6d3 6d5 6e5-6e6 6ee-6fc 6ff 70e 710 712-72f 74b-7a5 7b1-7ea 7f4-7f5 7fa-815 81a 824 "
    "828 82e-82f 83f-858 85c-85d 85f-8e3 8ff 904-939 93d 950 958-961 966-96f 971-980 984-9bb "
    "9bd 9c5-9c6 9c9-9ca 9ce-9d6 9d8-9e1 9e4-9f1 9f4-9f9 9fc-a00 a04-a3b a3d a43-a46 a49-a4a "
    "a4e-a50 a52-a6f a72-a74 a76-a80 a84-abb abd ac6 aca ace-ae1 ae4-aef af2-b00 b04-b3b b3d "
    "b45-b46 b49-b4a b4e-b55 b58-b61 b64-b6f b71-b81 b83-bbd bc3-bc5 bc9 bce-bd6 bd8-bf2 "
    "bfb-c00 c04-c3d c45 c49 c4e-c54 c57-c61 c64-c7e c80-c81 c84-cbb cbd cc5 cc9 cce-cd4 "
    "cd7-ce1 ce4-d01 d04-d3d d45 d49 d4e-d56 d58-d61 d64-d78 d7a-d81 d84-dc9 dcb-dce dd5 dd7 "
    "de0-df1 df5-e30 e32-e33 e3b-e3e e40-e46 e50-e59 e5c-eb0 eb2-eb3 eba ebd-ec7 ece-f00 "
    "f20-f33 f40-f70 f88-f8c f98 fbd fcd fdb-102a 103f-1049 1050-1055 105a-105d 1061 "
    "1065-1066 106e-1070 1075-1081 108e 1090-1099 10a0-10fa 10fc-135c 1369-138f 139a-13ff "
    "1401-166c 166f-167f 1681-169a 169d-16ea 16ee-1711 1715-1731 1737-1751 1754-1771 "
    "1774-17b3 17d7 17dc 17de-17ff 180f-18a8 18aa-191f 192c-192f 193c-193f 1941-1943 "
    "1946-19af 19c1-19c7 19ca-19dd 1a00-1a16 1a1c-1a1d 1a20-1a54 1a5f 1a7d-1a7e 1a80-1a9f "
    "1aa7 1aae-1aff 1b05-1b33 1b45-1b59 1b7d-1b7f 1b83-1ba0 1bae-1be5 1bf4-1bfb 1c00-1c23 "
    "1c38-1c3a 1c40-1c7d 1c80-1cbf 1cc8-1ccf 1ce9-1cec 1cee-1cf1 1cf5-1dbf 1de7-1dfb "
    "1e00-1fbc 1fbe 1fc2-1fcc 1fd0-1fdc 1fe0-1fec 1ff0-1ffc 1fff 2065-2069 2070-2079 "
    "207f-2089 208f-209f 20ba-20cf 20f1-20ff 2102 2107 210a-2113 2115 2119-211d 2124 2126 "
    "2128 212a-212d 212f-2139 213c-213f 2145-2149 214e 2150-218f 23f4-23ff 2427-243f "
    "244b-249b 24ea-24ff 2700 2776-2793 2b4d-2b4f 2b5a-2ce4 2ceb-2cee 2cf2-2cf8 2cfd "
    "2d00-2d6f 2d71-2d7e 2d80-2ddf 2e2f 2e3c-2e7f 2e9a 2ef4-2eff 2fd6-2fef 2ffc-2fff "
    "3005-3007 3021-3029 3031-3035 3038-303c 3040-3098 309d-309f 30a1-30fa 30fc-318f "
    "3192-3195 31a0-31bf 31e4-31ff 321f-3229 3248-324f 3251-325f 3280-3289 32b1-32bf 32ff "
    "3400-4dbf 4e00-a48f a4c7-a4fd a500-a60c a610-a66e a67f-a69e a6a0-a6ef a6f8-a6ff "
    "a717-a71f a722-a788 a78b-a801 a803-a805 a807-a80a a80c-a822 a82c-a835 a83a-a873 "
    "a878-a87f a882-a8b3 a8c5-a8cd a8d0-a8df a8f2-a8f7 a8fb-a925 a930-a946 a954-a95e "
    "a960-a97f a984-a9b2 a9ce-a9dd a9e0-aa28 aa37-aa42 aa44-aa4b aa4e-aa5b aa60-aa76 aa7a "
    "aa7c-aaaf aab1 aab5-aab6 aab9-aabd aac0 aac2-aadd aae0-aaea aaf2-aaf4 aaf7-abe2 "
    "abee-d7ff e000-fb1d fb1f-fb28 fb2a-fbb1 fbc2-fd3d fd40-fdfb fdfe-fdff fe1a-fe1f "
    "fe27-fe2f fe53 fe67 fe6c-fefe ff00 ff10-ff19 ff21-ff3a ff41-ff5a ff66-ffdf ffe7 "
    "ffef-fff8 10000-100ff 10103-10136 10140-10178 1018a-1018f 1019c-101cf 101fe-1039e "
    "103a0-103cf 103d1-10856 10858-1091e 10920-1093e 10940-10a00 10a04 10a07-10a0b "
    "10a10-10a37 10a3b-10a3e 10a40-10a4f 10a59-10a7e 10a80-10b38 10b40-10fff 11003-11037 "
    "1104e-1107f 11083-110af 110c2-110ff 11103-11126 11135-1113f 11144-1117f 11183-111b2 "
    "111c1-111c4 111c9-116aa 116b8-1246f 12474-16f50 16f7f-16f8e 16f93-1cfff 1d0f6-1d0ff "
    "1d127-1d128 1d1de-1d1ff 1d246-1d2ff 1d357-1d6c0 1d6c2-1d6da 1d6dc-1d6fa 1d6fc-1d714 "
    "1d716-1d734 1d736-1d74e 1d750-1d76e 1d770-1d788 1d78a-1d7a8 1d7aa-1d7c2 1d7c4-1eeef "
    "1eef2-1efff 1f02c-1f02f 1f094-1f09f 1f0af-1f0b0 1f0bf-1f0c0 1f0d0 1f0e0-1f10f 1f12f "
    "1f16c-1f16f 1f19b-1f1e5 1f203-1f20f 1f23b-1f23f 1f249-1f24f 1f252-1f2ff 1f321-1f32f "
    "1f336 1f37d-1f37f 1f394-1f39f 1f3c5 1f3cb-1f3df 1f3f1-1f3ff 1f43f 1f441 1f4f8 "
    "1f4fd-1f4ff 1f53e-1f53f 1f544-1f54f 1f568-1f5fa 1f641-1f644 1f650-1f67f 1f6c6-1f6ff "
    "1f774-323ff e0000 e0002-e001f e0080-e00ff e01f0-e01ff"
)

# start:target, or start:target*count/ab for a run: sources a apart, targets b apart.
_FOLDS = (
    "41:61*26/11 b5:3bc c0:61*6/10 c6:e6 c7:63*2/12 c9:65*3/10 cc:69*4/10 d0:f0 d1:6e*2/11 "
    "d3:6f*4/10 d8:f8 d9:75*4/10 dd:79 de:fe e0:61*6/10 e7:63*2/12 e9:65*3/10 ec:69*4/10 "
    "f1:6e*2/11 f3:6f*4/10 f9:75*4/10 fd:79*2/20 100:61*6/10 106:63*8/10 10e:64*2/10 110:111 "
    "112:65*10/10 11c:67*8/10 124:68*2/10 126:127 128:69*9/10 132:133 134:6a*2/10 136:6b*2/10 "
    "139:6c*6/10 13f:140*2/22 143:6e*6/10 14a:14b 14c:6f*6/10 152:153 154:72*6/10 15a:73*8/10 "
    "162:74*4/10 166:167 168:75*12/10 174:77*2/10 176:79*3/10 179:7a*6/10 17f:73 181:253 "
    "182:183*2/22 186:254 187:188 189:256*2/11 18b:18c 18e:1dd 18f:259*2/12 191:192 193:260 "
    "194:263 196:269 197:268 198:199 19c:26f 19d:272 19f:275 1a0:6f*2/10 1a2:1a3*2/22 1a6:280 "
    "1a7:1a8 1a9:283 1ac:1ad 1ae:288 1af:75*2/10 1b1:28a*2/11 1b3:1b4*2/22 1b7:292 1b8:1b9 "
    "1bc:1bd 1c4:1c6*2/10 1c7:1c9*2/10 1ca:1cc*2/10 1cd:61*2/10 1cf:69*2/10 1d1:6f*2/10 "
    "1d3:75*10/10 1de:61*2/10 1e0:1e1*3/22 1e6:67*2/10 1e8:6b*2/10 1ea:6f*4/10 1ee:1ef 1f0:6a "
    "1f1:1f3*2/10 1f4:67*2/10 1f6:195 1f7:1bf 1f8:6e*2/10 1fa:61*2/10 1fc:1fd*2/22 "
    "200:61*4/10 204:65*4/10 208:69*4/10 20c:6f*4/10 210:72*4/10 214:75*4/10 218:73*2/10 "
    "21a:74*2/10 21c:21d 21e:68*2/10 220:19e 222:223*2/22 226:61*2/10 228:65*2/10 22a:6f*8/10 "
    "232:79*2/10 23a:2c65 23b:23c 23d:19a 23e:2c66 241:242 243:180 244:289 245:28c "
    "246:247*5/22 370:371*2/22 376:377 386:3ac*2/21 389:3ae*2/11 38c:3cc*2/21 38f:3ce "
    "391:3b1*17/11 3a3:3c3*9/11 3c2:3c3 3cf:3d7 3d0:3b2 3d1:3b8 3d5:3c6 3d6:3c0 3d8:3d9*12/22 "
    "3f0:3ba 3f1:3c1 3f4:3b8 3f5:3b5 3f7:3f8 3f9:3f2 3fa:3fb 3fd:37b*3/11 400:450*16/11 "
    "410:430*32/11 460:461*17/22 48a:48b*27/22 4c0:4cf 4c1:4c2*7/22 4d0:4d1*44/22 "
    "531:561*38/11 10a0:2d00*38/11 10c7:2d27 10cd:2d2d 1e00:61*2/10 1e02:62*6/10 1e08:63*2/10 "
    "1e0a:64*10/10 1e14:65*10/10 1e1e:66*3/21 1e1f:66*3/21 1e24:68*8/10 1e2c:69*4/10 "
    "1e30:6b*6/10 1e36:6c*8/10 1e3e:6d*6/10 1e44:6e*8/10 1e4c:6f*8/10 1e54:70*4/10 "
    "1e58:72*8/10 1e60:73*10/10 1e6a:74*8/10 1e72:75*10/10 1e7c:76*4/10 1e80:77*10/10 "
    "1e8a:78*4/10 1e8e:79*2/10 1e90:7a*6/10 1e96:68 1e97:74 1e98:77*2/12 1e9b:73 1e9e:df "
    "1ea0:61*24/10 1eb8:65*16/10 1ec8:69*4/10 1ecc:6f*24/10 1ee4:75*14/10 1ef2:79*8/10 "
    "1efa:1efb*3/22 1f08:1f00*8/11 1f18:1f10*6/11 1f28:1f20*8/11 1f38:1f30*8/11 "
    "1f48:1f40*6/11 1f59:1f51*4/22 1f68:1f60*8/11 1f88:1f80*8/11 1f98:1f90*8/11 "
    "1fa8:1fa0*8/11 1fb8:1fb0*2/11 1fba:1f70*2/11 1fbc:1fb3 1fbe:3b9 1fc8:1f72*4/11 1fcc:1fc3 "
    "1fd8:1fd0*2/11 1fda:1f76*2/11 1fe8:1fe0*2/11 1fea:1f7a*2/11 1fec:1fe5 1ff8:1f78*2/11 "
    "1ffa:1f7c*2/11 1ffc:1ff3 2126:3c9 212a:6b 212b:61 2132:214e 2160:2170*16/11 2183:2184 "
    "2c00:2c30*47/11 2c60:2c61 2c62:26b 2c63:1d7d 2c64:27d 2c67:2c68*3/22 2c6d:251 2c6e:271 "
    "2c6f:250*2/12 2c72:2c73 2c75:2c76 2c7e:23f*2/11 2c80:2c81*50/22 2ceb:2cec*2/22 2cf2:2cf3 "
    "a640:a641*23/22 a680:a681*12/22 a722:a723*7/22 a732:a733*31/22 a779:a77a*2/22 a77d:1d79 "
    "a77e:a77f*5/22 a78b:a78c a78d:265 a790:a791*2/22 a7a0:a7a1*5/22 a7aa:266 ff21:ff41*26/11 "
    "10400:10428*40/11"
)

# Combining marks that the tokenizer drops from the middle of a word.
_MARKS = (
    "300 301 302 303 304 306 307 308 309 30a 30b 30c 30f 311 31b 323 324 325 326 327 328 32d 32e "
    "330 331"
)


class _Folding(dict[int, int | None]):
    """``str.translate`` table, filled as characters are met: word characters to their folded form,
    dropped marks to None, everything else to a space."""

    def __init__(self) -> None:
        super().__init__()
        self._folds = _read_folds()
        self._starts: list[int] = []
        self._ends: list[int] = []
        for part in _TOKENS.split():
            low, _, high = part.partition("-")
            self._starts.append(int(low, 16))
            self._ends.append(int(high or low, 16))

    def __missing__(self, code: int) -> int | None:
        place = bisect_right(self._starts, code) - 1
        inside = place >= 0 and code <= self._ends[place]
        value = self._folds.get(code, code) if inside else 32
        self[code] = value
        return value


def _read_folds() -> dict[int, int | None]:
    folds: dict[int, int | None] = {int(mark, 16): None for mark in _MARKS.split()}
    for part in _FOLDS.split():
        start, _, rest = part.partition(":")
        target, _, run = rest.partition("*")
        count, _, steps = run.partition("/")
        step, move = (int(steps[0]), int(steps[1])) if steps else (1, 0)
        for i in range(int(count or 1)):
            folds[int(start, 16) + i * step] = int(target, 16) + i * move
    return folds


@cache
def _folding() -> _Folding:
    return _Folding()


def tokens(text: str) -> list[str]:
    """The words of ``text`` as the index holds them: folded, in order. CJK is not cut here."""
    return [word for word in text.translate(_folding()).split(" ") if word]


def fold(text: str) -> str:
    """``text`` without case and accents, its words one space apart: for comparing names."""
    return " ".join(tokens(text))


#: Scripts written without spaces, or (Hangul) with particles glued on: kana, Han, Hangul.
CJK_CHARS = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
CJK = re.compile(f"[{CJK_CHARS}]+")


def has_cjk(text: str) -> bool:
    """Whether ``text`` has a run that ``bigrams`` would cut."""
    return not text.isascii() and CJK.search(text) is not None


def bigrams(text: str) -> str:
    """``text`` with each run of CJK cut into overlapping pairs and its last character.

    A run ABC gives "AB BC C": each character begins one word, so that a pair is found as a word,
    a longer run as a phrase of pairs, and a single character as a prefix.
    """
    return CJK.sub(_cut, text) if not text.isascii() else text


def _cut(match: re.Match[str]) -> str:
    run = match.group()
    return f" {' '.join(run[i : i + 2] for i in range(len(run)))} "


def indexed(text: str) -> list[str]:
    """The words of a story's ``text`` as the index holds them, CJK cut."""
    return tokens(bigrams(text))


def sought(text: str) -> tuple[list[str], bool]:
    """The words to look for in a row when ``text`` is sought, and whether the last is a prefix.

    The lone last character of a CJK run is dropped at the end (the pair before it holds it); a run
    of one character stands as a prefix of the pairs that begin with it.
    """
    words = indexed(text)
    stripped = text.rstrip()
    runs = list(CJK.finditer(stripped)) if not text.isascii() else []
    if not runs or tokens(stripped[runs[-1].end() :]):
        return words, False
    if len(runs[-1].group()) == 1:
        return words, True
    return words[:-1], False
