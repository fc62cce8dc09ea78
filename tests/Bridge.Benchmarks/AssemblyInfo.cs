using System.Runtime.Versioning;

// Debian's libsecp256k1 and libsodium, and Unix file modes.
[assembly: SupportedOSPlatform("linux")]
