using System.CommandLine;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian keygen | refresh | repair | rotate</c>: takes part in a ceremony over the network.</summary>
internal sealed class CeremonyCommand
{
    private readonly Option<DirectoryInfo> _directory = GuardianCommand.DirectoryOption();
    private readonly Option<FileInfo> _passphrase = GuardianCommand.PassphraseOption();
    private readonly Option<FileInfo> _ceremony = new("--ceremony") { Description = "The ceremony file, the same for every member.", Required = true };
    private readonly Option<int> _limit = new("--timeout") { Description = "Seconds to wait for the others in all.", DefaultValueFactory = _ => 600 };
    private readonly Option<string?> _listen = new("--listen") { Description = "Where to serve the ceremony, as https://0.0.0.0:9543. Default: the options' address at the ceremony's port." };
    private readonly Option<bool> _supersede = new("--supersede") { Description = "Sign although another key was signed for that epoch before." };
    private readonly Option<string?> _newGroupKey = new("--new-group-key") { Description = "The new group key, as the new guardians told it. Needed when this guardian is not one of them." };
    private readonly CeremonyKind _kind;
    private readonly TimeProvider _time;

    private CeremonyCommand(CeremonyKind kind, TimeProvider time) => (_kind, _time) = (kind, time);

    public static Command Create(CeremonyKind kind, TimeProvider time)
    {
        var self = new CeremonyCommand(kind, time);
        var command = new Command(NameOf(kind), kind switch
        {
            CeremonyKind.Keygen => "Makes a group key together with the other guardians; no dealer, nobody ever knows the whole key.",
            CeremonyKind.Refresh => "Makes new shares of the same key together with all other holders; shares that were stolen before are worthless then.",
            CeremonyKind.Repair => "Gives one guardian its lost share again, by t helpers; none of them learns it.",
            CeremonyKind.Rotate => "Signs, by t holders of the key in force, that the next epoch's key takes over on each chain.",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown ceremony"),
        })
        {
            self._directory, self._ceremony, self._passphrase, self._limit, self._listen,
        };
        if (kind == CeremonyKind.Rotate)
        {
            command.Add(self._supersede);
            command.Add(self._newGroupKey);
        }

        command.SetAction((parsed, cancellationToken) => GuardianCommand.GuardAsync(parsed, output => self.RunAsync(parsed, output, cancellationToken)));
        return command;
    }

    internal static string NameOf(CeremonyKind kind) => kind.ToString().ToLowerInvariant();

    private async Task<int> RunAsync(ParseResult parsed, TextWriter output, CancellationToken cancellationToken)
    {
        var seconds = parsed.GetValue(_limit);
        if (seconds is < 1 or > 86_400) throw new ProtocolException($"--timeout should be 1 to 86400 seconds and is {seconds}");
        var data = new DataDirectory(parsed.GetRequiredValue(_directory).FullName);
        var options = GuardianOptions.Load(data.Options).Checked();
        var file = parsed.GetRequiredValue(_ceremony).FullName;
        var ceremony = CeremonyFile.Load(file);
        if (ceremony.Kind != _kind) throw new ProtocolException($"{file} is about another ceremony: run guardian {NameOf(ceremony.Kind)}");
        var listen = (parsed.GetValue(_listen) is { } address ? options with { Listen = address } : options).Checked();
        using var held = data.LockCeremony();
        using var secret = Passphrase.Read(parsed.GetRequiredValue(_passphrase).FullName);
        using var keys = GuardianKeys.Open(data.Keys, secret);
        var host = new CeremonyHost(
            options, ceremony, keys, new BegunCeremonies(data, _time),
            parsed.GetValue(_listen) is null ? CeremonyHost.ListenAddress(options, ceremony, PublicFile.Load(data.Public).Url) : new Uri(listen.Listen),
            _time, line => output.WriteLine($"guardian {options.Index}: {line}"));
        var consent = new RotationConsent(parsed.GetValue(_supersede), parsed.GetValue(_newGroupKey) is { } key ? GroupKey.From(Hex.Decode(key)) : null);
        await new CeremonyWork(data, secret, keys, ceremony, consent, _time, output).RunAsync(host, TimeSpan.FromSeconds(seconds), cancellationToken);
        return ExitCode.Success;
    }
}
