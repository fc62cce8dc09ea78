using System.Runtime.Versioning;
using Xunit;

[assembly: SupportedOSPlatform("linux")]

// One local network, one test at a time: they kill processes and hold back blocks.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
