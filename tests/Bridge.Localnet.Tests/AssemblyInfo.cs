using System.Runtime.Versioning;

// Process groups, file modes and the parent-death signal are Linux's.
[assembly: SupportedOSPlatform("linux")]
