identity-wrong = x
identity-staff-has-account = 这位医生已经有账号了，一人一个
