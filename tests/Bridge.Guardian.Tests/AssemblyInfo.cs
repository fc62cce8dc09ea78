using System.Runtime.Versioning;
using Xunit;

[assembly: SupportedOSPlatform("linux")]

// Ceremonies and processes wait for each other most of the time: more at once than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 8)]
