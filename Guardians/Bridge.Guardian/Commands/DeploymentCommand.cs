using System.CommandLine;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian deployment</c>: writes the outcome of a ceremony into the <c>deployment.json</c> that daemons, relayers and users read.</summary>
internal static class DeploymentCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("deployment") { Description = "The deployment.json files to change.", Arity = ArgumentArity.OneOrMore };
        var group = new Option<FileInfo>("--group") { Description = "group-EPOCH.json of any member.", Required = true };
        var members = new Option<FileInfo[]>("--member") { Description = "A public.json that takes the place of, or joins, the guardians there. May be repeated.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("deployment", "Writes a key's epoch, threshold, group key and verifying shares into deployment.json.") { files, group, members };
        command.SetAction((parsed, cancellationToken) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var key = GroupFile.Load(parsed.GetRequiredValue(group).FullName);
            _ = key.ToState();
            var changed = (parsed.GetValue(members) ?? []).Select(file => PublicFile.Load(file.FullName)).ToDictionary(member => member.Index);
            // All are read before the first is written.
            var deployments = parsed.GetRequiredValue(files).Select(file => (file.FullName, Deployment: Changed(Deployment.Load(file.FullName), key, changed))).ToList();
            foreach (var (path, deployment) in deployments)
            {
                deployment.Save(path);
                output.WriteLine($"{path}: epoch {key.Epoch}, generation {key.Generation}, {key.Threshold} of {key.VerifyingShares.Count}");
            }

            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }

    private static Deployment Changed(Deployment deployment, GroupFile key, Dictionary<ushort, GuardianDeployment> changed)
    {
        var known = deployment.Guardians.Members.ToDictionary(member => member.Index);
        foreach (var (index, member) in changed) known[index] = member;
        return deployment with
        {
            Guardians = new GuardianSetDeployment
            {
                Epoch = key.Epoch,
                Threshold = key.Threshold,
                GroupKey = key.GroupKey,
                Members = [.. key.VerifyingShares.OrderBy(share => share.Key).Select(share => known.TryGetValue(share.Key, out var member)
                    ? member with { VerifyingShare = share.Value }
                    : throw new ProtocolException($"guardian {share.Key} is not in the deployment: name its public.json with --member"))],
            },
        };
    }
}
