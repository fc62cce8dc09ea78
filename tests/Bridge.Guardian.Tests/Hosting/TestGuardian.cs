using System.Net;
using System.Net.Sockets;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Keys;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Transport;
using Microsoft.AspNetCore.Builder;

namespace Bridge.Guardian.Tests;

/// <summary>One guardian of an in-process network: its own directory, keys and listeners, real TLS on loopback.</summary>
internal sealed class TestGuardian : IAsyncDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Passphrase _passphrase;
    private GuardianKeys _keys;
    private WebApplication? _app;
    private IDisposable? _held;

    public TestGuardian(ushort index, Func<GuardianOptions, GuardianOptions>? change = null)
    {
        File.WriteAllText(_directory.In("passphrase"), "correct horse\n");
        _passphrase = Passphrase.Read(_directory.In("passphrase"));
        Data = new DataDirectory(_directory.Path);
        Options = new GuardianOptions
        {
            Index = index,
            Listen = $"https://127.0.0.1:{FreePort.Next()}",
            HealthListen = $"http://127.0.0.1:{FreePort.Next()}",
            PollMilliseconds = 50,
            SessionSeconds = 600,
        };
        if (change is not null) Options = change(Options);
        _keys = GuardianKeys.Create(Data.Keys, _passphrase, $"guardian {index}", TimeProvider.System, KeyFileCost.Minimum);
        Public = PublicFile.Of(index, Options.Listen, _keys);
        PublicFile.Save(Data.Public, Public);
    }

    public DataDirectory Data { get; }

    public GuardianOptions Options { get; }

    public GuardianDeployment Public { get; }

    public List<string> Progress { get; } = [];

    public FakeChain Evm { get; } = new(TransferBuilder.Evm);

    public FakeChain Solana { get; } = new(TransferBuilder.Solana);

    public System.Security.Cryptography.X509Certificates.X509Certificate2 Certificate => _keys.Certificate;

    private GuardianKeyState InForce => new(TransferBuilder.Bridge, GuardianEpoch.From(1), _keys.Shares.Values.FirstOrDefault()?.Group.GroupKey ?? new TestGroup(2, 2).Key.GroupKey);

    public TlsPin Pin => TlsPin.Of(_keys.Certificate);

    public Passphrase Passphrase => _passphrase;

    public PendingKey Pending => new(Data, _passphrase, KeyFileCost.Minimum);

    public GuardianKeys Keys => _keys;

    /// <summary>Gives the guardian its share of a dealt group.</summary>
    public void Add(TestGroup group)
    {
        using var share = group.Package(Options.Index);
        new KeyStore(Data, _passphrase, KeyFileCost.Minimum).Add(share, KeyRecord.Of(share, KeyOrigin.Keygen, TimeProvider.System.GetUtcNow()));
        Reopen();
    }

    /// <summary>Takes part in a key generation or a refresh, up to the trial of the stored shares.</summary>
    public Task KeygenAsync(Ceremony ceremony, TimeSpan? limit = null) => RunAsync(ceremony, KeygenAsync, limit);

    /// <summary>Takes part in the trial of the share that it has.</summary>
    public Task TryKeyAsync(Ceremony ceremony, TimeSpan? limit = null) =>
        RunAsync(ceremony, (seat, stop) => new KeyTrialCeremony(seat, Data, _passphrase).RunAsync(_keys.Records.Single(record => record.Key == ceremony.Epoch), stop), limit);

    /// <summary>Takes part in a repair.</summary>
    public Task RepairAsync(Ceremony ceremony, TimeSpan? limit = null) => RunAsync(
        ceremony,
        async (seat, stop) =>
        {
            using var share = await new RepairCeremony(seat).RunAsync(stop);
            if (share is not null) new KeyStore(Data, _passphrase, KeyFileCost.Minimum).Repair(share, KeyRecord.Of(share, KeyOrigin.Repair, TimeProvider.System.GetUtcNow()));
        },
        limit);

    /// <summary>Takes part in a rotation.</summary>
    public async Task<RotationFile> RotateAsync(Ceremony ceremony, TimeSpan? limit = null, bool supersede = false, GroupKey? expected = null)
    {
        using var database = JournalDatabase.Open(Data.Journal);
        RotationFile? rotation = null;
        await RunAsync(
            ceremony, async (seat, stop) => rotation = await new RotationCeremony(seat, new RotationJournal(database, supersede, TimeProvider.System), Data, expected).RunAsync(stop), limit);
        return rotation!;
    }

    /// <summary>Reads the key file again, as a restart does.</summary>
    public void Reopen()
    {
        var old = _keys;
        _keys = GuardianKeys.Open(Data.Keys, _passphrase);
        old.Dispose();
    }

    private async Task KeygenAsync(CeremonySeat seat, CancellationToken cancellationToken)
    {
        var record = Pending.Activate(await new KeyCeremony(seat, Pending).RunAsync(cancellationToken), _keys, TimeProvider.System.GetUtcNow());
        await new KeyTrialCeremony(seat, Data, _passphrase).RunAsync(record, cancellationToken);
    }

    private async Task RunAsync(Ceremony ceremony, Func<CeremonySeat, CancellationToken, Task> run, TimeSpan? limit)
    {
        var host = new CeremonyHost(Options, ceremony, _keys, new BegunCeremonies(Data, TimeProvider.System), new Uri(Options.Listen), TimeProvider.System, line =>
        {
            lock (Progress) Progress.Add(line);
        })
        {
            LongestFarewell = TimeSpan.FromSeconds(5),
            LongestFarewellAfterAbort = TimeSpan.FromSeconds(3),
            LongestWaitForProof = TimeSpan.FromSeconds(3),
        };
        try
        {
            await host.RunAsync(limit ?? TimeSpan.FromMinutes(2), run, CancellationToken.None);
        }
        finally
        {
            Reopen();
        }
    }

    /// <summary>Takes part in the ceremony with this guardian's keys, and shows what the test wants instead.</summary>
    public Task<RogueMember> LieAsync(Ceremony ceremony, RogueMember.Spoil spoil, bool throughTrial = false) => RogueMember.StartAsync(Options, _keys, ceremony, Data, spoil, ceremony.Kind switch
    {
        CeremonyKind.Repair => (seat, stop) => new RepairCeremony(seat).RunAsync(stop),
        CeremonyKind.Rotate => async (seat, stop) =>
        {
            using var database = JournalDatabase.Open(Data.Journal);
            await new RotationCeremony(seat, new RotationJournal(database, true, TimeProvider.System), Data, null).RunAsync(stop);
        },
        _ when throughTrial => KeygenAsync,
        _ => (seat, stop) => new KeyCeremony(seat, Pending).RunAsync(stop),
    });

    /// <summary>True when a key or a group came out of a ceremony.</summary>
    public bool HasKey => _keys.Shares.Count > 0 || File.Exists(Data.Group);

    public async Task StartAsync(IReadOnlySet<TlsPin> relayers, IReadOnlySet<TlsPin> peers)
    {
        _held = Data.Lock();
        _app = GuardianHost.Build(
            new GuardianSetup
            {
                Options = Options,
                Directory = Data,
                Bridge = TransferBuilder.Bridge,
                Chains = [new(new FakeChainFamily("evm", Evm) { Key = InForce }, 128), new(new FakeChainFamily("solana", Solana) { Key = InForce }, 32)],
                Identity = _keys.Identity,
                Certificate = _keys.Certificate,
                Keys = _keys.Shares,
                Relayers = relayers,
                Peers = peers,
            },
            TimeProvider.System);
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _held?.Dispose();
        (_app, _held) = (null, null);
    }

    /// <summary>A client that shows this guardian's own certificate.</summary>
    public HttpClient ClientTo(TestGuardian other) => new(PinnedTls.CreateHandler(_keys.Certificate, other.Pin)) { BaseAddress = new Uri(other.Options.Listen) };

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _keys.Dispose();
        _passphrase.Dispose();
        _directory.Dispose();
    }
}
