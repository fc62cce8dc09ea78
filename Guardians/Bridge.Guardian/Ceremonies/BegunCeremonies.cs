using System.Globalization;
using System.Text;
using Bridge.Guardian.Configuration;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary><c>ceremonies</c>: the sessions of all ceremonies of which the others may have something of this guardian, one a line.</summary>
/// <remarks>
/// What a member makes for round 1 lives in its process only. After a restart it would make other packages for the same session, and two signed packages of one
/// session are what cheaters are proved by. Whatever else another file says, its session is what counts: the packages know no more of it. A line
/// <c>restored TIME</c> says that the lines of before are lost: the directory was made anew from a backup.
/// </remarks>
public sealed class BegunCeremonies(DataDirectory directory, TimeProvider time)
{
    /// <summary>How far the clocks of operators may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private const string Restored = "restored";

    /// <summary>Writes down that parts of this ceremony may leave; it is on disk when this returns.</summary>
    public void Add(Ceremony ceremony)
    {
        if (!Lines().Contains(ceremony.Session.ToString())) Append(ceremony.Session.ToString());
    }

    /// <summary>Writes down that nobody knows any more what was begun until now; it is on disk when this returns.</summary>
    public void Forget() => Append($"{Restored} {time.GetUtcNow():O}");

    /// <summary>Throws when parts of this ceremony, or of another with its session, may have left.</summary>
    /// <exception cref="ProtocolException">It was begun here before; or it is older than what this directory remembers; or it is of a time to come.</exception>
    public void RequireNew(Ceremony ceremony)
    {
        var lines = Lines();
        // SECURITY: a second round-1 package of one session is equivocation, whoever's fault the first process's end was (M34).
        if (lines.Contains(ceremony.Session.ToString()))
            throw new ProtocolException($"a ceremony of session {ceremony.Session} was begun here before, and others may have a package of it that cannot be made again: if it did not finish, start again, all of you, with a new file (guardian ceremony)");
        // SECURITY: a session of a time to come would still look new after a restore that forgets it.
        if (ceremony.MadeAt > time.GetUtcNow() + Skew)
            throw new ProtocolException($"the ceremony file was made at {ceremony.MadeAt:u} by the clock of who made it, and it is {time.GetUtcNow():u} here: look at both clocks, then make a new file (guardian ceremony)");
        // SECURITY: with the directory went the memory of what this guardian said; only a session that did not exist then cannot have heard it (M34).
        if (ceremony.MadeAt <= RestoredAt(lines) + Skew)
            throw new ProtocolException($"the ceremony file was made at {ceremony.MadeAt:u}, and this guardian came from a backup at {RestoredAt(lines):u}: it may have spoken in that ceremony and would not know, and speaking again looks like cheating. Make a new file after {RestoredAt(lines) + Skew:u} (guardian ceremony)");
    }

    private DateTimeOffset RestoredAt(IEnumerable<string> lines) => lines.LastOrDefault(line => line.StartsWith(Restored, StringComparison.Ordinal)) is not { } last
        ? DateTimeOffset.MinValue
        : DateTimeOffset.TryParseExact(last[Restored.Length..].Trim(), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at
        : throw new ProtocolException($"{directory.Ceremonies} should hold the time of the restore and holds \"{last}\"");

    private string[] Lines() => File.Exists(directory.Ceremonies) ? File.ReadAllLines(directory.Ceremonies) : [];

    private void Append(string line)
    {
        using var file = new FileStream(directory.Ceremonies, FileMode.Append, FileAccess.Write);
        // A line begins with its end of line: one that a crash cut short spoils no other.
        file.Write(Encoding.ASCII.GetBytes($"\n{line}"));
        file.Flush(flushToDisk: true);
    }
}
