using System.CommandLine;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian ceremony KIND</c>: writes a ceremony file, from which all members then work. Any one operator does it; the others compare.</summary>
internal sealed class CeremonyFileCommand
{
    private readonly Argument<CeremonyKind> _kind = new("kind") { Description = "keygen, refresh, repair or rotate." };
    private readonly Option<FileInfo?> _deployment = new("--deployment") { Description = "The deployment's public facts: bridge id and guardians. Needed but for a bridge's first keygen." };
    private readonly Option<string?> _bridge = new("--bridge-id") { Description = "keygen, before there is a deployment: 32 bytes in hexadecimal that no bridge has had." };
    private readonly Option<FileInfo[]> _members = new("--member") { Description = "A public.json that takes the place of, or joins, the deployment's guardians. May be repeated.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<FileInfo?> _group = new("--group") { Description = "refresh, repair, rotate: group-EPOCH.json of any holder." };
    private readonly Option<FileInfo?> _certificate = new("--certificate") { Description = "rotate: certificate of the new key." };
    private readonly Option<ushort?> _recipient = new("--recipient") { Description = "repair: who lost its share." };
    private readonly Option<string?> _only = new("--only") { Description = "keygen, repair, rotate: the indexes that take part, as 1,2,4. Default: all for a keygen, else the first that are enough." };
    private readonly Option<int?> _threshold = new("--threshold") { Description = "keygen: how many must sign. Default: as in the deployment." };
    private readonly Option<int> _shift = new("--port-shift") { Description = "Added to every member's port, so that the daemons go on signing during the ceremony." };
    private readonly Option<FileInfo> _out = new("--out") { Description = "The ceremony file to write.", Required = true };

    public static Command Create()
    {
        var self = new CeremonyFileCommand();
        var command = new Command("ceremony", "Writes a ceremony file with a fresh session.")
        {
            self._kind, self._deployment, self._bridge, self._members, self._group, self._certificate, self._recipient, self._only, self._threshold, self._shift, self._out,
        };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output => Task.FromResult(self.Write(parsed, output))));
        return command;
    }

    private int Write(ParseResult parsed, TextWriter output)
    {
        var kind = parsed.GetRequiredValue(_kind);
        var deployment = parsed.GetValue(_deployment) is { } facts ? Deployment.Load(facts.FullName) : null;
        if (deployment is null && kind != CeremonyKind.Keygen) throw new ProtocolException($"a {CeremonyCommand.NameOf(kind)} needs --deployment");
        if ((deployment is null) == (parsed.GetValue(_bridge) is null)) throw new ProtocolException("a bridge's first keygen needs --bridge-id, every other ceremony --deployment, and none both");
        var group = parsed.GetValue(_group) is { } path ? GroupFile.Load(path.FullName) : null;
        if (kind != CeremonyKind.Keygen && group is null) throw new ProtocolException($"a {CeremonyCommand.NameOf(kind)} needs --group");
        var members = Members(parsed, deployment);
        var file = new CeremonyFile
        {
            Kind = kind,
            BridgeId = deployment?.BridgeId ?? parsed.GetValue(_bridge)!,
            Epoch = group?.Epoch ?? (deployment?.Guardians.Epoch ?? 0) + 1,
            Threshold = group?.Threshold ?? parsed.GetValue(_threshold) ?? deployment?.Guardians.Threshold ?? throw new ProtocolException("a bridge's first keygen needs --threshold"),
            Session = CeremonyFile.NewSession(TimeProvider.System.GetUtcNow()),
            Members = [.. Chosen(parsed, kind, members, group).Select(member => Shifted(member, parsed.GetValue(_shift)))],
            Group = group,
            Recipient = kind == CeremonyKind.Repair ? parsed.GetValue(_recipient) : null,
            Successor = kind == CeremonyKind.Rotate && parsed.GetValue(_certificate) is { } certificate ? CertificateFile.Load(certificate.FullName) : null,
            Chains = kind == CeremonyKind.Rotate ? [deployment!.Evm.Chain, deployment.Solana.Chain] : null,
        };
        var ceremony = Ceremony.From(file);
        var target = parsed.GetRequiredValue(_out).FullName;
        file.Save(target);
        output.WriteLine($"{CeremonyCommand.NameOf(kind)} of epoch {file.Epoch}, threshold {file.Threshold}, guardians {string.Join(", ", ceremony.Members.Select(member => member.Index))}: {target}");
        output.WriteLine($"ceremony id {ceremony.Id}");
        output.WriteLine($"Give the file to each of them; each runs: guardian {CeremonyCommand.NameOf(kind)} --dir DIR --ceremony FILE --passphrase-file FILE");
        return ExitCode.Success;
    }

    private SortedDictionary<ushort, GuardianDeployment> Members(ParseResult parsed, Deployment? deployment)
    {
        var members = new SortedDictionary<ushort, GuardianDeployment>();
        foreach (var member in deployment?.Guardians.Members ?? []) members[member.Index] = member with { VerifyingShare = "" };
        foreach (var file in parsed.GetValue(_members) ?? [])
        {
            var member = PublicFile.Load(file.FullName);
            members[member.Index] = member;
        }

        return members;
    }

    private IEnumerable<GuardianDeployment> Chosen(ParseResult parsed, CeremonyKind kind, SortedDictionary<ushort, GuardianDeployment> members, GroupFile? group)
    {
        var holders = group is null ? members.Values.ToList() : members.Values.Where(member => group.VerifyingShares.ContainsKey(member.Index)).ToList();
        var only = parsed.GetValue(_only) is { } text ? Indexes(text) : null;
        if (kind == CeremonyKind.Refresh)
        {
            if (only is not null) throw new ProtocolException("a refresh takes all holders: leave --only out");
            return holders;
        }

        var recipient = kind == CeremonyKind.Repair ? parsed.GetValue(_recipient) : null;
        var chosen = only ?? (group is null ? holders : holders.Where(member => member.Index != recipient).Take(group.Threshold)).Select(member => member.Index).ToHashSet();
        if (recipient is { } lost) chosen.Add(lost);
        if (chosen.FirstOrDefault(index => holders.All(member => member.Index != index)) is var stranger and not 0)
            throw new ProtocolException($"guardian {stranger} is {(group is null ? "neither in the deployment nor given with --member" : $"no holder of the key of epoch {group.Epoch}")}");
        return holders.Where(member => chosen.Contains(member.Index));
    }

    private static HashSet<ushort> Indexes(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => ushort.TryParse(part, out var index) && index != 0 ? index : throw new ProtocolException($"--only should be indexes as 1,2,4 and has \"{part}\""))];

    private static GuardianDeployment Shifted(GuardianDeployment member, int shift)
    {
        if (shift == 0) return member;
        var url = new UriBuilder(member.Url);
        url.Port += shift;
        return member with { Url = url.Uri.ToString().TrimEnd('/') };
    }
}
