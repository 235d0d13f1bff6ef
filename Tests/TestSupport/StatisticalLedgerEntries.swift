/// Every statistical check of the package, by module and in the order of the test files.
let allEntries: [StatisticalLedger.Entry] = [
  .init("MLP: scale of the initial output", checks: 4)
]
