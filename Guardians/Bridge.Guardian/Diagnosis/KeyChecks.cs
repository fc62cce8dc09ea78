using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Keys;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Diagnosis;

/// <summary>Looks at the keys: current, this deployment's, used by one process only.</summary>
internal static class KeyChecks
{
    private static readonly TimeSpan OldShare = TimeSpan.FromDays(90);

    public static IEnumerable<Finding> Run(DataDirectory data, GuardianOptions options, GuardianKeys keys, Passphrase passphrase, Deployment deployment, DateTimeOffset now)
    {
        yield return Finding.Good("keys", keys.Shares.Count == 0 ? "the passphrase opens the key file; no share yet" : $"the passphrase opens the key file; shares of epoch {string.Join(", ", keys.Shares.Keys.Select(epoch => epoch.Value).Order())}");
        if (KeyHistory.Staleness(KeyHistory.Load(data.History), keys.Records) is { } stale)
            yield return Finding.Problem("keys", $"the key file is an old copy: {stale}", "guardian key restore with the newest backup, or a guardian repair");
        if (new PendingKey(data, passphrase).Find() is { } pending)
            yield return Finding.Problem(
                "keys", $"a share of a {pending.Kind.ToString().ToLowerInvariant()} (epoch {pending.Epoch}) waits for its certificate",
                "run the same ceremony again with its file, or guardian key activate with a finished member's certificate");
        foreach (var record in keys.Records.Where(record => record.RetiredAt is null && !File.Exists(data.Trial(record))))
            yield return Finding.Note(
                "keys", $"the share of epoch {record.Epoch}, generation {record.Generation} has no trial here (trial-{record.Epoch}-{record.Generation}.json)",
                "guardian key tried with the file of a member that has it; if nobody has, all members run the ceremony again with its file: without a trial nobody has seen that the stored shares sign");
        foreach (var record in keys.Records.Where(record => record.RetiredAt is null && now - record.MadeAt > OldShare))
            yield return Finding.Note("keys", $"the share of epoch {record.Epoch} is {(now - record.MadeAt).TotalDays:0} days old", "consider a guardian refresh with the others");
        var contradictions = DeploymentCheck.Problems(deployment, options, keys.Identity, keys.Certificate, keys.Shares);
        foreach (var problem in contradictions) yield return Finding.Problem("deployment", problem, "compare deployment.json with the other operators; guardian deployment writes a ceremony's outcome into it");
        if (contradictions.Count == 0) yield return Generation(options, keys, deployment);
    }

    private static Finding Generation(GuardianOptions options, GuardianKeys keys, Deployment deployment)
    {
        var share = keys.Shares.Values.Single(share => share.Epoch.Value == deployment.Guardians.Epoch);
        var there = deployment.Guardians.Members.Single(member => member.Index == options.Index).VerifyingShare;
        return there == share.VerifyingShare.ToString()
            ? Finding.Good("deployment", $"it means this guardian and this share: epoch {share.Epoch}, generation {share.Version.Generation}")
            : Finding.Problem(
                "deployment", $"it names another verifying share than this one of generation {share.Version.Generation}",
                "one of both is older than the last refresh: compare group.json with the others; guardian deployment for the file, guardian repair for the share");
    }

    public static async Task<Finding> OnlyProcessAsync(DataDirectory data, GuardianOptions options, GuardianKeys keys, Deployment deployment, TimeProvider time, CancellationToken cancellationToken)
    {
        const string check = "processes";
        try
        {
            using var held = data.Lock();
        }
        catch (DirectoryInUseException)
        {
            return Finding.Good(check, "the daemon runs in this directory");
        }

        try
        {
            using var only = ShareLock.Take(keys.Identity);
        }
        catch (ShareInUseException)
        {
            return Finding.Problem(check, "a process of this machine works with a copy of this guardian's keys in another directory", "find and stop it: two processes on one share may contradict each other");
        }

        var self = deployment.Guardians.Members.SingleOrDefault(member => member.Index == options.Index);
        if (self is not null && await OwnAddress.AnswersAsync(new Uri(self.Url), keys.Certificate, TimeSpan.FromSeconds(5), time, cancellationToken))
            return Finding.Problem(check, $"a process with this guardian's keys answers at {self.Url} and does not run in this directory", "find and stop it: two processes on one share may contradict each other");
        return Finding.Note(check, "the daemon does not run", "guardian run");
    }
}
