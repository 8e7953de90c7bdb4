"""What the pages by which people come in say."""

from callcast.desk.access.passwords import LONGEST, SHORTEST
from callcast.desk.access.role import Role

ROLES = {
    "zh-TW": {"admin": "管理員", "operator": "櫃檯人員", "kitchen": "廚房", "kiosk": "取號機", "board": "看板"},
    "en": {role.value: role.value for role in Role},
}
TEXTS = {
    "zh-TW": {
        "sign_in": "登入",
        "lead": "請輸入你的名字和密碼。",
        "name": "名字",
        "password": "密碼",
        "again": "再輸入一次密碼",
        "first": "歡迎使用 Callcast",
        "first_lead": "建立第一位管理員。之後就用這個名字和密碼登入。",
        "create": "建立並登入",
        "hint": f"{SHORTEST} 個字以上，別人猜不到的一句話最好。",
        "known": "{name}，你好",
        "role": "你的身分：{role}。",
        "sign_out": "登出",
        "record": "錄自己的聲音",
        "over": "這個連結不能再用了",
        "over_lead": "已經有管理員了，或是 Callcast 重新啟動過。請登入，或使用最近一次啟動時顯示的連結。",
        "wrong": "名字或密碼不對，請再試一次。",
        "wait": "試太多次了，請 {seconds} 秒後再試。",
        "bad_again": "兩次輸入的密碼不一樣。",
        "bad_name": "名字要有 1 到 64 個字。",
        "bad_password": f"這個密碼太短（至少 {SHORTEST} 個字）、太長（最多 {LONGEST} 個字）或太容易猜到，請換一個。",
        "other": "沒有成功，請再試一次。",
    },
    "en": {
        "sign_in": "Sign in",
        "lead": "With your name and password.",
        "name": "Name",
        "password": "Password",
        "again": "Password, once more",
        "first": "Welcome to Callcast",
        "first_lead": "Create the first admin. From then on, sign in with this name and password.",
        "create": "Create and sign in",
        "hint": f"{SHORTEST} characters or more; best a phrase that nobody guesses.",
        "known": "Hello, {name}",
        "role": "You are signed in as {role}.",
        "sign_out": "Sign out",
        "record": "Record your own voice",
        "over": "This link is not valid any more",
        "over_lead": "There is an admin already, or Callcast has started again. Sign in, or take the link that the "
        "last start has printed.",
        "wrong": "The name or the password is wrong; try again.",
        "wait": "Too many attempts; try again in {seconds} s.",
        "bad_again": "The two passwords differ.",
        "bad_name": "A name has from 1 to 64 characters.",
        "bad_password": f"That password is too short (at least {SHORTEST} characters), too long (at most {LONGEST}) or "
        "too easily guessed; choose another.",
        "other": "That did not work; try again.",
    },
}
