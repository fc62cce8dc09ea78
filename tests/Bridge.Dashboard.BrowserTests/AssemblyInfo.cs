using System.Runtime.Versioning;
using Xunit;

[assembly: SupportedOSPlatform("linux")]

// One local network and one set of officers: tests follow each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
