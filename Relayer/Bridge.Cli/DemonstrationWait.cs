using Spectre.Console;

namespace Bridge.Cli;

/// <summary>The localnet's demonstration counts every token on both chains when it ends: a command that moves some waits for that.</summary>
internal static class DemonstrationWait
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500), Patience = TimeSpan.FromMinutes(10);

    /// <summary>Returns at once unless the deployment is a localnet's that is not ready.</summary>
    /// <exception cref="CliException">It takes too long.</exception>
    public static async Task ToEndAsync(CliSession session, CancellationToken cancellationToken)
    {
        if (Unready(session) is not { } first) return;
        using var told = session.Slow.Told();
        session.Errors.MarkupLineInterpolated($"[grey]the localnet (process {first.Process}) shows its demonstration, which counts every token: waiting for its end (run.sh --no-demo shows none) …[/]");
        for (var began = session.Time.GetTimestamp(); Unready(session) is not null; await Task.Delay(Poll, session.Time, cancellationToken))
        {
            if (session.Time.GetElapsedTime(began) > Patience)
                throw new CliException($"the localnet's demonstration has not ended (process {first.Process})", "see how far it is where it was started, and run this again when it stays up");
        }
    }

    private static StartingLocalnet? Unready(CliSession session) => StartingLocalnet.FindUnready(Path.Combine(session.Folder, "deployment.json"));
}
