using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Cli;

/// <summary>Finds the deployment without being told: option, environment, or the localnet's output above the working directory.</summary>
internal sealed class DeploymentLocator(string workingDirectory)
{
    public const string Variable = "BRIDGE_DEPLOYMENT";

    public (Deployment Deployment, string Folder) Load(string? option)
    {
        var path = option ?? Environment.GetEnvironmentVariable(Variable) ?? FindLocalnet()
            ?? throw new CliException("no deployment found", "start the localnet with ./localnets/run.sh, or name a file with --deployment FILE");
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

    private string? FindLocalnet()
    {
        for (var folder = new DirectoryInfo(workingDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "localnets", ".run", "deployment.json");
            if (File.Exists(candidate)) return candidate;
        }

        return null;
    }
}
