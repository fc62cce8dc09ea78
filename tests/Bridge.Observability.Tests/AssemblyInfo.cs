// The collector hears every meter of the process: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
