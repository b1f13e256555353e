identity-wrong = x
