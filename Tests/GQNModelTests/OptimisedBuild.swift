/// Whether the tests are compiled for speed; large sizes are skipped where they are not.
let isOptimised = !_isDebugAssertConfiguration()
