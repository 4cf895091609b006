"""ID number, mobile number and name, by the checks of the registration data standard §5.1–5.3."""

import re
import unicodedata
from datetime import date

from backend.registrations.parsing.plain import plain
from backend.registrations.parsing.result import Parsed, Problem, Value

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_DIGIT_RUN = re.compile(r"\d[\dX]{4,}")
_PHONE_RUN = re.compile(r"\d{5,}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}|[2-8]\d{6,7}")


def check_digit(first_17: str) -> str:
    """The last character of an ID number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def birth_date_of(id_number: str) -> date | None:
    """The birth date inside an 18-character number; None if there is no such day."""
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def sex_of(id_number: str) -> str:
    """Code of GB/T 2261.1 from the 17th digit: odd 1 male, even 2 female."""
    return "1" if int(id_number[16]) % 2 else "2"


def _longest(runs: list[str]) -> str:
    return max(runs, key=len, default="")


def parse_id_number(text: str, today: date) -> Parsed:
    """An 18-character resident ID number (GB 11643; the region in front is not judged)."""
    tidy = re.sub(r"[\s\-_.·*]", "", unicodedata.normalize("NFKC", text)).upper()
    number = _longest([run for run in _DIGIT_RUN.findall(tidy)])
    if not number:
        return Problem("id_number_missing")
    if len(number) == 15 and number.isdigit():
        return Problem("id_number_15")
    if len(number) != 18:
        return Problem("id_number_length", {"digits": str(len(number))})
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number):
        return Problem("id_number_checksum")
    born = birth_date_of(number)
    if born is None or born > today or born.year < 1800:
        return Problem("id_number_birth_date")
    if check_digit(number[:17]) != number[17]:
        return Problem("id_number_checksum")
    return Value(number)


def parse_phone(text: str) -> Parsed:
    """A mainland mobile number; spaces, hyphens and +86 are allowed for."""
    tidy = re.sub(r"[\s\-_.()]", "", unicodedata.normalize("NFKC", text))
    tidy = re.sub(r"\+?(?:00)?86(?=1\d{10}(?!\d))", "", tidy)
    number = _longest([run for run in _PHONE_RUN.findall(tidy)])
    if not number:
        return Problem("phone_missing")
    if _MOBILE.fullmatch(number):
        return Value(number)
    if _LANDLINE.fullmatch(number):
        return Problem("phone_landline")
    if len(number) != 11:
        return Problem("phone_length", {"digits": str(len(number))})
    return Problem("phone_prefix")


_NAME_LEAD = re.compile(
    r"^(?:你好|您好)?[,，!！\s]*(?:我的?(?:名字|姓名)(?:是|叫)?|姓名是?|名字是?|我叫做?|本人叫?|叫|我是)"
    r"[:：,，\s]*"
)
_DOTS = re.compile(r"[•．.‧・∙⋅]")
_NAME = re.compile(r"[㐀-䶿一-鿿〇\U00020000-\U0003ffff·ༀ-࿿᠀-\u18afA-Za-zÀ-ɏ' ]+")
_HAN_ONLY = re.compile(r"[㐀-䶿一-鿿〇\U00020000-\U0003ffff]+")
_NOT_IN_NAMES = re.compile(
    r"我|你|您|怎|什么|多少|登记|失业|申请|身份证|电话|手机|谢谢|知道|可以|为什|干嘛|不想|不要|不办"
    r"|没有|告诉|帮|问|办理|工作|请|哪|吗|啥|咋|随便|保密|匿名|号码|的时候|[是在]不[是在]|公司|嗯|[哈呵哼]{2}|县$|省$|毕业$"
)
_NOT_NAMES = re.compile(
    "好的?|行|嗯+|是的?|不是?|对的?|不?同意|愿意|不?要|有|无|没有?|在|[你您]好|谢谢|返回|取消|修改|继续"
    "|退出|确认|确定|[下上]一步|跳过|(?:转)?人工|客服|[哈呵啊哦]+|喂|大专|本科|[初高]中|小学|中专|男|女"
    "|ok|yes|no|test",
    re.IGNORECASE,
)
_LONGEST_NAME = 64
_LONGEST_HAN_NAME = 10


def parse_name(text: str) -> Parsed:
    """A person's name: Han, Tibetan, Mongolian or Latin letters, · and spaces, 1–64 long."""
    name = _NAME_LEAD.sub("", plain(text))
    name = _DOTS.sub("·", name).strip("· ,，。!！~")
    name = re.sub(r"[,，。;；!！].*$", "", name).strip()
    name = re.sub(r"(?<=[^\sA-Za-zÀ-ɏༀ-\u18af])\s+(?=[^\sA-Za-zÀ-ɏༀ-\u18af])", "", name)
    if not name or _NOT_NAMES.fullmatch(name):
        return Problem("name_unclear")
    if len(name) > _LONGEST_NAME:
        return Problem("name_too_long")
    if re.search(r"\d|://|www|@|[#$%^&*_=+/\\|<>{}\[\]]", name):
        return Problem("name_has_digits")
    if not _NAME.fullmatch(name) or not re.search(r"\w", name):
        return Problem("name_unclear")
    is_long_run = _HAN_ONLY.fullmatch(name) and len(name) > _LONGEST_HAN_NAME
    return Problem("name_unclear") if is_long_run or _NOT_IN_NAMES.search(name) else Value(name)
