# Words of closed lists: `family-word`.

# GB/T 2261.1.
sex-male = Male
sex-female = Female
sex-unknown = Not stated

# Why the bureau serves somebody.
category-honoured = Honoured retiree
category-retired = Retiree
category-survivor = Survivor
category-relative = Relative

# With whom somebody lives.
living-alone = Alone
living-spouse = With spouse
living-children = With children
living-parents = With parents
living-siblings = With siblings
living-relatives = With other relatives
living-others = With non-relatives
living-institution = In an institution
living-empty-nest = Empty nest
living-childless = No children
living-bereaved = Lost an only child

# GB/T 12407-2008.
rank-111 = Provincial and ministerial, chief
rank-112 = Provincial and ministerial, deputy
rank-121 = Prefectural and bureau, chief
rank-122 = Prefectural and bureau, deputy
rank-131 = County and division, chief
rank-132 = County and division, deputy
rank-141 = Township and section, chief
rank-142 = Township and section, deputy
rank-150 = Section officer
rank-160 = Clerk
rank-199 = Other

# ICD-10 blocks.
illness-hypertension = Hypertension
illness-coronary-heart = Coronary heart disease
illness-diabetes = Diabetes
illness-copd = COPD
illness-cerebral-haemorrhage = Cerebral haemorrhage
illness-cerebral-infarction = Cerebral infarction
illness-dementia = Dementia

# GB/T 4762.
politics-01 = CPC member
politics-02 = CPC probationary member
politics-03 = Communist Youth League member
politics-04 = RCCK member
politics-05 = CDL member
politics-06 = CDNCA member
politics-07 = CAPD member
politics-08 = CPWDP member
politics-09 = CZGP member
politics-10 = Jiusan Society member
politics-11 = TDSGL member
politics-12 = No party affiliation (public figure)
politics-13 = No party

# GB/T 3304.
ethnicity-01 = Han
ethnicity-02 = Mongol
ethnicity-03 = Hui
ethnicity-04 = Tibetan
ethnicity-05 = Uyghur
ethnicity-06 = Miao
ethnicity-07 = Yi
ethnicity-08 = Zhuang
ethnicity-09 = Bouyei
ethnicity-10 = Korean
ethnicity-11 = Manchu
ethnicity-12 = Dong
ethnicity-13 = Yao
ethnicity-14 = Bai
ethnicity-15 = Tujia
ethnicity-16 = Hani
ethnicity-17 = Kazakh
ethnicity-18 = Dai
ethnicity-19 = Li
ethnicity-20 = Lisu
ethnicity-21 = Va
ethnicity-22 = She
ethnicity-23 = Gaoshan
ethnicity-24 = Lahu
ethnicity-25 = Sui
ethnicity-26 = Dongxiang
ethnicity-27 = Naxi
ethnicity-28 = Jingpo
ethnicity-29 = Kirgiz
ethnicity-30 = Tu
ethnicity-31 = Daur
ethnicity-32 = Mulao
ethnicity-33 = Qiang
ethnicity-34 = Blang
ethnicity-35 = Salar
ethnicity-36 = Maonan
ethnicity-37 = Gelao
ethnicity-38 = Xibe
ethnicity-39 = Achang
ethnicity-40 = Pumi
ethnicity-41 = Tajik
ethnicity-42 = Nu
ethnicity-43 = Uzbek
ethnicity-44 = Russian
ethnicity-45 = Ewenki
ethnicity-46 = Deang
ethnicity-47 = Bonan
ethnicity-48 = Yugur
ethnicity-49 = Gin
ethnicity-50 = Tatar
ethnicity-51 = Derung
ethnicity-52 = Oroqen
ethnicity-53 = Hezhen
ethnicity-54 = Monba
ethnicity-55 = Lhoba
ethnicity-56 = Jino
