# Words of closed lists: `family-word`.

# GB/T 2261.1.
sex-male = Male
sex-female = Female
sex-unknown = Not stated

# Why the bureau serves somebody.
category-honoured = Honoured retiree
category-retired = Retiree
category-survivor = Survivor

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

# GB/T 2261.2.
marital-10 = Single
marital-20 = Married
marital-21 = Married, first marriage
marital-22 = Remarried
marital-23 = Remarried to the same spouse
marital-30 = Widowed
marital-40 = Divorced
marital-90 = Not stated

# GB/T 2261.3.
health-10 = Healthy
health-20 = Fair or weak
health-31 = Cardiovascular disease
health-32 = Cerebrovascular disease
health-33 = Chronic respiratory disease
health-34 = Chronic digestive disease
health-35 = Chronic nephritis
health-36 = Tuberculosis
health-37 = Diabetes
health-38 = Neurological or mental disease
health-41 = Cancer
health-49 = Other chronic disease
health-60 = Disabled
health-61 = Visual disability
health-62 = Hearing disability
health-63 = Speech disability
health-64 = Physical disability
health-65 = Intellectual disability
health-66 = Mental disability

# GB/T 4658-2006, and what GB/T 4658-1984 had besides.
education-10 = Postgraduate
education-11 = Doctorate
education-12 = Doctoral studies, completed
education-13 = Doctoral studies, not completed
education-14 = Master's degree
education-15 = Master's studies, completed
education-16 = Master's studies, not completed
education-17 = Postgraduate class
education-18 = Postgraduate class, completed
education-19 = Postgraduate class, not completed
education-20 = Undergraduate
education-21 = Bachelor's degree
education-22 = Undergraduate, completed
education-23 = Undergraduate, not completed
education-28 = University ordinary class
education-30 = Junior college
education-31 = Junior college graduate
education-32 = Junior college, completed
education-33 = Junior college, not completed
education-40 = Secondary vocational
education-41 = Secondary specialised graduate
education-42 = Secondary specialised, completed
education-43 = Secondary specialised, not completed
education-44 = Vocational high school graduate
education-45 = Vocational high school, completed
education-46 = Vocational high school, not completed
education-47 = Technical school graduate
education-48 = Technical school, completed
education-49 = Technical school, not completed
education-50 = Technical school (old code)
education-59 = Technical school, not completed (old code)
education-60 = Senior high school
education-61 = Senior high school graduate
education-62 = Senior high school, completed
education-63 = Senior high school, not completed
education-68 = Equal to senior high school (old code)
education-69 = Senior high school, not completed (old code)
education-70 = Junior high school
education-71 = Junior high school graduate
education-73 = Junior high school, not completed
education-78 = Equal to junior high school (old code)
education-79 = Junior high school, not completed (old code)
education-80 = Primary school
education-81 = Primary school graduate
education-83 = Primary school, not completed
education-88 = Equal to primary school (old code)
education-89 = Primary school, not completed (old code)
education-90 = Other

# The bureau's own.
category-relative = Relative
ethnicity-97 = Other
ethnicity-98 = Chinese national of foreign descent
birthday-by-solar = Solar calendar
birthday-by-lunar = Lunar calendar
revolution-agrarian = Agrarian revolution (1927-08 to 1937-07)
revolution-resistance-early = War of resistance, early (1937-07 to 1942)
revolution-resistance-late = War of resistance, late (1943 to 1945-09)
revolution-liberation = War of liberation (1945-09 to 1949-09)
self-care-full = Looks after themselves
self-care-partial = Needs some help
self-care-none = Cannot look after themselves
ended-died = died
ended-moved = moved away
ended-merged = merged with another record
ended-other = other reason
