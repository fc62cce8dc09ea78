using System.Security.Cryptography;
using Bridge.Testing;

namespace Bridge.Dashboard.BrowserTests.Harness;

/// <summary>The people of the local network: passwords, authenticators (RFC 6238, written here a second time) and officers' key files.</summary>
internal sealed class StaffDesk(string state)
{
    private readonly Dictionary<string, long> _lastStep = [];

    public string Password(string user) => File.ReadAllText(Path.Combine(state, "staff", $"{user}.password")).Trim();

    /// <summary>The key file of officer 1 (olga) or 2 (oscar).</summary>
    public string KeyFile(string officer) => Path.Combine(state, "officers", officer == "olga" ? "officer-1.key" : "officer-2.key");

    /// <summary>A code that was not used before; waits for the clock when this person has been fast. The server takes the step after its own as well.</summary>
    public async Task<string> NextCodeAsync(string user)
    {
        var step = Math.Max(_lastStep.GetValueOrDefault(user) + 1, Now());
        await Eventually.TrueAsync("the clock reaches a code that was not used", TimeSpan.FromMinutes(2), () => Task.FromResult(step <= Now() + 1));
        _lastStep[user] = step;
        return Code(Secret(user), step);
    }

    /// <summary>A code that was used.</summary>
    public string UsedCode(string user) => Code(Secret(user), _lastStep[user]);

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30;

    private static string Code(byte[] secret, long step)
    {
        var counter = BitConverter.GetBytes(step);
        Array.Reverse(counter);
#pragma warning disable CA5350 // RFC 6238 as authenticators do it.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 15;
        var number = ((hash[offset] & 0x7f) << 24) | (hash[offset + 1] << 16) | (hash[offset + 2] << 8) | hash[offset + 3];
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    // Base32 (RFC 4648, section 6), as the authenticator's file holds it, in an otpauth address or bare.
    private byte[] Secret(string user)
    {
        var text = File.ReadAllText(Path.Combine(state, "staff", $"{user}.totp")).Trim();
        if (text.StartsWith("otpauth://", StringComparison.Ordinal)) text = System.Text.RegularExpressions.Regex.Match(text, "secret=([A-Z2-7]+)").Groups[1].Value;
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var letter in text)
        {
            (bits, count) = (((bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal)) & 0xffff, count + 5);
            if (count < 8) continue;
            count -= 8;
            bytes.Add((byte)(bits >> count));
        }

        return [.. bytes];
    }
}
