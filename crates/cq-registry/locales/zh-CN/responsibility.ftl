# Who answers for whom.
responsibility-ends-before-it-began = 结束的日子早于开始的日子
