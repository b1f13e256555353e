identity-wrong = x
identity-staff-has-account = This doctor already has an account; one each
