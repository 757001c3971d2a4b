"""Comments that silence a rule where it finds nothing."""

from __future__ import annotations

from collections.abc import Iterable

from ..file_model import FileModel
from ..finding import Finding, Severity
from ..rule import Rule


def check(file: FileModel) -> Iterable[Finding]:
    """Nothing: comments are judged by suppress.py, when all the other rules have spoken."""
    return ()


RULE = Rule(
    id="unused-suppression",
    severity=Severity.HINT,
    title={
        "en": "A comment silences a rule where it finds nothing.",
        "ko": "규칙을 끄는 주석이 있지만 그 규칙이 찾는 것이 없습니다.",
    },
    messages={
        "unused": {
            "en": "This comment silences `{silenced}`, but that rule finds nothing here. Remove the"
            " name, so that it cannot hide a later mistake.",
            "ko": "이 주석은 `{silenced}` 규칙을 끄지만, 그 규칙은 여기에서 아무것도 찾지 않습니다."
            " 나중에 생길 실수를 가리지 않도록 이름을 지우세요.",
        },
        "all": {
            "en": "This comment silences every rule, but none finds anything here. Remove it, so"
            " that it cannot hide a later mistake.",
            "ko": "이 주석은 모든 규칙을 끄지만, 여기에서 무언가를 찾는 규칙이 없습니다. 나중에 생길"
            " 실수를 가리지 않도록 지우세요.",
        },
        "none": {
            "en": "The brackets name no rule, so this comment silences nothing. Write the name of a"
            " rule between them, or remove the comment.",
            "ko": "괄호 안에 규칙 이름이 없어서 이 주석은 아무것도 끄지 않습니다. 괄호 안에 규칙 이름을"
            " 쓰거나 주석을 지우세요.",
        },
        "unclear": {
            "en": "TorchTutor does not understand this comment, so it silences nothing. Write"
            " `# torchtutor: ignore[RULE]`.",
            "ko": "TorchTutor가 이 주석을 이해하지 못해서 아무것도 꺼지지 않습니다."
            " `# torchtutor: ignore[RULE]` 형식으로 쓰세요.",
        },
        "unknown": {
            "en": "There is no rule `{name}`, so this silences nothing. `torchtutor rules` lists"
            " the names.",
            "ko": "`{name}` 규칙은 없으므로 아무것도 꺼지지 않습니다. `torchtutor rules` 명령으로"
            " 이름을 확인하세요.",
        },
        "unknown-near": {
            "en": "There is no rule `{name}`, so this silences nothing. Did you mean `{near}`?",
            "ko": "`{name}` 규칙은 없으므로 아무것도 꺼지지 않습니다. 혹시 `{near}` 규칙인가요?",
        },
    },
    why={
        "en": "A comment such as `# torchtutor: ignore[module-list-not-registered]` says that"
        " somebody looked at a finding and wants to keep the code. When the code changes and the"
        " finding is gone, the comment stays: it tells readers of a problem that is no longer there,"
        " and it hides the same mistake when it comes back.",
        "ko": "`# torchtutor: ignore[module-list-not-registered]` 같은 주석은 누군가 결과를 확인하고"
        " 코드를 그대로 두기로 했다는 뜻입니다. 코드가 바뀌어 찾을 것이 없어져도 주석은 남습니다."
        " 그러면 이미 없는 문제가 있다고 읽히고, 같은 실수가 다시 생겼을 때 그 실수를 가립니다.",
    },
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(8, 2)  # torchtutor: ignore[module-list-not-registered]

    def forward(self, x):
        return self.head(x)
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(x)
""",
    fix_title={
        "en": "Remove what silences nothing",
        "ko": "아무것도 끄지 않는 부분 지우기",
    },
    fix={
        "en": "Takes the name out of the brackets, and with the last name the whole comment. What"
        " else the comment says stays. Not offered for a name that no rule has: it may be a slip.",
        "ko": "괄호에서 이름을 지우고, 마지막 이름이면 주석 전체를 지웁니다. 주석의 다른 내용은 남깁니다."
        " 존재하지 않는 규칙 이름은 오타일 수 있으므로 지우지 않습니다.",
    },
    silent={
        "en": "The rule is switched off in the settings, or some statement of the file cannot be"
        " read: then nobody knows what would have been found. A file without torch is not looked"
        " at. `ignore-file[unused-suppression]` silences this rule too.",
        "ko": "설정에서 꺼진 규칙이거나 파일에 읽을 수 없는 문장이 있으면 무엇을 찾았을지 알 수 없으므로"
        " 알리지 않습니다. torch를 쓰지 않는 파일은 보지 않습니다. 이 규칙도"
        " `ignore-file[unused-suppression]` 주석으로 끌 수 있습니다.",
    },
    link="",
    check=check,
)
