using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Spectre.Console;

namespace Bridge.Cli;

/// <summary>Finds the deployment without being told: option, environment, the localnet's output above the working directory, or that of the repository the launcher script lies in.</summary>
/// <param name="workingDirectory">Where the search upwards begins.</param>
/// <param name="repository">The launcher script's own repository, looked at last; null when the program was started without it.</param>
internal sealed class DeploymentLocator(string workingDirectory, string? repository)
{
    public const string Variable = "BRIDGE_DEPLOYMENT";

    /// <summary>In which the launcher script <c>localnets/bridge</c> names its own repository.</summary>
    public const string RepositoryVariable = "BRIDGE_REPOSITORY";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500), Patience = TimeSpan.FromMinutes(10);

    /// <summary>Waits until a localnet that is being started has deployed, when it is the one that would be taken.</summary>
    /// <exception cref="CliException">It ended first, or takes too long.</exception>
    public async Task WaitForLocalnetAsync(string? option, IAnsiConsole errors, TimeProvider time, CancellationToken cancellationToken)
    {
        if ((option ?? Environment.GetEnvironmentVariable(Variable)) is not null || FindLocalnet().Starting is not { } starting) return;
        errors.MarkupLineInterpolated($"[grey]the localnet is starting (process {starting.Process}): waiting until it has deployed …[/]");
        for (var began = time.GetTimestamp(); !starting.HasStarted; await Task.Delay(Poll, time, cancellationToken))
        {
            if (!starting.IsRunning) throw new CliException($"the localnet that was starting (process {starting.Process}) has ended", "see what it said where it was started, and start it again: ./localnets/run.sh");
            if (time.GetElapsedTime(began) > Patience) throw StillStarting(starting);
        }
    }

    public (Deployment Deployment, string Folder) Load(string? option)
    {
        var path = option ?? Environment.GetEnvironmentVariable(Variable) ?? FindLocalnet() switch
        {
            { Deployment: { } found } => found,
            { Starting: { } starting } => throw StillStarting(starting),
            _ => throw new CliException("no deployment found", "start the localnet with ./localnets/run.sh, or name a file with --deployment FILE"),
        };
        if (!File.Exists(path))
            throw new CliException($"there is no deployment file {path}", "start the localnet with ./localnets/run.sh, or correct --deployment");
        try
        {
            return (Deployment.Load(path), Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (ProtocolException e)
        {
            throw new CliException(e.Message, "name a deployment's own file with --deployment FILE; the localnet writes one anew at each start: ./localnets/run.sh", e);
        }
    }

    private static CliException StillStarting(StartingLocalnet starting) =>
        new($"the localnet is still starting (process {starting.Process})", "see how far it is where it was started, and run this again when it is up");

    private (string? Deployment, StartingLocalnet? Starting) FindLocalnet()
    {
        for (var folder = new DirectoryInfo(workingDirectory); folder is not null; folder = folder.Parent)
        {
            if (LocalnetIn(folder.FullName) is { } near) return near;
        }

        return (repository is null ? null : LocalnetIn(repository)) ?? (null, null);
    }

    private static (string? Deployment, StartingLocalnet? Starting)? LocalnetIn(string folder)
    {
        var localnets = Path.Combine(folder, "localnets");
        var candidate = Path.Combine(localnets, ".run", "deployment.json");
        // What a run left behind is not what the next one deploys.
        if (StartingLocalnet.Find(localnets, candidate) is { } starting) return (null, starting);
        return File.Exists(candidate) ? (candidate, null) : null;
    }
}
