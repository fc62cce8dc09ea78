using System.Text;
using Bridge.Guardian.Configuration;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary><c>ceremonies</c>: the sessions of all ceremonies of which the others may have something of this guardian, one a line.</summary>
/// <remarks>
/// What a member makes for round 1 lives in its process only. After a restart it would make other packages for the same session, and two signed packages of one
/// session are what cheaters are proved by. Whatever else another file says, its session is what counts: the packages know no more of it.
/// </remarks>
public sealed class BegunCeremonies(DataDirectory directory)
{
    /// <summary>True when parts of this ceremony, or of another with its session, may have left.</summary>
    public bool Contains(Ceremony ceremony) => File.Exists(directory.Ceremonies) && File.ReadLines(directory.Ceremonies).Contains(ceremony.Session.ToString());

    /// <summary>Writes it down; it is on disk when this returns.</summary>
    public void Add(Ceremony ceremony)
    {
        if (Contains(ceremony)) return;
        using var file = new FileStream(directory.Ceremonies, FileMode.Append, FileAccess.Write);
        file.Write(Encoding.ASCII.GetBytes($"{ceremony.Session}\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Throws when parts of this ceremony may have left.</summary>
    /// <exception cref="ProtocolException">It was begun here before.</exception>
    public void RequireNew(Ceremony ceremony)
    {
        // SECURITY: a second round-1 package of one session is equivocation, whoever's fault the first process's end was (M34).
        if (Contains(ceremony))
            throw new ProtocolException($"a ceremony of session {ceremony.Session} was begun here before and interrupted, and others have a package of it that cannot be made again: start again, all of you, with a new file (guardian ceremony)");
    }
}
