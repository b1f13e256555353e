# Who answers for whom.
responsibility-ends-before-it-began = The last day lies before the first
